//! Records how a site was left: for each file, what it was made from, a digest of its content, and its metadata. The ledger lies
//! in the cache's folder and is sealed by the program that wrote it. If it is missing or damaged, it is empty.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::cache::Cache;
use super::places::site_name;
use crate::fingerprint::Fingerprint;
use crate::input::stat::{Stat, run_of_machine};
use crate::site::Recipe;
use crate::site::offline::Digest;

/// More than a ledger of a million files needs.
const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// One file of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Fingerprint of everything that it was made from.
    pub recipe: Recipe,
    /// Digest of its content.
    pub digest: Digest,
    /// Its metadata when it was left.
    pub stat: Stat,
    /// Whether any later change is sure to show in the metadata.
    pub is_settled: bool,
}

impl Record {
    /// Whether a file is as it was left, as far as its metadata tells.
    pub fn is_of(&self, stat: &Stat) -> bool {
        self.is_settled && self.stat == *stat
    }

    /// Whether a file still has the recorded content. It is read only if its metadata does not settle that.
    pub fn is_held_by(&self, path: &Path, stat: &Stat) -> bool {
        let is_same = || fs::read(path).is_ok_and(|bytes| Digest::of(&bytes) == self.digest);
        self.is_of(stat) || self.stat.size == stat.size && is_same()
    }
}

/// How much a site contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteSize {
    /// Pages, redirects not counted.
    pub pages: usize,
    /// Published questions.
    pub questions: usize,
    /// Their translations.
    pub translations: usize,
    /// Topics with questions.
    pub topics: usize,
}

/// The files of a site, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Identifies the time since the machine was started, when the site was written.
    run: Option<String>,
    /// Fingerprint of everything that the site was made from, if there were no findings, and the site's size.
    stamp: Option<(Fingerprint, SiteSize)>,
    records: BTreeMap<String, Record>,
}

impl Ledger {
    /// A ledger without files.
    pub fn new(stamp: Option<(Fingerprint, SiteSize)>) -> Ledger {
        Ledger {
            run: run_of_machine(),
            stamp,
            records: BTreeMap::new(),
        }
    }

    /// Reads the ledger of the site in a folder.
    pub fn read(cache: &Cache, site: &Path) -> Ledger {
        let bytes = cache.read(&name(site), MAX_BYTES);
        let ledger = bytes.and_then(|bytes| postcard::from_bytes(&bytes).ok());
        let mut ledger: Ledger = ledger.unwrap_or_default();
        if ledger.run != run_of_machine() {
            // What was written before a power failure may not be on the disk, so the files have to be read.
            for record in ledger.records.values_mut() {
                record.is_settled = false;
            }
        }
        ledger
    }

    /// Stores the ledger for the next build. If that fails, the next build only takes longer.
    pub fn write(&self, cache: &Cache, site: &Path) {
        if let Ok(bytes) = postcard::to_stdvec(self) {
            cache.note_place(site);
            cache.write(&name(site), &bytes);
        }
    }

    /// The site's size, if it was made from exactly this.
    pub fn size_of(&self, stamp: Fingerprint) -> Option<SiteSize> {
        let (made_from, size) = self.stamp?;
        (made_from == stamp).then_some(size)
    }

    /// All files, in the order of their paths.
    pub fn records(&self) -> impl Iterator<Item = (&String, &Record)> {
        self.records.iter()
    }

    /// The record of a path.
    pub fn get(&self, path: &str) -> Option<&Record> {
        self.records.get(path)
    }

    /// The paths of files by their content; of equals, the last.
    pub fn by_content(&self) -> BTreeMap<&Digest, &str> {
        let records = self.records.iter();
        records
            .map(|(path, record)| (&record.digest, path.as_str()))
            .collect()
    }

    /// The paths of files that were made from this.
    pub fn made_from(&self, recipe: Recipe) -> Vec<String> {
        let records = self.records.iter();
        let made = records.filter(|(_, record)| record.recipe == recipe);
        made.map(|(path, _)| path.clone()).collect()
    }

    /// Updates the metadata of a file whose content was found unchanged. `now` is a time before that check.
    pub fn see(&mut self, path: &str, stat: Stat, now: SystemTime) {
        if let Some(record) = self.records.get_mut(path) {
            record.stat = stat;
            record.is_settled = stat.is_settled(now);
        }
    }

    /// Records a file that was written. `now` is a time after the file was last looked at.
    pub fn insert(
        &mut self,
        path: String,
        recipe: Recipe,
        digest: Digest,
        stat: Stat,
        now: SystemTime,
    ) {
        let record = Record {
            recipe,
            digest,
            stat,
            is_settled: stat.is_settled(now),
        };
        self.records.insert(path, record);
    }
}

/// Different for each site of a bank.
fn name(site: &Path) -> String {
    format!("{}.ledger", site_name(site))
}
