//! Headings that ask, at any level, also as items of a list.

use std::collections::BTreeMap;
use std::ops::Range;

use super::within;
use crate::import::assemble::{Inside, Mark, Placed};
use crate::import::document::{Document, Kind, plain};
use crate::import::{markdown, words};

/// How many headings a number is looked for in: a file of a million headings takes a moment, not an hour.
const NEAR: usize = 500;

struct Heading<'a> {
    level: u8,
    text: &'a str,
    lines: Range<usize>,
    /// The item that it starts, if it starts one.
    inside: Inside,
    asks: bool,
    /// Whether no title of an article asks like that.
    is_sure: bool,
    numbered: bool,
    /// The whole number in front, if there is one.
    number: Option<u64>,
    /// Whether anything stands between it and the next heading.
    is_followed: bool,
    /// Whether the file has it again and again, with nothing below.
    is_repeated: bool,
    /// Whether it is a question, once that is decided.
    is_question: bool,
}

pub fn marks(document: &Document, scope: &Range<usize>) -> Vec<Placed> {
    let mut headings = headings(document, scope);
    ask_below(document, &mut headings);
    repeat(&mut headings);
    let Some(usual) = usual_level(&headings) else {
        return Vec::new();
    };
    let is_whole = scope.end == document.len() && is_first(document, scope);
    if is_whole && !is_bank(&headings, usual) {
        return Vec::new();
    }
    decide(&mut headings, usual);
    let mut marks = Vec::new();
    // The level of the question that is open.
    let mut open: Option<u8> = None;
    for heading in &headings {
        let is_inside = open.is_some_and(|open| heading.level > open);
        let is_label = words::is_answer_word(heading.text)
            || words::label(heading.text).is_some_and(|label| label.side == words::Side::Answer);
        let is_folded = document.is_folded(heading.lines.start) && !heading.is_question;
        if heading.is_repeated {
            marks.push(Placed {
                lines: heading.lines.clone(),
                mark: Mark::Aside("a line that the file repeats"),
            });
            continue;
        }
        let is_part = !heading.is_question && words::is_part(heading.text);
        if (is_inside || open.is_some() && is_part) && !heading.is_question
            || open.is_some() && (is_label || is_folded)
        {
            continue;
        }
        let mark = if heading.is_question {
            open = Some(heading.level);
            let (title, _) = words::bare_title(heading.text);
            Mark::Question {
                title,
                rest: None,
                inside: heading.inside.clone(),
            }
        } else {
            open = None;
            Mark::heading(heading.text, heading.level)
        };
        marks.push(Placed {
            lines: heading.lines.clone(),
            mark,
        });
    }
    marks.extend(folds(document, scope, &headings));
    marks.sort_by_key(|placed| placed.lines.start);
    // What closes the file is no part of the last answer.
    let last = marks.last().map_or(scope.end, |placed| placed.lines.start);
    for unit in within(document, scope).filter(|unit| unit.lines.start > last) {
        if matches!(unit.kind, Kind::Paragraph) {
            marks.extend(super::labels::closing(document, unit.lines.start, unit));
        }
    }
    marks
}

/// Whether a scope begins with the text of its file, below the front matter.
fn is_first(document: &Document, scope: &Range<usize>) -> bool {
    let is_fence = |line: usize| matches!(document.line(line).trim_end(), "---" | "+++" | "...");
    match scope.start.checked_sub(1) {
        Some(above) => is_fence(0) && is_fence(above),
        None => true,
    }
}

/// Whether the headings of a file are those of a bank. An article has headings as well: some may ask, and some may be numbered. It is a
/// bank if its name says so, if several surely ask or most do, or if nothing but the rows of questions is numbered.
fn is_bank(headings: &[Heading<'_>], usual: u8) -> bool {
    const ENOUGH: usize = 3;
    let is_told = |heading: &Heading<'_>| {
        heading.inside.until > 0
            || words::label(heading.text).is_some()
            || !heading.asks && words::is_of_questions(&plain(heading.text))
    };
    if headings.iter().any(is_told) {
        return true;
    }
    let of_usual = || headings.iter().filter(|heading| heading.level == usual);
    let all = of_usual().filter(|heading| heading.is_followed).count();
    let sure = headings.iter().filter(|heading| heading.is_sure).count();
    let asking = of_usual().filter(|heading| heading.asks).count();
    let numbered = of_usual().filter(|heading| heading.numbered).count();
    let is_part = |heading: &Heading<'_>| {
        words::aside(heading.text).is_some()
            || words::is_part(&words::bare_title(heading.text).0)
            || heading.level > usual && heading.numbered
    };
    sure >= ENOUGH
        || sure > 0 && sure * 2 >= all
        || asking >= ENOUGH && asking * 5 >= all * 4
        || numbered >= ENOUGH
            && numbered * 5 >= all * 4
            && (sure > 0 || !headings.iter().any(is_part))
}

fn headings<'a>(document: &'a Document, scope: &Range<usize>) -> Vec<Heading<'a>> {
    let mut headings = Vec::new();
    let mut add =
        |level, text: &'a str, lines: Range<usize>, inside: Inside, item_number: Option<u64>| {
            let (title, numbered) = words::bare_title(text);
            let bare = plain(&title);
            headings.push(Heading {
                level,
                text,
                lines,
                inside,
                asks: words::is_asking(&bare)
                    || words::label(text).is_some_and(|label| label.side == words::Side::Question),
                is_sure: words::surely_asks(&bare),
                numbered: numbered || item_number.is_some(),
                number: words::whole_number(text).or(item_number),
                is_followed: false,
                is_repeated: false,
                is_question: false,
            });
        };
    for unit in within(document, scope) {
        match &unit.kind {
            Kind::Heading { level, text } => {
                add(*level, text, unit.lines.clone(), Inside::default(), None)
            }
            Kind::List(items) => {
                for item in items {
                    if let Some(level) = item.heading {
                        add(
                            level,
                            &item.text,
                            item.head.clone(),
                            Inside::item(item),
                            item.number,
                        );
                    }
                }
            }
            _ => {}
        }
    }
    let starts: Vec<usize> = headings
        .iter()
        .skip(1)
        .map(|heading| heading.lines.start)
        .chain([scope.end])
        .collect();
    for (heading, next) in headings.iter_mut().zip(starts) {
        heading.is_followed = (heading.lines.end..next).any(|line| {
            let text = document.line(line).trim();
            !text.is_empty() && !text.trim_matches(['-', '*', '_', ' ']).is_empty()
        });
    }
    headings
}

/// Folded parts with questions in them are sections, named by their summaries.
fn folds(document: &Document, scope: &Range<usize>, headings: &[Heading<'_>]) -> Vec<Placed> {
    let (tags, pairs) = (&document.tags, &document.pairs);
    let first = document.start(scope.start);
    let first = tags.partition_point(|tag| tag.span.start < first);
    let end = document.start(scope.end);
    let questions = headings.iter().filter(|heading| heading.is_question);
    let questions: Vec<&Heading<'_>> = questions.collect();
    let mut folds = Vec::new();
    let own = tags.iter().enumerate().skip(first);
    for (at, tag) in own.take_while(|(_, tag)| tag.span.start < end) {
        let is_told = tags.get(at + 1).is_some_and(|next| next.name == "summary");
        if tag.name != "details" || tag.is_end || !is_told {
            continue;
        }
        let (Some(end), Some(told)) = (pairs[at], pairs[at + 1].filter(|&told| told > at + 1))
        else {
            continue;
        };
        let lines = document.lines_of(&(tag.span.start..tags[told].span.end));
        let last = document.line_of(tags[end].span.start);
        let next = questions.partition_point(|heading| heading.lines.start < lines.end);
        let question = questions
            .get(next)
            .filter(|heading| heading.lines.start < last);
        let summary = &document.text[tags[at + 1].span.end..tags[told].span.start];
        let title = markdown::to_markdown(summary);
        let is_within = scope.start <= lines.start && lines.end <= scope.end;
        if let Some(question) = question.filter(|_| is_within && !title.is_empty()) {
            folds.push(Placed {
                lines,
                mark: Mark::Section {
                    title,
                    level: question.level.saturating_sub(1).max(1),
                },
            });
        }
    }
    folds
}

/// Where no heading asks, and most of one level are names of questions that stand below them, those ask.
fn ask_below(document: &Document, headings: &mut [Heading<'_>]) {
    if headings.iter().any(|heading| heading.asks) {
        return;
    }
    let asks = |heading: &Heading<'_>| {
        let below = (heading.lines.end..document.len()).find(|&line| !document.is_blank(line));
        let unit = below.and_then(|line| {
            let at = document
                .units
                .partition_point(|unit| unit.lines.end <= line);
            document.units.get(at)
        });
        unit.is_some_and(|unit| {
            let mut lines = unit.lines.clone();
            matches!(unit.kind, Kind::Paragraph)
                && lines.any(|line| document.line(line).contains(['?', '？', '؟']))
        })
    };
    for level in 1..=6 {
        let of_level = || headings.iter().filter(|heading| heading.level == level);
        let asking = of_level().filter(|heading| asks(heading)).count();
        if asking >= 3 && asking * 5 >= of_level().count() * 3 {
            for heading in headings.iter_mut().filter(|heading| heading.level == level) {
                heading.asks = words::aside(heading.text).is_none();
                heading.is_sure = heading.asks;
            }
            return;
        }
    }
}

/// A heading that stands three times and more with nothing below it says nothing of the question that it stands behind.
fn repeat(headings: &mut [Heading<'_>]) {
    let mut times: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for heading in headings.iter() {
        let (count, is_followed) = times.entry(heading.text).or_default();
        *count += 1;
        *is_followed |= heading.is_followed;
    }
    for heading in headings.iter_mut() {
        heading.is_repeated = times
            .get(heading.text)
            .is_some_and(|(count, is_followed)| *count >= 3 && !is_followed);
        heading.asks &= !heading.is_repeated;
        heading.is_sure &= !heading.is_repeated;
    }
}

/// The level that most questions have.
fn usual_level(headings: &[Heading<'_>]) -> Option<u8> {
    (1..=6u8)
        .map(|level| {
            (
                level,
                headings
                    .iter()
                    .filter(|heading| {
                        heading.level == level
                            && (heading.asks || heading.numbered && heading.is_followed)
                    })
                    .count(),
            )
        })
        .filter(|(_, count)| *count > 0)
        // Of two that are as frequent, the higher one.
        .max_by_key(|(level, count)| (*count, 6 - level))
        .map(|(level, _)| level)
}

fn decide(headings: &mut [Heading<'_>], usual: u8) {
    let at_usual =
        |heading: &Heading<'_>| heading.level == usual && words::aside(heading.text).is_none();
    let of_usual = headings
        .iter()
        .filter(|heading| at_usual(heading) && heading.is_followed)
        .count();
    let asking = headings
        .iter()
        .filter(|heading| at_usual(heading) && heading.asks && heading.is_followed)
        .count();
    let numbered = headings
        .iter()
        .filter(|heading| at_usual(heading) && heading.numbered)
        .count();
    // Where nearly all ask, or all are numbered, one that says only `The event loop` is a question as well.
    let others_too = asking * 2 >= of_usual && asking >= 2;
    let numbers_too = numbered * 2 >= of_usual && numbered >= 2;
    let mut above = Above::new(usual);
    for at in 0..headings.len() {
        let heading = &headings[at];
        let below: Vec<&Heading<'_>> = headings[at + 1..]
            .iter()
            .take_while(|other| other.level > heading.level)
            .collect();
        let leads = below
            .iter()
            .filter(|other| other.level == usual && other.asks)
            .count();
        let is_section = heading.level < usual
            && (leads >= 3 || leads >= 1 && !heading.asks)
            && !goes_on(headings, at);
        let is_title = at == 0 && heading.level == 1 && usual > 1 && leads > 0;
        let is_deep = heading.asks && heading.level > usual;
        let is_aside = words::aside(heading.text).is_some()
            || words::is_answer_word(heading.text)
            || words::is_part(heading.text)
            || words::label(heading.text).is_some_and(|label| label.side == words::Side::Answer);
        let asks = heading.asks && heading.level <= usual
            || heading.level == usual && (heading.is_followed || numbers_too && is_in_row(headings, at)) && (heading.numbered && numbers_too || others_too && !heading.asks && !is_parent(&below, usual))
            // Deeper ones belong to an answer, unless there is none for them to belong to.
            || is_deep && !above.is_question(heading.level)
            || is_next(headings, at);
        headings[at].is_question = asks && !is_section && !is_title && !is_aside;
        above.add(&headings[at], at);
    }
}

/// Whether a heading has words below it, and the next numbered one goes on with its number: `## 4. …`, `### 5. …`
fn goes_on(headings: &[Heading<'_>], at: usize) -> bool {
    let next = headings[at + 1..]
        .iter()
        .take(NEAR)
        .find_map(|other| other.number.map(|number| (number, other.asks)));
    let own = headings[at].number.filter(|_| headings[at].is_followed);
    own.is_some_and(|own| next == Some((own + 1, true)))
}

/// Whether an unanswered heading stands in a row of numbers: the next one is of its level, has the next number, and an answer.
fn is_in_row(headings: &[Heading<'_>], at: usize) -> bool {
    let own = &headings[at];
    headings.get(at + 1).is_some_and(|next| {
        next.level == own.level
            && next.is_followed
            && own.number.is_some()
            && next.number == own.number.map(|number| number + 1)
    })
}

/// Whether a heading's number follows that of the question above, at whatever level. Numbers within an answer begin anew.
fn is_next(headings: &[Heading<'_>], at: usize) -> bool {
    let Some(number) = headings[at].number.filter(|_| headings[at].asks) else {
        return false;
    };
    let mut above = headings[..at].iter().rev().take(NEAR);
    let before = above.find(|other| other.number.is_some_and(|other| other + 1 == number));
    before.is_some_and(|before| before.is_question)
}

fn is_parent(below: &[&Heading<'_>], usual: u8) -> bool {
    below.iter().any(|other| other.asks && other.level > usual)
}

/// What stands above a heading: the nearest one that is not deeper than usual, and the nearest questions of each level.
struct Above {
    usual: u8,
    nearest: Option<(usize, bool)>,
    questions: [Option<usize>; 7],
}

impl Above {
    fn new(usual: u8) -> Self {
        Above {
            usual,
            nearest: None,
            questions: [None; 7],
        }
    }

    fn add(&mut self, heading: &Heading<'_>, at: usize) {
        if heading.level <= self.usual {
            self.nearest = Some((at, heading.is_question));
        } else if heading.is_question
            && let Some(last) = self.questions.get_mut(usize::from(heading.level))
        {
            *last = Some(at);
        }
    }

    /// Whether a deeper heading is under a question: the nearest one that is not deeper than usual is one, or one since then that is
    /// higher than the heading.
    fn is_question(&self, level: u8) -> bool {
        let (nearest, is_question) = self.nearest.map_or((0, false), |(at, is)| (at + 1, is));
        let higher = self.questions.iter().take(level.into());
        is_question || higher.flatten().any(|&at| at >= nearest)
    }
}
