//! The answer's form: short answer, sections, key points, headings, pictures, addresses, code.

use std::ops::{Range, RangeInclusive};

use crate::compile::markdown::{Fact, Observation, WIDE_LINE};
use crate::compile::question::Question;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::input::config::Config;
use crate::input::sections::Wanted;
use crate::words::{Section, Words};

/// As many words as fit into thirty seconds of speech.
const MAX_SHORT_WORDS: usize = 60;

/// How many key points a good answer has.
const KEY_POINTS: RangeInclusive<usize> = 3..=5;

/// From this likeness on, a heading counts as a misspelt section name.
const NEARLY: f64 = 0.75;

pub fn check(question: &Question, config: &Config, words: &Words) -> Vec<Diagnostic> {
    let mut findings = check_translation(question, words);
    findings.extend(sections(question, config, words));
    findings
}

/// The same for a translation, except that its sections come from the original.
pub fn check_translation(question: &Question, words: &Words) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    findings.extend(short_answer(question));
    findings.extend(key_points(question, words));
    findings.extend(heading_order(question));
    findings.extend(
        question
            .content
            .answer
            .facts
            .iter()
            .filter_map(|fact| detail(question, fact)),
    );
    findings
}

/// A heading of the answer, as written.
struct Heading<'a> {
    level: u8,
    text: &'a str,
    span: Range<usize>,
}

fn headings(question: &Question) -> impl Iterator<Item = Heading<'_>> {
    let facts = question.content.answer.facts.iter();
    facts.filter_map(|fact| match &fact.observation {
        Observation::Heading { level, text } => Some(Heading {
            level: *level,
            text,
            span: fact.span.clone(),
        }),
        _ => None,
    })
}

fn short_answer(question: &Question) -> Option<Diagnostic> {
    let words = question.content.answer.short.split_whitespace().count();
    let facts = &question.content.answer.facts;
    let short = facts
        .iter()
        .find(|fact| fact.observation == Observation::ShortAnswer);
    match short {
        Some(short) if words > MAX_SHORT_WORDS => {
            let message =
                format!("the short answer has {words} words, more than {MAX_SHORT_WORDS}");
            Some(
                Diagnostic::at(
                    Code::LongShortAnswer,
                    &question.file,
                    short.span.clone(),
                    message,
                )
                .hint("keep what one would say in thirty seconds, and move the rest below `## In depth`"),
            )
        }
        Some(_) => None,
        None => {
            let heading = headings(question).next().map(|heading| heading.span);
            let span = heading.unwrap_or_else(|| question.content.matter.title_span.clone());
            Some(
                Diagnostic::at(
                    Code::MissingShortAnswer,
                    &question.file,
                    span,
                    "there is no short answer before the first heading",
                )
                .hint("write what one would say in thirty seconds below the second `---`"),
            )
        }
    }
}

fn sections(question: &Question, config: &Config, words: &Words) -> Option<Diagnostic> {
    let matter = &question.content.matter;
    let wanted = config.sections.wanted(&question.topic, matter.difficulty);
    let is_it = |heading: &Heading<'_>, wanted: &Wanted| {
        heading.level == 2 && wanted.is_called(heading.text, words)
    };
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|wanted| !headings(question).any(|heading| is_it(&heading, wanted)))
        .map(|wanted| wanted.heading(words))
        .collect();
    let (_, rest) = missing.split_first()?;
    let names = listed(missing.iter().map(|name| format!("`## {name}`")));
    let message = match rest {
        [] => format!("the section {names} is missing"),
        _ => format!("the sections {names} are missing"),
    };
    let finding = |span| Diagnostic::at(Code::MissingSection, &question.file, span, message);
    let misspelt = headings(question)
        .filter(|heading| !wanted.iter().any(|wanted| is_it(heading, wanted)))
        .find_map(|heading| Some((near(heading.text, &missing)?, heading)));
    Some(match misspelt {
        Some((name, heading)) => finding(heading.span.clone()).hint(format!(
            "write `## {name}` instead of `{} {}`",
            "#".repeat(heading.level.into()),
            typed(question, &heading.span)
        )),
        None => finding(matter.title_span.clone()).hint(format!(
            "add {names}; which sections are wanted is set by `sections` in `prepbook.yaml`"
        )),
    })
}

/// The missing section that a heading probably means: `Trade off` means `Trade-offs`, but `Design` does not mean `In depth`.
fn near<'a>(heading: &str, missing: &[&'a str]) -> Option<&'a str> {
    nearest(heading, missing.iter().copied()).filter(|name| {
        strsim::normalized_damerau_levenshtein(&heading.to_lowercase(), &name.to_lowercase())
            >= NEARLY
    })
}

fn listed(mut words: impl DoubleEndedIterator<Item = String>) -> String {
    let last = words.next_back().unwrap_or_default();
    let before: Vec<String> = words.collect();
    match before.is_empty() {
        true => last,
        false => format!("{} and {last}", before.join(", ")),
    }
}

fn key_points(question: &Question, words: &Words) -> Option<Diagnostic> {
    let is_it = |heading: &Heading<'_>| {
        heading.level == 2 && words.section(heading.text) == Some(Section::KeyPoints)
    };
    let heading = headings(question).find(is_it)?;
    let message = match &question.content.answer.key_points {
        None => "the key points are not one plain list".to_owned(),
        Some(points) if KEY_POINTS.contains(&points.count) => return None,
        Some(points) => match points.count {
            1 => "there is 1 key point".to_owned(),
            count => format!("there are {count} key points"),
        },
    };
    let (least, most) = (KEY_POINTS.start(), KEY_POINTS.end());
    Some(
        Diagnostic::at(Code::KeyPointsForm, &question.file, heading.span, message).hint(format!(
            "write {least} to {most} lines that start with `- `, and nothing else below the heading"
        )),
    )
}

/// A heading's line without its leading signs, but with its inline marks.
fn typed<'a>(question: &'a Question, span: &Range<usize>) -> &'a str {
    question.file.text[span.clone()]
        .trim_start_matches('#')
        .trim()
}

fn heading_order(question: &Question) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    // The page's first-level heading is the question itself.
    let mut above = 1;
    for heading in headings(question) {
        let Heading { level, text, span } = heading;
        let marks = "#".repeat(level.into());
        let is_underlined = !question.file.text[span.clone()].starts_with('#');
        let (typed, instead) = match is_underlined {
            true => (text, " in the place of all its lines"),
            false => (typed(question, &span), ""),
        };
        let right = format!("{} {typed}", "#".repeat(usize::from(above) + 1));
        let fault = match level {
            _ if text.is_empty() && typed.is_empty() => Some((
                "this heading has no words".to_owned(),
                "write words behind the signs, or remove the line".to_owned(),
            )),
            1 => Some((
                format!("`# {text}` has the level of the question itself"),
                format!("write `## {typed}`{instead}"),
            )),
            _ if level > above + 1 => Some((
                format!("`{marks} {text}` leaves out a level"),
                format!("write `{right}`{instead}"),
            )),
            _ => None,
        };
        findings.extend(fault.map(|(message, hint)| {
            Diagnostic::at(Code::HeadingOrder, &question.file, span, message).hint(hint)
        }));
        above = level.max(2);
    }
    findings
}

fn detail(question: &Question, fact: &Fact) -> Option<Diagnostic> {
    let at =
        |code, message: String| Diagnostic::at(code, &question.file, fact.span.clone(), message);
    match &fact.observation {
        Observation::SilentImage => Some(
            at(
                Code::MissingAltText,
                "the picture has no alternative text".to_owned(),
            )
            .hint("say between the brackets what it shows: `![Four nodes on a ring](ring.png)`"),
        ),
        Observation::SilentRawImage => Some(
            at(
                Code::MissingAltText,
                "the picture has no alternative text".to_owned(),
            )
            .hint("say what it shows: `alt=\"Four nodes on a ring\"`; a mere decoration has `alt=\"\"`"),
        ),
        Observation::SilentLink { url } => {
            let message = format!("the link to `{url}` has no words");
            // In raw HTML, the words stand between tags.
            let hint = match question.file.text[fact.span.clone()].starts_with('<') {
                true => {
                    format!("say between the tags where it leads: `<a href=\"{url}\">what it is</a>`")
                }
                false => format!("say between the brackets where it leads: `[what it is]({url})`"),
            };
            Some(at(Code::MissingLinkText, message).hint(hint))
        }
        Observation::BareUrl => {
            let url = &question.file.text[fact.span.clone()];
            let message = format!("`{url}` stands bare in the text");
            let hint = format!("write `[what it is]({url})`, or `<{url}>`");
            Some(at(Code::BareUrl, message).hint(hint))
        }
        Observation::DeceptiveLink { why, remedy } => {
            Some(at(Code::DeceptiveLink, why.clone()).hint(remedy.clone()))
        }
        Observation::WideLine { columns } => {
            let message = format!("a line of code with {columns} columns, more than {WIDE_LINE}");
            Some(at(Code::WideCode, message).hint("break the line"))
        }
        Observation::ShortAnswer | Observation::Heading { .. } => None,
    }
}
