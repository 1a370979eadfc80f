//! Running text in HTML that stays HTML. With blank lines around it, it is read as Markdown, so links and pictures can stand in it.

use super::edits::Edits;
use super::html::Tag;

/// Elements of running text.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins",
    "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u",
    "var", "wbr", "picture",
];

/// The runs of a text that were opened up to now.
pub struct Runs<'a> {
    text: &'a str,
    tags: &'a [Tag],
    /// Up to which tag the last one goes.
    until: usize,
}

impl<'a> Runs<'a> {
    /// Of a text with its tags.
    pub fn new(text: &'a str, tags: &'a [Tag]) -> Self {
        Runs {
            text,
            tags,
            until: 0,
        }
    }

    /// Opens the run that a tag stands in, where that is wanted, and where it is not open yet.
    pub fn open(&mut self, at: usize, is_wanted: bool, edits: &mut Edits) {
        if !is_wanted || at < self.until {
            return;
        }
        let is_inline = |tag: &&Tag| INLINE.contains(&tag.name.as_str());
        let before = self.tags[..at].iter().rev().take_while(is_inline).count();
        let behind = self.tags[at..].iter().take_while(is_inline).count();
        self.until = at + behind;
        let start = match (at - before).checked_sub(1) {
            Some(outer) => self.tags[outer].span.end,
            None => return,
        };
        let end = match self.tags.get(self.until) {
            Some(outer) => outer.span.start,
            None => return,
        };
        let inside = &self.text[start..end];
        let blanks = inside.len() - inside.trim_start().len();
        edits.replace(start..start + blanks, "\n\n");
        edits.replace(start + inside.trim_end().len()..end, "\n\n");
    }
}
