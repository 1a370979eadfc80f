//! Pages that are left in the middle of something, that wait for others, and that lie open for days: nothing is lost, nothing counts
//! twice, and what is said is true.

use serde_json::{Value, json};

use crate::Outcome;
use crate::everywhere::{MOVABLE, later};
use crate::study::{CARD, STATE, STORE, grade_by_key, log, store, until_state};
use crate::study_store::{file, review};
use crate::tab::Tab;

const SAID: &str = "document.querySelector('.grade-said').textContent";
const NOTE: &str = "document.querySelector('.note-box textarea')";
const HAS_NOTE: &str = "document.querySelector('.note-box textarea') !== null";
const NOTE_SAID: &str = "document.querySelector('.note-said').textContent";

/// Types a note, and touches nothing else.
fn typing(text: &str) -> String {
    format!(
        "document.querySelector('.note-box').open = true; {NOTE}.focus(); {NOTE}.value = {}; {NOTE}.dispatchEvent(new Event('input', {{ bubbles: true }}));",
        json!(text)
    )
}

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

pub async fn a_note_is_there_however_its_page_is_left(tab: &Tab) -> Outcome {
    grade_on_page(tab, "acid").await?;
    let leaves = [
        "window.isOld = true; location.reload()",
        "location.href = '../tcp/'",
        "history.back()",
    ];
    for (at, leave) in leaves.into_iter().enumerate() {
        let text = format!("note {at}");
        tab.run(&format!("{} {leave}", typing(&text))).await?;
        tab.until("!window.isOld && document.readyState === 'complete' && !document.querySelector('.note-box[open]:focus-within')")
            .await;
        tab.go("questions/tcp/").await?;
        tab.go("questions/acid/").await?;
        tab.until(&format!("{NOTE}?.value === '{text}'")).await;
        assert_eq!(count(tab, "note").await, at + 1, "{leave}");
    }
    // Nothing waits to be taken in once more.
    let waits = "Object.keys(localStorage).filter((key) => key.startsWith('prepbook.pending'))";
    assert_eq!(tab.read(waits).await?, json!([]));
    Ok(())
}

pub async fn a_note_that_is_left_by_way_of_a_sitting_is_there(tab: &Tab) -> Outcome {
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    tab.click(".start").await?;
    until_state(tab, "question").await;
    let card = tab.read(CARD).await?;
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    let reload = "addEventListener('popstate', () => setTimeout(() => location.reload()));";
    tab.run(&format!(
        "window.isOld = true; {} {reload} history.back()",
        typing("on my way")
    ))
    .await?;
    tab.until(&format!("!window.isOld && {STATE} === 'choosing'"))
        .await;
    let note = format!("{STORE}.then((store) => store.state({card}).note === 'on my way')");
    tab.until(&note).await;
    Ok(())
}

pub async fn a_note_that_is_not_kept_does_not_say_it_is(tab: &Tab) -> Outcome {
    tab.before_pages(
        "const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...given) {
            if (!sessionStorage.getItem('isFull')) return put.apply(this, given);
            throw new DOMException('no room', 'QuotaExceededError');
        };",
    )
    .await?;
    grade_on_page(tab, "acid").await?;
    tab.run("sessionStorage.setItem('isFull', 'yes')").await?;
    tab.run(&typing("for nobody")).await?;
    tab.until(&format!("{NOTE_SAID}.includes('storage is full')"))
        .await;
    // A grade says so as well, with a list of cards or without.
    tab.go("questions/tcp/").await?;
    tab.click("[data-grade-bar] [data-grade='4']").await?;
    tab.until(&format!(
        "{SAID}.startsWith('Easy') && {SAID}.includes('storage is full')"
    ))
    .await;
    // There is room again: all is written, and that is said.
    tab.run("sessionStorage.removeItem('isFull')").await?;
    tab.until(HAS_NOTE).await;
    tab.run(&typing("for me")).await?;
    tab.until(&format!("{NOTE_SAID} === 'Kept.'")).await;
    tab.go("questions/tcp/").await?;
    tab.until(&format!("{NOTE}?.value === 'for me'")).await;
    assert_eq!(count(tab, "review").await, 2);
    Ok(())
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

pub async fn a_grade_on_a_page_that_is_left_at_once_is_there_once(tab: &Tab) -> Outcome {
    grade_on_page(tab, "acid").await?;
    for (at, (card, leave)) in [
        ("dns", "location.href = '../tcp/'"),
        ("tcp", "location.reload()"),
        ("lsm", "setTimeout(() => (location.href = '../tcp/'), 15)"),
    ]
    .into_iter()
    .enumerate()
    {
        tab.go(&format!("questions/{card}/")).await?;
        tab.until(HAS_NOTE).await;
        tab.run(&format!(
            "document.querySelector('[data-grade-bar] [data-grade=\"3\"]').click(); setTimeout(() => {{ window.isOld = true; {leave}; }})"
        ))
        .await?;
        tab.until("!window.isOld && document.readyState === 'complete'")
            .await;
        tab.go("questions/tls/").await?;
        tab.until(&format!(
            "{STORE}.then((store) => store.state('{card}').reviews === 1)"
        ))
        .await;
        assert_eq!(log(tab).await.len(), at + 2, "{card}");
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
    // One is damaged, and one of a kind that only a newer page knows.
    entry.insert("kind".into(), json!("dream"));
    entry.insert("id".into(), json!("set-down3"));
    let newer = json!(entry);
    tab.run(&format!(
        "{keep} localStorage.setItem({key} + '2', '{{'); localStorage.setItem({key} + '3', JSON.stringify({newer}));"
    ))
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
    let waiting = "Object.keys(localStorage).filter((name) => name.startsWith('prepbook.pending')).map((name) => name.split(' ').at(-1))";
    assert_eq!(tab.read(waiting).await?, json!(["set-down3"]));
    Ok(())
}

/// Before pages: a database that answers when the page is told so.
pub const SILENT: &str = "const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...given) {
        if (!sessionStorage.getItem('isSilent')) return open.apply(this, given);
        const request = new EventTarget();
        window.answer = () => {
            sessionStorage.removeItem('isSilent');
            const real = open.apply(this, given);
            real.onupgradeneeded = (event) => request.onupgradeneeded(event);
            real.onsuccess = (event) => { Object.defineProperty(request, 'result', { value: real.result }); request.onsuccess(event); };
        };
        return request;
    };";

pub async fn a_store_that_does_not_answer_is_told_of_and_loses_no_grade(tab: &Tab) -> Outcome {
    tab.before_pages(SILENT).await?;
    grade_on_page(tab, "acid").await?;
    tab.run("sessionStorage.setItem('isSilent', 'yes')").await?;
    tab.go("questions/tcp/").await?;
    tab.click("[data-grade-bar] [data-grade='4']").await?;
    tab.until(&format!("{SAID}.includes('Another tab is busy')"))
        .await;
    // It answers, and the grade goes on by itself.
    tab.run("answer()").await?;
    tab.until(&format!("{SAID}.startsWith('Easy · back in 8 days')"))
        .await;
    assert_eq!(log(tab).await.len(), 2);
    // It does not, and the page is left.
    tab.run("sessionStorage.setItem('isSilent', 'yes')").await?;
    tab.go("questions/dns/").await?;
    tab.click("[data-grade-bar] [data-grade='4']").await?;
    tab.until(&format!("{SAID}.includes('Another tab is busy')"))
        .await;
    tab.go("study/").await?;
    tab.until("document.querySelector('[data-busy]')?.textContent.includes('Another tab is busy')")
        .await;
    tab.run("answer()").await?;
    until_state(tab, "choosing").await;
    assert_eq!(
        tab.read("document.querySelector('[data-busy]')").await?,
        json!(null)
    );
    assert_eq!(log(tab).await.len(), 3);
    Ok(())
}

pub async fn a_sitting_whose_store_is_busy_elsewhere_says_so_and_goes_on(tab: &Tab) -> Outcome {
    tab.go("study/?all").await?;
    grade_by_key(tab, '4').await?;
    until_state(tab, "question").await;
    let card = tab.read(CARD).await?;
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    // As an import of another tab would, something has the store for itself.
    tab.run(
        "const request = indexedDB.open('prepbook' + new URL(document.body.dataset.root, location.href).pathname);
        request.onsuccess = () => {
            const store = request.result.transaction(['log', 'cards', 'meta'], 'readwrite').objectStore('log');
            const again = () => {
                window.isBusy = true;
                if (!window.isFree) store.count().onsuccess = again;
            };
            again();
        };",
    )
    .await?;
    tab.until("window.isBusy").await;
    tab.press(&['3']).await?;
    tab.until("document.querySelector('.study-card').textContent.includes('Another tab is busy')")
        .await;
    assert_eq!(tab.read(CARD).await?, card);
    tab.run("window.isFree = true").await?;
    tab.until(&format!("{STATE} === 'question' && {CARD} !== {card}"))
        .await;
    assert!(!tab.text(".study-card").await?.contains("Another tab"));
    assert_eq!(log(tab).await.len(), 2);
    Ok(())
}

pub async fn an_import_is_not_left_without_a_question(tab: &Tab) -> Outcome {
    tab.go("progress/").await?;
    until_state(tab, "empty").await;
    const ASKS: &str = "(() => { const event = new Event('beforeunload', { cancelable: true }); dispatchEvent(event); return event.defaultPrevented; })()";
    assert_eq!(tab.read(ASKS).await?, json!(false));
    tab.run(&format!(
        "const files = new DataTransfer();
        files.items.add(new File([{}], 'progress.json'));
        const input = document.querySelector('input[type=file]');
        input.files = files.files;
        input.dispatchEvent(new Event('change'));
        window.asked = {ASKS};",
        json!(file(&[("acid", 0, 4)]))
    ))
    .await?;
    tab.until("document.querySelector('.outcome').textContent")
        .await;
    assert_eq!(tab.read("window.asked").await?, json!(true));
    assert_eq!(tab.read(ASKS).await?, json!(false));
    Ok(())
}

/// The reader looks at the page again.
const LOOK: &str = "dispatchEvent(new Event('focus'))";

pub async fn a_page_that_lay_open_tells_of_the_day_that_is(tab: &Tab) -> Outcome {
    tab.before_pages(MOVABLE).await?;
    tab.go("study/?topic=networking").await?;
    for _ in 0..3 {
        grade_by_key(tab, '4').await?;
    }
    for (page, yesterday, today) in [
        (
            "study/",
            "document.querySelector('.study-lead')?.textContent.includes('4 new')",
            "document.querySelector('.study-lead').textContent.includes('3')",
        ),
        (
            "",
            "document.querySelector('[data-due-title]')?.textContent && document.querySelector('[data-due]').hidden",
            "document.querySelector('[data-due]').textContent.includes('3')",
        ),
        (
            "questions/tcp/",
            "document.querySelector('[data-grade-state] .standing-known')",
            "document.querySelector('[data-grade-state] .standing-due')",
        ),
        (
            "progress/",
            "document.querySelector('.figure-value')?.textContent === '0'",
            "document.querySelector('.figure-value')?.textContent === '3'",
        ),
    ] {
        tab.run("localStorage.removeItem('shift')").await?;
        tab.go(page).await?;
        tab.until(yesterday).await;
        later(tab, 30).await?;
        tab.run(LOOK).await?;
        tab.until(today).await;
    }
    // A sitting goes on as it was.
    tab.run("localStorage.removeItem('shift')").await?;
    tab.go("study/?topic=storage").await?;
    until_state(tab, "question").await;
    let shown = "document.querySelector('[data-screen]').innerHTML";
    let before = tab.read(shown).await?;
    later(tab, 30).await?;
    tab.run(LOOK).await?;
    tab.until("document.querySelector('[data-due]').textContent.includes('3')")
        .await;
    assert_eq!(tab.read(shown).await?, before);
    Ok(())
}

pub async fn what_another_tab_does_with_another_card_takes_nothing_away(tab: &Tab) -> Outcome {
    grade_on_page(tab, "acid").await?;
    let said = tab.read(SAID).await?;
    tab.run("window.other = window.open('../tcp/')").await?;
    tab.until("other.document.querySelector('.note-box') !== null")
        .await;
    tab.run("other.document.querySelector('[data-grade-bar] [data-grade=\"4\"]').click()")
        .await?;
    tab.until(&format!(
        "{STORE}.then((store) => store.state('tcp').reviews === 1)"
    ))
    .await;
    assert_eq!(tab.read(SAID).await?, said);
    tab.click("[data-grade-bar] [data-undo]").await?;
    tab.until(&format!("{SAID} === 'Taken back.'")).await;
    // The same question is another matter.
    tab.click("[data-grade-bar] [data-grade='4']").await?;
    tab.until(&format!("{SAID}.startsWith('Easy')")).await;
    tab.run("other.location.href = '../acid/'").await?;
    tab.until("other.document.querySelector('[data-question=acid]') && other.document.querySelector('.note-box') !== null")
        .await;
    tab.run("other.document.querySelector('[data-grade-bar] [data-grade=\"4\"]').click()")
        .await?;
    tab.until(&format!("{SAID} === ''")).await;
    tab.run("other.close()").await?;
    Ok(())
}

pub async fn a_note_in_two_tabs_is_replaced_only_with_a_word(tab: &Tab) -> Outcome {
    grade_on_page(tab, "acid").await?;
    tab.run("window.other = window.open(location.href)").await?;
    const OTHER: &str = "other.document.querySelector('.note-box textarea')";
    tab.until(&format!("{OTHER} !== null")).await;
    tab.run(&format!(
        "{} setTimeout(() => (window.isLater = true), 1300); {OTHER}.value = 'theirs'; {OTHER}.dispatchEvent(new Event('change'));",
        typing("ours")
    ))
    .await?;
    tab.until(&format!("{NOTE_SAID}.startsWith('Another tab has')"))
        .await;
    // What was typed before that replaces nothing by itself.
    tab.until("window.isLater").await;
    assert_eq!(
        tab.read(&format!(
            "[{NOTE}.value, {OTHER}.value, {NOTE_SAID}.startsWith('Another tab has')]"
        ))
        .await?,
        json!(["ours", "theirs", true])
    );
    tab.run(&typing("ours, too")).await?;
    tab.until(&format!("{NOTE_SAID}.startsWith('Kept, in place of')"))
        .await;
    tab.until(&format!("{OTHER}.value === 'ours, too'")).await;
    tab.click(".note-actions button").await?;
    tab.until(&format!("{NOTE}.value === 'theirs'")).await;
    tab.run("other.close()").await?;
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
