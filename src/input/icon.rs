//! `static/icon.svg`, from which the site's other icons are made.

use std::sync::Arc;

use resvg::usvg::{self, ImageHrefResolver, Options, Tree};

use super::text;
use crate::diagnostic::{Code, Diagnostic, SourceText};

/// Below `static/`.
pub const FILE: &str = "icon.svg";

/// The drawing. Pictures inside of it are left out: an icon is a file of its own, and reading it reads no other.
pub fn parse(svg: &str) -> Result<Tree, usvg::Error> {
    let options = Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    Tree::from_str(svg, &options)
}

/// What keeps the icon from being drawn.
pub fn check(bytes: &[u8]) -> Option<Diagnostic> {
    let path = format!("static/{FILE}");
    let file = match text::decode(path, bytes.to_vec()) {
        Ok(file) => file,
        Err(finding) => return Some(finding),
    };
    let hint = "draw it as a square, such as `<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">`";
    let finding = match parse(&file.text).err()? {
        usvg::Error::ParsingFailed(error) => {
            let message = format!("this is no SVG: {}", without_place(&error.to_string()));
            let at = place(&file, error.pos());
            Diagnostic::at(Code::BadIcon, &file, at, message)
        }
        error => {
            let at = file.text.find("<svg").unwrap_or(0);
            let message = format!("this icon cannot be drawn: {error}");
            Diagnostic::at(Code::BadIcon, &file, at..at + "<svg".len(), message)
        }
    };
    Some(finding.hint(hint))
}

/// A message without the line and column at its end, which a finding shows itself.
fn without_place(message: &str) -> &str {
    match message.rsplit_once(" at ") {
        Some((before, place)) if place.contains(':') => before,
        _ => message,
    }
}

/// The character at a line and column, counted from one; the last, where the text ends before.
fn place(file: &Arc<SourceText>, at: usvg::roxmltree::TextPos) -> std::ops::Range<usize> {
    let before = file.text.split_inclusive('\n');
    let line: usize = before.take(at.row as usize - 1).map(str::len).sum();
    let columns = file.text[line..].char_indices();
    let from_last = || file.text.char_indices().next_back();
    let found = columns
        .map(|(index, char)| (line + index, char))
        .nth(at.col as usize - 1)
        .or_else(from_last);
    found.map_or(0..0, |(start, char)| start..start + char.len_utf8())
}
