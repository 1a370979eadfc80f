//! A text of a table: its plural forms, its named places such as `{count}`, and marks around words: `<topics>topics</topics>`.

use std::collections::{BTreeMap, BTreeSet};

/// A text with a form for each plural category that it distinguishes; most texts only have `other`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// By name of the category; see [`CATEGORIES`](super::locale::CATEGORIES).
    pub forms: BTreeMap<&'static str, String>,
}

impl Message {
    /// Whether it has neither places nor marks.
    pub fn is_plain(&self) -> bool {
        self.forms.values().all(|form| places(form).is_empty())
    }
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Literal text.
    Text(&'a str),
    /// A place for a value.
    Place(&'a str),
    /// The start of marked words, such as those of a link.
    Open(&'a str),
    /// The end of marked words.
    Close(&'a str),
}

/// Splits a text into its parts. A bracket that starts neither a place nor a mark is text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find(['{', '<']) {
        let start = at + found;
        let rest = &text[start..];
        let (piece, length) = match read(rest) {
            Some(read) => read,
            None => {
                at = start + 1;
                continue;
            }
        };
        if start > from {
            pieces.push(Piece::Text(&text[from..start]));
        }
        pieces.push(piece);
        from = start + length;
        at = from;
    }
    if from < text.len() {
        pieces.push(Piece::Text(&text[from..]));
    }
    pieces
}

/// The place or mark at the start of a text, and its length.
fn read(text: &str) -> Option<(Piece<'_>, usize)> {
    let (open, close) = match text.as_bytes() {
        [b'{', ..] => ("{", '}'),
        [b'<', b'/', ..] => ("</", '>'),
        _ => ("<", '>'),
    };
    let inside = text.strip_prefix(open)?;
    let end = inside.find(close)?;
    let name = &inside[..end];
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let piece = match open {
        "{" => Piece::Place(name),
        "</" => Piece::Close(name),
        _ => Piece::Open(name),
    };
    is_name.then_some((piece, open.len() + end + 1))
}

/// The places and marks of a text, as written: `{count}`, `<topics>`.
pub fn places(text: &str) -> BTreeSet<String> {
    let named = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Place(name) => Some(format!("{{{name}}}")),
        Piece::Open(name) => Some(format!("<{name}>")),
        Piece::Text(_) | Piece::Close(_) => None,
    });
    named.collect()
}

/// The first mark that is not closed, or closed without being open. Marks cannot be nested.
pub fn unclosed(text: &str) -> Option<&str> {
    let mut open = None;
    for piece in pieces(text) {
        match (piece, open) {
            (Piece::Open(name), None) => open = Some(name),
            (Piece::Close(name), Some(opened)) if name == opened => open = None,
            (Piece::Open(name) | Piece::Close(name), _) => return Some(name),
            _ => {}
        }
    }
    open
}

/// Fills the places of a text and removes its marks.
pub fn fill(text: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Place(name) => filled.push_str(&value(name).unwrap_or_default()),
            Piece::Open(_) | Piece::Close(_) => {}
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_marks_are_found_and_brackets_stay_text() {
        assert_eq!(
            pieces("a {b} <c>d</c> { e } < f {"),
            [
                Piece::Text("a "),
                Piece::Place("b"),
                Piece::Text(" "),
                Piece::Open("c"),
                Piece::Text("d"),
                Piece::Close("c"),
                Piece::Text(" { e } < f {"),
            ]
        );
        assert_eq!(
            fill("{a}, <b>c</b>", &|name| (name == "a").then(|| "x".into())),
            "x, c"
        );
    }

    #[test]
    fn a_mark_has_an_end() {
        assert_eq!(unclosed("a <b>c</b>"), None);
        for text in ["<b>c", "c</b>", "<b>c</d>", "<b><c>d</c></b>"] {
            assert!(unclosed(text).is_some(), "{text}");
        }
    }
}
