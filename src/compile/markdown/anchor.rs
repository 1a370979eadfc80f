//! Anchors of headings, by the same rule as GitHub's, so that a link to a heading works both in the repository and on the site.

use std::collections::BTreeMap;

use unicode_normalization::char::is_combining_mark;

/// The digit zero of every script. Nine more digits follow each.
const ZEROS: [u32; 66] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66,
    0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
    0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650,
    0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50,
    0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

/// Punctuation that joins words. Of these, people usually type the underscore.
const CONNECTORS: [char; 10] = ['_', '‿', '⁀', '⁔', '︳', '︴', '﹍', '﹎', '﹏', '＿'];

/// The anchor for a heading's text: lower case, blanks as hyphens, and only letters, digits, marks, hyphens and underscores.
/// Blanks are neither merged nor trimmed, so `a - b` becomes `a---b`.
pub fn of(text: &str) -> String {
    let lower = text.to_lowercase();
    let kept = lower.chars().filter_map(|char| match char {
        ' ' => Some('-'),
        '-' => Some('-'),
        char if is_of_a_word(char) => Some(char),
        _ => None,
    });
    kept.collect()
}

fn is_of_a_word(char: char) -> bool {
    char.is_alphabetic() || is_combining_mark(char) || CONNECTORS.contains(&char) || is_digit(char)
}

/// Whether a character is a decimal digit; `²` and `½` are not.
fn is_digit(char: char) -> bool {
    let code = u32::from(char);
    let before = ZEROS.partition_point(|&zero| zero <= code);
    before > 0 && code - ZEROS[before - 1] < 10
}

/// The names taken on a page, each with the last number that was appended to it.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<String, usize>);

impl Names {
    /// Whether a name is taken.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Takes a name. Returns whether it was free.
    pub fn take(&mut self, name: &str) -> bool {
        let is_free = !self.has(name);
        self.0.entry(name.to_owned()).or_default();
        is_free
    }

    /// Takes a name or, if that is taken, the first free one with a number appended.
    pub fn take_like(&mut self, name: String) -> String {
        let mut free = name.clone();
        let mut number = self.0.get(&name).copied().unwrap_or_default();
        while self.has(&free) {
            number += 1;
            free = format!("{name}-{number}");
        }
        self.0.insert(name, number);
        self.0.entry(free.clone()).or_default();
        free
    }

    /// All of them, in order.
    pub fn into_list(self) -> Vec<String> {
        self.0.into_keys().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_what_github_makes_of_them() {
        for (text, name) in [
            ("CAP & PACELC", "cap--pacelc"),
            ("Q&A", "qa"),
            ("snake_case", "snake_case"),
            ("Issue #12", "issue-12"),
            ("C++ and C#", "c-and-c"),
            ("What's new?", "whats-new"),
            ("What’s “new”?", "whats-new"),
            ("a - b", "a---b"),
            ("a  b", "a--b"),
            ("🚀 Launch", "-launch"),
            ("I ♥ unicode", "i--unicode"),
            ("Привет, Мир", "привет-мир"),
            ("你好 world", "你好-world"),
            ("e\u{301}te\u{301}", "e\u{301}te\u{301}"),
            ("2² ½ ③ ٣", "2---٣"),
            ("en–dash", "endash"),
            ("never --force.", "never---force"),
            ("file.txt (old)", "filetxt-old"),
            ("-a-", "-a-"),
            ("a\tb\nc\u{a0}d", "abcd"),
            ("???", ""),
        ] {
            assert_eq!(of(text), name, "{text}");
        }
    }

    #[test]
    fn digits_are_those_that_unicode_calls_so() {
        assert!(ZEROS.is_sorted());
        for char in '\0'..=char::MAX {
            if is_digit(char) {
                assert!(char.is_numeric(), "{char:?}");
            }
        }
        assert!(['0', '9', '٠', '９', '𝟿'].into_iter().all(is_digit));
        assert!(!['a', '²', '½', 'Ⅳ', '/', ':'].into_iter().any(is_digit));
    }

    #[test]
    fn taken_names_are_numbered_as_on_github() {
        let all = |names: &[&str]| {
            let mut taken = Names::default();
            let names = names.iter().map(|name| taken.take_like((*name).to_owned()));
            names.collect::<Vec<_>>()
        };
        assert_eq!(
            all(&["echo", "echo", "echo-1", "echo-1", "echo"]),
            ["echo", "echo-1", "echo-1-1", "echo-1-2", "echo-2"]
        );
        assert_eq!(
            all(&["foxtrot-1", "foxtrot", "foxtrot"]),
            ["foxtrot-1", "foxtrot", "foxtrot-2"]
        );
        assert_eq!(all(&["-a", "-a"]), ["-a", "-a-1"]);
    }
}
