//! A question: its front matter and its answer, in parts that are needed by different people at different times.

use std::fmt::Debug;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bidi;
use super::front_matter::{self, FrontMatter};
use super::markdown::{self, Answer, Fact, Fragment, Heading, Reference};
use crate::diagnostic::{self, Checked, Code, Diagnostic, SourceText};
use crate::fingerprint::Fingerprint;
use crate::route::Slug;

/// A question file, compiled. What it says of other files is not resolved yet.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its identity, for ever: the file's stem.
    pub slug: Slug,
    /// The folder that it lies in.
    pub topic: Slug,
    /// The file, for findings that need the whole bank.
    pub file: Arc<SourceText>,
    /// What others need to know of it.
    pub content: Arc<Content>,
    /// What is needed only where it is shown or searched.
    pub large: Arc<dyn Large>,
}

/// What follows from a question file's text alone, and others need to know: all of it is in memory for all questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Title, level, tags and the rest.
    pub matter: FrontMatter,
    /// What the answer is like.
    pub answer: Outline,
    /// Of everything that the answer's page shows of it.
    pub body: Fingerprint,
    /// Of everything that is searched in it.
    pub words: Fingerprint,
    /// How long the HTML of its card is, in bytes.
    pub card: usize,
}

/// What others need to know of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// The words before the first heading.
    pub short: String,
    /// The key points, where there are any.
    pub key_points: Option<KeyPoints>,
    /// The other sections, in their order.
    pub sections: Vec<Title>,
    /// Every link and picture that points into the bank, to be resolved when the whole bank is known.
    pub references: Vec<Reference>,
    /// Every name on the page that a link may point at.
    pub anchors: Vec<String>,
    /// Words in all, without code blocks.
    pub words: usize,
    /// What the text is like, for the rules of style.
    pub facts: Vec<Fact>,
}

/// A checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPoints {
    /// Its heading, as written.
    pub heading: Heading,
    /// How many points there are.
    pub count: usize,
}

/// The headings of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// The section's own.
    pub heading: Heading,
    /// Those inside it.
    pub subheadings: Vec<Heading>,
}

/// An answer's safe HTML. Links are relative to a question's page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Everything before the first heading: the back of the card.
    pub short: String,
    /// What a good answer must contain.
    pub points: Vec<String>,
    /// What follows each section's heading.
    pub sections: Vec<String>,
    /// The footnotes as a list, if there are any.
    pub footnotes: Option<String>,
}

/// An answer's words, without code blocks: the short answer, the key points, the sections.
pub type Texts = Vec<String>;

/// The large parts of a compiled question, wherever they are kept. They can get lost only where somebody meddles with the bank
/// while it is read.
pub trait Large: Debug + Send + Sync {
    /// What its page shows.
    fn body(&self) -> Result<Arc<Body>, Diagnostic>;
    /// What is searched.
    fn texts(&self) -> Result<Arc<Texts>, Diagnostic>;
}

/// A compiled file, all of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    /// What others need to know.
    pub content: Content,
    /// What its page shows.
    pub body: Arc<Body>,
    /// What is searched.
    pub texts: Arc<Texts>,
}

/// In memory.
impl Large for Compiled {
    fn body(&self) -> Result<Arc<Body>, Diagnostic> {
        Ok(self.body.clone())
    }

    fn texts(&self) -> Result<Arc<Texts>, Diagnostic> {
        Ok(self.texts.clone())
    }
}

impl Question {
    /// With everything in memory.
    pub fn new(slug: Slug, topic: Slug, file: Arc<SourceText>, compiled: Compiled) -> Question {
        Question {
            slug,
            topic,
            file,
            content: Arc::new(compiled.content.clone()),
            large: Arc::new(compiled),
        }
    }
}

impl Compiled {
    /// Puts what belongs together beside each other.
    fn new(matter: FrontMatter, answer: Answer) -> Compiled {
        let (short, mut texts) = (answer.short, Vec::new());
        let mut html = |fragment: Fragment| {
            texts.push(fragment.text);
            fragment.html
        };
        let outline_short = short.text.clone();
        let mut body = Body {
            short: html(short),
            footnotes: answer.footnotes,
            ..Body::default()
        };
        let key_points = answer.key_points.map(|points| {
            body.points.extend(points.items.into_iter().map(&mut html));
            KeyPoints {
                heading: points.heading,
                count: body.points.len(),
            }
        });
        let mut sections = Vec::with_capacity(answer.sections.len());
        for section in answer.sections {
            body.sections.push(html(section.body));
            sections.push(Title {
                heading: section.heading,
                subheadings: section.subheadings,
            });
        }
        let card = body.short.len() + body.points.iter().map(String::len).sum::<usize>();
        let content = Content {
            matter,
            card,
            answer: Outline {
                short: outline_short,
                key_points,
                sections,
                references: answer.references,
                anchors: answer.anchors,
                words: answer.words,
                facts: answer.facts,
            },
            body: Fingerprint::of_value(&body),
            words: Fingerprint::of_value(&texts),
        };
        Compiled {
            content,
            body: Arc::new(body),
            texts: Arc::new(texts),
        }
    }
}

/// Compiles one file. `topic` is needed because links are relative to the folder.
pub fn compile(file: &Arc<SourceText>, topic: &Slug) -> Checked<Compiled> {
    let parts = match front_matter::split(file) {
        Ok(parts) => parts,
        Err(finding) => return Checked::none(vec![finding]),
    };
    let mut findings = bidi::warn(file, parts.front.clone(), parts.body.clone());
    let matter = front_matter::parse(file, parts.front).drain(&mut findings);
    let answer = markdown::render(file, parts.body, topic).drain(&mut findings);
    let value = matter
        .zip(answer)
        .map(|(matter, answer)| Compiled::new(matter, answer));
    let is_told = findings
        .iter()
        .any(|finding| finding.code == Code::BidiControl);
    let untold = value.as_ref().filter(|_| !is_told);
    findings.extend(untold.and_then(|compiled| bidi::check(file, compiled)));
    diagnostic::sort(&mut findings);
    let findings = diagnostic::limit(findings);
    Checked { value, findings }
}
