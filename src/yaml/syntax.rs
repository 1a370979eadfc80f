//! What is wrong with a text that is no YAML, in words that help. The parser's own words name what its grammar expected;
//! most often the cause is one of a few habits of people, and those are looked for first.

use std::ops::Range;
use std::sync::Arc;

use super::guard::MAX_NESTING;
use super::locate;
use crate::diagnostic::{Code, Diagnostic, SourceText};

/// A place in a line, what is wrong there, and what to do.
type Cause = (Range<usize>, String, String);

/// The finding for an error of the parser in `range` of a file.
pub fn explain(
    file: &Arc<SourceText>,
    range: Range<usize>,
    error: &serde_yaml::Error,
) -> Diagnostic {
    let text = &file.text[range.clone()];
    let message = error.to_string();
    // Where the parser gave up, the line before it, and where the thing began that it was in the middle of.
    let gave_up = error.location().map_or(1, |location| location.line());
    let began = lines_named(&message).last().copied().unwrap_or(gave_up);
    for number in [gave_up, gave_up.saturating_sub(1), began] {
        let line = nth_line(text, number);
        if let Some((place, message, hint)) = cause(&text[line.clone()]) {
            let start = range.start + line.start;
            let span = start + place.start..start + place.end;
            return Diagnostic::at(Code::YamlSyntax, file, span, message).hint(hint);
        }
    }
    if message.contains("more than one document") {
        let second = text
            .match_indices("\n---")
            .last()
            .map_or(0, |(at, _)| at + 1);
        let span = locate::line_around(text, second, range.start);
        return Diagnostic::at(
            Code::NotAMapping,
            file,
            span,
            "a second document starts here",
        )
        .hint("remove this line");
    }
    let own_words = message.split(" at line ").next().unwrap_or(&message);
    if own_words.contains("recursion limit") {
        return too_deep(file, range);
    }
    let span = locate::line_around(text, nth_line(text, gave_up).start, range.start);
    Diagnostic::at(Code::YamlSyntax, file, span, own_words).hint(
        "quote a value that contains `: ` or starts with a sign such as `*`, `@`, `[` or a backtick",
    )
}

/// The finding about values in values in values.
pub fn too_deep(file: &Arc<SourceText>, range: Range<usize>) -> Diagnostic {
    let span = locate::content(&file.text[range.clone()], range.start);
    Diagnostic::at(Code::YamlSyntax, file, span, "values nested too deep")
        .hint(format!("at most {MAX_NESTING} levels are read"))
}

/// The numbers of lines that a message of the parser names.
fn lines_named(message: &str) -> Vec<usize> {
    let numbers = message.split("line ").skip(1);
    numbers
        .filter_map(|rest| rest.split(' ').next()?.parse().ok())
        .collect()
}

/// The line of a number, without its end.
fn nth_line(text: &str, number: usize) -> Range<usize> {
    let before = text.split_inclusive('\n').take(number.saturating_sub(1));
    let start = before.map(str::len).sum::<usize>();
    start
        ..text[start..]
            .find('\n')
            .map_or(text.len(), |end| start + end)
}

/// Where the key and the value of a line stand; of a list's item, the value alone.
pub fn key_and_value(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    let mut start = line.len() - line.trim_start().len();
    let mut in_list = false;
    while let Some(rest) = line[start..].strip_prefix("- ") {
        start = line.len() - rest.trim_start().len();
        in_list = true;
    }
    let content = line[start..].trim_end();
    let end = start + content.len();
    match locate::key_of(content) {
        Some((_, key, value)) => {
            let value = line[start + value..end].trim_start();
            Some((start..start + key, end - value.len()..end))
        }
        None if in_list => Some((start..start, start..end)),
        None => None,
    }
}

/// What most often makes a line unreadable.
fn cause(line: &str) -> Option<Cause> {
    let lead = line.len() - line.trim_start_matches([' ', '\t', '-']).len();
    if let Some(at) = line[..lead].find('\t') {
        return Some((
            at..at + 1,
            "a tab in the indentation".into(),
            "indent with spaces: YAML does not allow tabs".into(),
        ));
    }
    if line.trim_start().starts_with("* ") {
        return Some((
            lead..lead + 1,
            "`*` does not start an item of a list".into(),
            "start each item with `- `".into(),
        ));
    }
    if line.starts_with('%') {
        let message = "`%` starts a directive of YAML, which settings have no use for";
        return Some((0..line.len(), message.into(), "remove this line".into()));
    }
    let (key, place) = key_and_value(line)?;
    let (key, value) = (&line[key], &line[place.clone()]);
    let message = match value.chars().next()? {
        quote @ ('"' | '\'') => return broken_quotes(key, value, quote, place),
        open @ ('[' | '{') => {
            let close = if open == '[' { ']' } else { '}' };
            let comment = value.find(" #").unwrap_or(value.len());
            if value[..comment].trim_end().ends_with(close) {
                return None;
            }
            if value[comment..].contains(close) {
                let message = format!("`{}` is read as a comment", &value[comment + 1..]);
                let hint = "quote the item with the `#` in it".to_owned();
                return Some((place.start + comment + 1..place.end, message, hint));
            }
            let message = match value.contains(close) {
                true => format!("text after the `{close}` that ends the value"),
                false => format!("`{open}` is never closed"),
            };
            let hint = format!("close it with `{close}`, or {}", quote_hint(key, value));
            return Some((place, message, hint));
        }
        '`' => "a value may not start with a backtick".into(),
        sign @ ('@' | '%' | ']' | '}' | ',' | '&' | '*' | '|' | '>') => {
            format!("a value may not start with `{sign}`")
        }
        sign @ ('-' | '?') if value.len() == 1 || value[1..].starts_with(' ') => {
            format!("a value may not start with `{sign} `")
        }
        _ if value.contains(": ") => "a second `: ` in one line".into(),
        _ if value.ends_with(':') => "a second `:` at the end of the line".into(),
        _ => return None,
    };
    Some((place, message, quote_hint(key, value)))
}

fn broken_quotes(key: &str, value: &str, quote: char, place: Range<usize>) -> Option<Cause> {
    let Some(end) = end_of_quoted(value, quote) else {
        let message = format!("the quote `{quote}` is never closed");
        // A lone apostrophe is part of the text; a lone double quote opened it.
        let hint = match quote {
            '"' => format!("close it: `{value}\"`"),
            _ => quote_hint(key, value),
        };
        return Some((place, message, hint));
    };
    let rest = value[end..].trim_start();
    if !rest.is_empty() && !rest.starts_with('#') {
        let message = format!("text after the closing `{quote}`");
        let span = place.end - rest.len()..place.end;
        return Some((span, message, quote_hint(key, value)));
    }
    let inside = &value[1..end - 1];
    (quote == '"' && has_unknown_escape(inside)).then(|| {
        let hint = format!(
            "in single quotes it is a sign like any other: `{}`",
            line(key, &quoted(inside))
        );
        (place, "`\\` starts no escape that YAML knows".into(), hint)
    })
}

fn has_unknown_escape(inside: &str) -> bool {
    let known = "0abt\tnvfre \"/\\N_LPxuU";
    let mut chars = inside.chars();
    while let Some(char) = chars.next() {
        if char == '\\' && !chars.next().is_some_and(|escaped| known.contains(escaped)) {
            return true;
        }
    }
    false
}

/// Where the quoted text that a value starts with ends, after its quote.
fn end_of_quoted(value: &str, quote: char) -> Option<usize> {
    let mut chars = value.char_indices().skip(1).peekable();
    while let Some((at, char)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        match char {
            '\\' if quote == '"' => drop(chars.next()),
            '\'' if quote == '\'' && next == Some('\'') => drop(chars.next()),
            _ if char == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// A text as YAML takes it to the letter.
pub fn quoted(text: &str) -> String {
    match text.contains(['"', '\\']) {
        true => format!("'{}'", text.replace('\'', "''")),
        false => format!("\"{text}\""),
    }
}

/// What to type where a text is taken for something else.
pub fn quote_hint(key: &str, value: &str) -> String {
    format!("quote the value: `{}`", line(key, &quoted(value)))
}

fn line(key: &str, value: &str) -> String {
    match key.is_empty() {
        true => format!("- {value}"),
        false => format!("{key}: {value}"),
    }
}
