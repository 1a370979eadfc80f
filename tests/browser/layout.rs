//! That no page scrolls sideways on a narrow screen, whatever an author writes: only code, tables, diagrams and formulas scroll,
//! inside themselves. And that pages of languages that are written from the right are laid out from there.

use std::fs;

use fantoccini::error::CmdError;
use serde_json::json;
use tempfile::TempDir;

use crate::tab::Tab;
use crate::{search, support};

type Outcome = Result<(), CmdError>;

const WORD: &str = "AbstractSingletonProxyFactoryBeanPostProcessorAdapterRegistry";
/// As long as a tag may be.
const TAG: &str = "abstractsingletonproxyfactorybeanpostpro";
const ADDRESS: &str = "https://example.org/a/very/long/path/without/any/place/to/break/index.html?with=parameters&and=more";

/// Everything wide that an author can write, in every place where something can be written.
pub fn bank(language: &str) -> TempDir {
    let formula = r"$a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} + a_{12} = \sum_{i=1}^{12} a_i$";
    let code = format!("`{WORD}.{WORD}()`");
    let question = format!(
        "---\ntitle: {WORD}\ndifficulty: hard\ntags: [{tag}, short]\nkeywords: [wide]\nsources:\n  - title: {ADDRESS}\n    url: {ADDRESS}\n  - title: {WORD}\n    url: {ADDRESS}\nrelated: [other]\n---\n\
         The short answer is {WORD}, or {code}, or {formula}, see <{ADDRESS}>[^1].\n\n\
         ## Key points\n\n- {WORD}\n- {ADDRESS}\n- {code}\n- {formula}\n- Several lines:\n\n  {WORD}\n\n\
         ## {WORD}\n\n### {code}\n\nText with {WORD} and {code} and {formula} and <{ADDRESS}>.\n\n\
         $$\n{wide}\n$$\n\n\
         ```js title=\"{WORD}/{WORD}.js\"\nconst {WORD} = \"{WORD}\"; // {WORD}\n```\n\n\
         | {WORD} | b | c | d | e | f |\n|---|---|---|---|---|---|\n| {code} | {WORD} | {formula} | d | e | {ADDRESS} |\n\n\
         1. One\n   - two {WORD}\n     - three {WORD}\n       - four {WORD}\n         - five {WORD}\n           - six {WORD}\n\n\
         > A quote of {WORD}\n>\n> > and a quote in it, of {WORD}, {code} and <{ADDRESS}>\n\n\
         {WORD}\n: {WORD} {code}\n\n\
         - [ ] {WORD}\n- [x] {code}\n\n\
         > [!WARNING]\n> {WORD} {formula}\n\n\
         <details><summary>{WORD}</summary>\n\n{WORD}\n\n</details>\n\n\
         ```pikchr title=\"{WORD}\"\nbox \"one\"; arrow; box \"two\"; arrow; box \"three\"; arrow; box \"four\"; arrow; box \"five\"\n```\n\n\
         [^1]: {WORD} {ADDRESS} {code} {formula}\n",
        tag = TAG,
        wide = formula.trim_matches('$').repeat(2),
    );
    let bank = support::bank(&[
        ("wide/first.md", &question),
        (
            "wide/other.md",
            &format!(
                "---\ntitle: What is {WORD} {WORD}, and {WORD}?\ndifficulty: easy\ntags: [{}]\n---\n{ADDRESS}\n",
                TAG
            ),
        ),
        (
            "wide/third.md",
            &format!("---\ntitle: {ADDRESS}\n---\n{WORD}\n\n## Key points\n\n- {WORD}\n"),
        ),
        (
            "wide/_topic.yaml",
            &format!("title: {WORD}\ndescription: {WORD} {ADDRESS}\n"),
        ),
    ]);
    let settings = format!(
        "title: {WORD}\ndescription: {WORD}\nlanguage: {language}\ncontent_license: {WORD}\n"
    );
    fs::write(bank.path().join("prepbook.yaml"), settings).unwrap();
    bank
}

/// What sticks out of the window, but for what lies in something that scrolls inside itself.
pub const STICKS_OUT: &str = "(() => {
    const scrolls = 'pre, .table, .diagram-view, .formula, math, .scroller, .search-choices';
    const width = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll('body, body *')].filter((element) => {
        if (element.closest('svg')?.matches('svg') && !element.matches('svg')) return false;
        if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: false })) return false;
        if (element.matches('.hidden, .skip') || element.parentElement?.closest(scrolls)) return false;
        const { left, right, width: own } = element.getBoundingClientRect();
        return own > 1 && (left < -0.5 || right > width + 0.5);
    });
    const told = out.slice(0, 5).map((element) => `${element.tagName}.${element.className?.baseVal ?? element.className} ${Math.round(element.getBoundingClientRect().left)}..${Math.round(element.getBoundingClientRect().right)} in ${element.parentElement?.outerHTML.slice(0, 200)}`);
    const wide = document.documentElement.scrollWidth > width ? [`the page: ${document.documentElement.scrollWidth}`] : [];
    return [...wide, ...told];
})()";

async fn assert_fits(tab: &Tab, where_: &str) -> Outcome {
    assert_eq!(tab.read(STICKS_OUT).await?, json!([]), "{where_}");
    Ok(())
}

const WIDTHS: [u32; 2] = [360, 320];

async fn walk_pages(tab: &Tab) -> Outcome {
    for width in WIDTHS {
        tab.resize(width, 780).await?;
        let pages = tab.pages();
        assert!(pages.len() > 12, "{pages:?}");
        for page in pages {
            tab.go(&page).await?;
            tab.until("document.readyState === 'complete'").await;
            assert_fits(tab, &format!("{page} at {width}")).await?;
        }
        tab.go_astray("no/such/page").await?;
        assert_fits(tab, &format!("404.html at {width}")).await?;
    }
    Ok(())
}

async fn walk_the_search(tab: &Tab) -> Outcome {
    for width in WIDTHS {
        tab.resize(width, 780).await?;
        tab.go("").await?;
        tab.run("[...document.querySelectorAll('[data-search]')].find((field) => field.checkVisibility()).click()")
        .await?;
        tab.until(search::SEARCH_IS_OPEN).await;
        tab.until("document.querySelector('.search-dialog .result')")
            .await;
        assert_fits(tab, &format!("the dialog's start at {width}")).await?;
        for query in ["wide", "nothinglikethisisthereanywhereatall", WORD] {
            tab.run("document.querySelector('.search-dialog input').value = ''")
                .await?;
            tab.type_text(query).await?;
            tab.until("document.querySelector('.search-dialog .results').getAttribute('aria-busy') === 'false'")
                .await;
            assert_fits(tab, &format!("`{query}` in the dialog at {width}")).await?;
        }
        tab.go(&format!("search/?q={WORD}")).await?;
        tab.until("document.querySelector('.result mark')").await;
        assert_fits(tab, &format!("the search's page at {width}")).await?;
    }
    Ok(())
}

/// At every width, one after the other: a screen is not left for it.
async fn assert_fits_everywhere(tab: &Tab, where_: &str) -> Outcome {
    for width in WIDTHS {
        tab.resize(width, 780).await?;
        assert_fits(tab, &format!("{where_} at {width}")).await?;
    }
    Ok(())
}

async fn walk_the_study_screens(tab: &Tab) -> Outcome {
    tab.resize(WIDTHS[0], 780).await?;
    tab.go("study/").await?;
    tab.until("document.querySelector('.start')").await;
    assert_fits_everywhere(tab, "study").await?;
    tab.click(".start").await?;
    tab.until("document.querySelector('.show')").await;
    assert_fits_everywhere(tab, "a card's question").await?;
    tab.click(".show").await?;
    tab.until("document.querySelector('.grades .grade')").await;
    assert_fits_everywhere(tab, "a card's answer").await?;
    tab.click(".grades .grade-4").await?;
    tab.until("document.querySelector('.show')").await;
    assert_fits_everywhere(tab, "the next card's question").await?;
    tab.go("mock/").await?;
    tab.until("document.querySelector('.set-up .start')").await;
    assert_fits_everywhere(tab, "the mock interview").await?;
    tab.go("progress/").await?;
    tab.until("document.querySelector('.progress .chart')")
        .await;
    assert_fits_everywhere(tab, "progress").await
}

pub async fn from_a_folder_on_disk_pages_say_what_does_not_work(tab: &Tab) -> Outcome {
    tab.visit(&tab.on_disk("index.html")).await?;
    let field = tab.text(".site-header .search-field").await?;
    assert_eq!(field.trim(), "Search: needs a web server");
    tab.click(".site-header .search-field").await?;
    tab.until("location.pathname.endsWith('/search/index.html')")
        .await;
    let said = tab.text("main").await?;
    assert!(
        said.contains("searching works only where a web server"),
        "{said}"
    );
    tab.click(".site-nav [href*='study/']").await?;
    tab.until("location.pathname.endsWith('/study/index.html')")
        .await;
    let said = tab.text("main").await?;
    assert!(
        said.contains("studying works only where a web server"),
        "{said}"
    );
    // Nothing shows that would do nothing, and reading goes on.
    tab.visit(&tab.on_disk("questions/write-ahead-log/index.html"))
        .await?;
    let dead = "[...document.querySelectorAll('.js, [data-theme-switch]')].filter((part) => part.checkVisibility()).length";
    assert_eq!(tab.read(dead).await?, json!(0));
    assert!(
        tab.text("main")
            .await?
            .contains("A file that is written first.")
    );
    // The browser says that it loads no modules from there.
    tab.forget_console().await?;
    tab.go("search/").await?;
    tab.until("document.querySelector('.search-form input')")
        .await;
    assert_eq!(
        tab.read("document.querySelector('.disk').checkVisibility()")
            .await?,
        json!(false)
    );
    Ok(())
}

pub async fn nothing_wide_scrolls_a_page_sideways(tab: &Tab) -> Outcome {
    walk_pages(tab).await
}

pub async fn nothing_wide_scrolls_the_search_sideways(tab: &Tab) -> Outcome {
    walk_the_search(tab).await
}

pub async fn nothing_wide_scrolls_a_study_screen_sideways(tab: &Tab) -> Outcome {
    walk_the_study_screens(tab).await
}

pub async fn pages_from_the_right_fit_as_well(tab: &Tab) -> Outcome {
    walk_pages(tab).await
}

pub async fn a_language_that_is_written_from_the_right_is_laid_out_from_there(
    tab: &Tab,
) -> Outcome {
    tab.resize(1280, 900).await?;
    tab.go("questions/first/").await?;
    let direction = |selector: &str| {
        format!("getComputedStyle(document.querySelector('{selector}')).direction")
    };
    for (selector, is) in [
        ("html", "rtl"),
        ("h1", "rtl"),
        ("pre", "ltr"),
        ("code", "ltr"),
        ("math", "ltr"),
        (".pik", "ltr"),
    ] {
        assert_eq!(
            tab.read(&direction(selector)).await?,
            json!(is),
            "{selector}"
        );
    }
    // The rule at the short answer, the contents and the wordmark have changed sides.
    let right_of_the_middle = "['.wordmark', '.short'].every((part) => document.querySelector(part).getBoundingClientRect().right > innerWidth / 2)
        && document.querySelector('.margin').getBoundingClientRect().right < innerWidth / 2
        && getComputedStyle(document.querySelector('.short')).borderRightWidth === '3px'";
    assert_eq!(tab.read(right_of_the_middle).await?, json!(true));
    Ok(())
}

/// As narrow as WebKit's window can be.
const NARROW: u32 = 450;

pub async fn formulas_are_whole_and_fit_a_narrow_window(tab: &Tab) -> Outcome {
    tab.resize(NARROW, 900).await?;
    tab.go("questions/first/").await?;
    tab.until(&format!("innerWidth === {NARROW}")).await;
    let broken = "[...document.querySelectorAll('math')].filter((formula) => formula.getClientRects().length !== 1).length";
    assert_eq!(tab.read(broken).await?, json!(0), "formulas over two lines");
    let fits = "document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(tab.read(fits).await?, json!(true), "no sideways scrolling");
    // That WebKit leaves out signs where a style names the font cannot be measured; but that a style names it can be.
    let named = "[...document.styleSheets].flatMap(({ cssRules }) => [...cssRules])
        .flatMap((rule) => [rule, ...(rule.cssRules ?? [])])
        .filter(({ selectorText, style }) => /\\bmath\\b/.test(selectorText ?? '') && (style.font || style.fontFamily)).length";
    assert_eq!(tab.read(named).await?, json!(0), "formulas have a font");
    Ok(())
}
