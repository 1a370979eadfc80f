//! Sources, reviews, and relations named by one side only.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::bank::catalog::Catalog;
use crate::bank::fix;
use crate::bank::relations::missing_relations;
use crate::compile::hosts;
use crate::compile::question::Question;
use crate::diagnostic::{Code, Diagnostic};
use crate::route::Slug;

pub fn check(
    question: &Question,
    catalog: &Catalog,
    today: Date,
    faulty: &BTreeSet<&str>,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    findings.extend(source(question));
    findings.extend(deceptive_sources(question));
    findings.extend(review(question, today));
    findings.extend(future(question, today));
    findings.extend(one_way_related(question, catalog, faulty));
    findings
}

fn at_title(code: Code, question: &Question, message: &str) -> Diagnostic {
    let span = question.content.matter.title_span.clone();
    Diagnostic::at(code, &question.file, span, message)
}

fn source(question: &Question) -> Option<Diagnostic> {
    question.content.matter.sources.is_empty().then(|| {
        at_title(Code::MissingSource, question, "the answer names no source")
            .hint("add `sources:`, below it `  - title: \"Author, Title (year)\"` and `    url: https://…`")
    })
}

/// Sources whose address pretends to be another site.
fn deceptive_sources(question: &Question) -> Vec<Diagnostic> {
    let sources = question.content.matter.sources.iter();
    let urls = sources.filter_map(|source| source.url.as_deref());
    urls.filter_map(|url| Some((url, hosts::deceit(url, "")?)))
        .map(|(url, (why, remedy))| {
            let title = question.content.matter.title_span.clone();
            let place = question.file.text.find(url);
            let span = place.map_or(title, |at| at..at + url.len());
            Diagnostic::at(Code::DeceptiveLink, &question.file, span, why).hint(remedy)
        })
        .collect()
}

fn review(question: &Question, today: Date) -> Option<Diagnostic> {
    let matter = &question.content.matter;
    let Some(reviewed) = matter.reviewed else {
        let hint = format!("check every fact, then add `reviewed: {today}`");
        return Some(at_title(Code::MissingReview, question, "`reviewed` is missing").hint(hint));
    };
    let (lasts, words) = match matter.volatile {
        true => (6.months(), "six months ago, and the facts are volatile"),
        false => (1.year(), "a year ago"),
    };
    // A date so late that no year can be added to it is never due.
    let due = reviewed.checked_add(lasts).unwrap_or(Date::MAX);
    if today <= due {
        return None;
    }
    let span = matter.reviewed_span.clone().unwrap_or_default();
    let message = format!("the last review, `{reviewed}`, is more than {words}");
    let hint = format!("check every fact against the sources, then write `reviewed: {today}`");
    Some(Diagnostic::at(Code::StaleReview, &question.file, span, message).hint(hint))
}

/// Dates in the future.
fn future(question: &Question, today: Date) -> Vec<Diagnostic> {
    let matter = &question.content.matter;
    let days = [
        ("added", matter.added, &matter.added_span),
        ("reviewed", matter.reviewed, &matter.reviewed_span),
    ];
    let finding = |(key, day, span): (&str, Option<Date>, &Option<Range<usize>>)| {
        let day = day.filter(|day| *day > today)?;
        let message = format!("`{day}` is yet to come: today is `{today}`");
        let hint = format!("write `{key}: {today}`, or the day that was meant");
        let span = span.clone().unwrap_or_default();
        Some(Diagnostic::at(Code::FutureDate, &question.file, span, message).hint(hint))
    };
    days.into_iter().filter_map(finding).collect()
}

fn one_way_related(
    question: &Question,
    catalog: &Catalog,
    faulty: &BTreeSet<&str>,
) -> Vec<Diagnostic> {
    let finding = |other: &Question| {
        let slug: &Slug = &question.slug;
        let related = &question.content.matter.related;
        let span = related
            .iter()
            .find(|related| related.value == other.slug)
            .map_or(0..0, |related| related.span.clone());
        let message = format!("`{}` does not name `{slug}` as related", other.slug);
        let by_hand = format!("add `{slug}` to `related` in `{}`", other.file.path);
        let hint = match fix::can_relate(&other.file.text, slug) {
            true => by_hand + ", or run `prepbook check --fix`",
            false => by_hand,
        };
        Diagnostic::at(Code::OneWayRelated, &question.file, span, message).hint(hint)
    };
    missing_relations(question, catalog)
        // A file with errors may name more than could be read.
        .filter(|other| !faulty.contains(other.file.path.as_str()))
        .map(finding)
        .collect()
}
