//! Splits text into the words that are searched. `static/js/search/tokens.js` does exactly the same; both have to be changed
//! together, and `tests/it/search.rs` compares them.
//!
//! Which characters are letters is defined in `letters.rs`.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::letters::{folded, is_continuing, is_letter, is_mark, is_separator, is_unspaced};

/// The longest word that is kept whole, in code points. Longer ones are cut.
const LONGEST: usize = 40;

/// Words too common to distinguish questions.
const STOP: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did", "do",
    "does", "dont", "during", "for", "from", "had", "has", "have", "how", "i", "if", "in", "into",
    "is", "it", "its", "me", "my", "of", "on", "or", "our", "should", "so", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "to", "us", "vs", "was", "we", "were",
    "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your",
];

/// A word in the form in which words are compared: lower case, without marks, not yet stemmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'t> {
    /// The word.
    pub text: Cow<'t, str>,
    /// Whether it is part of a word before it: the `pool` and the `maxpool` of `maxPoolSize`.
    pub is_part: bool,
    /// Whether the text does not contain it as such: the `maxpool` of `maxPoolSize`, the `sha256` of `SHA-256`.
    pub is_joined: bool,
}

/// The most parts of an identifier, or linked words, that are joined into one word.
const MOST_JOINED: usize = 3;

/// Identifiers with more parts are digests or keys, which are not split; nor are longer chains of words.
const MOST_PARTS: usize = 8;

/// `CI/CD` and `Node.js` are also one word; longer parts are only separate words.
const LONGEST_ALTERNATIVE: usize = 8;

/// The longest word that is joined with a number after it, as in `RFC 8446`.
const LONGEST_NUMBERED: usize = 8;

/// No common word has more letters.
const LONGEST_COMMON: usize = 6;

/// Whether a word is too common to search for.
pub fn is_common(word: &str) -> bool {
    word.len() <= LONGEST_COMMON && STOP.binary_search(&word).is_ok()
}

/// The words of a text in order. Linked words are followed by the words that they form when joined.
pub fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::with_capacity(text.len() / 5);
    // Words that are linked so far.
    let mut chain: Vec<&str> = Vec::new();
    // Where the last word of the chain ends.
    let mut linked = 0;
    let mut at = 0;
    while let Some(here) = text[at..].chars().next() {
        if is_unspaced(here) {
            let end = end_of(text, at, |c| is_unspaced(c) || is_continuing(c));
            pairs(&text[at..end], &mut words);
            at = end;
        } else if is_letter(here) {
            let end = end_of_word(text, at);
            if let Some(before) = chain.last()
                && !is_linked(before, &text[linked..at], &text[at..end])
            {
                link(&chain, &mut words);
                chain.clear();
            }
            word(&text[at..end], &mut words);
            chain.push(&text[at..end]);
            linked = end;
            at = end;
        } else {
            at += here.len_utf8();
        }
    }
    link(&chain, &mut words);
    words
}

fn end_of(text: &str, from: usize, is_in: impl Fn(char) -> bool) -> usize {
    let outside = text[from..].find(|c| !is_in(c));
    outside.map_or(text.len(), |length| from + length)
}

/// The end of a word: letters, with `_` and apostrophes between them, and `+` and `#` after them, as in C++ and C#.
fn end_of_word(text: &str, from: usize) -> usize {
    let mut end = end_of(text, from, is_letter);
    loop {
        let mut rest = text[end..].chars();
        match (rest.next(), rest.next()) {
            (Some(joint @ ('_' | '\'' | '’')), Some(next)) if is_letter(next) => {
                end = end_of(text, end + joint.len_utf8(), is_letter);
            }
            _ => return end_of(text, end, |c| matches!(c, '+' | '#')),
        }
    }
}

/// Whether two words are also written as one: `multi-tenant`, `CI/CD`, `Node.js`, `RFC 8446`. Two numbers are not.
fn is_linked(before: &str, gap: &str, here: &str) -> bool {
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let are_numbers = || is_number(before) && is_number(here);
    match gap {
        "-" | "\u{2010}" | "\u{2011}" => !are_numbers(),
        "/" | "." => {
            let length = before.chars().count() + here.chars().count();
            length <= LONGEST_ALTERNATIVE && !are_numbers()
        }
        " " | "\u{a0}" => {
            let is_named = before.bytes().all(|byte| byte.is_ascii_alphabetic())
                && (2..=LONGEST_NUMBERED).contains(&before.len());
            is_named && is_number(here) && !is_common(&normal(before))
        }
        _ => false,
    }
}

/// Adds the words that linked words form, joining two or three at a time.
fn link(chain: &[&str], words: &mut Vec<Word<'_>>) {
    for run in runs(chain, chain.len()) {
        push_joined(run, words);
    }
}

/// Runs of parts, the longest first.
fn runs<T>(parts: &[T], longest: usize) -> impl Iterator<Item = &[T]> {
    let longest = match parts.len() {
        ..=MOST_PARTS => longest.min(MOST_JOINED),
        _ => 0,
    };
    (2..=longest).rev().flat_map(|length| parts.windows(length))
}

fn pairs<'t>(run: &'t str, words: &mut Vec<Word<'t>>) {
    let signs = run.char_indices();
    let mut starts: Vec<usize> = signs
        .filter(|&(at, sign)| at == 0 || !is_continuing(sign))
        .map(|(at, _)| at)
        .collect();
    let signs = starts.len();
    starts.push(run.len());
    for pair in starts.windows(signs.min(2) + 1) {
        push(&run[pair[0]..pair[pair.len() - 1]], false, words);
    }
}

fn word<'t>(raw: &'t str, words: &mut Vec<Word<'t>>) {
    push(raw, false, words);
    let cuts = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    // A capital at the beginning alone cuts nothing.
    if !raw.bytes().skip(1).any(cuts) && !raw.bytes().any(|byte| byte.is_ascii_digit()) {
        return;
    }
    let parts = parts(raw);
    if parts.len() < 2 {
        return;
    }
    for run in runs(&parts, parts.len() - 1) {
        push_joined(run, words);
    }
    for part in parts {
        if part.chars().nth(1).is_some() {
            push(part, true, words);
        }
    }
}

fn push<'t>(raw: &'t str, is_part: bool, words: &mut Vec<Word<'t>>) {
    let text = normal(raw);
    if !text.is_empty() {
        words.push(Word {
            text,
            is_part,
            is_joined: false,
        });
    }
}

fn push_joined(run: &[&str], words: &mut Vec<Word<'_>>) {
    let joined: String = run.iter().map(|part| normal(part)).collect();
    let text: String = joined.chars().take(LONGEST).collect();
    if !text.is_empty() {
        words.push(Word {
            text: Cow::Owned(text),
            is_part: true,
            is_joined: true,
        });
    }
}

/// Splits an identifier at `_`, before capitals, and between letters and digits: `read_committed`, `maxPoolSize`, `HTTPServer`,
/// `sha256`; `APIs` stays whole.
fn parts(raw: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    let bytes = raw.as_bytes();
    // Only ASCII cuts, and no byte of another character is ASCII.
    for (at, pair) in (1..).zip(bytes.windows(2)) {
        let [before, here] = [pair[0], pair[1]];
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        let is_plural = next == b's' && at + 2 == bytes.len();
        let after_small = before.is_ascii_lowercase();
        let after_capital = before.is_ascii_uppercase() && next.is_ascii_lowercase() && !is_plural;
        let is_capital = here.is_ascii_uppercase() && (after_small || after_capital);
        let is_letter = |byte: u8| byte.is_ascii_alphabetic();
        let is_number = (before.is_ascii_digit() && is_letter(here))
            || (is_letter(before) && here.is_ascii_digit());
        if is_capital || is_number || here == b'_' {
            parts.push(&raw[from..at]);
            from = if here == b'_' { at + 1 } else { at };
        }
    }
    parts.push(&raw[from..]);
    parts
}

/// Lower case, without marks, joining characters and a possessive `'s`.
fn normal(raw: &str) -> Cow<'_, str> {
    // A fast path: nearly all words are plain ASCII, and of those nearly all small.
    if raw.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let raw = &raw[..raw.len().min(LONGEST)];
        return match raw.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(raw.to_ascii_lowercase()),
            false => Cow::Borrowed(raw),
        };
    }
    let possessive = ["'s", "’s", "'S", "’S"];
    let bare = possessive.iter().find_map(|end| raw.strip_suffix(end));
    let kept = |c: &char| matches!(c, '+' | '#') || !(is_separator(*c) || is_mark(*c));
    let mut word = String::new();
    for c in bare.unwrap_or(raw).nfkd().flat_map(char::to_lowercase) {
        match folded(c) {
            Some(letters) => word.push_str(letters),
            None if kept(&c) => word.push(c),
            None => {}
        }
    }
    Cow::Owned(word.chars().take(LONGEST).collect())
}

/// The stem that the forms of a word share; it need not be a word. Only plain English words are stemmed, and lightly: in
/// technical prose, a wrong match costs more than a missed one.
pub fn stem(word: &str) -> Cow<'_, str> {
    if word.len() < 4 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    let mut stem = match word {
        "indices" => "index".to_owned(),
        "vertices" => "vertex".to_owned(),
        _ => word.to_owned(),
    };
    drop_plural(&mut stem);
    drop_verb_ending(&mut stem);
    replace(&mut stem, "ly", "", 4);
    drop_e(&mut stem);
    let _ = replace(&mut stem, "er", "", 4) || replace(&mut stem, "tor", "t", 4);
    let _ = ENDINGS
        .iter()
        .any(|&(ending, with, least)| replace(&mut stem, ending, with, least));
    drop_e(&mut stem);
    drop_double(&mut stem);
    if stem.len() > 3 && stem.ends_with('y') && !is_vowel(stem.as_bytes()[stem.len() - 2]) {
        stem.pop();
        stem.push('i');
    }
    Cow::Owned(stem)
}

/// Endings of nouns and adjectives, without a final `e`: the replacement, and how many letters must precede. Only the first match
/// applies.
const ENDINGS: [(&str, &str, usize); 22] = [
    ("ability", "", 3),
    ("ibility", "", 3),
    ("bility", "bl", 1),
    ("ization", "iz", 3),
    ("isation", "iz", 3),
    ("ational", "", 5),
    ("ional", "", 3),
    ("ation", "", 5),
    ("at", "", 5),
    ("abl", "", 3),
    ("ibl", "", 3),
    ("ion", "", 3),
    ("ment", "", 6),
    ("ness", "", 4),
    ("ency", "ent", 3),
    ("ancy", "ant", 3),
    ("enc", "ent", 3),
    ("anc", "ant", 3),
    ("ity", "", 4),
    ("ical", "ic", 3),
    ("ica", "ic", 4),
    ("is", "iz", 4),
];

fn drop_plural(stem: &mut String) {
    if stem.ends_with("ss") {
        return;
    }
    let es = ["sses", "xes", "ches", "shes"];
    if es.iter().any(|ending| stem.ends_with(ending)) {
        stem.truncate(stem.len() - 2);
    } else if stem.len() > 4 && stem.ends_with("ies") {
        stem.truncate(stem.len() - 3);
        stem.push('y');
    } else if stem.ends_with('s')
        && (stem.len() == 4 || !(stem.ends_with("us") || stem.ends_with("is")))
    {
        stem.pop();
    }
}

fn drop_verb_ending(stem: &mut String) {
    if stem.len() > 4 && stem.ends_with("ied") {
        stem.truncate(stem.len() - 3);
        stem.push('y');
        return;
    }
    for ending in ["ing", "ed"] {
        let Some(rest) = stem.strip_suffix(ending) else {
            continue;
        };
        let is_verb = rest.len() >= 3 && rest.bytes().any(is_vowel) && !stem.ends_with("eed");
        if is_verb {
            let length = rest.len();
            stem.truncate(length);
        }
        return;
    }
}

fn drop_e(stem: &mut String) {
    if stem.len() > 3 && stem.ends_with('e') && !stem.ends_with("ee") {
        stem.pop();
    }
}

/// Drops a doubled final letter: `controll` becomes `control`, `class` becomes `clas`; but not in `mvcc` or `wall`.
fn drop_double(stem: &mut String) {
    let bytes = stem.as_bytes();
    if let [.., vowel, before, last] = bytes
        && bytes.len() > 3
        && is_vowel(*vowel)
        && before == last
        && !is_vowel(*last)
        && !(bytes.len() == 4 && matches!(last, b'f' | b'l' | b's' | b'z'))
    {
        stem.pop();
    }
}

/// Replaces an ending if at least `least` letters precede it.
fn replace(stem: &mut String, ending: &str, with: &str, least: usize) -> bool {
    let rest = match stem.strip_suffix(ending) {
        Some(rest) if rest.len() >= least => rest.len(),
        _ => return false,
    };
    stem.truncate(rest);
    stem.push_str(with);
    true
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}
