//! The bank in one of its other languages: the same questions, in translation where there is one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::catalog::{self, Catalog};
use super::questions::Questions;
use super::resolve;
use crate::compile::elsewhere;
use crate::compile::front_matter::FrontMatter;
use crate::compile::markdown::{Heading, Target};
use crate::compile::question::{Checklist, Content, Outline, Question, Title, Told, Wording};
use crate::compile::topic::TopicMatter;
use crate::diagnostic::Checked;
use crate::input::config::Config;
use crate::input::languages::{Language, in_language};
use crate::route::Slug;

/// A compiled translation. Front matter that it takes from the original is not filled in yet.
#[derive(Debug, Clone)]
pub struct Translation {
    /// BCP 47 tag.
    pub language: String,
    /// The translated question.
    pub question: Question,
}

/// What an edition is built from.
#[derive(Debug, Clone, Copy)]
pub struct EditionParts<'a> {
    /// The language, and its index among the bank's languages.
    pub language: (usize, &'a Language),
    /// Translations into all languages.
    pub translations: &'a [Translation],
    /// Whether drafts are part of the site.
    pub drafts: bool,
    /// Every topic's folder.
    pub topics: &'a [(Slug, TopicMatter)],
    /// The settings for this language.
    pub config: &'a Config,
    /// What is in the folder but not in the catalog.
    pub missing: resolve::Missing<'a>,
    /// What was built of it before, if there is such a catalog and it had no errors.
    pub before: Option<&'a Catalog>,
}

/// Builds the bank in one language. Findings about the originals were reported with the default language.
pub fn build(original: &Catalog, parts: EditionParts<'_>) -> Checked<Catalog> {
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
    let questions = questions.map(|question| {
        let question = match translated.get(&question.slug) {
            Some(translation) => told(question, translation),
            None => borrowed(question, original, &translated),
        };
        let content = with_headings(question.content, &question.told, &language.folder());
        Question {
            content,
            ..question
        }
    });
    let topics = parts.topics.iter();
    let topics = topics.map(|(slug, matter)| {
        let (matter, wording) = named(matter, place, &original.language);
        (slug.clone(), matter, wording)
    });
    let ordered = catalog::ordered(
        Questions::new(questions.collect()),
        topics.collect(),
        parts.config,
        parts.before,
        &mut Vec::new(),
    );
    let catalog = ordered.of_edition(original, (place, language), drafts.collect());
    let mut findings = Vec::new();
    resolve::references(&catalog, parts.missing, parts.before, &mut findings);
    Checked::some(catalog, findings)
}

/// The question in the words of its translation.
fn told(original: &Question, translation: &Question) -> Question {
    let (own, matter) = (&translation.content.matter, &original.content.matter);
    let is_behind = is_behind(original, own);
    // A later review of the original that changed nothing in it covers the translation too.
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

/// What other pages need, with the addresses in its headings as they are in this language's folder. Most headings have none.
fn with_headings(content: Arc<Content>, told: &Told, folder: &str) -> Arc<Content> {
    let outline = &content.answer;
    let moved = |heading: &Heading| Heading {
        html: elsewhere::moved(&heading.html, told, folder),
        ..heading.clone()
    };
    let key_points = outline.key_points.as_ref().map(|points| Checklist {
        heading: moved(&points.heading),
        ..points.clone()
    });
    let sections = outline.sections.iter().map(|section| Title {
        heading: moved(&section.heading),
        subheadings: section.subheadings.iter().map(moved).collect(),
    });
    let sections: Vec<Title> = sections.collect();
    if key_points == outline.key_points && sections == outline.sections {
        return content;
    }
    let answer = Outline {
        key_points,
        sections,
        ..outline.clone()
    };
    Arc::new(Content {
        answer,
        ..(*content).clone()
    })
}

/// Whether the translation names another state of the original than the current one.
pub fn is_behind(original: &Question, translation: &FrontMatter) -> bool {
    let made_from = translation.translates.as_ref();
    made_from.is_some_and(|state| state.value != original.content.state)
}

/// The question in the default language, for want of a translation. A link to a heading of a translated question is redirected to
/// the heading in the same position, or to the question itself: translated headings have other anchors.
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

/// The translated heading in the same position as the original's `anchor`, if both have the same number of headings.
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

/// What a topic is called in the language at this index.
fn named(matter: &TopicMatter, place: usize, default: &str) -> (TopicMatter, Wording) {
    let Some((title, description)) = in_language(&matter.named, place) else {
        return (matter.clone(), Wording::Borrowed(default.to_owned()));
    };
    let matter = TopicMatter {
        title,
        description,
        ..matter.clone()
    };
    (matter, Wording::Own)
}
