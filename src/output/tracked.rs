//! Folders under version control, which no build of ours has made.

use std::fs;
use std::path::Path;

use crate::input::git::Repository;

/// Whether git tracks anything in a folder. Such a folder was not made by a build here, whatever its inventory says: a pull
/// request may have brought it.
pub fn is_tracked(folder: &Path) -> bool {
    if fs::symlink_metadata(folder).is_err() {
        return false;
    }
    let name = folder.file_name();
    let repository = folder.parent().and_then(Repository::around);
    // If git does not answer, there is most likely no repository, so no pull request brought the folder.
    matches!((name, repository), (Some(name), Some(repository)) if repository.tracks(name) == Some(true))
}

/// The remedy for a message about such a folder.
pub fn untrack(folder: &Path) -> String {
    let shown = folder.display().to_string();
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "/._-~+:\\".contains(char);
    let quoted = match shown.chars().all(is_plain) {
        true => shown,
        false => format!("'{}'", shown.replace('\'', "'\\''")),
    };
    format!("`git rm -r -f {quoted}` removes it, and a build makes it again")
}
