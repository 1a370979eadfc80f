//! What templates see of a list: its other pages, and what narrows it.

use serde::Serialize;

use super::card::LevelCount;
use crate::route::{Route, percent_encode};

/// Fewer questions are seen at a glance.
const FEWEST: usize = 6;

/// What narrows a list.
#[derive(Debug, Serialize)]
pub struct ListTools {
    /// What the search calls the limit that the list is: `topic`, `tag`, `level`; nothing for all questions.
    pub key: &'static str,
    /// The value of that limit.
    pub value: String,
    /// The list as the study screen's address names it.
    pub query: String,
    /// How the list is sorted of itself.
    pub order: Order,
    /// How many questions of a level, where they are of several; levels with none are left out.
    pub levels: Vec<LevelCount>,
    /// Questions in all.
    pub count: usize,
    /// Whether they are more than the page has: then the search narrows them.
    pub is_paged: bool,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// From what builds on nothing to what builds on it.
    Taught,
    /// By title.
    Title,
}

impl ListTools {
    /// Of a list of so many questions, of which a page has so many; nothing where the list is short.
    pub fn new(
        list: &Route,
        levels: &[LevelCount],
        count: usize,
        on_a_page: usize,
    ) -> Option<Self> {
        if count < FEWEST {
            return None;
        }
        let (key, value) = match list {
            Route::Topic(slug) => ("topic", slug.to_string()),
            Route::Path(slug) => ("path", slug.to_string()),
            Route::Tag(slug) => ("tag", slug.to_string()),
            Route::Difficulty(level) => ("level", level.name().to_owned()),
            _ => ("", String::new()),
        };
        Some(Self {
            query: match key {
                "" => "all".to_owned(),
                key => format!("{key}={}", percent_encode(&value)),
            },
            key,
            value,
            order: match list {
                Route::Topic(_) | Route::Path(_) => Order::Taught,
                _ => Order::Title,
            },
            levels: match levels {
                [_] => Vec::new(),
                levels => levels.to_vec(),
            },
            count,
            is_paged: count > on_a_page,
        })
    }
}

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
