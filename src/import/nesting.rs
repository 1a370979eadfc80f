//! Which tags of HTML belong together, and what stands inside of what.

use std::collections::BTreeMap;
use std::ops::Range;

use super::html::Tag;

/// For each tag the one that closes or opens it.
pub fn pairs(tags: &[Tag]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; tags.len()];
    let mut open: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    // What was opened inside of a folded part and never closed stays alone.
    let mut folded: Vec<Range<usize>> = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        let same = open.entry(tag.name.as_str()).or_default();
        if !tag.is_end {
            same.push(at);
            continue;
        }
        let is_alone = |start: usize| {
            let next = folded.partition_point(|part| part.end <= start);
            folded.get(next).is_some_and(|part| part.contains(&start))
        };
        while same.last().is_some_and(|&start| is_alone(start)) {
            same.pop();
        }
        let Some(start) = same.pop() else { continue };
        pairs[start] = Some(at);
        pairs[at] = Some(start);
        if tag.name == "details" {
            while folded.last().is_some_and(|part| part.start > start) {
                folded.pop();
            }
            folded.push(start..at);
        }
    }
    pairs
}

/// Where folded parts begin and end, and how many are open behind that.
#[derive(Debug, Default)]
pub struct Folds(Vec<(usize, i32)>);

impl Folds {
    /// Those of a text with its tags.
    pub fn new(tags: &[Tag]) -> Self {
        let mut depth = 0;
        let folds = tags.iter().filter(|tag| tag.name == "details");
        let folds = folds.map(|tag| {
            depth += if tag.is_end { -1 } else { 1 };
            (tag.span.start, depth)
        });
        Folds(folds.collect())
    }

    /// Whether a byte is in one.
    pub fn has(&self, at: usize) -> bool {
        let above = self.0.partition_point(|(start, _)| *start < at);
        let last = above.checked_sub(1).and_then(|last| self.0.get(last));
        last.is_some_and(|(_, depth)| *depth > 0)
    }
}

/// For each tag whether it stands inside of an element of some kind.
pub fn inside(tags: &[Tag], pairs: &[Option<usize>], is_one: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut end = 0;
    let mut inside = Vec::with_capacity(tags.len());
    for (at, tag) in tags.iter().enumerate() {
        inside.push(at < end);
        if !tag.is_end && is_one(at) {
            end = end.max(pairs[at].unwrap_or_default());
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::html;

    #[test]
    fn an_element_ends_at_its_own_end() {
        let text = "<ul><li><b>x</b></ul><details><b><details></details></details></b>";
        let tags = html::tags(text, std::slice::from_ref(&(0..text.len())));
        let pairs = pairs(&tags);
        // Of the two bold ones the second was opened inside of a folded part, and ends outside of it.
        let ends = [
            Some(4),
            None,
            Some(3),
            Some(2),
            Some(0),
            Some(9),
            None,
            Some(8),
            Some(7),
            Some(5),
            None,
        ];
        assert_eq!(pairs, ends);
        assert_eq!(
            inside(&tags, &pairs, |at| tags[at].name == "ul")[..6],
            [false, true, true, true, false, false]
        );
    }
}
