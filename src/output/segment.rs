//! Pairs of files with compiled questions: `<digest>.facts` and `<digest>.html`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

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
    pub entries: Vec<(Fingerprint, &'a [u8])>,
}

/// The questions that this build compiles.
pub struct Batch {
    pub path: PathBuf,
    pub file: Arc<File>,
    pub end: u64,
    pub entries: BTreeMap<Fingerprint, Vec<u8>>,
}

/// The start of the names of files that running builds write to.
pub const BATCH: &str = "batch-";

impl Batch {
    pub fn new(folder: &Path) -> Option<Batch> {
        let number = (0..100).find_map(|number| {
            let path = folder.join(format!("{BATCH}{}-{number}.tmp", std::process::id()));
            let file = File::options()
                .read(true)
                .write(true)
                .create_new(true)
                .open(&path);
            Some((path, Arc::new(file.ok()?)))
        });
        number.map(|(path, file)| Batch {
            path,
            file,
            end: 0,
            entries: BTreeMap::new(),
        })
    }

    pub fn append(&mut self, bytes: &[u8]) -> Option<Extent> {
        let place = Extent {
            from: self.end,
            length: bytes.len() as u32,
            digest: Fingerprint::of([bytes]),
        };
        let mut file = &*self.file;
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
                .map(|(key, bytes)| (*key, bytes.as_slice()))
                .collect(),
        };
        let kept = postcard::to_stdvec(&facts).ok().and_then(|facts| {
            let name = Fingerprint::of([facts.as_slice()]).hex();
            fs::rename(&self.path, folder.join(format!("{name}.html"))).ok()?;
            write_whole(&folder.join(format!("{name}.facts")), &[&facts]).ok()?;
            Some(name)
        });
        if kept.is_none() {
            let _ = fs::remove_file(&self.path);
        }
        kept
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
    if Fingerprint::of([bytes.as_slice()]).hex() != name {
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

/// Writes a temporary file and renames it, so that nobody finds half a file and nothing is written through a link. The temporary
/// name is made of the file's own: several threads write files at the same time.
pub fn write_whole(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let own = path.file_name().unwrap_or_default().to_string_lossy();
    let own = own.replace('.', "-");
    let beside = path.with_file_name(format!("{BATCH}{}-{own}.tmp", std::process::id()));
    let written = File::create_new(&beside)
        .and_then(|mut file| parts.iter().try_for_each(|part| file.write_all(part)))
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Whether a file has a name that we give.
pub fn is_digest(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bank in several languages keeps a file for each, all at the same time.
    #[test]
    fn files_written_at_the_same_time_are_all_written() {
        let folder = tempfile::TempDir::new().unwrap();
        let paths: Vec<PathBuf> = (0..200)
            .map(|number| folder.path().join(format!("bank.{number}.counts")))
            .collect();
        paths.par_iter().for_each(|path| {
            let name = path.to_string_lossy();
            write_whole(path, &[name.as_bytes()]).unwrap();
        });
        for path in &paths {
            assert_eq!(fs::read_to_string(path).unwrap(), path.to_string_lossy());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), paths.len());
    }
}
