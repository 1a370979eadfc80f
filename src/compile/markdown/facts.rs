//! Facts about an answer that the rendered fragments no longer show: headings as written, bare addresses, wide lines. They are
//! collected here, from the parser's events; the rules of style judge them later.

mod raw;
mod silent;

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use super::located::Located;
use crate::compile::hosts;
use crate::diagnostic::first_line;
use raw::{RawLink, comments, decoded, has_words, is_blank};

/// Lines of code wider than this, in characters, are recorded.
pub const WIDE_LINE: usize = 80;

/// An observation and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What was observed.
    pub observation: Observation,
    /// Byte range in the file.
    pub span: Range<usize>,
}

/// The kinds of observations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Observation {
    /// Everything before the first heading, if there is anything.
    ShortAnswer,
    /// A heading of the answer's outline: not one inside a list or a quote.
    Heading {
        /// As written, from 1.
        level: u8,
        /// The words alone.
        text: String,
    },
    /// A picture without alternative text.
    SilentImage,
    /// The same in raw HTML.
    SilentRawImage,
    /// A link without words or a picture.
    SilentLink {
        /// Where it leads.
        url: String,
    },
    /// A web address in the running text that is not a link.
    BareUrl,
    /// A link that pretends to lead elsewhere.
    DeceptiveLink {
        /// What is wrong with it.
        why: String,
        /// What to do.
        remedy: String,
    },
    /// A line of a code block that is wider than [`WIDE_LINE`].
    WideLine {
        /// Its width in characters.
        columns: usize,
    },
}

/// Collects the facts in one pass over an answer's events.
pub fn observe(text: &str, events: &[Located<'_>]) -> Vec<Fact> {
    let mut walk = Walk {
        text,
        facts: Vec::new(),
        short: None,
        says_short: false,
        in_note: false,
        depth: 0,
        links: 0,
        in_code: false,
        heading: None,
        has_heading: false,
        images: Vec::new(),
        open_links: Vec::new(),
        raw_link: None,
        url_end: 0,
    };
    for (event, span) in events {
        walk.step(event, span);
    }
    let short = walk.short.filter(|_| walk.says_short);
    let short = short.map(|span| Fact {
        observation: Observation::ShortAnswer,
        span,
    });
    short.into_iter().chain(walk.facts).collect()
}

/// The state of the pass.
struct Walk<'a> {
    text: &'a str,
    facts: Vec<Fact>,
    short: Option<Range<usize>>,
    /// Whether there is anything to read in it: no comments, and no mere references to notes.
    says_short: bool,
    in_note: bool,
    depth: usize,
    links: usize,
    in_code: bool,
    /// The open heading's level, words and line.
    heading: Option<(u8, String, Range<usize>)>,
    /// Whether there was a heading of the outline already.
    has_heading: bool,
    /// For each open picture, its range and whether it has words.
    images: Vec<(Range<usize>, bool)>,
    /// For each open link, its range, its address, and its words so far; a picture is shown as a sign.
    open_links: Vec<(Range<usize>, String, String)>,
    /// The link that raw HTML opened.
    raw_link: Option<RawLink>,
    /// Where the last bare address ended: one may contain another, or extend over several events.
    url_end: usize,
}

impl Walk<'_> {
    fn push(&mut self, observation: Observation, span: Range<usize>) {
        self.facts.push(Fact { observation, span });
    }

    fn step(&mut self, event: &Event<'_>, span: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(_) if self.in_code => {
                self.say();
                self.code(span.clone());
            }
            Event::InlineMath(formula) | Event::DisplayMath(formula) => {
                self.say();
                self.show();
                if let Some((_, _, shown)) = self.open_links.last_mut() {
                    shown.push_str(formula);
                }
            }
            Event::Text(words) | Event::Code(words) => {
                if !is_blank(words) {
                    self.say();
                    self.show();
                }
                if let Some((_, heading, _)) = &mut self.heading {
                    heading.push_str(words);
                }
                if let Some((_, _, shown)) = self.open_links.last_mut() {
                    shown.push_str(words);
                }
                if let Some((_, has_words)) = self.images.last_mut() {
                    *has_words |= !words.trim().is_empty();
                }
                if matches!(event, Event::Text(_)) && self.links == 0 {
                    self.bare_urls(span.clone());
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some((_, heading, _)) = &mut self.heading {
                    heading.push(' ');
                }
            }
            Event::Html(html) => self.raw_links(html, span),
            Event::InlineHtml(html) => {
                self.raw_links(html, span);
                self.raw_images(span);
                self.silent_raw_links(span);
            }
            _ => {}
        }
    }

    /// There is something to read here.
    fn say(&mut self) {
        let is_before = self.heading.is_none() && !self.has_heading;
        self.says_short |= is_before && !self.in_note;
    }

    fn judge(&mut self, url: &str, shown: &str, span: Range<usize>) {
        if let Some((why, remedy)) = hosts::deceit(url, shown) {
            let remedy = remedy.to_owned();
            self.push(Observation::DeceptiveLink { why, remedy }, span);
        }
    }

    /// Links in raw HTML have an address too; their words are other events.
    fn raw_links(&mut self, html: &str, span: &Range<usize>) {
        for (at, _) in html.match_indices("href") {
            let value = html[at + 4..]
                .trim_start()
                .strip_prefix('=')
                .map(str::trim_start);
            let url = value.and_then(|value| match value.chars().next()? {
                quote @ ('"' | '\'') => value[1..].split(quote).next(),
                _ => value
                    .split(|char: char| char.is_whitespace() || char == '>')
                    .next(),
            });
            if let Some(url) = url {
                self.judge(&decoded(url), "", span.clone());
            }
        }
    }

    /// Pictures in raw HTML.
    fn raw_images(&mut self, span: &Range<usize>) {
        let html = self.text[span.clone()].to_owned();
        let comments = comments(&html);
        for (at, _) in html.match_indices("<img") {
            let is_tag = html[at + 4..].starts_with([' ', '\t', '\n', '/', '>']);
            if !is_tag || comments.iter().any(|comment| comment.contains(&at)) {
                continue;
            }
            self.say();
            if let Some((_, _, shown)) = self.open_links.last_mut() {
                shown.push(PICTURE);
            }
            let end = html[at..].find('>').map_or(html.len(), |end| at + end + 1);
            let tag = html[at..end].to_ascii_lowercase();
            let has_words = tag.match_indices("alt").any(|(at, _)| {
                let is_name =
                    tag[..at].ends_with(|char: char| char.is_whitespace() || "\"'".contains(char));
                let after = tag[at + 3..].trim_start();
                is_name && after.starts_with(['=', '>', '/'])
            });
            if !has_words {
                let place = span.start + at..span.start + end;
                let line = first_line(self.text, place.clone());
                self.push(Observation::SilentRawImage, line);
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: &Range<usize>) {
        let is_outline = self.depth == 0;
        self.depth += 1;
        match tag {
            Tag::Heading { level, .. } if is_outline => {
                let line = first_line(self.text, span.clone());
                self.heading = Some((*level as u8, String::new(), line));
            }
            Tag::CodeBlock(_) => self.in_code = true,
            Tag::FootnoteDefinition(_) => self.in_note = true,
            Tag::HtmlBlock => {
                let html = &self.text[span.clone()];
                if has_words(html, &comments(html)) {
                    self.say();
                }
                self.raw_images(span);
                self.silent_raw_links(span);
            }
            Tag::Link { dest_url, .. } => {
                self.links += 1;
                self.open_links
                    .push((span.clone(), dest_url.to_string(), String::new()));
            }
            Tag::Image { .. } => {
                // An address in a picture's alternative text is not running text either.
                self.links += 1;
                self.say();
                self.show();
                if let Some((_, _, shown)) = self.open_links.last_mut() {
                    shown.push(PICTURE);
                }
                self.images.push((span.clone(), false));
            }
            _ => {}
        }
        let before_headings = self.heading.is_none() && !self.has_heading;
        if is_outline && before_headings && !matches!(tag, Tag::FootnoteDefinition(_)) {
            let end = span.start + self.text[span.clone()].trim_end().len();
            let start = self.short.as_ref().map_or(span.start, |short| short.start);
            self.short = Some(start..end.max(start));
        }
    }

    fn end(&mut self, tag: &TagEnd) {
        self.depth = self.depth.saturating_sub(1);
        match tag {
            TagEnd::Heading(_) => {
                if let Some((level, text, span)) = self.heading.take() {
                    let text = text.trim().to_owned();
                    self.has_heading = true;
                    self.push(Observation::Heading { level, text }, span);
                }
            }
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::FootnoteDefinition => self.in_note = false,
            TagEnd::Link => {
                self.links = self.links.saturating_sub(1);
                if let Some((span, url, shown)) = self.open_links.pop() {
                    match is_blank(&shown) {
                        true => self.push(Observation::SilentLink { url }, span),
                        false => self.judge(&url, shown.trim_matches(PICTURE), span),
                    }
                }
            }
            TagEnd::Image => {
                self.links = self.links.saturating_sub(1);
                if let Some((span, false)) = self.images.pop() {
                    self.push(Observation::SilentImage, span);
                }
            }
            _ => {}
        }
    }

    fn code(&mut self, span: Range<usize>) {
        let mut start = span.start;
        for line in self.text[span].split_inclusive('\n') {
            let shown = line.trim_end();
            let columns = shown.chars().count();
            if columns > WIDE_LINE {
                self.push(
                    Observation::WideLine { columns },
                    start..start + shown.len(),
                );
            }
            start += line.len();
        }
    }

    fn bare_urls(&mut self, span: Range<usize>) {
        while let Some(start) = next_scheme(self.text, self.url_end.max(span.start)..span.end) {
            let url = url_at(&self.text[start..]);
            self.url_end = start + url.len().max("http".len());
            if !url.ends_with('/') || url.matches('/').count() > 2 {
                self.push(Observation::BareUrl, start..start + url.len());
            }
        }
    }
}

/// What stands for a picture among the words of a link: nothing that an author could mean.
const PICTURE: char = '\u{fffc}';

/// The start of the next `http://` or `https://` that is not the end of another word.
fn next_scheme(text: &str, range: Range<usize>) -> Option<usize> {
    let within = text.get(range.clone())?;
    within
        .match_indices("http")
        .map(|(at, _)| range.start + at)
        .find(|&at| {
            // Up to the end of the text, because smart punctuation can split an address over several events.
            let rest = &text[at..];
            let is_scheme = rest.starts_with("http://") || rest.starts_with("https://");
            is_scheme && !text[..at].ends_with(|char: char| char.is_alphanumeric())
        })
}

/// The address at the start of a text, without the sentence's punctuation at its end.
fn url_at(text: &str) -> &str {
    let end = text
        .find(|char: char| char.is_whitespace() || "<>\"`|*".contains(char))
        .unwrap_or(text.len());
    // In a table, `\|` is a bar in a cell.
    let mut url = text[..end].trim_end_matches('\\');
    let opened = url.matches('(').count();
    let mut closed = url.matches(')').count();
    loop {
        let shorter = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ']']);
        // A closing bracket belongs to the address only if it was opened in it.
        let shorter = match shorter.strip_suffix(')') {
            Some(rest) if opened < closed => {
                closed -= 1;
                rest
            }
            _ => shorter,
        };
        if shorter.len() == url.len() {
            return url;
        }
        url = shorter;
    }
}
