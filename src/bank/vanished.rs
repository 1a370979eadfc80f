//! Slugs that were published once and lead nowhere now.

use std::collections::BTreeSet;

use super::catalog::Catalog;
use crate::compile::question::Question;
use crate::diagnostic::{Code, Diagnostic};
use crate::route::Slug;

/// How alike a title or a slug has to be, to be taken for the question that took the place.
const ALIKE: f64 = 0.5;

/// A question of an earlier state of the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its slug.
    pub slug: Slug,
    /// Its title then.
    pub title: String,
    /// Its file then, relative to the bank's root.
    pub path: String,
}

/// Whether readers' links to a slug still arrive. `broken` are files that are there, but have errors.
pub fn arrives(catalog: &Catalog, broken: &[Slug], slug: &Slug) -> bool {
    let published = catalog
        .question(slug)
        .is_some_and(|question| !question.content.matter.draft);
    published || catalog.redirects.contains_key(slug) || broken.contains(slug)
}

/// Reports each of `vanished`, none of which arrives. `before` are all slugs that the bank had then: what is new since is
/// the likelier heir.
pub fn check(
    catalog: &Catalog,
    vanished: &[Published],
    before: &BTreeSet<Slug>,
) -> Vec<Diagnostic> {
    vanished
        .iter()
        .map(|gone| {
            let message = format!("the published question `{}` is gone", gone.slug);
            let hint = match heir(catalog, gone, before) {
                _ if catalog.question(&gone.slug).is_some() => DRAFT.to_owned(),
                Some(heir) => format!("add `aliases: [{}]` to `{}`", gone.slug, heir.file.path),
                None => format!(
                    "put it back, or add `aliases: [{}]` to the question that took its place",
                    gone.slug
                ),
            };
            Diagnostic::about(Code::VanishedSlug, &gone.path, message).hint(hint)
        })
        .collect()
}

const DRAFT: &str = "it is a draft now: readers have links to it, so publish it again";

/// The question that most likely took the place of one that is gone.
fn heir<'a>(
    catalog: &'a Catalog,
    gone: &Published,
    before: &BTreeSet<Slug>,
) -> Option<&'a Question> {
    let best = |is_new: bool| {
        let candidates = catalog
            .questions
            .iter()
            .filter(|question| !question.content.matter.draft)
            .filter(|question| before.contains(&question.slug) != is_new);
        candidates
            .map(|question| (likeness(gone, question), question))
            .filter(|(likeness, _)| *likeness >= ALIKE)
            // On a tie the first slug wins, so that the answer does not depend on luck.
            .fold(None, |best: Option<(f64, &Question)>, next| match best {
                Some(kept) if kept.0 >= next.0 => Some(kept),
                _ => Some(next),
            })
            .map(|(_, question)| question)
    };
    best(true).or_else(|| best(false))
}

fn likeness(gone: &Published, question: &Question) -> f64 {
    let title = question.content.matter.title.to_lowercase();
    let titles = strsim::normalized_damerau_levenshtein(&gone.title.to_lowercase(), &title);
    let slugs = strsim::normalized_damerau_levenshtein(gone.slug.as_str(), question.slug.as_str());
    titles.max(slugs)
}
