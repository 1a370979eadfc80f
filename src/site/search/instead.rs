//! The questions that say something in other words, as they stand in the index: beside the first of the words that were asked.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::count::{Piece, Tally};
use super::encode;
use super::thesaurus::{Name, Thesaurus};
use super::weigh::{Posting, Scale, strongest};

/// At most so many questions are kept of those that say something in other words.
const MOST_POSTINGS: usize = 600;

/// At most so many other names are told.
const MOST_LABELS: usize = 3;

/// The rest of the words that were asked, with spaces between; the other names; whether they are only other spellings, which are
/// given as stems; how many questions have one of them; and those that are kept.
#[derive(Debug, Serialize)]
pub struct Instead(String, Vec<String>, bool, usize, String);

impl Instead {
    /// About how many characters it takes.
    pub fn size(&self) -> usize {
        let labels = self.1.iter().map(|label| label.len() + 3).sum::<usize>();
        self.0.len() + labels + self.4.len() + 20
    }
}

/// What may stand for a term, or for words that begin with it, where the bank says it.
pub fn by_term<'a>(
    tally: &Tally<'_>,
    thesaurus: &'a Thesaurus,
    scale: &Scale<'_>,
) -> BTreeMap<&'a str, Vec<Instead>> {
    let asked: Vec<_> = thesaurus.iter().collect();
    let found = asked.into_par_iter().filter_map(|(asked, names)| {
        let (first, rest) = asked.split_first()?;
        let (synonyms, spellings): (Vec<&Name>, Vec<&Name>) =
            names.iter().partition(|name| name.label.is_some());
        let both = [(spellings, true), (synonyms, false)].into_iter();
        let both = both.filter_map(|(names, is_spelling)| {
            instead(rest.join(" "), &names, is_spelling, tally, scale)
        });
        Some((first.as_str(), both.collect::<Vec<_>>()))
    });
    let mut all: BTreeMap<&str, Vec<Instead>> = BTreeMap::new();
    for (first, found) in found.collect::<Vec<_>>() {
        if !found.is_empty() {
            all.entry(first).or_default().extend(found);
        }
    }
    all
}

fn instead(
    rest: String,
    names: &[&Name],
    is_spelling: bool,
    tally: &Tally<'_>,
    scale: &Scale<'_>,
) -> Option<Instead> {
    let mut said: Vec<(&Name, &[Piece])> = names
        .iter()
        .filter_map(|name| {
            let pieces = match &name.phrase[..] {
                [stem] => tally.terms.get(stem).map(|term| &term.pieces[..]),
                _ => tally.phrases.get(&name.phrase).map(|pieces| &pieces[..]),
            };
            pieces.map(|pieces| (*name, pieces))
        })
        .collect();
    if said.is_empty() {
        return None;
    }
    said.sort_by_cached_key(|(_, pieces)| Reverse(tally.frequency(pieces)));
    let postings = said.iter().map(|(_, pieces)| tally.occurrences(pieces));
    let mut best: Vec<Posting> = postings.flat_map(|said| scale.postings(said)).collect();
    // A question may say it in several ways.
    best.sort_unstable_by_key(|posting| {
        let strength = (posting.in_title, posting.impact);
        (posting.document, Reverse(strength))
    });
    best.dedup_by_key(|posting| posting.document);
    let labels = said
        .iter()
        .map(|(name, _)| name.label.clone().unwrap_or_else(|| name.phrase.join(" ")));
    let labels = labels.take(MOST_LABELS).collect();
    let frequency = best.len();
    let kept = strongest(best, MOST_POSTINGS);
    let postings = encode::postings(&kept);
    Some(Instead(rest, labels, is_spelling, frequency, postings))
}
