//! For machines: a sitemap, robots.txt, and an Atom feed of new and re-checked questions.
//!
//! Sitemap and feed need absolute addresses, so they are there only where `base_url` is set. Dates come from the
//! questions, never from the clock.

use std::io;

use jiff::civil::Date;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::page::Pages;
use crate::bank::catalog::Catalog;
use crate::compile::question::{Question, Wording};
use crate::diagnostic::is_of_text;
use crate::input::config::Config;
use crate::route::Route;

/// How many questions the feed holds.
const FEED_ENTRIES: usize = 50;

/// Where the feed lies.
pub const FEED_PATH: &str = "feed.xml";

const SITEMAP_PATH: &str = "sitemap.xml";

/// One of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feed {
    /// What robots may read: everything.
    Robots,
    /// All pages.
    Sitemap,
    /// New and re-checked questions.
    Atom,
}

impl Feed {
    /// Where it lies.
    pub fn path(self) -> &'static str {
        match self {
            Feed::Robots => "robots.txt",
            Feed::Sitemap => SITEMAP_PATH,
            Feed::Atom => FEED_PATH,
        }
    }
}

/// Those that an edition with these settings has: each its own feed, and the default one what robots look for.
pub fn feeds(config: &Config, is_first: bool) -> impl Iterator<Item = Feed> + use<> {
    let is_absolute = config.base_url.is_some();
    let all = [Feed::Robots, Feed::Sitemap, Feed::Atom].into_iter();
    all.filter(move |feed| match feed {
        Feed::Robots => is_first,
        Feed::Sitemap => is_first && is_absolute,
        Feed::Atom => is_absolute,
    })
}

/// Makes one of [`feeds`], of an edition alone.
pub fn file(catalog: &Catalog, config: &Config, file: Feed) -> Vec<u8> {
    let base = config.base_url.as_deref().unwrap_or_default();
    // Writing to memory cannot fail.
    match file {
        Feed::Robots => robots(config),
        Feed::Sitemap => Vec::new(),
        Feed::Atom => feed(catalog, config, base).unwrap_or_default(),
    }
}

fn robots(config: &Config) -> Vec<u8> {
    let sitemap = config
        .base_url
        .as_ref()
        .map(|base| format!("\nSitemap: {base}{SITEMAP_PATH}\n"))
        .unwrap_or_default();
    format!("User-agent: *\nAllow: /\n{sitemap}").into_bytes()
}

type Xml = Writer<Vec<u8>>;

fn document() -> io::Result<Xml> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    Ok(xml)
}

fn text(xml: &mut Xml, name: &str, content: &str) -> io::Result<()> {
    xml.create_element(name)
        .write_text_content(BytesText::new(&legal(content)))
        .map(drop)
}

/// XML has no way to write most control characters, not even escaped; a reference in Markdown (`&#1;`) stands for one.
fn legal(text: &str) -> String {
    text.chars().filter(|char| is_of_text(*char)).collect()
}

/// All pages of all languages that are worth finding: <https://www.sitemaps.org/protocol.html>, and where there are several
/// languages, <https://developers.google.com/search/docs/specialty/international/localized-versions#sitemap>.
pub fn sitemap(editions: &[Pages<'_>]) -> Vec<u8> {
    let mut namespaces = vec![("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")];
    if editions.len() > 1 {
        namespaces.push(("xmlns:xhtml", "http://www.w3.org/1999/xhtml"));
    }
    let write = || {
        let mut xml = document()?;
        xml.create_element("urlset")
            .with_attributes(namespaces)
            .write_inner_content(|xml| editions.iter().try_for_each(|pages| urls(xml, *pages)))?;
        Ok::<_, io::Error>(finish(xml))
    };
    // Writing to memory cannot fail.
    write().unwrap_or_default()
}

fn urls(xml: &mut Xml, pages: Pages<'_>) -> io::Result<()> {
    for route in pages.routes().iter().filter(|route| route.is_indexed()) {
        let question = match route {
            Route::Question(slug) => pages.catalog.question(slug.as_str()),
            _ => None,
        };
        // What is shown for want of a translation is at home elsewhere.
        if question.is_some_and(Question::is_borrowed) {
            continue;
        }
        let day = question.and_then(|question| question.content.matter.changed());
        xml.create_element("url").write_inner_content(|xml| {
            text(xml, "loc", &pages.absolute(route).unwrap_or_default())?;
            day.map_or(Ok(()), |day| text(xml, "lastmod", &day.to_string()))?;
            for alternate in pages.alternates(route) {
                xml.create_element("xhtml:link")
                    .with_attributes([
                        ("rel", "alternate"),
                        ("hreflang", alternate.lang.as_str()),
                        ("href", alternate.href.as_str()),
                    ])
                    .write_empty()?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// RFC 4287.
fn feed(catalog: &Catalog, config: &Config, base: &str) -> io::Result<Vec<u8>> {
    let mut questions: Vec<(Date, &Question)> = catalog
        .questions
        .iter()
        .filter_map(|question| Some((question.content.matter.changed()?, question)))
        .collect();
    questions.sort_by_key(|(day, question)| (std::cmp::Reverse(*day), &question.slug));
    questions.truncate(FEED_ENTRIES);
    // A feed without a date is not valid; that of an empty bank is the beginning of time.
    let latest = questions.first().map_or_else(
        || instant(Date::ZERO.max(jiff::civil::date(1970, 1, 1))),
        |(day, _)| instant(*day),
    );
    let mut xml = document()?;
    xml.create_element("feed")
        .with_attributes([
            ("xmlns", "http://www.w3.org/2005/Atom"),
            ("xml:lang", config.language.as_str()),
        ])
        .write_inner_content(|xml| {
            text(xml, "title", &config.title)?;
            text(xml, "subtitle", &config.description)?;
            text(xml, "id", base)?;
            text(xml, "updated", &latest)?;
            xml.create_element("link")
                .with_attribute(("href", base))
                .write_empty()?;
            let own = format!("{base}{FEED_PATH}");
            xml.create_element("link")
                .with_attributes([("rel", "self"), ("href", own.as_str())])
                .write_empty()?;
            xml.create_element("author")
                .write_inner_content(|xml| text(xml, "name", &config.title))?;
            questions
                .iter()
                .try_for_each(|(day, question)| entry(xml, *day, question, base))
        })?;
    Ok(finish(xml))
}

fn entry(xml: &mut Xml, day: Date, question: &Question, base: &str) -> io::Result<()> {
    let matter = &question.content.matter;
    let url = format!("{base}{}", question.route().path());
    let mut element = xml.create_element("entry");
    if let Wording::Borrowed(language) = &question.told.wording {
        element = element.with_attribute(("xml:lang", language.as_str()));
    }
    element.write_inner_content(|xml| {
        text(xml, "title", &matter.title)?;
        text(xml, "id", &url)?;
        xml.create_element("link")
            .with_attribute(("href", url.as_str()))
            .write_empty()?;
        if let Some(added) = matter.added {
            text(xml, "published", &instant(added))?;
        }
        text(xml, "updated", &instant(day))?;
        for tag in &matter.tags {
            let term = legal(&tag.value.label);
            xml.create_element("category")
                .with_attribute(("term", term.as_str()))
                .write_empty()?;
        }
        text(xml, "summary", &question.content.answer.short)
    })?;
    Ok(())
}

fn instant(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

fn finish(xml: Xml) -> Vec<u8> {
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}
