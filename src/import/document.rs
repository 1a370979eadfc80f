//! A foreign text as a browser would read it: lines, the CommonMark blocks that they form, and the raw HTML between them.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag as Start, TagEnd};

use super::html::{self, Tag};
use super::nesting::{self, Folds};
use super::words;

pub use super::plain::{options, plain};

/// A text, cut into blocks.
#[derive(Debug)]
pub struct Document {
    /// The text, with `\n` at the ends of lines.
    pub text: String,
    /// Where each line starts, and behind the last one the end of the text.
    starts: Vec<usize>,
    /// The outermost blocks, and the items of lists, in their order.
    pub units: Vec<Unit>,
    /// Byte ranges of raw HTML.
    pub html: Vec<Range<usize>>,
    /// The tags in it.
    pub tags: Vec<Tag>,
    /// For each tag the one that closes or opens it.
    pub pairs: Vec<Option<usize>>,
    folds: Folds,
    /// Link definitions and footnotes: the lines, and the label as it is referred to (`[^1]` or `[guide]`).
    pub definitions: Vec<Definition>,
}

/// Something that is referred to from elsewhere in the text.
#[derive(Debug, Clone)]
pub struct Definition {
    /// What a reference looks like, in lower case.
    pub label: String,
    /// Its lines.
    pub lines: Range<usize>,
}

/// A block.
#[derive(Debug)]
pub struct Unit {
    /// What it is.
    pub kind: Kind,
    /// Its lines.
    pub lines: Range<usize>,
}

/// What a block is.
#[derive(Debug)]
pub enum Kind {
    /// A heading with its words as written, and its level.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Markdown.
        text: String,
    },
    /// Running text.
    Paragraph,
    /// A list with its items.
    List(Vec<Item>),
    /// Raw HTML.
    Html,
    /// A line across.
    Rule,
    /// Code, tables, quotes.
    Other,
}

/// An item of a list.
#[derive(Debug)]
pub struct Item {
    /// Its lines.
    pub lines: Range<usize>,
    /// How far its content is indented, in bytes.
    pub indent: usize,
    /// The number in front, in a numbered list.
    pub number: Option<u64>,
    /// Whether its box is ticked, where it has one.
    pub task: Option<bool>,
    /// A heading that it begins with: its level.
    pub heading: Option<u8>,
    /// The words that it begins with, up to the end of the first block: Markdown.
    pub text: String,
    /// The lines of those.
    pub head: Range<usize>,
    /// Whether it is made of links alone, its own items aside.
    pub only_links: bool,
}

impl Document {
    /// Reads a text.
    pub fn new(text: String) -> Document {
        let mut starts: Vec<usize> = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        if starts.last().is_some_and(|&last| last < text.len()) {
            starts.push(text.len());
        }
        let mut document = Document {
            text,
            starts,
            units: Vec::new(),
            html: Vec::new(),
            tags: Vec::new(),
            pairs: Vec::new(),
            folds: Folds::default(),
            definitions: Vec::new(),
        };
        document.parse();
        document
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// A line without its end.
    pub fn line(&self, index: usize) -> &str {
        let text = &self.text[self.starts[index]..self.starts[index + 1]];
        text.strip_suffix('\n').unwrap_or(text)
    }

    /// Where a line starts.
    pub fn start(&self, index: usize) -> usize {
        self.starts[index.min(self.starts.len() - 1)]
    }

    /// Whether a line has nothing but blanks.
    pub fn is_blank(&self, index: usize) -> bool {
        self.line(index).trim().is_empty()
    }

    /// The line that a byte is in.
    pub fn line_of(&self, offset: usize) -> usize {
        let after = self.starts.partition_point(|&start| start <= offset);
        (after - 1).min(self.len().saturating_sub(1))
    }

    /// The outermost block that a line is in.
    pub fn unit_of(&self, line: usize) -> Option<&Unit> {
        let after = self.units.partition_point(|unit| unit.lines.start <= line);
        let unit = self.units.get(after.checked_sub(1)?)?;
        unit.lines.contains(&line).then_some(unit)
    }

    /// Where the first block begins that is not above a line.
    pub fn unit_from(&self, line: usize) -> usize {
        self.units.partition_point(|unit| unit.lines.start < line)
    }

    /// Whether a line begins inside of `<details>`.
    pub fn is_folded(&self, line: usize) -> bool {
        self.folds.has(self.start(line))
    }

    /// The lines that a byte range touches, blank ones at its end left out.
    pub fn lines_of(&self, bytes: &Range<usize>) -> Range<usize> {
        if bytes.is_empty() || self.len() == 0 {
            let line = self.line_of(bytes.start);
            return line..line;
        }
        let first = self.line_of(bytes.start);
        let mut end = self.line_of(bytes.end - 1) + 1;
        while end > first + 1 && self.is_blank(end - 1) {
            end -= 1;
        }
        first..end
    }

    fn parse(&mut self) {
        let text = std::mem::take(&mut self.text);
        let parser = Parser::new_ext(&text, options());
        let mut definitions: Vec<(String, Range<usize>)> = parser
            .reference_definitions()
            .iter()
            .map(|(label, definition)| {
                (
                    format!("[{}]", label.to_lowercase()),
                    definition.span.clone(),
                )
            })
            .collect();
        let mut units = Vec::new();
        let mut html = Vec::new();
        let mut events = parser.into_offset_iter().peekable();
        self.text = text.clone();
        while let Some((event, range)) = events.next() {
            let lines = self.lines_of(&range);
            let kind = match event {
                Event::Start(Start::List(first)) => {
                    Kind::List(self.items(&text, first, &mut events, &mut html))
                }
                Event::Start(Start::Heading { level, .. }) => Kind::Heading {
                    level: level as u8,
                    text: inside(&text, range.clone(), &mut events, &mut html),
                },
                Event::Start(Start::Paragraph) => {
                    inside(&text, range, &mut events, &mut html);
                    Kind::Paragraph
                }
                Event::Start(Start::HtmlBlock) => {
                    inside(&text, range, &mut events, &mut html);
                    Kind::Html
                }
                Event::Start(Start::FootnoteDefinition(label)) => {
                    definitions.push((format!("[^{}]", label.to_lowercase()), range.clone()));
                    inside(&text, range, &mut events, &mut html);
                    continue;
                }
                Event::Start(_) => {
                    inside(&text, range, &mut events, &mut html);
                    Kind::Other
                }
                Event::Rule => Kind::Rule,
                _ => continue,
            };
            if !lines.is_empty() {
                units.push(Unit { kind, lines });
            }
        }
        self.part(&mut units);
        definitions.sort_by_key(|(_, span)| span.start);
        self.definitions = definitions
            .into_iter()
            .map(|(label, span)| Definition {
                label,
                lines: self.lines_of(&span),
            })
            .collect();
        self.units = units;
        html.sort_by_key(|range| range.start);
        self.tags = html::tags(&self.text, &html);
        self.pairs = nesting::pairs(&self.tags);
        self.html = html;
        self.folds = Folds::new(&self.tags);
    }

    /// `A: It is.` with `---` below it would be a heading. Where answers have labels, it is an answer, and a line between two cards;
    /// so is the end of one, which starts in the middle of a sentence.
    fn part(&self, units: &mut Vec<Unit>) {
        let side = |line: usize| words::label(self.line(line)).map(|label| label.side);
        let is_answer = |line: usize| side(line) == Some(words::Side::Answer);
        if !(0..self.len()).any(is_answer) {
            return;
        }
        let parted = |unit: &Unit| {
            let lines = unit.lines.clone();
            let is_underlined = matches!(unit.kind, Kind::Heading { .. })
                && lines.len() > 1
                && words::is_rule(self.line(lines.end - 1));
            let goes_on = || {
                let line = self.line(lines.start).trim_start();
                line.starts_with(|char: char| char.is_lowercase()) || lines.clone().any(is_answer)
            };
            is_underlined && (is_answer(lines.start) || goes_on())
        };
        let all = std::mem::take(units);
        for unit in all {
            if !parted(&unit) {
                units.push(unit);
                continue;
            }
            let rule = unit.lines.end - 1..unit.lines.end;
            units.push(Unit {
                kind: Kind::Paragraph,
                lines: unit.lines.start..rule.start,
            });
            units.push(Unit {
                kind: Kind::Rule,
                lines: rule,
            });
        }
    }

    fn items<'a>(
        &self,
        text: &str,
        first: Option<u64>,
        events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>,
        html: &mut Vec<Range<usize>>,
    ) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let mut depth = 0usize;
        // How deep the item's own inner lists are.
        let mut lists = 0usize;
        let mut links = 0usize;
        let mut is_in_head = false;
        let mut head: Option<Range<usize>> = None;
        for (event, range) in events.by_ref() {
            if let (Event::Html(_) | Event::InlineHtml(_), _) = (&event, &range) {
                html.push(range.clone());
            }
            let is_start = matches!(event, Event::Start(_));
            match &event {
                Event::Start(Start::Item) if depth == 0 => {
                    let lines = self.lines_of(&range);
                    items.push(Item {
                        indent: content_offset(text, &range)
                            .saturating_sub(self.start(lines.start)),
                        number: first.map(|first| first + items.len() as u64),
                        task: None,
                        heading: None,
                        text: String::new(),
                        head: lines.start..lines.start,
                        only_links: true,
                        lines,
                    });
                    is_in_head = true;
                    head = None;
                }
                Event::End(TagEnd::List(_)) if depth == 0 => break,
                Event::Start(Start::List(_)) => lists += 1,
                Event::End(TagEnd::List(_)) => lists = lists.saturating_sub(1),
                Event::Start(Start::Link { .. }) => links += 1,
                Event::End(TagEnd::Link) => links = links.saturating_sub(1),
                _ => {}
            }
            let is_block = matches!(
                event,
                Event::Start(
                    Start::List(_)
                        | Start::CodeBlock(_)
                        | Start::BlockQuote(_)
                        | Start::Table(_)
                        | Start::HtmlBlock
                )
            );
            if let Some(item) = items.last_mut() {
                match &event {
                    Event::TaskListMarker(done) if lists == 0 => item.task = Some(*done),
                    Event::Start(Start::Heading { level, .. }) if depth == 1 && head.is_none() => {
                        item.heading = Some(*level as u8);
                    }
                    Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) if depth == 2 => {
                        is_in_head = head.is_none() && is_in_head;
                        if head.is_some() {
                            is_in_head = false;
                        }
                    }
                    Event::Text(words)
                        if links == 0
                            && lists == 0
                            && !words.trim_matches(['.', ' ', '-', '*', '+']).is_empty() =>
                    {
                        item.only_links = false;
                    }
                    Event::Code(_) | Event::Start(Start::CodeBlock(_))
                        if links == 0 && lists == 0 =>
                    {
                        item.only_links = false;
                    }
                    _ => {}
                }
                if is_block {
                    is_in_head = false;
                }
                let is_inline = !matches!(
                    event,
                    Event::Start(
                        Start::Item | Start::Paragraph | Start::Heading { .. } | Start::List(_)
                    ) | Event::End(_)
                        | Event::TaskListMarker(_)
                );
                if is_in_head && is_inline && !is_block {
                    head = Some(match head.take() {
                        Some(head) => head.start..head.end.max(range.end),
                        None => range.clone(),
                    });
                    if let Some(head) = &head {
                        item.text = text[head.clone()].to_owned();
                        item.head = self.lines_of(head);
                    }
                }
            }
            if is_start {
                depth += 1;
            } else if matches!(event, Event::End(_)) {
                depth -= 1;
            }
        }
        for item in &mut items {
            if item.text.is_empty() {
                item.only_links = false;
                item.head = item.lines.start..item.lines.start + 1;
            }
        }
        items
    }
}

/// Where an item's content starts, behind its marker.
fn content_offset(text: &str, item: &Range<usize>) -> usize {
    let source = &text[item.clone()];
    let marker = source
        .find(|char: char| !char.is_ascii_digit())
        .map_or(source.len(), |at| at + 1);
    let blanks = source[marker..].len() - source[marker..].trim_start_matches([' ', '\t']).len();
    // Five blanks and more start indented code one blank behind the marker.
    item.start + marker + if (1..=4).contains(&blanks) { blanks } else { 1 }
}

/// Goes to the end of a block that was begun, and gives the Markdown between its first and last inline parts.
fn inside<'a>(
    text: &str,
    block: Range<usize>,
    events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>,
    html: &mut Vec<Range<usize>>,
) -> String {
    let mut depth = 1;
    let mut span: Option<Range<usize>> = None;
    for (event, range) in events.by_ref() {
        match event {
            Event::End(_) => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
                continue;
            }
            Event::Start(_) => depth += 1,
            Event::Html(_) | Event::InlineHtml(_) => html.push(range.clone()),
            _ => {}
        }
        span = Some(match span {
            Some(span) => span.start.min(range.start)..span.end.max(range.end),
            None => range,
        });
    }
    let span = span.unwrap_or(block.start..block.start);
    text[span].trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_know_their_lines() {
        let document = Document::new(
            "# One\n\ntext\nmore\n\n- a\n- b\n\n```\nQ. no\n```\n\n[x]: https://a.example\n".into(),
        );
        let lines: Vec<_> = document
            .units
            .iter()
            .map(|unit| unit.lines.clone())
            .collect();
        assert_eq!(lines, [0..1, 2..4, 5..7, 8..11]);
        assert_eq!(document.definitions[0].label, "[x]");
        assert_eq!(document.definitions[0].lines, 12..13);
    }

    #[test]
    fn items_know_what_they_begin_with() {
        let document = Document::new(
            "12. ### What is X?\n\n    Answer.\n\n13. ### Why?\n\n    - [x] a\n".into(),
        );
        let Kind::List(items) = &document.units[0].kind else {
            panic!("no list");
        };
        assert_eq!(items[0].heading, Some(3));
        assert_eq!(items[0].text, "What is X?");
        assert_eq!(items[0].number, Some(12));
        assert_eq!(
            (items[0].head.clone(), items[0].lines.clone()),
            (0..1, 0..3)
        );
        assert_eq!(items[1].text, "Why?");
        assert_eq!(items[1].indent, 4);
    }

    #[test]
    fn a_list_of_links_is_known() {
        let document = Document::new("- [a](#a)\n  - [b](#b)\n- text [c](#c)\n".into());
        let Kind::List(items) = &document.units[0].kind else {
            panic!("no list");
        };
        assert_eq!(
            items.iter().map(|item| item.only_links).collect::<Vec<_>>(),
            [true, false]
        );
    }

    #[test]
    fn titles_are_plain() {
        assert_eq!(
            plain("What is **`==`** <a id=x></a>in [JS](#js)?"),
            "What is == in JS?"
        );
    }
}
