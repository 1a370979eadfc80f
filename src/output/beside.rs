//! A file that is written beside its place and then renamed: whoever reads finds the old content or the new one, whole.
//!
//! The folder may hold what a stranger has sent. So the file beside has a name that cannot be known before, it is made anew or not
//! at all, and it is the only thing that is ever removed.

use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Fault;

/// The start of the names, and their end. Names that start with a dot are skipped by our own walk and by most tools.
pub const BEGIN: &str = ".prepbook-";
/// See [`BEGIN`].
pub const END: &str = ".tmp";

/// So many names are tried. One is enough, unless somebody is at work here.
const MOST_NAMES: usize = 100;

/// A file beside its place. It goes with this value, unless it was put into its place.
#[derive(Debug)]
pub struct Beside {
    path: PathBuf,
    file: Arc<File>,
    is_placed: bool,
}

impl Beside {
    /// Makes one in a folder, for writing and reading.
    pub fn new(folder: &Path) -> io::Result<Beside> {
        Beside::with_names(folder, (0..MOST_NAMES).map(|_| name()))
    }

    fn with_names(folder: &Path, names: impl Iterator<Item = String>) -> io::Result<Beside> {
        let mut options = File::options();
        // Follows no link, and opens no pipe.
        options.read(true).write(true).create_new(true);
        for name in names {
            let path = folder.join(name);
            match options.open(&path) {
                Ok(file) => {
                    return Ok(Beside {
                        path,
                        file: Arc::new(file),
                        is_placed: false,
                    });
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("every name for it is taken"))
    }

    /// The file, to write to.
    pub fn file(&self) -> &Arc<File> {
        &self.file
    }

    /// Gives it its place. A link that is there is replaced, and not what it leads to.
    pub fn put(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        self.is_placed = true;
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.is_placed {
            // Nothing depends on it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The folder that a path is in.
pub fn folder(path: &Path) -> &Path {
    let folder = path.parent();
    folder
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Writes a file whole, or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    write_with(path, &|to| to.write_all(bytes))
}

/// The same for what is too long to hold: `write` writes it.
pub fn write_with(
    path: &Path,
    write: &dyn Fn(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Fault> {
    let beside = Beside::new(folder(path)).map_err(Fault::on("write", path))?;
    let file: &File = beside.file();
    let mut file = BufWriter::new(file);
    write(&mut file)
        .and_then(|()| file.flush())
        .map_err(Fault::on("write", path))?;
    drop(file);
    beside.put(path).map_err(Fault::on("write", path))
}

/// A name that nobody can know before: the standard library's hashers have keys from the system's chance.
fn name() -> String {
    let chance = || RandomState::new().hash_one(std::process::id());
    format!("{BEGIN}{:016x}{:016x}{END}", chance(), chance())
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    fn in_folder(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// A bank in several languages keeps a file for each, all at the same time.
    #[test]
    fn files_written_at_the_same_time_are_all_written() {
        let folder = tempfile::TempDir::new().unwrap();
        let paths: Vec<PathBuf> = (0..200)
            .map(|number| folder.path().join(format!("bank.{number}.counts")))
            .collect();
        paths.par_iter().for_each(|path| {
            let name = path.to_string_lossy();
            write(path, name.as_bytes()).unwrap();
        });
        for path in &paths {
            assert_eq!(fs::read_to_string(path).unwrap(), path.to_string_lossy());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), paths.len());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_or_a_pipe_of_the_name_is_left_alone_and_another_name_is_taken() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("precious"), "mine").unwrap();
        std::os::unix::fs::symlink("precious", path("a")).unwrap();
        std::os::unix::fs::symlink("nowhere", path("b")).unwrap();
        let made = std::process::Command::new("mkfifo").arg(path("c")).status();
        assert!(made.unwrap().success());
        let names = ["a", "b", "c", "d"].map(String::from);
        let beside = Beside::with_names(folder.path(), names.into_iter()).unwrap();
        assert_eq!(beside.path, path("d"));
        let taken = ["a", "b", "c", "d"].map(String::from);
        assert!(Beside::with_names(folder.path(), taken.into_iter()).is_err());
        drop(beside);
        assert_eq!(in_folder(folder.path()), ["a", "b", "c", "precious"]);
        assert_eq!(fs::read_to_string(path("precious")).unwrap(), "mine");
    }

    #[test]
    fn what_cannot_be_put_into_its_place_leaves_nothing() {
        let folder = tempfile::TempDir::new().unwrap();
        let target = folder.path().join("target");
        fs::create_dir_all(target.join("full")).unwrap();
        assert!(write(&target, b"x").is_err());
        assert_eq!(in_folder(folder.path()), ["target"]);
    }

    #[test]
    fn no_two_names_are_the_same() {
        let names: std::collections::BTreeSet<String> = (0..1000).map(|_| name()).collect();
        assert_eq!(names.len(), 1000);
    }
}
