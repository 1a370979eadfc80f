//! `prepbook check`: every finding, and nothing written.

use std::process::ExitCode;

use clap::Args;

use super::terminal::{count, count_findings, is_watched, say, use_colour};
use super::{BankArgs, Failure, exit_code, printed, progress};
use crate::diagnostic::{self, Format};
use crate::pipeline;

#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    bank: BankArgs,
    /// How to print findings: for people on standard error, for programs on standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

pub fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let options = args.bank.options(false)?;
    let bar = progress::Bar::new(is_watched());
    let built = pipeline::build(&options, &|stage, done, all| bar.step(stage, done, all))?;
    bar.finish();
    let report = diagnostic::render(&built.findings, args.format, use_colour());
    match args.format {
        Format::Human => {
            let verdict = match built.findings.is_empty() {
                true => "nothing to mend".to_owned(),
                false => count_findings(&built),
            };
            say(&format!(
                "{report}{}: {verdict}\n",
                count(built.questions, "question")
            ));
        }
        Format::Github | Format::Json => {
            printed(&report)?;
        }
    }
    Ok(exit_code(&built))
}
