//! What the forms of a download share: the questions, and where their links lead from elsewhere.

use std::sync::Arc;

use jiff::civil::{Date, date};
use serde::Serialize;

use crate::bank::catalog::{Catalog, Topic};
use crate::compile::markdown::Target;
use crate::compile::question::{Body, Question, Wording};
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::input::config::Config;
use crate::route::Difficulty;
use crate::site::inside;
use crate::words::Words;

/// What leads up from a folder.
const UP: &str = "../";

/// What a download is made from.
#[derive(Debug, Clone, Copy)]
pub struct Bank<'a> {
    /// The questions.
    pub catalog: &'a Catalog,
    /// The settings.
    pub config: &'a Config,
    /// What is said beside the answers.
    pub words: &'a Words,
}

/// The day of what has none.
pub const NO_DAY: Date = date(2020, 1, 1);

impl<'a> Bank<'a> {
    /// The topics of a download: one, or all.
    pub fn topics(&self, topic: Option<usize>) -> &'a [Topic] {
        let all = &self.catalog.topics;
        match topic {
            Some(place) => all.get(place..=place).unwrap_or_default(),
            None => all,
        }
    }

    /// A topic's questions, in the order of its page.
    pub fn of(&self, topic: &'a Topic) -> impl Iterator<Item = &'a Question> + use<'a> {
        let catalog = self.catalog;
        topic
            .questions
            .iter()
            .map(|&place| &catalog.questions[place])
    }

    /// All questions of a download.
    pub fn questions(&self, topic: Option<usize>) -> impl Iterator<Item = &'a Question> + use<'a> {
        let catalog = self.catalog;
        let places = self.topics(topic).iter().flat_map(|topic| &topic.questions);
        places.map(move |&place| &catalog.questions[place])
    }

    /// An answer as the pages of this language show it.
    pub fn body(&self, question: &Question) -> Result<Arc<Body>, Diagnostic> {
        inside::body(question, self.catalog)
    }

    /// Of all that is known of some questions but their HTML and Markdown, which are known by their fingerprints.
    pub fn recipe(&self, topic: Option<usize>) -> Fingerprint {
        #[derive(Serialize)]
        struct Known<'a> {
            site: (
                &'a str,
                &'a str,
                &'a str,
                &'a Option<String>,
                &'a Option<String>,
            ),
            topics: Vec<(&'a str, &'a str, &'a str)>,
            questions: Vec<Fingerprint>,
        }
        let config = self.config;
        let topics = self.topics(topic).iter();
        Fingerprint::of_value(&Known {
            site: (
                &config.title,
                &config.description,
                &config.language,
                &config.base_url,
                &config.content_license,
            ),
            topics: topics
                .map(|topic| {
                    let matter = &topic.matter;
                    (
                        topic.slug.as_str(),
                        matter.title.as_str(),
                        matter.description.as_str(),
                    )
                })
                .collect(),
            questions: self
                .questions(topic)
                .map(|question| Fingerprint::of_value(&(known(question), self.pictures(question))))
                .collect(),
        })
    }

    /// Of what the pictures of an answer show.
    fn pictures(&self, question: &Question) -> Vec<Fingerprint> {
        let pictures = self.catalog.pictures_of(question);
        pictures
            .map(|media| Fingerprint::of([media.bytes.as_slice()]))
            .collect()
    }

    /// Of all that the text of one question is made from.
    pub fn recipe_of(&self, question: &Question) -> Fingerprint {
        let title = |slug: &str| {
            let question = self.catalog.question(slug)?;
            Some(question.content.matter.title.as_str())
        };
        let matter = &question.content.matter;
        let related: Vec<_> = matter
            .related
            .iter()
            .map(|slug| title(slug.value.as_str()))
            .collect();
        let references = question.content.answer.references.iter();
        let leads = references.map(|reference| match &reference.target {
            Target::Question { slug, .. } => self.catalog.question(slug).is_some(),
            _ => true,
        });
        let topic = self.catalog.topic(&question.topic);
        let topic = topic.map(|topic| topic.matter.title.as_str());
        Fingerprint::of_value(&(known(question), topic, related, leads.collect::<Vec<_>>()))
    }

    /// Where a link of a question's page leads, from the bank's address, or where that is not known, from the root of its pages.
    pub fn absolute(&self, question: &Question, href: &str) -> String {
        let base = self.config.base_url.as_deref().unwrap_or_default();
        let page = question.route().path();
        if href.starts_with('#') {
            return format!("{base}{page}{href}");
        }
        let below = href.trim_start_matches(UP);
        let ups = (href.len() - below.len()) / UP.len();
        match (ups, base) {
            (0, _) => href.to_owned(),
            (_, "") => UP.repeat(ups.saturating_sub(2)) + below,
            (3.., base) => {
                base.strip_suffix(&self.catalog.folder)
                    .unwrap_or(base)
                    .to_owned()
                    + below
            }
            _ => format!("{base}{below}"),
        }
    }

    /// The address of a question's page, where the site's is known.
    pub fn url(&self, question: &Question) -> Option<String> {
        let base = self.config.base_url.as_ref()?;
        Some(format!("{base}{}", question.route().path()))
    }

    /// What a level is called.
    pub fn level(&self, level: Difficulty) -> &'a str {
        self.words.text(match level {
            Difficulty::Easy => "level.easy",
            Difficulty::Medium => "level.medium",
            Difficulty::Hard => "level.hard",
        })
    }
}

/// Of all that is known of a question.
fn known(question: &Question) -> Fingerprint {
    let content = &question.content;
    let matter = &content.matter;
    let tags: Vec<&str> = matter
        .tags
        .iter()
        .map(|tag| tag.value.label.as_str())
        .collect();
    let names = |list: &'_ [crate::yaml::Spanned<crate::route::Slug>]| -> Vec<String> {
        list.iter().map(|slug| slug.value.to_string()).collect()
    };
    // The topic's folder too: links lead to its page, and two topics may exchange a question without any other change.
    Fingerprint::of_value(&(
        (&question.slug, &question.topic),
        (&matter.title, matter.difficulty, tags),
        (
            matter.added,
            matter.reviewed,
            &matter.keywords,
            &matter.sources,
        ),
        (names(&matter.related), names(&matter.aliases)),
        (
            content.body,
            content.written,
            &content.answer.key_points,
            &content.answer.sections,
        ),
        &question.told,
    ))
}

/// An answer's Markdown, with its links into the bank as `lead` has them.
pub fn markdown(body: &Body, lead: &dyn Fn(&str) -> String) -> String {
    let mut text = String::new();
    for stretch in &body.written {
        text.push_str(&stretch.text);
        if !stretch.href.is_empty() {
            text.push_str(&lead(&stretch.href));
        }
    }
    text.trim_matches('\n').to_owned()
}

/// The language of a question's words, where it is not that of the others.
pub fn foreign<'a>(question: &'a Question, catalog: &Catalog) -> Option<&'a str> {
    match &question.told.wording {
        Wording::Borrowed(language) if *language != catalog.language => Some(language),
        _ => None,
    }
}
