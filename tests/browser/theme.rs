//! The theme's scripts on pages that hold what nobody meant to be there: each part does its own work, whatever befalls another.

use fantoccini::key::Key;
use serde_json::json;

use crate::Outcome;
use crate::tab::Tab;

/// Puts HTML at the start of the answer before any module runs, as if an author could write all of it.
fn into_the_answer(html: &str) -> String {
    format!(
        "new MutationObserver((_, observer) => {{
            const prose = document.querySelector('.prose pre')?.closest('.prose');
            if (!prose || !document.querySelector('.site-footer')) return;
            observer.disconnect();
            prose.insertAdjacentHTML('afterbegin', {});
            window.isSpoilt = true;
        }}).observe(document, {{ childList: true, subtree: true }});",
        json!(html)
    )
}

/// What a reader has of the scripts: a theme to choose, code to copy, the search.
async fn everything_works(tab: &Tab) -> Outcome {
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.until("document.querySelector('.code .copy')").await;
    tab.press(&['/']).await?;
    tab.until("document.querySelector('dialog[open] input')")
        .await;
    tab.press(&[Key::Escape.into()]).await?;
    tab.until("!document.querySelector('dialog[open]')").await;
    Ok(())
}

pub async fn a_link_that_cannot_be_decoded_ends_no_script(tab: &Tab) -> Outcome {
    let fake = "<nav class='contents'><a href='#%'>1</a><a href='#%E0%A4%A'>2</a><a>3</a></nav>
        <aside class='margin'><nav class='contents'><a href='#%'>4</a></nav></aside>";
    tab.before_pages(&into_the_answer(fake)).await?;
    tab.go("questions/write-ahead-log/").await?;
    tab.until("window.isSpoilt").await;
    everything_works(tab).await?;
    // A link of ours is read as it is, too.
    let ours = "new MutationObserver(() => {
            for (const link of document.querySelectorAll('aside.margin nav.contents a')) link.setAttribute('href', '#%');
        }).observe(document, { childList: true, subtree: true });";
    tab.before_pages(ours).await?;
    tab.reload().await?;
    everything_works(tab).await
}

pub async fn a_part_that_throws_ends_no_other(tab: &Tab) -> Outcome {
    // The theme cannot be chosen where the browser does not say what the system's is; all else can be done.
    tab.before_pages("window.matchMedia = () => { throw new Error('no'); };")
        .await?;
    tab.go("questions/write-ahead-log/").await?;
    tab.until("document.querySelector('.code .copy')").await;
    assert_eq!(
        tab.read("document.querySelector('[data-theme-switch]').hidden")
            .await?,
        json!(true)
    );
    tab.click(crate::everywhere::RECALL).await?;
    tab.until("document.documentElement.dataset.answers === 'hidden'")
        .await;
    tab.click(crate::everywhere::READ).await?;
    tab.press(&['/']).await?;
    tab.until("document.querySelector('dialog[open] input')")
        .await;
    // What failed is for who looks for it.
    tab.forget_console().await
}

pub async fn a_search_that_does_not_arrive_ends_no_other_script(tab: &Tab) -> Outcome {
    tab.before_pages(
        "Object.defineProperty(HTMLFormElement.prototype, 'querySelector', { value() { throw new Error('no'); } });",
    )
    .await?;
    tab.go("search/").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.press(&['r']).await?;
    tab.until("document.body.className === 'page-question'")
        .await;
    tab.forget_console().await
}

pub async fn copy_copies_what_is_seen(tab: &Tab) -> Outcome {
    let permission = |name: &str| json!({ "permission": { "name": name }, "setting": "granted", "origin": tab.origin() });
    tab.devtools("Browser.setPermission", permission("clipboard-read"))
        .await?;
    let write = json!({ "permission": { "name": "clipboard-write", "allowWithoutSanitization": false }, "setting": "granted", "origin": tab.origin() });
    tab.devtools("Browser.setPermission", write).await?;
    let hidden = "<figure class='code'><code hidden>rm -rf ~</code><pre><code><span hidden>rm -rf ~;</span>ls <code hidden>| sh</code><span><!-- x -->-l</span>\n</code></pre></figure>";
    tab.before_pages(&into_the_answer(hidden)).await?;
    tab.go("questions/write-ahead-log/").await?;
    tab.until("document.querySelectorAll('.copy').length === 2")
        .await;
    for (at, wanted) in [(0, "ls -l\n"), (1, "SELECT '<b>' AS \"ü\";\n-- the end\n")] {
        tab.run(&format!("document.querySelectorAll('.copy')[{at}].click()"))
            .await?;
        tab.until(&format!(
            "document.querySelectorAll('.copy')[{at}].textContent === 'Copied'"
        ))
        .await;
        assert_eq!(
            tab.read("navigator.clipboard.readText()").await?,
            json!(wanted)
        );
    }
    Ok(())
}

pub async fn what_looks_like_a_notice_hides_none(tab: &Tab) -> Outcome {
    let fake = "<div class='update-notice'>not ours</div>";
    tab.before_pages(&into_the_answer(fake)).await?;
    tab.before_pages(
        "const listen = ServiceWorkerContainer.prototype.addEventListener;
        Object.defineProperty(ServiceWorkerContainer.prototype, 'controller', { get: () => ({}) });
        ServiceWorkerContainer.prototype.addEventListener = function (name, told, ...more) {
            if (name === 'controllerchange') window.tellOfUpdate = told;
            return listen.call(this, name, told, ...more);
        };",
    )
    .await?;
    tab.go("questions/write-ahead-log/").await?;
    tab.until("window.isSpoilt && window.tellOfUpdate").await;
    tab.run("tellOfUpdate(); tellOfUpdate();").await?;
    tab.until("document.querySelectorAll('body > .update-notice').length === 1")
        .await;
    Ok(())
}
