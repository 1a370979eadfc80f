//! Creates files for an author, and never overwrites one.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::Failure;
use crate::diagnostic::Fault;
use crate::input::plain;

/// Whether a file was created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// It was created.
    New,
    /// It existed and was not changed.
    Kept,
}

/// Creates a file below a root, and the folders above it. A link below the root is not followed: in a repository of a stranger it
/// may lead anywhere.
pub fn make(root: &Path, path: &Path, bytes: &[u8]) -> Result<Made, Failure> {
    std::fs::create_dir_all(root).map_err(Fault::on("create", root))?;
    let mut above: Vec<&Path> = path
        .ancestors()
        .skip(1)
        .take_while(|above| *above != root)
        .collect();
    above.reverse();
    for folder in above {
        match plain::kind(folder)? {
            Some(kind) if kind.is_symlink() => return Err(linked(folder)),
            Some(_) => {}
            None => std::fs::create_dir_all(folder).map_err(Fault::on("create", folder))?,
        }
    }
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(Made::Kept),
        Err(error) => return Err(Fault::on("create", path)(error).into()),
    };
    file.write_all(bytes).map_err(|cause| {
        // An incomplete file would look like the author's, and keep the next attempt from creating a complete one.
        let _ = std::fs::remove_file(path);
        Fault::on("write", path)(cause)
    })?;
    Ok(Made::New)
}

/// That a folder to write into is a link.
pub fn linked(folder: &Path) -> Failure {
    Failure::Usage(format!(
        "`{}` is a symbolic link, which is not followed; put what it leads to in its place",
        shown(folder)
    ))
}

/// A path as people write it, without `./` in front.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}
