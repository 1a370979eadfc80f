//! How often each word stands in each field of each question. Answers come as words that were told apart when they were compiled,
//! one answer in memory at a time. The questions are read in parallel, a stretch of them at a time, and the stretches are joined in
//! order, so that the outcome does not depend on the number of threads. What a stretch came to is kept, as bytes that are looked up
//! where they lie: one edited question costs the stretch that it stands in.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::document::{Document, FIELDS, Lengths, Phrase, field_of};
use super::occurrences::{Lists, Occurrence, Packed, Shape};
use super::phrases;
use super::shelf::Kept;
use super::vocabulary::Words;
use crate::compile::said::telling_words;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;

/// All words of all questions.
#[derive(Debug)]
pub struct Tally<'b> {
    /// By stem.
    pub terms: BTreeMap<String, Term>,
    /// The phrases that were asked for and are said.
    pub phrases: BTreeMap<Phrase, Vec<Piece>>,
    /// Terms to filter by, and the questions that have them, ascending.
    pub marks: BTreeMap<String, Vec<u32>>,
    /// How many words each field of each question has, by question.
    pub lengths: Vec<Lengths>,
    stored: Vec<Stored<'b>>,
}

/// A stem.
#[derive(Debug)]
pub struct Term {
    /// The questions that have it.
    pub pieces: Vec<Piece>,
    /// The word that it is most often the stem of; of equals, the first by letters.
    pub form: String,
    /// How often that one is written in one word: never, for `sha256` where there is only `SHA-256`.
    uses: u32,
}

impl Term {
    fn of(pieces: Vec<Piece>) -> Self {
        Self {
            pieces,
            form: String::new(),
            uses: 0,
        }
    }

    /// Whether somebody wrote it in one word.
    pub fn is_written(&self) -> bool {
        self.uses > 0
    }

    fn add_form(&mut self, form: &str, uses: u32) {
        let is_better = (uses, Reverse(form)) > (self.uses, Reverse(&self.form));
        if self.form.is_empty() || is_better {
            self.form = form.to_owned();
            self.uses = uses;
        }
    }
}

/// The part that one stretch has of a list of questions.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    stored: u32,
    at: u32,
}

/// What a stretch came to, as it is kept.
#[derive(Debug)]
struct Stored<'b> {
    key: Fingerprint,
    bytes: Cow<'b, [u8]>,
    /// Where the lists begin.
    lists: usize,
    /// The number of the stretch's first question.
    first: u32,
}

impl Tally<'_> {
    /// The questions of a list, ascending, and how often each field has it.
    pub fn occurrences(&self, pieces: &[Piece]) -> impl Iterator<Item = Occurrence> {
        let lists = pieces.iter();
        lists.flat_map(|piece| self.lists(piece).list(piece.at as usize))
    }

    /// How many questions a list has.
    pub fn frequency(&self, pieces: &[Piece]) -> usize {
        let lengths = pieces.iter();
        lengths
            .map(|piece| self.lists(piece).length(piece.at as usize))
            .sum()
    }

    /// All that is to be kept.
    pub fn kept(&self) -> impl Iterator<Item = (Fingerprint, &[u8])> {
        self.stored.iter().map(|one| (one.key, &*one.bytes))
    }

    fn lists(&self, piece: &Piece) -> Lists<'_> {
        let stored = &self.stored[piece.stored as usize];
        Lists {
            bytes: &stored.bytes[stored.lists..],
            first: stored.first,
        }
    }
}

/// About so many questions are a stretch. Where one begins is told from the question's slug, so that a new question moves no other
/// into another stretch.
const STRETCH: u32 = 256;

/// No stretch is longer.
const LONGEST: usize = 1024;

/// Questions whose words are counted; phrases of several are not, yet.
#[derive(Debug)]
pub struct Reading<'d, 'b> {
    stretches: Vec<Stretch<'d>>,
    stored: Vec<Stored<'b>>,
    words: Words,
    /// By stem.
    pieces: Vec<Vec<Piece>>,
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
pub fn read<'d, 'b>(
    documents: &'d [Document<'d>],
    kept: &Kept<'b>,
) -> Result<Reading<'d, 'b>, Diagnostic> {
    let stretches = stretches(documents);
    let counted = stretches.par_iter().map(|stretch| {
        let open = |bytes: &[u8]| Packed::open(bytes, |head: &Counted| head.shape(stretch));
        kept.recall(stretch.digest, open, || Counting::read(stretch))
    });
    let counted: Vec<_> = counted.collect::<Result<_, Diagnostic>>()?;
    let mut reading = Reading {
        stretches,
        stored: Vec::with_capacity(counted.len()),
        words: Words::default(),
        pieces: Vec::new(),
        marks: BTreeMap::new(),
        lengths: Vec::with_capacity(documents.len()),
    };
    for (at, (counted, bytes)) in counted.into_iter().enumerate() {
        reading.join(reading.stretches[at], counted, bytes);
    }
    Ok(reading)
}

impl<'b> Reading<'_, 'b> {
    fn join(&mut self, stretch: Stretch<'_>, counted: Packed<Counted>, bytes: Cow<'b, [u8]>) {
        let stored = self.stored.len() as u32;
        let Packed {
            head,
            lists,
            beginnings,
        } = counted;
        let mut lists_left = (0..).zip(beginnings).peekable();
        for (word, (stem, uses)) in head.names().zip(&head.words) {
            let pieces = &mut self.pieces;
            let known = self.words.number(word, &mut || pieces.push(Vec::new()));
            let (known_stem, all) = &mut self.words.uses[known as usize];
            *all += uses;
            // The first word of each stem names it: they come in the order of their numbers.
            if let Some((_, at)) = lists_left.next_if(|(next, _)| next == stem) {
                self.pieces[*known_stem as usize].push(Piece { stored, at });
            }
        }
        for (mark, questions) in head.marks {
            let questions = questions.into_iter().map(|number| stretch.first + number);
            self.marks.entry(mark).or_default().extend(questions);
        }
        self.lengths.extend(head.lengths);
        self.stored.push(Stored {
            key: stretch.digest,
            bytes,
            lists,
            first: stretch.first,
        });
    }

    /// All words.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// All that is counted, with phrases of several words.
    pub fn tally(
        self,
        phrases: &BTreeSet<&Phrase>,
        kept: &Kept<'b>,
    ) -> Result<Tally<'b>, Diagnostic> {
        let wanted = Fingerprint::of_value(phrases);
        let by_first = phrases::by_first(phrases, &self.words.stems);
        let found = self.stretches.par_iter().map(|stretch| {
            let key = Fingerprint::of([&stretch.digest.bytes()[..], &wanted.bytes()]);
            let shape = |phrases: &Vec<Phrase>| Some(stretch.shape(phrases.len()));
            let open = |bytes: &[u8]| Packed::open(bytes, shape);
            let count = || phrases::count(stretch.documents, &by_first, &self.words);
            Ok((key, stretch.first, kept.recall(key, open, count)?))
        });
        let found: Vec<_> = found.collect::<Result<_, Diagnostic>>()?;
        let mut terms: Vec<Term> = self.pieces.into_iter().map(Term::of).collect();
        for (word, (stem, uses)) in self.words.names.texts().zip(self.words.uses) {
            terms[stem as usize].add_form(word, uses);
        }
        let stems = self.words.stems.texts().map(str::to_owned);
        let mut tally = Tally {
            terms: stems.zip(terms).collect(),
            phrases: BTreeMap::new(),
            marks: self.marks,
            lengths: self.lengths,
            stored: self.stored,
        };
        for (key, first, (packed, bytes)) in found {
            let stored = tally.stored.len() as u32;
            for (phrase, at) in packed.head.into_iter().zip(packed.beginnings) {
                let pieces = tally.phrases.entry(phrase).or_default();
                pieces.push(Piece { stored, at });
            }
            tally.stored.push(Stored {
                key,
                bytes,
                lists: packed.lists,
                first,
            });
        }
        Ok(tally)
    }
}

/// Stands between words in [`Counted::names`]: no word has it.
const END: char = '\n';

/// What a stretch came to, but for the lists of its stems. Its questions are counted from its first, its stems as they first come.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Counted {
    /// Its words, in the order in which they first come.
    names: String,
    /// The number of each word's stem, and how often the word is written in one.
    words: Vec<(u32, u32)>,
    marks: BTreeMap<String, Vec<u32>>,
    lengths: Vec<Lengths>,
}

impl Counted {
    fn names(&self) -> impl Iterator<Item = &str> {
        self.names.split_terminator(END)
    }

    /// How many lists belong to it, and how many questions they name at most, if it can be of this stretch.
    fn shape(&self, stretch: &Stretch<'_>) -> Option<Shape> {
        let stems = self
            .words
            .iter()
            .map(|(stem, _)| stem.saturating_add(1))
            .max();
        let shape = stretch.shape(stems.unwrap_or_default() as usize);
        let mut marked = self.marks.values().flatten();
        let is_of = self.lengths.len() == stretch.documents.len()
            && marked.all(|question| *question < shape.questions);
        is_of.then_some(shape)
    }
}

/// A stretch that is counted.
#[derive(Debug, Default)]
struct Counting {
    counted: Counted,
    words: Words,
    /// By stem.
    counts: Vec<Vec<Occurrence>>,
}

impl Counting {
    fn read(stretch: &Stretch<'_>) -> Result<(Packed<Counted>, Vec<u8>), Diagnostic> {
        let mut counting = Counting::default();
        for (number, document) in (0..).zip(stretch.documents) {
            counting.read_one(number, document)?;
        }
        let mut counted = counting.counted;
        for name in counting.words.names.texts() {
            counted.names.push_str(name);
            counted.names.push(END);
        }
        counted.words = counting.words.uses;
        Ok(Packed::new(counted, &counting.counts))
    }

    fn number(&mut self, word: &str) -> u32 {
        let counts = &mut self.counts;
        self.words.number(word, &mut || counts.push(Vec::new()))
    }

    fn read_one(&mut self, number: u32, document: &Document<'_>) -> Result<(), Diagnostic> {
        let mut lengths = [0; FIELDS];
        for (field, texts) in document.fields.iter().enumerate() {
            for word in telling_words(texts).into_iter().flatten() {
                // What is joined is said already.
                lengths[field] += u32::from(!word.is_joined);
                let known = self.number(&word.text);
                self.count(known, !word.is_joined, number, field);
            }
        }
        let said = document.answer.said()?;
        let known: Vec<u32> = said.words().map(|word| self.number(word)).collect();
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
            let questions = self.counted.marks.entry(mark.clone()).or_default();
            questions.push(number);
        }
        self.counted.lengths.push(lengths);
        Ok(())
    }

    fn count(&mut self, word: u32, is_written: bool, number: u32, field: usize) {
        let (stem, uses) = &mut self.words.uses[word as usize];
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
    fn shape(&self, lists: usize) -> Shape {
        Shape {
            lists,
            questions: self.documents.len() as u32,
        }
    }
}
