//! Mock interviews.

use serde_json::{Value, json};

use crate::Outcome;
use crate::engine::Engine;
use crate::server::BASE_PATH;
use crate::study::{CARD, STATE, log, until_state};
use crate::tab::Tab;

const SEED: &str = "new URLSearchParams(location.search).get('seed')";

/// Grades all questions with these grades, and returns the questions.
async fn answer_all(tab: &Tab, grades: &str) -> Result<Vec<Value>, fantoccini::error::CmdError> {
    let mut cards = Vec::new();
    for (at, grade) in grades.chars().enumerate() {
        tab.until(&format!("document.querySelector('.sitting-count')?.textContent === '{} of {}' && {STATE} === 'question'", at + 1, grades.len())).await;
        cards.push(tab.read(CARD).await?);
        tab.press(&[' ']).await?;
        until_state(tab, "answer").await;
        if tab
            .read("document.querySelector('.checklist input') !== null")
            .await?
            == json!(true)
        {
            tab.click(".checklist input").await?;
        }
        tab.press(&[grade]).await?;
    }
    until_state(tab, "summary").await;
    Ok(cards)
}

pub async fn an_interview_of_five_runs_to_its_summary_and_its_link_draws_the_same(
    tab: &Tab,
) -> Outcome {
    tab.go("mock/").await?;
    until_state(tab, "set-up").await;
    tab.until(
        "document.querySelector('.outcome').textContent === '5 questions, 25 minutes in all.'",
    )
    .await;
    let link = tab.read("document.querySelector('#PB-link').value").await?;
    let link = link.as_str().unwrap().to_owned();
    assert!(link.starts_with(&tab.url("mock/?seed=")), "{link}");
    tab.click(".start").await?;
    let cards = answer_all(tab, "31442").await?;
    let mut distinct: Vec<String> = cards.iter().map(Value::to_string).collect();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 5);
    // Each grade is a review.
    assert_eq!(log(tab).await.len(), 5);

    let text = tab.text(".summary").await?;
    for part in [
        "3 of 5 answered well",
        "By topic",
        "Networking",
        "Storage",
        "To revise",
    ] {
        assert!(text.contains(part), "no {part}: {text}");
    }
    let revise = tab.read("[...document.querySelectorAll('[aria-labelledby=PB-revise] a')].map((link) => link.pathname)").await?;
    let weak: Vec<String> = [&cards[1], &cards[4]]
        .map(|card| format!("{BASE_PATH}questions/{}/", card.as_str().unwrap()))
        .into();
    assert_eq!(revise, json!(weak));
    let shared = tab
        .read("document.querySelector('.summary-link a').href")
        .await?;
    assert_eq!(shared, json!(link));
    // On paper, too, with all that was asked. WebKit's driver cannot choose a medium.
    if tab.engine() != Engine::WebKit {
        tab.print(true).await?;
        assert_eq!(tab.read("[...document.querySelectorAll('.summary-actions, .site-header')].some((part) => part.checkVisibility())").await?, json!(false));
        tab.print(false).await?;
    }

    // What was weak is studied, due or not, and nothing else.
    tab.click(".summary-actions .button").await?;
    until_state(tab, "question").await;
    let mut studied = Vec::new();
    while tab.read(STATE).await? != json!("finished") {
        studied.push(crate::study::grade_by_key(tab, '4').await?);
    }
    studied.sort();
    let mut wanted: Vec<&str> = [&cards[1], &cards[4]]
        .map(|card| card.as_str().unwrap())
        .into();
    wanted.sort();
    assert_eq!(studied, wanted);

    // Somebody else opens the link.
    tab.run("sessionStorage.clear()").await?;
    tab.visit(&link).await?;
    until_state(tab, "set-up").await;
    assert!(tab.text(".notice").await?.contains("same questions"));
    tab.click(".start").await?;
    assert_eq!(answer_all(tab, "33333").await?, cards);
    assert!(tab.text(".summary").await?.contains("5 of 5"));
    Ok(())
}

pub async fn a_reload_in_an_interview_keeps_its_place_and_its_time(tab: &Tab) -> Outcome {
    tab.go("mock/?seed=abc&topics=storage&mix=balanced&n=3&minutes=2")
        .await?;
    until_state(tab, "set-up").await;
    assert_eq!(
        tab.read("document.querySelector('.pick input:checked').value")
            .await?,
        json!("storage")
    );
    tab.click(".start").await?;
    until_state(tab, "question").await;
    assert_eq!(tab.read(SEED).await?, json!("abc"));
    // The clock runs, and stands when it is stopped.
    tab.until("document.querySelector('.timer').textContent === '1:58'")
        .await;
    tab.press(&['p']).await?;
    tab.until("document.querySelector('.timer').hasAttribute('data-paused')")
        .await;
    let paused = tab
        .read("document.querySelector('.timer').textContent")
        .await?;
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    let first = tab.read(CARD).await?;
    tab.reload().await?;
    until_state(tab, "answer").await;
    assert_eq!(tab.read(CARD).await?, first);
    assert_eq!(
        tab.read("document.querySelector('.timer').textContent")
            .await?,
        paused
    );
    assert_eq!(
        tab.read("document.querySelector('.timer').hasAttribute('data-paused')")
            .await?,
        json!(true)
    );
    tab.press(&['3']).await?;
    tab.until(&format!("{STATE} === 'question' && {CARD} !== {first}"))
        .await;
    tab.reload().await?;
    until_state(tab, "question").await;
    assert_eq!(tab.text(".sitting-count").await?, "2 of 3");
    // A grade before the reload can be taken back.
    tab.press(&['u']).await?;
    tab.until(&format!("{STATE} === 'answer' && {CARD} === {first}"))
        .await;
    tab.press(&['1']).await?;
    tab.until(&format!("{STATE} === 'question' && {CARD} !== {first}"))
        .await;
    // Ended early, there is a summary of what there was, and a reload keeps that, too.
    tab.click(".end").await?;
    until_state(tab, "summary").await;
    tab.reload().await?;
    until_state(tab, "summary").await;
    let text = tab.text(".summary").await?;
    assert!(
        text.contains("0 of 1 answered well") && text.contains("You ended after 1 of 3"),
        "{text}"
    );
    Ok(())
}

pub async fn a_question_that_does_not_arrive_leaves_nothing_of_the_one_before(
    tab: &Tab,
) -> Outcome {
    // The decks of both topics are fetched; the second one only when the network is back.
    tab.before_pages(
        "const real = window.fetch;
        let decks = 0;
        window.fetch = (address, ...more) => {
            const isLost = /study\\/(?!index)[^/]*\\.json/.test(address) && (decks += 1) > 1 && !window.isBack;
            return isLost ? Promise.reject(new TypeError('no network')) : real(address, ...more);
        };",
    )
    .await?;
    tab.go("mock/?seed=abc&mix=balanced&n=2&minutes=5").await?;
    until_state(tab, "set-up").await;
    tab.click(".start").await?;
    until_state(tab, "question").await;
    let first = tab.text(".study-question").await?;
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    let answer = tab.text(".study-answer").await?;
    tab.press(&['3']).await?;
    until_state(tab, "failed").await;
    let shown = tab.text(".study-card").await?;
    assert!(shown.contains("could not be loaded"), "{shown}");
    assert!(!shown.contains(&first), "{shown}");
    for line in answer.lines().filter(|line| !line.trim().is_empty()) {
        assert!(!shown.contains(line), "{line}: {shown}");
    }
    // What was graded can still be taken back, and the next question asked for again.
    tab.run("window.isBack = true").await?;
    tab.click(".sitting-main button").await?;
    until_state(tab, "question").await;
    assert_ne!(tab.text(".study-question").await?, first);
    assert_eq!(log(tab).await.len(), 1);
    Ok(())
}

pub async fn a_write_that_is_refused_is_told_and_can_be_repeated(tab: &Tab) -> Outcome {
    for (screen, start) in [
        ("study/?all", None),
        ("mock/?seed=abc&mix=balanced&n=2&minutes=5", Some(".start")),
    ] {
        tab.go(screen).await?;
        if let Some(button) = start {
            until_state(tab, "set-up").await;
            tab.click(button).await?;
        }
        until_state(tab, "question").await;
        let card = tab.read(CARD).await?;
        let before = log(tab).await.len();
        tab.press(&[' ']).await?;
        until_state(tab, "answer").await;
        // No entry gets a name, so none can be written.
        tab.run("crypto.getRandomValues = () => { throw new DOMException('no chance', 'OperationError'); };")
            .await?;
        tab.press(&['3']).await?;
        tab.until("document.querySelector('.sitting > [role=status]').textContent.includes('could not be written')")
            .await;
        assert_eq!(tab.read(CARD).await?, card);
        assert_eq!(log(tab).await.len(), before);
        tab.forget_console().await?;
        tab.run("delete crypto.getRandomValues").await?;
        tab.press(&['3']).await?;
        tab.until(&format!("{CARD} !== {card}")).await;
        assert_eq!(log(tab).await.len(), before + 1);
    }
    Ok(())
}
