//! `prepbook build`: the site, and what to do with it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;

use super::terminal::{count, count_findings, is_watched, say, size, use_colour};
use super::{BankArgs, Failure, exit_code, progress};
use crate::diagnostic::{self, Format};
use crate::output::folder::OutputFolder;
use crate::output::publish::Published;
use crate::pipeline::{self, Built};

#[derive(Debug, Args)]
pub struct BuildArgs {
    #[command(flatten)]
    bank: BankArgs,
    /// Where to write the site [default: _site in the bank's folder]
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Print findings only
    #[arg(long, short)]
    quiet: bool,
    /// How long to wait for another build of the same folder
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    wait: u64,
}

pub fn run(args: &BuildArgs) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let options = args.bank.options(true)?;
    let output = args
        .output
        .clone()
        .unwrap_or_else(|| options.root.join("_site"));
    // From here on, so that of two builds the one that began later also reads the bank later.
    let claim = OutputFolder::check(&output, &options.root)?
        .claim(Duration::from_secs(args.wait), &waiting)?;
    let bar = progress::Bar::new(!args.quiet && is_watched());
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
        return Ok(exit_code(&built, false));
    };
    let published = claim.commit(site)?;
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

fn waiting(folder: &Path) {
    say(&format!(
        "another build of `{}` is running; waiting until it is done\n",
        folder.display()
    ));
}

fn summary(
    built: &Built,
    pages: usize,
    published: Published,
    time: Duration,
    output: &Path,
) -> String {
    // `./_site` is where people look for `_site`.
    let output = output.strip_prefix(".").unwrap_or(output);
    format!(
        "{questions} in {topics}: {pages}, {size}, in {seconds:.2} s\n\
         reused {reused} compiled questions and {unchanged} of {files} files\n\
         \n\
         The site is in {folder}. Open {index} to read it; the search needs a server:\n\
         \x20   {serve}\n",
        questions = count(built.questions, "question"),
        topics = count(built.topics, "topic"),
        pages = count(pages, "page"),
        size = size(published.bytes),
        seconds = time.as_secs_f64(),
        reused = built.reused,
        unchanged = published.unchanged,
        files = published.files,
        folder = output.display(),
        serve = serve_command(),
        index = output.join("index.html").display(),
    )
}

/// What to type to see the site, by whoever runs this program now.
fn serve_command() -> &'static str {
    match std::env::var_os("CARGO") {
        Some(_) => "cargo run --release -- serve",
        None => "prepbook serve",
    }
}
