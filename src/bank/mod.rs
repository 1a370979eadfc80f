//! All questions together: topics and their order, tags, old names, and every reference resolved. Pure.

pub mod catalog;
pub mod fix;
pub mod lint;
mod resolve;
pub mod similar;
pub mod vanished;
