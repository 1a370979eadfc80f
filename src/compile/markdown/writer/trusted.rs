//! What must not be cleaned: headings, check boxes, code and pictures, which authors may not write as HTML; diagrams and formulas,
//! which we rebuilt from lists that are stricter than the cleaner's; and classes, names and roles of our own elements.
//!
//! While a fragment is written, an empty element stands in for each piece, and an id for attributes; after the cleaning they are
//! replaced. The id is made of a digest of the whole file. To forge it, an author would have to write a text that holds its own
//! digest. Nor can raw HTML around it turn it into something else: inside of an attribute its quotes are escaped, inside of a text
//! its brackets are, and then it no longer is what is looked for.

use std::sync::Arc;

use crate::diagnostic::SourceText;
use crate::fingerprint::Fingerprint;

/// Elements that can stand in, for blocks and inside of text. The cleaner knows both.
pub const STAND_INS: [&str; 2] = ["figure", "span"];

/// What is put in after the cleaning.
#[derive(Debug)]
pub enum Trusted {
    /// One or more whole elements.
    Elements(String),
    /// Attributes of an element that is cleaned.
    Attributes(String),
}

/// A name that only this file's writer can know.
pub fn nonce(file: &Arc<SourceText>) -> String {
    let parts = [file.path.as_bytes(), file.text.as_bytes()];
    format!("pb-{}", Fingerprint::of(parts).hex())
}

/// Replaces what stands in. A place that was cleaned away takes its piece with it.
pub fn insert(html: &str, nonce: &str, trusted: &[Trusted]) -> String {
    let mut out = String::with_capacity(html.len());
    // Whether a link of the author's own HTML is open, which may end far below where it began. Pieces leave none open.
    let mut in_link = false;
    let mut rest = html;
    while let Some(at) = rest.find(nonce) {
        let (before, after) = (&rest[..at], &rest[at + nonce.len()..]);
        in_link = is_in_link(before, in_link);
        match place(before, after, trusted) {
            Some((before, piece, after)) => {
                out.push_str(before);
                match piece {
                    Trusted::Attributes(attributes) => {
                        out.push(' ');
                        out.push_str(attributes);
                    }
                    Trusted::Elements(html) if in_link => out.push_str(&without_links(html)),
                    Trusted::Elements(html) => out.push_str(html),
                }
                rest = after;
            }
            // The name without its element, such as in an attribute that swallowed it.
            None => {
                out.push_str(before);
                rest = after;
            }
        }
    }
    out + rest
}

/// Whether a link is open after a part of a text.
fn is_in_link(part: &str, before: bool) -> bool {
    let start = part.rfind("<a ").max(part.rfind("<a>"));
    match (start, part.rfind("</a>")) {
        (None, None) => before,
        (start, end) => start > end,
    }
}

/// A piece that may stand inside of a link: a browser would end that link where another begins.
fn without_links(piece: &str) -> String {
    let mut parts = piece.split("<a ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (tag, rest) = part.split_once('>').unwrap_or_default();
        let (text, rest) = rest.split_once("</a>").unwrap_or_default();
        // A heading's link to itself says nothing.
        if !tag.starts_with("class=\"anchor\"") {
            out.push_str(text);
        }
        out.push_str(rest);
    }
    out
}

/// What stands before the place of a name, what it stands for, and what follows it.
fn place<'a>(
    before: &'a str,
    after: &'a str,
    trusted: &'a [Trusted],
) -> Option<(&'a str, &'a Trusted, &'a str)> {
    let (index, after) = after.strip_prefix('-')?.split_once('"')?;
    let piece = trusted.get(index.parse::<usize>().ok()?)?;
    let before = before.strip_suffix(" id=\"")?;
    if let Trusted::Attributes(_) = piece {
        return Some((before, piece, after));
    }
    STAND_INS.into_iter().find_map(|name| {
        let before = before.strip_suffix(name)?.strip_suffix('<')?;
        let after = after.strip_prefix("></")?.strip_prefix(name)?;
        Some((before, piece, after.strip_prefix('>')?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(html: &str) -> Trusted {
        Trusted::Elements(html.to_owned())
    }

    #[test]
    fn inside_of_a_link_a_heading_has_none() {
        let trusted = [elements(
            "<h3>a <a href=\"b\">c</a> d <a class=\"anchor\" href=\"#e\">#</a></h3>",
        )];
        let place = "<figure id=\"N-0\"></figure>";
        assert_eq!(
            insert(place, "N", &trusted),
            "<h3>a <a href=\"b\">c</a> d <a class=\"anchor\" href=\"#e\">#</a></h3>"
        );
        assert_eq!(
            insert(
                &format!("<a href=\"x\"><abbr>{place}</abbr></a>"),
                "N",
                &trusted
            ),
            "<a href=\"x\"><abbr><h3>a c d </h3></abbr></a>"
        );
    }

    #[test]
    fn only_a_whole_element_is_replaced() {
        let trusted = [
            elements("<svg/>"),
            elements("<math/>"),
            Trusted::Attributes("class=\"alert\"".into()),
        ];
        let insert = |html| insert(html, "N", &trusted);
        assert_eq!(
            insert("a<figure id=\"N-0\"></figure>b<span id=\"N-1\"></span>c"),
            "a<svg/>b<math/>c"
        );
        assert_eq!(
            insert("<b title=\"<figure id=&quot;N-0&quot;></figure>\">x</b>"),
            "<b title=\"<figure id=&quot;-0&quot;></figure>\">x</b>"
        );
        assert_eq!(
            insert("<a href=\"x\">y<span id=\"N-1\"></span></a>"),
            "<a href=\"x\">y<math/></a>"
        );
        assert_eq!(
            insert("&lt;span id=\"N-1\"&gt;&lt;/span&gt;"),
            "&lt;span id=\"-1\"&gt;&lt;/span&gt;"
        );
        assert_eq!(
            insert("<span id=\"N-9\"></span>"),
            "<span id=\"-9\"></span>"
        );
        assert_eq!(
            insert("<div id=\"N-2\"><p title=\"N-2\">x</p></div>"),
            "<div class=\"alert\"><p title=\"-2\">x</p></div>"
        );
    }
}
