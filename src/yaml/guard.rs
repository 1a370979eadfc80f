//! Refuses, before parsing, what is too long or not to be seen.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, SourceText};

/// The largest text that is parsed, in bytes.
pub const MAX_BYTES: usize = 8 * 1024;

/// The same for a table of words.
pub const MAX_TABLE_BYTES: usize = 128 * 1024;

/// Invisible line separators would make the parser's line numbers differ from an editor's; a byte order mark inside the text is
/// reported by the parser without what and where.
const INVISIBLE: [char; 3] = ['\u{2028}', '\u{2029}', '\u{feff}'];

/// Checks a text for its length and for invisible characters.
pub fn check(file: &Arc<SourceText>, range: Range<usize>, most: usize) -> Result<(), Diagnostic> {
    let text = &file.text[range.clone()];
    if text.len() > most {
        let first_line = range.start..range.start + text.find('\n').unwrap_or(text.len());
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
    match text.find(INVISIBLE) {
        Some(at) => {
            let start = range.start + at;
            let span = start..start + '\u{2028}'.len_utf8();
            Err(
                Diagnostic::at(Code::YamlSyntax, file, span, "an invisible character")
                    .hint("remove it, or type the line again"),
            )
        }
        None => Ok(()),
    }
}
