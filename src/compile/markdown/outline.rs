//! Where headings, bullets and rules of a text stand as they are typed.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::dialect::options;

/// A heading in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadingPlace {
    /// From 1 to 6.
    pub level: usize,
    /// All of it, from its first sign or word on.
    pub span: Range<usize>,
    /// Its words, as they are typed.
    pub words: Range<usize>,
    /// Whether it has a line below it, and no signs before it.
    pub is_underlined: bool,
}

/// The headings of a text, in its order, also those in lists and quotes. An underlined one of several lines within these is left
/// out: between its lines stand signs that are not its own.
pub fn headings(text: &str) -> Vec<HeadingPlace> {
    let mut headings: Vec<HeadingPlace> = Vec::new();
    let mut is_open = false;
    let mut depth = 0usize;
    for (event, span) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                is_open = true;
                headings.push(HeadingPlace {
                    level: level as usize,
                    words: span.start..span.start,
                    is_underlined: !text[span.clone()].starts_with('#'),
                    span,
                });
            }
            Event::End(TagEnd::Heading(_)) => {
                is_open = false;
                let cut = |heading: &mut HeadingPlace| {
                    heading.is_underlined && text[heading.words.clone()].contains('\n')
                };
                if depth > 0 {
                    headings.pop_if(cut);
                }
            }
            Event::Start(Tag::Item | Tag::BlockQuote(_)) => depth += 1,
            Event::End(TagEnd::Item | TagEnd::BlockQuote(_)) => depth = depth.saturating_sub(1),
            _ if is_open => {
                if let Some(heading) = headings.last_mut() {
                    if heading.words.is_empty() {
                        heading.words.start = span.start;
                    }
                    heading.words.end = heading.words.end.max(span.end);
                }
            }
            _ => {}
        }
    }
    headings
}

/// The places of signs that have others of the same meaning: hyphens and plus signs before the items of a list, and the hyphens
/// of a rule.
pub fn hyphens(text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    for (event, span) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Item) if text[span.start..].starts_with(['-', '+']) => {
                places.push(span.start);
            }
            Event::Rule => {
                let signs = text[span.clone()].match_indices('-');
                places.extend(signs.map(|(at, _)| span.start + at));
            }
            _ => {}
        }
    }
    places
}
