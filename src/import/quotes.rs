//! Which questions in quotes are quoted by the answer of another question, instead of being questions of the bank.

use std::collections::{BTreeMap, BTreeSet};

use super::assemble::{Found, Reading};
use super::document::{Document, plain};
use super::origin::Origin;
use super::words::{self, Side};

/// The quotes that stay. `asked` are the questions in quotes with their lines; the others are of the file with all quotes as they are.
pub fn kept(
    asked: &[(usize, usize)],
    document: &Document,
    origin: &Origin<'_>,
    reading: &Reading,
) -> BTreeSet<usize> {
    let mut owners: BTreeMap<usize, &Found> = BTreeMap::new();
    let mut questions = 0;
    for found in &reading.found {
        if !asks_itself(found, document) {
            continue;
        }
        questions += usize::from(found.is_answered());
        let lines = found.body.iter().map(|line| origin.first(line.number));
        owners.extend(lines.map(|line| (line, found)));
    }
    let inside = asked.iter().filter(|(line, _)| owners.contains_key(line));
    // Where most questions are in quotes, what asks around them is the name of a section.
    match inside.clone().count() <= questions {
        true => inside.map(|(_, quote)| *quote).collect(),
        false => BTreeSet::new(),
    }
}

/// Whether a question asks without a label: labels are what questions in quotes have, too.
fn asks_itself(found: &Found, document: &Document) -> bool {
    let Some(&line) = found.title_lines.first() else {
        return false;
    };
    let text = document.line(line - 1).trim_start_matches(['#', '>', ' ']);
    let has_label = words::label(text).is_some_and(|label| label.side == Side::Question);
    !has_label && words::is_asking(&plain(&found.title))
}
