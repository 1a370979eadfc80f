//! How alike two titles are, so that a question is not added again in other words. `prepbook new` compares one title with all
//! others, closely; the lint rule compares all pairs and shares the helpers below.

use std::collections::BTreeSet;

/// From this likeness on, two titles most likely ask the same. No two of the first two hundred planned questions reach it;
/// rewordings and typing errors do.
pub const ALIKE: f64 = 0.72;

/// Words that say that something is asked, not what. "Why" and "when" are left out of the list, because they change the
/// question. Titles in other languages are compared by all their words.
const FILLERS: [&str; 66] = [
    "a",
    "about",
    "actually",
    "an",
    "and",
    "are",
    "as",
    "at",
    "between",
    "by",
    "can",
    "compare",
    "could",
    "describe",
    "did",
    "differ",
    "difference",
    "do",
    "does",
    "explain",
    "for",
    "from",
    "how",
    "i",
    "in",
    "is",
    "it",
    "its",
    "me",
    "mean",
    "means",
    "my",
    "of",
    "on",
    "one",
    "or",
    "our",
    "please",
    "should",
    "tell",
    "that",
    "the",
    "their",
    "them",
    "there",
    "they",
    "this",
    "to",
    "use",
    "used",
    "using",
    "versus",
    "vs",
    "was",
    "we",
    "were",
    "what",
    "where",
    "which",
    "who",
    "with",
    "work",
    "works",
    "would",
    "you",
    "your",
];

/// From 0, nothing in common, to 1, the same in substance.
///
/// Words and groups of three letters are both compared, and the greater likeness counts: words recognise another order, groups of
/// letters another form of a word.
pub fn likeness(one: &str, other: &str) -> f64 {
    let (one, other) = (words(one), words(other));
    let by_words = overlap(&one, &other);
    // "HTTP/2" and "HTTP/3" differ in one character, but are different things.
    match numbers(&one) == numbers(&other) {
        true => by_words.max(overlap(&trigrams(&one), &trigrams(&other))),
        false => by_words,
    }
}

/// The candidate most like a title and its likeness, if that is at least [`ALIKE`].
pub fn most_alike<'a, T>(
    title: &str,
    candidates: impl IntoIterator<Item = (&'a str, T)>,
) -> Option<(f64, T)> {
    candidates
        .into_iter()
        .map(|(candidate, value)| (likeness(title, candidate), value))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        // On a tie the first candidate wins, so that the result is deterministic.
        .fold(None, |best: Option<(f64, T)>, next| match best {
            Some(kept) if kept.0 >= next.0 => Some(kept),
            _ => Some(next),
        })
}

/// The words that carry the question, without a plural `s`. If all are fillers, all words.
pub(super) fn words(title: &str) -> BTreeSet<String> {
    let all: Vec<String> = title
        .to_lowercase()
        .replace(['\'', '’'], "")
        // `c`, `c++` and `c#` are three different words.
        .split(|char: char| !char.is_alphanumeric() && char != '+' && char != '#')
        .filter(|word| word.contains(char::is_alphanumeric))
        .map(str::to_owned)
        .collect();
    let telling: BTreeSet<String> = all
        .iter()
        .filter(|word| !FILLERS.contains(&word.as_str()))
        .map(|word| singular(word).to_owned())
        .collect();
    match telling.is_empty() {
        true => all.into_iter().collect(),
        false => telling,
    }
}

fn singular(word: &str) -> &str {
    let kept = word.len() <= 3 || ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    match word.strip_suffix('s') {
        Some(stem) if !kept => stem,
        _ => word,
    }
}

/// Words with a digit, which distinguish HTTP/2 from HTTP/3.
pub(super) fn numbers(words: &BTreeSet<String>) -> Vec<&String> {
    let with_digit = |word: &&String| word.contains(|char: char| char.is_ascii_digit());
    words.iter().filter(with_digit).collect()
}

/// All groups of three neighbouring characters of each word, with a blank at both ends.
pub(super) fn trigrams(words: &BTreeSet<String>) -> BTreeSet<[char; 3]> {
    words
        .iter()
        .flat_map(|word| {
            let edged: Vec<char> = format!(" {word} ").chars().collect();
            let groups = edged.windows(3).map(|group| [group[0], group[1], group[2]]);
            groups.collect::<Vec<_>>()
        })
        .collect()
}

/// Dice's coefficient: twice the number of common elements, divided by the number of all.
fn overlap<T: Ord>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> f64 {
    match one.len() + other.len() {
        0 => 0.0,
        all => 2.0 * one.intersection(other).count() as f64 / all as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_in_other_words_is_seen() {
        for (one, other) in [
            (
                "What is a message queue?",
                "What are message queues and why use them?",
            ),
            (
                "Explain the CAP theorem",
                "What does the CAP theorem actually say?",
            ),
            ("What is idempotence?", "What is idempotency?"),
            (
                "How does a B-tree differ from an LSM tree?",
                "LSM trees versus B-trees",
            ),
            ("What is TLS?", "What is TLS and how does it work?"),
            (
                "Explain consistent hashing to me",
                "How would you explain consistent hashing?",
            ),
            ("Was ist eine Warteschlange?", "Was ist die Warteschlange?"),
            (
                "Что такое очередь сообщений?",
                "Что такое очереди сообщений?",
            ),
        ] {
            let likeness = likeness(one, other);
            assert!(likeness >= ALIKE, "{one} {other} {likeness}");
        }
    }

    #[test]
    fn another_question_of_the_same_kind_is_not() {
        for (one, other) in [
            ("What is a stack?", "What is a queue?"),
            ("What is HTTP/2?", "What is HTTP/3?"),
            (
                "What is eventual consistency?",
                "What is strong consistency?",
            ),
            ("Design a chat service", "Design a notification service"),
            ("What is C++?", "What is C#?"),
            (
                "What is a forward proxy?",
                "What is the purpose of a reverse proxy?",
            ),
            ("", "What is a queue?"),
        ] {
            let likeness = likeness(one, other);
            assert!(likeness < ALIKE, "{one} {other} {likeness}");
        }
    }

    #[test]
    fn the_nearest_of_several_wins() {
        let titles = [
            ("What is a log?", 0),
            ("What are queues?", 1),
            ("What is a queue?", 2),
        ];
        assert_eq!(most_alike("What is the queue for?", titles), Some((1.0, 1)));
        assert_eq!(most_alike("What is a tree?", titles), None);
    }
}
