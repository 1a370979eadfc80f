//! The search as readers use it.

use fantoccini::key::Key;
use serde_json::json;

use crate::Outcome;
use crate::server::BASE_PATH;
use crate::tab::Tab;

/// The dialog of the search, ready to be typed into.
pub const SEARCH_IS_OPEN: &str =
    "document.activeElement?.matches('dialog[open] input[type=search]')";

/// All results are there.
const SETTLED: &str =
    "document.querySelector('#PB-results')?.getAttribute('aria-busy') === 'false'";

/// The slugs of the results.
const SLUGS: &str = "[...document.querySelectorAll('#PB-results a')].map((link) => link.pathname.split('/').at(-2))";

const STATUS: &str = "document.querySelector('.search-status').textContent";

pub async fn slash_opens_the_search_and_the_keyboard_leads_to_the_question(tab: &Tab) -> Outcome {
    tab.go("").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    let asked_for_search = || {
        tab.requests()
            .iter()
            .any(|request| request.path.contains("/search/"))
    };
    assert!(
        !asked_for_search(),
        "the search costs nothing until it is opened"
    );
    tab.press(&['/']).await?;
    tab.until(SEARCH_IS_OPEN).await;
    tab.type_text("brewer").await?;
    tab.until(
        "document.querySelector('.search-dialog .result')?.pathname.endsWith('/cap-theorem/')",
    )
    .await;
    assert_eq!(
        tab.read("document.querySelector('.search-dialog input').value")
            .await?,
        json!("brewer")
    );
    tab.until(&format!("/^(\\d+ of )?\\d+ questions?$/.test({STATUS})"))
        .await;
    tab.press(&[Key::Down.into()]).await?;
    tab.until("document.activeElement === document.querySelector('.result')")
        .await;
    tab.press(&[Key::Enter.into()]).await?;
    tab.until("document.querySelector('h1')?.textContent.includes('CAP theorem')")
        .await;
    let path = format!("{BASE_PATH}questions/cap-theorem/");
    assert_eq!(tab.read("location.pathname").await?, json!(path));
    Ok(())
}

/// Keeps the keys that are pressed from now on, each with whether the page took it for itself.
const WATCH_KEYS: &str = "window.pressed = [];
    addEventListener('keydown', (event) => window.pressed.push([event.key, event.defaultPrevented]));";

pub async fn slash_in_a_text_field_or_with_a_modifier_is_only_a_slash(tab: &Tab) -> Outcome {
    tab.go("search/").await?;
    tab.until("document.activeElement?.id === 'PB-query'").await;
    tab.run(WATCH_KEYS).await?;
    tab.type_text("a/b").await?;
    assert_eq!(
        tab.read("document.activeElement.value").await?,
        json!("a/b")
    );
    tab.run("document.activeElement.blur()").await?;
    for modifier in [Key::Control, Key::Alt, Key::Meta] {
        tab.press(&[modifier.into(), '/']).await?;
    }
    let slashes = tab
        .read("pressed.filter(([key]) => key === '/').map(([, taken]) => taken)")
        .await?;
    assert_eq!(slashes, json!([false, false, false, false]));
    // Here is the search already.
    tab.press(&['/']).await?;
    tab.until("document.activeElement?.id === 'PB-query'").await;
    assert_eq!(tab.read("getSelection().toString()").await?, json!("a/b"));
    assert_eq!(tab.read("pressed.at(-1)").await?, json!(["/", true]));
    assert_eq!(
        tab.read("document.querySelector('dialog')").await?,
        json!(null)
    );
    Ok(())
}

pub async fn slash_works_after_a_key_point_was_ticked(tab: &Tab) -> Outcome {
    tab.go("questions/cap-theorem/").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.click(".checklist input").await?;
    assert_eq!(
        tab.read("document.activeElement.checked").await?,
        json!(true)
    );
    tab.press(&['/']).await?;
    tab.until(SEARCH_IS_OPEN).await;
    Ok(())
}

pub async fn control_k_opens_the_search_and_escape_gives_the_focus_back(tab: &Tab) -> Outcome {
    tab.go("questions/cap-theorem/").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.run("document.querySelector('.contents a').focus()")
        .await?;
    for typed in ["", "sqs"] {
        tab.press(&[Key::Control.into(), 'k']).await?;
        tab.until(SEARCH_IS_OPEN).await;
        tab.type_text(typed).await?;
        tab.press(&[Key::Escape.into()]).await?;
        tab.until("!document.querySelector('dialog').open").await;
        tab.until("document.activeElement === document.querySelector('.contents a')")
            .await;
    }
    // What was typed is there again, and gives way to what is typed next.
    tab.press(&[Key::Control.into(), 'k']).await?;
    tab.until(SEARCH_IS_OPEN).await;
    tab.until("getSelection().toString() === 'sqs'").await;
    let dialogs = tab.read("document.querySelectorAll('dialog').length");
    assert_eq!(dialogs.await?, json!(1));
    Ok(())
}

pub async fn clicks_on_search_fields_open_the_search(tab: &Tab) -> Outcome {
    for (page, field) in [
        ("topics/", ".site-header .search-field"),
        ("", ".site-header .search-field"),
    ] {
        tab.go(page).await?;
        tab.until("!document.querySelector('[data-theme-switch]').hidden")
            .await;
        tab.click(field).await?;
        tab.until(SEARCH_IS_OPEN).await;
        tab.click(".search-bar button").await?;
        tab.until("!document.querySelector('dialog').open").await;
    }
    assert_eq!(tab.read("location.pathname").await?, json!(BASE_PATH));
    Ok(())
}

pub async fn the_search_page_keeps_its_query_in_the_address(tab: &Tab) -> Outcome {
    const FIRST: &str = "document.querySelector('.results a')?.pathname.split('/').at(-2)";
    const QUERY: &str = "new URLSearchParams(location.search).get('q')";
    const INPUT: &str = "document.querySelector('#PB-query').value";
    tab.go("search/?q=dead+letter%20queue").await?;
    tab.until(&format!("{FIRST} === 'dead-letter-queues'"))
        .await;
    assert_eq!(tab.read(INPUT).await?, json!("dead letter queue"));
    tab.run("document.querySelector('#PB-query').select()")
        .await?;
    tab.type_text("c++ & docker?").await?;
    tab.until(&format!("{FIRST} === 'docker'")).await;
    tab.until(&format!("{QUERY} === 'c++ & docker?'")).await;
    tab.reload().await?;
    tab.until(&format!("{FIRST} === 'docker'")).await;
    assert_eq!(tab.read(INPUT).await?, json!("c++ & docker?"));
    // The first result is a key away, and going back finds the search as it was.
    tab.press(&[Key::Enter.into()]).await?;
    tab.until("document.body.className === 'page-question'")
        .await;
    tab.back().await?;
    tab.until(&format!("{FIRST} === 'docker'")).await;
    tab.until("document.activeElement?.id === 'PB-query'").await;
    tab.run("document.querySelector('#PB-query').select()")
        .await?;
    tab.press(&[Key::Backspace.into()]).await?;
    tab.until("location.search === ''").await;
    tab.until(&format!("{SETTLED} && {STATUS}.startsWith('Type a word')"))
        .await;
    tab.type_text("zzyzx").await?;
    tab.until("document.querySelector('.search-status').textContent.includes('“zzyzx”')")
        .await;
    Ok(())
}

pub async fn the_search_page_without_javascript_says_what_to_do(tab: &Tab) -> Outcome {
    tab.without_scripts().await?;
    tab.go("search/?q=docker").await?;
    let text = tab.text("main").await?;
    assert!(text.contains("Searching needs JavaScript"), "{text}");
    assert_eq!(
        tab.read("document.querySelector('#PB-query').checkVisibility()")
            .await?,
        json!(false)
    );
    tab.click("noscript a[href*='questions/']").await?;
    tab.until("document.body?.className === 'page-questions'")
        .await;
    Ok(())
}

pub async fn a_misspelt_query_and_the_keyboard_alone_lead_to_the_question(tab: &Tab) -> Outcome {
    tab.go("questions/docker/").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    let before: Vec<String> = tab
        .requests()
        .into_iter()
        .map(|request| request.path)
        .collect();
    assert!(
        !before.iter().any(|path| path.contains("search")),
        "{before:?}"
    );
    tab.press(&['/']).await?;
    tab.until(SEARCH_IS_OPEN).await;
    tab.type_text("evntual consistancy").await?;
    tab.until(&format!(
        "{SETTLED} && {STATUS}.includes('showing results for eventual consisten')"
    ))
    .await;
    assert_eq!(
        tab.read(&format!("{SLUGS}[0]")).await?,
        json!("eventual-consistency")
    );
    let marked = "[...document.querySelectorAll('.result')[0].querySelectorAll('mark')].map((mark) => mark.textContent.toLowerCase())";
    let marked = tab.read(marked).await?;
    assert!(
        marked
            .as_array()
            .is_some_and(|marked| marked.contains(&json!("consistency"))),
        "{marked}"
    );
    for _ in 0..2 {
        tab.press(&[Key::Down.into()]).await?;
    }
    tab.press(&[Key::Up.into()]).await?;
    tab.press(&[Key::Enter.into()]).await?;
    let path = format!("{BASE_PATH}questions/eventual-consistency/");
    tab.until(&format!("location.pathname === '{path}'")).await;
    Ok(())
}

pub async fn what_is_typed_while_the_dialog_is_on_its_way_is_kept(tab: &Tab) -> Outcome {
    tab.go("questions/docker/").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    // All at once, before the code of the dialog can have come.
    tab.run(
        "for (const key of ['/', 'w', 'a', 'x', 'Backspace', 'l'])
            document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));",
    )
    .await?;
    tab.until(SEARCH_IS_OPEN).await;
    tab.until("document.activeElement.value === 'wal'").await;
    tab.type_text("l").await?;
    tab.until("document.activeElement.value === 'wall'").await;
    Ok(())
}

pub async fn down_waits_for_the_answer_to_all_that_was_typed(tab: &Tab) -> Outcome {
    tab.go("search/").await?;
    tab.until(SETTLED).await;
    // All at once: what is listed until then gives way to the answer.
    tab.run(
        "const input = document.querySelector('#PB-query');
        input.value = 'brewer';
        input.dispatchEvent(new Event('input', { bubbles: true }));
        input.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));",
    )
    .await?;
    tab.until("document.activeElement?.pathname?.endsWith('/cap-theorem/')")
        .await;
    tab.until(SETTLED).await;
    assert_eq!(
        tab.read("document.activeElement === document.querySelector('.result')")
            .await?,
        json!(true)
    );
    Ok(())
}

pub async fn an_address_with_filters_can_be_shared_and_changed(tab: &Tab) -> Outcome {
    tab.go("search/?q=queue&topic=messaging&level=easy&level=medium")
        .await?;
    tab.until(SETTLED).await;
    let levels = "[...document.querySelectorAll('#PB-results .level')].map((level) => level.textContent.trim().slice(-6))";
    let levels = tab.read(levels).await?;
    assert!(
        levels.as_array().is_some_and(|levels| !levels.is_empty()),
        "{levels}"
    );
    assert!(!levels.to_string().contains("Hard"), "{levels}");
    let pressed = "[...document.querySelectorAll('.chip[aria-pressed=true]')].map((chip) => chip.dataset.choice)";
    assert_eq!(
        tab.read(pressed).await?,
        json!(["level:easy", "level:medium", "topic:messaging"])
    );
    // A chip is a key away, keeps the focus, and stands in the address.
    tab.run("document.querySelector('[data-choice=\"level:easy\"]').focus()")
        .await?;
    tab.press(&[Key::Enter.into()]).await?;
    tab.until(&format!(
        "{SETTLED} && document.activeElement?.getAttribute('aria-pressed') === 'false'"
    ))
    .await;
    assert_eq!(
        tab.read("location.search").await?,
        json!("?q=queue&topic=messaging&level=medium")
    );
    tab.reload().await?;
    tab.until(SETTLED).await;
    assert_eq!(
        tab.read(pressed).await?,
        json!(["level:medium", "topic:messaging"])
    );
    // A filter that was typed is taken back like any other.
    tab.go("search/?q=level%3Ahard+queue").await?;
    tab.until(SETTLED).await;
    assert_eq!(tab.read(pressed).await?, json!(["level:hard"]));
    tab.click(".chip[aria-pressed=true]").await?;
    tab.until("document.querySelectorAll('.chip[aria-pressed=true]').length === 0")
        .await;
    tab.until("document.querySelector('#PB-query').value === 'queue'")
        .await;
    Ok(())
}

pub async fn without_a_query_there_is_something_to_open(tab: &Tab) -> Outcome {
    tab.go("search/").await?;
    tab.run("localStorage.clear()").await?;
    tab.reload().await?;
    tab.until(&format!("{SETTLED} && {SLUGS}.length > 2")).await;
    tab.type_text("pacelc").await?;
    tab.until(&format!("{SETTLED} && {SLUGS}[0] === 'pacelc'"))
        .await;
    tab.press(&[Key::Enter.into()]).await?;
    tab.until("document.body.className === 'page-question'")
        .await;
    tab.go("search/").await?;
    tab.until(&format!("{SETTLED} && {SLUGS}[0] === 'pacelc'"))
        .await;
    assert_eq!(
        tab.read("document.querySelector('#PB-results .result-meta').textContent")
            .await?,
        json!("Opened before")
    );
    // Foreign things in the storage do no harm.
    for foreign in [r#"[null, {"slug": 5}]"#, "7", "{", r#"{"filter": 1}"#] {
        tab.run(&format!(
            "localStorage.setItem(Object.keys(localStorage).find((key) => key.startsWith('prepbook.recent ')), {})",
            json!(foreign)
        ))
        .await?;
        tab.reload().await?;
        tab.until(&format!("{SETTLED} && {SLUGS}.length > 2")).await;
    }
    tab.run("localStorage.clear()").await?;
    Ok(())
}

pub async fn filters_and_what_enter_opens_can_be_seen(tab: &Tab) -> Outcome {
    tab.go("search/").await?;
    tab.until(&format!("{SETTLED} && {SLUGS}.length > 2")).await;
    let chips = "[...document.querySelectorAll('.choices')].map((group) => group.getAttribute('aria-label'))";
    assert_eq!(tab.read(chips).await?, json!(["Level", "Topic"]));
    assert_eq!(
        tab.read("document.querySelectorAll('.result-enter').length")
            .await?,
        json!(0)
    );
    tab.type_text("“write ahead” log").await?;
    tab.until(&format!(
        "{SETTLED} && {STATUS}.includes('only those with all words of “write ahead”')"
    ))
    .await;
    let marked = "[...document.querySelectorAll('.result-enter')].map((hint) => [hint.checkVisibility(), hint.parentElement === document.querySelector('.result')])";
    assert_eq!(tab.read(marked).await?, json!([[true, true]]));
    // An input method that ends opens nothing.
    let ended = "document.querySelector('#PB-query').dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))";
    assert_eq!(tab.read(ended).await?, json!(true), "the key is not taken");
    tab.press(&[Key::Down.into()]).await?;
    tab.until("document.activeElement === document.querySelector('.result')")
        .await;
    assert_eq!(tab.read(marked).await?, json!([[false, true]]));
    tab.click(".choices[aria-label=Level] .chip").await?;
    tab.until("location.search.includes('level=')").await;
    Ok(())
}

pub async fn suggestions_vary(tab: &Tab) -> Outcome {
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..30 {
        tab.go("search/").await?;
        tab.run("localStorage.clear()").await?;
        tab.until(&format!("{SETTLED} && {SLUGS}.length === 6"))
            .await;
        seen.insert(tab.read(SLUGS).await?.to_string());
        if seen.len() > 1 {
            return Ok(());
        }
    }
    panic!("always {seen:?}");
}

pub async fn more_results_come_with_the_arrow_keys(tab: &Tab) -> Outcome {
    tab.go("search/?q=database").await?;
    tab.until(SETTLED).await;
    let shown = tab.read(&format!("{SLUGS}.length")).await?;
    tab.run("[...document.querySelectorAll('#PB-results a')].at(-1).focus()")
        .await?;
    tab.press(&[Key::Down.into()]).await?;
    tab.until(&format!("{SETTLED} && {SLUGS}.length > {shown}"))
        .await;
    tab.until(&format!(
        "[...document.querySelectorAll('#PB-results a')].indexOf(document.activeElement) === {shown}"
    ))
    .await;
    Ok(())
}

/// Whether requests can be made.
const OFFLINE: &str =
    "window.online = fetch; window.fetch = () => Promise.reject(new TypeError('offline'));";

pub async fn a_new_query_needs_no_network_for_what_is_here(tab: &Tab) -> Outcome {
    tab.go("search/?q=eventual+consistency").await?;
    tab.until(SETTLED).await;
    tab.run(OFFLINE).await?;
    tab.run("document.querySelector('#PB-query').select()")
        .await?;
    tab.type_text("consistent eventual").await?;
    tab.until(&format!(
        "{SETTLED} && {SLUGS}[0] === 'eventual-consistency'"
    ))
    .await;
    Ok(())
}

pub async fn a_failed_request_is_told_and_tried_again(tab: &Tab) -> Outcome {
    tab.go("search/").await?;
    tab.until(SETTLED).await;
    tab.run(OFFLINE).await?;
    tab.type_text("raft elect").await?;
    tab.until(&format!(
        "{SETTLED} && {STATUS}.includes('could not be loaded')"
    ))
    .await;
    tab.run("window.fetch = window.online").await?;
    tab.type_text(" ").await?;
    tab.until(&format!("{SETTLED} && {SLUGS}[0] === 'raft-consensus'"))
        .await;
    Ok(())
}

pub async fn a_site_published_anew_is_noticed(tab: &Tab) -> Outcome {
    tab.go("search/").await?;
    tab.until(SETTLED).await;
    // The index that the page has read is of a build that is gone.
    tab.run(
        "const online = fetch;
        window.renewed = 0;
        window.fetch = async (url, options) => {
            if (options.cache === 'reload') window.renewed += 1;
            if (window.renewed === 0) return new Response('', { status: 404 });
            return online(url, options);
        };",
    )
    .await?;
    tab.type_text("raft elect").await?;
    tab.until(&format!("{SETTLED} && {SLUGS}[0] === 'raft-consensus'"))
        .await;
    assert_eq!(tab.read("window.renewed").await?, json!(1));
    Ok(())
}

pub async fn a_huge_bank_is_searched_in_a_worker(tab: &Tab) -> Outcome {
    tab.go("questions/docker/").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    // The index says that there are very many questions; those that it has are where they were.
    tab.run(
        "const online = fetch;
        window.asked = [];
        window.fetch = async (url, options) => {
            window.asked.push(String(url));
            const response = await online(url, options);
            if (!String(url).endsWith('search/index.json')) return response;
            return new Response(JSON.stringify({ ...(await response.json()), documents: 100_000 }));
        };
        const Hired = window.Worker;
        window.workers = 0;
        window.Worker = class extends Hired { constructor(...how) { super(...how); window.workers += 1; } };",
    )
    .await?;
    tab.press(&['/']).await?;
    tab.until(SEARCH_IS_OPEN).await;
    tab.type_text("raft concensus").await?;
    tab.until(&format!("{SETTLED} && {SLUGS}[0] === 'raft-consensus'"))
        .await;
    assert_eq!(tab.read("window.workers").await?, json!(1));
    assert_eq!(
        tab.read("window.asked.filter((url) => url.includes('search/')).length")
            .await?,
        json!(1),
        "the page fetches the index, and the worker the rest"
    );
    Ok(())
}
