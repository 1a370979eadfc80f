//! The content of a folder, without following links.

use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::refusal::refused;
use crate::diagnostic::{Failure, Fault};
use crate::input::stat::{Inode, Stat};

/// A file, a link, a pipe: anything but a folder.
#[derive(Debug)]
pub struct FolderEntry {
    /// Relative to the folder.
    pub below: PathBuf,
    /// The same with `/`; empty if it is not UTF-8, which our own names always are.
    pub name: String,
    /// What it is.
    pub kind: FileType,
    /// The metadata by which it is recognised.
    pub stat: Stat,
}

/// The content of a folder.
#[derive(Debug, Default)]
pub struct Tree {
    /// Sorted by path.
    pub entries: Vec<FolderEntry>,
    /// Relative paths of the folders in it, outer ones first.
    pub folders: Vec<PathBuf>,
}

impl Tree {
    /// Walks through a folder; a missing one counts as empty. Refuses anything that must not be moved or removed as a part of a
    /// site.
    pub fn read(root: &Path) -> Result<Tree, Failure> {
        let device = match fs::symlink_metadata(root) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Tree::default()),
            metadata => Inode::of(&metadata.map_err(Fault::on("read", root))?).device,
        };
        let mut tree = Tree::default();
        let mut level = vec![PathBuf::new()];
        // All folders of one depth at once: a site has thousands of them, and each takes a call or two.
        while !level.is_empty() {
            let read = level
                .par_iter()
                .map(|folder| read_folder(root, folder, device));
            let read: Vec<(Vec<FolderEntry>, Vec<PathBuf>)> =
                read.collect::<Result<_, Failure>>()?;
            level = Vec::new();
            for (mut entries, mut folders) in read {
                tree.entries.append(&mut entries);
                level.append(&mut folders);
            }
            level.sort();
            tree.folders.extend(level.iter().cloned());
        }
        // By their bytes: to compare paths part by part takes much longer.
        tree.entries
            .sort_unstable_by(|a, b| a.below.as_os_str().cmp(b.below.as_os_str()));
        Ok(tree)
    }
}

/// What lies in one folder: other than folders, and folders.
fn read_folder(
    root: &Path,
    folder: &Path,
    device: u64,
) -> Result<(Vec<FolderEntry>, Vec<PathBuf>), Failure> {
    let (mut entries, mut folders) = (Vec::new(), Vec::new());
    let here = root.join(folder);
    for entry in fs::read_dir(&here).map_err(Fault::on("read", &here))? {
        let entry = entry.map_err(Fault::on("read", &here))?;
        let path = here.join(entry.file_name());
        // Not of what a link leads to.
        let metadata = entry.metadata().map_err(Fault::on("read", &path))?;
        if entry.file_name() == ".git" {
            return Err(refused(&path, "is a git repository in the site's folder"));
        }
        let below = folder.join(entry.file_name());
        if metadata.is_dir() {
            if Inode::of(&metadata).device != device {
                return Err(refused(&path, "is a mount point in the site's folder"));
            }
            folders.push(below);
            continue;
        }
        entries.push(FolderEntry {
            name: name(&below).unwrap_or_default(),
            kind: metadata.file_type(),
            stat: Stat::of(&metadata),
            below,
        });
    }
    Ok((entries, folders))
}

fn name(below: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = below
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    Some(parts?.join("/"))
}

/// Whether there is nothing in a folder.
pub fn is_empty(folder: &Path) -> Result<bool, Fault> {
    let mut entries = fs::read_dir(folder).map_err(Fault::on("read", folder))?;
    Ok(entries.next().is_none())
}

/// Whether files may be added to a folder and removed from it.
#[cfg(unix)]
pub fn may_write(folder: &Path) -> io::Result<()> {
    use rustix::fs::{Access, access};
    Ok(access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
}

/// Whether files may be added to a folder and removed from it.
#[cfg(not(unix))]
pub fn may_write(_: &Path) -> io::Result<()> {
    Ok(())
}
