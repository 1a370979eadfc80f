//! Mappings of settings in YAML: front matter, topics, `prepbook.yaml`.
//!
//! The one place that knows `serde_yaml`, which is archived and whose positions cannot be trusted. It parses; the
//! `locate` module finds where keys and values stand, and [`Fields`] checks one value at a time, so that every fault of
//! a file is reported at once and in its place.

mod day;
mod fields;
mod guard;
mod locate;
mod loose;
mod nested;
mod parse;
mod quote;
mod syntax;
mod tree;

pub use fields::{Fields, Spanned};
pub use loose::loose;
pub use parse::{parse, parse_table};
pub use quote::quoted;
pub use tree::{Branch, Node};
