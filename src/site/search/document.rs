//! What is searched of a question.

use crate::compile::question::Large;
use crate::compile::said::Part;
use crate::fingerprint::Fingerprint;

/// Where a word may stand, in the order of [`Counts`].
pub const FIELDS: usize = 8;

/// How often a word stands in each field of a question: title, keywords, tags, headings, topic, short answer, key points, the rest.
pub type Counts = [u8; FIELDS];

/// How many words each field of a question has.
pub type Lengths = [u32; FIELDS];

/// Stems of words that stand side by side.
pub type Phrase = Vec<String>;

/// How many fields stand before those of the answer.
pub const NAMED: usize = FIELDS - 3;

/// The field of a part of the answer.
pub fn field_of(part: Part) -> usize {
    NAMED
        + match part {
            Part::Short => 0,
            Part::Point => 1,
            Part::Rest => 2,
        }
}

/// What is searched of one question.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    /// What it is called for good.
    pub slug: &'a str,
    /// Of everything that is counted here.
    pub digest: Fingerprint,
    /// Texts by field, but for the answer.
    pub fields: [Vec<&'a str>; NAMED],
    /// Knows what the answer says.
    pub answer: &'a dyn Large,
    /// Terms that are looked up as they are, to filter by.
    pub marks: Vec<String>,
}
