//! What a service worker needs: a list of all files of this build with their digests, and the worker itself, which is
//! `static/sw.js` with this build's name and shell in front of it.
//!
//! The digests are what keeps two builds apart. A worker hands out only what its own list knows, to the byte;
//! ARCHITECTURE.md has the whole protocol. A folder of many files has lists of its own, which are fetched as they are needed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::json::json;
use super::{manifest, spoken};
use crate::fingerprint::Fingerprint;
use crate::input::assets::Assets;
use crate::input::icon;
use crate::route::Route;
use crate::script::{self, Kind};

/// Where the worker lies: at the root, because a worker is in charge of what lies below it.
pub const WORKER_PATH: &str = "sw.js";

/// Where the list begins.
pub const LIST_PATH: &str = "offline.json";

/// Where the lists of large folders lie, beside the page that stands in for others.
pub const FOLDER: &str = "offline/";

/// Grows when a field changes its meaning.
const VERSION: u32 = 2;

/// Digits of a SHA-256.
const DIGITS: usize = 16;

/// Files of one folder, and of those below it, that the first list takes.
const FEW: usize = 100;

/// Files that a list of a folder has at most. Most have a quarter of it.
const MOST: usize = 1_000;

/// Files that no page asks for.
const UNLISTED: [&str; 4] = [".nojekyll", "robots.txt", "sitemap.xml", "feed.xml"];

/// Path, bytes, digest.
type Listed<'a> = (&'a str, u64, String);

#[derive(Serialize)]
struct List<'a> {
    version: u32,
    build: &'a str,
    /// By path.
    files: &'a [Listed<'a>],
    /// The other lists: the first path, where the list lies, its digest; how many files it has, and their bytes. By path.
    lists: Vec<(&'a str, String, String, usize, u64)>,
}

#[derive(Serialize)]
struct Part<'a> {
    version: u32,
    /// By path.
    files: &'a [Listed<'a>],
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
    !UNLISTED.contains(&path) && !path.ends_with("/feed.xml")
}

/// What a list says of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Own {
    /// The list of files.
    List,
    /// The list of some of a folder's, by its path.
    Part(String),
    /// The worker.
    Worker,
}

impl Own {
    /// Where it lies.
    pub fn path(&self) -> &str {
        match self {
            Own::List => LIST_PATH,
            Own::Part(path) => path,
            Own::Worker => WORKER_PATH,
        }
    }
}

/// The lists of large folders, for a site of these files.
pub fn parts<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<Own> {
    let cut = Cut::new(paths);
    let parts = cut.parts.iter().filter_map(|part| part.first());
    parts.map(|from| Own::Part(part_file(from))).collect()
}

/// Where the list of a folder's files from this one on lies.
fn part_file(from: &str) -> String {
    format!(
        "{FOLDER}{}.json",
        Fingerprint::of([from.as_bytes()]).short()
    )
}

/// Paths as the lists have them: those of the first, and those of each other one.
#[derive(Default)]
struct Cut<'a> {
    few: Vec<&'a str>,
    parts: Vec<Vec<&'a str>>,
}

impl<'a> Cut<'a> {
    fn new(paths: impl Iterator<Item = &'a str>) -> Cut<'a> {
        let mut paths: Vec<&str> = paths.collect();
        // As JavaScript compares them.
        paths.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
        let mut cut = Cut::default();
        for folder in paths.chunk_by(|a, b| folder(a) == folder(b)) {
            let is_large = folder.len() > FEW && folder[0].contains('/');
            match is_large {
                true => cut.parts.extend(split(folder)),
                false => cut.few.extend(folder),
            }
        }
        cut
    }
}

/// Lists begin at paths that say so themselves: a file that comes or goes changes one list, and not all that follow.
fn split<'a>(paths: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut parts: Vec<Vec<&str>> = Vec::new();
    for path in paths {
        let begins = || Fingerprint::of([path.as_bytes()]).bytes()[0] == 0;
        match parts.last_mut() {
            Some(part) if part.len() < MOST && !begins() => part.push(path),
            _ => parts.push(vec![path]),
        }
    }
    parts
}

fn folder(path: &str) -> &str {
    path.find('/').map_or("", |at| &path[..at])
}

/// All lists and the worker of a build with these files, by path.
pub fn files(files: &BTreeMap<&str, &Digest>, assets: &Assets) -> BTreeMap<String, Vec<u8>> {
    let listed: BTreeMap<&str, Listed<'_>> = files
        .iter()
        .map(|(path, digest)| (*path, (*path, digest.size, digest.digits())))
        .collect();
    let said = listed
        .values()
        .flat_map(|(path, _, digest)| [path.as_bytes(), digest.as_bytes()]);
    let build = Fingerprint::of(said.chain([assets.worker.as_slice()])).short();
    let cut = Cut::new(files.keys().copied());
    let of_paths = |paths: &[&str]| -> Vec<Listed<'_>> {
        let known = paths.iter().filter_map(|path| listed.get(path));
        known.cloned().collect()
    };
    let mut made = BTreeMap::new();
    let mut lists = Vec::new();
    for part in &cut.parts {
        let files = of_paths(part);
        let Some((from, ..)) = files.first() else {
            continue;
        };
        let bytes = files.iter().map(|(_, size, _)| size).sum();
        let list = json(&Part {
            version: VERSION,
            files: &files,
        });
        let path = part_file(from);
        lists.push((
            *from,
            path.clone(),
            Digest::of(&list).digits(),
            files.len(),
            bytes,
        ));
        made.insert(path, list);
    }
    let list = json(&List {
        version: VERSION,
        build: &build,
        files: &of_paths(&cut.few),
        lists,
    });
    let built = json(&Built {
        build: &build,
        list: Digest::of(&list).digits(),
        shell: files
            .keys()
            .copied()
            .filter(|path| is_of_shell(path, assets))
            .collect(),
    });
    let worker = std::str::from_utf8(&assets.worker).unwrap_or_default();
    let small = script::small(worker, Kind::Classic);
    let worker = small.as_deref().unwrap_or(worker).as_bytes();
    let worker = [b"self.BUILT = ", built.as_slice(), b";\n", worker].concat();
    made.insert(LIST_PATH.to_owned(), list);
    made.insert(WORKER_PATH.to_owned(), worker);
    made
}

/// What every page is made with, and the pages that stand in for others. The search and the study screens cost nothing until
/// they are used; from then on they are kept like every page that was visited.
fn is_of_shell(path: &str, assets: &Assets) -> bool {
    let pages = [Route::Home, Route::Offline, Route::NotFound];
    let others = [manifest::PATH, icon::SMALL.path];
    let later = [
        "css/study.css",
        "css/search.css",
        "css/edition.css",
        "js/search/",
        "js/study/",
    ];
    let asset = path.strip_prefix(&assets.folder);
    asset.is_some_and(|name| !later.iter().any(|later| name.starts_with(later)))
        // In every language, because lists speak without a network too.
        || path.rsplit('/').next() == Some(spoken::PATH)
        || others.contains(&path)
        || pages.iter().any(|route| route.output_path() == path)
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
        let made = files(&paths.zip(&digests).collect(), assets);
        String::from_utf8(made[WORKER_PATH].clone()).unwrap()
    }

    #[test]
    fn a_large_folder_has_lists_of_its_own_and_a_new_file_changes_one_of_them() {
        let digest = Digest::of(b"");
        let mut paths: Vec<String> = (0..3_000)
            .map(|number| format!("questions/question-{number}/index.html"))
            .collect();
        paths.extend((0..FEW).map(|number| format!("tags/tag-{number}/index.html")));
        paths.push("index.html".into());
        let made = |paths: &[String]| {
            let listed = paths.iter().map(|path| (path.as_str(), &digest));
            files(&listed.collect(), &assets("work();"))
        };
        let before = made(&paths);
        let list: serde_json::Value = serde_json::from_slice(&before[LIST_PATH]).unwrap();
        assert_eq!(list["files"].as_array().unwrap().len(), FEW + 1);
        let parts = list["lists"].as_array().unwrap();
        let count: u64 = parts.iter().map(|part| part[3].as_u64().unwrap()).sum();
        assert_eq!(count, 3_000);
        assert!(parts.len() > 3, "{}", parts.len());
        let named = super::parts(paths.iter().map(String::as_str));
        let named: Vec<&str> = named.iter().map(Own::path).collect();
        let listed: Vec<&str> = parts.iter().map(|part| part[1].as_str().unwrap()).collect();
        assert_eq!(named, listed);
        for (part, name) in parts.iter().zip(named) {
            assert!(part[3].as_u64().unwrap() <= MOST as u64);
            assert_eq!(part[2], Digest::of(&before[name]).digits());
        }
        paths.push("questions/question-1500-new/index.html".into());
        let after = made(&paths);
        let same = after
            .iter()
            .filter(|(path, bytes)| before.get(*path) == Some(bytes));
        // Besides one list: the first, and the worker.
        assert!(same.count() >= after.len() - 4);
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
