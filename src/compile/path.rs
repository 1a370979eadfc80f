//! `questions/_paths/<slug>.yaml`: questions in an order that builds up.

use std::sync::Arc;

use super::{bidi, front_matter};
use crate::diagnostic::{Checked, Code, SourceText};
use crate::input::languages::{self, Languages, Named};
use crate::route::Slug;
use crate::yaml::{self, Spanned};

/// What a maintainer says about a path. Nothing of it is resolved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathMatter {
    /// The path's name.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// How long it takes.
    pub minutes: Option<i64>,
    /// Slugs in their order.
    pub questions: Vec<Spanned<Slug>>,
    /// Questions, and those that have to stand before them.
    pub needs: Vec<(Spanned<String>, Vec<Spanned<String>>)>,
    /// What it is called in other languages, each with its place among them.
    pub named: Vec<(usize, Named)>,
}

/// Reads a path's file, in a bank of these languages.
pub fn parse(file: &Arc<SourceText>, languages: Languages<'_>) -> Checked<PathMatter> {
    let Checked {
        value,
        mut findings,
    } = yaml::parse(file, 0..file.text.len());
    findings.append(&mut bidi::warn(file, 0..file.text.len(), 0..0));
    let Some(mut fields) = value else {
        return Checked::none(findings);
    };
    let title = fields.required_text("title");
    let description = fields.text("description").map(|text| text.value);
    let minutes_span = fields.key("minutes").unwrap_or(0..0);
    let minutes = fields.integer("minutes");
    let listed = fields.key("questions");
    let faults = fields.faults();
    let questions = front_matter::slugs(&mut fields, "questions");
    let has_faults = fields.faults() > faults;
    let needs = fields.lists("needs");
    let named = languages::named(&mut fields, languages);
    if let Some(minutes) = minutes.filter(|minutes| !(1..=100_000).contains(minutes)) {
        let message = format!("a path of {minutes} minutes cannot be walked");
        let hint = "write how long it takes, as in `minutes: 45`";
        fields.report(Code::BadValue, minutes_span, message, Some(hint.into()));
    }
    let hint = "list the names of questions' files without `.md`, as in `questions: [acid, mvcc]`";
    match listed {
        None => {
            let message = "`questions` is missing".to_owned();
            fields.report(Code::MissingKey, 0..0, message, Some(hint.into()));
        }
        Some(span) if questions.is_empty() && !has_faults => {
            let message = "this path has no question, so it has no page".to_owned();
            fields.report(Code::NoQuestions, span, message, Some(hint.into()));
        }
        Some(_) => {}
    }
    findings.append(&mut fields.finish());
    let matter = title.map(|title| PathMatter {
        title: title.value,
        description: description.unwrap_or_default(),
        minutes,
        questions,
        needs,
        named,
    });
    Checked {
        value: matter,
        findings,
    }
}
