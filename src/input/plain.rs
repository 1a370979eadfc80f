//! Links and special files: what must not be opened, because it could lead out of the bank or never end.

use std::fs::FileType;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Fault};

/// What lies at a path, itself and not what it may link to; nothing, if there is nothing.
pub fn kind(path: &Path) -> Result<Option<FileType>, Fault> {
    match std::fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata.file_type())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::on("read", path)(error)),
    }
}

/// Refuses what is neither a file nor a folder. `shown` is its path for people.
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

/// Whether there is a folder of this name in the bank's root to walk through.
pub fn is_folder(root: &Path, name: &str) -> Result<Result<bool, Diagnostic>, Fault> {
    Ok(match kind(&root.join(name))? {
        Some(kind) => check(kind, name).map(|()| kind.is_dir()),
        None => Ok(false),
    })
}
