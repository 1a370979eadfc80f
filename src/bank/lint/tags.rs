//! Tags that are nearly the same, and tags with a single question.

use std::collections::BTreeMap;

use crate::bank::catalog::{Catalog, TagGroup};
use crate::diagnostic::{Code, Diagnostic};

/// Up to this many questions, a tag with one question is accepted: more may come.
const SMALL_BANK: usize = 50;

/// Endings that do not change what a word is about, the longest first.
const ENDINGS: [&str; 10] = [
    "ions", "ings", "ers", "ing", "ion", "ies", "er", "es", "s", "e",
];

/// The fewest letters that must be left when an ending is removed.
const MIN_STEM: usize = 4;

pub fn check(catalog: &Catalog) -> Vec<Diagnostic> {
    let mut findings = similar(catalog);
    if catalog.questions.len() > SMALL_BANK {
        findings.extend(lonely(catalog));
    }
    findings
}

fn similar(catalog: &Catalog) -> Vec<Diagnostic> {
    let mut by_stem: BTreeMap<String, Vec<&TagGroup>> = BTreeMap::new();
    for tag in &catalog.tags {
        by_stem
            .entry(stems(tag.slug.as_str()))
            .or_default()
            .push(tag);
    }
    let mut findings = Vec::new();
    for alike in by_stem.values().filter(|alike| alike.len() > 1) {
        // The tag with the most questions is kept; on a tie, the alphabetically first.
        let Some(kept) = alike.iter().rev().max_by_key(|tag| tag.questions.len()) else {
            continue;
        };
        for other in alike.iter().filter(|other| other.slug != kept.slug) {
            let message = format!(
                "the tags `{}` and `{}` are nearly the same",
                other.label, kept.label
            );
            let hint = format!("write `{}` in both", kept.label);
            let here = uses(catalog, other, Code::SimilarTags, &message);
            findings.extend(here.into_iter().map(|finding| finding.hint(hint.clone())));
        }
    }
    findings
}

fn lonely(catalog: &Catalog) -> Vec<Diagnostic> {
    let alone = catalog.tags.iter().filter(|tag| tag.questions.len() == 1);
    alone
        .flat_map(|tag| {
            let message = format!("no other question has the tag `{}`", tag.label);
            uses(catalog, tag, Code::LonelyTag, &message)
        })
        .map(|finding| finding.hint("use a tag that others have, or move the word to `keywords`"))
        .collect()
}

/// A finding at each use of a tag.
fn uses(catalog: &Catalog, group: &TagGroup, code: Code, message: &str) -> Vec<Diagnostic> {
    let uses = group.questions.iter().filter_map(|&place| {
        let question = &catalog.questions[place];
        let tags = &question.content.matter.tags;
        let tag = tags.iter().find(|tag| tag.value.slug == group.slug)?;
        Some(Diagnostic::at(
            code,
            &question.file,
            tag.span.clone(),
            message,
        ))
    });
    uses.collect()
}

/// The stems of a tag's words, joined, so that `load-balancer` and `loadbalancing` are equal.
fn stems(slug: &str) -> String {
    slug.split('-').map(stem).collect()
}

fn stem(word: &str) -> &str {
    let mut stem = word;
    loop {
        let shorter = ENDINGS
            .iter()
            .filter_map(|ending| stem.strip_suffix(ending))
            .find(|rest| rest.chars().count() >= MIN_STEM);
        match shorter {
            Some(shorter) => stem = shorter,
            None => return stem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_thing_have_one_stem() {
        for (one, other) in [
            ("load-balancer", "load-balancing"),
            ("loadbalancer", "load-balancing"),
            ("queue", "queues"),
            ("caching", "caches"),
            ("partition", "partitioning"),
            ("index", "indexes"),
        ] {
            assert_eq!(stems(one), stems(other), "{one} {other}");
        }
        for (one, other) in [
            ("sql", "nosql"),
            ("http-2", "http-3"),
            ("tls", "tcp"),
            ("consistency", "consensus"),
            ("c-plus-plus", "c-sharp"),
        ] {
            assert_ne!(stems(one), stems(other), "{one} {other}");
        }
    }
}
