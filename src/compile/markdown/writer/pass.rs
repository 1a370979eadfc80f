//! A fragment on its way through the writer.

use pulldown_cmark::{Alignment, CowStr, Event};

use super::trusted::{STAND_INS, Trusted};
use crate::compile::markdown::raw_html;

/// What the events of one fragment turn into on the way through.
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
    /// The author's own elements that are open, once there was one at all.
    pub raw_html: Option<raw_html::Open>,
    /// What is not cleaned, and is put into its place last.
    pub trusted: Vec<Trusted>,
    /// How many bytes that is.
    pub weight: usize,
}

impl<'a> Pass<'a> {
    pub fn html(&mut self, html: impl Into<CowStr<'a>>) {
        self.out.push(Event::Html(html.into()));
    }

    /// Remembers a trusted piece, and writes what stands in for it.
    pub fn trust(&mut self, html: String, is_block: bool, nonce: &str) {
        let name = STAND_INS[usize::from(!is_block)];
        let index = self.trusted.len();
        self.weight += html.len();
        self.trusted.push(Trusted::Elements(html));
        self.out.push(Event::Html(
            format!("<{name} id=\"{nonce}-{index}\"></{name}>").into(),
        ));
    }

    /// Remembers attributes, and gives what stands in for them in an element's tag.
    pub fn mark(&mut self, attributes: impl Into<String>, nonce: &str) -> String {
        let index = self.trusted.len();
        let attributes = attributes.into();
        self.weight += attributes.len();
        self.trusted.push(Trusted::Attributes(attributes));
        format!(" id=\"{nonce}-{index}\"")
    }
}
