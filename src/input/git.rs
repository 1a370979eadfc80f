//! What the repository around a folder says, asked of `git` in a way that nothing in the checkout can make it run anything.
//!
//! - The repository is found here, by its `.git`, and `git` starts in that folder. A folder that only looks like a bare
//!   repository, which a pull request can bring, is never taken for one.
//! - Only commands that read objects or the index are used: none of them filters, converts, compares, signs, pages or hooks.
//! - What is missing is not fetched: that would run whatever the settings name, so every transport is forbidden.
//! - No variable but those that say where the user's own settings are gets through, and `PATH` leads to no folder of the checkout.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};

use super::program;
use crate::diagnostic::{Fault, visible};

/// Settings that no file overrides. Nothing that is asked needs them; they hold should `git` change its mind.
const SETTINGS: [&str; 12] = [
    "safe.bareRepository=explicit",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.alternateRefsCommand=false",
    "core.askPass=",
    "credential.helper=",
    "diff.external=",
    "protocol.allow=never",
    "submodule.recurse=false",
    "gc.auto=0",
];

/// Variables that stand above all settings.
const VARIABLES: [(&str, &str); 8] = [
    // A list of one transport, of which there is none: no setting can allow another.
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_PROTOCOL_FROM_USER", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("LC_ALL", "C"),
];

/// A repository that has a work tree.
#[derive(Debug, Clone)]
pub struct Repository {
    /// The folder that holds `.git`.
    top: PathBuf,
    /// The folder that was asked about, below `top`.
    below: PathBuf,
}

/// Why `git` gave no answer.
#[derive(Debug)]
pub enum NoAnswer {
    /// It is not installed.
    NoGit,
    /// It does not want to. The text is its own, in one line.
    Refused(String),
    /// It said more than this many bytes.
    TooMuch(u64),
    /// It cannot be run.
    Fault(Fault),
}

impl Repository {
    /// The repository that a folder lies in, if it lies in one.
    pub fn around(folder: &Path) -> Option<Repository> {
        // `git` knows no path of Windows that is made canonical.
        let folder = match cfg!(windows) {
            true => std::path::absolute(folder).ok()?,
            false => fs::canonicalize(folder).ok()?,
        };
        let holds_git = |above: &&Path| fs::symlink_metadata(above.join(".git")).is_ok();
        let top = folder.ancestors().find(holds_git)?.to_path_buf();
        let below = folder.strip_prefix(&top).ok()?.to_path_buf();
        Some(Repository { top, below })
    }

    /// The path of a file in the folder that was asked about, as `git` has it: from the top, with `/`.
    pub fn path(&self, name: &OsStr) -> OsString {
        let parts = self.below.components().map(|part| part.as_os_str());
        let mut path = OsString::new();
        for part in parts.chain([name]) {
            if !path.is_empty() {
                path.push("/");
            }
            path.push(part);
        }
        path
    }

    /// Whether `git` takes this for a repository with a work tree; the error says why not.
    pub fn check(&self) -> Result<(), NoAnswer> {
        let answer = self.ask(
            &["rev-parse", "--is-inside-work-tree"].map(OsStr::new),
            1024,
        )?;
        // The exit code says no more than that there was an answer.
        match answer.trim_ascii() {
            b"true" => Ok(()),
            _ => Err(NoAnswer::Refused("it has no work tree there".into())),
        }
    }

    /// Whether anything at this name of the folder, or below it, is under version control. `None` where nobody can say.
    pub fn tracks(&self, name: &OsStr) -> Option<bool> {
        // In whatever case: on some systems that is the same folder.
        let mut path = OsString::from(":(top,literal,icase)");
        path.push(self.path(name));
        let question = ["ls-files", "--cached", "-z", "--"].map(OsString::from);
        let question: Vec<&OsStr> = question
            .iter()
            .chain([&path])
            .map(OsString::as_os_str)
            .collect();
        match self.ask(&question, 64 * 1024) {
            Ok(listed) => Some(!listed.is_empty()),
            Err(NoAnswer::TooMuch(_)) => Some(true),
            Err(_) => None,
        }
    }

    /// What `git` answers, if that is no more than `limit` bytes.
    pub fn ask(&self, question: &[&OsStr], limit: u64) -> Result<Vec<u8>, NoAnswer> {
        let fault = |error| NoAnswer::Fault(Fault::on("run", Path::new("git"))(error));
        let child = self.start(question).map_err(|error| match error.kind() {
            ErrorKind::NotFound => NoAnswer::NoGit,
            _ => fault(error),
        })?;
        let (status, answer, complaint) = read(child, limit).map_err(fault)?;
        if answer.len() as u64 > limit {
            return Err(NoAnswer::TooMuch(limit));
        }
        match status.success() {
            true => Ok(answer),
            false => {
                let said = String::from_utf8_lossy(&complaint);
                Err(NoAnswer::Refused(visible(said.trim())))
            }
        }
    }

    fn start(&self, question: &[&OsStr]) -> io::Result<Child> {
        let mut git = program::command("git", Some(&self.top));
        for (name, _) in std::env::vars_os().filter(|(name, _)| is_dropped(name)) {
            git.env_remove(name);
        }
        git.envs(VARIABLES);
        if let Some(above) = self.top.parent() {
            // If this `.git` is none, no repository further up is meant.
            git.env("GIT_CEILING_DIRECTORIES", above);
        }
        git.args(["--no-pager", "-C"]).arg(&self.top);
        for setting in SETTINGS {
            git.args(["-c", setting]);
        }
        git.args(question)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
    }
}

/// Whether there is a `git` for somebody in this folder.
pub fn is_installed(folder: &Path) -> bool {
    let mut git = program::command("git", Some(folder));
    git.arg("--version").stdin(Stdio::null());
    git.stdout(Stdio::null()).stderr(Stdio::null());
    git.status().is_ok()
}

/// Whether a variable could point `git` elsewhere. Where the user's own settings are stays: they say which folders are safe.
fn is_dropped(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name == "LANGUAGE" || (name.starts_with("GIT_") && !name.starts_with("GIT_CONFIG_"))
}

/// Reads what a program says, a little more than `limit` bytes of it at most, and ends it.
fn read(mut child: Child, limit: u64) -> io::Result<(ExitStatus, Vec<u8>, Vec<u8>)> {
    /// More of a complaint than anybody reads.
    const COMPLAINT: u64 = 4096;
    let (output, errors) = (child.stdout.take(), child.stderr.take());
    let (mut answer, mut complaint) = (Vec::new(), Vec::new());
    let outcome = std::thread::scope(|scope| {
        let complaints = scope.spawn(|| {
            let Some(mut errors) = errors else {
                return Ok(0);
            };
            errors
                .by_ref()
                .take(COMPLAINT)
                .read_to_end(&mut complaint)?;
            io::copy(&mut errors, &mut io::sink())
        });
        let told = output.map_or(Ok(0), |output| {
            output
                .take(limit.saturating_add(1))
                .read_to_end(&mut answer)
        });
        if told.is_err() || answer.len() as u64 > limit {
            let _ = child.kill();
        }
        // Nothing in that thread panics.
        let _ = complaints.join();
        told
    });
    let status = child.wait()?;
    outcome?;
    Ok((status, answer, complaint))
}
