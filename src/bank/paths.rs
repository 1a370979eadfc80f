//! Paths: their questions looked up, and their order checked. Pure.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::questions::{self, Questions};
use crate::compile::path::PathMatter;
use crate::compile::question::Wording;
use crate::diagnostic::{Code, Diagnostic, MOST_SUGGESTIONS, SourceText, Suggestions};
use crate::input::languages::{Named, in_language};
use crate::route::Slug;
use crate::yaml::Spanned;

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
    /// As it is called in the language at this index.
    pub fn in_language(&self, place: usize, default: &str) -> Path {
        match in_language(&self.named, place) {
            Some((title, description)) => Path {
                title,
                description,
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
        let path = Checking {
            file: &file,
            matter: &matter,
            suggestions: &suggestions,
        };
        let questions = path.questions(bank, findings);
        path.needs(findings);
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

/// A path's file while it is checked.
struct Checking<'a> {
    file: &'a Arc<SourceText>,
    matter: &'a PathMatter,
    suggestions: &'a Suggestions,
}

impl Checking<'_> {
    fn at(&self, code: Code, span: &Range<usize>, message: String) -> Diagnostic {
        Diagnostic::at(code, self.file, span.clone(), message)
    }

    /// The places of its questions in the bank, but for those that are not there.
    fn questions(&self, bank: Bank<'_>, findings: &mut Vec<Diagnostic>) -> Vec<usize> {
        let mut questions = Vec::new();
        for Spanned { value: name, span } in &self.matter.questions {
            match bank.questions.place(name.as_str()) {
                Some(place) => questions.push(place),
                None if bank.broken.iter().any(|(_, slug)| slug == name) => {}
                None => {
                    let message = format!("there is no question `{name}`");
                    let slugs = bank.questions.iter();
                    let slugs = slugs.map(|question| question.slug.as_str());
                    let left = (bank.hidden, bank.redirects);
                    let hint = questions::meant(name, left, slugs, self.suggestions);
                    findings.push(self.at(Code::UnknownQuestion, span, message).hint(hint));
                }
            }
        }
        questions
    }

    /// Where a question stands on the path.
    fn place(&self, name: &str) -> Option<usize> {
        let mut names = self.matter.questions.iter();
        names.position(|question| question.value.as_str() == name)
    }

    /// Whether each question is on the path, and after those that it needs.
    fn needs(&self, findings: &mut Vec<Diagnostic>) {
        for (name, needed) in &self.matter.needs {
            for Spanned { value, span } in std::iter::once(name).chain(needed) {
                if self.place(value).is_none() {
                    let message = format!("`{value}` is not on this path");
                    let names = self.matter.questions.iter();
                    let names = names.map(|name| name.value.as_str());
                    let hint = match self.suggestions.nearest(value, names) {
                        Some(found) => format!("did you mean `{found}`?"),
                        None => "add it to `questions`, or remove it here".into(),
                    };
                    findings.push(self.at(Code::UnknownQuestion, span, message).hint(hint));
                }
            }
            let Some(own) = self.place(&name.value) else {
                continue;
            };
            let late = needed
                .iter()
                .filter(|before| self.place(&before.value).is_some_and(|place| place >= own));
            findings.extend(late.map(|before| self.disorder(&name.value, own, before)));
        }
    }

    /// That a question stands on the path before another one that it needs.
    fn disorder(&self, name: &str, place: usize, needed: &Spanned<String>) -> Diagnostic {
        let before = needed.value.as_str();
        let needs_back = self.matter.needs.iter().any(|(other, needed)| {
            other.value == before && needed.iter().any(|back| back.value == name)
        });
        let (span, message, hint) = if before == name {
            let message = format!("`{name}` needs itself");
            (&needed.span, message, "remove it here".to_owned())
        } else if needs_back {
            let message = format!("`{name}` and `{before}` need each other");
            let hint = "remove one of the two from `needs`".to_owned();
            (&needed.span, message, hint)
        } else {
            let message = format!("`{name}` stands before `{before}`, which it needs");
            let hint = format!("move it below `{before}`");
            (&self.matter.questions[place].span, message, hint)
        };
        self.at(Code::PathOrder, span, message).hint(hint)
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
