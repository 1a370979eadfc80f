//! Events of a preview, for its caller.

use std::time::Duration;

use crate::diagnostic::{Diagnostic, Fault};

/// What happens while serving.
#[derive(Debug)]
pub enum Event<'a> {
    /// The server answers at this address.
    Serving(&'a str),
    /// The bank was read: the findings, the number of questions, and how long it took.
    Refreshed(&'a [Diagnostic], usize, Duration),
    /// The machine failed; the next change will be tried again.
    Fault(&'a Fault),
    /// The user pressed Ctrl-C.
    Stopped,
}
