//! What must hold for any text that a contributor can send, whether it comes from proptest, a fuzzer or a person.
//!
//! Each function that takes bytes is a target of `fuzz/`; `cargo test` runs it on inputs that failed before. The functions panic
//! if something does not hold.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use prepbook::bank::catalog::Catalog;
use prepbook::bank::fix;
use prepbook::bank::original;
use prepbook::compile::question::{self, Body, Content, Question};
use prepbook::compile::said::Said;
use prepbook::compile::{front_matter as matter, topic};
use prepbook::diagnostic::{self, Diagnostic, Format, Place, SourceText};
use prepbook::input::assets::{self, Assets};
use prepbook::input::config::{self, Config};
use prepbook::input::languages::Languages;
use prepbook::input::source::TopicSource;
use prepbook::input::text::decode;
use prepbook::pipeline;
use prepbook::route::{self, Route, Slug};
use prepbook::site::context::Checklist;
use prepbook::site::download::Download;
use prepbook::site::feeds::{self, Feed};
use prepbook::site::search::shelf::Shelf;
use prepbook::site::templates::Templates;
use prepbook::site::{File, Plan, search as index};
use prepbook::yaml;
use serde_json::Value;
use url::Url;

use super::html::{Element, Html};
use super::xml;

/// A bank in one language.
const ENGLISH: Languages<'static> = Languages {
    default: "en",
    others: &[],
};

/// The address that the sites are made for.
const BASE_URL: &str = "https://example.org/repo/";

/// The schemes that a link may have.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// How the style of a missing page begins, where nothing says at which address the site lies.
const ALONE: &str = "@layer alone{html{";

/// Elements that no page may have, because they run or load something, or affect what is around them.
const FORBIDDEN: [&str; 22] = [
    "applet",
    "audio",
    "base",
    "embed",
    "frame",
    "frameset",
    "iframe",
    "marquee",
    "object",
    "param",
    "portal",
    "slot",
    "source",
    "style",
    "svg:a",
    "svg:animate",
    "svg:foreignObject",
    "svg:image",
    "svg:script",
    "svg:set",
    "svg:use",
    "video",
];

/// Elements that only our own pages may have, such as the search.
const FORBIDDEN_IN_ANSWERS: [&str; 6] = [
    "dialog", "fieldset", "form", "noscript", "select", "textarea",
];

static TEMPLATES: LazyLock<Arc<Templates>> = LazyLock::new(|| {
    let nowhere = Path::new("/nonexistent");
    let sources = assets::load_templates(nowhere).expect("they are embedded");
    let templates = Templates::parse(sources.value.expect("they are text"));
    Arc::new(templates.value.expect("they parse"))
});

fn config() -> Config {
    Config {
        base_url: Some(BASE_URL.into()),
        ..Config::default()
    }
}

/// Which part of a site is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    All,
    Question,
}

/// A bank in memory: every file compiled as far as possible, and all findings.
pub struct Bank {
    pub catalog: Catalog,
    pub findings: Vec<Diagnostic>,
}

impl Bank {
    /// From paths below `questions/` and the content of the files.
    pub fn new(files: &[(&str, &[u8])]) -> Bank {
        let mut findings = Vec::new();
        let mut questions = Vec::new();
        let mut topics: BTreeMap<Slug, Option<Arc<SourceText>>> = BTreeMap::new();
        for (path, bytes) in files {
            let (folder, name) = path.split_once('/').expect("a file lies in a topic");
            let topic = slug(folder);
            topics.entry(topic.clone()).or_default();
            let file = match decode(format!("questions/{path}"), bytes.to_vec()) {
                Ok(file) => file,
                Err(finding) => {
                    findings.push(finding);
                    continue;
                }
            };
            if name == "_topic.yaml" {
                topics.insert(topic, Some(file));
                continue;
            }
            let compiled = question::compile(&file, &topic, &prepbook::words::Words::english())
                .drain(&mut findings);
            let slug = slug(name.trim_end_matches(".md"));
            questions.extend(compiled.map(|compiled| Question::new(slug, topic, file, compiled)));
        }
        let topics = topics.into_iter().map(|(slug, file)| {
            pipeline::topic_matter(&TopicSource { slug, file }, ENGLISH, &mut findings)
        });
        Bank::of(questions, topics.collect(), findings)
    }

    fn of(
        questions: Vec<Question>,
        topics: Vec<(Slug, topic::TopicMatter)>,
        mut findings: Vec<Diagnostic>,
    ) -> Bank {
        let parts = original::Parts {
            questions,
            topics,
            paths: Vec::new(),
            media: Vec::new(),
            refused_media: Vec::new(),
            broken: Vec::new(),
            drafts: true,
        };
        let catalog = original::build(parts, &config(), None).drain(&mut findings);
        diagnostic::sort(&mut findings);
        Bank {
            catalog: catalog.unwrap_or_default(),
            findings,
        }
    }

    /// Every file of the site except static ones, even if there are errors: what a build refuses to publish must do no harm in
    /// the preview either. `Part::Question` is one question's pages, its tags, and the feed, which is a tenth of the work.
    pub fn site(&self, part: Part) -> BTreeMap<String, Vec<u8>> {
        let plan = Plan::new(
            vec![self.catalog.clone()],
            config(),
            Arc::new(Assets::default()),
            TEMPLATES.clone(),
            None,
        );
        let is_wanted = |file: &File| match (part, file) {
            (_, File::Manifest | File::NoJekyll | File::Offline(_)) => false,
            // Archives are made, and are no text.
            (_, File::Download(Download::Anki(_) | Download::Epub)) => false,
            (Part::All, _) | (Part::Question, File::Feed(_)) => true,
            (Part::Question, File::Page(Route::Tag(_) | Route::Alias(_))) => true,
            (Part::Question, File::Page(Route::Question(slug))) => slug.as_str() == "ttl",
            _ => false,
        };
        let files = plan.files(&|_| Vec::new()).into_iter();
        files
            .filter(|(_, listed)| is_wanted(&listed.file))
            .map(|(path, file)| {
                let bytes = plan.make(&file).expect("templates suit every bank");
                (path, bytes)
            })
            .collect()
    }
}

fn slug(text: &str) -> Slug {
    Slug::parse(text).expect("a slug")
}

/// Checks that every finding points into its text and can be shown in every format.
pub fn check_findings(findings: &[Diagnostic]) {
    for finding in findings {
        if let Place::Span(file, span) = &finding.place {
            let shown = file.text.get(span.clone());
            assert!(shown.is_some(), "{finding:?} points at no text");
        }
        assert!(
            !finding.message.contains(char::is_control),
            "{:?}",
            finding.message
        );
    }
    for format in [Format::Human, Format::Github] {
        diagnostic::render(findings, format, false);
    }
    let json = diagnostic::render(findings, Format::Json, false);
    assert!(serde_json::from_str::<Value>(&json).is_ok());
}

/// Checks that a compiled file is the same after it was stored in the cache.
fn check_cached(question: &Question) {
    let kept = serde_json::to_vec(&*question.content).expect("a content can be kept");
    let recalled: Content = serde_json::from_slice(&kept).expect("what was kept can be read");
    assert_eq!(recalled, *question.content);
    let body = question.large.body().expect("it is in memory");
    let kept = serde_json::to_vec(&*body).expect("a body can be kept");
    let recalled: Body = serde_json::from_slice(&kept).expect("what was kept can be read");
    assert_eq!(recalled, *body);
}

/// Checks that a site contains nothing unintended: where files lie, how they parse, where links lead.
pub fn check_site(bank: &Bank, part: Part) {
    let files = bank.site(part);
    for (path, bytes) in &files {
        check_path(path);
        let text = str::from_utf8(bytes).expect("all that we write is UTF-8");
        let faults = match path.rsplit('.').next() {
            Some("html") => page_faults(path, text),
            Some("json") => match serde_json::from_str::<Value>(text) {
                Ok(value) => cards_faults(&value),
                Err(error) => vec![format!("not JSON: {error}")],
            },
            Some("xml") => {
                xml::parse(text);
                illegal_in_xml(text)
            }
            _ => Vec::new(),
        };
        assert!(
            faults.is_empty(),
            "{path}:\n{}",
            faults
                .iter()
                .map(|fault| with_line(fault, text))
                .collect::<String>()
        );
    }
    for question in &bank.catalog.questions {
        let path = Route::Question(question.slug.clone()).output_path();
        let Some(page) = files.get(&path) else {
            assert!(part == Part::Question, "no page at {path}");
            continue;
        };
        let text = str::from_utf8(page).expect("a page is UTF-8");
        check_title(
            &Html::parse(text, true),
            &question.content.matter.title,
            text,
        );
    }
}

/// Everything unintended in a deck's cards. Their HTML is shown on pages whose links start at the root.
fn cards_faults(deck: &Value) -> Vec<String> {
    let cards = deck["cards"].as_array().into_iter().flatten();
    let pieces = cards.flat_map(|card| {
        let points = card["points"].as_array().into_iter().flatten();
        points.chain([&card["short"]]).filter_map(Value::as_str)
    });
    let faults = pieces.flat_map(|html| {
        let page =
            format!("<!doctype html><html lang=\"en\"><title>t</title><body>{html}</body></html>");
        page_faults("index.html", &page)
    });
    faults.collect()
}

/// A fault, with the line that it names.
fn with_line(fault: &str, text: &str) -> String {
    let number = fault
        .strip_prefix("line ")
        .and_then(|rest| rest.split(':').next());
    let line = number.and_then(|number| number.parse::<usize>().ok());
    let shown = line.and_then(|line| text.lines().nth(line.saturating_sub(1)));
    format!("  {fault}\n    {}\n", shown.unwrap_or_default())
}

/// Checks that a title is shown as it was written, wherever the page shows it.
fn check_title(html: &Html, title: &str, text: &str) {
    let same = |found: &str| found.trim() == title;
    assert!(html.all("h1").all(|h1| same(&h1.text)), "{title:?}: {text}");
    assert_eq!(html.meta("og:title"), Some(title));
    let quiz = html
        .all("script")
        .filter_map(|script| serde_json::from_str::<Value>(&script.text).ok())
        .find(|data| data["@type"] == "Quiz");
    assert_eq!(quiz.map(|quiz| quiz["name"].clone()), Some(title.into()));
}

/// Characters that XML cannot contain. A feed reader refuses the whole feed because of one.
fn illegal_in_xml(text: &str) -> Vec<String> {
    let is_legal = |char: char| matches!(char, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let illegal = text.chars().find(|char| !is_legal(*char));
    illegal
        .map(|char| format!("{char:?} in XML"))
        .into_iter()
        .collect()
}

/// Checks that a path stays below the folder that it is relative to, on every system.
pub fn check_path(path: &str) {
    let is_plain = |part: &str| {
        !["", ".", ".."].contains(&part)
            && !part.contains(|char: char| char.is_control() || "\\:*?\"<>|".contains(char))
            && !part.ends_with(['.', ' '])
            && part.len() <= 255
    };
    assert!(path.split('/').all(is_plain), "the path {path:?}");
}

/// Everything unintended in a page.
pub fn page_faults(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let folder = path.strip_suffix("index.html").unwrap_or(path);
    let url = Url::parse(BASE_URL)
        .expect("it is one")
        .join(&route::percent_encode(folder))
        .expect("a path");
    let is_question = path.starts_with("questions/") && path.matches('/').count() == 2;
    let html = Html::parse(text, true);
    // A reference to a character that does not exist is shown as a replacement character, which is harmless.
    let mistakes = html
        .errors
        .iter()
        .filter(|error| !error.contains("Bad character"));
    faults.extend(mistakes.cloned());
    let mut ids = BTreeSet::new();
    for element in &html.elements {
        let mut fault = |what: String| faults.push(format!("line {}: {what}", element.line));
        let name = element.name.as_str();
        // The one style that stands in a page: that of a missing page, which nobody's words are in.
        let is_own = path == "404.html" && name == "style" && element.text.starts_with(ALONE)
            // The switch of a question's page; no author's text has these classes.
            || name == "fieldset" && element.attribute("class") == Some("filter modes js");
        let is_forbidden =
            FORBIDDEN.contains(&name) || (is_question && FORBIDDEN_IN_ANSWERS.contains(&name));
        if is_forbidden && !is_own {
            fault(format!("the element `{}`", element.name));
        }
        if let Some(id) = element.attribute("id")
            && !ids.insert(id)
        {
            fault(format!("the id `{id}` again"));
        }
        for (name, value) in &element.attributes {
            if name.starts_with("on") || ["style", "srcdoc", "srcset", "ping"].contains(&&**name) {
                fault(format!("the attribute `{name}`"));
            }
            if ["href", "src", "action", "formaction", "data", "poster"].contains(&&**name)
                && let Err(what) = check_address(&url, element, value)
            {
                fault(format!("{name} `{value}`: {what}"));
            }
        }
        if element.name == "script"
            && let Err(what) = check_script(element)
        {
            fault(what);
        }
        if element.name == "meta"
            && !matches!(
                element.attribute("http-equiv"),
                None | Some("Content-Security-Policy" | "refresh")
            )
        {
            fault("a meta element that acts".into());
        }
    }
    faults
}

fn check_script(script: &Element) -> Result<(), String> {
    match script.attribute("type") {
        Some("application/json" | "application/ld+json") => {
            serde_json::from_str::<Value>(&script.text)
                .map(drop)
                .map_err(|error| format!("data: {error}"))
        }
        _ if script.attribute("src").is_some() && script.text.is_empty() => Ok(()),
        _ => Err("an inline script".into()),
    }
}

fn check_address(page: &Url, element: &Element, written: &str) -> Result<(), String> {
    let is_link = element.name == "a" || element.name == "link";
    match Url::parse(written) {
        Ok(url) if is_link && SCHEMES.contains(&url.scheme()) => Ok(()),
        Ok(url) => Err(format!("the scheme {}", url.scheme())),
        // An invalid address leads nowhere, unless it resolves relative to its page.
        Err(_) => match page.join(written) {
            Ok(url) if url.as_str().starts_with(BASE_URL) => Ok(()),
            Ok(url) => Err(format!("leads to {url}")),
            Err(_) if SCHEMES.iter().any(|scheme| written.starts_with(scheme)) => Ok(()),
            Err(error) => Err(error.to_string()),
        },
    }
}

/// A whole file, to test its front matter.
pub fn front_matter(data: &[u8]) {
    let Ok(file) = decode("questions/caching/ttl.md".into(), data.to_vec()) else {
        return;
    };
    let Ok(parts) = matter::split(&file) else {
        return;
    };
    let front = file.text[parts.front.clone()].to_owned();
    let checked = matter::parse(&file, parts.front);
    check_findings(&checked.findings);
    if let Some(matter) = &checked.value {
        for source in &matter.sources {
            assert!(source.url.as_deref().is_none_or(route::is_web_url));
        }
        for tag in &matter.tags {
            assert_eq!(
                Slug::parse(tag.value.slug.as_str()).as_ref(),
                Ok(&tag.value.slug)
            );
        }
        let title = format!("---\ntitle: {}\n---\n", yaml::quoted(&matter.title));
        if !matter.title.contains(char::is_control) && !matter.title.is_empty() {
            let again = decode("q.md".into(), title.into_bytes()).expect("a text");
            let parts = matter::split(&again).expect("front matter");
            let read = matter::parse(&again, parts.front).value;
            assert_eq!(read.map(|read| read.title).as_ref(), Some(&matter.title));
        }
    }
    // A fix is made only if it does not change the meaning.
    if let Some(fixed) = fix::fix(&file.text, &[slug("lru"), slug("ttl")]) {
        let text = decode("q.md".into(), fixed.text.clone().into_bytes()).expect("a text");
        let parts = matter::split(&text).expect("front matter");
        let read = matter::parse(&text, parts.front).value.expect("it reads");
        let before = checked.value.expect("a file with faults is not mended");
        assert_eq!(read.title, before.title, "{}", fixed.text);
        assert_eq!(read.sources, before.sources, "{}", fixed.text);
        assert_eq!(read.keywords, before.keywords, "{}", fixed.text);
        assert_eq!(
            &fixed.text[fixed.text.len() - (file.text.len() - parts_end(&file.text))..],
            &file.text[parts_end(&file.text)..]
        );
    }
    let settings = Arc::new(SourceText {
        path: "prepbook.yaml".into(),
        text: front.clone(),
    });
    check_findings(&config::parse(&settings, &Default::default()).findings);
    let about = Arc::new(SourceText {
        path: "questions/caching/_topic.yaml".into(),
        text: front,
    });
    check_findings(&topic::parse(&about, ENGLISH).findings);
    let bank = Bank::new(&[("caching/ttl.md", data)]);
    check_findings(&bank.findings);
    check_site(&bank, Part::Question);
}

fn parts_end(text: &str) -> usize {
    let file = Arc::new(SourceText {
        path: String::new(),
        text: text.to_owned(),
    });
    matter::split(&file).map_or(text.len(), |parts| parts.body.start)
}

/// An answer, below a valid front matter.
pub fn markdown(data: &[u8]) {
    let mut text = b"---\ntitle: What?\nreviewed: 2026-11-21\n---\n".to_vec();
    text.extend_from_slice(data);
    let bank = Bank::new(&[
        ("caching/ttl.md", &text),
        ("caching/lru.md", b"---\ntitle: Which?\n---\nThis.\n"),
    ]);
    check_findings(&bank.findings);
    let question = bank.catalog.question("ttl");
    let Some(question) = question else {
        return;
    };
    check_cached(question);
    // Parsing a whole page takes ten times as long, and tells no more about the answer.
    let page = skeleton(question);
    let faults = page_faults("questions/ttl/index.html", &page);
    assert!(faults.is_empty(), "{}\n\n{page}", faults.join("\n"));
    let bytes = feeds::file(&bank.catalog, &config(), Feed::Atom);
    let text = str::from_utf8(&bytes).expect("UTF-8");
    xml::parse(text);
    assert!(illegal_in_xml(text).is_empty(), "{text}");
}

/// An answer's parts inside the elements that `templates/question.html` puts around them.
fn skeleton(question: &Question) -> String {
    let answer = &question.content.answer;
    let body = question.large.body().expect("it is in memory");
    let mut page =
        String::from("<!doctype html><html lang=\"en\"><head><title>t</title></head><body>");
    page += &format!("<article><div>{}</div>", body.short);
    if let Some(points) = &answer.key_points {
        let checklist = Checklist::new(&points.heading, &body.points);
        page += &format!("<section><h2>{}</h2><ul>", checklist.heading.html);
        for point in &checklist.points {
            page += &match point.is_line {
                true => format!(
                    "<li><label><input type=\"checkbox\"><span>{}</span></label></li>",
                    point.html
                ),
                false => format!(
                    "<li><input type=\"checkbox\"><div>{}</div></li>",
                    point.html
                ),
            };
        }
        page += "</ul></section>";
    }
    for (section, body) in answer.sections.iter().zip(&body.sections) {
        let heading = &section.heading;
        page += &format!(
            "<section><h2 id=\"{}\">{} <a href=\"#\">#</a></h2>{body}</section>",
            heading.id, heading.html
        );
    }
    page += body.footnotes.as_deref().unwrap_or_default();
    page + "</article></body></html>"
}

/// A text used as a slug, a title, a tag, an address, and the target of a link.
pub fn slugs(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    if let Some(bent) = Slug::from_text(text) {
        assert_eq!(Slug::parse(bent.as_str()).as_ref(), Ok(&bent), "{text:?}");
        assert_eq!(Slug::from_text(bent.as_str()).as_ref(), Some(&bent));
        check_routes(&bent);
    }
    if let Ok(slug) = Slug::parse(text) {
        assert_eq!(slug.as_str(), text);
        check_routes(&slug);
    }
    assert_eq!(
        route::percent_decode(&route::percent_encode(text)).as_deref(),
        Some(text)
    );
    if let Some(decoded) = route::percent_decode(text) {
        route::percent_encode(&decoded);
    }
    if route::is_web_url(text)
        && let Ok(url) = Url::parse(text)
    {
        assert!(["http", "https"].contains(&url.scheme()), "{text:?}");
        assert!(url.has_host());
    }
    if let Ok(url) = config::normalise_url(text) {
        assert!(url.ends_with('/') && route::is_web_url(&url), "{text:?}");
        assert_eq!(config::normalise_url(&url).as_deref(), Ok(url.as_str()));
    }
    let shown: String = text.chars().filter(|char| !char.is_control()).collect();
    let quoted = serde_json::to_string(&shown).expect("a text");
    let page = format!(
        "---\ntitle: {quoted}\ntags: [{quoted}]\nkeywords: [{quoted}]\naliases: [{quoted}]\nsources:\n  - title: {quoted}\n    url: {quoted}\n---\n\
         [a](<{shown}>) ![b](<{shown}> \"{shown}\") [c]\n\n[c]: {shown}\n\n## {shown} {{#{shown}}}\n\n[d](#{shown})\n"
    );
    let bank = Bank::new(&[("caching/ttl.md", page.as_bytes())]);
    check_findings(&bank.findings);
    check_site(&bank, Part::Question);
}

fn check_routes(slug: &Slug) {
    for route in [
        Route::Question(slug.clone()),
        Route::Topic(slug.clone()),
        Route::Tag(slug.clone()),
    ] {
        let path = route.output_path();
        check_path(&path);
        let url = Url::parse(BASE_URL).and_then(|base| base.join(&route.path()));
        let url = url.expect("a route is an address");
        assert_eq!(
            route::percent_decode(url.path()),
            Some(format!("/repo/{}", path.trim_end_matches("index.html")))
        );
    }
}

/// Texts of questions, separated by `\0`: titles, tags, keywords and answers in turn, in compiled form.
pub fn search(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let plain = "---\ntitle: What?\n---\nAn answer.\n\n## In depth\n\nMore.\n";
    let file = Arc::new(SourceText {
        path: "questions/caching/ttl.md".into(),
        text: plain.into(),
    });
    let topic = slug("caching");
    let compiled = question::compile(&file, &topic, &prepbook::words::Words::english())
        .value
        .expect("it compiles");
    let texts: Vec<&str> = text.split('\0').collect();
    let questions = texts.chunks(4).take(64).enumerate().map(|(number, texts)| {
        let mut compiled = compiled.clone();
        let content = &mut compiled.content;
        let text = |at: usize| texts.get(at).copied().unwrap_or_default().to_owned();
        content.matter.title = text(0);
        content.matter.tags = tag(&text(1)).into_iter().collect();
        content.matter.keywords = vec![text(1), text(2)];
        content.answer.short = text(2);
        content.answer.sections[0].heading.text = text(3);
        compiled.said = Arc::new(Said::of(&[text(2), text(3)], 0));
        let slug = slug(&format!("q-{number}"));
        Question::new(slug, topic.clone(), file.clone(), compiled)
    });
    let about = topic::TopicMatter {
        title: texts.first().copied().unwrap_or_default().to_owned(),
        description: String::new(),
        order: None,
        named: Vec::new(),
    };
    let bank = Bank::of(
        questions.collect(),
        vec![(topic.clone(), about)],
        Vec::new(),
    );
    check_index(&bank.catalog);
}

fn tag(label: &str) -> Option<yaml::Spanned<matter::Tag>> {
    Slug::from_text(label).map(|slug| yaml::Spanned {
        value: matter::Tag {
            label: label.to_owned(),
            slug,
        },
        span: 0..0,
    })
}

/// Keeps the last counts.
#[derive(Debug, Default)]
struct Counted(Mutex<Option<Vec<u8>>>);

impl Shelf for Counted {
    fn take(&self, _: &str) -> Option<Vec<u8>> {
        self.0.lock().expect("nobody panics").clone()
    }
    fn put(&self, _: &str, write: &dyn Fn(&mut dyn io::Write) -> io::Result<()>) {
        let mut bytes = Vec::new();
        write(&mut bytes).expect("memory takes everything");
        *self.0.lock().expect("nobody panics") = Some(bytes);
    }
}

/// Checks that the index is JSON, is the same every time, with and without stored counts, and names the first term of each shard in
/// the order in which browsers compare.
fn check_index(catalog: &Catalog) {
    let counted = Counted::default();
    let files = |shelf: Option<&dyn Shelf>| {
        index::files(catalog, &config(), shelf).expect("it is in memory")
    };
    assert_eq!(files(Some(&counted)), files(Some(&counted)));
    assert!(counted.take("").is_some());
    let again = files(Some(&counted));
    // The folder of a cache seals what lies there; without that, damage may show, but nothing falls over it.
    let kept = counted.take("").unwrap_or_default();
    for at in (0..kept.len()).step_by(kept.len().div_ceil(8).max(1)) {
        let mut damaged = kept.clone();
        damaged[at] ^= 0x41;
        files(Some(&Counted(Mutex::new(Some(damaged)))));
        files(Some(&Counted(Mutex::new(Some(kept[..at].to_vec())))));
    }
    let files = files(None);
    assert_eq!(files, again);
    let read = |path: &str| -> Value {
        serde_json::from_slice(&files[path]).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let index = read(index::PATH);
    let folder = index["folder"].as_str().expect("a folder");
    assert_eq!(index["documents"], catalog.questions.len());
    let terms = |shards: &str| -> Vec<String> {
        let shards = index[shards].as_array().expect("a list").iter();
        let terms = shards.map(|term| term.as_str().expect("a term").to_owned());
        terms.collect()
    };
    let mut last: Option<Vec<u16>> = None;
    for (number, first) in terms("postings").iter().enumerate() {
        let shard = read(&format!("{folder}p/{number}.json"));
        let entries = shard.as_array().expect("a list");
        assert_eq!(entries[0][0], first.as_str());
        for entry in entries {
            let term: Vec<u16> = entry[0].as_str().expect("a term").encode_utf16().collect();
            assert!(last.as_ref() < Some(&term), "terms out of order");
            last = Some(term);
        }
    }
    for number in 0..terms("dictionary").len() {
        assert!(read(&format!("{folder}t/{number}.json")).is_string());
    }
    let mut shown = 0;
    for (path, bytes) in &files {
        check_path(path);
        let value: Value = serde_json::from_slice(bytes).expect("JSON");
        if path.starts_with(&format!("{folder}d/")) {
            shown += value.as_array().expect("a list").len();
        }
    }
    assert_eq!(shown, catalog.questions.len());
}
