//! Replaces one file of the bank completely, or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::diagnostic::Fault;

/// Writes a temporary file and renames it, so that other readers see either the old text or the new one. Permissions are kept.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Names that start with a dot are skipped by our own walk and by most tools.
    let beside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = write(&beside, path, bytes);
    if written.is_err() {
        // It may not exist.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write(beside: &Path, path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let permissions = fs::metadata(path)
        .map_err(Fault::on("read", path))?
        .permissions();
    let mut file = File::create(beside).map_err(Fault::on("write", beside))?;
    file.write_all(bytes)
        .and_then(|()| file.set_permissions(permissions))
        .and_then(|()| file.sync_all())
        .map_err(Fault::on("write", beside))?;
    drop(file);
    fs::rename(beside, path).map_err(Fault::on("replace", path))
}
