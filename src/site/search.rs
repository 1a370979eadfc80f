//! The search index: one JSON file that `static/js/search/index.js` reads.

use serde::Serialize;

use crate::bank::catalog::Catalog;
use crate::compile::question::Question;
use crate::route::{Difficulty, Route};

use super::context::{excerpt, topic_link};

/// Where the index lies.
pub const PATH: &str = "search/index.json";

/// Grows when a field changes its meaning. The reader refuses a version that it does not know.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Index<'a> {
    version: u32,
    documents: Vec<Document<'a>>,
}

/// One question. Text that is searched but not shown stands in fields of its own, so that each can have its weight.
#[derive(Serialize)]
struct Document<'a> {
    /// Address relative to the site's root.
    path: String,
    title: &'a str,
    topic: String,
    level: Difficulty,
    tags: Vec<&'a str>,
    excerpt: String,
    keywords: &'a [String],
    headings: Vec<&'a str>,
    text: String,
}

/// The index of all questions, by slug.
pub fn index(catalog: &Catalog) -> Vec<u8> {
    let documents = catalog
        .questions
        .iter()
        .map(|question| document(question, catalog))
        .collect();
    // Strings and numbers always serialise.
    serde_json::to_vec(&Index {
        version: VERSION,
        documents,
    })
    .unwrap_or_default()
}

fn document<'a>(question: &'a Question, catalog: &Catalog) -> Document<'a> {
    let matter = &question.content.matter;
    let answer = &question.content.answer;
    let points = answer.key_points.iter().flat_map(|points| &points.items);
    let bodies = answer.sections.iter().map(|section| &section.body);
    let text: Vec<&str> = std::iter::once(&answer.short)
        .chain(points)
        .chain(bodies)
        .map(|fragment| fragment.text.as_str())
        .collect();
    Document {
        path: Route::Question(question.slug.clone()).path(),
        title: &matter.title,
        topic: topic_link(question, catalog).title,
        level: matter.difficulty,
        tags: matter
            .tags
            .iter()
            .map(|tag| tag.value.label.as_str())
            .collect(),
        excerpt: excerpt(&answer.short.text),
        keywords: &matter.keywords,
        headings: answer
            .sections
            .iter()
            .flat_map(|section| std::iter::once(&section.heading).chain(&section.subheadings))
            .map(|heading| heading.text.as_str())
            .collect(),
        text: text.join(" "),
    }
}
