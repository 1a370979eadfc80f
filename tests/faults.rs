//! What the machine can do to a build: kill it, fill its disk, take its permissions away. Whatever happens, the site is the old one
//! or the new one, whole, and the next build is right.
//!
//! Some of these need to mount a file system, another user, or `strace`; where they cannot have it they are ignored and say why.

#![allow(
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "a test fails by a panic"
)]

use std::process::ExitCode;

#[cfg(unix)]
#[path = "faults/unix.rs"]
mod unix;

#[cfg(unix)]
fn main() -> ExitCode {
    unix::run()
}

/// The faults are made with the means of Unix.
#[cfg(not(unix))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
