//! Two banks that are published to the same output folder in turn.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::support::command::Finish as _;
use super::support::folder::{self, Content, beside, contents, one_question, stderr, write};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_prepbook");

/// Two banks, and the sites that they must give.
pub struct Scene {
    pub folder: TempDir,
    pub banks: [PathBuf; 2],
    pub wanted: [Content; 2],
    /// Where both are published.
    pub site: PathBuf,
    /// A file in the site that is not ours, once it is there.
    foreign: Cell<Option<&'static str>>,
}

impl Scene {
    /// `files` is the number of static files in each site. Some of them are the same in both, some differ, and some exist in one
    /// only.
    pub fn set(files: usize) -> Scene {
        let folder = TempDir::new().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        let banks = [0, 1].map(|which| {
            let bank = root.join(format!("bank-{which}"));
            write(
                &bank,
                "questions/queues/same.md",
                &one_question("What is the same?"),
            );
            let title = format!("What is in bank {which}?");
            write(&bank, "questions/queues/other.md", &one_question(&title));
            write(
                &bank,
                &format!("questions/queues/only-{which}.md"),
                &one_question("Where am I?"),
            );
            for number in 0..files {
                let (name, text) = match number % 4 {
                    0 => (format!("same-{number}"), "same".to_owned()),
                    1 => (format!("only-{which}-{number}"), number.to_string()),
                    _ => (format!("other-{number}"), which.to_string().repeat(2000)),
                };
                write(
                    &bank,
                    &format!("static/root/{}/{name}.txt", number % 7),
                    &text,
                );
            }
            bank
        });
        let wanted = [0, 1].map(|which| {
            let reference = root.join(format!("reference-{which}"));
            let output = run(Command::new(PROGRAM), &banks[which], &reference);
            assert!(output.status.success(), "{}", stderr(&output));
            contents(&reference)
        });
        assert_ne!(wanted[0], wanted[1]);
        let site = root.join("site");
        Scene {
            folder,
            banks,
            wanted,
            site,
            foreign: Cell::new(None),
        }
    }

    /// Puts a foreign file into the site, and from then on expects it there.
    pub fn plant(&self) {
        write(&self.site, "notes/mine.txt", "mine");
        self.foreign.set(Some("notes/mine.txt"));
    }

    /// The command that builds a bank.
    pub fn command(&self, which: usize) -> Command {
        let mut command = Command::new(PROGRAM);
        arguments(&mut command, &self.banks[which], &self.site);
        command
    }

    pub fn build(&self, which: usize) -> Output {
        self.command(which).finish().unwrap()
    }

    /// Builds undisturbed. The result has to be right, whatever was there before.
    pub fn build_right(&self, which: usize, after: &str) {
        let output = self.build(which);
        assert!(
            output.status.success(),
            "after {after}: {}",
            stderr(&output)
        );
        assert!(
            self.now() == Some(which),
            "after {after} the next build is wrong"
        );
        assert_eq!(self.left(), Vec::<PathBuf>::new(), "after {after}");
    }

    /// Which of the two sites is there, if one is complete.
    pub fn now(&self) -> Option<usize> {
        let mut now = contents(&self.site);
        if let Some(foreign) = self.foreign.get() {
            assert_eq!(
                now.remove(foreign).as_deref(),
                Some("mine"),
                "a foreign file is gone"
            );
        }
        self.wanted.iter().position(|wanted| *wanted == now)
    }

    /// The paths left beside the site.
    pub fn left(&self) -> Vec<PathBuf> {
        ["new", "old", "lock"]
            .map(|suffix| beside(&self.site, suffix))
            .into_iter()
            .filter(|path| path.exists())
            .collect()
    }
}

pub fn arguments(command: &mut Command, bank: &Path, site: &Path) {
    command
        .args(["build", "--quiet", "--root"])
        .arg(bank)
        .arg("--output")
        .arg(site)
        .env("NO_COLOR", "1");
}

fn run(mut command: Command, bank: &Path, site: &Path) -> Output {
    arguments(&mut command, bank, site);
    command.finish().unwrap()
}

/// Whether this command works on this machine, and if not, why.
pub fn probe(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.finish() {
        Err(error) => Err(format!("`{name}` does not run: {error}")),
        Ok(output) if !output.status.success() => {
            let said = folder::stderr(&output);
            Err(format!(
                "`{name}` may not: {}",
                said.lines().next().unwrap_or("no reason given")
            ))
        }
        Ok(_) => Ok(()),
    }
}

/// Pseudo-random numbers, the same in every run.
pub struct Dice(pub u64);

impl Dice {
    /// From 0 to 1.
    pub fn roll(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1_u32 << 31)
    }
}
