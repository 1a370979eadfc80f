//! How large the pictures of a page are drawn: who knows before they arrive keeps their place, and nothing moves while one reads.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::bank::catalog::Catalog;
use crate::compile::markdown::{Target, media_path};
use crate::compile::markup::escaped;
use crate::compile::question::Question;
use crate::input::picture::Size;

/// How the writer of answers begins each picture of the bank. No text and no value of an attribute has that quotation mark.
const START: &str = "<img src=\"";

/// The pictures that an answer shows, by their addresses as they may stand on its page: where they are from there, and how large.
#[derive(Debug, Default, Serialize)]
pub struct Sizes(BTreeMap<String, (String, Size)>);

impl Sizes {
    /// Of all that the bank has. The pages of another language reach them from deeper down.
    pub fn of(question: &Question, catalog: &Catalog) -> Sizes {
        let up = "../".repeat(catalog.folder.matches('/').count());
        let references = question.content.answer.references.iter();
        let pictures = references.filter_map(|reference| match &reference.target {
            Target::Media { topic, name } if reference.is_image => {
                let size = catalog.picture(topic, name)?.size;
                let at_root = escaped(&format!("../../{}", media_path(topic, name)));
                let here = format!("{up}{at_root}");
                Some([at_root, here.clone()].map(|address| (address, (here.clone(), size))))
            }
            _ => None,
        });
        Sizes(pictures.flatten().collect())
    }

    /// HTML of the page, with width and height at each of them. An author's width stays, or the height where there is no width, and
    /// the other side follows from the picture: whatever was written, nothing is distorted.
    pub fn written(&self, html: String) -> String {
        if self.0.is_empty() {
            return html;
        }
        let mut out = String::with_capacity(html.len() + html.len() / 16);
        let mut rest = html.as_str();
        while let Some(at) = rest.find(START) {
            let (before, picture) = rest.split_at(at + START.len());
            out.push_str(before);
            let (source, after) = picture.split_at(picture.find('"').unwrap_or(0));
            let Some((here, size)) = self.0.get(source) else {
                rest = picture;
                continue;
            };
            out.push_str(here);
            out.push('"');
            rest = after.strip_prefix('"').unwrap_or(after);
            let (width, after) = taken(rest, "width");
            let (height, after) = taken(after, "height");
            let Size { width, height } = drawn(*size, width, height);
            out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
            rest = after;
        }
        out + rest
    }
}

/// The value of an attribute, if that comes next, and what follows it.
fn taken<'a>(html: &'a str, name: &str) -> (Option<usize>, &'a str) {
    let next = html.strip_prefix(&format!(" {name}=\""));
    match next.and_then(|value| value.split_once('"')) {
        Some((value, after)) => (value.parse().ok(), after),
        None => (None, html),
    }
}

/// How large a picture is drawn for which its author wants one of these. No side is nothing.
fn drawn(real: Size, width: Option<usize>, height: Option<usize>) -> Size {
    let scaled = |side: usize, wanted: usize, given: usize| {
        (side.saturating_mul(wanted).saturating_add(given / 2) / given.max(1)).max(1)
    };
    let wanted = |side: &usize| *side > 0;
    match (width.filter(wanted), height.filter(wanted)) {
        (Some(width), _) => Size {
            width,
            height: scaled(real.height, width, real.width),
        },
        (None, Some(height)) => Size {
            width: scaled(real.width, height, real.height),
            height,
        },
        (None, None) => real,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_of_the_bank_says_how_large_it_is() {
        let size = Size {
            width: 640,
            height: 360,
        };
        let address = "../../media/a/b.png";
        let at_root = (address.to_owned(), (address.to_owned(), size));
        let sizes = Sizes(BTreeMap::from([at_root]));
        let picture =
            |more: &str| format!("<p><img src=\"../../media/a/b.png\"{more} alt=\"x\"></p>");
        for (written, is) in [
            ("", " width=\"640\" height=\"360\""),
            (" width=\"320\"", " width=\"320\" height=\"180\""),
            (" height=\"90\"", " width=\"160\" height=\"90\""),
            (
                " width=\"320\" height=\"9\"",
                " width=\"320\" height=\"180\"",
            ),
            (" width=\"0\"", " width=\"640\" height=\"360\""),
            (" width=\"1\"", " width=\"1\" height=\"1\""),
        ] {
            assert_eq!(sizes.written(picture(written)), picture(is));
        }
        let deeper = (address.to_owned(), (format!("../{address}"), size));
        let moved = Sizes(BTreeMap::from([deeper])).written(picture(""));
        let start = "<p><img src=\"../../../media/a/b.png\" width=\"640\"";
        assert!(moved.starts_with(start), "{moved}");
        for other in [
            "<img src=\"../../media/a/c.png\" alt=\"\">",
            "&lt;img src=\"../../media/a/b.png\">",
            "<img src=\"",
            "",
        ] {
            assert_eq!(sizes.written(other.to_owned()), other);
        }
    }
}
