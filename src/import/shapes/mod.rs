//! The shapes in which people write questions. Each is a module that marks where something begins; the best reading of a file
//! is the one that finds the most answered questions, and what it leaves over is read again, because files mix shapes.

mod bold;
mod cards;
mod details;
mod headings;
mod labels;
mod lists;
mod prose;
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use super::assemble::{Found, Left, Placed, Reading, assemble};
use super::document::{Document, Kind};
use super::words;

/// A way to write questions into a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Shape {
    /// `Q. …` and `Ans. …`
    Labels,
    /// Headings that ask
    Headings,
    /// `<details><summary>`
    Details,
    /// Paragraphs in bold
    Bold,
    /// Lists of questions
    Lists,
    /// Flashcards: `question::answer`, `?` between the two, clozes
    Cards,
    /// Tables with a column of questions and one of answers
    Rows,
    /// Paragraphs that ask
    Prose,
}

impl Shape {
    /// All of them; of two that find as much the earlier is taken.
    pub const ALL: [Shape; 8] = [
        Shape::Labels,
        Shape::Details,
        Shape::Headings,
        Shape::Cards,
        Shape::Rows,
        Shape::Bold,
        Shape::Lists,
        Shape::Prose,
    ];

    /// How much a question of this shape proves that it is one.
    fn weight(self) -> f64 {
        match self {
            Shape::Labels | Shape::Details | Shape::Cards => 1.3,
            Shape::Headings | Shape::Rows => 1.0,
            Shape::Bold => 0.9,
            Shape::Lists | Shape::Prose => 0.6,
        }
    }

    fn marks(self, document: &Document, scope: &Range<usize>) -> Vec<Placed> {
        match self {
            Shape::Labels => labels::marks(document, scope),
            Shape::Headings => headings::marks(document, scope),
            Shape::Details => details::marks(document, scope),
            Shape::Bold => bold::marks(document, scope),
            Shape::Lists => lists::marks(document, scope),
            Shape::Cards => cards::marks(document, scope),
            Shape::Rows => rows::marks(document, scope),
            Shape::Prose => prose::marks(document, scope),
        }
    }
}

/// What an unanswered question counts beside an answered one.
const UNANSWERED: f64 = 0.35;

fn score(shape: Shape, reading: &Reading) -> f64 {
    let worth = |found: &Found| if found.is_answered() { 1.0 } else { UNANSWERED };
    reading.found.iter().map(worth).sum::<f64>() * shape.weight()
}

/// Lines that are left over in one piece.
type Run = (Range<usize>, Vec<Left>);

/// The best reading of a text. `only` allows one shape alone.
pub fn read(document: &Document, only: Option<Shape>, from: usize) -> Reading {
    let mut whole = Reading::default();
    let headings = document.units.iter().filter_map(|unit| match &unit.kind {
        Kind::Heading { level, text } => Some((unit.lines.start, *level, text.as_str())),
        _ => None,
    });
    let headings: Vec<(usize, u8, &str)> = headings.collect();
    let mut scopes = vec![(from.min(document.len())..document.len(), Vec::new(), None)];
    let mut answers = BTreeSet::new();
    while let Some((scope, sections, before)) = scopes.pop() {
        let shapes = Shape::ALL
            .into_par_iter()
            .filter(|shape| only.is_none_or(|only| only == *shape));
        let marked: Vec<(Shape, Vec<Placed>)> = shapes
            .map(|shape| (shape, shape.marks(document, &scope)))
            .collect();
        let assembled = |marks: &[Placed]| assemble(document, scope.clone(), marks, &sections);
        let best = marked
            .iter()
            .filter(|(_, marks)| marks.iter().any(Placed::is_question))
            .map(|(shape, marks)| {
                let mut reading = assembled(marks);
                if *shape == Shape::Headings {
                    share(document, &mut reading.found);
                }
                (score(*shape, &reading), reading)
            })
            .reduce(|best, other| if other.0 > best.0 { other } else { best });
        let Some((_, reading)) = best.filter(|(score, _)| *score > 0.0) else {
            let marks = marked.first().map_or(&[][..], |(_, marks)| marks);
            whole
                .left
                .extend(before.unwrap_or_else(|| assembled(marks).left));
            continue;
        };
        let bodies = reading.found.iter().flat_map(|found| &found.body);
        answers.extend(bodies.map(|line| line.number));
        whole.found.extend(reading.found);
        // What is left over in one piece may be written in another shape.
        let (again, done) = pieces(document, reading.left, &scope);
        whole.left.extend(done);
        scopes.extend(again.into_iter().map(|(lines, left)| {
            let above = sections_above(&headings, lines.start, &answers);
            (lines, above, Some(left))
        }));
    }
    whole
        .found
        .sort_by_key(|found| found.title_lines.first().copied());
    without_asked(document, &mut whole.found);
    whole.left.sort_by_key(|left| left.line);
    for left in &mut whole.left {
        let is_open = ["before", "under", "between"]
            .iter()
            .any(|start| left.reason.starts_with(start));
        if is_open && leads_inside(&left.text) {
            left.reason = "a table of contents".to_owned();
        }
    }
    whole
}

/// A heading that was read as a question is no section of those that were read in another shape.
fn without_asked(document: &Document, found: &mut [Found]) {
    let lines = found.iter().flat_map(|found| &found.title_lines);
    let asked: BTreeSet<usize> = lines.copied().collect();
    let headings = document.units.iter().filter_map(|unit| match &unit.kind {
        Kind::Heading { text, .. } if asked.contains(&(unit.lines.start + 1)) => Some(text),
        _ => None,
    });
    let asked: BTreeSet<&String> = headings.collect();
    for found in found {
        found.sections.retain(|section| !asked.contains(section));
    }
}

/// Whether a line is only a link to a place of the file: `- [What is X?](#what-is-x)`
fn leads_inside(line: &str) -> bool {
    let is_mark = |char: char| char.is_ascii_digit() || "-*+.)| \t".contains(char);
    let text = line
        .trim_start_matches(is_mark)
        .trim_end_matches(['|', ' ']);
    text.starts_with('[') && text.contains("](#") && text.ends_with(')')
}

/// Headings that follow each other without a word between share the answer below the last of them; where most questions lack an
/// answer, they are just unanswered.
fn share(document: &Document, found: &mut [Found]) {
    let has_words = |found: &Found| found.body.iter().any(|line| !line.text.trim().is_empty());
    if found.iter().filter(|found| has_words(found)).count() * 5 < found.len() * 3 {
        return;
    }
    // With a number each and a line between, each stands for itself.
    let numbered = |line: usize| {
        let text = document.line(line - 1).trim_start_matches(['#', ' ']);
        words::bare_title(text).1
    };
    let mut shared = 0;
    for at in (0..found.len().saturating_sub(1)).rev() {
        let touches = match (
            found[at].title_lines.last(),
            found[at + 1].title_lines.first(),
        ) {
            (Some(&end), Some(&start)) => {
                let is_apart = numbered(end) && numbered(start) && start > end + 1;
                start > end && !is_apart && (end..start - 1).all(|line| document.is_blank(line))
            }
            _ => false,
        };
        shared = if touches && !has_words(&found[at]) {
            shared + 1
        } else {
            0
        };
        if (1..=2).contains(&shared) && has_words(&found[at + 1]) {
            found[at].body = found[at + 1].body.clone();
        }
    }
}

/// Runs of leftover lines that are worth another reading, and the rest.
fn pieces(document: &Document, left: Vec<Left>, scope: &Range<usize>) -> (Vec<Run>, Vec<Left>) {
    let mut runs: Vec<Vec<Left>> = Vec::new();
    let mut done = Vec::new();
    for line in left {
        // A summary that was read as the heading of a section would be a question, were it read without what it folds.
        let text = document.line(line.line - 1).trim_start();
        if line.reason.starts_with("the heading")
            && ["<details", "<summary"]
                .iter()
                .any(|tag| text.starts_with(tag))
        {
            done.push(line);
            runs.push(Vec::new());
            continue;
        }
        let follows = runs
            .last()
            .and_then(|run| run.last())
            .is_some_and(|before| {
                (before.line..line.line - 1).all(|between| document.is_blank(between))
            });
        match runs.last_mut().filter(|_| follows) {
            Some(run) => run.push(line),
            None => runs.push(vec![line]),
        }
    }
    let mut again = Vec::new();
    for run in runs.into_iter().filter(|run| !run.is_empty()) {
        let first = run.first().map_or(0, |left| left.line - 1);
        let end = run.last().map_or(0, |left| left.line);
        let is_smaller = end - first < scope.len();
        let is_open = run
            .iter()
            .any(|left| !left.reason.starts_with('a') && !left.reason.starts_with("the heading"));
        match is_smaller && is_open && run.len() > 1 {
            true => again.push((first..end, run)),
            false => done.extend(run),
        }
    }
    (again, done)
}

/// The headings that a line stands under, of all with their lines and levels. Those on the lines of answers are no sections.
fn sections_above(
    headings: &[(usize, u8, &str)],
    line: usize,
    answers: &BTreeSet<usize>,
) -> Vec<(u8, String)> {
    let above = headings.partition_point(|(start, ..)| *start < line);
    let mut sections: Vec<(u8, String)> = Vec::new();
    for (start, level, text) in headings[..above].iter().rev() {
        let is_higher = sections.last().is_none_or(|(below, _)| level < below);
        if is_higher && !answers.contains(&(start + 1)) {
            sections.push((*level, (*text).to_owned()));
            if *level == 1 {
                break;
            }
        }
    }
    sections.reverse();
    sections
}

/// The deepest level of headings that are sections: of the one above the first question, and of those that have a question right
/// below them, if there are several. Deeper ones are within answers. `questions` are the lines on which they begin.
fn deepest_section(document: &Document, scope: &Range<usize>, questions: &[usize]) -> u8 {
    const HIGHEST: u8 = 2;
    let mut first = HIGHEST;
    let mut touching: BTreeMap<u8, usize> = BTreeMap::new();
    let mut right_above: Option<u8> = None;
    for unit in within(document, scope) {
        let next = questions.partition_point(|&line| line < unit.lines.start);
        let is_question = questions
            .get(next)
            .is_some_and(|&line| line < unit.lines.end);
        match &unit.kind {
            _ if is_question => {
                if let Some(level) = right_above.take() {
                    *touching.entry(level).or_default() += 1;
                }
            }
            Kind::Heading { level, .. } => {
                right_above = Some(*level);
                if next == 0 {
                    first = *level;
                }
            }
            Kind::Rule => {}
            _ => right_above = None,
        }
    }
    let often = touching.into_iter().filter(|(_, times)| *times > 1);
    often
        .map(|(level, _)| level)
        .fold(first.max(HIGHEST), u8::max)
}

/// Units that lie in a scope.
fn within<'a>(
    document: &'a Document,
    scope: &Range<usize>,
) -> impl Iterator<Item = &'a super::document::Unit> {
    let first = document
        .units
        .partition_point(|unit| unit.lines.start < scope.start);
    let end = scope.end;
    document.units[first..]
        .iter()
        .take_while(move |unit| unit.lines.end <= end)
}
