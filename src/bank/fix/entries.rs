//! A front matter as entries: a key with its value, and with the comments and blank lines above it.

use crate::compile::front_matter::KEYS;
use crate::yaml::{Form, Written, pairs};

/// One key with everything that moves with it. All entries and the rest, concatenated, give the text back.
struct KeyLines<'a> {
    key: &'a str,
    /// Comments and blank lines above the key.
    lead: &'a str,
    /// The key's line and those that continue it.
    body: String,
    indent: &'a str,
}

/// The entries, and what follows the last one.
struct Entries<'a> {
    entries: Vec<KeyLines<'a>>,
    tail: &'a str,
}

/// The lines of a text, each with its line end: `\n`, `\r\n`, or the old `\r`.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = match rest.find(['\n', '\r']) {
            None if rest.is_empty() => return None,
            None => rest.len(),
            Some(at) if rest[at..].starts_with("\r\n") => at + 2,
            Some(at) => at + 1,
        };
        let (line, after) = rest.split_at(end);
        rest = after;
        Some(line)
    })
}

/// The line end of a text's first line.
pub fn line_end(text: &str) -> &'static str {
    match lines(text).next() {
        Some(line) if line.ends_with("\r\n") => "\r\n",
        Some(line) if line.ends_with('\r') => "\r",
        _ => "\n",
    }
}

/// The offset behind the line that a place is in.
pub fn line_stop(text: &str, at: usize) -> usize {
    at + lines(&text[at..]).next().map_or(0, str::len)
}

/// The offset of the line that a place is in.
pub fn line_start(text: &str, at: usize) -> usize {
    text[..at]
        .rfind(['\n', '\r'])
        .map_or(0, |before| before + 1)
}

/// A key with its value.
pub fn find(front: &str, key: &str) -> Option<(Written, Written)> {
    let is_key =
        |(named, _): &(Written, Written)| matches!(&named.form, Form::Scalar(text) if text == key);
    pairs(front)?.into_iter().find(is_key)
}

/// Adds a key with its value, which is not there yet.
pub fn append(front: &str, key: &str, value: &str, line_end: &str) -> Option<String> {
    let Some(mut all) = split(front) else {
        // Between braces.
        let (last, value_of_last) = pairs(front)?.pop()?;
        let at = value_of_last.span.end.max(last.span.end);
        return Some(format!("{}, {key}: {value}{}", &front[..at], &front[at..]));
    };
    let indent = all.entries.first().map_or("", |entry| entry.indent);
    let new = KeyLines {
        key,
        lead: "",
        body: format!("{indent}{key}: {value}{line_end}"),
        indent,
    };
    // A new key goes before the first that follows it in the canonical order, so that ordered keys stay so.
    let place = all
        .entries
        .iter()
        .position(|entry| rank(entry.key) > rank(key))
        .unwrap_or(all.entries.len());
    all.entries.insert(place, new);
    Some(join(all))
}

/// The keys in their canonical order, each with its comments.
pub fn order(front: &str) -> Option<String> {
    let mut all = split(front)?;
    all.entries.sort_by_key(|entry| rank(entry.key));
    Some(join(all))
}

fn rank(key: &str) -> usize {
    KEYS.iter()
        .position(|known| *known == key)
        .unwrap_or(KEYS.len())
}

/// `None` if the keys do not stand on lines of their own.
fn split(front: &str) -> Option<Entries<'_>> {
    let pairs = pairs(front)?;
    let starts = pairs
        .iter()
        .map(|(key, _)| line_start(front, key.span.start))
        .collect::<Vec<_>>();
    let mut entries: Vec<KeyLines<'_>> = Vec::new();
    let mut stop = 0;
    for (at, (key, value)) in pairs.into_iter().enumerate() {
        let start = starts[at];
        let indent = &front[start..key.span.start];
        if start < stop || !indent.trim_start_matches(' ').is_empty() {
            return None;
        }
        let lead = &front[stop..start];
        let end = value.span.end.max(key.span.end);
        stop = line_stop(front, end);
        // An indented comment below a value belongs to it.
        let next = starts.get(at + 1).copied().unwrap_or(front.len());
        let mut below = stop;
        for line in lines(front.get(stop..next)?) {
            below += line.len();
            let comment = line.trim_start_matches(' ');
            if comment.starts_with('#') && line.len() - comment.len() > indent.len() {
                stop = below;
            }
        }
        entries.push(KeyLines {
            key: front[key.span].trim_matches(['"', '\'']),
            lead,
            body: front[start..stop].to_owned(),
            indent,
        });
    }
    Some(Entries {
        entries,
        tail: &front[stop..],
    })
}

fn join(all: Entries<'_>) -> String {
    let parts = all
        .entries
        .iter()
        .flat_map(|entry| [entry.lead, &entry.body]);
    parts.chain([all.tail]).collect()
}
