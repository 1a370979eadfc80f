//! Studying for a date, what has changed, notes.

use fantoccini::key::Key;
use serde_json::json;
use tempfile::TempDir;

use crate::study::{CARD, SMALL, STATE, STORE, TOO_WIDE, grade_by_key, log, store, until_state};
use crate::study_store::DENIED;
use crate::tab::Tab;
use crate::{Outcome, support};

/// Writes into a field as a reader does. The field may still be on its way: what shows it is fetched when it is asked for.
async fn fill(tab: &Tab, field: &str, value: &str) -> Outcome {
    tab.until(&format!("document.querySelector('{field}') !== null"))
        .await;
    tab.run(&format!(
        "(() => {{ const field = document.querySelector('{field}'); field.value = '{value}'; field.dispatchEvent(new Event('input', {{ bubbles: true }})); field.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
    ))
    .await?;
    Ok(())
}

/// The date so many days from today, as the page has it.
fn date(days: u32) -> String {
    format!(
        "(() => {{ const day = new Date(Date.now() + {days} * 86400000 - new Date().getTimezoneOffset() * 60000 - 4 * 3600000); return day.toISOString().slice(0, 10); }})()"
    )
}

const LEAD: &str = "document.querySelector('.goal .study-lead')?.textContent ?? ''";

/// Opens the form for a date, on the study screen.
async fn ask_for_a_plan(tab: &Tab) -> Outcome {
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    tab.run("document.querySelector('.goal .quiet').click()")
        .await?;
    tab.until("document.querySelector('.goal-form') !== null")
        .await;
    Ok(())
}

async fn set_goal(tab: &Tab, days: u32, minutes: u32) -> Outcome {
    let on = tab.read(&date(days)).await?;
    fill(tab, "#PB-goal-date", on.as_str().unwrap()).await?;
    fill(tab, "#PB-goal-minutes", &minutes.to_string()).await?;
    tab.run("document.querySelector('#PB-goal-minutes').focus()")
        .await?;
    tab.press(&[Key::Enter.into()]).await?;
    tab.until(&format!("({LEAD}).startsWith('{days} day')"))
        .await;
    Ok(())
}

pub async fn a_goal_is_set_followed_through_a_missed_day_and_taken_back(tab: &Tab) -> Outcome {
    tab.before_pages("const now = Date.now; Date.now = () => now() + Number(sessionStorage.getItem('shift') ?? 0) * 86400000;").await?;
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    tab.run("[...document.querySelectorAll('.goal button')].find((button) => button.textContent.includes('Study for a date')).click()").await?;
    // A day that is gone is none.
    fill(tab, "#PB-goal-date", "2020-01-01").await?;
    tab.run("document.querySelector('.goal-form').requestSubmit()")
        .await?;
    tab.until("document.querySelector('.field-fault').textContent !== ''")
        .await;
    set_goal(tab, 5, 5).await?;
    let lead = tab.read(LEAD).await?;
    assert!(lead.as_str().unwrap().contains("6 new today"), "{lead}");
    tab.until("document.querySelector('.goal-buys')?.textContent.includes('a day:') === true")
        .await;
    assert!(
        tab.text(".goal-outlook")
            .await?
            .contains("to be recalled on the day")
    );
    // The first day, by keys.
    tab.run("document.querySelector('.goal .start').click()")
        .await?;
    for _ in 0..6 {
        grade_by_key(tab, '3').await?;
    }
    until_state(tab, "finished").await;
    // The second day is missed; on the third the plan is what can still be done.
    tab.run("sessionStorage.setItem('shift', '2')").await?;
    tab.go("study/").await?;
    tab.until(&format!("({LEAD}).startsWith('3 days, 1 new and')"))
        .await;
    // The header and the home page say the same.
    let lead = tab.read(LEAD).await?;
    tab.go("").await?;
    tab.until(&format!(
        "document.querySelector('[data-due-title]').textContent === {lead}"
    ))
    .await;
    // And whose plan it is: there is a way to it.
    tab.until("document.querySelector('[data-goal] a[href$=\"study/\"]')?.checkVisibility()")
        .await;
    // That day and the next one are studied to their end, and nothing is left of them.
    for day in ["2", "3"] {
        tab.run(&format!("sessionStorage.setItem('shift', '{day}')"))
            .await?;
        tab.go("study/").await?;
        tab.until(&format!("({LEAD}) !== ''")).await;
        tab.run("document.querySelector('.goal .start').click()")
            .await?;
        until_state(tab, "question").await;
        let mut graded = 0;
        while tab.read(STATE).await? != json!("finished") {
            grade_by_key(tab, '3').await?;
            graded += 1;
            assert!(graded < 20, "day {day} has no end");
        }
        tab.go("study/").await?;
        tab.until(&format!("({LEAD}).endsWith('nothing left for today')"))
            .await;
    }
    // One last look leaves the log alone.
    let before = log(tab).await.len();
    tab.go("study/?look").await?;
    until_state(tab, "question").await;
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    tab.press(&[' ']).await?;
    until_state(tab, "question").await;
    assert_eq!(log(tab).await.len(), before);
    // On the day there is a last look, and after it the schedule goes on.
    tab.run("sessionStorage.setItem('shift', '5')").await?;
    tab.go("study/").await?;
    tab.until(&format!(
        "({LEAD}).startsWith('Today is the day: one last look at 7')"
    ))
    .await;
    tab.run("[...document.querySelectorAll('.goal button')].find((button) => button.textContent.includes('Give it up')).click()").await?;
    tab.until(&format!("({LEAD}) === ''")).await;
    tab.run("[...document.querySelectorAll('.goal-part button')].find((button) => button.textContent.includes('Undo')).click()").await?;
    tab.until(&format!("({LEAD}).startsWith('Today is the day')"))
        .await;
    tab.run("sessionStorage.setItem('shift', '6')").await?;
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    assert_eq!(tab.read(LEAD).await?, json!(""));
    Ok(())
}

pub async fn a_text_that_says_something_else_is_told_word_by_word(tab: &Tab) -> Outcome {
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    // What an earlier build said: one word was wrong, and a point is missing.
    let learn = |card: &str, text: serde_json::Value| {
        format!(
            "async (store) => void (await store.grade('{card}', 4, 0, {{ edition: 'before', text: {text} }}))"
        )
    };
    let before = json!({ "title": "What does ACID mean?", "short": "Three promises of a transaction.", "points": ["Atomic"] });
    store(tab, &learn("acid", before)).await;
    // Here only a typing error was mended.
    let slip = json!({ "title": "What does TCP promise?", "short": "Bytes in order.", "points": ["In ordre"] });
    store(tab, &learn("tcp", slip)).await;
    tab.go("study/?all").await?;
    until_state(tab, "question").await;
    assert_eq!(tab.read(CARD).await?, json!("acid"), "changed is due next");
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    tab.until("document.querySelector('.changed ins') !== null")
        .await;
    assert_eq!(tab.read("[...document.querySelectorAll('.changed del')].map((part) => part.lastChild.textContent)").await?, json!(["Three"]));
    assert_eq!(tab.read("[...document.querySelectorAll('.changed ins')].map((part) => part.lastChild.textContent)").await?, json!(["Four", "Consistent"]));
    // On its page, too.
    tab.go("questions/acid/").await?;
    tab.until("document.querySelector('[data-change] ins') !== null")
        .await;
    // One key says that it is known, and no review is written. The sitting goes on where it was.
    tab.go("study/?all").await?;
    until_state(tab, "answer").await;
    tab.until("document.querySelector('.changed .quiet') !== null")
        .await;
    tab.press(&['k']).await?;
    tab.until(&format!("{STATE} === 'question' && {CARD} !== 'acid'"))
        .await;
    let entries = log(tab).await;
    assert_eq!(
        entries.last().unwrap(),
        &("known".to_owned(), "acid".to_owned())
    );
    // Taken back, it is changed again.
    tab.press(&['u']).await?;
    tab.until(&format!("{CARD} === 'acid'")).await;
    let is_changed = "async (store) => store.isChanged('acid', 'another')";
    assert_eq!(store(tab, is_changed).await, json!(true));
    Ok(())
}

pub async fn a_note_is_kept_found_in_another_tab_and_taken_back(tab: &Tab) -> Outcome {
    tab.go("study/?topic=networking").await?;
    until_state(tab, "question").await;
    let card = tab.read(CARD).await?;
    let card = card.as_str().unwrap().to_owned();
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    tab.run("document.querySelector('.note-box').open = true")
        .await?;
    tab.run("document.querySelector('#PB-note').focus()")
        .await?;
    tab.type_text("Ask about 3").await?;
    // Grades are keys; in a note they are letters.
    assert_eq!(tab.read(STATE).await?, json!("answer"));
    tab.run("document.querySelector('#PB-note').blur()").await?;
    let note = format!("{STORE}.then((store) => store.state('{card}').note)");
    tab.until(&format!("{note}.then((note) => note === 'Ask about 3')"))
        .await;
    tab.go(&format!("questions/{card}/")).await?;
    tab.until("document.querySelector('.note-box textarea')?.value === 'Ask about 3'")
        .await;
    // Another tab writes: the note here follows, also when that is taken back there.
    const OTHER: &str = "other.document.querySelector('.note-box textarea')";
    tab.run("window.other = window.open(location.href)").await?;
    tab.until(&format!("{OTHER}?.value === 'Ask about 3'"))
        .await;
    tab.run(&format!(
        "{OTHER}.value = 'Ask about 4'; {OTHER}.dispatchEvent(new Event('change'))"
    ))
    .await?;
    tab.until("document.querySelector('.note-box textarea').value === 'Ask about 4'")
        .await;
    tab.run("[...other.document.querySelectorAll('.note-box button')].find((button) => button.textContent.includes('Undo')).click()").await?;
    tab.until("document.querySelector('.note-box textarea').value === 'Ask about 3'")
        .await;
    // What is being written here when the other tab writes is not lost.
    tab.run("document.querySelector('.note-box textarea').value = 'Ask about 5'")
        .await?;
    tab.run(&format!(
        "{OTHER}.value = 'Ask about 6'; {OTHER}.dispatchEvent(new Event('change'))"
    ))
    .await?;
    tab.until("document.querySelector('.note-said').textContent.includes('Another tab')")
        .await;
    tab.run("document.querySelector('.note-box textarea').dispatchEvent(new Event('change'))")
        .await?;
    tab.until(&format!("{OTHER}.value === 'Ask about 5'")).await;
    tab.run("other.close()").await?;
    // The search on this device finds it.
    tab.go("search/?q=about+5").await?;
    tab.until("document.querySelector('.results').textContent.includes('Your note: Ask about 5')")
        .await;
    Ok(())
}

pub async fn a_job_description_becomes_a_sitting(tab: &Tab) -> Outcome {
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    tab.run("document.querySelector('.job').open = true")
        .await?;
    tab.until("document.querySelector('#PB-job')").await;
    fill(
        tab,
        "#PB-job",
        "You know ACID, DNS and the B-tree. We offer fruit.",
    )
    .await?;
    tab.click(".job .quiet").await?;
    tab.until("document.querySelectorAll('.job-found input').length === 3")
        .await;
    // One is taken away.
    tab.click(".job-found input").await?;
    tab.until(
        "document.querySelector('.job-found .study-lead').textContent === '2 questions chosen'",
    )
    .await;
    tab.click(".job-found .button").await?;
    until_state(tab, "question").await;
    tab.until("document.querySelector('.sitting-count').textContent.startsWith('2')")
        .await;
    Ok(())
}

/// The whole of it by touch, where a phone is narrow.
pub async fn a_goal_goes_by_touch_on_a_narrow_screen(tab: &Tab) -> Outcome {
    tab.resize(390, 844).await?;
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    tab.click(".goal .quiet").await?;
    tab.until("document.querySelector('.goal-form') !== null")
        .await;
    fits(tab).await?;
    let on = tab.read(&date(3)).await?;
    fill(tab, "#PB-goal-date", on.as_str().unwrap()).await?;
    tab.click(".goal-form .button").await?;
    tab.until(&format!("({LEAD}).startsWith('3 days')")).await;
    tab.until("document.querySelectorAll('.goal-buys li').length >= 3")
        .await;
    tab.run("document.querySelectorAll('.goal details').forEach((each) => (each.open = true))")
        .await?;
    fits(tab).await?;
    tab.click(".goal .start").await?;
    until_state(tab, "question").await;
    tab.click(".show").await?;
    until_state(tab, "answer").await;
    tab.click(".note-box summary").await?;
    fits(tab).await?;
    tab.click(".grade-3").await?;
    until_state(tab, "question").await;
    // One last look, from the study screen.
    tab.click(".end").await?;
    until_state(tab, "choosing").await;
    tab.run("[...document.querySelectorAll('.goal button')].find((button) => button.textContent.includes('One last look')).click()").await?;
    until_state(tab, "question").await;
    fits(tab).await?;
    tab.click(".show").await?;
    until_state(tab, "answer").await;
    fits(tab).await?;
    tab.click(".show").await?;
    tab.until("document.querySelector('.study-question').textContent.includes('seen them all')")
        .await;
    fits(tab).await?;
    assert_eq!(log(tab).await.len(), 2, "the goal and one review");
    Ok(())
}

async fn fits(tab: &Tab) -> Outcome {
    assert_eq!(tab.read(SMALL).await?, json!([]));
    assert_eq!(tab.read(TOO_WIDE).await?, json!(false));
    Ok(())
}

/// A build, then another one in which an answer was corrected and another was only spelt right.
pub async fn an_answer_that_is_corrected_reaches_who_learned_the_wrong_one(tab: &Tab) -> Outcome {
    let question = |title: &str, answer: &str| format!("---\ntitle: {title}\n---\n{answer}\n");
    let site = |port: &str, promise: &str| {
        let bank = support::bank(&[
            (
                "net/https.md",
                &question("Which port has HTTPS?", &format!("It listens on {port}.")),
            ),
            (
                "net/tcp.md",
                &question("What is TCP?", &format!("A stream that {promise} order.")),
            ),
        ]);
        let folder = TempDir::new().unwrap();
        crate::build(bank.path(), &folder.path().join("site")).unwrap();
        folder
    };
    let (first, second) = (site("8443", "garantees"), site("443", "guarantees"));
    tab.deploy(&first.path().join("site"));
    for card in ["https", "tcp"] {
        tab.go(&format!("questions/{card}/")).await?;
        tab.click("[data-grade-bar] [data-grade='4']").await?;
        // The words are kept after the grade.
        tab.until(&format!(
            "{STORE}.then((store) => store.learned('{card}')).then((text) => text !== null)"
        ))
        .await;
    }
    // A worker that is still to come would keep what is here now.
    tab.until("navigator.serviceWorker.ready.then(() => true)")
        .await;
    tab.deploy(&second.path().join("site"));
    tab.devtools("Network.clearBrowserCache", json!({})).await?;
    tab.run("navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((one) => one.unregister()))).then(() => caches.keys()).then((names) => Promise.all(names.map((name) => caches.delete(name))))").await?;
    tab.go("questions/https/").await?;
    tab.until("document.querySelector('[data-change] ins') !== null")
        .await;
    let words = |part: &str| {
        format!(
            "[...document.querySelectorAll('[data-change] {part}')].map((word) => word.lastChild.textContent)"
        )
    };
    assert_eq!(tab.read(&words("del")).await?, json!(["8443."]));
    assert_eq!(tab.read(&words("ins")).await?, json!(["443."]));
    tab.go("topics/net/").await?;
    tab.until("document.querySelector('[data-card=https] .standing-changed')")
        .await;
    tab.until("document.querySelector('[data-card=tcp] .standing-known')")
        .await;
    // It is due, shown with what changed, and graded as any other.
    tab.go("study/?all").await?;
    until_state(tab, "question").await;
    assert_eq!(tab.read(CARD).await?, json!("https"));
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    tab.until("document.querySelector('.changed ins') !== null")
        .await;
    tab.press(&['3']).await?;
    until_state(tab, "finished").await;
    tab.go("topics/net/").await?;
    tab.until("document.querySelector('[data-card=https] .standing-known, [data-card=https] .standing-learning')")
        .await;
    Ok(())
}

/// Without storage a goal lasts as long as the page, which says so.
pub async fn a_goal_where_nothing_can_be_stored_lasts_as_long_as_the_page(tab: &Tab) -> Outcome {
    tab.before_pages(DENIED).await?;
    ask_for_a_plan(tab).await?;
    set_goal(tab, 4, 10).await?;
    tab.run("document.querySelector('.goal .start').click()")
        .await?;
    grade_by_key(tab, '3').await?;
    until_state(tab, "question").await;
    tab.run("document.querySelector('.end').click()").await?;
    until_state(tab, "choosing").await;
    tab.until(&format!("({LEAD}).startsWith('4 days')")).await;
    Ok(())
}

/// A clock set back makes more days of the plan, and one set right again the days that there were.
pub async fn a_goal_follows_a_clock_that_is_set_back(tab: &Tab) -> Outcome {
    tab.before_pages("const now = Date.now; Date.now = () => now() + Number(sessionStorage.getItem('shift') ?? 0) * 86400000;").await?;
    ask_for_a_plan(tab).await?;
    set_goal(tab, 5, 5).await?;
    tab.run("document.querySelector('.goal .start').click()")
        .await?;
    grade_by_key(tab, '3').await?;
    grade_by_key(tab, '1').await?;
    let lead_after = |shift: &str| format!("sessionStorage.setItem('shift', '{shift}')");
    for (shift, days) in [("-1", "6 days"), ("-900", "905 days"), ("0", "5 days")] {
        tab.run(&lead_after(shift)).await?;
        tab.go("study/").await?;
        tab.until(&format!("({LEAD}).startsWith('{days}')")).await;
        let text = tab.text("[data-screen]").await?;
        assert!(
            !text.contains("NaN") && !text.contains("Infinity"),
            "{shift}: {text}"
        );
    }
    Ok(())
}
