//! Missing permissions. The superuser has all of them, so as superuser the program is run as another user.

use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::scene::{PROGRAM, probe};
use super::support::command::Finish as _;
use super::support::folder::{Content, contents, one_question, stderr, write};
use super::{Outcome, PASSED, ignored};

/// A user and a group without permissions.
const NOBODY: &str = "65534:65534";

/// A bank that belongs to an ordinary user.
struct Stage {
    folder: TempDir,
    program: PathBuf,
    is_superuser: bool,
}

impl Stage {
    fn set() -> Result<Stage, String> {
        let folder = TempDir::new().unwrap();
        let is_superuser = fs::metadata(folder.path()).unwrap().uid() == 0;
        let mut program = PathBuf::from(PROGRAM);
        if is_superuser {
            // The program may be in a folder that only the superuser can read.
            program = folder.path().join("prepbook");
            fs::copy(PROGRAM, &program).unwrap();
        }
        mode(folder.path(), 0o755);
        let stage = Stage {
            folder,
            program,
            is_superuser,
        };
        write(
            stage.root(),
            "bank/questions/queues/fifo.md",
            &one_question("What is a queue?"),
        );
        stage.hand_over();
        probe(stage.command().arg("--version"))?;
        Ok(stage)
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root().join("bank").join(name)
    }

    fn site(&self) -> PathBuf {
        self.path("_site")
    }

    fn hand_over(&self) {
        if self.is_superuser {
            let bank = self.root().join("bank");
            let done = Command::new("chown")
                .args(["-R", NOBODY])
                .arg(bank)
                .status();
            assert!(done.unwrap().success());
        }
    }

    fn command(&self) -> Command {
        let mut command = match self.is_superuser {
            false => Command::new(&self.program),
            true => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
                command.arg(&self.program);
                command
            }
        };
        command
            .current_dir(self.root().join("bank"))
            .env("NO_COLOR", "1");
        command
    }

    fn build(&self) -> Output {
        self.command().arg("--quiet").finish().unwrap()
    }

    fn built(&self) -> Content {
        let output = self.build();
        assert!(output.status.success(), "{}", stderr(&output));
        contents(&self.site())
    }

    /// Removes permissions from one path, builds, and restores them.
    fn fails_without(&self, path: &Path, less: u32) -> String {
        let before = fs::metadata(path).unwrap().permissions().mode();
        mode(path, less);
        let output = self.build();
        mode(path, before);
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(3), "{}: {told}", path.display());
        assert!(told.contains("Permission denied"), "{told}");
        told
    }
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn on_stage(test: fn(&Stage)) -> Outcome {
    match Stage::set() {
        Ok(stage) => test(&stage),
        Err(reason) => return ignored(format!("cannot run as another user: {reason}")),
    }
    PASSED
}

pub fn a_question_that_cannot_be_read_is_named() -> Outcome {
    on_stage(|stage| {
        let before = stage.built();
        write(
            stage.root(),
            "bank/static/css/own.css",
            "body { color: red }",
        );
        write(stage.root(), "bank/templates/own.html", "own");
        write(stage.root(), "bank/prepbook.yaml", "title: Own\n");
        stage.hand_over();
        for name in [
            "questions/queues/fifo.md",
            "questions/queues",
            "questions",
            "static/css/own.css",
            "templates",
            "prepbook.yaml",
        ] {
            let told = stage.fails_without(&stage.path(name), 0o000);
            assert!(told.contains(name), "{told}");
            assert!(contents(&stage.site()) == before, "{name}");
        }
    })
}

pub fn a_folder_that_cannot_be_written_to_keeps_its_site() -> Outcome {
    on_stage(|stage| {
        let before = stage.built();
        let bank = stage.root().join("bank");
        write(
            stage.root(),
            "bank/questions/queues/fifo.md",
            &one_question("What now?"),
        );
        write(
            stage.root(),
            "bank/questions/queues/lifo.md",
            &one_question("What is a stack?"),
        );
        stage.hand_over();
        let site = stage.site();
        for (folder, less) in [
            (bank.clone(), 0o555),
            (site.clone(), 0o555),
            (site.clone(), 0o000),
            (site.join("questions/fifo"), 0o555),
        ] {
            let told = stage.fails_without(&folder, less);
            assert!(told.contains(&*folder.to_string_lossy()), "{told}");
            assert!(contents(&site) == before, "{}", folder.display());
            let left = fs::read_dir(&bank)
                .unwrap()
                .map(|entry| entry.unwrap().file_name());
            let left: Vec<_> = left
                .filter(|name| name.to_string_lossy().contains("prepbook-"))
                .collect();
            assert!(left.is_empty(), "{left:?}");
        }
        assert!(stage.built() != before);
    })
}

pub fn a_cache_that_cannot_be_written_to_is_only_slow() -> Outcome {
    on_stage(|stage| {
        let before = stage.built();
        for (folder, less) in [
            (".prepbook/cache", 0o555),
            (".prepbook/cache", 0o000),
            (".prepbook", 0o000),
        ] {
            mode(&stage.path(folder), less);
            fs::remove_dir_all(stage.site()).unwrap();
            assert!(stage.built() == before, "{folder}");
            mode(&stage.path(folder), 0o755);
        }
    })
}

/// A spare saves time, so whatever cannot be done with it is no reason to fail, and is not met again.
pub fn a_spare_that_cannot_be_written_to_is_only_slow() -> Outcome {
    on_stage(|stage| {
        let build = |turn: usize| {
            let question = one_question(&format!("What is a queue, time {turn}?"));
            write(stage.root(), "bank/questions/queues/fifo.md", &question);
            stage.hand_over();
            stage.built();
        };
        let spares = || {
            let names = fs::read_dir(stage.path(".prepbook")).unwrap();
            let paths = names.map(|entry| entry.unwrap().path());
            let is_kept = |path: &PathBuf| {
                let end = path.extension().unwrap_or_default();
                end == "spare" || end == "spent"
            };
            paths.filter(is_kept).collect::<Vec<_>>()
        };
        build(0);
        build(1);
        for (turn, (folder, less)) in [
            ("", 0o555),
            ("", 0o000),
            ("questions/fifo", 0o555),
            ("questions/fifo", 0o000),
            ("questions", 0o555),
        ]
        .into_iter()
        .enumerate()
        {
            let before = spares();
            assert_eq!(before.len(), 1, "{before:?}");
            let inner = before[0].join(folder);
            if !folder.is_empty() {
                // To be filled again, and nothing has to go from it.
                let _ = fs::remove_file(inner.join("index.html"));
            }
            mode(&inner, less);
            build(2 * turn + 2);
            let left = spares();
            assert_eq!(left, before, "{folder} {less:o}");
            let spare = fs::metadata(left[0].join(folder)).unwrap();
            assert_eq!(spare.permissions().mode() & 0o700, 0o700);
        }
    })
}

/// In the bank, and among static files and templates.
pub fn a_device_or_a_socket_is_refused_without_waiting() -> Outcome {
    on_stage(|stage| {
        let before = stage.built();
        for folder in ["questions/queues", "static", "templates"] {
            fs::create_dir_all(stage.path(folder)).unwrap();
            let socket = stage.path(folder).join("socket.md");
            drop(std::os::unix::net::UnixListener::bind(&socket).unwrap());
            assert!(fs::metadata(&socket).unwrap().file_type().is_socket());
            let device = stage.path(folder).join("endless.md");
            // Only the superuser can create devices.
            let made = Command::new("mknod")
                .arg(&device)
                .args(["c", "1", "5"])
                .finish();
            let has_device = made.is_ok_and(|output| output.status.success());
            let output = stage.build();
            let told = stderr(&output);
            assert!(matches!(output.status.code(), Some(1 | 2)), "{told}");
            assert!(told.contains(&format!("{folder}/socket.md")), "{told}");
            assert!(
                !has_device || told.contains(&format!("{folder}/endless.md")),
                "{told}"
            );
            assert!(contents(&stage.site()) == before);
            fs::remove_file(&socket).unwrap();
            let _ = fs::remove_file(&device);
        }
    })
}
