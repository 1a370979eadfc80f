//! A line of YAML by itself: how far it is indented, and what its key and value are.

use std::ops::Range;

/// How many blanks a line begins with.
pub fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The ranges of a line's key and value; of a list item, only the value.
pub fn key_and_value(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    let mut start = line.len() - line.trim_start().len();
    let mut in_list = false;
    while let Some(rest) = line[start..].strip_prefix("- ") {
        start = line.len() - rest.trim_start().len();
        in_list = true;
    }
    let content = line[start..].trim_end();
    let end = start + content.len();
    match key_of(content) {
        Some((key, value)) => {
            let value = line[start + value..end].trim_start();
            Some((start..start + key, end - value.len()..end))
        }
        None if in_list => Some((start..start, start..end)),
        None => None,
    }
}

/// Where the key at the start of a line ends, and where its value may start.
fn key_of(content: &str) -> Option<(usize, usize)> {
    let quote = content
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''));
    let after_quotes = match quote {
        Some(quote) => content[1..].find(quote)? + 2,
        None => 0,
    };
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    let colon = content
        .match_indices(':')
        .map(|(at, _)| at)
        .find(|&at| at >= after_quotes && ends(&content[at + 1..]))?;
    let written = content[..colon].trim_end();
    if written.starts_with("- ") || (quote.is_some() && written.len() > after_quotes) {
        return None;
    }
    Some((written.len(), colon + 1))
}
