//! Removes from a joined script what only people need: empty lines, indentation, and types in comments. Strings and templates stay
//! as they are.

use std::borrow::Cow;

/// The script without them.
pub fn slim(script: &str) -> String {
    let mut slim = String::new();
    // Whether a line begins inside a template, or inside a string that continues; blanks matter there.
    let (mut in_template, mut in_string) = (false, false);
    for line in script.lines() {
        let kept = match in_template || in_string {
            true => Cow::Borrowed(line),
            false => bare(line.trim_end()),
        };
        if in_template || in_string || !kept.is_empty() {
            slim.push_str(&kept);
            slim.push('\n');
        }
        in_template ^= is_tick_odd(line);
        in_string = line.ends_with('\\');
    }
    slim
}

/// Whether a line has an odd number of backticks, so that a template begins or ends in it.
fn is_tick_odd(line: &str) -> bool {
    line.replace("\\`", "").matches('`').count() % 2 == 1
}

/// A line without its indentation and without type comments such as `/** @type {string} */`.
fn bare(line: &str) -> Cow<'_, str> {
    let line = line.trim_start();
    let Some((before, (_, after))) = line
        .find("/** @")
        .map(|at| line.split_at(at))
        .and_then(|(before, rest)| Some((before, rest.split_once("*/")?)))
    else {
        return line.into();
    };
    let is_string = ['"', '\'', '`']
        .iter()
        .any(|quote| before.matches(*quote).count() % 2 == 1);
    if is_string {
        return line.into();
    }
    let is_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
    let space = if is_word { " " } else { "" };
    Cow::Owned(format!("{before}{space}{}", bare(after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_people_read_is_left_out_and_texts_stay() {
        let script = "const a = `one\n  // two\n\n  /** @type {three} */ \\` four`;\n\n  const b = /** @type {any[]} */ ([]), c = /** @type {any} */ (\"/** @d */\");\nconst e = \"f\\\n  g\";\n  const h = typeof/** @type {any} */ b;\n";
        assert_eq!(
            slim(script),
            "const a = `one\n  // two\n\n  /** @type {three} */ \\` four`;\nconst b = ([]), c = (\"/** @d */\");\nconst e = \"f\\\n  g\";\nconst h = typeof b;\n"
        );
    }
}
