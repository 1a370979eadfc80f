//! The command line: parses flags, prints texts, returns an exit code. Each command is a module.

mod because;
mod build;
mod check;
mod editor;
mod explain;
mod export;
mod files;
mod import;
mod init;
mod new;
mod progress;
mod serve;
mod terminal;
mod timings;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::diagnostic::{Failure, Fault, Severity, runner};
use crate::input::config;
use crate::input::source;
use crate::pipeline::{self, BuildOptions, Built};

/// Turns a folder of Markdown questions into a static study site.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    build: build::BuildArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the site (also without a command)
    Build(build::BuildArgs),
    /// Show the site on this machine, and follow every change
    Serve(serve::ServeArgs),
    /// Check the whole bank, its style included; change files only with `--fix`
    Check(check::CheckArgs),
    /// Make the file of a new question, with the sections of a good answer to fill in
    New(new::NewArgs),
    /// Turn a bank of another shape (a README, flashcards, CSV) into question files
    Import(import::ImportArgs),
    /// Write all questions, or those of a topic, in another form: an Anki deck, a book, JSON, CSV
    Export(export::ExportArgs),
    /// Start a bank of your own, or write out templates and static files to override
    Init(init::InitArgs),
}

/// Runs the command that the arguments ask for.
pub fn run() -> Result<ExitCode, Failure> {
    let cli = Cli::parse();
    match cli.command {
        None => build::run(&cli.build),
        Some(Command::Build(args)) => build::run(&args),
        Some(Command::Serve(args)) => serve::run(&args),
        Some(Command::Check(args)) => check::run(&args),
        Some(Command::New(args)) => new::run(&args),
        Some(Command::Import(args)) => import::run(&args),
        Some(Command::Export(args)) => export::run(&args),
        Some(Command::Init(args)) => init::run(&args),
    }
}

/// Which bank to read, and which parts of it; shared by all commands that read a bank.
#[derive(Debug, Args)]
struct BankArgs {
    /// The folder that holds `questions/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Include questions marked `draft: true`
    #[arg(long)]
    drafts: bool,
    /// Where the site will live, instead of `base_url` in prepbook.yaml
    #[arg(long, value_name = "URL", value_parser = config::normalise_url)]
    base_url: Option<String>,
}

impl BankArgs {
    /// Options for the pipeline.
    fn options(&self) -> Result<BuildOptions, Failure> {
        if !self.root.is_dir() {
            return Err(Failure::Usage(format!(
                "there is no folder `{}`",
                self.root.display()
            )));
        }
        has_questions(&self.root)?;
        Ok(BuildOptions {
            root: self.root.clone(),
            base_url: self.base_url.clone(),
            drafts: self.drafts,
            cache: None,
        })
    }
}

/// Refuses a folder without `questions`: most likely another one was meant. Whether that is a folder is found out when it is read.
fn has_questions(root: &Path) -> Result<(), Failure> {
    match root.join(source::FOLDER).symlink_metadata() {
        Ok(_) => Ok(()),
        Err(_) => Err(Failure::Usage(format!(
            "there is no folder `{}` in `{}`; name the bank's folder with `--root`, or start a bank with `prepbook init DIR`",
            source::FOLDER,
            root.display()
        ))),
    }
}

/// Today's date in UTC. It is used for dating new files; what is built never depends on it.
fn today() -> Date {
    Offset::UTC.to_datetime(Timestamp::now()).date()
}

/// Prints output for programs on standard output.
fn printed(text: &str) -> Result<(), Fault> {
    // Lines in GitHub's format are meant to be commands.
    let text = match runner::is_listening() {
        true => runner::harmless_in_command(text),
        false => text.into(),
    };
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(Fault::on("write to", Path::new("standard output")))
}

impl Failure {
    /// Prints it, and returns the exit code: 2 where the command or the settings are wrong, 3 where the machine failed.
    pub fn report(self) -> ExitCode {
        let (message, code) = match self {
            Failure::Usage(message) => (message, 2),
            Failure::Machine(fault) => (fault.to_string(), 3),
        };
        terminal::say(&format!("error: {message}\n"));
        ExitCode::from(code)
    }
}

/// 0 without errors, 2 if all of them are in the maintainer's own files, else 1. `strict` treats warnings as errors.
fn exit_code(built: &Built, strict: bool) -> ExitCode {
    let errors: Vec<_> = built
        .findings
        .iter()
        .filter(|finding| strict || finding.severity == Severity::Error)
        .collect();
    match errors
        .iter()
        .all(|finding| pipeline::is_about_settings(finding))
    {
        _ if errors.is_empty() => ExitCode::SUCCESS,
        true => ExitCode::from(2),
        false => ExitCode::from(1),
    }
}
