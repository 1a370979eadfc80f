//! The HTML elements that authors may write, and which of them are open.

/// Elements that authors may write themselves.
pub const ALLOWED: [&str; 45] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "var",
];

/// Whether an answer may have an element.
pub fn is_allowed(name: &str) -> bool {
    ALLOWED.contains(&name)
}

/// Elements without an end tag.
pub const VOID: [&str; 3] = ["br", "hr", "img"];

/// Elements that are only written in certain others.
pub const BOUND: [&str; 11] = [
    "a", "caption", "dd", "dt", "li", "table", "tbody", "td", "th", "thead", "tr",
];

/// The attribute for a tag's number, directly behind its name. Authors cannot write it, and it is not published.
pub const NUMBER: &str = " data-number=\"";

/// How deep raw elements may nest. Browsers and the cleaner take time for each open element again and again.
pub const MAX_DEPTH: usize = 16;

/// Elements without an end tag, or with an optional one.
const NEVER_OPEN: [&str; 13] = [
    "br", "dd", "dt", "hr", "input", "li", "p", "tbody", "td", "th", "thead", "tr", "wbr",
];

/// The elements that are open after a piece of raw HTML.
#[derive(Debug, Default)]
pub struct Open {
    names: Vec<String>,
    most: usize,
    /// How many tags so far have a number, by which they are known if they are not written.
    pub numbered: usize,
}

impl Open {
    /// Whether there were ever more than [`MAX_DEPTH`] open elements.
    pub fn is_too_deep(&self) -> bool {
        self.most > MAX_DEPTH
    }

    pub fn start(&mut self, name: &str) {
        if !NEVER_OPEN.contains(&name) && !self.is_too_deep() {
            self.names.push(name.to_owned());
            self.most = self.most.max(self.names.len());
        }
    }

    /// Closes the last element of this name only; others inside it may stay open in a browser.
    pub fn end(&mut self, name: &str) {
        if let Some(at) = self.names.iter().rposition(|open| open == name) {
            self.names.remove(at);
        }
    }
}
