//! Files that the program makes for an author. None of them ever takes the place of one that is there.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::diagnostic::Fault;

/// Whether a file was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// It was.
    New,
    /// There was one, which stays as it is.
    Kept,
}

/// Makes a file and the folders above it.
pub fn make(path: &Path, bytes: &[u8]) -> Result<Made, Fault> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(Fault::on("create", folder))?;
    }
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(Made::Kept),
        Err(error) => return Err(Fault::on("create", path)(error)),
    };
    file.write_all(bytes).map_err(|cause| {
        // Half a file would look like the author's, and keep the next try from making a whole one.
        let _ = std::fs::remove_file(path);
        Fault::on("write", path)(cause)
    })?;
    Ok(Made::New)
}

/// A path as people write it, without `./` in front.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}
