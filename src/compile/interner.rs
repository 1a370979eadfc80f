//! Numbers for texts that occur many times.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Numbers texts in the order of their first occurrence.
#[derive(Debug, Default)]
pub struct Interner {
    /// Numbers by their texts. Nothing goes through it, so its order shows nowhere.
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
    texts: Texts,
}

/// Texts by number, one after the other in one piece of memory.
#[derive(Debug, Default)]
struct Texts {
    all: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Texts {
    fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start..self.ends[number]]
    }

    fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len());
    }
}

impl Interner {
    /// The number of a text, and whether it is new.
    pub fn number(&mut self, text: &str) -> (u32, bool) {
        let hash = self.hasher.hash_one(text);
        if let Some(number) = self.find(text, hash) {
            return (number, false);
        }
        let number = self.texts.ends.len() as u32;
        self.texts.push(text);
        let Self {
            numbers,
            hasher,
            texts,
        } = self;
        numbers.insert_unique(hash, number, |known| hasher.hash_one(texts.get(*known)));
        (number, true)
    }

    /// The number of a text that was seen before.
    pub fn get(&self, text: &str) -> Option<u32> {
        self.find(text, self.hasher.hash_one(text))
    }

    fn find(&self, text: &str, hash: u64) -> Option<u32> {
        let is_it = |known: &u32| self.texts.get(*known) == text;
        self.numbers.find(hash, is_it).copied()
    }

    /// How many texts there are.
    pub fn count(&self) -> usize {
        self.texts.ends.len()
    }

    /// All texts, by number.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        (0..self.count() as u32).map(|number| self.texts.get(number))
    }
}
