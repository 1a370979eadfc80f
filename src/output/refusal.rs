//! Why a site could not be published.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Fault};

/// Why a site was not published.
#[derive(Debug)]
pub enum NotPublished {
    /// The folder must not be written to. The text says why and what to do.
    Refused(String),
    /// The machine failed.
    Fault(Fault),
}

impl From<Fault> for NotPublished {
    fn from(fault: Fault) -> Self {
        NotPublished::Fault(fault)
    }
}

/// Why a new site was not made.
#[derive(Debug)]
pub enum NotMade {
    /// Some of its files cannot be made: what is wrong with the templates.
    Findings(Vec<Diagnostic>),
    /// It cannot be published.
    NotPublished(NotPublished),
}

impl<T: Into<NotPublished>> From<T> for NotMade {
    fn from(cause: T) -> Self {
        NotMade::NotPublished(cause.into())
    }
}

/// A folder that must not be written to.
pub fn refused(path: &Path, why: &str) -> NotPublished {
    NotPublished::Refused(format!(
        "`{}` {why}; name another folder with `--output`",
        path.display()
    ))
}
