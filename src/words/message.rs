//! One text of a table: its plural forms, its named places `{count}`, and words between marks, `<topics>topics</topics>`.

use std::collections::{BTreeMap, BTreeSet};

/// A text with a form for each plural category that it tells apart, `other` alone in most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// By the names of [`CATEGORIES`](super::locale::CATEGORIES).
    pub forms: BTreeMap<&'static str, String>,
}

impl Message {
    /// Whether there is nothing to put into it.
    pub fn is_plain(&self) -> bool {
        self.forms.values().all(|form| places(form).is_empty())
    }
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands.
    Text(&'a str),
    /// What is put in.
    Place(&'a str),
    /// Where words begin that are a link, or set apart otherwise.
    Open(&'a str),
    /// Where they end.
    Close(&'a str),
}

/// The parts of a text. A bracket that makes no place is text.
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

/// A place or mark at the start of a text, and its length.
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

/// What a text has places and marks for, as it writes them: `{count}`, `<topics>`.
pub fn places(text: &str) -> BTreeSet<String> {
    let named = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Place(name) => Some(format!("{{{name}}}")),
        Piece::Open(name) => Some(format!("<{name}>")),
        Piece::Text(_) | Piece::Close(_) => None,
    });
    named.collect()
}

/// A mark that is not closed, or closed and not open. None stands in another.
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

/// A text with its places filled and its marks left out.
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
