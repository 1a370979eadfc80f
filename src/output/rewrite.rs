//! One file of the bank, replaced as a whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::diagnostic::Fault;

/// Writes beside the file, then renames: whoever reads meanwhile sees the old text or the new one. Its permissions stay.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // The bank's reader and most tools pass over what starts with a dot.
    let beside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = write(&beside, path, bytes);
    if written.is_err() {
        // It may not even be there.
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
