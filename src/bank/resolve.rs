//! Names to questions: links, pictures, `related`, `aliases`. What leads nowhere is reported with the nearest name.

use std::collections::BTreeMap;

use super::catalog::Catalog;
use crate::compile::markdown::{Reference, Target};
use crate::compile::question::Question;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, nearest};
use crate::route::Slug;

/// Former slugs and where they lead; one that is taken is reported.
pub fn aliases(catalog: &Catalog, findings: &mut Vec<Diagnostic>) -> BTreeMap<Slug, Slug> {
    let mut redirects: BTreeMap<Slug, Slug> = BTreeMap::new();
    for question in &catalog.questions {
        for alias in &question.content.matter.aliases {
            let taken = match (catalog.question(alias.value.as_str()), redirects.get(&alias.value)) {
                (Some(other), _) => Some(format!(
                    "`{}` is the slug of `{}`",
                    alias.value, other.file.path
                )),
                (None, Some(other)) => {
                    Some(format!("`{}` is an alias of `{other}` too", alias.value))
                }
                (None, None) => None,
            };
            match taken {
                Some(message) => findings.push(
                    Diagnostic::at(
                        Code::AliasTaken,
                        &question.file,
                        alias.span.clone(),
                        message,
                    )
                    .hint("an alias is a name that nothing else in the bank has"),
                ),
                None => drop(redirects.insert(alias.value.clone(), question.slug.clone())),
            }
        }
    }
    redirects
}

/// Checks every link, picture and `related` of every question. `hidden` are drafts, `broken` are topic and slug of files
/// with errors of their own.
pub fn references(
    catalog: &Catalog,
    hidden: &[Slug],
    broken: &[(Slug, Slug)],
    findings: &mut Vec<Diagnostic>,
) {
    for question in &catalog.questions {
        let scope = Scope {
            catalog,
            question,
            hidden,
            broken,
        };
        findings.extend(
            question
                .content
                .answer
                .references
                .iter()
                .filter_map(|reference| scope.reference(reference)),
        );
        findings.extend(
            question
                .content
                .matter
                .related
                .iter()
                .filter_map(|related| {
                    let message = match related.value == question.slug {
                        true => format!("`{}` is this question itself", related.value),
                        false if scope.exists(&related.value) => return None,
                        false => format!("there is no question `{}`", related.value),
                    };
                    let finding = Diagnostic::at(
                        Code::DanglingRelated,
                        &question.file,
                        related.span.clone(),
                        message,
                    );
                    let hint = scope
                        .nearest_slug(related.value.as_str())
                        .unwrap_or_else(|| {
                            "write the name of a question's file without `.md`".into()
                        });
                    Some(finding.hint(hint))
                }),
        );
    }
}

/// One question among all.
struct Scope<'a> {
    catalog: &'a Catalog,
    question: &'a Question,
    hidden: &'a [Slug],
    broken: &'a [(Slug, Slug)],
}

impl Scope<'_> {
    fn exists(&self, slug: &Slug) -> bool {
        self.catalog.question(slug.as_str()).is_some() || self.is_broken(slug.as_str())
    }

    /// Whether a question would be here if its own file had no errors.
    fn is_broken(&self, slug: &str) -> bool {
        self.broken
            .iter()
            .any(|(_, broken)| broken.as_str() == slug)
    }

    fn slugs(&self) -> impl Iterator<Item = &str> {
        self.catalog
            .questions
            .iter()
            .map(|question| question.slug.as_str())
            .filter(|slug| *slug != self.question.slug.as_str())
    }

    fn nearest_slug(&self, written: &str) -> Option<String> {
        if self.hidden.iter().any(|slug| slug.as_str() == written) {
            return Some("that question is a draft: publish it, or leave it out here".into());
        }
        if let Some(now) = self
            .catalog
            .redirects
            .iter()
            .find(|(old, _)| old.as_str() == written)
            .map(|(_, now)| now)
        {
            return Some(format!("it is called `{now}` now"));
        }
        did_you_mean(written, self.slugs())
    }

    fn reference(&self, reference: &Reference) -> Option<Diagnostic> {
        let report = |code: Code, message: String, hint: Option<String>| {
            Some(
                Diagnostic::at(code, &self.question.file, reference.span.clone(), message)
                    .maybe_hint(hint),
            )
        };
        let written = &reference.written;
        match &reference.target {
            Target::Media { topic, name } if reference.is_image || !name.contains('.') => {
                let known = self
                    .catalog
                    .media
                    .iter()
                    .any(|media| media.topic.as_str() == topic && media.name == *name);
                if known {
                    return None;
                }
                let code = if reference.is_image {
                    Code::BrokenImage
                } else {
                    Code::BrokenLink
                };
                let beside = self
                    .catalog
                    .media
                    .iter()
                    .filter(|media| media.topic.as_str() == topic);
                let hint = did_you_mean(name, beside.map(|media| media.name.as_str()))
                    .unwrap_or_else(|| match code {
                        Code::BrokenImage => {
                            "put the picture into the topic's folder and write its name".into()
                        }
                        _ => "write the path of a question's file, such as `../databases/acid.md`"
                            .into(),
                    });
                report(code, format!("there is no file `{written}`"), Some(hint))
            }
            _ if reference.is_image => report(
                Code::BrokenImage,
                format!("`{written}` is not a picture beside the questions"),
                Some("put the picture into the topic's folder and write its name".into()),
            ),
            Target::Question {
                topic,
                slug,
                fragment,
            } => self.question_link(topic, slug, fragment.as_deref(), reference),
            Target::Topic(topic) => {
                let with_questions = self.catalog.topics.iter().map(|topic| &topic.slug);
                let known = self
                    .broken
                    .iter()
                    .map(|(topic, _)| topic)
                    .chain(with_questions)
                    .any(|known| known.as_str() == topic);
                let hint = did_you_mean(
                    topic,
                    self.catalog.topics.iter().map(|topic| topic.slug.as_str()),
                );
                if known {
                    None
                } else {
                    report(
                        Code::BrokenLink,
                        format!("there is no topic `{topic}`"),
                        hint,
                    )
                }
            }
            Target::Anchor(anchor) => self.anchor(self.question, anchor, reference),
            Target::Media { topic, name } => {
                let known = self
                    .catalog
                    .media
                    .iter()
                    .any(|media| media.topic.as_str() == topic && media.name == *name);
                let hint = "write the path of a question's file, such as `../databases/acid.md`"
                    .to_owned();
                if known {
                    None
                } else {
                    report(
                        Code::BrokenLink,
                        format!("there is no file `{written}`"),
                        Some(hint),
                    )
                }
            }
            Target::Nowhere => report(
                Code::BrokenLink,
                format!("`{written}` leads to nothing that is published"),
                Some("write the path of a question's file, such as `../databases/acid.md`".into()),
            ),
        }
    }

    fn question_link(
        &self,
        topic: &str,
        slug: &str,
        fragment: Option<&str>,
        reference: &Reference,
    ) -> Option<Diagnostic> {
        let target = self
            .catalog
            .questions
            .iter()
            .find(|question| question.slug.as_str() == slug);
        match (target, fragment) {
            (Some(target), Some(fragment)) if target.topic.as_str() == topic => {
                self.anchor(target, fragment, reference)
            }
            (Some(target), None) if target.topic.as_str() == topic => None,
            (None, _) if self.is_broken(slug) => None,
            (found, _) => {
                let elsewhere = found.or_else(|| self.suggestion(slug));
                let hint = match self.hidden.iter().any(|hidden| hidden.as_str() == slug) {
                    true => {
                        Some("that question is a draft: publish it, or leave the link out".into())
                    }
                    false => elsewhere
                        .map(|question| format!("did you mean `{}`?", self.path_to(question))),
                };
                let message = format!("there is no question `{}`", reference.written);
                let finding = Diagnostic::at(
                    Code::BrokenLink,
                    &self.question.file,
                    reference.span.clone(),
                    message,
                );
                Some(finding.maybe_hint(hint))
            }
        }
    }

    /// The question that a wrong slug most likely means: by a former name, or by likeness.
    fn suggestion(&self, slug: &str) -> Option<&Question> {
        let renamed = self
            .catalog
            .redirects
            .iter()
            .find(|(old, _)| old.as_str() == slug)
            .map(|(_, now)| now.as_str());
        let name = renamed.or_else(|| nearest(slug, self.slugs()))?;
        self.catalog
            .questions
            .iter()
            .find(|question| question.slug.as_str() == name)
    }

    fn path_to(&self, target: &Question) -> String {
        match target.topic == self.question.topic {
            true => format!("{}.md", target.slug),
            false => format!("../{}/{}.md", target.topic, target.slug),
        }
    }

    fn anchor(&self, target: &Question, anchor: &str, reference: &Reference) -> Option<Diagnostic> {
        let anchors = &target.content.answer.anchors;
        if anchors.iter().any(|known| known == anchor) {
            return None;
        }
        let message = format!("`{}` has no heading `#{anchor}`", target.file.path);
        let hint = nearest(anchor, anchors.iter().map(String::as_str))
            .map(|near| format!("did you mean `#{near}`?"));
        let finding = Diagnostic::at(
            Code::BrokenAnchor,
            &self.question.file,
            reference.span.clone(),
            message,
        );
        Some(finding.maybe_hint(hint))
    }
}
