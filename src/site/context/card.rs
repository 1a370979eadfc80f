//! Topics and paths as cards: in lists, and at the head of their own pages.

use std::collections::BTreeMap;

use serde::Serialize;

use super::language::Foreign;
use crate::bank::catalog::{Catalog, Topic};
use crate::bank::paths::Path;
use crate::route::{Difficulty, Route, percent_encode};

/// A topic on the home page and among all topics.
#[derive(Debug, Clone, Serialize)]
pub struct TopicCard {
    /// Its identity.
    pub slug: String,
    /// Its identity as it stands in the query of an address.
    pub query: String,
    /// Its name.
    pub title: String,
    /// Relative to the root.
    pub path: String,
    /// One sentence.
    pub description: String,
    /// Questions in all.
    pub count: usize,
    /// Questions by level; levels with none are left out.
    pub levels: Vec<LevelCount>,
    /// The language of title and description, where it is not that of the page.
    pub said: Option<Foreign>,
}

/// How many questions of a level.
#[derive(Debug, Clone, Serialize)]
pub struct LevelCount {
    /// The level.
    pub level: Difficulty,
    /// Questions.
    pub count: usize,
}

/// How many of these questions are of each level; levels with none are left out.
pub fn level_counts(places: &[usize], catalog: &Catalog) -> Vec<LevelCount> {
    let mut counts: BTreeMap<Difficulty, usize> = BTreeMap::new();
    for &place in places {
        let level = catalog.questions[place].content.matter.difficulty;
        *counts.entry(level).or_default() += 1;
    }
    let counts = counts.into_iter();
    counts
        .map(|(level, count)| LevelCount { level, count })
        .collect()
}

impl TopicCard {
    /// Of a topic in the catalog.
    pub fn new(topic: &Topic, catalog: &Catalog) -> Self {
        Self {
            slug: topic.slug.to_string(),
            query: percent_encode(topic.slug.as_str()),
            title: topic.matter.title.clone(),
            path: Route::Topic(topic.slug.clone()).path(),
            description: topic.matter.description.clone(),
            count: topic.questions.len(),
            levels: level_counts(&topic.questions, catalog),
            said: Foreign::of(&topic.wording, &catalog.language),
        }
    }
}

/// A path on the home page, and at the head of its own.
#[derive(Debug, Clone, Serialize)]
pub struct PathCard {
    /// Its identity.
    pub slug: String,
    /// Its identity as it stands in the query of an address.
    pub query: String,
    /// Its name.
    pub title: String,
    /// Relative to the root.
    pub path: String,
    /// One sentence.
    pub description: String,
    /// How long it takes.
    pub minutes: Option<i64>,
    /// Questions in all.
    pub count: usize,
    /// The language of title and description, where it is not that of the page.
    pub said: Option<Foreign>,
}

impl PathCard {
    /// Of a path in the catalog.
    pub fn new(path: &Path, catalog: &Catalog) -> Self {
        Self {
            slug: path.slug.to_string(),
            query: percent_encode(path.slug.as_str()),
            title: path.title.clone(),
            path: Route::Path(path.slug.clone()).path(),
            description: path.description.clone(),
            minutes: path.minutes,
            count: path.questions.len(),
            said: Foreign::of(&path.wording, &catalog.language),
        }
    }
}
