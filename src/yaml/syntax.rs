//! Explains YAML syntax errors. The parser's own message says what its grammar expected; the cause is usually one of a few common
//! mistakes, and those are looked for first.

use std::ops::Range;
use std::sync::Arc;

use super::layout::{MAX_NESTING, Trouble};
use super::lines::{indent, key_and_value};
use super::locate;
use super::reference::reference;
use super::remedy::{LISTS, is_prose, line, list_of, quoted, value_hint};
use crate::diagnostic::{Code, Diagnostic, SourceText};

/// A place in a line, a message and a hint.
type Cause = (Range<usize>, String, String);

/// The finding about a text in `range` of a file that has no layout.
pub fn explain(file: &Arc<SourceText>, range: Range<usize>, trouble: &Trouble) -> Diagnostic {
    let (problem, at, began) = match *trouble {
        Trouble::Reference(at) => return reference(file, at),
        Trouble::Nesting(at) => {
            let (span, message) = match file.text[at..].starts_with(['[', '{']) {
                true => (at..at + 1, "brackets nested too deep"),
                false => (
                    locate::line_around(&file.text, at, 0),
                    "values nested too deep",
                ),
            };
            return Diagnostic::at(Code::YamlSyntax, file, span, message)
                .hint(format!("at most {MAX_NESTING} levels are read"));
        }
        Trouble::Second(at) => {
            let span = locate::line_around(&file.text, at, 0);
            let message = "a second document starts here";
            return Diagnostic::at(Code::NotAMapping, file, span, message).hint("remove this line");
        }
        Trouble::Syntax { problem, at, began } => (problem, at, began),
    };
    let text = &file.text[range.clone()];
    let number = |at: usize| 1 + file.text[range.start..at].matches('\n').count();
    // Candidates: the line where the parser gave up, the line before it, and the line where the unfinished construct began.
    let is_quote = file.text[began..].starts_with(['"', '\'']);
    let (gave_up, began) = (number(at), number(began));
    // A quote that was never closed, before what was read as a part of it.
    let unclosed = Some(began).filter(|_| is_quote && problem.contains("end of stream"));
    // Where a bracket or a quote is left open, the parser reads on into lines that are right.
    let before = text.split_inclusive('\n').take(gave_up - 1).enumerate();
    let mut end = 0;
    let opened = before.filter(|(_, line)| {
        end += line.len();
        key_and_value(line).is_some_and(|(_, value)| is_left_open(&line[value], &text[end..]))
    });
    let opened = opened.last().map(|(before, _)| before + 1);
    let candidates = [gave_up, gave_up.saturating_sub(1), began].into_iter();
    for number in opened.into_iter().chain(unclosed).chain(candidates) {
        let line = nth_line(text, number);
        let below = text[line.end..].strip_prefix('\n').unwrap_or_default();
        if let Some((place, message, hint)) = cause(&text[line.clone()], below) {
            let start = range.start + line.start;
            let span = start + place.start..start + place.end;
            return Diagnostic::at(Code::YamlSyntax, file, span, message).hint(hint);
        }
    }
    if problem == "did not find expected <document start>" {
        return misplaced(file, at);
    }
    if began < gave_up && problem.contains("unexpected end of stream") {
        let span = locate::line_around(text, nth_line(text, began).start, range.start);
        let message = "what is opened in this line is never closed";
        return Diagnostic::at(Code::YamlSyntax, file, span, message)
            .hint("close the quote or the bracket, or remove it");
    }
    let line = nth_line(text, gave_up);
    let before = text[..line.start]
        .lines()
        .rfind(|line| !line.trim().is_empty());
    let shifted = before.is_some_and(|before| indent(before) != indent(&text[line.clone()]));
    if shifted && key_and_value(&text[line.clone()]).is_some() {
        return misplaced(file, range.start + line.start);
    }
    let span = locate::line_around(text, line.start, range.start);
    if text[line].trim_start().starts_with("- ") {
        let message = "an item of a list that has no key";
        return Diagnostic::at(Code::YamlSyntax, file, span, message)
            .hint("write the key of the list on the line above, as in `tags:`");
    }
    let item = file.text[span.clone()].strip_prefix('-');
    if let Some(item) = item.filter(|item| item.starts_with(char::is_alphanumeric)) {
        let message = "a dash with no blank behind it begins no item";
        return Diagnostic::at(Code::YamlSyntax, file, span, message)
            .hint(format!("write `- {item}`"));
    }
    Diagnostic::at(Code::YamlSyntax, file, span, problem).hint(
        "quote a value that contains `: ` or starts with a sign such as `*`, `@`, `[` or a backtick",
    )
}

/// The finding about a line whose indentation does not fit.
fn misplaced(file: &Arc<SourceText>, at: usize) -> Diagnostic {
    let span = locate::line_around(&file.text, at, 0);
    let message = "the indentation fits none of the lines above";
    Diagnostic::at(Code::YamlSyntax, file, span, message)
        .hint("start the line in the same column as what it belongs with")
}

/// The range of a line by its number, without its line end.
fn nth_line(text: &str, number: usize) -> Range<usize> {
    let before = text.split_inclusive('\n').take(number.saturating_sub(1));
    let start = before.map(str::len).sum::<usize>();
    start
        ..text[start..]
            .find('\n')
            .map_or(text.len(), |end| start + end)
}

/// No value that anybody means has more lines.
const MOST_LINES: usize = 50;

/// A value with the lines below it that go on with it, on one line.
fn joined(value: &str, below: &str) -> String {
    let goes_on = |line: &&str| {
        let written = line.trim();
        let opens = written.starts_with(['[', '{', ']', '}']);
        !written.is_empty() && (opens || key_and_value(line).is_none())
    };
    let lines = below.lines().take(MOST_LINES).take_while(goes_on);
    let lines = lines.map(str::trim);
    let lines: Vec<&str> = std::iter::once(value).chain(lines).collect();
    lines.join(" ")
}

/// The most common causes of an unreadable line. What is `below` it may go on with its value.
fn cause(line: &str, below: &str) -> Option<Cause> {
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
    let Some((key, place)) = key_and_value(line) else {
        return no_key(line);
    };
    let (key, value) = (&line[key], &line[place.clone()]);
    let message = match value.chars().next()? {
        quote @ ('"' | '\'') => {
            let whole = joined(value, below);
            return broken_quotes(key, value, &whole, quote, place);
        }
        open @ ('[' | '{') => {
            let close = if open == '[' { ']' } else { '}' };
            let whole = joined(value, below);
            let goes_on = whole.len() > value.len() && !value.contains(close);
            if goes_on && matches!(ending(&whole), Ending::Closed(_)) {
                return None;
            }
            match ending(value) {
                Ending::Closed(end) if value[end..].trim_start().starts_with('#') => return None,
                Ending::Closed(end) if value[end..].trim().is_empty() => return None,
                Ending::Comment(at) if value[at..].contains(close) => {
                    let message = format!("`{}` is read as a comment", &value[at..]);
                    let hint = "quote the item with the `#` in it".to_owned();
                    return Some((place.start + at..place.end, message, hint));
                }
                Ending::Quote(at, quote) => {
                    let message = format!("the quote `{quote}` is never closed");
                    let hint = format!("close it with `{quote}`, or remove it");
                    return Some((place.start + at..place.end, message, hint));
                }
                _ => {}
            }
            let message = match value.contains(close) {
                true => format!("text after the `{close}` that ends the value"),
                false => format!("`{open}` is never closed"),
            };
            let hint = match LISTS.contains(&key) {
                _ if goes_on => format!("close it with `{close}` behind its last item"),
                true => format!(
                    "write all items between two brackets: `{}`",
                    list_of(key, value)
                ),
                false if key == "sources" => format!("close it with `{close}`"),
                false => value_hint(key, value),
            };
            return Some((place, message, hint));
        }
        '`' => "a value may not start with a backtick".into(),
        sign @ ('@' | '%' | ']' | '}' | ',' | '&' | '*' | '!' | '|' | '>') => {
            format!("a value may not start with `{sign}`")
        }
        sign @ ('-' | '?') if value.len() == 1 || value[1..].starts_with(' ') => {
            format!("a value may not start with `{sign} `")
        }
        _ if value.contains(": ") => "a second `: ` in one line".into(),
        _ if value.ends_with(':') => "a second `:` at the end of the line".into(),
        _ => return None,
    };
    Some((place, message, value_hint(key, value)))
}

/// How the value in brackets at the start of a text ends.
enum Ending {
    /// With its last bracket, behind which this is.
    Closed(usize),
    /// Not before a comment, which begins here.
    Comment(usize),
    /// Not before the end of the text, in a quote that was opened here.
    Quote(usize, char),
    /// Not at all, or with a bracket of another kind.
    Open,
}

/// Whether a value in brackets goes on in the next line, or seems to.
fn is_left_open(value: &str, below: &str) -> bool {
    if let Some(quote) = value.chars().next().filter(|first| "\"'".contains(*first)) {
        return end_of_quoted(&joined(value, below), quote).is_none();
    }
    let is_list = value.starts_with(['[', '{']);
    let hidden = |at: usize| value[at..].contains([']', '}']);
    match ending(value) {
        Ending::Quote(..) => is_list,
        Ending::Comment(at) => is_list && hidden(at),
        _ => false,
    }
}

fn ending(value: &str) -> Ending {
    let mut open = Vec::new();
    let mut quote: Option<(usize, char)> = None;
    // What stands before a sign decides what it is. Nothing is as good as a blank.
    let mut before = ' ';
    let mut is_item_start = true;
    for (at, char) in value.char_indices() {
        match (quote, char) {
            (Some((_, sign)), _) if sign == char => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if is_item_start => quote = Some((at, char)),
            (None, '#') if before.is_whitespace() || "[{,".contains(before) => {
                return Ending::Comment(at);
            }
            (None, '[' | '{') => open.push(if char == '[' { ']' } else { '}' }),
            (None, ']' | '}') if open.pop() != Some(char) => return Ending::Open,
            (None, ']' | '}') if open.is_empty() => return Ending::Closed(at + 1),
            _ => {}
        }
        is_item_start = match char {
            '[' | '{' | ',' | ':' => true,
            _ => is_item_start && char.is_whitespace(),
        };
        before = char;
    }
    match quote {
        Some((at, sign)) => Ending::Quote(at, sign),
        None => Ending::Open,
    }
}

/// What is wrong with a line that has neither a key nor a dash, unless it continues a text.
pub fn no_key(line: &str) -> Option<Cause> {
    let written = line.trim_end();
    let first = written.chars().next()?;
    if first.is_whitespace() || first == '#' {
        return None;
    }
    let place = 0..written.len();
    if ['"', '\''].contains(&first) && end_of_quoted(written, first).is_none() {
        let message = format!("the quote `{first}` is never closed");
        return Some((
            place,
            message,
            format!("close it with `{first}`, or remove it"),
        ));
    }
    // A colon of an input method for Chinese or Japanese.
    if let Some((key, value)) = written.split_once('\u{ff1a}') {
        let message = "the colon `：` is another sign than `:`".to_owned();
        let hint = format!("write `{key}: {}`", value.trim_start());
        return Some((place, message, hint));
    }
    let hint = match written.split_once([':', ' ']) {
        _ if first == '-' && written.len() > 1 => {
            format!("write a blank after the dash: `- {}`", &written[1..])
        }
        _ if !first.is_alphanumeric() => "remove it".to_owned(),
        Some((key, value)) => {
            let value = value.trim_start();
            format!("write a colon and a blank after the key: `{key}: {value}`")
        }
        None => format!("write a colon and a value after the key: `{written}: …`"),
    };
    Some((place, "this line has no `key: value`".into(), hint))
}

fn broken_quotes(
    key: &str,
    value: &str,
    whole: &str,
    quote: char,
    place: Range<usize>,
) -> Option<Cause> {
    let Some(end) = end_of_quoted(value, quote) else {
        if end_of_quoted(whole, quote).is_some() {
            return None;
        }
        let message = format!("the quote `{quote}` is never closed");
        // A lone apostrophe is part of the text; a lone double quote opens it.
        let hint = match quote {
            '"' if whole.len() > value.len() => format!(
                "write the whole on one line, and close it: `{}`",
                line(key, &quoted(&whole[1..]))
            ),
            _ if whole.len() > value.len() => value_hint(key, whole),
            '"' => format!("close it: `{value}\"`"),
            _ => value_hint(key, value),
        };
        return Some((place, message, hint));
    };
    let rest = value[end..].trim_start();
    if !rest.is_empty() && !rest.starts_with('#') {
        let message = format!("text after the closing `{quote}`");
        let span = place.end - rest.len()..place.end;
        let (text, remark) = meant(key, value, quote, end);
        let hint = format!("quote the value: `{}{remark}`", line(key, &quoted(&text)));
        return Some((span, message, hint));
    }
    let inside = &value[1..end - 1];
    (quote == '"' && has_unknown_escape(inside)).then(|| {
        let hint = format!(
            "in single quotes it is a sign like any other: `{}`",
            line(key, &quoted(&inside.replace("\\\"", "\"")))
        );
        (place, "`\\` starts no escape that YAML knows".into(), hint)
    })
}

/// The text that a value with too many quotes was meant to be, and the comment after it. If the second quote opens something or
/// is inside a word, the first and the last quote enclose the whole; otherwise they belong to the text.
fn meant<'a>(key: &str, value: &'a str, quote: char, end: usize) -> (String, &'a str) {
    let last = value.rfind(quote).map_or(value.len(), |at| at + 1);
    // Behind the last quote, a comment ends the text; before it, as in `"C" # "F"`, nothing does.
    let remark = value[last..].find(" #");
    let remark = remark.filter(|at| !is_prose(key) || value[last..last + at].trim().is_empty());
    let remark = remark.map_or(value.len(), |at| last + at);
    let (text, remark) = value.split_at(remark);
    let text = text.trim_end();
    let before = value[..end - 1].chars().next_back();
    let after = value[end..].chars().next();
    let closes = before.is_some_and(|char| !char.is_whitespace() && char != '(')
        && after.is_some_and(|char| !char.is_alphanumeric());
    match text
        .strip_prefix(quote)
        .and_then(|text| text.strip_suffix(quote))
    {
        Some(inside) if !closes => {
            let escape = if quote == '"' { "\\\"" } else { "''" };
            (inside.replace(escape, &quote.to_string()), remark)
        }
        _ => (text.to_owned(), remark),
    }
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

/// The offset after the closing quote of the quoted text at the start of a value.
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
