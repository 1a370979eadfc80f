//! Files in: settings, the bank's sources, templates and static files. The only stage that reads from the disk. Its results are
//! complete, sorted, and checked against unusual file systems and file types.

pub mod assets;
pub mod config;
pub mod downloads;
pub mod foreign;
pub mod git;
pub mod history;
pub mod icon;
mod join;
pub mod languages;
pub mod memory;
pub mod picture;
pub mod plain;
pub mod program;
pub mod sections;
pub mod source;
pub mod stat;
mod style;
pub mod synonyms;
pub mod text;
pub mod walk;
pub mod words;
