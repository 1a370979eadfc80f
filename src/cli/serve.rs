//! `prepbook serve`: the preview.

use std::process::{ExitCode, Stdio};

use clap::Args;

use super::terminal::{count, say, use_colour};
use super::{BankArgs, Failure};
use crate::diagnostic::{self, Format};
use crate::input::program;
use crate::serve::{self, Event, ServeOptions};

#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    bank: BankArgs,
    /// The port [default: 4000, or a free one if that is taken]
    #[arg(long, short)]
    port: Option<u16>,
    /// Serve below this path, as GitHub Pages does for a project: `/repo/`
    #[arg(long, value_name = "PATH", default_value = "/", value_parser = base_path)]
    base: String,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// Look for changes at intervals, if the system does not report them
    #[arg(long)]
    poll: bool,
}

pub fn run(args: &ServeArgs) -> Result<ExitCode, Failure> {
    let options = ServeOptions {
        build: args.bank.options()?,
        port: args.port,
        base: args.base.clone(),
        poll: args.poll,
    };
    serve::run(options, |event| match event {
        Event::Serving(address) => {
            say(&format!(
                "The site is at {address} and follows your changes. Ctrl-C stops it.\n"
            ));
            if args.open && !opens(address) {
                say("No browser could be opened; open the address yourself.\n");
            }
        }
        Event::Refreshed(findings, questions, time) => {
            let found = diagnostic::render(findings, Format::Human, use_colour());
            say(&format!(
                "{found}{} read in {} ms\n",
                count(questions, "question"),
                time.as_millis()
            ));
        }
        Event::Fault(fault) => say(&format!("error: {fault}; the next change is tried again\n")),
        Event::Stopped => say("\nStopped.\n"),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Opens an address in the browser, with the first program that works.
fn opens(address: &str) -> bool {
    open::commands(address).into_iter().any(|mut command| {
        command.env("PATH", program::trusted_path(None));
        command.stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        // Ctrl-C should end the preview, but not the browser.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.spawn().is_ok()
    })
}

/// A path with a slash at both ends.
fn base_path(text: &str) -> Result<String, String> {
    let middle = text.trim_matches('/');
    let good = middle.split('/').all(|part| {
        !matches!(part, "." | "..")
            && part
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || "-._~".contains(char))
    });
    match (good, middle) {
        (false, _) => Err("a path such as `/repo/` is made of letters, digits and hyphens".into()),
        (true, "") => Ok("/".into()),
        (true, middle) => Ok(format!("/{middle}/")),
    }
}
