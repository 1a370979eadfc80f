//! A question in a few words, as lists show it.

use serde::Serialize;

use super::language::Foreign;
use crate::bank::catalog::Catalog;
use crate::compile::question::Question;
use crate::route::{Difficulty, Route};

/// How many words a minute people read who want to remember what they read.
const WORDS_A_MINUTE: usize = 200;

/// The longest excerpt in lists and descriptions, in characters.
const EXCERPT_CHARS: usize = 160;

/// A question in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// Its identity.
    pub slug: String,
    /// Relative to the root.
    pub path: String,
    /// The question.
    pub title: String,
    /// How hard it is.
    pub level: Difficulty,
    /// Reading time.
    pub minutes: usize,
    /// The first words of the short answer.
    pub excerpt: String,
    /// The topic's name and page.
    pub topic: Link,
    /// The day on which its facts were last checked, as `2026-01-31`.
    pub reviewed: Option<String>,
    /// Whether it is a draft, shown only in previews.
    pub draft: bool,
    /// The language of these words, where it is not that of the page.
    pub said: Option<Foreign>,
}

impl Summary {
    /// Of a question in the catalog.
    pub fn new(question: &Question, catalog: &Catalog) -> Self {
        let matter = &question.content.matter;
        Self {
            slug: question.slug.to_string(),
            path: Route::Question(question.slug.clone()).path(),
            title: matter.title.clone(),
            level: matter.difficulty,
            minutes: minutes(question),
            excerpt: excerpt(&question.content.answer.short),
            topic: topic_link(question, catalog),
            reviewed: matter.reviewed.map(|day| day.to_string()),
            draft: matter.draft,
            said: Foreign::of(&question.told.wording, &catalog.language),
        }
    }
}

/// Summaries of several questions.
pub fn summaries(places: impl Iterator<Item = usize>, catalog: &Catalog) -> Vec<Summary> {
    places
        .map(|place| Summary::new(&catalog.questions[place], catalog))
        .collect()
}

/// Words and a page.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// What to show.
    pub title: String,
    /// Relative to the root.
    pub path: String,
    /// The language of the title, where it is not that of the page.
    pub said: Option<Foreign>,
}

impl Link {
    /// With a title in the language of the page.
    pub fn new(title: impl Into<String>, path: String) -> Link {
        Link {
            title: title.into(),
            path,
            said: None,
        }
    }
}

/// The page of a question's topic.
pub fn topic_link(question: &Question, catalog: &Catalog) -> Link {
    let path = Route::Topic(question.topic.clone()).path();
    match catalog.topic(&question.topic) {
        Some(topic) => Link {
            said: Foreign::of(&topic.wording, &catalog.language),
            ..Link::new(&topic.matter.title, path)
        },
        None => Link::new(question.topic.as_str(), path),
    }
}

/// Reading time in minutes, at least one.
pub fn minutes(question: &Question) -> usize {
    question
        .content
        .answer
        .words
        .div_ceil(WORDS_A_MINUTE)
        .max(1)
}

/// The first words of a text, cut between words.
pub fn excerpt(text: &str) -> String {
    beginning(text, EXCERPT_CHARS)
}

/// At most so many characters of a text, cut between words.
pub fn beginning(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let head = &text[..end];
    let cut = head.rfind(' ').unwrap_or(end);
    let mut said = head[..cut]
        .trim_end_matches([',', ';', ':', '.', ' '])
        .to_owned();
    said.push('…');
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_end_between_words() {
        assert_eq!(excerpt("short"), "short");
        let long = "words, ".repeat(60);
        let cut = excerpt(&long);
        assert!(
            cut.ends_with("words…") && cut.chars().count() <= EXCERPT_CHARS + 1,
            "{cut}"
        );
    }
}
