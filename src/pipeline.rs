//! The stages in their order.

mod check;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::bank::catalog::{self, Catalog};
use crate::compile::question::{self, Content, Question};
use crate::compile::topic::{self, TopicMatter};
use crate::diagnostic::{self, Code, Diagnostic, Fault, Severity};
use crate::input::assets;
use crate::input::config::{self, Config};
use crate::input::memory::Memory;
use crate::input::source::{self, QuestionSource, Sources, TopicSource};
use crate::output::cache::Cache;
use crate::output::publish::{Claim, NotPublished, Published};
use crate::route::Slug;
use crate::site::templates::Templates;
use crate::site::{Plan, Site};

pub use check::{CheckOptions, Mended, check, fix};

/// What a caller decides about a build.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The bank's root: the folder with `questions/`.
    pub root: PathBuf,
    /// In place of the settings' `base_url`; normalised.
    pub base_url: Option<String>,
    /// Whether drafts are part of the site.
    pub drafts: bool,
    /// Where what can be made again is kept for the next build; without it, in the bank.
    pub cache: Option<PathBuf>,
}

/// How far a build is: a word for the stage, what is done, what there is to do.
pub type Progress<'a> = dyn Fn(&'static str, usize, usize) + Sync + 'a;

/// A site, if there are no errors, and everything found.
#[derive(Debug)]
pub struct Built {
    /// The site, if it was to be made in memory; `None` where an error stands among the findings.
    pub site: Option<Site>,
    /// What was done to the output folder; `None` likewise.
    pub published: Option<Published>,
    /// Pages, redirects not counted.
    pub pages: usize,
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

/// Where compiled questions are kept between one run and the next.
pub trait Keep: Sync {
    /// What was made of this source before, if nothing that it was made from has changed.
    fn recall(&self, source: &QuestionSource) -> Option<Compiled>;
    /// Keeps what was made of it.
    fn keep(&self, source: &QuestionSource, compiled: &Compiled);
}

/// Keeps nothing.
pub struct KeepNothing;

impl Keep for KeepNothing {
    fn recall(&self, _: &QuestionSource) -> Option<Compiled> {
        None
    }
    fn keep(&self, _: &QuestionSource, _: &Compiled) {}
}

/// On disk: only questions without findings, which would have to be made again.
impl Keep for Cache {
    fn recall(&self, source: &QuestionSource) -> Option<Compiled> {
        let content = self.get(&self.key(source))?;
        Some(Compiled {
            content: Some(Arc::new(content)),
            findings: Vec::new(),
        })
    }

    fn keep(&self, source: &QuestionSource, compiled: &Compiled) {
        if let (Some(content), true) = (&compiled.content, compiled.findings.is_empty()) {
            self.put(&self.key(source), content);
        }
    }
}

/// What one question file became.
#[derive(Debug, Clone)]
pub struct Compiled {
    content: Option<Arc<Content>>,
    findings: Vec<Diagnostic>,
}

/// A site that could be made, and what was found on the way to it.
#[derive(Debug)]
pub struct Prepared {
    /// The site to be; to be rendered only where there is no error among the findings.
    pub plan: Plan,
    /// In no order yet.
    pub findings: Vec<Diagnostic>,
    /// Slugs of drafts, published or not.
    pub drafts: Vec<Slug>,
    /// Slugs of files with errors of their own.
    pub broken: Vec<Slug>,
    /// Questions that did not have to be compiled.
    pub reused: usize,
}

impl Prepared {
    /// A build of nothing yet.
    fn built(&self, findings: Vec<Diagnostic>) -> Built {
        let catalog = &self.plan.catalog;
        Built {
            site: None,
            published: None,
            pages: self.plan.page_count(),
            questions: catalog.questions.len(),
            topics: catalog.topics.len(),
            reused: self.reused,
            findings,
        }
    }

    /// Errors and warnings as the settings weigh them, in the order of files and lines.
    pub fn weigh(&self, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        if diagnostic::has_errors(&findings) {
            // Where files have errors, it is no news that nothing is left to publish.
            findings.retain(|finding| finding.code != Code::EmptyBank);
        }
        findings = self.plan.config.levels.weigh(findings);
        diagnostic::sort(&mut findings);
        findings
    }
}

/// Reads, compiles and checks a bank, and puts its site into the output folder.
///
/// All stages run even where an earlier one found errors, as far as that makes sense, so that an author sees every finding
/// at once; the folder is only touched where there is no error.
pub fn publish(
    options: &BuildOptions,
    claim: &Claim,
    progress: &Progress<'_>,
) -> Result<Built, NotPublished> {
    let cache = Cache::open(&options.root);
    let mut memory = Memory::default();
    let mut prepared = prepare(options, &mut memory, &cache, progress)?;
    cache.prune();
    drop(memory);
    let findings = std::mem::take(&mut prepared.findings);
    let mut findings = prepared.weigh(findings);
    let mut published = None;
    if !diagnostic::has_errors(&findings) {
        let steps = |done, all| progress("writing", done, all);
        match claim.commit(&prepared.plan, &cache, &steps)? {
            Ok(done) => published = Some(done),
            Err(faults) => {
                findings.extend(faults);
                findings = prepared.weigh(findings);
            }
        }
    }
    Ok(Built {
        published,
        ..prepared.built(findings)
    })
}

/// The same, but the site is made in memory, and nothing is written at all.
pub fn build(options: &BuildOptions, progress: &Progress<'_>) -> Result<Built, Fault> {
    let mut prepared = prepare(options, &mut Memory::default(), &KeepNothing, progress)?;
    let mut findings = std::mem::take(&mut prepared.findings);
    let site = match diagnostic::has_errors(&findings) {
        true => None,
        false => {
            let rendering = |done, all| progress("rendering", done, all);
            prepared.plan.site(&rendering).drain(&mut findings)
        }
    };
    let findings = prepared.weigh(findings);
    Ok(Built {
        site: site.filter(|_| !diagnostic::has_errors(&findings)),
        ..prepared.built(findings)
    })
}

/// Every stage but the rendering. `memory` and `keep` say what need not be read and compiled again.
pub fn prepare(
    options: &BuildOptions,
    memory: &mut Memory,
    keep: &dyn Keep,
    progress: &Progress<'_>,
) -> Result<Prepared, Fault> {
    let mut findings = Vec::new();
    let root = options.root.as_path();
    let mut config = config::load(root)?.drain(&mut findings).unwrap_or_default();
    if let Some(base_url) = &options.base_url {
        config.base_url = Some(base_url.clone());
    }
    let sources = source::load(root, memory)?
        .drain(&mut findings)
        .unwrap_or_default();
    let assets = assets::load_static(root)?
        .drain(&mut findings)
        .unwrap_or_default();
    let templates = assets::load_templates(root)?
        .drain(&mut findings)
        .unwrap_or_default();
    // Without its templates a site is not rendered, because what is wrong with them is an error.
    let templates = Templates::parse(templates)
        .drain(&mut findings)
        .unwrap_or_default();
    let bank = compile(
        sources,
        &config,
        options.drafts,
        keep,
        progress,
        &mut findings,
    );
    Ok(Prepared {
        plan: Plan::new(bank.catalog, config, assets, Arc::new(templates)),
        findings,
        drafts: bank.drafts,
        broken: bank.broken,
        reused: bank.reused,
    })
}

/// All questions, compiled and put together.
struct Bank {
    catalog: Catalog,
    drafts: Vec<Slug>,
    broken: Vec<Slug>,
    reused: usize,
}

fn compile(
    sources: Sources,
    config: &Config,
    drafts: bool,
    keep: &dyn Keep,
    progress: &Progress<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Bank {
    let all = sources.questions.len();
    let done = AtomicUsize::new(0);
    let reused = AtomicUsize::new(0);
    let compiled: Vec<Compiled> = sources
        .questions
        .par_iter()
        .map(|source| {
            let known = keep.recall(source);
            reused.fetch_add(usize::from(known.is_some()), Ordering::Relaxed);
            let compiled = known.unwrap_or_else(|| compile_one(source, keep));
            progress("reading", done.fetch_add(1, Ordering::Relaxed) + 1, all);
            compiled
        })
        .collect();
    let mut questions = Vec::with_capacity(all);
    let mut broken = sources.refused;
    for (mut one, source) in compiled.into_iter().zip(sources.questions) {
        findings.append(&mut one.findings);
        let QuestionSource { topic, slug, file } = source;
        match one.content {
            Some(content) => questions.push(Question {
                slug,
                topic,
                file,
                content,
            }),
            None => broken.push((topic, slug)),
        }
    }
    let topics = sources
        .topics
        .iter()
        .map(|source| topic_matter(source, findings))
        .collect();
    let is_draft = |question: &&Question| question.content.matter.draft;
    let hidden = questions.iter().filter(is_draft);
    let hidden = hidden.map(|question| question.slug.clone()).collect();
    let faulty = broken.iter().map(|(_, slug)| slug.clone()).collect();
    let parts = catalog::Parts {
        questions,
        topics,
        media: sources.media,
        broken,
        drafts,
    };
    Bank {
        catalog: catalog::build(parts, config)
            .drain(findings)
            .unwrap_or_default(),
        drafts: hidden,
        broken: faulty,
        reused: reused.into_inner(),
    }
}

fn compile_one(source: &QuestionSource, keep: &dyn Keep) -> Compiled {
    let checked = question::compile(&source.file, &source.topic);
    let compiled = Compiled {
        content: checked.value.map(Arc::new),
        findings: checked.findings,
    };
    keep.keep(source, &compiled);
    compiled
}

/// What a topic's file says; a name made from the folder's where there is none.
pub fn topic_matter(source: &TopicSource, findings: &mut Vec<Diagnostic>) -> (Slug, TopicMatter) {
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
pub fn title_from(slug: &Slug) -> String {
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
