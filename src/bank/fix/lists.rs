//! Edits lists of words in YAML in place, both in brackets and with dashes.

use std::ops::Range;

use super::entries::{line_start, line_stop};
use crate::route::Slug;
use crate::yaml::{Form, Written};

/// Unquoted words that YAML does not read as text.
const NOT_TEXTS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

/// A text whose list is sorted.
pub struct Edited {
    pub text: String,
    /// Whether what is left of the list is in another order than before.
    pub has_moved: bool,
    /// What was in it already.
    pub dropped: Vec<String>,
}

/// Sorts a list and removes duplicates. `None` if there is nothing to change, or if a comment would lose what it is about.
pub fn sort(front: &str, (key, list): &(Written, Written)) -> Option<Edited> {
    let items = items(list)?;
    let words: Vec<&str> = items.iter().map(|item| word(item)).collect::<Option<_>>()?;
    let Sorted { order, dropped } = sorted(&words)?;
    // What moves, and between what it moves.
    let slots = match is_in_brackets(front, list) {
        true if has_comment(front, list, items) => return None,
        true => items.iter().map(|item| item.span.clone()).collect(),
        false => {
            let slots = blocks(front, key, items);
            let mut left_out = (0..slots.len()).filter(|place| !order.contains(place));
            if left_out.any(|place| front[slots[place].clone()].contains('#')) {
                return None;
            }
            slots
        }
    };
    let mut text = String::with_capacity(front.len());
    let mut at = 0;
    for (slot, &place) in slots.iter().zip(&order) {
        text.push_str(&front[at..slot.start]);
        text.push_str(&front[slots[place].clone()]);
        at = slot.end;
    }
    // The slots of removed items are left over at the end.
    let rest = slots.last().map_or(at, |last| last.end);
    text.push_str(&front[rest..]);
    Some(Edited {
        text,
        has_moved: !order.is_sorted(),
        dropped,
    })
}

/// Adds a slug at the end of a list, or as a list where there is no value.
pub fn push(front: &str, list: &Written, slug: &Slug, line_end: &str) -> Option<String> {
    let span = list.span.clone();
    let (at, text) = match items(list) {
        None if span.is_empty() => (span, format!(" {}", flow(slug))),
        None => return None,
        Some([]) if has_comment(front, list, &[]) => return None,
        Some([]) => (span, flow(slug)),
        Some([.., last]) if is_in_brackets(front, list) => {
            let end = last.span.end;
            (end..end, format!(", {}", quoted(slug)))
        }
        Some([.., last]) => {
            let line = &front[line_start(front, last.span.start)..];
            let indent = &line[..line.len() - line.trim_start_matches(' ').len()];
            let end = line_stop(front, last.span.end);
            (end..end, format!("{indent}- {}{line_end}", quoted(slug)))
        }
    };
    Some(spliced(front, at, &text))
}

/// The text with something else in one place.
pub fn spliced(front: &str, at: Range<usize>, text: &str) -> String {
    format!("{}{text}{}", &front[..at.start], &front[at.end..])
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

fn items(list: &Written) -> Option<&[Written]> {
    match &list.form {
        Form::List(items) => Some(items),
        _ => None,
    }
}

fn word(item: &Written) -> Option<&str> {
    match &item.form {
        Form::Scalar(text) => Some(text),
        _ => None,
    }
}

fn is_in_brackets(front: &str, list: &Written) -> bool {
    front[list.span.clone()].starts_with('[')
}

/// Whether there is a comment between the brackets and the items.
fn has_comment(front: &str, list: &Written, items: &[Written]) -> bool {
    let ends = items.iter().map(|item| item.span.end);
    let starts = items.iter().map(|item| item.span.start);
    let gaps = std::iter::once(list.span.start).chain(ends);
    gaps.zip(starts.chain([list.span.end]))
        .any(|(from, to)| front[from..to].contains('#'))
}

/// The lines of each item of a list with dashes, with the comments above them.
fn blocks(front: &str, key: &Written, items: &[Written]) -> Vec<Range<usize>> {
    let mut start = line_stop(front, key.span.end);
    let block = |item: &Written| {
        let stop = line_stop(front, item.span.end);
        std::mem::replace(&mut start, stop)..stop
    };
    items.iter().map(block).collect()
}

/// A new order of a list.
struct Sorted {
    /// For each place, the item that moves there.
    order: Vec<usize>,
    dropped: Vec<String>,
}

/// Alphabetical order, keeping the first of two words that make the same tag. `None` if that changes nothing.
fn sorted(words: &[&str]) -> Option<Sorted> {
    let mut order: Vec<usize> = Vec::new();
    let mut dropped = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let slug = Slug::from_text(word)?;
        let is_known = order
            .iter()
            .any(|&known| Slug::from_text(words[known]).as_ref() == Some(&slug));
        match is_known {
            true => dropped.push((*word).to_owned()),
            false => order.push(place),
        }
    }
    order.sort_by_key(|&place| (words[place].to_lowercase(), place));
    (!order.iter().copied().eq(0..words.len())).then_some(Sorted { order, dropped })
}
