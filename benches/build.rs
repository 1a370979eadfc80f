//! How long builds take, relative to highlighting alone: every code block of the same bank through plain syntect on two threads,
//! with each page written. Everything is measured in one run on one machine, so the ratios hold on other machines too.
//!
//! `cargo bench --bench build`, or with `SIZES=1000,10000,100000` before it. `user` is the processor time of the program itself.

#![allow(
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "a measurement that fails ends"
)]

#[path = "corpus/mod.rs"]
mod corpus;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use corpus::{Corpus, Random};
use rayon::prelude::*;
use syntect::parsing::{ParseState, ScopeStack, SyntaxSet};

const SEED: u64 = 20_261_126;
const RUNS: usize = 3;

fn main() {
    let sizes = std::env::var("SIZES").unwrap_or_else(|_| "1000,10000".into());
    println!(
        "questions  what                  seconds   user  in units of highlighting alone   peak MB"
    );
    for size in sizes.split(',').filter_map(|size| size.trim().parse().ok()) {
        measure(size);
    }
}

/// What one run cost.
#[derive(Clone, Copy, Default)]
struct Cost {
    time: Duration,
    user: Duration,
    peak: u64,
}

fn measure(size: usize) {
    let folder = tempfile::TempDir::new().unwrap();
    let bank = folder.path().join("bank");
    write_bank(&bank, size);
    let pages = folder.path().join("pages");
    let old = folder.path().join("old");
    fs::create_dir(&old).unwrap();
    let put_away = |path: &Path| put_away(path, &old);
    let unit = median(|_| {
        put_away(&pages);
        highlighting_alone(&bank, &pages)
    });
    let floor = median(|_| {
        put_away(&pages);
        floor(&bank, &pages)
    });
    let cold = median(|_| {
        for kept in [".prepbook", "_site"] {
            put_away(&bank.join(kept));
        }
        build(&bank)
    });
    let unchanged = median(|_| build(&bank));
    let edit = median(|number| {
        let path = bank.join("questions/topic-3/question-3.md");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}\nEdited for the {number}th time.\n")).unwrap();
        build(&bank)
    });
    let rows = [
        ("highlighting alone", unit),
        ("floor: read, write", floor),
        ("cold", cold),
        ("nothing changed", unchanged),
        ("one answer edited", edit),
    ];
    for (what, cost) in rows {
        let part = |time: Duration, of: Duration| time.as_secs_f64() / of.as_secs_f64();
        println!(
            "{size:>9}  {what:<20} {:>8.3} {:>6.2}  {:>8.3} (user {:>6.3}) {:>19}",
            cost.time.as_secs_f64(),
            cost.user.as_secs_f64(),
            part(cost.time, unit.time),
            part(cost.user, unit.user),
            cost.peak,
        );
    }
}

/// Moves a folder out of the way. Removing it here would be measured afterwards: ext4 looks at each file that was removed in the
/// last minute before it gives out a new one, so that a build after ten thousand removals takes twice as long.
fn put_away(path: &Path, to: &Path) {
    let number = fs::read_dir(to).unwrap().count();
    let _ = fs::rename(path, to.join(number.to_string()));
}

fn median(mut run: impl FnMut(usize) -> Cost) -> Cost {
    let mut costs: Vec<Cost> = (0..RUNS).map(&mut run).collect();
    costs.sort_by_key(|cost| cost.time);
    costs[costs.len() / 2]
}

/// Runs the program, which reports its own peak memory.
fn build(bank: &Path) -> Cost {
    let (start, before) = (Instant::now(), processor_time(Whose::Children));
    let output = Command::new(env!("CARGO_BIN_EXE_prepbook"))
        .args(["build", "--quiet", "--timings=json"])
        .env("RAYON_NUM_THREADS", "2")
        .current_dir(bank)
        .output()
        .unwrap();
    let time = start.elapsed();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let timings: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    Cost {
        time,
        user: processor_time(Whose::Children) - before,
        peak: timings["peak_bytes"].as_u64().unwrap_or(0) / 1_000_000,
    }
}

/// The unit: what every program that colours code has to do.
fn highlighting_alone(bank: &Path, pages: &Path) -> Cost {
    let syntaxes = two_face::syntax::extra_newlines();
    each_page(bank, pages, |text| {
        let mut page = String::with_capacity(text.len() * 2);
        let mut parts = text.split("\n```");
        page += parts.next().unwrap_or_default();
        while let (Some(block), after) = (parts.next(), parts.next()) {
            let (language, code) = block.split_once('\n').unwrap_or((block, ""));
            colour(language, code, &syntaxes, &mut page);
            page += after.unwrap_or_default();
        }
        page
    })
}

fn colour(language: &str, code: &str, syntaxes: &SyntaxSet, page: &mut String) {
    let syntax = syntaxes.find_syntax_by_token(language.trim());
    let mut state = ParseState::new(syntax.unwrap_or_else(|| syntaxes.find_syntax_plain_text()));
    let mut stack = ScopeStack::new();
    for line in code.split_inclusive('\n') {
        let mut from = 0;
        for (at, operation) in state.parse_line(line, syntaxes).unwrap() {
            *page += &format!(
                "<span class=\"s{}\">{}</span>",
                stack.len(),
                &line[from..at]
            );
            stack.apply(&operation).unwrap();
            from = at;
        }
        *page += &line[from..];
    }
}

/// The least that any program has to do: read every question, and write a page for each.
fn floor(bank: &Path, pages: &Path) -> Cost {
    each_page(bank, pages, str::to_owned)
}

fn each_page(bank: &Path, pages: &Path, make: impl Fn(&str) -> String + Sync) -> Cost {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build()
        .unwrap();
    let (start, before) = (Instant::now(), processor_time(Whose::Own));
    pool.install(|| {
        sources(bank).par_iter().for_each(|path| {
            let text = fs::read_to_string(path).unwrap();
            let folder = pages.join(path.file_stem().unwrap());
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("index.html"), make(&text)).unwrap();
        });
    });
    Cost {
        time: start.elapsed(),
        user: processor_time(Whose::Own) - before,
        peak: 0,
    }
}

/// Whose processor time to read.
#[derive(Clone, Copy)]
enum Whose {
    Own = 12,
    Children = 14,
}

/// User time of this process or its children: fields 14 and 16 of `/proc/self/stat`. Zero if there is no such file.
fn processor_time(whose: Whose) -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let field = stat
        .rsplit(')')
        .next()
        .and_then(|rest| rest.split(' ').nth(whose as usize));
    Duration::from_millis(10) * field.and_then(|ticks| ticks.parse().ok()).unwrap_or(0)
}

fn sources(bank: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(bank.join("questions")).into_iter();
    let files = files.map(|entry| entry.unwrap().into_path());
    files
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect()
}

/// A bank with two code blocks in each answer: those of this repository's bank, with changed names.
fn write_bank(bank: &Path, size: usize) {
    let corpus = Corpus::new(size);
    corpus.write(bank, size, SEED);
    let blocks = corpus::code_blocks();
    let mut random = Random::new(SEED);
    for (number, path) in sources(bank).iter().enumerate() {
        let mut text = fs::read_to_string(path).unwrap();
        for _ in 0..2 {
            let block = random.of(&blocks);
            text += &format!(
                "\n{}\n",
                block.replace("order", &format!("order_{}", number % 997))
            );
        }
        fs::write(path, text).unwrap();
    }
    // This file is edited later.
    let edited = bank.join("questions/topic-3/question-3.md");
    let found = sources(bank)
        .into_iter()
        .find(|path| path.ends_with("question-3.md"));
    fs::rename(found.unwrap(), edited).unwrap();
    // Small banks are offered as downloads and large ones are not, which would make the sizes two different tasks.
    fs::write(bank.join("prepbook.yaml"), "downloads: []\n").unwrap();
}
