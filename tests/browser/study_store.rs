//! The store: two tabs, files, names, and everything that storage can do to a reader.

use serde_json::{Value, json};

use crate::Outcome;
use crate::study::{CARD, STATE, STORE, grade_by_key, log, store, until_state};
use crate::tab::Tab;

/// All that is known of the cards.
const STATES: &str = "(store) => [...store.states].sort(([a], [b]) => (a < b ? -1 : 1))";

const BANNER: &str = "document.querySelector('[data-banner]')?.dataset.banner ?? null";

/// Chooses a file on the progress page, and waits for what that says.
pub async fn import(tab: &Tab, text: &str) -> Result<String, fantoccini::error::CmdError> {
    let script = format!(
        "document.querySelector('.outcome').textContent = '';
        const files = new DataTransfer();
        files.items.add(new File([{}], 'progress.json'));
        const input = document.querySelector('input[type=file]');
        input.files = files.files;
        input.dispatchEvent(new Event('change'));",
        json!(text)
    );
    tab.run(&script).await?;
    tab.until("document.querySelector('.outcome').textContent")
        .await;
    tab.text(".outcome").await
}

/// A file with reviews of cards, each at its hour of January 2026.
pub fn file(reviews: &[(&str, i64, u8)]) -> String {
    let entries: Vec<Value> = reviews
        .iter()
        .enumerate()
        .map(|(at, (card, hour, grade))| review(&format!("r{at}"), card, *hour, *grade))
        .collect();
    json!({ "format": "prepbook-study", "version": 1, "entries": entries }).to_string()
}

pub fn review(id: &str, card: &str, hour: i64, grade: u8) -> Value {
    let at = 1_767_268_800_000 + hour * 3_600_000;
    json!({ "id": id, "stamp": at, "at": at, "day": at / 86_400_000, "kind": "review", "card": card, "grade": grade, "took": 0 })
}

pub async fn two_tabs_that_grade_at_once_lose_nothing(tab: &Tab) -> Outcome {
    tab.go("study/?all").await?;
    until_state(tab, "question").await;
    tab.run("window.other = window.open(location.href)").await?;
    const OTHER: &str = "other.document.querySelector('[data-screen]')?.dataset.state";
    tab.until(&format!("{OTHER} === 'question'")).await;
    let other_card = "other.document.querySelector('.study-card').dataset.card";
    assert_eq!(
        tab.read(other_card).await?,
        tab.read(CARD).await?,
        "both ask the same"
    );
    // Both answers are open; then both are graded before either store can tell the other.
    tab.run(
        "document.querySelector('.show').click(); other.document.querySelector('.show').click()",
    )
    .await?;
    until_state(tab, "answer").await;
    tab.until(&format!("{OTHER} === 'answer'")).await;
    let card = tab.read(CARD).await?;
    tab.run("document.querySelector('.grade-4').click(); other.document.querySelector('.grade-3').click()").await?;
    let both = format!("{STATE} === 'question' && {OTHER} === 'question'");
    tab.until(&both).await;
    let entries = log(tab).await;
    assert_eq!(
        entries,
        vec![("review".to_owned(), card.as_str().unwrap().to_owned()); 2]
    );
    let stamps = "async (store) => (await store.entries()).map(({ stamp }) => stamp)";
    let stamps: Vec<u64> = serde_json::from_value(store(tab, stamps).await).unwrap();
    assert!(stamps[0] < stamps[1], "{stamps:?}");
    // A card that is graded there is not asked again here.
    let next = tab.read(CARD).await?;
    tab.until(&format!("{other_card} === {next}")).await;
    tab.run("other.document.querySelector('.show').click(); setTimeout(() => other.document.querySelector('.grade-4').click(), 0)").await?;
    tab.until(&format!("{CARD} !== {next} && {STATE} === 'question'"))
        .await;
    assert_eq!(log(tab).await.len(), 3);
    tab.run("other.close()").await?;
    Ok(())
}

pub async fn what_another_tab_grades_is_known_here(tab: &Tab) -> Outcome {
    let grade_there = async |card: &Value, grade: u8| {
        tab.in_another_tab(async || {
            let card = card.as_str().unwrap();
            tab.go(&format!("questions/{card}/")).await?;
            tab.click(&format!("[data-grade-bar] [data-grade='{grade}']"))
                .await?;
            tab.until("document.querySelector('.grade-said').textContent")
                .await;
            Ok(())
        })
        .await
    };
    tab.go("study/?cards=acid,dns,tcp").await?;
    until_state(tab, "question").await;
    let first = tab.read(CARD).await?;
    // The same question, there answered and here only read: it is not asked again.
    grade_there(&first, 4).await?;
    let said = "document.querySelector('.sitting > [role=status]').textContent";
    tab.until(&format!("{STATE} === 'question' && {CARD} !== {first}"))
        .await;
    tab.until(&format!("{said}.includes('answered in another tab')"))
        .await;
    let second = tab.read(CARD).await?;
    // Its answer is open here when it is graded there: both grades count.
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    grade_there(&second, 3).await?;
    tab.press(&['4']).await?;
    tab.until(&format!("{STATE} === 'question' && {CARD} !== {second}"))
        .await;
    let third = tab.read(CARD).await?;
    assert_ne!(third, first);
    let cards: Vec<String> = log(tab).await.into_iter().map(|(_, card)| card).collect();
    assert_eq!(json!(cards), json!([first, second, second]));
    let stamps = "async (store) => (await store.entries()).map(({ stamp }) => stamp)";
    let stamps: Vec<u64> = serde_json::from_value(store(tab, stamps).await).unwrap();
    assert!(stamps.is_sorted_by(|a, b| a < b), "{stamps:?}");
    // Nothing is left, and a grade elsewhere makes no more of it.
    grade_by_key(tab, '4').await?;
    until_state(tab, "finished").await;
    let told = tab.read(said).await?;
    grade_there(&json!("tls"), 4).await?;
    tab.until(&format!(
        "{STORE}.then((store) => store.state('tls').reviews === 1)"
    ))
    .await;
    assert_eq!(
        (tab.read(STATE).await?, tab.read(said).await?),
        (json!("finished"), told)
    );
    Ok(())
}

pub async fn what_is_exported_cleared_and_imported_gives_the_same_schedule(tab: &Tab) -> Outcome {
    tab.before_pages("const make = URL.createObjectURL; URL.createObjectURL = (blob) => { window.exported = blob.text(); return make.call(URL, blob); };").await?;
    tab.go("study/?all").await?;
    for grade in ['4', '3', '2', '1'] {
        grade_by_key(tab, grade).await?;
    }
    tab.press(&['f']).await?;
    tab.until("document.querySelector('.tool[aria-pressed=true]')")
        .await;
    tab.press(&['s']).await?;
    tab.until(&format!(
        "{STORE}.then(async (store) => (await store.entries()).length === 6)"
    ))
    .await;
    tab.go("progress/").await?;
    until_state(tab, "shown").await;
    let before = store(tab, STATES).await;
    let entries = log(tab).await;

    tab.click(".data-actions button:nth-of-type(1)").await?;
    tab.until("window.exported").await;
    let text = tab.read("window.exported").await?;
    let text = text.as_str().unwrap();
    // Cleared only when that was confirmed.
    tab.click(".danger-text").await?;
    tab.until("document.querySelector('dialog[open]')").await;
    tab.click("dialog .quiet").await?;
    tab.until("!document.querySelector('dialog')").await;
    assert_eq!(store(tab, STATES).await, before);
    tab.click(".danger-text").await?;
    tab.until("document.querySelector('dialog[open]')").await;
    tab.click("dialog .danger").await?;
    until_state(tab, "empty").await;
    tab.reload().await?;
    until_state(tab, "empty").await;
    assert_eq!(log(tab).await, []);

    assert_eq!(import(tab, text).await?, "6 entries added.");
    until_state(tab, "shown").await;
    assert_eq!(store(tab, STATES).await, before);
    assert_eq!(log(tab).await, entries);
    // A second time adds nothing.
    assert_eq!(
        import(tab, text).await?,
        "0 entries added; 6 were here already."
    );
    tab.reload().await?;
    until_state(tab, "shown").await;
    assert_eq!(store(tab, STATES).await, before);
    Ok(())
}

pub async fn a_file_that_is_refused_changes_nothing_and_says_why(tab: &Tab) -> Outcome {
    tab.go("progress/").await?;
    until_state(tab, "empty").await;
    import(tab, &file(&[("acid", 0, 4)])).await?;
    let before = store(tab, STATES).await;
    for (text, reason) in [
        ("{\"format\": \"prepbook-stu", "damaged"),
        ("[1, 2]", "not a file of study progress"),
        (
            "{\"format\":\"prepbook-study\",\"version\":9,\"entries\":[]}",
            "newer edition",
        ),
        (
            &file(&[("acid", 1, 4), ("b-tree", 1, 9)]),
            "Entry 2 of 2 is damaged (its `grade` is 9",
        ),
    ] {
        let said = import(tab, text).await?;
        assert!(
            said.starts_with("Nothing was imported") && said.contains(reason),
            "{said}"
        );
        assert_eq!(
            (store(tab, STATES).await, log(tab).await.len()),
            (before.clone(), 1)
        );
    }
    Ok(())
}

pub async fn a_renamed_question_keeps_its_history(tab: &Tab) -> Outcome {
    // Reviews from before the question had its present name, and one of a question that is gone.
    tab.go("questions/acid/").await?;
    let old = file(&[
        ("wal", 0, 3),
        ("wal", 1, 3),
        ("wal", 80, 3),
        ("no-more", 0, 4),
    ]);
    store(tab, &format!("(store) => store.importFile({})", json!(old))).await;
    tab.go("study/?topic=storage").await?;
    until_state(tab, "question").await;
    assert_eq!(tab.read(CARD).await?, json!("write-ahead-log"), "it is due");
    assert_eq!(
        store(
            tab,
            "(store) => [store.state('wal').reviews, store.state('write-ahead-log').reviews]"
        )
        .await,
        json!([3, 3])
    );
    grade_by_key(tab, '3').await?;
    let now = "(store) => store.state('write-ahead-log')";
    let state = store(tab, now).await;
    assert_eq!(
        (&state["reviews"], &state["phase"]),
        (&json!(4), &json!("review"))
    );
    assert!(
        state["dueDay"].as_i64().unwrap() - state["lastDay"].as_i64().unwrap() > 30,
        "{state}"
    );
    // The name is known from then on, and the same after a reload; the log is as it was.
    tab.go("questions/acid/").await?;
    assert_eq!(store(tab, now).await, state);
    let names: Vec<String> = log(tab).await.into_iter().map(|(_, card)| card).collect();
    assert_eq!(names, ["wal", "no-more", "wal", "wal", "write-ahead-log"]);
    tab.go("progress/").await?;
    until_state(tab, "shown").await;
    assert!(!tab.text("[data-screen]").await?.contains("no-more"));
    Ok(())
}

/// A browser that denies every kind of storage.
pub const DENIED: &str = "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('denied', 'SecurityError'); } });
        for (const name of ['sessionStorage', 'localStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });";

pub async fn without_storage_a_banner_says_so_and_study_goes_on(tab: &Tab) -> Outcome {
    tab.before_pages(DENIED).await?;
    tab.go("study/?all").await?;
    until_state(tab, "question").await;
    assert_eq!(tab.read(BANNER).await?, json!("blocked"));
    assert!(
        tab.text("[data-banner]")
            .await?
            .contains("nothing will be kept")
    );
    let first = grade_by_key(tab, '4').await?;
    assert_eq!(
        store(tab, &format!("(store) => store.state('{first}').reviews")).await,
        json!(1)
    );
    tab.press(&['u']).await?;
    until_state(tab, "answer").await;
    assert_eq!(
        store(tab, &format!("(store) => store.state('{first}').reviews")).await,
        json!(0)
    );
    tab.press(&['4']).await?;
    until_state(tab, "question").await;
    while tab.read(STATE).await? != json!("finished") {
        grade_by_key(tab, '4').await?;
    }
    for screen in ["progress/", "mock/"] {
        tab.go(screen).await?;
        tab.until(&format!("{BANNER} === 'blocked'")).await;
    }
    Ok(())
}

pub async fn a_full_storage_is_told_of_and_what_was_kept_in_memory_is_written_later(
    tab: &Tab,
) -> Outcome {
    tab.before_pages(
        "const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...given) {
            if (!window.isFull) return put.apply(this, given);
            throw new DOMException('no room', 'QuotaExceededError');
        };",
    )
    .await?;
    tab.go("study/?all").await?;
    let first = grade_by_key(tab, '4').await?;
    assert_eq!(tab.read(BANNER).await?, json!(null));
    tab.run("window.isFull = true").await?;
    let second = grade_by_key(tab, '4').await?;
    tab.until(&format!("{BANNER} === 'full'")).await;
    let third = grade_by_key(tab, '3').await?;
    assert_eq!(log(tab).await.len(), 3, "{first} {second} {third}");
    assert_eq!(
        store(tab, &format!("(store) => store.state('{second}').reviews")).await,
        json!(1)
    );
    // The export has what the storage has not.
    assert_eq!(
        store(
            tab,
            "async (store) => JSON.parse(await store.exportFile()).entries.length"
        )
        .await,
        json!(3)
    );
    // There is room again: with the next grade all is written, and the banner goes.
    tab.run("window.isFull = false").await?;
    grade_by_key(tab, '4').await?;
    tab.until(&format!("{BANNER} === null")).await;
    tab.reload().await?;
    until_state(tab, "question").await;
    assert_eq!(log(tab).await.len(), 4);
    assert_eq!(
        store(tab, &format!("(store) => store.state('{third}').reviews")).await,
        json!(1)
    );
    Ok(())
}

pub async fn a_full_disk_keeps_no_page_from_being_read(tab: &Tab) -> Outcome {
    tab.go("study/").await?;
    tab.until("navigator.serviceWorker.ready.then(() => true)")
        .await;
    tab.reload().await?;
    tab.until("navigator.serviceWorker.controller").await;
    let full = json!({ "origin": tab.origin(), "quotaSize": 1 });
    tab.devtools("Storage.overrideQuotaForOrigin", full).await?;
    for page in ["topics/", "study/?all", "questions/acid/"] {
        tab.go(page).await?;
        let class = tab.read("document.body.className").await?;
        let is_ours = class
            .as_str()
            .is_some_and(|class| class.starts_with("page-"));
        assert!(is_ours, "{page} is the browser's own page for errors");
    }
    Ok(())
}

pub async fn a_page_that_is_left_while_it_makes_the_database_holds_up_no_other(
    tab: &Tab,
) -> Outcome {
    // The first page never ends with making the database.
    tab.before_pages(
        "if (!sessionStorage.getItem('isSecond')) {
            sessionStorage.setItem('isSecond', 'yes');
            const open = IDBFactory.prototype.open;
            IDBFactory.prototype.open = function (...given) {
                const request = open.apply(this, given);
                request.addEventListener('upgradeneeded', () => {
                    const store = request.result.createObjectStore('busy');
                    const again = () => { store.get(1).onsuccess = again; };
                    again();
                    window.isBusy = true;
                });
                return request;
            };
        }",
    )
    .await?;
    tab.go("study/").await?;
    tab.until("window.isBusy").await;
    tab.go("study/?all").await?;
    until_state(tab, "question").await;
    assert_eq!(tab.read(BANNER).await?, json!(null));
    grade_by_key(tab, '4').await?;
    assert_eq!(log(tab).await.len(), 1);
    Ok(())
}

pub async fn a_damaged_database_is_told_of_and_can_be_mended(tab: &Tab) -> Outcome {
    tab.go("topics/").await?;
    let name = "'prepbook' + new URL(document.body.dataset.root, location.href).pathname";
    tab.read(&format!(
        "new Promise((done) => {{
        const request = indexedDB.open({name}, 1);
        request.onupgradeneeded = () => request.result.createObjectStore('something-else');
        request.onsuccess = () => {{ request.result.close(); done(true); }};
    }})"
    ))
    .await?;
    tab.go("study/?all").await?;
    tab.until(&format!("{BANNER} === 'damaged'")).await;
    grade_by_key(tab, '4').await?;
    assert_eq!(log(tab).await.len(), 1);
    tab.go("progress/").await?;
    tab.until(&format!("{BANNER} === 'damaged'")).await;
    tab.click(".danger-text").await?;
    tab.until("document.querySelector('dialog[open]')").await;
    tab.click("dialog .danger").await?;
    tab.until(&format!("{BANNER} === null")).await;
    tab.go("study/?all").await?;
    until_state(tab, "question").await;
    assert_eq!(tab.read(BANNER).await?, json!(null));
    grade_by_key(tab, '4').await?;
    tab.reload().await?;
    until_state(tab, "question").await;
    assert_eq!(log(tab).await.len(), 1);
    Ok(())
}

/// Opens the database of the page, and does something with its stores.
pub async fn tamper(tab: &Tab, work: &str) -> Result<(), fantoccini::error::CmdError> {
    let script = format!("new Promise((done) => {{
        const request = indexedDB.open('prepbook' + new URL(document.body.dataset.root, location.href).pathname);
        request.onsuccess = () => {{
            const transaction = request.result.transaction(['log', 'cards', 'meta'], 'readwrite');
            const store = (name) => transaction.objectStore(name);
            {work}
            transaction.oncomplete = () => {{ request.result.close(); done(true); }};
        }};
    }})");
    tab.read(&script).await.map(drop)
}

pub async fn entries_that_cannot_be_understood_are_left_alone(tab: &Tab) -> Outcome {
    tab.go("study/?all").await?;
    let first = grade_by_key(tab, '4').await?;
    tamper(tab, "store('log').put({ id: 'odd', card: 'acid', stamp: 'yesterday' }); store('cards').put({ id: 'acid', cache: 'x', state: 7 });
        store('meta').put('none', 'settings'); store('meta').put(3, 'aliases'); store('meta').put(null, 'backup');").await?;
    tab.reload().await?;
    until_state(tab, "question").await;
    assert_eq!(
        store(tab, "(store) => [store.unread, store.settings.newADay]").await,
        json!([1, 10])
    );
    let second = grade_by_key(tab, '4').await?;
    let cards: Vec<String> = log(tab).await.into_iter().map(|(_, card)| card).collect();
    assert_eq!(cards, [first, second]);
    assert_eq!(tab.read(BANNER).await?, json!(null));
    Ok(())
}

pub async fn cached_states_of_another_algorithm_are_made_anew(tab: &Tab) -> Outcome {
    tab.go("study/?all").await?;
    let card = grade_by_key(tab, '4').await?;
    let state = store(tab, &format!("(store) => store.state('{card}')")).await;
    tamper(tab, &format!("store('cards').put({{ id: '{card}', cache: 'fsrs-5 0.9', state: {{ ...{state}, stability: 1, dueDay: 1 }} }});")).await?;
    tab.reload().await?;
    until_state(tab, "question").await;
    assert_eq!(
        store(tab, &format!("(store) => store.state('{card}')")).await,
        state
    );
    // So are those of another retention: whoever wants to remember more is asked sooner.
    store(tab, "(store) => store.setSettings({ retention: 0.95 })").await;
    let sooner = store(tab, &format!("(store) => store.state('{card}')")).await;
    assert!(
        sooner["dueDay"].as_i64() < state["dueDay"].as_i64(),
        "{sooner}"
    );
    assert_eq!(sooner["stability"], state["stability"]);
    Ok(())
}

pub async fn a_clock_set_back_a_day_corrupts_nothing(tab: &Tab) -> Outcome {
    tab.before_pages("const now = Date.now; Date.now = () => now() + Number(sessionStorage.getItem('shift') ?? 0);").await?;
    tab.go("study/?all").await?;
    let first = grade_by_key(tab, '4').await?;
    let second = grade_by_key(tab, '1').await?;
    let known = store(tab, &format!("(store) => store.state('{first}')")).await;
    tab.run("sessionStorage.setItem('shift', -864e5)").await?;
    tab.reload().await?;
    until_state(tab, "question").await;
    // What is known stays known, and is not asked again.
    assert_eq!(
        store(tab, &format!("(store) => store.state('{first}')")).await,
        known
    );
    let mut graded = Vec::new();
    while tab.read(STATE).await? != json!("finished") {
        graded.push(grade_by_key(tab, '4').await?);
        assert!(graded.len() < 20, "{graded:?}");
    }
    assert!(!graded.contains(&first), "{graded:?}");
    // The log is in the order of what happened, whatever the clock said.
    let cards: Vec<String> = log(tab).await.into_iter().map(|(_, card)| card).collect();
    assert_eq!(cards[..2], [first.clone(), second.clone()]);
    assert_eq!(cards[2..], graded);
    let numbers = "(store) => [...store.states.values()].every((state) => Object.values(state).every((value) => typeof value !== 'number' || Number.isFinite(value)))";
    assert_eq!(store(tab, numbers).await, json!(true));
    tab.go("progress/").await?;
    until_state(tab, "shown").await;
    assert!(!tab.text("[data-screen]").await?.contains("NaN"));
    // The clock is right again, and a replay of everything comes to the same.
    tab.run("sessionStorage.removeItem('shift')").await?;
    let states = store(tab, STATES).await;
    tamper(tab, "store('cards').clear();").await?;
    tab.reload().await?;
    until_state(tab, "shown").await;
    assert_eq!(store(tab, STATES).await, states);
    // What was hard is due after a day, which is today; nothing else is.
    tab.go("study/?all").await?;
    assert_eq!(grade_by_key(tab, '4').await?, second);
    until_state(tab, "finished").await;
    Ok(())
}

pub async fn a_backup_is_asked_for_after_fifty_reviews(tab: &Tab) -> Outcome {
    const REMINDER: &str = "document.querySelector('[data-reminder]') !== null";
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    store(
        tab,
        "async (store) => { for (let n = 0; n < 49; n += 1) await store.grade('acid', 3); }",
    )
    .await;
    assert_eq!(tab.read(REMINDER).await?, json!(false));
    store(tab, "(store) => store.grade('acid', 3).then(() => 0)").await;
    tab.until(REMINDER).await;
    assert!(tab.text("[data-reminder]").await?.contains("50 reviews"));
    // Put off, it does not come back with the next page.
    tab.click("[data-reminder] .notice-actions button:last-child")
        .await?;
    tab.until(&format!("!({REMINDER})")).await;
    tab.reload().await?;
    until_state(tab, "choosing").await;
    assert_eq!(tab.read(REMINDER).await?, json!(false));
    store(
        tab,
        "async (store) => { for (let n = 0; n < 50; n += 1) await store.grade('acid', 3); }",
    )
    .await;
    tab.until(REMINDER).await;
    tab.click("[data-reminder] .notice-actions button:first-child")
        .await?;
    tab.until(&format!("!({REMINDER})")).await;
    assert_eq!(store(tab, "(store) => store.unsaved").await, json!(0));
    Ok(())
}

pub async fn what_was_suspended_or_flagged_is_brought_back_on_the_progress_page(
    tab: &Tab,
) -> Outcome {
    tab.go("study/?topic=networking").await?;
    until_state(tab, "question").await;
    let card = tab.read(CARD).await?;
    tab.press(&['f']).await?;
    tab.until("document.querySelector('.tool[aria-pressed=true]')")
        .await;
    tab.press(&['s']).await?;
    tab.until(&format!("{CARD} !== {card}")).await;
    tab.go("progress/").await?;
    until_state(tab, "shown").await;
    let title =
        "document.querySelector('.progress-suspended .asides a').textContent.startsWith('What')";
    tab.until(title).await;
    tab.click(".progress-suspended .asides button").await?;
    tab.until("!document.querySelector('.progress-suspended')")
        .await;
    tab.click(".progress-flagged .asides button").await?;
    tab.until("!document.querySelector('.progress-flagged')")
        .await;
    assert_eq!(
        store(
            tab,
            &format!("(store) => [store.state({card}).suspended, store.state({card}).flagged]")
        )
        .await,
        json!([false, false])
    );
    tab.go("study/?topic=networking&level=easy").await?;
    tab.until(&format!("{STATE} === 'question' && {CARD} === {card}"))
        .await;
    Ok(())
}
