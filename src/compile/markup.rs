//! Takes apart the output of other programs (SVG, MathML) and writes it anew, so that only known markup reaches a page.
//!
//! The libraries that draw turn an author's text into markup. We do not rely on them to escape everything: their output is parsed
//! as XML, and a function rewrites each element as a [`SafeTag`]. Names in a tag are `&'static str`, so they come from tables in
//! this program and never from a text; no element or attribute can be smuggled in. The rewriting functions build values from what
//! they understood; text is escaped here.

use std::ops::Range;

use pulldown_cmark_escape::escape_html;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// An error in the source of a diagram or a formula, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Byte range in the source.
    pub at: Range<usize>,
    /// As in a [`Diagnostic`](crate::diagnostic::Diagnostic).
    pub message: String,
    /// What to type instead.
    pub hint: String,
}

impl Flaw {
    /// An error at a place in the source.
    pub fn new(at: Range<usize>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
            hint: hint.into(),
        }
    }
}

/// An element that may be written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SafeTag {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
}

impl SafeTag {
    /// An element without attributes.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            attributes: Vec::new(),
        }
    }

    /// Adds an attribute. The value is escaped when it is written.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.attributes.push((name, value.into()));
    }

    /// The start of the element, as text: `<circle r="2"`.
    fn open(&self) -> String {
        let mut out = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        }
        out
    }
}

/// Rewritten markup.
#[derive(Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// One element with its content, well-formed as HTML and as XML.
    pub html: String,
    /// The text of each element that has some, in order.
    pub texts: Vec<String>,
}

/// An element's attributes: names and unescaped values.
pub type Read = [(String, String)];

/// Parses one element and rewrites everything in it with `rewrite`. `None` if it is not well-formed XML, or if `rewrite` does not
/// know an element or a value.
pub fn rebuild(xml: &str, rewrite: impl Fn(&str, &Read) -> Option<SafeTag>) -> Option<Rebuilt> {
    let mut reader = Reader::from_str(xml);
    let mut html = String::with_capacity(xml.len());
    let mut texts = vec![];
    let mut open: Vec<&'static str> = Vec::new();
    let mut text = String::new();
    let mut roots = 0;
    loop {
        let event = reader.read_event().ok()?;
        // The parser splits text at entities; it is joined up to the next tag.
        match &event {
            Event::Text(piece) => {
                text.push_str(&piece.xml10_content());
                continue;
            }
            Event::GeneralRef(reference) => {
                text.push_str(&referred(reference)?);
                continue;
            }
            Event::Comment(_) => continue,
            _ => {}
        }
        // Blanks between elements mean nothing, but an unbreakable one is kept.
        let is_blank = text.trim_matches([' ', '\n', '\t', '\r']).is_empty();
        if open.is_empty() && !is_blank {
            return None;
        }
        if !is_blank {
            html.push_str(&escaped(&text));
            texts.push(text.trim().to_owned());
        }
        text.clear();
        match event {
            Event::Start(start) | Event::Empty(start) if open.is_empty() && roots > 0 => {
                let _second_root = start;
                return None;
            }
            Event::Start(start) => {
                let tag = rewrite(start.name().0, &attributes(&start)?)?;
                roots += usize::from(open.is_empty());
                html.push_str(&tag.open());
                html.push('>');
                open.push(tag.name);
            }
            Event::Empty(start) => {
                let tag = rewrite(start.name().0, &attributes(&start)?)?;
                roots += usize::from(open.is_empty());
                html.push_str(&tag.open());
                html.push_str("/>");
            }
            Event::End(_) => {
                html.push_str(&format!("</{}>", open.pop()?));
            }
            Event::Eof => {
                return (open.is_empty() && roots == 1).then_some(Rebuilt { html, texts });
            }
            _ => return None,
        }
    }
}

fn attributes(start: &BytesStart<'_>) -> Option<Vec<(String, String)>> {
    start
        .attributes()
        .map(|attribute| {
            let attribute = attribute.ok()?;
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
            Some((attribute.key.0.to_owned(), value.ok()?.into_owned()))
        })
        .collect()
}

/// The character of an entity. An unknown name stays as it was written.
fn referred(reference: &BytesRef<'_>) -> Option<String> {
    if let Some(char) = reference.resolve_char_ref().ok()? {
        return Some(char.to_string());
    }
    let name = reference.xml10_content();
    let known = quick_xml::escape::resolve_predefined_entity(&name);
    Some(known.map_or_else(|| format!("&{name};"), str::to_owned))
}

/// Rounds a number of an attribute to one decimal, as a screen shows no smaller part of a pixel. `None` if it is not a number or
/// lies outside of any page.
pub fn number(written: &str) -> Option<f64> {
    /// Wider than the largest drawing that is accepted.
    const LARGEST: f64 = 10_000.0;
    let value: f64 = written.parse().ok()?;
    // Adding zero turns a negative zero into a plain one.
    (value.abs() <= LARGEST).then(|| (value * 10.0).round() / 10.0 + 0.0)
}

/// Text for HTML, as content or inside double quotes.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a string cannot fail.
    let _ = escape_html(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(xml: &str) -> Option<String> {
        let rewrite = |name: &str, read: &Read| {
            let mut tag = SafeTag::new(["svg", "text"].into_iter().find(|known| *known == name)?);
            for (name, value) in read {
                match name.as_str() {
                    "x" => tag.set("x", value.clone()),
                    _ => return None,
                }
            }
            Some(tag)
        };
        rebuild(xml, rewrite).map(|rebuilt| rebuilt.html)
    }

    #[test]
    fn text_and_values_are_escaped_again() {
        assert_eq!(
            plain(
                "<svg>\n<!-- note --><text x='&quot;&lt;'>a &amp; &#60;b&#62; &nbsp;</text>\n</svg>\n"
            ),
            Some("<svg><text x=\"&quot;&lt;\">a &amp; &lt;b&gt; &amp;nbsp;</text></svg>".into())
        );
    }

    #[test]
    fn what_is_unknown_or_broken_is_refused() {
        for xml in [
            "<svg><script/></svg>",
            "<svg onload='x'/>",
            "<svg><text></svg>",
            "<svg>",
            "</svg>",
            "<svg/><svg/>",
            "a<svg/>",
            "<svg/>a",
            "<svg><![CDATA[a]]></svg>",
            "<!DOCTYPE x><svg/>",
            "<?xml version='1.0'?><svg/>",
            "",
        ] {
            assert_eq!(plain(xml), None, "{xml}");
        }
    }

    #[test]
    fn numbers_have_one_decimal_and_an_end() {
        assert_eq!(number("2.16"), Some(2.2));
        assert_eq!(
            number("-0.01").map(|zero| zero.to_string()),
            Some("0".into())
        );
        for written in ["nan", "inf", "1e9", "x", "", "1;2"] {
            assert_eq!(number(written), None, "{written}");
        }
    }
}
