//! The bank in its own language: everything that was compiled, put in order, and its references resolved.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::catalog::{self, Catalog, Pictures};
use super::paths::{self, PathFile};
use super::questions::Questions;
use super::resolve;
use crate::compile::question::{Question, Wording};
use crate::compile::topic::TopicMatter;
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::input::config::Config;
use crate::input::source::{FOLDER, Media};
use crate::route::Slug;

/// What a catalog is built from.
pub struct Parts {
    /// Compiled questions. A file that could not be compiled is missing here; its finding was reported already.
    pub questions: Vec<Question>,
    /// Every topic folder, with or without questions.
    pub topics: Vec<(Slug, TopicMatter)>,
    /// Compiled paths.
    pub paths: Vec<PathFile>,
    /// Pictures.
    pub media: Vec<Media>,
    /// Topic and name of pictures that were refused; their findings were reported already.
    pub refused_media: Vec<(Slug, String)>,
    /// Topic and slug of files that could not be read or compiled. Links to them are not reported as broken on top of that.
    pub broken: Vec<(Slug, Slug)>,
    /// Whether drafts are part of the site.
    pub drafts: bool,
}

/// Orders the bank and resolves the references between its questions. `before` is what was built of it before, if there is
/// such a catalog and it had no errors.
pub fn build(parts: Parts, config: &Config, before: Option<&Catalog>) -> Checked<Catalog> {
    let mut findings = Vec::new();
    let empty_topics = empty_topics(&parts);
    let is_hidden = |question: &Question| question.content.matter.draft && !parts.drafts;
    let all = Questions::new(parts.questions).into_iter();
    let mut questions: Vec<Question> = all.collect();
    let hidden = questions.extract_if(.., |question| is_hidden(question));
    let hidden: Vec<Slug> = hidden.map(|question| question.slug).collect();
    // If there is no topic at all, the stage that looks for topics has reported it.
    if questions.is_empty() && !parts.topics.is_empty() {
        let (message, hint) = match hidden.is_empty() {
            true => (
                "there is no question to publish",
                "write one to `questions/<topic>/<slug>.md`",
            ),
            false => (
                "every question is a draft",
                "remove `draft: true` from one, or pass `--drafts`",
            ),
        };
        findings.push(Diagnostic::about(Code::EmptyBank, FOLDER, message).hint(hint));
    }
    let topics = parts.topics.into_iter();
    let topics = topics.map(|(slug, matter)| (slug, matter, Wording::Own));
    let questions = Questions::new(questions);
    let ordered = catalog::ordered(questions, topics.collect(), config, before, &mut findings);
    let redirects = resolve::aliases(&ordered.questions, &hidden, &mut findings);
    let bank = paths::Bank {
        questions: &ordered.questions,
        redirects: &redirects,
        hidden: &hidden,
        broken: &parts.broken,
    };
    let catalog = Catalog {
        language: config.language.clone(),
        paths: paths::resolve(parts.paths, bank, &mut findings),
        pictures: Arc::new(pictures(&parts.media)),
        media: Arc::new(parts.media),
        empty_topics,
        redirects,
        ..ordered
    };
    let missing = resolve::Missing {
        hidden: &hidden,
        broken: &parts.broken,
        pictures: &parts.refused_media,
    };
    resolve::references(&catalog, missing, before, &mut findings);
    Checked::some(catalog, findings)
}

/// Topics without a file of a question, even a draft or a faulty one, in a bank that has questions at all.
fn empty_topics(parts: &Parts) -> Vec<Slug> {
    let own = parts.questions.iter().map(|question| &question.topic);
    let broken = parts.broken.iter().map(|(topic, _)| topic);
    let used: BTreeSet<&Slug> = own.chain(broken).collect();
    let topics = parts.topics.iter().map(|(slug, _)| slug);
    let empty = topics.filter(|slug| !used.is_empty() && !used.contains(slug));
    empty.cloned().collect()
}

fn pictures(media: &[Media]) -> Pictures {
    let mut pictures = Pictures::new();
    for (place, picture) in media.iter().enumerate() {
        let beside = pictures.entry(picture.topic.clone()).or_default();
        beside.insert(picture.name.clone(), place);
    }
    pictures
}
