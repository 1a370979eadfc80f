//! Finds keys and values in a YAML text, line by line. This need not be right for all YAML, because the parser decides what a
//! text means; it only decides where the caret is shown.

use std::ops::Range;

/// One `key: value` of a mapping, with the byte ranges in the file of the key and of what follows it.
#[derive(Clone)]
pub struct Block {
    pub key: String,
    pub key_span: Range<usize>,
    pub value_span: Range<usize>,
}

/// The entries of the block mapping in `text`, whose keys all have the indentation of the first. `base` is the offset of the text
/// in its file.
pub fn entries(text: &str, base: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut level = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        // In a list of mappings the first key follows the item's dash.
        let indent = line.len() - line.trim_start_matches(' ').len();
        let content = line[indent..].trim_end();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let dashed = content.strip_prefix("- ").filter(|_| level.is_none());
        let (indent, content) = match dashed {
            Some(rest) => (line.find(rest).unwrap_or(indent), rest),
            None => (indent, content),
        };
        let key = key_of(content).filter(|_| indent == *level.get_or_insert(indent));
        match (key, blocks.last_mut()) {
            (Some((key, length, value)), _) => {
                let key_start = base + start + indent;
                let after = key_start + value;
                let value_span = trimmed(text, base, after, base + start + line.len());
                blocks.push(Block {
                    key,
                    key_span: key_start..key_start + length,
                    value_span,
                });
            }
            (None, Some(block)) => {
                let from = if block.value_span.is_empty() {
                    base + start
                } else {
                    block.value_span.start
                };
                block.value_span = trimmed(text, base, from, base + start + line.len());
            }
            (None, None) => {}
        }
    }
    blocks
}

/// The value of a key within braces, `{key: value, …}`: what stands between the key's colon, of which `from` is the end, and the
/// comma or brace that ends it, as long as both are on one line.
pub fn in_braces(line: &str, from: usize) -> Option<Range<usize>> {
    let (mut depth, mut quote) = (0usize, None);
    let mut end = None;
    for (at, char) in line[from..].char_indices() {
        let is_first = line[from..from + at].trim().is_empty();
        match (quote, char) {
            (Some(open), _) if char == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if is_first => quote = Some(char),
            (None, '[' | '{') => depth += 1,
            (None, '}' | ',') if depth == 0 => {
                end = Some(from + at);
                break;
            }
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    let written = &line[from..end?];
    let start = from + written.len() - written.trim_start().len();
    Some(start..start + written.trim().len())
}

/// The key at the start of a line, without quotes; where it ends as written; and where its value may start.
pub fn key_of(content: &str) -> Option<(String, usize, usize)> {
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
    let key = written.trim_matches(['"', '\'']).to_owned();
    Some((key, written.len(), colon + 1))
}

/// A range in the file without surrounding blanks; a single-line value also loses its comment.
fn trimmed(text: &str, base: usize, start: usize, end: usize) -> Range<usize> {
    let start = start.min(end);
    let mut slice = &text[start - base..end - base];
    let quoted = slice.trim_start().starts_with(['"', '\'']);
    if !slice.trim_end().contains('\n') && !quoted {
        slice = match slice.find(" #") {
            Some(at) => &slice[..at],
            None => slice,
        };
    }
    let lead = slice.len() - slice.trim_start().len();
    let kept = slice.trim().len();
    if kept == 0 {
        start..start
    } else {
        start + lead..start + lead + kept
    }
}

/// The spans of a list's items, each searched for after the one before it.
pub fn items(text: &str, region: Range<usize>, written: &[String]) -> Vec<Range<usize>> {
    let mut from = region.start;
    written
        .iter()
        .map(|item| match text[from..region.end].find(item.as_str()) {
            Some(at) if !item.is_empty() => {
                let span = from + at..from + at + item.len();
                from = span.end;
                span
            }
            _ => region.clone(),
        })
        .collect()
}

/// The items of a list as written, with quotes. The parser may split it differently, so the caller has to compare their number.
pub fn written_items(text: &str, region: Range<usize>) -> Vec<Range<usize>> {
    let written = &text[region.clone()];
    let Some(inside) = written.strip_prefix('[') else {
        let items = dashes(text, region).into_iter();
        let content = items.map(|item| {
            let dash = text[item.clone()].find('-').map_or(0, |at| at + 1);
            trimmed(text, 0, item.start + dash, item.end)
        });
        return content.collect();
    };
    let base = region.start + 1;
    let inside = inside.trim_end().trim_end_matches(']');
    let mut items = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0usize, None);
    for (at, char) in inside.char_indices() {
        let is_first = inside[start..at].trim().is_empty();
        match (quote, char) {
            (Some(open), _) if char == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if is_first => quote = Some(char),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                items.push(start..at);
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    items.push(start..inside.len());
    // A trailing comma is allowed.
    if inside[start..].trim().is_empty() {
        items.pop();
    }
    let place = |item: Range<usize>| {
        let lead = inside[item.clone()].len() - inside[item.clone()].trim_start().len();
        let length = inside[item.clone()].trim().len();
        base + item.start + lead..base + item.start + lead + length
    };
    items.into_iter().map(place).collect()
}

/// The ranges of a block list's items, from each dash to the next one of the same indentation.
pub fn dashes(text: &str, region: Range<usize>) -> Vec<Range<usize>> {
    let line_start = text[..region.start].rfind('\n').map_or(0, |at| at + 1);
    let mut starts = Vec::new();
    let mut level = None;
    let mut offset = line_start;
    for line in text[line_start..region.end].split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let dash = line[indent..].starts_with("- ") || line[indent..].trim_end() == "-";
        if dash && indent == *level.get_or_insert(indent) {
            starts.push(offset);
        }
        offset += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([region.end]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| start..end)
        .collect()
}

/// The line around a byte offset, without its indentation and line end, as a range in the file.
pub fn line_around(text: &str, at: usize, base: usize) -> Range<usize> {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    // An error at the very end belongs to the last line that is not blank.
    let at = if text[at..].trim().is_empty() {
        text.trim_end().len()
    } else {
        at
    };
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline);
    let line = &text[start..end];
    let lead = line.len() - line.trim_start().len();
    base + start + lead..base + start + lead + line.trim().len()
}

/// The first line that is not blank, as a range in the file.
pub fn content(text: &str, base: usize) -> Range<usize> {
    line_around(text, text.len() - text.trim_start().len(), base)
}
