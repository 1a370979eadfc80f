//! The inventory: a file in the site's folder that lists the files in it that we wrote.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Fault;

/// The inventory's name, in the site's root.
pub const NAME: &str = ".prepbook-manifest.json";

/// The temporary name of an inventory while it is written, and of a foreign file while it is copied, so that half a file is never
/// taken for a whole one.
pub const COPY: &str = ".prepbook-copy";

const VERSION: u32 = 1;

/// More bytes than the names of a million files.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
struct Document {
    version: u32,
    files: BTreeSet<String>,
}

/// The files of a site that we wrote, as paths with `/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// None of them leads out of the folder.
    pub files: BTreeSet<String>,
}

impl Inventory {
    /// Whether this is a file that we made and may remove.
    pub fn owns(&self, name: &str) -> bool {
        self.files.contains(name) || [NAME, COPY].contains(&name)
    }
}

/// What a folder's inventory says.
#[derive(Debug)]
pub enum Found {
    /// The folder is ours.
    Ours(Inventory),
    /// There is no inventory.
    Nothing,
    /// There is something of that name that is not a valid inventory. The text says what is wrong.
    Unreadable(&'static str),
}

/// Reads a folder's inventory. Anybody could have written it, so its names are checked.
pub fn read(folder: &Path) -> Result<Found, Fault> {
    let path = folder.join(NAME);
    match fs::symlink_metadata(&path) {
        Err(error) if is_absence(&error) => return Ok(Found::Nothing),
        Err(error) => return Err(Fault::on("read", &path)(error)),
        Ok(metadata) if !metadata.is_file() => return Ok(Found::Unreadable("is not a file")),
        Ok(_) => {}
    }
    let mut bytes = Vec::new();
    File::open(&path)
        .and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes))
        .map_err(Fault::on("read", &path))?;
    Ok(match serde_json::from_slice::<Document>(&bytes) {
        Err(_) => Found::Unreadable("is damaged"),
        Ok(document) if document.version != VERSION => {
            Found::Unreadable("is of another version of prepbook")
        }
        Ok(mut document) => {
            document.files.retain(|name| is_plain(name));
            Found::Ours(Inventory {
                files: document.files,
            })
        }
    })
}

/// Writes a folder's inventory, in place of an older one. It is flushed to the disk before anything that relies on it, and at no
/// moment is there half of one.
pub fn write<'a>(folder: &Path, names: impl Iterator<Item = &'a String>) -> Result<(), Fault> {
    let path = folder.join(COPY);
    let document = Document {
        version: VERSION,
        files: names.cloned().collect(),
    };
    let written = serde_json::to_vec(&document)
        .map_err(io::Error::other)
        .and_then(|json| {
            let mut file = File::create_new(&path)?;
            file.write_all(&json)?;
            file.sync_all()?;
            fs::rename(&path, folder.join(NAME))
        });
    written.map_err(Fault::on("write", &path))
}

/// Whether a name stays inside the folder that it is joined to, on every system.
pub fn is_plain(name: &str) -> bool {
    let is_drive = |part: &str| part.as_bytes().get(1) == Some(&b':');
    !name.contains(['\0', '\\'])
        && name
            .split('/')
            .all(|part| !["", ".", ".."].contains(&part) && !is_drive(part))
}

/// Whether the error means that the file, or its folder, does not exist.
pub fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_stay_inside_are_plain() {
        for name in ["index.html", "a/b/c.css", ".nojekyll", "..a", "a..", "é/ü"] {
            assert!(is_plain(name), "{name}");
        }
        for name in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../x",
            "a/../../x",
            "a//b",
            "a/",
            "./a",
            "a/.",
            "C:/x",
            "c:x",
            "a\\..\\x",
            "a\0b",
        ] {
            assert!(!is_plain(name), "{name}");
        }
    }
}
