//! What an answer says, in the form that the search needs: each distinct word once, and their order. So a search index is made
//! without splitting texts into words again.

use serde::{Deserialize, Serialize};

use super::interner::Interner;
use super::tokens::{Word, is_common, words};
use crate::fingerprint::Fingerprint;

/// Separates words in [`Said::words`]; no word contains it.
const BREAK: char = '\n';

/// The words of several texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Each distinct word once.
    words: String,
    /// For each text, its words in order: four times the word's number, plus two flags.
    texts: Vec<Vec<u32>>,
    /// A summary of each text.
    wholes: Vec<Whole>,
    /// How many texts are key points. They follow the first text, which is the short answer.
    points: usize,
}

/// A part of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The short answer.
    Short,
    /// A key point.
    Point,
    /// A section.
    Rest,
}

/// A text's digest and length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    /// Digest of all its characters.
    pub digest: Fingerprint,
    /// The number of words, including common ones.
    pub words: usize,
}

/// A word at its place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// Its index in [`Said::words`].
    pub word: usize,
    /// As in [`Word`].
    pub is_part: bool,
    /// As in [`Word`].
    pub is_joined: bool,
}

impl Said {
    /// The words of an answer: its short answer, `points` key points, and its sections.
    pub fn of(texts: &[String], points: usize) -> Said {
        let whole = |text: &String| Whole {
            digest: Fingerprint::of([text.as_bytes()]),
            words: text.split_whitespace().count(),
        };
        let wholes = texts.iter().map(whole).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut interner = Interner::default();
        let mut number = |word: Word<'_>| {
            let (number, _) = interner.number(&word.text);
            number << 2 | u32::from(word.is_joined) << 1 | u32::from(word.is_part)
        };
        let (short, rest) = texts.split_at(texts.len().min(1));
        let (key, rest) = rest.split_at(points.min(rest.len()));
        let texts = [short, key, rest].into_iter().flat_map(telling_words);
        let texts = texts
            .map(|words| words.into_iter().map(&mut number).collect())
            .collect();
        let mut words = String::new();
        for word in interner.texts() {
            words.push_str(word);
            words.push(BREAK);
        }
        Said {
            words,
            texts,
            wholes,
            points,
        }
    }

    /// Which part of the answer a text is.
    pub fn part(&self, text: usize) -> Part {
        match text {
            0 => Part::Short,
            text if text <= self.points => Part::Point,
            _ => Part::Rest,
        }
    }

    /// Each distinct word.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.split_terminator(BREAK)
    }

    /// The summaries of all texts.
    pub fn wholes(&self) -> &[Whole] {
        &self.wholes
    }

    /// The words of each text in order.
    pub fn texts(&self) -> impl Iterator<Item = impl Iterator<Item = Use>> {
        let texts = self.texts.iter();
        texts.map(|text| {
            text.iter().map(|&code| Use {
                word: (code >> 2) as usize,
                is_part: code & 1 != 0,
                is_joined: code & 2 != 0,
            })
        })
    }
}

/// The words of each text of a field that can distinguish questions; all words if there is no such word.
pub fn telling_words<'t>(texts: &[&'t str]) -> Vec<Vec<Word<'t>>> {
    let mut texts: Vec<Vec<Word<'_>>> = texts.iter().map(|text| words(text)).collect();
    let tells = |word: &Word<'_>| !is_common(&word.text);
    if texts.iter().flatten().any(tells) {
        for text in &mut texts {
            text.retain(tells);
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_what_the_texts_have() {
        let texts = ["The maxPoolSize of a pool.", "A\u{2028}pool, SHA-256"].map(str::to_owned);
        let said = Said::of(&texts, 1);
        let all: Vec<&str> = said.words().collect();
        let back: Vec<Vec<Word<'_>>> = said
            .texts()
            .map(|text| {
                let word = |used: Use| Word {
                    text: all[used.word].into(),
                    is_part: used.is_part,
                    is_joined: used.is_joined,
                };
                text.map(word).collect()
            })
            .collect();
        assert_eq!(back, telling_words(&[&texts[0], &texts[1]]));
        assert_eq!(all.iter().filter(|word| **word == "pool").count(), 1);
    }
}
