//! A bank in three languages: the ways between them, and one progress for all.

use std::path::Path;

use fantoccini::error::CmdError;
use prepbook::words::{Formats, Wordbook};
use serde_json::json;
use tempfile::TempDir;

use crate::server::BASE_PATH;
use crate::tab::Tab;

type Outcome = Result<(), CmdError>;

/// The bank of the golden site, where a build may leave something beside it.
pub fn bank() -> TempDir {
    let folder = TempDir::new().unwrap();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/languages/bank");
    for entry in walkdir::WalkDir::new(&golden).min_depth(1) {
        let entry = entry.unwrap();
        let target = folder
            .path()
            .join(entry.path().strip_prefix(&golden).unwrap());
        match entry.file_type().is_dir() {
            true => std::fs::create_dir(&target).unwrap(),
            false => drop(std::fs::copy(entry.path(), &target).unwrap()),
        }
    }
    folder
}

/// Takes the way to another language.
async fn switch(tab: &Tab, language: &str) -> Outcome {
    tab.click(".languages summary").await?;
    tab.click(&format!(".languages a[hreflang={language}]"))
        .await?;
    tab.until(&format!("document.documentElement.lang === '{language}'"))
        .await;
    Ok(())
}

async fn is_at(tab: &Tab, path: &str) -> Outcome {
    let here = tab.read("location.pathname + location.search").await?;
    assert_eq!(here, json!(format!("{BASE_PATH}{path}")));
    Ok(())
}

pub async fn a_card_that_was_learned_in_one_language_is_learned_in_all(tab: &Tab) -> Outcome {
    tab.before_pages(crate::everywhere::MOVABLE).await?;
    tab.go("questions/acid/").await?;
    tab.click("[data-grade-bar] [data-grade='4']").await?;
    const KNOWN: &str = "document.querySelector('[data-margin-study] .standing-known')";
    tab.until(KNOWN).await;
    switch(tab, "de").await?;
    is_at(tab, "de/questions/acid/").await?;
    let title = "document.querySelector('h1').textContent";
    assert_eq!(tab.read(title).await?, json!("Was bedeutet ACID?"));
    tab.until(KNOWN).await;
    tab.go("de/topics/databases/").await?;
    tab.until("document.querySelector('[data-card=acid] .standing-known')")
        .await;
    tab.until("!document.querySelector('.study-topic .learned').hidden")
        .await;
    let databases = "indexedDB.databases().then((all) => all.map(({ name }) => name))";
    assert_eq!(
        tab.read(databases).await?,
        json!([format!("prepbook{BASE_PATH}")])
    );
    // When it is due again, it is asked in the language of the page; a key has its number in all of them.
    crate::everywhere::later(tab, 30).await?;
    tab.go("de/study/?topic=databases").await?;
    const ASKED: &str = "document.querySelector('.study-question')?.textContent";
    tab.until(&format!("{ASKED} === 'Was bedeutet ACID?'"))
        .await;
    tab.press(&[' ']).await?;
    tab.press(&['3']).await?;
    tab.until(&format!("{ASKED} !== 'Was bedeutet ACID?'"))
        .await;
    tab.go("ar/questions/acid/").await?;
    tab.until(KNOWN).await;
    Ok(())
}

pub async fn the_switch_keeps_the_place_with_and_without_javascript(tab: &Tab) -> Outcome {
    tab.go("topics/queues/").await?;
    switch(tab, "ar").await?;
    is_at(tab, "ar/topics/queues/").await?;
    let dir = tab.read("document.documentElement.dir").await?;
    assert_eq!(dir, json!("rtl"));
    switch(tab, "en").await?;
    is_at(tab, "topics/queues/").await?;
    tab.go("search/?q=acid").await?;
    switch(tab, "de").await?;
    is_at(tab, "de/search/?q=acid").await?;
    // It can be hit with a finger, at any width.
    for width in [360, 1280] {
        tab.resize(width, 780).await?;
        let least = "(() => { const list = document.querySelector('.languages'); list.open = true;
            return Math.min(...[...list.querySelectorAll('summary, a')].map((part) => {
                const { width, height } = part.getBoundingClientRect();
                return Math.min(width, height);
            })) })()";
        let least = tab.read(least).await?.as_f64().unwrap_or_default();
        assert!(least >= 44.0, "{least} at {width}");
        let sideways = "document.documentElement.scrollWidth > innerWidth";
        assert_eq!(tab.read(sideways).await?, json!(false), "at {width}");
    }
    tab.without_scripts().await?;
    tab.go("questions/acid/").await?;
    tab.click(".languages summary").await?;
    tab.click(".languages a[hreflang=de]").await?;
    assert_eq!(tab.text("h1").await?, "Was bedeutet ACID?");
    Ok(())
}

pub async fn each_language_finds_its_own_words(tab: &Tab) -> Outcome {
    const FIRST: &str = "document.querySelector('.results .result-title')?.textContent";
    for (query, title) in [
        // A keyword of the translation, words of its answer, and one of the original, which stays.
        ("Transaktionsgarantien", "Was bedeutet ACID?"),
        ("vier Zusagen", "Was bedeutet ACID?"),
        ("isoliert", "Was bedeutet ACID?"),
    ] {
        tab.go(&format!("de/search/?q={}", query.replace(' ', "+")))
            .await?;
        tab.until(&format!("{FIRST} === '{title}'")).await;
    }
    // What is not translated is found in its own words, which say in which language they are.
    tab.go("de/search/?q=broker").await?;
    tab.until("document.querySelector('.results .result-title[lang=en]')?.textContent === 'What is a broker?'")
        .await;
    tab.go("search/?q=isoliert").await?;
    tab.until("document.querySelector('[data-search-page] .results').ariaBusy === 'false'")
        .await;
    assert_ne!(tab.read(FIRST).await?, json!("Was bedeutet ACID?"));
    Ok(())
}

pub async fn links_stay_in_the_language(tab: &Tab) -> Outcome {
    // From a translation to a question that has none, whose picture is there.
    tab.go("de/questions/acid/").await?;
    tab.click(".prose a[href*=broker]").await?;
    tab.until("document.querySelector('h1[lang=en]')").await;
    is_at(tab, "de/questions/broker/").await?;
    tab.until("document.querySelector('.prose img').naturalWidth > 0")
        .await;
    // From there, by the original's heading, to that of the translation.
    tab.click(".prose a[href*=acid]").await?;
    tab.until("document.querySelector('h1').textContent === 'Was bedeutet ACID?'")
        .await;
    assert_eq!(tab.read("location.hash").await?, json!("#im-detail"));
    assert_eq!(
        tab.read("document.getElementById('im-detail') !== null")
            .await?,
        json!(true)
    );
    // An old name leads to the question in the language of the page.
    tab.go("de/questions/message-broker/").await?;
    tab.until("document.querySelector('h1')?.textContent === 'What is a broker?'")
        .await;
    is_at(tab, "de/questions/broker/").await?;
    Ok(())
}

pub async fn a_page_at_a_missing_address_leads_home_in_each_language(tab: &Tab) -> Outcome {
    tab.go_astray("de/nothing/here/").await?;
    tab.click(".languages summary").await?;
    tab.click(".languages a[hreflang=de]").await?;
    tab.until("document.body.className === 'page-home' && document.documentElement.lang === 'de'")
        .await;
    is_at(tab, "de/").await
}

/// The build writes some numbers where the browser writes others: counts below a thousand, and how long grades put off.
pub async fn the_build_writes_numbers_as_the_browser_does(tab: &Tab) -> Outcome {
    tab.go("").await?;
    let tables = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/words");
    let own: Vec<String> = std::fs::read_dir(tables)
        .unwrap()
        .map(|table| {
            let table = table.unwrap().path();
            table.file_stem().unwrap().to_str().unwrap().to_owned()
        })
        .collect();
    for tag in &own {
        let words = Wordbook::default().words(tag);
        for (unit, display, name) in [
            ("minute", "short", "question.minutes"),
            ("day", "long", "question.days"),
        ] {
            for count in [1, 2, 6, 8, 10, 11, 25] {
                let browsers = tab
                    .read(&format!(
                        "new Intl.NumberFormat({}, {{ style: 'unit', unit: '{unit}', unitDisplay: '{display}' }}) \
                         .format({count}).replace('\u{a0}', ' ')",
                        json!(words.formats),
                    ))
                    .await?;
                assert_eq!(browsers, json!(words.count(name, count, &[])), "{tag}");
            }
        }
    }
    // Languages whose tables somebody may yet write, among them the three other common kinds of digits.
    let others = [
        "ar-EG", "bn", "fa", "he", "it", "ko", "mr", "pl", "th", "tr", "ur",
    ];
    for tag in own.into_iter().chain(others.map(str::to_owned)) {
        let digits: Vec<String> = (0..10)
            .map(|digit| Formats::of(&tag).number(digit))
            .collect();
        let differ = tab
            .read(&format!(
                "Array.from({{ length: 1000 }}, (_, count) => [new Intl.NumberFormat({}).format(count), \
                 [...String(count)].map((digit) => {}[digit]).join('')]).filter(([one, other]) => one !== other)",
                json!(tag),
                json!(digits),
            ))
            .await?;
        assert_eq!(differ, json!([]), "{tag}");
    }
    Ok(())
}
