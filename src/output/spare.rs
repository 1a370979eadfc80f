//! The site before the last, kept in the bank's cache folder so that the next one need not be built from nothing: most of its files
//! are links to files that the site still has. To make and remove ten thousand folders takes seconds; to leave them takes none. So
//! what a build costs follows what changed.
//!
//! Nothing in it is believed: a file counts as in place only if it is the very file of the site, which was checked; anything else is
//! removed before the new site is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::inventory;
use super::remains::{owned, remove};
use super::stage::{InPlace, Task};
use super::tree::{FolderEntry, Tree, may_write};
use crate::diagnostic::Fault;
use crate::site::Listed;

/// What has to go from a spare.
struct Plan {
    in_place: InPlace,
    files: Vec<PathBuf>,
    /// Outer ones first.
    folders: Vec<PathBuf>,
}

/// Makes a spare the stage of a new site. `None` if there is none, or it cannot be used.
pub fn take(
    spare: Option<&Path>,
    stage: &Path,
    files: &BTreeMap<String, Listed>,
    tasks: &[Task<'_>],
    old: &BTreeMap<&str, &FolderEntry>,
) -> Result<Option<InPlace>, Fault> {
    let Some(spare) = spare else {
        return Ok(None);
    };
    let Some(plan) = plan(spare, files, tasks, old) else {
        return Ok(None);
    };
    if fs::rename(spare, stage).is_err() {
        return Ok(None);
    }
    // Its inventory names all of these, so whoever finds the folder in between knows that they are ours.
    plan.files
        .par_iter()
        .try_for_each(|file| remove(&stage.join(file)))?;
    for folder in plan.folders.iter().rev() {
        let folder = stage.join(folder);
        fs::remove_dir(&folder).map_err(Fault::on("remove", &folder))?;
    }
    Ok(Some(plan.in_place))
}

fn plan(
    spare: &Path,
    files: &BTreeMap<String, Listed>,
    tasks: &[Task<'_>],
    old: &BTreeMap<&str, &FolderEntry>,
) -> Option<Plan> {
    if !fs::symlink_metadata(spare).ok()?.is_dir() {
        return None;
    }
    let ours = owned(spare).ok()?;
    let tree = Tree::read(spare).ok()?;
    // It was left with our files alone. What somebody put there is not ours to remove.
    if !tree.entries.iter().all(|entry| ours.owns(&entry.name)) {
        return None;
    }
    let right: BTreeMap<&str, &FolderEntry> = tasks
        .iter()
        .filter(|task| task.known.is_ok())
        .filter_map(|task| Some((task.path, *old.get(task.path)?)))
        .collect();
    let is_right = |entry: &FolderEntry| {
        let site = right.get(entry.name.as_str());
        site.is_some_and(|site| site.kind.is_file() && site.stat == entry.stat)
    };
    let needed: BTreeSet<&str> = files
        .keys()
        .flat_map(|path| path.match_indices('/').map(|(at, _)| &path[..at]))
        .collect();
    let name = |folder: &PathBuf| folder.to_str().map(|name| name.replace('\\', "/"));
    let mut plan = Plan {
        in_place: InPlace::default(),
        files: Vec::new(),
        folders: Vec::new(),
    };
    for entry in tree.entries {
        match is_right(&entry) {
            true => drop(plan.in_place.files.insert(entry.name)),
            false if entry.name == inventory::NAME => {}
            false => plan.files.push(entry.below),
        }
    }
    for folder in tree.folders {
        match name(&folder).filter(|name| needed.contains(name.as_str())) {
            Some(name) => drop(plan.in_place.folders.insert(name)),
            None => plan.folders.push(folder),
        }
    }
    let going = plan.files.iter().chain(&plan.folders);
    let parents: BTreeSet<PathBuf> = going
        .filter_map(|path| Some(spare.join(path.parent()?)))
        .collect();
    let may_go = parents.iter().all(|folder| may_write(folder).is_ok());
    may_go.then_some(plan)
}
