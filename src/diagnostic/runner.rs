//! Keeps an author's text from being run as a command. Runners of builds interpret some of what a program prints: GitHub's takes
//! a line that begins with `::name ::`, and `##[name]` anywhere; others take `##vso[name]` and the like.

use std::borrow::Cow;

/// An invisible character that breaks a command.
const PART: char = '\u{200b}';

/// Whether a runner reads the output, judging by the variables that runners set.
pub fn is_listening() -> bool {
    let names = ["GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION", "CI"];
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    names.into_iter().any(is_set)
}

/// A text for people, with all commands broken.
pub fn harmless(text: &str) -> Cow<'_, str> {
    parted(
        text,
        &|text, at| is_marked(text, at) || is_named(text, at),
        &PART.to_string(),
    )
}

/// A line that is a command itself, with all others in it broken.
pub fn harmless_in_command(text: &str) -> Cow<'_, str> {
    parted(text, &is_marked, &PART.to_string())
}

/// JSON with the same meaning and without commands.
pub fn harmless_json(text: &str) -> Cow<'_, str> {
    // Both patterns can only occur in strings: elsewhere JSON has no two colons in a row, and no number sign.
    let text = replaced(text, &is_marked, "\\u0023");
    match replaced(&text, &is_named, "\\u003a") {
        Cow::Borrowed(_) => text,
        Cow::Owned(text) => Cow::Owned(text),
    }
}

/// Matches `##`, letters and a bracket.
fn is_marked(text: &str, at: usize) -> bool {
    text[at..].strip_prefix("##").is_some_and(|rest| {
        let name = rest
            .trim_start_matches(|char: char| char.is_ascii_alphanumeric() || "-_.".contains(char));
        name.starts_with('[')
    })
}

/// Matches two colons and a letter, unless they follow a word, as in a path in Rust.
fn is_named(text: &str, at: usize) -> bool {
    let ends_a_word =
        text[..at].ends_with(|char: char| char.is_alphanumeric() || "_>:)".contains(char));
    let is_command = text[at..]
        .strip_prefix("::")
        .is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_alphabetic()));
    is_command && !ends_a_word
}

/// Inserts `part` after the first byte of each match.
fn parted<'a>(text: &'a str, is_found: &dyn Fn(&str, usize) -> bool, part: &str) -> Cow<'a, str> {
    rewritten(text, is_found, |sign| format!("{sign}{part}"))
}

/// Replaces the first byte of each match.
fn replaced<'a>(text: &'a str, is_found: &dyn Fn(&str, usize) -> bool, by: &str) -> Cow<'a, str> {
    rewritten(text, is_found, |_| by.to_owned())
}

fn rewritten<'a>(
    text: &'a str,
    is_found: &dyn Fn(&str, usize) -> bool,
    write: impl Fn(&str) -> String,
) -> Cow<'a, str> {
    // All commands begin with the same one-byte character twice.
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

    /// Whether a runner would take this for a command; the same test as in its own program.
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
