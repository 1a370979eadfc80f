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
            let taken = match (
                catalog.question(alias.value.as_str()),
                redirects.get(&alias.value),
            ) {
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

/// Remedy for a picture that is not there.
const PUT_BESIDE: &str = "put the picture into the topic's folder and write its name";

/// Remedy for a link that leads nowhere.
const WRITE_PATH: &str = "write the path of a question's file, such as `../databases/acid.md`";

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
        match &reference.target {
            Target::Media { topic, name } => self.media(topic, name, reference),
            _ if reference.is_image => {
                let message = format!(
                    "`{}` is not a picture beside the questions",
                    reference.written
                );
                Some(self.report(
                    Code::BrokenImage,
                    reference,
                    message,
                    Some(PUT_BESIDE.into()),
                ))
            }
            Target::Question {
                topic,
                slug,
                fragment,
            } => self.question_link(topic, slug, fragment.as_deref(), reference),
            Target::Topic(topic) => self.topic(topic, reference),
            Target::Anchor(anchor) => self.anchor(self.question, anchor, reference),
            Target::Nowhere => {
                let message = format!("`{}` leads to nothing that is published", reference.written);
                Some(self.report(
                    Code::BrokenLink,
                    reference,
                    message,
                    Some(WRITE_PATH.into()),
                ))
            }
        }
    }

    fn report(
        &self,
        code: Code,
        reference: &Reference,
        message: String,
        hint: Option<String>,
    ) -> Diagnostic {
        Diagnostic::at(code, &self.question.file, reference.span.clone(), message).maybe_hint(hint)
    }

    /// A picture that is shown, or any other file that is linked to.
    fn media(&self, topic: &str, name: &str, reference: &Reference) -> Option<Diagnostic> {
        let mut beside = self
            .catalog
            .media
            .iter()
            .filter(|media| media.topic.as_str() == topic);
        if beside.clone().any(|media| media.name == name) {
            return None;
        }
        let (code, remedy) = match reference.is_image {
            true => (Code::BrokenImage, PUT_BESIDE),
            false => (Code::BrokenLink, WRITE_PATH),
        };
        let near = did_you_mean(name, beside.by_ref().map(|media| media.name.as_str()));
        let hint = near
            .filter(|_| reference.is_image)
            .unwrap_or_else(|| remedy.into());
        let message = format!("there is no file `{}`", reference.written);
        Some(self.report(code, reference, message, Some(hint)))
    }

    fn topic(&self, topic: &str, reference: &Reference) -> Option<Diagnostic> {
        let published = self.catalog.topics.iter().map(|topic| topic.slug.as_str());
        let broken = self.broken.iter().map(|(topic, _)| topic.as_str());
        if published.clone().chain(broken).any(|known| known == topic) {
            return None;
        }
        let message = format!("there is no topic `{topic}`");
        Some(self.report(
            Code::BrokenLink,
            reference,
            message,
            did_you_mean(topic, published),
        ))
    }

    fn question_link(
        &self,
        topic: &str,
        slug: &str,
        fragment: Option<&str>,
        reference: &Reference,
    ) -> Option<Diagnostic> {
        let target = self.catalog.question(slug);
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
        self.catalog.question(name)
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
