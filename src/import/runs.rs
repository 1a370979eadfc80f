//! Running text in HTML that stays HTML. With blank lines around it, it is read as Markdown, so links and pictures can stand in it.

use std::ops::Range;

use super::edits::Edits;
use super::html::Tag;

/// Elements of running text.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins",
    "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u",
    "var", "wbr", "picture",
];

/// Whether an element is one of running text.
pub fn is_inline(name: &str) -> bool {
    INLINE.contains(&name)
}

/// The runs of a text that were opened up to now.
pub struct Runs<'a> {
    text: &'a str,
    tags: &'a [Tag],
    /// Of each run its tags.
    open: Vec<Range<usize>>,
}

impl<'a> Runs<'a> {
    /// Of a text with its tags.
    pub fn new(text: &'a str, tags: &'a [Tag]) -> Self {
        Runs {
            text,
            tags,
            open: Vec::new(),
        }
    }

    /// Opens the run that a tag stands in, where it is not open yet. `block` is what it cannot go beyond, in bytes.
    pub fn open(&mut self, at: usize, block: &Range<usize>, edits: &mut Edits) {
        if self.has(at) {
            return;
        }
        let is_inline = |tag: &&Tag| {
            INLINE.contains(&tag.name.as_str())
                && block.start <= tag.span.start
                && tag.span.end <= block.end
        };
        let before = self.tags[..at].iter().rev().take_while(is_inline).count();
        let behind = self.tags[at..].iter().take_while(is_inline).count();
        let own = at - before..at + behind;
        let outer = own
            .start
            .checked_sub(1)
            .map(|outer| self.tags[outer].span.end);
        let start = outer.map_or(block.start, |outer| outer.max(block.start));
        let outer = self.tags.get(own.end).map(|outer| outer.span.start);
        let end = outer.map_or(block.end, |outer| outer.min(block.end));
        self.open.push(own);
        let Some(inside) = self.text.get(start..end) else {
            return;
        };
        let blanks = inside.len() - inside.trim_start().len();
        edits.replace(start..start + blanks, "\n\n");
        edits.replace(start + inside.trim_end().len()..end, "\n\n");
    }

    /// Whether a tag stands in a run that is open.
    pub fn has(&self, at: usize) -> bool {
        let next = self.open.partition_point(|run| run.end <= at);
        self.open.get(next).is_some_and(|run| run.contains(&at))
    }
}
