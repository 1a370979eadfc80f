//! Pairs of files with compiled questions: `<digest>.facts` and `<digest>.html`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_bytes::Bytes;

use super::beside::{self, Beside};
use super::kept::Extent;
use crate::compile::question::Content;
use crate::fingerprint::Fingerprint;
use crate::input::plain;

/// More bytes than the facts of a million questions.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024 * 1024;

/// What earlier builds stored.
#[derive(Default)]
pub struct KnownSegments {
    pub segments: Vec<Segment>,
    pub entries: BTreeMap<Fingerprint, Arc<CacheEntry>>,
}

/// A pair of files.
pub struct Segment {
    pub name: String,
    pub keys: Vec<Fingerprint>,
}

/// Entries with their keys.
type Entries = Vec<(Fingerprint, Arc<CacheEntry>)>;

/// A question that was compiled before.
pub struct CacheEntry {
    pub stored: Stored,
    pub file: Arc<File>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Stored {
    pub content: Arc<Content>,
    pub body: Extent,
    pub said: Extent,
}

/// The file of facts: the program that made it, and each entry as separate bytes, so that several threads can decode them.
#[derive(Serialize, Deserialize)]
struct Facts<'a> {
    pub maker: Fingerprint,
    #[serde(borrow)]
    pub entries: Vec<(Fingerprint, &'a Bytes)>,
}

/// The questions that this build compiles.
pub struct Batch {
    beside: Beside,
    pub end: u64,
    pub entries: BTreeMap<Fingerprint, Vec<u8>>,
}

impl Batch {
    pub fn new(folder: &Path) -> Option<Batch> {
        Some(Batch {
            beside: Beside::new(folder).ok()?,
            end: 0,
            entries: BTreeMap::new(),
        })
    }

    pub fn file(&self) -> &Arc<File> {
        self.beside.file()
    }

    pub fn append(&mut self, bytes: &[u8]) -> Option<Extent> {
        let place = Extent {
            from: self.end,
            length: bytes.len() as u32,
            digest: Fingerprint::of([bytes]),
        };
        let mut file: &File = self.beside.file();
        file.write_all(bytes).ok()?;
        self.end += bytes.len() as u64;
        Some(place)
    }

    /// Gives the files their final names, the facts last: whoever finds the facts also finds the other file.
    pub fn keep(self, folder: &Path, maker: Fingerprint) -> Option<String> {
        let facts = Facts {
            maker,
            entries: self
                .entries
                .iter()
                .map(|(key, bytes)| (*key, Bytes::new(bytes)))
                .collect(),
        };
        let mut digest = Fingerprint::hasher();
        postcard::to_io(&facts, &mut digest).ok()?;
        let name = digest.finish().hex();
        self.beside.put(&folder.join(format!("{name}.html"))).ok()?;
        // They are as long again as all that is compiled: they are written twice rather than held.
        let write = |to: &mut dyn Write| {
            let written = postcard::to_io(&facts, to);
            written.map(drop).map_err(io::Error::other)
        };
        beside::write_with(&folder.join(format!("{name}.facts")), &write).ok()?;
        Some(name)
    }
}

pub fn read_segments(folder: &Path, maker: Fingerprint) -> KnownSegments {
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = names
        .filter_map(|entry| {
            Some(
                entry
                    .file_name()
                    .to_str()?
                    .strip_suffix(".facts")?
                    .to_owned(),
            )
        })
        .filter(|name| is_digest(name))
        .collect();
    names.sort();
    let mut known = KnownSegments::default();
    for name in names {
        if let Some((segment, entries)) = read_segment(folder, &name, maker) {
            known.segments.push(segment);
            known.entries.extend(entries);
        }
    }
    known
}

/// Reads a pair of files. `None` if it is incomplete or belongs to another program.
fn read_segment(folder: &Path, name: &str, maker: Fingerprint) -> Option<(Segment, Entries)> {
    let path = |ending: &str| folder.join(format!("{name}.{ending}"));
    let bytes = plain::read(&path("facts"), MAX_BYTES).ok()?;
    let mut digest = Fingerprint::hasher();
    digest.write_all(&bytes).ok()?;
    if digest.finish().hex() != name {
        return None;
    }
    let facts: Facts<'_> = postcard::from_bytes(&bytes).ok()?;
    if facts.maker != maker {
        return None;
    }
    let file = Arc::new(plain::open(&path("html")).ok()?);
    let entries: Entries = facts
        .entries
        .par_iter()
        .filter_map(|(key, bytes)| {
            let stored = postcard::from_bytes(bytes).ok()?;
            let file = file.clone();
            Some((*key, Arc::new(CacheEntry { stored, file })))
        })
        .collect();
    let segment = Segment {
        name: name.to_owned(),
        keys: facts.entries.iter().map(|(key, _)| *key).collect(),
    };
    Some((segment, entries))
}

pub fn remove(folder: &Path, name: &str) {
    for ending in ["facts", "html"] {
        let _ = fs::remove_file(folder.join(format!("{name}.{ending}")));
    }
}

/// Whether a file has a name that we give.
pub fn is_digest(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}
