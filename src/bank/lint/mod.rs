//! What an editor marks. Each rule is a pure function of the catalog, the settings, the static files and the day; how much its findings weigh
//! is decided afterwards, in one place, by [`Levels`](crate::diagnostic::Levels).

mod answer;
mod front_matter;
mod icons;
mod tags;
mod titles;

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::catalog::Catalog;
use crate::diagnostic::Diagnostic;
use crate::input::assets::Assets;
use crate::input::config::Config;

pub use front_matter::missing_relations;

/// Applies every rule. `today` is the day by which reviews are due; `faulty` are the paths of files with errors, which are
/// not judged, because what was not read well cannot be judged well.
pub fn check(
    catalog: &Catalog,
    config: &Config,
    assets: &Assets,
    today: Date,
    faulty: &BTreeSet<&str>,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for question in &catalog.questions {
        findings.extend(front_matter::check(question, catalog, today, faulty));
        findings.extend(answer::check(question, config));
    }
    findings.extend(titles::check(catalog));
    findings.extend(tags::check(catalog));
    findings.extend(icons::check(assets));
    findings.retain(|finding| !faulty.contains(finding.place.path()));
    findings
}
