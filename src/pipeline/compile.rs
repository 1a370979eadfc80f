//! From sources to catalogs: every file compiled, then put together, once for each language.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use rayon::prelude::*;

use super::keep::{Compiled, Keep};
use super::options::Progress;
use crate::bank::catalog::Catalog;
use crate::bank::edition::{self, Translation};
use crate::bank::original;
use crate::bank::resolve::Missing;
use crate::compile::path;
use crate::compile::question::{self, Question, Told};
use crate::compile::topic::{self, TopicMatter};
use crate::diagnostic::{Diagnostic, SourceText};
use crate::fingerprint::Fingerprint;
use crate::input::config::Config;
use crate::input::languages::{Language, Languages};
use crate::input::memory::Seen;
use crate::input::source::{PathSource, QuestionSource, Sources, TopicSource};
use crate::input::stat::Stat;
use crate::route::Slug;
use crate::words::Words;

/// All questions, compiled and put together.
pub(super) struct Bank {
    /// In the order of the languages.
    pub catalogs: Vec<Catalog>,
    pub drafts: Vec<Slug>,
    pub broken: Vec<Slug>,
    pub work: Work,
}

/// What there was to do.
#[derive(Debug)]
pub struct Work {
    /// Questions that did not have to be compiled.
    pub reused: usize,
    /// The questions that took longest to compile.
    pub slowest: Vec<(String, Duration)>,
    /// Files that need not be read again while they are as they were.
    seen: Vec<(Arc<SourceText>, (Stat, Fingerprint))>,
    /// Whether nothing is missing of what would have had to be read.
    pub is_whole: bool,
}

impl Work {
    /// Files without findings of their own, by path, and what they were like when they were read.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, Stat)> {
        let seen = self.seen.iter();
        seen.map(|(file, (stat, _))| (file.path.as_str(), *stat))
    }

    /// Takes out the files that need not be read again while they are as they were when somebody `looked` at them. Those are left out
    /// that were so young then that they may have changed unseen.
    pub fn take_seen(&mut self, looked: SystemTime) -> Seen {
        let seen = std::mem::take(&mut self.seen).into_iter();
        let settled = seen.filter(|(_, (stat, _))| stat.is_settled(looked));
        settled
            .map(|(file, state)| (file.path.clone(), state))
            .collect()
    }
}

/// How many files are named as the slowest.
const SLOWEST: usize = 5;

pub(super) fn compile(
    mut sources: Sources,
    config: &Config,
    drafts: bool,
    keep: &dyn Keep,
    progress: &Progress<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Bank {
    let originals = std::mem::take(&mut sources.questions).into_iter();
    let files: Vec<QuestionSource> = originals.chain(sources.translations).collect();
    let (compiled, mut work) = each(files, config, keep, progress);
    let (mut questions, mut translations) = (Vec::new(), Vec::new());
    let mut broken = sources.refused;
    for (source, mut one) in compiled {
        if one.findings.is_empty() && one.content.is_some() {
            let state = (source.stat, source.key);
            work.seen.push((source.file.clone(), state));
        }
        findings.append(&mut one.findings);
        match (source.language, one.content) {
            (None, None) => broken.push((source.topic, source.slug)),
            // A translation with faults leaves the question as it is.
            (Some(_), None) => {}
            (language, Some((content, large))) => {
                let question = Question {
                    slug: source.slug,
                    topic: source.topic,
                    file: source.file,
                    content,
                    large,
                    told: Told::default(),
                };
                match language {
                    None => questions.push(question),
                    Some(language) => translations.push(Translation { language, question }),
                }
            }
        }
    }
    progress("resolving", 0, 0);
    let topics: Vec<(Slug, TopicMatter)> = sources
        .topics
        .iter()
        .map(|source| topic_matter(source, config.all_languages(), findings))
        .collect();
    let is_shown = |one: &&Translation| drafts || !one.question.content.matter.draft;
    let mut told_in = told_in(translations.iter().filter(is_shown), &config.languages);
    for question in &mut questions {
        question.told.languages = told_in.remove(&question.slug).unwrap_or_default();
    }
    let is_draft = |question: &&Question| question.content.matter.draft;
    let hidden = questions.iter().filter(is_draft);
    let hidden: Vec<Slug> = hidden.map(|question| question.slug.clone()).collect();
    let path = |source: PathSource| {
        let matter = path::parse(&source.file, config.all_languages()).drain(findings)?;
        Some((source.slug, source.file, matter))
    };
    let paths = sources.paths.into_iter().filter_map(path).collect();
    let parts = original::Parts {
        questions,
        topics: topics.clone(),
        paths,
        media: sources.media,
        refused_media: sources.refused_media.clone(),
        broken: broken.clone(),
        drafts,
    };
    let before = keep.before();
    let original = original::build(parts, config, before.map(|before| &before.first.catalog))
        .drain(findings)
        .unwrap_or_default();
    let missing = Missing {
        hidden: if drafts { &[] } else { &hidden },
        broken: &broken,
        pictures: &sources.refused_media,
    };
    let mut catalogs = vec![original];
    for language in config.languages.iter().enumerate() {
        let parts = edition::EditionParts {
            language,
            translations: &translations,
            drafts,
            topics: &topics,
            config: &config.in_language(language.1),
            missing,
            before: before
                .and_then(|before| before.others.get(language.0))
                .map(|before| &before.catalog),
        };
        catalogs.extend(edition::build(&catalogs[0], parts).drain(findings));
    }
    Bank {
        catalogs,
        drafts: hidden,
        broken: broken.into_iter().map(|(_, slug)| slug).collect(),
        work,
    }
}

/// Compiles each file, on all threads, unless that was kept.
fn each(
    files: Vec<QuestionSource>,
    config: &Config,
    keep: &dyn Keep,
    progress: &Progress<'_>,
) -> (Vec<(QuestionSource, Compiled)>, Work) {
    let others = config.languages.iter().map(|language| &language.tag);
    let tags = std::iter::once(&config.language).chain(others);
    let words: BTreeMap<&str, Arc<Words>> = tags
        .map(|tag| (tag.as_str(), config.words.words(tag)))
        .collect();
    let own = words.get(config.language.as_str());
    let own = own.cloned().unwrap_or_default();
    let done = AtomicUsize::new(0);
    let slowest = Mutex::new(Vec::new());
    let (reused, missing) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let count = files.len();
    let compile = files.into_par_iter().map(|mut source| {
        let language = source.language.as_deref();
        let words = language.and_then(|tag| words.get(tag)).unwrap_or(&own);
        let known = keep.recall(&source, words);
        reused.fetch_add(usize::from(known.is_some()), Ordering::Relaxed);
        let compiled = known.unwrap_or_else(|| {
            missing.fetch_add(usize::from(!source.is_read), Ordering::Relaxed);
            let start = Instant::now();
            let compiled = question::compile_in(&source.file, &source.topic, language, words);
            let kept = keep.keep(&source, words, compiled);
            let time = start.elapsed();
            if let Ok(mut slowest) = slowest.lock()
                && slowest.iter().filter(|(_, other)| *other >= time).count() < SLOWEST
            {
                slowest.push((source.file.path.clone(), time));
            }
            kept
        });
        // What was found in it still shows it.
        if keep.forgets_texts()
            && let Some(file) = Arc::get_mut(&mut source.file)
        {
            file.text = String::new();
        }
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        progress("compiling", done, count);
        (source, compiled)
    });
    let compiled = compile.collect();
    let mut slowest: Vec<(String, Duration)> = slowest.into_inner().unwrap_or_default();
    slowest.sort_by(|(path, time), (other, than)| (than, other).cmp(&(time, path)));
    slowest.truncate(SLOWEST);
    let work = Work {
        reused: reused.into_inner(),
        slowest,
        seen: Vec::new(),
        is_whole: missing.into_inner() == 0,
    };
    (compiled, work)
}

/// The further languages that have a translation of each question, in their order.
fn told_in<'a>(
    translations: impl Iterator<Item = &'a Translation> + Clone,
    languages: &[Language],
) -> BTreeMap<Slug, Vec<String>> {
    let mut told: BTreeMap<Slug, Vec<String>> = BTreeMap::new();
    for language in languages {
        let into = |one: &&Translation| one.language == language.tag;
        for translation in translations.clone().filter(into) {
            let tags = told.entry(translation.question.slug.clone()).or_default();
            if !tags.contains(&language.tag) {
                tags.push(language.tag.clone());
            }
        }
    }
    told
}

/// What a topic's file says, in a bank of these languages; a name made from the folder's where there is none.
pub fn topic_matter(
    source: &TopicSource,
    languages: Languages<'_>,
    findings: &mut Vec<Diagnostic>,
) -> (Slug, TopicMatter) {
    let matter = source
        .file
        .as_ref()
        .and_then(|file| topic::parse(file, languages).drain(findings));
    let matter = matter.unwrap_or_else(|| TopicMatter {
        title: title_from(&source.slug),
        description: String::new(),
        order: None,
        named: Vec::new(),
    });
    (source.slug.clone(), matter)
}

/// `distributed-systems` as a title: `Distributed systems`.
pub fn title_from(slug: &Slug) -> String {
    let words = slug.as_str().replace('-', " ");
    let mut chars = words.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
