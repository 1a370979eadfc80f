//! Puts a site in the place of the one before it: whole, or not at all.
//!
//! The site is written to a folder beside the output folder, then the two change places. Files that did not change are
//! linked from the old site instead of being written again. A manifest in the site lists what is ours; whatever else lies
//! in the output folder is carried over.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use crate::diagnostic::Fault;
use crate::site::Site;

/// The file by which we know a folder as ours.
const MANIFEST: &str = ".prepbook-manifest.json";

#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    version: u32,
    files: BTreeSet<String>,
}

/// What publishing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Files of the site.
    pub files: usize,
    /// Files that were the same in the old site.
    pub unchanged: usize,
    /// Bytes of the site.
    pub bytes: u64,
}

/// Why a site was not published.
#[derive(Debug)]
pub enum NotPublished {
    /// The folder must not be written to. The text says why and what to do.
    Refused(String),
    /// The machine failed.
    Fault(Fault),
}

impl From<Fault> for NotPublished {
    fn from(fault: Fault) -> Self {
        NotPublished::Fault(fault)
    }
}

/// A folder that may be written to, checked before any work is done.
#[derive(Debug, Clone)]
pub struct OutputFolder {
    path: PathBuf,
}

impl OutputFolder {
    /// Judges where the site is about to go. `root` is the bank's.
    pub fn check(output: &Path, root: &Path) -> Result<OutputFolder, NotPublished> {
        let refuse = |why: &str| {
            NotPublished::Refused(format!(
                "`{}` {why}; name another folder with `--output`",
                output.display()
            ))
        };
        let path = absolute(output)?;
        let root = fs::canonicalize(root).map_err(Fault::on("read", root))?;
        if path.parent().is_none() {
            return Err(refuse("is the root of the file system"));
        }
        if root.starts_with(&path) {
            return Err(refuse("holds the bank itself"));
        }
        if std::env::home_dir().is_some_and(|home| home.starts_with(&path)) {
            return Err(refuse("holds the home folder"));
        }
        for source in ["questions", "templates", "static", ".git", ".prepbook"] {
            if path.starts_with(root.join(source)) {
                return Err(refuse("lies among the sources"));
            }
        }
        match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Fault::on("read", &path)(error).into()),
            Ok(metadata) if metadata.is_symlink() => return Err(refuse("is a symbolic link")),
            Ok(metadata) if !metadata.is_dir() => return Err(refuse("is a file")),
            Ok(_) if path.join(".git").exists() => return Err(refuse("is a git repository")),
            Ok(_) => {
                let empty = fs::read_dir(&path)
                    .map_err(Fault::on("read", &path))?
                    .next()
                    .is_none();
                if !empty && !path.join(MANIFEST).is_file() {
                    return Err(refuse("is not empty and was not made by prepbook"));
                }
            }
        }
        Ok(OutputFolder { path })
    }

    /// Replaces the site in the folder.
    pub fn commit(&self, site: &Site) -> Result<Published, NotPublished> {
        let parent = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(Fault::on("create", parent))?;
        let stage = self.sibling("new");
        remove_tree(&stage)?;
        let published = self.write(site, &stage).inspect_err(|_| {
            // The old site is untouched; the half-written one is of no use to anyone.
            let _ = fs::remove_dir_all(&stage);
        })?;
        self.swap(&stage)?;
        Ok(published)
    }

    fn sibling(&self, suffix: &str) -> PathBuf {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        self.path
            .with_file_name(format!(".{name}.prepbook-{suffix}"))
    }

    fn write(&self, site: &Site, stage: &Path) -> Result<Published, NotPublished> {
        let mut published = Published {
            files: site.files.len(),
            unchanged: 0,
            bytes: 0,
        };
        let mut folders = BTreeSet::new();
        for (name, bytes) in &site.files {
            let target = join(stage, name);
            make_parent(&target, &mut folders)?;
            published.bytes += bytes.len() as u64;
            let old = join(&self.path, name);
            if same(&old, bytes) && fs::hard_link(&old, &target).is_ok() {
                published.unchanged += 1;
                continue;
            }
            fs::write(&target, bytes).map_err(Fault::on("write", &target))?;
        }
        self.carry_over(site, stage, &mut folders)?;
        let manifest = Manifest {
            version: 1,
            files: site.files.keys().cloned().collect(),
        };
        let path = stage.join(MANIFEST);
        let json = serde_json::to_vec(&manifest).unwrap_or_default();
        fs::write(&path, json).map_err(Fault::on("write", &path))?;
        Ok(published)
    }

    /// Keeps what lies in the output folder and is not ours.
    fn carry_over(
        &self,
        site: &Site,
        stage: &Path,
        folders: &mut BTreeSet<PathBuf>,
    ) -> Result<(), NotPublished> {
        let Ok(bytes) = fs::read(self.path.join(MANIFEST)) else {
            return Ok(());
        };
        // A manifest that cannot be read names nothing, so everything is kept.
        let ours = serde_json::from_slice::<Manifest>(&bytes)
            .map(|manifest| manifest.files)
            .unwrap_or_default();
        for entry in WalkDir::new(&self.path).min_depth(1).sort_by_file_name() {
            let entry = entry.map_err(|error| Fault {
                action: "read",
                path: error.path().unwrap_or(&self.path).to_path_buf(),
                cause: error
                    .into_io_error()
                    .unwrap_or_else(|| io::Error::other("a loop of links")),
            })?;
            let below = entry
                .path()
                .strip_prefix(&self.path)
                .unwrap_or(entry.path());
            let parts: Vec<_> = below
                .components()
                .map(|part| part.as_os_str().to_string_lossy())
                .collect();
            let name = parts.join("/");
            if !entry.file_type().is_file()
                || name == MANIFEST
                || ours.contains(&name)
                || site.files.contains_key(&name)
            {
                continue;
            }
            let target = stage.join(below);
            make_parent(&target, folders)?;
            fs::hard_link(entry.path(), &target)
                .or_else(|_| fs::copy(entry.path(), &target).map(drop))
                .map_err(Fault::on("keep", entry.path()))?;
        }
        Ok(())
    }

    /// The stage becomes the site; what was the site is removed.
    fn swap(&self, stage: &Path) -> Result<(), Fault> {
        if !self.path.exists() {
            return fs::rename(stage, &self.path).map_err(Fault::on("rename", stage));
        }
        if exchange(stage, &self.path) {
            return remove_tree(stage);
        }
        let old = self.sibling("old");
        remove_tree(&old)?;
        fs::rename(&self.path, &old).map_err(Fault::on("rename", &self.path))?;
        fs::rename(stage, &self.path).map_err(Fault::on("rename", stage))?;
        remove_tree(&old)
    }
}

/// Swaps two folders in one step, where the system can.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(a: &Path, b: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

fn remove_tree(path: &Path) -> Result<(), Fault> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Fault::on("remove", path)(error))
        }
        _ => Ok(()),
    }
}

fn make_parent(target: &Path, made: &mut BTreeSet<PathBuf>) -> Result<(), Fault> {
    let parent = target.parent().unwrap_or(Path::new("."));
    if made.insert(parent.to_path_buf()) {
        fs::create_dir_all(parent).map_err(Fault::on("create", parent))?;
    }
    Ok(())
}

fn join(folder: &Path, name: &str) -> PathBuf {
    name.split('/')
        .fold(folder.to_path_buf(), |path, part| path.join(part))
}

fn same(path: &Path, bytes: &[u8]) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|old| old == bytes)
}

/// The path with every link on the way to it resolved, but not the last part, which need not exist.
fn absolute(path: &Path) -> Result<PathBuf, Fault> {
    let path = std::path::absolute(path).map_err(Fault::on("find", path))?;
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    let (Some(parent), Some(name)) = (plain.parent(), plain.file_name()) else {
        return Ok(plain);
    };
    // Where the parent does not exist yet there is no link in it either.
    Ok(fs::canonicalize(parent).map_or(plain.clone(), |parent| parent.join(name)))
}
