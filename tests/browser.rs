//! The site as its readers meet it: in Chromium, below a sub-path, with the keyboard, without JavaScript, at a missing page.
//!
//! Where there is no Chromium or no chromedriver the tests are ignored and say why; where `CI=true` they fail.

#[path = "browser/chromium.rs"]
mod chromium;
#[path = "browser/preview.rs"]
mod preview;
#[path = "browser/server.rs"]
mod server;
#[path = "browser/xss.rs"]
mod xss;

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::{Arc, Mutex, PoisonError};

use chromium::{Browser, Programs, Tab, Test};
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use serde_json::json;
use server::BASE_PATH;
use tempfile::TempDir;

type Outcome = Result<(), CmdError>;

/// Tests over a bank, each under its own name.
macro_rules! tests {
    ($bank:expr, $($name:path),* $(,)?) => {
        [$((stringify!($name), $bank, (|tab| Box::pin($name(tab))) as Test)),*]
    };
}

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // There is one browser, and one tab at a time has its attention.
    arguments.test_threads = Some(1);
    let programs = Programs::find();
    let must_run = std::env::var("CI").is_ok_and(|value| value == "true");
    let stage = Arc::new(Mutex::new(None));
    let own = tests![
        Bank::Repository,
        home_opens_below_a_sub_path,
        slash_opens_the_search_and_the_keyboard_leads_to_the_question,
        slash_in_a_text_field_or_with_a_modifier_is_only_a_slash,
        slash_works_after_a_key_point_was_ticked,
        control_k_opens_the_search_and_escape_gives_the_focus_back,
        clicks_on_search_fields_open_the_search,
        the_search_page_keeps_its_query_in_the_address,
        the_theme_is_chosen_kept_and_given_back,
        a_missing_page_has_its_styles_and_links_at_any_depth,
        questions_read_well_without_javascript,
        the_search_page_without_javascript_says_what_to_do,
        every_page_loads_without_an_error_and_asks_only_its_own_host,
    ];
    let little = tests![
        Bank::Little,
        the_copy_button_copies_the_code_or_says_that_it_may_not,
        a_level_is_filtered_on_a_topics_page,
        an_alias_leads_to_the_question,
    ];
    let previews = tests![
        Bank::Little,
        preview::a_page_follows_its_file_and_keeps_its_place,
        preview::an_error_lies_over_the_page_until_it_is_mended,
        preview::a_stylesheet_is_taken_on_without_a_reload,
    ];
    let hostile = tests![
        Bank::Hostile,
        xss::every_payload_of_html_would_run_where_nothing_stops_it,
        xss::no_payload_runs_on_a_question_page_even_without_the_policy,
        xss::no_payload_meets_the_policy_on_a_question_page,
        xss::no_payload_runs_on_a_page_of_topics_tags_or_levels,
        xss::no_payload_runs_in_the_search,
        xss::no_payload_runs_in_the_feed,
        xss::no_payload_runs_in_the_overlay_of_the_preview,
        xss::the_policy_stops_what_is_foreign_and_inline,
    ];
    let trials = own
        .into_iter()
        .chain(little)
        .chain(hostile)
        .chain(previews)
        .map(|(name, bank, test)| {
            let (programs, stage) = (programs.clone(), stage.clone());
            Trial::ignorable_test(name, move || match programs {
                Ok(programs) => perform(&stage, &programs, bank, test),
                Err(reason) if must_run => Err(reason.into()),
                Err(reason) => Ok(Completion::ignored_with(reason)),
            })
        });
    // The browser ends with the stage, before the process does.
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

#[derive(Clone, Copy)]
enum Bank {
    /// The one that the program comes with.
    Repository,
    /// A few questions of this file's own.
    Little,
    /// Payloads in every field.
    Hostile,
}

/// What all tests share: the sites, built once, and the browser.
struct Stage {
    repository: PathBuf,
    little: PathBuf,
    hostile: PathBuf,
    browser: Browser,
    _folder: TempDir,
}

impl Stage {
    fn set(programs: &Programs) -> Result<Self, String> {
        let folder = TempDir::new().map_err(|error| error.to_string())?;
        let place = |name: &str| folder.path().join(name);
        let (repository, little, hostile) =
            (place("repository"), place("little"), place("hostile"));
        build(Path::new(support::REPOSITORY), &repository)?;
        build(little_bank().path(), &little)?;
        build(xss::bank().path(), &hostile)?;
        Ok(Self {
            repository,
            little,
            hostile,
            browser: Browser::start(programs)?,
            _folder: folder,
        })
    }
}

/// Builds a site with the real program.
fn build(root: &Path, output: &Path) -> Result<(), String> {
    let built = Command::new(env!("CARGO_BIN_EXE_prepbook"))
        .args(["--base-url", support::BASE_URL, "--root"])
        .arg(root)
        .arg("--output")
        .arg(output)
        .output()
        .map_err(|error| error.to_string())?;
    match built.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&built.stderr).into_owned()),
    }
}

fn little_bank() -> TempDir {
    support::bank(&[
        (
            "storage/write-ahead-log.md",
            "---\ntitle: What is a write-ahead log?\naliases: [wal]\n---\nA file that is written first.\n\n## In depth\n\n```sql\nSELECT '<b>' AS \"ü\";\n-- the end\n```\n",
        ),
        (
            "storage/b-tree.md",
            "---\ntitle: What is a B-tree?\ndifficulty: hard\n---\nA tree that is wide.\n",
        ),
    ])
}

/// Runs a test on the stage, which the first one sets.
fn perform(
    stage: &Mutex<Option<Result<Stage, String>>>,
    programs: &Programs,
    bank: Bank,
    test: Test,
) -> Result<Completion, Failed> {
    let mut stage = stage.lock().unwrap_or_else(PoisonError::into_inner);
    let stage = stage
        .get_or_insert_with(|| Stage::set(programs))
        .as_ref()
        .map_err(Failed::from)?;
    let folder = match bank {
        Bank::Repository => &stage.repository,
        Bank::Little => &stage.little,
        Bank::Hostile => &stage.hostile,
    };
    stage.browser.run(folder, test)?;
    Ok(Completion::Completed)
}

/// The dialog of the search, ready to be typed into.
const SEARCH_IS_OPEN: &str = "document.activeElement?.matches('dialog[open] input[type=search]')";

async fn home_opens_below_a_sub_path(tab: &Tab) -> Outcome {
    tab.go("").await?;
    assert_eq!(tab.read("document.title").await?, json!("prepbook"));
    let font = tab.read("getComputedStyle(document.querySelector('h1')).fontWeight");
    assert_eq!(font.await?, json!("600"), "the stylesheet applies");
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.click(".card a").await?;
    tab.until("document.body.className === 'page-topic'").await;
    tab.click(".wordmark").await?;
    tab.until("document.body.className === 'page-home'").await;
    assert_eq!(tab.read("location.pathname").await?, json!(BASE_PATH));
    Ok(())
}

async fn slash_opens_the_search_and_the_keyboard_leads_to_the_question(tab: &Tab) -> Outcome {
    tab.go("").await?;
    let asked_for_search = || {
        tab.requests()
            .iter()
            .any(|request| request.path.contains("/search/"))
    };
    assert!(
        !asked_for_search(),
        "the search costs nothing until it is opened"
    );
    tab.press(&['/']).await?;
    tab.until(SEARCH_IS_OPEN).await;
    tab.type_text("brewer").await?;
    tab.until(
        "document.querySelector('.search-dialog .result')?.pathname.endsWith('/cap-theorem/')",
    )
    .await;
    assert_eq!(
        tab.read("document.querySelector('.search-dialog input').value")
            .await?,
        json!("brewer")
    );
    tab.until("/^\\d+ questions?$/.test(document.querySelector('.search-status').textContent)")
        .await;
    tab.press(&[Key::Down.into()]).await?;
    tab.until("document.activeElement === document.querySelector('.result')")
        .await;
    tab.press(&[Key::Enter.into()]).await?;
    tab.until("document.querySelector('h1')?.textContent.includes('CAP theorem')")
        .await;
    let path = format!("{BASE_PATH}questions/cap-theorem/");
    assert_eq!(tab.read("location.pathname").await?, json!(path));
    Ok(())
}

/// Keeps the keys that are pressed from now on, each with whether the page took it for itself.
const WATCH_KEYS: &str = "window.pressed = [];
    addEventListener('keydown', (event) => window.pressed.push([event.key, event.defaultPrevented]));";

async fn slash_in_a_text_field_or_with_a_modifier_is_only_a_slash(tab: &Tab) -> Outcome {
    tab.go("search/").await?;
    tab.until("document.activeElement?.id === 'pb-query'").await;
    tab.run(WATCH_KEYS).await?;
    tab.type_text("a/b").await?;
    assert_eq!(
        tab.read("document.activeElement.value").await?,
        json!("a/b")
    );
    tab.run("document.activeElement.blur()").await?;
    for modifier in [Key::Control, Key::Alt, Key::Meta] {
        tab.press(&[modifier.into(), '/']).await?;
    }
    let slashes = tab
        .read("pressed.filter(([key]) => key === '/').map(([, taken]) => taken)")
        .await?;
    assert_eq!(slashes, json!([false, false, false, false]));
    assert_eq!(
        tab.read("document.querySelector('dialog')").await?,
        json!(null)
    );
    tab.press(&['/']).await?;
    tab.until(SEARCH_IS_OPEN).await;
    assert_eq!(tab.read("pressed.at(-1)").await?, json!(["/", true]));
    Ok(())
}

async fn slash_works_after_a_key_point_was_ticked(tab: &Tab) -> Outcome {
    tab.go("questions/cap-theorem/").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.click(".checklist input").await?;
    assert_eq!(
        tab.read("document.activeElement.checked").await?,
        json!(true)
    );
    tab.press(&['/']).await?;
    tab.until(SEARCH_IS_OPEN).await;
    Ok(())
}

async fn control_k_opens_the_search_and_escape_gives_the_focus_back(tab: &Tab) -> Outcome {
    tab.go("questions/cap-theorem/").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.run("document.querySelector('.contents a').focus()")
        .await?;
    for typed in ["", "sqs"] {
        tab.press(&[Key::Control.into(), 'k']).await?;
        tab.until(SEARCH_IS_OPEN).await;
        tab.type_text(typed).await?;
        tab.press(&[Key::Escape.into()]).await?;
        tab.until("!document.querySelector('dialog').open").await;
        tab.until("document.activeElement === document.querySelector('.contents a')")
            .await;
    }
    // What was typed is there again, and gives way to what is typed next.
    tab.press(&[Key::Control.into(), 'k']).await?;
    tab.until(SEARCH_IS_OPEN).await;
    tab.until("getSelection().toString() === 'sqs'").await;
    let dialogs = tab.read("document.querySelectorAll('dialog').length");
    assert_eq!(dialogs.await?, json!(1));
    Ok(())
}

async fn clicks_on_search_fields_open_the_search(tab: &Tab) -> Outcome {
    tab.go("").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    for field in [".site-header .search-field", ".hero .search-field"] {
        tab.click(field).await?;
        tab.until(SEARCH_IS_OPEN).await;
        tab.click(".search-bar button").await?;
        tab.until("!document.querySelector('dialog').open").await;
    }
    assert_eq!(tab.read("location.pathname").await?, json!(BASE_PATH));
    Ok(())
}

async fn the_search_page_keeps_its_query_in_the_address(tab: &Tab) -> Outcome {
    const FIRST: &str = "document.querySelector('.results a')?.pathname.split('/').at(-2)";
    const QUERY: &str = "new URLSearchParams(location.search).get('q')";
    const INPUT: &str = "document.querySelector('#pb-query').value";
    tab.go("search/?q=dead+letter%20queue").await?;
    tab.until(&format!("{FIRST} === 'sqs'")).await;
    assert_eq!(tab.read(INPUT).await?, json!("dead letter queue"));
    tab.run("document.querySelector('#pb-query').select()")
        .await?;
    tab.type_text("c++ & docker?").await?;
    tab.until(&format!("{FIRST} === 'docker'")).await;
    tab.until(&format!("{QUERY} === 'c++ & docker?'")).await;
    tab.reload().await?;
    tab.until(&format!("{FIRST} === 'docker'")).await;
    assert_eq!(tab.read(INPUT).await?, json!("c++ & docker?"));
    // The first result is a key away, and going back finds the search as it was.
    tab.press(&[Key::Enter.into()]).await?;
    tab.until("document.body.className === 'page-question'")
        .await;
    tab.back().await?;
    tab.until(&format!("{FIRST} === 'docker'")).await;
    tab.until("document.activeElement?.id === 'pb-query'").await;
    tab.run("document.querySelector('#pb-query').select()")
        .await?;
    tab.press(&[Key::Backspace.into()]).await?;
    tab.until("location.search === ''").await;
    tab.until("document.querySelectorAll('.results a').length === 0")
        .await;
    tab.type_text("zzyzx").await?;
    tab.until("document.querySelector('.search-status').textContent.includes('“zzyzx”')")
        .await;
    Ok(())
}

async fn the_theme_is_chosen_kept_and_given_back(tab: &Tab) -> Outcome {
    const PAPER: &str = "getComputedStyle(document.documentElement).backgroundColor";
    const CHOSEN: &str = "document.documentElement.dataset.theme ?? null";
    // What the root says at the moment at which the body is there: before a module runs, and before anything is painted.
    let watch = "new MutationObserver((_, observer) => {
        if (!document.body) return;
        window.themeOfTheFirstPaint = document.documentElement.dataset.theme ?? 'none';
        observer.disconnect();
    }).observe(document, { childList: true, subtree: true });";
    tab.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": watch }),
    )
    .await?;
    tab.go("questions/cap-theorem/").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    let light = tab.read(PAPER).await?;
    assert_eq!(tab.read("themeOfTheFirstPaint").await?, json!("none"));
    tab.click("[data-theme-switch]").await?;
    assert_eq!(tab.read(CHOSEN).await?, json!("dark"));
    let dark = tab.read(PAPER).await?;
    assert_ne!(light, dark);
    tab.reload().await?;
    assert_eq!(tab.read("themeOfTheFirstPaint").await?, json!("dark"));
    assert_eq!(tab.read(PAPER).await?, dark);
    tab.go("topics/").await?;
    assert_eq!(tab.read(PAPER).await?, dark, "on other pages too");
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    let label = "document.querySelector('[data-theme-switch]').getAttribute('aria-label')";
    assert_eq!(tab.read(label).await?, json!("Switch to the light theme"));
    tab.click("[data-theme-switch]").await?;
    assert_eq!(
        tab.read(CHOSEN).await?,
        json!(null),
        "the system's theme is no choice"
    );
    assert_eq!(tab.read(PAPER).await?, light);
    assert_eq!(tab.read("localStorage.length").await?, json!(0));
    tab.reload().await?;
    assert_eq!(tab.read("themeOfTheFirstPaint").await?, json!("none"));
    assert_eq!(tab.read(PAPER).await?, light);
    // A page that the browser kept in its memory learns of a choice that was made since.
    tab.go("tags/").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.click("[data-theme-switch]").await?;
    tab.back().await?;
    tab.until(&format!("{PAPER} === {dark}")).await;
    tab.click("[data-theme-switch]").await?;
    // The page follows the system as long as nothing is chosen.
    tab.prefer("dark").await?;
    tab.until(&format!("{PAPER} === {dark}")).await;
    tab.until(&format!("{label} === 'Switch to the light theme'"))
        .await;
    Ok(())
}

async fn the_copy_button_copies_the_code_or_says_that_it_may_not(tab: &Tab) -> Outcome {
    // Every word that the button shows, because it shows each for a moment only.
    const WATCH: &str = "window.said = [];
        const button = document.querySelector('.copy');
        new MutationObserver(() => window.said.push(button.textContent)).observe(button, { childList: true });";
    let allow = |setting: &str| {
        let parameters = json!({
            "permission": { "name": "clipboard-write", "allowWithoutSanitization": false },
            "setting": setting,
            "origin": tab.origin(),
        });
        tab.devtools("Browser.setPermission", parameters)
    };
    allow("granted").await?;
    tab.go("questions/write-ahead-log/").await?;
    tab.until("document.querySelector('.copy')").await;
    tab.run(WATCH).await?;
    tab.click(".copy").await?;
    tab.until("said[0] === 'Copied'").await;
    let read = json!({ "permission": { "name": "clipboard-read" }, "setting": "granted", "origin": tab.origin() });
    tab.devtools("Browser.setPermission", read).await?;
    let code = "SELECT '<b>' AS \"ü\";\n-- the end\n";
    assert_eq!(
        tab.read("navigator.clipboard.readText()").await?,
        json!(code)
    );
    tab.until("said[1] === 'Copy'").await;

    allow("denied").await?;
    tab.reload().await?;
    tab.until("document.querySelector('.copy')").await;
    tab.run(WATCH).await?;
    tab.click(".copy").await?;
    tab.until("said[0] === 'Not allowed'").await;
    Ok(())
}

async fn a_level_is_filtered_on_a_topics_page(tab: &Tab) -> Outcome {
    let shown = "[...document.querySelectorAll('.item')].filter((item) => item.checkVisibility())
        .map((item) => item.querySelector('a').textContent)";
    let (wal, tree) = ("What is a write-ahead log?", "What is a B-tree?");
    tab.go("topics/storage/").await?;
    assert_eq!(tab.read(shown).await?, json!([wal, tree]));
    tab.click("label:has([value=hard])").await?;
    assert_eq!(tab.read(shown).await?, json!([tree]));
    // An arrow key moves on to the next choice, as among all radio buttons: here around to the first.
    tab.press(&[Key::Down.into()]).await?;
    assert_eq!(tab.read(shown).await?, json!([wal, tree]));
    tab.press(&[Key::Down.into()]).await?;
    assert_eq!(tab.read(shown).await?, json!([wal]));
    Ok(())
}

async fn a_missing_page_has_its_styles_and_links_at_any_depth(tab: &Tab) -> Outcome {
    for path in ["a/b/c", "nothing", "questions/no-such-question/"] {
        tab.go_astray(path).await?;
        assert_eq!(
            tab.read("document.querySelector('h1').textContent").await?,
            json!("There is no page here")
        );
        assert_eq!(
            tab.read("getComputedStyle(document.querySelector('h1')).fontWeight")
                .await?,
            json!("600")
        );
        assert_eq!(
            tab.read("getComputedStyle(document.body).margin").await?,
            json!("0px")
        );
        let broken = "Promise.all(
            [...document.querySelectorAll('a[href]')]
                .filter((link) => link.origin === location.origin && link.pathname !== location.pathname)
                .map(async (link) => ({ href: link.href, ok: (await fetch(link.href, { method: 'HEAD' })).ok })),
        ).then((links) => links.length > 8 ? links.filter(({ ok }) => !ok) : 'too few')";
        assert_eq!(tab.read(broken).await?, json!([]));
    }
    tab.go_astray("a/b/c").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.press(&['/']).await?;
    tab.until(SEARCH_IS_OPEN).await;
    tab.type_text("docker").await?;
    tab.until("document.querySelector('.result')").await;
    tab.press(&[Key::Enter.into()]).await?;
    tab.until("document.querySelector('h1')?.textContent.includes('Docker')")
        .await;
    tab.go_astray("a/b/c").await?;
    tab.click(".wordmark").await?;
    tab.until("document.body.className === 'page-home'").await;
    Ok(())
}

async fn an_alias_leads_to_the_question(tab: &Tab) -> Outcome {
    tab.go("questions/wal/").await?;
    tab.until("document.querySelector('h1')?.textContent === 'What is a write-ahead log?'")
        .await;
    let path = format!("{BASE_PATH}questions/write-ahead-log/");
    assert_eq!(tab.read("location.pathname").await?, json!(path));
    Ok(())
}

async fn questions_read_well_without_javascript(tab: &Tab) -> Outcome {
    tab.without_scripts().await?;
    tab.go("questions/cap-theorem/").await?;
    let text = tab.text("main").await?;
    for part in [
        "What does the CAP theorem actually say?",
        "network partition",
        "Key points",
        "linearizability",
        "In depth",
        "Sources",
        "Related questions",
    ] {
        assert!(text.contains(part), "without `{part}`: {text}");
    }
    // What needs JavaScript does not show.
    let header = tab.text(".site-header").await?;
    assert!(!header.contains("Theme"), "{header}");
    tab.click(".search-field").await?;
    tab.until("document.body?.className === 'page-search'")
        .await;
    Ok(())
}

async fn the_search_page_without_javascript_says_what_to_do(tab: &Tab) -> Outcome {
    tab.without_scripts().await?;
    tab.go("search/?q=docker").await?;
    let text = tab.text("main").await?;
    assert!(text.contains("Searching needs JavaScript"), "{text}");
    assert_eq!(
        tab.read("document.querySelector('#pb-query').checkVisibility()")
            .await?,
        json!(false)
    );
    tab.click("main a[href*='questions/']").await?;
    tab.until("document.body?.className === 'page-questions'")
        .await;
    Ok(())
}

async fn every_page_loads_without_an_error_and_asks_only_its_own_host(tab: &Tab) -> Outcome {
    let loaded = format!(
        "performance.getEntriesByType('resource').map(({{ name }}) => name).filter((name) => !name.startsWith('{}'))",
        tab.url("")
    );
    let pages = tab.pages();
    assert!(pages.len() > 30, "{pages:?}");
    for page in pages {
        tab.go(&page).await?;
        assert_eq!(tab.read(&loaded).await?, json!([]), "{page}");
    }
    Ok(())
}
