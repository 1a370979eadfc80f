//! How often each word stands in each field of each question. The questions are counted in parallel, a stretch of them at a
//! time, and the stretches are joined in order, so that the outcome does not depend on the number of threads.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::tokens::{is_common, stem, words};

/// Where a word may stand, in the order of [`Counts`].
pub const FIELDS: usize = 6;

/// How often a word stands in each field of a question: title, keywords, tags, headings, topic, body.
pub type Counts = [u8; FIELDS];

/// What is searched of one question.
#[derive(Debug, Clone, Default)]
pub struct Document<'a> {
    /// Texts by field.
    pub fields: [Vec<&'a str>; FIELDS],
    /// Terms that are looked up as they are, to filter by.
    pub marks: Vec<String>,
}

/// All words of all questions.
#[derive(Debug, Default)]
pub struct Tally {
    /// By stem.
    pub terms: BTreeMap<String, Term>,
    /// Terms to filter by, and the questions that have them, ascending.
    pub marks: BTreeMap<String, Vec<u32>>,
    /// How many words each field of each question has, by question.
    pub lengths: Vec<[u32; FIELDS]>,
}

/// A stem.
#[derive(Debug, Default)]
pub struct Term {
    /// The questions that have it, ascending, and how often.
    pub counts: Vec<(u32, Counts)>,
    /// The words that it is the stem of, and how often each is used.
    forms: BTreeMap<String, u32>,
}

impl Term {
    /// The word that it is most often the stem of; of equals, the first by letters.
    pub fn form(&self) -> &str {
        let best = self.forms.iter().rev().max_by_key(|(_, count)| **count);
        best.map_or("", |(form, _)| form)
    }
}

/// So many questions are counted in one piece.
const STRETCH: usize = 256;

/// Counts the words of all documents.
pub fn tally(documents: &[Document<'_>]) -> Tally {
    let stretches: Vec<Tally> = documents
        .par_chunks(STRETCH)
        .enumerate()
        .map(|(number, stretch)| tally_stretch(stretch, number * STRETCH))
        .collect();
    stretches.into_iter().reduce(join).unwrap_or_default()
}

fn join(mut all: Tally, next: Tally) -> Tally {
    for (stem, term) in next.terms {
        let known = all.terms.entry(stem).or_default();
        known.counts.extend(term.counts);
        for (form, count) in term.forms {
            *known.forms.entry(form).or_default() += count;
        }
    }
    for (mark, questions) in next.marks {
        all.marks.entry(mark).or_default().extend(questions);
    }
    all.lengths.extend(next.lengths);
    all
}

/// The words of a stretch while it is counted. A word is looked up once each time it comes; its stem is worked out once.
#[derive(Default)]
struct Words {
    /// The place of each word's stem in `counts`, and how often the word is used.
    words: BTreeMap<String, (usize, u32)>,
    /// The place of each stem in `counts`.
    stems: BTreeMap<String, usize>,
    counts: Vec<Vec<(u32, Counts)>>,
}

impl Words {
    fn count(&mut self, word: String, number: u32, field: usize) {
        let place = match self.words.get_mut(&word) {
            Some((place, uses)) => {
                *uses += 1;
                *place
            }
            None => self.add(word),
        };
        match self.counts[place].last_mut() {
            Some((last, counts)) if *last == number => {
                counts[field] = counts[field].saturating_add(1);
            }
            _ => {
                let mut counts = [0; FIELDS];
                counts[field] = 1;
                self.counts[place].push((number, counts));
            }
        }
    }

    /// The place of a word that is new.
    fn add(&mut self, word: String) -> usize {
        let next = self.counts.len();
        let place = *self.stems.entry(stem(&word).into_owned()).or_insert(next);
        if place == next {
            self.counts.push(Vec::new());
        }
        self.words.insert(word, (place, 1));
        place
    }

    fn terms(mut self) -> BTreeMap<String, Term> {
        let mut forms: Vec<BTreeMap<String, u32>> = vec![BTreeMap::new(); self.counts.len()];
        for (word, (place, uses)) in self.words {
            forms[place].insert(word, uses);
        }
        let mut term = |place: usize| Term {
            counts: std::mem::take(&mut self.counts[place]),
            forms: std::mem::take(&mut forms[place]),
        };
        self.stems
            .into_iter()
            .map(|(stem, place)| (stem, term(place)))
            .collect()
    }
}

fn tally_stretch(documents: &[Document<'_>], first: usize) -> Tally {
    let mut tally = Tally::default();
    let mut words = Words::default();
    for (number, document) in (first as u32..).zip(documents) {
        let mut lengths = [0; FIELDS];
        for (field, texts) in document.fields.iter().enumerate() {
            for word in telling_words(texts) {
                lengths[field] += 1;
                words.count(word, number, field);
            }
        }
        tally.lengths.push(lengths);
        for mark in &document.marks {
            tally.marks.entry(mark.clone()).or_default().push(number);
        }
    }
    tally.terms = words.terms();
    tally
}

/// The words of a field that can tell questions apart; all of them, where there is no such word.
fn telling_words(texts: &[&str]) -> Vec<String> {
    let words: Vec<String> = texts
        .iter()
        .flat_map(|text| words(text))
        .map(|word| word.text)
        .collect();
    match words.iter().all(|word| is_common(word)) {
        true => words,
        false => words.into_iter().filter(|word| !is_common(word)).collect(),
    }
}
