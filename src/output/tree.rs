//! The content of a folder, without following links.

use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

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
    /// Sorted by name.
    pub entries: Vec<FolderEntry>,
    /// Relative paths of the folders in it, outer ones first.
    pub folders: Vec<PathBuf>,
}

impl Tree {
    /// Walks through a folder; a missing one counts as empty. Refuses anything that must not be moved or removed as a part of a
    /// site.
    pub fn read(root: &Path) -> Result<Tree, Failure> {
        let mut tree = Tree::default();
        let device = match fs::symlink_metadata(root) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(tree),
            metadata => Inode::of(&metadata.map_err(Fault::on("read", root))?).device,
        };
        for entry in WalkDir::new(root).min_depth(1).sort_by_file_name() {
            let entry = entry.map_err(|error| walk_fault(root, error))?;
            let metadata = entry.metadata().map_err(|error| walk_fault(root, error))?;
            let path = entry.path();
            if entry.file_name() == ".git" {
                return Err(refused(path, "is a git repository in the site's folder"));
            }
            let below = path.strip_prefix(root).unwrap_or(path).to_path_buf();
            if entry.file_type().is_dir() {
                if Inode::of(&metadata).device != device {
                    return Err(refused(path, "is a mount point in the site's folder"));
                }
                tree.folders.push(below);
                continue;
            }
            tree.entries.push(FolderEntry {
                name: name(&below).unwrap_or_default(),
                kind: entry.file_type(),
                stat: Stat::of(&metadata),
                below,
            });
        }
        Ok(tree)
    }
}

fn name(below: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = below
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    Some(parts?.join("/"))
}

fn walk_fault(root: &Path, error: walkdir::Error) -> Fault {
    Fault {
        action: "read",
        path: error.path().unwrap_or(root).to_path_buf(),
        cause: error
            .into_io_error()
            .unwrap_or_else(|| io::Error::other("a loop of links")),
    }
}

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
