//! The bank as the site shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::compile::question::{Question, Wording};
use crate::compile::topic::TopicMatter;
use crate::diagnostic::{Checked, Code, Diagnostic, did_you_mean};
use crate::input::config::{self, Config};
use crate::input::languages::Language;
use crate::input::source::{FOLDER, Media};
use crate::route::{Difficulty, Slug};

use super::paths::{self, Path, PathFile};
use super::resolve;

/// Indices into [`Catalog::questions`].
pub type Questions = Vec<usize>;

/// A topic with at least one question.
#[derive(Debug, Clone)]
pub struct Topic {
    /// The folder's name.
    pub slug: Slug,
    /// Its title and description.
    pub matter: TopicMatter,
    /// By level, then title: the order of the topic's page, and of "previous" and "next".
    pub questions: Questions,
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
    pub questions: Questions,
}

/// Every published question, ordered and cross-referenced, in one language.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// BCP 47 tag.
    pub language: String,
    /// Where the pages in this language lie, relative to the site's root: nothing, or `de/`.
    pub folder: String,
    /// By slug.
    pub questions: Vec<Question>,
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
    pub by_title: Questions,
    places: BTreeMap<Slug, usize>,
    /// Where each picture stands in `media`, by topic and name.
    pictures: Arc<Pictures>,
}

/// Places of pictures, by topic and name.
type Pictures = BTreeMap<Slug, BTreeMap<String, usize>>;

impl Catalog {
    /// The question of a slug.
    pub fn question(&self, slug: &str) -> Option<&Question> {
        self.places.get(slug).map(|&place| &self.questions[place])
    }

    /// Where a question stands in [`Catalog::questions`].
    pub fn place(&self, slug: &str) -> Option<usize> {
        self.places.get(slug).copied()
    }

    /// A picture, by its topic's folder and its name.
    pub fn picture(&self, topic: &str, name: &str) -> Option<&Media> {
        let place = self.pictures.get(topic)?.get(name)?;
        self.media.get(*place)
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

    /// Questions of one level, by title.
    pub fn of_level(&self, level: Difficulty) -> impl Iterator<Item = usize> {
        let is_of_level =
            move |&place: &usize| self.questions[place].content.matter.difficulty == level;
        self.by_title.iter().copied().filter(is_of_level)
    }
}

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

/// Orders the bank and resolves the references between its questions.
pub fn build(parts: Parts, config: &Config) -> Checked<Catalog> {
    let mut findings = Vec::new();
    let empty_topics = empty_topics(&parts);
    let (questions, hidden) = unique_questions(parts.questions, parts.drafts);
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
    let mut catalog = Catalog {
        language: config.language.clone(),
        pictures: Arc::new(pictures(&parts.media)),
        media: Arc::new(parts.media),
        empty_topics,
        ..ordered(questions, topics.collect(), config, &mut findings)
    };
    catalog.redirects = resolve::aliases(&catalog, &hidden, &mut findings);
    let bank = paths::Bank {
        questions: &catalog.questions,
        redirects: &catalog.redirects,
        hidden: &hidden,
        broken: &parts.broken,
    };
    catalog.paths = paths::resolve(parts.paths, bank, &mut findings);
    let missing = resolve::Missing {
        hidden: &hidden,
        broken: &parts.broken,
        pictures: &parts.refused_media,
    };
    resolve::references(&catalog, missing, &mut findings);
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

/// Questions ordered by slug, and their topics and tags. `topics` are all folders, with or without questions.
pub(super) fn ordered(
    questions: Vec<Question>,
    topics: Vec<(Slug, TopicMatter, Wording)>,
    config: &Config,
    findings: &mut Vec<Diagnostic>,
) -> Catalog {
    let mut catalog = Catalog {
        places: questions
            .iter()
            .enumerate()
            .map(|(place, question)| (question.slug.clone(), place))
            .collect(),
        questions,
        ..Catalog::default()
    };
    catalog.by_title = (0..catalog.questions.len()).collect();
    catalog
        .by_title
        .sort_by_cached_key(|&place| title_key(&catalog.questions[place]));
    catalog.topics = self::topics(&catalog, topics, config, findings);
    catalog.tags = tags(&catalog, findings);
    catalog
}

fn pictures(media: &[Media]) -> Pictures {
    let mut pictures = Pictures::new();
    for (place, picture) in media.iter().enumerate() {
        let beside = pictures.entry(picture.topic.clone()).or_default();
        beside.insert(picture.name.clone(), place);
    }
    pictures
}

/// Sorts by slug, takes drafts out and returns their slugs. If several files share a slug, one is kept: the stage that reads
/// the files reports that error.
fn unique_questions(mut questions: Vec<Question>, drafts: bool) -> (Vec<Question>, Vec<Slug>) {
    questions.sort_by(|a, b| (&a.slug, &a.topic).cmp(&(&b.slug, &b.topic)));
    questions.dedup_by(|a, b| a.slug == b.slug);
    let (hidden, kept): (Vec<_>, Vec<_>) = questions
        .into_iter()
        .partition(|question| question.content.matter.draft && !drafts);
    let hidden = hidden.into_iter().map(|question| question.slug).collect();
    (kept, hidden)
}

fn topics(
    catalog: &Catalog,
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
    let mut members: BTreeMap<&Slug, Questions> = BTreeMap::new();
    for &place in &catalog.by_title {
        members
            .entry(&catalog.questions[place].topic)
            .or_default()
            .push(place);
    }
    let mut topics: Vec<Topic> = all
        .into_iter()
        .map(|(slug, matter, wording)| {
            let mut questions = members.remove(&slug).unwrap_or_default();
            // The sort is stable: within a level the questions stay in the order of their titles.
            questions.sort_by_key(|&place| catalog.questions[place].content.matter.difficulty);
            Topic {
                slug,
                matter,
                questions,
                wording,
            }
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

fn tags(catalog: &Catalog, findings: &mut Vec<Diagnostic>) -> Vec<TagGroup> {
    let mut groups: BTreeMap<Slug, (TagGroup, String)> = BTreeMap::new();
    for &place in &catalog.by_title {
        let question = &catalog.questions[place];
        for tag in &question.content.matter.tags {
            let (group, first) = groups.entry(tag.value.slug.clone()).or_insert_with(|| {
                let group = TagGroup {
                    slug: tag.value.slug.clone(),
                    label: tag.value.label.clone(),
                    questions: Vec::new(),
                };
                (group, question.file.path.clone())
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

/// Titles in the order in which people look for them.
fn title_key(question: &Question) -> (String, Slug) {
    (
        question.content.matter.title.to_lowercase(),
        question.slug.clone(),
    )
}
