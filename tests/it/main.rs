//! All tests that run the program or its parts as a library, as one program: one link instead of twenty.
//!
//! `cargo test --test it cli::` runs those of a module. After a change that is meant, `INSTA_UPDATE=always cargo test --test it`
//! writes golden sites and snapshots anew; the difference is for review.

#![allow(
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "a test fails by a panic"
)]

mod budget;
mod cli;
mod decks;
mod diagnostics;
mod downloads;
mod drawing;
mod golden;
mod hostile;
mod hostile_text;
mod import;
mod init;
mod licences;
mod lint;
mod new;
mod preview;
mod publish;
mod search;
mod site;
mod spare;
mod spoken;
mod strangers;
mod study;
mod taken_over;
mod tidy;

#[path = "../support/mod.rs"]
mod support;
