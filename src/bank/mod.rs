//! All questions together: topics and their order, tags, old names, and every reference resolved. Pure.

pub mod catalog;
mod resolve;
pub mod similar;
