//! The formats of the index's files. `static/js/search/reader.js` reads them.

use super::weigh::Posting;

/// Six bits a character, none of which JSON escapes.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Postings as text. Each is the distance from the question before it, in digits of five bits of which all but the last have
/// the sixth bit set, the lowest first; and one character for whether the title has the term, and the impact.
pub fn postings(postings: &[Posting]) -> String {
    let mut text = String::with_capacity(postings.len() * 3);
    let mut next = 0;
    for posting in postings {
        number(posting.document - next, &mut text);
        next = posting.document + 1;
        text.push(digit(
            u32::from(posting.in_title) << 5 | u32::from(posting.impact),
        ));
    }
    text
}

/// Numbers as text, in the digits of a distance.
pub fn numbers(values: impl Iterator<Item = u32>) -> String {
    let mut text = String::new();
    values.for_each(|value| number(value, &mut text));
    text
}

fn number(mut value: u32, text: &mut String) {
    while value >= 32 {
        text.push(digit(value & 31 | 32));
        value >>= 5;
    }
    text.push(digit(value));
}

fn digit(value: u32) -> char {
    char::from(DIGITS[(value & 63) as usize])
}

/// Sorted words as text, each as how many code points it shares with the one before (a digit, at most 63) and the rest of it,
/// with spaces between.
pub fn words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    let mut before = "";
    for word in words {
        let shared = before
            .chars()
            .zip(word.chars())
            .take_while(|(a, b)| a == b)
            .take(63)
            .count();
        if !text.is_empty() {
            text.push(' ');
        }
        text.push(digit(shared as u32));
        text.extend(word.chars().skip(shared));
        before = word;
    }
    text
}

/// How many questions have a word, roughly: one digit, twice the binary logarithm.
pub fn frequency(count: usize) -> char {
    digit((2.0 * (count.max(1) as f32).log2()).round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postings_are_gaps_and_impacts() {
        let at = |document, impact, in_title| Posting {
            document,
            impact,
            in_title,
        };
        assert_eq!(postings(&[]), "");
        assert_eq!(postings(&[at(0, 0, false), at(1, 31, true)]), "AAA_");
        // 1,000 is 8 + 31 · 32.
        assert_eq!(postings(&[at(1000, 1, false)]), "ofB");
    }

    #[test]
    fn words_leave_out_what_they_share() {
        let packed = words(["cache", "caching", "été", "étés"].into_iter());
        assert_eq!(packed, "Acache Eing Aété Ds");
    }
}
