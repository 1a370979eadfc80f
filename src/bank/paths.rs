//! Paths: their questions looked up, and their order checked. Pure.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::questions::Questions;
use crate::compile::path::PathMatter;
use crate::compile::question::Wording;
use crate::diagnostic::{Code, Diagnostic, MOST_SUGGESTIONS, SourceText, Suggestions};
use crate::input::languages::Named;
use crate::route::Slug;

/// A path with at least one question.
#[derive(Debug, Clone)]
pub struct Path {
    /// The file's stem.
    pub slug: Slug,
    /// Its title and description.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// How long it takes.
    pub minutes: Option<i64>,
    /// In its own order.
    pub questions: Vec<usize>,
    /// What it is called in other languages, each with its place among them.
    pub named: Vec<(usize, Named)>,
    /// In which language title and description are.
    pub wording: Wording,
}

impl Path {
    /// As it is called in the language of this place. A sentence in another language than the title is left out.
    pub fn in_language(&self, place: usize, default: &str) -> Path {
        let named = self.named.iter().find(|(known, _)| *known == place);
        match named.and_then(|(_, named)| Some((named.title.as_ref()?, &named.description))) {
            Some((title, description)) => Path {
                title: title.clone(),
                description: description.clone().unwrap_or_default(),
                wording: Wording::Own,
                ..self.clone()
            },
            None => Path {
                wording: Wording::Borrowed(default.to_owned()),
                ..self.clone()
            },
        }
    }
}

/// A path's file, compiled.
pub type PathFile = (Slug, Arc<SourceText>, PathMatter);

/// What there is to lead to.
#[derive(Debug, Clone, Copy)]
pub struct Bank<'a> {
    /// All that are published.
    pub questions: &'a Questions,
    /// Former names and those of today.
    pub redirects: &'a BTreeMap<Slug, Slug>,
    /// Drafts.
    pub hidden: &'a [Slug],
    /// Files with errors of their own: topic and slug.
    pub broken: &'a [(Slug, Slug)],
}

/// Looks up the questions of all paths.
pub fn resolve(files: Vec<PathFile>, bank: Bank<'_>, findings: &mut Vec<Diagnostic>) -> Vec<Path> {
    let suggestions = Suggestions::new(MOST_SUGGESTIONS);
    let resolve = |(slug, file, matter): PathFile| {
        let mut questions = Vec::new();
        for name in &matter.questions {
            let at = |code, message| Diagnostic::at(code, &file, name.span.clone(), message);
            match bank.questions.place(name.value.as_str()) {
                Some(place) => questions.push(place),
                None if bank.broken.iter().any(|(_, slug)| *slug == name.value) => {}
                None => {
                    let message = format!("there is no question `{}`", name.value);
                    let hint = unknown(&name.value, bank, &suggestions);
                    findings.push(at(Code::UnknownQuestion, message).hint(hint));
                }
            }
        }
        let place_of = |name: &str| {
            let mut names = matter.questions.iter();
            names.position(|question| question.value.as_str() == name)
        };
        for (name, needed) in &matter.needs {
            for before in std::iter::once(name).chain(needed) {
                if place_of(&before.value).is_none() {
                    let message = format!("`{}` is not on this path", before.value);
                    let names = matter.questions.iter().map(|name| name.value.as_str());
                    let hint = match suggestions.nearest(&before.value, names) {
                        Some(found) => format!("did you mean `{found}`?"),
                        None => "add it to `questions`, or remove it here".into(),
                    };
                    let finding =
                        Diagnostic::at(Code::UnknownQuestion, &file, before.span.clone(), message);
                    findings.push(finding.hint(hint));
                }
            }
            let Some(own) = place_of(&name.value) else {
                continue;
            };
            for before in needed {
                if place_of(&before.value).is_none_or(|place| place < own) {
                    continue;
                }
                let needs_back = matter.needs.iter().any(|(other, needed)| {
                    other.value == before.value
                        && needed.iter().any(|back| back.value == name.value)
                });
                let (span, message, hint) = if before.value == name.value {
                    let message = format!("`{}` needs itself", name.value);
                    (before.span.clone(), message, "remove it here".to_owned())
                } else if needs_back {
                    let message =
                        format!("`{}` and `{}` need each other", name.value, before.value);
                    let hint = "remove one of the two from `needs`".to_owned();
                    (before.span.clone(), message, hint)
                } else {
                    let message = format!(
                        "`{}` stands before `{}`, which it needs",
                        name.value, before.value
                    );
                    let hint = format!("move it below `{}`", before.value);
                    (matter.questions[own].span.clone(), message, hint)
                };
                findings.push(Diagnostic::at(Code::PathOrder, &file, span, message).hint(hint));
            }
        }
        Path {
            slug,
            title: matter.title,
            description: matter.description,
            minutes: matter.minutes,
            questions,
            named: matter.named,
            wording: Wording::Own,
        }
    };
    let paths = files.into_iter().map(resolve);
    paths.filter(|path| !path.questions.is_empty()).collect()
}

fn unknown(name: &Slug, bank: Bank<'_>, suggestions: &Suggestions) -> String {
    if bank.hidden.contains(name) {
        return "that question is a draft: publish it, or leave it out here".into();
    }
    if let Some(now) = bank.redirects.get(name) {
        return format!("it is called `{now}` now");
    }
    let slugs = bank.questions.iter();
    match suggestions.nearest(name.as_str(), slugs.map(|question| question.slug.as_str())) {
        Some(found) => format!("did you mean `{found}`?"),
        None => "write the name of a question's file without `.md`".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::path;
    use crate::input::languages::Languages;

    #[test]
    fn a_flood_of_wrong_names_gets_no_flood_of_suggestions() {
        let list = |word: &str| {
            let names: Vec<String> = (0..90).map(|at| format!("{word}{at}")).collect();
            names.join(", ")
        };
        let text = format!(
            "title: A\nquestions: [{}, near]\nneeds:\n  near: [{}]\n",
            list("what-"),
            list("naer")
        );
        let path = "questions/_paths/a.yaml".to_owned();
        let file = Arc::new(SourceText { path, text });
        let languages = Languages {
            default: "en",
            others: &[],
        };
        let matter = path::parse(&file, languages).value.unwrap();
        let bank = Bank {
            questions: &Questions::default(),
            redirects: &BTreeMap::new(),
            hidden: &[],
            broken: &[],
        };
        let mut findings = Vec::new();
        let slug = Slug::parse("a").unwrap();
        resolve(vec![(slug, file, matter)], bank, &mut findings);
        assert_eq!(findings.len(), 91 + 90);
        let hints = findings
            .iter()
            .filter_map(|finding| finding.hint.as_deref());
        let suggested = hints.filter(|hint| hint.starts_with("did you mean"));
        assert!(suggested.count() < 10, "91 names were looked for already");
    }
}
