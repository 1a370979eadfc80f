//! Bytes of foreign files as text.

/// Windows-1252 for the bytes from 0x80 on that differ from Unicode; 0 where it has none.
const WINDOWS: [u32; 32] = [
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
    0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
];

/// UTF-8 or UTF-16, without a byte order mark and with `\n` as line ends.
///
/// The error says what the bytes are instead.
pub fn decode(bytes: &[u8]) -> Result<String, String> {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(error) => {
                let line = bytes[..error.valid_up_to()]
                    .iter()
                    .filter(|byte| **byte == b'\n')
                    .count()
                    + 1;
                return Err(format!(
                    "it is no UTF-8 (line {line}); save it as UTF-8 text"
                ));
            }
        },
    };
    Ok(text
        .strip_prefix('\u{feff}')
        .unwrap_or(&text)
        .replace("\r\n", "\n")
        .replace('\r', "\n"))
}

fn utf16(bytes: &[u8], order: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(
            "it is UTF-16 that ends in the middle of a character; save it as UTF-8 text".into(),
        );
    }
    let units: Vec<u16> = pairs.iter().map(|pair| order(*pair)).collect();
    String::from_utf16(&units)
        .map_err(|_| "it is no well-formed UTF-16; save it as UTF-8 text".into())
}

/// A text with `U+FFFD` for each character that cannot be published, and the lines where that was done, counted from 1.
pub fn published(text: &str) -> (String, Vec<(usize, String)>) {
    let is_foreign = |char| !crate::diagnostic::is_of_text(char);
    let mend = |text: &str| text.replace(is_foreign, "\u{fffd}");
    let lines = (1..).zip(text.split('\n'));
    let changed = lines.filter(|(_, line)| line.contains(is_foreign));
    let changed = changed.map(|(number, line)| (number, mend(line)));
    (mend(text), changed.collect())
}

/// The byte that a character was made from where UTF-8 was read as Windows-1252.
fn byte(char: char) -> Option<u8> {
    let code = u32::from(char);
    match code {
        0..0x80 => None,
        0x80..=0xff => u8::try_from(code).ok(),
        _ => WINDOWS
            .iter()
            .position(|&windows| windows == code)
            .map(|at| 0x80 + at as u8),
    }
}

/// A text whose UTF-8 was once read as Windows-1252 (`â€”` for `—`), as it was meant; `None` unless all of its characters beyond
/// ASCII show it, because `Ât` can be a word.
pub fn repaired(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut run: Vec<u8> = Vec::new();
    let mut has_any = false;
    for char in text.chars().map(Some).chain(std::iter::once(None)) {
        if let Some(byte) = char.and_then(byte) {
            run.push(byte);
            continue;
        }
        if !run.is_empty() {
            out.push_str(std::str::from_utf8(&run).ok()?);
            run.clear();
            has_any = true;
        }
        out.extend(char);
    }
    has_any.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_encoding_is_read() {
        assert_eq!(decode(b"\xef\xbb\xbfa\r\nb\rc"), Ok("a\nb\nc".into()));
        assert_eq!(decode(b"\xff\xfea\0\n\0"), Ok("a\n".into()));
        assert_eq!(decode(b"\xfe\xff\0a"), Ok("a".into()));
        assert!(decode(b"a\n\xe9t\xe9").unwrap_err().contains("line 2"));
        assert!(decode(b"\xff\xfea").is_err());
        let published = published(&decode(b"a\n\0b\n\xc2\x9d\tc\n").unwrap());
        let expected = "a\n\u{fffd}b\n\u{fffd}\tc\n".to_owned();
        let lines = vec![(2, "\u{fffd}b".into()), (3, "\u{fffd}\tc".into())];
        assert_eq!(published, (expected, lines));
    }

    #[test]
    fn texts_that_were_read_wrongly_are_repaired_as_a_whole_or_not_at_all() {
        assert_eq!(
            repaired("a â€” b, â€œcâ€\u{9d}, itâ€™s Ã©"),
            Some("a — b, “c”, it’s é".into())
        );
        for sound in ["Ât", "é", "a", "café â€” x", "日本"] {
            assert_eq!(repaired(sound), None, "{sound}");
        }
    }
}
