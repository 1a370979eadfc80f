//! The attributes of a tag in raw HTML, by their places.

use std::ops::Range;

/// An attribute's name, and the place of its value.
pub struct Attribute {
    pub name: Range<usize>,
    pub value: Range<usize>,
}

/// Where the addresses of the pictures in a piece of raw HTML are, with their quotes if they have some.
pub fn pictures(raw: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = raw[at..].find('<') {
        at += next + 1;
        if raw[at..].starts_with("!--") {
            at += raw[at..].find("-->").unwrap_or(raw.len() - at);
            continue;
        }
        let end = raw[at..]
            .find(|char: char| !char.is_ascii_alphanumeric() && char != '-')
            .map_or(raw.len(), |length| at + length);
        let name = &raw[at..end];
        if name.is_empty() {
            continue;
        }
        let (attributes, after) = attributes(raw, end);
        at = after;
        // Of two addresses a browser takes the first.
        let source = attributes.into_iter().find(|attribute| {
            name.eq_ignore_ascii_case("img")
                && raw[attribute.name.clone()].eq_ignore_ascii_case("src")
        });
        let Some(Attribute { value, .. }) = source else {
            continue;
        };
        let quote = |text: &str| text.chars().next().filter(|char| "\"'".contains(*char));
        let before = quote(&raw[value.start.saturating_sub(1)..]);
        let has_quotes = before.is_some() && quote(&raw[value.end..]) == before;
        let around = usize::from(has_quotes);
        found.push(value.start - around..value.end + around);
    }
    found
}

/// The attributes of a tag, from after its name, and where it ends.
pub fn attributes(raw: &str, start: usize) -> (Vec<Attribute>, usize) {
    let until = |at: usize, ends: &dyn Fn(char) -> bool| {
        raw[at..].find(ends).map_or(raw.len(), |length| at + length)
    };
    let mut attributes = Vec::new();
    let mut at = start;
    loop {
        at = until(at, &|char| !char.is_whitespace() && char != '/');
        if at == raw.len() || raw[at..].starts_with('>') {
            return (attributes, at);
        }
        // A sign in the first place belongs to the name, whatever it is.
        let first = raw[at..].chars().next().map_or(0, char::len_utf8);
        let name = at..until(at + first, &|char| {
            char.is_whitespace() || "=/>".contains(char)
        });
        at = until(name.end, &|char| !char.is_whitespace());
        let mut value = name.end..name.end;
        if raw[at..].starts_with('=') {
            at = until(at + 1, &|char| !char.is_whitespace());
            value = match raw[at..].chars().next() {
                Some(quote @ ('"' | '\'')) => at + 1..until(at + 1, &|char| char == quote),
                _ => at..until(at, &|char| char.is_whitespace() || char == '>'),
            };
            at = match raw[value.end..].starts_with(['"', '\'']) {
                true => value.end + 1,
                false => value.end,
            };
        }
        attributes.push(Attribute { name, value });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_pictures_are_found() {
        let found = |raw: &'static str| -> Vec<&str> {
            pictures(raw).into_iter().map(|at| &raw[at]).collect()
        };
        assert_eq!(
            found("<img src=\"a.png\"><IMG alt='<img src=x>' SRC = 'b.png'/><img src=c.png>"),
            ["\"a.png\"", "'b.png'", "c.png"]
        );
        assert_eq!(
            found("<img alt=x><imgs src=a><img/src=b.png src=c>"),
            ["b.png"]
        );
        assert_eq!(found("<!-- <img src=a> --><img src=\"é"), ["é"]);
    }
}
