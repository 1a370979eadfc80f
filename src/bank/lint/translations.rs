//! Questions without a translation, unfinished translations, and translations whose original has changed.

use crate::bank::catalog::Catalog;
use crate::bank::fix::{self, Marked};
use crate::compile::markdown::Observation;
use crate::compile::question::{Question, Wording};
use crate::compile::said::Whole;
use crate::diagnostic::{Code, Diagnostic};
use crate::input::config::{self, Config};

/// This many equal words in two languages are no coincidence; fewer may be names.
const SAME_WORDS: usize = 6;

/// `config` is that of the edition's language.
pub fn check(original: &Catalog, edition: &Catalog, config: &Config) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> = missing(edition, config).into_iter().collect();
    for question in &edition.questions {
        let before = original.question(question.slug.as_str());
        let Some(before) = before.filter(|_| !question.is_borrowed()) else {
            continue;
        };
        findings.extend(behind(before, question, &edition.language));
        findings.extend(unfinished(before, question));
    }
    findings
}

/// What is not translated, in one finding for each language: a bank may be content with a partial translation.
fn missing(edition: &Catalog, config: &Config) -> Option<Diagnostic> {
    let language = &edition.language;
    let questions = edition.questions.iter();
    let mut borrowed = questions.filter(|question| question.is_borrowed());
    let first = borrowed.next();
    let topics = edition.topics.iter();
    let topic = topics.filter(|topic| topic.wording != Wording::Own);
    let unnamed: Vec<_> = topic.map(|topic| &topic.slug).collect();
    let (of_questions, hint) = match first {
        Some(question) => (
            Some(format!(
                "{} of {} questions",
                borrowed.count() + 1,
                edition.questions.len()
            )),
            format!(
                "begin with `prepbook new --translate {} {language}`",
                question.slug
            ),
        ),
        None => (
            None,
            format!(
                "write `translations: {{{language}: {{title: …}}}}` to `questions/{}/_topic.yaml`",
                unnamed.first()?
            ),
        ),
    };
    let of_topics = match unnamed.len() {
        0 => None,
        1 => Some("1 topic's title".to_owned()),
        many => Some(format!("{many} topics' titles")),
    };
    let what: Vec<String> = of_questions.into_iter().chain(of_topics).collect();
    let drafts = match edition.drafts.len() {
        0 => String::new(),
        1 => format!("; `{}` is a draft", edition.drafts[0]),
        many => format!(
            "; {many} translations are drafts, such as `{}`",
            edition.drafts[0]
        ),
    };
    let message = format!("not in `{language}` yet: {}{drafts}", what.join(" and "));
    let known = config.languages.iter().find(|known| known.tag == *language);
    let span = known.map_or(0..0, |known| known.span.clone());
    Some(config::finding(config, Code::TranslationMissing, span, message).hint(hint))
}

/// A translation whose original has changed since, or that does not say which state it was made from.
fn behind(original: &Question, translation: &Question, language: &str) -> Option<Diagnostic> {
    let matter = &translation.content.matter;
    let slug = &translation.slug;
    match &matter.translates {
        None => {
            let state = &original.content.state;
            let by_hand = format!("add `translates: {state}`");
            let hint = match fix::mark(&translation.file.text, state) {
                Marked::Now(_) => by_hand + ", or run `prepbook check --fix`",
                Marked::Before | Marked::Never => by_hand,
            };
            let span = matter.title_span.clone();
            let message = "`translates` is missing";
            Some(
                Diagnostic::at(Code::TranslationUnmarked, &translation.file, span, message)
                    .hint(hint),
            )
        }
        Some(_) if translation.told.wording != Wording::Behind => None,
        Some(made_from) => Some(
            Diagnostic::at(
                Code::TranslationBehind,
                &translation.file,
                made_from.span.clone(),
                format!(
                    "`{}` has changed since this was made from it",
                    original.file.path
                ),
            )
            .hint(format!(
                "bring it up to date, then run `prepbook new --mark-translated {slug} {language}`"
            )),
        ),
    }
}

/// A translation with a part that is word for word the original's.
fn unfinished(original: &Question, translation: &Question) -> Option<Diagnostic> {
    let (before, after) = (original.large.said().ok()?, translation.large.said().ok()?);
    let is_same = |(before, after): &(&Whole, &Whole)| before == after && after.words >= SAME_WORDS;
    let same: Vec<usize> = before
        .wholes()
        .iter()
        .zip(after.wholes())
        .enumerate()
        .filter(|(_, pair)| is_same(pair))
        .map(|(place, _)| place)
        .collect();
    let first = *same.first()?;
    let message = match same.len() {
        1 => "a part of this is still the original, word for word".to_owned(),
        parts => format!("{parts} parts of this are still the original, word for word"),
    };
    let span = heading_above(translation, first)
        .unwrap_or_else(|| translation.content.matter.title_span.clone());
    Some(
        Diagnostic::at(
            Code::TranslationUnfinished,
            &translation.file,
            span,
            message,
        )
        .hint("translate it, or keep the file out of the site with `draft: true`"),
    )
}

/// The heading above a part: the parts are the short answer, the key points, and the sections.
fn heading_above(question: &Question, part: usize) -> Option<std::ops::Range<usize>> {
    let answer = &question.content.answer;
    let points = answer.key_points.as_ref().map_or(0, |points| points.count);
    let part = part.checked_sub(1)?;
    let sections = answer.sections.iter();
    let wanted = match part.checked_sub(points) {
        None => &answer.key_points.as_ref()?.heading.text,
        Some(section) => sections.map(|title| &title.heading.text).nth(section)?,
    };
    let facts = answer.facts.iter();
    let heading = facts
        .filter(|fact| {
            matches!(&fact.observation, Observation::Heading { level: 2, text } if text.trim() == *wanted)
        })
        .map(|fact| fact.span.clone());
    heading.into_iter().next()
}
