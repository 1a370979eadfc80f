//! `--against` in a checkout that a stranger has filled: whatever lies in it, `git` runs nothing for it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::command::git;
use super::{GOOD, TODAY};
use crate::support::command::Finish as _;

/// A commit that is nowhere, so that git would have to ask somebody for it.
const NOWHERE: &str = "1234567890123456789012345678901234567890";

/// A repository with a bank in a folder, whose one question has vanished since it was committed.
struct Checkout {
    folder: TempDir,
    /// A file that a command of the stranger would make.
    mark: PathBuf,
}

impl Checkout {
    fn new() -> Checkout {
        let folder = TempDir::new().unwrap();
        let checkout = Checkout {
            mark: folder.path().join("mark"),
            folder,
        };
        checkout.write("top/docs/questions/messaging/queue.md", GOOD);
        git(&checkout.top(), &["init", "--quiet"]);
        git(&checkout.top(), &["add", "."]);
        git(&checkout.top(), &["commit", "--quiet", "-m", "bank"]);
        let queue = checkout.top().join("docs/questions/messaging/queue.md");
        fs::remove_file(queue).unwrap();
        let other = GOOD.replace("a queue", "DNS");
        checkout.write("top/docs/questions/messaging/other.md", &other);
        checkout
    }

    fn top(&self) -> PathBuf {
        self.folder.path().join("top")
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn script(&self, name: &str) {
        let path = self.write(name, &format!("#!/bin/sh\n{}\n", self.command()));
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// What must never run.
    fn command(&self) -> String {
        format!("touch {}", self.mark.display())
    }

    /// Settings that name the command wherever a command can be named.
    fn settings(&self, is_bare: bool) -> String {
        let command = self.command();
        format!(
            "[core]
\trepositoryformatversion = 1
\tbare = {is_bare}
\tfsmonitor = {command}
\tsshCommand = {command}
\tgitProxy = {command}
\taskPass = {command}
\teditor = {command}
\tpager = {command}
\talternateRefsCommand = {command}
\thooksPath = {hooks}
\tattributesFile = {hooks}/attributes
[pager]
\trev-parse = {command}
\tls-tree = {command}
\tls-files = {command}
\tcat-file = {command}
[alias]
\trev-parse = !{command}
\tls-tree = !{command}
\tcat-file = !{command}
[extensions]
\tpartialClone = origin
[remote \"origin\"]
\tpromisor = true
\turl = .
\tuploadpack = \"{command}; git-upload-pack\"
[remote \"other\"]
\tpromisor = true
\turl = \"ext::sh -c '{command}'\"
[protocol]
\tallow = always
[protocol \"ext\"]
\tallow = always
[protocol \"file\"]
\tallow = always
[diff]
\texternal = {command}
[diff \"x\"]
\ttextconv = {command}
[filter \"x\"]
\tsmudge = {command}
\tclean = {command}
\tprocess = {command}
\trequired = true
[log]
\tshowSignature = true
[gpg]
\tprogram = {command}
[credential]
\thelper = !{command}
[trace2]
\teventTarget = {mark}
",
            hooks = self.top().join("hooks").display(),
            mark = self.mark.display(),
        )
    }

    /// A repository, whole as far as git looks, whose `main` is nowhere.
    fn repository(&self, name: &str, is_bare: bool) {
        fs::create_dir_all(self.folder.path().join(name).join("objects")).unwrap();
        self.write(&format!("{name}/HEAD"), "ref: refs/heads/main\n");
        self.write(&format!("{name}/refs/heads/main"), &format!("{NOWHERE}\n"));
        self.write(&format!("{name}/config"), &self.settings(is_bare));
        for hook in ["reference-transaction", "post-checkout", "fsmonitor"] {
            self.script(&format!("{name}/hooks/{hook}"));
        }
        self.write("top/hooks/attributes", "* diff=x filter=x\n");
        self.write("top/docs/.gitattributes", "* diff=x filter=x\n");
    }

    /// What the check says, with the variables that are given.
    fn check(&self, revision: &str, variables: &[(&str, &Path)]) -> (i32, String) {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_prepbook"))
            .current_dir(self.top())
            .env("NO_COLOR", "1")
            .envs(variables.iter().copied())
            .args(["check", "--root", "docs", "--today", TODAY])
            .args(["--against", revision])
            .finish()
            .unwrap();
        assert!(!self.mark.exists(), "the command of a stranger ran");
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), said)
    }

    /// The check is that of the repository around the bank: its commit has a question that is gone.
    fn sees_the_commit(&self, variables: &[(&str, &Path)]) {
        let (code, said) = self.check("main", variables);
        let gone = "the published question `queue` is gone";
        assert!(code == 1 && said.contains(gone), "{code}: {said}");
    }
}

#[test]
fn a_folder_that_looks_like_a_bare_repository_is_none() {
    let checkout = Checkout::new();
    checkout.repository("top/docs", true);
    checkout.sees_the_commit(&[]);
    // Nor where the bank's own files are looked for.
    let checkout = Checkout::new();
    checkout.repository("top/docs/questions", true);
    checkout.sees_the_commit(&[]);
    // Without a repository around it there is nothing to compare with.
    fs::remove_dir_all(checkout.top().join(".git")).unwrap();
    let (code, said) = checkout.check("main", &[]);
    let none = "`docs` is in no git repository";
    assert!(code == 2 && said.contains(none), "{code}: {said}");
}

#[test]
fn settings_of_a_repository_that_came_in_an_archive_run_nothing() {
    for name in ["top/docs/.git", "top/.git"] {
        let checkout = Checkout::new();
        checkout.repository(name, false);
        let (code, said) = checkout.check("main", &[]);
        assert!(code == 2 && said.contains("`main`"), "{code}: {said}");
        let (code, said) = checkout.check(NOWHERE, &[]);
        assert!(code == 2 && said.contains(NOWHERE), "{code}: {said}");
    }
    // One whose commit is there, and whose texts are not.
    let checkout = Checkout::new();
    checkout.write("top/.git/config", &checkout.settings(false));
    checkout.repository("elsewhere", false);
    checkout.sees_the_commit(&[]);
    let blob = checkout.blob_of_the_question();
    fs::remove_file(blob).unwrap();
    let (code, said) = checkout.check("main", &[]);
    let lacks = "git does not have its text here";
    assert!(code == 3 && said.contains(lacks), "{code}: {said}");
}

#[test]
fn a_file_that_leads_to_a_repository_in_the_checkout_runs_nothing() {
    let checkout = Checkout::new();
    checkout.repository("top/docs/assets", false);
    checkout.write("top/docs/.git", "gitdir: assets\n");
    let (code, said) = checkout.check("main", &[]);
    assert!(code == 2 && said.contains("`main`"), "{code}: {said}");
    // What claims to be a bare one has no work tree.
    checkout.repository("top/docs/assets", true);
    assert_eq!(checkout.check("main", &[]).0, 2);
    // A file that leads nowhere hides the repository around it, and says so.
    checkout.write("top/docs/.git", "gitdir: nowhere\n");
    let (code, said) = checkout.check("main", &[]);
    let refuses = "git refuses to look at `docs`";
    assert!(code == 2 && said.contains(refuses), "{code}: {said}");
}

#[test]
fn a_pipe_in_the_place_of_a_file_of_the_repository_is_not_waited_for() {
    let pipe = |path: PathBuf| {
        let _ = fs::remove_file(&path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    };
    for name in [
        ".git/HEAD",
        ".git/config",
        ".git/index",
        ".git/packed-refs",
        ".git/refs/heads/main",
        ".git/refs/tags/deep/in/it",
        ".git/objects/info/alternates",
        ".git/info/grafts",
    ] {
        let checkout = Checkout::new();
        pipe(checkout.top().join(name));
        let (code, said) = checkout.check("main", &[]);
        let odd = format!("`{name}` is neither a file nor a folder");
        assert!(code == 2 && said.contains(&odd), "{code}: {said}");
    }
    // Where a file leads, and what another work tree shares.
    let checkout = Checkout::new();
    checkout.repository("top/docs/assets", false);
    checkout.write("top/docs/.git", "gitdir: assets\n");
    checkout.write("top/docs/assets/commondir", "../shared\n");
    pipe(checkout.top().join("docs/shared/config"));
    let (code, said) = checkout.check("main", &[]);
    let odd = "shared/config` is neither a file nor a folder";
    assert!(code == 2 && said.contains(odd), "{code}: {said}");
    // A link to what never ends.
    let checkout = Checkout::new();
    let packed = checkout.top().join(".git/packed-refs");
    std::os::unix::fs::symlink("/dev/zero", packed).unwrap();
    let (code, said) = checkout.check("main", &[]);
    let odd = "`.git/packed-refs` is neither a file nor a folder";
    assert!(code == 2 && said.contains(odd), "{code}: {said}");
}

#[test]
fn no_variable_leads_git_elsewhere() {
    let checkout = Checkout::new();
    checkout.repository("top/docs/assets", true);
    checkout.script("top/docs/bin/run");
    let assets = checkout.top().join("docs/assets");
    let run = checkout.top().join("docs/bin/run");
    checkout.sees_the_commit(&[
        ("GIT_DIR", &assets),
        ("GIT_COMMON_DIR", &assets),
        ("GIT_OBJECT_DIRECTORY", &assets),
        ("GIT_EXTERNAL_DIFF", &run),
        ("GIT_SSH_COMMAND", &run),
        ("GIT_PAGER", &run),
        ("GIT_INDEX_FILE", &assets),
        ("GIT_NAMESPACE", &assets),
    ]);
}

#[test]
fn no_program_of_the_checkout_is_taken_for_git() {
    let checkout = Checkout::new();
    for name in ["top/git", "top/docs/git", "top/docs/bin/git"] {
        checkout.script(name);
    }
    let path = std::env::var_os("PATH").unwrap();
    let own = std::env::split_paths(&path);
    let bin = checkout.top().join("docs/bin");
    let folders = ["".into(), ".".into(), "docs".into(), bin].into_iter();
    let path = std::env::join_paths(folders.chain(own)).unwrap();
    checkout.sees_the_commit(&[("PATH", Path::new(&path))]);
}

impl Checkout {
    /// Where git keeps the text of the question that is gone.
    fn blob_of_the_question(&self) -> PathBuf {
        let output = std::process::Command::new("git")
            .arg("-C")
            .arg(self.top())
            .args(["-c", "core.fsmonitor=false", "rev-parse"])
            .arg("main:docs/questions/messaging/queue.md")
            .finish()
            .unwrap();
        let name = String::from_utf8(output.stdout).unwrap();
        let (folder, rest) = name.trim().split_at(2);
        self.top().join(".git/objects").join(folder).join(rest)
    }
}
