//! What all pages of a list have alike, worked out once, when the first of them is asked for: a list of a hundred thousand questions has
//! five hundred pages.

use std::collections::BTreeMap;

use crate::bank::catalog::Catalog;
use crate::once::Once;
use crate::route::{Difficulty, Route};
use crate::site::context::{LevelCount, level_counts};

/// All lists that may need several pages.
#[derive(Debug)]
pub struct Lists(BTreeMap<Route, List>);

/// The questions of a list.
#[derive(Debug)]
pub struct List {
    /// Where they are in the catalog, in the order of the list.
    pub places: Vec<usize>,
    of_all: Once<OfAll>,
}

/// What is told of all of them together.
#[derive(Debug)]
pub struct OfAll {
    /// How many of each level.
    pub levels: Vec<LevelCount>,
    /// With which question the titles with each letter begin: upper case, `#` for what is no letter.
    pub letters: Vec<(String, usize)>,
}

impl Lists {
    /// Of all questions, by level, by topic, by tag.
    pub fn new(catalog: &Catalog) -> Self {
        let of_level = |level| (Route::Difficulty(level), catalog.of_level(level).collect());
        let topics = catalog.topics.iter();
        let topics = topics.map(|one| (Route::Topic(one.slug.clone()), one.questions.clone()));
        let tags = catalog.tags.iter();
        let tags = tags.map(|tag| (Route::Tag(tag.slug.clone()), tag.questions.clone()));
        let all = std::iter::once((Route::Questions, catalog.by_title.clone()))
            .chain(Difficulty::ALL.map(of_level))
            .chain(topics)
            .chain(tags);
        let list = |places| List {
            places,
            of_all: Once::default(),
        };
        Self(all.map(|(route, places)| (route, list(places))).collect())
    }

    /// The list at an address.
    pub fn get(&self, route: &Route) -> Option<&List> {
        self.0.get(route)
    }

    /// Their addresses, each with how many questions it has.
    pub fn routes(&self) -> impl Iterator<Item = (&Route, usize)> {
        self.0
            .iter()
            .map(|(route, list)| (route, list.places.len()))
    }
}

impl List {
    /// What is told of all of them together, in the catalog that the list was made of.
    pub fn of_all(&self, catalog: &Catalog) -> &OfAll {
        self.of_all.get_or_make_here(|| OfAll {
            levels: level_counts(&self.places, catalog),
            letters: letters(&self.places, catalog),
        })
    }
}

fn letters(places: &[usize], catalog: &Catalog) -> Vec<(String, usize)> {
    let mut letters: Vec<(String, usize)> = Vec::new();
    let mut before = None;
    for (at, &place) in places.iter().enumerate() {
        let title = &catalog.questions[place].content.matter.title;
        let first = title.chars().next().filter(|first| first.is_alphabetic());
        // Neighbours mostly begin alike.
        if before.replace(first) == Some(first) {
            continue;
        }
        let letter = first.map_or_else(|| "#".into(), |first| first.to_uppercase().to_string());
        if !letters.iter().any(|(known, _)| *known == letter) {
            letters.push((letter, at));
        }
    }
    letters
}
