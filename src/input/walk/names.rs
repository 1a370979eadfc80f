//! The names that files of the bank may have.

use unicode_normalization::UnicodeNormalization;
use walkdir::DirEntry;

use crate::diagnostic::{Code, Diagnostic};
use crate::input::languages::is_known;
use crate::route::Slug;

/// The name of a file, without its ending.
pub(super) fn slug(name: &str, shown: &str, ending: &str) -> Result<Slug, Diagnostic> {
    // Some systems store names in decomposed form; users see the same name.
    let composed: String = name.nfc().collect();
    Slug::parse(&composed).map_err(|fault| {
        let hint = match Slug::from_text(name) {
            Some(slug) => format!("rename it to `{slug}{ending}`"),
            None => "rename it with letters or digits".into(),
        };
        let message = format!("the name `{name}` {fault}");
        Diagnostic::about(Code::BadFileName, shown, message).hint(hint)
    })
}

/// The name of a path, from that of its file; nothing of a file that is for people.
pub(super) fn name_of_path(name: &str, shown: &str) -> Result<Option<Slug>, Diagnostic> {
    if let Some(stem) = name.strip_suffix(".yaml") {
        if let Some((path, tag)) = stem.rsplit_once('.')
            && is_known(tag)
        {
            let message = "the translations of a path have no files of their own";
            let hint = format!(
                "write its title to `{path}.yaml`: `translations: {{{tag}: {{title: …}}}}`"
            );
            return Err(Diagnostic::about(Code::BadFileName, shown, message).hint(hint));
        }
        return slug(stem, shown, ".yaml").map(Some);
    }
    if name.eq_ignore_ascii_case("readme.md") {
        return Ok(None);
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let hint = match Slug::from_text(stem) {
        Some(slug) => format!("a path's file ends in `.yaml`: rename it to `{slug}.yaml`"),
        None => "a path's file ends in `.yaml`".into(),
    };
    let message = "this file is not published";
    Err(Diagnostic::about(Code::IgnoredFile, shown, message).hint(hint))
}

pub(super) fn is_hidden(entry: &DirEntry) -> bool {
    is_ignored_name(&entry.file_name().to_string_lossy())
}

/// Hidden files, and temporary files of editors.
pub fn is_ignored_name(name: &str) -> bool {
    let temporary = [".swp", ".tmp", ".bak", ".orig"];
    name.starts_with(['.', '#'])
        || name.ends_with('~')
        || temporary.iter().any(|ending| name.ends_with(ending))
}
