//! How much a question is about a word: BM25F (Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted
//! fields", 2004), worked out when the site is built and kept in five bits.

use std::cmp::Reverse;

use super::count::Tally;
use super::document::{Counts, FIELDS};
use super::occurrences::Occurrence;

/// How much an occurrence counts by its field: title, keywords, tags, headings, topic, short answer, key points, the
/// rest.
const WEIGHTS: [f32; FIELDS] = [7.0, 8.0, 4.0, 3.0, 2.0, 4.0, 2.0, 0.9];

/// The weights are those of a bank of this size. Where there are more questions, more of them have a word in their title or in what
/// else is short by chance, and what the rest of their text repeats tells more: there the weights are closer to that of the rest.
const SIZE: f32 = 160.0;

/// How much a field that is longer than usual makes each of its words count less: 0 not at all, 1 in proportion.
const LENGTH: [f32; FIELDS] = [0.5, 0.3, 0.3, 0.3, 0.0, 0.7, 0.7, 0.7];

/// From this weighted count on, more of the same tells little.
const SATURATION: f32 = 8.0;

/// The strongest impact.
pub const STRONGEST: u8 = 31;

/// A question that has a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Its number.
    pub document: u32,
    /// How much it is about the term, from 0 to [`STRONGEST`].
    pub impact: u8,
    /// Whether the term stands in its title.
    pub in_title: bool,
}

/// The usual length of each field.
#[derive(Debug)]
pub struct Scale<'a> {
    lengths: &'a [[u32; FIELDS]],
    usual: [f32; FIELDS],
    weights: [f32; FIELDS],
}

impl<'a> Scale<'a> {
    /// Measures a bank.
    pub fn new(tally: &'a Tally<'_>) -> Scale<'a> {
        let sums = tally.lengths.iter().fold([0u64; FIELDS], |sums, lengths| {
            std::array::from_fn(|field| sums[field] + u64::from(lengths[field]))
        });
        let count = tally.lengths.len().max(1) as f32;
        Scale {
            lengths: &tally.lengths,
            usual: sums.map(|sum| (sum as f32 / count).max(1.0)),
            weights: weights(count),
        }
    }

    /// Weighs all occurrences of a term.
    pub fn postings(
        &self,
        said: impl Iterator<Item = Occurrence>,
    ) -> impl Iterator<Item = Posting> {
        said.map(|(document, counts)| self.posting(document, &counts))
    }

    /// Weighs one occurrence of a term.
    fn posting(&self, document: u32, counts: &Counts) -> Posting {
        let lengths = self.lengths[document as usize];
        let weighted: f32 = (0..FIELDS)
            .map(|field| {
                let share = lengths[field] as f32 / self.usual[field];
                let length = 1.0 - LENGTH[field] + LENGTH[field] * share;
                self.weights[field] * f32::from(counts[field]) / length.max(f32::EPSILON)
            })
            .sum();
        let impact = weighted / (weighted + SATURATION) * f32::from(STRONGEST);
        Posting {
            document,
            impact: impact.round() as u8,
            in_title: counts[0] > 0,
        }
    }
}

/// The weights of the fields in a bank of so many questions.
fn weights(questions: f32) -> [f32; FIELDS] {
    let closeness = (SIZE.log10() / questions.max(SIZE).log10()).min(1.0);
    WEIGHTS.map(|weight| 1.0 + (weight - 1.0) * closeness)
}

/// At most so many, those with the term in their title first, in the order of the questions.
pub fn strongest(mut postings: Vec<Posting>, most: usize) -> Vec<Posting> {
    if postings.len() > most {
        postings.select_nth_unstable_by_key(most, |posting| {
            (
                Reverse(posting.in_title),
                Reverse(posting.impact),
                posting.document,
            )
        });
        postings.truncate(most);
        postings.sort_unstable_by_key(|posting| posting.document);
    }
    postings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_tells_less_where_there_are_more_titles() {
        assert_eq!(weights(3.0), WEIGHTS);
        assert_eq!(weights(160.0), WEIGHTS);
        let [small, large] = [1_000.0, 10_000.0].map(weights);
        assert!(
            small[0] < WEIGHTS[0] && large[0] < small[0],
            "{small:?} {large:?}"
        );
        assert!(large[0] > 4.0 && large[FIELDS - 1] < 1.0, "{large:?}");
    }
}
