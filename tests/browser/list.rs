//! Lists of questions: found in, narrowed, put in another order, and studied.

use std::fs;

use fantoccini::key::Key;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Outcome;
use crate::study::{CARD, until_state};
use crate::tab::Tab;

/// The questions that are seen, in their order.
const SHOWN: &str = "[...document.querySelectorAll('.item')].filter((item) => item.checkVisibility()).map((item) => item.dataset.card)";

/// Chooses one of a list to choose from.
fn choose(name: &str, value: &str) -> String {
    format!(
        "const list = document.querySelector('[name={name}]');
        list.value = '{value}';
        list.dispatchEvent(new Event('input', {{ bubbles: true }}));"
    )
}

pub async fn a_list_is_narrowed_sorted_and_studied(tab: &Tab) -> Outcome {
    tab.go("questions/").await?;
    let all = tab.read(SHOWN).await?;
    // Who touches nothing loads nothing.
    assert!(
        !tab.requests()
            .iter()
            .any(|request| request.path.ends_with("js/list.js"))
    );
    tab.click(".list-find").await?;
    tab.type_text("ACÍD four").await?;
    tab.until(&format!("({SHOWN}).join() === 'acid'")).await;
    assert_eq!(
        tab.text(".list-said").await?,
        "1 of 7 shown. Study this one Show all"
    );
    // A link to it shows the same.
    let address = tab.read("location.search").await?;
    tab.go(&format!(
        "questions/{}",
        address.as_str().unwrap_or_default()
    ))
    .await?;
    tab.until(&format!("({SHOWN}).join() === 'acid'")).await;
    tab.click(".list-said button").await?;
    tab.until("document.querySelector('.list-said').textContent === ''")
        .await;
    assert_eq!(tab.read(SHOWN).await?, all);
    assert_eq!(tab.read("location.search").await?, json!(""));

    // In another order, and back in its own.
    tab.run(&choose("sort", "level")).await?;
    tab.until("location.search === '?sort=level'").await;
    let levels = "[...document.querySelectorAll('.item')].filter((item) => item.checkVisibility()).map((item) => ['easy', 'medium', 'hard'].findIndex((level) => item.querySelector(`.level-${level}`)))";
    tab.until(&format!("(({levels}).join() === ({levels}).sort().join())"))
        .await;
    tab.run(&choose("sort", "")).await?;
    tab.until("location.search === ''").await;
    assert_eq!(tab.read(SHOWN).await?, all);

    // Of one level; and nothing at all.
    tab.click(".filter:not(.modes) label:last-of-type").await?;
    tab.until("location.search === '?level=hard'").await;
    assert_eq!(
        tab.read("[...document.querySelectorAll('.item')].filter((item) => item.checkVisibility()).every((item) => item.querySelector('.level-hard'))").await?,
        json!(true)
    );
    let study = format!(
        "document.querySelector('.list-said a').getAttribute('href') === '../study/#cards=' + ({SHOWN}).join()"
    );
    assert_eq!(tab.read(&study).await?, json!(true));
    tab.click(".list-find").await?;
    tab.type_text("nothing of the kind").await?;
    tab.until("document.querySelector('.list-said').textContent === 'No question fits. Show all'")
        .await;
    assert_eq!(tab.read(SHOWN).await?, json!([]));

    // How questions stand is asked of who studies.
    assert_eq!(
        tab.read("document.querySelector('[name=state]').checkVisibility()")
            .await?,
        json!(false)
    );
    tab.go("questions/acid/").await?;
    tab.click("[data-grade='1']").await?;
    tab.until("document.querySelector('.grade-said').textContent !== ''")
        .await;
    tab.go("questions/?state=learning").await?;
    tab.until(&format!("({SHOWN}).join() === 'acid'")).await;
    assert_eq!(
        tab.read("document.querySelector('[name=state]').checkVisibility()")
            .await?,
        json!(true)
    );
    tab.run(&choose("state", "")).await?;
    tab.run(&choose("sort", "weakest")).await?;
    tab.until(&format!(
        "({SHOWN}).length === 7 && ({SHOWN})[0] === 'acid'"
    ))
    .await;
    // What is left is studied.
    tab.run(&choose("state", "learning")).await?;
    tab.until(&format!("({SHOWN}).join() === 'acid'")).await;
    tab.click(".list-said a").await?;
    until_state(tab, "question").await;
    assert_eq!(tab.read(CARD).await?, json!("acid"));
    Ok(())
}

/// The results of the search page, once they are all there.
const FOUND: &str = "document.querySelector('#PB-results').getAttribute('aria-busy') === 'false' && [...document.querySelectorAll('#PB-results .result')].map((link) => link.dataset.slug)";

pub async fn what_is_searched_is_a_list_like_others(tab: &Tab) -> Outcome {
    // All of the bank, in an order that an address names.
    tab.go("search/?sort=level").await?;
    let levels = "[...document.querySelectorAll('#PB-results .result')].map((item) => ['easy', 'medium', 'hard'].findIndex((level) => item.querySelector(`.level-${level}`)))";
    tab.until(&format!("({FOUND}).length === 7")).await;
    let in_order = tab.read(levels).await?;
    let order = in_order.as_array().expect("a list").iter();
    assert!(order.map(|level| level.as_i64()).is_sorted(), "{in_order}");
    let study = "document.querySelector('.search-form .list-said a')";
    let is_offered = format!(
        "{study}?.textContent === (({FOUND}).length === 1 ? 'Study this one' : `Study these ${{({FOUND}).length}}`) && {study}.getAttribute('href') === `../study/#cards=${{({FOUND}).join()}}`"
    );
    tab.until(&is_offered).await;
    tab.run(&choose("sort", "taught")).await?;
    tab.until("location.search === '?sort=taught'").await;
    let cards = tab
        .read("fetch('../study/index.json').then((file) => file.json()).then(({ topics }) => topics.flatMap(({ decks }) => decks.flatMap(({ cards }) => cards.map(([id]) => id))))")
        .await?;
    tab.until(&format!("({FOUND}).join() === '{}'", joined(&cards)))
        .await;
    tab.click(".chip[data-choice='level:hard']").await?;
    tab.until(&format!("({FOUND}).length < 7 && {is_offered}"))
        .await;
    tab.go("search/?q=acid").await?;
    tab.until(&format!("({FOUND})[0] === 'acid' && {is_offered}"))
        .await;
    // Nothing asks for what is only suggested, and nothing is studied of it.
    tab.go("search/?q=zzyzx").await?;
    tab.until(&format!("({FOUND}).length > 0 && {study} === null"))
        .await;
    tab.click("#PB-query").await?;
    tab.press(&[Key::Enter.into()]).await?;
    assert_eq!(
        tab.read("document.querySelector('.result-enter')").await?,
        json!(null)
    );
    assert_eq!(
        tab.read("location.search").await?,
        json!("?q=zzyzx"),
        "what is suggested is not opened by Enter"
    );
    // Who was sent an address sees what it chooses, and can let go of it.
    tab.go("search/?state=known").await?;
    tab.until("document.querySelector('.search-status').textContent === 'No question fits.'")
        .await;
    assert_eq!(tab.read(&format!("({FOUND}).length")).await?, json!(0));
    tab.run(&choose("state", "")).await?;
    tab.until("location.search === ''").await;

    // How questions stand is asked of who studies.
    let states = "document.querySelector('[name=state]').checkVisibility()";
    tab.go("search/").await?;
    assert_eq!(tab.read(states).await?, json!(false));
    // WebKit's driver takes the address that the search writes for the end of what was opened next.
    tab.until(&format!("({FOUND}).length > 0")).await;
    tab.go("questions/acid/").await?;
    tab.click("[data-grade='1']").await?;
    tab.until("document.querySelector('.grade-said').textContent !== ''")
        .await;
    tab.go("search/?state=learning").await?;
    tab.until(&format!("({FOUND}).join() === 'acid'")).await;
    assert_eq!(tab.read(states).await?, json!(true));
    tab.until("document.querySelector('.result .standing-learning') !== null")
        .await;
    tab.run(&choose("sort", "weakest")).await?;
    tab.run(&choose("state", "")).await?;
    tab.until(&format!(
        "({FOUND}).length === 7 && ({FOUND})[0] === 'acid'"
    ))
    .await;
    tab.run(&choose("state", "new")).await?;
    tab.until(&format!(
        "({FOUND}).length === 6 && !({FOUND}).includes('acid')"
    ))
    .await;
    assert_eq!(
        tab.read("location.search").await?,
        json!("?state=new&sort=weakest")
    );
    // What is left is studied.
    tab.run(&choose("state", "learning")).await?;
    tab.until(&format!("({FOUND}).join() === 'acid'")).await;
    tab.click(".search-form .list-said a").await?;
    until_state(tab, "question").await;
    assert_eq!(tab.read(CARD).await?, json!("acid"));
    Ok(())
}

fn joined(list: &Value) -> String {
    let texts = list.as_array().into_iter().flatten();
    let texts: Vec<&str> = texts.filter_map(Value::as_str).collect();
    texts.join(",")
}

pub async fn a_list_of_many_pages_asks_the_search(tab: &Tab) -> Outcome {
    let bank = TempDir::new()?;
    fs::create_dir_all(bank.path().join("questions/more"))?;
    for number in 0..201 {
        let path = format!("questions/more/number-{number}.md");
        let level = ["easy", "medium", "hard"][number % 3];
        let checked = match number {
            7 => "reviewed: 2026-03-01\n",
            3 => "reviewed: 2026-02-01\n",
            _ => "",
        };
        let text = format!(
            "---\ntitle: What is number {number}?\ndifficulty: {level}\n{checked}---\nThe answer.\n"
        );
        fs::write(bank.path().join(path), text)?;
    }
    let site = bank.path().join("site");
    crate::build(bank.path(), &site).expect("the bank can be built");
    tab.deploy(&site);
    tab.go("questions/").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    // To look through the choices leads nowhere yet.
    tab.run(
        "const list = document.querySelector('[name=sort]');
        list.value = 'level';
        list.dispatchEvent(new Event('change', { bubbles: true }));",
    )
    .await?;
    assert_eq!(
        tab.read("location.pathname.endsWith('/questions/')")
            .await?,
        json!(true)
    );
    tab.click(".list-tools [type=submit]").await?;
    tab.until("location.pathname.endsWith('/search/')").await;
    tab.until(&format!("({FOUND}).length === 10")).await;
    tab.until("[...document.querySelectorAll('.result')].every((item) => item.querySelector('.level-easy'))")
        .await;
    assert_eq!(tab.text(".search-form .list-said").await?, "Study these 10");
    // In the orders of the list, which cost who does not ask for them nothing.
    let orders = "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/o/')).length";
    assert_eq!(tab.read(orders).await?, json!(0));
    tab.run(&choose("sort", "title")).await?;
    tab.until(&format!(
        "({FOUND}).join().startsWith('number-0,number-100,number-101,')"
    ))
    .await;
    tab.click(".more button").await?;
    tab.until(&format!("({FOUND}).length === 20")).await;
    assert_eq!(tab.read(orders).await?, json!(1));
    tab.run(&choose("sort", "checked")).await?;
    tab.until(&format!(
        "({FOUND}).slice(0, 2).join() === 'number-7,number-3'"
    ))
    .await;
    // An address of the list that chooses among its questions leads to the search that does, and back leads past it.
    tab.go("topics/more/").await?;
    tab.go("questions/?sort=checked&level=medium&find=number&state=nonsense&utm=1")
        .await?;
    tab.until("location.pathname.endsWith('/search/')").await;
    tab.until(&format!("({FOUND})[0] === 'number-7'")).await;
    assert_eq!(
        tab.read("location.search").await?,
        json!("?q=number&level=medium&sort=checked")
    );
    tab.back().await?;
    tab.until("location.pathname.endsWith('/topics/more/')")
        .await;
    tab.go("topics/more/?sort=title").await?;
    tab.until("location.pathname.endsWith('/search/')").await;
    tab.until(&format!("({FOUND})[0] === 'number-0'")).await;
    assert_eq!(
        tab.read("location.search").await?,
        json!("?topic=more&sort=title")
    );
    // What is narrowed stays in the order of the list.
    tab.go("questions/?level=medium").await?;
    tab.until("location.pathname.endsWith('/search/')").await;
    tab.until(&format!("({FOUND}).length === 10")).await;
    assert_eq!(
        tab.read("location.search").await?,
        json!("?level=medium&sort=title")
    );
    // One that says nothing of the kind stays, and so does one that says what the list is.
    for same in [
        "questions/?utm=1&level=",
        "questions/?sort=title",
        "topics/more/?sort=taught",
    ] {
        tab.go(same).await?;
        tab.until("document.querySelector('form[data-started]')")
            .await;
        assert_eq!(tab.read(SHOWN_COUNT).await?, json!(200), "{same}");
    }
    // A switch sends nobody away.
    tab.run(
        "document.querySelector('form[data-started]').addEventListener('submit', () => (window.isSent = true));
        document.querySelector('.excerpts input').focus()",
    )
    .await?;
    tab.press(&[Key::Enter.into()]).await?;
    assert_eq!(tab.read("window.isSent ?? false").await?, json!(false));
    Ok(())
}

/// How many rows a page has.
const SHOWN_COUNT: &str = "document.querySelectorAll('.item').length";

pub async fn chosen_questions_stand_in_the_fragment(tab: &Tab) -> Outcome {
    const LEFT: &str = "document.querySelector('.sitting-count').textContent";
    tab.go("study/#cards=acid,dns").await?;
    until_state(tab, "question").await;
    // What was never seen is new, and not due.
    assert_eq!(tab.read(LEFT).await?, json!("2 new"));
    let card = tab.read(CARD).await?;
    tab.reload().await?;
    until_state(tab, "question").await;
    assert_eq!(tab.read(CARD).await?, card);
    // The way past the header takes nothing away.
    tab.run("document.querySelector('.skip').click()").await?;
    assert_eq!(
        tab.read("document.activeElement.id").await?,
        json!("PB-main")
    );
    assert_eq!(tab.read("location.hash").await?, json!("#cards=acid,dns"));
    // Nor does one in an answer that cannot be decoded, or that leads nowhere.
    for way in ["#100%", "#nowhere"] {
        tab.run(&format!(
            "const way = document.createElement('a'); way.href = '{way}'; document.querySelector('#PB-main').append(way); way.click()"
        ))
        .await?;
        assert_eq!(
            tab.read("location.hash").await?,
            json!("#cards=acid,dns"),
            "{way}"
        );
    }
    tab.press(&[' ']).await?;
    until_state(tab, "answer").await;
    tab.press(&['4']).await?;
    tab.until(&format!("{LEFT} === '1 new'")).await;
    // Other ones, without another page; and back.
    tab.run("window.isSame = true; location.hash = '#cards=acid,dns,tcp,tls'")
        .await?;
    tab.until(&format!("{LEFT} === '1 to repeat · 3 new'"))
        .await;
    tab.back().await?;
    tab.until(&format!("{LEFT} === '1 to repeat · 1 new'"))
        .await;
    tab.click(".end").await?;
    until_state(tab, "choosing").await;
    assert_eq!(tab.read("location.hash").await?, json!(""));
    tab.back().await?;
    until_state(tab, "question").await;
    assert_eq!(tab.read("window.isSame").await?, json!(true));
    assert!(
        tab.requests()
            .iter()
            .all(|request| !request.path.contains("cards=")),
        "no host sees them"
    );
    Ok(())
}

pub async fn results_are_rows_whose_first_words_come_on_demand(tab: &Tab) -> Outcome {
    tab.go("search/?q=log").await?;
    tab.until("document.querySelector('.result mark')").await;
    let excerpts = "[...document.querySelectorAll('.result-excerpt')].filter((part) => part.checkVisibility()).length";
    assert_eq!(tab.read(excerpts).await?, json!(0));
    assert_eq!(
        tab.read("document.querySelector('.result .minutes').textContent")
            .await?,
        json!("1 min")
    );
    tab.click(".excerpts").await?;
    tab.until(&format!("{excerpts} === ({FOUND}).length")).await;
    // The box is no field to search in, and what is found stays.
    tab.run("document.querySelector('.excerpts input').focus(); window.isSame = true")
        .await?;
    tab.press(&[Key::Enter.into()]).await?;
    assert_eq!(tab.read("location.search").await?, json!("?q=log"));
    assert_eq!(tab.read("window.isSame").await?, json!(true));
    // In a dialog nobody reads a list.
    tab.go("").await?;
    tab.press(&['/']).await?;
    tab.until(crate::search::SEARCH_IS_OPEN).await;
    tab.type_text("log").await?;
    tab.until(&format!("{excerpts} > 0")).await;
    Ok(())
}

pub async fn a_grade_in_another_tab_narrows_what_is_open(tab: &Tab) -> Outcome {
    let grade_there = async |card: &str| {
        tab.in_another_tab(async || {
            tab.go(&format!("questions/{card}/")).await?;
            tab.click("[data-grade='1']").await?;
            tab.until("document.querySelector('.grade-said').textContent !== ''")
                .await;
            Ok(())
        })
        .await
    };
    tab.go("questions/acid/").await?;
    tab.click("[data-grade='1']").await?;
    tab.until("document.querySelector('.grade-said').textContent !== ''")
        .await;
    tab.go("questions/?state=learning").await?;
    tab.until(&format!("({SHOWN}).join() === 'acid'")).await;
    grade_there("dns").await?;
    tab.until(&format!("({SHOWN}).join() === 'acid,dns'")).await;
    tab.go("search/?state=new&sort=taught").await?;
    tab.until(&format!("({FOUND}).length === 5")).await;
    tab.run("document.querySelectorAll('#PB-results .result')[1].focus()")
        .await?;
    let (gone, focused) = (
        tab.read(&format!("({FOUND})[0]")).await?,
        tab.read(&format!("({FOUND})[1]")).await?,
    );
    grade_there(gone.as_str().unwrap()).await?;
    tab.until(&format!(
        "({FOUND}).length === 4 && !({FOUND}).includes({gone})"
    ))
    .await;
    assert_eq!(
        tab.read("document.activeElement.dataset.slug").await?,
        focused,
        "who was on a question stays on it"
    );
    Ok(())
}

pub async fn what_waits_for_a_busy_store_says_so(tab: &Tab) -> Outcome {
    tab.before_pages(crate::study_leave::SILENT).await?;
    tab.go("questions/acid/").await?;
    tab.click("[data-grade='1']").await?;
    tab.until("document.querySelector('.grade-said').textContent !== ''")
        .await;
    for (list, said, found) in [
        ("questions/", ".list-said", SHOWN),
        ("search/", ".search-status", FOUND),
    ] {
        tab.run("sessionStorage.setItem('isSilent', 'yes')").await?;
        tab.go(&format!("{list}?state=learning")).await?;
        tab.until(&format!(
            "document.querySelector('{said}').textContent.includes('Another tab is busy')"
        ))
        .await;
        tab.run("answer()").await?;
        tab.until(&format!("({found}).join?.() === 'acid'")).await;
        assert!(!tab.text(said).await?.contains("Another tab"));
    }
    Ok(())
}

pub async fn what_does_not_arrive_is_told_and_the_rest_goes_on(tab: &Tab) -> Outcome {
    tab.before_pages("delete Navigator.prototype.serviceWorker")
        .await?;
    tab.go("study/").await?;
    tab.until("document.querySelector('.start')").await;
    tab.click(".goal .quiet").await?;
    tab.until("document.querySelector('.goal-form')").await;
    tab.click(".goal-form button[type=submit]").await?;
    tab.until("document.querySelector('.goal-buys')").await;
    let missing = json!({ "urls": ["*js/study/everywhere.js", "*js/study/with-goal.js"] });
    tab.devtools("Network.enable", json!({})).await?;
    tab.devtools("Network.setBlockedURLs", missing).await?;
    // How questions stand is not known: all of them stay.
    tab.go("questions/?state=due").await?;
    tab.until("document.querySelector('.list-said').textContent.startsWith('Are you offline?')")
        .await;
    tab.until(&format!("({SHOWN}).length === 7")).await;
    // There is a goal, and nothing that shows it: what is due is studied without.
    tab.go("study/").await?;
    tab.until("document.querySelector('.goal-part')?.textContent.startsWith('Are you offline?')")
        .await;
    tab.click(".today .start").await?;
    until_state(tab, "question").await;
    tab.forget_console().await?;
    Ok(())
}
