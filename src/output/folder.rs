//! Decides, before any work is done, whether a site may be written to a folder.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use super::inventory::{self, Found};
use super::lock::Lock;
use super::publish::Claim;
use super::refusal::refused;
use super::remains;
use super::tracked::{is_tracked, untrack};
use super::tree::is_empty;
use crate::diagnostic::{Failure, Fault};
use crate::input::config;
use crate::input::stat::Inode;

/// Folders of a bank's root that we read or keep, so no site may lie in them.
const SOURCES: [&str; 5] = ["questions", "templates", "static", ".git", ".prepbook"];

/// A folder that may be written to.
#[derive(Debug, Clone)]
pub struct OutputFolder {
    path: PathBuf,
}

impl OutputFolder {
    /// Checks the folder for the site. `root` is the bank's root.
    pub fn check(output: &Path, root: &Path) -> Result<OutputFolder, Failure> {
        let path = absolute(output)?;
        let root = fs::canonicalize(root).map_err(Fault::on("read", root))?;
        if let Some(why) = place_fault(&path, &root) {
            return Err(refused(&path, why));
        }
        judge(&path)?;
        if is_tracked(&path) {
            return Err(refused(
                &path,
                &format!(
                    "is under version control, so it may be anybody's work; {}",
                    untrack(&path)
                ),
            ));
        }
        Ok(OutputFolder { path })
    }

    /// Locks the folder against other builds, and cleans up after a build that was killed. If another build holds the lock,
    /// `waiting` is called once, and `patience` is the longest time to wait.
    pub fn claim(self, patience: Duration, waiting: &dyn Fn(&Path)) -> Result<Claim, Failure> {
        let parent = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(Fault::on("create", parent))?;
        let lock = Lock::take(&self.path, patience, &|| waiting(&self.path))?;
        let restored = remains::recover(&self.path)?;
        // Another build may have changed the folder while this one waited.
        judge(&self.path)?;
        Ok(Claim::new(self.path, lock, restored))
    }
}

/// Whether a file at this path is one that a bank is made from, or would be. `root` is the bank's root.
pub fn is_source(file: &Path, root: &Path) -> Result<bool, Fault> {
    let path = absolute(file)?;
    let root = fs::canonicalize(root).map_err(Fault::on("read", root))?;
    let mut sources = SOURCES.into_iter().chain([config::FILE_NAME]);
    Ok(sources.any(|source| lies_in(&path, &root, source)))
}

/// Why nothing may be written at a path, whatever is there now.
fn place_fault(path: &Path, root: &Path) -> Option<&'static str> {
    if path.parent().is_none() {
        return Some("is the root of the file system");
    }
    if holds(path, root) {
        return Some("holds the bank itself");
    }
    if std::env::home_dir().is_some_and(|home| holds(path, &home)) {
        return Some("holds the home folder");
    }
    let is_source = SOURCES.iter().any(|source| lies_in(path, root, source));
    is_source.then_some("lies among the sources")
}

/// Whether `inner` is the folder or lies in it, even under another name: through links, or in another case.
fn holds(folder: &Path, inner: &Path) -> bool {
    let real = fs::canonicalize(inner);
    inner.starts_with(folder)
        || real.is_ok_and(|real| {
            real.starts_with(folder) || real.ancestors().any(|above| is_same(above, folder))
        })
}

/// Whether a path is this folder of the bank's root or lies in it. The folder need not exist yet. Case is ignored, because on
/// some systems it does not matter, and a bank should work the same on all of them.
fn lies_in(path: &Path, root: &Path, folder: &str) -> bool {
    let source = root.join(folder);
    let first = path
        .strip_prefix(root)
        .ok()
        .and_then(|below| below.components().next());
    first.is_some_and(|first| first.as_os_str().eq_ignore_ascii_case(folder))
        || path.ancestors().any(|above| is_same(above, &source))
}

/// Both are opened for that, which would wait for ever at a pipe.
fn is_same(a: &Path, b: &Path) -> bool {
    let is_plain =
        |path: &Path| fs::metadata(path).is_ok_and(|data| data.is_dir() || data.is_file());
    is_plain(a) && is_plain(b) && same_file::is_same_file(a, b).unwrap_or(false)
}

/// Checks what is at the site's path now.
fn judge(path: &Path) -> Result<(), Failure> {
    let refuse = |why: &str| Err(refused(path, why));
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Fault::on("read", path)(error).into()),
        Ok(metadata) if metadata.is_symlink() => return refuse("is a symbolic link"),
        Ok(metadata) if !metadata.is_dir() => return refuse("is a file"),
        Ok(_) if fs::symlink_metadata(path.join(".git")).is_ok() => {
            return refuse("is a git repository");
        }
        Ok(metadata) if is_mount_point(path, &metadata) => {
            return refuse("is a mount point, and a site is replaced as a whole");
        }
        Ok(_) => {}
    }
    match inventory::read(path)? {
        Found::Ours(_) => Ok(()),
        Found::Nothing if is_empty(path)? => Ok(()),
        Found::Nothing => refuse("is not empty and was not made by prepbook"),
        Found::Unreadable(why) => Err(Failure::Usage(format!(
            "`{}` {why}, so nobody knows which files beside it are ours; remove the folder, or name another with `--output`",
            path.join(inventory::NAME).display()
        ))),
    }
}

fn is_mount_point(path: &Path, metadata: &fs::Metadata) -> bool {
    let above = path.parent().and_then(|parent| fs::metadata(parent).ok());
    above.is_some_and(|above| Inode::of(&above).device != Inode::of(metadata).device)
}

/// The path with all links resolved, except in its last part, which need not exist.
fn absolute(path: &Path) -> Result<PathBuf, Fault> {
    let path = std::path::absolute(path).map_err(Fault::on("find", path))?;
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    // Missing folders will be created below the last one that exists, so that one is resolved.
    let real = plain
        .ancestors()
        .skip(1)
        .find_map(|above| Some((above, fs::canonicalize(above).ok()?)));
    Ok(match real {
        Some((above, real)) => plain
            .strip_prefix(above)
            .map_or_else(|_| plain.clone(), |below| real.join(below)),
        None => plain,
    })
}
