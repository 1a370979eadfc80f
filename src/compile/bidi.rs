//! Invisible characters that change the direction of what follows, so that a text reads differently from what it says. They may
//! stand in the file as they are, or as an escape that a parser decodes.

use std::ops::Range;
use std::sync::Arc;

use super::markdown;
use crate::diagnostic::{Code, Diagnostic, SourceText};

/// Embeddings, overrides and isolates. The plain marks (U+200E, U+200F, U+061C) do not change the direction of other text.
const TURNING: [char; 9] = [
    '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    '\u{2069}',
];

/// A range in the file, and the character there.
type Turn = (Range<usize>, char);

/// One warning for each line with such a character. In `yaml` it may be an escape, in `body` an entity.
pub fn warn(file: &Arc<SourceText>, yaml: Range<usize>, body: Range<usize>) -> Vec<Diagnostic> {
    let text = &file.text;
    let plain = text
        .char_indices()
        .filter(|(_, char)| TURNING.contains(char))
        .map(|(at, char)| (at..at + char.len_utf8(), char));
    let mut turns: Vec<Turn> = plain.collect();
    turns.extend(escapes(text, yaml));
    turns.extend(entities(file, body));
    turns.sort_by_key(|(span, _)| span.start);
    // One warning is enough to make the author look at the line.
    let mut told = 0;
    turns.retain(|(span, _)| {
        let is_first = span.start >= told;
        if is_first {
            told = text[span.end..]
                .find('\n')
                .map_or(text.len(), |end| span.end + end);
        }
        is_first
    });
    turns
        .into_iter()
        .map(|(span, char)| {
            let written = &text[span.clone()];
            let number = u32::from(char);
            let message = match written.starts_with(char) {
                true => format!("the invisible U+{number:04X} turns the direction of the text"),
                false => format!(
                    "`{written}` is the invisible U+{number:04X}, which turns the direction of the text"
                ),
            };
            Diagnostic::at(Code::BidiControl, file, span, message)
                .hint("remove it: right-to-left words need no mark")
        })
        .collect()
}

/// A warning, at `span`, if what the page shows has such a character although none was found in its source.
pub fn check<'a>(
    file: &Arc<SourceText>,
    mut shown: impl Iterator<Item = &'a String>,
    span: Range<usize>,
) -> Option<Diagnostic> {
    let char = shown.find_map(|text| text.chars().find(|char| TURNING.contains(char)))?;
    let number = u32::from(char);
    let message =
        format!("the page has an invisible U+{number:04X}, which turns the direction of the text");
    Some(
        Diagnostic::at(Code::BidiControl, file, span, message)
            .hint("remove what is written for it: right-to-left words need no mark"),
    )
}

fn turning(number: &str, radix: u32) -> Option<char> {
    let number = u32::from_str_radix(number, radix).ok()?;
    char::from_u32(number).filter(|char| TURNING.contains(char))
}

/// Finds `\u202e` and `\U0000202e` in the double-quoted strings of YAML.
fn escapes(text: &str, range: Range<usize>) -> Vec<Turn> {
    let mut turns = Vec::new();
    let mut quote = Quote::None;
    // The character before a value, not counting blanks.
    let mut before = '\n';
    let mut at = range.start;
    while let Some(char) = text.get(at..range.end).and_then(|rest| rest.chars().next()) {
        let next = at + char.len_utf8();
        let rest = text.get(next..range.end).unwrap_or_default();
        at = match (quote, char) {
            (Quote::Double, '\\') => {
                let digits = match rest.as_bytes().first() {
                    Some(b'u') => 4,
                    Some(b'U') => 8,
                    _ => 0,
                };
                let number = rest.get(1..1 + digits).unwrap_or_default();
                if let Some(char) = turning(number, 16) {
                    turns.push((at..next + 1 + digits, char));
                }
                next + rest.chars().next().map_or(0, char::len_utf8)
            }
            (Quote::Double, '"') | (Quote::Single, '\'') => {
                quote = Quote::None;
                before = 'x';
                next
            }
            (Quote::None, '"' | '\'') if "\n:-[{,?".contains(before) => {
                quote = if char == '"' {
                    Quote::Double
                } else {
                    Quote::Single
                };
                next
            }
            (Quote::None, '#')
                if at == range.start || text[..at].ends_with(char::is_whitespace) =>
            {
                rest.find('\n').map_or(range.end, |end| next + end)
            }
            (Quote::None, ' ' | '\t') => next,
            (Quote::None, _) => {
                before = char;
                next
            }
            _ => next,
        };
    }
    turns
}

/// The kind of quotes around the current position.
#[derive(Clone, Copy)]
enum Quote {
    None,
    Single,
    Double,
}

/// Finds `&#x202e;` and `&#8238;` in Markdown, except in code, which shows them as written.
fn entities(file: &Arc<SourceText>, range: Range<usize>) -> Vec<Turn> {
    let text = &file.text;
    let found = text[range.clone()]
        .match_indices("&#")
        .map(|(at, _)| range.start + at);
    let turns: Vec<Turn> = found
        .filter_map(|at| {
            let rest = &text[at + 2..range.end];
            let (radix, digits) = match rest.strip_prefix(['x', 'X']) {
                Some(digits) => (16, digits),
                None => (10, rest),
            };
            let length = digits
                .find(|char: char| !char.is_digit(radix))
                .unwrap_or(digits.len());
            // In HTML the semicolon may be missing.
            let semicolon = usize::from(digits[length..].starts_with(';'));
            let end = range.end - digits.len() + length + semicolon;
            Some((at..end, turning(&digits[..length], radix)?))
        })
        .collect();
    if turns.is_empty() {
        return turns;
    }
    let code = markdown::verbatim(file, range);
    let is_code = |span: &Range<usize>| {
        let after = code.partition_point(|code| code.start <= span.start);
        code[..after]
            .last()
            .is_some_and(|code| span.start < code.end)
    };
    turns
        .into_iter()
        .filter(|(span, _)| !is_code(span))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(yaml: &str, body: &str) -> Vec<String> {
        let text = format!("{yaml}{body}");
        let file = Arc::new(SourceText {
            path: "a.md".into(),
            text: text.clone(),
        });
        warn(&file, 0..yaml.len(), yaml.len()..text.len())
            .into_iter()
            .filter_map(|finding| finding.message.split('`').nth(1).map(str::to_owned))
            .collect()
    }

    #[test]
    fn escapes_of_yaml_are_found_where_yaml_reads_them() {
        let none: [&str; 0] = [];
        for yaml in [
            "title: \"a \\u202e b\"\n",
            "title: 'it''s'\ntags: [x, \"\\u202e\"]\n",
            "- \"\\u202e\"\n",
            "\"a\": \"\\\\\\u202e\"\n",
            "title: \"say \\\" and\n  \\u202e\"\n",
            "a: {b: \"\\u202e\"}\n",
            "title: it's\nb: \"\\u202e\"\n",
            "title: a # \"\nb: \"\\u202e\"\n",
        ] {
            assert_eq!(written(yaml, ""), ["\\u202e"], "{yaml}");
        }
        assert_eq!(written("t: \"\\U0000202E\"\n", ""), ["\\U0000202E"]);
        for yaml in [
            "title: What does \\u202e do?\n",
            "title: '\\u202e'\n",
            "title: \"\\\\u202e\"\n",
            "title: \"\\u202\"\n",
            "title: \"\\u200e and \\u0041\"\n",
            "title: say \"\\u202e\"\n",
            "# \"\\u202e\"\n",
            "title: \"\\",
        ] {
            assert_eq!(written(yaml, ""), none, "{yaml}");
        }
    }

    #[test]
    fn entities_are_found_where_markdown_reads_them() {
        let none: [&str; 0] = [];
        for entity in [
            "&#x202e;",
            "&#X0000202E;",
            "&#8238;",
            "&#0008238;",
            "&#x2066;",
        ] {
            for body in [
                format!("a {entity} b"),
                format!("[a](https://example.org \"{entity}\")"),
                format!("<b title=\"{entity}\">b</b>"),
                format!("```rust title=\"{entity}\"\nx\n```\n"),
                format!("```pikchr\nbox \"{entity}\"\n```\n"),
            ] {
                assert_eq!(written("", &body), [entity], "{body}");
            }
            for body in [
                format!("`{entity}`"),
                format!("```html\n{entity}\n```\n"),
                format!("    {entity}\n"),
            ] {
                assert_eq!(written("", &body), none, "{body}");
            }
        }
        // In raw HTML, a browser accepts an entity without its semicolon.
        assert_eq!(written("", "<b title=\"&#x202e\">b</b>"), ["&#x202e"]);
        assert_eq!(written("", "&#x41; &#8206; &#; &#x; &#99999999999;"), none);
    }
}
