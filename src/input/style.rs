//! Stylesheets as they are published: without their comments, which tell a maintainer why and cost every reader.

/// A stylesheet without comments, but for those that start with `/*!`, which licences ask to be kept. A line that held nothing else
/// goes with its comment. What stands in a string is no comment.
pub fn without_comments(style: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(style.len());
    let mut rest = style;
    while let Some(&byte) = rest.first() {
        let length = match byte {
            b'"' | b'\'' => string(rest),
            b'/' if rest.starts_with(b"/*") => {
                let length = comment(rest);
                if !rest.starts_with(b"/*!") {
                    rest = &rest[length..];
                    if ends_blank(&kept) {
                        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
                        rest = &rest[blank.count()..];
                    }
                    continue;
                }
                length
            }
            // An escaped quote begins no string.
            b'\\' => rest.len().min(2),
            _ => 1,
        };
        kept.extend_from_slice(&rest[..length]);
        rest = &rest[length..];
    }
    kept
}

/// Whether nothing stands yet on the line that comes next.
fn ends_blank(kept: &[u8]) -> bool {
    let last = kept.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
    matches!(last, None | Some(b'\n'))
}

/// How long the comment is that starts here; to the end, where it never closes.
fn comment(text: &[u8]) -> usize {
    let end = text[2..].windows(2).position(|two| two == b"*/");
    end.map_or(text.len(), |end| end + 4)
}

/// How long the string is that starts here. It ends at its line, where its quote is missing.
fn string(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = text.get(at) {
        at += match byte {
            b'\\' => 2,
            b'\n' => return at,
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
        String::from_utf8(without_comments(style.as_bytes())).unwrap()
    }

    #[test]
    fn comments_go_with_their_lines() {
        assert_eq!(of("/* why */\na { b: c } /* d */\n"), "a { b: c } \n");
        assert_eq!(
            of("a {\n  /* why\n     so */\n  b: c;\n}"),
            "a {\n  b: c;\n}"
        );
        assert_eq!(of("a{} /* never closed"), "a{} ");
        assert_eq!(of("/**/a{}"), "a{}");
    }

    #[test]
    fn what_only_looks_like_a_comment_stays() {
        for style in [
            "a::before { content: \"/* no */\" }",
            "a::before { content: '\\'/* no */' }",
            "a\\\" { b: c }",
            "/*! licence */\na{}",
            "a { b: calc(1px / 2) }",
            "\"",
            "\\",
            "/",
        ] {
            assert_eq!(of(style), style);
        }
        assert_eq!(
            of("a { content: \"never closed\n/* b */ }"),
            "a { content: \"never closed\n}"
        );
    }
}
