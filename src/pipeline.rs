//! The stages in their order.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::bank::catalog::{self, Catalog};
use crate::bank::vanished::{self, Present, Published};
use crate::bank::{fix, lint};
use crate::compile::front_matter;
use crate::compile::question::{self, Question};
use crate::compile::topic::{self, TopicMatter};
use crate::diagnostic::{self, Code, Diagnostic, Fault, Severity};
use crate::input::assets::{self, Assets};
use crate::input::config::{self, Config};
use crate::input::history::History;
use crate::input::source::{self, QuestionSource, Sources, TopicSource};
use crate::output::cache::Cache;
use crate::output::rewrite;
use crate::route::Slug;
use crate::site::templates::Templates;
use crate::site::{self, Site};

/// What a caller decides about a build.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The bank's root: the folder with `questions/`.
    pub root: PathBuf,
    /// In place of the settings' `base_url`; normalised.
    pub base_url: Option<String>,
    /// Whether drafts are part of the site.
    pub drafts: bool,
    /// Whether compiled questions are kept for the next run.
    pub cache: bool,
}

/// What a check looks at beyond a build.
#[derive(Debug, Clone)]
pub struct CheckOptions {
    /// Whether the rules of style apply, and if so, the day by which reviews are due.
    pub style: Option<Date>,
    /// An earlier state of the bank, whose published questions must still be found.
    pub history: Option<History>,
}

/// How far a build is: a word for the stage, what is done, what there is to do.
pub type Progress<'a> = dyn Fn(&'static str, usize, usize) + Sync + 'a;

/// A site, if there are no errors, and everything found.
#[derive(Debug)]
pub struct Built {
    /// The site; `None` where an error stands among the findings.
    pub site: Option<Site>,
    /// In the order of files and lines.
    pub findings: Vec<Diagnostic>,
    /// Published questions.
    pub questions: usize,
    /// Topics with questions.
    pub topics: usize,
    /// Questions that were taken from the cache.
    pub reused: usize,
}

impl Built {
    /// Errors found.
    pub fn errors(&self) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .count()
    }

    /// Warnings found.
    pub fn warnings(&self) -> usize {
        self.findings.len() - self.errors()
    }
}

/// Everything read from the disk.
struct Input {
    config: Config,
    sources: Sources,
    assets: Assets,
    templates: Templates,
}

/// Reads, compiles, checks and renders a bank. Nothing is written but the cache.
///
/// All stages run even where an earlier one found errors, as far as that makes sense, so that an author sees every finding
/// at once; the site is only handed out where there is no error.
pub fn build(options: &BuildOptions, progress: &Progress<'_>) -> Result<Built, Fault> {
    run(options, None, progress)
}

/// The same, and what an editor has to say. Those rules are for `check` alone: on a build they would bury the summary.
pub fn check(
    options: &BuildOptions,
    check: &CheckOptions,
    progress: &Progress<'_>,
) -> Result<Built, Fault> {
    run(options, Some(check), progress)
}

fn run(
    options: &BuildOptions,
    check: Option<&CheckOptions>,
    progress: &Progress<'_>,
) -> Result<Built, Fault> {
    let mut findings = Vec::new();
    let input = load(options, &mut findings)?;
    let cache = options.cache.then(|| Cache::open(&options.root));
    let Bank {
        catalog,
        drafts,
        broken,
        reused,
    } = compile(
        &input,
        options.drafts,
        cache.as_ref(),
        progress,
        &mut findings,
    );
    if let Some(cache) = &cache {
        cache.prune();
    }
    let (questions, topics) = (catalog.questions.len(), catalog.topics.len());
    let site = match diagnostic::has_errors(&findings) {
        true => {
            // Where files have errors, it is no news that nothing is left to publish.
            findings.retain(|finding| finding.code != Code::EmptyBank);
            None
        }
        false => {
            let rendering = |done, all| progress("rendering", done, all);
            site::render(
                &catalog,
                &input.config,
                &input.assets,
                &input.templates,
                &rendering,
            )
            .drain(&mut findings)
        }
    };
    if let Some(check) = check {
        if let Some(today) = check.style {
            findings.append(&mut edit(&catalog, &input.config, today, &findings));
        }
        if let Some(history) = &check.history {
            let present = Present {
                catalog: &catalog,
                drafts: &drafts,
                broken: &broken,
            };
            findings.append(&mut vanished(present, history)?);
        }
    }
    findings = input.config.levels.weigh(findings);
    diagnostic::sort(&mut findings);
    let site = site.filter(|_| !diagnostic::has_errors(&findings));
    Ok(Built {
        site,
        findings,
        questions,
        topics,
        reused,
    })
}

/// What the rules of style find in files without errors.
fn edit(
    catalog: &Catalog,
    config: &Config,
    today: Date,
    findings: &[Diagnostic],
) -> Vec<Diagnostic> {
    let faulty: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.place.path())
        .collect();
    lint::check(catalog, config, today, &faulty)
}

/// Published questions of an earlier state that no address leads to any more.
fn vanished(present: Present<'_>, history: &History) -> Result<Vec<Diagnostic>, Fault> {
    let mut gone = Vec::new();
    for past in &history.files {
        if present.leads_somewhere(&past.slug) {
            continue;
        }
        // Only now is it worth asking git for a file's text.
        let Some(file) = history.text(past)? else {
            continue;
        };
        let matter = front_matter::split(&file).ok().and_then(|parts| {
            let checked = front_matter::parse(&file, parts.front);
            // What had errors then was not published.
            let published = !diagnostic::has_errors(&checked.findings);
            checked.value.filter(|_| published)
        });
        gone.extend(
            matter
                .filter(|matter| !matter.draft)
                .map(|matter| Published {
                    slug: past.slug.clone(),
                    title: matter.title,
                    path: past.path.clone(),
                }),
        );
    }
    let before = history.files.iter().map(|past| past.slug.clone()).collect();
    Ok(vanished::check(present, &gone, &before))
}

/// A file that was mended, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// Relative to the bank's root.
    pub path: String,
    /// Each change in a few words.
    pub changes: Vec<String>,
}

/// Mends what is mechanical in the front matter of all questions, drafts too, and writes the files anew.
pub fn fix(options: &BuildOptions, progress: &Progress<'_>) -> Result<Vec<Mended>, Fault> {
    // Whatever is found is for the check that follows.
    let mut findings = Vec::new();
    let input = load(options, &mut findings)?;
    let catalog = compile(&input, true, None, progress, &mut findings).catalog;
    let relations = fix::relations(&catalog);
    let mut mended = Vec::new();
    for (question, relations) in catalog.questions.iter().zip(&relations) {
        let path = options.root.join(&question.file.path);
        let bytes = std::fs::read(&path).map_err(Fault::on("read", &path))?;
        // What is not UTF-8 was not compiled, unless somebody wrote to it just now.
        let fixed = std::str::from_utf8(&bytes)
            .ok()
            .and_then(|raw| fix::fix(raw, relations));
        if let Some(fixed) = fixed {
            rewrite::replace(&path, fixed.text.as_bytes())?;
            mended.push(Mended {
                path: question.file.path.clone(),
                changes: fixed.changes,
            });
        }
    }
    Ok(mended)
}

fn load(options: &BuildOptions, findings: &mut Vec<Diagnostic>) -> Result<Input, Fault> {
    let root = options.root.as_path();
    let mut config = config::load(root)?.drain(findings).unwrap_or_default();
    if let Some(base_url) = &options.base_url {
        config.base_url = Some(base_url.clone());
    }
    let sources = source::load(root)?.drain(findings).unwrap_or_default();
    let assets = assets::load_static(root)?
        .drain(findings)
        .unwrap_or_default();
    let templates = load_templates(root, findings)?;
    Ok(Input {
        config,
        sources,
        assets,
        templates,
    })
}

/// The templates, or, where one of them is broken, none: its error keeps the site from being rendered.
fn load_templates(root: &Path, findings: &mut Vec<Diagnostic>) -> Result<Templates, Fault> {
    let texts = assets::load_templates(root)?
        .drain(findings)
        .unwrap_or_default();
    Ok(Templates::parse(texts).drain(findings).unwrap_or_default())
}

/// All questions, compiled and put together.
struct Bank {
    catalog: Catalog,
    /// Slugs of drafts, in the catalog or not.
    drafts: Vec<Slug>,
    /// Slugs of files with errors of their own.
    broken: Vec<Slug>,
    /// Questions that were taken from the cache.
    reused: usize,
}

fn compile(
    input: &Input,
    drafts: bool,
    cache: Option<&Cache>,
    progress: &Progress<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Bank {
    let all = input.sources.questions.len();
    let done = AtomicUsize::new(0);
    let compiled: Vec<Compiled> = input
        .sources
        .questions
        .par_iter()
        .map(|source| {
            let compiled = compile_one(source, cache);
            progress("reading", done.fetch_add(1, Ordering::Relaxed) + 1, all);
            compiled
        })
        .collect();
    let mut questions = Vec::with_capacity(all);
    let mut broken = input.sources.refused.clone();
    let mut reused = 0;
    for (mut one, source) in compiled.into_iter().zip(&input.sources.questions) {
        findings.append(&mut one.findings);
        reused += usize::from(one.reused);
        match one.question {
            Some(question) => questions.push(question),
            None => broken.push((source.topic.clone(), source.slug.clone())),
        }
    }
    let topics = input
        .sources
        .topics
        .iter()
        .map(|source| topic_matter(source, findings))
        .collect();
    let media = input.sources.media.clone();
    let is_draft = |question: &&Question| question.content.matter.draft;
    let hidden = questions.iter().filter(is_draft);
    let hidden = hidden.map(|question| question.slug.clone()).collect();
    let slugs = broken.iter().map(|(_, slug)| slug.clone()).collect();
    let parts = catalog::Parts {
        questions,
        topics,
        media,
        broken,
        drafts,
    };
    Bank {
        catalog: catalog::build(parts, &input.config)
            .drain(findings)
            .unwrap_or_default(),
        drafts: hidden,
        broken: slugs,
        reused,
    }
}

struct Compiled {
    question: Option<Question>,
    findings: Vec<Diagnostic>,
    reused: bool,
}

fn compile_one(source: &QuestionSource, cache: Option<&Cache>) -> Compiled {
    let question = |content| Question {
        slug: source.slug.clone(),
        topic: source.topic.clone(),
        file: source.file.clone(),
        content,
    };
    let key = cache.map(|cache| (cache, cache.key(source)));
    if let Some(content) = key.as_ref().and_then(|(cache, key)| cache.get(key)) {
        return Compiled {
            question: Some(question(content)),
            findings: Vec::new(),
            reused: true,
        };
    }
    let checked = question::compile(&source.file, &source.topic);
    if let (Some((cache, key)), Some(content), true) =
        (&key, &checked.value, checked.findings.is_empty())
    {
        cache.put(key, content);
    }
    Compiled {
        question: checked.value.map(question),
        findings: checked.findings,
        reused: false,
    }
}

/// What a topic's file says; a name made from the folder's where there is none.
fn topic_matter(source: &TopicSource, findings: &mut Vec<Diagnostic>) -> (Slug, TopicMatter) {
    let matter = source
        .file
        .as_ref()
        .and_then(|file| topic::parse(file).drain(findings));
    let matter = matter.unwrap_or_else(|| TopicMatter {
        title: title_from(&source.slug),
        description: String::new(),
        order: None,
    });
    (source.slug.clone(), matter)
}

/// `distributed-systems` as a title: `Distributed systems`.
fn title_from(slug: &Slug) -> String {
    let words = slug.as_str().replace('-', " ");
    let mut chars = words.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// Whether a finding is about the maintainer's own files (settings, templates, static files) rather than the bank.
pub fn is_about_settings(finding: &Diagnostic) -> bool {
    let in_bank = finding.place.path().split('/').next() == Some(source::FOLDER);
    !in_bank || finding.code == Code::UnknownTopic
}
