//! Texts from the last reading of the bank, so that a preview need not read ten thousand files to see one change.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::source::{self, Sources};
use super::text;
use crate::diagnostic::SourceText;

/// Decoded files by their path. A file counts as unchanged while its size and its time of change are.
#[derive(Debug, Default)]
pub struct Memory {
    texts: BTreeMap<PathBuf, Remembered>,
    /// What the last reading came to, if nothing was wrong with it.
    last: Option<Sources>,
    /// What is known to have changed since, if somebody watches.
    touched: Option<Vec<PathBuf>>,
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

    /// Says what has changed since the last reading, and that nothing else has. These files are read again whatever their
    /// time says: two saves can share one tick of the clock.
    pub fn touch(&mut self, paths: &[PathBuf]) {
        for path in paths {
            self.texts.remove(path);
        }
        self.touched = Some(paths.to_vec());
    }

    /// Keeps a reading of the whole bank for the next time.
    pub fn keep_all(&mut self, sources: &Sources, is_sound: bool) {
        self.last = is_sound.then(|| sources.clone());
        self.touched = None;
    }

    /// The last reading, with the texts of touched questions read again. `None` wherever that is not the whole truth: a file
    /// came or went, or is no longer what it was.
    pub fn revise(&mut self, root: &Path) -> Option<Sources> {
        let touched = self.touched.take()?;
        let mut sources = self.last.take()?;
        let folder = root.join(source::FOLDER);
        for path in touched.iter().filter(|path| path.starts_with(&folder)) {
            let metadata = std::fs::symlink_metadata(path).ok()?;
            let shown = source::shown_path(path, &folder);
            let known = sources
                .questions
                .iter_mut()
                .find(|known| known.file.path == shown)?;
            if !metadata.is_file() || metadata.len() > text::MAX_FILE_BYTES {
                return None;
            }
            let file = text::decode(shown, std::fs::read(path).ok()?).ok()?;
            self.keep(path, &metadata, &file);
            known.file = file;
        }
        self.last = Some(sources.clone());
        Some(sources)
    }
}
