//! What a service worker needs: a list of all files of this build with their digests, and the worker itself, which is
//! `static/sw.js` with this build's name and shell in front of it.
//!
//! The digests are what keeps two builds apart. A worker hands out only what its own list knows, to the byte;
//! ARCHITECTURE.md has the whole protocol.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::manifest;
use crate::fingerprint::Fingerprint;
use crate::input::assets::Assets;
use crate::input::icon;
use crate::route::Route;

/// Where the worker lies: at the root, because a worker is in charge of what lies below it.
pub const WORKER_PATH: &str = "sw.js";

/// Where the list lies.
pub const LIST_PATH: &str = "offline.json";

/// Grows when a field changes its meaning.
const VERSION: u32 = 1;

/// Digits of a SHA-256. They tell builds apart, and keep no secrets.
const DIGITS: usize = 16;

/// Files that no page asks for.
const UNLISTED: [&str; 4] = [".nojekyll", "robots.txt", "sitemap.xml", "feed.xml"];

#[derive(Serialize)]
struct List<'a> {
    version: u32,
    build: &'a str,
    /// Path, bytes, digest; by path.
    files: &'a [(&'a str, usize, String)],
}

#[derive(Serialize)]
struct Built<'a> {
    build: &'a str,
    /// The digest of the list.
    list: String,
    /// What is kept from the first visit on.
    shell: Vec<&'a str>,
}

/// Whether readers may want a file offline.
pub fn is_listed(path: &str) -> bool {
    !UNLISTED.contains(&path)
}

/// The list and the worker of a build with these files.
pub fn files(files: &BTreeMap<&str, &[u8]>, assets: &Assets) -> [(String, Vec<u8>); 2] {
    let listed: Vec<(&str, usize, String)> = files
        .par_iter()
        .map(|(path, bytes)| (*path, bytes.len(), digest(bytes)))
        .collect();
    let parts = listed
        .iter()
        .flat_map(|(path, _, digest)| [path.as_bytes(), digest.as_bytes()]);
    let build = Fingerprint::of(parts.chain([assets.worker.as_slice()])).short();
    let list = to_json(&List {
        version: VERSION,
        build: &build,
        files: &listed,
    });
    let built = to_json(&Built {
        build: &build,
        list: digest(&list),
        shell: files
            .keys()
            .copied()
            .filter(|path| is_of_shell(path, assets))
            .collect(),
    });
    let worker = [b"self.BUILT = ", built.as_slice(), b";\n", &assets.worker].concat();
    [
        (LIST_PATH.to_owned(), list),
        (WORKER_PATH.to_owned(), worker),
    ]
}

/// What every page is made with, and the pages that stand in for others. The search and the study screens cost nothing until
/// they are used; from then on they are kept like every page that was visited.
fn is_of_shell(path: &str, assets: &Assets) -> bool {
    let pages = [Route::Home, Route::Offline, Route::NotFound];
    let others = [manifest::PATH, icon::SMALL.path];
    let later = ["css/study.css", "js/search.js", "js/study/"];
    let asset = path.strip_prefix(&assets.folder);
    asset.is_some_and(|name| !later.iter().any(|later| name.starts_with(later)))
        || others.contains(&path)
        || pages.iter().any(|route| route.output_path() == path)
}

fn digest(bytes: &[u8]) -> String {
    let digits = Sha256::digest(bytes);
    let digits = digits.iter().take(DIGITS / 2);
    digits.map(|byte| format!("{byte:02x}")).collect()
}

fn to_json(value: &impl Serialize) -> Vec<u8> {
    // Strings and numbers always serialise.
    serde_json::to_vec(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assets(worker: &str) -> Assets {
        Assets {
            folder: "assets/1/".into(),
            worker: worker.as_bytes().to_vec(),
            ..Assets::default()
        }
    }

    fn worker(pages: &[(&str, &str)], assets: &Assets) -> String {
        let pages = pages
            .iter()
            .map(|(path, text)| (*path, text.as_bytes()))
            .collect();
        let [_, (_, worker)] = files(&pages, assets);
        String::from_utf8(worker).unwrap()
    }

    #[test]
    fn the_worker_knows_its_build_and_its_shell() {
        let pages = [
            ("assets/1/js/page.js", "1"),
            ("index.html", "home"),
            ("questions/wal/index.html", "wal"),
        ];
        let first = worker(&pages, &assets("work();"));
        assert!(first.starts_with("self.BUILT = {"), "{first}");
        assert!(first.ends_with("};\nwork();"), "{first}");
        assert!(first.contains(r#""shell":["assets/1/js/page.js","index.html"]"#));
        assert_eq!(first, worker(&pages, &assets("work();")));
        let mut changed = pages;
        changed[2].1 = "WAL";
        assert_ne!(first, worker(&changed, &assets("work();")));
        assert_ne!(
            first,
            worker(&pages, &assets("rest();")).replace("rest", "work")
        );
    }

    #[test]
    fn digests_are_what_browsers_compute() {
        // echo -n abc | sha256sum
        assert_eq!(digest(b"abc"), "ba7816bf8f01cfea");
    }
}
