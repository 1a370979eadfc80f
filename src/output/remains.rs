//! Folders that a build leaves beside the site: the old site after the exchange, and anything that a killed build left.
//!
//! The inventory is the first file written to such a folder and the last one removed. So it always tells which files are ours;
//! any others are moved to the site and never removed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::beside;
use super::inventory::{self, Found, Inventory, is_absence};
use super::tracked::{is_tracked, untrack};
use super::tree::{FolderEntry, Tree, is_empty};
use crate::diagnostic::{Failure, Fault};

/// Where the new site is made. After an exchange, the old one is here.
pub fn stage(site: &Path) -> PathBuf {
    beside(site, "new")
}

/// Where the old site is moved if the two cannot be exchanged.
pub fn old(site: &Path) -> PathBuf {
    beside(site, "old")
}

/// Repairs what a killed build left: moves the old site back if it had been moved away, and removes our folders beside it.
/// Returns where the site was moved back from.
pub fn recover(site: &Path) -> Result<Option<PathBuf>, Failure> {
    let [old, stage] = [old(site), stage(site)];
    let (has_old, has_stage) = (is_ours(&old)?, is_ours(&stage)?);
    let mut restored = None;
    if is_gap(site)? {
        // A stage without foreign files was never published, so it is not restored.
        restored = match (has_old, has_stage) {
            (true, _) => Some(old.clone()),
            (false, true) if holds_foreign(&stage)? => Some(stage.clone()),
            _ => None,
        };
        if let Some(restored) = &restored {
            // An empty folder is in the way; a missing one is no error.
            let _ = fs::remove_dir(site);
            fs::rename(restored, site).map_err(Fault::on("restore", site))?;
        }
    }
    for folder in [&old, &stage] {
        retire(folder, site)?;
    }
    Ok(restored)
}

/// Whether the site is missing, or is only an empty folder.
fn is_gap(site: &Path) -> Result<bool, Fault> {
    match fs::symlink_metadata(site) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(Fault::on("read", site)(error)),
        Ok(metadata) => Ok(metadata.is_dir() && is_empty(site)?),
    }
}

/// Whether there is a folder that we made. Anything else of that name is refused.
fn is_ours(folder: &Path) -> Result<bool, Failure> {
    let is_dir = match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        metadata => metadata.map_err(Fault::on("read", folder))?.is_dir(),
    };
    let is_ours = is_dir
        && match inventory::read(folder)? {
            Found::Ours(_) => true,
            // The build was killed while it wrote the inventory, which is the first file in the folder.
            Found::Nothing | Found::Unreadable(_) => holds_an_inventory_at_most(folder)?,
        };
    let shown = folder.display();
    if !is_ours {
        return Err(Failure::Usage(format!(
            "`{shown}` is in the way and was not made by prepbook; move it away"
        )));
    }
    if is_tracked(folder) {
        let how = untrack(folder);
        return Err(Failure::Usage(format!(
            "`{shown}` is in the way and under version control, so it may be anybody's work; {how}"
        )));
    }
    refuse_links(folder)?;
    Ok(true)
}

/// Refuses foreign links: carried over, a link could expose any file of this machine on the site.
fn refuse_links(folder: &Path) -> Result<(), Failure> {
    let ours = owned(folder)?;
    let tree = Tree::read(folder)?;
    let link = |entry: &&FolderEntry| entry.kind.is_symlink() && !ours.owns(&entry.name);
    match tree.entries.iter().find(link) {
        Some(entry) => Err(foreign_link(&folder.join(&entry.below))),
        None => Ok(()),
    }
}

/// The error for such a link.
pub fn foreign_link(link: &Path) -> Failure {
    Failure::Usage(format!(
        "`{}` is a link, not made by prepbook, and a site holds none; move it away",
        link.display()
    ))
}

fn holds_an_inventory_at_most(folder: &Path) -> Result<bool, Failure> {
    let tree = Tree::read(folder)?;
    let none = Inventory::default();
    let is_inventory = |entry: &FolderEntry| none.owns(&entry.name) && entry.kind.is_file();
    Ok(tree.folders.is_empty() && tree.entries.iter().all(is_inventory))
}

fn holds_foreign(folder: &Path) -> Result<bool, Failure> {
    let ours = owned(folder)?;
    let entries = Tree::read(folder)?.entries;
    Ok(entries.iter().any(|entry| !ours.owns(&entry.name)))
}

/// The files in a folder that are ours.
pub fn owned(folder: &Path) -> Result<Inventory, Fault> {
    Ok(match inventory::read(folder)? {
        Found::Ours(inventory) => inventory,
        Found::Nothing | Found::Unreadable(_) => Inventory::default(),
    })
}

/// Removes a folder of ours beside the site. Foreign files in it that the site lacks are moved to the site.
pub fn retire(folder: &Path, site: &Path) -> Result<(), Failure> {
    let Some(tree) = send_home(folder, site)? else {
        return Ok(());
    };
    tree.entries
        .par_iter()
        .filter(|entry| entry.name != inventory::NAME)
        .try_for_each(|entry| remove(&folder.join(&entry.below)))?;
    // Folders are removed after those inside them, and by one thread, because several would wait for each other.
    let mut folders: BTreeMap<usize, Vec<PathBuf>> = BTreeMap::new();
    for below in &tree.folders {
        let depth = below.components().count();
        folders.entry(depth).or_default().push(folder.join(below));
    }
    for (_, folders) in folders.into_iter().rev() {
        folders
            .iter()
            .try_for_each(|path| fs::remove_dir(path).map_err(Fault::on("remove", path)))?;
    }
    remove(&folder.join(inventory::NAME))?;
    fs::remove_dir(folder).map_err(Fault::on("remove", folder))?;
    Ok(())
}

/// The same, but our own files are kept for the next build, if there is a place for them.
pub fn lay_aside(folder: &Path, site: &Path, spare: Option<&Path>) -> Result<(), Failure> {
    if let Some(spare) = spare
        && send_home(folder, site)?.is_some()
        && fs::rename(folder, spare).is_ok()
    {
        return Ok(());
    }
    retire(folder, site)
}

/// Moves the foreign files of a folder of ours to the site. Returns what is left, which is all ours; `None` if there is no folder.
fn send_home(folder: &Path, site: &Path) -> Result<Option<Tree>, Failure> {
    if !fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir()) {
        return Ok(None);
    }
    let ours = owned(folder)?;
    let mut tree = Tree::read(folder)?;
    let all = std::mem::take(&mut tree.entries).into_iter();
    let (own, foreign): (Vec<FolderEntry>, Vec<FolderEntry>) =
        all.partition(|entry| ours.owns(&entry.name));
    tree.entries = own;
    for entry in &foreign {
        match entry.kind.is_symlink() {
            true => return Err(foreign_link(&folder.join(&entry.below))),
            false => bring_home(entry, folder, site)?,
        }
    }
    Ok(Some(tree))
}

/// Moves a foreign file to the site, unless the same one is there already. If the two differ, the later one is kept: somebody
/// wrote to it during the build.
fn bring_home(entry: &FolderEntry, folder: &Path, site: &Path) -> Result<(), Fault> {
    let from = folder.join(&entry.below);
    let to = site.join(&entry.below);
    let is_later = match fs::symlink_metadata(&to) {
        Err(error) if is_absence(&error) => true,
        Err(error) => return Err(Fault::on("read", &to)(error)),
        Ok(there) => {
            let here = fs::symlink_metadata(&from).map_err(Fault::on("read", &from))?;
            match (here.modified(), there.modified()) {
                (Ok(here), Ok(there)) => here > there,
                _ => false,
            }
        }
    };
    if !is_later {
        return remove(&from);
    }
    let parent = to.parent().unwrap_or(site);
    fs::create_dir_all(parent).map_err(Fault::on("create", parent))?;
    fs::rename(&from, &to).map_err(Fault::on("keep", &to))
}

/// Removes a file, if it is there.
pub fn remove(path: &Path) -> Result<(), Fault> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Fault::on("remove", path)(error))
        }
        _ => Ok(()),
    }
}
