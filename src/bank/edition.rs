//! The bank in another of its languages: the same questions, told by their translations as far as there are any.

use std::collections::BTreeMap;

use super::catalog::{self, Catalog};
use super::resolve;
use crate::compile::front_matter::FrontMatter;
use crate::compile::markdown::Target;
use crate::compile::question::{Content, Outline, Question, Told, Wording};
use crate::compile::topic::TopicMatter;
use crate::diagnostic::Checked;
use crate::input::config::Config;
use crate::input::languages::Language;
use crate::route::Slug;

/// A compiled translation. What its front matter leaves to the original is not in it yet.
#[derive(Debug, Clone)]
pub struct Translation {
    /// BCP 47 tag.
    pub language: String,
    /// The rest.
    pub question: Question,
}

/// What a language is put together from.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// The language, and its place among those of the bank.
    pub language: (usize, &'a Language),
    /// Translations into all languages.
    pub translations: &'a [Translation],
    /// Whether drafts are part of the site.
    pub drafts: bool,
    /// Every topic's folder.
    pub topics: &'a [(Slug, TopicMatter)],
    /// The settings, as they are in this language.
    pub config: &'a Config,
    /// What the folder has and the catalog has not.
    pub missing: resolve::Missing<'a>,
}

/// The bank in a language. What was found in the originals was said already.
pub fn build(original: &Catalog, parts: Parts<'_>) -> Checked<Catalog> {
    let (place, language) = parts.language;
    let into = |one: &&Translation| one.language == language.tag;
    let all = parts.translations.iter().filter(into);
    let (shown, drafts): (Vec<&Question>, Vec<&Question>) = all
        .map(|translation| &translation.question)
        .partition(|question| parts.drafts || !question.content.matter.draft);
    let translated: BTreeMap<&Slug, &Question> = shown
        .into_iter()
        .map(|question| (&question.slug, question))
        .collect();
    let drafts = drafts.iter().map(|question| question.file.path.clone());
    let questions = original.questions.iter();
    let questions = questions.map(|question| match translated.get(&question.slug) {
        Some(translation) => told(question, translation),
        None => borrowed(question, original, &translated),
    });
    let topics = parts.topics.iter();
    let topics = topics.map(|(slug, matter)| {
        let (matter, wording) = named(matter, place, &original.language);
        (slug.clone(), matter, wording)
    });
    let ordered = catalog::ordered(
        questions.collect(),
        topics.collect(),
        parts.config,
        &mut Vec::new(),
    );
    let catalog = ordered.of_edition(original, (place, language), drafts.collect());
    let mut findings = Vec::new();
    resolve::references(&catalog, parts.missing, &mut findings);
    Checked::some(catalog, findings)
}

/// The question in the words of its translation.
fn told(original: &Question, translation: &Question) -> Question {
    let (own, matter) = (&translation.content.matter, &original.content.matter);
    let is_behind = is_behind(original, own);
    // Who checks the facts anew and has nothing to change has checked those of the translation too.
    let reviewed = match is_behind {
        true => own.reviewed,
        false => own.reviewed.max(matter.reviewed),
    };
    let keywords = own.keywords.iter().chain(&matter.keywords);
    let content = Content {
        matter: FrontMatter {
            title: own.title.clone(),
            title_span: own.title_span.clone(),
            keywords: keywords.cloned().collect(),
            reviewed,
            reviewed_span: own.reviewed_span.clone(),
            translates: own.translates.clone(),
            draft: own.draft || matter.draft,
            ..matter.clone()
        },
        // One question is one card, whatever language it is learned in: it has changed where the original has.
        edition: original.content.edition.clone(),
        ..(*translation.content).clone()
    };
    Question {
        content: content.into(),
        told: Told {
            wording: match is_behind {
                true => Wording::Behind,
                false => Wording::Own,
            },
            languages: original.told.languages.clone(),
            moved: Vec::new(),
        },
        ..translation.clone()
    }
}

/// Whether a translation says that it was made from another text than the original has now.
pub fn is_behind(original: &Question, translation: &FrontMatter) -> bool {
    let made_from = translation.translates.as_ref();
    made_from.is_some_and(|state| state.value != original.content.state)
}

/// The question in the words of the default language. Headings of translations have other names, so links to them are led to
/// the heading in the same place, or to the question.
fn borrowed(
    question: &Question,
    original: &Catalog,
    translated: &BTreeMap<&Slug, &Question>,
) -> Question {
    let references = question.content.answer.references.iter();
    let moved = references.filter_map(|reference| {
        let Target::Question {
            topic,
            slug,
            fragment: Some(anchor),
        } = &reference.target
        else {
            return None;
        };
        let target = translated.get(&Slug::parse(slug).ok()?)?;
        let anchors = &target.content.answer.anchors;
        if anchors.contains(anchor) {
            return None;
        }
        let there = Target::Question {
            topic: topic.clone(),
            slug: slug.clone(),
            fragment: same_heading(original.question(slug)?, target, anchor),
        };
        Some((reference.target.href(), there.href()))
    });
    let mut moved: Vec<(String, String)> = moved.collect();
    moved.sort();
    moved.dedup();
    Question {
        told: Told {
            wording: Wording::Borrowed(original.language.clone()),
            languages: question.told.languages.clone(),
            moved,
        },
        ..question.clone()
    }
}

/// The heading of a translation that stands where the original has `anchor`, if both have as many.
fn same_heading(original: &Question, translation: &Question, anchor: &str) -> Option<String> {
    let [before, after] =
        [original, translation].map(|question| headings(&question.content.answer));
    let place = before.iter().position(|heading| *heading == anchor)?;
    let there = after.get(place).filter(|_| before.len() == after.len())?;
    Some((*there).to_owned())
}

fn headings(outline: &Outline) -> Vec<&str> {
    let mut headings: Vec<&str> = Vec::new();
    let points = outline.key_points.iter();
    headings.extend(points.map(|points| points.heading.id.as_str()));
    for section in &outline.sections {
        headings.push(&section.heading.id);
        let inner = section.subheadings.iter();
        headings.extend(inner.map(|heading| heading.id.as_str()));
    }
    headings
}

/// A topic as it is called in the language of this place. A sentence in another language than the title is left out.
fn named(matter: &TopicMatter, place: usize, default: &str) -> (TopicMatter, Wording) {
    let named = matter.named.iter().find(|(known, _)| *known == place);
    let Some((title, description)) =
        named.and_then(|(_, named)| Some((named.title.as_ref()?, &named.description)))
    else {
        return (matter.clone(), Wording::Borrowed(default.to_owned()));
    };
    let matter = TopicMatter {
        title: title.clone(),
        description: description.clone().unwrap_or_default(),
        ..matter.clone()
    };
    (matter, Wording::Own)
}
