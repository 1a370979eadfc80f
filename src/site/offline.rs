//! What a service worker needs: a list of all files of this build with their digests, and the worker itself, which is
//! `static/sw.js` with this build's name and shell in front of it.
//!
//! The digests are what keeps two builds apart. A worker hands out only what its own list knows, to the byte;
//! ARCHITECTURE.md has the whole protocol.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

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

/// Digits of a SHA-256.
const DIGITS: usize = 16;

/// Files that no page asks for.
const UNLISTED: [&str; 4] = [".nojekyll", "robots.txt", "sitemap.xml", "feed.xml"];

#[derive(Serialize)]
struct List<'a> {
    version: u32,
    build: &'a str,
    /// Path, bytes, digest; by path.
    files: &'a [(&'a str, u64, String)],
}

#[derive(Serialize)]
struct Built<'a> {
    build: &'a str,
    /// The digest of the list.
    list: String,
    /// What is kept from the first visit on.
    shell: Vec<&'a str>,
}

/// Whether a list may say anything of a file.
pub fn is_listed(path: &str) -> bool {
    !UNLISTED.contains(&path) && !Own::ALL.iter().any(|own| own.path() == path)
}

/// What a list says of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// In bytes.
    pub size: u64,
    /// The first half of its SHA-256.
    half: [u8; 16],
}

impl Digest {
    /// Of a file's content.
    pub fn of(bytes: &[u8]) -> Digest {
        let mut half = [0; 16];
        half.copy_from_slice(&Sha256::digest(bytes)[..16]);
        Digest {
            size: bytes.len() as u64,
            half,
        }
    }

    /// As a list has it. These digits tell builds apart, and keep no secrets.
    fn digits(&self) -> String {
        let digits = self.half.iter().take(DIGITS / 2);
        digits.map(|byte| format!("{byte:02x}")).collect()
    }
}

/// One of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// The list of files.
    List,
    /// The worker.
    Worker,
}

impl Own {
    /// Both.
    pub const ALL: [Own; 2] = [Own::List, Own::Worker];

    /// Where it lies.
    pub fn path(self) -> &'static str {
        match self {
            Own::List => LIST_PATH,
            Own::Worker => WORKER_PATH,
        }
    }
}

/// The list or the worker of a build with these files.
pub fn file(files: &BTreeMap<&str, &Digest>, assets: &Assets, own: Own) -> Vec<u8> {
    let listed: Vec<(&str, u64, String)> = files
        .iter()
        .map(|(path, digest)| (*path, digest.size, digest.digits()))
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
    if own == Own::List {
        return list;
    }
    let built = to_json(&Built {
        build: &build,
        list: Digest::of(&list).digits(),
        shell: files
            .keys()
            .copied()
            .filter(|path| is_of_shell(path, assets))
            .collect(),
    });
    [b"self.BUILT = ", built.as_slice(), b";\n", &assets.worker].concat()
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
        let digests: Vec<Digest> = pages
            .iter()
            .map(|(_, text)| Digest::of(text.as_bytes()))
            .collect();
        let paths = pages.iter().map(|(path, _)| *path);
        let worker = file(&paths.zip(&digests).collect(), assets, Own::Worker);
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
        assert_eq!(Digest::of(b"abc").digits(), "ba7816bf8f01cfea");
    }
}
