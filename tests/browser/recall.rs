//! What a reader who recalls meets: nothing that moves, one grade for one answer, and an end that says what to do next.

use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::Outcome;
use crate::study::{CARD, STATE, grade_by_key, log, store, until_state};
use crate::tab::Tab;

/// Adds up what moves on a page although nobody touched it, and lets its data arrive some frames late.
pub const WATCH: &str = "
    window.moved = [];
    new PerformanceObserver((list) => {
        for (const { value, hadRecentInput, sources } of list.getEntries()) {
            if (!hadRecentInput) moved.push([value, ...sources.map(({ node }) => `${node?.nodeName} ${node?.className}`)]);
        }
    }).observe({ type: 'layout-shift', buffered: true });
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const real = window.fetch;
    window.fetch = async (...given) => (await frame(), await frame(), await frame(), real(...given));";

/// What has moved, once all that was drawn is reported.
pub const MOVED: &str = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(() => setTimeout(() => done(moved))))))";

pub async fn nothing_moves_when_the_list_of_questions_has_come(tab: &Tab) -> Outcome {
    tab.before_pages(crate::everywhere::MOVABLE).await?;
    tab.before_pages(WATCH).await?;
    for is_known in [false, true] {
        for (width, height) in [(1280, 900), (390, 844)] {
            tab.resize(width, height).await?;
            for (page, ready) in [
                ("study/", ".topic-row"),
                ("mock/", ".outcome"),
                ("progress/", ".study-view > *"),
                ("questions/acid/", "[data-theme-switch]:not([hidden])"),
                ("search/", ".result"),
                ("search/?q=log&sort=title", ".result"),
            ] {
                tab.go(page).await?;
                tab.until(&format!("document.querySelector('{ready}')"))
                    .await;
                let moved = tab.read(MOVED).await?;
                assert_eq!(moved, json!([]), "{page} at {width}, known: {is_known}");
            }
        }
        tab.resize(1280, 900).await?;
        tab.go("study/?cards=acid").await?;
        grade_by_key(tab, '1').await?;
        crate::everywhere::later(tab, 3).await?;
    }
    Ok(())
}

pub async fn no_page_listens_to_unload(tab: &Tab) -> Outcome {
    tab.before_pages(
        "window.heard = [];
        const listen = EventTarget.prototype.addEventListener;
        EventTarget.prototype.addEventListener = function (name, ...more) {
            heard.push(name);
            return listen.call(this, name, ...more);
        };",
    )
    .await?;
    for page in ["study/?all", "mock/", "progress/", "questions/acid/", ""] {
        tab.go(page).await?;
        tab.until("document.readyState === 'complete' && heard.includes('click')")
            .await;
        let unload = "heard.filter((name) => name.endsWith('unload'))";
        assert_eq!(tab.read(unload).await?, json!([]), "{page}");
    }
    Ok(())
}

pub async fn recalling_goes_by_keys_alone(tab: &Tab) -> Outcome {
    tab.go("questions/acid/").await?;
    // In a page that is read, keys of recalling do nothing.
    tab.press(&['3']).await?;
    tab.press(&['?']).await?;
    tab.until("document.querySelector('dialog[open] .key-list')")
        .await;
    tab.press(&[Key::Escape.into()]).await?;
    tab.until("!document.querySelector('dialog')").await;
    assert_eq!(log(tab).await, []);
    tab.click(crate::everywhere::RECALL).await?;
    let mode = "document.documentElement.dataset.answers";
    tab.until(&format!("{mode} === 'hidden'")).await;
    tab.run("document.activeElement.blur()").await?;
    // A grade belongs to an answer that was seen.
    tab.press(&['3']).await?;
    tab.press(&[' ']).await?;
    tab.until(&format!("{mode} === 'shown'")).await;
    tab.until("document.activeElement.matches('.short')").await;
    assert_eq!(log(tab).await, []);
    // What was ticked suggests a grade, and none where nothing is.
    let suggested = "document.querySelector('[data-suggested]')?.dataset.grade ?? null";
    tab.click(".key-points li:first-child input").await?;
    tab.until(&format!("({suggested}) === '2'")).await;
    assert_eq!(tab.text(".grade-ask").await?, "1 of 2 key points: Hard?");
    tab.click(".key-points li:last-child input").await?;
    tab.until(&format!("({suggested}) === '3'")).await;
    tab.press(&['3']).await?;
    tab.until("document.querySelector('.grade-said').textContent.startsWith('Good · back in')")
        .await;
    tab.press(&['u']).await?;
    tab.until("document.querySelector('.grade-said').textContent === 'Taken back.'")
        .await;
    tab.press(&['4']).await?;
    tab.until("document.querySelector('[data-next]')").await;
    // On to the next question of the topic, whose answer is hidden, and back.
    let next = tab
        .read("document.querySelector('.neighbours [rel=next]').pathname")
        .await?;
    tab.press(&['n']).await?;
    tab.until(&format!("location.pathname === {next}")).await;
    tab.until(&format!("{mode} === 'hidden'")).await;
    tab.press(&['p']).await?;
    tab.until("location.pathname.endsWith('/questions/acid/')")
        .await;
    // With a modifier, or in a field, a key is the browser's, or a letter.
    tab.press(&[Key::Control.into(), 'n']).await?;
    tab.press(&['/']).await?;
    tab.until("document.activeElement?.matches('dialog[open] input')")
        .await;
    tab.type_text("n").await?;
    tab.until("document.activeElement.value === 'n'").await;
    tab.press(&[Key::Escape.into()]).await?;
    tab.until("!document.querySelector('dialog[open]')").await;
    // Turned off, where they are listed; the list itself can still be asked for.
    tab.press(&['?']).await?;
    tab.until("document.querySelector('dialog[open] .check')")
        .await;
    tab.click("dialog .check input").await?;
    tab.press(&[Key::Escape.into()]).await?;
    tab.until("!document.querySelector('dialog[open]')").await;
    tab.press(&['n']).await?;
    tab.press(&[' ']).await?;
    tab.press(&['?']).await?;
    tab.until("document.querySelector('dialog[open] .check input')?.checked === false")
        .await;
    assert_eq!(
        tab.read(
            "[location.pathname.endsWith('/acid/'), document.documentElement.dataset.answers]"
        )
        .await?,
        json!([true, "hidden"])
    );
    Ok(())
}

pub async fn lists_tell_no_answer_to_who_recalls(tab: &Tab) -> Outcome {
    let excerpt = "document.querySelector('.item-excerpt').checkVisibility()";
    tab.go("topics/storage/").await?;
    tab.click(".excerpts").await?;
    tab.until(excerpt).await;
    tab.click(crate::everywhere::RECALL).await?;
    tab.until(&format!("!{excerpt}")).await;
    tab.go("questions/").await?;
    assert_eq!(
        tab.read("document.querySelector('.excerpts').checkVisibility()")
            .await?,
        json!(false)
    );
    assert_eq!(
        tab.read("document.querySelector('.modes [value=recall]').checked")
            .await?,
        json!(true)
    );
    tab.go("search/?q=log").await?;
    tab.until("document.querySelector('.result mark')").await;
    tab.run("document.querySelector('.excerpts input').checked = true")
        .await?;
    assert_eq!(
        tab.read("[...document.querySelectorAll('.result-excerpt')].some((part) => part.checkVisibility())")
            .await?,
        json!(false)
    );
    // The arrow keys turn the switch, as they do with all choices.
    tab.go("questions/").await?;
    tab.run("document.querySelector('.modes [value=recall]').focus()")
        .await?;
    tab.press(&[Key::Left.into()]).await?;
    tab.until("document.documentElement.dataset.answers === undefined")
        .await;
    Ok(())
}

const WAITS: &str =
    "[...document.querySelectorAll('[data-grade-bar] .wait')].map((wait) => wait.textContent)";

pub async fn intervals_are_told_before_the_first_touch(tab: &Tab) -> Outcome {
    tab.go("questions/acid/").await?;
    tab.until(&format!("{WAITS}.every((wait) => wait !== '')"))
        .await;
    let before = tab.read(WAITS).await?;
    let asked = tab.requests();
    assert!(!asked.iter().any(|request| request.path.contains("/study/")));
    // The scheduler says the same of a question that is new.
    tab.run("document.querySelectorAll('[data-grade-bar] .wait').forEach((wait) => { wait.textContent = ''; })")
        .await?;
    tab.run("document.querySelector('[data-grade=\"3\"]').focus()")
        .await?;
    tab.until(&format!("{WAITS}.every((wait) => wait !== '')"))
        .await;
    assert_eq!(tab.read(WAITS).await?, before);
    assert_eq!(store(tab, "(store) => store.isEmpty").await, json!(true));
    Ok(())
}

pub async fn quick_clicks_on_a_grade_are_one_grade(tab: &Tab) -> Outcome {
    tab.go("questions/acid/").await?;
    let height = "document.querySelector('[data-grade-bar]').offsetHeight";
    let before = tab.read(height).await?;
    tab.run("const good = document.querySelector('[data-grade=\"3\"]'); good.focus(); good.click(); good.click(); good.click();")
        .await?;
    let said = "document.querySelector('.grade-said').textContent";
    tab.until(&format!("{said} === 'Good · back in 10 minutes'"))
        .await;
    tab.run("document.querySelector('[data-grade=\"3\"]').click()")
        .await?;
    // A second click of a double click is meant for the grade, whatever lies there by now.
    tab.run("document.querySelector('[data-undo]').dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }))")
        .await?;
    assert_eq!(log(tab).await, [("review".to_owned(), "acid".to_owned())]);
    assert_eq!(
        tab.read("document.querySelector('.grade-buttons').checkVisibility()")
            .await?,
        json!(false)
    );
    assert_eq!(tab.read(height).await?, before, "nothing moves");
    tab.until("document.activeElement.matches('[data-grade-bar]')")
        .await;
    tab.click("[data-grade-bar] [data-undo]").await?;
    tab.until("document.activeElement.matches('[data-grade=\"1\"]')")
        .await;
    assert_eq!(
        store(tab, "(store) => store.state('acid').reviews").await,
        json!(0)
    );
    Ok(())
}

/// The topics of the first new questions of a sitting.
async fn topics(tab: &Tab, count: usize) -> Result<Vec<String>, fantoccini::error::CmdError> {
    let mut topics = Vec::new();
    for _ in 0..count {
        until_state(tab, "question").await;
        let label = "document.querySelector('.study-card .label span').textContent";
        let topic = tab.read(label).await?;
        topics.push(topic.as_str().unwrap_or_default().to_owned());
        grade_by_key(tab, '4').await?;
    }
    Ok(topics)
}

pub async fn new_questions_mix_topics_unless_the_reader_wants_them_in_order(tab: &Tab) -> Outcome {
    tab.go("study/?all").await?;
    assert_eq!(
        topics(tab, 3).await?,
        ["Networking", "Storage", "Networking"]
    );
    // Not the sitting that was left, but another one.
    tab.run("sessionStorage.clear()").await?;
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    tab.click(".study-settings summary").await?;
    tab.click(".study-settings .check:has(+ .check)").await?;
    tab.until("import(`${document.body.dataset.assets}js/study/study.js`).then(({ open }) => open()).then(({ settings }) => settings.mix === false)")
        .await;
    tab.click(".start").await?;
    assert_eq!(topics(tab, 2).await?, ["Networking", "Storage"]);
    assert_eq!(topics(tab, 1).await?, ["Storage"]);
    Ok(())
}

pub async fn the_end_of_a_sitting_names_what_was_missed_and_when_to_come_back(
    tab: &Tab,
) -> Outcome {
    tab.go("study/?topic=networking").await?;
    let missed = grade_by_key(tab, '1').await?;
    let title = tab
        .read(&format!(
            "{}.then((bank) => bank)",
            "fetch(new URL(`${document.body.dataset.root}study/networking.json`, location.href)).then((answer) => answer.json())"
        ))
        .await?;
    let title = title["cards"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|card| card["id"] == json!(missed))
        .map(|card| card["title"].as_str().unwrap_or_default().to_owned())
        .unwrap_or_default();
    let count = "document.querySelector('.sitting-count').textContent";
    assert_eq!(tab.read(count).await?, json!("1 to repeat · 2 new"));
    let mut steps = 0;
    while tab.read(STATE).await? != json!("finished") {
        grade_by_key(tab, '4').await?;
        steps += 1;
        assert!(steps < 9);
    }
    let list =
        "[...document.querySelectorAll('.finish-missed li a')].map((link) => link.textContent)";
    tab.until(&format!("({list}).join() === {}", json!(title)))
        .await;
    let text = tab.text(".study-answer").await?;
    assert!(text.contains("Come back"), "{text}");
    assert!(text.contains("will be due"), "{text}");
    tab.click(".finish-missed a").await?;
    tab.until("document.body.className === 'page-question'")
        .await;
    // Where nothing was missed, nothing is named.
    tab.go("study/?cards=acid").await?;
    grade_by_key(tab, '4').await?;
    until_state(tab, "finished").await;
    assert_eq!(
        tab.read("document.querySelector('.finish-missed')").await?,
        Value::Null
    );
    assert_ne!(tab.read(CARD).await.ok(), Some(json!("acid")));
    Ok(())
}

pub async fn the_total_of_an_interview_follows_the_typing(tab: &Tab) -> Outcome {
    tab.go("mock/").await?;
    until_state(tab, "set-up").await;
    let total = "document.querySelector('.outcome').textContent";
    assert_eq!(
        tab.read(total).await?,
        json!("5 questions, 25 minutes in all.")
    );
    tab.run("const field = document.querySelector('#PB-count'); field.focus(); field.select();")
        .await?;
    tab.type_text("3").await?;
    tab.until(&format!("{total} === '3 questions, 15 minutes in all.'"))
        .await;
    // What cannot be is put right when the field is left, not while one types.
    tab.run("document.querySelector('#PB-minutes').select()")
        .await?;
    tab.type_text("0").await?;
    assert_eq!(
        tab.read("document.querySelector('#PB-minutes').value")
            .await?,
        json!("0")
    );
    tab.run("document.querySelector('.start').focus()").await?;
    tab.until("Number(document.querySelector('#PB-minutes').value) > 0")
        .await;
    Ok(())
}
