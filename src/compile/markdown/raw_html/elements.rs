//! What authors may write of HTML, and what of it is open.

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

/// Elements that have no end.
pub const VOID: [&str; 3] = ["br", "hr", "img"];

/// How deep raw elements may nest: a browser, and the cleaning, take time for each open one again and again.
pub const MAX_DEPTH: usize = 16;

/// Elements that have no end, or whose end may be left out.
const NEVER_OPEN: [&str; 13] = [
    "br", "dd", "dt", "hr", "input", "li", "p", "tbody", "td", "th", "thead", "tr", "wbr",
];

/// The elements that are open after a piece of raw HTML.
#[derive(Debug, Default)]
pub struct Open {
    names: Vec<String>,
    most: usize,
}

impl Open {
    /// Whether there have ever been more than [`MAX_DEPTH`].
    pub fn is_too_deep(&self) -> bool {
        self.most > MAX_DEPTH
    }

    pub fn start(&mut self, name: &str) {
        if !NEVER_OPEN.contains(&name) && !self.is_too_deep() {
            self.names.push(name.to_owned());
            self.most = self.most.max(self.names.len());
        }
    }

    /// Closes the last of this name and nothing else: a browser may keep open what an end does not name.
    pub fn end(&mut self, name: &str) {
        if let Some(at) = self.names.iter().rposition(|open| open == name) {
            self.names.remove(at);
        }
    }
}
