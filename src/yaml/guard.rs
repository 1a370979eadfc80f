//! Refuses, before parsing, what could make a small text enormous: anchors, aliases and tags; and deep nesting.

use std::ops::Range;
use std::sync::Arc;

use serde_yaml::Value;

use super::syntax::{self, MAX_NESTING};
use crate::diagnostic::{Code, Diagnostic, SourceText};

/// The largest text that is parsed, in bytes.
pub const MAX_BYTES: usize = 8 * 1024;

/// The same for a table of words.
pub const MAX_TABLE_BYTES: usize = 128 * 1024;

/// How many possible aliases are harmless even if the check below overlooks one: eight cannot multiply a text of [`MAX_BYTES`] by
/// more than twenty.
const MAX_ALIASES: usize = 8;

/// Scans the text once, knowing only quotes, comments, block texts, and where a value may start.
pub fn check(file: &Arc<SourceText>, range: Range<usize>, most: usize) -> Result<(), Diagnostic> {
    let text = &file.text[range.clone()];
    let first_line = range.start..range.start + text.find('\n').unwrap_or(text.len());
    if text.len() > most {
        let message = format!(
            "{} bytes of settings, more than the {most} that are read",
            text.len()
        );
        let hint = match range.start {
            0 => "settings are a few lines and remarks: shorten them",
            _ => "settings are a few lines: the answer goes below the second `---`",
        };
        return Err(
            Diagnostic::at(Code::FrontMatterTooLarge, file, first_line, message).hint(hint),
        );
    }
    let mut walk = Walk::default();
    let mut offset = range.start;
    for line in text.split_inclusive('\n') {
        if let Err((place, fault)) = walk.line(line) {
            return Err(fault.finding(file, line, offset, place));
        }
        offset += line.len();
    }
    if aliases(text) > MAX_ALIASES {
        let message = format!("more than {MAX_ALIASES} aliases, which settings may not use");
        return Err(Diagnostic::at(
            Code::YamlReference,
            file,
            first_line,
            message,
        ));
    }
    Ok(())
}

/// How deep a value is nested.
pub fn depth(value: &Value) -> usize {
    match value {
        Value::Sequence(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Mapping(entries) => 1 + entries.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Counts characters that would start aliases in the right place.
fn aliases(text: &str) -> usize {
    let is_name = |char: &char| char.is_ascii_alphanumeric() || "_-".contains(*char);
    text.match_indices('*')
        .map(|(at, _)| {
            text[at + 1..]
                .chars()
                .take_while(is_name)
                .collect::<String>()
        })
        .filter(|name| !name.is_empty() && text.contains(&format!("&{name}")))
        .count()
}

enum Danger {
    Reference(&'static str),
    Nesting,
    Invisible,
}

impl Danger {
    fn finding(
        self,
        file: &Arc<SourceText>,
        line: &str,
        offset: usize,
        place: Range<usize>,
    ) -> Diagnostic {
        let span = offset + place.start..offset + place.end;
        match self {
            Danger::Reference(what) => {
                let written = &line[place.clone()];
                let message =
                    format!("`{written}` would be {what} in YAML, which settings may not use");
                let hint = match syntax::key_and_value(line) {
                    Some((key, value)) if value.start == place.start => {
                        syntax::quote_hint(&line[key], &line[value])
                    }
                    _ => format!("quote it if it is a text: `{}`", syntax::quoted(written)),
                };
                Diagnostic::at(Code::YamlReference, file, span, message).hint(hint)
            }
            Danger::Nesting => {
                Diagnostic::at(Code::YamlSyntax, file, span, "brackets nested too deep")
                    .hint(format!("at most {MAX_NESTING} levels are read"))
            }
            Danger::Invisible => {
                Diagnostic::at(Code::YamlSyntax, file, span, "an invisible character")
                    .hint("remove it, or type the line again")
            }
        }
    }
}

/// The state of the scan from line to line.
#[derive(Default)]
struct Walk {
    /// Inside a quoted text, the character that closes it.
    quote: Option<char>,
    /// How many brackets and braces are open.
    depth: usize,
    /// Inside a block text (`|` or `>`), the indentation of its parent: deeper lines may contain anything.
    block_text: Option<usize>,
}

impl Walk {
    fn line(&mut self, line: &str) -> Result<(), (Range<usize>, Danger)> {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if let Some(parent) = self.block_text {
            if line.trim().is_empty() || indent > parent {
                return invisible(line);
            }
            self.block_text = None;
        }
        invisible(line)?;
        // Whether a value may start here; a special character in the middle of a text is harmless.
        let mut fresh = self.quote.is_none();
        // Whether a value may start after the next blank.
        let mut pending = false;
        // The columns of the key or dash that a value belongs to, and of the current item.
        let (mut parent, mut here) = (indent, indent);
        let mut previous = ' ';
        let mut chars = line.char_indices().peekable();
        while let Some((at, char)) = chars.next() {
            let after = std::mem::replace(&mut previous, char);
            if let Some(open) = self.quote {
                let next = chars.peek().map(|(_, next)| *next);
                let escapes = match open {
                    '"' => char == '\\',
                    _ => char == '\'' && next == Some('\''),
                };
                if escapes {
                    chars.next();
                } else if char == open {
                    self.quote = None;
                }
                continue;
            }
            let is_blank = char.is_whitespace();
            if fresh && !is_blank {
                here = at;
            }
            match char {
                '#' if after.is_whitespace() => return Ok(()),
                '"' | '\'' if fresh => self.quote = Some(char),
                '&' | '*' if fresh && !line[at + 1..].starts_with(char::is_whitespace) => {
                    let what = if char == '&' { "an anchor" } else { "an alias" };
                    return Err((word(line, at), Danger::Reference(what)));
                }
                '!' if fresh => return Err((word(line, at), Danger::Reference("a tag"))),
                '|' | '>' if fresh && self.depth == 0 && is_block_text(&line[at + 1..]) => {
                    self.block_text = Some(parent);
                    return Ok(());
                }
                '[' | '{' if fresh || self.depth > 0 => self.depth += 1,
                ']' | '}' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            if self.depth > MAX_NESTING {
                return Err((at..at + 1, Danger::Nesting));
            }
            if is_blank && pending {
                parent = here;
            }
            (fresh, pending) = match char {
                _ if is_blank => (fresh || pending, false),
                '-' => (false, fresh || (pending && after == '-')),
                '?' => (false, fresh),
                ':' => (self.depth > 0, true),
                '[' | '{' | ',' => (self.depth > 0, false),
                _ => (false, false),
            };
        }
        Ok(())
    }
}

/// Finds invisible line separators, which would make the parser's line numbers differ from an editor's, and byte order marks
/// inside the text, for which the parser's own message says neither what nor where.
fn invisible(line: &str) -> Result<(), (Range<usize>, Danger)> {
    match line.find(['\u{2028}', '\u{2029}', '\u{feff}']) {
        Some(at) => Err((at..at + '\u{2028}'.len_utf8(), Danger::Invisible)),
        None => Ok(()),
    }
}

/// From an offset to the end of the word.
fn word(line: &str, at: usize) -> Range<usize> {
    let ends = |char: char| char.is_whitespace() || ",]}".contains(char);
    at..line[at..].find(ends).map_or(line.len(), |end| at + end)
}

/// Whether `rest`, which follows a `|` or `>`, makes it the start of a block text.
fn is_block_text(rest: &str) -> bool {
    let rest = rest.trim_start_matches(|char: char| char.is_ascii_digit() || "+-".contains(char));
    let comment = rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with('#');
    rest.trim().is_empty() || comment
}
