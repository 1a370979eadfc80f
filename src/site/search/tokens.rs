//! Text to the words that are looked up. `static/js/search/tokens.js` does the same, to the letter: what one of them changes,
//! the other changes too, and `tests/search.rs` runs both.
//!
//! What is a letter and what is not stands in a list of its own instead of Unicode's categories, because those grow with every
//! version of Unicode and a browser's version is not the compiler's.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Code points beyond ASCII that separate words: signs, punctuation of many scripts, symbols, emoji, private use. So do the few
/// letters with a lower case or a decomposition that came with Unicode 18, because browsers do not know them yet. Sorted.
const SEPARATORS: [(u32, u32); 46] = [
    (0x80, 0xa9),
    (0xab, 0xb1),
    (0xb4, 0xb4),
    (0xb6, 0xb8),
    (0xbb, 0xbb),
    (0xbf, 0xbf),
    (0xd7, 0xd7),
    (0xf7, 0xf7),
    (0x37e, 0x37e),
    (0x387, 0x387),
    (0x558, 0x558),
    (0x55a, 0x55f),
    (0x589, 0x58f),
    (0x5be, 0x5be),
    (0x5c0, 0x5c0),
    (0x5c3, 0x5c3),
    (0x5f3, 0x5f4),
    (0x60c, 0x60c),
    (0x61b, 0x61b),
    (0x61d, 0x61f),
    (0x66a, 0x66d),
    (0x6d4, 0x6d4),
    (0x964, 0x965),
    (0xe4f, 0xe4f),
    (0xe5a, 0xe5b),
    (0x1361, 0x1368),
    (0x1680, 0x1680),
    (0x17d4, 0x17da),
    (0x1800, 0x180a),
    (0x180e, 0x180e),
    (0x2000, 0x206f),
    (0x209d, 0x209f),
    (0x20a0, 0x20cf),
    (0x2190, 0x245f),
    (0x2500, 0x2bff),
    (0x2e00, 0x2e7f),
    (0x3000, 0x3004),
    (0x3008, 0x3020),
    (0x3030, 0x3030),
    (0x30fb, 0x30fb),
    (0xd800, 0xf8ff),
    (0xfe10, 0xfe1f),
    (0xfe30, 0xfe6f),
    (0xfeff, 0xff0f),
    (0xff1a, 0xff20),
    (0xff3b, 0xff40),
];

/// More of them, above the letters of full width.
const HIGH_SEPARATORS: [(u32, u32); 9] = [
    (0xff5b, 0xff65),
    (0xffe0, 0xffff),
    (0x107bb, 0x107bf),
    (0x1b123, 0x1b126),
    (0x1d6a6, 0x1d6a6),
    (0x1df95, 0x1df95),
    (0x1dfcd, 0x1dfff),
    (0x1f000, 0x1fbff),
    (0xe0000, 0x10ffff),
];

/// Marks that are left out of words, because people leave them out: accents, points and harakat. Vowel signs of Indic scripts
/// are part of a word. Blocks are named whole, so that the list does not grow with Unicode. Sorted.
const MARKS: [(u32, u32); 17] = [
    (0x300, 0x36f),
    (0x483, 0x489),
    (0x591, 0x5bd),
    (0x5bf, 0x5bf),
    (0x5c1, 0x5c2),
    (0x5c4, 0x5c5),
    (0x5c7, 0x5c7),
    (0x610, 0x61a),
    (0x64b, 0x65f),
    (0x670, 0x670),
    (0x6d6, 0x6ed),
    (0x1ab0, 0x1aff),
    (0x1dc0, 0x1dff),
    (0x20d0, 0x20ff),
    (0x3099, 0x309a),
    (0xfe00, 0xfe0f),
    (0xfe20, 0xfe2f),
];

/// Scripts that put no spaces between words: their text is cut into overlapping pairs.
const UNSPACED: [(u32, u32); 5] = [
    (0x3040, 0x30ff),
    (0x3400, 0x4dbf),
    (0x4e00, 0x9fff),
    (0xf900, 0xfaff),
    (0x20000, 0x3ffff),
];

/// The longest word that is kept whole, in code points; of a longer one, its start counts.
const LONGEST: usize = 40;

/// Words too common to tell one question from another.
const STOP: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did", "do",
    "does", "dont", "during", "for", "from", "had", "has", "have", "how", "i", "if", "in", "into",
    "is", "it", "its", "me", "my", "of", "on", "or", "our", "should", "so", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "to", "us", "vs", "was", "we", "were",
    "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your",
];

/// A word as it is compared: lower case, without marks, not yet stemmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Whether it is a part of the identifier before it: `pool` of `maxPoolSize`.
    pub is_part: bool,
}

/// Whether a word is too common to look for.
pub fn is_common(word: &str) -> bool {
    STOP.binary_search(&word).is_ok()
}

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    let chars: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if is_unspaced(chars[at]) {
            let end = end_of(&chars, at, is_unspaced);
            pairs(&chars[at..end], &mut words);
            at = end;
        } else if is_letter(chars[at]) {
            let end = end_of_word(&chars, at);
            word(&chars[at..end], &mut words);
            at = end;
        } else {
            at += 1;
        }
    }
    words
}

/// A letter or a digit of a script that puts spaces between words.
fn is_letter(c: char) -> bool {
    !is_separator(c) && !is_unspaced(c)
}

fn is_separator(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_alphanumeric();
    }
    let ranges: &[(u32, u32)] = match c {
        ..'\u{ff5b}' => &SEPARATORS,
        _ => &HIGH_SEPARATORS,
    };
    is_within(ranges, c)
}

fn is_unspaced(c: char) -> bool {
    is_within(&UNSPACED, c) && !is_within(&SEPARATORS, c)
}

fn is_within(ranges: &[(u32, u32)], c: char) -> bool {
    let c = u32::from(c);
    let next = ranges.partition_point(|&(_, last)| last < c);
    ranges.get(next).is_some_and(|&(first, _)| first <= c)
}

fn end_of(chars: &[char], from: usize, is_in: fn(char) -> bool) -> usize {
    let rest = &chars[from..];
    from + rest.iter().position(|&c| !is_in(c)).unwrap_or(rest.len())
}

/// Letters, with `_` and apostrophes between them, and the `+` and `#` that follow: C++, C#.
fn end_of_word(chars: &[char], from: usize) -> usize {
    let mut end = end_of(chars, from, is_letter);
    while let [joint, next, ..] = chars[end..]
        && matches!(joint, '_' | '\'' | '’')
        && is_letter(next)
    {
        end = end_of(chars, end + 1, is_letter);
    }
    end_of(chars, end, |c| matches!(c, '+' | '#'))
}

fn pairs(run: &[char], words: &mut Vec<Word>) {
    let pairs = run.windows(run.len().min(2));
    for pair in pairs {
        push(pair, false, words);
    }
}

fn word(raw: &[char], words: &mut Vec<Word>) {
    push(raw, false, words);
    let parts = parts(raw);
    if parts.len() > 1 {
        for part in parts {
            if part.len() > 1 {
                push(part, true, words);
            }
        }
    }
}

fn push(raw: &[char], is_part: bool, words: &mut Vec<Word>) {
    let text = normal(raw);
    if !text.is_empty() {
        words.push(Word { text, is_part });
    }
}

/// An identifier cut at `_` and where a capital begins a word: `read_committed`, `maxPoolSize`, `HTTPServer`; `APIs` is one.
fn parts(raw: &[char]) -> Vec<&[char]> {
    let mut parts = Vec::new();
    let mut from = 0;
    for at in 1..raw.len() {
        let (before, here) = (raw[at - 1], raw[at]);
        let next = raw.get(at + 1).copied().unwrap_or(' ');
        let is_plural = next == 's' && at + 2 == raw.len();
        let after_small = before.is_ascii_lowercase() || before.is_ascii_digit();
        let after_capital = before.is_ascii_uppercase() && next.is_ascii_lowercase() && !is_plural;
        let begins = here.is_ascii_uppercase() && (after_small || after_capital);
        if begins || here == '_' {
            parts.push(&raw[from..at]);
            from = if here == '_' { at + 1 } else { at };
        }
    }
    parts.push(&raw[from..]);
    parts
}

/// Decomposed, in lower case, without marks, joints and a possessive `'s`.
fn normal(raw: &[char]) -> String {
    let end = match raw {
        [rest @ .., '\'' | '’', 's' | 'S'] => rest.len(),
        _ => raw.len(),
    };
    let kept = |c: &char| matches!(c, '+' | '#') || !(is_separator(*c) || is_within(&MARKS, *c));
    raw[..end]
        .iter()
        .copied()
        .nfkd()
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ς' { 'σ' } else { c })
        .filter(kept)
        .take(LONGEST)
        .collect()
}

/// The stem of a word: what its forms have in common. It need not be a word. Only plain English words have one; it is a light
/// one, made for the nouns and verbs of technical prose, where a wrong match costs more than a missed one.
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

/// Endings of nouns and adjectives, without a last `e`: what replaces them, and how many letters must stand before. The
/// first that fits is the only one.
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

/// `controll` of `controlling` and `control` are one, and so are `class` and `clas`.
fn drop_double(stem: &mut String) {
    let bytes = stem.as_bytes();
    if let [.., before, last] = bytes
        && bytes.len() > 3
        && before == last
        && !is_vowel(*last)
    {
        stem.pop();
    }
}

/// Replaces an ending where at least that many letters stand before it.
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
