//! The orders that lists have beside the one in which questions are numbered. Nobody fetches one who does not ask for it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::encode;
use crate::bank::catalog::Catalog;
use crate::compile::question::Question;
use crate::route::Slug;

/// By title: for each question in that order, which run of one topic and level it is the next of. Runs are in this order
/// themselves, so that says it all, and takes less than half of what numbers would.
pub fn by_title(catalog: &Catalog) -> String {
    let topics: BTreeMap<&Slug, u32> = catalog
        .topics
        .iter()
        .map(|topic| &topic.slug)
        .zip(0..)
        .collect();
    let run = |place: &usize| {
        let question = &catalog.questions[*place];
        let topic = topics.get(&question.topic).copied().unwrap_or_default();
        topic * 3 + question.content.matter.difficulty as u32
    };
    encode::numbers(catalog.by_title.iter().map(run))
}

/// By the day on which facts were last checked, the latest first and those without one last: the place of each question's day
/// among all days.
pub fn by_checked(numbered: &[&Question]) -> String {
    let day = |question: &Question| question.content.matter.reviewed;
    let days: BTreeSet<_> = numbered.iter().map(|q| Reverse(day(q))).collect();
    let places: BTreeMap<_, u32> = days.into_iter().zip(0..).collect();
    encode::numbers(numbered.iter().map(|q| places[&Reverse(day(q))]))
}
