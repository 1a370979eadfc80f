//! The stages in their order.

mod check;
mod compile;
mod keep;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::diagnostic::{self, Code, Diagnostic, Fault, Severity};
use crate::fingerprint::Fingerprint;
use crate::input::assets::{self, Assets};
use crate::input::config::{self, Config};
use crate::input::memory::{Memory, Seen};
use crate::input::source::{self, Sources};
use crate::output::cache::Cache;
use crate::output::ledger::SiteSize;
use crate::output::publish::{Claim, Published};
use crate::output::refusal::NotPublished;
use crate::route::Slug;
use crate::site::templates::Templates;
use crate::site::{Plan, Site};

pub use check::{CheckOptions, Mended, check, fix, mark};
pub use compile::{title_from, topic_matter};
pub use keep::{Compiled, Keep, KeepNothing};

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
    /// Their translations, over all languages.
    pub translations: usize,
    /// Drafts that are left out, as far as they were looked at: a build that has nothing to do reads none.
    pub hidden: usize,
    /// Topics with questions.
    pub topics: usize,
    /// Questions that were taken from the cache.
    pub reused: usize,
    /// The questions that took longest to compile.
    pub slowest: Vec<(String, Duration)>,
}

impl Built {
    /// Errors found.
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// Warnings found.
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> usize {
        let of_weight = self
            .findings
            .iter()
            .filter(|finding| finding.severity == severity);
        of_weight.map(|finding| finding.count).sum()
    }
}

/// A site that could be made. What was found on the way to it comes beside it.
#[derive(Debug)]
pub struct Prepared {
    /// The site to be; to be rendered only where no finding is an error.
    pub plan: Plan,
    /// Slugs of drafts, published or not.
    pub drafts: Vec<Slug>,
    /// Slugs of files with errors of their own.
    pub broken: Vec<Slug>,
    /// Questions that did not have to be compiled.
    pub reused: usize,
    /// The questions that took longest to compile.
    pub slowest: Vec<(String, Duration)>,
    /// Files that need not be read again while they are as they were.
    pub seen: Seen,
    /// Whether nothing is missing of what would have had to be read.
    pub is_whole: bool,
}

impl Prepared {
    /// A build of nothing yet.
    fn built(&self, findings: Vec<Diagnostic>) -> Built {
        let catalog = &self.plan.first.catalog;
        Built {
            site: None,
            published: None,
            pages: self.plan.page_count(),
            questions: catalog.questions.len(),
            translations: self.plan.translations(),
            hidden: self
                .drafts
                .iter()
                .filter(|slug| catalog.question(slug.as_str()).is_none())
                .count(),
            topics: catalog.topics.len(),
            reused: self.reused,
            slowest: self.slowest.clone(),
            findings,
        }
    }

    /// Errors and warnings as the settings weigh them, in the order of files and lines.
    pub fn weigh(&self, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        if diagnostic::has_errors(&findings) {
            // Where files have errors, it is no news that nothing is left to publish.
            findings.retain(|finding| finding.code != Code::EmptyBank);
        }
        let config = &self.plan.first.config;
        findings.retain(|finding| !config.read.makes_doubtful(finding));
        findings = config.levels.weigh(findings);
        diagnostic::sort(&mut findings);
        diagnostic::limit(findings)
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
    progress("remembering", 0, 0);
    let cache = Arc::new(Cache::open(&options.root, options.cache.as_deref()));
    let before = cache.seen();
    let looked = SystemTime::now();
    let mut memory = Memory::of(before.clone());
    progress("reading", 0, 0);
    let read = read(options, &mut memory)?;
    let stamp = read.stamp(options);
    if read.findings.is_empty()
        && let Some((published, size)) = claim.if_made_from(stamp, &cache)?
    {
        return Ok(Built {
            site: None,
            published: Some(published),
            pages: size.pages,
            findings: Vec::new(),
            questions: size.questions,
            translations: size.translations,
            hidden: 0,
            topics: size.topics,
            reused: size.questions + size.translations,
            slowest: Vec::new(),
        });
    }
    let (mut prepared, mut found) = read.prepare(options, &cache, progress);
    // A finding shows the text that it is about.
    let has_to_read = !prepared.is_whole || !found.is_empty();
    if memory.has_passed_over() && has_to_read {
        (prepared, found) = prepare(options, &mut Memory::default(), &cache, progress)?;
    }
    progress("keeping", 0, 0);
    cache.close();
    prepared.seen.retain(|_, (stat, _)| stat.is_settled(looked));
    cache.keep_seen(&prepared.seen, &before);
    drop(memory);
    let mut findings = prepared.weigh(found);
    let mut published = None;
    if !diagnostic::has_errors(&findings) {
        progress("comparing", 0, 0);
        let steps = |done, all| progress("writing", done, all);
        let plan = &prepared.plan;
        let size = SiteSize {
            pages: plan.page_count(),
            questions: plan.first.catalog.questions.len(),
            translations: plan.translations(),
            topics: plan.first.catalog.topics.len(),
        };
        // What was found has to be shown again.
        let stamp = findings.is_empty().then_some((stamp, size));
        match claim.commit(plan, &cache, stamp, &steps)? {
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
    let (prepared, mut findings) =
        prepare(options, &mut Memory::default(), &KeepNothing, progress)?;
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

/// Every stage but the rendering, and the findings, in no order yet. There is something to render only where none is an error.
/// `memory` and `keep` say what need not be read and compiled again.
pub fn prepare(
    options: &BuildOptions,
    memory: &mut Memory,
    keep: &dyn Keep,
    progress: &Progress<'_>,
) -> Result<(Prepared, Vec<Diagnostic>), Fault> {
    progress("reading", 0, 0);
    Ok(read(options, memory)?.prepare(options, keep, progress))
}

/// Everything that a site is made from, as it lies on the disk.
struct Read {
    config: Config,
    sources: Sources,
    assets: Assets,
    templates: BTreeMap<String, String>,
    findings: Vec<Diagnostic>,
}

fn read(options: &BuildOptions, memory: &mut Memory) -> Result<Read, Fault> {
    let mut findings = Vec::new();
    let root = options.root.as_path();
    let mut config = config::load(root)?
        .drain(&mut findings)
        .unwrap_or_else(Config::unread);
    if let Some(base_url) = &options.base_url {
        config.base_url = Some(base_url.clone());
    }
    let sources = source::load(root, config.all_languages(), memory)?
        .drain(&mut findings)
        .unwrap_or_default();
    let assets = assets::load_static(root)?
        .drain(&mut findings)
        .unwrap_or_default();
    let templates = assets::load_templates(root)?
        .drain(&mut findings)
        .unwrap_or_default();
    Ok(Read {
        config,
        sources,
        assets,
        templates,
        findings,
    })
}

impl Read {
    /// The fingerprint of all of it: whatever was built from the same is as it would be built now.
    fn stamp(&self, options: &BuildOptions) -> Fingerprint {
        let sources = &self.sources;
        let questions = sources.questions.iter().chain(&sources.translations);
        let questions: Vec<_> = questions
            .map(|one| (&one.slug, &one.language, &one.key))
            .collect();
        let topics = sources.topics.iter();
        let topics: Vec<_> = topics
            .map(|topic| (&topic.slug, topic.file.as_ref().map(|file| &file.text)))
            .collect();
        let media = sources.media.iter().map(|media| {
            let bytes = Fingerprint::of([media.bytes.as_slice()]);
            (&media.topic, &media.name, bytes)
        });
        let media: Vec<_> = media.collect();
        let files = |files: &assets::Files| {
            let parts = files.iter();
            Fingerprint::of(parts.flat_map(|(name, bytes)| [name.as_bytes(), bytes.as_slice()]))
        };
        let own = &self.assets;
        let assets = [
            files(&own.files),
            files(&own.root_files),
            Fingerprint::of([own.worker.as_slice()]),
        ];
        let settings = format!("{:?}", self.config);
        let chosen = (settings, options.drafts);
        let paths = sources.paths.iter();
        let paths: Vec<_> = paths.map(|path| (&path.slug, &path.file.text)).collect();
        let bank = (questions, topics, paths, media);
        Fingerprint::of_value(&(chosen, bank, assets, &self.templates))
    }

    /// Every stage that follows but the rendering.
    fn prepare(
        self,
        options: &BuildOptions,
        keep: &dyn Keep,
        progress: &Progress<'_>,
    ) -> (Prepared, Vec<Diagnostic>) {
        let Read {
            config,
            sources,
            assets,
            templates,
            mut findings,
        } = self;
        // Without its templates a site is not rendered, because what is wrong with them is an error.
        let templates = Templates::parse(templates)
            .drain(&mut findings)
            .unwrap_or_default();
        let bank = compile::compile(
            sources,
            &config,
            options.drafts,
            keep,
            progress,
            &mut findings,
        );
        let prepared = Prepared {
            plan: Plan::new(
                bank.catalogs,
                config,
                assets,
                Arc::new(templates),
                keep.shelf(),
            ),
            drafts: bank.drafts,
            broken: bank.broken,
            reused: bank.reused,
            slowest: bank.slowest,
            seen: bank.seen,
            is_whole: bank.is_whole,
        };
        (prepared, findings)
    }
}

/// Whether a finding is about the maintainer's own files (settings, templates, static files) rather than the bank.
pub fn is_about_settings(finding: &Diagnostic) -> bool {
    let in_bank = finding.place.path().split('/').next() == Some(source::FOLDER);
    // How much is translated is told where the language is named.
    let is_of_bank = in_bank || finding.code == Code::TranslationMissing;
    !is_of_bank || finding.code == Code::UnknownTopic
}
