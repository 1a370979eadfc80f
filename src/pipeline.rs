//! The stages in their order.

mod built;
mod check;
mod compile;
mod keep;
mod options;
mod prepare;
mod texts;

use std::sync::Arc;
use std::time::SystemTime;

use crate::compile::highlight;
use crate::diagnostic::{self, Code, Diagnostic, Failure, Fault};
use crate::input::memory::{Memory, Seen};
use crate::input::source;
use crate::output::cache::Cache;
use crate::output::ledger::SiteSize;
use crate::output::publish::Claim;
use crate::output::refusal::NotMade;

pub use built::Built;
pub use check::{CheckOptions, Mended, check, fix, mark};
pub use compile::{title_from, topic_matter};
pub use keep::{Compiled, Keep, KeepNothing};
pub use options::{BuildOptions, Progress};
pub use prepare::{Prepared, prepare};

/// Reads, compiles and checks a bank, and puts its site into the output folder.
///
/// All stages run even where an earlier one found errors, as far as that makes sense, so that an author sees every finding
/// at once; the folder is only touched where there is no error.
pub fn publish(
    options: &BuildOptions,
    claim: &Claim,
    progress: &Progress<'_>,
) -> Result<Built, Failure> {
    progress("remembering", 0, 0);
    let cache = Arc::new(Cache::open(&options.root, options.cache.as_deref()));
    let before = cache.seen();
    let looked = SystemTime::now();
    let mut memory = Memory::of(before.clone());
    progress("reading", 0, 0);
    let read = prepare::read(options, &mut memory, &cache)?;
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
    let lacks_some = memory.has_passed_over() && !prepared.work.is_whole;
    if lacks_some || !texts::recall(&options.root, &mut found, prepared.work.files()) {
        let mut memory = Memory::of(Seen::new());
        (prepared, found) = prepare(options, &mut memory, &cache, progress)?;
        if !texts::recall(&options.root, &mut found, prepared.work.files()) {
            texts::show_none(&mut found);
        }
    }
    progress("keeping", 0, 0);
    cache.close();
    cache.keep_seen(&prepared.work.take_seen(looked), &before);
    drop((memory, before));
    let mut findings = prepared.weigh(found);
    // Nothing is compiled from here on.
    rayon::broadcast(|_| highlight::forget());
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
        match claim.commit(plan, &cache, stamp, &steps) {
            Ok(done) => published = Some(done),
            Err(NotMade::Findings(faults)) => {
                findings.extend(faults);
                findings = prepared.weigh(findings);
            }
            Err(NotMade::Failure(cause)) => return Err(cause),
        }
    }
    Ok(Built {
        published,
        ..Built::nothing(&prepared, findings)
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
        ..Built::nothing(&prepared, findings)
    })
}

/// Whether a finding is about the maintainer's own files (settings, templates, static files) rather than the bank.
pub fn is_about_settings(finding: &Diagnostic) -> bool {
    let in_bank = finding.place.path().split('/').next() == Some(source::FOLDER);
    // How much is translated is told where the language is named.
    let is_of_bank = in_bank || finding.code == Code::TranslationMissing;
    !is_of_bank || finding.code == Code::UnknownTopic
}
