//! Slugs that were published in an earlier revision and lead nowhere now.

use std::collections::BTreeSet;

use super::catalog::Catalog;
use super::similar;
use crate::compile::question::Question;
use crate::diagnostic::{Code, Diagnostic};
use crate::route::Slug;

/// From this likeness of titles or slugs on, a question counts as the successor.
const ALIKE: f64 = 0.5;

/// A question of an earlier revision of the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerQuestion {
    /// Its slug.
    pub slug: Slug,
    /// Its title then.
    pub title: String,
    /// Its file then, relative to the bank's root.
    pub path: String,
}

/// The bank as it is now.
#[derive(Debug, Clone, Copy)]
pub struct Present<'a> {
    /// All questions that are shown, which may include drafts.
    pub catalog: &'a Catalog,
    /// Slugs of drafts, shown or not.
    pub drafts: &'a [Slug],
    /// Slugs of files that exist but have errors.
    pub broken: &'a [Slug],
}

impl Present<'_> {
    /// Whether links to a slug still work.
    pub fn leads_somewhere(&self, slug: &Slug) -> bool {
        let published =
            self.catalog.question(slug.as_str()).is_some() && !self.drafts.contains(slug);
        published || self.catalog.redirects.contains_key(slug) || self.broken.contains(slug)
    }
}

/// Reports each of `vanished`, the slugs that lead nowhere now. `before` are all slugs of the earlier revision: a question that
/// is not among them is a likelier successor.
pub fn check(
    present: Present<'_>,
    vanished: &[FormerQuestion],
    before: &BTreeSet<Slug>,
) -> Vec<Diagnostic> {
    let finding = |gone: &FormerQuestion| {
        let slug = &gone.slug;
        let heir = heir(present.catalog, gone, before);
        let (message, hint) = match (present.drafts.contains(slug), heir) {
            (true, _) => (
                format!("the published question `{slug}` is a draft now"),
                "readers have links to it: remove `draft: true`".to_owned(),
            ),
            (false, Some(heir)) => (
                format!("the published question `{slug}` is gone"),
                format!("add `aliases: [{slug}]` to `{}`", heir.file.path),
            ),
            (false, None) => (
                format!("the published question `{slug}` is gone"),
                format!("put it back, or add `aliases: [{slug}]` to what took its place"),
            ),
        };
        Diagnostic::about(Code::VanishedSlug, &gone.path, message).hint(hint)
    };
    vanished.iter().map(finding).collect()
}

/// The question that most likely replaced one that is gone.
fn heir<'a>(
    catalog: &'a Catalog,
    gone: &FormerQuestion,
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
            // On a tie the first slug wins, so that the result is deterministic.
            .fold(None, |best: Option<(f64, &Question)>, next| match best {
                Some(kept) if kept.0 >= next.0 => Some(kept),
                _ => Some(next),
            })
            .map(|(_, question)| question)
    };
    best(true).or_else(|| best(false))
}

/// Compares titles without their fillers ("what is"), and slugs.
fn likeness(gone: &FormerQuestion, question: &Question) -> f64 {
    let titles = similar::likeness(&gone.title, &question.content.matter.title);
    let slugs = strsim::normalized_damerau_levenshtein(gone.slug.as_str(), question.slug.as_str());
    titles.max(slugs)
}
