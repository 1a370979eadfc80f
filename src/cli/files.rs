//! Creates files for an author, and never overwrites one.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::diagnostic::Fault;

/// Whether a file was created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// It was created.
    New,
    /// It existed and was not changed.
    Kept,
}

/// Creates a file and the folders above it.
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
        // An incomplete file would look like the author's, and keep the next attempt from creating a complete one.
        let _ = std::fs::remove_file(path);
        Fault::on("write", path)(cause)
    })?;
    Ok(Made::New)
}

/// A path as people write it, without `./` in front.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}
