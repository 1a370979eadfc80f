//! Pages that are left in the middle of something, that wait for others, and that lie open for days: nothing is lost, nothing counts
//! twice, and what is said is true.

use serde_json::{Value, json};

use crate::Outcome;
use crate::study::{CARD, STATE, STORE, grade_by_key, log, store, until_state};
use crate::study_store::review;
use crate::tab::Tab;

const SAID: &str = "document.querySelector('.grade-said').textContent";
const NOTE: &str = "document.querySelector('.note-box textarea')";
const HAS_NOTE: &str = "document.querySelector('.note-box textarea') !== null";

/// Grades a question on its own page, and waits until its note can be written.
async fn grade_on_page(tab: &Tab, card: &str) -> Outcome {
    tab.go(&format!("questions/{card}/")).await?;
    tab.click("[data-grade-bar] [data-grade='4']").await?;
    tab.until(SAID).await;
    tab.until(HAS_NOTE).await;
    Ok(())
}

/// How often each kind stands in the log.
async fn count(tab: &Tab, kind: &str) -> usize {
    log(tab)
        .await
        .iter()
        .filter(|(each, _)| each == kind)
        .count()
}

pub async fn a_grade_in_a_sitting_counts_once_however_its_page_is_left(tab: &Tab) -> Outcome {
    tab.go("study/?all").await?;
    for (at, leave) in [
        "window.isOld = true; location.reload()",
        "setTimeout(() => { window.isOld = true; location.reload(); }, 10)",
        "location.href = '../questions/acid/'",
        "window.isOld = true; location.href = '../study/?all&'",
    ]
    .into_iter()
    .enumerate()
    {
        until_state(tab, "question").await;
        let card = tab.read(CARD).await?;
        tab.press(&[' ']).await?;
        until_state(tab, "answer").await;
        tab.run(&format!(
            "document.querySelector('.grade-4').click(); {leave}"
        ))
        .await?;
        tab.until("!window.isOld && document.readyState === 'complete'")
            .await;
        tab.go("study/?all").await?;
        tab.until(&format!("{STATE} === 'question' && {CARD} !== {card}"))
            .await;
        assert_eq!(log(tab).await.len(), at + 1, "{leave}");
    }
    // The grade that the page did not live to see can be taken back.
    let card = tab.read(CARD).await?;
    tab.press(&['u']).await?;
    tab.until(&format!("{STATE} === 'answer' && {CARD} !== {card}"))
        .await;
    assert_eq!(count(tab, "undo").await, 1);
    Ok(())
}

pub async fn a_grade_in_an_interview_counts_once_however_its_page_is_left(tab: &Tab) -> Outcome {
    tab.go("mock/?seed=7&count=3&minutes=5&mix=balanced")
        .await?;
    tab.until("document.querySelector('[data-screen] button.button')")
        .await;
    tab.click("[data-screen] button.button").await?;
    for at in 1..=2 {
        until_state(tab, "question").await;
        let card = tab.read(CARD).await?;
        tab.press(&[' ']).await?;
        until_state(tab, "answer").await;
        tab.run(
            "document.querySelector('.grade-3').click(); window.isOld = true; location.reload()",
        )
        .await?;
        tab.until(&format!(
            "!window.isOld && {STATE} === 'question' && {CARD} !== {card}"
        ))
        .await;
        assert_eq!(log(tab).await.len(), at);
    }
    Ok(())
}

pub async fn what_was_set_down_is_taken_in_once_by_any_number_of_tabs(tab: &Tab) -> Outcome {
    grade_on_page(tab, "acid").await?;
    let Value::Object(mut entry) = review("set-down", "dns", 0, 3) else {
        unreachable!("an object is written above");
    };
    entry.insert("stamp".into(), json!(0));
    let key = "`prepbook.pending ${new URL(document.body.dataset.base ?? document.body.dataset.root, location.href).pathname} set-down`";
    let keep = format!(
        "localStorage.setItem({key}, JSON.stringify({}));",
        json!(entry)
    );
    tab.run(&format!("{keep} localStorage.setItem({key} + '2', '{{');"))
        .await?;
    tab.run("window.one = window.open('../tcp/'); window.two = window.open('../tls/');")
        .await?;
    tab.until("[one, two].every((tab) => tab.document.querySelector('.note-box') !== null)")
        .await;
    tab.run(&format!("{keep} one.close(); two.close();"))
        .await?;
    tab.reload().await?;
    tab.until(HAS_NOTE).await;
    let states =
        "(store) => [store.state('acid').reviews, store.state('dns').reviews, store.unsaved]";
    assert_eq!(store(tab, states).await, json!([1, 1, 2]));
    assert_eq!(log(tab).await.len(), 2);
    Ok(())
}

pub async fn a_clock_set_back_in_a_sitting_takes_no_undo_away(tab: &Tab) -> Outcome {
    tab.before_pages(
        "const now = Date.now; Date.now = () => now() + Number(sessionStorage.getItem('shift') ?? 0);",
    )
    .await?;
    tab.go("study/?all").await?;
    until_state(tab, "question").await;
    tab.run("sessionStorage.setItem('shift', -60_000)").await?;
    let card = grade_by_key(tab, '4').await?;
    tab.reload().await?;
    until_state(tab, "question").await;
    tab.press(&['u']).await?;
    tab.until(&format!("{STATE} === 'answer' && {CARD} === '{card}'"))
        .await;
    Ok(())
}
