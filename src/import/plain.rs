//! Markdown without its markup.

use pulldown_cmark::{Event, Options, Parser, Tag as Start, TagEnd};

use crate::diagnostic::is_of_text;

/// The Markdown that people write elsewhere.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
}

/// The words of a piece of Markdown, without its markup, with single blanks.
pub fn plain(markdown: &str) -> String {
    words(markdown, false)
}

/// The words of a title, with those of its pictures.
pub fn title(markdown: &str) -> String {
    words(markdown, true)
}

fn words(markdown: &str, with_pictures: bool) -> String {
    let mut words = String::new();
    let mut pictures = 0usize;
    for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Start::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures = pictures.saturating_sub(1),
            Event::Text(text) if with_pictures || pictures == 0 => words.push_str(&text),
            Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => words.push(' '),
            _ => {}
        }
    }
    let words: String = words
        .chars()
        .filter(|&char| is_of_text(char) || char.is_whitespace())
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
