//! What a page says where something that it asks for does not arrive, or where nothing can be stored.

use serde_json::{Value, json};

use crate::Outcome;
use crate::study::{STATE, grade_by_key, store, until_state};
use crate::study_store::{DENIED, import};
use crate::tab::Tab;

const PAGE: &str = "questions/write-ahead-log/";

const NOT_LOADED: &str = "Not loaded. Are you offline? Try again";

/// Lets files of these names not arrive, also not out of a cache.
async fn withhold(tab: &Tab, names: &[&str]) -> Outcome {
    let urls: Vec<String> = names.iter().map(|name| format!("*{name}")).collect();
    tab.devtools("Network.enable", json!({})).await?;
    tab.devtools("Network.setBlockedURLs", json!({ "urls": urls }))
        .await
        .map(drop)
}

/// No worker hands out what does not arrive.
const WITHOUT_WORKER: &str = "delete Navigator.prototype.serviceWorker";

/// Waits until a place says that something is missing, with the way to ask again.
async fn until_told(tab: &Tab, place: &str) {
    tab.until(&format!(
        "[...document.querySelectorAll('{place} a')].some((link) => link.checkVisibility() && link.textContent === '{NOT_LOADED}')"
    ))
    .await;
}

/// Asks again, as the page offers.
async fn ask_again(tab: &Tab, place: &str) -> Outcome {
    withhold(tab, &[]).await?;
    tab.run("window.isOld = true").await?;
    tab.click(&format!("{place} a")).await?;
    tab.until("!window.isOld && document.readyState === 'complete'")
        .await;
    Ok(())
}

pub async fn a_key_whose_script_does_not_arrive_says_so(tab: &Tab) -> Outcome {
    tab.before_pages(WITHOUT_WORKER).await?;
    tab.go(PAGE).await?;
    withhold(tab, &["js/recall.js", "js/random.js"]).await?;
    tab.click(crate::everywhere::RECALL).await?;
    let mode = "document.documentElement.dataset.answers";
    tab.until(&format!("{mode} === 'hidden'")).await;
    tab.run("document.activeElement.blur()").await?;
    tab.press(&[' ']).await?;
    until_told(tab, "[popover]").await;
    ask_again(tab, "[popover]").await?;
    tab.press(&[' ']).await?;
    tab.until(&format!("{mode} === 'shown'")).await;
    withhold(tab, &["js/recall.js", "js/random.js"]).await?;
    tab.reload().await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.press(&['r']).await?;
    until_told(tab, "[popover]").await;
    // A link leads on without its script.
    tab.run("document.querySelector('.site-footer [data-random]').click()")
        .await?;
    tab.until("location.pathname.endsWith('/repo/questions/')")
        .await;
    tab.forget_console().await
}

pub async fn a_screen_whose_script_does_not_arrive_says_so(tab: &Tab) -> Outcome {
    tab.before_pages(WITHOUT_WORKER).await?;
    for (page, script, place, there) in [
        ("study/", "js/study/study.js", "[data-screen]", ".choosing"),
        ("mock/", "js/study/mock.js", "[data-screen]", ".set-up"),
        (
            "progress/",
            "js/study/progress.js",
            "[data-screen]",
            ".your-data",
        ),
        (
            "search/",
            "js/search/main.js",
            "[data-search-page]",
            "#PB-query",
        ),
        ("search/", "words.json", "[data-search-page]", "#PB-query"),
    ] {
        withhold(tab, &[script]).await?;
        tab.go(page).await?;
        until_told(tab, place).await;
        ask_again(tab, place).await?;
        tab.until(&format!(
            "document.querySelector('{there}')?.checkVisibility()"
        ))
        .await;
    }
    tab.forget_console().await
}

pub async fn a_list_whose_script_does_not_arrive_says_so(tab: &Tab) -> Outcome {
    tab.before_pages(WITHOUT_WORKER).await?;
    for missing in ["js/list.js", "words.json"] {
        withhold(tab, &[missing]).await?;
        tab.go("questions/").await?;
        tab.until("!document.querySelector('[data-theme-switch]').hidden")
            .await;
        tab.click(".list-find").await?;
        tab.type_text("ac").await?;
        until_told(tab, ".list-said").await;
        tab.go("questions/?find=acid").await?;
        until_told(tab, ".list-said").await;
        ask_again(tab, ".list-said").await?;
        tab.until("document.querySelector('.list-said').textContent.startsWith('1 of 7 shown')")
            .await;
    }
    tab.forget_console().await
}

pub async fn a_grade_that_nothing_can_keep_is_told_in_words(tab: &Tab) -> Outcome {
    tab.before_pages(DENIED).await?;
    // The store is open, in vain, long before the words are there.
    tab.before_pages(
        "const real = window.fetch;
        window.fetch = async (...given) => {
            if (String(given[0]).endsWith('words.json'))
                for (let frame = 0; frame < 20; frame += 1) await new Promise((done) => requestAnimationFrame(done));
            return real(...given);
        };",
    )
    .await?;
    tab.go("questions/acid/").await?;
    tab.click("[data-grade-bar] [data-grade='3']").await?;
    let said = "document.querySelector('.grade-said').textContent";
    tab.until(&format!("{said} !== ''")).await;
    let text = tab.read(said).await?;
    assert_eq!(
        text,
        json!(
            "Good · back in 10 minutes This browser does not let the site store anything. You can study, but nothing will be kept when you close the page."
        )
    );
    assert_eq!(tab.text("[data-undo]").await?, "Undo");
    Ok(())
}

pub async fn an_import_that_nothing_can_keep_says_so(tab: &Tab) -> Outcome {
    tab.before_pages(DENIED).await?;
    tab.go("progress/").await?;
    until_state(tab, "empty").await;
    let entry = crate::study_store::review("r1", "acid", 0, 3);
    let file = json!({ "format": "prepbook-study", "version": 1, "entries": [entry] });
    assert_eq!(
        import(tab, &file.to_string()).await?,
        "1 entry added. This browser does not let the site store anything. You can study, but nothing will be kept when you close the page."
    );
    assert_eq!(
        tab.read("document.querySelector('.your-data .outcome').dataset.kind")
            .await?,
        json!("refused")
    );
    Ok(())
}

pub async fn an_address_that_names_nothing_studies_nothing(tab: &Tab) -> Outcome {
    for query in ["topic=bogus", "level=Hard", "level=", "cards=", "topic=,"] {
        tab.go(&format!("study/?{query}")).await?;
        until_state(tab, "finished").await;
        let text = tab.text(".study-card").await?;
        assert!(
            text.contains("No question fits this choice."),
            "{query}: {text}"
        );
    }
    tab.go("mock/?seed=x&topics=gone").await?;
    until_state(tab, "set-up").await;
    assert_eq!(
        tab.text(".set-up .notice").await?,
        "The topics of this link are gone. Start with all of them, or choose below."
    );
    // Nothing was learned, so there is nothing to look at, and that is an end.
    tab.go("study/?look").await?;
    until_state(tab, "finished").await;
    assert_eq!(
        tab.text(".study-question").await?,
        "There is nothing to look at yet"
    );
    Ok(())
}

pub async fn a_setting_that_cannot_be_is_refused_aloud(tab: &Tab) -> Outcome {
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    tab.click(".study-settings summary").await?;
    let (field, said) = (
        "document.querySelector('#PB-newADay')",
        "document.querySelector('#PB-newADay-said').textContent",
    );
    let set = |value: &str| {
        format!(
            "const field = {field}; field.focus(); field.value = '{value}'; field.dispatchEvent(new Event('change'));"
        )
    };
    let kept = "(store) => store.settings.newADay";
    tab.run(&set("20")).await?;
    let allowed = tab.read(said).await?;
    assert_eq!(store(tab, kept).await, json!(20));
    for value in ["10000", "-5", "2.5", "1e9"] {
        tab.run(&set(value)).await?;
        tab.until(&format!("{said} === 'Only whole numbers from 0 to 9,999.'"))
            .await;
        assert_eq!(
            (
                tab.read(&format!("{field}.value")).await?,
                store(tab, kept).await
            ),
            (json!("20"), json!(20)),
            "{value}"
        );
    }
    tab.run(&set("30")).await?;
    tab.until(&format!("{said} === {allowed}")).await;
    assert_eq!(store(tab, kept).await, json!(30));
    Ok(())
}

pub async fn a_sitting_with_much_to_count_fits_a_narrow_screen(tab: &Tab) -> Outcome {
    tab.resize(320, 640).await?;
    tab.go("study/?all").await?;
    until_state(tab, "question").await;
    for count in ["2 zu wiederholen · 8 neu", "3 por repetir · 7 nuevas"] {
        tab.run(&format!(
            "document.querySelector('.sitting-count').textContent = '{count}'"
        ))
        .await?;
        let width = tab.read("document.scrollingElement.scrollWidth").await?;
        assert_eq!(width, json!(320), "{count}");
    }
    tab.resize(1280, 900).await?;
    grade_by_key(tab, '4').await?;
    assert_ne!(tab.read(STATE).await?, Value::Null);
    Ok(())
}

pub async fn letters_are_as_large_as_the_browser_is_set_to(tab: &Tab) -> Outcome {
    let size = "getComputedStyle(document.documentElement).fontSize";
    for (set, narrow, wide) in [(16, "17px", "18px"), (32, "34px", "36px")] {
        let sizes = json!({ "fontSizes": { "standard": set, "fixed": 13 } });
        tab.devtools("Page.setFontSizes", sizes).await?;
        tab.resize(390, 844).await?;
        tab.go(PAGE).await?;
        assert_eq!(tab.read(size).await?, json!(narrow), "{set}");
        tab.resize(1800, 900).await?;
        tab.go(PAGE).await?;
        assert_eq!(tab.read(size).await?, json!(wide), "{set}");
    }
    Ok(())
}
