//! Headings that are written in HTML: `<h3 id="x">1. What is X?</h3>`, alone or beside something, on one line or over several. So are
//! paragraphs with a label: `<p><b>Q5. What is X?</b></p>`

use std::ops::Range;

use super::blocks::{Blocks, place};
use super::html::{self, Tag};
use super::markdown;
use super::nesting;
use super::words::label;

/// The most bytes of a heading, and of the tags in front of one on its line.
const MOST_BYTES: usize = 2000;

/// The most lines of a heading.
const MOST_LINES: usize = 6;

/// Elements that stay HTML as a whole, or whose headings are something else.
const HOLDING: &[&str] = &[
    "pre",
    "table",
    "ul",
    "ol",
    "dl",
    "blockquote",
    "summary",
    "script",
    "style",
    "textarea",
    "svg",
];

/// Elements that may begin in front of a heading on its line, because it matters little where they end.
const LOOSE: &[&str] = &[
    "br", "hr", "p", "div", "center", "section", "article", "main", "header", "details",
];

/// Elements that a heading is no longer one with.
const BLOCKS: &[&str] = &[
    "ul",
    "ol",
    "li",
    "table",
    "pre",
    "details",
    "summary",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
];

/// What stands in front of a heading on its line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lead {
    /// Nothing but tags.
    Tags,
    /// The mark of a list's item.
    Item,
    /// The marks of a heading of Markdown.
    Heading,
}

/// A heading in HTML, or a paragraph with a label.
#[derive(Debug)]
pub struct Title {
    /// From its first tag to its last, in bytes.
    pub whole: Range<usize>,
    /// 1 to 6, and 0 of a paragraph.
    pub level: usize,
    /// Markdown, with the names that links find it by.
    pub words: String,
    /// What stands in front of it.
    pub lead: Lead,
    /// How far what it stands in is indented.
    pub indent: usize,
    /// How many lines it has behind its first.
    pub more_lines: usize,
}

/// The headings of a text, in their order. `lines` are its lines.
pub fn titles(text: &str, lines: &[Range<usize>], blocks: &Blocks, tags: &[Tag]) -> Vec<Title> {
    let pairs = nesting::pairs(tags);
    let held = nesting::inside(tags, &pairs, |at| HOLDING.contains(&tags[at].name.as_str()));
    let mut titles: Vec<Title> = Vec::new();
    for (at, open) in tags.iter().enumerate() {
        let Some(level) = level(open).filter(|_| !open.is_end) else {
            continue;
        };
        let Some(end) = pairs[at].filter(|_| !held[at]) else {
            continue;
        };
        let after = lines.partition_point(|line| line.start <= open.span.start);
        let line = lines[after.saturating_sub(1)].start;
        let before = titles.last().map_or(0, |title| title.whole.end).max(line);
        let is_block = place(&blocks.html, open.span.start).is_some();
        let lead = lead(text, before..open.span.start, &tags[..at]);
        let words = words(text, &tags[at..=end], is_block);
        let (Some(lead), Some(words)) = (lead, words) else {
            continue;
        };
        let whole = open.span.start..tags[end].span.end;
        let is_apart = lead == Lead::Tags || before == line && level > 0;
        let is_labelled = || label(&words).is_some() && !text[whole.clone()].contains("<br");
        if !is_apart || level == 0 && !is_labelled() {
            continue;
        }
        // In an item of a list, what goes on is as far from the margin as the heading.
        let block = place(&blocks.html, whole.start).map(|at| blocks.html[at].start);
        let margin = block.map_or(line, |block| {
            let after = lines.partition_point(|line| line.start <= block);
            lines[after.saturating_sub(1)].start
        });
        let is_in_item = block.is_some_and(|block| {
            let front = &text[margin..block];
            !front.trim().is_empty() || front.len() > 3
        });
        let indent = match (lead, block) {
            (Lead::Item, _) if is_in_item => whole.start - line,
            (_, Some(block)) if is_in_item => block - margin,
            _ => 0,
        };
        titles.push(Title {
            more_lines: text[whole.clone()].matches('\n').count(),
            whole,
            level,
            words,
            lead,
            indent,
        });
    }
    titles
}

/// The level of a heading, and 0 of a paragraph.
fn level(tag: &Tag) -> Option<usize> {
    match tag.name.as_str() {
        "p" => Some(0),
        name => {
            let level = name.strip_prefix('h')?.parse().ok();
            level.filter(|level| (1..=6).contains(level))
        }
    }
}

/// Where text stands in elements that keep each blank, in bytes.
pub fn verbatim(tags: &[Tag]) -> Vec<Range<usize>> {
    let pairs = nesting::pairs(tags);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        let Some(end) = pairs[at].filter(|_| !tag.is_end && tag.name == "pre") else {
            continue;
        };
        let is_inside = ranges
            .last()
            .is_some_and(|range| tag.span.start < range.end);
        if !is_inside {
            ranges.push(tag.span.start..tags[end].span.end);
        }
    }
    ranges
}

/// What stands in front of a heading, if it begins its line: words in front say that it does not. `tags` are those in front of it.
fn lead(text: &str, before: Range<usize>, tags: &[Tag]) -> Option<Lead> {
    if before.len() > MOST_BYTES {
        return None;
    }
    let front = &text[before.clone()];
    let trimmed = front.trim();
    if !trimmed.is_empty() && front.ends_with([' ', '\t']) {
        if trimmed.len() <= 6 && trimmed.chars().all(|char| char == '#') {
            return Some(Lead::Heading);
        }
        let digits = trimmed.trim_start_matches(|char: char| char.is_ascii_digit());
        let is_number = digits.len() < trimmed.len() && matches!(digits, "." | ")");
        if is_number || matches!(trimmed, "-" | "*" | "+") {
            return Some(Lead::Item);
        }
    }
    let first = tags.partition_point(|tag| tag.span.start < before.start);
    let mut links = 0;
    let mut at = before.start;
    for tag in &tags[first..] {
        let is_loose = match (tag.name.as_str(), tag.is_end) {
            ("a", false) => {
                links += 1;
                true
            }
            ("a", true) => {
                links -= 1;
                links >= 0
            }
            (_, true) => true,
            (name, false) => LOOSE.contains(&name),
        };
        if !is_loose || !text[at..tag.span.start].trim().is_empty() {
            return None;
        }
        at = tag.span.end;
    }
    (links == 0 && text[at..before.end].trim().is_empty()).then_some(Lead::Tags)
}

/// The words of a heading as Markdown, if they are those of one. `tags` are those from its first to its last.
fn words(text: &str, tags: &[Tag], is_block: bool) -> Option<String> {
    let [open, inner @ .., close] = tags else {
        return None;
    };
    let html = &text[open.span.end..close.span.start];
    if html.len() > MOST_BYTES || inner.iter().any(|tag| BLOCKS.contains(&tag.name.as_str())) {
        return None;
    }
    let lines: Vec<&str> = html.split('\n').collect();
    let between = lines
        .get(1..lines.len().saturating_sub(1))
        .unwrap_or_default();
    if lines.len() > MOST_LINES || between.iter().any(|line| line.trim().is_empty()) {
        return None;
    }
    let read = match is_block {
        true => markdown::title(&literal(html)),
        false => markdown::title(html),
    };
    let lines = read.markdown.lines().map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let mut words = lines.join(" ");
    if words.is_empty() {
        return None;
    }
    for tag in std::iter::once(open).chain(inner).filter(|tag| !tag.is_end) {
        let source = &text[tag.span.clone()];
        let is_named = tag.name == "a" || tag.name == open.name;
        let name = html::attribute(source, "id")
            .or_else(|| html::attribute(source, "name").filter(|_| is_named));
        if let Some(name) = name.filter(|name| !name.contains(['"', '<', '>', '&'])) {
            words.push_str(&format!(" <a id=\"{name}\"></a>"));
        }
    }
    words.push_str(&markdown::remarks(&read.told));
    Some(words)
}

/// HTML whose signs of emphasis are signs in Markdown, too. Those around the whole were meant as emphasis, and so was code.
fn literal(html: &str) -> String {
    let whole = html.trim();
    if whole.starts_with("**") && whole.ends_with("**") {
        return html.to_owned();
    }
    let starts = |at: usize, tag: &str| {
        let word = html.get(at..at + tag.len());
        word.is_some_and(|word| word.eq_ignore_ascii_case(tag))
    };
    let mut out = String::with_capacity(html.len());
    let (mut in_tag, mut in_code, mut in_ticks) = (false, false, false);
    for (at, char) in html.char_indices() {
        match char {
            '<' => {
                in_tag = true;
                in_code = starts(at, "<code") || in_code && !starts(at, "</code");
            }
            '>' => in_tag = false,
            '`' if !in_tag => in_ticks = !in_ticks,
            '*' | '_' if !in_tag && !in_code && !in_ticks => out.push('\\'),
            _ => {}
        }
        out.push(char);
    }
    out
}
