//! Checks that each slug has one original, and that each translation lies beside its original.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::input::source::{QuestionSource, Sources};
use crate::route::Slug;

/// Questions whose slug is already taken by an earlier file.
pub fn shared_slugs(questions: &[QuestionSource]) -> Vec<Diagnostic> {
    let mut owners: BTreeMap<(&Slug, Option<&str>), &str> = BTreeMap::new();
    let mut findings = Vec::new();
    for question in questions {
        let QuestionSource {
            topic, slug, file, ..
        } = question;
        let identity = (slug, question.language.as_deref());
        let Some(owner) = owners.get(&identity) else {
            owners.insert(identity, &file.path);
            continue;
        };
        let message = format!("`{owner}` has the slug `{slug}` too");
        let hint = match questions
            .iter()
            .any(|other| other.file.path == *owner && other.topic == *topic)
        {
            true => {
                "remove one of the two files: their names differ only in how an accent is stored"
            }
            false => "rename one of the two files: a slug is unique in the whole bank",
        };
        findings.push(Diagnostic::about(Code::DuplicateSlug, &file.path, message).hint(hint));
    }
    findings
}

/// Translations that do not lie beside their original.
pub fn lost_translations(sources: &Sources) -> Vec<Diagnostic> {
    let originals: BTreeMap<&Slug, &QuestionSource> = sources
        .questions
        .iter()
        .map(|question| (&question.slug, question))
        .collect();
    let lost = |translation: &QuestionSource| {
        let QuestionSource {
            topic, slug, file, ..
        } = translation;
        let was_refused = sources
            .refused
            .iter()
            .any(|(of, refused)| of == topic && refused == slug);
        let (message, hint) = match originals.get(slug) {
            Some(original) if original.topic == *topic => return None,
            _ if was_refused => return None,
            Some(original) => (
                format!("its original is `{}`, in another topic", original.file.path),
                format!("move it to `questions/{}/`", original.topic),
            ),
            None => {
                let beside = sources.questions.iter();
                let beside = beside.filter(|question| question.topic == *topic);
                let near =
                    did_you_mean(slug.as_str(), beside.map(|question| question.slug.as_str()));
                let write = format!("write the original to `questions/{topic}/{slug}.md`");
                (
                    format!("there is no `{slug}.md` of which this is a translation"),
                    near.unwrap_or(write),
                )
            }
        };
        Some(Diagnostic::about(Code::LostTranslation, &file.path, message).hint(hint))
    };
    sources.translations.iter().filter_map(lost).collect()
}
