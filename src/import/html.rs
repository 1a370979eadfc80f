//! HTML in foreign texts: its tags, and the Markdown that says the same.

use std::ops::Range;

/// A tag.
#[derive(Debug, Clone)]
pub struct Tag {
    /// In lower case.
    pub name: String,
    /// Whether it closes.
    pub is_end: bool,
    /// Its bytes.
    pub span: Range<usize>,
}

/// The tags in the pieces of raw HTML of a text, in order.
pub fn tags(whole: &str, pieces: &[Range<usize>]) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut comment_until = 0;
    for range in pieces {
        let text = &whole[range.clone()];
        let mut at = 0;
        while let Some(found) = text[at..].find('<') {
            let start = at + found;
            if text[start..].starts_with("<!--") {
                at = text[start..]
                    .find("-->")
                    .map_or(text.len(), |end| start + end + 3);
                comment_until = range.start + at;
                continue;
            }
            let Some((name, is_end, length)) = tag(&text[start..]) else {
                at = start + 1;
                continue;
            };
            if range.start + start >= comment_until {
                tags.push(Tag {
                    name,
                    is_end,
                    span: range.start + start..range.start + start + length,
                });
            }
            at = start + length;
        }
    }
    tags
}

/// The longest tag, in bytes. What is longer is text: else each of many `<a` would be followed to the end of the file.
const MAX_TAG_BYTES: usize = 4096;

/// Reads a tag at the start of a text: its name, whether it closes, its length.
pub fn tag(text: &str) -> Option<(String, bool, usize)> {
    let text = &text[..text.floor_char_boundary(MAX_TAG_BYTES)];
    let rest = text.strip_prefix('<')?;
    let is_end = rest.starts_with('/');
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let end = rest.find(|char: char| !char.is_ascii_alphanumeric() && char != '-')?;
    let name = rest[..end].to_ascii_lowercase();
    if !name.starts_with(|char: char| char.is_ascii_alphabetic()) {
        return None;
    }
    // A `>` in quotes is part of an attribute.
    let mut quote = None;
    for (at, char) in rest[end..].char_indices() {
        match (quote, char) {
            (None, '"' | '\'') => quote = Some(char),
            (Some(open), _) if open == char => quote = None,
            (None, '>') => {
                let length = text.len() - rest.len() + end + at + 1;
                return Some((name, is_end, length));
            }
            _ => {}
        }
    }
    None
}

/// The value of an attribute in a tag's text.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.match_indices(name).map(|(at, _)| at).find(|&at| {
        lower[..at].ends_with(|char: char| char.is_whitespace())
            && lower[at + name.len()..].trim_start().starts_with('=')
    })?;
    let value = tag[at + name.len()..]
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split([' ', '>', '\t', '\n']).next()?,
    };
    Some(entities(value))
}

/// A title in which tags that are meant as words stand as such: `What does <meta> do?` A browser would show nothing there.
pub fn shown(markdown: &str) -> String {
    const LOOKS: &[&str] = &[
        "a", "b", "strong", "i", "em", "u", "s", "del", "ins", "sup", "sub", "span", "font",
        "code", "kbd", "small", "big", "mark", "p", "div", "center", "h1", "h2", "h3", "h4", "h5",
        "h6", "tt", "summary", "details",
    ];
    let mut out = String::with_capacity(markdown.len());
    let mut at = 0;
    // A tag at the start would begin a block.
    const WORD: &str = "x ";
    let text = format!("{WORD}{markdown}");
    let lower = markdown.to_ascii_lowercase();
    for (event, range) in pulldown_cmark::Parser::new(&text).into_offset_iter() {
        let pulldown_cmark::Event::InlineHtml(source) = event else {
            continue;
        };
        let range = range.start - WORD.len()..range.end - WORD.len();
        let is_shown = match tag(&source) {
            Some((name, ..)) if ["br", "img", "hr", "wbr"].contains(&name.as_str()) => false,
            // One that only says how words look has an end, or is a name at the start.
            Some((name, is_end, _)) if LOOKS.contains(&name.as_str()) => {
                let has_end = lower[range.end..].contains(&format!("</{name}"));
                !is_end && !has_end && range.start > 0 && name != "a"
            }
            Some((_, is_end, _)) => !is_end || markdown[..range.start].ends_with(' '),
            None => source.starts_with("<!D") || source.starts_with("<!d"),
        };
        out.push_str(&markdown[at..range.start]);
        if is_shown {
            out.push('\\');
        }
        out.push_str(&markdown[range.clone()]);
        at = range.end;
    }
    out.push_str(&markdown[at..]);
    out
}

/// A picture in Markdown.
pub fn picture(tag: &str) -> String {
    let source = attribute(tag, "src").unwrap_or_default();
    let words = attribute(tag, "alt").unwrap_or_default();
    match source.is_empty() {
        true => words,
        false => format!(
            "![{}]({})",
            words.replace(['[', ']'], ""),
            destination(&source)
        ),
    }
}

/// The address in a tag, if it has one.
pub fn href(tag: &str) -> Option<String> {
    attribute(tag, "href")
}

/// An address as Markdown needs it.
pub fn destination(address: &str) -> String {
    match address.contains([' ', '(', ')', '<', '>']) {
        true => format!("<{}>", address.replace(['<', '>', '\n'], "")),
        false => address.to_owned(),
    }
}

/// Characters for the references that people write.
pub fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((char, length)) => {
                out.push(char);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The character of a reference at the start of a text, and how long that is.
pub fn reference(text: &str) -> Option<(char, usize)> {
    // Not farther, or a text of nothing else would be read again and again.
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let char = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "rarr" => '→',
        "larr" => '←',
        "times" => '×',
        "copy" => '©',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code).filter(|char| crate::diagnostic::is_of_text(*char))?
        }
    };
    Some((char, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_a_title_asks_about_are_words() {
        for (title, words) in [
            ("What does <meta> do?", "What does <meta> do?"),
            ("Why <!DOCTYPE html>?", "Why <!DOCTYPE html>?"),
            ("What is <b> for?", "What is <b> for?"),
            ("What is <b>bold</b>?", "What is bold?"),
            ("<a name=\"x\">What is X?", "What is X?"),
            (
                "<script>, <script async> or <script defer>?",
                "<script>, <script async> or <script defer>?",
            ),
            ("What is X?<br>", "What is X?"),
        ] {
            assert_eq!(crate::import::plain::plain(&shown(title)), words, "{title}");
        }
    }

    #[test]
    fn tags_in_comments_are_none() {
        let text = "<i>x</i> <!-- <details> --> <p a=\">\">";
        let names: Vec<String> = tags(text, std::slice::from_ref(&(0..text.len())))
            .into_iter()
            .map(|tag| tag.name)
            .collect();
        assert_eq!(names, ["i", "i", "p"]);
    }
}
