//! `prepbook check --explain`: what a code means, why the rule exists, and an example.

use std::path::Path;

use super::Failure;
use crate::diagnostic::{Code, Example, Kind, Levels, did_you_mean, example};
use crate::input::config;

/// The explanation of one code, or a table of all codes, with the levels in the bank at `root`.
pub fn text(name: Option<&str>, root: &Path) -> Result<String, Failure> {
    let levels = config::load(root)?
        .value
        .map(|config| config.levels)
        .unwrap_or_default();
    let Some(name) = name else {
        return Ok(table(&levels));
    };
    match Code::find(name) {
        Some(code) => Ok(page(code, &levels)),
        None => {
            let hint = did_you_mean(name, Code::ALL.iter().map(|code| code.name()));
            let hint = hint.unwrap_or_else(|| "`prepbook check --explain` lists all codes".into());
            Err(Failure::Usage(format!("unknown code `{name}`; {hint}")))
        }
    }
}

fn page(code: Code, levels: &Levels) -> String {
    let Example { wrong, right } = example(code);
    format!(
        "{}: {}\n\n{}\n\nwrong:\n\n{}\nright:\n\n{}",
        code.name(),
        level(code, levels),
        code.reason(),
        indented(wrong),
        indented(right),
    )
}

/// The level of a code, and what sets it.
fn level(code: Code, levels: &Levels) -> String {
    let name = levels.of(code).name();
    match code.kind() {
        Kind::Error | Kind::Warning => format!("{name}, always"),
        Kind::Lint if levels.is_set(code) => format!("{name}, as `lint` in prepbook.yaml says"),
        Kind::Lint => format!("{name}, unless `lint` in prepbook.yaml says otherwise"),
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

fn table(levels: &Levels) -> String {
    let longest = Code::ALL.iter().map(|code| code.name().len()).max();
    let width = longest.unwrap_or_default();
    let row = |code: &Code| {
        let level = levels.of(*code).name();
        format!("{:width$}  {level:5}  {}\n", code.name(), code.reason())
    };
    let of_kind = |is_lint: bool| -> String {
        Code::ALL
            .iter()
            .filter(|code| (code.kind() == Kind::Lint) == is_lint)
            .map(row)
            .collect()
    };
    format!(
        "{}\nRules of style, which only `check` applies and `lint` in prepbook.yaml can change:\n\n{}",
        of_kind(false),
        of_kind(true)
    )
}
