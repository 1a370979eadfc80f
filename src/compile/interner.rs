//! Numbers for texts that occur many times.

#![expect(
    clippy::disallowed_types,
    reason = "the map is looked up alone: nothing goes through it, so its order shows nowhere"
)]

use std::collections::HashMap;
use std::sync::Arc;

/// Numbers texts in the order of their first occurrence.
#[derive(Debug, Default)]
pub struct Interner {
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

impl Interner {
    /// The number of a text, and whether it is new.
    pub fn number(&mut self, text: &str) -> (u32, bool) {
        if let Some(number) = self.get(text) {
            return (number, false);
        }
        let number = self.texts.len() as u32;
        let text: Arc<str> = text.into();
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        (number, true)
    }

    /// The number of a text that was seen before.
    pub fn get(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// All texts, by number.
    pub fn texts(&self) -> &[Arc<str>] {
        &self.texts
    }
}
