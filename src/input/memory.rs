//! Texts from the last reading of the bank, so that a preview need not read ten thousand files to see one change.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::diagnostic::SourceText;

/// Decoded files by their path. A file counts as unchanged while its size and its time of change are.
#[derive(Debug, Default)]
pub struct Memory {
    texts: BTreeMap<PathBuf, Remembered>,
}

#[derive(Debug)]
struct Remembered {
    size: u64,
    changed: Option<SystemTime>,
    file: Arc<SourceText>,
}

impl Memory {
    /// The text of a file that has not changed since it was kept.
    pub fn recall(&self, path: &Path, metadata: &Metadata) -> Option<Arc<SourceText>> {
        let known = self.texts.get(path)?;
        let same = known.size == metadata.len() && known.changed == metadata.modified().ok();
        same.then(|| known.file.clone())
    }

    /// Keeps a text for the next reading.
    pub fn keep(&mut self, path: &Path, metadata: &Metadata, file: &Arc<SourceText>) {
        let known = Remembered {
            size: metadata.len(),
            changed: metadata.modified().ok(),
            file: file.clone(),
        };
        self.texts.insert(path.to_path_buf(), known);
    }

    /// Forgets files that are known to have changed, whatever their time says: two saves can share one tick of the clock.
    pub fn forget(&mut self, path: &Path) {
        self.texts.remove(path);
    }
}
