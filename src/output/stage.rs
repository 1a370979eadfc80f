//! Writes a new site to a folder beside the old one. Files known to be unchanged are linked from the old site without being made
//! or even read. All others are made on several threads, and none is kept in memory once it is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File as Written};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::ledger::Ledger;
use super::refusal::NotMade;
use super::tree::FolderEntry;
use crate::diagnostic::{Diagnostic, Fault};
use crate::fingerprint::Fingerprint;
use crate::input::stat::Stat;
use crate::site::offline::Digest;
use crate::site::{Listed, Plan, Recipe, Recipes};

/// Progress: files done, and files in all.
pub type Steps<'a> = dyn Fn(usize, usize) + Sync + 'a;

/// A file of the new site that has to be put into place.
#[derive(Debug)]
pub struct Task<'a> {
    /// Where it lies.
    pub path: &'a str,
    file: &'a Listed,
    /// What it is made from.
    pub recipe: Recipe,
    /// The digest of its content, if the old site has the same file; otherwise why it has to be made.
    pub known: Result<Digest, Why>,
}

/// Why a file is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// There is no record of such a file.
    New,
    /// These of its ingredients have changed.
    Changed(Vec<&'static str>),
    /// It was changed or removed since it was left.
    Touched,
}

/// A file that is in place.
#[derive(Debug)]
pub struct Done<'a> {
    /// Where it lies.
    pub path: &'a str,
    /// What it is made from.
    pub recipe: Recipe,
    /// The digest of its content.
    pub digest: Digest,
    /// Its metadata.
    pub stat: Stat,
    /// Whether the old site has the same content.
    pub is_same: bool,
}

/// What is in place in a stage before anything is written to it.
#[derive(Debug, Default)]
pub struct InPlace {
    /// Files that are what they shall be.
    pub files: BTreeSet<String>,
    /// Folders, by their path with `/`.
    pub folders: BTreeSet<String>,
}

/// What a new site is made from: the plan, the old site, and its ledger.
pub struct Workshop<'a> {
    /// What to make.
    pub plan: &'a Plan,
    /// The folder of the old site.
    pub site: &'a Path,
    /// The files in it, by name.
    pub old: BTreeMap<&'a str, &'a FolderEntry>,
    /// Its ledger.
    pub ledger: &'a Ledger,
    /// The same by content: what only got another name need not be written again.
    pub by_content: BTreeMap<&'a Digest, &'a str>,
}

impl<'a> Workshop<'a> {
    /// The tasks for all files, except those that are made from the digests of the others.
    pub fn tasks(&self, files: &'a BTreeMap<String, Listed>, recipes: &Recipes) -> Vec<Task<'a>> {
        let early = files.par_iter().filter(|(_, file)| !file.is_last());
        early
            .map(|(path, file)| {
                let recipe = recipes.get(file);
                let recipe = recipe.unwrap_or_else(|| self.plan.recipe(file));
                self.task(path, file, recipe)
            })
            .collect()
    }

    /// The tasks for those last files, whose content is made already.
    pub fn last_tasks(
        &self,
        files: &'a BTreeMap<String, Listed>,
        made: &BTreeMap<String, Vec<u8>>,
    ) -> Vec<Task<'a>> {
        let last = files.iter().filter(|(_, file)| file.is_last());
        let made = last.filter_map(|task| Some((task, made.get(task.0)?)));
        made.map(|((path, file), bytes)| {
            let recipe = Recipe::of(Fingerprint::of([bytes.as_slice()]));
            self.task(path, file, recipe)
        })
        .collect()
    }

    fn task(&self, path: &'a str, file: &'a Listed, recipe: Recipe) -> Task<'a> {
        Task {
            path,
            file,
            recipe,
            known: self.known(path, recipe),
        }
    }

    /// The digest of the old site's file, if that was made from the same. A file that may have been changed is read.
    fn known(&self, path: &str, recipe: Recipe) -> Result<Digest, Why> {
        let record = self.ledger.get(path).ok_or(Why::New)?;
        if record.recipe != recipe {
            return Err(Why::Changed(recipe.changes(&record.recipe)));
        }
        let entry = self.old.get(path).filter(|entry| entry.kind.is_file());
        let entry = entry.ok_or(Why::Touched)?;
        match record.is_held_by(&self.site.join(&entry.below), &entry.stat) {
            true => Ok(record.digest.clone()),
            false => Err(Why::Touched),
        }
    }

    /// Whether a file that is not recorded as ours has exactly the content of a file of the new site.
    pub fn is_made(&self, entry: &FolderEntry, files: &BTreeMap<String, Listed>) -> bool {
        let made = files
            .get(&entry.name)
            .filter(|_| entry.kind.is_file())
            .and_then(|file| self.plan.make(file).ok());
        made.is_some_and(|made| {
            fs::read(self.site.join(&entry.below)).is_ok_and(|there| there == made)
        })
    }

    /// Puts files into a stage, whose folder exists, but for those that are in place. Files that cannot be made are reported together; the first one that cannot
    /// be written stops everything.
    pub fn write(
        &self,
        tasks: Vec<Task<'a>>,
        stage: &Path,
        in_place: &mut InPlace,
        make: &(dyn Fn(&Listed) -> Result<Vec<u8>, Diagnostic> + Sync),
        steps: &Steps<'_>,
    ) -> Result<Vec<Done<'a>>, NotMade> {
        let all = tasks.len();
        let folders = by_folder(tasks);
        let new = make_outer_folders(&folders, stage, &mut in_place.folders)?;
        let in_place = &in_place.files;
        let (done, is_stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
        let turn = Mutex::new(());
        let written: Vec<Result<Done<'a>, NotMade>> = folders
            .into_par_iter()
            .flat_map_iter(|(folder, tasks)| {
                let target = join(stage, folder);
                let (done, is_stopped, turn) = (&done, &is_stopped, &turn);
                let mut is_there = !new.contains(folder);
                tasks.into_iter().map(move |task| {
                    if is_stopped.load(Ordering::Relaxed) {
                        // The file that could not be written says why.
                        return Err(NotMade::Findings(Vec::new()));
                    }
                    let made = match std::mem::replace(&mut is_there, true) {
                        true => Ok(()),
                        false => {
                            // The kernel lets threads that make folders in one folder wait for each other, and they do not sleep.
                            let _turn = turn.lock();
                            make_folder(&target).map_err(NotMade::from)
                        }
                    };
                    let put = made.and_then(|()| self.put(task, &target, in_place, make));
                    if matches!(put, Err(NotMade::Failure(_))) {
                        is_stopped.store(true, Ordering::Relaxed);
                    }
                    steps(done.fetch_add(1, Ordering::Relaxed) + 1, all);
                    put
                })
            })
            .collect();
        let mut findings = Vec::new();
        let mut there = Vec::with_capacity(all);
        for one in written {
            match one {
                Ok(done) => there.push(done),
                Err(NotMade::Findings(mut more)) => findings.append(&mut more),
                Err(failure) => return Err(failure),
            }
        }
        match findings.is_empty() {
            true => Ok(there),
            false => Err(NotMade::Findings(findings)),
        }
    }

    fn put(
        &self,
        task: Task<'a>,
        folder: &Path,
        in_place: &BTreeSet<String>,
        make: &(dyn Fn(&Listed) -> Result<Vec<u8>, Diagnostic> + Sync),
    ) -> Result<Done<'a>, NotMade> {
        let Task {
            path,
            file,
            recipe,
            known,
        } = task;
        let target = folder.join(path.rsplit('/').next().unwrap_or(path));
        let old = self.old.get(path).copied();
        let old = old.filter(|entry| entry.kind.is_file());
        let linked = |entry: &FolderEntry| {
            let is_linked = fs::hard_link(self.site.join(&entry.below), &target).is_ok();
            is_linked.then_some(entry.stat)
        };
        let done = |digest, stat, is_same| Done {
            path,
            recipe,
            digest,
            stat,
            is_same,
        };
        if let Some((digest, entry)) = known.ok().zip(old) {
            let is_there = in_place.contains(path).then_some(entry.stat);
            let stat = match is_there.or_else(|| linked(entry)) {
                Some(stat) => stat,
                // The file system has no hard links, or the file was removed in the meantime.
                None => fs::read(self.site.join(&entry.below))
                    .and_then(|bytes| write(&target, &bytes))
                    .map_err(Fault::on("write", &target))?,
            };
            return Ok(done(digest, stat, true));
        }
        let bytes = make(file).map_err(|finding| NotMade::Findings(vec![finding]))?;
        let digest = Digest::of(&bytes);
        let is_same = |entry: &FolderEntry| {
            entry.stat.size == digest.size
                && fs::read(self.site.join(&entry.below)).is_ok_and(|old| old == bytes)
        };
        let same = old.filter(|entry| is_same(entry));
        let named_otherwise = || {
            let entry = self.old.get(self.by_content.get(&digest)?);
            entry
                .copied()
                .filter(|entry| entry.kind.is_file() && is_same(entry))
        };
        let like = same.or_else(named_otherwise);
        let stat = match like.and_then(linked) {
            Some(stat) => stat,
            None => write(&target, &bytes).map_err(Fault::on("write", &target))?,
        };
        Ok(done(digest, stat, same.is_some()))
    }
}

fn write(target: &Path, bytes: &[u8]) -> io::Result<Stat> {
    let mut file = Written::create_new(target)?;
    file.write_all(bytes)?;
    Ok(Stat::of(&file.metadata()?))
}

fn by_folder(tasks: Vec<Task<'_>>) -> BTreeMap<&str, Vec<Task<'_>>> {
    let mut folders: BTreeMap<&str, Vec<Task<'_>>> = BTreeMap::new();
    for task in tasks {
        let folder = task.path.rfind('/').map_or("", |at| &task.path[..at]);
        folders.entry(folder).or_default().push(task);
    }
    folders
}

/// Makes the folders that others lie in, outer ones first. Those that have only files, of which there are thousands, are to be made
/// with the first of these: it tells which.
fn make_outer_folders<'f>(
    folders: &BTreeMap<&'f str, Vec<Task<'_>>>,
    stage: &Path,
    there: &mut BTreeSet<String>,
) -> Result<BTreeSet<&'f str>, Fault> {
    let above =
        |folder: &&'_ str| -> Vec<usize> { folder.match_indices('/').map(|(at, _)| at).collect() };
    let outer: BTreeSet<&str> = folders
        .keys()
        .flat_map(|folder| above(folder).into_iter().map(move |at| &folder[..at]))
        .collect();
    for folder in outer {
        if there.insert(folder.to_owned()) {
            make_folder(&join(stage, folder))?;
        }
    }
    let inner = folders.keys().copied();
    let new = inner.filter(|folder| !folder.is_empty() && there.insert((*folder).to_owned()));
    Ok(new.collect())
}

fn make_folder(folder: &Path) -> Result<(), Fault> {
    fs::create_dir(folder).map_err(Fault::on("create", folder))
}

/// A path of ours below a folder.
pub fn join(folder: &Path, name: &str) -> PathBuf {
    let parts = name.split('/').filter(|part| !part.is_empty());
    parts.fold(folder.to_path_buf(), |path, part| path.join(part))
}
