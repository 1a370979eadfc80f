//! All questions together: topics in order, tags, aliases, and every reference resolved. Pure.

#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

pub mod catalog;
pub mod edition;
pub mod fix;
pub mod lint;
pub mod original;
pub mod paths;
pub mod questions;
mod relations;
pub mod resolve;
pub mod similar;
pub mod vanished;
