//! What each tag does to the Markdown.

use super::{Breaks, Format, List, WHOLE, Writer};
use crate::import::html::{attribute, picture};

/// Elements that have no Markdown and may not stay; what is told of them may name where they lead.
const ACTIVE: &[&str] = &[
    "script", "style", "iframe", "object", "svg", "template", "video", "audio", "source", "embed",
    "input", "button", "textarea", "select", "form", "link", "meta", "math",
];

/// Elements in running text that an answer may have as they are.
const INLINE: &[&str] = &["kbd", "sub", "sup", "s", "del", "ins", "mark", "small"];

/// Elements whose words stand apart from those around them.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "tr",
    "blockquote",
    "center",
    "hr",
    "dl",
    "dt",
    "dd",
    "section",
    "article",
    "header",
    "footer",
    "figure",
    "figcaption",
    "caption",
    "details",
    "summary",
    "nav",
];

/// Elements that only say how their words look, or belong to those that are read above.
const SHELLS: &[&str] = &[
    "span", "font", "u", "big", "li", "td", "th", "tbody", "thead", "tfoot", "code", "tt", "var",
    "samp", "abbr", "cite", "q", "dfn", "label", "wbr", "html", "body", "head", "picture", "path",
    "col", "colgroup", "main", "aside", "option",
];

impl Writer {
    /// Reads a tag.
    pub fn tag(&mut self, name: &str, is_end: bool, source: &str) {
        if ACTIVE.contains(&name) {
            if !is_end {
                let led = ["src", "data", "href", "value"]
                    .iter()
                    .find_map(|key| attribute(source, key));
                self.tell(match led {
                    Some(led) if !WHOLE[..2].contains(&name) => {
                        format!("left out `<{name}>` with `{led}`")
                    }
                    _ => format!("left out `<{name}>`"),
                });
            }
            return;
        }
        if self.pre.is_some() && name != "pre" || self.code.is_some() {
            match self.in_code(name, is_end, source) {
                true => return,
                // A block ends code that was never closed.
                false => self.end_code(),
            }
        }
        match (name, is_end) {
            ("br", _) => self.pending += 1,
            ("b" | "strong", _) => self.format(Format::Signs("**"), is_end),
            ("i" | "em", _) => self.format(Format::Signs("*"), is_end),
            ("strike", _) => self.format(Format::Element("s".into()), is_end),
            ("pre", false) => {
                self.end_pre();
                self.block();
                self.pre = Some(String::new());
            }
            ("pre", true) => self.end_pre(),
            ("code" | "tt", false) => self.code = Some((String::new(), 1)),
            ("a", false) => {
                // A link ends where another one begins.
                self.format(Format::Link(String::new()), true);
                let led = attribute(source, "href").unwrap_or_default();
                if !led.is_empty() {
                    self.format(Format::Link(led), false);
                }
            }
            ("a", true) => self.format(Format::Link(String::new()), true),
            ("img", _) => {
                let picture = picture(source);
                if picture.is_empty() {
                    self.tell("left out a picture without an address".to_owned());
                } else {
                    self.begin();
                    self.out.push_str(&picture);
                }
            }
            ("ul", false) => {
                self.block();
                self.lists.push(List {
                    number: None,
                    width: 0,
                });
            }
            ("ol", false) => {
                self.block();
                let first = attribute(source, "start").and_then(|start| start.trim().parse().ok());
                self.lists.push(List {
                    number: Some(first.unwrap_or(1usize).saturating_sub(1)),
                    width: 0,
                });
            }
            ("ul" | "ol", true) => {
                self.block();
                self.lists.pop();
            }
            ("li", false) => self.item(source),
            ("hr", _) if self.breaks == Breaks::Hard => {
                self.block();
                let is_between = !self.out.is_empty() && self.lists.is_empty();
                self.out.push_str(if is_between { "---\n\n" } else { "" });
            }
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", false) => {
                self.block();
                let indent = if self.is_fresh() && self.out.ends_with('\n') {
                    self.indent()
                } else {
                    String::new()
                };
                self.out.push_str(&indent);
                self.out
                    .push_str(&"#".repeat(name[1..].parse().unwrap_or(2)));
                self.out.push(' ');
            }
            ("table", false) => {
                self.block();
                self.tell("wrote the cells of a table one behind the other".to_owned());
            }
            ("td" | "th", true) => self.out.push_str(" · "),
            (name, _) if BLOCKS.contains(&name) => self.block(),
            (name, _) if INLINE.contains(&name) => {
                self.format(Format::Element(name.to_owned()), is_end)
            }
            (name, _) if SHELLS.contains(&name) => {}
            // No tag of HTML: `List<T>` is meant as it stands.
            _ => {
                self.begin();
                if self.ticks.is_multiple_of(2) {
                    self.out.push('\\');
                }
                self.out.push_str(source);
            }
        }
    }

    /// A tag in code, where nothing is a sign of Markdown. Whether it is read.
    fn in_code(&mut self, name: &str, is_end: bool, source: &str) -> bool {
        let is_pre = self.pre.is_some();
        match (name, is_end) {
            ("code" | "tt", false) => {
                if let Some((_, times)) = &mut self.code {
                    *times += 1;
                }
            }
            ("code" | "tt", true) => {
                if let Some((_, times)) = &mut self.code {
                    *times -= 1;
                    if *times == 0 {
                        self.end_code();
                    }
                }
            }
            ("br", _) => match &mut self.pre {
                Some(pre) => pre.push('\n'),
                None => {
                    self.end_code();
                    self.pending += 1;
                    self.code = Some((String::new(), 1));
                }
            },
            ("p" | "div" | "li" | "tr", _) if is_pre => {
                if let Some(pre) = self.pre.as_mut().filter(|pre| !pre.ends_with('\n')) {
                    pre.push('\n');
                }
            }
            ("a" | "img", false) => {
                let led = attribute(source, "href").or_else(|| attribute(source, "src"));
                if let Some(led) = led {
                    self.tell(format!("left out where `{led}` leads: code has no links"));
                }
                let words = attribute(source, "alt").filter(|_| name == "img");
                self.text(&words.unwrap_or_default());
            }
            ("b" | "strong" | "i" | "em", false) => {
                self.tell(format!("left out `<{name}>`: code has no emphasis"))
            }
            (name, false) if INLINE.contains(&name) => {
                self.tell(format!("left out `<{name}>`: code has no emphasis"))
            }
            (name, _) if is_list(name) || BLOCKS.contains(&name) && !is_pre => return false,
            (name, _)
                if matches!(name, "a" | "img" | "b" | "strong" | "i" | "em" | "strike")
                    || INLINE.contains(&name)
                    || SHELLS.contains(&name)
                    || BLOCKS.contains(&name) => {}
            _ => self.text(&source.replace('&', "&amp;")),
        }
        true
    }

    fn item(&mut self, source: &str) {
        self.pending = 0;
        self.end_code();
        self.close(0);
        self.ticks = 0;
        if let Some(list) = self.lists.last_mut() {
            list.width = 0;
        }
        let trimmed = self.out.trim_end_matches(' ').len();
        self.out.truncate(trimmed);
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.out.push_str(&self.indent());
        let value = attribute(source, "value").and_then(|value| value.trim().parse().ok());
        let mark = match self.lists.last_mut() {
            Some(List {
                number: Some(number),
                ..
            }) => {
                *number = value.unwrap_or(number.saturating_add(1));
                format!("{number}. ")
            }
            _ => "- ".to_owned(),
        };
        if let Some(list) = self.lists.last_mut() {
            list.width = mark.len();
        }
        self.out.push_str(&mark);
        self.item_start = self.out.len();
    }
}

fn is_list(name: &str) -> bool {
    matches!(name, "ul" | "ol" | "li" | "pre")
}
