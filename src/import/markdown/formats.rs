//! What words of HTML are inside of, in Markdown.

use crate::import::html::destination;

/// What words are inside of.
#[derive(Debug, Clone, PartialEq)]
pub enum Format {
    /// Signs of emphasis.
    Signs(&'static str),
    /// An element that stays.
    Element(String),
    /// A link and where it leads.
    Link(String),
}

impl Format {
    /// What stands in front of the words.
    pub fn open(&self) -> String {
        match self {
            Format::Signs(signs) => (*signs).to_owned(),
            Format::Element(name) => format!("<{name}>"),
            Format::Link(_) => "[".to_owned(),
        }
    }

    /// What stands behind them.
    pub fn close(&self) -> String {
        match self {
            Format::Signs(signs) => (*signs).to_owned(),
            Format::Element(name) => format!("</{name}>"),
            Format::Link(address) => format!("]({})", destination(address)),
        }
    }
}
