//! Puts a site in the place of the one before it: whole, or not at all.
//!
//! The site is written to a folder beside the output folder, then the two change places. Files that did not change are
//! linked from the old site instead of being written again; no file is ever written to once it has its name, so the old site
//! never changes. A manifest in the site lists what is ours; whatever else lies in the output folder is carried over.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::lock::Lock;
use super::manifest::{self, Found, Manifest};
use super::remains;
use super::tree::{Entry, Tree};
use crate::diagnostic::Fault;
use crate::site::Site;

/// What publishing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Files of the site.
    pub files: usize,
    /// Files that were the same in the old site.
    pub unchanged: usize,
    /// Bytes of the site.
    pub bytes: u64,
    /// What is not ours and stayed, by its path in the folder.
    pub carried: Vec<PathBuf>,
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

/// An output folder that no other build can have at the same time.
#[derive(Debug)]
pub struct Claim {
    path: PathBuf,
    /// Where the site that is there was brought back from, if a build that was killed had left it elsewhere.
    pub restored: Option<PathBuf>,
    _lock: Lock,
}

/// The old site, and what of it stays.
struct Old<'a> {
    ours: Manifest,
    /// Files of the new site that are there already, with the same bytes.
    same: BTreeSet<&'a str>,
    /// What is not ours.
    foreign: Vec<&'a Entry>,
}

impl Claim {
    pub(super) fn new(path: PathBuf, lock: Lock, restored: Option<PathBuf>) -> Claim {
        Claim {
            path,
            restored,
            _lock: lock,
        }
    }

    /// Replaces the site in the folder.
    pub fn commit(&self, site: &Site) -> Result<Published, NotPublished> {
        check_names(site)?;
        let tree = Tree::read(&self.path)?;
        let old = self.compare(&tree, site)?;
        self.check_foreign(&old, site)?;
        let published = Published {
            files: site.files.len(),
            unchanged: old.same.len(),
            bytes: site.files.values().map(|bytes| bytes.len() as u64).sum(),
            carried: old
                .foreign
                .iter()
                .map(|entry| entry.below.clone())
                .collect(),
        };
        let is_same =
            old.same.len() == site.files.len() && old.ours.files.iter().eq(site.files.keys());
        if is_same {
            return Ok(published);
        }
        self.check_access(&tree)?;
        let stage = remains::stage(&self.path);
        let written = self.write(site, &old, &stage);
        let retired = written.and_then(|()| self.swap(&stage)).inspect_err(|_| {
            // The old site is untouched; the new one is of no use to anyone. What cannot be removed now is removed by the next
            // build, which knows it by the manifest: that goes last.
            let _ = remains::retire(&stage, &self.path);
        })?;
        if let Some(retired) = retired {
            remains::retire(&retired, &self.path)?;
        }
        Ok(published)
    }

    fn compare<'a>(&self, tree: &'a Tree, site: &Site) -> Result<Old<'a>, Fault> {
        let ours = match manifest::read(&self.path)? {
            Found::Manifest(manifest) => manifest,
            Found::Nothing | Found::Unreadable(_) => Manifest::default(),
        };
        let is_same = |entry: &&Entry| {
            site.files.get(&entry.name).is_some_and(|bytes| {
                entry.kind.is_file()
                    && entry.size == bytes.len() as u64
                    && fs::read(self.path.join(&entry.below)).is_ok_and(|old| old == *bytes)
            })
        };
        let same: BTreeSet<&str> = tree
            .entries
            .par_iter()
            .filter(is_same)
            .map(|entry| entry.name.as_str())
            .collect();
        let is_foreign =
            |entry: &&Entry| !ours.owns(&entry.name) && !same.contains(entry.name.as_str());
        let foreign = tree.entries.iter().filter(is_foreign).collect();
        Ok(Old {
            ours,
            same,
            foreign,
        })
    }

    /// Refuses to put a file where a foreign one lies, and to carry a foreign link, which could lead a site to any file of this
    /// machine.
    fn check_foreign(&self, old: &Old<'_>, site: &Site) -> Result<(), NotPublished> {
        if let Some(link) = old.foreign.iter().find(|entry| entry.kind.is_symlink()) {
            return Err(remains::foreign_link(&self.path.join(&link.below)));
        }
        let in_the_way: Vec<String> = old
            .foreign
            .iter()
            .filter(|entry| !entry.name.is_empty() && meets(&entry.name, site))
            .map(|entry| format!("`{}`", self.path.join(&entry.below).display()))
            .collect();
        if in_the_way.is_empty() {
            return Ok(());
        }
        Err(NotPublished::Refused(format!(
            "the site needs the place of {}, not made by prepbook; move away what is there",
            in_the_way.join(", ")
        )))
    }

    /// Everything in the old site will have to be removed, which its folders have to permit. To find out later would be too late.
    fn check_access(&self, tree: &Tree) -> Result<(), Fault> {
        if fs::symlink_metadata(&self.path).is_err() {
            return Ok(());
        }
        let below = tree.folders.iter().map(|folder| self.path.join(folder));
        for folder in std::iter::once(self.path.clone()).chain(below) {
            may_write(&folder).map_err(Fault::on("write to", &folder))?;
        }
        Ok(())
    }

    fn write(&self, site: &Site, old: &Old<'_>, stage: &Path) -> Result<(), Fault> {
        fs::create_dir(stage).map_err(Fault::on("create", stage))?;
        // Before anything else: a folder with a manifest is known as ours, however the build ends.
        manifest::write(stage, site.files.keys())?;
        keep_permissions(&self.path, stage)?;
        let mut folders = BTreeSet::new();
        for (name, bytes) in &site.files {
            let target = join(stage, name);
            make_folder(target.parent().unwrap_or(stage), &mut folders)?;
            let is_linked = old.same.contains(name.as_str())
                && fs::hard_link(join(&self.path, name), &target).is_ok();
            if !is_linked {
                File::create_new(&target)
                    .and_then(|mut file| file.write_all(bytes))
                    .map_err(Fault::on("write", &target))?;
            }
        }
        for entry in &old.foreign {
            let target = stage.join(&entry.below);
            let above: Vec<&Path> = entry.below.ancestors().skip(1).collect();
            // From the outermost in, after the site's own, which has its permissions already.
            for folder in above.iter().rev().skip(1) {
                let new = stage.join(folder);
                make_folder(&new, &mut folders)?;
                keep_permissions(&self.path.join(folder), &new)?;
            }
            let source = self.path.join(&entry.below);
            carry(&source, &target, entry, stage).map_err(Fault::on("keep", &source))?;
        }
        Ok(())
    }

    /// The stage becomes the site. Gives back where the old site is now.
    fn swap(&self, stage: &Path) -> Result<Option<PathBuf>, Fault> {
        if fs::symlink_metadata(&self.path).is_err() {
            fs::rename(stage, &self.path).map_err(Fault::on("rename", stage))?;
            return Ok(None);
        }
        if exchange(stage, &self.path) {
            return Ok(Some(stage.to_path_buf()));
        }
        // Between these two there is no site. A build that is killed there is put right by the next.
        let old = remains::old(&self.path);
        fs::rename(&self.path, &old)
            .map_err(|error| Fault::on("move", &self.path)(immovable(error)))?;
        fs::rename(stage, &self.path).map_err(|error| {
            // If this fails, too, the next build tries again.
            let _ = fs::rename(&old, &self.path);
            Fault::on("rename", stage)(error)
        })?;
        Ok(Some(old))
    }
}

/// Names come from slugs and from a walk through `static/`; whatever they are, nothing is written outside of the folder.
fn check_names(site: &Site) -> Result<(), NotPublished> {
    let reserved = Manifest::default();
    match site
        .files
        .keys()
        .find(|name| !manifest::is_plain(name) || reserved.owns(name))
    {
        Some(name) => Err(NotPublished::Refused(format!(
            "a site cannot have a file `{name}`"
        ))),
        None => Ok(()),
    }
}

/// Whether a site has a file of this name, or one above it, or one below.
fn meets(name: &str, site: &Site) -> bool {
    let mut above = name.match_indices('/').map(|(at, _)| &name[..at]);
    let below = format!("{name}/");
    let mut after = site.files.range(below.clone()..);
    site.files.contains_key(name)
        || above.any(|folder| site.files.contains_key(folder))
        || after
            .next()
            .is_some_and(|(next, _)| next.starts_with(&below))
}

/// The same file or pipe in the new site.
fn carry(source: &Path, target: &Path, entry: &Entry, stage: &Path) -> io::Result<()> {
    let Err(refusal) = fs::hard_link(source, target) else {
        return Ok(());
    };
    if !entry.kind.is_file() {
        return Err(refusal);
    }
    let copy = stage.join(manifest::COPY);
    fs::copy(source, &copy)?;
    let times = fs::FileTimes::new().set_modified(fs::metadata(source)?.modified()?);
    // Tells the copy from a later version of the file. Where that cannot be set, the copy is what counts.
    let _ = File::open(&copy).and_then(|file| file.set_times(times));
    fs::rename(&copy, target)
}

/// Swaps two folders in one step, where the system and the file system can.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(a: &Path, b: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

#[cfg(unix)]
fn may_write(folder: &Path) -> io::Result<()> {
    use rustix::fs::{Access, access};
    Ok(access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
}

#[cfg(not(unix))]
fn may_write(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The new folder may be used by whoever could use the old one.
#[cfg(unix)]
fn keep_permissions(old: &Path, new: &Path) -> Result<(), Fault> {
    use std::os::unix::fs::PermissionsExt;
    let Ok(metadata) = fs::symlink_metadata(old) else {
        return Ok(());
    };
    // Only what we may write to ourselves can be filled.
    let mode = metadata.permissions().mode() | 0o700;
    fs::set_permissions(new, fs::Permissions::from_mode(mode)).map_err(Fault::on("write to", new))
}

#[cfg(not(unix))]
fn keep_permissions(_: &Path, _: &Path) -> Result<(), Fault> {
    Ok(())
}

/// Says what can be done, where the system only says that it will not move a folder.
fn immovable(error: io::Error) -> io::Error {
    match error.kind() {
        // A folder from a lower layer of an overlay, as in a container's image.
        io::ErrorKind::CrossesDevices => {
            io::Error::other(format!("{error}; remove it, then build again"))
        }
        io::ErrorKind::ResourceBusy => {
            io::Error::other(format!("{error}; name a folder in it with `--output`"))
        }
        _ => error,
    }
}

fn make_folder(folder: &Path, made: &mut BTreeSet<PathBuf>) -> Result<(), Fault> {
    if made.insert(folder.to_path_buf()) {
        fs::create_dir_all(folder).map_err(Fault::on("create", folder))?;
    }
    Ok(())
}

fn join(folder: &Path, name: &str) -> PathBuf {
    name.split('/')
        .fold(folder.to_path_buf(), |path, part| path.join(part))
}
