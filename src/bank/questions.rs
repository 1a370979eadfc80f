//! Questions, found by their slugs.

use std::collections::BTreeMap;
use std::ops::Deref;

use crate::compile::question::Question;
use crate::diagnostic::Suggestions;
use crate::route::Slug;

/// Questions in the order of their slugs.
#[derive(Debug, Clone, Default)]
pub struct Questions(Vec<Question>);

impl Questions {
    /// If several share a slug, one is kept: the stage that reads the files reports that error.
    pub fn new(mut questions: Vec<Question>) -> Questions {
        questions.sort_by(|a, b| (&a.slug, &a.topic).cmp(&(&b.slug, &b.topic)));
        questions.dedup_by(|a, b| a.slug == b.slug);
        Questions(questions)
    }

    /// The question of a slug.
    pub fn named(&self, slug: &str) -> Option<&Question> {
        self.place(slug).map(|place| &self.0[place])
    }

    /// Where a question stands.
    pub fn place(&self, slug: &str) -> Option<usize> {
        let of = |question: &Question| question.slug.as_str().cmp(slug);
        self.0.binary_search_by(of).ok()
    }
}

/// What to write in place of a slug that no published question has: it may be a draft's or a former one, or nearly one.
pub fn meant<'a>(
    slug: &Slug,
    (hidden, redirects): (&[Slug], &BTreeMap<Slug, Slug>),
    published: impl Iterator<Item = &'a str>,
    suggestions: &Suggestions,
) -> String {
    if hidden.contains(slug) {
        return "that question is a draft: publish it, or leave it out here".into();
    }
    if let Some(now) = redirects.get(slug) {
        return format!("it is called `{now}` now");
    }
    match suggestions.nearest(slug.as_str(), published) {
        Some(found) => format!("did you mean `{found}`?"),
        None => "write the name of a question's file without `.md`".into(),
    }
}

impl Deref for Questions {
    type Target = [Question];

    fn deref(&self) -> &[Question] {
        &self.0
    }
}

impl IntoIterator for Questions {
    type Item = Question;
    type IntoIter = std::vec::IntoIter<Question>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Questions {
    type Item = &'a Question;
    type IntoIter = std::slice::Iter<'a, Question>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
