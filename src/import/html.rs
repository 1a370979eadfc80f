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
fn tag(text: &str) -> Option<(String, bool, usize)> {
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

/// Lists that are deeper are written as deep as this: nobody reads more, and every item costs its depth.
const DEEPEST_LIST: usize = 16;

/// The Markdown of a piece of HTML, such as a card of Anki or a summary. What has no Markdown is left as its words.
pub fn to_markdown(html: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    let mut lists: Vec<Option<usize>> = Vec::new();
    // Of each open link, where its words start and where it leads.
    let mut links: Vec<(usize, String)> = Vec::new();
    let mut pre = false;
    let mut skip: Option<String> = None;
    while at < html.len() {
        let rest = &html[at..];
        if rest.starts_with("<!--") {
            at += rest.find("-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        if let Some((name, is_end, length)) = tag(rest) {
            let source = &rest[..length];
            at += length;
            if let Some(skipped) = &skip {
                if *skipped == name && is_end {
                    skip = None;
                }
                continue;
            }
            match (name.as_str(), is_end) {
                ("script" | "style", false) => skip = Some(name),
                ("br", _) => out.push('\n'),
                ("b" | "strong", _) => emphasis(&mut out, "**", is_end),
                ("i" | "em", _) => emphasis(&mut out, "*", is_end),
                ("pre", false) => {
                    pre = true;
                    block(&mut out);
                    out.push_str("```\n");
                }
                ("pre", true) => {
                    pre = false;
                    if !out.ends_with('\n') {
                        out.push('\n');
                    }
                    out.push_str("```\n\n");
                }
                ("code" | "tt", _) if !pre => out.push('`'),
                ("a", false) => {
                    let led = attribute(source, "href").unwrap_or_default();
                    if !led.is_empty() {
                        out.push('[');
                    }
                    links.push((out.len(), led));
                }
                ("a", true) => {
                    if let Some((_, link)) = links.pop().filter(|(_, link)| !link.is_empty()) {
                        out.push_str(&format!("]({})", destination(&link)));
                    }
                }
                ("img", _) => out.push_str(&picture(source)),
                ("ul", false) => {
                    block(&mut out);
                    lists.push(None);
                }
                ("ol", false) => {
                    block(&mut out);
                    lists.push(Some(0));
                }
                ("ul" | "ol", true) => {
                    lists.pop();
                    block(&mut out);
                }
                ("li", false) => {
                    if !out.is_empty() && !out.ends_with('\n') {
                        out.push('\n');
                    }
                    out.push_str(&"  ".repeat(lists.len().saturating_sub(1).min(DEEPEST_LIST)));
                    match lists.last_mut() {
                        Some(Some(number)) => {
                            *number += 1;
                            out.push_str(&format!("{number}. "));
                        }
                        _ => out.push_str("- "),
                    }
                }
                ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", false) => {
                    block(&mut out);
                    out.push_str(&"#".repeat(name[1..].parse().unwrap_or(2)));
                    out.push(' ');
                }
                (
                    "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "tr"
                    | "blockquote" | "center" | "hr",
                    _,
                ) => block(&mut out),
                ("td" | "th", true) => out.push_str(" · "),
                ("kbd" | "sub" | "sup", _) => {
                    out.push_str(&format!("<{}{name}>", if is_end { "/" } else { "" }))
                }
                (
                    "span" | "font" | "u" | "s" | "del" | "ins" | "small" | "big" | "mark" | "li"
                    | "td" | "th" | "tbody" | "thead" | "dl" | "dt" | "dd" | "details" | "summary"
                    | "section" | "article" | "header" | "footer" | "figure" | "figcaption"
                    | "code" | "tt" | "var" | "samp" | "abbr" | "cite" | "q" | "label" | "input"
                    | "button" | "nav" | "script" | "style" | "strike" | "wbr" | "html" | "body"
                    | "head" | "picture" | "source" | "video" | "audio" | "iframe" | "object"
                    | "svg" | "path",
                    _,
                ) => {}
                // No tag of HTML: `List<T>` is meant as it stands.
                _ => {
                    out.push('\\');
                    out.push_str(source);
                }
            }
            continue;
        }
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let end = rest[first..]
            .find('<')
            .map_or(rest.len(), |end| first + end);
        if skip.is_none() {
            out.push_str(&entities(&rest[..end]));
        }
        at += end;
    }
    // A link without an end goes on to that of its paragraph.
    for (start, link) in links.into_iter().rev().filter(|(_, link)| !link.is_empty()) {
        let Some(words) = out.get(start..) else {
            continue;
        };
        let words = words.find("\n\n").map_or(words, |end| &words[..end]);
        let end = start + words.trim_end().len();
        out.insert_str(end, &format!("]({})", destination(&link)));
    }
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
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

fn block(out: &mut String) {
    let trimmed = out.trim_end_matches([' ', '\n']).len();
    out.truncate(trimmed);
    if !out.is_empty() {
        out.push_str("\n\n");
    }
}

/// Marks of emphasis touch the words inside.
fn emphasis(out: &mut String, mark: &str, is_end: bool) {
    if !is_end {
        out.push_str(mark);
        return;
    }
    let blanks = out.len() - out.trim_end().len();
    let tail = out.split_off(out.len() - blanks);
    match out.strip_suffix(mark) {
        Some(empty) => out.truncate(empty.len()),
        None => out.push_str(mark),
    }
    out.push_str(&tail);
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
        // Not farther, or a text of nothing else would be read again and again.
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let found = end.and_then(|end| {
            let name = &rest[1..end];
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
            Some((char, end))
        });
        match found {
            Some((char, end)) => {
                out.push(char);
                rest = &rest[end + 1..];
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_says_the_same_in_markdown() {
        for (html, markdown) in [
            ("a<br>b", "a\nb"),
            ("<b>bold </b>x", "**bold** x"),
            ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
            ("<p>a</p><p>b &amp; c</p>", "a\n\nb & c"),
            (
                "<a href=\"https://a.example/x y\">t</a>",
                "[t](<https://a.example/x y>)",
            ),
            ("<a href=\"x\">t <b>u</b>\n\nv", "[t **u**](x)\n\nv"),
            ("<img src='a.png' alt=\"x\">", "![x](a.png)"),
            ("<pre><code>a &lt; b\n</code></pre>", "```\na < b\n```"),
            ("a < b and <T>", "a < b and \\<T>"),
            ("<script>x</script>y", "y"),
            ("<b></b>", ""),
            ("é<é", "é<é"),
        ] {
            assert_eq!(to_markdown(html), markdown, "{html}");
        }
    }

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
    fn a_list_without_end_has_a_depth() {
        let html = "<ul><li>a".repeat(1000);
        let longest = to_markdown(&html).lines().map(str::len).max();
        assert_eq!(longest, Some(2 * DEEPEST_LIST + 3));
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
