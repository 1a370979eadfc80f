//! Questions compiled by earlier builds. Those compiled in one build are stored together, so that there are few files.
//!
//! `<digest>.facts` holds what all pages need from its questions, and where in `<digest>.html` the large parts of each lie. So a
//! build that changes little reads little. The first file is named by its own digest and contains the digest of every part of
//! the second. If anything is damaged or cut off, the question is compiled again.
//!
//! An entry is found by a fingerprint of everything that compiling depends on, and is used only by the program that made it. The
//! folder in the bank is also bound to its place on the disk, which nobody else can know, so entries that somebody added to a
//! repository are never used. A folder that the owner named is trusted wherever it comes from. Nothing here can fail a build, and
//! only our own files are written or removed: anything in the bank may come from a stranger's pull request, including links in
//! place of our folders.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use super::beside;
use super::kept::{Extent, Kept};
use super::places;
use super::segment::{
    Batch, KnownSegments, MAX_BYTES, Segment, Stored, is_digest, read_segments, remove,
};
use crate::compile::question::{Compiled, Content, Large};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::input::memory::Seen;
use crate::input::plain;
use crate::input::source::QuestionSource;
use crate::input::stat::Inode;
use crate::once::Once;
use crate::words::Words;

/// The folder below the bank's root for everything that can be made again.
pub const FOLDER: &str = ".prepbook";

/// If there are more than this many entries for each question of the bank, most belong to earlier versions and are removed.
const SLACK: usize = 3;

/// Files of other programs that were not used for this long are removed.
const OLD: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A folder of compiled questions.
pub struct Cache {
    /// `None` if something else is in its place.
    folder: Option<Folder>,
    maker: Fingerprint,
    root: PathBuf,
    /// Loaded when an entry is first asked for.
    known: Once<KnownSegments>,
    used: Mutex<BTreeSet<Fingerprint>>,
    fresh: Mutex<Option<Batch>>,
}

struct Folder {
    /// For compiled questions.
    entries: PathBuf,
    /// For everything else.
    others: PathBuf,
    /// Whether other banks or programs may store something here too.
    is_shared: bool,
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Cache")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

impl Cache {
    /// Opens the cache: in the folder that the owner named, or else in the bank. Entries belong to the running executable,
    /// identified by its content.
    pub fn open(root: &Path, named: Option<&Path>) -> Cache {
        let mut hasher = Fingerprint::hasher();
        let program = std::env::current_exe().and_then(File::open);
        let _ = program.map(|mut program| io::copy(&mut program, &mut hasher));
        let folder = match named {
            Some(folder) => fs::create_dir_all(folder).is_ok().then(|| {
                let entries = folder.to_path_buf();
                Folder {
                    others: entries.clone(),
                    entries,
                    is_shared: true,
                }
            }),
            None => own_folder(root).and_then(|folder| {
                let _ = hasher.write_all(&identity(&folder.entries)?);
                Some(folder)
            }),
        };
        Cache {
            folder,
            maker: hasher.finish(),
            root: root.to_path_buf(),
            known: Once::default(),
            used: Mutex::new(BTreeSet::new()),
            fresh: Mutex::new(None),
        }
    }

    fn known(&self) -> &KnownSegments {
        self.known.get_or_make(|| {
            let folder = self.folder.as_ref();
            folder
                .map(|folder| read_segments(&folder.entries, self.maker))
                .unwrap_or_default()
        })
    }

    /// A file beside the entries, if this program wrote it.
    pub fn read(&self, name: &str, limit: u64) -> Option<Vec<u8>> {
        let path = self.folder.as_ref()?.others.join(name);
        let mut bytes = plain::read(&path, limit).ok()?;
        let seal = *bytes.first_chunk::<16>()?;
        bytes.drain(..seal.len());
        (self.seal(name, &bytes) == seal).then_some(bytes)
    }

    /// Where the site before the last is kept, by the name of a file about that site. Not in a folder that goes from machine to
    /// machine, and not where the system does not tell one file from another.
    pub fn place_of_spare(&self, name: &str) -> Option<PathBuf> {
        let folder = self.folder.as_ref().filter(|folder| !folder.is_shared)?;
        cfg!(unix).then(|| folder.others.join(name))
    }

    /// Records where a site is of which something is kept.
    pub fn note_place(&self, site: &Path) {
        if let Some(folder) = &self.folder {
            places::note(&folder.others, site);
        }
    }

    /// Writes such a file completely, or not at all.
    pub fn write(&self, name: &str, bytes: &[u8]) {
        self.write_with(name, &|to| to.write_all(bytes));
    }

    /// The same for what is too long to hold. `write` is called twice, and has to write the same.
    pub fn write_with(&self, name: &str, write: &dyn Fn(&mut dyn Write) -> io::Result<()>) {
        let Some(folder) = &self.folder else {
            return;
        };
        let mut seal = self.begin_seal(name);
        if write(&mut seal).is_ok() {
            let seal = seal.finish().bytes();
            let _ = beside::write_with(&folder.others.join(name), &|to| {
                to.write_all(&seal)?;
                write(to)
            });
        }
    }

    /// A digest of the content and of the program that wrote it, by which the program recognises its own files.
    fn seal(&self, name: &str, bytes: &[u8]) -> [u8; 16] {
        let mut seal = self.begin_seal(name);
        let _ = seal.write_all(bytes);
        seal.finish().bytes()
    }

    /// The seal of a file of this name, to which its content is written.
    fn begin_seal(&self, name: &str) -> Hasher {
        let mut seal = Fingerprint::hasher();
        let _ =
            seal.write_all(&Fingerprint::of([&self.maker.bytes()[..], name.as_bytes()]).bytes());
        seal
    }

    /// The question files as this program last saw them.
    pub fn seen(&self) -> Seen {
        let bytes = self.read(&self.seen_name(), MAX_BYTES);
        bytes
            .and_then(|bytes| postcard::from_bytes(&bytes).ok())
            .unwrap_or_default()
    }

    /// Stores them for the next build, if they differ from `before`.
    pub fn keep_seen(&self, seen: &Seen, before: &Seen) {
        if seen != before
            && let Ok(bytes) = postcard::to_stdvec(seen)
        {
            self.write(&self.seen_name(), &bytes);
        }
    }

    fn seen_name(&self) -> String {
        format!("{}.sources", self.bank())
    }

    /// The name of the file with a language's counts.
    pub fn counts_name(&self, language: &str) -> String {
        format!("{}.{language}.counts", self.bank())
    }

    /// Identifies this bank among others that share a folder.
    fn bank(&self) -> String {
        let root = std::path::absolute(&self.root).unwrap_or_default();
        Fingerprint::of([root.as_os_str().as_encoded_bytes()]).hex()
    }

    /// The compiled question for this source, if it is stored.
    pub fn get(
        &self,
        source: &QuestionSource,
        words: &Arc<Words>,
    ) -> Option<(Arc<Content>, Arc<dyn Large>)> {
        let key = key(source, words);
        let entry = self.known().entries.get(&key)?;
        self.mark(key);
        let kept = self.kept(source, words, entry.file.clone(), &entry.stored);
        Some((entry.stored.content.clone(), kept))
    }

    /// Stores a compiled question. If that fails, it stays in memory and is compiled again next time.
    pub fn put(
        &self,
        source: &QuestionSource,
        words: &Arc<Words>,
        compiled: Compiled,
    ) -> (Arc<Content>, Arc<dyn Large>) {
        let content = Arc::new(compiled.content.clone());
        let stored = self.store(key(source, words), &compiled, content.clone());
        let large: Arc<dyn Large> = match stored {
            Some((file, stored)) => self.kept(source, words, file, &stored),
            None => Arc::new(compiled),
        };
        (content, large)
    }

    fn kept(
        &self,
        source: &QuestionSource,
        words: &Arc<Words>,
        file: Arc<File>,
        stored: &Stored,
    ) -> Arc<dyn Large> {
        Arc::new(Kept {
            file,
            body: stored.body,
            said: stored.said,
            source: self.root.join(&source.file.path),
            shown: source.file.path.clone(),
            topic: source.topic.clone(),
            language: source.language.clone(),
            key: source.key,
            words: words.clone(),
        })
    }

    fn store(
        &self,
        key: Fingerprint,
        compiled: &Compiled,
        content: Arc<Content>,
    ) -> Option<(Arc<File>, Stored)> {
        let folder = self.folder.as_ref()?;
        let body = postcard::to_stdvec(&*compiled.body).ok()?;
        let said = postcard::to_stdvec(&*compiled.said).ok()?;
        let mut fresh = self.fresh.lock().ok()?;
        if fresh.is_none() {
            *fresh = Batch::new(&folder.entries);
        }
        let batch = fresh.as_mut()?;
        let stored = Stored {
            content,
            body: batch.append(&body)?,
            said: batch.append(&said)?,
        };
        batch
            .entries
            .insert(key, postcard::to_stdvec(&stored).ok()?);
        self.mark(key);
        Some((batch.file().clone(), stored))
    }

    fn mark(&self, key: Fingerprint) {
        if let Ok(mut used) = self.used.lock() {
            used.insert(key);
        }
    }

    /// Stores what was compiled in this build, and removes what is no longer needed, so that the folder does not grow for ever.
    pub fn close(&self) {
        let (Some(folder), Ok(mut fresh), Ok(used)) =
            (&self.folder, self.fresh.lock(), self.used.lock())
        else {
            return;
        };
        let known = self.known();
        let all: usize = known
            .segments
            .iter()
            .map(|segment| segment.keys.len())
            .sum();
        let is_slack = all > SLACK * used.len();
        if is_slack && fresh.is_none() {
            *fresh = Batch::new(&folder.entries);
        }
        let (mut absorbed, mut made) = (Vec::new(), None);
        if let Some(mut batch) = fresh.take() {
            let mut segments: Vec<&Segment> = known.segments.iter().collect();
            segments.sort_by_key(|segment| segment.keys.len());
            // Files are merged like a binary counter: two of a size become one of twice the size, so there are never many.
            for segment in segments {
                if !is_slack && segment.keys.len() > batch.entries.len() {
                    break;
                }
                let is_wanted =
                    |key: &&Fingerprint| used.contains(key) || folder.is_shared && !is_slack;
                for key in segment.keys.iter().filter(is_wanted) {
                    self.copy(key, &mut batch);
                }
                absorbed.push(&segment.name);
            }
            made = batch.keep(&folder.entries, self.maker);
            if made.is_none() {
                absorbed.clear();
            }
        }
        absorbed.retain(|name| Some(name.as_str()) != made.as_deref());
        for name in absorbed {
            remove(&folder.entries, name);
        }
        self.clear_up(folder, made.as_deref());
    }

    /// Copies an entry from an older file.
    fn copy(&self, key: &Fingerprint, batch: &mut Batch) {
        let Some(entry) = self
            .known()
            .entries
            .get(key)
            .filter(|_| !batch.entries.contains_key(key))
        else {
            return;
        };
        let mut moved = |place: &Extent| batch.append(&place.read(&entry.file)?);
        let stored = moved(&entry.stored.body).zip(moved(&entry.stored.said));
        // An entry that cannot be read is left out; it will be compiled again when it is needed.
        if let Some((body, said)) = stored
            && let Ok(bytes) = postcard::to_stdvec(&Stored {
                content: entry.stored.content.clone(),
                body,
                said,
            })
        {
            batch.entries.insert(*key, bytes);
        }
    }

    /// Removes files of other programs, of builds that were killed, and of sites that are gone.
    fn clear_up(&self, folder: &Folder, made: Option<&str>) {
        places::clear_up(&folder.others, folder.is_shared, OLD);
        let known = self
            .known()
            .segments
            .iter()
            .map(|segment| segment.name.as_str());
        let known: BTreeSet<&str> = known.chain(made).collect();
        for entry in fs::read_dir(&folder.entries)
            .into_iter()
            .flatten()
            .flatten()
        {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_beside = name.starts_with(beside::BEGIN) && name.ends_with(beside::END);
            let (stem, ending) = name.split_once('.').unwrap_or((&name, ""));
            let is_ours =
                is_beside || is_digest(stem) && ["facts", "html", "json"].contains(&ending);
            let is_old = || {
                if !folder.is_shared && !is_beside {
                    return true;
                }
                let age = entry
                    .metadata()
                    .ok()
                    .and_then(|metadata| metadata.modified().ok()?.elapsed().ok());
                age.is_some_and(|age| age > OLD)
            };
            if is_ours && !known.contains(stem) && is_old() {
                // If it cannot be removed, the next build tries again.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// The key of an entry: the file, and the texts that are put around the answer.
fn key(source: &QuestionSource, words: &Words) -> Fingerprint {
    Fingerprint::of_value(&(source.key, words.of_answers))
}

fn own_folder(root: &Path) -> Option<Folder> {
    let others = root.join(FOLDER);
    let entries = others.join("cache");
    let is_usable = [&others, &entries]
        .into_iter()
        .all(|path| may_be_made(path))
        && fs::create_dir_all(&entries).is_ok();
    is_usable.then_some(Folder {
        entries,
        others,
        is_shared: false,
    })
}

/// Whether a path is a folder, or could become one.
fn may_be_made(path: &Path) -> bool {
    matches!(plain::kind(path), Ok(kind) if kind.is_none_or(|kind| kind.is_dir()))
}

/// Identifies this folder by its exact time of creation and its place on the disk, so that a copy from elsewhere is recognised.
/// `None` if the system does not tell.
fn identity(folder: &Path) -> Option<Vec<u8>> {
    let metadata = fs::symlink_metadata(folder).ok()?;
    let born = metadata.created().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {}", born.as_nanos(), Inode::of(&metadata).number).into_bytes())
}
