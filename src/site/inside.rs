//! The HTML of an answer where it stands in another place than a question's page at the root.

use std::sync::Arc;

use crate::bank::catalog::Catalog;
use crate::compile::elsewhere::{address, moved};
use crate::compile::question::{Body, Question, Stretch};
use crate::diagnostic::Diagnostic;

/// An answer as the pages of a language show it. Its headings are right already in the bank of that language.
pub fn body(question: &Question, catalog: &Catalog) -> Result<Arc<Body>, Diagnostic> {
    let body = question.large.body()?;
    if catalog.folder.is_empty() {
        return Ok(body);
    }
    let folder = catalog.folder.as_str();
    let moved = |html: &String| moved(html, &question.told, folder);
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
        href: address(&stretch.href, &question.told, folder),
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
