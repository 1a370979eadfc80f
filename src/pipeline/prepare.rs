//! Every stage but the rendering.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::compile::{self, Work};
use super::keep::Keep;
use super::options::{BuildOptions, Progress};
use crate::diagnostic::{self, Code, Diagnostic, Fault};
use crate::fingerprint::Fingerprint;
use crate::input::assets::{self, Assets};
use crate::input::config::{self, Config};
use crate::input::memory::Memory;
use crate::input::source::Sources;
use crate::input::walk;
use crate::route::Slug;
use crate::site::Plan;
use crate::site::templates::Templates;

/// A site that could be made. What was found on the way to it comes beside it.
#[derive(Debug)]
pub struct Prepared {
    /// The site to be; to be rendered only where no finding is an error.
    pub plan: Plan,
    /// Slugs of drafts, published or not.
    pub drafts: Vec<Slug>,
    /// Slugs of files with errors of their own.
    pub broken: Vec<Slug>,
    /// What there was to compile.
    pub work: Work,
}

impl Prepared {
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

/// Every stage but the rendering, and the findings, in no order yet. There is something to render only where none is an error.
/// `memory` and `keep` say what need not be read and compiled again.
pub fn prepare(
    options: &BuildOptions,
    memory: &mut Memory,
    keep: &dyn Keep,
    progress: &Progress<'_>,
) -> Result<(Prepared, Vec<Diagnostic>), Fault> {
    progress("reading", 0, 0);
    Ok(read(options, memory, keep)?.prepare(options, keep, progress))
}

/// Everything that a site is made from, as it lies on the disk.
pub(super) struct Read {
    config: Config,
    sources: Sources,
    assets: Arc<Assets>,
    templates: BTreeMap<String, String>,
    pub findings: Vec<Diagnostic>,
}

pub(super) fn read(
    options: &BuildOptions,
    memory: &mut Memory,
    keep: &dyn Keep,
) -> Result<Read, Fault> {
    let mut findings = Vec::new();
    let root = options.root.as_path();
    let mut config = config::load(root)?
        .drain(&mut findings)
        .unwrap_or_else(Config::unread);
    if let Some(base_url) = &options.base_url {
        config.base_url = Some(base_url.clone());
    }
    let sources = walk::load(root, config.all_languages(), memory)?
        .drain(&mut findings)
        .unwrap_or_default();
    let before = keep.before();
    let before = before.map(|before| &before.first.assets);
    let assets = assets::load_static(root, before)?
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
    pub fn stamp(&self, options: &BuildOptions) -> Fingerprint {
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
    pub fn prepare(
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
        let before = keep.before().map(|before| &before.first.templates);
        let templates = match before.filter(|before| before.are_of(&templates)) {
            Some(same) => same.clone(),
            None => Arc::new(
                Templates::parse(templates)
                    .drain(&mut findings)
                    .unwrap_or_default(),
            ),
        };
        let bank = compile::compile(
            sources,
            &config,
            options.drafts,
            keep,
            progress,
            &mut findings,
        );
        let prepared = Prepared {
            plan: Plan::new(bank.catalogs, config, assets, templates, keep.shelf()),
            drafts: bank.drafts,
            broken: bank.broken,
            work: bank.work,
        };
        (prepared, findings)
    }
}
