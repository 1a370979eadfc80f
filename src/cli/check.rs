//! `prepbook check`: reports every finding, including those of style, and fixes some of them on request.

use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;

use super::terminal::{count, count_findings, is_watched, say, use_colour};
use super::{BankArgs, Failure, exit_code, explain, printed, progress, today};
use crate::diagnostic::{self, Format};
use crate::input::history::History;
use crate::pipeline::{self, Built, CheckOptions, Mended};

#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    bank: BankArgs,
    /// How to print findings: for people on standard error, for programs on standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Let warnings fail the check
    #[arg(long)]
    strict: bool,
    /// Leave out the rules of style: report what a build would report
    #[arg(long, conflicts_with = "today")]
    no_lint: bool,
    /// Sort tags, make `related` mutual and put front matter keys in order, then check
    #[arg(long)]
    fix: bool,
    /// Compare with a git revision: slugs published then must still lead somewhere
    #[arg(long, value_name = "REV")]
    against: Option<String>,
    /// Judge reviews as of this day [default: today]
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    /// Explain a code, or list all of them, and check nothing
    #[arg(long, value_name = "CODE", num_args = 0..=1, conflicts_with_all = ["fix", "against", "strict"])]
    explain: Option<Option<String>>,
}

pub fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    if let Some(code) = &args.explain {
        let text = explain::text(code.as_deref(), &args.bank.root)?;
        printed(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let options = args.bank.options()?;
    let history = args
        .against
        .as_ref()
        .map(|revision| History::open(&options.root, revision))
        .transpose()?;
    let bar = progress::Bar::new(is_watched());
    let step = |stage, done, all| bar.step(stage, done, all);
    let mended = match args.fix {
        true => pipeline::fix(&options, &step)?,
        false => Vec::new(),
    };
    let check = CheckOptions {
        style: (!args.no_lint).then(|| args.today.unwrap_or_else(today)),
        history,
    };
    let built = pipeline::check(&options, &check, &step)?;
    bar.finish();
    if args.fix {
        say(&report_of(&mended));
    }
    let report = diagnostic::render(&built.findings, args.format, use_colour());
    match args.format {
        Format::Human => say(&format!(
            "{report}{}{}: {}\n",
            count(built.questions, "question"),
            left_out(&built),
            verdict(&built, args.strict)
        )),
        Format::Github | Format::Json => printed(&report)?,
    }
    Ok(exit_code(&built, args.strict))
}

/// Drafts are not checked, and nobody is to think that they were.
fn left_out(built: &Built) -> String {
    match built.hidden {
        0 => String::new(),
        hidden => format!(
            ", and {} left out (`--drafts` checks them, too)",
            count(hidden, "draft")
        ),
    }
}

fn verdict(built: &Built, strict: bool) -> String {
    match built.findings.is_empty() {
        true => "nothing to mend".to_owned(),
        false if strict && built.errors() == 0 => {
            format!(
                "{}, which `--strict` does not let pass",
                count_findings(built)
            )
        }
        false => count_findings(built),
    }
}

fn report_of(mended: &[Mended]) -> String {
    let lines: String = mended
        .iter()
        .map(|file| format!("mended {}: {}\n", file.path, file.changes.join(", ")))
        .collect();
    match mended.len() {
        0 => "nothing could be mended without an editor\n\n".to_owned(),
        files => format!("{lines}{} mended\n\n", count(files, "file")),
    }
}
