//! Flags in, words and an exit code out.

mod progress;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Args, Parser, Subcommand};

use crate::diagnostic::{self, Fault, Format, Severity};
use crate::input::config;
use crate::output::publish::{NotPublished, OutputFolder, Published};
use crate::pipeline::{self, BuildOptions, Built};

/// Turns a folder of Markdown questions into a static study site.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    build: BuildArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the site (what happens without a command, too)
    Build(BuildArgs),
    /// Check the whole bank, and write nothing
    Check(CheckArgs),
}

#[derive(Debug, Args)]
struct BankArgs {
    /// The folder that holds `questions/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Include questions marked `draft: true`
    #[arg(long)]
    drafts: bool,
    /// Where the site will live, in place of `base_url` in prepbook.yaml
    #[arg(long, value_name = "URL", value_parser = config::normalise_url)]
    base_url: Option<String>,
}

#[derive(Debug, Args)]
struct BuildArgs {
    #[command(flatten)]
    bank: BankArgs,
    /// Where to write the site [default: _site in the bank's folder]
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Print findings only
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Args)]
struct CheckArgs {
    #[command(flatten)]
    bank: BankArgs,
    /// How to print findings: for people on standard error, for programs on standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// What stopped the program before it could answer.
#[derive(Debug)]
pub enum Failure {
    /// The command or the settings are wrong: exit code 2.
    Usage(String),
    /// The machine failed: exit code 3.
    Machine(Fault),
}

impl Failure {
    /// Says what happened, and the exit code for it.
    pub fn report(self) -> ExitCode {
        let (message, code) = match self {
            Failure::Usage(message) => (message, 2),
            Failure::Machine(fault) => (fault.to_string(), 3),
        };
        say(&format!("error: {message}\n"));
        ExitCode::from(code)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Failure::Machine(fault)
    }
}

impl From<NotPublished> for Failure {
    fn from(cause: NotPublished) -> Self {
        match cause {
            NotPublished::Refused(message) => Failure::Usage(message),
            NotPublished::Fault(fault) => Failure::Machine(fault),
        }
    }
}

/// Runs the command that the arguments ask for.
pub fn run() -> Result<ExitCode, Failure> {
    let cli = Cli::parse();
    match cli.command {
        None => build(&cli.build),
        Some(Command::Build(args)) => build(&args),
        Some(Command::Check(args)) => check(&args),
    }
}

fn options(bank: &BankArgs, cache: bool) -> Result<BuildOptions, Failure> {
    if !bank.root.is_dir() {
        return Err(Failure::Usage(format!(
            "there is no folder `{}`",
            bank.root.display()
        )));
    }
    Ok(BuildOptions {
        root: bank.root.clone(),
        base_url: bank.base_url.clone(),
        drafts: bank.drafts,
        cache,
    })
}

fn build(args: &BuildArgs) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let options = options(&args.bank, true)?;
    let output = args
        .output
        .clone()
        .unwrap_or_else(|| options.root.join("_site"));
    let folder = OutputFolder::check(&output, &options.root)?;
    let bar = progress::Bar::new(!args.quiet && std::io::stderr().is_terminal());
    let built = pipeline::build(&options, &|stage, done, all| bar.step(stage, done, all))?;
    bar.finish();
    say(&diagnostic::render(
        &built.findings,
        Format::Human,
        use_colour(),
    ));
    let Some(site) = &built.site else {
        say(&format!(
            "error: {}; the site was not touched\n",
            count_findings(&built)
        ));
        return Ok(exit_code(&built));
    };
    let published = folder.commit(site)?;
    if !args.quiet {
        say(&summary(
            &built,
            site.pages,
            published,
            start.elapsed(),
            &output,
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn check(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let options = options(&args.bank, false)?;
    let bar = progress::Bar::new(std::io::stderr().is_terminal());
    let built = pipeline::build(&options, &|stage, done, all| bar.step(stage, done, all))?;
    bar.finish();
    let report = diagnostic::render(&built.findings, args.format, use_colour());
    match args.format {
        Format::Human => {
            let verdict = match built.findings.is_empty() {
                true => format!("{}: nothing to mend\n", count(built.questions, "question")),
                false => format!(
                    "{}: {}\n",
                    count(built.questions, "question"),
                    count_findings(&built)
                ),
            };
            say(&(report + &verdict));
        }
        Format::Github | Format::Json => {
            let mut out = std::io::stdout().lock();
            let written = out.write_all(report.as_bytes()).and_then(|()| out.flush());
            written.map_err(Fault::on("write to", Path::new("standard output")))?;
        }
    }
    Ok(exit_code(&built))
}

/// 0 without errors, 2 where all of them are in the maintainer's own files, else 1.
fn exit_code(built: &Built) -> ExitCode {
    let errors: Vec<_> = built
        .findings
        .iter()
        .filter(|finding| finding.severity() == Severity::Error)
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

fn count_findings(built: &Built) -> String {
    match (built.errors(), built.warnings()) {
        (errors, 0) => count(errors, "error"),
        (0, warnings) => count(warnings, "warning"),
        (errors, warnings) => format!(
            "{} and {}",
            count(errors, "error"),
            count(warnings, "warning")
        ),
    }
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn summary(
    built: &Built,
    pages: usize,
    published: Published,
    time: Duration,
    output: &Path,
) -> String {
    let index = output.join("index.html");
    format!(
        "{questions} in {topics}: {pages}, {size}, in {seconds:.2} s\n\
         reused {reused} compiled questions and {unchanged} of {files} files\n\
         \n\
         The site is in {folder}. Open {index} to read it; search and studying need a server:\n\
         \x20   python3 -m http.server --directory {folder} 8000\n",
        questions = count(built.questions, "question"),
        topics = count(built.topics, "topic"),
        pages = count(pages, "page"),
        size = size(published.bytes),
        seconds = time.as_secs_f64(),
        reused = built.reused,
        unchanged = published.unchanged,
        files = published.files,
        folder = output.display(),
        index = index.display(),
    )
}

fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

fn use_colour() -> bool {
    std::io::stderr().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// To standard error. Nobody is left to tell if that fails.
fn say(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}
