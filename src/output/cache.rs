//! Compiled questions from earlier runs.
//!
//! An entry is found by a fingerprint of everything that compiling reads: the program itself, the topic, the text. So an
//! entry is never wrong, only missing, and the whole folder may be deleted at any time. Questions with findings are not
//! kept: their findings have to be made again. Nothing here can fail a build.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::compile::question::Content;
use crate::fingerprint::Fingerprint;
use crate::input::source::QuestionSource;

/// The folder below the bank's root that holds what can be made again.
pub const FOLDER: &str = ".prepbook";

/// A folder of compiled questions.
pub struct Cache {
    folder: PathBuf,
    program: Fingerprint,
    used: Mutex<BTreeSet<String>>,
}

impl Cache {
    /// The cache of a bank. `program` is the running executable's content: another program, other entries.
    pub fn open(root: &Path) -> Cache {
        let program = std::env::current_exe()
            .and_then(std::fs::read)
            .unwrap_or_default();
        Cache {
            folder: root.join(FOLDER).join("cache"),
            program: Fingerprint::of([program.as_slice()]),
            used: Mutex::new(BTreeSet::new()),
        }
    }

    /// The key of a source.
    pub fn key(&self, source: &QuestionSource) -> String {
        let program = self.program.hex();
        let topic = source.topic.as_str();
        Fingerprint::of([
            program.as_bytes(),
            topic.as_bytes(),
            source.file.text.as_bytes(),
        ])
        .hex()
    }

    /// What was compiled under this key, if it was.
    pub fn get(&self, key: &str) -> Option<Content> {
        let bytes = std::fs::read(self.path(key)).ok()?;
        let content = serde_json::from_slice(&bytes).ok()?;
        self.mark(key);
        Some(content)
    }

    /// Keeps a compiled question. A disk that refuses costs time later, nothing else.
    pub fn put(&self, key: &str, content: &Content) {
        let Ok(bytes) = serde_json::to_vec(content) else {
            return;
        };
        let kept = std::fs::create_dir_all(&self.folder)
            .and_then(|()| std::fs::write(self.path(key), bytes));
        if kept.is_ok() {
            self.mark(key);
        }
    }

    /// Removes what this run did not use, so that the folder does not grow with every edit.
    pub fn prune(&self) {
        let Ok(used) = self.used.lock() else { return };
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return;
        };
        for entry in entries.flatten() {
            if !used.contains(&*entry.file_name().to_string_lossy()) {
                // What cannot be removed today is removed another day.
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    fn mark(&self, key: &str) {
        if let Ok(mut used) = self.used.lock() {
            used.insert(file_name(key));
        }
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(file_name(key))
    }
}

fn file_name(key: &str) -> String {
    format!("{key}.json")
}
