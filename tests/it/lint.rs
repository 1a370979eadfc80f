//! `prepbook check` as the editor of a bank: its rules, the weight of each, its repairs, and its memory of what was published.
//!
//! After a change that is meant, `INSTA_UPDATE=always cargo test --test it lint::` writes the snapshots anew; the difference is
//! for review.

#[cfg(unix)]
mod checkout;
mod command;
mod repairs;
mod rules;
mod translations;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;

use tempfile::TempDir;

use crate::support::command::Finish as _;

/// The day of all checks here.
const TODAY: &str = "2026-11-22";

/// A question with which no rule finds fault, as a template to break.
const GOOD: &str = "---
title: What is a queue?
difficulty: medium
tags: [messaging]
added: 2026-11-01
reviewed: 2026-11-01
sources:
  - title: \"Gray and Reuter, Transaction processing (1992)\"
---
A queue hands out first what came first.

## Key points

- first in, first out
- one consumer a message
- durable

## In depth

Text.

## Trade-offs

Text.

## Common mistakes

Text.

## What interviewers look for

Text.

## Follow-up questions

Text.
";

/// A bank in a folder of its own.
struct Bank(TempDir);

impl Bank {
    fn new() -> Bank {
        let bank = Bank(TempDir::new().unwrap());
        bank.write("questions/messaging/_topic.yaml", "title: Messaging\n");
        bank
    }

    /// A bank with one question.
    fn of(text: &str) -> Bank {
        Bank::new().with("queue", text)
    }

    fn with(self, slug: &str, text: &str) -> Bank {
        self.write(&format!("questions/messaging/{slug}.md"), text);
        self
    }

    fn settings(self, text: &str) -> Bank {
        self.write("prepbook.yaml", text);
        self
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, slug: &str) -> String {
        fs::read_to_string(self.path().join(format!("questions/messaging/{slug}.md"))).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        let output: Output = Command::new(env!("CARGO_BIN_EXE_prepbook"))
            .current_dir(self.path())
            .env("NO_COLOR", "1")
            .args(arguments)
            .finish()
            .unwrap();
        Answer {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn check(&self, more: &[&str]) -> Answer {
        self.run(&[&["check", "--today", TODAY], more].concat())
    }
}

/// What the command answers.
struct Answer {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Answer {
    fn snapshot(&self) -> String {
        format!("exit code {}\n{}{}", self.code, self.stdout, self.stderr)
    }
}

/// The good question, with `from` replaced.
fn good_but(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}
