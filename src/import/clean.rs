//! An answer without what stood around it, in the Markdown that this bank allows.

use std::collections::BTreeSet;
use std::ops::Range;

use super::assemble::{Found, Left, Line};
use super::document::{Document, Kind, plain};
use super::edits::Edits;
use super::html::{self, Tag};
use super::words::{self, Side};

/// Something that was changed, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Counted from 1.
    pub line: usize,
    /// What was done.
    pub what: String,
}

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

/// Takes away what is around the answer of a question, line by line. `repeated` are lines that a file has again and again.
pub fn trim(found: &mut Found, repeated: &BTreeSet<String>, left: &mut Vec<Left>) {
    super::notes::comments(found, left);
    let document = document_of(&found.body);
    let mut gone: Vec<(Range<usize>, &str)> = Vec::new();
    let last = document
        .units
        .iter()
        .rposition(|unit| !matches!(unit.kind, Kind::Rule));
    for (at, unit) in document.units.iter().enumerate() {
        let text = lines(&document, &unit.lines);
        let reason = match &unit.kind {
            Kind::Rule if at == 0 || last.is_none_or(|last| at > last) => {
                Some("a rule between questions")
            }
            Kind::Paragraph | Kind::Html => around(&text, repeated),
            Kind::Heading { text, .. } => around(text, repeated),
            Kind::List(items)
                if items.iter().all(|item| item.only_links)
                    && items
                        .iter()
                        .filter(|item| item.text.contains("](#"))
                        .count()
                        * 2
                        > items.len() =>
            {
                Some("a table of contents")
            }
            _ => None,
        };
        gone.extend(reason.map(|reason| (unit.lines.clone(), reason)));
    }
    // Once more from the end, because a rule may stand behind a way up.
    for unit in document.units.iter().rev() {
        if gone.iter().any(|(lines, _)| *lines == unit.lines) {
            continue;
        }
        if !matches!(unit.kind, Kind::Rule) {
            break;
        }
        gone.push((unit.lines.clone(), "a rule between questions"));
    }
    for unit in &document.units {
        // The last line of a paragraph may lead up as well.
        if let Kind::Paragraph = unit.kind {
            for line in unit.lines.clone().skip(1) {
                gone.extend(
                    around(document.line(line), repeated)
                        .filter(|_| {
                            document.line(line).contains("](#")
                                || document.line(line).contains("href=\"#")
                        })
                        .map(|reason| (line..line + 1, reason)),
                );
            }
        }
    }
    let mut index = 0;
    found.body.retain(|line| {
        let reason = gone
            .iter()
            .find(|(lines, _)| lines.contains(&index))
            .map(|(_, reason)| *reason);
        index += 1;
        match reason {
            Some(reason) if !line.text.trim().is_empty() => {
                left.push(Left {
                    line: line.number,
                    reason: reason.to_owned(),
                    text: line.text.clone(),
                });
                false
            }
            _ => true,
        }
    });
    while found
        .body
        .first()
        .is_some_and(|line| line.text.trim().is_empty())
    {
        found.body.remove(0);
    }
    while found
        .body
        .last()
        .is_some_and(|line| line.text.trim().is_empty())
    {
        found.body.pop();
    }
    unlabel(found, left);
}

fn document_of(body: &[Line]) -> Document {
    let text: Vec<&str> = body.iter().map(|line| line.text.as_str()).collect();
    Document::new(text.join("\n"))
}

fn lines(document: &Document, lines: &Range<usize>) -> String {
    let lines: Vec<&str> = lines.clone().map(|line| document.line(line)).collect();
    lines.join("\n")
}

/// Whether a paragraph is a way up, a badge, a line of the whole file or a comment.
fn around(text: &str, repeated: &BTreeSet<String>) -> Option<&'static str> {
    let trimmed = text.trim();
    if repeated.contains(trimmed) {
        return Some("a line that the file repeats");
    }
    if trimmed.starts_with("<!--")
        && trimmed.ends_with("-->")
        && trimmed.matches("-->").count() == 1
    {
        return Some("a comment");
    }
    let markdown = match trimmed.contains('<') {
        true => html::to_markdown(trimmed),
        false => trimmed.to_owned(),
    };
    let badges = markdown.matches("![").count();
    let is_badge = [
        "shields.io",
        "badge",
        "travis-ci",
        "codecov",
        "star-history",
        "buymeacoffee",
        "visitor",
    ]
    .iter()
    .any(|word| markdown.contains(word));
    if badges > 0 && is_badge && plain(&markdown).is_empty() {
        return Some("a badge");
    }
    let leads_inside = markdown.contains("](#") && !markdown.contains("](http");
    let is_up = leads_inside
        && plain(&markdown)
            .split('|')
            .all(|part| words::leads_up(part.trim()))
        || words::leads_up(&markdown) && leads_inside;
    is_up.then_some("a way back to the top")
}

/// Takes away the label in front of an answer: `Ans.`, `**Answer:**`, `#### Answer`.
fn unlabel(found: &mut Found, left: &mut Vec<Left>) {
    let document = document_of(&found.body);
    let Some(unit) = document.units.first() else {
        return;
    };
    let at = unit.lines.start;
    if at > 0 {
        return;
    }
    let is_label = match &unit.kind {
        Kind::Heading { text, .. } => {
            words::is_answer_word(text)
                || words::label(text)
                    .is_some_and(|label| label.side == Side::Answer && label.rest.is_empty())
        }
        Kind::Paragraph => match words::label(document.line(at)) {
            Some(label)
                if label.word == "a"
                    && words::is_option(
                        document.line(at).trim_start(),
                        (at + 1..document.len()).map(|line| document.line(line)),
                    ) =>
            {
                false
            }
            Some(label) if label.side == Side::Answer => {
                if !label.rest.is_empty() {
                    found.body[at].text = label.rest;
                    return;
                }
                true
            }
            _ => false,
        },
        _ => false,
    };
    if is_label {
        let line = found.body.remove(at);
        left.push(Left {
            line: line.number,
            reason: "a label of the answer".into(),
            text: line.text,
        });
    }
}

/// The answer's Markdown: without HTML that is not needed, with headings from the second level on. `lines` are where its lines stood.
pub fn markdown(found: &Found, notes: &mut Vec<Note>) -> String {
    let text = options(dedent(&found.body, found.is_html));
    let numbers: Vec<usize> = found.body.iter().map(|line| line.number).collect();
    let text = soften(text, &numbers, notes);
    let text = headings(text);
    text.trim_matches('\n').trim_end().to_owned()
}

/// The lines without the blanks that all of them start with.
fn dedent(body: &[Line], is_html: bool) -> String {
    let blanks = |line: &Line| line.text.len() - line.text.trim_start_matches(' ').len();
    let all = body
        .iter()
        .filter(|line| !line.text.trim().is_empty() && !line.text.trim_start().starts_with("</"))
        .map(blanks)
        .min()
        .unwrap_or_default();
    // Below a summary, everything but the first line may be indented.
    let rest = body
        .iter()
        .skip(1)
        .filter(|line| !line.text.trim().is_empty() && !line.text.trim_start().starts_with("</"))
        .map(blanks)
        .min()
        .unwrap_or_default();
    // Four blanks are code, but where people indent whatever stands in HTML.
    let all = if is_html || all < 4 { all } else { 0 };
    let most = all.max(
        if body.first().is_some_and(|line| blanks(line) == 0)
            && rest >= 2
            && is_wholly_indented(body)
        {
            rest
        } else {
            0
        },
    );
    let lines: Vec<&str> = body
        .iter()
        .map(|line| &line.text[most.min(blanks(line))..])
        .collect();
    lines.join("\n")
}

/// Whether a folded part's text is indented as a whole: below its first line nothing stands at the margin but closing tags.
fn is_wholly_indented(body: &[Line]) -> bool {
    body.first()
        .is_some_and(|line| line.text.trim_start().starts_with('<'))
}

/// Options that stand on lines below each other (`A) …`, `B) …`) as the items of a list, or they would run into one paragraph.
fn options(text: String) -> String {
    let document = Document::new(text);
    let mut out: Vec<String> = Vec::new();
    let is_paragraph = |line: usize| {
        document
            .units
            .iter()
            .any(|unit| matches!(unit.kind, Kind::Paragraph) && unit.lines.contains(&line))
    };
    let option = |line: usize| words::option(document.line(line)).filter(|_| is_paragraph(line));
    let mut before = false;
    for line in 0..document.len() {
        let text = document.line(line);
        let is_next = |other: Option<usize>| {
            other
                .filter(|&other| other < document.len())
                .is_some_and(|other| option(other).is_some())
        };
        let is_one =
            option(line).is_some() && (is_next(line.checked_sub(1)) || is_next(Some(line + 1)));
        if is_one != before
            && !text.trim().is_empty()
            && out.last().is_some_and(|last| !last.trim().is_empty())
        {
            out.push(String::new());
        }
        out.push(if is_one {
            format!("- {}", text.trim_start())
        } else {
            text.to_owned()
        });
        before = is_one;
    }
    out.join("\n")
}

fn soften(text: String, numbers: &[usize], notes: &mut Vec<Note>) -> String {
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

/// Headings of an answer start at the second level.
fn headings(text: String) -> String {
    let document = Document::new(text);
    let is_label = |text: &str| {
        words::is_answer_word(text)
            || words::label(text).is_some_and(|label| label.side == Side::Answer)
    };
    let levels = document.units.iter().filter_map(|unit| match &unit.kind {
        Kind::Heading { level, text } if !is_label(text) => Some(*level),
        _ => None,
    });
    let highest = levels.min().unwrap_or(2);
    let mut edits = Edits::default();
    for unit in &document.units {
        if let Kind::Heading { level, text } = &unit.kind {
            // `#### Answer: B` below the options is the answer that a card shows.
            if is_label(text) {
                let words = text.replace("**", "");
                edits.replace(
                    document.start(unit.lines.start)..document.start(unit.lines.end),
                    format!("**{}**\n", words.trim()),
                );
                continue;
            }
            let level = (level + 2 - highest.min(level + 2)).clamp(2, 6);
            let end = document.start(unit.lines.end);
            let words = text.replace('\n', " ");
            edits.replace(
                document.start(unit.lines.start)..end,
                format!("{} {words}\n", "#".repeat(level.into())),
            );
        }
    }
    edits.apply(&document.text)
}
