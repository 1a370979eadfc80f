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
    let units: Vec<&Unit> = within(document, scope)
        .filter(|unit| !matches!(unit.kind, Kind::Heading { .. } | Kind::Rule))
        .collect();
    let title = |unit: &&Unit| title(document, unit);
    let asked: Vec<bool> = units.iter().map(|unit| title(unit).is_some()).collect();
    let questions = asked.iter().filter(|asks| **asks).count();
    let unanswered = asked.windows(2).filter(|two| two[0] && two[1]).count();
    let is_bank = asked.first() == Some(&true)
        && asked.last() == Some(&false)
        && questions >= FEWEST
        && unanswered * 5 <= questions
        && questions * 5 >= units.len();
    if !is_bank {
        return Vec::new();
    }
    let mut marks: Vec<Placed> = units
        .iter()
        .filter_map(|unit| {
            Some(Placed {
                lines: unit.lines.clone(),
                mark: Mark::question(title(unit)?, None),
            })
        })
        .collect();
    super::labels::ends(document, scope, &mut marks);
    marks.sort_by_key(|placed| placed.lines.start);
    marks
}

fn title(document: &Document, unit: &Unit) -> Option<String> {
    if !matches!(unit.kind, Kind::Paragraph) || unit.lines.len() > MOST_LINES {
        return None;
    }
    let lines = unit.lines.clone().map(|line| document.line(line).trim());
    let (title, _) = words::bare_title(&lines.collect::<Vec<_>>().join(" "));
    let bare = plain(&title);
    let ends = bare.trim_end().ends_with(['?', '？', '؟']);
    let begins = !bare.starts_with(|char: char| char.is_lowercase());
    (ends && begins && words::is_asking(&bare)).then_some(title)
}
