//! What an editor does with a bank: the rules of style, the comparison with an earlier state, and mechanical repairs.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::built::Built;
use super::keep::KeepNothing;
use super::options::{BuildOptions, Progress};
use super::prepare::{Prepared, prepare};
use crate::bank::fix::{self, Marked};
use crate::bank::lint;
use crate::bank::vanished::{self, FormerQuestion, Present};
use crate::compile::front_matter;
use crate::compile::question::{self, Question, Wording};
use crate::diagnostic::{self, Code, Diagnostic, Fault, Severity, SourceText};
use crate::input::history::History;
use crate::input::memory::Memory;
use crate::input::plain;
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
    let (prepared, mut found) = prepare(options, &mut Memory::default(), &KeepNothing, progress)?;
    if !diagnostic::has_errors(&found) {
        found.append(
            &mut prepared
                .plan
                .faults(&|done, all| progress("rendering", done, all)),
        );
    }
    found.append(&mut findings(&prepared, check, &found)?);
    let found = prepared.weigh(found);
    Ok(Built::nothing(&prepared, found))
}

/// What a check finds beyond a build, which found `known`.
pub(super) fn findings(
    prepared: &Prepared,
    options: &CheckOptions,
    known: &[Diagnostic],
) -> Result<Vec<Diagnostic>, Fault> {
    let catalog = &prepared.plan.first.catalog;
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
        findings.append(&mut left_behind(&prepared.plan, history)?);
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
    let first = &plan.first;
    let mut findings = lint::check(&first.catalog, &first.config, &first.assets, today, &faulty);
    for edition in &plan.others {
        let (catalog, config) = (&edition.catalog, &edition.config);
        findings.append(&mut lint::check_edition(
            &first.catalog,
            catalog,
            config,
            &faulty,
        ));
    }
    findings
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
                .map(|matter| FormerQuestion {
                    slug: past.slug.clone(),
                    title: matter.title,
                    path: past.path.clone(),
                }),
        );
    }
    let before = history.files.iter().map(|past| past.slug.clone()).collect();
    Ok(vanished::check(present, &gone, &before))
}

/// Originals that have changed since an earlier state, and left behind translations that were made from that.
fn left_behind(plan: &Plan, history: &History) -> Result<Vec<Diagnostic>, Fault> {
    let mut findings = Vec::new();
    for original in &plan.first.catalog.questions {
        let slug = &original.slug;
        let editions = plan.others.iter();
        let translations = editions.filter_map(|edition| edition.catalog.question(slug.as_str()));
        let behind: Vec<&Question> = translations
            .filter(|question| question.told.wording == Wording::Behind)
            .collect();
        let mut past = history.files.iter().filter(|past| past.slug == *slug);
        let Some(past) = past.next().filter(|_| !behind.is_empty()) else {
            continue;
        };
        let Some(state) = history.text(past)?.and_then(|file| state_of(&file)) else {
            continue;
        };
        let made_from = |question: &&&Question| {
            let translates = &question.content.matter.translates;
            translates
                .as_ref()
                .is_some_and(|made_from| made_from.value == state)
        };
        let fallen = behind.iter().filter(made_from);
        let fallen: Vec<String> = fallen.map(|one| format!("`{}`", one.file.path)).collect();
        let verb = match fallen.len() {
            0 => continue,
            1 => "falls",
            _ => "fall",
        };
        let message = format!("by this change {} {verb} behind", fallen.join(" and "));
        let span = original.content.matter.title_span.clone();
        findings.push(
            Diagnostic::at(Code::TranslationBehind, &original.file, span, message).hint(format!(
                "bring the translation up to date, then run `prepbook new --mark-translated {slug} LANG`; \
                 until then its page says so"
            )),
        );
    }
    Ok(findings)
}

/// What a translation made from an original would name.
fn state_of(file: &Arc<SourceText>) -> Option<String> {
    let parts = front_matter::split(file).ok()?;
    let text = &file.text[parts.body.clone()];
    let matter = front_matter::parse(file, parts.front).value?;
    Some(question::state(&matter.title, text))
}

/// A file that was mended, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// Relative to the bank's root.
    pub path: String,
    /// Each change in a few words.
    pub changes: Vec<String>,
}

/// Writes to a translation's file which state of its original it was made from.
pub fn mark(root: &Path, path: &str, state: &str) -> Result<Marked<()>, Fault> {
    let path = root.join(path);
    let bytes = plain::read(&path, u64::MAX).map_err(Fault::on("read", &path))?;
    let marked = std::str::from_utf8(&bytes).map_or(Marked::Never, |raw| fix::mark(raw, state));
    Ok(match marked {
        Marked::Now(text) => {
            rewrite::replace(&path, text.as_bytes())?;
            Marked::Now(())
        }
        Marked::Before => Marked::Before,
        Marked::Never => Marked::Never,
    })
}

/// Mends what is mechanical in the front matter of all questions, drafts too, and writes the files anew.
pub fn fix(options: &BuildOptions, progress: &Progress<'_>) -> Result<Vec<Mended>, Fault> {
    let options = BuildOptions {
        drafts: true,
        ..options.clone()
    };
    // Whatever is found is for the check that follows.
    let (prepared, _) = prepare(&options, &mut Memory::default(), &KeepNothing, progress)?;
    let plan = &prepared.plan;
    let catalog = &plan.first.catalog;
    let relations = fix::relations(catalog);
    let mut mended = Vec::new();
    for (question, relations) in catalog.questions.iter().zip(&relations) {
        let path = options.root.join(&question.file.path);
        let bytes = plain::read(&path, u64::MAX).map_err(Fault::on("read", &path))?;
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
    for edition in &plan.others {
        let questions = edition.catalog.questions.iter();
        let is_unmarked = |question: &&Question| {
            let is_own = question.told.wording == Wording::Own;
            is_own && question.content.matter.translates.is_none()
        };
        for translation in questions.filter(is_unmarked) {
            let original = catalog.question(translation.slug.as_str());
            let state = original.map(|original| &original.content.state);
            let path = &translation.file.path;
            let marked = state.map(|state| mark(&options.root, path, state));
            if marked.transpose()? == Some(Marked::Now(())) {
                mended.push(Mended {
                    path: path.clone(),
                    changes: vec!["`translates` names the original as it is now".to_owned()],
                });
            }
        }
    }
    Ok(mended)
}
