//! Programs that run a build read what it prints, and take some of it for commands: GitHub's runner a line that begins with
//! `::name ::`, and `##[name]` anywhere; others `##vso[name]` and the like. What an author wrote must be none.

use std::borrow::Cow;

/// Parts the signs of a command, and is not seen.
const PART: char = '\u{200b}';

/// Whether a runner reads what is printed, by the variables that runners set.
pub fn is_listening() -> bool {
    let names = ["GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION", "CI"];
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    names.into_iter().any(is_set)
}

/// A text for people without any command.
pub fn harmless(text: &str) -> Cow<'_, str> {
    parted(
        text,
        &|text, at| is_marked(text, at) || is_named(text, at),
        &PART.to_string(),
    )
}

/// One line that is a command itself, without any other in it.
pub fn harmless_in_command(text: &str) -> Cow<'_, str> {
    parted(text, &is_marked, &PART.to_string())
}

/// JSON without a command, that says the same.
pub fn harmless_json(text: &str) -> Cow<'_, str> {
    // Both signs stand in texts only: between them JSON has one colon at a time, and no number sign.
    let text = replaced(text, &is_marked, "\\u0023");
    match replaced(&text, &is_named, "\\u003a") {
        Cow::Borrowed(_) => text,
        Cow::Owned(text) => Cow::Owned(text),
    }
}

/// `##`, letters and a bracket.
fn is_marked(text: &str, at: usize) -> bool {
    text[at..].strip_prefix("##").is_some_and(|rest| {
        let name = rest
            .trim_start_matches(|char: char| char.is_ascii_alphanumeric() || "-_.".contains(char));
        name.starts_with('[')
    })
}

/// Two colons and a letter that end no word, as those of a path in a program do.
fn is_named(text: &str, at: usize) -> bool {
    let ends_a_word =
        text[..at].ends_with(|char: char| char.is_alphanumeric() || "_>:)".contains(char));
    let is_command = text[at..]
        .strip_prefix("::")
        .is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_alphabetic()));
    is_command && !ends_a_word
}

/// The text with something set behind the first byte of each place that is found.
fn parted<'a>(text: &'a str, is_found: &dyn Fn(&str, usize) -> bool, part: &str) -> Cow<'a, str> {
    rewritten(text, is_found, |sign| format!("{sign}{part}"))
}

/// The text with the first byte of each place that is found written another way.
fn replaced<'a>(text: &'a str, is_found: &dyn Fn(&str, usize) -> bool, by: &str) -> Cow<'a, str> {
    rewritten(text, is_found, |_| by.to_owned())
}

fn rewritten<'a>(
    text: &'a str,
    is_found: &dyn Fn(&str, usize) -> bool,
    write: impl Fn(&str) -> String,
) -> Cow<'a, str> {
    // All commands begin with a sign of one byte that is there twice.
    let found: Vec<usize> = text
        .bytes()
        .enumerate()
        .zip(text.bytes().skip(1))
        .filter(|((_, byte), next)| byte == next && b"#:".contains(byte))
        .map(|((at, _), _)| at)
        .filter(|&at| is_found(text, at))
        .collect();
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 3 * found.len());
    let mut start = 0;
    for at in found {
        out.push_str(&text[start..at]);
        out.push_str(&write(&text[at..at + 1]));
        start = at + 1;
    }
    out.push_str(&text[start..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a runner takes for a command, as its own program looks for it.
    fn is_command(line: &str) -> bool {
        line.trim_start().starts_with("::")
            || ["##[", "##vso[", "##teamcity["]
                .iter()
                .any(|sign| line.contains(sign))
    }

    #[test]
    fn no_line_of_a_text_is_a_command() {
        for line in [
            "##[add-mask]a",
            "3 | title: ##[group]a",
            "###[error]",
            "##vso[task.setvariable variable=a]b",
            "##teamcity[buildStop comment='']",
            "::add-mask::a",
            " \t\u{a0}\u{3000}::set-output name=a::b",
            "::stop-commands::x ::error::y ##[debug]",
            "#####[",
        ] {
            let text = format!("a\n{line}\r{line}\n");
            let harmless = harmless(&text);
            assert!(
                !harmless.split(['\n', '\r']).any(is_command),
                "{harmless:?}"
            );
            assert_eq!(harmless.replace(PART, ""), text, "nothing else changes");
        }
        for line in [
            "std::fs::read",
            "a ## b",
            "## [x]",
            "x[##]",
            "<T>::new()",
            "a:: b",
            "::",
        ] {
            assert_eq!(harmless(line), line);
        }
    }

    #[test]
    fn json_says_the_same_without_a_command() {
        let texts = [
            "##[add-mask]\\##[x]",
            "\n::error::a\\::b::",
            "\"##vso[a]\"",
            "plain",
        ];
        let json = serde_json::to_string_pretty(&texts).unwrap();
        let harmless = harmless_json(&json);
        assert!(!harmless.lines().any(is_command), "{harmless}");
        let read: Vec<String> = serde_json::from_str(&harmless).unwrap();
        assert_eq!(read, texts);
    }
}
