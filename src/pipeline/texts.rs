//! The texts of files that were let go of once they were compiled. What is found later, when the bank is put together, is shown in
//! the text that it is about, so that is read again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::compile::Work;
use crate::diagnostic::{Diagnostic, Place, SourceText};
use crate::input::stat::Stat;
use crate::input::{plain, text};

/// Reads the texts again that findings are about and that are not in memory. False if one of them has changed meanwhile, so that
/// what was found may stand elsewhere in it.
pub fn recall(root: &Path, found: &mut [Diagnostic], work: &Work) -> bool {
    let wanted: BTreeSet<&str> = found.iter().filter_map(forgotten).collect();
    if wanted.is_empty() {
        return true;
    }
    let files = work.files().filter(|(path, _)| wanted.contains(path));
    let read = files.map(|(path, stat)| Some((path.to_owned(), read_again(root, path, stat)?)));
    let Some(read) = read.collect::<Option<BTreeMap<_, _>>>() else {
        return false;
    };
    for finding in found.iter_mut() {
        let again = forgotten(finding).and_then(|path| read.get(path));
        if let (Place::Span(file, _), Some(again)) = (&mut finding.place, again) {
            *file = again.clone();
        }
    }
    found.iter().all(|finding| forgotten(finding).is_none())
}

/// For files that change faster than they are read: findings are told without the text.
pub fn show_none(found: &mut [Diagnostic]) {
    for finding in found {
        if let Some(path) = forgotten(finding) {
            finding.place = Place::File(path.to_owned());
        }
    }
}

/// The path of a finding's text, if that is not in memory.
fn forgotten(finding: &Diagnostic) -> Option<&str> {
    match &finding.place {
        Place::Span(file, span) if file.text.is_empty() && span.end > 0 => Some(&file.path),
        _ => None,
    }
}

/// The text of a file that is still what it was.
fn read_again(root: &Path, path: &str, stat: Stat) -> Option<Arc<SourceText>> {
    let there = root.join(path);
    let bytes = plain::read(&there, text::MAX_FILE_BYTES).ok()?;
    let now = Stat::of(&fs::symlink_metadata(&there).ok()?);
    (now == stat).then(|| text::decode(path.to_owned(), bytes).ok())?
}
