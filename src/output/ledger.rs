//! What is known of a site as it was left: of each file what it was made from, what it holds, and what the file system said of
//! it. It lies in the folder of what is kept, is sealed by who wrote it, and says nothing where it is missing or damaged.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::cache::Cache;
use crate::fingerprint::Fingerprint;
use crate::input::stat::{Stat, run_of_machine};
use crate::site::Recipe;
use crate::site::offline::Digest;

/// More than a million files need.
const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// One file of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Of all that it was made from.
    pub recipe: Recipe,
    /// Of what it holds.
    pub digest: Digest,
    /// The file as it was left.
    pub stat: Stat,
    /// Whether any change since then shows in what the file system says.
    pub is_settled: bool,
}

impl Record {
    /// Whether a file is as it was left, as far as can be told without opening it.
    pub fn is_of(&self, stat: &Stat) -> bool {
        self.is_settled && self.stat == *stat
    }

    /// Whether a file holds what was left there. One that somebody may have touched is read to know.
    pub fn is_held_by(&self, path: &Path, stat: &Stat) -> bool {
        let is_same = || fs::read(path).is_ok_and(|bytes| Digest::of(&bytes) == self.digest);
        self.is_of(stat) || self.stat.size == stat.size && is_same()
    }
}

/// How much there is of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
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
    /// The run of the machine in which the site was written.
    run: Option<String>,
    /// Of all that the site was made from, where nothing was found on the way, and what it came to.
    stamp: Option<(Fingerprint, Size)>,
    records: BTreeMap<String, Record>,
}

impl Ledger {
    /// One without a file.
    pub fn new(stamp: Option<(Fingerprint, Size)>) -> Ledger {
        Ledger {
            run: run_of_machine(),
            stamp,
            records: BTreeMap::new(),
        }
    }

    /// Of the site in a folder.
    pub fn read(cache: &Cache, site: &Path) -> Ledger {
        let bytes = cache.read(&name(site), MAX_BYTES);
        let ledger = bytes.and_then(|bytes| postcard::from_bytes(&bytes).ok());
        let mut ledger: Ledger = ledger.unwrap_or_default();
        if ledger.run != run_of_machine() {
            // What was written before a power failure may not be there. Reading it tells.
            for record in ledger.records.values_mut() {
                record.is_settled = false;
            }
        }
        ledger
    }

    /// Keeps it for the next build. A disk that refuses costs time later, nothing else.
    pub fn write(&self, cache: &Cache, site: &Path) {
        if let Ok(bytes) = postcard::to_stdvec(self) {
            cache.write(&name(site), &bytes);
        }
    }

    /// What the site came to, if it was made from just this.
    pub fn size_of(&self, stamp: Fingerprint) -> Option<Size> {
        let (made_from, size) = self.stamp?;
        (made_from == stamp).then_some(size)
    }

    /// All files, in the order of their paths.
    pub fn records(&self) -> impl Iterator<Item = (&String, &Record)> {
        self.records.iter()
    }

    /// What was left at a path.
    pub fn get(&self, path: &str) -> Option<&Record> {
        self.records.get(path)
    }

    /// Paths of what was made from this.
    pub fn made_from(&self, recipe: Recipe) -> Vec<String> {
        let records = self.records.iter();
        let made = records.filter(|(_, record)| record.recipe == recipe);
        made.map(|(path, _)| path.clone()).collect()
    }

    /// Writes down what a file looks like that holds what it should. `now` is before the look.
    pub fn see(&mut self, path: &str, stat: Stat, now: SystemTime) {
        if let Some(record) = self.records.get_mut(path) {
            record.stat = stat;
            record.is_settled = stat.is_settled(now);
        }
    }

    /// Writes down what was left at a path. `now` is after everybody's last look at the file.
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

/// Two sites of one bank have two ledgers.
fn name(site: &Path) -> String {
    let site = site.as_os_str().as_encoded_bytes();
    format!("{}.ledger", Fingerprint::of([site]).hex())
}
