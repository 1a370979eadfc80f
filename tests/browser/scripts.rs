//! The scripts as their authors see them: types hold, and formatting is nobody's concern. What checks them is never fetched
//! here: `npm ci --prefix tests/gates` installs it.

use std::path::Path;
use std::process::Command;

use libtest_mimic::{Completion, Failed, Trial};

use crate::support;
use crate::support::command::Finish as _;

pub fn trials(must_run: bool) -> Vec<Trial> {
    let types = ["-p", "static/jsconfig.json"];
    let format = [
        "--check",
        "static/js/**/*.js",
        "static/sw.js",
        "static/sw/*.js",
    ];
    vec![
        Trial::ignorable_test("scripts::types_hold", move || {
            run("typescript/bin/tsc", &types, must_run)
        }),
        Trial::ignorable_test("scripts::scripts_are_formatted", move || {
            run("prettier/bin/prettier.cjs", &format, must_run)
        }),
        Trial::test(
            "scripts::no_fault_of_types_is_passed_over",
            nothing_is_passed_over,
        ),
    ]
}

fn run(program: &str, arguments: &[&str], must_run: bool) -> Result<Completion, Failed> {
    let root = Path::new(support::REPOSITORY);
    let script = root.join("tests/gates/node_modules").join(program);
    if !script.exists() && !must_run {
        return Ok(Completion::ignored_with(format!(
            "there is no {}: npm ci --prefix tests/gates",
            script.display()
        )));
    }
    let output = Command::new("node")
        .arg(script)
        .args(arguments)
        .current_dir(root)
        .finish()
        .map_err(|error| format!("node: {error}"))?;
    if output.status.success() {
        return Ok(Completion::Completed);
    }
    let said = [output.stdout, output.stderr].concat();
    Err(String::from_utf8_lossy(&said).into_owned().into())
}

fn nothing_is_passed_over() -> Result<(), Failed> {
    let root = Path::new(support::REPOSITORY).join("static");
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "js") {
                let text = std::fs::read_to_string(&path)?;
                for sign in ["@ts-ignore", "@ts-expect-error", "@ts-nocheck"] {
                    assert!(!text.contains(sign), "{}: {sign}", path.display());
                }
                assert!(text.contains("// @ts-check"), "{}", path.display());
            }
        }
    }
    Ok(())
}
