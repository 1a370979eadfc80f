//! Runs programs of this machine, never one that came with a checkout.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A command, looked up in the absolute folders of `PATH` that do not lie in `checkout`. Relative ones depend on where we run, so
/// they are ignored.
pub fn command(name: &str, checkout: Option<&Path>) -> Command {
    let mut command = Command::new(name);
    command.env("PATH", trusted_path(checkout));
    command
}

/// `PATH` without the folders that a checkout could control.
pub fn trusted_path(checkout: Option<&Path>) -> OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let checkout = checkout.map(real);
    let is_inside = |folder: &Path| {
        let checkout = checkout.as_ref();
        checkout.is_some_and(|checkout| real(folder).starts_with(checkout))
    };
    let folders: Vec<PathBuf> = std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute() && !is_inside(folder))
        .collect();
    // Each folder came out of a path, so joining them cannot fail.
    std::env::join_paths(folders).unwrap_or_default()
}
