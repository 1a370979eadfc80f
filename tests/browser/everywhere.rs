//! What studying adds to ordinary pages, and answers that hide.

use fantoccini::error::CmdError;
use fantoccini::key::Key;
use serde_json::json;

use crate::tab::Tab;

type Outcome = Result<(), CmdError>;

const PAGE: &str = "questions/write-ahead-log/";

/// The two halves of the switch.
pub const READ: &str = ".modes label:has([value=read])";
pub const RECALL: &str = ".modes label:has([value=recall])";

/// Whether an answer's text can be seen.
const IS_OPEN: &str = "document.querySelector('.short').getBoundingClientRect().height > 10 && !document.querySelector('.short').hidden";

/// Before pages: their clock can be moved on.
pub const MOVABLE: &str =
    "const now = Date.now; Date.now = () => now() + Number(localStorage.getItem('shift') ?? 0);";

/// Moves the clock of pages on, from the next page on, if it can be moved.
pub async fn later(tab: &Tab, days: u64) -> Outcome {
    minutes_later(tab, days * 24 * 60).await
}

/// See [`later`].
pub async fn minutes_later(tab: &Tab, minutes: u64) -> Outcome {
    let shift = format!("localStorage.setItem('shift', {})", minutes * 60_000);
    tab.run(&shift).await.map(drop)
}

pub async fn who_does_not_study_loads_nothing_for_it(tab: &Tab) -> Outcome {
    tab.go(PAGE).await?;
    tab.until("document.readyState === 'complete'").await;
    let idle = "new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))";
    tab.read(idle).await?;
    let asked: Vec<String> = tab
        .requests()
        .into_iter()
        .map(|request| request.path)
        .collect();
    assert!(
        !asked.iter().any(|path| path.contains("/study/")),
        "{asked:?}"
    );
    Ok(())
}

pub async fn a_question_is_graded_on_its_own_page(tab: &Tab) -> Outcome {
    tab.before_pages(MOVABLE).await?;
    tab.go(PAGE).await?;
    let said = "document.querySelector('.grade-said').textContent";
    let waits =
        "[...document.querySelectorAll('[data-grade-bar] .wait')].map((wait) => wait.textContent)";
    let first = tab.read(waits).await?;
    assert_eq!(first, json!(["1 min", "6 mins", "10 mins", "8 days"]));
    tab.click("[data-grade-bar] [data-grade='4']").await?;
    tab.until(&format!("{said}.startsWith('Easy · back in ')"))
        .await;
    assert_ne!(tab.read(waits).await?, first);
    tab.until("document.querySelector('[data-margin-study] .standing-known')")
        .await;
    // Taken back, it is as if it never was.
    tab.click("[data-grade-bar] [data-undo]").await?;
    tab.until(&format!("{said} === 'Taken back.'")).await;
    tab.until("document.querySelector('[data-margin-study]').hidden")
        .await;
    assert_eq!(
        tab.read(waits).await?,
        first,
        "what the build wrote is what the scheduler says"
    );
    tab.click("[data-grade-bar] [data-grade='4']").await?;
    tab.until(&format!("{said}.startsWith('Easy')")).await;
    // Kept, and told elsewhere.
    tab.go("topics/storage/").await?;
    tab.until("document.querySelector('[data-card=write-ahead-log] .standing-known')")
        .await;
    tab.until("document.querySelector('[data-card=b-tree] .standing-new')")
        .await;
    tab.until("document.querySelector('.study-topic .learned').textContent === '1 of 2 learned'")
        .await;
    assert_eq!(
        tab.read("document.querySelector('[data-due]').hidden")
            .await?,
        json!(true),
        "nothing is due"
    );
    later(tab, 30).await?;
    tab.go("").await?;
    tab.until("document.querySelector('[data-due] .hidden').textContent.trim() === '1 due'")
        .await;
    tab.until("document.querySelector('#PB-due').textContent === '1 question is due today'")
        .await;
    tab.until("document.querySelector('.card .learned').textContent === '1 of 2 learned, 1 due'")
        .await;
    tab.click("[data-due-go]").await?;
    tab.until(
        "document.querySelector('.study-question')?.textContent === 'What is a write-ahead log?'",
    )
    .await;
    Ok(())
}

pub async fn a_topic_is_studied_from_its_page(tab: &Tab) -> Outcome {
    tab.go("topics/storage/").await?;
    tab.click(".study-topic .button").await?;
    tab.until("document.querySelector('.study-question')?.textContent")
        .await;
    assert_eq!(tab.read("location.search").await?, json!("?topic=storage"));
    Ok(())
}

pub async fn answers_hide_until_they_are_wanted(tab: &Tab) -> Outcome {
    tab.go(PAGE).await?;
    tab.until(IS_OPEN).await;
    tab.click(RECALL).await?;
    tab.until(&format!("!({IS_OPEN})")).await;
    // Another page remembers, and shows its answer when it is asked to.
    tab.go("questions/b-tree/").await?;
    assert_eq!(tab.read(IS_OPEN).await?, json!(false));
    assert_eq!(
        tab.read("document.querySelector('.modes [value=recall]').checked")
            .await?,
        json!(true)
    );
    tab.click("[data-reveal]").await?;
    tab.until(IS_OPEN).await;
    assert_eq!(
        tab.read("document.querySelector('[data-reveal]').checkVisibility()")
            .await?,
        json!(false)
    );
    // The browser's own search opens what it finds.
    tab.go(PAGE).await?;
    assert_eq!(tab.read(IS_OPEN).await?, json!(false));
    tab.run("document.querySelector('.short').dispatchEvent(new Event('beforematch', { bubbles: true }))")
        .await?;
    tab.until(IS_OPEN).await;
    tab.go(PAGE).await?;
    assert_eq!(tab.read(IS_OPEN).await?, json!(false));
    // A link into the answer opens it as well.
    tab.go(&format!("{PAGE}#in-depth")).await?;
    tab.until(IS_OPEN).await;
    tab.click(READ).await?;
    tab.go("questions/b-tree/").await?;
    tab.until(IS_OPEN).await;
    Ok(())
}

pub async fn hidden_answers_are_printed(tab: &Tab) -> Outcome {
    tab.go(PAGE).await?;
    tab.click(RECALL).await?;
    tab.until(&format!("!({IS_OPEN})")).await;
    tab.print(true).await?;
    let is_printed = "document.querySelector('.short').getBoundingClientRect().height > 10 && document.querySelector('.short p').checkVisibility({ contentVisibilityAuto: true })";
    tab.until(is_printed).await;
    let is_left_out = "['.grade-bar', '.reveal', '.modes'].every((part) => !document.querySelector(part).checkVisibility())";
    assert_eq!(tab.read(is_left_out).await?, json!(true));
    tab.print(false).await?;
    Ok(())
}

pub async fn a_grade_that_cannot_be_kept_says_so(tab: &Tab) -> Outcome {
    tab.before_pages("delete Navigator.prototype.serviceWorker")
        .await?;
    tab.go(PAGE).await?;
    tab.offline(true);
    tab.click("[data-grade-bar] [data-grade='4']").await?;
    let said = "document.querySelector('.grade-said').textContent";
    tab.until(&format!("{said}.startsWith('This grade was not kept')"))
        .await;
    tab.forget_console().await?;
    // A module that did not arrive is asked for again by the next page only.
    tab.offline(false);
    tab.reload().await?;
    tab.click("[data-grade-bar] [data-grade='4']").await?;
    tab.until(&format!("{said}.startsWith('Easy · back in ')"))
        .await;
    Ok(())
}

pub async fn r_leads_to_another_question(tab: &Tab) -> Outcome {
    tab.go(PAGE).await?;
    // Not in a text field, nor with a modifier.
    tab.press(&['/']).await?;
    tab.until("document.activeElement?.matches('dialog[open] input[type=search]')")
        .await;
    tab.type_text("r").await?;
    tab.until("document.activeElement.value === 'r'").await;
    tab.press(&[Key::Escape.into()]).await?;
    tab.until("!document.querySelector('dialog[open]')").await;
    tab.press(&[Key::Alt.into(), 'r']).await?;
    assert_eq!(
        tab.read("location.pathname.endsWith('/write-ahead-log/')")
            .await?,
        json!(true)
    );
    tab.press(&['r']).await?;
    // There are two questions, so it is the other one.
    tab.until("location.pathname.endsWith('/questions/b-tree/')")
        .await;
    tab.click(".site-footer [data-random]").await?;
    tab.until("location.pathname.endsWith('/questions/write-ahead-log/')")
        .await;
    // Turned off with the other shortcuts, in the settings of studying.
    tab.go("study/").await?;
    tab.until("document.querySelector('.study-settings')").await;
    tab.click(".study-settings summary").await?;
    tab.click(".study-settings .check:last-child").await?;
    tab.go("questions/b-tree/").await?;
    tab.press(&['r']).await?;
    tab.click(".wordmark").await?;
    tab.until("document.body.className === 'page-home'").await;
    Ok(())
}

pub async fn without_javascript_an_answer_is_never_hidden(tab: &Tab) -> Outcome {
    tab.go(PAGE).await?;
    tab.click(RECALL).await?;
    tab.until(&format!("!({IS_OPEN})")).await;
    tab.without_scripts().await?;
    tab.go("questions/b-tree/").await?;
    let text = tab.text("main").await?;
    assert!(text.contains("A tree that is wide."), "{text}");
    for needs in ["Recall", "Show the answer", "Did you recall it?"] {
        assert!(!text.contains(needs), "{needs}: {text}");
    }
    let footer = tab.text(".site-footer").await?;
    assert!(!footer.contains("Random"), "{footer}");
    // The screens say what they need.
    for screen in ["study/", "mock/", "progress/"] {
        tab.go(screen).await?;
        let text = tab.text("main").await?;
        assert!(text.contains("JavaScript"), "{screen}: {text}");
    }
    Ok(())
}
