//! The state of writing one fragment.

use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event};

use super::trusted::{STAND_INS, Trusted};
use crate::compile::markdown::raw_html;

/// What has been written of a fragment, and what is open.
#[derive(Default)]
pub struct Pass<'a> {
    pub out: Vec<Event<'a>>,
    pub text: String,
    pub alignments: Vec<Alignment>,
    pub column: usize,
    pub in_table_head: bool,
    pub in_heading_cell: bool,
    /// Whether the first cells of a table's rows are their headings.
    pub names_rows: bool,
    /// For each open link, whether it is written.
    pub links: Vec<bool>,
    /// The author's own elements that are open; `None` until there was one.
    pub raw_html: Option<raw_html::Open>,
    /// Where those of their tags are that have a number.
    pub numbered: Vec<Range<usize>>,
    /// Pieces that are not cleaned; they are inserted last.
    pub trusted: Vec<Trusted>,
    /// The total size of these pieces in bytes.
    pub weight: usize,
}

impl<'a> Pass<'a> {
    pub fn html(&mut self, html: impl Into<CowStr<'a>>) {
        self.out.push(Event::Html(html.into()));
    }

    /// Keeps a trusted piece, and writes its stand-in.
    pub fn trust(&mut self, html: String, is_block: bool, nonce: &str) {
        let name = STAND_INS[usize::from(!is_block)];
        let index = self.trusted.len();
        self.weight += html.len();
        self.trusted.push(Trusted::Elements(html));
        self.out.push(Event::Html(
            format!("<{name} id=\"{nonce}-{index}\"></{name}>").into(),
        ));
    }

    /// Keeps attributes, and returns the stand-in to write in the element's tag.
    pub fn mark(&mut self, attributes: impl Into<String>, nonce: &str) -> String {
        let index = self.trusted.len();
        let attributes = attributes.into();
        self.weight += attributes.len();
        self.trusted.push(Trusted::Attributes(attributes));
        format!(" id=\"{nonce}-{index}\"")
    }
}
