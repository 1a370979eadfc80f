//! What must happen with hostile input and faults, row by row, and which tests hold each row: `tests/hostile/rows.tsv`.
//!
//! A test is named by its file and its name: `cli::quiet_means_quiet` is in `tests/it/cli.rs` or below `tests/it/cli/`, and
//! `src/route.rs::percent_encoding_returns` in that file. What stands in `tests/diagnostics/` is named as if it were a function.

use std::fs;
use std::path::{Path, PathBuf};

/// Where tests stand.
const FOLDERS: [&str; 2] = ["tests/it", "tests"];

const ROWS: usize = 53;

struct Row {
    number: usize,
    tests: Vec<String>,
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rows() -> Vec<Row> {
    let table = fs::read_to_string(repository().join("tests/hostile/rows.tsv")).unwrap();
    table
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [number, _what, tests] = cells[..] else {
                panic!("three cells: {line}");
            };
            Row {
                number: number.parse().unwrap(),
                tests: tests.split_whitespace().map(str::to_owned).collect(),
            }
        })
        .collect()
}

/// Whether a test of this name would run.
fn exists(test: &str) -> bool {
    let Some((place, name)) = test.rsplit_once("::") else {
        return false;
    };
    let is_fixture = || {
        let fixture = format!("tests/diagnostics/{name}.bank");
        place == "diagnostics" && repository().join(fixture).is_file()
    };
    sources(place).iter().any(|text| is_test(text, name)) || is_fixture()
}

/// The texts in which a test of this place may stand.
fn sources(place: &str) -> Vec<String> {
    let mut paths: Vec<PathBuf> = match place.starts_with("src/") {
        true => vec![repository().join(place)],
        false => FOLDERS
            .iter()
            .map(|folder| repository().join(format!("{folder}/{place}.rs")))
            .collect(),
    };
    for folder in FOLDERS {
        let below = fs::read_dir(repository().join(folder).join(place));
        let entries = below.into_iter().flatten();
        paths.extend(entries.map(|entry| entry.unwrap().path()));
    }
    paths
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .filter_map(|path| fs::read_to_string(path).ok())
        .collect()
}

/// A function that the test harness finds, or one that takes its name from a list.
fn is_test(text: &str, name: &str) -> bool {
    let is_definition = |line: &str| {
        let line = line.trim_start().trim_start_matches("pub ");
        let line = line.trim_start_matches("async ");
        line.strip_prefix("fn ")
            .and_then(|rest| rest.strip_prefix(name))
            .is_some_and(|rest| rest.starts_with(['(', '<']))
    };
    let lines: Vec<&str> = text.lines().collect();
    let Some(at) = lines.iter().position(|line| is_definition(line)) else {
        return false;
    };
    let attributes = lines[..at]
        .iter()
        .rev()
        .take_while(|line| line.trim_start().starts_with("#["));
    let is_marked = attributes.into_iter().any(|line| line.contains("#[test]"));
    // Without the harness a test's body is told from other functions by what it gives back.
    let signature: String = lines[at..].concat();
    let signature = signature.split('{').next().unwrap_or_default();
    is_marked || signature.contains("-> Outcome") || signature.contains("-> Result<(), ")
}

#[test]
fn the_table_has_every_row_once() {
    let numbers: Vec<usize> = rows().iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=ROWS).collect::<Vec<_>>());
}

#[test]
fn every_test_in_the_table_exists() {
    let missing: Vec<String> = rows()
        .into_iter()
        .flat_map(|row| row.tests)
        .filter(|test| !exists(test))
        .collect();
    assert!(missing.is_empty(), "no such test: {missing:#?}");
}

#[test]
fn every_row_has_a_test() {
    let bare: Vec<usize> = rows()
        .iter()
        .filter(|row| row.tests.is_empty())
        .map(|row| row.number)
        .collect();
    assert_eq!(bare, [0; 0], "rows without a test");
}

#[test]
fn a_test_that_is_gone_is_missed() {
    assert!(exists("hostile::a_test_that_is_gone_is_missed"));
    assert!(exists("diagnostics::empty_bank_is_warned_of"));
    for gone in [
        "hostile::rows",
        "hostile::gone",
        "nowhere::rows",
        "rows",
        "diagnostics::gone",
    ] {
        assert!(!exists(gone), "{gone}");
    }
}
