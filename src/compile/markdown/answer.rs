//! An answer in its parts.

use serde::{Deserialize, Serialize};

use super::facts::Fact;
use super::links::Reference;

/// A piece of an answer, for pages and for searching.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fragment {
    /// Safe HTML. Links are relative to a question's page.
    pub html: String,
    /// The text only, without code blocks.
    pub text: String,
}

/// A heading and its anchor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 for sections, 3 and more below them.
    pub level: u8,
    /// Unique on the page.
    pub id: String,
    /// Safe inline HTML.
    pub html: String,
    /// The text only.
    pub text: String,
}

/// The list under "Key points".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPoints {
    /// Its heading, as written.
    pub heading: Heading,
    /// One fragment for each point.
    pub items: Vec<Fragment>,
}

/// Everything from one top-level heading to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The section's heading.
    pub heading: Heading,
    /// Headings inside it.
    pub subheadings: Vec<Heading>,
    /// What follows the heading.
    pub body: Fragment,
}

/// A rendered answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Everything before the first heading: the back of the card.
    pub short: Fragment,
    /// What a good answer must contain.
    pub key_points: Option<KeyPoints>,
    /// The other sections, in their order.
    pub sections: Vec<Section>,
    /// The footnotes as an HTML list, if there are any.
    pub footnotes: Option<String>,
    /// Every link and picture that points into the bank. They are resolved once the whole bank is known.
    pub references: Vec<Reference>,
    /// Every name on the page that a link can lead to.
    pub anchors: Vec<String>,
    /// The number of words, without code blocks.
    pub words: usize,
    /// What the rules of style need to know and the fragments do not show.
    pub facts: Vec<Fact>,
}
