//! What becomes of a break.

use crate::import::document::Document;
use crate::import::html::Tag;
use crate::import::runs;

/// Whether there are words, or what stands among them, on both sides of a tag.
pub fn is_between(document: &Document, tags: &[Tag], at: usize) -> bool {
    let own = &tags[at].span;
    let (mut front, mut behind) = (own.start, own.end);
    let is_word = |text: &str| !text.trim().is_empty();
    let among = |tag: &Tag| tag.name != "br" && runs::is_inline(&tag.name);
    let mut is_after = false;
    for tag in tags[..at].iter().rev().take(FAR) {
        is_after = is_word(&document.text[tag.span.end..front]);
        if is_after || !among(tag) {
            break;
        }
        is_after = tag.name == "img";
        front = tag.span.start;
    }
    let mut is_before = false;
    for tag in tags[at + 1..].iter().take(FAR) {
        is_before = is_word(&document.text[behind..tag.span.start]);
        if is_before || !among(tag) {
            break;
        }
        is_before = tag.name == "img";
        behind = tag.span.end;
    }
    is_after && is_before
}

/// Whether a break is the first of a paragraph, and its line has nothing but tags. Where those go, it would begin a block of HTML,
/// in which no Markdown is read.
pub fn leads_alone(document: &Document, tags: &[Tag], at: usize) -> bool {
    let line = document.line_of(tags[at].span.start);
    let is_first = line == 0 || document.line(line - 1).trim().is_empty();
    let range = document.start(line)..document.start(line) + document.line(line).len();
    let mut rest = range.start;
    let mut is_bare = true;
    let first = tags.partition_point(|tag| tag.span.start < range.start);
    for tag in tags[first..]
        .iter()
        .take_while(|tag| tag.span.start < range.end)
    {
        is_bare &= document.text[rest..tag.span.start].trim().is_empty();
        rest = tag.span.end;
    }
    let after = document.text.get(rest..range.end).unwrap_or_default();
    is_first && is_bare && after.trim().is_empty()
}

/// How many tags are looked at around a break.
const FAR: usize = 8;
