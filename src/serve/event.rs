//! What a preview tells whoever started it.

use std::time::Duration;

use crate::diagnostic::{Diagnostic, Fault};

/// What happens while serving, for whoever tells the user.
#[derive(Debug)]
pub enum Event<'a> {
    /// The server answers at this address.
    Serving(&'a str),
    /// The bank was read: what was found, how many questions there are, and how long it took.
    Refreshed(&'a [Diagnostic], usize, Duration),
    /// The machine got in the way; the next change will be tried again.
    Fault(&'a Fault),
    /// Ctrl-C.
    Stopped,
}
