//! What a build came to.

use std::time::Duration;

use super::prepare::Prepared;
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::output::publish::Published;
use crate::route::Slug;
use crate::site::Site;

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
    /// A build of nothing yet.
    pub(super) fn nothing(prepared: &Prepared, findings: Vec<Diagnostic>) -> Built {
        let catalog = &prepared.plan.first.catalog;
        let drafts = prepared.drafts.iter();
        let is_hidden = |slug: &&Slug| catalog.question(slug.as_str()).is_none();
        Built {
            site: None,
            published: None,
            pages: prepared.plan.page_count(),
            questions: catalog.questions.len(),
            translations: prepared.plan.translations(),
            hidden: drafts.filter(is_hidden).count(),
            topics: catalog.topics.len(),
            reused: prepared.work.reused,
            slowest: prepared.work.slowest.clone(),
            findings,
        }
    }

    /// Errors found.
    pub fn errors(&self) -> usize {
        diagnostic::count(&self.findings, Severity::Error)
    }

    /// Warnings found.
    pub fn warnings(&self) -> usize {
        diagnostic::count(&self.findings, Severity::Warning)
    }
}
