//! Remembers texts from the last reading of the bank, so that a preview does not read ten thousand files again for one change.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::languages::Languages;
use super::source::{self, Sources};
use super::stat::Stat;
use super::{plain, text};
use crate::diagnostic::SourceText;
use crate::fingerprint::Fingerprint;

/// Question files as they were when they were last read, by path: the file system's metadata, and the fingerprint of the
/// content.
pub type Seen = BTreeMap<String, (Stat, Fingerprint)>;

/// Decoded files by path. A file counts as unchanged while its metadata stays the same.
#[derive(Debug, Default)]
pub struct Memory {
    texts: BTreeMap<PathBuf, Remembered>,
    /// Files that need not be read at all while they are unchanged.
    seen: Seen,
    /// Whether any file was passed over.
    has_passed_over: bool,
    /// The last reading, if it had no errors, with the bank's languages at that time.
    last: Option<(Vec<String>, Sources)>,
    /// Paths that changed since, if a watcher reports changes.
    touched: Option<Vec<PathBuf>>,
    /// Whether there is no next reading that something could be kept for.
    is_last: bool,
}

#[derive(Debug)]
struct Remembered {
    stat: Stat,
    file: Arc<SourceText>,
}

impl Memory {
    /// For a program that reads the bank once: it knows of files that an earlier run compiled, which kept everything but their texts,
    /// and keeps no text itself.
    pub fn of(seen: Seen) -> Memory {
        Memory {
            seen,
            is_last: true,
            ..Memory::default()
        }
    }

    /// The fingerprint of a file that is unchanged since it was last seen, so that it need not be read.
    pub fn recognise(&self, shown: &str, stat: &Stat) -> Option<Fingerprint> {
        let (known, key) = self.seen.get(shown)?;
        (known == stat).then_some(*key)
    }

    /// Notes that a file was not read.
    pub fn pass_over(&mut self) {
        self.has_passed_over = true;
    }

    /// Whether there are questions whose texts were not read.
    pub fn has_passed_over(&self) -> bool {
        self.has_passed_over
    }

    /// The text of a file that has not changed since it was kept.
    pub fn recall(&self, path: &Path, metadata: &Metadata) -> Option<Arc<SourceText>> {
        let known = self.texts.get(path)?;
        (known.stat == Stat::of(metadata)).then(|| known.file.clone())
    }

    /// Keeps a text for the next reading.
    pub fn keep(&mut self, path: &Path, metadata: &Metadata, file: &Arc<SourceText>) {
        if self.is_last {
            return;
        }
        let known = Remembered {
            stat: Stat::of(metadata),
            file: file.clone(),
        };
        self.texts.insert(path.to_path_buf(), known);
    }

    /// Notes which paths have changed since the last reading; all others are unchanged. These files are read again whatever their
    /// modification time, because two saves can happen within one tick of the clock.
    pub fn touch(&mut self, paths: &[PathBuf]) {
        for path in paths {
            self.texts.remove(path);
        }
        // If the last reading failed, the paths it should have read are still due.
        self.touched
            .get_or_insert_default()
            .extend_from_slice(paths);
    }

    /// Keeps a reading of the whole bank for the next time.
    pub fn keep_all(&mut self, sources: &Sources, languages: Languages<'_>, is_sound: bool) {
        self.last = (is_sound && !self.is_last).then(|| (languages.tags(), sources.clone()));
        self.touched = None;
    }

    /// The last reading, with the touched questions read again. `None` if that is not enough: a file was added or removed, or
    /// became something else, or the bank's languages changed.
    pub fn revise(&mut self, root: &Path, languages: Languages<'_>) -> Option<Sources> {
        let touched = self.touched.take()?;
        let (of, mut sources) = self.last.take()?;
        if of != languages.tags() {
            return None;
        }
        let folder = root.join(source::FOLDER);
        for path in touched.iter().filter(|path| path.starts_with(&folder)) {
            let metadata = std::fs::symlink_metadata(path).ok()?;
            let shown = source::shown_path(path, &folder);
            let known = sources
                .questions
                .iter_mut()
                .chain(&mut sources.translations)
                .find(|known| known.file.path == shown)?;
            let bytes = plain::read(path, text::MAX_FILE_BYTES).ok()?;
            if !metadata.is_file() || bytes.len() as u64 > text::MAX_FILE_BYTES {
                return None;
            }
            let file = text::decode(shown, bytes).ok()?;
            self.keep(path, &metadata, &file);
            known.key = source::key(&known.topic, known.language.as_deref(), &file);
            known.stat = Stat::of(&metadata);
            known.file = file;
        }
        self.last = Some((of, sources.clone()));
        Some(sources)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::walk;

    const ENGLISH: Languages<'_> = Languages {
        default: "en",
        others: &[],
    };

    #[test]
    fn changes_add_up_until_the_next_reading() {
        let folder = tempfile::TempDir::new().unwrap();
        let root = folder.path();
        let path = |name: &str| root.join("questions/queues").join(name);
        let read = |memory: &mut Memory| {
            let sources = walk::load(root, ENGLISH, memory).unwrap().value.unwrap();
            let texts = sources
                .questions
                .iter()
                .map(|known| known.file.text.clone());
            texts.collect::<Vec<_>>()
        };
        std::fs::create_dir_all(path("")).unwrap();
        for name in ["a.md", "b.md"] {
            std::fs::write(path(name), "old").unwrap();
        }
        let mut memory = Memory::default();
        assert_eq!(read(&mut memory), ["old", "old"]);
        for name in ["a.md", "b.md"] {
            std::fs::write(path(name), "new").unwrap();
            // A reading may fail before it reaches the questions.
            memory.touch(&[path(name)]);
        }
        assert_eq!(read(&mut memory), ["new", "new"]);
    }
}
