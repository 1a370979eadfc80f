//! Files out: the render cache, and the output folder that takes the old one's place as a whole; and, on
//! request, a mended file of the bank.

pub mod cache;
pub mod folder;
mod kept;
pub mod ledger;
mod lock;
pub mod manifest;
pub mod publish;
pub mod refusal;
mod remains;
pub mod rewrite;
mod segment;
pub mod stage;
mod tracked;
mod tree;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A path of ours beside the site's folder. Starting with a dot, it is passed over by most programs that look through folders.
fn beside(site: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(site.file_name().unwrap_or_default());
    name.push(format!(".prepbook-{suffix}"));
    site.with_file_name(name)
}
