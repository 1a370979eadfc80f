//! Prints text for people, on standard error.

use std::io::{IsTerminal, Write};

use crate::diagnostic::runner;
use crate::pipeline::Built;

/// Prints. If that fails, there is nobody to tell.
pub fn say(text: &str) {
    let text = match runner::is_listening() {
        true => runner::harmless(text),
        false => text.into(),
    };
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Whether standard error is a terminal.
pub fn is_watched() -> bool {
    std::io::stderr().is_terminal()
}

/// Whether to colour what is printed. <https://no-color.org>
pub fn use_colour() -> bool {
    is_watched() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// `3 errors and 1 warning`
pub fn count_findings(built: &Built) -> String {
    match (built.errors(), built.warnings()) {
        (errors, 0) => count(errors, "error"),
        (0, warnings) => count(warnings, "warning"),
        (errors, warnings) => {
            format!(
                "{} and {}",
                count(errors, "error"),
                count(warnings, "warning")
            )
        }
    }
}

/// `1 question`, `2 questions`
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// What follows the number of questions: ` and 38 translations`.
pub fn translations(built: &Built) -> String {
    match built.translations {
        0 => String::new(),
        number => format!(" and {}", count(number, "translation")),
    }
}

/// A size in bytes, in a suitable unit.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
