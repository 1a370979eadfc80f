//! What templates see of a list that goes over several pages.

use serde::Serialize;

/// The way between the pages of a list. Addresses are relative to the root.
#[derive(Debug, Clone, Serialize)]
pub struct Pager {
    /// This page, from 1.
    pub number: usize,
    /// Pages in all.
    pub count: usize,
    /// The first one, from all others.
    pub first: Option<String>,
    /// The one before.
    pub previous: Option<String>,
    /// The one after.
    pub next: Option<String>,
    /// The last one, from all others.
    pub last: Option<String>,
    /// Where the titles with each letter begin.
    pub letters: Vec<Letter>,
}

/// The page on which titles with a letter begin.
#[derive(Debug, Clone, Serialize)]
pub struct Letter {
    /// In upper case; `#` for what is no letter.
    pub letter: String,
    /// Relative to the root.
    pub path: String,
}
