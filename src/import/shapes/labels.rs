//! `Q.` and `Ans.` in front of lines, bold or not, with or without numbers; and between such questions, terms alone on a line.

use std::ops::Range;

use super::{deepest_section, within};
use crate::import::assemble::{Mark, Placed};
use crate::import::document::{Document, Kind, Unit, plain};
use crate::import::words::{self, Label, Side};

/// A line of running text, with what stands in front of it.
struct Spoken {
    line: usize,
    /// The end of the paragraph that it is in.
    end: usize,
    is_first: bool,
    label: Option<Label>,
}

pub fn marks(document: &Document, scope: &Range<usize>) -> Vec<Placed> {
    let spoken = spoken(document, scope);
    let asked: Vec<usize> = (0..spoken.len())
        .filter(|&at| spoken[at].has(Side::Question))
        .collect();
    let (Some(&first), Some(&last)) = (asked.first(), asked.last()) else {
        return halved(document, scope);
    };
    let mut marks: Vec<Placed> = asked
        .iter()
        .map(|&at| question(document, &spoken, at))
        .collect();
    let surrounded = spoken.get(first + 1..last).unwrap_or_default();
    let terms = surrounded
        .iter()
        .filter(|line| line.label.is_none() && line.is_first);
    marks.extend(terms.filter_map(|line| term(document, line)));
    marks.extend(
        spoken
            .iter()
            .filter(|line| line.is_first)
            .filter_map(|line| gap(document, line)),
    );
    ends(document, scope, &mut marks);
    marks.sort_by_key(|placed| placed.lines.start);
    // A title over several lines may have run into what comes next.
    marks.dedup_by(|next, before| next.lines.start < before.lines.end);
    marks
}

/// Questions without labels, of which each has a labelled answer below: `三、什么是锁？` and `答：…`
fn halved(document: &Document, scope: &Range<usize>) -> Vec<Placed> {
    let is_answer = |line: usize| {
        words::label(document.line(line)).is_some_and(|label| label.side == Side::Answer)
    };
    let asks = |line: usize| {
        let (title, numbered) = words::bare_title(document.line(line));
        numbered || words::is_asking(&plain(&title))
    };
    let mut marks = Vec::new();
    let mut answers = 0;
    let mut before: Option<&Unit> = None;
    for unit in within(document, scope) {
        if matches!(unit.kind, Kind::Paragraph) {
            let answer = unit.lines.clone().find(|&line| is_answer(line));
            answers += usize::from(answer.is_some());
            let question = match answer {
                Some(line) if line > unit.lines.start => Some(unit.lines.start..line),
                Some(_) => before
                    .filter(|unit| matches!(unit.kind, Kind::Paragraph))
                    .map(|unit| unit.lines.clone()),
                None => None,
            };
            if let Some(lines) = question.filter(|lines| lines.len() < 4 && asks(lines.start)) {
                let title: Vec<&str> = lines
                    .clone()
                    .map(|line| document.line(line).trim())
                    .collect();
                marks.push(Placed {
                    mark: Mark::question(words::bare_title(&title.join(" ")).0, None),
                    lines,
                });
            }
        }
        before = Some(unit);
    }
    if marks.len() < 2 || marks.len() < answers {
        return Vec::new();
    }
    ends(document, scope, &mut marks);
    marks.sort_by_key(|placed| placed.lines.start);
    marks
}

impl Spoken {
    fn has(&self, side: Side) -> bool {
        self.label.as_ref().is_some_and(|label| label.side == side)
    }
}

/// Every line of a paragraph, of the start of a list's item, and labelled headings.
fn spoken(document: &Document, scope: &Range<usize>) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    for unit in within(document, scope) {
        match &unit.kind {
            Kind::Paragraph => add(document, &unit.lines, &mut spoken),
            Kind::Heading { text, .. } => {
                let first = text.lines().next().unwrap_or_default();
                let label = words::label(first).filter(|label| label.side == Side::Question);
                spoken.extend(label.map(|label| Spoken {
                    line: unit.lines.start,
                    end: unit.lines.start + 1,
                    is_first: true,
                    label: Some(label),
                }));
            }
            Kind::List(items) => {
                for item in items.iter().filter(|item| item.heading.is_none()) {
                    add(document, &item.head, &mut spoken);
                }
            }
            _ => {}
        }
    }
    halves(&mut spoken);
    spoken
}

/// Letters are labels only where the question's is followed by the answer's, with no other between.
fn halves(spoken: &mut [Spoken]) {
    let labelled: Vec<usize> = (0..spoken.len())
        .filter(|&at| spoken[at].label.is_some())
        .collect();
    let is_half = |at: Option<&usize>, of: &Label| {
        let label = at.and_then(|&at| spoken[at].label.as_ref());
        label.is_some_and(|label| label.side != of.side && of.is_half_of(label))
    };
    let mut alone = Vec::new();
    for (place, &at) in labelled.iter().enumerate() {
        let Some(label) = spoken[at].label.as_ref().filter(|label| label.is_half()) else {
            continue;
        };
        let other = match label.side {
            Side::Question => labelled.get(place + 1),
            Side::Answer => place.checked_sub(1).and_then(|place| labelled.get(place)),
        };
        let has_half = is_half(other, label);
        if !has_half {
            alone.push(at);
        }
    }
    for at in alone {
        spoken[at].label = None;
    }
}

fn add(document: &Document, lines: &Range<usize>, spoken: &mut Vec<Spoken>) {
    for line in lines.clone() {
        let text = words::without_bullet(document.line(line));
        let label = words::label(text).filter(|label| !is_option(document, line, label));
        spoken.push(Spoken {
            line,
            end: lines.end,
            is_first: line == lines.start,
            label,
        });
    }
}

/// `A.` in front of the first of several options is no answer.
fn is_option(document: &Document, line: usize, label: &Label) -> bool {
    let below = (line + 1..document.len()).map(|line| document.line(line));
    label.word == "a"
        && label.number.is_none()
        && words::is_option(words::without_bullet(document.line(line)), below)
}

fn question(document: &Document, spoken: &[Spoken], at: usize) -> Placed {
    let asked = &spoken[at];
    let rest = asked
        .label
        .as_ref()
        .map(|label| label.rest.as_str())
        .unwrap_or_default();
    let (mut title, mut answer) = answer_within(rest);
    let mut end = asked.line + 1;
    let mut follows = spoken[at + 1..]
        .iter()
        .take_while(|line| line.label.is_none());
    if title.is_empty() && answer.is_none() {
        // The question stands below its label, with nothing between.
        let is_next =
            |line: &&Spoken| (asked.line + 1..line.line).all(|between| document.is_blank(between));
        if let Some(line) = follows.next().filter(is_next) {
            (title, answer) = answer_within(document.line(line.line).trim());
            end = line.line + 1;
        }
    }
    // A question that goes on in the next lines, up to where it is answered.
    let paragraph = spoken[at..]
        .iter()
        .take_while(|line| line.line < end)
        .last()
        .map_or(end, |line| line.end);
    let is_answered_below = spoken[at + 1..]
        .iter()
        .find(|line| line.label.is_some())
        .is_some_and(|line| line.has(Side::Answer) && line.end == paragraph);
    while answer.is_none() && end < paragraph && !has_ended(&title) {
        let next = document.line(end).trim();
        if words::label(words::without_bullet(next)).is_some() {
            break;
        }
        if !is_answered_below && !next.starts_with(|char: char| char.is_lowercase()) {
            break;
        }
        title = format!("{title} {next}");
        end += 1;
    }
    Placed {
        lines: asked.line..end,
        mark: Mark::question(title, answer),
    }
}

fn has_ended(title: &str) -> bool {
    title.is_empty()
        || title
            .trim_end_matches(['*', '_', ' ', '\\'])
            .ends_with(['?', '.', ':', '？', '。', '!', '؟'])
}

/// `What is X? Ans. It is.` on one line.
fn answer_within(text: &str) -> (String, Option<String>) {
    for (at, _) in text.match_indices(char::is_whitespace) {
        let (before, after) = (text[..at].trim_end(), text[at..].trim_start());
        let asks = before
            .trim_end_matches(['*', '_'])
            .ends_with(['?', '？', '.']);
        if asks && words::label(after).is_some_and(|label| label.side == Side::Answer) {
            return (before.to_owned(), Some(after.to_owned()));
        }
    }
    (text.to_owned(), None)
}

/// `C: A [quorum] is a majority.`
fn gap(document: &Document, line: &Spoken) -> Option<Placed> {
    if !document.line(line.line).trim_start().starts_with("C:") {
        return None;
    }
    let lines: Vec<&str> = (line.line..line.end)
        .map(|line| document.line(line).trim())
        .collect();
    let text = lines.join("\n");
    let (title, answer) = super::cards::cloze(&text)?;
    Some(Placed {
        lines: line.line..line.end,
        mark: Mark::question(title, Some(answer)),
    })
}

/// `Idempotency:~` or `Idempotency:` alone on a line, with prose below it.
fn term(document: &Document, line: &Spoken) -> Option<Placed> {
    let text = document.line(line.line).trim();
    let (term, is_marked) = match text.split_once(":~") {
        Some((term, after)) if after.trim_matches(['*', '_', ' ']).is_empty() => (term, true),
        _ => (
            text.trim_end_matches(['*', '_', ' '])
                .strip_suffix([':', '：'])?,
            false,
        ),
    };
    let bare = plain(term);
    let count = bare.split(' ').count();
    let is_name = bare.starts_with(char::is_alphanumeric) && !bare.contains(['.', ',', ';', '?']);
    if bare.is_empty() || !is_marked && (count > 6 || !is_name || words::is_generic(&bare)) {
        return None;
    }
    let below = (line.line + 1..document.len()).find(|&line| !document.is_blank(line))?;
    let unit = document.unit_of(below)?;
    let is_prose =
        matches!(unit.kind, Kind::Paragraph) && words::label(document.line(below)).is_none();
    let title = term.trim().trim_matches(['*', '_']).trim().to_owned();
    (is_prose || is_marked).then(|| Placed {
        lines: line.line..line.line + 1,
        mark: Mark::question(title, None),
    })
}

/// Headings of sections, and what closes a file, end an answer. So does a heading as high as the one that a question stands under.
/// The last heading within an answer stands above the next question as well, but not as high as a section's, or not right above it.
pub fn ends(document: &Document, scope: &Range<usize>, marks: &mut Vec<Placed>) {
    let mut questions: Vec<usize> = marks.iter().map(|placed| placed.lines.start).collect();
    questions.sort_unstable();
    let last = questions.last().copied().unwrap_or_default();
    let is_heading = |unit: &&Unit| matches!(unit.kind, Kind::Heading { .. });
    let headings = within(document, scope).filter(is_heading);
    let headings: Vec<usize> = headings.map(|unit| unit.lines.start).collect();
    let after = |starts: &[usize], line: usize| {
        let next = starts.partition_point(|&start| start <= line);
        starts.get(next).copied()
    };
    let deepest = deepest_section(document, scope, &questions);
    let tail = asking_tail(document, scope, &questions);
    let first = questions.first().copied().unwrap_or_default();
    let mut above = 2;
    for unit in within(document, scope) {
        let start = unit.lines.start;
        if questions.binary_search(&start).is_ok() {
            continue;
        }
        match &unit.kind {
            Kind::Heading { .. } if tail == Some(start) => marks.push(Placed {
                lines: start..start,
                mark: Mark::Stop("between the questions"),
            }),
            Kind::Heading { level, text } => {
                let next = after(&headings, start).unwrap_or(usize::MAX);
                let leads = after(&questions, start).is_some_and(|question| question <= next);
                let below = (unit.lines.end..scope.end).find(|&line| !document.is_blank(line));
                let touches = below.is_some_and(|line| questions.binary_search(&line).is_ok());
                let is_within = start > first
                    && leads
                    && !touches
                    && (*level > deepest || words::is_part(text));
                if words::is_answer_word(text) || is_within {
                    continue;
                }
                if let Some(reason) = words::aside(text).filter(|_| !leads) {
                    marks.push(Placed {
                        lines: unit.lines.clone(),
                        mark: Mark::Stop(reason),
                    });
                } else if leads || *level <= above {
                    above = above.max(*level);
                    marks.push(Placed {
                        lines: unit.lines.clone(),
                        mark: Mark::Section {
                            title: text.clone(),
                            level: *level,
                        },
                    });
                }
            }
            Kind::Paragraph if start > last => marks.extend(closing(document, start, unit)),
            _ => {}
        }
    }
}

/// Where headings begin to ask behind the last question, if several do and none before: they are questions of another shape.
fn asking_tail(document: &Document, scope: &Range<usize>, questions: &[usize]) -> Option<usize> {
    let (first, last) = (*questions.first()?, *questions.last()?);
    let asking = within(document, scope).filter(|unit| {
        matches!(&unit.kind, Kind::Heading { text, .. }
            if unit.lines.start > first && words::is_asking(&plain(&words::bare_title(text).0)))
    });
    let starts = asking.map(|unit| unit.lines.start);
    let starts: Vec<usize> = starts
        .filter(|start| questions.binary_search(start).is_err())
        .collect();
    let tail = starts.first().filter(|start| **start > last)?;
    (starts.len() > 1).then_some(*tail)
}

/// A paragraph behind the last question that is about the file: `Licence: MIT`. What closes a file is said once; a line of each answer is
/// said again and again.
pub fn closing(document: &Document, start: usize, unit: &Unit) -> Option<Placed> {
    let line = document.line(start).trim();
    if words::is_colophon(line) {
        return Some(Placed {
            lines: unit.lines.clone(),
            mark: Mark::Stop("about the file, not a question"),
        });
    }
    let name = line
        .split([':', '：', ']'])
        .next()
        .unwrap_or(line)
        .trim_matches(['*', '_', '[', ' ']);
    let bare = |line: usize| {
        document
            .line(line)
            .trim_start_matches(['*', '_', '[', ' ', '-'])
    };
    let is_heading =
        line.contains([':', '：', ']']) || line.ends_with('*') || unit.lines.len() == 1;
    // The next one is near, where there are many.
    let is_once = || {
        let mut others = (start + 1..document.len()).chain((0..start).rev());
        !others.any(|line| bare(line).starts_with(name))
    };
    let reason = words::aside(name).filter(|_| is_heading && is_once())?;
    Some(Placed {
        lines: start..start + 1,
        mark: Mark::Stop(reason),
    })
}
