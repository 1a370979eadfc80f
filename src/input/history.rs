//! The bank as it was at a revision, asked of `git`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use super::source::FOLDER;
use super::text;
use crate::diagnostic::{Fault, SourceText};
use crate::route::Slug;

/// Why a revision cannot be looked at: the user's mistake, or the machine's.
#[derive(Debug)]
pub enum NoHistory {
    /// What is wrong, to be shown as it is.
    Refused(String),
    /// `git` cannot be run.
    Fault(Fault),
}

/// A question's file at a revision.
#[derive(Debug, Clone)]
pub struct Past {
    /// Its stem.
    pub slug: Slug,
    /// Relative to the bank's root.
    pub path: String,
}

/// A revision, and the questions' files in it.
#[derive(Debug, Clone)]
pub struct History {
    root: PathBuf,
    commit: String,
    /// In the order of paths.
    pub files: Vec<Past>,
}

impl History {
    /// Looks a revision up. The bank's root may be any folder of the repository.
    pub fn open(root: &Path, revision: &str) -> Result<History, NoHistory> {
        let here = git(root, &["rev-parse", "--is-inside-work-tree"])?;
        if !here.status.success() {
            let said = String::from_utf8_lossy(&here.stderr);
            let root = root.display();
            return Err(NoHistory::Refused(
                match said.contains("not a git repository") {
                    true => {
                        format!(
                            "`{root}` is in no git repository, so there is nothing to compare with"
                        )
                    }
                    // Such as a repository that another user owns; git says what to do.
                    false => format!("git refuses to look at `{root}`: {}", said.trim()),
                },
            ));
        }
        let wanted = format!("{revision}^{{commit}}");
        let found = git(
            root,
            &[
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                &wanted,
            ],
        )?;
        let commit = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        if !found.status.success() || commit.is_empty() {
            return Err(NoHistory::Refused(format!(
                "git knows no revision `{revision}`; in a shallow clone, fetch it first"
            )));
        }
        let list = git(
            root,
            &["ls-tree", "-r", "-z", "--name-only", &commit, "--", FOLDER],
        )?;
        if !list.status.success() {
            return Err(NoHistory::Refused(format!(
                "git cannot list the files of `{revision}`: {}",
                String::from_utf8_lossy(&list.stderr).trim()
            )));
        }
        let mut files: Vec<Past> = list
            .stdout
            .split(|&byte| byte == 0)
            .filter_map(|path| question(std::str::from_utf8(path).ok()?))
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(History {
            root: root.to_path_buf(),
            commit,
            files,
        })
    }

    /// What a file said then; nothing, where it could not have been published.
    pub fn text(&self, file: &Past) -> Result<Option<Arc<SourceText>>, Fault> {
        // `./` makes the path relative to the bank's root, which need not be the repository's.
        let object = format!("{}:./{}", self.commit, file.path);
        let shown = match git(&self.root, &["show", &object]) {
            Ok(shown) => shown,
            Err(NoHistory::Fault(fault)) => return Err(fault),
            Err(NoHistory::Refused(_)) => return Ok(None),
        };
        let is_read = shown.status.success();
        Ok(is_read
            .then(|| text::decode(file.path.clone(), shown.stdout).ok())
            .flatten())
    }
}

/// `questions/<topic>/<slug>.md`, and nothing else that lies below `questions/`.
fn question(path: &str) -> Option<Past> {
    let parts: Vec<&str> = path.split('/').collect();
    let [FOLDER, _, name] = parts[..] else {
        return None;
    };
    let stem = name.strip_suffix(".md")?;
    let slug = Slug::parse(stem).ok()?;
    (!stem.eq_ignore_ascii_case("readme")).then(|| Past {
        slug,
        path: path.to_owned(),
    })
}

fn git(root: &Path, arguments: &[&str]) -> Result<Output, NoHistory> {
    let run = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(arguments)
        .output();
    run.map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            NoHistory::Refused("`git` is not installed, so there is nothing to compare with".into())
        }
        _ => NoHistory::Fault(Fault::on("run", Path::new("git"))(error)),
    })
}
