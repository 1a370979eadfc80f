//! Compiled questions from earlier runs.
//!
//! An entry is found by a fingerprint of everything that compiling reads: the program itself, the topic, the text. So an
//! entry is never wrong, only missing, and the whole folder may be deleted at any time. The fingerprint is also of the folder
//! itself, of what nobody else can know: entries that somebody added to a repository are never found. Questions with findings are not
//! kept: their findings have to be made again. Nothing here can fail a build, and nothing but entries is ever written to or
//! removed: what lies in the bank may have come with a stranger's pull request, links in the place of our folders too.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::UNIX_EPOCH;

use crate::compile::question::Content;
use crate::fingerprint::Fingerprint;
use crate::input::plain;
use crate::input::source::QuestionSource;

/// The folder below the bank's root that holds what can be made again.
pub const FOLDER: &str = ".prepbook";

/// More than a question of the largest size is compiled to.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A folder of compiled questions.
pub struct Cache {
    /// `None` where something else is in its place.
    folder: Option<PathBuf>,
    maker: Fingerprint,
    used: Mutex<BTreeSet<String>>,
}

impl Cache {
    /// The cache of a bank. Its entries are of the running executable, by its content: another program, other entries.
    pub fn open(root: &Path) -> Cache {
        let own = root.join(FOLDER);
        let folder = own.join("cache");
        let is_usable = [&own, &folder].into_iter().all(|path| may_be_made(path))
            && fs::create_dir_all(&folder).is_ok();
        let identity = is_usable.then(|| identity(&folder)).flatten();
        let program = std::env::current_exe().and_then(fs::read);
        let program = program.unwrap_or_default();
        Cache {
            folder: identity.is_some().then_some(folder),
            maker: Fingerprint::of([program.as_slice(), &identity.unwrap_or_default()]),
            used: Mutex::new(BTreeSet::new()),
        }
    }

    /// Who is believed here: this program, in this folder.
    pub fn maker(&self) -> Fingerprint {
        self.maker
    }

    /// A file that lies beside the entries.
    pub fn read(&self, name: &str, limit: u64) -> Option<Vec<u8>> {
        let path = self.folder.as_ref()?.with_file_name(name);
        plain::read(&path, limit).ok()
    }

    /// Keeps such a file: whole, or not at all.
    pub fn write(&self, name: &str, parts: &[&[u8]]) {
        if let Some(folder) = &self.folder {
            let path = folder.with_file_name(name);
            let beside = path.with_extension(format!("{}.tmp", std::process::id()));
            let written = File::create_new(&beside).and_then(|mut file| {
                parts.iter().try_for_each(|part| file.write_all(part))?;
                fs::rename(&beside, &path)
            });
            if written.is_err() {
                let _ = fs::remove_file(&beside);
            }
        }
    }

    /// The key of a source.
    pub fn key(&self, source: &QuestionSource) -> String {
        let maker = self.maker.hex();
        let topic = source.topic.as_str();
        Fingerprint::of([
            maker.as_bytes(),
            topic.as_bytes(),
            source.file.text.as_bytes(),
        ])
        .hex()
    }

    /// What was compiled under this key, if it was.
    pub fn get(&self, key: &str) -> Option<Content> {
        let path = self.folder.as_ref()?.join(file_name(key));
        let bytes = plain::read(&path, MAX_BYTES).ok()?;
        let content = serde_json::from_slice(&bytes).ok()?;
        self.mark(key);
        Some(content)
    }

    /// Keeps a compiled question. A disk that refuses costs time later, nothing else.
    pub fn put(&self, key: &str, content: &Content) {
        self.mark(key);
        if let (Some(folder), Ok(bytes)) = (&self.folder, serde_json::to_vec(content)) {
            // Whatever this leaves behind is removed with what was not used.
            let _ = write(folder, key, &bytes);
        }
    }

    /// Removes what this run did not use, so that the folder does not grow with every edit.
    pub fn prune(&self) {
        let (Some(folder), Ok(used)) = (&self.folder, self.used.lock()) else {
            return;
        };
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_entry(&name) && !used.contains(&name) {
                // What cannot be removed today is removed another day.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn mark(&self, key: &str) {
        if let Ok(mut used) = self.used.lock() {
            used.insert(file_name(key));
        }
    }
}

/// Whether a path is a folder, or could become one.
fn may_be_made(path: &Path) -> bool {
    matches!(plain::kind(path), Ok(kind) if kind.is_none_or(|kind| kind.is_dir()))
}

/// What tells this folder from one that was made elsewhere: when exactly it came to be, and where on the disk. `None` where the
/// system does not know.
fn identity(folder: &Path) -> Option<Vec<u8>> {
    let metadata = fs::symlink_metadata(folder).ok()?;
    let born = metadata.created().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {}", born.as_nanos(), inode(&metadata)).into_bytes())
}

#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}

/// Beside its place first: nobody finds half an entry, and nothing is written through a link.
fn write(folder: &Path, key: &str, bytes: &[u8]) -> std::io::Result<()> {
    let beside = folder.join(format!("{key}.tmp"));
    // Two questions with one key are the same, so the first one's entry is as good.
    File::create_new(&beside)?.write_all(bytes)?;
    fs::rename(&beside, folder.join(file_name(key)))
}

fn file_name(key: &str) -> String {
    format!("{key}.json")
}

/// Whether a name is one that we give.
fn is_entry(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(key, ending)| {
        let is_key = key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_key && ["json", "tmp"].contains(&ending)
    })
}
