//! The bank as it was at a revision, read from `git`.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use super::git::{self, NoAnswer, Repository};
use super::source::FOLDER;
use super::text::{self, MAX_FILE_BYTES};
use crate::diagnostic::{Failure, Fault, SourceText};
use crate::route::Slug;

/// A question's file at a revision.
#[derive(Debug, Clone)]
pub struct Past {
    /// Its stem.
    pub slug: Slug,
    /// Relative to the bank's root.
    pub path: String,
    /// The name of its git object.
    object: String,
}

/// A revision, and the questions' files in it.
#[derive(Debug, Clone)]
pub struct History {
    repository: Repository,
    /// In the order of paths.
    pub files: Vec<Past>,
}

/// More bytes than the names of a hundred thousand questions.
const MOST_NAMES: u64 = 32 * 1024 * 1024;

impl History {
    /// Looks up a revision. The bank's root may be any folder of the repository.
    pub fn open(root: &Path, revision: &str) -> Result<History, Failure> {
        let shown = root.display();
        let Some(repository) = Repository::around(root) else {
            return Err(match git::is_installed(root) {
                false => no_history(NoAnswer::NoGit, |said| said),
                true => Failure::Usage(format!(
                    "`{shown}` is in no git repository, so there is nothing to compare with"
                )),
            });
        };
        // For example a repository that another user owns; git's message says what to do.
        repository.check().map_err(|none| {
            no_history(none, |said| {
                format!("git refuses to look at `{shown}`: {said}")
            })
        })?;
        let wanted = format!("{revision}^{{commit}}");
        let question = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &wanted,
        ];
        let unknown =
            || format!("git knows no revision `{revision}`; in a shallow clone, fetch it first");
        let found = repository
            .ask(&question.map(OsStr::new), 1024)
            .map_err(|none| no_history(none, |_| unknown()))?;
        let commit = String::from_utf8_lossy(&found).trim().to_owned();
        if commit.is_empty() {
            return Err(Failure::Usage(unknown()));
        }
        let folder = repository.path(OsStr::new(FOLDER));
        let question = ["ls-tree", "-r", "-z", "--full-tree", &commit, "--"];
        let question: Vec<&OsStr> = question
            .iter()
            .map(OsStr::new)
            .chain([folder.as_os_str()])
            .collect();
        let list = repository.ask(&question, MOST_NAMES).map_err(|none| {
            no_history(none, |said| {
                format!("git cannot list the files of `{revision}`: {said}")
            })
        })?;
        let below = repository.path(OsStr::new("")).into_encoded_bytes();
        let mut files: Vec<Past> = list
            .split(|&byte| byte == 0)
            .filter_map(|line| past(line, &below))
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(History { repository, files })
    }

    /// The text of a file at that revision. `None` if it could not have been published.
    pub fn text(&self, file: &Past) -> Result<Option<Arc<SourceText>>, Fault> {
        let question = ["cat-file", "blob", &file.object].map(OsStr::new);
        match self.repository.ask(&question, MAX_FILE_BYTES) {
            Ok(bytes) => Ok(text::decode(file.path.clone(), bytes).ok()),
            Err(NoAnswer::TooMuch(_)) => Ok(None),
            Err(NoAnswer::Fault(fault)) => Err(fault),
            Err(NoAnswer::NoGit) => Err(missing(file, "`git` is gone")),
            Err(NoAnswer::Silent) => Err(missing(file, "git gives no answer")),
            Err(NoAnswer::Refused(_)) => Err(missing(
                file,
                "git does not have its text here; in a partial clone, run `git fetch --refetch --no-filter` first",
            )),
        }
    }
}

fn missing(file: &Past, why: &str) -> Fault {
    let cause = std::io::Error::other(why);
    Fault::on("read the earlier", Path::new(&file.path))(cause)
}

/// A file of questions, from a line of `git ls-tree`: its mode, kind and name, a tab, and its path, which begins with `below`.
fn past(line: &[u8], below: &[u8]) -> Option<Past> {
    let (about, path) = line.split_at_checked(line.iter().position(|&byte| byte == b'\t')?)?;
    let mut about = std::str::from_utf8(about).ok()?.split(' ');
    let (mode, object) = (about.next()?, about.nth(1)?);
    // Only regular files: no links and no submodules.
    if !mode.starts_with("100") {
        return None;
    }
    let path = path.get(1..)?.strip_prefix(below)?;
    question(std::str::from_utf8(path).ok()?, object)
}

fn no_history(none: NoAnswer, refused: impl FnOnce(String) -> String) -> Failure {
    match none {
        NoAnswer::NoGit => {
            Failure::Usage("`git` is not installed, so there is nothing to compare with".into())
        }
        NoAnswer::Refused(said) => Failure::Usage(refused(said)),
        NoAnswer::TooMuch(limit) => {
            Failure::Usage(refused(format!("the answer has more than {limit} bytes")))
        }
        NoAnswer::Silent => Failure::Usage(refused("it gives no answer".into())),
        NoAnswer::Fault(fault) => Failure::Machine(fault),
    }
}

/// Accepts `questions/<topic>/<slug>.md`, and nothing else below `questions/`.
fn question(path: &str, object: &str) -> Option<Past> {
    let parts: Vec<&str> = path.split('/').collect();
    let [FOLDER, _, name] = parts[..] else {
        return None;
    };
    let stem = name.strip_suffix(".md")?;
    let slug = Slug::parse(stem).ok()?;
    (!stem.eq_ignore_ascii_case("readme")).then(|| Past {
        slug,
        path: path.to_owned(),
        object: object.to_owned(),
    })
}
