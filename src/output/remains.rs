//! What a build leaves beside the site: the old site, when the new one has taken its place; and whatever there is when the
//! build was killed.
//!
//! A folder beside the site holds its manifest before anything else, and loses it after everything else. So at any moment we
//! can tell what in it is ours, and whatever is not is brought to the site, never removed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::beside;
use super::manifest::{self, Found, Manifest, is_absence};
use super::refusal::NotPublished;
use super::tracked::{is_tracked, untrack};
use super::tree::{Entry, Tree, is_empty};
use crate::diagnostic::Fault;

/// Where the new site is made. After an exchange the old one is here.
pub fn stage(site: &Path) -> PathBuf {
    beside(site, "new")
}

/// Where the old site goes where there is no exchange.
pub fn old(site: &Path) -> PathBuf {
    beside(site, "old")
}

/// Puts right what a killed build left: the old site back in its place if it was on its way out, and nothing else beside it.
/// Says what was brought back.
pub fn recover(site: &Path) -> Result<Option<PathBuf>, NotPublished> {
    let [old, stage] = [old(site), stage(site)];
    let (has_old, has_stage) = (is_ours(&old)?, is_ours(&stage)?);
    let mut restored = None;
    if is_gap(site)? {
        // A new site that was never published holds nothing foreign, so it is not worth its place.
        restored = match (has_old, has_stage) {
            (true, _) => Some(old.clone()),
            (false, true) if holds_foreign(&stage)? => Some(stage.clone()),
            _ => None,
        };
        if let Some(restored) = &restored {
            // An empty folder gives way; where there is none, all the better.
            let _ = fs::remove_dir(site);
            fs::rename(restored, site).map_err(Fault::on("restore", site))?;
        }
    }
    for folder in [&old, &stage] {
        retire(folder, site)?;
    }
    Ok(restored)
}

/// Whether no site is where it should be.
fn is_gap(site: &Path) -> Result<bool, Fault> {
    match fs::symlink_metadata(site) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(Fault::on("read", site)(error)),
        Ok(metadata) => Ok(metadata.is_dir() && is_empty(site)?),
    }
}

/// Whether there is a folder that we made and that was left. Anything else of that name is refused.
fn is_ours(folder: &Path) -> Result<bool, NotPublished> {
    let is_dir = match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        metadata => metadata.map_err(Fault::on("read", folder))?.is_dir(),
    };
    let is_ours = is_dir
        && match manifest::read(folder)? {
            Found::Manifest(_) => true,
            Found::Nothing => is_empty(folder)?,
            // Killed while it wrote the manifest, which is the first thing in the folder.
            Found::Unreadable(_) => holds_a_manifest_alone(folder)?,
        };
    let shown = folder.display();
    if !is_ours {
        return Err(NotPublished::Refused(format!(
            "`{shown}` is in the way and was not made by prepbook; move it away"
        )));
    }
    if is_tracked(folder) {
        let how = untrack(folder);
        return Err(NotPublished::Refused(format!(
            "`{shown}` is in the way and under version control, so it may be anybody's work; {how}"
        )));
    }
    refuse_links(folder)?;
    Ok(true)
}

/// A link that is not ours could lead a site to any file of this machine, so it goes into none.
fn refuse_links(folder: &Path) -> Result<(), NotPublished> {
    let ours = owned(folder)?;
    let tree = Tree::read(folder)?;
    let link = |entry: &&Entry| entry.kind.is_symlink() && !ours.owns(&entry.name);
    match tree.entries.iter().find(link) {
        Some(entry) => Err(foreign_link(&folder.join(&entry.below))),
        None => Ok(()),
    }
}

/// What is said of such a link.
pub fn foreign_link(link: &Path) -> NotPublished {
    NotPublished::Refused(format!(
        "`{}` is a link, not made by prepbook, and a site holds none; move it away",
        link.display()
    ))
}

fn holds_a_manifest_alone(folder: &Path) -> Result<bool, NotPublished> {
    let tree = Tree::read(folder)?;
    let is_manifest = |entry: &Entry| entry.name == manifest::NAME && entry.kind.is_file();
    Ok(tree.folders.is_empty() && tree.entries.iter().all(is_manifest))
}

fn holds_foreign(folder: &Path) -> Result<bool, NotPublished> {
    let ours = owned(folder)?;
    let entries = Tree::read(folder)?.entries;
    Ok(entries.iter().any(|entry| !ours.owns(&entry.name)))
}

fn owned(folder: &Path) -> Result<Manifest, Fault> {
    Ok(match manifest::read(folder)? {
        Found::Manifest(manifest) => manifest,
        Found::Nothing | Found::Unreadable(_) => Manifest::default(),
    })
}

/// Removes a folder of ours beside the site. What in it is not ours and not in the site either goes there.
pub fn retire(folder: &Path, site: &Path) -> Result<(), NotPublished> {
    if !fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir()) {
        return Ok(());
    }
    let ours = owned(folder)?;
    let tree = Tree::read(folder)?;
    let rest = tree.entries.iter();
    let rest = rest.filter(|entry| entry.name != manifest::NAME);
    let (own, foreign): (Vec<&Entry>, Vec<&Entry>) = rest.partition(|entry| ours.owns(&entry.name));
    own.par_iter()
        .try_for_each(|entry| remove(&folder.join(&entry.below)))?;
    for entry in foreign {
        match entry.kind.is_symlink() {
            true => return Err(foreign_link(&folder.join(&entry.below))),
            false => bring_home(entry, folder, site)?,
        }
    }
    // Those that hold others go after them; by one thread, because several would wait for each other.
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
    remove(&folder.join(manifest::NAME))?;
    fs::remove_dir(folder).map_err(Fault::on("remove", folder))?;
    Ok(())
}

/// Moves a foreign file to the site, unless it is there already. Of two the later one stays: somebody wrote to it while the site
/// was built.
fn bring_home(entry: &Entry, folder: &Path, site: &Path) -> Result<(), Fault> {
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

fn remove(path: &Path) -> Result<(), Fault> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Fault::on("remove", path)(error))
        }
        _ => Ok(()),
    }
}
