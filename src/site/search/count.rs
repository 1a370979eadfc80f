//! How often each word stands in each field of each question. Answers come as words that were told apart when they were compiled,
//! one answer in memory at a time. The questions are read in parallel, a stretch of them at a time, and the stretches are joined in
//! order, so that the outcome does not depend on the number of threads.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::compile::interner::Interner;
use crate::compile::question::Large;
use crate::compile::said::{Part, telling_words};
use crate::compile::tokens::stem;
use crate::diagnostic::Diagnostic;

/// Where a word may stand, in the order of [`Counts`].
pub const FIELDS: usize = 8;

/// How often a word stands in each field of a question: title, keywords, tags, headings, topic, short answer, key points, the rest.
pub type Counts = [u8; FIELDS];

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

/// So many questions are read in one piece at the least. More pieces are more to join.
const STRETCH: usize = 256;

/// In so many pieces, if they are large enough.
const STRETCHES: usize = 8;

/// Questions whose words are counted; phrases of several are not, yet.
#[derive(Debug)]
pub struct Reading<'d>(Vec<Stretch<'d>>);

/// Reads all documents.
pub fn read<'d>(documents: &'d [Document<'d>]) -> Result<Reading<'d>, Diagnostic> {
    let size = documents.len().div_ceil(STRETCHES).max(STRETCH);
    let stretches = documents
        .par_chunks(size)
        .enumerate()
        .map(|(number, documents)| Stretch::read(documents, (number * size) as u32));
    Ok(Reading(stretches.collect::<Result<_, _>>()?))
}

impl Reading<'_> {
    /// All words, each with whether somebody wrote it in one.
    pub fn words(&self) -> BTreeMap<&str, bool> {
        let mut words: BTreeMap<&str, bool> = BTreeMap::new();
        for stretch in &self.0 {
            for (word, (_, uses)) in stretch.names.texts().iter().zip(&stretch.words) {
                *words.entry(word).or_default() |= *uses > 0;
            }
        }
        words
    }

    /// All that is counted, with phrases of several words.
    pub fn tally(self, phrases: &BTreeSet<&Phrase>) -> Result<Tally, Diagnostic> {
        let stretches = self.0.into_par_iter();
        let stretches: Vec<Tally> = stretches
            .map(|stretch| stretch.tally(phrases))
            .collect::<Result<_, _>>()?;
        Ok(stretches.into_iter().reduce(join).unwrap_or_default())
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

/// Stands between texts of one field, so that no phrase spans two of them.
const BREAK: u32 = u32::MAX;

/// Consecutive questions. A word is looked up once in each answer; its stem is worked out once.
#[derive(Debug)]
struct Stretch<'d> {
    documents: &'d [Document<'d>],
    /// The number of the first question.
    first: u32,
    names: Interner,
    /// The number of each word's stem, and how often the word is written in one.
    words: Vec<(u32, u32)>,
    stems: Interner,
    /// By stem.
    counts: Vec<Vec<(u32, Counts)>>,
    marks: BTreeMap<String, Vec<u32>>,
    lengths: Vec<[u32; FIELDS]>,
}

impl<'d> Stretch<'d> {
    fn read(documents: &'d [Document<'d>], first: u32) -> Result<Self, Diagnostic> {
        let mut stretch = Stretch {
            documents,
            first,
            names: Interner::default(),
            words: Vec::new(),
            stems: Interner::default(),
            counts: Vec::new(),
            marks: BTreeMap::new(),
            lengths: Vec::with_capacity(documents.len()),
        };
        for (number, document) in (first..).zip(documents) {
            stretch.read_one(number, document)?;
        }
        for counts in &mut stretch.counts {
            counts.shrink_to_fit();
        }
        Ok(stretch)
    }

    fn read_one(&mut self, number: u32, document: &Document<'_>) -> Result<(), Diagnostic> {
        let mut lengths = [0; FIELDS];
        for (field, texts) in document.fields.iter().enumerate() {
            for word in telling_words(texts).into_iter().flatten() {
                // What is joined is said already.
                lengths[field] += u32::from(!word.is_joined);
                let known = self.word(&word.text);
                self.count(known, !word.is_joined, number, field);
            }
        }
        let said = document.answer.said()?;
        let known: Vec<u32> = said.words().map(|word| self.word(word)).collect();
        for (text, uses) in said.texts().enumerate() {
            let field = field_of(said.part(text));
            for used in uses {
                lengths[field] += u32::from(!used.is_joined);
                if let Some(&word) = known.get(used.word) {
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

    /// The number of a word.
    fn word(&mut self, word: &str) -> u32 {
        let (number, is_new) = self.names.number(word);
        if is_new {
            let (stem, is_new) = self.stems.number(&stem(word));
            if is_new {
                self.counts.push(Vec::new());
            }
            self.words.push((stem, 0));
        }
        number
    }

    fn count(&mut self, word: u32, is_written: bool, number: u32, field: usize) {
        let (stem, uses) = &mut self.words[word as usize];
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

    fn tally(self, phrases: &BTreeSet<&Phrase>) -> Result<Tally, Diagnostic> {
        let phrases = self.phrases(phrases)?;
        let mut terms: Vec<Term> = self
            .counts
            .into_iter()
            .map(|counts| Term {
                counts,
                forms: BTreeMap::new(),
            })
            .collect();
        for (word, (stem, uses)) in self.names.texts().iter().zip(self.words) {
            let forms = &mut terms[stem as usize].forms;
            forms.insert((**word).to_owned(), uses);
        }
        let stems = self.stems.texts().iter().map(|stem| (**stem).to_owned());
        Ok(Tally {
            terms: stems.zip(terms).collect(),
            phrases,
            marks: self.marks,
            lengths: self.lengths,
        })
    }

    /// Counts those of the phrases that are said.
    fn phrases(
        &self,
        wanted: &BTreeSet<&Phrase>,
    ) -> Result<BTreeMap<Phrase, Vec<(u32, Counts)>>, Diagnostic> {
        // By the number of the first stem; a phrase with a word that nobody says cannot be said.
        let mut by_first: Vec<Vec<(Vec<u32>, &Phrase)>> = vec![Vec::new(); self.counts.len()];
        for phrase in wanted {
            let stems = phrase.iter().map(|stem| self.stems.get(stem));
            if let Some(stems) = stems.collect::<Option<Vec<u32>>>()
                && let Some(&first) = stems.first()
            {
                by_first[first as usize].push((stems, phrase));
            }
        }
        let mut found: BTreeMap<Phrase, Vec<(u32, Counts)>> = BTreeMap::new();
        for (number, document) in (self.first..).zip(self.documents) {
            let mut counts: BTreeMap<&Phrase, Counts> = BTreeMap::new();
            for (field, said) in self.stems_of(document)?.iter().enumerate() {
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

    /// The words of each field of a question, in order, as numbers of their stems; without those that are said in another form.
    fn stems_of(&self, document: &Document<'_>) -> Result<[Vec<u32>; FIELDS], Diagnostic> {
        let stem = |word: &str| {
            let word = self.names.get(word);
            word.map_or(BREAK, |word| self.words[word as usize].0)
        };
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
}
