//! Editions: digests of what a card says, by which a reader's browser knows that it says something else than it did. They are of
//! words alone: markup, punctuation and the order of key points make no other edition.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::fingerprint::Fingerprint;

/// How many digits of a digest are enough to tell editions of one card apart.
const DIGITS: usize = 12;

/// The digest of a card: its title, its short answer, its key points.
pub fn of_card(title: &str, short: &str, points: &[String]) -> String {
    let mut points: Vec<String> = points.iter().map(|point| words(point)).collect();
    points.sort();
    digest([words(title), words(short)].into_iter().chain(points))
}

/// The digest of one key point.
pub fn of_point(text: &str) -> String {
    digest([words(text)])
}

fn digest(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().collect();
    let mut hex = Fingerprint::of(parts.iter().map(|part| part.as_bytes())).hex();
    hex.truncate(DIGITS);
    hex
}

/// The words of a text in lower case, with one space between them. Signs that mean something beside a number or a name stay.
fn words(text: &str) -> String {
    // A fast path: most texts are plain ASCII.
    let lower: String = match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => text.nfkc().flat_map(char::to_lowercase).collect(),
    };
    let is_of_word = |char: &char| {
        char.is_alphanumeric() || "+#%<>=*/^".contains(*char) || is_combining_mark(*char)
    };
    let mut words = String::with_capacity(lower.len());
    for word in lower.split_whitespace() {
        let end = words.len();
        words.extend(word.chars().filter(is_of_word));
        if words.len() > end {
            words.push(' ');
        }
    }
    words.truncate(words.trim_end().len());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn case_punctuation_and_the_order_of_points_make_no_other_edition() {
        let one = of_card(
            "What is a lease?",
            "A lock, that ends.",
            &points(&["One.", "Two"]),
        );
        let same = of_card(
            "what is a lease",
            "A lock that\n ends",
            &points(&["two", "one"]),
        );
        assert_eq!(one, same);
        assert_eq!(one.len(), DIGITS);
        assert_eq!(of_point("Use a token."), of_point("use a token"));
    }

    #[test]
    fn another_word_number_or_sign_makes_another_edition() {
        let card = |short: &str| of_card("What is a lease?", short, &[]);
        let first = card("It is held for 5 seconds.");
        for other in [
            "It is held for 6 seconds.",
            "It is not held for 5 seconds.",
            "It is held for <5 seconds.",
        ] {
            assert_ne!(card(other), first, "{other}");
        }
        // What stands in the title is not what stands in the answer.
        assert_ne!(of_card("a b", "c", &[]), of_card("a", "b c", &[]));
        assert_ne!(of_card("a", "b", &points(&["c"])), of_card("a", "b c", &[]));
    }
}
