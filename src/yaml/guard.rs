//! Refuses, before anything is parsed, what could make a small text large: anchors, aliases and tags; and deep nesting.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, SourceText};

/// The largest text that is parsed at all, in bytes.
pub const MAX_BYTES: usize = 8 * 1024;

/// How deep brackets and braces may nest. Nothing here needs more than two.
const MAX_NESTING: usize = 16;

/// Walks over the text once, knowing only quotes, comments and where a value may start.
pub fn check(file: &Arc<SourceText>, range: Range<usize>) -> Result<(), Diagnostic> {
    if range.len() > MAX_BYTES {
        let start = range.start;
        return Err(Diagnostic::at(
            Code::FrontMatterTooLarge,
            file,
            start..start + file.text[range.clone()].find('\n').unwrap_or(0),
            format!(
                "{} bytes of settings, more than the {MAX_BYTES} that are read",
                range.len()
            ),
        )
        .hint("settings hold a few lines; the answer goes below the second `---`"));
    }
    let mut depth = 0usize;
    let mut block_text: Option<usize> = None;
    let mut offset = range.start;
    for line in file.text[range].split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let blank = line.trim().is_empty();
        // The lines of a `|` or `>` text may hold anything.
        if let Some(parent) = block_text {
            if blank || indent > parent {
                offset += line.len();
                continue;
            }
            block_text = None;
        }
        check_line(file, offset, line, &mut depth)?;
        let trimmed = line.split(" #").next().unwrap_or(line).trim_end();
        if trimmed.ends_with(['|', '>']) || trimmed.ends_with("|-") || trimmed.ends_with(">-") {
            block_text = Some(indent);
        }
        offset += line.len();
    }
    Ok(())
}

fn check_line(
    file: &Arc<SourceText>,
    offset: usize,
    line: &str,
    depth: &mut usize,
) -> Result<(), Diagnostic> {
    let mut quote: Option<char> = None;
    // Whether a value may start here, so that a sign in the middle of a word is left alone.
    let mut fresh = true;
    let mut previous = ' ';
    for (at, char) in line.char_indices() {
        if let Some(open) = quote {
            if char == open && previous != '\\' {
                quote = None;
            }
            previous = char;
            continue;
        }
        let here = offset + at..offset + at + char.len_utf8();
        match char {
            '#' if previous == ' ' => return Ok(()),
            '"' | '\'' if fresh => quote = Some(char),
            '&' | '*' | '!'
                if fresh && line[at + 1..].starts_with(|next: char| !next.is_whitespace()) =>
            {
                let what = match char {
                    '&' => "an anchor",
                    '*' => "an alias",
                    _ => "a tag",
                };
                let end = line[at..]
                    .find([' ', ',', ']', '}', '\n'])
                    .map_or(line.len(), |length| at + length);
                return Err(Diagnostic::at(
                    Code::YamlReference,
                    file,
                    here.start..offset + end,
                    format!(
                        "`{}` would be {what} in YAML, which settings may not use",
                        line[at..end].trim_end()
                    ),
                )
                .hint("quote the whole value if it is a text"));
            }
            '[' | '{' => *depth += 1,
            ']' | '}' => *depth = depth.saturating_sub(1),
            _ => {}
        }
        if *depth > MAX_NESTING {
            return Err(
                Diagnostic::at(Code::YamlSyntax, file, here, "brackets nested too deep").hint(
                    format!("at most {MAX_NESTING} levels are read, and two are enough"),
                ),
            );
        }
        // A value may start after a separator, an opening bracket or the line's indentation.
        fresh = match char {
            ' ' => fresh || matches!(previous, ':' | '-' | '?' | ','),
            '[' | '{' | ',' => true,
            '-' => fresh && line[..at].trim().is_empty(),
            _ => false,
        };
        previous = char;
    }
    Ok(())
}
