//! The bank as the site shows it.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::compile::markdown::Target;
use crate::compile::question::{Question, Wording};
use crate::compile::topic::TopicMatter;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::input::config::{self, Config};
use crate::input::languages::Language;
use crate::input::source::{FOLDER, Media};
use crate::route::{Difficulty, Slug};

use super::paths::Path;
use super::questions::Questions;

/// Indices into [`Catalog::questions`].
pub type Places = Vec<usize>;

/// A topic with at least one question.
#[derive(Debug, Clone)]
pub struct Topic {
    /// The folder's name.
    pub slug: Slug,
    /// Its title and description.
    pub matter: TopicMatter,
    /// By level, then title: the order of the topic's page, and of "previous" and "next".
    pub questions: Places,
    /// Which language its title is in.
    pub wording: Wording,
}

/// A tag with at least one question.
#[derive(Debug, Clone)]
pub struct TagGroup {
    /// As it stands in addresses.
    pub slug: Slug,
    /// As authors write it.
    pub label: String,
    /// By title.
    pub questions: Places,
}

/// Every published question, ordered and cross-referenced, in one language.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// BCP 47 tag.
    pub language: String,
    /// Where the pages in this language lie, relative to the site's root: nothing, or `de/`.
    pub folder: String,
    /// By slug.
    pub questions: Questions,
    /// In the order of the settings, then of the topics' own `order`, then of their titles.
    pub topics: Vec<Topic>,
    /// Folders of topics that have no question at all, not even a draft.
    pub empty_topics: Vec<Slug>,
    /// By slug.
    pub tags: Vec<TagGroup>,
    /// Files of translations that are not published yet.
    pub drafts: Vec<String>,
    /// Former slugs and where they lead now.
    pub redirects: BTreeMap<Slug, Slug>,
    /// Sorted by slug.
    pub paths: Vec<Path>,
    /// Pictures, ordered by topic and name.
    pub media: Arc<Vec<Media>>,
    /// All questions, by title.
    pub by_title: Places,
    /// Where each picture stands in `media`, by topic and name.
    pub(super) pictures: Arc<Pictures>,
}

/// Places of pictures, by topic and name.
pub(super) type Pictures = BTreeMap<Slug, BTreeMap<String, usize>>;

impl Catalog {
    /// The question of a slug.
    pub fn question(&self, slug: &str) -> Option<&Question> {
        self.questions.named(slug)
    }

    /// Where a question stands in [`Catalog::questions`].
    pub fn place(&self, slug: &str) -> Option<usize> {
        self.questions.place(slug)
    }

    /// A picture, by its topic's folder and its name.
    pub fn picture(&self, topic: &str, name: &str) -> Option<&Media> {
        let place = self.pictures.get(topic)?.get(name)?;
        self.media.get(*place)
    }

    /// The pictures that an answer shows or leads to.
    pub fn pictures_of(&self, question: &Question) -> impl Iterator<Item = &Media> {
        let references = question.content.answer.references.iter();
        references.filter_map(|reference| match &reference.target {
            Target::Media { topic, name } => self.picture(topic, name),
            _ => None,
        })
    }

    /// The path of a slug.
    pub fn path(&self, slug: &Slug) -> Option<&Path> {
        self.paths.iter().find(|path| path.slug == *slug)
    }

    /// The topic of a slug.
    pub fn topic(&self, slug: &Slug) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.slug == *slug)
    }

    /// The tag of a slug.
    pub fn tag(&self, slug: &Slug) -> Option<&TagGroup> {
        let place = self.tags.binary_search_by(|tag| tag.slug.cmp(slug)).ok()?;
        self.tags.get(place)
    }

    /// A catalog that takes from `original` what all languages share.
    pub(super) fn of_edition(
        self,
        original: &Catalog,
        (place, language): (usize, &Language),
        drafts: Vec<String>,
    ) -> Catalog {
        let paths = original.paths.iter();
        let paths = paths.map(|path| path.in_language(place, &original.language));
        Catalog {
            drafts,
            language: language.tag.clone(),
            folder: language.folder(),
            redirects: original.redirects.clone(),
            media: original.media.clone(),
            pictures: original.pictures.clone(),
            // Questions stand in the order of their slugs in every language.
            paths: paths.collect(),
            ..self
        }
    }

    /// Whether these questions stand in the same lists at the same places.
    fn lists_alike(&self, questions: &[Question]) -> bool {
        let mut both = self.questions.iter().zip(questions);
        self.questions.len() == questions.len()
            && both.all(|(one, other)| is_listed_alike(one, other))
    }

    /// The questions of each topic.
    fn members(&self) -> BTreeMap<&Slug, Places> {
        let topics = self.topics.iter();
        topics
            .map(|topic| (&topic.slug, topic.questions.clone()))
            .collect()
    }

    /// Questions of one level, by title.
    pub fn of_level(&self, level: Difficulty) -> impl Iterator<Item = usize> {
        let is_of_level =
            move |&place: &usize| self.questions[place].content.matter.difficulty == level;
        self.by_title.iter().copied().filter(is_of_level)
    }
}

/// The questions by title, topic and tag. `topics` are all folders, with or without questions. Where the lists are as they were
/// `before`, in a bank without errors, they are taken from there.
pub(super) fn ordered(
    questions: Questions,
    topics: Vec<(Slug, TopicMatter, Wording)>,
    config: &Config,
    before: Option<&Catalog>,
    findings: &mut Vec<Diagnostic>,
) -> Catalog {
    let before = before.filter(|before| before.lists_alike(&questions));
    let by_title = match before {
        Some(before) => before.by_title.clone(),
        None => by_title(&questions),
    };
    let in_order = by_title.iter().map(|&place| (place, &questions[place]));
    let members = match before {
        Some(before) => before.members(),
        None => members(in_order.clone()),
    };
    let topics = self::topics(members, topics, config, findings);
    let tags = match before {
        // Where two tags meet is an error, so of a bank without any there is nothing to tell.
        Some(before) => before.tags.clone(),
        None => tags(in_order, findings),
    };
    Catalog {
        topics,
        tags,
        by_title,
        questions,
        ..Catalog::default()
    }
}

/// By title, as people look for it.
fn by_title(questions: &[Question]) -> Places {
    let key = |&place: &usize| {
        let question = &questions[place];
        (question.content.matter.title.to_lowercase(), &question.slug)
    };
    let mut keyed: Vec<_> = (0..questions.len())
        .map(|place| (key(&place), place))
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, place)| place).collect()
}

/// The questions of each topic by level, of those that come by title.
fn members<'a>(
    questions: impl Iterator<Item = (usize, &'a Question)>,
) -> BTreeMap<&'a Slug, Places> {
    let mut members: BTreeMap<&Slug, Vec<(Difficulty, usize)>> = BTreeMap::new();
    for (place, question) in questions {
        let level = question.content.matter.difficulty;
        let members = members.entry(&question.topic).or_default();
        members.push((level, place));
    }
    let by_level = |mut members: Vec<(Difficulty, usize)>| {
        // The sort is stable: within a level the questions stay in the order of their titles.
        members.sort_by_key(|&(level, _)| level);
        members.into_iter().map(|(_, place)| place).collect()
    };
    let members = members.into_iter();
    members
        .map(|(topic, members)| (topic, by_level(members)))
        .collect()
}

/// Topics with these questions.
fn topics(
    mut members: BTreeMap<&Slug, Places>,
    all: Vec<(Slug, TopicMatter, Wording)>,
    config: &Config,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Topic> {
    for listed in config.topics.iter().chain(&config.sections.topics) {
        if !all.iter().any(|(slug, ..)| *slug == listed.value) {
            let hint = did_you_mean(
                listed.value.as_str(),
                all.iter().map(|(slug, ..)| slug.as_str()),
            )
            .unwrap_or_else(|| format!("there is no folder `{FOLDER}/{}`", listed.value));
            let message = format!("unknown topic `{}`", listed.value);
            findings.push(
                config::finding(config, Code::UnknownTopic, listed.span.clone(), message)
                    .hint(hint),
            );
        }
    }
    let mut topics: Vec<Topic> = all
        .into_iter()
        .map(|(slug, matter, wording)| Topic {
            questions: members.remove(&slug).unwrap_or_default(),
            slug,
            matter,
            wording,
        })
        .filter(|topic| !topic.questions.is_empty())
        .collect();
    topics.sort_by_cached_key(|topic| topic_key(&topic.slug, &topic.matter, config));
    topics
}

/// What topics are ordered by: the settings' list, their own `order`, their titles.
pub fn topic_key(slug: &Slug, matter: &TopicMatter, config: &Config) -> impl Ord + use<> {
    let listed = config
        .topics
        .iter()
        .position(|listed| listed.value == *slug)
        .unwrap_or(usize::MAX);
    (
        listed,
        matter.order.unwrap_or(i64::MAX),
        matter.title.to_lowercase(),
        slug.clone(),
    )
}

/// The tags of questions, which come by title.
fn tags<'a>(
    questions: impl Iterator<Item = (usize, &'a Question)>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<TagGroup> {
    let mut groups: BTreeMap<&Slug, (TagGroup, &str)> = BTreeMap::new();
    for (place, question) in questions {
        for tag in &question.content.matter.tags {
            let (group, first) = groups.entry(&tag.value.slug).or_insert_with(|| {
                let group = TagGroup {
                    slug: tag.value.slug.clone(),
                    label: tag.value.label.clone(),
                    questions: Vec::new(),
                };
                (group, &question.file.path)
            });
            group.questions.push(place);
            if group.label != tag.value.label {
                let message = format!(
                    "`{}` and `{}` (in `{first}`) would be one tag",
                    tag.value.label, group.label
                );
                let looks_same = group.label.nfc().eq(tag.value.label.nfc());
                let hint = match looks_same {
                    true => "type the word again: an accent in it is stored in another form".into(),
                    false => format!("write `{}` in both", group.label),
                };
                let span = tag.span.clone();
                findings
                    .push(Diagnostic::at(Code::TagsMeet, &question.file, span, message).hint(hint));
            }
        }
    }
    groups.into_values().map(|(group, _)| group).collect()
}

/// Whether two questions are one that was not compiled again.
pub(super) fn is_unchanged(one: &Question, other: &Question) -> bool {
    Arc::ptr_eq(&one.content, &other.content) && Arc::ptr_eq(&one.file, &other.file)
}

/// Whether two questions stand in the same lists, at the same places.
fn is_listed_alike(one: &Question, other: &Question) -> bool {
    let [matter, now] = [one, other].map(|question| &question.content.matter);
    let [tags, new] = [matter, now].map(|matter| matter.tags.iter().map(|tag| &tag.value));
    is_unchanged(one, other)
        || (&one.slug, &one.topic) == (&other.slug, &other.topic)
            && (&matter.title, matter.difficulty) == (&now.title, now.difficulty)
            && tags.eq(new)
}
