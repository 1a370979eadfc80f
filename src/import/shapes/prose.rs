//! Paragraphs that ask, each with its answer below: the plainest way to write a bank. An article asks now and then, too; so a text is
//! read like this only if it begins with a question and goes on with one after the other.

use std::ops::Range;

use super::within;
use crate::import::assemble::{Mark, Placed};
use crate::import::document::{Document, Kind, Unit, plain};
use crate::import::words;

/// Fewer are the questions of an article.
const FEWEST: usize = 3;

/// A longer paragraph does not ask, it explains.
const MOST_LINES: usize = 2;

pub fn marks(document: &Document, scope: &Range<usize>) -> Vec<Placed> {
    let units = within(document, scope)
        .filter(|unit| !matches!(unit.kind, Kind::Heading { .. } | Kind::Rule));
    let read: Vec<Option<Placed>> = units.map(|unit| question(document, unit)).collect();
    let asks = |at: usize| matches!(read.get(at), Some(Some(_)));
    let questions = read.iter().flatten().count();
    let unanswered = (1..read.len())
        .filter(|&at| asks(at - 1) && asks(at))
        .count();
    let is_bank = asks(0)
        && !asks(read.len() - 1)
        && questions >= FEWEST
        && unanswered * 5 <= questions
        && questions * 5 >= read.len();
    if !is_bank {
        return Vec::new();
    }
    let mut marks: Vec<Placed> = read.into_iter().flatten().collect();
    super::labels::ends(document, scope, &mut marks);
    marks.sort_by_key(|placed| placed.lines.start);
    marks
}

fn question(document: &Document, unit: &Unit) -> Option<Placed> {
    if !matches!(unit.kind, Kind::Paragraph) || unit.lines.len() > MOST_LINES {
        return None;
    }
    let marks = ['?', '？', '؟'];
    if !document.line(unit.lines.end - 1).contains(marks) {
        return None;
    }
    let lines = unit.lines.clone().map(|line| document.line(line).trim());
    let (title, _) = words::bare_title(&lines.collect::<Vec<_>>().join(" "));
    let bare = plain(&title);
    let is_sentence = !bare.starts_with(|char: char| char.is_lowercase());
    let is_asking = bare.trim_end().ends_with(marks) && words::is_asking(&bare);
    (is_sentence && is_asking).then(|| Placed {
        lines: unit.lines.clone(),
        mark: Mark::question(title, None),
    })
}
