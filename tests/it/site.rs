//! What is published, read as browsers, search engines and feed readers read it: the repository's own bank, and the bank
//! of `tests/golden` that has everything in it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use url::Url;

use crate::support;
use crate::support::BASE_URL;
use crate::support::html::{Element, Html};
use crate::support::published::{EVERYTHING, Page, Published, REPOSITORY, url};
use crate::support::xml;

/// The budgets of a question's page with all that it loads, in bytes after compression.
const PAGE_BUDGET: usize = 30_000;
const SCRIPT_BUDGET: usize = 8_000;
/// What is for forced colours, print, and browsers without `light-dark()` is a thousand of them.
const STYLE_BUDGET: usize = 8_000;
const REQUEST_BUDGET: usize = 6;

static MANY: LazyLock<Published> = LazyLock::new(|| Published::build("many", many().path()));

static LANGUAGES: LazyLock<Published> = LazyLock::new(|| {
    let bank = Path::new(support::REPOSITORY).join("tests/golden/languages/bank");
    Published::build("languages", &bank)
});

fn sites() -> [&'static Published; 4] {
    [&REPOSITORY, &EVERYTHING, &MANY, &LANGUAGES]
}

/// Looks at every page of every site, and fails with all that is wrong.
fn every_page(look: impl Fn(&Published, &Page, &mut dyn FnMut(u64, String))) {
    let mut faults = Vec::new();
    for published in sites().into_iter() {
        assert!(published.pages.len() > 5, "{}", published.name);
        for page in &published.pages {
            look(published, page, &mut |line, fault| {
                faults.push(format!("{}, {}:{line}: {fault}", published.name, page.path));
            });
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Enough questions of one topic, level and tag for three pages of each.
fn many() -> TempDir {
    let folder = TempDir::new().unwrap();
    let topic = folder.path().join("questions/queues");
    std::fs::create_dir_all(&topic).unwrap();
    for number in 0..410 {
        let letter = char::from(b'a' + (number % 26) as u8);
        let text = format!(
            "---\ntitle: \"{letter}{number}: what is it?\"\ntags: [order]\nreviewed: 2026-11-21\n---\nThe answer.\n"
        );
        std::fs::write(topic.join(format!("q-{number}.md")), text).unwrap();
    }
    folder
}

#[test]
fn long_lists_are_cut_and_every_question_is_on_one_of_the_pages() {
    let many = &*MANY;
    for list in [
        "questions/",
        "topics/queues/",
        "tags/order/",
        "difficulty/medium/",
    ] {
        let mut seen = BTreeSet::new();
        for further in ["", "page_2/", "page_3/"] {
            let page = many.page(&format!("{list}{further}index.html")).unwrap();
            let items = page.html.elements.iter();
            let items = items.filter(|element| element.attribute("class") == Some("item-title"));
            for item in items {
                assert!(
                    seen.insert(item.attribute("href").unwrap().to_owned()),
                    "{list}"
                );
            }
            let size = support::compressed(many.text(&page.path).as_bytes());
            assert!(size < 60_000, "{list}{further}: {size} bytes");
            let ways: Vec<&str> = page
                .html
                .all("link")
                .filter_map(|link| {
                    let way = link
                        .attribute("rel")
                        .filter(|rel| ["prev", "next"].contains(rel));
                    way.and(link.attribute("href"))
                })
                .collect();
            let expected = match further {
                "" => vec!["page_2/"],
                "page_2/" => vec!["", "page_3/"],
                _ => vec!["page_2/"],
            };
            assert_eq!(ways.len(), expected.len(), "{list}{further}");
            for (way, expected) in ways.iter().zip(expected) {
                assert!(
                    way.ends_with(&format!("{list}{expected}")),
                    "{way} from {list}{further}"
                );
            }
        }
        // A page of a list is at another depth, so the same address is written in other ways.
        let slugs: BTreeSet<&str> = seen
            .iter()
            .filter_map(|href| href.rsplit('/').nth(1))
            .collect();
        assert_eq!(slugs.len(), 410, "{list}");
        assert!(many.page(&format!("{list}page_4/index.html")).is_none());
        assert!(many.page(&format!("{list}page_1/index.html")).is_none());
    }
    let sitemap = many.text("sitemap.xml");
    assert!(sitemap.contains("/questions/page_3/</loc>"));
}

#[test]
fn every_page_parses_without_an_error() {
    every_page(|published, page, fault| {
        let scripted = Html::parse(published.text(&page.path), true);
        for error in page.html.errors.iter().chain(&scripted.errors) {
            fault(0, error.clone());
        }
    });
}

#[test]
fn mistakes_in_markup_are_seen() {
    let errors = |body: &str| {
        let page = format!(
            "<!doctype html>\n<html lang=en><head><title>t</title></head>\n<body>{body}</body></html>"
        );
        Html::parse(&page, true).errors
    };
    assert_eq!(errors("<p>fine<ul><li>a<li>b</ul>"), [""; 0]);
    for wrong in [
        "<p><div></div></p>",
        "<b><i></b></i>",
        "<table><p>x</p></table>",
        "<div>",
        "</section>",
        "<a href=x href=y>z</a>",
        "<a href=x>a<a href=y>b</a></a>",
        "&nosuchentity;",
        "<div/>x",
        "<body>",
    ] {
        assert!(!errors(wrong).is_empty(), "{wrong}");
    }
    assert!(!Html::parse("<p>x</p>", true).errors.is_empty());
}

#[test]
fn every_link_leads_somewhere() {
    every_page(|published, page, fault| {
        for (element, written) in page.addresses() {
            let checked = match Url::parse(written) {
                Ok(target) if written.starts_with(BASE_URL) => published.check(&target),
                Ok(target) if element.name == "a" => match target.scheme() {
                    "http" | "https" | "mailto" => Ok(()),
                    scheme => Err(format!("the scheme {scheme}")),
                },
                Ok(_) => Err("a page may load nothing foreign".into()),
                Err(_) => match written.strip_prefix('#') {
                    Some(id) => page.check_id(id),
                    None => published.check(&page.url.join(written).unwrap()),
                },
            };
            checked.unwrap_or_else(|error| fault(element.line, format!("`{written}`: {error}")));
        }
    });
}

#[test]
fn links_inside_the_site_are_relative() {
    every_page(|_, page, fault| {
        for (element, written) in page.addresses() {
            // What search engines are told has to be absolute.
            let is_canonical = element.name == "link"
                && (element.attribute("rel") == Some("canonical")
                    || element.attribute("hreflang").is_some());
            let is_404 = page.path == "404.html";
            if !is_canonical && written.starts_with(BASE_URL) {
                fault(element.line, format!("`{written}` is absolute"));
            }
            // The host shows 404.html at any depth, so nothing there may depend on where it is.
            let has_path = !written.starts_with('#') && Url::parse(written).is_err();
            if has_path && written.starts_with('/') != is_404 {
                fault(
                    element.line,
                    format!("`{written}` starts at the wrong place"),
                );
            }
        }
    });
}

#[test]
fn canonical_and_preview_addresses_are_the_page_itself() {
    every_page(|published, page, fault| {
        let canonical = page.html.link("canonical");
        let expected = match page.refresh() {
            Some((_, target)) => {
                let there = published.file(&page.url.join(target).unwrap()).unwrap();
                published.page(&there).unwrap().home().to_string()
            }
            None => page.home().to_string(),
        };
        if canonical != Some(expected.as_str()) {
            fault(0, format!("{canonical:?} is not {expected}"));
        }
        if !page.is_redirect() && page.html.meta("og:url") != canonical {
            fault(0, "og:url is not the canonical address".into());
        }
        for meta in page.html.all("meta") {
            let content = meta.attribute("content").unwrap_or_default();
            if content.starts_with(BASE_URL) {
                let checked = published.check(&Url::parse(content).unwrap());
                checked.unwrap_or_else(|error| fault(meta.line, error));
            }
        }
    });
}

#[test]
fn every_page_marks_its_section_and_no_table_is_headed_by_nothing() {
    every_page(|_, page, fault| {
        let marks = |value| {
            page.html
                .all("a")
                .filter(|link| link.attribute("aria-current") == Some(value))
                .filter(|link| link.text.trim().len() > 1)
                .count()
        };
        let is_of_a_section = [
            "topics/",
            "questions/",
            "tags/",
            "difficulty/",
            "study/",
            "mock/",
            "progress/",
        ]
        .iter()
        .any(|start| page.path.trim_start_matches("de/").starts_with(start));
        let is_redirect = page.html.all("main").next().is_none();
        if is_of_a_section && !is_redirect && marks("page") + marks("true") == 0 {
            fault(0, "no section is marked".into());
        }
        for heading in page.html.all("th") {
            if heading.text.trim().is_empty() && heading.attribute("scope").is_some() {
                fault(heading.line, "a heading without words".into());
            }
        }
    });
}

#[test]
fn nothing_in_a_page_runs_or_styles_inline() {
    every_page(|_, page, fault| {
        for element in &page.html.elements {
            let inline = element.attributes.keys();
            for name in inline.filter(|name| *name == "style" || name.starts_with("on")) {
                fault(element.line, format!("the attribute `{name}`"));
            }
            if element.name == "style" && page.path != "404.html" {
                fault(element.line, "an inline stylesheet".into());
            }
            let kind = element.attribute("type");
            let is_data = kind == Some("application/ld+json") || kind == Some("application/json");
            if element.name == "script" && element.attribute("src").is_none() && !is_data {
                fault(element.line, "an inline script".into());
            }
            if element.attribute("src").is_some() && !element.text.trim().is_empty() {
                fault(element.line, "text inside an element that is loaded".into());
            }
        }
    });
}

/// What a policy calls the style that stands in a page.
fn style_digest(page: &Page) -> String {
    let styles: String = page
        .html
        .all("style")
        .map(|style| style.text.as_str())
        .collect();
    let digest = Sha256::digest(styles.as_bytes());
    let signs = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<bool> = digest
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1))
        .collect();
    let base64: String = bits
        .chunks(6)
        .map(|bits| {
            let value = (0..6).fold(0, |value, at| {
                value << 1 | usize::from(bits.get(at) == Some(&true))
            });
            char::from(signs[value])
        })
        .collect();
    format!("'sha256-{base64}='")
}

#[test]
fn the_policy_of_every_page_forbids_what_is_foreign_and_inline() {
    every_page(|_, page, fault| {
        let is_policy =
            |meta: &Element| meta.attribute("http-equiv") == Some("Content-Security-Policy");
        let is_loaded =
            |element: &Element| ["script", "link", "img", "style"].contains(&&*element.name);
        let first = page
            .html
            .elements
            .iter()
            .find(|element| is_policy(element) || is_loaded(element));
        let Some(policy) = first.filter(|first| is_policy(first)) else {
            return fault(0, "something is loaded before there is a policy".into());
        };
        let policy = policy.attribute("content").unwrap_or_default();
        let directives: Vec<Vec<&str>> = policy
            .split(';')
            .map(|part| part.split_whitespace().collect())
            .collect();
        let says = |wanted: &[&str]| directives.iter().any(|directive| directive == wanted);
        for wanted in ["default-src", "base-uri"] {
            if !says(&[wanted, "'none'"]) {
                fault(0, format!("{wanted} is open: {policy}"));
            }
        }
        for directive in &directives {
            let sources = directive.iter().skip(1);
            // The page of a host that does not know its path stands alone.
            let is_own_style = |source: &str| {
                page.path == "404.html"
                    && directive[0] == "style-src"
                    && source == style_digest(page)
            };
            for source in sources
                .filter(|source| !["'none'", "'self'"].contains(source) && !is_own_style(source))
            {
                fault(0, format!("the policy lets in {source}"));
            }
        }
        // What falls back to nothing has to be said: where forms may lead.
        if !says(&["form-action", "'self'"]) && !says(&["form-action", "'none'"]) {
            fault(0, format!("forms may lead anywhere: {policy}"));
        }
    });
}

#[test]
fn structured_data_is_json_and_its_addresses_exist() {
    every_page(|published, page, fault| {
        let is_data = |script: &&Element| script.attribute("type") == Some("application/ld+json");
        let scripts: Vec<&Element> = page.html.all("script").filter(is_data).collect();
        if published
            .questions()
            .any(|question| question.path == page.path)
            && scripts.is_empty()
        {
            fault(0, "no structured data".into());
        }
        for script in scripts {
            match serde_json::from_str(&script.text) {
                Ok(data) => {
                    for text in strings(&data) {
                        if text.starts_with(BASE_URL) {
                            let checked = published.check(&Url::parse(text).unwrap());
                            checked.unwrap_or_else(|error| fault(script.line, error));
                        }
                    }
                }
                Err(error) => fault(script.line, format!("not JSON: {error}")),
            }
        }
    });
}

/// All strings in a JSON value.
fn strings(value: &serde_json::Value) -> Vec<&str> {
    match value {
        serde_json::Value::String(text) => vec![text],
        serde_json::Value::Array(values) => values.iter().flat_map(strings).collect(),
        serde_json::Value::Object(map) => map.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_id_is_unique_and_whatever_names_one_finds_it() {
    every_page(|_, page, fault| {
        let mut ids = BTreeSet::new();
        for element in &page.html.elements {
            if let Some(id) = element.attribute("id")
                && (id.is_empty() || id.contains(char::is_whitespace) || !ids.insert(id))
            {
                fault(element.line, format!("the id `{id}` again, or not a name"));
            }
        }
        for element in &page.html.elements {
            for name in [
                "aria-labelledby",
                "aria-describedby",
                "aria-controls",
                "for",
            ] {
                let named = element.attribute(name).unwrap_or_default();
                for id in named.split_whitespace().filter(|id| !ids.contains(id)) {
                    fault(
                        element.line,
                        format!("{name} names `{id}`, which is not there"),
                    );
                }
            }
        }
    });
}

#[test]
fn every_page_says_what_it_is() {
    every_page(|_, page, fault| {
        let says = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
        let mut wants = |holds: bool, what: &str| {
            if !holds {
                fault(0, what.to_owned());
            }
        };
        let html = &page.html;
        let language = html
            .all("html")
            .next()
            .and_then(|root| root.attribute("lang"));
        wants(says(language), "no language");
        let titles: Vec<&Element> = html.all("title").collect();
        wants(
            titles.len() == 1 && says(Some(&titles[0].text)),
            "not one title",
        );
        wants(
            html.all("img")
                .all(|image| image.attribute("alt").is_some()),
            "a picture without alt",
        );
        // Without one, browsers ask for /favicon.ico, which is not ours.
        wants(html.link("icon").is_some(), "no icon");
        // Nobody stays on the page of an alias.
        if page.is_redirect() {
            return;
        }
        wants(html.all("h1").count() == 1, "not one h1");
        wants(
            html.all("h1").all(|title| says(Some(&title.text))),
            "an empty h1",
        );
        wants(says(html.meta("description")), "no description");
        wants(html.all("main").count() == 1, "not one main element");
        wants(html.meta("viewport").is_some(), "no viewport");
    });
}

#[test]
fn headings_do_not_leave_out_a_level() {
    every_page(|_, page, fault| {
        let mut last = 0;
        for element in &page.html.elements {
            let level = match element.name.as_bytes() {
                [b'h', digit @ b'1'..=b'6'] => digit - b'0',
                _ => continue,
            };
            if level > last + 1 {
                fault(
                    element.line,
                    format!("h{level} after h{last}: {}", element.text),
                );
            }
            last = level;
        }
    });
}

#[test]
fn what_can_be_used_has_a_name() {
    every_page(|_, page, fault| {
        for element in &page.html.elements {
            let named = [
                element.attribute("aria-label"),
                element.attribute("aria-labelledby"),
            ];
            let has_name = named.iter().flatten().any(|name| !name.is_empty());
            let text = element.text.trim();
            if ["a", "button", "h1", "h2", "h3"].contains(&element.name.as_str())
                && text.is_empty()
                && !has_name
            {
                fault(element.line, format!("an empty {}", element.name));
            }
        }
    });
}

#[test]
fn the_sitemap_lists_what_may_be_found_and_nothing_else() {
    for published in sites().into_iter() {
        let document = xml::parse(published.text("sitemap.xml"));
        let listed = xml::texts(&document, "urlset/url/loc");
        let expected: BTreeSet<&str> = published
            .pages
            .iter()
            .filter(|page| page.is_indexable() && !page.is_borrowed())
            .map(|page| page.url.as_str())
            .collect();
        assert_eq!(listed.iter().copied().collect::<BTreeSet<_>>(), expected);
        assert_eq!(listed.len(), expected.len(), "an address twice");
        for day in xml::texts(&document, "urlset/url/lastmod") {
            let parsed: jiff::civil::Date = day.parse().unwrap();
            assert_eq!(parsed.to_string(), day);
        }
        let hidden: Vec<&str> = published
            .pages
            .iter()
            .filter(|page| !page.is_indexable() && !page.is_redirect())
            .filter(|page| page.folder().is_empty())
            // The print edition says what other pages say.
            .filter(|page| !page.path.starts_with("print/"))
            .map(|page| page.path.as_str())
            .collect();
        assert_eq!(
            hidden,
            [
                "404.html",
                "mock/index.html",
                "offline/index.html",
                "progress/index.html",
                "search/index.html",
                "study/index.html"
            ]
        );
        let sitemap = format!("Sitemap: {BASE_URL}sitemap.xml");
        assert!(
            published
                .text("robots.txt")
                .lines()
                .any(|line| line == sitemap)
        );
    }
}

#[test]
fn the_feed_is_whole() {
    for published in sites().into_iter() {
        let document = xml::parse(published.text("feed.xml"));
        let ids = xml::texts(&document, "feed/entry/id");
        assert!(!ids.is_empty());
        assert_eq!(
            ids.len(),
            ids.iter().collect::<BTreeSet<_>>().len(),
            "an id twice"
        );
        for each in ["title", "updated", "summary"] {
            let there = xml::texts(&document, &format!("feed/entry/{each}"));
            assert_eq!(there.len(), ids.len(), "{each}");
            assert!(there.iter().all(|text| !text.trim().is_empty()), "{each}");
        }
        for each in ["id", "title", "updated", "author/name"] {
            assert_eq!(
                xml::texts(&document, &format!("feed/{each}")).len(),
                1,
                "{each}"
            );
        }
        let latest = xml::texts(&document, "feed/updated");
        let updated = xml::texts(&document, "feed/entry/updated");
        assert_eq!(
            latest.first(),
            updated.iter().max(),
            "the feed is as new as its newest entry"
        );
        assert!(
            updated.is_sorted_by(|a, b| a >= b),
            "the newest entry is the first"
        );
        for instant in latest
            .iter()
            .chain(&updated)
            .chain(&xml::texts(&document, "feed/entry/published"))
        {
            let parsed: jiff::Timestamp = instant.parse().unwrap();
            assert_eq!(&parsed.to_string(), instant, "in the form of RFC 3339");
        }
        for page in &published.pages {
            let is_feed = |link: &&Element| link.attribute("type") == Some("application/atom+xml");
            let feed = page.html.all("link").find(is_feed);
            let feed = feed.and_then(|feed| feed.attribute("href"));
            let feed = feed.map(|feed| page.url.join(feed).unwrap().to_string());
            let own = format!("{BASE_URL}{}feed.xml", page.folder());
            assert!(page.is_redirect() || feed == Some(own), "{}", page.path);
        }
    }
}

#[test]
fn addresses_in_feeds_lead_somewhere() {
    for published in sites().into_iter() {
        for file in ["sitemap.xml", "feed.xml"] {
            for node in xml::parse(published.text(file)) {
                for value in std::iter::once(&node.text).chain(node.attributes.values()) {
                    if value.starts_with(BASE_URL) {
                        published.check(&Url::parse(value).unwrap()).unwrap();
                    }
                }
            }
        }
    }
}

#[test]
fn question_pages_keep_to_their_budget() {
    for published in sites().into_iter() {
        for page in published.questions() {
            let load = Load::of(published, page);
            let [html, scripts, styles] = [&load.pages, &load.scripts, &load.styles].map(|files| {
                let sizes = files
                    .iter()
                    .map(|path| support::compressed(&published.site.files[path]));
                sizes.sum::<usize>()
            });
            let requests = load.pages.len() + load.scripts.len() + load.styles.len();
            let said = format!(
                "{}: {requests} requests, {html} bytes of HTML and icon, {scripts} of JavaScript, {styles} of CSS",
                page.path
            );
            assert!(requests <= REQUEST_BUDGET, "{said}");
            assert!(scripts <= SCRIPT_BUDGET, "{said}");
            assert!(styles <= STYLE_BUDGET, "{said}");
            assert!(html + scripts + styles <= PAGE_BUDGET, "{said}");
        }
    }
}

/// The files that a browser asks for to show a page, but for an author's pictures.
struct Load {
    /// The page and its icon.
    pages: BTreeSet<String>,
    scripts: BTreeSet<String>,
    styles: BTreeSet<String>,
}

impl Load {
    fn of(published: &Published, page: &Page) -> Self {
        let file = |address: Option<&str>| {
            let url = page.url.join(address?).unwrap();
            Some(published.file(&url).unwrap())
        };
        let mut load = Self {
            pages: BTreeSet::from([page.path.clone()]),
            scripts: BTreeSet::new(),
            styles: BTreeSet::new(),
        };
        for link in page.html.all("link") {
            let target = || file(link.attribute("href"));
            match link.attribute("rel") {
                Some("stylesheet") => load.styles.extend(target()),
                Some("modulepreload") => load.scripts.extend(target()),
                Some("icon" | "preload" | "prefetch" | "manifest") => load.pages.extend(target()),
                _ => {}
            }
        }
        let mut pending: Vec<String> = load.scripts.iter().cloned().collect();
        pending.extend(
            page.html
                .all("script")
                .filter_map(|script| file(script.attribute("src"))),
        );
        while let Some(path) = pending.pop() {
            pending.extend(imports(published, &path));
            load.scripts.insert(path);
        }
        load
    }
}

/// The modules that a script imports before it runs, as files. What it loads by `import()` later does not count.
fn imports(published: &Published, path: &str) -> Vec<String> {
    let script = url(path);
    published
        .text(path)
        .lines()
        .filter(|line| {
            ["import ", "export ", "} "]
                .iter()
                .any(|start| line.starts_with(start))
        })
        .filter_map(|line| {
            line.split_once("from \"")
                .or_else(|| line.split_once("import \""))
        })
        .filter_map(|(_, rest)| rest.split_once('"'))
        .map(|(address, _)| published.file(&script.join(address).unwrap()).unwrap())
        .collect()
}

#[test]
fn every_page_loads_the_same_styles_and_scripts() {
    every_page(|published, page, fault| {
        if page.is_redirect() {
            return;
        }
        let load = Load::of(published, page);
        let missing = ["css/site.css", "js/boot.js", "js/page.js"]
            .into_iter()
            .filter(|name| {
                !load
                    .styles
                    .iter()
                    .chain(&load.scripts)
                    .any(|path| path.ends_with(name))
            });
        for name in missing {
            fault(0, format!("without {name}"));
        }
    });
}

#[test]
fn pages_name_each_other_in_all_languages_and_agree() {
    let languages = sites()
        .into_iter()
        .find(|site| site.name == "languages")
        .unwrap();
    let links = |page: &Page, name: &str| -> BTreeSet<(String, String)> {
        let named = page.html.all(name);
        let named =
            named.filter_map(|link| Some((link.attribute("hreflang")?, link.attribute("href")?)));
        let there = |href| page.url.join(href).unwrap().to_string();
        named
            .map(|(language, href)| (language.to_owned(), there(href)))
            .collect()
    };
    for page in languages.pages.iter().filter(|page| !page.is_redirect()) {
        // The switch leads to a page in each language, which exists.
        let switch = links(page, "a");
        let tags: Vec<&str> = switch.iter().map(|(tag, _)| tag.as_str()).collect();
        assert_eq!(tags, ["ar", "de", "en"], "{}", page.path);
        for (_, there) in &switch {
            languages.check(&Url::parse(there).unwrap()).unwrap();
        }
        // What search engines are told is told alike by all pages that are named, and by no other.
        let told = links(page, "link");
        if page.is_borrowed() || !page.is_indexable() {
            assert!(told.is_empty(), "{}", page.path);
            continue;
        }
        for (_, there) in &told {
            let there = languages.file(&Url::parse(there).unwrap()).unwrap();
            let there = languages.page(&there).unwrap();
            assert!(!there.is_borrowed(), "{}", there.path);
            assert_eq!(
                links(there, "link"),
                told,
                "{} and {}",
                page.path,
                there.path
            );
        }
        let own = told.iter().filter(|(_, there)| *there == page.url.as_str());
        let is_alone = page.path.starts_with("questions/broker/");
        assert!(
            is_alone == told.is_empty() && (is_alone || own.count() > 0),
            "{}",
            page.path
        );
    }
}
