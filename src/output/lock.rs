//! One build of a folder at a time.
//!
//! The lock is the operating system's, on a file beside the folder. It ends with the process, however that ends, so a lock file
//! that is left behind blocks nobody.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::beside;
use crate::diagnostic::Fault;
use crate::input::stat::Inode;

/// How often to check whether the other build is done.
const GLANCE: Duration = Duration::from_millis(20);

/// The lock is held until this is dropped.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Waits for the lock of the folder at `site`. If another build holds it, `waiting` is called once.
    pub fn take(site: &Path, patience: Duration, waiting: &dyn Fn()) -> Result<Lock, Fault> {
        let path = beside(site, "lock");
        let start = Instant::now();
        let mut has_told = false;
        loop {
            let file = open(&path)?;
            match file.try_lock() {
                // The previous holder removed this file, so a lock on it would keep nobody out.
                Ok(()) if !is_at(&file, &path) => continue,
                Ok(()) => return Ok(Lock { path, _file: file }),
                Err(TryLockError::WouldBlock) => {}
                // The file system has no locks: then the user has to make sure that only one build runs.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                    return Ok(Lock { path, _file: file });
                }
                Err(TryLockError::Error(error)) => return Err(Fault::on("lock", &path)(error)),
            }
            if start.elapsed() >= patience {
                let cause = io::Error::other("another build of it is still running");
                return Err(Fault::on("replace", site)(cause));
            }
            if !std::mem::replace(&mut has_told, true) {
                waiting();
            }
            std::thread::sleep(GLANCE);
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while still locked, so that no other build's lock file is removed. Other systems cannot remove an open file;
        // there it stays and does no harm.
        #[cfg(unix)]
        let _ = fs::remove_file(&self.path);
    }
}

fn open(path: &Path) -> Result<File, Fault> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() => {
            let cause = io::Error::other("it is not a file; move it away");
            return Err(Fault::on("lock", path)(cause));
        }
        _ => {}
    }
    let file = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(false)
        .open(path);
    // The new site is made in the same folder, so if the lock file cannot be created there, the site cannot either.
    file.map_err(Fault::on("create", path))
}

fn is_at(file: &File, path: &Path) -> bool {
    let inode = |metadata: fs::Metadata| Inode::of(&metadata);
    let held = file.metadata().map(inode);
    let there = fs::symlink_metadata(path).map(inode);
    matches!((held, there), (Ok(held), Ok(there)) if held == there)
}
