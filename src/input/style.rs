//! Stylesheets as they are published: without comments, which only maintainers need, and without blanks that only make them readable.
//! The blanks are seven hundredths of the bytes that a page loads for its look.

/// A stylesheet without comments, except those that start with `/*!`, as licences require, and with one blank where two words have
/// to be separated. Strings stay as they are.
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
            // An escaped quote does not start a string, and an escaped blank is kept.
            b'\\' => rest.len().min(2),
            _ if byte.is_ascii_whitespace() => {
                // After an escaped colon it separates two parts of a selector.
                let is_escaped = kept.ends_with(b"\\:");
                let separates = !matches!(
                    kept.last(),
                    None | Some(b'{' | b'}' | b';' | b',' | b':' | b' ')
                );
                if separates || is_escaped {
                    kept.push(b' ');
                }
                rest = &rest[1..];
                continue;
            }
            b'{' | b'}' | b';' | b',' => {
                // A blank that ends an escape belongs to it.
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

/// The length of the comment that starts here; an unclosed one extends to the end.
fn comment(text: &[u8]) -> usize {
    let end = text[2..].windows(2).position(|two| two == b"*/");
    end.map_or(text.len(), |end| end + 4)
}

/// The length of the string that starts here. A string without its closing quote ends with its line.
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
        assert_eq!(of("/* why */\na { b: c } /* d */\n"), "a{b:c}");
        assert_eq!(
            of("a ,\n  b > c {\n  /* why\n     so */\n  d: e  f;\n}\n@media x { y {} }"),
            "a,b > c{d:e f}@media x{y{}}"
        );
        assert_eq!(of("a{} /* never closed"), "a{}");
        assert_eq!(of("/**/a{}"), "a{}");
    }

    #[test]
    fn what_only_looks_like_a_comment_or_a_blank_stays() {
        for style in [
            "a::before{content:\"/* no */  ; }\"}",
            "a::before{content:'\\'/* no */  '}",
            "a\\\"{b:c}",
            "a\\ {b:c}",
            ".a\\: b{c:d}",
            "/*! licence  */ a{}",
            "a{b:calc(1px / 2)}",
            "a :is(b)",
            "\"",
            "\\",
            "/",
        ] {
            assert_eq!(of(style), style);
        }
        assert_eq!(
            of("a { content: \"never closed\n/* b */ }"),
            "a{content:\"never closed\n}"
        );
    }
}
