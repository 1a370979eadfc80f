//! Explains anchors, aliases and tags: some are words that begin with a sign, and others stand before a value that needs none.

use std::ops::Range;
use std::sync::Arc;

use super::lines::{indent, key_and_value};
use super::remedy::{quoted, value_hint};
use crate::diagnostic::{Code, Diagnostic, SourceText};

/// The finding about an anchor, an alias or a tag.
pub fn reference(file: &Arc<SourceText>, at: usize) -> Diagnostic {
    let text = &file.text;
    let ends = |char: char| char.is_whitespace() || ",]}".contains(char);
    let span = at..text[at..].find(ends).map_or(text.len(), |end| at + end);
    let written = &text[span.clone()];
    let what = match written.chars().next() {
        Some('&') => "an anchor",
        Some('*') => "an alias",
        _ => "a tag",
    };
    let message = format!("`{written}` would be {what} in YAML, which settings may not use");
    let hint = remedy(text, &span);
    Diagnostic::at(Code::YamlReference, file, span, message).hint(hint)
}

fn remedy(text: &str, span: &Range<usize>) -> String {
    let written = &text[span.clone()];
    let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let at = span.start - start;
    let rest = line[at + written.len()..].trim();
    // An alias stands for a value; the others stand before one.
    let stands_before = !written.starts_with('*');
    let remove = format!("remove `{written}`");
    let (key, value) = key_and_value(line).unwrap_or_default();
    if !value.is_empty() && value.start == at {
        let is_alone = rest.is_empty() || rest.starts_with('#');
        let has_value = rest.starts_with(['[', '{', '"', '\'', '|', '>'])
            || is_alone && goes_on(line, &text[start + line.len()..]);
        return match stands_before && has_value {
            true => remove,
            false => value_hint(&line[key], &line[value]),
        };
    }
    if !key.is_empty() && key.start == at && stands_before && key.len() > written.len() {
        return remove;
    }
    // Between brackets, a text ends with its item.
    let item = &line[at..];
    let item = item[..item.find([',', ']', '}']).unwrap_or(item.len())].trim_end();
    if stands_before && (item.contains(": ") || rest.starts_with(['[', '{', '"', '\''])) {
        return remove;
    }
    format!("quote it if it is a text: `{}`", quoted(item))
}

/// Whether the lines below a line are its value.
fn goes_on(line: &str, below: &str) -> bool {
    let mut below = below.lines();
    let next = below.find(|next| {
        let next = next.trim();
        !next.is_empty() && !next.starts_with('#')
    });
    let is_item = |line: &str| line.trim_start().starts_with("- ");
    next.is_some_and(|next| {
        let is_list = is_item(next) && !is_item(line) && indent(next) == indent(line);
        indent(next) > indent(line) || is_list
    })
}
