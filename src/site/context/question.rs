//! What the template of a question's page sees.

use serde::Serialize;

use super::day::Day;
use super::summary::{Link, Summary};
use crate::compile::front_matter::Source;
use crate::compile::markdown::Heading;
use crate::compile::question::{Body, Outline};

/// `question.html`
#[derive(Debug, Serialize)]
pub struct QuestionPage<'a> {
    /// What lists show of it too.
    pub summary: Summary,
    /// The digest of what its card says.
    pub edition: &'a str,
    /// Everything before the first heading, as HTML.
    pub short: &'a str,
    /// The checklist.
    pub key_points: Option<Checklist<'a>>,
    /// The other sections.
    pub sections: Vec<Section<'a>>,
    /// Headings for the table of contents, in order, level 2 and 3.
    pub contents: Vec<&'a Heading>,
    /// A list as HTML.
    pub footnotes: Option<&'a str>,
    /// Tags and their pages.
    pub tags: Vec<Link>,
    /// What the answer rests on.
    pub sources: &'a [Source],
    /// Questions that the author relates.
    pub related: Vec<Summary>,
    /// The one before it in the topic.
    pub previous: Option<Summary>,
    /// The one after it in the topic.
    pub next: Option<Summary>,
    /// When its facts were last checked.
    pub reviewed: Option<Day>,
    /// Where to edit the file.
    pub edit_url: Option<String>,
    /// Where to report a mistake, with the question filled in.
    pub report_url: Option<String>,
    /// What a reader of another language than the default one has to know.
    pub telling: Option<Telling>,
}

/// How the words of a page come to be there, where that is worth a sentence.
#[derive(Debug, Serialize)]
pub struct Telling {
    /// Whether there is no translation; otherwise the translation is behind its original.
    pub is_borrowed: bool,
    /// What the language of the original is called.
    pub language: String,
    /// The original's BCP 47 tag.
    pub lang: String,
    /// The original, relative to this page.
    pub href: String,
}

/// A section of the answer.
#[derive(Debug, Serialize)]
pub struct Section<'a> {
    /// Its heading.
    pub heading: &'a Heading,
    /// Headings inside it.
    pub subheadings: &'a [Heading],
    /// What follows the heading.
    pub body: Html<'a>,
}

/// A piece of an answer.
#[derive(Debug, Serialize)]
pub struct Html<'a> {
    /// Safe HTML.
    pub html: &'a str,
}

/// The sections of an answer.
pub fn sections<'a>(outline: &'a Outline, body: &'a Body) -> Vec<Section<'a>> {
    let sections = outline.sections.iter().zip(&body.sections);
    sections
        .map(|(title, html)| Section {
            heading: &title.heading,
            subheadings: &title.subheadings,
            body: Html { html },
        })
        .collect()
}

/// Key points to tick.
#[derive(Debug, Serialize)]
pub struct Checklist<'a> {
    /// As the author calls it.
    pub heading: &'a Heading,
    /// In their order.
    pub points: Vec<Point<'a>>,
}

/// One key point.
#[derive(Debug, Serialize)]
pub struct Point<'a> {
    /// Safe HTML.
    pub html: &'a str,
    /// Whether it is one line of text, which may stand inside of a label, and not several paragraphs or a list.
    pub is_line: bool,
}

impl<'a> Checklist<'a> {
    /// Of an answer's key points, under their heading.
    pub fn new(heading: &'a Heading, points: &'a [String]) -> Self {
        let blocks = [
            "</p>",
            "</ul>",
            "</ol>",
            "</pre>",
            "</div>",
            "</table>",
            "</dl>",
            "</blockquote>",
        ];
        let point = |html: &'a String| Point {
            html,
            is_line: !blocks.iter().any(|end| html.contains(end)),
        };
        Self {
            heading,
            points: points.iter().map(point).collect(),
        }
    }
}
