//! Turns a folder of Markdown questions into a static study site.
//!
//! The stages stand in one line, each in a module of its own, and values only move to the right:
//! [`input`] → [`compile`] → [`bank`] → [`site`] → [`output`]. [`pipeline`] runs them; ARCHITECTURE.md tells why.

#![deny(unsafe_code)]
#![warn(missing_docs)]

pub mod diagnostic;
pub mod embedded;
pub mod fingerprint;
pub mod once;
pub mod route;
pub mod script;
pub mod words;
pub mod yaml;

pub mod input;

pub mod compile;

pub mod bank;

pub mod import;

pub mod site;

pub mod output;

pub mod pipeline;

pub mod serve;

pub mod cli;
