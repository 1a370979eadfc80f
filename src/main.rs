//! The command. Everything is in the library; this decides the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    match prepbook::cli::run() {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
