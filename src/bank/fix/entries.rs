//! A front matter as entries: a key with its value, and with the comments and blank lines above it.

use crate::compile::front_matter::KEYS;

/// One key with everything that moves with it. All entries and the rest, concatenated, give the text back.
struct Entry<'a> {
    key: &'static str,
    /// Comments and blank lines above the key.
    lead: String,
    /// The key's line and those that continue it.
    body: String,
    indent: &'a str,
}

/// The entries, and what follows the last one.
struct Entries<'a> {
    entries: Vec<Entry<'a>>,
    tail: String,
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

/// Edits the body of one key. `None` if the key is absent or the edit does not apply; otherwise also what the edit reports.
pub fn edit<T>(
    front: &str,
    key: &str,
    edit: impl Fn(&str) -> Option<(String, T)>,
) -> Option<(String, T)> {
    let mut all = split(front);
    let entry = all.entries.iter_mut().find(|entry| entry.key == key)?;
    let (body, more) = edit(&entry.body)?;
    entry.body = body;
    Some((join(all), more))
}

/// Adds a key with its value. Does nothing if the key is already there.
pub fn append(front: &str, key: &'static str, value: &str, line_end: &str) -> String {
    let mut all = split(front);
    if all.entries.iter().any(|entry| entry.key == key) {
        return front.to_owned();
    }
    let indent = all.entries.first().map_or("", |entry| entry.indent);
    let new = Entry {
        key,
        lead: String::new(),
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
    join(all)
}

/// The keys in their canonical order, each with its comments.
pub fn order(front: &str) -> String {
    let mut all = split(front);
    all.entries.sort_by_key(|entry| rank(entry.key));
    join(all)
}

fn rank(key: &str) -> usize {
    KEYS.iter()
        .position(|known| *known == key)
        .unwrap_or(KEYS.len())
}

fn split(front: &str) -> Entries<'_> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    // Comments and blank lines that are not assigned to an entry yet.
    let mut pending = String::new();
    for line in lines(front) {
        let content = line.trim_start_matches(' ');
        let indent = &line[..line.len() - content.len()];
        let level = entries.first().map(|entry| entry.indent.len());
        let is_trivia = content.trim().is_empty() || content.starts_with('#');
        let key = key_of(content).filter(|_| level.is_none_or(|level| level == indent.len()));
        match (key, entries.last_mut()) {
            (Some(key), _) => entries.push(Entry {
                key,
                lead: std::mem::take(&mut pending),
                body: line.to_owned(),
                indent,
            }),
            // An indented comment belongs to the value above it.
            (None, Some(entry))
                if !is_trivia
                    || content.starts_with('#')
                        && level.is_some_and(|level| indent.len() > level) =>
            {
                entry.body.push_str(&std::mem::take(&mut pending));
                entry.body.push_str(line);
            }
            (None, _) => pending.push_str(line),
        }
    }
    Entries {
        entries,
        tail: pending,
    }
}

fn join(all: Entries<'_>) -> String {
    let parts = all
        .entries
        .into_iter()
        .flat_map(|entry| [entry.lead, entry.body]);
    parts.chain([all.tail]).collect()
}

/// The known key at the start of a line.
fn key_of(content: &str) -> Option<&'static str> {
    KEYS.into_iter().chain(["translates"]).find(|key| {
        let plain = content.strip_prefix(key);
        let quoted = ['"', '\''].into_iter().find_map(|quote| {
            content
                .strip_prefix(quote)?
                .strip_prefix(key)?
                .strip_prefix(quote)
        });
        plain
            .or(quoted)
            .and_then(|rest| rest.trim_start_matches(' ').strip_prefix(':'))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
    })
}
