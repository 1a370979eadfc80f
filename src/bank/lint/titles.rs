//! Titles that ask the same question. Their shingles (groups of three letters) are compared, and only for titles that share a
//! rare one, so that a bank of ten thousand questions takes about a second.
//!
//! Two sets with a Jaccard similarity of at least `t` differ in few elements. So if both are sorted in the same order, they
//! share an element among the first `n - ceil(t * n) + 1` of each. Sorting the rarest first leaves few candidates.
//! (Bayardo, Ma and Srikant, Scaling up all pairs similarity search, 2007.)

use std::collections::{BTreeMap, BTreeSet};

use crate::bank::catalog::Catalog;
use crate::bank::similar::{numbers, trigrams, words};
use crate::compile::question::Question;
use crate::diagnostic::{Code, Diagnostic};

/// From this percentage on, two titles count as the same question.
const SIMILAR: usize = 80;

pub fn check(catalog: &Catalog) -> Vec<Diagnostic> {
    let titles: Vec<&str> = catalog
        .questions
        .iter()
        .map(|question| question.content.matter.title.as_str())
        .collect();
    let finding = |(one, other, percent): (usize, usize, usize)| {
        let question = &catalog.questions[other];
        let before: &Question = &catalog.questions[one];
        let message = format!(
            "`{}` is {percent} percent like `{}` (in `{}`)",
            titles[other], titles[one], before.file.path
        );
        Diagnostic::at(
            Code::SimilarTitles,
            &question.file,
            question.content.matter.title_span.clone(),
            message,
        )
        .hint(format!(
            "make one question of the two, with `aliases: [{}]`, or say in the titles how they differ",
            question.slug
        ))
    };
    // In an edition, two untranslated titles were already compared in the default language.
    let is_new = |(one, other, _): &(usize, usize, usize)| {
        let is_own = |place: &usize| !catalog.questions[*place].is_borrowed();
        is_own(one) && is_own(other)
    };
    let pairs = similar(&titles).into_iter().filter(is_new);
    pairs.map(finding).collect()
}

/// Pairs of titles, the earlier one first, and how many percent of their shingles they share.
fn similar(titles: &[&str]) -> Vec<(usize, usize, usize)> {
    let words: Vec<BTreeSet<String>> = titles.iter().map(|title| words(title)).collect();
    let numbers: Vec<Vec<&String>> = words.iter().map(numbers).collect();
    let sets = ranked(&words);
    let mut index: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (place, set) in sets.iter().enumerate() {
        let prefix = set.len() - (set.len() * SIMILAR).div_ceil(100) + 1;
        let mut candidates = Vec::new();
        for &shingle in set.iter().take(prefix) {
            let seen = index.entry(shingle).or_default();
            candidates.extend_from_slice(seen);
            seen.push(place);
        }
        candidates.sort_unstable();
        candidates.dedup();
        // Numbers tell things apart: HTTP/2 is not HTTP/3.
        let alike = candidates
            .into_iter()
            .filter(|&before| numbers[before] == numbers[place])
            .filter_map(|before| Some((before, place, jaccard(&sets[before], set)?)));
        pairs.extend(alike);
    }
    pairs
}

/// The shingles of each title as ranks; rank 0 is the rarest in the bank.
fn ranked(words: &[BTreeSet<String>]) -> Vec<Vec<usize>> {
    let sets: Vec<BTreeSet<[char; 3]>> = words.iter().map(trigrams).collect();
    let mut counts: BTreeMap<[char; 3], usize> = BTreeMap::new();
    for shingle in sets.iter().flatten() {
        *counts.entry(*shingle).or_default() += 1;
    }
    let mut order: Vec<_> = counts
        .into_iter()
        .map(|(shingle, count)| (count, shingle))
        .collect();
    order.sort_unstable();
    let ranks: BTreeMap<[char; 3], usize> = order
        .into_iter()
        .enumerate()
        .map(|(rank, (_, shingle))| (shingle, rank))
        .collect();
    let ranks_of = |set: &BTreeSet<[char; 3]>| {
        let mut set: Vec<usize> = set
            .iter()
            .filter_map(|shingle| ranks.get(shingle).copied())
            .collect();
        set.sort_unstable();
        set
    };
    sets.iter().map(ranks_of).collect()
}

/// The percentage of elements that two sorted sets share, or `None` if they are not similar. Stops as soon as that is certain.
fn jaccard(one: &[usize], other: &[usize]) -> Option<usize> {
    // With `all - shared` elements apart, shared / all >= t is the same as apart / (one + other) <= (1 - t) / (1 + t).
    let most = (100 - SIMILAR) * (one.len() + other.len()) / (100 + SIMILAR);
    let (mut at, mut there, mut apart) = (0, 0, 0);
    while apart <= most {
        let (left, right) = match (one.get(at), other.get(there)) {
            (Some(left), Some(right)) => (left, right),
            _ => {
                apart += (one.len() - at) + (other.len() - there);
                break;
            }
        };
        at += usize::from(left <= right);
        there += usize::from(right <= left);
        apart += usize::from(left != right);
    }
    let shared = (one.len() + other.len()).saturating_sub(apart) / 2;
    (apart <= most).then(|| (shared * 100).checked_div(shared + apart).unwrap_or(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(one: &str, other: &str) -> Option<usize> {
        similar(&[one, other])
            .first()
            .map(|(_, _, percent)| *percent)
    }

    #[test]
    fn one_question_in_other_words_is_found() {
        for (one, other) in [
            ("What is a message queue?", "What are message queues?"),
            ("How does TLS work?", "What is TLS?"),
            ("Redis vs Memcached", "Memcached vs Redis?"),
            ("Optimistic locking", "What is optimistic locking?"),
        ] {
            assert_eq!(percent(one, other), Some(100), "{one} {other}");
        }
        assert_eq!(
            percent(
                "What happens during an idempotent consumer's failover?",
                "What happens during an idempotent producer's failover?"
            ),
            None
        );
    }

    #[test]
    fn different_questions_are_left_alone() {
        for (one, other) in [
            (
                "What is eventual consistency?",
                "What is strong consistency?",
            ),
            ("What is new in HTTP/2?", "What is new in HTTP/3?"),
            ("What is C?", "What is C++?"),
            ("What is TLS?", "What is DNS?"),
            ("What is TLS?", "Why TLS?"),
        ] {
            assert_eq!(percent(one, other), None, "{one} {other}");
        }
    }

    /// The index must find the same pairs as comparing every pair.
    #[test]
    fn the_index_misses_nothing() {
        let nouns = [
            "queue", "queues", "cache", "caches", "caching", "index", "log", "logs",
        ];
        let titles: Vec<String> = nouns
            .iter()
            .flat_map(|one| {
                nouns
                    .iter()
                    .map(move |other| format!("{one} and the {other}"))
            })
            .collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let words: Vec<_> = titles.iter().map(|title| words(title)).collect();
        let sets = ranked(&words);
        let mut wanted = Vec::new();
        for other in 0..sets.len() {
            for one in 0..other {
                let left: BTreeSet<_> = sets[one].iter().collect();
                let right: BTreeSet<_> = sets[other].iter().collect();
                let percent = left.intersection(&right).count() * 100 / left.union(&right).count();
                if percent >= SIMILAR {
                    wanted.push((one, other, percent));
                }
            }
        }
        assert!(wanted.len() > 10);
        assert_eq!(similar(&titles), wanted);
    }
}
