//! `<details><summary>question</summary>answer</details>`, as it stands on GitHub.

use std::ops::Range;

use crate::import::assemble::{Inside, Mark, Placed};
use crate::import::blocks::place;
use crate::import::document::{Document, Kind, plain};
use crate::import::markdown;
use crate::import::words;

/// A folded part.
#[derive(Debug)]
struct Folded {
    /// From `<details>` to behind `</details>`, in bytes.
    whole: Range<usize>,
    /// Between `<details>` and the summary.
    before: Range<usize>,
    /// Between the tags of the summary.
    summary: Range<usize>,
    /// Behind `</summary>`.
    body: usize,
    /// Whether it has a summary; a second one is text.
    is_told: bool,
    /// Those inside, by their place in the list.
    inside: Vec<usize>,
    is_inside: bool,
}

pub fn marks(document: &Document, scope: &Range<usize>) -> Vec<Placed> {
    let folded = folded(document, scope);
    let mut marks = Vec::new();
    for at in 0..folded.len() {
        let part = &folded[at];
        let lines = document.lines_of(&part.whole);
        if part.is_inside || lines.start < scope.start || lines.end > scope.end {
            continue;
        }
        mark(document, &folded, at, 2, &mut marks);
    }
    marks.sort_by_key(|placed| placed.lines.start);
    marks.dedup_by(|next, before| {
        next.lines.start < before.lines.end
            && matches!((&before.mark, &next.mark), (Mark::Stop(_), _))
    });
    let last = marks
        .iter()
        .rposition(|placed| matches!(placed.mark, Mark::Question { .. }))
        .map_or(0, |at| marks[at].lines.start);
    // Headings between them are sections.
    let outer = folded.iter().filter(|part| !part.is_inside);
    let outer: Vec<Range<usize>> = outer.map(|part| part.whole.clone()).collect();
    let mut sections = Vec::new();
    for unit in super::within(document, scope) {
        if let Kind::Heading { level, text } = &unit.kind
            && place(&outer, document.start(unit.lines.start)).is_none()
        {
            sections.push(Placed {
                lines: unit.lines.clone(),
                mark: Mark::heading(text, *level),
            });
        }
    }
    if !marks.is_empty() {
        leave_asides(scope, &sections, last, &mut marks);
        marks.extend(sections);
        marks.sort_by_key(|placed| placed.lines.start);
    }
    marks
}

/// What is folded below the last heading, of what is about the file, is no question either.
fn leave_asides(scope: &Range<usize>, sections: &[Placed], last: usize, marks: &mut Vec<Placed>) {
    let above = sections.iter().rfind(|section| section.lines.start < last);
    let Some(Placed {
        lines,
        mark: Mark::Stop(_),
    }) = above
    else {
        return;
    };
    // What stands first may be under `Overview`.
    if scope.start == 0 && marks.iter().all(|placed| placed.lines.start > lines.start) {
        return;
    }
    let asks = marks.iter().any(|placed| {
        matches!(&placed.mark, Mark::Question { title, .. }
            if placed.lines.start > lines.start && words::is_asking(&plain(title)))
    });
    if !asks {
        marks.retain(|placed| placed.lines.start < lines.start);
    }
}

/// Whether a summary only says that there is something inside: `Answer`, `Click to expand the code`
fn announces(summary: &str) -> bool {
    let lower = plain(summary).to_lowercase();
    let is_call = ["click ", "expand ", "нажмите ", "haz clic ", "点击"]
        .iter()
        .any(|call| lower.starts_with(call));
    words::is_answer_word(summary) || is_call && !words::is_asking(&lower)
}

fn mark(document: &Document, folded: &[Folded], at: usize, level: u8, marks: &mut Vec<Placed>) {
    let part = &folded[at];
    let summary = markdown::title(&document.text[part.summary.clone()]);
    let remarks = markdown::remarks(&summary.told);
    let summary = summary.markdown;
    let (title, _) = words::bare_title(&summary);
    let bare = plain(&title);
    let title = title + &remarks;
    let start = document.line_of(part.whole.start);
    let head_end = document.line_of(part.body.saturating_sub(1)) + 1;
    let end = document.line_of(part.whole.end.saturating_sub(1)) + 1;
    let inner: Vec<usize> = part
        .inside
        .iter()
        .copied()
        .filter(|&inner| {
            let summary = markdown::to_markdown(&document.text[folded[inner].summary.clone()]);
            !announces(&summary)
        })
        .collect();
    if bare.is_empty() || announces(&summary) || is_behind_words(document, part) {
        return;
    }
    if let Some(reason) = words::aside(&summary) {
        marks.push(Placed {
            lines: start..end,
            mark: Mark::Stop(reason),
        });
        return;
    }
    // Where headings ask in it, it is a section of theirs.
    if !words::is_asking(&bare) && has_asking_headings(document, &(head_end..end)) {
        return;
    }
    let asking = inner
        .iter()
        .filter(|&&inner| {
            words::is_asking(&plain(
                &words::bare_title(&markdown::to_markdown(
                    &document.text[folded[inner].summary.clone()],
                ))
                .0,
            ))
        })
        .count();
    let is_section = !inner.is_empty()
        && (asking >= 2 || asking >= 1 && !words::is_asking(&bare))
        && own_words(document, folded, part) < 12;
    if is_section {
        marks.push(Placed {
            lines: start..head_end,
            mark: Mark::Section { title, level },
        });
        for inner in inner {
            mark(document, folded, inner, (level + 1).min(6), marks);
        }
        return;
    }
    let line_end = document.text[part.body..]
        .find('\n')
        .map_or(document.text.len(), |at| part.body + at);
    let rest = document.text[part.body..line_end.min(part.whole.end)].to_owned();
    let is_one_line = head_end >= end;
    let rest = rest.split("</details").next().unwrap_or_default();
    let rest = match document.text[part.before.clone()].trim() {
        "" => rest.to_owned(),
        before => format!("{before}\n{rest}"),
    };
    marks.push(Placed {
        lines: start..head_end,
        mark: Mark::Question {
            title,
            rest: Some(rest),
            inside: Inside {
                is_html: true,
                ..Inside::default()
            },
        },
    });
    let closing = if is_one_line {
        head_end..head_end
    } else {
        end - 1..end
    };
    // Words before the closing tag on its line belong to the answer, so that line is cleaned with it.
    let stop = if is_one_line { closing } else { end..end };
    marks.push(Placed {
        lines: stop,
        mark: Mark::Stop("between the questions"),
    });
}

/// Whether words stand in front of a folded part on its line, which are no part of it.
fn is_behind_words(document: &Document, part: &Folded) -> bool {
    let line = document.start(document.line_of(part.whole.start));
    let front = &document.text[line..part.whole.start];
    let front = front.rsplit("</details>").next().unwrap_or(front);
    let is_mark = |char: char| char.is_ascii_digit() || "-*+>.) \t".contains(char);
    let front = front.trim_start_matches(is_mark);
    if front.is_empty() {
        return false;
    }
    let words = markdown::to_markdown(front);
    let is_label = words::label(&words).is_some_and(|label| label.rest.is_empty());
    !is_label && plain(&words).contains(char::is_alphanumeric)
}

/// Whether most headings of some lines ask.
fn has_asking_headings(document: &Document, lines: &Range<usize>) -> bool {
    let headings = super::within(document, lines).filter_map(|unit| match &unit.kind {
        Kind::Heading { text, .. } => Some(words::is_asking(&plain(&words::bare_title(text).0))),
        _ => None,
    });
    let asking: Vec<bool> = headings.collect();
    asking.iter().filter(|asks| **asks).count() * 2 > asking.len()
}

/// Words of a folded part that are in none of those inside.
fn own_words(document: &Document, folded: &[Folded], part: &Folded) -> usize {
    let mut own = String::new();
    let mut at = part.body;
    for &inner in &part.inside {
        own.push_str(&document.text[at..folded[inner].whole.start.max(at)]);
        at = folded[inner].whole.end.max(at);
    }
    own.push_str(&document.text[at..part.whole.end.max(at)]);
    plain(&own).split_whitespace().count()
}

fn folded(document: &Document, scope: &Range<usize>) -> Vec<Folded> {
    let (start, end) = (document.start(scope.start), document.start(scope.end));
    let first = document.tags.partition_point(|tag| tag.span.start < start);
    let mut parts: Vec<Folded> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for tag in document.tags[first..]
        .iter()
        .take_while(|tag| tag.span.end <= end)
    {
        match (tag.name.as_str(), tag.is_end) {
            ("details", false) => {
                if let Some(&outer) = open.last() {
                    let this = parts.len();
                    parts[outer].inside.push(this);
                }
                parts.push(Folded {
                    whole: tag.span.start..end,
                    before: tag.span.end..tag.span.end,
                    summary: tag.span.end..tag.span.end,
                    body: tag.span.end,
                    is_told: false,
                    inside: Vec::new(),
                    is_inside: !open.is_empty(),
                });
                open.push(parts.len() - 1);
            }
            ("summary", false) => {
                if let Some(part) = open
                    .last()
                    .map(|&at| &mut parts[at])
                    .filter(|part| !part.is_told)
                {
                    part.before.end = tag.span.start;
                    part.summary = tag.span.end..tag.span.end;
                    part.body = tag.span.end;
                    part.is_told = true;
                }
            }
            ("summary", true) => {
                if let Some(part) = open
                    .last()
                    .map(|&at| &mut parts[at])
                    .filter(|part| part.summary.is_empty() && part.summary.end == part.body)
                {
                    part.summary.end = tag.span.start.max(part.summary.start);
                    part.body = tag.span.end;
                }
            }
            ("details", true) => {
                if let Some(at) = open.pop() {
                    parts[at].whole.end = tag.span.end;
                }
            }
            _ => {}
        }
    }
    parts
}
