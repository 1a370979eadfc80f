//! The home page: for who is new, and the desk of who was here before.

use serde_json::json;

use crate::Outcome;
use crate::everywhere::{MOVABLE, later, minutes_later};
use crate::recall::{MOVED, WATCH};
use crate::study::{CARD, STATE, grade_by_key, until_state};
use crate::tab::Tab;

/// Whether a part of the page can be seen.
fn is_seen(part: &str) -> String {
    format!("document.querySelector({}).checkVisibility()", json!(part))
}

/// Fields and links that look like a field of the search.
const FIELDS: &str = "[...document.querySelectorAll('.search-field, input[type=search], .thumb')].filter((field) => field.checkVisibility()).length";

pub async fn a_newcomer_begins_with_the_first_questions(tab: &Tab) -> Outcome {
    for (width, height) in [(1280, 900), (390, 844)] {
        tab.resize(width, height).await?;
        tab.go("").await?;
        assert_eq!(tab.read(FIELDS).await?, json!(1), "one search at {width}");
        assert_eq!(tab.read(&is_seen(".desk")).await?, json!(false));
        let start =
            "document.querySelector('.hero .button').getBoundingClientRect().bottom < innerHeight";
        assert_eq!(tab.read(start).await?, json!(true), "at once at {width}");
    }
    // The bank has seven.
    assert_eq!(tab.text(".hero .button").await?, "Start with 7 questions");
    tab.click(".hero .button").await?;
    until_state(tab, "question").await;
    Ok(())
}

pub async fn who_was_here_before_finds_a_desk(tab: &Tab) -> Outcome {
    tab.before_pages(MOVABLE).await?;
    tab.before_pages(WATCH).await?;
    tab.go("study/?topic=networking").await?;
    until_state(tab, "question").await;
    let first = tab.read(CARD).await?;
    while tab.read(STATE).await? != json!("finished") {
        grade_by_key(tab, '4').await?;
    }
    let title = "document.querySelector('[data-due-title]').textContent";
    let text = "document.querySelector('[data-due-text]').textContent";
    let go = "document.querySelector('[data-due-go]').textContent";
    // Nothing is due, and there are new ones.
    tab.go("").await?;
    tab.until(&format!("{title} === 'Nothing is due'")).await;
    assert_eq!(
        tab.read(&format!("[{text}, {go}]")).await?,
        json!(["4 new questions wait for you.", "Learn new ones"])
    );
    assert_eq!(
        tab.text("[data-left-off]").await?,
        "You left off in Networking."
    );
    assert_eq!(
        tab.read(&is_seen(".hero .button")).await?,
        json!(false),
        "what this is need not be told again"
    );
    // All is learned: it says when to come back.
    tab.go("study/?all").await?;
    until_state(tab, "question").await;
    while tab.read(STATE).await? != json!("finished") {
        grade_by_key(tab, '4').await?;
    }
    tab.go("").await?;
    tab.until(&format!("{title} === 'That is all for today'"))
        .await;
    tab.until(&format!("{text}.startsWith('Come back in ')"))
        .await;
    assert_eq!(tab.read(&is_seen("[data-due-go]")).await?, json!(false));
    // Weeks later it is due, and one click away. Nothing moves while the page finds out.
    later(tab, 40).await?;
    for (width, height) in [(1280, 900), (390, 844)] {
        tab.resize(width, height).await?;
        tab.go("").await?;
        tab.until(&format!("{title} === '7 questions are due today'"))
            .await;
        tab.until("document.querySelector('.card .learned').textContent !== ''")
            .await;
        assert_eq!(tab.read(MOVED).await?, json!([]), "at {width}");
        assert_eq!(tab.read(FIELDS).await?, json!(1), "one search at {width}");
    }
    tab.click("[data-due-go]").await?;
    until_state(tab, "question").await;
    assert_ne!(first, json!(null));
    // Who forgets everything is new again.
    tab.go("progress/").await?;
    tab.until("document.querySelector('.your-data .danger-text')")
        .await;
    tab.run("document.querySelector('.your-data .danger-text').click()")
        .await?;
    tab.click("dialog .danger").await?;
    tab.until(&format!("{STATE} === 'empty'")).await;
    tab.go("").await?;
    assert_eq!(tab.read(&is_seen(".hero .button")).await?, json!(true));
    Ok(())
}

pub async fn what_comes_back_in_minutes_is_due_nowhere_before(tab: &Tab) -> Outcome {
    tab.before_pages(MOVABLE).await?;
    tab.go("questions/write-ahead-log/").await?;
    tab.click("[data-grade-bar] [data-grade='3']").await?;
    tab.until(
        "document.querySelector('.grade-said').textContent.startsWith('Good · back in 10 min')",
    )
    .await;
    let lead = "document.querySelector('.study-lead')?.textContent";
    let figure = "[...document.querySelectorAll('.figures > :first-child dd')].map((part) => part.textContent)";
    let title = "document.querySelector('[data-due-title]').textContent";
    let badge = "document.querySelector('[data-due]').textContent";
    tab.go("").await?;
    tab.until(&format!("{title} === 'Nothing is due'")).await;
    assert_eq!(
        tab.read("document.querySelector('[data-due]').hidden")
            .await?,
        json!(true)
    );
    tab.go("study/").await?;
    tab.until(&format!(
        "{lead} === '6 new questions and 1 question that comes back in minutes for today.'"
    ))
    .await;
    tab.go("progress/").await?;
    tab.until(&format!(
        "JSON.stringify({figure}) === '[\"0\",\"Come back in 10 minutes.\"]'"
    ))
    .await;
    // Then it is due everywhere.
    minutes_later(tab, 11).await?;
    tab.go("").await?;
    tab.until(&format!("{title} === '1 question is due today'"))
        .await;
    tab.until(&format!("{badge}.includes('1 due')")).await;
    tab.go("study/").await?;
    tab.until(&format!(
        "{lead} === '1 question due and 6 new questions for today.'"
    ))
    .await;
    tab.go("progress/").await?;
    tab.until(&format!("{figure}[0] === '1'")).await;
    Ok(())
}

pub async fn home_without_javascript_leads_to_what_can_be_read(tab: &Tab) -> Outcome {
    tab.without_scripts().await?;
    tab.go("").await?;
    let text = tab.text("main").await?;
    for needs in ["Start with", "Random question", "Due today", "Study now"] {
        assert!(!text.contains(needs), "{needs}: {text}");
    }
    tab.click(".card a[href*='topics/']").await?;
    tab.until("document.body?.className === 'page-topic'").await;
    Ok(())
}
