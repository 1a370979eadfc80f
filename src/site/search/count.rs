//! How often each word stands in each field of each question. Answers come as words that were told apart when they were compiled,
//! one answer in memory at a time. The questions are read in parallel, a stretch of them at a time, and the stretches are joined in
//! order, so that the outcome does not depend on the number of threads. What a stretch came to is kept: one edited question costs
//! the stretch that it stands in.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::shelf::Kept;
use crate::compile::interner::Interner;
use crate::compile::question::Large;
use crate::compile::said::{Part, telling_words};
use crate::compile::tokens::stem;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;

/// Where a word may stand, in the order of [`Counts`].
pub const FIELDS: usize = 8;

/// How often a word stands in each field of a question: title, keywords, tags, headings, topic, short answer, key points, the rest.
pub type Counts = [u8; FIELDS];

/// How many words each field of a question has.
pub type Lengths = [u32; FIELDS];

/// Stems of words that stand side by side.
pub type Phrase = Vec<String>;

/// How many fields stand before those of the answer.
const NAMED: usize = FIELDS - 3;

/// The field of a part of the answer.
fn field_of(part: Part) -> usize {
    NAMED
        + match part {
            Part::Short => 0,
            Part::Point => 1,
            Part::Rest => 2,
        }
}

/// What is searched of one question.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    /// What it is called for good.
    pub slug: &'a str,
    /// Of everything that is counted here.
    pub digest: Fingerprint,
    /// Texts by field, but for the answer.
    pub fields: [Vec<&'a str>; NAMED],
    /// Knows what the answer says.
    pub answer: &'a dyn Large,
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
    pub lengths: Vec<Lengths>,
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

/// About so many questions are a stretch. Where one begins is told from the question's slug, so that a new question moves no other
/// into another stretch.
const STRETCH: u32 = 256;

/// No stretch is longer.
const LONGEST: usize = 1024;

/// Questions whose words are counted; phrases of several are not, yet.
#[derive(Debug)]
pub struct Reading<'d> {
    stretches: Vec<Stretch<'d>>,
    words: Words,
    /// By stem.
    counts: Vec<Vec<(u32, Counts)>>,
    marks: BTreeMap<String, Vec<u32>>,
    lengths: Vec<Lengths>,
}

/// Consecutive questions.
#[derive(Debug, Clone, Copy)]
struct Stretch<'d> {
    documents: &'d [Document<'d>],
    /// The number of the first question.
    first: u32,
    /// Of all that is counted of it.
    digest: Fingerprint,
}

/// Words and their stems, in the order in which they first come.
#[derive(Debug, Default)]
struct Words {
    names: Interner,
    /// The number of each word's stem, and how often the word is written in one.
    uses: Vec<(u32, u32)>,
    stems: Interner,
}

impl Words {
    /// The number of a word. `is_new` is told of a stem that nobody said before.
    fn number(&mut self, word: &str, is_new: &mut dyn FnMut()) -> u32 {
        let (number, is_first) = self.names.number(word);
        if is_first {
            let (stem, is_first) = self.stems.number(&stem(word));
            if is_first {
                is_new();
            }
            self.uses.push((stem, 0));
        }
        number
    }

    /// The number of the stem of a word that is known.
    fn stem_of(&self, word: &str) -> Option<u32> {
        self.names.get(word).map(|word| self.uses[word as usize].0)
    }
}

/// Cuts questions into stretches.
fn stretches<'d>(documents: &'d [Document<'d>]) -> Vec<Stretch<'d>> {
    let begins = |document: &Document<'_>| {
        let digest = Fingerprint::of([document.slug.as_bytes()]).bytes();
        u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]]).is_multiple_of(STRETCH)
    };
    let mut stretches = Vec::new();
    let mut from = 0;
    for (at, document) in documents.iter().enumerate() {
        let is_last = at + 1 == documents.len();
        if is_last || at + 1 - from >= LONGEST || begins(document) {
            let documents = &documents[from..=at];
            let digests: Vec<&Fingerprint> = documents.iter().map(|one| &one.digest).collect();
            stretches.push(Stretch {
                documents,
                first: from as u32,
                digest: Fingerprint::of_value(&digests),
            });
            from = at + 1;
        }
    }
    stretches
}

/// Reads all documents, but for stretches that are kept.
pub fn read<'d>(
    documents: &'d [Document<'d>],
    kept: &mut Kept<'_>,
) -> Result<Reading<'d>, Diagnostic> {
    let mut reading = Reading {
        stretches: stretches(documents),
        words: Words::default(),
        counts: Vec::new(),
        marks: BTreeMap::new(),
        lengths: Vec::with_capacity(documents.len()),
    };
    let stretches = reading.stretches.clone();
    // A few at a time, so that not all are held twice.
    for some in stretches.chunks(2 * rayon::current_num_threads()) {
        let counted = some.par_iter().map(|stretch| {
            let counted = kept.recall(stretch.digest, || Counted::read(stretch))?;
            Ok((stretch, counted))
        });
        let counted: Vec<_> = counted.collect::<Result<_, Diagnostic>>()?;
        for (stretch, (counted, bytes)) in counted {
            reading.join(stretch.first, counted);
            kept.keep(stretch.digest, bytes);
        }
    }
    Ok(reading)
}

impl Reading<'_> {
    fn join(&mut self, first: u32, counted: Counted) {
        let mut stems = Vec::with_capacity(counted.counts.len());
        for (word, (stem, uses)) in counted.names().zip(&counted.words) {
            let counts = &mut self.counts;
            let known = self.words.number(word, &mut || counts.push(Vec::new()));
            let (known_stem, all) = &mut self.words.uses[known as usize];
            *all += uses;
            // The first word of each stem names it: they come in the order of their numbers.
            if *stem as usize == stems.len() {
                stems.push(*known_stem);
            }
        }
        for (stem, counts) in stems.into_iter().zip(counted.counts) {
            let counts = counts
                .into_iter()
                .map(|(number, counts)| (first + number, counts));
            self.counts[stem as usize].extend(counts);
        }
        for (mark, questions) in counted.marks {
            let questions = questions.into_iter().map(|number| first + number);
            self.marks.entry(mark).or_default().extend(questions);
        }
        self.lengths.extend(counted.lengths);
    }

    /// All words, each with whether somebody wrote it in one.
    pub fn words(&self) -> BTreeMap<&str, bool> {
        let words = self.words.names.texts().iter().zip(&self.words.uses);
        words
            .map(|(word, (_, uses))| (&**word, *uses > 0))
            .collect()
    }

    /// All that is counted, with phrases of several words.
    pub fn tally(
        self,
        phrases: &BTreeSet<&Phrase>,
        kept: &mut Kept<'_>,
    ) -> Result<Tally, Diagnostic> {
        let Reading {
            stretches,
            words,
            counts,
            marks,
            lengths,
        } = self;
        let wanted = Fingerprint::of_value(phrases);
        let key =
            |stretch: &Stretch<'_>| Fingerprint::of([&stretch.digest.bytes()[..], &wanted.bytes()]);
        let by_first = by_first(phrases, &words.stems);
        let found = stretches.par_iter().map(|stretch| {
            let count = || stretch.phrases(&by_first, &words);
            kept.recall(key(stretch), count)
        });
        let found: Vec<_> = found.collect::<Result<_, Diagnostic>>()?;
        let mut all: BTreeMap<Phrase, Vec<(u32, Counts)>> = BTreeMap::new();
        for (stretch, (found, bytes)) in stretches.iter().zip(found) {
            kept.keep(key(stretch), bytes);
            for (phrase, counts) in found {
                let counts = counts.into_iter();
                let counts = counts.map(|(number, counts)| (stretch.first + number, counts));
                all.entry(phrase).or_default().extend(counts);
            }
        }
        let mut terms: Vec<Term> = counts
            .into_iter()
            .map(|counts| Term {
                counts,
                forms: BTreeMap::new(),
            })
            .collect();
        for (word, (stem, uses)) in words.names.texts().iter().zip(words.uses) {
            let forms = &mut terms[stem as usize].forms;
            forms.insert((**word).to_owned(), uses);
        }
        let stems = words.stems.texts().iter().map(|stem| (**stem).to_owned());
        Ok(Tally {
            terms: stems.zip(terms).collect(),
            phrases: all,
            marks,
            lengths,
        })
    }
}

/// Stands between texts of one field, so that no phrase spans two of them.
const BREAK: u32 = u32::MAX;

/// Stands between words in [`Counted::names`]: no word has it.
const END: char = '\n';

/// Phrases by the number of their first stem, each with the numbers of all.
type ByFirst<'p> = Vec<Vec<(Vec<u32>, &'p Phrase)>>;

/// A phrase with a word that nobody says cannot be said.
fn by_first<'p>(wanted: &BTreeSet<&'p Phrase>, stems: &Interner) -> ByFirst<'p> {
    let mut by_first: ByFirst<'_> = vec![Vec::new(); stems.texts().len()];
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

/// What a stretch came to. Its questions are counted from its first.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Counted {
    /// Its words, in the order in which they first come.
    names: String,
    /// The number of each word's stem, and how often the word is written in one. Stems are numbered as they first come, too.
    words: Vec<(u32, u32)>,
    /// By stem.
    counts: Vec<Vec<(u32, Counts)>>,
    marks: BTreeMap<String, Vec<u32>>,
    lengths: Vec<Lengths>,
}

impl Counted {
    fn read(stretch: &Stretch<'_>) -> Result<Self, Diagnostic> {
        let mut counted = Counted::default();
        let mut words = Words::default();
        for (number, document) in (0..).zip(stretch.documents) {
            counted.read_one(number, document, &mut words)?;
        }
        for name in words.names.texts() {
            counted.names.push_str(name);
            counted.names.push(END);
        }
        counted.words = words.uses;
        Ok(counted)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.names.split_terminator(END)
    }

    fn read_one(
        &mut self,
        number: u32,
        document: &Document<'_>,
        words: &mut Words,
    ) -> Result<(), Diagnostic> {
        let mut lengths = [0; FIELDS];
        for (field, texts) in document.fields.iter().enumerate() {
            for word in telling_words(texts).into_iter().flatten() {
                // What is joined is said already.
                lengths[field] += u32::from(!word.is_joined);
                let known = words.number(&word.text, &mut || self.counts.push(Vec::new()));
                self.count(
                    &mut words.uses[known as usize],
                    !word.is_joined,
                    number,
                    field,
                );
            }
        }
        let said = document.answer.said()?;
        let known = said.words();
        let known: Vec<u32> = known
            .map(|word| words.number(word, &mut || self.counts.push(Vec::new())))
            .collect();
        for (text, uses) in said.texts().enumerate() {
            let field = field_of(said.part(text));
            for used in uses {
                lengths[field] += u32::from(!used.is_joined);
                if let Some(&word) = known.get(used.word) {
                    let word = &mut words.uses[word as usize];
                    self.count(word, !used.is_joined, number, field);
                }
            }
        }
        for mark in &document.marks {
            let questions = self.marks.entry(mark.clone()).or_default();
            questions.push(number);
        }
        self.lengths.push(lengths);
        Ok(())
    }

    fn count(&mut self, word: &mut (u32, u32), is_written: bool, number: u32, field: usize) {
        let (stem, uses) = word;
        *uses += u32::from(is_written);
        let counts = &mut self.counts[*stem as usize];
        match counts.last_mut() {
            Some((last, counts)) if *last == number => {
                counts[field] = counts[field].saturating_add(1);
            }
            _ => {
                let mut fields = [0; FIELDS];
                fields[field] = 1;
                counts.push((number, fields));
            }
        }
    }
}

impl Stretch<'_> {
    /// Counts those of the phrases that are said.
    fn phrases(&self, by_first: &ByFirst<'_>, words: &Words) -> Result<Phrases, Diagnostic> {
        let mut found = Phrases::new();
        for (number, document) in (0..).zip(self.documents) {
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
                match found.get_mut(phrase) {
                    Some(questions) => questions.push((number, counts)),
                    None => drop(found.insert(phrase.clone(), vec![(number, counts)])),
                }
            }
        }
        Ok(found)
    }
}

/// The questions of a stretch that have a phrase.
type Phrases = BTreeMap<Phrase, Vec<(u32, Counts)>>;

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
