//! Files that somebody made up, and what the browser gives back damaged: each costs itself alone.

use serde_json::{Value, json};

use crate::Outcome;
use crate::study::{CARD, STATE, grade_by_key, log, store, until_state};
use crate::study_store::{import, review, tamper};
use crate::tab::Tab;

const LAST_MOMENT: i64 = 8_640_000_000_000_000;

fn file(entries: &[Value]) -> String {
    json!({ "format": "prepbook-study", "version": 1, "entries": entries }).to_string()
}

/// A review whose stamp says that it came after everything.
fn poison(stamp: i64) -> Value {
    let mut entry = review("poison", "acid", 0, 3);
    entry["stamp"] = json!(stamp);
    entry
}

/// Grades a card and sees that the state follows, here, after a replay of everything, and in what is exported.
async fn a_grade_counts(tab: &Tab, card: &str) -> Outcome {
    let state = format!("(store) => store.state('{card}')");
    let before = store(tab, &state).await;
    store(tab, &format!("(store) => store.grade('{card}', 1)")).await;
    let after = store(tab, &state).await;
    let reviews = |state: &Value| state["reviews"].as_i64().unwrap();
    assert_eq!(reviews(&after), reviews(&before) + 1, "{before} {after}");
    let exported = store(tab, "(store) => store.exportFile()").await;
    tamper(tab, "store('cards').clear();").await?;
    tab.reload().await?;
    assert_eq!(store(tab, &state).await, after, "a replay of everything");
    assert_eq!(store(tab, "(store) => store.unread").await, json!(0));
    store(tab, "(store) => store.reset()").await;
    let again = format!("(store) => store.importFile({exported})");
    assert_eq!(store(tab, &again).await["fault"], json!(null));
    assert_eq!(
        store(tab, &state).await,
        after,
        "an export that is imported"
    );
    Ok(())
}

pub async fn a_grade_after_any_import_changes_the_card_and_survives(tab: &Tab) -> Outcome {
    let mut far = poison(LAST_MOMENT);
    far["at"] = json!(LAST_MOMENT);
    far["day"] = json!(LAST_MOMENT / 86_400_000);
    for entry in [poison(9_000_000_000_000_000), far] {
        tab.go("progress/").await?;
        until_state(tab, "empty").await;
        assert_eq!(import(tab, &file(&[entry])).await?, "1 entry added.");
        for card in ["acid", "b-tree"] {
            a_grade_counts(tab, card).await?;
        }
        store(tab, "(store) => store.reset()").await;
    }
    Ok(())
}

pub async fn a_log_that_was_poisoned_before_is_put_right(tab: &Tab) -> Outcome {
    tab.go("progress/").await?;
    until_state(tab, "empty").await;
    let before = review("before", "acid", 1, 3);
    // What was graded after the poison, by a program that kept it and then could not read it.
    let mut after = review("after", "acid", 2, 1);
    after["stamp"] = json!(9_000_000_000_000_001i64);
    let odd = "{ id: 'odd', card: 'acid', kind: 'goal', stamp: 9.0071e15 }";
    tamper(
        tab,
        &format!(
            "for (const entry of [{before}, {}, {after}, {odd}]) store('log').put(entry);",
            poison(9_000_000_000_000_000)
        ),
    )
    .await?;
    tab.reload().await?;
    let stamps = "async (store) => (await store.entries()).map(({ id, stamp }) => [id, stamp])";
    assert_eq!(
        store(tab, stamps).await,
        json!([
            ["before", before["stamp"]],
            ["poison", LAST_MOMENT + 1],
            ["after", LAST_MOMENT + 2]
        ])
    );
    let state = store(tab, "(store) => store.state('acid')").await;
    assert_eq!(
        (&state["reviews"], &state["phase"]),
        (&json!(3), &json!("relearning"))
    );
    assert_eq!(store(tab, "(store) => store.unread").await, json!(1));
    store(tab, "(store) => store.grade('acid', 4)").await;
    let state = store(tab, "(store) => store.state('acid')").await;
    assert_eq!(
        (&state["reviews"], &state["phase"]),
        (&json!(4), &json!("review"))
    );
    Ok(())
}

pub async fn a_large_import_shows_how_far_it_is(tab: &Tab) -> Outcome {
    tab.before_pages(
        "window.shares = [];
        new MutationObserver(() => {
            const bar = document.querySelector('.your-data progress');
            if (!bar || window.isWatched) return;
            window.isWatched = true;
            const value = Object.getOwnPropertyDescriptor(HTMLProgressElement.prototype, 'value');
            Object.defineProperty(bar, 'value', { set(share) { window.shares.push(share); value.set.call(this, share); } });
        }).observe(document, { childList: true, subtree: true });",
    )
    .await?;
    tab.go("progress/").await?;
    until_state(tab, "empty").await;
    let cards = ["acid", "b-tree", "lsm", "dns", "tcp"];
    let entries: Vec<Value> = (0..6000)
        .map(|at| {
            let card = cards[at as usize % cards.len()];
            review(&format!("r{at}"), card, at, 1 + (at % 4) as u8)
        })
        .collect();
    assert_eq!(import(tab, &file(&entries)).await?, "6,000 entries added.");
    let shares: Vec<f64> = serde_json::from_value(tab.read("shares").await?).unwrap();
    assert!(shares.len() > 5, "{shares:?}");
    assert!(shares.is_sorted(), "{shares:?}");
    assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
    assert_eq!(
        tab.read("document.querySelector('.your-data progress')")
            .await?,
        json!(null),
        "the bar has gone"
    );
    assert_eq!(log(tab).await.len(), 6000);
    Ok(())
}

pub async fn a_file_beyond_the_limit_is_refused_unread(tab: &Tab) -> Outcome {
    tab.go("progress/").await?;
    until_state(tab, "empty").await;
    let script = "
        Blob.prototype.text = () => { throw new Error('it was read'); };
        const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(20_000_001)], 'progress.json'));
        const input = document.querySelector('input[type=file]');
        input.files = files.files;
        input.dispatchEvent(new Event('change'));";
    tab.run(script).await?;
    tab.until("document.querySelector('.outcome').textContent.includes('larger than 20 MB')")
        .await;
    assert_eq!(log(tab).await.len(), 0);
    Ok(())
}

/// Changes one thing in what the session keeps under a key that begins so.
fn spoil(key: &str, change: &str) -> String {
    format!(
        "const key = Object.keys(sessionStorage).find((key) => key.startsWith('{key} '));
        const saved = JSON.parse(sessionStorage.getItem(key));
        {change}
        sessionStorage.setItem(key, typeof saved === 'string' ? saved : JSON.stringify(saved));"
    )
}

pub async fn a_damaged_sitting_costs_itself_alone(tab: &Tab) -> Outcome {
    tab.go("study/?all").await?;
    for (at, change) in [
        "saved.done = 7;",
        "saved.done = [null];",
        "saved.done = [{ id: 1, card: {}, kind: 'review' }];",
        "saved.done = {};",
        "saved.ticked = null;",
        "saved.ticked = ['a', -1, 1e99];",
        "saved.extra = 'many';",
        "saved.extra = null;",
        "saved.began = 'long ago';",
        "saved.revealed = {};",
        "saved.current = { toString: 5 };",
        "saved.current = 'no-such-question';",
        "delete saved.done;",
        "for (const name of Object.keys(saved)) if (name !== 'scope' && name !== 'day') saved[name] = [];",
    ]
    .into_iter()
    .enumerate()
    {
        until_state(tab, "question").await;
        if at == 0 {
            grade_by_key(tab, '3').await?;
            until_state(tab, "question").await;
        }
        let before = log(tab).await.len();
        tab.run(&spoil("prepbook.sitting", change)).await?;
        tab.reload().await?;
        // A card is there, and nothing that was studied is lost.
        tab.until(&format!("{STATE} === 'question' || {STATE} === 'answer'"))
            .await;
        assert!(tab.read(CARD).await?.is_string(), "{change}");
        assert_eq!(log(tab).await.len(), before, "{change}");
        tab.go("study/").await?;
        tab.run("sessionStorage.clear()").await?;
        tab.go("study/?all").await?;
    }
    grade_by_key(tab, '3').await?;
    Ok(())
}

pub async fn a_damaged_interview_costs_itself_alone(tab: &Tab) -> Outcome {
    let address = "mock/?seed=7&count=3&minutes=5&mix=balanced";
    tab.go(address).await?;
    for change in [
        "saved.cards = [7, null, {}];",
        "saved.done = [null];",
        "saved.done = [{ id: 'a', card: 'acid', kind: 'review', grade: 9, ticked: [], points: 0, spent: 0 }];",
        "saved.done = Array(9).fill({ id: 'a', card: 'acid', kind: 'review', grade: 3, ticked: [], points: 0, spent: 0 });",
        "saved.ticked = 'all';",
        "saved.spent = 'long';",
        "saved.spent = -5;",
        "saved.paused = { yes: 1 };",
        "delete saved.cards;",
    ] {
        tab.until("document.querySelector('[data-screen] button')")
            .await;
        if tab.read(STATE).await? != json!("question") {
            tab.run("document.querySelector('[data-screen] button.button').click()")
                .await?;
        }
        until_state(tab, "question").await;
        tab.run("dispatchEvent(new PageTransitionEvent('pagehide'))")
            .await?;
        tab.run(&format!(
            "{} Storage.prototype.setItem = () => {{}};",
            spoil("prepbook.mock", change)
        ))
        .await?;
        tab.reload().await?;
        tab.until(&format!("{STATE} !== 'loading'")).await;
        tab.until("document.querySelector('[data-screen] button')")
            .await;
        tab.run("sessionStorage.clear(); Storage.prototype.setItem = () => {};")
            .await?;
        tab.go("study/").await?;
        tab.go(address).await?;
    }
    Ok(())
}

pub async fn damaged_settings_and_states_cost_themselves_alone(tab: &Tab) -> Outcome {
    tab.go("study/?all").await?;
    let card = grade_by_key(tab, '4').await?;
    let state = format!("(store) => store.state('{card}')");
    let before = store(tab, &state).await;
    for work in [
        "store('meta').put({ newADay: -1, reviewsADay: 'x', retention: NaN, order: {}, shortcuts: 1 }, 'settings');",
        "store('meta').put({ acid: 7, cap: null, tcp: {} }, 'aliases');",
        "store('meta').put({ reviews: Infinity, asked: -1 }, 'backup');",
        "store('cards').openCursor().onsuccess = ({ target: { result } }) => result?.update({ ...result.value, state: { ...result.value.state, dueDay: 'soon' } });",
        "store('cards').openCursor().onsuccess = ({ target: { result } }) => result?.update({ ...result.value, state: { ...result.value.state, stability: NaN } });",
        "store('cards').openCursor().onsuccess = ({ target: { result } }) => result?.update({ ...result.value, state: null });",
    ] {
        tamper(tab, work).await?;
        tab.reload().await?;
        until_state(tab, "question").await;
        assert_eq!(store(tab, &state).await, before, "{work}");
        let kept = "(store) => [store.settings.newADay, store.settings.retention, store.wantsBackup, store.banner]";
        assert_eq!(store(tab, kept).await, json!([10, 0.9, false, null]));
    }
    grade_by_key(tab, '4').await?;
    assert_eq!(log(tab).await.len(), 2);
    Ok(())
}

pub async fn names_that_every_object_has_end_no_screen(tab: &Tab) -> Outcome {
    for name in ["constructor", "__proto__", "toString"] {
        tab.go("progress/").await?;
        until_state(tab, "empty").await;
        let mut learned = review("odd", "acid", 0, 3);
        learned["edition"] = json!(name);
        let mut goal = review("goal", "_goal", 1, 3);
        goal["kind"] = json!("goal");
        goal["date"] = json!(goal["day"].as_i64().unwrap() + 730);
        goal["scope"] = json!(format!("tag={name}"));
        goal["minutes"] = json!(20);
        let said = import(tab, &file(&[learned, goal])).await?;
        assert_eq!(said, "2 entries added.");
        for (address, state) in [
            ("study/", "choosing"),
            ("study/?cards=acid", "question"),
            ("mock/", "set-up"),
            ("progress/", "shown"),
        ] {
            tab.go(address).await?;
            until_state(tab, state).await;
        }
        tab.go("study/").await?;
        tab.until(&format!(
            "document.querySelector('.goal .soft').textContent.includes('{name}')"
        ))
        .await;
        store(tab, "(store) => store.grade('acid', 3)").await;
        tab.go("questions/acid/").await?;
        store(tab, "(store) => store.reset()").await;
    }
    Ok(())
}

pub async fn a_card_that_cannot_be_compared_ends_no_screen(tab: &Tab) -> Outcome {
    tab.go("progress/").await?;
    until_state(tab, "empty").await;
    let mut learned = review("odd", "acid", 0, 3);
    learned["edition"] = json!("another");
    import(tab, &file(&[learned])).await?;
    let words = "{ another: { title: 'A', short: 'B', points: ['C'] } }";
    tamper(
        tab,
        &format!("store('meta').put({words}, `text/acid/${{document.documentElement.lang}}`);"),
    )
    .await?;
    // Whatever goes wrong with the words of a card.
    tab.before_pages("String.prototype.normalize = () => { throw new TypeError('no words'); };")
        .await?;
    tab.go("study/?cards=acid").await?;
    until_state(tab, "question").await;
    tab.forget_console().await
}

pub async fn each_site_remembers_its_own_searches(tab: &Tab) -> Outcome {
    // Another site of this origin, which has another question of this name, and what both shared once.
    let foreign = r#"[{"slug":"nowhere","title":"Of another site"}]"#;
    tab.go("search/").await?;
    tab.run(&format!(
        "for (const key of ['prepbook.recent', 'prepbook.recent /', 'prepbook.recent /other/']) localStorage.setItem(key, {})",
        json!(foreign)
    ))
    .await?;
    tab.reload().await?;
    tab.until("document.querySelector('.results a')").await;
    let text = tab.text(".results").await?;
    assert!(!text.contains("Of another site"), "{text}");
    tab.run("localStorage.clear()").await?;
    Ok(())
}
