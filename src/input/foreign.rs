//! Files that are not part of a bank yet: what `prepbook import` reads.

use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use super::{picture, plain};
use crate::diagnostic::{Failure, Fault};

/// The largest file that is imported, in bytes. The largest known single-file banks have two megabytes.
pub const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The most bytes of one import, over all files.
pub const MAX_BYTES_IN_ALL: u64 = 64 * 1024 * 1024;

/// Extensions of files that can hold questions.
const ENDINGS: [&str; 8] = ["md", "markdown", "mdown", "mkd", "mdx", "txt", "csv", "tsv"];

/// A file, and whether it was found in a folder.
#[derive(Debug)]
pub struct File {
    /// The path as the user gave it, with `/`.
    pub path: String,
    /// Whether it was found in a folder that the user named.
    pub is_in_folder: bool,
    /// The content as it is on the disk.
    pub bytes: Vec<u8>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// What may hold questions.
    pub files: Vec<File>,
    /// What else lies in the folders: files of other kinds, and links.
    pub passed_over: Vec<String>,
}

/// Reads the named files, and the files in named folders, sorted by name. Links in folders are not followed.
pub fn read(named: &[PathBuf]) -> Result<Found, Failure> {
    let mut found = Found::default();
    let mut all = 0;
    for path in named {
        if path.is_dir() {
            for path in inside(path)? {
                match holds_text(&path) {
                    true => found.files.push(file(&path, true, &mut all)?),
                    false => found.passed_over.push(shown(&path)),
                }
            }
        } else if path.is_file() {
            found.files.push(file(path, false, &mut all)?);
        } else {
            let shown = path.display();
            return Err(Failure::Usage(format!(
                "there is no file or folder `{shown}`"
            )));
        }
    }
    Ok(found)
}

/// Everything in a folder but folders, and but what is hidden.
fn inside(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut paths = Vec::new();
    let walk = WalkDir::new(folder)
        .min_depth(1)
        .sort_by_file_name()
        .into_iter();
    let is_hidden =
        |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.') || name == "node_modules";
    for entry in walk.filter_entry(|entry| !is_hidden(entry.file_name())) {
        let entry = entry.map_err(|error| plain::walk_fault(folder, error))?;
        if !entry.file_type().is_dir() {
            paths.push(entry.into_path());
        }
    }
    Ok(paths)
}

/// Whether it is a file of a kind that can hold questions, and no link.
fn holds_text(path: &Path) -> bool {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
        && std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

fn file(path: &Path, is_in_folder: bool, all: &mut u64) -> Result<File, Failure> {
    let shown = shown(path);
    let fault = |error| Failure::from(Fault::on("read", path)(error));
    let length = std::fs::metadata(path).map_err(fault)?.len();
    *all += length;
    if length > MAX_BYTES {
        return Err(Failure::Usage(format!(
            "`{shown}` has {} MB; a file has at most {} MB, so divide it",
            length / 1_000_000,
            MAX_BYTES / 1_000_000
        )));
    }
    if *all > MAX_BYTES_IN_ALL {
        return Err(Failure::Usage(format!(
            "these are more than {} MB in all; import them in parts",
            MAX_BYTES_IN_ALL / 1_000_000
        )));
    }
    let bytes = match is_in_folder {
        true => plain::read(path, MAX_BYTES),
        // Someone who names a link means its target.
        false => std::fs::read(path),
    };
    Ok(File {
        path: shown,
        is_in_folder,
        bytes: bytes.map_err(fault)?,
    })
}

/// A path with `/`, without `./` in front.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}

/// A picture's bytes, if it lies in one of the folders, no link leads to it, and it could be published. An input says where its
/// pictures are, and it may come from a stranger.
pub fn picture(folders: &[PathBuf], path: &Path) -> Option<Vec<u8>> {
    let is_inside = |folder: &PathBuf| lies_in(folder, path);
    if !folders.iter().any(is_inside) {
        return None;
    }
    let bytes = plain::read(path, picture::MAX_BYTES).ok()?;
    let ending = path.extension()?.to_string_lossy().to_lowercase();
    (bytes.len() as u64 <= picture::MAX_BYTES && picture::read(&ending, &bytes).is_ok())
        .then_some(bytes)
}

/// Whether a path is that of a file in a folder or below it, without a way up and without a link. A folder without a name is the
/// present one.
fn lies_in(folder: &Path, path: &Path) -> bool {
    let Ok(below) = path.strip_prefix(folder) else {
        return false;
    };
    let mut at = folder.to_path_buf();
    let mut parts = below.components().peekable();
    while let Some(part) = parts.next() {
        let Component::Normal(name) = part else {
            return false;
        };
        at.push(name);
        let is_last = parts.peek().is_none();
        match plain::kind(&at) {
            Ok(Some(kind)) if is_last => return kind.is_file(),
            Ok(Some(kind)) if kind.is_dir() => {}
            _ => return false,
        }
    }
    false
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn what_lies_in_a_folder_is_reached_without_a_link_and_without_a_way_up() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir_all(path("notes/img")).unwrap();
        fs::create_dir_all(path("other")).unwrap();
        for name in ["notes/a.png", "notes/img/b.png", "other/secret.png"] {
            fs::write(path(name), "x").unwrap();
        }
        symlink(path("other"), path("notes/away")).unwrap();
        symlink(path("other/secret.png"), path("notes/link.png")).unwrap();
        symlink(path("notes"), path("named")).unwrap();
        let is_in = |name: &str| lies_in(&path("notes"), &path("notes").join(name));
        assert!(is_in("a.png") && is_in("img/b.png"));
        for name in [
            "",
            "img",
            "gone.png",
            "link.png",
            "away/secret.png",
            "../other/secret.png",
            "img/../a.png",
            "img/../../other/secret.png",
        ] {
            assert!(!is_in(name), "{name}");
        }
        assert!(!lies_in(&path("notes"), &path("other/secret.png")));
        assert!(!lies_in(Path::new(""), &path("notes/a.png")));
        assert!(!lies_in(Path::new(""), Path::new("../a.png")));
        // Someone who names a link means its target.
        assert!(lies_in(&path("named"), &path("named/a.png")));
    }
}
