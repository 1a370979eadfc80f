//! What stands after the three backticks: a language, marked lines, a title.
//!
//! ````markdown
//! ```rust {2,4-6} title="src/main.rs"
//! ````

use std::ops::RangeInclusive;

/// A fence's line, understood.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fence {
    /// The language, as written.
    pub language: Option<String>,
    /// Lines to mark, counted from 1.
    pub marked: Vec<RangeInclusive<usize>>,
    /// What the code is, such as a file's name.
    pub title: Option<String>,
}

/// A fault: the part that is wrong, and what is wrong with it.
pub type FenceFault = (String, String);

/// Understands an info string. `lines` is how many lines the code has.
pub fn parse(info: &str, lines: usize) -> Result<Fence, FenceFault> {
    let mut fence = Fence::default();
    let mut rest = info.trim();
    let mut first = true;
    while !rest.is_empty() {
        let (word, tail) = next_word(rest)?;
        if let Some(list) = word
            .strip_prefix('{')
            .and_then(|word| word.strip_suffix('}'))
        {
            fence.marked = list
                .split(',')
                .map(|part| range(part.trim(), lines))
                .collect::<Result<_, _>>()?;
        } else if let Some(title) = word.strip_prefix("title=") {
            let title = title.trim_matches('"').trim();
            if title.is_empty() {
                return Err((word.to_owned(), "the title is empty".into()));
            }
            fence.title = Some(title.to_owned());
        } else if first {
            fence.language = Some(word.to_owned());
        } else {
            return Err((
                word.to_owned(),
                format!("`{word}` means nothing after a code fence"),
            ));
        }
        first = false;
        rest = tail.trim_start();
    }
    Ok(fence)
}

/// Up to the next blank that is not inside braces or quotes.
fn next_word(text: &str) -> Result<(&str, &str), FenceFault> {
    let mut closing = None;
    for (at, char) in text.char_indices() {
        match (closing, char) {
            (Some(end), _) if char == end => closing = None,
            (Some(_), _) => {}
            (None, '{') => closing = Some('}'),
            (None, '"') => closing = Some('"'),
            (None, _) if char.is_whitespace() => return Ok(text.split_at(at)),
            (None, _) => {}
        }
    }
    match closing {
        Some(end) => Err((text.to_owned(), format!("`{end}` is missing"))),
        None => Ok((text, "")),
    }
}

fn range(part: &str, lines: usize) -> Result<RangeInclusive<usize>, FenceFault> {
    let (start, end) = part.split_once('-').unwrap_or((part, part));
    let numbers = start
        .trim()
        .parse::<usize>()
        .ok()
        .zip(end.trim().parse::<usize>().ok());
    match numbers {
        Some((start, end)) if start == 0 || end < start => Err((
            part.to_owned(),
            format!("`{part}` is no range of lines, which count from 1"),
        )),
        Some((_, end)) if end > lines => Err((
            part.to_owned(),
            format!("line {end} is marked, and the code has {lines}"),
        )),
        Some((start, end)) => Ok(start..=end),
        None => Err((
            part.to_owned(),
            format!("`{part}` is not a line or a range such as `4-6`"),
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
        assert_eq!(fence, Ok(wanted));
        assert_eq!(parse("", 0), Ok(Fence::default()));
        assert_eq!(parse("{1}", 1).map(|fence| fence.marked), Ok(vec![1..=1]));
    }

    #[test]
    fn faults_name_the_part() {
        let fault = |info| parse(info, 3).map_err(|(part, _)| part);
        assert_eq!(fault("rust {4}"), Err("4".into()));
        assert_eq!(fault("rust {0}"), Err("0".into()));
        assert_eq!(fault("rust {3-2}"), Err("3-2".into()));
        assert_eq!(fault("rust {a}"), Err("a".into()));
        assert_eq!(fault("rust {1"), Err("{1".into()));
        assert_eq!(fault("rust linenos"), Err("linenos".into()));
        assert_eq!(fault("rust title=\"\""), Err("title=\"\"".into()));
    }
}
