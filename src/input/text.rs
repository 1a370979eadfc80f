//! Decodes bytes to text, with the limits and the normalisation that all sources share.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, SourceText, is_of_text};

/// The largest source file, in bytes. Even a hundred kilobytes would be the length of a book chapter.
pub const MAX_FILE_BYTES: u64 = 512 * 1024;

/// The longest line, in bytes.
pub const MAX_LINE_BYTES: usize = 64 * 1024;

/// Decodes a source file: UTF-8, without a byte order mark, line ends as `\n`.
pub fn decode(path: String, bytes: Vec<u8>) -> Result<Arc<SourceText>, Diagnostic> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Diagnostic::about(Code::NotUtf8, path, "this is UTF-16")
            .hint("save the file as UTF-8 text"));
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let before = &error.as_bytes()[..at];
            let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
            let message = format!("byte {at}, on line {line}, is not UTF-8");
            return Err(
                Diagnostic::about(Code::NotUtf8, path, message).hint("save the file as UTF-8 text")
            );
        }
    };
    let text = text
        .strip_prefix('\u{feff}')
        .unwrap_or(&text)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    if let Some(line) = text.lines().position(|line| line.len() > MAX_LINE_BYTES) {
        let message = format!("line {} is longer than {MAX_LINE_BYTES} bytes", line + 1);
        return Err(Diagnostic::about(Code::FileTooLarge, path, message).hint("break the line"));
    }
    let no_text = text.char_indices().find(|(_, char)| !is_of_text(*char));
    let Some((at, char)) = no_text else {
        return Ok(Arc::new(SourceText { path, text }));
    };
    // A control character could make the terminal do something, so a replacement is shown.
    let text = text.replace(|char| !is_of_text(char), "\u{fffd}");
    let span = at..at + '\u{fffd}'.len_utf8();
    let message = format!(
        "the control character U+{:04X}, which no text has",
        u32::from(char)
    );
    let file = Arc::new(SourceText { path, text });
    Err(Diagnostic::at(Code::NotUtf8, &file, span, message).hint("remove it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Result<String, String> {
        decode("a.md".into(), bytes.to_vec())
            .map(|file| file.text.clone())
            .map_err(|finding| finding.message)
    }

    #[test]
    fn marks_and_line_ends_vanish() {
        assert_eq!(
            text("\u{feff}a\r\nb\rc\n".as_bytes()),
            Ok("a\nb\nc\n".into())
        );
    }

    #[test]
    fn what_is_not_text_is_refused_with_its_place() {
        assert_eq!(
            text(b"ab\xffc"),
            Err("byte 2, on line 1, is not UTF-8".into())
        );
        assert_eq!(text(b"\xff\xfea\0"), Err("this is UTF-16".into()));
        assert_eq!(
            text(b"a\n\0b"),
            Err("the control character U+0000, which no text has".into())
        );
        assert_eq!(
            text(&[b'a'; MAX_LINE_BYTES + 1]),
            Err("line 1 is longer than 65536 bytes".into())
        );
    }
}
