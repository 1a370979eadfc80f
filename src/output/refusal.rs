//! Why a site could not be published.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Failure};

/// Why a new site was not made.
#[derive(Debug)]
pub enum NotMade {
    /// Some of its files cannot be made: what is wrong with the templates.
    Findings(Vec<Diagnostic>),
    /// The folder must not be written to, or the machine failed.
    Failure(Failure),
}

impl<T: Into<Failure>> From<T> for NotMade {
    fn from(cause: T) -> Self {
        NotMade::Failure(cause.into())
    }
}

/// A folder that must not be written to.
pub fn refused(path: &Path, why: &str) -> Failure {
    Failure::Usage(format!(
        "`{}` {why}; name another folder with `--output`",
        path.display()
    ))
}
