//! The info string of a code fence: a language, marked lines, a title.
//!
//! ````markdown
//! ```rust {2,4-6} title="src/main.rs"
//! ````

use std::ops::{Range, RangeInclusive};

/// A parsed info string.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fence {
    /// The language, as written.
    pub language: Option<String>,
    /// Lines to mark, counted from 1.
    pub marked: Vec<RangeInclusive<usize>>,
    /// What the code is, such as a file's name.
    pub title: Option<String>,
}

/// What is wrong with a part of the info string.
#[derive(Debug, PartialEq, Eq)]
pub struct FenceFault {
    /// Its range in the info string.
    pub place: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to type instead.
    pub hint: String,
}

/// Parses an info string as far as possible. `lines` is the number of lines of the code.
pub fn parse(info: &str, lines: usize) -> (Fence, Vec<FenceFault>) {
    let mut fence = Fence::default();
    let mut faults = Vec::new();
    let mut start = 0;
    let mut first = true;
    while let Some(blank) = info[start..].find(|char: char| !char.is_whitespace()) {
        start += blank;
        let (word, missing) = next_word(&info[start..]);
        let place = start..start + word.len();
        start = place.end;
        let mut fault = |place, message: String, hint: String| {
            faults.push(FenceFault {
                place,
                message,
                hint,
            });
        };
        if let Some(sign) = missing {
            fault(
                place,
                format!("`{sign}` is missing"),
                format!("close it: `{word}{sign}`"),
            );
        } else if let Some(language) =
            class_in_braces(word).filter(|_| first || word.starts_with("{."))
        {
            let message = format!("`{word}` is how other tools write a language");
            fault(place, message, format!("write `{language}`"));
        } else if let Some(list) = word
            .strip_prefix('{')
            .and_then(|word| word.strip_suffix('}'))
        {
            let mut at = place.start + 1;
            for part in list.split(',') {
                let lead = part.len() - part.trim_start().len();
                match range(part.trim(), lines) {
                    Ok(range) => fence.marked.push(range),
                    Err((message, hint)) => {
                        fault(at + lead..at + lead + part.trim().len(), message, hint);
                    }
                }
                at += part.len() + 1;
            }
        } else if let Some(title) = word.strip_prefix("title=") {
            let title = match title
                .strip_prefix('\'')
                .and_then(|title| title.strip_suffix('\''))
            {
                Some(title) => title.trim(),
                None => title.trim_matches('"').trim(),
            };
            match title {
                "" => fault(
                    place,
                    "the title is empty".into(),
                    format!("say what the code is, as in `title=\"main.rs\"`, or remove `{word}`"),
                ),
                _ if fence.title.is_some() => fault(
                    place,
                    "a second title".into(),
                    format!("keep one of the two, or remove `{word}`"),
                ),
                title => fence.title = Some(title.to_owned()),
            }
        } else if first {
            fence.language = Some(word.to_owned());
        } else {
            let hint = match word.split_once('=') {
                Some(("file" | "filename" | "name" | "caption" | "label", value)) => {
                    format!("write `title=\"{}\"`", value.trim_matches(['"', '\'']))
                }
                _ => format!(
                    "remove `{word}`: behind the language stand lines to mark, `{{2,4-6}}`, and `title=\"main.rs\"`"
                ),
            };
            let message = format!("`{word}` means nothing after a code fence");
            fault(place, message, hint);
        }
        first = false;
    }
    (fence, faults)
}

/// The language in `{.rust}`, or in `{python, eval=FALSE}`.
fn class_in_braces(word: &str) -> Option<&str> {
    let inside = word.strip_prefix('{')?.strip_suffix('}')?;
    let inside = inside.strip_prefix('.').unwrap_or(inside);
    let language = inside.split([' ', '\t', ',']).next()?;
    let is_name = language.starts_with(|char: char| char.is_ascii_alphabetic());
    is_name.then_some(language)
}

/// The text up to the next blank outside braces and quotes, and the missing closing sign, if one is.
fn next_word(text: &str) -> (&str, Option<char>) {
    let mut closing = None;
    for (at, char) in text.char_indices() {
        match (closing, char) {
            (Some(end), _) if char == end => closing = None,
            (Some(_), _) => {}
            (None, '{') => closing = Some('}'),
            (None, '"') => closing = Some('"'),
            (None, '\'') if text[..at].ends_with('=') => closing = Some('\''),
            (None, _) if char.is_whitespace() => return (&text[..at], None),
            (None, _) => {}
        }
    }
    (text.trim_end(), closing)
}

/// The lines that one part of a list means. The error is a message and a hint.
fn range(part: &str, lines: usize) -> Result<RangeInclusive<usize>, (String, String)> {
    let (start, end) = part.split_once('-').unwrap_or((part, part));
    let numbers = start
        .trim()
        .parse::<usize>()
        .ok()
        .zip(end.trim().parse::<usize>().ok());
    match numbers {
        Some((start, end)) if start == 0 || end < start => Err((
            format!("`{part}` is no range of lines, which count from 1"),
            match start {
                0 => format!("remove `{part}`, or write lines from 1 to {lines}"),
                _ => format!("write `{end}-{start}`"),
            },
        )),
        Some((_, end)) if end > lines => Err((
            format!("line {end} is marked, and the code has {lines}"),
            format!("remove `{part}`, or write lines from 1 to {lines}"),
        )),
        Some((start, end)) => Ok(start..=end),
        None if part.is_empty() => Err((
            "the number of a line is missing".into(),
            "remove what is empty, or write lines, as in `{2,4-6}`".into(),
        )),
        None => Err((
            format!("`{part}` is not a line or a range such as `4-6`"),
            format!("remove `{part}`, or write lines, as in `{{2,4-6}}`"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_lines_and_title() {
        let fence = parse("rust {2, 4-6} title=\"src/my main.rs\"", 9);
        let wanted = Fence {
            language: Some("rust".into()),
            marked: vec![2..=2, 4..=6],
            title: Some("src/my main.rs".into()),
        };
        assert_eq!(fence, (wanted, vec![]));
        assert_eq!(parse("", 0), (Fence::default(), vec![]));
        assert_eq!(parse("{1}", 1).0.marked, [1..=1]);
    }

    #[test]
    fn faults_name_the_part_and_the_rest_is_kept() {
        let faulty = |info: &'static str| {
            let (fence, faults) = parse(info, 3);
            let parts: Vec<&str> = faults.into_iter().map(|fault| &info[fault.place]).collect();
            (fence.language.unwrap_or_default(), parts)
        };
        let rust = |parts: &[&'static str]| ("rust".to_owned(), parts.to_vec());
        assert_eq!(faulty("rust {4}"), rust(&["4"]));
        assert_eq!(faulty("rust {14, 4,0}"), rust(&["14", "4", "0"]));
        assert_eq!(faulty("rust {3-2}"), rust(&["3-2"]));
        assert_eq!(faulty("rust {a} more"), rust(&["a", "more"]));
        assert_eq!(faulty("rust {1 "), rust(&["{1"]));
        assert_eq!(faulty("rust linenos"), rust(&["linenos"]));
        assert_eq!(faulty("rust title=\"\""), rust(&["title=\"\""]));
        assert_eq!(
            faulty("rust title=\"a\" title=\"b\""),
            rust(&["title=\"b\""])
        );
        assert_eq!(faulty("rust {.python .x}"), rust(&["{.python .x}"]));
        assert_eq!(
            parse("rust title='my main.rs'", 1).0.title.as_deref(),
            Some("my main.rs")
        );
    }
}
