//! Hostile text: whatever a contributor writes, the site holds what was meant and nothing else.

mod support;

use std::fs;
use std::path::Path;

use support::hostile;

/// Runs a target of `fuzz/` on the inputs that are kept for it.
fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(support::REPOSITORY)
        .join("tests/hostile/inputs")
        .join(name);
    let mut inputs: Vec<_> = fs::read_dir(folder)
        .expect("a folder of inputs")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty(), "{name}");
    for input in inputs {
        let bytes = fs::read(&input).expect("an input");
        let outcome = std::panic::catch_unwind(|| target(&bytes));
        assert!(outcome.is_ok(), "{}", input.display());
    }
}

#[test]
fn front_matter_that_once_failed_holds_now() {
    replay("front_matter", hostile::front_matter);
}

#[test]
fn markdown_that_once_failed_holds_now() {
    replay("markdown", hostile::markdown);
}

#[test]
fn slugs_that_once_failed_hold_now() {
    replay("slugs", hostile::slugs);
}

#[test]
fn search_texts_that_once_failed_hold_now() {
    replay("search", hostile::search);
}
