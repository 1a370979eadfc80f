//! Characters that nobody sees and that turn the direction of what follows, so that a text reads otherwise than it is.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, SourceText};

/// Embeddings, overrides and isolates. The plain marks (U+200E, U+200F, U+061C) turn nothing but themselves.
const TURNING: [char; 9] = [
    '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    '\u{2069}',
];

/// One warning for each line that has such a character.
pub fn warn(file: &Arc<SourceText>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut offset = 0;
    for line in file.text.split_inclusive('\n') {
        let turning = line.char_indices().find(|(_, char)| TURNING.contains(char));
        if let Some((at, char)) = turning {
            let span = offset + at..offset + at + char.len_utf8();
            let message = format!(
                "the invisible U+{:04X} turns the direction of the text",
                u32::from(char)
            );
            findings.push(
                Diagnostic::at(Code::BidiControl, file, span, message)
                    .hint("remove it: right-to-left words need no mark"),
            );
        }
        offset += line.len();
    }
    findings
}
