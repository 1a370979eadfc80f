//! The bank's folder: `questions/<topic>/<slug>.md`, `_topic.yaml`, and pictures beside them.

use std::path::Path;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use walkdir::{DirEntry, WalkDir};

use super::text::{self, MAX_FILE_BYTES};
use crate::diagnostic::{Checked, Code, Diagnostic, Fault, SourceText};
use crate::route::Slug;

/// The bank's folder below the root.
pub const FOLDER: &str = "questions";

/// The file that names a topic.
pub const TOPIC_FILE: &str = "_topic.yaml";

/// Picture formats that may lie in the bank. SVG is not among them: it can carry scripts, and contributors are strangers.
const MEDIA_ENDINGS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "avif"];

/// The largest picture, in bytes.
const MAX_MEDIA_BYTES: u64 = 2 * 1024 * 1024;

/// A question's file, not yet read for what it says.
#[derive(Debug, Clone)]
pub struct QuestionSource {
    /// The folder.
    pub topic: Slug,
    /// The file's stem: the question's identity.
    pub slug: Slug,
    /// The text.
    pub file: Arc<SourceText>,
}

/// A topic's folder and, where there is one, its `_topic.yaml`.
#[derive(Debug, Clone)]
pub struct TopicSource {
    /// The folder's name.
    pub slug: Slug,
    /// Title, description, order.
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
}

/// Everything under `questions/`, in the order of paths.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Sorted by topic, then slug.
    pub questions: Vec<QuestionSource>,
    /// Sorted by slug.
    pub topics: Vec<TopicSource>,
    /// Sorted by topic, then name.
    pub media: Vec<Media>,
}

/// Reads the whole bank. Links are not followed and special files are not opened.
pub fn load(root: &Path) -> Result<Checked<Sources>, Fault> {
    let folder = root.join(FOLDER);
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    if !folder.is_dir() {
        findings.push(
            Diagnostic::about(
                Code::EmptyBank,
                FOLDER,
                format!("there is no folder `{FOLDER}`"),
            )
            .hint("write a question to `questions/<topic>/<slug>.md`"),
        );
        return Ok(Checked::some(sources, findings));
    }
    let walk = WalkDir::new(&folder)
        .min_depth(1)
        .sort_by_file_name()
        .into_iter();
    for entry in walk.filter_entry(|entry| !is_hidden(entry)) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(&folder).to_path_buf();
            let cause = error
                .into_io_error()
                .unwrap_or_else(|| std::io::Error::other("a loop of links"));
            Fault {
                action: "read",
                path,
                cause,
            }
        })?;
        if let Err(finding) = place(&entry, &folder, &mut sources)? {
            findings.push(finding);
        }
    }
    Ok(Checked::some(sources, findings))
}

/// Dot files, and what editors leave beside a file while it is being written.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let editors = name.ends_with('~')
        || name.starts_with('#')
        || [".swp", ".tmp", ".bak", ".orig"]
            .iter()
            .any(|end| name.ends_with(end));
    name.starts_with('.') || editors
}

/// Sorts one entry of the walk into its place. The inner error is the author's, the outer one the machine's.
fn place(
    entry: &DirEntry,
    folder: &Path,
    sources: &mut Sources,
) -> Result<Result<(), Diagnostic>, Fault> {
    let shown = shown_path(entry.path(), folder);
    let kind = entry.file_type();
    if kind.is_symlink() {
        return Ok(Err(Diagnostic::about(
            Code::Symlink,
            shown,
            "this is a symbolic link, which is not followed",
        )
        .hint("put the file itself here")));
    }
    if !kind.is_dir() && !kind.is_file() {
        return Ok(Err(Diagnostic::about(
            Code::NotAFile,
            shown,
            "this is neither a file nor a folder",
        )
        .hint("remove it")));
    }
    let Some(name) = entry.file_name().to_str() else {
        return Ok(Err(Diagnostic::about(
            Code::BadFileName,
            shown,
            "the name is not UTF-8",
        )
        .hint("rename the file")));
    };
    match (entry.depth(), kind.is_dir()) {
        (1, true) => Ok(slug(name, &shown, "")
            .map(|slug| sources.topics.push(TopicSource { slug, file: None }))),
        (1, false) if name.eq_ignore_ascii_case("readme.md") => Ok(Ok(())),
        (1, false) => Ok(Err(Diagnostic::about(
            Code::MisplacedFile,
            shown,
            "this file lies in no topic",
        )
        .hint("move it to `questions/<topic>/`"))),
        (2, false) => file_of_topic(entry, name, shown, sources),
        // The parent's own finding is enough for what lies below it.
        (2, true) => Ok(Err(Diagnostic::about(
            Code::MisplacedFile,
            shown,
            "topics have no folders below them",
        )
        .hint("move the questions to the topic's folder"))),
        _ => Ok(Ok(())),
    }
}

fn file_of_topic(
    entry: &DirEntry,
    name: &str,
    shown: String,
    sources: &mut Sources,
) -> Result<Result<(), Diagnostic>, Fault> {
    // A topic whose name was refused has said so already.
    let folder = entry
        .path()
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str());
    let Some(topic) = sources
        .topics
        .last_mut()
        .filter(|topic| Some(topic.slug.as_str()) == folder)
    else {
        return Ok(Ok(()));
    };
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    if name == TOPIC_FILE {
        return Ok(read_text(entry, shown)?.map(|file| topic.file = Some(file)));
    }
    if ending == "md" {
        if stem.eq_ignore_ascii_case("readme") {
            return Ok(Ok(()));
        }
        let slug = match slug(stem, &shown, ".md") {
            Ok(slug) => slug,
            Err(finding) => return Ok(Err(finding)),
        };
        let topic = topic.slug.clone();
        return Ok(read_text(entry, shown)?
            .map(|file| sources.questions.push(QuestionSource { topic, slug, file })));
    }
    if MEDIA_ENDINGS.contains(&ending) {
        if size(entry)? > MAX_MEDIA_BYTES {
            return Ok(Err(Diagnostic::about(
                Code::FileTooLarge,
                shown,
                format!("a picture of more than {MAX_MEDIA_BYTES} bytes"),
            )
            .hint("make it smaller: readers are on phones")));
        }
        if let Err(finding) = slug(stem, &shown, &format!(".{ending}")) {
            return Ok(Err(finding));
        }
        let bytes = std::fs::read(entry.path()).map_err(Fault::on("read", entry.path()))?;
        sources.media.push(Media {
            topic: topic.slug.clone(),
            name: name.to_owned(),
            bytes,
        });
        return Ok(Ok(()));
    }
    Ok(Err(Diagnostic::about(
        Code::IgnoredFile,
        shown,
        "this file is not published",
    )
    .hint(
        "a question ends in `.md`, a picture in `.png`, `.jpg`, `.gif`, `.webp` or `.avif`",
    )))
}

fn read_text(
    entry: &DirEntry,
    shown: String,
) -> Result<Result<Arc<SourceText>, Diagnostic>, Fault> {
    if size(entry)? > MAX_FILE_BYTES {
        return Ok(Err(Diagnostic::about(
            Code::FileTooLarge,
            shown,
            format!("a file of more than {MAX_FILE_BYTES} bytes"),
        )
        .hint("split it into several questions")));
    }
    let bytes = std::fs::read(entry.path()).map_err(Fault::on("read", entry.path()))?;
    Ok(text::decode(shown, bytes))
}

fn size(entry: &DirEntry) -> Result<u64, Fault> {
    match entry.metadata() {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) => {
            let cause = error
                .into_io_error()
                .unwrap_or_else(|| std::io::Error::other("no metadata"));
            Err(Fault {
                action: "read",
                path: entry.path().to_path_buf(),
                cause,
            })
        }
    }
}

fn slug(name: &str, shown: &str, ending: &str) -> Result<Slug, Diagnostic> {
    // Some systems store names decomposed; the name that people see is the same.
    let composed: String = name.nfc().collect();
    Slug::parse(&composed).map_err(|fault| {
        let hint = Slug::from_text(name).map(|slug| format!("rename it to `{slug}{ending}`"));
        Diagnostic::about(
            Code::BadFileName,
            shown,
            format!("the name `{name}` {fault}"),
        )
        .maybe_hint(hint)
    })
}

fn shown_path(path: &Path, folder: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    std::iter::once(FOLDER.to_owned())
        .chain(parts)
        .collect::<Vec<_>>()
        .join("/")
}
