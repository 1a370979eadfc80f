//! Refuses links and special files: opening them could lead out of the bank or block for ever.

use std::fs::{File, FileType};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Fault, Unread};

/// The type of what lies at a path, without following links; `None` if there is nothing.
pub fn kind(path: &Path) -> Result<Option<FileType>, Fault> {
    match std::fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata.file_type())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::on("read", path)(error)),
    }
}

/// Refuses everything but files and folders. `shown` is the path for messages.
pub fn check(kind: FileType, shown: &str) -> Result<(), Diagnostic> {
    if kind.is_symlink() {
        let message = "this is a symbolic link, which is not followed";
        return Err(Diagnostic::about(Code::Symlink, shown, message)
            .hint("put what it leads to in its place"));
    }
    if !kind.is_dir() && !kind.is_file() {
        let message = "this is neither a file nor a folder";
        return Err(Diagnostic::about(Code::NotAFile, shown, message).hint("remove it"));
    }
    Ok(())
}

/// Whether the bank's root has a folder of this name. Something else of that name is a finding.
pub fn is_folder(root: &Path, name: &str) -> Result<bool, Unread> {
    let Some(kind) = kind(&root.join(name))? else {
        return Ok(false);
    };
    check(kind, name)?;
    Ok(kind.is_dir())
}

/// The bytes of a file, at most a little more than `limit`, so that the caller can see that it is too large. If the file was
/// replaced by a pipe or a link in the meantime, it is not opened.
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is no longer a file"));
    }
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a path without following a link and without blocking.
#[cfg(unix)]
pub fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(rustix::fs::open(path, flags, Mode::empty())?.into())
}

/// Opens what lies at a path.
#[cfg(not(unix))]
pub fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// An error about something that a walk has just found. If it is gone, the message says so.
pub fn since_found(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::NotFound => io::Error::new(
            ErrorKind::NotFound,
            "it vanished while the bank was read; try again",
        ),
        _ => error,
    }
}

/// The same for an error of the walk itself, below `folder`.
pub fn walk_fault(folder: &Path, error: walkdir::Error) -> Fault {
    Fault {
        action: "read",
        path: error.path().unwrap_or(folder).to_path_buf(),
        cause: error
            .into_io_error()
            .map_or_else(|| io::Error::other("a loop of links"), since_found),
    }
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    #[test]
    fn what_took_a_files_place_is_not_opened() {
        use super::*;
        let folder = tempfile::TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("file"), "12345").unwrap();
        assert_eq!(read(&path("file"), 5).unwrap(), b"12345");
        assert_eq!(read(&path("file"), 2).unwrap(), b"123");
        std::os::unix::fs::symlink("file", path("link")).unwrap();
        assert!(read(&path("link"), 5).is_err());
        let made = std::process::Command::new("mkfifo")
            .arg(path("pipe"))
            .status();
        assert!(made.unwrap().success());
        assert!(read(&path("pipe"), 5).is_err());
        assert!(read(folder.path(), 5).is_err());
        assert!(read(Path::new("/dev/zero"), 5).is_err());
        let gone = since_found(read(&path("gone"), 5).unwrap_err());
        assert_eq!(
            gone.to_string(),
            "it vanished while the bank was read; try again"
        );
    }
}
