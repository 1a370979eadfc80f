//! What is kept about sites goes with them. Its names are made from the path of a site's folder and do not tell it, so a file
//! beside them does.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::beside;
use super::inventory::is_absence;
use super::segment::is_digest;
use super::spent;
use crate::fingerprint::Fingerprint;
use crate::input::plain;

/// The ending of the file that has the path of a site's folder.
const PLACE: &str = "output";

/// Longer than any path.
const MAX_BYTES: u64 = 64 * 1024;

/// Records where a site is, so that what is kept about it can go when it is gone.
pub fn note(kept: &Path, site: &Path) {
    // A path that is no text is not recorded; then age tells.
    if let Some(path) = site
        .to_str()
        .filter(|_| place(kept, &site_name(site)).is_none())
    {
        let file = kept.join(format!("{}.{PLACE}", site_name(site)));
        let _ = beside::write(&file, path.as_bytes());
    }
}

/// Where the site of this name is. Anybody could have written that file, but the name proves it.
fn place(kept: &Path, name: &str) -> Option<PathBuf> {
    let bytes = plain::read(&kept.join(format!("{name}.{PLACE}")), MAX_BYTES).ok()?;
    let place = PathBuf::from(String::from_utf8(bytes).ok()?);
    (site_name(&place) == name).then_some(place)
}

/// Removes what is kept about sites that are gone. In a shared folder, a site may be on another machine, so only what nobody used
/// for the time `old` goes; so does what is kept about a site whose place is not known.
pub fn clear_up(kept: &Path, is_shared: bool, old: Duration) {
    let mut sites: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for entry in fs::read_dir(kept).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some((stem, ending)) = name.to_str().and_then(|name| name.split_once('.')) else {
            continue;
        };
        match ending {
            _ if !is_digest(stem) => {}
            PLACE | "ledger" | "spare" => {
                sites.entry(stem.to_owned()).or_default().push(entry.path())
            }
            _ if spent::is_spent(ending) => spent::discard(&entry.path(), &entry.path()),
            _ => {}
        }
    }
    let is_old = |path: &PathBuf| {
        let metadata = fs::symlink_metadata(path).ok();
        let age = metadata.and_then(|metadata| metadata.modified().ok()?.elapsed().ok());
        age.is_some_and(|age| age > old)
    };
    for (name, paths) in sites {
        let is_gone = match place(kept, &name).map(fs::symlink_metadata) {
            Some(Ok(_)) => false,
            Some(Err(error)) if !is_shared && is_absence(&error) => true,
            _ => paths.iter().all(is_old),
        };
        if is_gone {
            // A spare that cannot be removed gets another name, and is tried again.
            paths.iter().for_each(|path| spent::discard(path, path));
        }
    }
}

/// A name for what is kept about a site.
pub fn site_name(site: &Path) -> String {
    Fingerprint::of([site.as_os_str().as_encoded_bytes()]).hex()
}
