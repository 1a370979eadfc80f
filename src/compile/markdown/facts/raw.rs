//! Raw HTML as its author wrote it: its comments, its words, and its links that have none.

use std::ops::Range;

use super::{Observation, Walk, decoded, is_blank};

/// A link that is open. It may extend over several pieces of raw HTML, with Markdown between them.
pub struct RawLink {
    /// Its tag.
    span: Range<usize>,
    url: String,
    /// Whether something in it can be seen.
    is_seen: bool,
}

impl Walk<'_> {
    /// There is something to see here, which gives words to an open link.
    pub(super) fn show(&mut self) {
        if let Some(link) = &mut self.raw_link {
            link.is_seen = true;
        }
    }

    /// Links of which a reader sees nothing.
    pub(super) fn silent_raw_links(&mut self, span: &Range<usize>) {
        let html = self.text[span.clone()].to_owned();
        let comments = comments(&html);
        let mut at = 0;
        while at < html.len() {
            if let Some(comment) = comments.iter().find(|comment| comment.contains(&at)) {
                at = comment.end;
                continue;
            }
            let length = piece(&html[at..]);
            let written = &html[at..at + length];
            match name(written).to_ascii_lowercase().as_str() {
                "a" => {
                    self.leave_raw_link();
                    self.raw_link = address(written).map(|url| RawLink {
                        span: span.start + at..span.start + at + length,
                        url: decoded(url),
                        is_seen: false,
                    });
                }
                "/a" => self.leave_raw_link(),
                "img" => self.show(),
                "" if !is_blank(&written.replace("&nbsp;", " ")) => self.show(),
                _ => {}
            }
            at += length;
        }
    }

    fn leave_raw_link(&mut self) {
        if let Some(link) = self.raw_link.take().filter(|link| !link.is_seen) {
            let RawLink { span, url, .. } = link;
            self.push(Observation::SilentLink { url }, span);
        }
    }
}

/// The length of the tag at the start of a piece of HTML, or of the words before the next one.
fn piece(html: &str) -> usize {
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
fn name(html: &str) -> &str {
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
fn address(tag: &str) -> Option<&str> {
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
