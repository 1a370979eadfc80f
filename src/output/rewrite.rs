//! Replaces one file of the bank completely, or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::beside::{Beside, folder};
use crate::diagnostic::Fault;

/// Writes a temporary file and renames it, so that other readers see either the old text or the new one. Permissions are kept.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let metadata = fs::symlink_metadata(path).map_err(Fault::on("read", path))?;
    if !metadata.is_file() {
        let cause = io::Error::other("it is no longer a file");
        return Err(Fault::on("replace", path)(cause));
    }
    let beside = Beside::new(folder(path)).map_err(Fault::on("replace", path))?;
    let mut file: &File = beside.file();
    // Before anything is in it that others may not read.
    file.set_permissions(metadata.permissions())
        .and_then(|()| file.write_all(bytes))
        .and_then(|()| file.sync_all())
        .map_err(Fault::on("write", path))?;
    beside.put(path).map_err(Fault::on("replace", path))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_file_is_replaced_with_its_permissions_and_nothing_else() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a.md"), "old").unwrap();
        fs::set_permissions(path("a.md"), fs::Permissions::from_mode(0o640)).unwrap();
        replace(&path("a.md"), b"new").unwrap();
        assert_eq!(fs::read_to_string(path("a.md")).unwrap(), "new");
        let mode = fs::metadata(path("a.md")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        fs::write(path("precious"), "mine").unwrap();
        symlink("precious", path("link.md")).unwrap();
        assert!(replace(&path("link.md"), b"new").is_err());
        assert_eq!(fs::read_to_string(path("precious")).unwrap(), "mine");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }

    /// Somebody may guess the process's number and lay links in the way of what is written.
    #[test]
    fn no_link_in_the_way_is_followed() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("precious"), "mine").unwrap();
        fs::write(path("a.md"), "old").unwrap();
        let before = format!(".a.md.{}.tmp", std::process::id());
        symlink("precious", path(&before)).unwrap();
        replace(&path("a.md"), b"new").unwrap();
        assert_eq!(fs::read_to_string(path("a.md")).unwrap(), "new");
        assert_eq!(fs::read_to_string(path("precious")).unwrap(), "mine");
        assert!(path(&before).is_symlink());
    }
}
