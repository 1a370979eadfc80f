//! Counts the words of an answer: for readers, and for the search.

use super::Answer;

/// The longest word that counts once, in bytes. Longer ones cost the search as much as several.
const LONG: usize = 16;

/// Words as a reader counts them, without headings and code blocks.
pub fn count(answer: &Answer) -> usize {
    texts(answer)
        .map(|text| text.split_whitespace().count())
        .sum()
}

/// Words and their parts, headings included: about as many as the search can find.
pub fn count_parts(answer: &Answer) -> usize {
    let points = answer.key_points.iter().map(|points| &points.heading);
    let sections = answer
        .sections
        .iter()
        .flat_map(|section| std::iter::once(&section.heading).chain(&section.subheadings));
    let headings = points.chain(sections);
    headings
        .map(|heading| heading.text.as_str())
        .chain(texts(answer))
        .map(parts)
        .sum()
}

fn texts(answer: &Answer) -> impl Iterator<Item = &str> {
    let points = answer.key_points.iter().flat_map(|points| &points.items);
    let bodies = answer.sections.iter().map(|section| &section.body);
    std::iter::once(&answer.short)
        .chain(points)
        .chain(bodies)
        .map(|fragment| fragment.text.as_str())
}

/// The parts of a text's words, cut like in the search: where a capital starts a part, and where letters meet digits.
/// `maxPoolSize` has three. In scripts without spaces, each character counts.
fn parts(text: &str) -> usize {
    let mut count = 0;
    let mut before = ' ';
    let mut length = 0;
    for here in text.chars() {
        if is_of_word(here) {
            if begins(before, here) || length + here.len_utf8() > LONG {
                count += 1;
                length = 0;
            }
            length += here.len_utf8();
        }
        before = here;
    }
    count
}

fn is_of_word(sign: char) -> bool {
    match sign.is_ascii() {
        true => sign.is_ascii_alphanumeric(),
        false => !sign.is_whitespace(),
    }
}

fn begins(before: char, here: char) -> bool {
    // Scripts before Thai put spaces between words, and so does Hangul.
    let may_be_unspaced = here >= '\u{e00}' && !('\u{ac00}'..='\u{d7a3}').contains(&here);
    !is_of_word(before)
        || may_be_unspaced
        || here.is_ascii_uppercase()
        || before.is_ascii_digit() != here.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_what_the_search_may_find() {
        for (text, count) in [
            ("", 0),
            ("a word, and another", 4),
            ("multi-tenant", 2),
            ("read_committed", 2),
            ("word12of3", 4),
            ("maxPool", 2),
            ("Größe", 1),
            ("한국어 단어", 2),
            ("高并发", 3),
            (&"a".repeat(33), 3),
        ] {
            assert_eq!(parts(text), count, "{text}");
        }
    }
}
