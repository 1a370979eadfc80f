//! What must not be cleaned: headings and check boxes, which authors may not write as HTML; and diagrams and formulas, which
//! we rebuilt from lists that are stricter than the cleaner's.
//!
//! While a fragment is written, an empty element stands in for each; after the cleaning it is replaced. The element's id is
//! made of a digest of the whole file. To forge it, an author would have to write a text that holds its own digest. Nor can
//! raw HTML around it turn it into something else: inside of an attribute its quotes are escaped, inside of a text its
//! brackets are, and then it no longer is the element that is looked for.
//!
//! The same name marks the `id`s that the writer gives to elements which are cleaned: it stands before each, and is taken away
//! at last.

use std::sync::Arc;

use pulldown_cmark::Event;

use super::Pass;
use crate::diagnostic::SourceText;
use crate::fingerprint::Fingerprint;

/// Elements that can stand in, for blocks and inside of text. The cleaner knows both.
const STAND_INS: [&str; 2] = ["figure", "span"];

/// A name that only this file's writer can know.
pub fn nonce(file: &Arc<SourceText>) -> String {
    let parts = [file.path.as_bytes(), file.text.as_bytes()];
    format!("pb-{}", Fingerprint::of(parts).hex())
}

/// The id of the place with this number.
pub fn id(nonce: &str, index: usize) -> String {
    format!("{nonce}-{index}")
}

impl Pass<'_> {
    /// Remembers a trusted piece, and writes what stands in for it.
    pub fn trust(&mut self, html: String, is_block: bool, nonce: &str) {
        let name = STAND_INS[usize::from(!is_block)];
        let id = id(nonce, self.trusted.len());
        self.trusted.push(html);
        self.out
            .push(Event::Html(format!("<{name} id=\"{id}\"></{name}>").into()));
    }
}

/// Replaces what stands in. A place that was cleaned away takes its piece with it.
pub fn insert(html: &str, nonce: &str, trusted: &[String]) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(nonce) {
        let (before, after) = (&rest[..at], &rest[at + nonce.len()..]);
        match place(before, after, trusted) {
            Some((before, piece, after)) => {
                out.push_str(before);
                match is_in_link(&out) {
                    true => out.push_str(&without_links(piece)),
                    false => out.push_str(piece),
                }
                rest = after;
            }
            // The mark of an id; or the name without its element, such as in an attribute that swallowed it.
            None => {
                out.push_str(before);
                rest = after;
            }
        }
    }
    out + rest
}

/// Whether a link of the author's own HTML is open at the end of a piece, which may end far below where it began.
fn is_in_link(html: &str) -> bool {
    let start = html.rfind("<a ").max(html.rfind("<a>"));
    start > html.rfind("</a>")
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

/// What stands before the element around a name, what it stands for, and what follows it.
fn place<'a>(
    before: &'a str,
    after: &'a str,
    trusted: &'a [String],
) -> Option<(&'a str, &'a str, &'a str)> {
    let (index, after) = after.strip_prefix('-')?.split_once('"')?;
    let piece = trusted.get(index.parse::<usize>().ok()?)?;
    STAND_INS.into_iter().find_map(|name| {
        let before = before.strip_suffix(&format!("<{name} id=\""))?;
        let after = after.strip_prefix(&format!("></{name}>"))?;
        Some((before, piece.as_str(), after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_of_a_link_a_heading_has_none() {
        let trusted =
            ["<h3>a <a href=\"b\">c</a> d <a class=\"anchor\" href=\"#e\">#</a></h3>".to_owned()];
        let place = "<figure id=\"N-0\"></figure>";
        assert_eq!(insert(place, "N", &trusted), trusted[0]);
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
        let trusted = ["<svg/>".to_owned(), "<math/>".to_owned()];
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
    }
}
