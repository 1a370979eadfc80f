//! Forty known ways to run a script, each in every field of a question, and none runs: on pages, in the search, in the preview's
//! overlay, in the feed.
//!
//! A payload that ran would set `pwned`, or open a dialog. One that the Content-Security-Policy stopped was let in all the same, so a
//! violation counts as much; and so does an attribute that waits for a click. The first test shows that all of that is seen.

use std::fs;
use std::path::Path;

use fantoccini::error::CmdError;
use prepbook::route::{is_web_url, percent_encode};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::study::until_state;
use crate::support;
use crate::support::preview::Server;
use crate::tab::Tab;

type Outcome = Result<(), CmdError>;

/// HTML, and after that Markdown and templates, which do nothing to a page of HTML.
const PAYLOADS: [&str; 46] = [
    "<script>pwned=0</script>",
    "\"><script>pwned=1</script>",
    "'><script>pwned=2</script>",
    "</title><script>pwned=3</script>",
    "</script><script>pwned=4</script>",
    "</textarea><script>pwned=5</script>",
    "--><script>pwned=6</script>",
    "]]><script>pwned=7</script>",
    "<script>alert(8)</script>",
    "<ScRiPt src=\"data:text/javascript,pwned=9\"></sCrIpT>",
    "<img src=x onerror=pwned=10>",
    "\"><img src=x onerror=pwned=11>",
    "<img src=\"x\"onerror=pwned=12>",
    "<svg onload=pwned=13>",
    "<svg/onload=pwned=14>",
    "<svg><script>pwned=15</script></svg>",
    "<svg><animate onbegin=pwned=16 attributeName=x dur=1s></svg>",
    "<svg></p><style><a id=\"</style><img src=x onerror=pwned=17>\">",
    "<math><a xlink:href=\"javascript:pwned=18\">x</a></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--><img src=x onerror=pwned=19>\">",
    "<body onload=pwned=20>",
    "<iframe srcdoc=\"<script>parent.pwned=21</script>\"></iframe>",
    "<iframe src=\"javascript:parent.pwned=22\"></iframe>",
    "<object data=\"javascript:pwned=23\"></object>",
    "<embed src=\"javascript:pwned=24\">",
    "<a href=\"javascript:pwned=25\">x</a>",
    "<a href=\"jAvAsCrIpT:pwned=26\">x</a>",
    "<a href=\"java&#9;script:pwned=27\">x</a>",
    "<a href=\"&#106;avascript&colon;pwned=28\">x</a>",
    "<a href=\"data:text/html,<script>pwned=29</script>\">x</a>",
    "<a href=\"\u{1}javascript:pwned=30\">x</a>",
    "<details open ontoggle=pwned=31><summary>x</summary></details>",
    "<input autofocus onfocus=pwned=32>",
    "<video><source onerror=pwned=33></video>",
    "<audio src=x onerror=pwned=34></audio>",
    "<form action=\"javascript:pwned=35\"><button>x</button></form>",
    "<button formaction=\"javascript:pwned=36\">x</button>",
    "<style onload=pwned=37>x{}</style>",
    "<link rel=stylesheet href=x onerror=pwned=38>",
    "<base href=\"https://evil.example/\">",
    "<noscript><p title=\"</noscript><img src=x onerror=pwned=40>\"></noscript>",
    "<xmp><p title=\"</xmp><img src=x onerror=pwned=41>\"></xmp>",
    "[x](javascript:pwned=42)",
    "<javascript:pwned=43>",
    "![x](<javascript:pwned=44> \"x\")",
    "{{ \"<script>pwned=45</script>\" | safe }}{% raw %}",
];

/// How many of them are HTML.
const HTML: usize = 42;

/// Stands before everything else on a page, and writes down what runs.
const WATCH: &str = "window.ran = [];
    for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => void ran.push(name);
    Object.defineProperty(window, 'pwned', { set: (value) => void ran.push(`pwned ${value}`) });
    document.addEventListener('securitypolicyviolation', (event) =>
        ran.push(`${event.violatedDirective} stops ${event.blockedURI} ${event.sample}`));";

/// What ran, what was stopped, and what waits for a click. Whatever listens for the mouse or the focus hears of it.
const FOUND: &str = "(() => {
    const elements = [...document.querySelectorAll('*')];
    const kinds = ['mouseover', 'mouseenter', 'focus', 'toggle', 'error', 'load', 'begin'];
    for (const element of elements)
        if (!element.closest('#PB-main form, dialog')) for (const kind of kinds) element.dispatchEvent(new Event(kind));
    const addresses = ['href', 'xlink:href', 'src', 'action', 'formaction', 'data', 'poster'];
    const isBad = ({ name, value }) =>
        name.startsWith('on') || name === 'srcdoc' ||
        (addresses.includes(name) && URL.canParse(value, document.baseURI) && !/^(https?|mailto):/.test(new URL(value, document.baseURI).protocol));
    const waiting = elements.flatMap((element) =>
        [...element.attributes].filter(isBad).map(({ name, value }) => `${element.localName} ${name}=${value}`));
    // The one style in a page is that of a missing page.
    const isOwn = ({ localName, textContent }) => localName === 'style' && textContent.startsWith('@layer alone{html{');
    const strange = elements.filter((element) => element.matches('base, iframe, object, embed, style, main script') && !isOwn(element));
    return [...(window.ran ?? ['nothing watches']), ...waiting, ...strange.map((element) => element.localName)];
})()";

/// Payload number `at`, in every field that takes a text. Its topic bears it as well.
fn question(at: usize) -> Vec<(String, String)> {
    let payload = PAYLOADS[at].replace('\u{1}', "");
    let yaml = |text: &str| json!(text).to_string();
    let url = Some(format!("https://example.org/?{payload}")).filter(|url| is_web_url(url));
    let url = url.unwrap_or_else(|| format!("https://example.org/?{}", percent_encode(&payload)));
    // What ends a field's own syntax is escaped, so that the rest of it arrives.
    let in_quotes = payload.replace('\\', "").replace('"', "\\\"");
    let in_cell = payload.replace('|', "\\|");
    let in_latex: String = payload
        .chars()
        .map(|char| {
            if "\\{}$%#&_^~".contains(char) {
                ' '
            } else {
                char
            }
        })
        .collect();
    let in_brackets = payload.replace(['[', ']', '\\'], " ");
    let info = payload.replace(['`', '{', '}', '"', ' ', '&'], "");
    let code_title = payload.replace(['`', '"'], "");
    let text = format!(
        "---\ntitle: {title}\ntags: [{tag}]\nkeywords: [{payload_yaml}]\nreviewed: 2026-11-21\nadded: 2026-11-20\n\
         sources:\n  - title: {payload_yaml}\n    url: {url}\n---\n\
         Inline {payload} text.[^a]\n\n\
         ## Key points\n\n- {payload}\n- Point.\n\n  {payload}\n\n\
         ## {payload}\n\n### Deeper {payload}\n\n\
         ```{info}\n{payload}\n```\n\n```rust title=\"{code_title}\"\n{payload}\n```\n\n\
         [link](https://example.org/ \"{in_quotes}\") [{in_brackets}](https://example.org/) ![{in_brackets}](dot.png \"{in_quotes}\")\n\n\
         [reference]: https://example.org/ \"{in_quotes}\"\n\nA [reference].\n\n\
         ## Table\n\n| {in_cell} | b |\n|---|---|\n| c | {in_cell} |\n\n\
         ## Quote\n\n> {payload}\n\n## Term\n\nTerm {payload}\n: {payload}\n\n## Task\n\n- [ ] {payload}\n\n## Drawings\n\n\
         $\\text{{{in_latex}}}$\n\n\
         ```pikchr title=\"{code_title}\"\nbox \"{in_quotes}\" fit\n```\n\n\
         [^a]: {payload}\n\n## End\n\n{payload}\n",
        title = yaml(&payload),
        // The longest that a tag may be.
        tag = yaml(
            &format!("{at} {payload}")
                .chars()
                .take(40)
                .collect::<String>()
        ),
        payload_yaml = yaml(&payload),
    );
    vec![
        (
            format!("topic-{at}/_topic.yaml"),
            format!("title: {0}\ndescription: {0}\n", yaml(&payload)),
        ),
        (format!("topic-{at}/question-{at}.md"), text),
    ]
}

/// A bank of them.
pub fn bank() -> TempDir {
    let files: Vec<(String, String)> = (0..PAYLOADS.len()).flat_map(question).collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let bank = support::bank(&files);
    let dot = Path::new(support::REPOSITORY)
        .join("tests/golden/everything/bank/questions/markdown/dot.png");
    for at in 0..PAYLOADS.len() {
        let place = bank.path().join(format!("questions/topic-{at}/dot.png"));
        fs::copy(&dot, place).expect("the picture can be copied");
    }
    bank
}

/// From now on, each page writes down what runs on it.
async fn watch(tab: &Tab) -> Outcome {
    tab.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": WATCH }),
    )
    .await
    .map(drop)
}

/// Whether nothing ran, was stopped, or waits.
async fn assert_nothing_runs(tab: &Tab, place: &str) -> Outcome {
    assert_eq!(tab.read(FOUND).await?, json!([]), "{place}");
    Ok(())
}

pub async fn every_payload_of_html_would_run_where_nothing_stops_it(tab: &Tab) -> Outcome {
    for payload in &PAYLOADS[..HTML] {
        let page = format!("<!doctype html><title>x</title><body>{payload}");
        tab.visit("about:blank").await?;
        let write = format!(
            "document.open(); {WATCH} document.write({}); document.close()",
            json!(page)
        );
        tab.run(&write).await?;
        tab.until(&format!("{FOUND}.length && {}", json!(payload)))
            .await;
    }
    tab.forget_console().await
}

pub async fn no_payload_runs_on_a_question_page_even_without_the_policy(tab: &Tab) -> Outcome {
    watch(tab).await?;
    tab.devtools("Page.setBypassCSP", json!({ "enabled": true }))
        .await?;
    for (at, payload) in PAYLOADS.iter().enumerate() {
        let path = format!("questions/question-{at}/");
        tab.go(&path).await?;
        assert_nothing_runs(tab, &path).await?;
        let title = payload.replace('\u{1}', "");
        assert_eq!(
            tab.read("document.querySelector('h1').textContent").await?,
            json!(title)
        );
    }
    Ok(())
}

pub async fn no_payload_meets_the_policy_on_a_question_page(tab: &Tab) -> Outcome {
    watch(tab).await?;
    for at in 0..PAYLOADS.len() {
        let path = format!("questions/question-{at}/");
        tab.go(&path).await?;
        assert_nothing_runs(tab, &path).await?;
    }
    Ok(())
}

pub async fn no_payload_runs_on_a_page_of_topics(tab: &Tab) -> Outcome {
    lists(tab, |page| page.starts_with("topics/")).await
}

pub async fn no_payload_runs_on_a_page_of_tags(tab: &Tab) -> Outcome {
    lists(tab, |page| page.starts_with("tags/")).await
}

pub async fn no_payload_runs_on_any_other_page(tab: &Tab) -> Outcome {
    let elsewhere = ["topics/", "tags/", "questions/question-"];
    lists(tab, |page| {
        !elsewhere.iter().any(|start| page.starts_with(start))
    })
    .await
}

async fn lists(tab: &Tab, is_wanted: impl Fn(&str) -> bool) -> Outcome {
    watch(tab).await?;
    let pages = tab.pages();
    let wanted: Vec<&String> = pages.iter().filter(|page| is_wanted(page)).collect();
    assert!(wanted.len() > 5, "{wanted:?}");
    for page in wanted {
        tab.go(page).await?;
        assert_nothing_runs(tab, page).await?;
    }
    Ok(())
}

/// No search is under way on the page of the search.
const SETTLED: &str = "document.querySelector('.results').getAttribute('aria-busy') === 'false'";

pub async fn no_payload_runs_in_the_search(tab: &Tab) -> Outcome {
    watch(tab).await?;
    tab.go("search/?q=nothing-like-it").await?;
    tab.until(SETTLED).await;
    // Each as a query, and each as a result.
    for (at, payload) in PAYLOADS.iter().enumerate() {
        search(tab, payload).await?;
        assert_nothing_runs(tab, payload).await?;
        search(tab, &at.to_string()).await?;
        let path = format!("questions/question-{at}/");
        tab.until(&format!(
            "[...document.querySelectorAll('.results a')].some((link) => link.href.endsWith('{path}'))"
        ))
        .await;
        assert_nothing_runs(tab, &path).await?;
    }
    // As it comes with an address, and in the dialog.
    tab.go(&format!("search/?q={}", percent_encode(PAYLOADS[11])))
        .await?;
    tab.until(SETTLED).await;
    assert_nothing_runs(tab, "the search's address").await?;
    tab.go("").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.press(&['/']).await?;
    tab.until("document.activeElement?.matches('dialog[open] input[type=search]')")
        .await;
    tab.type_text("<img src=x onerror=pwned=1> pwned").await?;
    tab.until("document.querySelector('dialog .result')").await;
    assert_nothing_runs(tab, "the dialog").await
}

/// Types a query all at once.
async fn search(tab: &Tab, query: &str) -> Outcome {
    let script = format!(
        "const input = document.querySelector('#PB-query');
        input.value = {};
        input.dispatchEvent(new InputEvent('input', {{ bubbles: true }}))",
        json!(query)
    );
    tab.run(&script).await?;
    // The address says what is searched for, and the list when that is done.
    tab.until(&format!(
        "new URLSearchParams(location.search).get('q')?.trim() === {}.trim() && {SETTLED}",
        json!(query)
    ))
    .await;
    Ok(())
}

pub async fn no_payload_runs_on_a_card_of_studying(tab: &Tab) -> Outcome {
    watch(tab).await?;
    tab.go("study/").await?;
    until_state(tab, "choosing").await;
    assert_nothing_runs(tab, "choosing").await?;
    for at in [0, 10, 31] {
        tab.go(&format!("study/?topic=topic-{at}")).await?;
        until_state(tab, "question").await;
        tab.press(&[' ']).await?;
        until_state(tab, "answer").await;
        assert_nothing_runs(tab, &format!("the card question-{at}")).await?;
        let shown = tab
            .read("document.querySelector('.study-question').textContent")
            .await?;
        assert_eq!(shown, json!(PAYLOADS[at]));
    }
    // All of them at once, drawn as a sitting draws one.
    let draw = "import(document.body.dataset.root + 'source/js/study/card-view.js').then(async ({ answer }) => {
        const decks = [...Array(COUNT).keys()].map((at) => fetch(`topic-${at}.json`).then((deck) => deck.json()));
        const cards = (await Promise.all(decks)).flatMap((deck) => deck.cards);
        for (const card of cards) document.body.append(answer(card, { ticked: [], tick() {} }));
        return cards.length;
    })";
    let draw = draw.replace("COUNT", &PAYLOADS.len().to_string());
    assert_eq!(tab.read(&draw).await?, json!(PAYLOADS.len()));
    assert_nothing_runs(tab, "all cards").await
}

pub async fn no_payload_runs_in_the_feed(tab: &Tab) -> Outcome {
    watch(tab).await?;
    // Of a document that names no icon, a browser asks the host for one.
    tab.may_lack("/favicon.ico");
    tab.go("feed.xml").await?;
    assert_eq!(
        tab.read("document instanceof XMLDocument").await?,
        json!(true)
    );
    assert_eq!(
        tab.read("document.querySelectorAll('parsererror').length")
            .await?,
        json!(0)
    );
    let titles = tab.read("[...document.getElementsByTagName('entry')].map((entry) => entry.querySelector('title').textContent)").await?;
    let mut titles: Vec<String> = serde_json::from_value(titles).expect("texts");
    let mut written: Vec<String> = PAYLOADS
        .iter()
        .map(|payload| payload.replace('\u{1}', ""))
        .collect();
    titles.sort();
    written.sort();
    assert_eq!(titles, written);
    assert_eq!(tab.read("window.ran").await?, json!([]));
    Ok(())
}

pub async fn the_policy_stops_what_is_foreign_and_inline(tab: &Tab) -> Outcome {
    const PLANTED: &str = "const add = (name, properties) =>
            document.body.append(Object.assign(document.createElement(name), properties));
        add('script', { textContent: 'pwned = 1' });
        add('script', { src: 'https://example.org/x.js' });
        add('style', { textContent: 'body { color: red }' });
        add('link', { rel: 'stylesheet', href: 'https://example.org/x.css' });
        add('img', { src: 'https://example.org/x.png' });
        add('img', { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' });
        add('iframe', { src: 'https://example.org/' });
        add('video', { src: 'https://example.org/x.mp4' });
        document.body.setAttribute('style', 'color: red');
        document.body.setAttribute('onclick', 'pwned = 2');
        document.body.click();
        document.head.append(Object.assign(document.createElement('base'), { href: 'https://example.org/' }));
        fetch('https://example.org/x.json').catch(() => {});
        setTimeout('pwned = 3')";
    watch(tab).await?;
    tab.go("questions/question-0/").await?;
    tab.run(PLANTED).await?;
    for directive in [
        "script-src-elem stops inline",
        "script-src-elem stops https://example.org/x.js",
        "script-src-attr stops inline",
        "script-src stops eval",
        "style-src-elem stops inline",
        "style-src-elem stops https://example.org/x.css",
        "style-src-attr stops inline",
        "img-src stops https://example.org/x.png",
        "img-src stops data",
        "frame-src stops https://example.org",
        "media-src stops https://example.org/x.mp4",
        "base-uri stops https://example.org",
        "connect-src stops https://example.org/x.json",
    ] {
        tab.until(&format!(
            "ran.some((line) => line.startsWith('{directive}'))"
        ))
        .await;
    }
    assert_eq!(
        tab.read("ran.filter((line) => line.startsWith('pwned'))")
            .await?,
        json!([])
    );
    tab.forget_console().await
}

/// A file in which nothing is right, with the payload in each of its faults.
fn faulty(payload: &str) -> String {
    let yaml = json!(payload).to_string();
    format!(
        "---\ntitle: What?\nrelated: [{yaml}]\naliases: [{yaml}]\ndifficulty: {yaml}\nreviewed: {yaml}\n{yaml}: x\n\
         sources:\n  - title: x\n    url: {yaml}\n  - {yaml}\n---\n\
         [x](<{address}>) ![x](<{address}.png>)\n\n```pikchr\n{payload}\n```\n\n$\\{name}$\n",
        address = payload.replace(['<', '>', '\\', '\u{1}'], ""),
        name = payload.replace(['$', ' ', '\n'], ""),
    )
}

pub async fn no_payload_runs_in_the_overlay_of_the_preview(tab: &Tab) -> Outcome {
    let bank = support::bank(&[("topic/question.md", "---\ntitle: What?\n---\nFirst.\n")]);
    let server = Server::start(bank.path(), &[]);
    watch(tab).await?;
    let address = server.address.replace("localhost", "127.0.0.1");
    tab.visit(&format!("{address}questions/question/")).await?;
    for (at, payload) in PAYLOADS.iter().enumerate() {
        let place = bank.path().join(format!("questions/topic/faulty-{at}.md"));
        fs::write(place, faulty(payload)).expect("the file can be written");
    }
    let last = format!("faulty-{}.md", PAYLOADS.len() - 1);
    tab.until(&format!(
        "document.querySelector('#PB-trouble pre')?.textContent.includes('{last}')"
    ))
    .await;
    let told = tab
        .read("document.querySelector('#PB-trouble pre').textContent")
        .await?;
    let told = told.as_str().map(str::to_owned).unwrap_or_default();
    for payload in &PAYLOADS[..HTML] {
        let start = payload.split(['\u{1}', '\t']).next().unwrap_or_default();
        assert!(told.contains(start), "nothing is said of {payload}");
    }
    assert_nothing_runs(tab, "the overlay").await?;
    // A page that is opened while there are faults has them in it from the start.
    tab.visit(&format!("{address}questions/question/")).await?;
    tab.until("document.querySelector('#PB-trouble pre')").await;
    assert_nothing_runs(tab, "the overlay of a new page").await?;
    let Value::Null = tab
        .read("document.querySelector('#PB-trouble script') ?? null")
        .await?
    else {
        panic!("a script in the overlay");
    };
    tab.visit("about:blank").await
}
