//! The HTML of an answer where it stands in another place than a question's page at the root.

use std::sync::Arc;

use crate::bank::catalog::Catalog;
use crate::compile::question::{Body, Question, Stretch};
use crate::diagnostic::Diagnostic;

/// What leads from a question's page to its edition's root.
const ROOT: &str = "../../";

/// An answer as the pages of a language show it: pictures lie at the site's root for all languages, and links of borrowed words
/// to headings lead to those of the translation.
pub fn body(question: &Question, catalog: &Catalog) -> Result<Arc<Body>, Diagnostic> {
    let body = question.large.body()?;
    if catalog.folder.is_empty() {
        return Ok(body);
    }
    let up = "../".repeat(catalog.folder.matches('/').count());
    let address = |value: &str| {
        let below = value.strip_prefix(ROOT);
        if below.is_some_and(|below| below.starts_with("media/")) {
            return format!("{up}{value}");
        }
        let to = question.told.moved.iter().find(|(from, _)| from == value);
        to.map_or_else(|| value.to_owned(), |(_, to)| to.clone())
    };
    let moved = |html: &String| {
        rewritten(html, &|name, value| match name {
            "href" | "src" => address(value),
            _ => value.to_owned(),
        })
    };
    let Body {
        short,
        points,
        digests,
        sections,
        footnotes,
        written,
    } = &*body;
    let written = written.iter().map(|stretch| Stretch {
        text: stretch.text.clone(),
        href: address(&stretch.href),
    });
    Ok(Arc::new(Body {
        short: moved(short),
        points: points.iter().map(moved).collect(),
        digests: digests.clone(),
        sections: sections.iter().map(moved).collect(),
        footnotes: footnotes.as_ref().map(moved),
        written: written.collect(),
    }))
}

/// HTML with other values of attributes. `change` gets name and value of each, and says the value to be.
///
/// It reads what our own writers wrote, where each attribute has its value in double quotes.
pub fn rewritten(html: &str, change: &dyn Fn(&str, &str) -> String) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        out.push_str(text);
        rest = rewritten_tag(tag, change, &mut out);
    }
    out + rest
}

/// Writes one tag anew, and returns what follows it.
fn rewritten_tag<'a>(
    tag: &'a str,
    change: &dyn Fn(&str, &str) -> String,
    out: &mut String,
) -> &'a str {
    let mut rest = tag;
    loop {
        let Some(at) = rest.find(['>', '"']) else {
            out.push_str(rest);
            return "";
        };
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some(after) = from.strip_prefix('>') {
            out.push('>');
            return after;
        }
        let value = &from[1..];
        let end = value.find('"').unwrap_or(value.len());
        let name = before
            .trim_end_matches('=')
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        out.push('"');
        out.push_str(&change(name, &value[..end]));
        out.push('"');
        rest = value.get(end + 1..).unwrap_or_default();
    }
}
