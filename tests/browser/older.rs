//! What browsers lack: storage, a promise to keep it, `hidden="until-found"` (Safari before 26.2), `light-dark()` (before 2024).

use std::fs;

use fantoccini::error::CmdError;
use serde_json::json;
use tempfile::TempDir;
use walkdir::WalkDir;

use crate::everywhere::{READ, RECALL};
use crate::tab::Tab;

type Outcome = Result<(), CmdError>;

const PAGE: &str = "questions/write-ahead-log/";

/// Whether a page's screen is there, if it has one.
const IS_READY: &str = "(() => { const screen = document.querySelector('[data-screen]'); return !screen || !['loading', undefined].includes(screen.dataset.state); })()";

const STATUS: &str = "document.querySelector('.offline-status')?.textContent ?? ''";

/// What can be pressed to read offline.
const BUTTONS: &str = "[...document.querySelectorAll('.offline-panel button')].filter((button) => button.checkVisibility()).map((button) => button.textContent)";

pub async fn where_storage_is_blocked_the_offline_panel_says_so(tab: &Tab) -> Outcome {
    tab.before_pages("ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('denied', 'SecurityError'));")
        .await?;
    tab.go("progress/").await?;
    tab.until(&format!("({STATUS}).includes('blocks')")).await;
    assert_eq!(tab.read(BUTTONS).await?, json!([]));
    Ok(())
}

/// Firefox asks the reader, and need not be answered: there the core's test of the panel meets the same.
pub async fn nothing_waits_for_a_promise_to_keep_what_is_stored(tab: &Tab) -> Outcome {
    tab.before_pages("StorageManager.prototype.persist = () => { window.isAsked = true; return new Promise(() => {}); };")
        .await?;
    tab.go("progress/").await?;
    tab.until(&format!("({STATUS}).startsWith('Pages that you visit')"))
        .await;
    tab.click(".offline-panel .button").await?;
    tab.until(&format!("({STATUS}).startsWith('Everything is kept')"))
        .await;
    assert_eq!(tab.read("window.isAsked").await?, json!(true));
    Ok(())
}

pub async fn answers_hide_and_open_where_the_browsers_own_search_opens_nothing(
    tab: &Tab,
) -> Outcome {
    const SEEN: &str = "['.short', '.grade-bar', '#in-depth'].map((part) => document.querySelector(part).checkVisibility())";
    tab.before_pages("delete HTMLElement.prototype.onbeforematch")
        .await?;
    tab.go(PAGE).await?;
    tab.click(RECALL).await?;
    assert_eq!(tab.read(SEEN).await?, json!([false, false, false]));
    tab.run("document.querySelector('.question-head').insertAdjacentHTML('beforeend', '<a id=there href=#in-depth>There</a>')")
        .await?;
    // A link, as the contents have them, opens the answer, and does so again where the address has its name already.
    for _ in 0..2 {
        tab.click("#there").await?;
        tab.until(&format!("({SEEN}).every(Boolean)")).await;
        tab.click(READ).await?;
        tab.click(RECALL).await?;
        assert_eq!(tab.read(SEEN).await?, json!([false, false, false]));
    }
    Ok(())
}

pub async fn without_light_dark_there_is_a_light_theme(tab: &Tab) -> Outcome {
    let site = TempDir::new().expect("a temporary folder");
    let folder = site.path().join("site");
    crate::build(crate::little_bank().path(), &folder).expect("the bank can be built");
    for file in WalkDir::new(&folder) {
        let path = file.expect("the site can be read").into_path();
        if path.extension().is_some_and(|ending| ending == "css") {
            let style = fs::read_to_string(&path).expect("a stylesheet");
            fs::write(path, style.replace("light-dark(", "unheard-of(")).expect("a stylesheet");
        }
    }
    tab.deploy(&folder);
    tab.prefer("dark").await?;
    tab.go(PAGE).await?;
    let colours = "(part) => [getComputedStyle(document.querySelector(part)).backgroundColor, getComputedStyle(document.querySelector(part)).color]";
    let light = json!(["rgb(252, 251, 249)", "rgb(29, 27, 25)"]);
    assert_eq!(tab.read(&format!("({colours})('html')")).await?, light);
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.press(&['/']).await?;
    tab.until(crate::search::SEARCH_IS_OPEN).await;
    assert_eq!(
        tab.read(&format!("({colours})('.search-dialog')")).await?,
        light
    );
    Ok(())
}

pub async fn progress_is_printed_without_what_is_pressed(tab: &Tab) -> Outcome {
    tab.go("progress/").await?;
    tab.until(STATUS).await;
    tab.print(true).await?;
    tab.until("!document.querySelector('[data-offline]').checkVisibility() && !document.querySelector('.your-data').checkVisibility()")
        .await;
    tab.print(false).await
}

/// A phone's Safari enlarges the page when a field has the focus whose letters are smaller.
pub async fn fields_have_letters_of_16_px_on_a_phone(tab: &Tab) -> Outcome {
    tab.resize(390, 844).await?;
    let mut fields = 0;
    for page in ["study/", "mock/", "progress/", "search/", PAGE] {
        tab.go(page).await?;
        tab.until(IS_READY).await;
        let open = "document.querySelectorAll('details').forEach((part) => (part.open = true)); document.querySelector('.goal > button')?.click();";
        tab.run(open).await?;
        let sizes = "[...document.querySelectorAll('input:not([type=checkbox], [type=radio], [type=file]), select, textarea')]
            .map((field) => [field.outerHTML, parseFloat(getComputedStyle(field).fontSize)])";
        fields += tab.read(sizes).await?.as_array().map_or(0, Vec::len);
        let small = tab
            .read(&format!("({sizes}).filter(([, size]) => size < 16)"))
            .await?;
        assert_eq!(small, json!([]), "{page}");
    }
    assert!(fields > 8, "{fields}");
    Ok(())
}

/// WebKit draws a list to choose from in its own way, grey and higher than the fields beside it, unless it is told not to.
pub async fn lists_to_choose_from_look_like_fields(tab: &Tab) -> Outcome {
    let mut lists = 0;
    for page in ["study/", "mock/", "progress/"] {
        tab.go(page).await?;
        tab.until(IS_READY).await;
        tab.run("document.querySelectorAll('details').forEach((part) => (part.open = true)); document.querySelector('.goal > button')?.click();")
            .await?;
        let looks = "(list) => { const style = getComputedStyle(list); return [style.appearance, style.backgroundColor, style.borderRadius, style.fontSize]; }";
        let all =
            "[...document.querySelectorAll('select')].filter((list) => list.checkVisibility())";
        let there = tab.read(&format!("{all}.length")).await?;
        lists += there.as_u64().unwrap_or_default();
        let field = "'.fields input:not([type=checkbox], [type=radio], [type=file])'";
        let odd = tab
            .read(&format!(
                "(() => {{ const looks = {looks}; const field = [...document.querySelectorAll({field})].find((field) => field.checkVisibility());
                const odd = (list) => looks(list)[0] !== 'none' || (field && String(looks(list).slice(1)) !== String(looks(field).slice(1)))
                    || (field && Math.abs(list.offsetHeight - field.offsetHeight) > 1);
                return {all}.filter(odd).map((list) => [list.outerHTML.slice(0, 80), looks(list), list.offsetHeight, field && looks(field), field?.offsetHeight]); }})()"
            ))
            .await?;
        assert_eq!(odd, json!([]), "{page}");
    }
    assert!(lists > 3, "{lists}");
    Ok(())
}
