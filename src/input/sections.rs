//! `sections` and `sections_of` in the settings: the sections that `check` expects in an answer.

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::route::{Difficulty, Slug};
use crate::words::{Section, Words};
use crate::yaml::{Fields, Spanned};

/// The expected sections, unless the settings name others.
const EVERYWHERE: [Section; 6] = [
    Section::KeyPoints,
    Section::InDepth,
    Section::TradeOffs,
    Section::CommonMistakes,
    Section::Interviewers,
    Section::FollowUp,
];

/// The sections that an easy question may leave out, because there is often nothing to say in them.
const NOT_WHEN_EASY: [Section; 2] = [Section::TradeOffs, Section::Interviewers];

/// A section that an answer should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A known section, under any of its names in the bank's language.
    Meaning(Section),
    /// By the heading that the settings name.
    Name(String),
}

impl Wanted {
    /// The heading to write for this section.
    pub fn heading<'a>(&'a self, words: &'a Words) -> &'a str {
        match self {
            Wanted::Meaning(section) => words.heading(*section),
            Wanted::Name(name) => name,
        }
    }

    /// Whether a heading names this section. Case and blanks do not matter.
    pub fn is_called(&self, heading: &str, words: &Words) -> bool {
        let meant = match self {
            Wanted::Meaning(section) => Some(*section),
            Wanted::Name(name) if name.trim().to_lowercase() == heading.trim().to_lowercase() => {
                return true;
            }
            Wanted::Name(name) => words.section(name),
        };
        meant.is_some() && words.section(heading) == meant
    }
}

/// The sections wanted of each question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sections {
    everywhere: Vec<Wanted>,
    of_level: BTreeMap<Difficulty, Vec<Wanted>>,
    of_topic: BTreeMap<Slug, Vec<Wanted>>,
    /// The topics of `sections_of`, each with its span in the settings.
    pub topics: Vec<Spanned<Slug>>,
}

impl Default for Sections {
    fn default() -> Self {
        let of_easy = EVERYWHERE
            .into_iter()
            .filter(|section| !NOT_WHEN_EASY.contains(section))
            .map(Wanted::Meaning);
        Self {
            everywhere: EVERYWHERE.map(Wanted::Meaning).into(),
            of_level: BTreeMap::from([(Difficulty::Easy, of_easy.collect())]),
            of_topic: BTreeMap::new(),
            topics: Vec::new(),
        }
    }
}

impl Sections {
    /// The sections that a question should have: those of its topic, else those of its level, else the general ones.
    pub fn wanted(&self, topic: &Slug, level: Difficulty) -> &[Wanted] {
        self.of_topic
            .get(topic)
            .or_else(|| self.of_level.get(&level))
            .unwrap_or(&self.everywhere)
    }

    /// Reads the settings. `sections` applies to easy questions too, if it is set.
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

fn names(texts: Vec<Spanned<String>>) -> Vec<Wanted> {
    let names = texts.into_iter().map(|text| Wanted::Name(text.value));
    names.collect()
}
