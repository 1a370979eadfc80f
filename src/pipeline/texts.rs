//! The texts of files that were let go of once they were compiled. What is found later, when the bank is put together, is shown in
//! the text that it is about, so that is read again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, SourceText};
use crate::input::stat::Stat;
use crate::input::{plain, text};

/// Reads the texts again that findings are about and that are not in memory. `files` says what each was like. False if one of them
/// has changed meanwhile, so that what was found may stand elsewhere in it; it is left out.
pub fn recall<'f>(
    root: &Path,
    found: &mut [Diagnostic],
    files: impl Iterator<Item = (&'f str, Stat)>,
) -> bool {
    let wanted: BTreeSet<&str> = found.iter().filter_map(forgotten).collect();
    if wanted.is_empty() {
        return true;
    }
    let files = files.filter(|(path, _)| wanted.contains(path));
    let read =
        files.filter_map(|(path, stat)| Some((path.to_owned(), read_again(root, path, stat)?)));
    let read: BTreeMap<_, _> = read.collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn a_file_that_changes_takes_no_line_from_others() {
        let folder = tempfile::TempDir::new().unwrap();
        let root = folder.path();
        let names = ["a.md", "b.md"];
        let finding = |name: &&str| {
            let path = name.to_string();
            let text = String::new();
            Diagnostic::at(
                Code::BrokenLink,
                &Arc::new(SourceText { path, text }),
                0..3,
                "gone",
            )
        };
        let stat = |name: &'static str| {
            let metadata = fs::symlink_metadata(root.join(name)).unwrap();
            (name, Stat::of(&metadata))
        };
        for name in names {
            fs::write(root.join(name), "text").unwrap();
        }
        let seen = names.map(stat);
        let mut found: Vec<Diagnostic> = names.iter().map(finding).collect();
        assert!(recall(root, &mut found, seen.into_iter()));
        assert!(found.iter().all(|finding| forgotten(finding).is_none()));
        fs::write(root.join("a.md"), "another").unwrap();
        let mut found: Vec<Diagnostic> = names.iter().map(finding).collect();
        assert!(!recall(root, &mut found, seen.into_iter()));
        show_none(&mut found);
        assert_eq!(found[0].place, Place::File("a.md".into()));
        assert_eq!(found[1].place.lines(), Some([(1, 1), (1, 4)]));
    }
}
