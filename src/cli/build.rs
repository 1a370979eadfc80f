//! `prepbook build`: builds the site, and says how to look at it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;

use super::terminal::{count, count_findings, is_watched, say, size, translations, use_colour};
use super::timings::{Laps, TimingsFormat};
use super::{BankArgs, Failure, because, exit_code, printed, progress};
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
    /// Where to keep compiled questions, instead of the bank's .prepbook; trusted wherever it comes from [env: PREPBOOK_CACHE]
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Print findings only
    #[arg(long, short)]
    quiet: bool,
    /// Show where the time went: for people, or as `--timings=json` for programs
    #[arg(long, value_name = "FORMAT", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    timings: Option<TimingsFormat>,
    /// Show why files were made, or why one was or was not
    #[arg(long, value_name = "PATH", num_args = 0..=1)]
    explain: Option<Option<String>>,
    /// How long to wait for another build of the same folder
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    wait: u64,
}

pub fn run(args: &BuildArgs) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let mut options = args.bank.options()?;
    options.cache = cache_folder(args)?;
    let output = args
        .output
        .clone()
        .unwrap_or_else(|| options.root.join("_site"));
    // The folder is locked before the bank is read, so that the build that starts later also reads the later text.
    let claim = OutputFolder::check(&output, &options.root)?
        .claim(Duration::from_secs(args.wait), &waiting)?;
    if let Some(remains) = claim.restored.as_ref().filter(|_| !args.quiet) {
        say(&format!(
            "a build that was killed had left the site as `{}`; it is back\n",
            remains.display()
        ));
    }
    let bar = progress::Bar::new(!args.quiet && is_watched());
    let laps = Laps::new();
    let step = |stage, done, all| {
        laps.step(stage);
        bar.step(stage, done, all);
    };
    let built = pipeline::publish(&options, &claim, &step)?;
    bar.finish();
    match args.timings {
        Some(TimingsFormat::Json) => printed(&laps.report(&built, TimingsFormat::Json))?,
        Some(TimingsFormat::Text) => say(&laps.report(&built, TimingsFormat::Text)),
        None => {}
    }
    say(&diagnostic::render(
        &built.findings,
        Format::Human,
        use_colour(),
    ));
    let Some(published) = &built.published else {
        say(&format!(
            "error: {}; the site was not touched\n",
            count_findings(&built)
        ));
        return Ok(exit_code(&built, false));
    };
    if let Some(asked) = &args.explain {
        let output = output.strip_prefix(".").unwrap_or(&output);
        printed(&because::text(published, asked.as_deref(), output)?)?;
    }
    if !args.quiet {
        // Foreign files in the site are listed, so that nobody publishes them unknowingly.
        say(&kept(&published.carried, &output));
        say(&summary(&built, published, start.elapsed(), &output));
    }
    Ok(ExitCode::SUCCESS)
}

/// The cache folder that the caller named: an existing folder, or one to be created.
fn cache_folder(args: &BuildArgs) -> Result<Option<PathBuf>, Failure> {
    let named = || std::env::var_os("PREPBOOK_CACHE").filter(|name| !name.is_empty());
    let folder = args.cache.clone().or_else(|| named().map(PathBuf::from));
    match folder
        .as_ref()
        .filter(|path| path.exists() && !path.is_dir())
    {
        Some(path) => Err(Failure::Usage(format!(
            "`{}` is not a folder; name one with `--cache`",
            path.display()
        ))),
        None => Ok(folder),
    }
}

fn waiting(folder: &Path) {
    say(&format!(
        "another build of `{}` is running; waiting until it is done\n",
        folder.display()
    ));
}

/// How many names of a list are printed.
const MOST_NAMES: usize = 10;

/// Lists the files in the site's folder that do not belong to it.
fn kept(carried: &[PathBuf], output: &Path) -> String {
    if carried.is_empty() {
        return String::new();
    }
    let names = carried.iter().take(MOST_NAMES);
    let names: Vec<String> = names
        .map(|path| format!("`{}`", diagnostic::visible(&path.to_string_lossy())))
        .collect();
    let more = match carried.len().saturating_sub(MOST_NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let [files, folder] = [count(carried.len(), "file"), shown(output)];
    format!(
        "kept {files} in {folder} that prepbook did not make: {}{more}\n",
        names.join(", ")
    )
}

/// The output folder without `./` in front.
fn shown(output: &Path) -> String {
    let output = output.strip_prefix(".").unwrap_or(output);
    output.display().to_string()
}

fn summary(built: &Built, published: &Published, time: Duration, output: &Path) -> String {
    format!(
        "{questions}{translations} in {topics}: {pages}, {size}, in {seconds:.2} s\n\
         reused {reused} compiled questions and {unchanged} of {files} files\n\
         \n\
         The site is in {folder}. Open {index} to read it; the search needs a server:\n\
         \x20   {serve}\n",
        questions = count(built.questions, "question"),
        translations = translations(built),
        topics = count(built.topics, "topic"),
        pages = count(built.pages, "page"),
        size = size(published.bytes),
        seconds = time.as_secs_f64(),
        reused = built.reused,
        unchanged = published.unchanged,
        files = published.files,
        folder = shown(output),
        serve = serve_command(),
        index = shown(&output.join("index.html")),
    )
}

/// The command for showing the site, depending on how this program was started.
fn serve_command() -> &'static str {
    match std::env::var_os("CARGO") {
        Some(_) => "cargo run --release -- serve",
        None => "prepbook serve",
    }
}
