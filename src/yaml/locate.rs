//! Lines, for findings that are about more than one value.

use std::ops::Range;

/// The line around a byte offset, without its indentation and line end, as a range in the file.
pub fn line_around(text: &str, at: usize, base: usize) -> Range<usize> {
    let at = text.floor_char_boundary(at);
    // An error at the very end belongs to the last line that is not blank.
    let at = if text[at..].trim().is_empty() {
        text.trim_end().len()
    } else {
        at
    };
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline);
    let line = &text[start..end];
    let lead = line.len() - line.trim_start().len();
    base + start + lead..base + start + lead + line.trim().len()
}

/// The first line that is not blank, as a range in the file.
pub fn content(text: &str, base: usize) -> Range<usize> {
    line_around(text, text.len() - text.trim_start().len(), base)
}

/// The first line of a value: of one in brackets, what they hold of it; otherwise all of it, with the dash.
pub fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    match text[span.start..].starts_with(['{', '[']) {
        true => content(&text[span.clone()], span.start),
        false => line_around(text, span.start, 0),
    }
}

/// The first line of an item; where nothing is written, the line that it is missing in.
pub fn item(text: &str, span: &Range<usize>) -> Range<usize> {
    match span.is_empty() {
        true => line_around(text, span.start, 0),
        false => content(&text[span.clone()], span.start),
    }
}
