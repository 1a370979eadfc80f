//! Raw HTML as its author wrote it: its comments, its words, and its links that have none.

use std::ops::Range;

/// A link that is open. It may extend over several pieces of raw HTML, with Markdown between them.
pub struct RawLink {
    /// Its tag.
    pub span: Range<usize>,
    pub url: String,
    /// Whether something in it can be seen.
    pub is_seen: bool,
}

/// The length of the tag at the start of a piece of HTML, or of the words before the next one.
pub fn piece(html: &str) -> usize {
    if name(html).is_empty() && !html.starts_with("<!") {
        let first = html.chars().next().map_or(0, char::len_utf8);
        return html[first..].find('<').map_or(html.len(), |at| first + at);
    }
    let mut quote = None;
    let end = html.char_indices().find(|&(_, char)| {
        match quote {
            Some(open) if open == char => quote = None,
            None if ['"', '\''].contains(&char) => quote = Some(char),
            _ => {}
        }
        quote.is_none() && char == '>'
    });
    end.map_or(html.len(), |(at, _)| at + 1)
}

/// The name of the tag at the start of a piece of HTML, with the `/` of an end tag; of anything else, nothing.
pub fn name(html: &str) -> &str {
    let Some(tag) = html.strip_prefix('<') else {
        return "";
    };
    let slash = usize::from(tag.starts_with('/'));
    let length = tag[slash..]
        .find(|char: char| !char.is_ascii_alphanumeric())
        .unwrap_or(tag.len() - slash);
    match length {
        0 => "",
        _ => &tag[..slash + length],
    }
}

/// The value of `href` in a tag.
pub fn address(tag: &str) -> Option<&str> {
    let found = tag.to_ascii_lowercase().find("href")?;
    let value = tag[found + "href".len()..].trim_start();
    let value = value.strip_prefix('=')?.trim_start();
    match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value
            .split(|char: char| char.is_whitespace() || char == '>')
            .next(),
    }
}

/// Where the comments of a piece of HTML are.
pub fn comments(html: &str) -> Vec<Range<usize>> {
    let mut comments: Vec<Range<usize>> = Vec::new();
    for (at, _) in html.match_indices("<!--") {
        if comments.last().is_some_and(|last| at < last.end) {
            continue;
        }
        let end = html[at + 4..].find("-->");
        comments.push(at..end.map_or(html.len(), |end| at + 4 + end + 3));
    }
    comments
}

/// Whether HTML has words between its tags, outside of comments.
pub fn has_words(html: &str, comments: &[Range<usize>]) -> bool {
    let mut rest = String::new();
    let mut from = 0;
    for comment in comments {
        rest.push_str(&html[from..comment.start]);
        from = comment.end;
    }
    rest.push_str(&html[from..]);
    let mut pieces = rest.split('<');
    let first = pieces.next().unwrap_or_default();
    let mut after = pieces.map(|piece| piece.split_once('>').map_or("", |(_, words)| words));
    !is_blank(first) || after.any(|words| !is_blank(words))
}

/// Whether nothing of a text can be seen.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|char| {
        char.is_whitespace() || "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}".contains(char)
    })
}

/// An address in raw HTML with its character references decoded.
pub fn decoded(url: &str) -> String {
    let names = [
        ("amp", '&'),
        ("commat", '@'),
        ("sol", '/'),
        ("colon", ':'),
        ("bsol", '\\'),
        ("period", '.'),
    ];
    let mut pieces = url.split('&');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once(';').unwrap_or((piece, ""));
        let number = match name
            .strip_prefix('#')
            .map(|number| (number, number.strip_prefix(['x', 'X'])))
        {
            Some((_, Some(number))) => u32::from_str_radix(number, 16).ok(),
            Some((number, None)) => number.parse().ok(),
            None => None,
        };
        let named = names
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, sign)| *sign);
        match number.and_then(char::from_u32).or(named) {
            Some(sign) => {
                plain.push(sign);
                plain.push_str(rest);
            }
            None => {
                plain.push('&');
                plain.push_str(piece);
            }
        }
    }
    plain
}
