//! Days as templates see them.

use jiff::civil::Date;
use serde::Serialize;

use crate::words::Words;

/// A day, for machines and for people.
#[derive(Debug, Clone, Serialize)]
pub struct Day {
    /// `2026-11-21`
    pub iso: String,
    /// `21 November 2026`
    pub text: String,
}

impl Day {
    /// A date in the words of a language.
    pub fn new(date: Date, words: &Words) -> Self {
        Self {
            iso: date.to_string(),
            text: words.day(date),
        }
    }
}
