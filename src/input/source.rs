//! What the bank's folder holds: `questions/<topic>/<slug>.md`, its translations, `_topic.yaml`, and pictures beside them.

use std::path::Path;
use std::sync::Arc;

use super::picture;
use super::stat::Stat;
use crate::diagnostic::{Code, Diagnostic, SourceText, visible};
use crate::fingerprint::Fingerprint;
use crate::route::Slug;

/// The bank's folder below the root.
pub const FOLDER: &str = "questions";

/// The file that names a topic.
pub const TOPIC_FILE: &str = "_topic.yaml";

/// The folder of paths, beside the topics. No topic can have this name.
pub const PATHS_FOLDER: &str = "_paths";

/// A question's file that is not parsed yet.
#[derive(Debug, Clone)]
pub struct QuestionSource {
    /// The topic's folder.
    pub topic: Slug,
    /// The file's stem: the question's identity.
    pub slug: Slug,
    /// The language, if this is a translation.
    pub language: Option<String>,
    /// The text; empty if it did not have to be read.
    pub file: Arc<SourceText>,
    /// Fingerprint of everything that compiling depends on.
    pub key: Fingerprint,
    /// The file's metadata when it was read.
    pub stat: Stat,
    /// Whether `file` holds the text.
    pub is_read: bool,
}

/// The fingerprint of everything that compiling depends on.
pub fn key(topic: &Slug, language: Option<&str>, file: &SourceText) -> Fingerprint {
    let read = [topic.as_str(), &file.text].into_iter().chain(language);
    Fingerprint::of(read.map(str::as_bytes))
}

/// A topic's folder and, where there is one, its `_topic.yaml`.
#[derive(Debug, Clone)]
pub struct TopicSource {
    /// The folder's name.
    pub slug: Slug,
    /// `_topic.yaml`: title, description, order.
    pub file: Option<Arc<SourceText>>,
}

/// A picture that lies beside the questions.
#[derive(Debug, Clone)]
pub struct Media {
    /// The topic's folder.
    pub topic: Slug,
    /// The file's name.
    pub name: String,
    /// The picture.
    pub bytes: Vec<u8>,
    /// How large it is.
    pub size: picture::Size,
}

/// Questions in an order that builds up: `_paths/<slug>.yaml`.
#[derive(Debug, Clone)]
pub struct PathSource {
    /// The file's stem.
    pub slug: Slug,
    /// Title, description, questions.
    pub file: Arc<SourceText>,
}

/// Everything under `questions/`, in the order of paths.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Sorted by topic, then slug.
    pub questions: Vec<QuestionSource>,
    /// Translations, beside their originals in the folder; sorted likewise, then by language.
    pub translations: Vec<QuestionSource>,
    /// Sorted by slug.
    pub topics: Vec<TopicSource>,
    /// Sorted by slug.
    pub paths: Vec<PathSource>,
    /// Sorted by topic, then name.
    pub media: Vec<Media>,
    /// Topic and slug of questions whose files were refused. Links to them are not reported as broken on top of that.
    pub refused: Vec<(Slug, Slug)>,
    /// Topic and file name of pictures that were refused, as they are on the disk.
    pub refused_media: Vec<(Slug, String)>,
}

impl Sources {
    pub(super) fn add_topic(&mut self, slug: Slug, shown: &str) -> Result<(), Diagnostic> {
        if self.topics.iter().any(|topic| topic.slug == slug) {
            let message = format!("another folder is called `{slug}` too");
            return Err(Diagnostic::about(Code::DuplicateSlug, shown, message)
                .hint("join the two: their names differ only in how an accent is stored"));
        }
        self.topics.push(TopicSource { slug, file: None });
        Ok(())
    }

    pub(super) fn add_media(&mut self, picture: Media, shown: &str) -> Result<(), Diagnostic> {
        let is_same = |other: &Media| other.topic == picture.topic && other.name == picture.name;
        if self.media.iter().any(is_same) {
            let message = format!("another picture is called `{}` too", picture.name);
            return Err(Diagnostic::about(Code::DuplicateSlug, shown, message).hint(
                "remove one of the two: their names differ only in how an accent is stored",
            ));
        }
        self.media.push(picture);
        Ok(())
    }
}

/// A path as it is shown to users: relative to the bank's root, with `/`.
pub(super) fn shown_path(path: &Path, folder: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts = below
        .components()
        .map(|part| visible(&part.as_os_str().to_string_lossy()));
    std::iter::once(FOLDER.to_owned())
        .chain(parts)
        .collect::<Vec<_>>()
        .join("/")
}
