//! The rules of style. Each is a pure function of the catalog, the settings, the static files and the day. The severity of
//! their findings is decided afterwards, in one place, by [`Levels`](crate::diagnostic::Levels).

mod answer;
mod front_matter;
mod icons;
mod tags;
mod titles;
mod translations;

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::input::assets::Assets;
use crate::input::config::Config;
use crate::input::source::FOLDER;
use crate::route::Slug;

/// Applies the rules to another language of the bank: those about answers to its translations, and those about translations.
/// Findings about the originals come from [`check`].
pub fn check_edition(
    original: &Catalog,
    edition: &Catalog,
    config: &Config,
    faulty: &BTreeSet<&str>,
) -> Vec<Diagnostic> {
    let mut findings = translations::check(original, edition, config);
    let words = config.words.words(&config.language);
    let questions = edition.questions.iter();
    for question in questions.filter(|question| !question.is_borrowed()) {
        findings.extend(answer::check_translation(question, &words));
    }
    findings.extend(titles::check(edition));
    findings.extend(words.lacking());
    findings.retain(|finding| !faulty.contains(finding.place.path()));
    findings
}

fn empty_topic(topic: &Slug) -> Diagnostic {
    let folder = format!("{FOLDER}/{topic}");
    let hint = format!("write one to `{folder}/<slug>.md`, or remove the folder");
    let message = "this topic has no question, so it has no page";
    Diagnostic::about(Code::EmptyTopic, folder, message).hint(hint)
}

/// Applies every rule. `today` decides which reviews are due. `faulty` are the paths of files with errors; they are skipped,
/// because they were not read completely.
pub fn check(
    catalog: &Catalog,
    config: &Config,
    assets: &Assets,
    today: Date,
    faulty: &BTreeSet<&str>,
) -> Vec<Diagnostic> {
    let words = config.words.words(&config.language);
    let mut findings = Vec::new();
    for question in &catalog.questions {
        findings.extend(front_matter::check(question, catalog, today, faulty));
        findings.extend(answer::check(question, config, &words));
    }
    findings.extend(titles::check(catalog));
    findings.extend(tags::check(catalog));
    findings.extend(catalog.empty_topics.iter().map(empty_topic));
    findings.extend(icons::check(assets));
    findings.extend(words.lacking());
    findings.retain(|finding| !faulty.contains(finding.place.path()));
    findings
}
