//! Which characters are letters, which separate words, which are ignored, and which are replaced. The same lists are in
//! `static/js/search/letters.js`; `tests/it/search.rs` compares the two for every code point.
//!
//! These are our own lists instead of Unicode's categories, because those change with every version of Unicode, and a browser's
//! version differs from the compiler's. Whole blocks are listed, so that the lists need not grow.

/// Code points beyond ASCII that separate words: punctuation of many scripts, the marks between Tibetan syllables, symbols,
/// emoji, private use. Included are the few letters with a lower case or a decomposition that came with Unicode 18, because
/// browsers do not know them yet. Sorted.
const SEPARATORS: [(u32, u32); 65] = [
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
    (0xe3f, 0xe3f),
    (0xe4f, 0xe4f),
    (0xe5a, 0xe5b),
    (0xf01, 0xf17),
    (0xf1a, 0xf1f),
    (0xf34, 0xf34),
    (0xf36, 0xf36),
    (0xf38, 0xf38),
    (0xf3a, 0xf3d),
    (0xf85, 0xf85),
    (0xfbe, 0xfda),
    (0x104a, 0x104b),
    (0x1361, 0x1368),
    (0x1680, 0x1680),
    (0x17d4, 0x17d6),
    (0x17d8, 0x17db),
    (0x1800, 0x180a),
    (0x180e, 0x180e),
    (0x19de, 0x19ff),
    (0x1aa0, 0x1aa6),
    (0x1aa8, 0x1aad),
    (0x1b5a, 0x1b6a),
    (0x1b74, 0x1b7f),
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
    (0xa9c1, 0xa9ce),
    (0xa9de, 0xa9df),
    (0xaa5c, 0xaa5f),
    (0xd800, 0xf8ff),
    (0xfe10, 0xfe1f),
    (0xfe30, 0xfe6f),
    (0xfeff, 0xff0f),
    (0xff1a, 0xff20),
    (0xff3b, 0xff40),
];

/// More separators, above the full-width letters.
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

/// Marks that are ignored, because people leave them out: accents, points, harakat, and the stroke that only widens Arabic text.
/// Vowel signs of Indic scripts are part of a word. Sorted.
const MARKS: [(u32, u32); 18] = [
    (0x300, 0x36f),
    (0x483, 0x489),
    (0x591, 0x5bd),
    (0x5bf, 0x5bf),
    (0x5c1, 0x5c2),
    (0x5c4, 0x5c5),
    (0x5c7, 0x5c7),
    (0x610, 0x61a),
    (0x640, 0x640),
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

/// Scripts without spaces between words, whose text is cut into overlapping pairs: Thai, Lao, Burmese, Khmer, Tai, Balinese,
/// Japanese, Bopomofo, Chinese, Yi, Javanese, Cham, and half-width Japanese. Sorted.
const UNSPACED: [(u32, u32); 17] = [
    (0xe00, 0xeff),
    (0x1000, 0x109f),
    (0x1780, 0x17ff),
    (0x1950, 0x19df),
    (0x1a20, 0x1aaf),
    (0x1b00, 0x1b7f),
    (0x3005, 0x3007),
    (0x3040, 0x312f),
    (0x31a0, 0x31bf),
    (0x31f0, 0x31ff),
    (0x3400, 0x4dbf),
    (0x4e00, 0xa48f),
    (0xa980, 0xaadf),
    (0xf900, 0xfaff),
    (0xff66, 0xff9f),
    (0x1aff0, 0x1b16f),
    (0x20000, 0x3ffff),
];

/// Characters that belong to the one before them in such text: vowels, tones, marks that stack consonants or voice a kana.
/// Sorted.
const CONTINUING: [(u32, u32); 37] = [
    (0xe31, 0xe31),
    (0xe34, 0xe3a),
    (0xe47, 0xe4e),
    (0xeb1, 0xeb1),
    (0xeb4, 0xebc),
    (0xec8, 0xece),
    (0x102b, 0x103e),
    (0x1056, 0x1059),
    (0x105e, 0x1060),
    (0x1062, 0x1064),
    (0x1067, 0x106d),
    (0x1071, 0x1074),
    (0x1082, 0x108d),
    (0x108f, 0x108f),
    (0x109a, 0x109d),
    (0x17b4, 0x17d3),
    (0x17dd, 0x17dd),
    (0x19b0, 0x19c0),
    (0x19c8, 0x19c9),
    (0x1a55, 0x1a7f),
    (0x1b00, 0x1b04),
    (0x1b34, 0x1b44),
    (0x3099, 0x309a),
    (0xa980, 0xa983),
    (0xa9b3, 0xa9c0),
    (0xa9e5, 0xa9e5),
    (0xaa29, 0xaa36),
    (0xaa43, 0xaa43),
    (0xaa4c, 0xaa4d),
    (0xaa7b, 0xaa7d),
    (0xaab0, 0xaab0),
    (0xaab2, 0xaab4),
    (0xaab7, 0xaab8),
    (0xaabe, 0xaabf),
    (0xaac1, 0xaac1),
    (0xfe00, 0xfe0f),
    (0xff9e, 0xff9f),
];

/// Small letters without a decomposition, and what people type if they do not have them on the keyboard; also letters that two
/// keyboards have in two forms, unified to one. Sorted.
const FOLDED: [(char, &str); 48] = [
    ('ß', "ss"),
    ('æ', "ae"),
    ('ð', "d"),
    ('ø', "o"),
    ('þ', "th"),
    ('đ', "d"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ĸ', "k"),
    ('ł', "l"),
    ('ŋ', "n"),
    ('œ', "oe"),
    ('ŧ', "t"),
    ('ƀ', "b"),
    ('ƈ', "c"),
    ('ƒ', "f"),
    ('ƙ', "k"),
    ('ƚ', "l"),
    ('ƞ', "n"),
    ('ƥ', "p"),
    ('ƫ', "t"),
    ('ƭ', "t"),
    ('ƴ', "y"),
    ('ƶ', "z"),
    ('ǥ', "g"),
    ('ȥ', "z"),
    ('ȼ', "c"),
    ('ɇ', "e"),
    ('ɉ', "j"),
    ('ɍ', "r"),
    ('ɏ', "y"),
    ('ɓ', "b"),
    ('ɖ', "d"),
    ('ɗ', "d"),
    ('ɠ', "g"),
    ('ɨ', "i"),
    ('ɲ', "n"),
    ('ɵ', "o"),
    ('ʈ', "t"),
    ('ʉ', "u"),
    ('ʋ', "v"),
    ('ς', "σ"),
    ('ة', "ه"),
    ('ى', "ي"),
    ('ک', "ك"),
    ('ی', "ي"),
    ('ⱥ', "a"),
    ('ⱦ', "t"),
];

/// A letter or a digit of a script that puts spaces between words.
pub fn is_letter(c: char) -> bool {
    !is_separator(c) && !is_unspaced(c)
}

/// Whether it separates words.
pub fn is_separator(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_alphanumeric();
    }
    let ranges: &[(u32, u32)] = match c {
        ..'\u{ff5b}' => &SEPARATORS,
        _ => &HIGH_SEPARATORS,
    };
    is_within(ranges, c)
}

/// Whether its script puts no spaces between words.
pub fn is_unspaced(c: char) -> bool {
    is_within(&UNSPACED, c) && !is_separator(c)
}

/// Whether it belongs to the character before it in a text without spaces.
pub fn is_continuing(c: char) -> bool {
    is_within(&CONTINUING, c)
}

/// Whether it is ignored when words are compared.
pub fn is_mark(c: char) -> bool {
    is_within(&MARKS, c)
}

/// What replaces a small letter, if anything does.
pub fn folded(c: char) -> Option<&'static str> {
    let place = FOLDED
        .binary_search_by_key(&c, |&(letter, _)| letter)
        .ok()?;
    Some(FOLDED[place].1)
}

fn is_within(ranges: &[(u32, u32)], c: char) -> bool {
    // No list has any: ASCII is told apart by rules.
    if c.is_ascii() {
        return false;
    }
    let c = u32::from(c);
    let next = ranges.partition_point(|&(_, last)| last < c);
    ranges.get(next).is_some_and(|&(first, _)| first <= c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_so_that_they_can_be_searched() {
        let lists: [&[(u32, u32)]; 5] = [
            &SEPARATORS,
            &HIGH_SEPARATORS,
            &MARKS,
            &UNSPACED,
            &CONTINUING,
        ];
        for list in lists {
            assert!(list.iter().all(|(first, last)| first <= last));
            assert!(list.windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
        assert!(FOLDED.is_sorted_by_key(|(letter, _)| *letter));
    }
}
