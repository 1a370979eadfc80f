//! What is known of a site as it was left: of each file what it was made from, what it holds, and what the file system said of
//! it. It lies in the folder of what is kept, is sealed by who wrote it, and says nothing where it is missing or damaged.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::cache::Cache;
use crate::fingerprint::Fingerprint;
use crate::input::stat::Stat;
use crate::site::offline::Digest;

/// More than a million files need.
const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// One file of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Of all that it was made from.
    pub recipe: Fingerprint,
    /// Of what it holds.
    pub digest: Digest,
    /// The file as it was left.
    pub stat: Stat,
    /// Whether any change since then shows in what the file system says.
    pub is_settled: bool,
}

/// The files of a site, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    records: BTreeMap<String, Record>,
}

impl Ledger {
    /// Of the site in a folder.
    pub fn read(cache: &Cache, site: &Path) -> Ledger {
        let ledger = || {
            let bytes = cache.read(&name(site), MAX_BYTES)?;
            let (seal, entries) = bytes.split_first_chunk::<16>()?;
            let sealed = *seal == seal_of(cache, site, entries);
            sealed.then(|| postcard::from_bytes(entries).ok())?
        };
        ledger().unwrap_or_default()
    }

    /// Keeps it for the next build. A disk that refuses costs time later, nothing else.
    pub fn write(&self, cache: &Cache, site: &Path) {
        if let Ok(entries) = postcard::to_stdvec(self) {
            let seal = seal_of(cache, site, &entries);
            cache.write(&name(site), &[&seal, entries.as_slice()]);
        }
    }

    /// What was left at a path.
    pub fn get(&self, path: &str) -> Option<&Record> {
        self.records.get(path)
    }

    /// Paths of what was made from this.
    pub fn made_from(&self, recipe: Fingerprint) -> Vec<String> {
        let records = self.records.iter();
        let made = records.filter(|(_, record)| record.recipe == recipe);
        made.map(|(path, _)| path.clone()).collect()
    }

    /// Writes down what was left at a path. `now` is after everybody's last look at the file.
    pub fn insert(
        &mut self,
        path: String,
        recipe: Fingerprint,
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

fn seal_of(cache: &Cache, site: &Path, entries: &[u8]) -> [u8; 16] {
    let maker = cache.maker().hex();
    let site = site.as_os_str().as_encoded_bytes();
    Fingerprint::of([maker.as_bytes(), site, entries]).bytes()
}
