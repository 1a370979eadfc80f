//! Spares that are of no use: removed, or where that fails, put apart.

use std::fs;
use std::path::Path;

use super::tree::Tree;
use crate::input::stat::Inode;

/// The ending of a spare that could not be removed.
const SPENT: &str = "spent";

/// So many of those are kept apart.
const MOST_SPENT: usize = 100;

/// Whether this is the ending of a spare that is of no use.
pub fn is_spent(ending: &str) -> bool {
    let number = ending
        .strip_suffix(SPENT)
        .and_then(|rest| rest.strip_suffix('.'));
    number.is_some_and(|number| number.parse::<usize>().is_ok())
}

/// Removes a folder that is of no use, wherever it lies now. What cannot be removed gets another name beside the spare's, so that
/// no build fails because of it.
pub fn discard(folder: &Path, spare: &Path) {
    let Ok(metadata) = fs::symlink_metadata(folder) else {
        return;
    };
    if !metadata.is_dir() {
        // A link goes, and not what it leads to.
        let _ = fs::remove_file(folder);
    } else {
        open_up(folder, Inode::of(&metadata).device);
        // A repository or a mount point in it is nothing of ours.
        if Tree::read(folder).is_ok() && fs::remove_dir_all(folder).is_ok() {
            return;
        }
    }
    let stem = spare.with_extension("");
    let is_apart = |number: usize| {
        let apart = stem.with_extension(format!("{number}.{SPENT}"));
        apart == folder || fs::rename(folder, apart).is_ok()
    };
    let _ = (0..MOST_SPENT).any(is_apart);
}

/// Lets us into the folders of a spare, as far as they are ours to change.
#[cfg(unix)]
fn open_up(folder: &Path, device: u64) {
    use std::os::unix::fs::PermissionsExt;
    let is_inside = fs::symlink_metadata(folder)
        .ok()
        .filter(|metadata| metadata.is_dir() && Inode::of(metadata).device == device);
    let Some(metadata) = is_inside else {
        return;
    };
    let mode = metadata.permissions().mode();
    if mode & 0o700 != 0o700 {
        // What stays closed cannot be removed, and that shows.
        let _ = fs::set_permissions(folder, fs::Permissions::from_mode(mode | 0o700));
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            open_up(&entry.path(), device);
        }
    }
}

#[cfg(not(unix))]
fn open_up(_: &Path, _: u64) {}
