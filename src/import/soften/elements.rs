//! Elements of HTML, and what becomes of them.

use crate::compile::markdown::is_allowed;

/// Elements that an answer may have, and that yet become Markdown or words alone.
const TURNED: [&str; 5] = ["a", "div", "img", "p", "span"];

/// Whether an element stays in an answer.
pub fn stays(name: &str) -> bool {
    is_allowed(name) && !TURNED.contains(&name)
}

/// Elements that only say how their words look.
pub const SHELLS: &[&str] = &[
    "p", "div", "span", "font", "center", "u", "big", "section", "article", "header", "footer",
    "main", "nav", "aside", "picture", "h1", "h2", "h3", "h4", "h5", "h6", "tt", "strike", "wbr",
    "html", "body", "b", "strong", "details", "summary", "a", "dl", "label", "colgroup", "col",
    "tfoot", "figure", "i", "em", "br", "li", "ul", "ol", "td", "tr", "th", "table", "tbody",
    "thead",
];

/// Elements that do something, or show something from elsewhere.
pub const ACTIVE: &[&str] = &[
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "svg",
    "video",
    "audio",
    "form",
    "input",
    "button",
    "textarea",
    "select",
    "source",
    "link",
    "meta",
    "base",
    "math",
    "template",
    "title",
    "noscript",
    "xmp",
    "plaintext",
    "marquee",
    "head",
];
