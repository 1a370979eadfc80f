//! Asks `git` about the repository around a folder, in such a way that nothing in the checkout can make `git` run a program.
//!
//! - The repository is found here, by its `.git`, and `git` starts in that folder. A pull request can contain a folder that looks
//!   like a bare repository; such a folder is never used.
//! - Only commands that read objects or the index are used. None of them filters, converts, compares, signs, pages or runs hooks.
//! - Missing objects are not fetched: fetching runs whatever the settings name, so every transport is forbidden.
//! - Files that `git` would open and never finish reading (named pipes, devices) are looked for first, and there is a time limit
//!   for each answer.
//! - Only the variables that locate the user's own settings are passed on, and `PATH` contains no folder of the checkout.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use walkdir::WalkDir;

use super::program;
use crate::diagnostic::{Fault, visible};

/// Settings that override those in files. No query needs them; they protect us if `git` changes its behaviour.
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

/// Variables that take precedence over all settings.
const VARIABLES: [(&str, &str); 8] = [
    // The list of allowed transports names one that does not exist, and no setting can allow another.
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_PROTOCOL_FROM_USER", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("LC_ALL", "C"),
];

/// How long an answer may take. This covers what cannot be checked beforehand: a disk that hangs, a pipe among many objects.
const PATIENCE: Duration = Duration::from_secs(60);

/// Longer than any path, in bytes.
const MOST_OF_A_PATH: u64 = 16 * 1024;

/// Where in a repository to look for pipes and devices, and how deep. Loose objects are left out: there are too many.
const LOOKED_THROUGH: [(&str, usize); 5] = [
    ("", 1),
    ("info", 1),
    ("refs", 64),
    ("objects/info", 1),
    ("objects/pack", 1),
];

/// A repository that has a work tree.
#[derive(Debug, Clone)]
pub struct Repository {
    /// The folder that holds `.git`.
    top: PathBuf,
    /// The folder that was asked about, below `top`.
    below: PathBuf,
}

/// Why `git` did not answer.
#[derive(Debug)]
pub enum NoAnswer {
    /// It is not installed.
    NoGit,
    /// It refused. The text is its own message, in one line.
    Refused(String),
    /// The answer has more than this many bytes.
    TooMuch(u64),
    /// There was no answer in time.
    Silent,
    /// It cannot be run.
    Fault(Fault),
}

impl Repository {
    /// The repository that a folder lies in, if any.
    pub fn around(folder: &Path) -> Option<Repository> {
        // `git` does not understand canonical Windows paths.
        let folder = match cfg!(windows) {
            true => std::path::absolute(folder).ok()?,
            false => fs::canonicalize(folder).ok()?,
        };
        let holds_git = |above: &&Path| fs::symlink_metadata(above.join(".git")).is_ok();
        let top = folder.ancestors().find(holds_git)?.to_path_buf();
        let below = folder.strip_prefix(&top).ok()?.to_path_buf();
        Some(Repository { top, below })
    }

    /// The path of a file in the folder, as `git` names it: relative to the top, with `/`.
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

    /// Whether `git` accepts this as a repository with a work tree; the error says why not.
    pub fn check(&self) -> Result<(), NoAnswer> {
        if let Some(odd) = self.no_file() {
            let name = visible(&odd.to_string_lossy());
            return Err(NoAnswer::Refused(format!(
                "`{name}` is neither a file nor a folder"
            )));
        }
        let answer = self.ask(
            &["rev-parse", "--is-inside-work-tree"].map(OsStr::new),
            1024,
        )?;
        // The command succeeds either way, so its output decides.
        match answer.trim_ascii() {
            b"true" => Ok(()),
            _ => Err(NoAnswer::Refused("it has no work tree there".into())),
        }
    }

    /// Whether anything at or below this name in the folder is under version control. `None` if `git` does not answer.
    pub fn tracks(&self, name: &OsStr) -> Option<bool> {
        if self.no_file().is_some() {
            return None;
        }
        // Ignoring case, because on some systems names of different case are the same folder.
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

    /// A path in `.git` that would never end when it is read: a named pipe, a device, or a link to one.
    fn no_file(&self) -> Option<PathBuf> {
        let below = self.folders().into_iter().flat_map(|git| {
            LOOKED_THROUGH.into_iter().flat_map(move |(name, depth)| {
                let folder = match name.is_empty() {
                    true => git.clone(),
                    false => git.join(name),
                };
                WalkDir::new(folder).max_depth(depth)
            })
        });
        let odd = below
            .filter_map(Result::ok)
            .find(|entry| match entry.file_type() {
                kind if kind.is_symlink() => {
                    fs::metadata(entry.path()).is_ok_and(|target| is_endless(target.file_type()))
                }
                kind => is_endless(kind),
            })?;
        let path = odd.path().strip_prefix(&self.top).unwrap_or(odd.path());
        Some(path.to_path_buf())
    }

    /// The folders of the repository: `.git` or its target, and what it shares with other work trees.
    fn folders(&self) -> Vec<PathBuf> {
        let mut last = self.top.join(".git");
        let mut folders = Vec::new();
        for name in ["", "commondir"] {
            let pointer = match name.is_empty() {
                true => last.clone(),
                false => last.join(name),
            };
            folders.push(last.clone());
            // Only a file is read; opening a pipe could block.
            if !fs::metadata(&pointer).is_ok_and(|pointer| pointer.is_file()) {
                continue;
            }
            let mut text = Vec::new();
            let read = File::open(&pointer)
                .and_then(|file| file.take(MOST_OF_A_PATH).read_to_end(&mut text));
            let Ok(_) = read else { continue };
            let text = String::from_utf8_lossy(&text);
            let path = text.trim().trim_start_matches("gitdir:").trim();
            last = pointer.parent().unwrap_or(&self.top).join(path);
        }
        folders.push(last);
        folders
    }

    /// The output of `git`, if it has at most `limit` bytes.
    pub fn ask(&self, question: &[&OsStr], limit: u64) -> Result<Vec<u8>, NoAnswer> {
        let fault = |error| NoAnswer::Fault(Fault::on("run", Path::new("git"))(error));
        let child = self.start(question).map_err(|error| match error.kind() {
            ErrorKind::NotFound => NoAnswer::NoGit,
            _ => fault(error),
        })?;
        let read = read(child, limit, PATIENCE).map_err(fault)?;
        let (status, answer, complaint) = read.ok_or(NoAnswer::Silent)?;
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
            // If this `.git` is invalid, `git` must not look for another one further up.
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

/// Whether `git` can be run from this folder.
pub fn is_installed(folder: &Path) -> bool {
    let mut git = program::command("git", Some(folder));
    git.arg("--version").stdin(Stdio::null());
    git.stdout(Stdio::null()).stderr(Stdio::null());
    git.status().is_ok()
}

/// Whether a variable could point `git` elsewhere. Those that locate the user's settings stay: they say which folders are safe.
fn is_dropped(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name == "LANGUAGE" || (name.starts_with("GIT_") && !name.starts_with("GIT_CONFIG_"))
}

/// Whether reading a file of this type may never end. A socket cannot be opened at all, so it is harmless.
#[cfg(unix)]
fn is_endless(kind: fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_fifo() || kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn is_endless(_: fs::FileType) -> bool {
    false
}

/// How a program ended, its output, and its error output.
type Ended = (ExitStatus, Vec<u8>, Vec<u8>);

/// Reads the output of a program, at most a little more than `limit` bytes, and ends it. `None` if it took too long.
fn read(mut child: Child, limit: u64, patience: Duration) -> io::Result<Option<Ended>> {
    /// More error output than anybody reads.
    const COMPLAINT: u64 = 4096;
    let (output, errors) = (child.stdout.take(), child.stderr.take());
    let (mut answer, mut complaint) = (Vec::new(), Vec::new());
    let (done, is_done) = mpsc::channel();
    let mut is_silent = false;
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
        let answer = &mut answer;
        scope.spawn(move || {
            let told = output.map_or(Ok(0), |output| {
                output.take(limit.saturating_add(1)).read_to_end(answer)
            });
            // The receiver may have given up waiting.
            let _ = done.send(told);
        });
        let told = is_done.recv_timeout(patience);
        is_silent = told.is_err();
        let is_whole = matches!(told, Ok(Ok(read)) if read as u64 <= limit);
        if !is_whole {
            let _ = child.kill();
        }
        // Nothing in that thread panics, so there is no error to handle.
        let _ = complaints.join();
        told.unwrap_or(Ok(0))
    });
    let status = child.wait()?;
    outcome?;
    Ok((!is_silent).then_some((status, answer, complaint)))
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn an_answer_that_does_not_come_is_not_waited_for() {
        let mut cat = Command::new("cat");
        let cat = cat.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = cat.stderr(Stdio::piped()).spawn().unwrap();
        // While its input is open, the program keeps running.
        let _input = child.stdin.take();
        assert!(read(child, 10, Duration::ZERO).unwrap().is_none());
    }
}
