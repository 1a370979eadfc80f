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
