//! Questions as results show them.

use serde::Serialize;

use crate::bank::catalog::Catalog;
use crate::compile::question::Question;
use crate::route::Slug;
use crate::site::context::{Foreign, excerpt, minutes};

/// A question as results show it: slug, title, tags, the beginning of the answer, the minutes that reading it takes.
#[derive(Serialize)]
pub struct Shown<'a>(
    &'a Slug,
    &'a str,
    Vec<TagLabel<'a>>,
    String,
    usize,
    /// The language of its words, where it is not that of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    Option<Foreign>,
);

/// Slug and label of a tag.
#[derive(Serialize)]
struct TagLabel<'a>(&'a Slug, &'a str);

/// How results show it, in this language.
pub fn shown<'a>(question: &'a Question, catalog: &Catalog) -> Shown<'a> {
    let matter = &question.content.matter;
    let tags = matter
        .tags
        .iter()
        .map(|tag| TagLabel(&tag.value.slug, &tag.value.label));
    Shown(
        &question.slug,
        &matter.title,
        tags.collect(),
        excerpt(&question.content.answer.short),
        minutes(question),
        Foreign::of(&question.told.wording, &catalog.language),
    )
}
