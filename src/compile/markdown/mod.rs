//! Turns Markdown into what pages, search and cards need: the short answer, key points, sections, references.
//!
//! pulldown-cmark parses; this module splits the events at the headings and gives each part to the `writer`. Raw HTML and links
//! come from contributors, so they are checked on the way (`raw_html`, `links`).

mod anchor;
mod answer;
#[cfg(test)]
mod commonmark;
mod dialect;
mod facts;
mod fence;
mod forms;
mod links;
mod located;
mod outline;
mod raw_html;
mod reading;
mod references;
mod words;
mod writer;

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, Parser, Tag, TagEnd};

use super::diagram;
use crate::diagnostic::{Checked, Code, Diagnostic, SourceText};
use crate::route::Slug;
use crate::words::{Section as Meaning, Words};

pub use anchor::of as heading_name;
pub use answer::{Answer, Fragment, Heading, KeyPoints, Section};
use dialect::options;
pub use facts::{Fact, Observation, WIDE_LINE};
pub use links::{Reference, Target, media_path};
use located::Located;
pub use outline::{headings, hyphens};
pub use raw_html::is_allowed;
use reading::Reading;
use references::{Asked, Definition};
use writer::Writer;

/// The deepest nesting of quotes and lists: the stack is limited, both here and in browsers.
const MAX_DEPTH: usize = 64;

/// The most events of a text. A table can turn each byte into many cells.
const MAX_EVENTS: usize = 100_000;

/// The most headings of a text. Each gets a name of its own.
const MAX_HEADINGS: usize = 1_000;

/// The most words and parts of words in a text; reading so many takes more than an hour. Each is on the page once and in the
/// search up to three times.
const MAX_WORDS: usize = 20_000;

/// Renders the Markdown in `range` of a file that lies in the folder of `topic`.
pub fn render(
    file: &Arc<SourceText>,
    range: Range<usize>,
    topic: &Slug,
    words: &Words,
) -> Checked<Answer> {
    let start = range.start;
    let reading = Reading::new(&file.text[range.clone()], options());
    let Parsed {
        events,
        definitions,
        asked,
    } = match parse(file, range.start, &reading) {
        Ok(parsed) => parsed,
        Err(finding) => return Checked::none(vec![finding]),
    };
    let facts = facts::observe(&file.text, &events);
    let mut findings = references::check(file, range, &events, &definitions, &asked);
    findings.append(&mut forms::check(file, &events));
    let (events, notes) = split_footnotes(events);
    let mut writer = Writer::new(file, topic, words);
    let mut answer = Answer {
        short: Fragment::default(),
        key_points: None,
        sections: Vec::new(),
        footnotes: None,
        references: Vec::new(),
        anchors: Vec::new(),
        words: 0,
        facts,
    };
    for part in split_sections(events) {
        let Some(heading) = part.heading else {
            answer.short = writer.fragment(part.events);
            // A heading in a quote belongs neither to this section nor to the next one.
            writer.take_subheadings();
            continue;
        };
        let heading = writer.heading(heading);
        let is_key_points =
            words.section(&heading.text) == Some(Meaning::KeyPoints) && answer.key_points.is_none();
        let items = if is_key_points {
            list_items(&part.events)
        } else {
            None
        };
        if let Some(items) = items {
            let items = items
                .into_iter()
                .map(|item| writer.fragment(item))
                .collect();
            answer.key_points = Some(KeyPoints { heading, items });
            writer.take_subheadings();
            continue;
        }
        let body = writer.fragment(part.events);
        answer.sections.push(Section {
            heading,
            subheadings: writer.take_subheadings(),
            body,
        });
    }
    answer.footnotes = writer.footnotes(notes);
    answer.words = words::count(&answer);
    let (references, anchors, mut of_writer) = writer.finish();
    findings.append(&mut of_writer);
    if words::count_parts(&answer) > MAX_WORDS {
        let message = format!("more than {MAX_WORDS} words in one answer, or parts of words");
        findings.push(
            Diagnostic::at(Code::TooComplex, file, start..start, message)
                .hint("write it shorter, or as several questions"),
        );
        return Checked::none(findings);
    }
    answer.references = references;
    answer.anchors = anchors;
    Checked::some(answer, findings)
}

/// Byte ranges that are shown as written: code and formulas, but not diagrams.
pub fn verbatim(file: &Arc<SourceText>, range: Range<usize>) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut in_code = false;
    let reading = Reading::new(&file.text[range.clone()], options());
    let parsed = parse(file, range.start, &reading).map(|parsed| parsed.events);
    for (event, span) in parsed.unwrap_or_default() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let language = info.split_whitespace().next();
                in_code = language != Some(diagram::LANGUAGE);
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if in_code => ranges.push(span),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => ranges.push(span),
            _ => {}
        }
    }
    ranges
}

/// The result of parsing a text.
struct Parsed<'a> {
    events: Vec<Located<'a>>,
    definitions: Vec<Definition>,
    asked: Vec<Asked>,
}

/// Parses a text that starts at byte `base` of its file.
fn parse<'a>(
    file: &Arc<SourceText>,
    base: usize,
    reading: &'a Reading<'_>,
) -> Result<Parsed<'a>, Diagnostic> {
    let in_file = |span: Range<usize>| {
        let span = reading.written(span);
        base + span.start..base + span.end
    };
    let mut asked = Vec::new();
    let note = |link: BrokenLink<'a>| {
        asked.push(Asked {
            label: link.reference.to_string(),
            link_type: link.link_type,
            span: in_file(link.span),
        });
        None
    };
    let parser = Parser::new_with_broken_link_callback(&reading.text, options(), Some(note));
    let defined = parser.reference_definitions().iter();
    let mut definitions: Vec<Definition> = defined
        .map(|(label, definition)| Definition {
            label: label.to_owned(),
            address: definition.dest.to_string(),
            span: in_file(definition.span.clone()),
        })
        .collect();
    // The parser does not keep them in order.
    definitions.sort_by_key(|definition| definition.span.start);
    if reading.gave_up {
        let line = floor_boundary(&file.text, base..file.text.len().min(base + 80));
        let message = format!("more than {MAX_DEPTH} levels of definitions");
        return Err(Diagnostic::at(Code::TooComplex, file, line, message)
            .hint("write it simpler, or as several questions"));
    }
    let mut events = Vec::new();
    let (mut depth, mut headings) = (0usize, 0usize);
    for (event, span) in parser.into_offset_iter() {
        let event = as_written(event, &span, reading);
        let span = in_file(span);
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        headings += usize::from(matches!(event, Event::Start(Tag::Heading { .. })));
        let limits = [
            (depth, MAX_DEPTH, "levels of nesting"),
            (events.len() + 1, MAX_EVENTS, "elements in one answer"),
            (headings, MAX_HEADINGS, "headings in one answer"),
        ];
        if let Some((_, most, what)) = limits.iter().find(|(count, most, _)| count > most) {
            let line =
                span.start..span.start + file.text[span.start..].find('\n').unwrap_or(0).min(80);
            let line = floor_boundary(&file.text, line);
            let message = format!("more than {most} {what}");
            return Err(Diagnostic::at(Code::TooComplex, file, line, message)
                .hint("write it simpler, or as several questions"));
        }
        events.push((event, span));
    }
    Ok(Parsed {
        events,
        definitions,
        asked,
    })
}

/// An event as its author wrote it, without what the parser or our preparation changed.
fn as_written<'a>(event: Event<'a>, span: &Range<usize>, reading: &'a Reading<'_>) -> Event<'a> {
    match event {
        Event::Text(text) => {
            let source = &reading.text[span.clone()];
            // Quotes may become curly. But hyphens that became a dash could be an option of a command.
            let is_run_of = |sign: char| source.chars().all(|char| char == sign);
            let is_typed = !source.is_empty() && (is_run_of('-') || is_run_of('.'));
            Event::Text(if is_typed { source.into() } else { text })
        }
        Event::Code(text) => Event::Code(reading.restored(text, span)),
        Event::Html(text) => Event::Html(reading.restored(text, span)),
        Event::InlineHtml(text) => Event::InlineHtml(reading.restored(text, span)),
        Event::InlineMath(text) => Event::InlineMath(reading.restored(text, span)),
        Event::DisplayMath(text) => Event::DisplayMath(reading.restored(text, span)),
        Event::Start(Tag::Heading { level, .. }) => {
            let attributes = reading.attributes(span.start).cloned().unwrap_or_default();
            let others = attributes.others.into_iter();
            Event::Start(Tag::Heading {
                level,
                id: attributes.id.map(CowStr::from),
                classes: Vec::new(),
                attrs: others.map(|word| (word.into(), None)).collect(),
            })
        }
        event => event,
    }
}

fn floor_boundary(text: &str, range: Range<usize>) -> Range<usize> {
    let mut end = range.end;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    range.start..end
}

/// A heading's events and what follows it, up to the next heading of its kind.
struct Part<'a> {
    heading: Option<Vec<Located<'a>>>,
    events: Vec<Located<'a>>,
}

/// Splits at each top-level heading of level 1 or 2, and at the first heading of any level.
fn split_sections(events: Vec<Located<'_>>) -> Vec<Part<'_>> {
    let mut parts = vec![Part {
        heading: None,
        events: Vec::new(),
    }];
    let mut depth = 0usize;
    let mut in_heading = false;
    for (event, span) in events {
        match &event {
            Event::Start(Tag::Heading { level, .. })
                if depth == 0 && (parts.len() == 1 || *level <= HeadingLevel::H2) =>
            {
                in_heading = true;
                parts.push(Part {
                    heading: Some(Vec::new()),
                    events: Vec::new(),
                });
            }
            _ => {}
        }
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        let ends_heading = in_heading && matches!(event, Event::End(TagEnd::Heading(_)));
        if let Some(part) = parts.last_mut() {
            match part.heading.as_mut().filter(|_| in_heading) {
                Some(heading) => heading.push((event, span)),
                None => part.events.push((event, span)),
            }
        }
        in_heading &= !ends_heading;
    }
    parts
}

/// The definition of a footnote.
struct Note<'a> {
    label: String,
    span: Range<usize>,
    events: Vec<Located<'a>>,
}

/// Separates the definitions of footnotes from the text: they are shown at the end of the page. A definition inside another one
/// becomes a note of its own.
fn split_footnotes(events: Vec<Located<'_>>) -> (Vec<Located<'_>>, Vec<Note<'_>>) {
    let mut kept = Vec::with_capacity(events.len());
    let mut notes: Vec<Note<'_>> = Vec::new();
    // The open notes, by their index in `notes`.
    let mut open: Vec<usize> = Vec::new();
    for (event, span) in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => {
                open.push(notes.len());
                notes.push(Note {
                    label: label.to_string(),
                    span,
                    events: Vec::new(),
                });
            }
            Event::End(TagEnd::FootnoteDefinition) => drop(open.pop()),
            event => match open.last() {
                Some(&note) => notes[note].events.push((event, span)),
                None => kept.push((event, span)),
            },
        }
    }
    (kept, notes)
}

/// The items of a section that is a single bullet list, apart from comments before it.
fn list_items<'a>(events: &[Located<'a>]) -> Option<Vec<Vec<Located<'a>>>> {
    let (first, rest) = after_comments(events).split_first()?;
    let (last, inner) = rest.split_last()?;
    if !matches!(first.0, Event::Start(Tag::List(None)))
        || !matches!(last.0, Event::End(TagEnd::List(false)))
    {
        return None;
    }
    let mut items: Vec<Vec<Located<'a>>> = Vec::new();
    let mut depth = 0usize;
    for (event, span) in inner {
        match event {
            Event::Start(Tag::Item) if depth == 0 => items.push(Vec::new()),
            Event::End(TagEnd::Item) if depth == 1 => {}
            // The list ended and another block follows it.
            Event::End(_) if depth == 0 => return None,
            _ => items.last_mut()?.push((event.clone(), span.clone())),
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    Some(items)
}

/// The events after the HTML comments at the start, which are instructions for authors.
fn after_comments<'e, 'a>(mut events: &'e [Located<'a>]) -> &'e [Located<'a>] {
    while let [
        (Event::Start(Tag::HtmlBlock), _),
        (Event::Html(html), _),
        rest @ ..,
    ] = events
    {
        let end = rest
            .iter()
            .position(|(event, _)| matches!(event, Event::End(TagEnd::HtmlBlock)));
        match end {
            Some(end) if html.starts_with("<!--") => events = &rest[end + 1..],
            _ => break,
        }
    }
    events
}
