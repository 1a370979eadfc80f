//! Edits lists of words in YAML in place, both in brackets and with dashes.

use std::ops::Range;

use super::entries::lines;
use crate::route::Slug;

/// Unquoted words that YAML does not read as text.
const NOT_TEXTS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

/// Sorts the list in a key's body and removes duplicates, which are returned too. `None` if there is nothing to change, or if
/// the list is not understood.
pub fn sort(body: &str) -> Option<(String, Vec<String>)> {
    match value(body)? {
        Value::Flow(inner) => sort_flow(body, inner),
        Value::Nothing(_) => sort_block(body),
    }
}

/// Adds a slug at the end of the list in a key's body.
pub fn push(body: &str, slug: &Slug, line_end: &str) -> Option<(String, ())> {
    let word = quoted(slug);
    let insert =
        |at: usize, text: String| Some((format!("{}{text}{}", &body[..at], &body[at..]), ()));
    match value(body)? {
        Value::Flow(inner) => {
            let slots = slots(body, inner.clone())?;
            match slots.iter().rfind(|slot| !slot.is_empty()) {
                Some(last) => insert(last.end, format!(", {word}")),
                None => Some((
                    format!("{}{word}{}", &body[..inner.start], &body[inner.end..]),
                    (),
                )),
            }
        }
        Value::Nothing(colon) => {
            let (head, items, _) = block(body)?;
            let Some(last) = items.last() else {
                return insert(colon, format!(" [{word}]"));
            };
            let dash = last.line.len() - last.line.trim_start_matches(' ').len();
            let end = head.len() + items.iter().map(|item| item.text().len()).sum::<usize>();
            insert(end, format!("{}- {word}{line_end}", &last.line[..dash]))
        }
    }
}

/// A list of one slug, in brackets.
pub fn flow(slug: &Slug) -> String {
    format!("[{}]", quoted(slug))
}

fn quoted(slug: &Slug) -> String {
    let slug = slug.as_str();
    match NOT_TEXTS.contains(&slug) || slug.starts_with(|char: char| char.is_ascii_digit()) {
        true => format!("\"{slug}\""),
        false => slug.to_owned(),
    }
}

/// What follows a key's colon.
enum Value {
    /// A list in brackets; the range between them.
    Flow(Range<usize>),
    /// Nothing on the key's own line; the offset just after the colon.
    Nothing(usize),
}

fn value(body: &str) -> Option<Value> {
    let colon = body.find(':')? + 1;
    let first = lines(&body[colon..]).next().unwrap_or_default();
    let shown = first.trim();
    if shown.is_empty() || shown.starts_with('#') {
        return Some(Value::Nothing(colon));
    }
    let open = colon + first.find('[').filter(|_| shown.starts_with('['))? + 1;
    let close = scan(body, open).find(|(_, char)| *char == ']')?.0;
    // Only blanks and a comment may follow the closing bracket.
    let after = body[close + 1..].trim();
    let is_end = after.is_empty() || after.starts_with('#') && lines(after).count() == 1;
    is_end.then_some(Value::Flow(open..close))
}

/// The significant characters of a flow list: those outside quotes.
fn scan(body: &str, start: usize) -> impl Iterator<Item = (usize, char)> {
    let mut quote = None;
    let mut fresh = true;
    body[start..]
        .char_indices()
        .map(move |(at, char)| (start + at, char))
        .filter(move |(_, char)| {
            let is_quote = matches!(char, '"' | '\'');
            match quote {
                Some(open) if open == *char => quote = None,
                Some(_) => {}
                None if is_quote && fresh => quote = Some(*char),
                None => {
                    fresh = match char {
                        ',' | '[' => true,
                        char => fresh && char.is_whitespace(),
                    };
                    return true;
                }
            }
            false
        })
}

/// The ranges of a flow list's items without surrounding blanks; an empty range after a trailing comma. `None` if there is a
/// comment or a nested list between the brackets.
fn slots(body: &str, inner: Range<usize>) -> Option<Vec<Range<usize>>> {
    let signs: Vec<(usize, char)> = scan(body, inner.start)
        .take_while(|(at, _)| *at < inner.end)
        .collect();
    if signs
        .iter()
        .any(|(_, char)| matches!(char, '#' | '[' | '{'))
    {
        return None;
    }
    let mut slots = Vec::new();
    let mut start = inner.start;
    let commas = signs.iter().filter(|(_, char)| *char == ',');
    for end in commas.map(|(at, _)| *at).chain([inner.end]) {
        let text = &body[start..end];
        let lead = text.len() - text.trim_start().len();
        let kept = text.trim().len();
        slots.push(match kept {
            0 => start..start,
            _ => start + lead..start + lead + kept,
        });
        start = end + 1;
    }
    Some(slots)
}

fn sort_flow(body: &str, inner: Range<usize>) -> Option<(String, Vec<String>)> {
    let mut slots = slots(body, inner)?;
    if slots.last().is_some_and(|last| last.is_empty()) {
        slots.pop();
    }
    let words: Vec<String> = slots
        .iter()
        .map(|slot| unquoted(&body[slot.clone()]))
        .collect::<Option<_>>()?;
    let Sorted { order, dropped } = sorted(&words)?;
    let mut text = String::new();
    let mut at = 0;
    for (slot, &place) in slots.iter().zip(&order) {
        text.push_str(&body[at..slot.start]);
        text.push_str(&body[slots[place].clone()]);
        at = slot.end;
    }
    // The slots of removed items are left over at the end.
    let rest = slots.last().map_or(at, |last| last.end);
    text.push_str(&body[rest..]);
    Some((text, dropped))
}

/// A new order of a list.
struct Sorted {
    /// For each place, the item that moves there.
    order: Vec<usize>,
    dropped: Vec<String>,
}

/// Alphabetical order, keeping the first of two words that make the same tag. `None` if that changes nothing.
fn sorted(words: &[String]) -> Option<Sorted> {
    let mut order: Vec<usize> = Vec::new();
    let mut dropped = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let slug = Slug::from_text(word)?;
        let is_known = order
            .iter()
            .any(|&known| Slug::from_text(&words[known]).as_ref() == Some(&slug));
        match is_known {
            true => dropped.push(word.clone()),
            false => order.push(place),
        }
    }
    order.sort_by_key(|&place| (words[place].to_lowercase(), place));
    (!order.iter().copied().eq(0..words.len())).then_some(Sorted { order, dropped })
}

/// An item of a block list: its line, and the comments above it.
struct Item<'a> {
    lead: String,
    line: &'a str,
    word: Option<String>,
}

impl Item<'_> {
    fn text(&self) -> String {
        format!("{}{}", self.lead, self.line)
    }
}

/// The key's line, the items, and what follows them. `None` if the body holds anything else.
fn block(body: &str) -> Option<(&str, Vec<Item<'_>>, String)> {
    let mut all = lines(body);
    let head = all.next()?;
    let mut items = Vec::new();
    let mut pending = String::new();
    for line in all {
        let content = line.trim_start_matches(' ');
        if content.trim().is_empty() || content.starts_with('#') {
            pending.push_str(line);
            continue;
        }
        let item = content.strip_prefix("- ")?;
        items.push(Item {
            lead: std::mem::take(&mut pending),
            line,
            word: unquoted(without_comment(item)),
        });
    }
    Some((head, items, pending))
}

fn sort_block(body: &str) -> Option<(String, Vec<String>)> {
    let (head, items, tail) = block(body)?;
    let words: Vec<String> = items
        .iter()
        .map(|item| item.word.clone())
        .collect::<Option<_>>()?;
    let Sorted { order, dropped } = sorted(&words)?;
    // A duplicate with a comment is kept, so that no comment is lost.
    let is_remarked = |item: &Item<'_>| item.text().contains('#');
    let mut left_out = (0..items.len()).filter(|place| !order.contains(place));
    if left_out.any(|place| is_remarked(&items[place])) {
        return None;
    }
    let sorted: String = order.iter().map(|&place| items[place].text()).collect();
    Some((format!("{head}{sorted}{tail}"), dropped))
}

fn without_comment(item: &str) -> &str {
    let item = item.trim();
    match item.find(" #").filter(|_| !item.starts_with(['"', '\''])) {
        Some(at) => item[..at].trim_end(),
        None => item,
    }
}

/// An item's text, if it is easy to read off.
fn unquoted(item: &str) -> Option<String> {
    let inside = |quote: char| item.strip_prefix(quote)?.strip_suffix(quote);
    if item.starts_with('"') {
        return inside('"')
            .filter(|text| !text.contains(['\\', '"', '\n', '\r']))
            .map(str::to_owned);
    }
    if item.starts_with('\'') {
        return inside('\'')
            .filter(|text| !text.replace("''", "").contains(['\'', '\n', '\r']))
            .map(|text| text.replace("''", "'"));
    }
    (!item.is_empty() && !item.contains(['\n', '\r'])).then(|| item.to_owned())
}
