//! Shared by several tests: banks to build, and the sites made from them.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod budget;
pub mod command;
pub mod folder;
pub mod hostile;
pub mod html;
pub mod preview;
pub mod published;
pub mod xml;

use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use prepbook::diagnostic::{self, Format};
use prepbook::input::memory::Memory;
use prepbook::pipeline::{self, BuildOptions};
use prepbook::site::{Plan, Site};
use proptest::test_runner::{Config as Cases, RngSeed};
use tempfile::TempDir;

/// The folder with the program's own bank.
pub const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// The address that the sites are made for, with a path as on GitHub Pages.
pub const BASE_URL: &str = "https://example.org/repo/";

fn options(root: &Path) -> BuildOptions {
    BuildOptions {
        root: root.to_path_buf(),
        base_url: Some(BASE_URL.into()),
        drafts: false,
        cache: None,
    }
}

/// The site of a bank before its files are made.
pub fn plan(root: &Path) -> Plan {
    let (memory, keep) = (&mut Memory::default(), &pipeline::KeepNothing);
    let (prepared, findings) = pipeline::prepare(&options(root), memory, keep, &|_, _, _| ())
        .expect("the bank can be read");
    let findings = prepared.weigh(findings);
    assert!(
        !diagnostic::has_errors(&findings),
        "the bank has errors:\n{}",
        diagnostic::render(&findings, Format::Human, false)
    );
    prepared.plan
}

/// The site of a bank, in memory.
pub fn site(root: &Path) -> Site {
    let built = pipeline::build(&options(root), &|_, _, _| ()).expect("the bank can be read");
    let findings = diagnostic::render(&built.findings, Format::Human, false);
    built
        .site
        .unwrap_or_else(|| panic!("the bank has errors:\n{findings}"))
}

/// A bank with these files, each given by its path below `questions/` and its text.
pub fn bank(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join("questions").join(path);
        let parent = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(parent).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }
    folder
}

/// The size when compressed as servers do.
pub fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory does not fail");
    encoder.finish().expect("memory does not fail").len()
}

/// The same cases in every run, so that what fails once fails always. `PROPTEST_RNG_SEED` asks for others, and `PROPTEST_CASES` for
/// more. What fails is made smaller for a minute at most.
pub fn cases(cases: u32) -> Cases {
    let config = Cases::default();
    Cases {
        cases: match std::env::var_os("PROPTEST_CASES") {
            Some(_) => config.cases.max(cases),
            None => cases,
        },
        rng_seed: match config.rng_seed {
            RngSeed::Random => RngSeed::Fixed(20_261_127),
            seed @ RngSeed::Fixed(_) => seed,
        },
        failure_persistence: None,
        max_shrink_time: 60_000,
        ..config
    }
}
