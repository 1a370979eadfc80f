//! The blocks of a text that decide how its lines are read: HTML, quotes and code.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag as Start};

use super::document;

/// Where they are, in bytes.
#[derive(Default)]
pub struct Blocks {
    /// Blocks of HTML.
    pub html: Vec<Range<usize>>,
    /// Those, and the tags in running text.
    pub pieces: Vec<Range<usize>>,
    /// The outermost quotes.
    pub quotes: Vec<Range<usize>>,
    /// Blocks of code.
    pub code: Vec<Range<usize>>,
}

impl Blocks {
    /// Those of a text.
    pub fn new(text: &str) -> Blocks {
        let mut blocks = Blocks::default();
        let mut depth = 0;
        for (event, range) in Parser::new_ext(text, document::options()).into_offset_iter() {
            match event {
                Event::Start(start) => {
                    match start {
                        Start::HtmlBlock => {
                            blocks.pieces.push(range.clone());
                            blocks.html.push(range);
                        }
                        Start::BlockQuote(_) if depth == 0 => blocks.quotes.push(range),
                        Start::CodeBlock(_) => blocks.code.push(range),
                        _ => {}
                    }
                    depth += 1;
                }
                Event::InlineHtml(_) => blocks.pieces.push(range),
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
        blocks
    }
}

/// Which of the ranges a byte is in. They are in their order and apart.
pub fn place(ranges: &[Range<usize>], at: usize) -> Option<usize> {
    let place = ranges.partition_point(|range| range.end <= at);
    ranges.get(place)?.contains(&at).then_some(place)
}
