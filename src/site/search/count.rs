//! How often each word stands in each field of each question. The questions are read in parallel, a stretch of them at a time,
//! and the stretches are joined in order, so that the outcome does not depend on the number of threads.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::tokens::{Word, is_common, stem, words};

/// Where a word may stand, in the order of [`Counts`].
pub const FIELDS: usize = 8;

/// How often a word stands in each field of a question: title, keywords, tags, headings, topic, short answer, key points, the rest.
pub type Counts = [u8; FIELDS];

/// Stems of words that stand side by side.
pub type Phrase = Vec<String>;

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
    /// The phrases that were asked for, and the questions that have them, ascending.
    pub phrases: BTreeMap<Phrase, Vec<(u32, Counts)>>,
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
    /// The words that it is the stem of, and how often each is written in one: never, for `sha256` where there is only `SHA-256`.
    forms: BTreeMap<String, u32>,
}

impl Term {
    /// The word that it is most often the stem of; of equals, the first by letters.
    pub fn form(&self) -> &str {
        let best = self.forms.iter().rev().max_by_key(|(_, count)| **count);
        best.map_or("", |(form, _)| form)
    }

    /// Whether somebody wrote it in one word.
    pub fn is_written(&self) -> bool {
        self.forms.values().any(|&count| count > 0)
    }
}

/// So many questions are read in one piece.
const STRETCH: usize = 256;

/// Questions whose words are read, and not yet counted.
#[derive(Debug)]
pub struct Reading(Vec<Stretch>);

/// Reads all documents.
pub fn read(documents: &[Document<'_>]) -> Reading {
    let stretches = documents
        .par_chunks(STRETCH)
        .enumerate()
        .map(|(number, stretch)| read_stretch(stretch, (number * STRETCH) as u32));
    Reading(stretches.collect())
}

impl Reading {
    /// All words, each with whether somebody wrote it in one.
    pub fn words(&self) -> BTreeMap<&str, bool> {
        let mut words: BTreeMap<&str, bool> = BTreeMap::new();
        for (word, (_, uses)) in self.0.iter().flat_map(|stretch| &stretch.words.words) {
            *words.entry(word).or_default() |= *uses > 0;
        }
        words
    }

    /// Counts the words, and phrases of several.
    pub fn tally(self, phrases: &BTreeSet<&Phrase>) -> Tally {
        let stretches: Vec<Tally> = self
            .0
            .into_par_iter()
            .map(|stretch| stretch.tally(phrases))
            .collect();
        stretches.into_iter().reduce(join).unwrap_or_default()
    }
}

fn join(mut all: Tally, next: Tally) -> Tally {
    for (stem, term) in next.terms {
        let known = all.terms.entry(stem).or_default();
        known.counts.extend(term.counts);
        for (form, count) in term.forms {
            *known.forms.entry(form).or_default() += count;
        }
    }
    for (phrase, counts) in next.phrases {
        all.phrases.entry(phrase).or_default().extend(counts);
    }
    for (mark, questions) in next.marks {
        all.marks.entry(mark).or_default().extend(questions);
    }
    all.lengths.extend(next.lengths);
    all
}

/// Stands between texts of one field in [`Stretch::said`], so that no phrase spans two of them.
const BREAK: u32 = u32::MAX;

/// Consecutive questions.
#[derive(Debug, Default)]
struct Stretch {
    words: Words,
    /// The words of each field of each question, in order, as places of their stems.
    said: Vec<(u32, [Vec<u32>; FIELDS])>,
    marks: BTreeMap<String, Vec<u32>>,
    lengths: Vec<[u32; FIELDS]>,
}

/// The words of a stretch. A word is looked up once each time it comes; its stem is worked out once.
#[derive(Debug, Default)]
struct Words {
    /// The place of each word's stem in `counts`, and how often the word is written in one.
    words: BTreeMap<String, (usize, u32)>,
    /// The place of each stem in `counts`.
    stems: BTreeMap<String, usize>,
    counts: Vec<Vec<(u32, Counts)>>,
}

impl Words {
    /// Counts a word, and tells the place of its stem.
    fn count(&mut self, word: Word, number: u32, field: usize) -> usize {
        let written = u32::from(!word.is_joined);
        let place = match self.words.get_mut(&word.text) {
            Some((place, uses)) => {
                *uses += written;
                *place
            }
            None => self.add(word.text, written),
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
        place
    }

    /// The place of a word that is new.
    fn add(&mut self, word: String, written: u32) -> usize {
        let next = self.counts.len();
        let place = *self.stems.entry(stem(&word).into_owned()).or_insert(next);
        if place == next {
            self.counts.push(Vec::new());
        }
        self.words.insert(word, (place, written));
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

fn read_stretch(documents: &[Document<'_>], first: u32) -> Stretch {
    let mut stretch = Stretch::default();
    for (number, document) in (first..).zip(documents) {
        let mut lengths = [0; FIELDS];
        let mut said: [Vec<u32>; FIELDS] = Default::default();
        for (field, texts) in document.fields.iter().enumerate() {
            for text in telling_words(texts) {
                for word in text {
                    let is_part = word.is_part;
                    // What is joined is said already.
                    lengths[field] += u32::from(!word.is_joined);
                    let place = stretch.words.count(word, number, field);
                    if !is_part {
                        said[field].push(place as u32);
                    }
                }
                said[field].push(BREAK);
            }
        }
        stretch.said.push((number, said));
        stretch.lengths.push(lengths);
        for mark in &document.marks {
            let questions = stretch.marks.entry(mark.clone()).or_default();
            questions.push(number);
        }
    }
    stretch
}

impl Stretch {
    fn tally(self, phrases: &BTreeSet<&Phrase>) -> Tally {
        let phrases = self.phrases(phrases);
        Tally {
            terms: self.words.terms(),
            phrases,
            marks: self.marks,
            lengths: self.lengths,
        }
    }

    /// Counts those of the phrases that are said.
    fn phrases(&self, wanted: &BTreeSet<&Phrase>) -> BTreeMap<Phrase, Vec<(u32, Counts)>> {
        // By the place of the first stem; a phrase with a word that nobody says cannot be said.
        let mut by_first: BTreeMap<u32, Vec<(Vec<u32>, &Phrase)>> = BTreeMap::new();
        for phrase in wanted {
            let place = |stem: &String| self.words.stems.get(stem).map(|place| *place as u32);
            let places: Option<Vec<u32>> = phrase.iter().map(place).collect();
            if let Some(places) = places
                && let Some(&first) = places.first()
            {
                by_first.entry(first).or_default().push((places, phrase));
            }
        }
        let mut found: BTreeMap<Phrase, Vec<(u32, Counts)>> = BTreeMap::new();
        for (number, fields) in &self.said {
            let mut counts: BTreeMap<&Phrase, Counts> = BTreeMap::new();
            for (field, said) in fields.iter().enumerate() {
                for at in 0..said.len() {
                    let begun = by_first.get(&said[at]).into_iter().flatten();
                    for (_, phrase) in begun.filter(|(places, _)| said[at..].starts_with(places)) {
                        let count = &mut counts.entry(phrase).or_default()[field];
                        *count = count.saturating_add(1);
                    }
                }
            }
            for (phrase, counts) in counts {
                let questions = found.entry(phrase.clone()).or_default();
                questions.push((*number, counts));
            }
        }
        found
    }
}

/// The words of each text of a field that can tell questions apart; all of them, where there is no such word.
fn telling_words(texts: &[&str]) -> Vec<Vec<Word>> {
    let mut texts: Vec<Vec<Word>> = texts.iter().map(|text| words(text)).collect();
    let tells = |word: &Word| !is_common(&word.text);
    if texts.iter().flatten().any(tells) {
        for text in &mut texts {
            text.retain(tells);
        }
    }
    texts
}
