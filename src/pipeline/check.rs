//! What an editor does with a bank: the rules of style, the comparison with an earlier state, and mechanical repairs.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{BuildOptions, Built, KeepNothing, Prepared, Progress, prepare};
use crate::bank::vanished::{self, Present, Published};
use crate::bank::{fix, lint};
use crate::compile::front_matter;
use crate::diagnostic::{self, Diagnostic, Fault, Severity};
use crate::input::history::History;
use crate::input::memory::Memory;
use crate::output::rewrite;
use crate::site::Plan;

/// What a check looks at beyond a build.
#[derive(Debug, Clone)]
pub struct CheckOptions {
    /// Whether the rules of style apply, and if so, the day by which reviews are due.
    pub style: Option<Date>,
    /// An earlier state of the bank, whose published questions must still be found.
    pub history: Option<History>,
}

/// Builds in memory, and adds what an editor has to say. Those rules are for `check` alone: on a build they would bury the
/// summary.
pub fn check(
    options: &BuildOptions,
    check: &CheckOptions,
    progress: &Progress<'_>,
) -> Result<Built, Fault> {
    let mut prepared = prepare(options, &mut Memory::default(), &KeepNothing, progress)?;
    let mut found = std::mem::take(&mut prepared.findings);
    if !diagnostic::has_errors(&found) {
        found.append(
            &mut prepared
                .plan
                .faults(&|done, all| progress("rendering", done, all)),
        );
    }
    found.append(&mut findings(&prepared, check, &found)?);
    let found = prepared.weigh(found);
    Ok(prepared.built(found))
}

/// What a check finds beyond a build, which found `known`.
pub(super) fn findings(
    prepared: &Prepared,
    options: &CheckOptions,
    known: &[Diagnostic],
) -> Result<Vec<Diagnostic>, Fault> {
    let catalog = &prepared.plan.catalog;
    let mut findings = Vec::new();
    if let Some(today) = options.style {
        findings.append(&mut edit(&prepared.plan, today, known));
    }
    if let Some(history) = &options.history {
        let present = Present {
            catalog,
            drafts: &prepared.drafts,
            broken: &prepared.broken,
        };
        findings.append(&mut vanished(present, history)?);
    }
    Ok(findings)
}

/// What the rules of style find in files without errors.
fn edit(plan: &Plan, today: Date, findings: &[Diagnostic]) -> Vec<Diagnostic> {
    let faulty: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.place.path())
        .collect();
    lint::check(&plan.catalog, &plan.config, &plan.assets, today, &faulty)
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
    let options = BuildOptions {
        drafts: true,
        ..options.clone()
    };
    // Whatever is found is for the check that follows.
    let prepared = prepare(&options, &mut Memory::default(), &KeepNothing, progress)?;
    let catalog = &prepared.plan.catalog;
    let relations = fix::relations(catalog);
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
