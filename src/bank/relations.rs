//! Which questions name each other as related, and which only one of the two.

use super::catalog::Catalog;
use crate::compile::question::Question;

/// The questions that `question` names as related and that do not name it back. A published question need not name a draft:
/// that would be an error.
pub fn missing_relations<'a>(
    question: &Question,
    catalog: &'a Catalog,
) -> impl Iterator<Item = &'a Question> {
    let matter = &question.content.matter;
    let back = matter
        .related
        .iter()
        .filter_map(|related| catalog.question(related.value.as_str()));
    let is_draft = matter.draft;
    let slug = question.slug.clone();
    back.filter(move |other| {
        let theirs = &other.content.matter;
        other.slug != slug
            && (theirs.draft || !is_draft)
            && !theirs.related.iter().any(|related| related.value == slug)
    })
}
