//! Sittings: by keyboard alone, by touch, and through a reload.

use std::collections::BTreeSet;

use fantoccini::key::Key;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::tab::Tab;
use crate::{Outcome, support};

/// Seven questions of two topics. One was called `wal` once.
pub fn bank() -> TempDir {
    support::bank(&[
        (
            "storage/write-ahead-log.md",
            "---\ntitle: What is a write-ahead log?\ndifficulty: easy\naliases: [wal]\ntags: [durability]\n---\nA file that is written first, see [trees](b-tree.md).\n\n## Key points\n- Written before the pages\n- Replayed after a crash\n",
        ),
        (
            "storage/b-tree.md",
            "---\ntitle: What is a B-tree?\ndifficulty: hard\ntags: [indexes]\n---\nA tree that is wide.\n\n## Key points\n- Wide nodes\n- Few reads\n- Sorted\n",
        ),
        (
            "storage/lsm.md",
            "---\ntitle: What is an LSM tree?\ndifficulty: hard\ntags: [indexes]\n---\nSorted runs that are merged.\n",
        ),
        (
            "storage/acid.md",
            "---\ntitle: What does ACID mean?\ntags: [durability]\n---\nFour promises of a transaction.\n\n## Key points\n- Atomic\n- Consistent\n",
        ),
        (
            "networking/dns.md",
            "---\ntitle: What does DNS do?\ndifficulty: easy\n---\nIt turns names into addresses.\n\n## Key points\n- Names to addresses\n",
        ),
        (
            "networking/tcp.md",
            "---\ntitle: What does TCP promise?\n---\nBytes in order.\n\n## Key points\n- In order\n",
        ),
        (
            "networking/tls.md",
            "---\ntitle: What does TLS protect?\n---\nWhat is on its way.\n",
        ),
    ])
}

/// What the screen shows: `question`, `answer`, `finished`…
pub const STATE: &str = "document.querySelector('[data-screen]').dataset.state";

/// The card that is shown.
pub const CARD: &str = "document.querySelector('.study-card').dataset.card";

/// The store of the page: of its screen, or of what every page has.
pub const STORE: &str = "import(`${document.body.dataset.assets}js/study/${document.querySelector('[data-screen]')?.dataset.screen ?? 'everywhere'}.js`).then(({ open }) => open())";

/// What a function makes of the store.
pub async fn store(tab: &Tab, function: &str) -> Value {
    let expression = format!("{STORE}.then({function})");
    tab.read(&expression)
        .await
        .unwrap_or_else(|error| panic!("{function}: {error}"))
}

/// The log as pairs of kind and card.
pub async fn log(tab: &Tab) -> Vec<(String, String)> {
    let pairs = "async (store) => (await store.entries()).map(({ kind, card }) => [kind, card])";
    serde_json::from_value(store(tab, pairs).await).expect("pairs of texts")
}

pub async fn until_state(tab: &Tab, state: &str) {
    tab.until(&format!("{STATE} === '{state}'")).await;
}

/// Shows the answer and grades it, by keys.
pub async fn grade_by_key(tab: &Tab, grade: char) -> Result<String, fantoccini::error::CmdError> {
    until_state(tab, "question").await;
    let card = tab.read(CARD).await?;
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    let entries = log(tab).await.len();
    tab.press(&[grade]).await?;
    tab.until(&format!(
        "{STORE}.then(async (store) => (await store.entries()).length > {entries} && ({STATE} === 'question' || {STATE} === 'finished'))"
    ))
    .await;
    Ok(card.as_str().unwrap_or_default().to_owned())
}

pub async fn a_whole_sitting_goes_by_keyboard_alone(tab: &Tab) -> Outcome {
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    assert!(tab.text(".study-lead").await?.contains("7 new questions"));
    // Tab leads to the button.
    for _ in 0..20 {
        tab.press(&[Key::Tab.into()]).await?;
        if tab.read("document.activeElement.matches('.start')").await? == json!(true) {
            break;
        }
    }
    tab.press(&[Key::Enter.into()]).await?;
    until_state(tab, "question").await;
    tab.until("document.activeElement.matches('.study-question')")
        .await;
    let first = tab.read(CARD).await?;
    let first = first.as_str().unwrap();

    // A key that has no meaning yet does nothing.
    tab.press(&['3']).await?;
    assert_eq!(tab.read(STATE).await?, json!("question"));
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    tab.until("document.activeElement.matches('.study-answer')")
        .await;
    let waits =
        "[...document.querySelectorAll('.grade .wait')].map((wait) => wait.lastChild.textContent)";
    assert_eq!(
        tab.read(waits).await?,
        json!(["1 min", "6 mins", "10 mins", "8 days"])
    );
    tab.press(&['4']).await?;
    tab.until(&format!("{STATE} === 'question' && {CARD} !== '{first}'"))
        .await;
    tab.until("document.querySelector('[role=status].hidden').textContent.includes('6 left')")
        .await;

    // Taken back: the card is there again, its answer open, as if nothing had been.
    tab.press(&['u']).await?;
    tab.until(&format!("{STATE} === 'answer' && {CARD} === '{first}'"))
        .await;
    assert_eq!(
        store(tab, &format!("(store) => store.state('{first}').reviews")).await,
        json!(0)
    );
    tab.press(&['3']).await?;
    tab.until(&format!("{STATE} === 'question' && {CARD} !== '{first}'"))
        .await;

    // Flagged, and no more.
    tab.press(&['f']).await?;
    tab.until("document.querySelector('.tool[aria-pressed=true]')")
        .await;
    tab.press(&['f']).await?;
    tab.until("!document.querySelector('.tool[aria-pressed=true]')")
        .await;
    tab.press(&['f']).await?;
    tab.until("document.querySelector('.tool[aria-pressed=true]')")
        .await;

    // Suspended, brought back by undoing, suspended again.
    let second = tab.read(CARD).await?;
    tab.press(&['s']).await?;
    tab.until(&format!("{CARD} !== {second}")).await;
    tab.press(&['u']).await?;
    tab.until(&format!("{STATE} === 'question' && {CARD} === {second}"))
        .await;
    tab.press(&['s']).await?;
    tab.until(&format!("{CARD} !== {second}")).await;

    // The list of keys opens and closes, and no key reaches the card meanwhile.
    tab.press(&['?']).await?;
    tab.until("document.querySelector('dialog[open] .key-list')")
        .await;
    tab.press(&['s']).await?;
    tab.press(&[Key::Escape.into()]).await?;
    tab.until("!document.querySelector('dialog')").await;
    assert_eq!(tab.read(STATE).await?, json!("question"));

    // On to the end: five more, and the first comes back, being learned.
    let mut graded = Vec::new();
    while tab.read(STATE).await? != json!("finished") {
        graded.push(grade_by_key(tab, '3').await?);
        assert!(graded.len() < 30, "{graded:?}");
    }
    assert_eq!(
        graded.iter().filter(|card| *card == first).count(),
        1,
        "{graded:?}"
    );
    assert_eq!(
        graded.len(),
        11,
        "five cards twice, and one once more: {graded:?}"
    );
    assert!(!graded.contains(&second.as_str().unwrap().to_owned()));
    assert_eq!(tab.text(".study-question").await?, "That is all for now");
    let tally = tab.text(".tally").await?;
    assert!(tally.contains("12"), "twelve were good: {tally}");
    let kinds: Vec<String> = log(tab).await.into_iter().map(|(kind, _)| kind).collect();
    let count = |wanted: &str| kinds.iter().filter(|kind| *kind == wanted).count();
    assert_eq!(
        (
            count("review"),
            count("undo"),
            count("suspend"),
            count("flag"),
            count("unflag")
        ),
        (13, 2, 2, 2, 1)
    );
    // A last undo, from the end.
    tab.press(&['u']).await?;
    until_state(tab, "answer").await;
    tab.press(&['1']).await?;
    until_state(tab, "question").await;
    Ok(())
}

/// Everything that can be pressed and is smaller than a finger.
pub const SMALL: &str = "[...document.querySelectorAll('[data-screen] :is(button, a, summary, select, label:has(input))')]
    .filter((part) => part.checkVisibility() && !part.closest('.short, .hidden, dl'))
    .map((part) => [part.textContent, part.getBoundingClientRect()])
    .filter(([, { width, height }]) => height < 44 || width < 44)
    .map(([text, { width, height }]) => `${text}: ${width} x ${height}`)";

pub const TOO_WIDE: &str = "document.documentElement.scrollWidth > 390";

pub async fn a_whole_sitting_goes_by_touch_on_a_narrow_screen(tab: &Tab) -> Outcome {
    tab.resize(390, 844).await?;
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    assert_eq!(tab.read(SMALL).await?, json!([]));
    tab.click(".start").await?;
    until_state(tab, "question").await;
    let mut steps = 0;
    while tab.read(STATE).await? != json!("finished") {
        steps += 1;
        assert!(steps < 30);
        until_state(tab, "question").await;
        let card = tab.read(CARD).await?;
        assert_eq!(tab.read(SMALL).await?, json!([]));
        assert_eq!(tab.read(TOO_WIDE).await?, json!(false));
        if steps == 2 {
            tab.click("[aria-keyshortcuts=f]").await?;
            tab.until("document.querySelector('.tool[aria-pressed=true]')")
                .await;
            tab.click("[aria-keyshortcuts=s]").await?;
            tab.until(&format!("{CARD} !== {card}")).await;
            continue;
        }
        tab.click(".show").await?;
        until_state(tab, "answer").await;
        assert_eq!(tab.read(SMALL).await?, json!([]));
        let reach =
            "document.querySelector('.grades').getBoundingClientRect().bottom > innerHeight - 140";
        assert_eq!(
            tab.read(reach).await?,
            json!(true),
            "within the thumb's reach"
        );
        tab.click(".grade-4").await?;
        tab.until(&format!(
            "{STATE} === 'finished' || ({STATE} === 'question' && {CARD} !== {card})"
        ))
        .await;
        if steps == 1 {
            tab.click("[aria-keyshortcuts=u]").await?;
            tab.until(&format!("{STATE} === 'answer' && {CARD} === {card}"))
                .await;
            tab.click(".grade-4").await?;
            tab.until(&format!("{STATE} === 'question' && {CARD} !== {card}"))
                .await;
        }
    }
    assert_eq!(tab.read(SMALL).await?, json!([]));
    let reviews = log(tab)
        .await
        .into_iter()
        .filter(|(kind, _)| kind == "review")
        .count();
    assert_eq!(reviews, 7, "six cards, one of them twice");
    tab.click(".finish-actions .button").await?;
    until_state(tab, "choosing").await;
    assert_eq!(tab.read("location.search").await?, json!(""));
    Ok(())
}

pub async fn a_reload_in_the_middle_loses_nothing(tab: &Tab) -> Outcome {
    tab.go("study/?topic=storage").await?;
    let first = grade_by_key(tab, '4').await?;
    let second = tab.read(CARD).await?;
    let done = "document.querySelector('.sitting-bar').value";
    tab.reload().await?;
    until_state(tab, "question").await;
    assert_eq!(tab.read(CARD).await?, second);
    assert_eq!(tab.read(done).await?, json!(1));
    // The answer stays open, and what was ticked stays ticked.
    let has_points = "document.querySelector('.checklist input')";
    while tab.read(&format!("{has_points} === null")).await? == json!(true) {
        grade_by_key(tab, '4').await?;
    }
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    let third = tab.read(CARD).await?;
    tab.click(".checklist li:last-child input").await?;
    tab.reload().await?;
    until_state(tab, "answer").await;
    assert_eq!(tab.read(CARD).await?, third);
    assert_eq!(
        tab.read("document.querySelector('.checklist li:last-child input').checked")
            .await?,
        json!(true)
    );
    assert_eq!(
        tab.read("document.querySelector('.checklist li:first-child input').checked")
            .await?,
        json!(false)
    );
    // What was done before can still be taken back.
    tab.press(&['u']).await?;
    tab.until(&format!("{STATE} === 'answer' && {CARD} !== {third}"))
        .await;
    tab.press(&['2']).await?;
    until_state(tab, "question").await;
    let kinds = log(tab).await;
    assert!(kinds.contains(&("review".into(), first)), "{kinds:?}");
    assert!(kinds.iter().any(|(kind, _)| kind == "undo"), "{kinds:?}");
    // Going back leads out of the sitting, and forward into it again.
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    tab.click("[data-topic=storage] button").await?;
    until_state(tab, "question").await;
    let card = tab.read(CARD).await?;
    tab.back().await?;
    until_state(tab, "choosing").await;
    tab.run("history.forward()").await?;
    tab.until(&format!("{STATE} === 'question' && {CARD} === {card}"))
        .await;
    Ok(())
}

pub async fn the_question_stays_where_it_is_when_the_answer_unfolds(tab: &Tab) -> Outcome {
    for (width, height) in [(1280, 900), (390, 844)] {
        tab.resize(width, height).await?;
        tab.go("study/").await?;
        tab.run("sessionStorage.clear()").await?;
        tab.go("study/?topic=storage").await?;
        until_state(tab, "question").await;
        let places = "['.study-question', '.sitting-top', '.sitting-main', '.sitting-tools']
            .map((part) => document.querySelector(part).getBoundingClientRect().top)";
        let before = tab.read(places).await?;
        tab.press(&[' ']).await?;
        until_state(tab, "answer").await;
        assert_eq!(tab.read(places).await?, before, "at {width}");
        assert_eq!(tab.read("scrollY").await?, json!(0));
        // Links of the answer lead below the site's root.
        if tab.read(CARD).await? == json!("write-ahead-log") {
            let href = tab.read("document.querySelector('.short a').href").await?;
            assert_eq!(href, json!(tab.url("questions/b-tree/")));
        }
    }
    Ok(())
}

pub async fn shortcuts_leave_modifiers_and_fields_alone_and_can_be_turned_off(
    tab: &Tab,
) -> Outcome {
    tab.go("study/?all").await?;
    until_state(tab, "question").await;
    for modifier in [Key::Control, Key::Alt, Key::Meta] {
        tab.press(&[modifier.into(), 's']).await?;
        tab.press(&[modifier.into(), 'f']).await?;
    }
    assert_eq!(log(tab).await, []);
    // In a field a key is a letter.
    tab.run("document.querySelector('.study-card').prepend(Object.assign(document.createElement('input'), { id: 'field' })); document.querySelector('#field').focus()").await?;
    tab.type_text("sf1 u").await?;
    assert_eq!(
        tab.read("document.querySelector('#field').value").await?,
        json!("sf1 u")
    );
    assert_eq!(
        (log(tab).await, tab.read(STATE).await?),
        (vec![], json!("question"))
    );
    tab.run("document.querySelector('#field').remove()").await?;
    // Space on a button presses that button.
    tab.run("document.querySelector('[aria-keyshortcuts=f]').focus()")
        .await?;
    tab.press(&[' ']).await?;
    tab.until("document.querySelector('.tool[aria-pressed=true]')")
        .await;
    assert_eq!(tab.read(STATE).await?, json!("question"));

    tab.press(&['?']).await?;
    tab.until("document.querySelector('dialog[open]')").await;
    tab.click("dialog .check input").await?;
    tab.click("dialog .dialog-buttons button").await?;
    tab.until(&format!(
        "{STORE}.then((store) => store.settings.shortcuts === false)"
    ))
    .await;
    tab.reload().await?;
    until_state(tab, "question").await;
    tab.run("document.activeElement.blur()").await?;
    tab.press(&[' ']).await?;
    tab.press(&['s']).await?;
    assert_eq!(
        (log(tab).await.len(), tab.read(STATE).await?),
        (1, json!("question"))
    );
    assert_eq!(
        tab.read("document.querySelector('.show kbd').checkVisibility()")
            .await?,
        json!(false)
    );
    // The buttons still do.
    tab.click(".show").await?;
    until_state(tab, "answer").await;
    Ok(())
}

pub async fn a_topic_a_tag_and_a_level_are_chosen(tab: &Tab) -> Outcome {
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    let rows = "[...document.querySelectorAll('.topic-row')].map((row) => [row.querySelector('.topic-row-title').textContent, row.querySelector('.topic-row-waits').textContent])";
    assert_eq!(
        tab.read(rows).await?,
        json!([["Networking", "3 new"], ["Storage", "4 new"]])
    );
    tab.click("label:has([value='3'])").await?;
    tab.until(&format!("({rows}).length === 1")).await;
    assert_eq!(tab.read(rows).await?, json!([["Storage", "2 new"]]));
    assert_eq!(
        tab.text(".study-lead").await?,
        "2 new questions of this choice."
    );
    tab.click("label:has([value='0'])").await?;
    tab.run("const tag = document.querySelector('#PB-tag'); tag.value = 'durability'; tag.dispatchEvent(new Event('change'))").await?;
    assert_eq!(tab.read(rows).await?, json!([["Storage", "2 new"]]));
    tab.click("label:has([value='1'])").await?;
    tab.click(".start").await?;
    until_state(tab, "question").await;
    assert_eq!(
        tab.read("location.search").await?,
        json!("?tag=durability&level=easy")
    );
    assert_eq!(tab.read(CARD).await?, json!("write-ahead-log"));
    grade_by_key(tab, '4').await?;
    until_state(tab, "finished").await;
    tab.click(".finish-actions .button").await?;
    until_state(tab, "choosing").await;
    assert_eq!(
        tab.read(rows).await?,
        json!([["Networking", "3 new"], ["Storage", "3 new"]])
    );
    // A day's share of new questions, and more when it is wanted.
    store(tab, "(store) => store.setSettings({ newADay: 2 })").await;
    tab.until("document.querySelector('.study-lead').textContent.includes('1 new question')")
        .await;
    tab.click("[data-topic=networking] button").await?;
    grade_by_key(tab, '4').await?;
    until_state(tab, "finished").await;
    tab.click(".finish-actions button:nth-child(2)").await?;
    until_state(tab, "question").await;
    Ok(())
}

pub async fn screens_without_javascript_say_what_they_need(tab: &Tab) -> Outcome {
    tab.without_scripts().await?;
    for screen in ["study/", "mock/", "progress/"] {
        tab.go(screen).await?;
        let text = tab.text("main").await?;
        assert!(text.contains("JavaScript"), "{screen}: {text}");
        assert_eq!(
            tab.read("document.querySelectorAll('main a[href*=topics]').length > 0")
                .await?,
            json!(true)
        );
    }
    Ok(())
}

pub async fn a_list_of_questions_that_does_not_arrive_can_be_asked_for_again(tab: &Tab) -> Outcome {
    let failing = "const real = window.fetch; window.fetch = (...given) => window.isBack ? real(...given) : Promise.reject(new TypeError('no network'));";
    tab.before_pages(failing).await?;
    for screen in ["study/", "mock/", "progress/"] {
        tab.go(screen).await?;
        until_state(tab, "failed").await;
        assert!(
            tab.text("[data-screen]")
                .await?
                .contains("could not be loaded")
        );
        tab.run("window.isBack = true").await?;
        tab.click("[data-screen] button").await?;
        tab.until(&format!("!['failed', 'loading'].includes({STATE})"))
            .await;
    }
    Ok(())
}

/// What a screen announces in its head is what it then loads: nothing comes twice.
pub async fn a_screen_asks_for_nothing_twice(tab: &Tab) -> Outcome {
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    let requests = tab.requests();
    let asked: Vec<&str> = requests
        .iter()
        .map(|request| request.path.as_str())
        .collect();
    let each: BTreeSet<&str> = asked.iter().copied().collect();
    assert_eq!(asked.len(), each.len(), "{asked:?}");
    for part in ["js/study/study.js", "css/study.css", "study/index.json"] {
        assert!(
            asked.iter().any(|path| path.ends_with(part)),
            "{part}: {asked:?}"
        );
    }
    Ok(())
}
