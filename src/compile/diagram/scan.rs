//! Splits a diagram into words, texts and comments like pikchr's tokenizer (`pik_token_length` in pikchr.c).

use std::ops::Range;

/// Statements that are refused.
const REFUSED: [&str; 2] = ["define", "print"];

/// The first refused word that is not in a text or a comment.
pub fn refused(source: &str) -> Option<(Range<usize>, &'static str)> {
    let mut found = None;
    walk(source, |at, piece| {
        let word = REFUSED.into_iter().find(|word| *word == piece);
        if let (None, Some(word)) = (&found, word) {
            found = Some((at, word));
        }
    });
    found
}

/// Whether there is anything but blanks and comments.
pub fn has_statement(source: &str) -> bool {
    let mut found = false;
    walk(source, |_, piece| {
        found |= !piece.trim_matches([';', '\\']).trim().is_empty()
    });
    found
}

/// Calls `see` with each piece outside of comments: a run of letters, a whole text, or one other character.
///
/// A digit ends a run of letters and is never part of one. So `2define`, which pikchr reads as two words, is found as well.
fn walk(source: &str, mut see: impl FnMut(Range<usize>, &str)) {
    let mut at = 0;
    while let Some(char) = source[at..].chars().next() {
        let rest = &source[at..];
        let length = match char {
            '"' => text_length(rest),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            'a'..='z' | 'A'..='Z' | '_' | '$' | '@' => rest
                .find(|char: char| !char.is_ascii_alphabetic() && !"_$@".contains(char))
                .unwrap_or(rest.len()),
            _ => char.len_utf8(),
        };
        let is_comment = char == '#' || rest.starts_with("//") || rest.starts_with("/*");
        if !is_comment {
            see(at..at + length, &rest[..length]);
        }
        at += length;
    }
}

/// The length of a text with its quotes; a backslash escapes the next character.
fn text_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, char) in rest.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_texts_and_comments_are_free() {
        for source in [
            "box \"define\"",
            "box \"a \\\" define\"",
            "# define\nbox",
            "// print\nbox",
            "/* define */ box",
            "box \"#\" \"//\" \"/*\" # define",
            "defined = 1",
        ] {
            assert_eq!(refused(source), None, "{source}");
        }
    }

    #[test]
    fn refused_words_are_found_in_every_disguise() {
        for source in [
            "define a {box}",
            "box;define a {box}",
            "x = 2define a {}",
            "# \"\ndefine a {}",
            "/*/ */ define a {}",
            "box \"\\\\\" define",
            "\"a\"define",
            ".define",
        ] {
            assert_eq!(
                refused(source).map(|(_, word)| word),
                Some("define"),
                "{source}"
            );
        }
    }

    #[test]
    fn comments_are_no_statement() {
        assert!(!has_statement(" # box\n ; // box\n/* box */ \\\n"));
        assert!(has_statement("# box\nbox"));
        assert!(has_statement("\"text\""));
    }
}
