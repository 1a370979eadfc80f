//! What a browser shows alike is written alike: headings in HTML become headings, and labelled questions come out of their quotes.
//! Code and comments stay as they are.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag as Start};

use super::document;
use super::html::{self, Tag};
use super::words::{self, Side};

/// The outermost blocks that matter here, by their bytes.
#[derive(Default)]
struct Blocks {
    html: Vec<Range<usize>>,
    quotes: Vec<Range<usize>>,
    code: Vec<Range<usize>>,
}

/// The text, with as many lines as before.
pub fn alike(text: &str) -> String {
    let blocks = blocks(text);
    let tags = html::tags(text, &blocks.html);
    let mut lines: Vec<String> = Vec::new();
    // The quote whose lines stand for themselves.
    let mut open: Option<usize> = None;
    let mut at = 0;
    for line in text.split('\n') {
        let quote = place(&blocks.quotes, at);
        let inner = quote.and(line.trim_start().strip_prefix('>'));
        let inner = inner.map(|inner| inner.strip_prefix(' ').unwrap_or(inner));
        let is_code = || place(&blocks.code, at + line.len().saturating_sub(1)).is_some();
        if inner.is_some_and(asks) && !is_code() {
            open = quote;
        }
        lines.push(match inner.filter(|_| open == quote) {
            Some(inner) => inner.to_owned(),
            None => heading(text, at, line, &tags).unwrap_or_else(|| line.to_owned()),
        });
        at += line.len() + 1;
    }
    lines.join("\n")
}

fn blocks(text: &str) -> Blocks {
    let mut blocks = Blocks::default();
    let mut depth = 0;
    for (event, range) in Parser::new_ext(text, document::options()).into_offset_iter() {
        match event {
            Event::Start(start) => {
                match start {
                    Start::HtmlBlock if depth == 0 => blocks.html.push(range),
                    Start::BlockQuote(_) if depth == 0 => blocks.quotes.push(range),
                    Start::CodeBlock(_) => blocks.code.push(range),
                    _ => {}
                }
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    blocks
}

/// Which of the ranges a byte is in. They are in their order and apart.
fn place(ranges: &[Range<usize>], at: usize) -> Option<usize> {
    let place = ranges.partition_point(|range| range.end <= at);
    ranges.get(place)?.contains(&at).then_some(place)
}

fn asks(text: &str) -> bool {
    words::label(text)
        .is_some_and(|label| label.side == Side::Question && words::other_half(&label).is_none())
}

/// `<h3 id="x">1. What is X?</h3>` alone on its line, as `### 1. What is X?`. Links find it as before.
fn heading(text: &str, at: usize, line: &str, tags: &[Tag]) -> Option<String> {
    let start = at + line.len() - line.trim_start().len();
    let end = at + line.trim_end().len();
    let first = tags.partition_point(|tag| tag.span.start < start);
    let open = tags
        .get(first)
        .filter(|tag| tag.span.start == start && !tag.is_end)?;
    let level = open.name.strip_prefix('h')?.parse().ok()?;
    let inside_line = tags[first..].iter().take_while(|tag| tag.span.end <= end);
    let close = inside_line.last().filter(|tag| tag.span.end == end)?;
    let is_whole = (1..=6).contains(&level) && close.is_end && close.name == open.name;
    let title = html::to_markdown(&text[open.span.end..close.span.start]);
    if !is_whole || title.trim().is_empty() || title.contains('\n') {
        return None;
    }
    let id = html::attribute(&text[open.span.clone()], "id");
    let anchor = id
        .filter(|id| !id.contains(['"', '<', '>', '&']))
        .map(|id| format!(" <a id=\"{id}\"></a>"));
    let marks = "#".repeat(level);
    Some(format!(
        "{marks} {}{}",
        title.trim(),
        anchor.unwrap_or_default()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_html_are_headings() {
        for (written, shown) in [
            ("<h3>1. What is X?</h3>", "### 1. What is X?"),
            (
                "  <H2 id=\"x\" align='left'>What is <b>X</b>?</H2>",
                "## What is **X**? <a id=\"x\"></a>",
            ),
            ("<h3>What is X?", "<h3>What is X?"),
            ("<h3></h3>", "<h3></h3>"),
            ("<h7>What?</h7>", "<h7>What?</h7>"),
            ("<header>What?</header>", "<header>What?</header>"),
            ("    <h3>What?</h3>", "    <h3>What?</h3>"),
            (
                "````\n```\n<h3>What?</h3>\n```\n````",
                "````\n```\n<h3>What?</h3>\n```\n````",
            ),
            ("<!--\n<h3>What?</h3>\n-->", "<!--\n<h3>What?</h3>\n-->"),
            ("<h3>What?</h3> And?", "<h3>What?</h3> And?"),
            ("<h3>A</h3><h3>B</h3>", "<h3>A</h3><h3>B</h3>"),
            (
                "```\n<h3>What?</h3>\n```\n<h3>That?</h3>",
                "```\n<h3>What?</h3>\n```\n### That?",
            ),
        ] {
            assert_eq!(alike(written), shown);
        }
    }

    #[test]
    fn labelled_questions_come_out_of_their_quotes() {
        for (written, shown) in [
            (
                "> **Q: What is X?**\n> It is.\n\n> Said by somebody.",
                "**Q: What is X?**\nIt is.\n\n> Said by somebody.",
            ),
            ("> A quote.\n> Q: What is X?", "> A quote.\nQ: What is X?"),
            ("~~~\n> Q: What is X?\n~~~", "~~~\n> Q: What is X?\n~~~"),
        ] {
            assert_eq!(alike(written), shown);
        }
    }
}
