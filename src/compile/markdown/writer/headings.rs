//! Headings: their anchors, and the attributes in braces after them.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd};

use super::{PAGE_ID_PREFIX, Writer};
use crate::compile::markdown::{Heading, Located, anchor};
use crate::compile::markup::escaped;
use crate::diagnostic::{Code, Diagnostic};
use crate::words::Words;

impl<'a> Writer<'a> {
    /// Writes a heading's inside and gives it a name. The events are those from its start to its end.
    pub fn heading(&mut self, mut events: Vec<Located<'a>>) -> Heading {
        let (level, chosen, span) = match events.first() {
            Some((
                Event::Start(Tag::Heading {
                    level, id, attrs, ..
                }),
                span,
            )) => {
                self.left_out_attributes(attrs, span);
                (*level, id.clone(), span.clone())
            }
            _ => (HeadingLevel::H2, None, 0..0),
        };
        events.retain(|(event, _)| {
            !matches!(
                event,
                Event::Start(Tag::Heading { .. }) | Event::End(TagEnd::Heading(_))
            )
        });
        let words = words(&events);
        let inside = self.fragment(events);
        let id = chosen
            .and_then(|chosen| self.chosen_name(&chosen, &span))
            .unwrap_or_else(|| self.made_name(&words));
        // The page's own first-level heading is the question, so levels in the answer start at 2.
        Heading {
            level: (level as u8).max(2),
            id,
            html: inside.html,
            text: inside.text,
        }
    }

    /// The name that the author chose, if it is valid.
    fn chosen_name(&mut self, chosen: &str, span: &Range<usize>) -> Option<String> {
        let fault = match chosen {
            _ if chosen.starts_with(PAGE_ID_PREFIX) => "is a name that the page itself uses",
            _ if anchor::of(chosen) != chosen => {
                "is not made of lower-case letters, digits, hyphens and underscores"
            }
            _ if !self.names.take(chosen) => "is the name of another heading here",
            _ => return Some(chosen.to_owned()),
        };
        let place = self.at_the_end(span, chosen);
        let message = format!("`{chosen}` {fault}");
        let better = anchor::of(&chosen.replace([':', '.'], "-"));
        let hint = match better != chosen && !better.is_empty() && !self.names.has(&better) {
            true => format!("write `{{#{better}}}`"),
            false => {
                "choose another name, or leave it out: each heading gets one from its words".into()
            }
        };
        self.findings.add(Code::BadHeadingId, || {
            Diagnostic::at(Code::BadHeadingId, self.file, place, message).hint(hint)
        });
        None
    }

    /// The name that GitHub would also give to a heading of these words.
    fn made_name(&mut self, words: &str) -> String {
        let name = match anchor::of(words) {
            // An empty name cannot be linked to.
            name if name.is_empty() => "section".to_owned(),
            name => name,
        };
        self.names.take_like(name)
    }

    fn left_out_attributes(
        &mut self,
        attributes: &[(CowStr<'_>, Option<CowStr<'_>>)],
        span: &Range<usize>,
    ) {
        for (written, _) in attributes {
            let place = self.at_the_end(span, written);
            let message = format!("the attribute `{written}` is left out");
            self.findings.add(Code::RawHtml, || {
                Diagnostic::at(Code::RawHtml, self.file, place, message).hint(
                    "a heading can have a name alone: `## Heading {#name}`; write `\\{` for a brace",
                )
            });
        }
    }

    /// The last range of `part` in a heading; attributes are at its end.
    fn at_the_end(&self, span: &Range<usize>, part: &str) -> Range<usize> {
        match self.file.text[span.clone()].rfind(part) {
            Some(at) => span.start + at..span.start + at + part.len(),
            None => self.one_line(span),
        }
    }
}

/// A heading's text as GitHub uses it for the anchor: without pictures and HTML, with all blanks.
fn words(events: &[Located<'_>]) -> String {
    let mut words = String::new();
    let mut pictures = 0usize;
    for (event, _) in events {
        match event {
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures = pictures.saturating_sub(1),
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
                if pictures == 0 =>
            {
                words.push_str(text);
            }
            _ => {}
        }
    }
    words
}

/// A heading inside a section, with a link to itself.
pub fn html(heading: &Heading, words: &Words) -> String {
    let Heading {
        level,
        id,
        html,
        text,
    } = heading;
    let id = escaped(id);
    let label = words.fill("answer.heading", &[("heading", text)]);
    let label = escaped(&label);
    format!(
        "<h{level} id=\"{id}\">{html} <a class=\"anchor\" href=\"#{id}\" aria-label=\"{label}\">#</a></h{level}>"
    )
}
