//! A question: front matter and answer, divided by when they are needed.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bidi;
use super::front_matter::{self, FrontMatter};
use super::markdown::{self, Answer, Fact, Fragment, Heading, Reference};
use super::said::Said;
use super::wording;
use crate::diagnostic::{self, Checked, Code, Diagnostic, SourceText};
use crate::fingerprint::Fingerprint;
use crate::route::{Route, Slug};
use crate::words::Words;

/// A compiled question file. References to other files are not resolved yet.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its permanent identity: the file's stem.
    pub slug: Slug,
    /// The topic's folder.
    pub topic: Slug,
    /// The file, for findings that need the whole bank.
    pub file: Arc<SourceText>,
    /// The parts that other pages need.
    pub content: Arc<Content>,
    /// The parts that are needed only to show or search it.
    pub large: Arc<dyn Large>,
    /// Which languages it is available in, and which one is shown here.
    pub told: Told,
}

/// A question in a bank of several languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Where its text in this language comes from.
    pub wording: Wording,
    /// The languages, other than the default one, that have a translation.
    pub languages: Vec<String>,
    /// Links that are redirected, as pairs of old and new address: from untranslated questions to headings of translated ones.
    pub moved: Vec<(String, String)>,
}

/// Where the text of a question, or of a topic's title, in a language comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub enum Wording {
    /// It is written in this language.
    #[default]
    Own,
    /// It is translated from an earlier state of the original.
    Behind,
    /// It is not translated and shown in the default language, which is this one.
    Borrowed(String),
}

/// What is computed from the file alone and needed by other pages. It is kept in memory for all questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Title, level, tags and the rest.
    pub matter: FrontMatter,
    /// What other pages need of the answer.
    pub answer: Outline,
    /// Fingerprint of everything that its page shows.
    pub body: Fingerprint,
    /// Fingerprint of the answer as it is written.
    pub written: Fingerprint,
    /// Fingerprint of everything that is searched.
    pub words: Fingerprint,
    /// The length of the card's HTML, in bytes.
    pub card: usize,
    /// The state that a translation of this text names in `translates`.
    pub state: String,
    /// Of what its card says.
    pub edition: String,
}

/// What other pages need of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// The text before the first heading.
    pub short: String,
    /// The key points, where there are any.
    pub key_points: Option<Checklist>,
    /// The other sections, in their order.
    pub sections: Vec<Title>,
    /// Every link and picture that points into the bank. They are resolved once the whole bank is known.
    pub references: Vec<Reference>,
    /// Every name on the page that a link can lead to.
    pub anchors: Vec<String>,
    /// The number of words, without code blocks.
    pub words: usize,
    /// Facts for the rules of style.
    pub facts: Vec<Fact>,
}

/// The key points' heading and number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checklist {
    /// Its heading, as written.
    pub heading: Heading,
    /// The number of points.
    pub count: usize,
}

/// The headings of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// The section's own heading.
    pub heading: Heading,
    /// The headings inside it.
    pub subheadings: Vec<Heading>,
}

/// An answer's safe HTML. Links are relative to a question's page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Everything before the first heading: the back of the card.
    pub short: String,
    /// What a good answer must contain.
    pub points: Vec<String>,
    /// Of each point, the digest of what it says.
    pub digests: Vec<String>,
    /// What follows each section's heading.
    pub sections: Vec<String>,
    /// The footnotes as a list, if there are any.
    pub footnotes: Option<String>,
    /// The answer as it is written, for who takes it elsewhere.
    pub written: Vec<Stretch>,
}

/// A stretch of an answer's Markdown, up to the next address that leads into the bank.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// As written.
    pub text: String,
    /// The address that follows it, relative to a question's page; none at the end.
    pub href: String,
}

/// The large parts of a compiled question, wherever they are stored. Reading them can fail only if somebody changes the bank or
/// the cache during the build.
pub trait Large: Debug + Send + Sync {
    /// What its page shows.
    fn body(&self) -> Result<Arc<Body>, Diagnostic>;
    /// What is searched.
    fn said(&self) -> Result<Arc<Said>, Diagnostic>;
}

/// Everything that compiling a file gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    /// What other pages need.
    pub content: Content,
    /// What its page shows.
    pub body: Arc<Body>,
    /// What is searched, without code blocks: the short answer, the key points, the sections.
    pub said: Arc<Said>,
}

/// Kept in memory.
impl Large for Compiled {
    fn body(&self) -> Result<Arc<Body>, Diagnostic> {
        Ok(self.body.clone())
    }

    fn said(&self) -> Result<Arc<Said>, Diagnostic> {
        Ok(self.said.clone())
    }
}

impl Question {
    /// A question with everything in memory.
    pub fn new(slug: Slug, topic: Slug, file: Arc<SourceText>, compiled: Compiled) -> Question {
        Question {
            slug,
            topic,
            file,
            content: Arc::new(compiled.content.clone()),
            large: Arc::new(compiled),
            told: Told::default(),
        }
    }

    /// Its page.
    pub fn route(&self) -> Route {
        Route::Question(self.slug.clone())
    }

    /// Whether it is shown in the default language, for want of a translation.
    pub fn is_borrowed(&self) -> bool {
        matches!(self.told.wording, Wording::Borrowed(_))
    }
}

impl Compiled {
    /// Sorts the parts by when they are needed.
    fn new(matter: FrontMatter, answer: Answer, state: String, written: Vec<Stretch>) -> Compiled {
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
            Checklist {
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
        let said = Said::of(&texts, body.points.len());
        let points = texts.get(1..=body.points.len()).unwrap_or_default();
        body.digests = points
            .iter()
            .map(|point| wording::of_point(point))
            .collect();
        let edition = wording::of_card(&matter.title, &outline_short, points);
        // How it is written is nothing that its page shows.
        let shown = Fingerprint::of_stored(&body);
        let source = Fingerprint::of_stored(&written);
        body.written = written;
        let content = Content {
            matter,
            card,
            edition,
            answer: Outline {
                short: outline_short,
                key_points,
                sections,
                references: answer.references,
                anchors: answer.anchors,
                words: answer.words,
                facts: answer.facts,
            },
            body: shown,
            written: source,
            words: Fingerprint::of_stored(&said),
            state,
        };
        Compiled {
            content,
            body: Arc::new(body),
            said: Arc::new(said),
        }
    }

    /// Every text that its page shows.
    fn shown(&self) -> impl Iterator<Item = &String> {
        let (Content { matter, answer, .. }, body) = (&self.content, &self.body);
        let tags = matter.tags.iter().map(|tag| &tag.value.label);
        let sources = matter.sources.iter();
        let sources = sources.flat_map(|source| [Some(&source.title), source.url.as_ref()]);
        let points = answer.key_points.iter().map(|points| &points.heading);
        let sections = answer.sections.iter().map(|section| &section.heading);
        std::iter::once(&matter.title)
            .chain(tags)
            .chain(&matter.keywords)
            .chain(sources.flatten())
            .chain(points.chain(sections).map(|heading| &heading.html))
            .chain([&body.short])
            .chain(&body.points)
            .chain(&body.sections)
            .chain(&body.footnotes)
    }
}

/// An answer's Markdown, cut where addresses lead into the bank. One that cannot be found as it was read stays as it is written.
fn stretches(text: &str, range: Range<usize>, references: &[Reference]) -> Vec<Stretch> {
    let mut found: Vec<(Range<usize>, &Reference)> = Vec::new();
    let defined = definitions(text, &range);
    for reference in references {
        let whole = text.get(reference.span.clone()).unwrap_or_default();
        let after = |mark: &str, at: Option<usize>| {
            let from = at? + mark.len();
            let rest = whole.get(from..)?;
            let from = from + rest.len() - rest.trim_start_matches([' ', '<', '\n']).len();
            let is_there = whole.get(from..)?.starts_with(&reference.written);
            is_there.then_some(reference.span.start + from)
        };
        let inline = after("](", whole.rfind("]("));
        let html = || {
            let at = |mark| after(mark, whole.find(mark));
            let is_html = whole.starts_with('<');
            is_html
                .then(|| at("href=\"").or_else(|| at("src=\"")))
                .flatten()
        };
        let is_named = whole.ends_with(']');
        let at = inline.or_else(html).or_else(|| {
            defined
                .get(reference.written.as_str())
                .copied()
                .filter(|_| is_named)
        });
        let at = at.filter(|_| !reference.written.is_empty());
        found.extend(at.map(|at| (at..at + reference.written.len(), reference)));
    }
    found.sort_by_key(|(place, _)| place.start);
    let mut stretches = Vec::new();
    let mut done = range.start;
    for (place, reference) in found {
        let Some(before) = text
            .get(done..place.start)
            .filter(|_| place.end <= range.end)
        else {
            continue;
        };
        stretches.push(Stretch {
            text: before.to_owned(),
            href: reference.target.href(),
        });
        done = place.end;
    }
    stretches.push(Stretch {
        text: text.get(done..range.end).unwrap_or_default().to_owned(),
        href: String::new(),
    });
    stretches
}

/// The addresses that are defined elsewhere in an answer, behind a name, and where each first stands. All are looked for at once:
/// a file can have as many references as definitions.
fn definitions<'t>(text: &'t str, range: &Range<usize>) -> BTreeMap<&'t str, usize> {
    let mut defined = BTreeMap::new();
    let mut start = range.start;
    for line in text
        .get(range.clone())
        .unwrap_or_default()
        .split_inclusive('\n')
    {
        let is_named = line.trim_start().starts_with('[');
        if let Some((_, rest)) = line.split_once("]:").filter(|_| is_named) {
            let address = rest.trim_start_matches([' ', '\t', '<']);
            let at = start + line.len() - address.len();
            let ends = |char| " \t\n>".contains(char);
            let address = address.split(ends).next().unwrap_or_default();
            defined.entry(address).or_insert(at);
        }
        start += line.len();
    }
    defined
}

/// Names the state of an original for its translations: a digest of title and text, ignoring line ends. It has twelve letters,
/// because YAML would read some strings of digits as numbers.
pub fn state(title: &str, text: &str) -> String {
    let mut words = Vec::new();
    for word in title.split_whitespace().chain(["\n"]) {
        words.push(word.as_bytes());
    }
    words.extend(text.split_whitespace().map(str::as_bytes));
    let letters = Fingerprint::of(words).bytes().into_iter().take(6);
    letters
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(b'a' + digit))
        .collect()
}

/// Compiles an original. `topic` is the folder that links are relative to, and `words` are the texts that are put around the
/// answer.
pub fn compile(file: &Arc<SourceText>, topic: &Slug, words: &Words) -> Checked<Compiled> {
    compile_in(file, topic, None, words)
}

/// Compiles an original, or a translation into a language.
pub fn compile_in(
    file: &Arc<SourceText>,
    topic: &Slug,
    language: Option<&str>,
    words: &Words,
) -> Checked<Compiled> {
    let parts = match front_matter::split(file) {
        Ok(parts) => parts,
        Err(finding) => return Checked::none(vec![finding]),
    };
    let mut findings = bidi::warn(file, parts.front.clone(), parts.body.clone());
    let matter = match language {
        Some(_) => front_matter::parse_translation(file, parts.front),
        None => front_matter::parse(file, parts.front),
    };
    let matter = matter.drain(&mut findings);
    let text = &file.text[parts.body.clone()];
    let range = parts.body.clone();
    let answer = markdown::render(file, parts.body, topic, words).drain(&mut findings);
    let value = matter.zip(answer).map(|(matter, answer)| {
        let state = state(&matter.title, text);
        let written = stretches(&file.text, range, &answer.references);
        Compiled::new(matter, answer, state, written)
    });
    let is_told = findings
        .iter()
        .any(|finding| finding.code == Code::BidiControl);
    let untold = value.as_ref().filter(|_| !is_told);
    findings.extend(untold.and_then(|compiled| {
        let span = compiled.content.matter.title_span.clone();
        bidi::check(file, compiled.shown(), span)
    }));
    diagnostic::sort(&mut findings);
    let findings = diagnostic::limit(findings);
    Checked { value, findings }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_knows_where_its_markdown_leads_into_the_bank() {
        let text = "---\ntitle: A?\n---\nSee [b](b.md#x), [c][c], ![p](p.png \"t\") and [d](https://e.org/b.md).\n\n`[b](b.md)`\n\n[c]: <../t/c.md>\n";
        let file = Arc::new(SourceText {
            path: "questions/q/a.md".into(),
            text: text.into(),
        });
        let topic = Slug::parse("q").unwrap();
        let compiled = compile(&file, &topic, &Words::default()).value.unwrap();
        let written = &compiled.body.written;
        let hrefs: Vec<&str> = written.iter().map(|one| one.href.as_str()).collect();
        assert_eq!(
            hrefs,
            [
                "../../questions/b/#x",
                "../../media/q/p.png",
                "../../questions/c/",
                ""
            ]
        );
        assert_eq!(written[0].text, "See [b](");
        assert_eq!(
            written[2].text,
            " \"t\") and [d](https://e.org/b.md).\n\n`[b](b.md)`\n\n[c]: <"
        );
        assert_eq!(written[3].text, ">\n");
    }
}
