//! Words that stand side by side.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Counts, Document, FIELDS, Phrase, field_of};
use super::occurrences::{Occurrence, Packed};
use super::vocabulary::Words;
use crate::compile::interner::Interner;
use crate::compile::said::telling_words;
use crate::diagnostic::Diagnostic;

/// Stands between texts of one field, so that no phrase spans two of them.
const BREAK: u32 = u32::MAX;

/// Phrases by the number of their first stem, each with the numbers of all.
pub type ByFirst<'p> = Vec<Vec<(Vec<u32>, &'p Phrase)>>;

/// A phrase with a word that nobody says cannot be said.
pub fn by_first<'p>(wanted: &BTreeSet<&'p Phrase>, stems: &Interner) -> ByFirst<'p> {
    let mut by_first: ByFirst<'_> = vec![Vec::new(); stems.count()];
    for phrase in wanted {
        let numbers = phrase.iter().map(|stem| stems.get(stem));
        if let Some(numbers) = numbers.collect::<Option<Vec<u32>>>()
            && let Some(&first) = numbers.first()
        {
            by_first[first as usize].push((numbers, phrase));
        }
    }
    by_first
}

/// Counts those of the phrases that are said in some questions, which are numbered from the first of them.
pub fn count(
    documents: &[Document<'_>],
    by_first: &ByFirst<'_>,
    words: &Words,
) -> Result<(Packed<Vec<Phrase>>, Vec<u8>), Diagnostic> {
    let mut found: BTreeMap<&Phrase, Vec<Occurrence>> = BTreeMap::new();
    for (number, document) in (0..).zip(documents) {
        let mut counts: BTreeMap<&Phrase, Counts> = BTreeMap::new();
        for (field, said) in stems_of(document, words)?.iter().enumerate() {
            for at in 0..said.len() {
                let begun = by_first.get(said[at] as usize).into_iter().flatten();
                for (_, phrase) in begun.filter(|(stems, _)| said[at..].starts_with(stems)) {
                    let count = &mut counts.entry(phrase).or_default()[field];
                    *count = count.saturating_add(1);
                }
            }
        }
        for (phrase, counts) in counts {
            found.entry(phrase).or_default().push((number, counts));
        }
    }
    let (phrases, lists): (Vec<Phrase>, Vec<_>) = found
        .into_iter()
        .map(|(phrase, list)| (phrase.clone(), list))
        .unzip();
    Ok(Packed::new(phrases, &lists))
}
/// The words of each field of a question, in order, as numbers of their stems; without those that are said in another form.
fn stems_of(document: &Document<'_>, words: &Words) -> Result<[Vec<u32>; FIELDS], Diagnostic> {
    let stem = |word: &str| words.stem_of(word).unwrap_or(BREAK);
    let mut all: [Vec<u32>; FIELDS] = Default::default();
    for (said, texts) in all.iter_mut().zip(&document.fields) {
        for text in telling_words(texts) {
            let whole = text.iter().filter(|word| !word.is_part);
            said.extend(whole.map(|word| stem(&word.text)));
            said.push(BREAK);
        }
    }
    let said = document.answer.said()?;
    let stems: Vec<u32> = said.words().map(stem).collect();
    for (text, uses) in said.texts().enumerate() {
        let said_there = &mut all[field_of(said.part(text))];
        let whole = uses.filter(|used| !used.is_part);
        said_there.extend(whole.filter_map(|used| stems.get(used.word).copied()));
        said_there.push(BREAK);
    }
    Ok(all)
}
