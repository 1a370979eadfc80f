//! LICENSE-THIRD-PARTY.md has what those who pass on the program owe to others: the notices of the grammars that two-face carries,
//! and of the regular expressions that read them.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::command::Finish as _;

const INTRODUCTION: &str = "\
# Third-party notices

The program holds grammars of code languages and a library in C, under terms that ask for these notices wherever a copy goes: a
binary has to come with this file. `prepbook` itself is under [MIT](LICENSE-MIT) or [Apache 2.0](LICENSE-APACHE). The Rust crates
that it is made of are named in `Cargo.lock`, each with its licence in its own sources; `deny.toml` has the licences that may be
among them. `tests/it/licences.rs` checks this file.

## Examples of CommonMark, in the sources only

`tests/commonmark/` holds examples of the CommonMark specification by John MacFarlane, under CC BY-SA 4.0. They are no part of a
binary.
";

/// The text of Oniguruma's licence, from the crate that carries its sources.
fn oniguruma() -> String {
    // Crates of other systems have not been fetched.
    let rustc = Command::new("rustc")
        .arg("-vV")
        .finish()
        .expect("rustc runs");
    let about = String::from_utf8(rustc.stdout).expect("a text");
    let host = about
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .expect("a host");
    let metadata = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--offline",
            "--filter-platform",
            host,
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .finish()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&metadata.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("a list");
    let package = packages
        .iter()
        .find(|package| package["name"] == "onig_sys")
        .expect("the regular expressions are Oniguruma's");
    let manifest = package["manifest_path"].as_str().expect("a path");
    let copying = Path::new(manifest).with_file_name("oniguruma/COPYING");
    fs::read_to_string(copying).expect("the licence is with the sources")
}

fn notices() -> String {
    let mut text = INTRODUCTION.to_owned();
    let mut section = |title: &str, licence: &str| {
        let lines: Vec<&str> = licence.trim().lines().map(str::trim_end).collect();
        write!(
            text,
            "\n## {title}\n\n````text\n{}\n````\n",
            lines.join("\n")
        )
        .expect("a text has room");
    };
    section("Oniguruma", &oniguruma());
    for licence in two_face::acknowledgement::listing().for_syntaxes() {
        let path = licence.rel_path.to_string_lossy().replace('\\', "/");
        section(&format!("Grammar: `{path}`"), &licence.text);
    }
    text
}

#[test]
fn the_notices_are_those_of_the_grammars_that_the_program_carries() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("LICENSE-THIRD-PARTY.md");
    let notices = notices();
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        fs::write(&path, &notices).expect("the file can be written");
    }
    let written = fs::read_to_string(&path)
        .expect("the notices")
        .replace("\r\n", "\n");
    assert!(
        written == notices,
        "run `INSTA_UPDATE=always cargo test --test it licences::`"
    );
    assert!(notices.matches("\n## Grammar: ").count() > 20);
}
