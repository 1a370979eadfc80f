//! What must not be cleaned: headings, check boxes, code and pictures, which authors may not write as HTML; diagrams and
//! formulas, which were rebuilt from lists stricter than the cleaner's; and classes, ids and roles of our own elements.
//!
//! While a fragment is written, an empty element stands in for each piece, and an id for attributes; they are replaced after the
//! cleaning. The id contains a digest of the whole file. To forge it, an author would have to write a text that contains its own
//! digest. Raw HTML around a stand-in cannot change its meaning either: inside an attribute its quotes are escaped, and inside a
//! text its brackets are, so it is no longer found.

use std::sync::Arc;

use crate::diagnostic::SourceText;
use crate::fingerprint::Fingerprint;

/// Elements used as stand-ins, for blocks and inside text. The cleaner allows both.
pub const STAND_INS: [&str; 2] = ["figure", "span"];

/// What is inserted after the cleaning.
#[derive(Debug)]
pub enum Trusted {
    /// One or more whole elements.
    Elements(String),
    /// Attributes of an element that is cleaned.
    Attributes(String),
}

/// A name that only the writer of this file can know.
pub fn nonce(file: &Arc<SourceText>) -> String {
    let parts = [file.path.as_bytes(), file.text.as_bytes()];
    format!("pb-{}", Fingerprint::of(parts).hex())
}

/// Replaces the stand-ins. If one was cleaned away, its piece is lost with it.
pub fn insert(html: &str, nonce: &str, trusted: &[Trusted]) -> String {
    let mut out = String::with_capacity(html.len());
    // Whether a link in the author's HTML is open, which may end much later. Our own pieces leave none open.
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
            // The name without its element, for example inside an attribute that swallowed it.
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

/// A piece without its links, for use inside a link: a browser would end that link at the next one.
fn without_links(piece: &str) -> String {
    let mut parts = piece.split("<a ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (tag, rest) = part.split_once('>').unwrap_or_default();
        let (text, rest) = rest.split_once("</a>").unwrap_or_default();
        // The text of a heading's link to itself is dropped too.
        if !tag.starts_with("class=\"anchor\"") {
            out.push_str(text);
        }
        out.push_str(rest);
    }
    out
}

/// The text before the stand-in of a name, what it stands for, and the text after it.
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
