//! Compiles one file at a time, from text to question. Pure: the same text always gives the same value.

#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

mod bidi;
pub mod diagram;
pub mod elsewhere;
pub mod formula;
pub mod front_matter;
pub mod highlight;
pub mod hosts;
pub mod interner;
mod letters;
pub mod markdown;
pub mod markup;
pub mod path;
pub mod question;
#[cfg(test)]
mod remedies;
pub mod said;
pub mod scaffold;
pub mod tokens;
pub mod topic;
pub mod wording;
