//! `sections` and `sections_of` in the settings: what `check` wants to find in an answer.

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::route::{Difficulty, Slug};
use crate::yaml::{Fields, Spanned};

/// The sections that an answer has, where the settings do not name others.
const EVERYWHERE: [&str; 6] = [
    "Key points",
    "In depth",
    "Trade-offs",
    "Common mistakes",
    "What interviewers look for",
    "Follow-up questions",
];

/// Those that an easy question may leave out, because it often has nothing true to say there.
const NOT_WHEN_EASY: [&str; 2] = ["Trade-offs", "What interviewers look for"];

/// The sections wanted of each question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sections {
    everywhere: Vec<String>,
    of_level: BTreeMap<Difficulty, Vec<String>>,
    of_topic: BTreeMap<Slug, Vec<String>>,
    /// The topics of `sections_of`, each with its place in the file.
    pub topics: Vec<Spanned<Slug>>,
}

impl Default for Sections {
    fn default() -> Self {
        let of_easy = EVERYWHERE
            .into_iter()
            .filter(|name| !NOT_WHEN_EASY.contains(name))
            .map(str::to_owned);
        Self {
            everywhere: EVERYWHERE.map(str::to_owned).into(),
            of_level: BTreeMap::from([(Difficulty::Easy, of_easy.collect())]),
            of_topic: BTreeMap::new(),
            topics: Vec::new(),
        }
    }
}

impl Sections {
    /// The sections that a question should have: its topic's, or else its level's, or else everyone's.
    pub fn wanted(&self, topic: &Slug, level: Difficulty) -> &[String] {
        self.of_topic
            .get(topic)
            .or_else(|| self.of_level.get(&level))
            .unwrap_or(&self.everywhere)
    }

    /// From the settings. Whoever sets `sections` sets them for easy questions too.
    pub fn parse(fields: &mut Fields) -> Sections {
        let own = fields.key("sections").is_some();
        let named = names(fields.texts("sections"));
        let mut sections = match own {
            true => Sections {
                everywhere: named,
                of_level: BTreeMap::new(),
                ..Sections::default()
            },
            false => Sections::default(),
        };
        for (key, list) in fields.lists("sections_of") {
            let level = Difficulty::ALL
                .into_iter()
                .find(|level| level.name() == key.value);
            match (level, Slug::parse(&key.value)) {
                (Some(level), _) => drop(sections.of_level.insert(level, names(list))),
                (None, Ok(topic)) => {
                    sections.of_topic.insert(topic.clone(), names(list));
                    sections.topics.push(Spanned {
                        value: topic,
                        span: key.span,
                    });
                }
                (None, Err(fault)) => fields.report(
                    Code::BadValue,
                    key.span,
                    format!("`{}` {fault}", key.value),
                    Some("name a topic's folder, or `easy`, `medium` or `hard`".into()),
                ),
            }
        }
        sections
    }
}

fn names(texts: Vec<Spanned<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}
