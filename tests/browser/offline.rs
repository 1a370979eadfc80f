//! Reading without a network, and two builds of one site that never mix.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use fantoccini::error::CmdError;
use fantoccini::key::Key;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::server::{self, BASE_PATH};
use crate::support;
use crate::support::preview;
use crate::tab::Tab;

type Outcome = Result<(), CmdError>;

/// A bank of which every page, deck and script says which build it is of.
fn bank(build: &str) -> TempDir {
    let question = |title: &str| {
        format!(
            "---\ntitle: {title}\ntags: [order]\n---\nThe answer of build {build}.\n\n## Key points\n- {build}\n"
        )
    };
    let bank = support::bank(&[
        ("storage/log.md", &question("What is a log?")),
        ("storage/tree.md", &question("What is a tree?")),
        ("time/clock.md", &question("What is a clock?")),
        // The same in every build.
        (
            "time/tick.md",
            "---\ntitle: What is a tick?\n---\nA tick.\n",
        ),
    ]);
    let script = bank.path().join("static/js/own.js");
    fs::create_dir_all(script.parent().expect("a file lies in a folder")).expect("a folder");
    fs::write(script, format!("export const build = {build:?};\n")).expect("a file");
    bank
}

/// The site of a build, on the disk.
fn site(build: &str) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    crate::build(bank(build).path(), &folder.path().join("site")).expect("the bank can be built");
    folder
}

fn folder(site: &TempDir) -> PathBuf {
    site.path().join("site")
}

/// Goes to a page, and again as soon as there is a worker, which from then on is in charge of the tab.
async fn settle(tab: &Tab, path: &str) -> Outcome {
    tab.go(path).await?;
    tab.until("navigator.serviceWorker.ready.then(() => true)")
        .await;
    tab.go(path).await?;
    assert_eq!(
        tab.read("navigator.serviceWorker.controller !== null")
            .await?,
        json!(true)
    );
    Ok(())
}

/// Has the worker look after its caches, and holds when nobody is left who reads another build.
const ONE_BUILD_IS_LEFT: &str = "import(`${document.body.dataset.root}source/js/worker.js`).then(({ ask }) => ask({ ask: 'tend' })).then(() => caches.keys()).then((names) => names.filter((name) => !name.endsWith(' notes')).length === 1)";

/// Holds as soon as the page at an address is in a cache.
fn is_kept(url: &str) -> String {
    format!(
        "caches.keys().then(async (names) => {{ for (const name of names) if (await (await caches.open(name)).match('{url}')) return true; return false; }})"
    )
}

fn read_json(path: PathBuf) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a list")).expect("the list is JSON")
}

/// All files of a site with their bytes, but those that no page may get from a cache.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let first = read_json(folder.join("offline.json"));
    let others = first["lists"].as_array().expect("a list").iter();
    let others: Vec<Value> = others
        .map(|list| read_json(folder.join(list[1].as_str().expect("a path"))))
        .collect();
    let lists = std::iter::once(&first).chain(&others);
    let files = lists.flat_map(|list| list["files"].as_array().expect("a list"));
    files
        .map(|file| {
            let path = file[0].as_str().expect("a path").to_owned();
            let bytes = fs::read(folder.join(&path)).expect("a listed file is there");
            assert_eq!(
                file[1],
                json!(bytes.len()),
                "{path} has the size that is listed"
            );
            (path, bytes)
        })
        .collect()
}

/// What the page gets for each of some paths: the text, or the status where that is no success. Text is enough, because a
/// picture that is read as text is garbled in the same way every time.
async fn fetched(
    tab: &Tab,
    paths: impl Iterator<Item = &String>,
) -> Result<BTreeMap<String, Value>, CmdError> {
    let paths: Vec<&String> = paths.collect();
    let all = format!(
        "Promise.all({}.map(async (path) => {{
           const response = await fetch(new URL(path, new URL(document.body.dataset.root, location.href)));
           return [path, response.ok ? await response.text() : response.status];
         }})).then(Object.fromEntries)",
        json!(paths)
    );
    let found = tab.read(&all).await?;
    Ok(serde_json::from_value(found).expect("an object"))
}

/// Asks the page for every file of its build: it gets those, to the byte, or an error, but never another build's.
async fn assert_pure(tab: &Tab, own: &BTreeMap<String, Vec<u8>>, may_miss: bool) -> Outcome {
    for (path, found) in fetched(tab, own.keys()).await? {
        match found {
            Value::String(text) => {
                assert_eq!(text, String::from_utf8_lossy(&own[&path]), "{path}");
            }
            status => assert!(may_miss && status == json!(410), "{path}: {status}"),
        }
    }
    Ok(())
}

pub async fn visited_pages_are_there_without_a_network(tab: &Tab) -> Outcome {
    tab.go("questions/write-ahead-log/").await?;
    // Even the first page, which came before the worker was there.
    tab.until(&is_kept(&tab.url("questions/write-ahead-log/")))
        .await;
    for page in ["study/", "topics/", "questions/write-ahead-log/"] {
        tab.go(page).await?;
        tab.until(&is_kept(&tab.url(page))).await;
        // A screen is kept with the modules that it has asked for.
        tab.until("!document.querySelector('[data-screen]') || ![undefined, 'loading'].includes(document.querySelector('[data-screen]').dataset.state)")
            .await;
    }
    tab.offline(true);
    tab.reload().await?;
    assert_eq!(tab.text("h1").await?, "What is a write-ahead log?");
    let weight = "getComputedStyle(document.querySelector('h1')).fontWeight";
    assert_eq!(tab.read(weight).await?, json!("600"));
    // An address without its slash, the home page, which is kept from the first visit on, and a screen that was visited.
    tab.go("questions/write-ahead-log").await?;
    assert_eq!(tab.text("h1").await?, "What is a write-ahead log?");
    for screen in ["", "study/", "topics/"] {
        tab.go(screen).await?;
        tab.until("document.querySelector('h1').checkVisibility()")
            .await;
    }
    tab.offline(false);
    Ok(())
}

pub async fn a_page_that_is_not_kept_has_another_stand_in_for_it(tab: &Tab) -> Outcome {
    settle(tab, "questions/write-ahead-log/").await?;
    tab.offline(true);
    tab.go_astray("questions/b-tree/").await?;
    assert_eq!(tab.text("h1").await?, "This page is not kept here yet");
    let weight = "getComputedStyle(document.querySelector('h1')).fontWeight";
    assert_eq!(tab.read(weight).await?, json!("600"), "with its styles");
    tab.until("document.querySelector('[data-kept] a')").await;
    tab.click("[data-kept] a").await?;
    tab.until("document.querySelector('h1').textContent === 'What is a write-ahead log?'")
        .await;
    tab.offline(false);
    tab.go("questions/b-tree/").await?;
    assert_eq!(tab.text("h1").await?, "What is a B-tree?");
    Ok(())
}

pub async fn a_search_that_was_made_works_without_a_network(tab: &Tab) -> Outcome {
    settle(tab, "").await?;
    let found = "document.querySelector('.result')?.pathname.endsWith('/questions/b-tree/')";
    tab.go("search/?q=wide").await?;
    tab.until(found).await;
    tab.offline(true);
    tab.go("search/?q=wide").await?;
    tab.until(found).await;
    tab.offline(false);
    Ok(())
}

pub async fn keys_of_a_question_work_without_a_network(tab: &Tab) -> Outcome {
    // None of them was pressed before.
    settle(tab, "questions/write-ahead-log/").await?;
    tab.offline(true);
    tab.reload().await?;
    tab.press(&['?']).await?;
    tab.until("document.querySelector('dialog[open] .key-list')")
        .await;
    tab.press(&[Key::Escape.into()]).await?;
    tab.until("!document.querySelector('dialog')").await;
    tab.click(crate::everywhere::RECALL).await?;
    let mode = "document.documentElement.dataset.answers";
    tab.until(&format!("{mode} === 'hidden'")).await;
    tab.run("document.activeElement.blur()").await?;
    tab.press(&[' ']).await?;
    tab.until(&format!("{mode} === 'shown'")).await;
    tab.offline(false);
    Ok(())
}

pub async fn a_deck_that_was_opened_is_studied_on_without_a_network(tab: &Tab) -> Outcome {
    settle(tab, "study/").await?;
    let asks = "document.querySelector('[data-screen]').dataset.state === 'question'";
    let title = "document.querySelector('.study-question').textContent";
    tab.go("study/?topic=storage").await?;
    tab.until(asks).await;
    tab.until(&is_kept(&tab.url("study/storage.json"))).await;
    tab.offline(true);
    tab.reload().await?;
    tab.until(asks).await;
    let first = tab.read(title).await?;
    tab.click(".show").await?;
    tab.click("[data-grade='4']").await?;
    tab.until(&format!("{asks} && {title} !== {first}")).await;
    tab.offline(false);
    Ok(())
}

pub async fn everything_is_kept_at_one_touch_and_given_back(tab: &Tab) -> Outcome {
    settle(tab, "progress/").await?;
    let status = "document.querySelector('.offline-status').textContent";
    tab.until(&format!("{status}.includes('MB')")).await;
    assert!(
        tab.text(".offline-status")
            .await?
            .starts_with("Pages that you visit are kept")
    );
    tab.run(
        "window.seen = []; new MutationObserver(() => window.seen.push(document.querySelector('.offline-panel progress').value)).observe(document.querySelector('.offline-panel progress'), { attributes: true })",
    )
    .await?;
    tab.click(".offline-panel .button").await?;
    tab.until(&format!("{status}.startsWith('Everything is kept')"))
        .await;
    tab.until("window.seen.length > 0 && window.seen.at(-1) === 1")
        .await;
    tab.offline(true);
    let pages = tab.pages();
    assert!(pages.len() > 15, "{pages:?}");
    // What is taken away as a whole is not kept beside its pages.
    for page in pages.iter().filter(|page| !page.starts_with("print/")) {
        tab.go(page).await?;
        // A former address leads on first.
        tab.until("document.querySelector('h1')?.textContent").await;
    }
    tab.go("progress/").await?;
    tab.until(&format!("{status}.startsWith('Everything is kept')"))
        .await;
    tab.click(".offline-panel .quiet:not([hidden])").await?;
    tab.until(&format!("{status}.startsWith('Pages that you visit')"))
        .await;
    // The browser's own cache is not ours to empty.
    tab.clear_cache().await?;
    tab.go_astray("questions/b-tree/").await?;
    assert_eq!(tab.text("h1").await?, "This page is not kept here yet");
    tab.offline(false);
    Ok(())
}

pub async fn a_page_of_one_build_never_gets_a_file_of_another(tab: &Tab) -> Outcome {
    let (first, second) = (site("first"), site("second"));
    let (old, new) = (files(&folder(&first)), files(&folder(&second)));
    let asset = |files: &BTreeMap<String, Vec<u8>>| {
        let mut paths = files.keys();
        paths.find(|path| path.ends_with("js/own.js")).cloned()
    };
    assert_ne!(asset(&old), asset(&new), "scripts lie in another folder");

    tab.deploy(&folder(&first));
    settle(tab, "questions/log/").await?;
    assert_pure(tab, &old, false).await?;
    // Of what is the same in both builds a page may get either.
    tab.run("caches.keys().then(async (names) => { for (const name of names) { const cache = await caches.open(name); for (const key of await cache.keys()) if (/storage|questions\\/(tree|log)/.test(key.url)) await cache.delete(key); } })").await?;

    tab.clear_cache().await?;

    // The host changes under the open page.
    old.keys().for_each(|path| tab.may_miss(path));
    tab.deploy(&folder(&second));
    assert_pure(tab, &old, true).await?;
    tab.until("navigator.serviceWorker.getRegistration().then((registration) => registration.update()).then(() => document.querySelector('.update-notice') !== null)")
        .await;
    // By now the worker of the second build is in charge, and the page is still of the first.
    assert_pure(tab, &old, true).await?;
    let answer = tab.text(".short").await?;
    assert_eq!(answer, "The answer of build first.");
    let still_old = fetched(tab, ["study/storage.json".to_owned()].iter()).await?;
    assert_eq!(
        still_old["study/storage.json"],
        json!(410),
        "no cache has it, and the host has another"
    );

    tab.click(".update-notice .button").await?;
    tab.until("document.querySelector('.short').textContent.includes('second')")
        .await;
    assert_pure(tab, &new, false).await?;
    tab.go("questions/tree/").await?;
    assert_eq!(
        tab.text(".short").await?,
        "The answer of build second.",
        "one build everywhere"
    );
    tab.until(ONE_BUILD_IS_LEFT).await;
    Ok(())
}

pub async fn a_page_that_is_newer_than_the_worker_gets_what_the_host_has(tab: &Tab) -> Outcome {
    let (first, second) = (site("first"), site("second"));
    let new = files(&folder(&second));
    tab.deploy(&folder(&first));
    settle(tab, "questions/log/").await?;
    tab.deploy(&folder(&second));
    // Not kept, so it comes from the host, past the worker of the first build.
    tab.go("questions/tree/").await?;
    assert_eq!(tab.text(".short").await?, "The answer of build second.");
    assert_pure(tab, &new, false).await
}

/// The same with so many questions that their folder has lists of its own.
fn large_site(build: &str) -> TempDir {
    let bank = bank(build);
    for number in 0..120 {
        // One in twenty is not of its build.
        let build = if number % 20 == 0 { "any" } else { build };
        let path = format!("questions/more/number-{number}.md");
        let text =
            format!("---\ntitle: What is number {number}?\n---\nThe answer of build {build}.\n");
        let path = bank.path().join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let folder = TempDir::new().expect("a temporary folder");
    crate::build(bank.path(), &folder.path().join("site")).expect("the bank can be built");
    folder
}

pub async fn lists_of_large_folders_are_fetched_as_they_are_needed(tab: &Tab) -> Outcome {
    let (first, second) = (large_site("first"), large_site("second"));
    let (old, new) = (files(&folder(&first)), files(&folder(&second)));
    let list = read_json(folder(&first).join("offline.json"));
    let lists = list["lists"].as_array().expect("a list").len();
    assert!(lists > 1, "{lists}");
    let kept = "caches.keys().then(async (names) => { let all = 0; for (const name of names) for (const key of await (await caches.open(name)).keys()) all += /offline\\/[0-9a-f]+\\.json$/.test(key.url); return all; })";
    tab.deploy(&folder(&first));
    settle(tab, "").await?;
    assert_eq!(tab.read(kept).await?, json!(0), "the home page needs none");
    tab.go("questions/number-1/").await?;
    tab.until(&is_kept(&tab.url("questions/number-1/"))).await;
    assert_eq!(tab.read(kept).await?, json!(1));
    // Without the network, what is kept is there, and what is not has another page stand in for it.
    tab.offline(true);
    tab.reload().await?;
    assert_eq!(tab.text(".short").await?, "The answer of build first.");
    tab.go_astray("questions/number-2/").await?;
    assert_eq!(tab.text("h1").await?, "This page is not kept here yet");
    tab.offline(false);
    tab.go("questions/number-1").await?;
    assert_eq!(tab.text(".short").await?, "The answer of build first.");
    assert_pure(tab, &old, false).await?;
    tab.run(r"caches.keys().then(async (names) => { for (const name of names) { const cache = await caches.open(name); for (const key of await cache.keys()) if (/questions|tags|study|offline/.test(key.url) && !/offline\.json|number-1\/$/.test(key.url)) await cache.delete(key); } })").await?;
    tab.clear_cache().await?;

    // The host changes under the open page, and has neither the files nor the lists of the first build.
    old.keys().for_each(|path| tab.may_miss(path));
    tab.deploy(&folder(&second));
    assert_pure(tab, &old, true).await?;
    tab.until("navigator.serviceWorker.getRegistration().then((registration) => registration.update()).then(() => document.querySelector('.update-notice') !== null)")
        .await;
    assert_pure(tab, &old, true).await?;
    tab.click(".update-notice .button").await?;
    tab.until("document.querySelector('.short').textContent.includes('second')")
        .await;
    assert_pure(tab, &new, false).await?;
    tab.until(ONE_BUILD_IS_LEFT).await;
    tab.go("progress/").await?;
    let status = "document.querySelector('.offline-status').textContent";
    tab.until(&format!("{status}.startsWith('Everything is kept')"))
        .await;
    Ok(())
}

pub async fn what_was_kept_of_one_build_is_there_in_the_next(tab: &Tab) -> Outcome {
    let (first, second) = (site("first"), site("second"));
    tab.deploy(&folder(&first));
    settle(tab, "questions/log/").await?;
    tab.go("questions/tick/").await?;
    tab.deploy(&folder(&second));
    tab.until("navigator.serviceWorker.getRegistration().then((registration) => registration.update()).then(() => document.querySelector('.update-notice') !== null)")
        .await;
    tab.go("topics/").await?;
    tab.until(&is_kept(&tab.url("questions/log/"))).await;
    tab.until(ONE_BUILD_IS_LEFT).await;
    tab.offline(true);
    tab.go("questions/log/").await?;
    assert_eq!(tab.text(".short").await?, "The answer of build second.");
    tab.go("questions/tick/").await?;
    assert_eq!(tab.text(".short").await?, "A tick.");
    tab.offline(false);
    Ok(())
}

pub async fn the_worker_stays_inside_its_folder(tab: &Tab) -> Outcome {
    settle(tab, "questions/b-tree/").await?;
    let scopes = tab
        .read("navigator.serviceWorker.getRegistrations().then((all) => all.map(({ scope }) => new URL(scope).pathname))")
        .await?;
    assert_eq!(scopes, json!([BASE_PATH]));
    let names = tab.read("caches.keys()").await?;
    for name in names.as_array().expect("a list") {
        let prefix = format!("prepbook {BASE_PATH} ");
        assert!(
            name.as_str().is_some_and(|name| name.starts_with(&prefix)),
            "{name}"
        );
    }
    let manifest = tab
        .read("fetch(document.querySelector('link[rel=manifest]').href).then((response) => response.json())")
        .await?;
    for key in ["start_url", "scope"] {
        assert_eq!(manifest[key], json!("./"));
    }
    Ok(())
}

/// Where a preview answers, for the browser: by its number, which is what the tests' host has too.
fn by_number(address: &str) -> String {
    address.replace("localhost", "127.0.0.1")
}

pub async fn the_preview_has_no_worker(tab: &Tab) -> Outcome {
    let bank = bank("first");
    let server = preview::Server::start(bank.path(), &[]);
    tab.visit(&format!("{}questions/log/", by_number(&server.address)))
        .await?;
    let idle = "new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))";
    let registrations = tab
        .read(&format!("{idle}.then(() => navigator.serviceWorker.getRegistrations()).then((all) => all.length)"))
        .await?;
    assert_eq!(registrations, json!(0));
    tab.visit("about:blank").await
}

pub async fn the_preview_ends_a_worker_that_a_site_left_on_its_address(tab: &Tab) -> Outcome {
    let site = site("first");
    let host = server::Server::start(&folder(&site), true);
    let page = format!("{}{BASE_PATH}questions/log/", host.origin());
    tab.visit(&page).await?;
    tab.until("navigator.serviceWorker.ready.then(() => true)")
        .await;
    tab.visit(&page).await?;
    tab.until("navigator.serviceWorker.controller !== null")
        .await;
    let port = host
        .origin()
        .rsplit(':')
        .next()
        .and_then(|port| port.parse().ok())
        .expect("a port");
    tab.visit("about:blank").await?;
    // Nor may a connection answer that the browser opened in advance.
    host.go_down(true);
    drop(host);
    let bank = bank("second");
    let _server = preview::Server::start_on(port, bank.path(), &["--base", "/repo"]);
    tab.visit(&page).await?;
    tab.until("document.querySelector('script[data-prepbook-version]') && document.querySelector('.short').textContent.includes('second')")
        .await;
    tab.until("Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys()]).then(([all, names]) => all.length + names.length === 0)")
        .await;
    tab.visit("about:blank").await
}
