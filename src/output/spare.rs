//! The site before the last, kept in the bank's cache folder so that the next one need not be built from nothing: most of its files
//! are links to files that the site still has. To make and remove ten thousand folders takes seconds; to leave them takes none. So
//! what a build costs follows what changed.
//!
//! Nothing in it is believed: a file counts as in place only if it is the very file of the site, which was checked; anything else is
//! removed before the new site is written. It only saves time, so nothing about it can fail a build: one that is of no use is
//! removed, or if that fails too, put where no build meets it again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::inventory::{self, Found};
use super::remains::remove;
use super::spent::discard;
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

/// Makes a spare the stage of a new site. `None` if there is none, or it cannot be used; it is not met again then.
pub fn take(
    spare: Option<&Path>,
    stage: &Path,
    files: &BTreeMap<String, Listed>,
    tasks: &[Task<'_>],
    old: &BTreeMap<&str, &FolderEntry>,
) -> Option<InPlace> {
    let spare = spare.filter(|spare| fs::symlink_metadata(spare).is_ok())?;
    let plan = plan(spare, files, tasks, old);
    // Cleared where it lies: whatever fails here, there is nothing beside the site yet.
    let cleared = plan.filter(|plan| plan.clear(spare).is_ok());
    let taken = cleared.filter(|_| fs::rename(spare, stage).is_ok());
    if taken.is_none() {
        discard(spare, spare);
    }
    taken.map(|plan| plan.in_place)
}

impl Plan {
    fn clear(&self, spare: &Path) -> Result<(), Fault> {
        self.files
            .par_iter()
            .try_for_each(|file| remove(&spare.join(file)))?;
        for folder in self.folders.iter().rev() {
            let folder = spare.join(folder);
            fs::remove_dir(&folder).map_err(Fault::on("remove", &folder))?;
        }
        Ok(())
    }
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
    // Without an inventory, nobody who finds the stage after a kill knows that it is ours.
    let Ok(Found::Ours(_)) = inventory::read(spare) else {
        return None;
    };
    let tree = Tree::read(spare).ok()?;
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
    // Files go from some of its folders and come to others.
    let may_fill = |folder: &Path| may_write(folder).is_ok();
    let inner = tree.folders.par_iter();
    if !may_fill(spare) || !inner.all(|below| may_fill(&spare.join(below))) {
        return None;
    }
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
        match folder.to_str().filter(|name| needed.contains(name)) {
            Some(name) => drop(plan.in_place.folders.insert(name.to_owned())),
            None => plan.folders.push(folder),
        }
    }
    Some(plan)
}
