//! HTML of a foreign answer: what has no need of it becomes Markdown, what may not stay goes, and the rest is kept.

use super::clean::Note;
use super::document::{Document, Kind};
use super::edits::Edits;
use super::html::{self, Tag};
use super::words::{self, Side};

/// Elements that may stay in an answer.
const KEPT: &[&str] = &[
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "var",
];

/// Elements that only say how their words look.
const SHELLS: &[&str] = &[
    "p", "div", "span", "font", "center", "u", "big", "section", "article", "header", "footer",
    "main", "nav", "aside", "picture", "h1", "h2", "h3", "h4", "h5", "h6", "tt", "strike", "wbr",
    "html", "body", "b", "strong", "details", "summary", "a", "dl", "label", "colgroup", "col",
    "tfoot", "figure", "i", "em", "br", "li", "ul", "ol", "td", "tr", "th", "table", "tbody",
    "thead",
];

/// Elements that do something, or show something from elsewhere.
const ACTIVE: &[&str] = &[
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "svg",
    "video",
    "audio",
    "form",
    "input",
    "button",
    "textarea",
    "select",
    "source",
    "link",
    "meta",
    "base",
    "math",
    "template",
    "title",
    "noscript",
    "xmp",
    "plaintext",
    "marquee",
    "head",
];

/// The text with as little HTML as it needs. `numbers` are the places of its lines.
pub fn soften(text: String, numbers: &[usize], notes: &mut Vec<Note>) -> String {
    let document = Document::new(text);
    let tags = document.tags.clone();
    if tags.is_empty() && document.html.is_empty() {
        return document.text;
    }
    let mut edits = Edits::default();
    let pairs = pairs(&tags);
    let line = |offset: usize| {
        numbers
            .get(document.line_of(offset))
            .copied()
            .unwrap_or_default()
    };
    for range in &document.html {
        for (at, end) in comments(&document.text[range.clone()]) {
            notes.push(Note {
                line: line(range.start + at),
                what: "left out a comment".into(),
            });
            edits.replace(range.start + at..range.start + end, "");
        }
    }
    let mut silent_until = 0;
    for (at, tag) in tags.iter().enumerate() {
        if tag.span.start < silent_until {
            continue;
        }
        let source = &document.text[tag.span.clone()];
        let pair = pairs[at];
        let name = tag.name.as_str();
        let in_block = is_block(&document, tag.span.start);
        let replacement = match name {
            "details" | "summary" => match announces(&document, &tags, &pairs, at) {
                Some(summary) => {
                    // An answer that was folded is shown; the page folds it itself.
                    if name == "summary" && !tag.is_end {
                        let has_before = !document.text[..tags[summary].span.start]
                            .replace("<details>", "")
                            .trim()
                            .is_empty()
                            && !is_labelled(
                                &document,
                                pair.map_or(tag.span.end, |pair| tags[pair].span.end),
                            );
                        let end = pair.map_or(tag.span.end, |pair| tags[pair].span.end);
                        edits.replace(
                            tag.span.start..end,
                            if has_before {
                                "\n\n**Answer:**\n\n"
                            } else {
                                ""
                            },
                        );
                        silent_until = end;
                        continue;
                    }
                    Some("\n".to_owned())
                }
                None if pair.is_none() => Some(String::new()),
                None => None,
            },
            "img" => Some(html::picture(source)),
            "a" if !tag.is_end => match (html::href(source), pair) {
                (Some(_), Some(_)) => Some("[".into()),
                _ => Some(String::new()),
            },
            "a" => {
                match pair.and_then(|pair| html::href(&document.text[tags[pair].span.clone()])) {
                    Some(href) => Some(format!("]({})", html::destination(&href))),
                    None => Some(String::new()),
                }
            }
            "br" if in_block => Some("\n".into()),
            "br" | "hr" => None,
            // What stays HTML as a whole is not read as Markdown inside.
            "code" | "b" | "strong" | "i" | "em"
                if pair.is_some()
                    && in_block
                    && ["table", "ul", "ol", "dl"]
                        .iter()
                        .any(|outer| is_in(&tags, &pairs, at, outer)) =>
            {
                None
            }
            "code" if pair.is_some() && in_block && !is_in(&tags, &pairs, at, "pre") => {
                Some("`".into())
            }
            _ if ACTIVE.contains(&name) => {
                if !tag.is_end {
                    notes.push(Note {
                        line: line(tag.span.start),
                        what: format!("left out `<{name}>`"),
                    });
                    if let Some(pair) = pair.filter(|_| {
                        ["script", "style", "svg", "iframe", "object", "template"].contains(&name)
                    }) {
                        edits.replace(tag.span.start..tags[pair].span.end, "");
                        silent_until = tags[pair].span.end;
                        continue;
                    }
                }
                Some(String::new())
            }
            "b" | "strong" | "i" | "em"
                if in_block
                    || pair.is_none_or(|pair| {
                        !is_same_block(&document, tag.span.start, tags[pair].span.start)
                    }) =>
            {
                Some(String::new())
            }
            "b" | "strong" | "i" | "em" if touches(&document, &tags, at, pair) => {
                Some(if name.len() == 1 && name == "b" || name == "strong" {
                    "**".into()
                } else {
                    "*".into()
                })
            }
            _ if KEPT.contains(&name) && pair.is_some() => None,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !tag.is_end => {
                Some(format!("\n{} ", "#".repeat(name[1..].parse().unwrap_or(2))))
            }
            "p" | "div" | "center" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if in_block => {
                Some("\n".into())
            }
            _ if SHELLS.contains(&name) => Some(String::new()),
            // `List<T>` is meant as it stands.
            _ => Some(format!("\\{source}")),
        };
        if let Some(replacement) = replacement {
            edits.replace(tag.span.clone(), replacement);
        }
    }
    let text = edits.apply(&document.text);
    // What stood in a block of HTML may now be Markdown, which starts at the margin.
    squeeze(&text)
}

/// No more than one blank line at a time, outside of code.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    let mut blank = 0;
    for line in text.lines() {
        let start = line.trim_start();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        blank = if line.trim().is_empty() { blank + 1 } else { 0 };
        if blank < 2 || fence.is_some() {
            out.push_str(if line.trim().is_empty() { "" } else { line });
            out.push('\n');
        }
    }
    out
}

fn comments(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("<!--").map(|start| at + start) {
        let end = text[start..]
            .find("-->")
            .map_or(text.len(), |end| start + end + 3);
        found.push((start, end));
        at = end;
    }
    found
}

/// For each tag the one that closes or opens it.
fn pairs(tags: &[Tag]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; tags.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        if !tag.is_end {
            open.push(at);
        } else if let Some(place) = open.iter().rposition(|&start| tags[start].name == tag.name) {
            pairs[open[place]] = Some(at);
            pairs[at] = Some(open[place]);
            // What was opened inside and never closed stays alone.
            let name = &tag.name;
            match name.as_str() {
                "details" => open.truncate(place),
                _ => drop(open.remove(place)),
            }
        }
    }
    pairs
}

/// Whether a tag stands in a block of HTML instead of in running text.
fn is_block(document: &Document, offset: usize) -> bool {
    let line = document.line_of(offset);
    let is_html = document
        .units
        .iter()
        .any(|unit| matches!(unit.kind, Kind::Html) && unit.lines.contains(&line));
    let words = document.line(line);
    is_html
        || words.trim_start().starts_with('<')
            && html::to_markdown(words)
                .trim_matches(['*', '`', ' '])
                .is_empty()
}

/// Whether the first words behind a place are a label of an answer.
fn is_labelled(document: &Document, from: usize) -> bool {
    let words = html::to_markdown(&document.text[from..]);
    let first = words
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    words::label(first.trim_start_matches(['#', ' ']))
        .is_some_and(|label| label.side == Side::Answer)
}

/// Whether two places are in one paragraph.
fn is_same_block(document: &Document, one: usize, other: usize) -> bool {
    let (one, other) = (document.line_of(one), document.line_of(other));
    document
        .units
        .iter()
        .any(|unit| unit.lines.contains(&one) && unit.lines.contains(&other))
}

/// Whether words stand right inside of a pair of tags, so that signs of Markdown would be read as such.
fn touches(document: &Document, tags: &[Tag], at: usize, pair: Option<usize>) -> bool {
    let Some(pair) = pair else { return false };
    let (open, close) = (&tags[at.min(pair)].span, &tags[at.max(pair)].span);
    let inside = &document.text[open.end..close.start];
    let is_word = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
    let outside = (
        document.text[..open.start].chars().next_back(),
        document.text[close.end..].chars().next(),
    );
    is_word(inside.chars().next())
        && is_word(inside.chars().next_back())
        && !is_word(outside.0)
        && !is_word(outside.1)
        && !inside.contains(['<', '*', '\n'])
}

/// The summary of the folded part that a tag belongs to, where that summary only announces an answer.
fn announces(
    document: &Document,
    tags: &[Tag],
    pairs: &[Option<usize>],
    at: usize,
) -> Option<usize> {
    let start = match (tags[at].name.as_str(), tags[at].is_end) {
        ("summary", false) => at,
        ("summary", true) => pairs[at]?,
        (_, false) => (at + 1..tags.len()).find(|&next| tags[next].name == "summary")?,
        (_, true) => {
            let open = pairs[at]?;
            (open + 1..at).find(|&next| tags[next].name == "summary")?
        }
    };
    let end = pairs[start]?;
    let words = html::to_markdown(&document.text[tags[start].span.end..tags[end].span.start]);
    words::is_answer_word(&words).then_some(start)
}

fn is_in(tags: &[Tag], pairs: &[Option<usize>], at: usize, name: &str) -> bool {
    (0..at).any(|outer| {
        tags[outer].name == name && !tags[outer].is_end && pairs[outer].is_some_and(|end| end > at)
    })
}
