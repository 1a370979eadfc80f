//! Mappings of settings in YAML: front matter, topics, `prepbook.yaml`.
//!
//! This is the only module that uses `serde_yaml`, which is archived and tells the place of hardly anything. It reads the values;
//! `layout` finds their places with `libyaml-safer` and refuses what could grow; and [`Fields`] checks one value at a time, so that all
//! errors of a file are reported at once, each in its place.

mod day;
mod fields;
mod guard;
mod layout;
mod lines;
mod locate;
mod loose;
mod nested;
mod parse;
mod quote;
mod reference;
mod remedy;
mod syntax;
mod text;
mod tree;

pub use fields::{Fields, Spanned};
pub use layout::{Form, Written, pairs};
pub use loose::{Keyed, Loose, Part, Value, loose};
pub use parse::{parse, parse_table};
pub use quote::quoted;
pub use tree::{Branch, Node};
