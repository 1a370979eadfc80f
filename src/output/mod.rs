//! Files out: the cache, the output folder, which is replaced as a whole, and, on request, fixed files of the bank.

pub mod beside;
pub mod cache;
pub mod folder;
pub mod inventory;
mod kept;
pub mod ledger;
mod lock;
mod places;
pub mod publish;
pub mod refusal;
mod remains;
pub mod rewrite;
mod segment;
mod spare;
mod spent;
pub mod stage;
mod tracked;
mod tree;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A path of ours beside the site's folder. It starts with a dot, so that most programs that walk through folders skip it.
fn beside(site: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(site.file_name().unwrap_or_default());
    name.push(format!(".prepbook-{suffix}"));
    site.with_file_name(name)
}
