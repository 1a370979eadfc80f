//! Folders that git keeps, which no build has made.

use std::fs;
use std::path::Path;

use crate::input::git::Repository;

/// Whether git has anything of a folder in its keeping. Then it was not made here, whatever it says of itself: a pull request
/// may have brought it.
pub fn is_tracked(folder: &Path) -> bool {
    if fs::symlink_metadata(folder).is_err() {
        return false;
    }
    let name = folder.file_name();
    let repository = folder.parent().and_then(Repository::around);
    // Where git does not answer there may be none, and what came came another way.
    matches!((name, repository), (Some(name), Some(repository)) if repository.tracks(name) == Some(true))
}

/// How to end that.
pub fn untrack(folder: &Path) -> String {
    let shown = folder.display().to_string();
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "/._-~+:\\".contains(char);
    let quoted = match shown.chars().all(is_plain) {
        true => shown,
        false => format!("'{}'", shown.replace('\'', "'\\''")),
    };
    format!("`git rm -r -f {quoted}` removes it, and a build makes it anew")
}
