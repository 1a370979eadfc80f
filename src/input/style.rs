//! Stylesheets as they are published: without their comments, which tell a maintainer why and cost every reader, and without the
//! blanks that only look well: seven hundredths of what a page loads for its look.

/// A stylesheet without comments, but for those that start with `/*!`, which licences ask to be kept, and with one blank where
/// something has to stand between two words. What stands in a string stays as it is.
pub fn slim(style: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(style.len());
    let mut rest = style;
    while let Some(&byte) = rest.first() {
        let length = match byte {
            b'"' | b'\'' => string(rest),
            b'/' if rest.starts_with(b"/*") => {
                let length = comment(rest);
                if !rest.starts_with(b"/*!") {
                    rest = &rest[length..];
                    continue;
                }
                length
            }
            // An escaped quote begins no string, and an escaped blank is none.
            b'\\' => rest.len().min(2),
            _ if byte.is_ascii_whitespace() => {
                if !matches!(kept.last(), None | Some(b'{' | b'}' | b';' | b',' | b' ')) {
                    kept.push(b' ');
                }
                rest = &rest[1..];
                continue;
            }
            b'{' | b'}' | b';' | b',' => {
                // What an escape ends with belongs to it.
                if kept.last() == Some(&b' ') && !kept.ends_with(b"\\ ") {
                    kept.pop();
                }
                if byte == b'}' && kept.last() == Some(&b';') {
                    kept.pop();
                }
                1
            }
            _ => 1,
        };
        kept.extend_from_slice(&rest[..length]);
        rest = &rest[length..];
    }
    kept
}

/// How long the comment is that starts here; to the end, where it never closes.
fn comment(text: &[u8]) -> usize {
    let end = text[2..].windows(2).position(|two| two == b"*/");
    end.map_or(text.len(), |end| end + 4)
}

/// How long the string is that starts here. It ends with its line, where its quote is missing.
fn string(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = text.get(at) {
        at += match byte {
            b'\\' => 2,
            b'\n' => return at + 1,
            byte if byte == text[0] => return at + 1,
            _ => 1,
        };
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(style: &str) -> String {
        String::from_utf8(slim(style.as_bytes())).unwrap()
    }

    #[test]
    fn comments_and_blanks_go() {
        assert_eq!(of("/* why */\na { b: c } /* d */\n"), "a{b: c}");
        assert_eq!(
            of("a ,\n  b > c {\n  /* why\n     so */\n  d: e  f;\n}\n@media x { y {} }"),
            "a,b > c{d: e f}@media x{y{}}"
        );
        assert_eq!(of("a{} /* never closed"), "a{}");
        assert_eq!(of("/**/a{}"), "a{}");
    }

    #[test]
    fn what_only_looks_like_a_comment_or_a_blank_stays() {
        for style in [
            "a::before{content: \"/* no */  ; }\"}",
            "a::before{content: '\\'/* no */  '}",
            "a\\\"{b: c}",
            "a\\ {b: c}",
            "/*! licence  */ a{}",
            "a{b: calc(1px / 2)}",
            "a :is(b)",
            "\"",
            "\\",
            "/",
        ] {
            assert_eq!(of(style), style);
        }
        assert_eq!(
            of("a { content: \"never closed\n/* b */ }"),
            "a{content: \"never closed\n}"
        );
    }
}
