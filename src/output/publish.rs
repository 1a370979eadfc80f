//! Puts a new site in place of the old one: completely, or not at all.
//!
//! The new site is written to a folder beside the output folder, then the two are exchanged. Unchanged files are hard-linked from
//! the old site. No file is written to once it has its final name, so the old site never changes. An inventory lists the files that
//! are ours; anything else in the output folder is carried over.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File as Written};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use super::cache::Cache;
use super::inventory::{self, Found, Inventory};
use super::ledger::{Ledger, SiteSize};
use super::lock::Lock;
use super::places::site_name;
use super::refusal::NotMade;
use super::remains;
use super::spare;
use super::spent;
use super::stage::{Done, InPlace, Steps, Task, Why, Workshop, join};
use super::tree::{FolderEntry, Tree, may_write};
use crate::diagnostic::{Failure, Fault};
use crate::fingerprint::Fingerprint;
use crate::input::stat::Stat;
use crate::once::Once;
use crate::site::offline::Digest;
use crate::site::{File, Listed, Plan};

/// The result of publishing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// Files of the site.
    pub files: usize,
    /// Files that are the same as in the old site.
    pub unchanged: usize,
    /// Size of the site in bytes.
    pub bytes: u64,
    /// Files that are not ours and were carried over, by their path in the folder.
    pub carried: Vec<PathBuf>,
    /// Files that were made, and why. Files that depend on all others are not listed.
    pub made: Vec<(String, Why)>,
}

/// An output folder, locked against other builds.
#[derive(Debug)]
pub struct Claim {
    path: PathBuf,
    /// Where the old site was moved back from, if a killed build had left it elsewhere.
    pub restored: Option<PathBuf>,
    /// How the site was left, read when somebody asks.
    ledger: Once<Ledger>,
    _lock: Lock,
}

impl Claim {
    pub(super) fn new(path: PathBuf, lock: Lock, restored: Option<PathBuf>) -> Claim {
        Claim {
            path,
            restored,
            ledger: Once::default(),
            _lock: lock,
        }
    }

    fn ledger(&self, cache: &Cache) -> &Ledger {
        self.ledger.get_or_make(|| Ledger::read(cache, &self.path))
    }

    /// The result of publishing, if the site was made from exactly this and every file is as it was left, so that there is
    /// nothing to do. `None` if that is not certain.
    pub fn if_made_from(
        &self,
        stamp: Fingerprint,
        cache: &Cache,
    ) -> Result<Option<(Published, SiteSize)>, Failure> {
        let ledger = self.ledger(cache);
        let Some(size) = ledger.size_of(stamp) else {
            return Ok(None);
        };
        let tree = Tree::read(&self.path)?;
        let mut files = ledger.records().peekable();
        let mut published = Published::default();
        let now = SystemTime::now();
        let mut names: Vec<&FolderEntry> = tree.entries.iter().collect();
        names.sort_by(|a, b| a.name.cmp(&b.name));
        let mut touched = Vec::new();
        for entry in names.iter().filter(|entry| entry.name != inventory::NAME) {
            let path = || self.path.join(&entry.below);
            match files.next_if(|(path, _)| **path == entry.name) {
                Some((_, record))
                    if entry.kind.is_file() && record.is_held_by(&path(), &entry.stat) =>
                {
                    published.files += 1;
                    published.unchanged += 1;
                    published.bytes += record.digest.size;
                    touched.extend((!record.is_of(&entry.stat)).then_some(*entry));
                }
                // Foreign files need the checks of a full build.
                _ => return Ok(None),
            }
        }
        let is_whole = files.next().is_none() && names.len() == published.files + 1;
        if is_whole && !touched.is_empty() {
            // Files that had to be read for this need not be read the next time.
            let mut ledger = ledger.clone();
            for entry in touched {
                ledger.see(&entry.name, entry.stat, now);
            }
            ledger.write(cache, &self.path);
        }
        Ok(is_whole.then_some((published, size)))
    }

    /// Replaces the site in the folder.
    pub fn commit(
        &self,
        plan: &Plan,
        cache: &Cache,
        stamp: Option<(Fingerprint, SiteSize)>,
        steps: &Steps<'_>,
    ) -> Result<Published, NotMade> {
        let ledger = self.ledger(cache);
        let tree = Tree::read(&self.path)?;
        let (files, recipes) = plan.files_and_recipes(&|recipe| ledger.made_from(recipe));
        check_names(&files)?;
        let ours = match inventory::read(&self.path)? {
            Found::Ours(inventory) => inventory,
            Found::Nothing | Found::Unreadable(_) => Inventory::default(),
        };
        let workshop = Workshop {
            plan,
            site: &self.path,
            old: tree
                .entries
                .iter()
                .map(|entry| (entry.name.as_str(), entry))
                .collect(),
            ledger,
            by_content: ledger.by_content(),
        };
        let foreign = self.foreign(&tree, &ours, &files, &workshop)?;
        let carried: Vec<PathBuf> = foreign.iter().map(|entry| entry.below.clone()).collect();
        let tasks = workshop.tasks(&files, &recipes);
        let has_same_names = ours.files.iter().eq(files.keys());
        let known: Option<BTreeMap<&str, Digest>> = tasks
            .iter()
            .map(|task| Some((task.path, task.known.clone().ok()?)))
            .collect();
        if let Some(digests) = known.filter(|_| has_same_names) {
            let last = workshop.last_tasks(&files, &plan.make_last(&files, &digests));
            if last.iter().all(|task| task.known.is_ok()) {
                let all = tasks.iter().chain(&last);
                let published = self.left_alone(all, &workshop, stamp, cache);
                return Ok(Published {
                    carried,
                    ..published
                });
            }
        }
        let made = tasks.iter().filter_map(|task| {
            let why = task.known.as_ref().err()?;
            Some((task.path.to_owned(), why.clone()))
        });
        let made: Vec<(String, Why)> = made.collect();
        self.check_access(&tree)?;
        let stage = remains::stage(&self.path);
        let spare = cache.place_of_spare(&format!("{}.spare", site_name(&self.path)));
        let spare = spare.as_deref();
        let lay_aside = |folder: &Path| remains::lay_aside(folder, &self.path, spare);
        // The old site is untouched, and the new one is useless. If it cannot be moved now, the next build removes it: it still
        // has its inventory, which goes last.
        let give_up = |why: &NotMade| match why {
            NotMade::Findings(_) => drop(lay_aside(&stage)),
            // Whatever cannot be written to is no good for the next build either.
            NotMade::Failure(_) => drop(remains::retire(&stage, &self.path)),
        };
        let write = |tasks, in_place: Option<InPlace>| {
            self.write(
                &workshop,
                &files,
                tasks,
                &foreign,
                (&stage, in_place),
                steps,
            )
        };
        let in_place = spare::take(spare, &stage, &files, &tasks, &workshop.old);
        let filled = spare.filter(|_| in_place.is_some());
        let mut written = write(tasks, in_place);
        if let (Some(spare), Err(NotMade::Failure(_))) = (filled, &written) {
            // Perhaps only the spare was to blame. What is carried over is still in the site.
            spent::discard(&stage, spare);
            written = write(workshop.tasks(&files, &recipes), None);
        }
        let done = written.inspect_err(give_up)?;
        let published = Published {
            files: done.len(),
            unchanged: done.iter().filter(|done| done.is_same).count(),
            bytes: done.iter().map(|done| done.digest.size).sum(),
            carried,
            made,
        };
        if published.unchanged == done.len() && has_same_names {
            // Everything was made again and came out the same, so the old site stays, and nobody who reads it is disturbed.
            lay_aside(&stage)?;
        } else if let Some(retired) = self.swap(&stage).inspect_err(|_| drop(lay_aside(&stage)))? {
            lay_aside(&retired)?;
        }
        self.remember(&done, stamp, cache);
        Ok(published)
    }

    /// The result if nothing has changed, so that nothing is touched. Files that had to be read need not be read the next time.
    fn left_alone<'t>(
        &self,
        tasks: impl Iterator<Item = &'t Task<'t>>,
        workshop: &Workshop<'_>,
        stamp: Option<(Fingerprint, SiteSize)>,
        cache: &Cache,
    ) -> Published {
        let now = SystemTime::now();
        let mut ledger = Ledger::new(stamp);
        let mut published = Published::default();
        for task in tasks {
            let (Ok(digest), Some(entry)) = (&task.known, workshop.old.get(task.path)) else {
                continue;
            };
            published.files += 1;
            published.unchanged += 1;
            published.bytes += digest.size;
            ledger.insert(
                task.path.to_owned(),
                task.recipe,
                digest.clone(),
                entry.stat,
                now,
            );
        }
        if ledger != *workshop.ledger {
            ledger.write(cache, &self.path);
        }
        published
    }

    /// Records how the site was left.
    fn remember(&self, done: &[Done<'_>], stamp: Option<(Fingerprint, SiteSize)>, cache: &Cache) {
        let now = SystemTime::now();
        let stat = |done: &Done<'_>| {
            let metadata = fs::symlink_metadata(join(&self.path, done.path)).ok()?;
            let stat = Stat::of(&metadata);
            // Our links may have changed the metadata since then; any other change was not ours.
            stat.is_content_of(&done.stat).then_some(stat)
        };
        let stats: Vec<Option<Stat>> = done.par_iter().map(stat).collect();
        let mut ledger = Ledger::new(stamp);
        for (done, stat) in done.iter().zip(stats) {
            if let Some(stat) = stat {
                ledger.insert(
                    done.path.to_owned(),
                    done.recipe,
                    done.digest.clone(),
                    stat,
                    now,
                );
            }
        }
        ledger.write(cache, &self.path);
    }

    /// The files in the old site that are not ours. Fails if one of them is where a new file has to be, or if one is a link: a
    /// link could expose any file of this machine on the site.
    fn foreign<'a>(
        &self,
        tree: &'a Tree,
        ours: &Inventory,
        files: &BTreeMap<String, Listed>,
        workshop: &Workshop<'_>,
    ) -> Result<Vec<&'a FolderEntry>, Failure> {
        let is_ours =
            |entry: &FolderEntry| ours.owns(&entry.name) || workshop.is_made(entry, files);
        let foreign: Vec<&FolderEntry> = tree
            .entries
            .iter()
            .filter(|entry| !is_ours(entry))
            .collect();
        if let Some(link) = foreign.iter().find(|entry| entry.kind.is_symlink()) {
            return Err(remains::foreign_link(&self.path.join(&link.below)));
        }
        let in_the_way: Vec<String> = foreign
            .iter()
            .filter(|entry| !entry.name.is_empty() && meets(&entry.name, files))
            .map(|entry| format!("`{}`", self.path.join(&entry.below).display()))
            .collect();
        if in_the_way.is_empty() {
            return Ok(foreign);
        }
        Err(Failure::Usage(format!(
            "the site needs the place of {}, not made by prepbook; move away what is there",
            in_the_way.join(", ")
        )))
    }

    /// Checks that everything in the old site can be removed. Finding out after the exchange would be too late.
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

    fn write<'a>(
        &self,
        workshop: &Workshop<'a>,
        files: &'a BTreeMap<String, Listed>,
        tasks: Vec<Task<'a>>,
        foreign: &[&FolderEntry],
        (stage, in_place): (&Path, Option<InPlace>),
        steps: &Steps<'_>,
    ) -> Result<Vec<Done<'a>>, NotMade> {
        let mut in_place = match in_place {
            Some(in_place) => in_place,
            None => {
                fs::create_dir(stage).map_err(Fault::on("create", stage))?;
                InPlace::default()
            }
        };
        // Written first, so that the folder is recognised as ours however the build ends.
        inventory::write(stage, files.keys())?;
        keep_permissions(&self.path, stage)?;
        let plan = workshop.plan;
        let mut done =
            workshop.write(tasks, stage, &mut in_place, &|file| plan.make(file), steps)?;
        let digests: BTreeMap<&str, Digest> = done
            .iter()
            .map(|done| (done.path, done.digest.clone()))
            .collect();
        let made = plan.make_last(files, &digests);
        let last = workshop.last_tasks(files, &made);
        let make = |file: &Listed| Ok(last_file(file, &made));
        done.extend(workshop.write(last, stage, &mut in_place, &make, &|_, _| ())?);
        let mut folders = BTreeSet::new();
        for entry in foreign {
            let target = stage.join(&entry.below);
            let above: Vec<&Path> = entry.below.ancestors().skip(1).collect();
            // From the outermost inwards; the site's own folder has its permissions already.
            for folder in above.iter().rev().skip(1) {
                let new = stage.join(folder);
                make_folder(&new, &mut folders)?;
                keep_permissions(&self.path.join(folder), &new)?;
            }
            let source = self.path.join(&entry.below);
            carry(&source, &target, entry, stage).map_err(Fault::on("keep", &source))?;
        }
        Ok(done)
    }

    /// Moves the new site into place. Returns where the old site is now.
    fn swap(&self, stage: &Path) -> Result<Option<PathBuf>, Fault> {
        if fs::symlink_metadata(&self.path).is_err() {
            fs::rename(stage, &self.path).map_err(Fault::on("rename", stage))?;
            return Ok(None);
        }
        if exchange(stage, &self.path) {
            return Ok(Some(stage.to_path_buf()));
        }
        // Between these two steps there is no site. If the build is killed here, the next one repairs that.
        let old = remains::old(&self.path);
        fs::rename(&self.path, &old)
            .map_err(|error| Fault::on("move", &self.path)(immovable(error)))?;
        fs::rename(stage, &self.path).map_err(|error| {
            // If this fails too, the next build tries again.
            let _ = fs::rename(&old, &self.path);
            Fault::on("rename", stage)(error)
        })?;
        Ok(Some(old))
    }
}

/// One of the files that are made from the digests of all others.
fn last_file(listed: &Listed, made: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    match &listed.file {
        File::Offline(own) => made.get(own.path()).cloned().unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Names come from slugs and from a walk through `static/`. Whatever they are, nothing is written outside the folder.
fn check_names(files: &BTreeMap<String, Listed>) -> Result<(), Failure> {
    let reserved = Inventory::default();
    match files
        .keys()
        .find(|name| !inventory::is_plain(name) || reserved.owns(name))
    {
        Some(name) => Err(Failure::Usage(format!(
            "a site cannot have a file `{name}`"
        ))),
        None => match files.keys().find_map(|name| above(name, files)) {
            Some(name) => Err(Failure::Usage(format!(
                "a site cannot have a file `{name}` and a folder of that name: rename it in `static/root/`"
            ))),
            None => Ok(()),
        },
    }
}

/// A file whose name another file needs for its folder, such as `static/root/de` in a bank with pages in German.
fn above<'a>(name: &'a str, files: &BTreeMap<String, Listed>) -> Option<&'a str> {
    let mut folders = name.match_indices('/').map(|(at, _)| &name[..at]);
    folders.find(|folder| files.contains_key(*folder))
}

/// Whether the site has a file of this name, or one above or below it.
fn meets(name: &str, files: &BTreeMap<String, Listed>) -> bool {
    let below = format!("{name}/");
    let mut after = files.range(below.clone()..);
    files.contains_key(name)
        || above(name, files).is_some()
        || after
            .next()
            .is_some_and(|(next, _)| next.starts_with(&below))
}

/// Puts the same file or pipe into the new site.
fn carry(source: &Path, target: &Path, entry: &FolderEntry, stage: &Path) -> io::Result<()> {
    let Err(refusal) = fs::hard_link(source, target) else {
        return Ok(());
    };
    if !entry.kind.is_file() {
        return Err(refusal);
    }
    let copy = stage.join(inventory::COPY);
    fs::copy(source, &copy)?;
    let times = fs::FileTimes::new().set_modified(fs::metadata(source)?.modified()?);
    // The time tells the copy from a later version of the file. If it cannot be set, the copy counts as later.
    let _ = Written::open(&copy).and_then(|file| file.set_times(times));
    fs::rename(&copy, target)
}

/// Exchanges two folders in one step, if the system and the file system can do that.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(a: &Path, b: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

/// Gives the new folder the old one's permissions.
#[cfg(unix)]
fn keep_permissions(old: &Path, new: &Path) -> Result<(), Fault> {
    use std::os::unix::fs::PermissionsExt;
    let Ok(metadata) = fs::symlink_metadata(old) else {
        return Ok(());
    };
    // We need full access to fill the folder.
    let mode = metadata.permissions().mode() | 0o700;
    fs::set_permissions(new, fs::Permissions::from_mode(mode)).map_err(Fault::on("write to", new))
}

#[cfg(not(unix))]
fn keep_permissions(_: &Path, _: &Path) -> Result<(), Fault> {
    Ok(())
}

/// Adds a remedy, because the system only says that it cannot move the folder.
fn immovable(error: io::Error) -> io::Error {
    match error.kind() {
        // A folder from a lower layer of an overlay file system, as in a container's image.
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
