//! Resolves names to questions: links, pictures, `related`, `aliases`. A broken name is reported with the nearest valid one.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::catalog::{self, Catalog};
use super::questions::{self, Questions};
use crate::compile::markdown::{Reference, Target};
use crate::compile::question::Question;
use crate::diagnostic::{Code, Diagnostic, Findings, MOST_SUGGESTIONS, Suggestions};
use crate::input::languages::is_tag;
use crate::route::Slug;
use crate::yaml::Spanned;

/// How many broken names of one question get a suggestion.
const MOST_SUGGESTIONS_A_QUESTION: usize = 20;

/// How many headings a hint lists.
const MOST_LISTED: usize = 12;

/// Former slugs and where they lead now. A slug that is already taken is reported; drafts (`hidden`) count as taken.
pub fn aliases(
    questions: &Questions,
    hidden: &[Slug],
    findings: &mut Vec<Diagnostic>,
) -> BTreeMap<Slug, Slug> {
    let mut redirects: BTreeMap<Slug, Slug> = BTreeMap::new();
    for question in questions {
        for alias in &question.content.matter.aliases {
            let name = &alias.value;
            let taken = match (questions.named(name.as_str()), redirects.get(name)) {
                (Some(other), _) if other.slug == question.slug => {
                    format!("`{name}` is this question's own slug")
                }
                (Some(other), _) => format!("`{name}` is the slug of `{}`", other.file.path),
                (None, Some(other)) => format!("`{name}` is an alias of `{other}` too"),
                (None, None) if hidden.contains(name) => format!("`{name}` is the slug of a draft"),
                (None, None) => {
                    redirects.insert(name.clone(), question.slug.clone());
                    continue;
                }
            };
            let span = alias.span.clone();
            findings.push(
                Diagnostic::at(Code::AliasTaken, &question.file, span, taken)
                    .hint("an alias is a name that nothing else in the bank has"),
            );
        }
    }
    redirects
}

/// What is in the bank's folder but not in the catalog.
#[derive(Debug, Clone, Copy)]
pub struct Missing<'a> {
    /// Slugs of drafts.
    pub hidden: &'a [Slug],
    /// Topic and slug of files with errors of their own.
    pub broken: &'a [(Slug, Slug)],
    /// Topic and name of pictures with errors of their own.
    pub pictures: &'a [(Slug, String)],
}

/// Checks every link, picture and `related` of all questions that are written in this catalog's language; where all leads to the same
/// places as `before`, in a bank without errors, of those that have changed.
pub fn references(
    catalog: &Catalog,
    missing: Missing<'_>,
    before: Option<&Catalog>,
    findings: &mut Vec<Diagnostic>,
) {
    let scope = |question, suggestions| Scope {
        catalog,
        question,
        missing,
        suggestions: Suggestions::new(suggestions),
    };
    // Most banks have no broken reference, or few: they are looked for on all threads, and told in their order, by one.
    let before = before.filter(|before| leads_alike(before, catalog));
    let is_known = |place: usize| {
        before.is_some_and(|before| {
            catalog::is_unchanged(&before.questions[place], &catalog.questions[place])
        })
    };
    let questions: &[Question] = &catalog.questions;
    let questions = questions.par_iter().enumerate();
    let broken = questions.filter(|(place, question)| {
        !question.is_borrowed() && !is_known(*place) && scope(question, 0).has_broken_reference()
    });
    let broken: Vec<&Question> = broken.map(|(_, question)| question).collect();
    let mut suggestions = MOST_SUGGESTIONS;
    for question in broken {
        let own = suggestions.min(MOST_SUGGESTIONS_A_QUESTION);
        let scope = scope(question, own);
        let content = &question.content;
        let mut found = Findings::default();
        for reference in &content.answer.references {
            if let Some(code) = scope.is_broken_reference(reference) {
                found.add(code, || scope.reference(reference, code));
            }
        }
        findings.append(&mut found.finish());
        let related = scope.own_related().iter();
        findings.extend(related.filter_map(|related| scope.related(related)));
        suggestions -= own - scope.suggestions.left();
    }
}

/// Whether everything that leads somewhere in one catalog leads there in the other.
fn leads_alike(before: &Catalog, now: &Catalog) -> bool {
    let mut both = before.questions.iter().zip(&now.questions);
    before.questions.len() == now.questions.len()
        && before.pictures == now.pictures
        && both.all(|(one, other)| {
            catalog::is_unchanged(one, other)
                || (&one.slug, &one.topic) == (&other.slug, &other.topic)
                    && one.content.answer.anchors == other.content.answer.anchors
        })
}

/// From this likeness on, a picture's name counts as misspelt. `photo` and `promo` stay below.
const NEARLY: f64 = 0.7;

/// The message and the hint of a finding.
type MessageAndHint = (String, String);

/// One question, and the catalog around it.
struct Scope<'a> {
    catalog: &'a Catalog,
    question: &'a Question,
    missing: Missing<'a>,
    suggestions: Suggestions,
}

impl Scope<'_> {
    /// Whether there is anything to tell.
    fn has_broken_reference(&self) -> bool {
        let references = &self.question.content.answer.references;
        let is_broken = |reference| self.is_broken_reference(reference).is_some();
        references.iter().any(is_broken)
            || self
                .own_related()
                .iter()
                .any(|related| !self.is_related(&related.value))
    }

    /// What a translation takes from its original was checked with the original.
    fn own_related(&self) -> &[Spanned<Slug>] {
        match self.catalog.folder.is_empty() {
            true => &self.question.content.matter.related,
            false => &[],
        }
    }

    /// Whether a name in `related` is of another question.
    fn is_related(&self, slug: &Slug) -> bool {
        *slug != self.question.slug && self.exists(slug)
    }

    fn exists(&self, slug: &Slug) -> bool {
        self.catalog.question(slug.as_str()).is_some() || self.is_broken(slug.as_str())
    }

    /// Whether the question exists, but its file has errors.
    fn is_broken(&self, slug: &str) -> bool {
        self.missing
            .broken
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

    fn related(&self, related: &Spanned<Slug>) -> Option<Diagnostic> {
        let slug = &related.value;
        let (message, hint) = match *slug == self.question.slug {
            true => (
                format!("`{slug}` is this question itself"),
                "remove it".to_owned(),
            ),
            false if self.is_related(slug) => return None,
            false => {
                let left = (self.missing.hidden, &self.catalog.redirects);
                let hint = questions::meant(slug, left, self.slugs(), &self.suggestions);
                (format!("there is no question `{slug}`"), hint)
            }
        };
        let span = related.span.clone();
        let finding = Diagnostic::at(Code::DanglingRelated, &self.question.file, span, message);
        Some(finding.hint(hint))
    }

    /// The rule that a link or picture breaks, or `None`.
    fn is_broken_reference(&self, reference: &Reference) -> Option<Code> {
        let is_right = match &reference.target {
            Target::Media { topic, name } if self.has_media(topic, name) => return None,
            Target::Media { topic, name } if self.was_refused(topic, name) => return None,
            _ if reference.is_image => return Some(Code::BrokenImage),
            Target::Question {
                topic,
                slug,
                fragment,
            } => match self.catalog.question(slug) {
                Some(target) if target.topic.as_str() == topic => {
                    let is_there = |anchor: &String| has_anchor(target, anchor);
                    return (!fragment.as_ref().is_none_or(is_there)).then_some(Code::BrokenAnchor);
                }
                None => self.is_broken(slug),
                Some(_) => false,
            },
            Target::Topic(topic) => self.has_topic(topic),
            Target::Anchor(anchor) => {
                return (!has_anchor(self.question, anchor)).then_some(Code::BrokenAnchor);
            }
            Target::Media { .. } | Target::Nowhere => false,
        };
        (!is_right).then_some(Code::BrokenLink)
    }

    /// The finding for a broken link or picture.
    fn reference(&self, reference: &Reference, code: Code) -> Diagnostic {
        let written = reference.written.as_str();
        let (message, hint) = match &reference.target {
            target if reference.is_image => self.broken_image(target, written),
            Target::Question {
                slug,
                fragment: Some(anchor),
                ..
            } if code == Code::BrokenAnchor => {
                let target = self.catalog.question(slug).unwrap_or(self.question);
                self.broken_anchor(target, anchor)
            }
            Target::Question { slug, fragment, .. } => self.broken_link(
                slug,
                fragment.as_deref(),
                format!("there is no question `{written}`"),
            ),
            Target::Topic(topic) => self.broken_topic(topic),
            Target::Anchor(anchor) => self.broken_anchor(self.question, anchor),
            Target::Nowhere if written.is_empty() => {
                self.broken_link("", None, "this link has no address".into())
            }
            Target::Media { .. } | Target::Nowhere => {
                let message = format!("`{written}` leads to nothing that is published");
                match web_address(written) {
                    Some(address) => (message, format!("write `{address}` for a web address")),
                    None => self.broken_link(stem(written), None, message),
                }
            }
        };
        let span = reference.span.clone();
        Diagnostic::at(code, &self.question.file, span, message).hint(hint)
    }

    fn has_media(&self, topic: &str, name: &str) -> bool {
        self.catalog.picture(topic, name).is_some()
    }

    /// The names of a topic's pictures.
    fn beside(&self, topic: &str) -> impl Iterator<Item = &str> {
        let media = self.catalog.media.iter();
        media
            .filter(move |media| media.topic.as_str() == topic)
            .map(|media| media.name.as_str())
    }

    fn broken_link(&self, slug: &str, anchor: Option<&str>, message: String) -> MessageAndHint {
        let original = slug.rsplit_once('.').filter(|(_, end)| is_tag(end));
        if let Some(original) = original.and_then(|(slug, _)| self.catalog.question(slug)) {
            let path = self.path_to(original);
            let hint = format!("links lead to the original, in every language: `{path}`");
            return (message, hint);
        }
        let right = Slug::from_text(slug).filter(|right| right.as_str() != slug);
        if let Some(right) = right.filter(|right| self.is_broken(right.as_str())) {
            let hint =
                format!("that file is to be called `{right}.md`: rename it, and write that here");
            return (message, hint);
        }
        let is_draft = self
            .missing
            .hidden
            .iter()
            .any(|hidden| hidden.as_str() == slug);
        let hint = match self
            .catalog
            .question(slug)
            .or_else(|| self.suggestion(slug))
        {
            _ if is_draft => "that question is a draft: publish it, or leave the link out".into(),
            Some(meant) => {
                let anchor = anchor.filter(|anchor| has_anchor(meant, anchor));
                let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
                format!("did you mean `{}{anchor}`?", self.path_to(meant))
            }
            None => "write the path of a question's file, such as `../databases/acid.md`".into(),
        };
        (message, hint)
    }

    fn topics(&self) -> impl Iterator<Item = &str> {
        self.catalog.topics.iter().map(|topic| topic.slug.as_str())
    }

    /// Whether a topic has questions, counting those whose files have errors.
    fn has_topic(&self, topic: &str) -> bool {
        let with_faults = self.missing.broken.iter().map(|(topic, _)| topic.as_str());
        self.topics().chain(with_faults).any(|known| known == topic)
    }

    fn broken_topic(&self, topic: &str) -> MessageAndHint {
        let hint = match self.suggestions.nearest(topic, self.topics()) {
            Some(near) => format!("did you mean `../{near}/`?"),
            None => "write the path of a topic's folder, such as `../databases/`".into(),
        };
        (format!("there is no topic `{topic}`"), hint)
    }

    fn broken_image(&self, target: &Target, written: &str) -> MessageAndHint {
        if written.to_lowercase().ends_with(".svg") && matches!(target, Target::Media { .. }) {
            let message = format!("`{written}` is not published: an SVG can carry scripts");
            let hint = "save it as PNG or WebP, or draw it in a fence of the language `pikchr`";
            return (message, hint.into());
        }
        let message = match target {
            Target::Media { .. } => format!("there is no file `{written}`"),
            _ if written.is_empty() => "this picture has no address".into(),
            _ => format!("`{written}` is not a picture beside the questions"),
        };
        let folder = written.rfind('/').map_or("", |slash| &written[..=slash]);
        let hint = match target {
            Target::Media { topic, name } => self.picture_meant(topic, name, folder),
            _ => None,
        };
        let hint = hint.unwrap_or_else(|| {
            "put the picture into the topic's folder and write its name".to_owned()
        });
        (message, hint)
    }

    /// Whether this picture exists and was refused; the reason was reported already.
    fn was_refused(&self, topic: &str, name: &str) -> bool {
        let mut pictures = self.missing.pictures.iter();
        pictures.any(|(of, refused)| of.as_str() == topic && refused == name)
    }

    /// The hint for a missing picture. First of all, the file may exist with other capitals, which some systems treat as the
    /// same name.
    fn picture_meant(&self, topic: &str, name: &str, folder: &str) -> Option<String> {
        let lower = name.to_lowercase();
        let mut refused = self.missing.pictures.iter();
        let is_same = |(of, refused): &&(Slug, String)| {
            of.as_str() == topic && refused.to_lowercase() == lower
        };
        if let Some((_, refused)) = refused.find(is_same) {
            let rename = format!("the file is called `{refused}`: rename it to `{lower}`");
            return Some(match lower == name {
                true => rename,
                false => format!("{rename}, and write `{folder}{lower}`"),
            });
        }
        if let Some(same) = self
            .beside(topic)
            .find(|known| known.to_lowercase() == lower)
        {
            return Some(format!("write `{folder}{same}`: case matters"));
        }
        let near = self.suggestions.nearest(name, self.beside(topic))?;
        let [name, found] = [name, near].map(|name| name.split('.').next().unwrap_or_default());
        let likeness = strsim::normalized_damerau_levenshtein(&name.to_lowercase(), found);
        (likeness >= NEARLY).then(|| format!("did you mean `{folder}{near}`?"))
    }

    fn broken_anchor(&self, target: &Question, anchor: &str) -> MessageAndHint {
        let anchors = &target.content.answer.anchors;
        let message = format!("`{}` has no heading `#{anchor}`", target.file.path);
        let hint = match self
            .suggestions
            .nearest(anchor, anchors.iter().map(String::as_str))
        {
            Some(near) => format!("did you mean `#{near}`?"),
            None if anchors.is_empty() => "it has none at all: link to the question itself".into(),
            None => {
                let known = anchors.iter().take(MOST_LISTED);
                let known = known.map(|known| format!("`#{known}`"));
                let more = match anchors.len() > MOST_LISTED {
                    true => " and others",
                    false => "",
                };
                format!("it has {}{more}", known.collect::<Vec<_>>().join(", "))
            }
        };
        (message, hint)
    }

    /// The question that a wrong slug most likely means: by an alias, or by likeness.
    fn suggestion(&self, slug: &str) -> Option<&Question> {
        let mut redirects = self.catalog.redirects.iter();
        let renamed = redirects.find(|(old, _)| old.as_str() == slug);
        let lower = slug.to_lowercase();
        match renamed {
            Some((_, now)) => self.catalog.question(now.as_str()),
            None => match self.catalog.question(&lower) {
                Some(found) => Some(found),
                None => self
                    .catalog
                    .question(self.suggestions.nearest(slug, self.slugs())?),
            },
        }
    }

    fn path_to(&self, target: &Question) -> String {
        match target.topic == self.question.topic {
            true => format!("{}.md", target.slug),
            false => format!("../{}/{}.md", target.topic, target.slug),
        }
    }
}

/// What was meant by an address that lacks its scheme: `www.example.org`, `example.org/page`.
fn web_address(written: &str) -> Option<String> {
    let (host, path) = written.split_once('/').unwrap_or((written, ""));
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_host = !host.starts_with('.')
        && host.contains('.')
        && host
            .chars()
            .all(|char| char.is_alphanumeric() || ".-".contains(char))
        && last.len() > 1
        && last.chars().all(char::is_alphabetic);
    let is_meant = host.starts_with("www.") || (!path.is_empty() && !path.ends_with(".md"));
    (is_host && is_meant).then(|| format!("https://{written}"))
}

fn has_anchor(target: &Question, anchor: &str) -> bool {
    let anchors = &target.content.answer.anchors;
    anchors.iter().any(|known| known == anchor)
}

/// The last part of a path, up to its first dot.
fn stem(path: &str) -> &str {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let name = path.trim_end_matches('/').rsplit('/').next();
    name.and_then(|name| name.split('.').next())
        .unwrap_or_default()
}
