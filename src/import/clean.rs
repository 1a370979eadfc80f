//! An answer without what stood around it, in the Markdown that this bank allows.

use std::collections::BTreeSet;
use std::ops::Range;

use super::assemble::{Found, Left, Line};
use super::defined::Footnotes;
use super::document::{Document, Kind, plain};
use super::edits::Edits;
use super::markdown;
use super::origin::Note;
use super::soften::soften;
use super::words::{self, Side};

/// Takes away what is around the answer of a question, line by line. `repeated` are lines that a file has again and again.
pub fn trim(found: &mut Found, repeated: &BTreeSet<String>, left: &mut Vec<Left>) {
    super::notes::comments(found, left);
    let document = document_of(&found.body);
    // Why each line goes, if it does; the first reason counts.
    let mut gone: Vec<Option<&str>> = vec![None; document.len()];
    let mut leave = |lines: Range<usize>, reason: &'static str| {
        for line in gone.iter_mut().take(lines.end).skip(lines.start) {
            line.get_or_insert(reason);
        }
    };
    let mut whole = BTreeSet::new();
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
            Kind::Other if text.starts_with("> [!") && text.trim().ends_with(']') => {
                Some("a callout without words")
            }
            // So far from the margin it is code, which nobody meant.
            Kind::Other if unit.lines.len() == 1 && text.starts_with("    ") => {
                around(&text, repeated)
            }
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
        if let Some(reason) = reason {
            leave(unit.lines.clone(), reason);
            whole.insert(at);
        }
    }
    // Once more from the end, because a rule may stand behind a way up.
    for (at, unit) in document.units.iter().enumerate().rev() {
        if whole.contains(&at) {
            continue;
        }
        if !matches!(unit.kind, Kind::Rule) {
            break;
        }
        leave(unit.lines.clone(), "a rule between questions");
    }
    for unit in &document.units {
        // A line of a block may lead up as well, in the midst of others. The first one of a list has its mark.
        let first = match unit.kind {
            Kind::Paragraph | Kind::Html => Some(0),
            Kind::List(_) => Some(1),
            Kind::Other if is_margin(document.line(unit.lines.start)) => Some(0),
            _ => None,
        };
        if let Some(first) = first {
            for line in unit.lines.clone().skip(first) {
                let text = document.line(line).trim_start_matches(['>', ' ']);
                if (text.contains("](#") || text.contains("href=\"#"))
                    && let Some(reason) = around(text, repeated)
                {
                    leave(line..line + 1, reason);
                }
            }
        }
    }
    let mut reasons = gone.into_iter();
    found.body.retain(|line| match reasons.next().flatten() {
        Some(reason) if !line.text.trim().is_empty() => {
            left.push(Left {
                line: line.number,
                reason: reason.to_owned(),
                text: line.text.clone(),
            });
            false
        }
        _ => true,
    });
    let is_blank = |line: &&Line| line.text.trim().is_empty();
    let blank = found.body.iter().take_while(is_blank).count();
    found.body.drain(..blank);
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

/// Whether a line begins a quote, or code for no other reason than its blanks.
fn is_margin(line: &str) -> bool {
    line.starts_with("    ") || line.starts_with('\t') || line.trim_start().starts_with('>')
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
        true => markdown::to_markdown(trimmed),
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
    let all_up = || {
        plain(&markdown)
            .split('|')
            .all(|part| words::leads_up(part.trim()))
    };
    let is_up = leads_inside && (all_up() || words::leads_up(&markdown));
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
        // `> A: A lock.` stays a quote.
        Kind::Other if document.line(at).starts_with('>') => {
            let inner = document.line(at).trim_start_matches(['>', ' ']);
            let below = (at + 1..document.len()).map(|line| document.line(line));
            let below = below.map(|line| line.trim_start_matches(['>', ' ']));
            match words::label(inner).filter(|label| label.side == Side::Answer) {
                Some(label) if label.word == "a" && words::is_option(inner, below) => false,
                Some(label) if !label.rest.is_empty() => {
                    let front = document.line(at).len() - inner.len();
                    found.body[at].text.replace_range(front.., &label.rest);
                    return;
                }
                label => label.is_some(),
            }
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
        // `* A: A lock.` below a question that is an item itself.
        Kind::List(items) if items.len() == 1 && document.units.len() == 1 => {
            let label = words::label(&items[0].text).filter(|label| {
                label.side == Side::Answer && !label.rest.is_empty() && items[0].head.len() == 1
            });
            if let Some(label) = label {
                let blanks = |text: &str| text.len() - text.trim_start_matches(' ').len();
                let most = items[0].indent + blanks(&found.body[at].text);
                let below = found.body.iter().skip(1);
                let all = below.filter(|line| !line.text.trim().is_empty());
                let indent = all
                    .map(|line| blanks(&line.text))
                    .min()
                    .unwrap_or(0)
                    .min(most);
                for line in found.body.iter_mut().skip(1) {
                    let gone = blanks(&line.text).min(indent);
                    line.text.replace_range(..gone, "");
                }
                found.body[at].text = label.rest;
                return;
            }
            false
        }
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
pub fn markdown(found: &Found, footnotes: &Footnotes, notes: &mut Vec<Note>) -> String {
    let own = found.body.iter();
    let body: Vec<&Line> = own
        .filter(|line| !footnotes.gone.contains(&(line.number - 1)))
        .collect();
    let mut numbers: Vec<usize> = body.iter().map(|line| line.number).collect();
    let mut text = options(dedent(&body, found.is_html));
    if !footnotes.more.is_empty() {
        text = format!("{}\n", text.trim_end());
        let last = numbers.last().copied().unwrap_or(1);
        numbers.resize(text.lines().count() + 1, last);
        for line in &footnotes.more {
            text = format!("{text}\n{}", line.text);
            numbers.push(line.number);
        }
    }
    let text = soften(text, &numbers, notes);
    let text = headings(text);
    text.trim_matches('\n').trim_end().to_owned()
}

/// The lines without the blanks that all of them start with.
fn dedent(body: &[&Line], is_html: bool) -> String {
    let blanks = |line: &&Line| line.text.len() - line.text.trim_start_matches(' ').len();
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
fn is_wholly_indented(body: &[&Line]) -> bool {
    body.first()
        .is_some_and(|line| line.text.trim_start().starts_with('<'))
}

/// Options that stand on lines below each other (`A) …`, `B) …`) as the items of a list, or they would run into one paragraph.
fn options(text: String) -> String {
    let document = Document::new(text);
    let mut out: Vec<String> = Vec::new();
    let paragraphs: BTreeSet<usize> = document
        .units
        .iter()
        .filter(|unit| matches!(unit.kind, Kind::Paragraph))
        .flat_map(|unit| unit.lines.clone())
        .collect();
    let is_paragraph = |line: usize| paragraphs.contains(&line);
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
        // Below a blank line, `[name]: address` would be a definition, which nobody sees.
        let is_apart = is_one || !text.trim_start().starts_with('[');
        if is_one != before
            && is_apart
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
    let levels: Vec<u8> = levels.collect();
    let highest = levels.iter().copied().min().unwrap_or(2);
    // Among other headings, one of `Solution` is one of them.
    let is_apart = |text: &str| {
        levels.is_empty() || words::label(text).is_some_and(|label| label.side == Side::Answer)
    };
    let mut edits = Edits::default();
    for unit in &document.units {
        if let Kind::Heading { level, text } = &unit.kind {
            // `#### Answer: B` below the options is the answer that a card shows.
            if is_label(text) && is_apart(text) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_below_options_is_seen() {
        let made = |text: &str| options(text.to_owned());
        assert_eq!(made("A) one\nB) two\nmore"), "- A) one\n- B) two\n\nmore");
        assert_eq!(
            made("A) one\nB) two\n[x]: https://a.example/"),
            "- A) one\n- B) two\n[x]: https://a.example/"
        );
    }
}
