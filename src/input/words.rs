//! The bank's own tables of words: `static/words/<tag>.yaml`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use walkdir::WalkDir;

use super::{plain, text};
use crate::diagnostic::{Code, Diagnostic, Fault, SourceText, Unread};
use crate::words::{FOLDER, tag_of};

/// Tables by their language's tag.
pub type Tables = BTreeMap<String, Arc<SourceText>>;

/// Reads the tables, if there are any. Links and special files are reported by `assets`, which reads the same folder.
pub fn load(root: &Path) -> Result<(Tables, Vec<Diagnostic>), Fault> {
    let mut tables = Tables::new();
    let mut findings = Vec::new();
    match plain::is_folder(root, "static") {
        Ok(true) => {}
        Err(Unread::Fault(fault)) => return Err(fault),
        Ok(false) | Err(Unread::Finding(_)) => return Ok((tables, findings)),
    }
    let folder = root.join("static").join(FOLDER.trim_end_matches('/'));
    if !plain::kind(&folder)?.is_some_and(|kind| kind.is_dir()) {
        return Ok((tables, findings));
    }
    let walk = WalkDir::new(&folder).min_depth(1).sort_by_file_name();
    let is_shown = |name: &str| !name.starts_with('.');
    for entry in walk
        .into_iter()
        .filter_entry(|entry| is_shown(&entry.file_name().to_string_lossy()))
    {
        let entry = entry.map_err(|error| plain::walk_fault(&folder, error))?;
        let below = entry.path().strip_prefix(&folder).unwrap_or(entry.path());
        let shown = format!(
            "static/{FOLDER}{}",
            below.to_string_lossy().replace('\\', "/")
        );
        if entry.file_type().is_dir() || plain::check(entry.file_type(), &shown).is_err() {
            continue;
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(tag) = tag_of(&name).filter(|_| entry.depth() == 1) else {
            let message = "this is no table of words";
            let finding = Diagnostic::about(Code::IgnoredFile, shown, message);
            findings.push(finding.hint(format!(
                "name it after its language, as in `static/{FOLDER}nl.yaml`"
            )));
            continue;
        };
        let bytes = plain::read(entry.path(), u64::MAX)
            .map_err(plain::since_found)
            .map_err(Fault::on("read", entry.path()))?;
        match text::decode(shown, bytes) {
            Ok(file) => drop(tables.insert(tag.to_owned(), file)),
            Err(finding) => findings.push(finding),
        }
    }
    Ok((tables, findings))
}
