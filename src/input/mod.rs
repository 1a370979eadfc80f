//! Files in: settings, the bank's sources, templates and static files. The only stage that reads the disk; what it hands
//! on is complete, sorted and checked for what a file system can do to us.

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
mod slim;
pub mod source;
pub mod stat;
mod style;
pub mod synonyms;
pub mod text;
pub mod words;
