//! Reads the bank's folder, and says what does not belong there.

mod names;
mod owners;

use std::fs::Metadata;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;
use walkdir::{DirEntry, WalkDir};

pub use names::is_ignored_name;
use names::{is_hidden, name_of_path, slug};

use super::languages::{Languages, Stem};
use super::memory::Memory;
use super::picture;
use super::plain;
use super::source::{
    FOLDER, Media, PATHS_FOLDER, PathSource, QuestionSource, Sources, TOPIC_FILE, key, shown_path,
};
use super::stat::Stat;
use super::text::{self, MAX_FILE_BYTES};
use crate::diagnostic::{Checked, Code, Diagnostic, Fault, SourceText, Unread};
use crate::fingerprint::Fingerprint;
use crate::route::Slug;

/// Picture formats that a bank may hold. SVG is left out: it can carry scripts, and anybody can contribute.
const MEDIA_ENDINGS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "avif"];

/// Reads the whole bank, without following links or opening special files. Files that `memory` knows and that have not changed
/// are not read again.
pub fn load(
    root: &Path,
    languages: Languages<'_>,
    memory: &mut Memory,
) -> Result<Checked<Sources>, Fault> {
    if let Some(sources) = memory.revise(root, languages) {
        return Ok(Checked::some(sources, Vec::new()));
    }
    let folder = root.join(FOLDER);
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    match plain::is_folder(root, FOLDER) {
        Ok(true) => {}
        Ok(false) => {
            let message = format!("there is no folder `{FOLDER}`");
            findings.push(empty(message));
            return Ok(Checked::some(sources, findings));
        }
        Err(unread) => return Ok(Checked::some(sources, vec![unread.finding()?])),
    }
    let walk = WalkDir::new(&folder)
        .min_depth(1)
        .sort_by_file_name()
        .into_iter();
    let entries: Vec<DirEntry> = walk
        .filter_entry(|entry| !is_hidden(entry))
        .collect::<Result<_, _>>()
        .map_err(|error| plain::walk_fault(&folder, error))?;
    // What is wrong with a file is told where its place is known.
    let looked = entries.par_iter().map(|entry| {
        let shown = is_question(entry).then(|| shown_path(entry.path(), &folder));
        shown.map(|shown| look(entry, shown, memory))
    });
    let looked: Vec<Option<Result<Seen, Unread>>> = looked.collect();
    for (entry, seen) in entries.iter().zip(looked) {
        let read = |sources: &Sources| sources.questions.len() + sources.translations.len();
        let before = read(&sources);
        if let Err(unread) = place(entry, seen, &folder, languages, &mut sources, memory) {
            findings.push(unread.finding()?);
            sources.refused_media.extend(refused_picture(entry));
        }
        if read(&sources) == before {
            sources.refused.extend(wanted_place(entry));
        }
    }
    if sources.topics.is_empty() {
        findings.push(empty(format!("there is no topic in `{FOLDER}`")));
    }
    findings.extend(owners::shared_slugs(&sources.questions));
    findings.extend(owners::shared_slugs(&sources.translations));
    findings.extend(owners::lost_translations(&sources));
    memory.keep_all(&sources, languages, findings.is_empty());
    Ok(Checked::some(sources, findings))
}

fn empty(message: String) -> Diagnostic {
    Diagnostic::about(Code::EmptyBank, FOLDER, message)
        .hint("write a question to `questions/<topic>/<slug>.md`")
}

/// Topic and slug that a refused question file was probably meant to have.
fn wanted_place(entry: &DirEntry) -> Option<(Slug, Slug)> {
    let name = entry.file_name().to_str()?;
    let stem = name.strip_suffix(".md").filter(|_| entry.depth() == 2)?;
    let topic = entry.path().parent()?.file_name()?.to_str()?;
    Slug::from_text(topic).zip(Slug::from_text(stem))
}

/// Topic and name of a refused file that was probably meant as a picture.
fn refused_picture(entry: &DirEntry) -> Option<(Slug, String)> {
    let name = entry.file_name().to_str().filter(|_| entry.depth() == 2)?;
    let (_, ending) = name.rsplit_once('.')?;
    let topic = entry.path().parent()?.file_name()?.to_str()?;
    MEDIA_ENDINGS
        .contains(&ending.to_lowercase().as_str())
        .then(|| Some((Slug::from_text(topic)?, name.nfc().collect())))?
}

/// What a file was like when it was looked at.
struct Seen {
    metadata: Metadata,
    /// What it says, unless it is known that it says the same as before.
    said: Said,
}

enum Said {
    Known(Fingerprint),
    Read(Arc<SourceText>),
}

/// Whether it looks like the file of a question. Most files are, and they are read side by side.
fn is_question(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    entry.depth() == 2 && entry.file_type().is_file() && name.ends_with(b".md")
}

fn look(entry: &DirEntry, shown: String, memory: &Memory) -> Result<Seen, Unread> {
    let metadata = metadata(entry)?;
    let said = match memory.recognise(&shown, &Stat::of(&metadata)) {
        Some(key) => Said::Known(key),
        None => Said::Read(read_text(entry, shown, &metadata, memory)?),
    };
    Ok(Seen { metadata, said })
}

/// Sorts one entry of the walk into `sources`. The file of a question was looked at.
fn place(
    entry: &DirEntry,
    seen: Option<Result<Seen, Unread>>,
    folder: &Path,
    languages: Languages<'_>,
    sources: &mut Sources,
    memory: &mut Memory,
) -> Result<(), Unread> {
    let shown = shown_path(entry.path(), folder);
    let kind = entry.file_type();
    plain::check(kind, &shown)?;
    let Some(name) = entry.file_name().to_str() else {
        let finding = Diagnostic::about(Code::BadFileName, shown, "the name is not UTF-8");
        return Err(finding.hint("rename the file").into());
    };
    let misplaced = |shown, message, hint| {
        let finding = Diagnostic::about(Code::MisplacedFile, shown, message);
        Err(finding.hint(hint).into())
    };
    match (entry.depth(), kind.is_dir()) {
        (1, true) if name == PATHS_FOLDER => Ok(()),
        (1, true) => Ok(sources.add_topic(slug(name, &shown, "")?, &shown)?),
        (1, false) if name.eq_ignore_ascii_case("readme.md") => Ok(()),
        (1, false) => misplaced(
            shown,
            "this file lies in no topic",
            "move it to `questions/<topic>/`",
        ),
        (2, false) if is_of_paths(entry) => path_file(entry, name, shown, sources, memory),
        (2, false) => file_of_topic(entry, seen, (name, shown), languages, sources, memory),
        // One finding about the folder is enough; nothing below it is reported.
        (2, true) => misplaced(
            shown,
            "topics have no folders below them",
            "move the questions to the topic's folder",
        ),
        _ => Ok(()),
    }
}

fn is_of_paths(entry: &DirEntry) -> bool {
    let folder = entry.path().parent().and_then(Path::file_name);
    folder.is_some_and(|name| name == PATHS_FOLDER)
}

fn path_file(
    entry: &DirEntry,
    name: &str,
    shown: String,
    sources: &mut Sources,
    memory: &mut Memory,
) -> Result<(), Unread> {
    let Some(slug) = name_of_path(name, &shown)? else {
        return Ok(());
    };
    if sources.paths.iter().any(|path| path.slug == slug) {
        let message = format!("another path is called `{slug}` too");
        let hint = "remove one of the two: their names differ only in how an accent is stored";
        let finding = Diagnostic::about(Code::DuplicateSlug, shown, message);
        return Err(finding.hint(hint).into());
    }
    let file = keep_text(entry, shown, memory)?;
    sources.paths.push(PathSource { slug, file });
    Ok(())
}

fn file_of_topic(
    entry: &DirEntry,
    seen: Option<Result<Seen, Unread>>,
    (name, shown): (&str, String),
    languages: Languages<'_>,
    sources: &mut Sources,
    memory: &mut Memory,
) -> Result<(), Unread> {
    // If the topic's name was refused, that was reported already.
    let folder = entry
        .path()
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let Some(topic) = sources
        .topics
        .last_mut()
        .filter(|topic| folder.nfc().eq(topic.slug.as_str().chars()))
    else {
        return Ok(());
    };
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    if name == TOPIC_FILE {
        topic.file = Some(keep_text(entry, shown, memory)?);
        return Ok(());
    }
    if ending == "md" {
        if stem.eq_ignore_ascii_case("readme") {
            return Ok(());
        }
        let (stem, language) = match languages.read(stem, &shown)? {
            Stem::Original => (stem, None),
            Stem::Translation(stem, language) => (stem, Some(language.tag.clone())),
        };
        let ending = language.as_ref().map(|tag| format!(".{tag}.md"));
        let slug = slug(stem, &shown, ending.as_deref().unwrap_or(".md"))?;
        let topic = topic.slug.clone();
        let seen = seen.unwrap_or_else(|| look(entry, shown.clone(), memory))?;
        let question = question(entry, shown, topic, (slug, language), seen, memory);
        match question.language {
            Some(_) => sources.translations.push(question),
            None => sources.questions.push(question),
        }
        return Ok(());
    }
    if MEDIA_ENDINGS.contains(&ending) {
        slug(stem, &shown, &format!(".{ending}"))?;
        let picture = read_picture(entry, &shown, topic.slug.clone(), (name, ending))?;
        return Ok(sources.add_media(picture, &shown)?);
    }
    Err(unpublished(name, (stem, ending), shown).into())
}

/// That a file's name is none of those that are read.
fn unpublished(name: &str, (stem, ending): (&str, &str), shown: String) -> Diagnostic {
    let lower = ending.to_lowercase();
    let is_of_case = lower != ending && (lower == "md" || MEDIA_ENDINGS.contains(&lower.as_str()));
    if let Some(slug) = Slug::from_text(stem).filter(|_| is_of_case) {
        let message = format!("the ending `.{ending}` has capital letters");
        let finding = Diagnostic::about(Code::BadFileName, shown, message);
        return finding.hint(format!("rename it to `{slug}.{lower}`"));
    }
    let bare = name.trim_start_matches('_').to_lowercase();
    let hint = match (lower.as_str(), Slug::from_text(stem)) {
        _ if bare.starts_with("topic.") => {
            format!("a topic's file is called `{TOPIC_FILE}`: rename it")
        }
        ("yaml" | "yml", _) => format!("a topic's file is called `{TOPIC_FILE}`"),
        ("markdown" | "mdown" | "mkd" | "mdx", Some(slug)) => format!("rename it to `{slug}.md`"),
        _ => "a question ends in `.md`, a picture in `.png`, `.jpg`, `.gif`, `.webp` or `.avif`"
            .into(),
    };
    Diagnostic::about(Code::IgnoredFile, shown, "this file is not published").hint(hint)
}

fn read_picture(
    entry: &DirEntry,
    shown: &str,
    topic: Slug,
    (name, ending): (&str, &str),
) -> Result<Media, Unread> {
    let bytes = read(entry, shown, picture::MAX_BYTES)?;
    let size = picture::read(ending, &bytes).map_err(|(message, hint)| {
        Diagnostic::about(Code::BadPicture, shown, message).hint(hint)
    })?;
    Ok(Media {
        topic,
        name: name.nfc().collect(),
        bytes,
        size,
    })
}

fn question(
    entry: &DirEntry,
    shown: String,
    topic: Slug,
    (slug, language): (Slug, Option<String>),
    Seen { metadata, said }: Seen,
    memory: &mut Memory,
) -> QuestionSource {
    let stat = Stat::of(&metadata);
    let (file, key, is_read) = match said {
        Said::Known(key) => {
            memory.pass_over();
            let text = String::new();
            (Arc::new(SourceText { path: shown, text }), key, false)
        }
        Said::Read(file) => {
            memory.keep(entry.path(), &metadata, &file);
            let key = key(&topic, language.as_deref(), &file);
            (file, key, true)
        }
    };
    QuestionSource {
        topic,
        slug,
        language,
        file,
        key,
        stat,
        is_read,
    }
}

/// The text of a file, kept for the next time.
fn keep_text(
    entry: &DirEntry,
    shown: String,
    memory: &mut Memory,
) -> Result<Arc<SourceText>, Unread> {
    let metadata = metadata(entry)?;
    let file = read_text(entry, shown, &metadata, memory)?;
    memory.keep(entry.path(), &metadata, &file);
    Ok(file)
}

fn read_text(
    entry: &DirEntry,
    shown: String,
    metadata: &Metadata,
    memory: &Memory,
) -> Result<Arc<SourceText>, Unread> {
    if let Some(file) = memory.recall(entry.path(), metadata) {
        return Ok(file);
    }
    let bytes = read(entry, &shown, MAX_FILE_BYTES)?;
    Ok(text::decode(shown, bytes)?)
}

/// A file's bytes, unless there are too many. The file may grow, vanish or be replaced at any time.
fn read(entry: &DirEntry, shown: &str, limit: u64) -> Result<Vec<u8>, Unread> {
    let known = metadata(entry)?.len();
    let too_large = |size: u64| {
        let (what, hint) = match limit {
            picture::MAX_BYTES => ("picture", "make it smaller: readers are on phones"),
            _ => ("file", "split it into several questions"),
        };
        let message = format!("{size} bytes, more than the {limit} that a {what} may have");
        Err(Diagnostic::about(Code::FileTooLarge, shown, message)
            .hint(hint)
            .into())
    };
    if known > limit {
        return too_large(known);
    }
    let bytes = plain::read(entry.path(), limit)
        .map_err(plain::since_found)
        .map_err(Fault::on("read", entry.path()))?;
    match bytes.len() as u64 {
        size if size > limit => too_large(size),
        _ => Ok(bytes),
    }
}

fn metadata(entry: &DirEntry) -> Result<Metadata, Fault> {
    entry
        .metadata()
        .map_err(|error| plain::walk_fault(entry.path(), error))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: Languages<'_> = Languages {
        default: "en",
        others: &[],
    };

    #[test]
    fn a_file_that_vanishes_between_the_walk_and_the_reading_is_named() {
        let folder = tempfile::TempDir::new().unwrap();
        for name in ["ttl.md", "clock.png"] {
            let path = folder.path().join(FOLDER).join("caching").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, "x").unwrap();
            let questions = folder.path().join(FOLDER);
            let found: Vec<DirEntry> = WalkDir::new(&questions)
                .min_depth(1)
                .into_iter()
                .map(Result::unwrap)
                .collect();
            std::fs::remove_file(&path).unwrap();
            let (mut sources, mut memory) = (Sources::default(), Memory::default());
            let mut faults = found.iter().filter_map(|entry| {
                place(entry, None, &questions, ENGLISH, &mut sources, &mut memory).err()
            });
            let fault = faults.next().unwrap().finding().unwrap_err();
            assert_eq!(
                fault.to_string(),
                format!(
                    "cannot read `{}`: it vanished while the bank was read; try again",
                    path.display()
                )
            );
        }
    }
}
