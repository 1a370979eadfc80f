//! Ends of elements that HTML lets people leave out: `<ul><li>one<li>two</ul>`

use super::document::Document;
use super::edits::Edits;

/// What an element may stand in, of those whose end may be left out.
fn outer(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "li" => Some(&["ul", "ol"]),
        "dt" | "dd" => Some(&["dl"]),
        "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" => Some(&["table"]),
        _ => None,
    }
}

/// Whether an element ends where another one begins, both in the same list or table.
fn ends(open: &str, next: &str) -> bool {
    match next {
        "li" => open == "li",
        "dt" | "dd" => matches!(open, "dt" | "dd"),
        "td" | "th" => matches!(open, "td" | "th"),
        "tr" => matches!(open, "td" | "th" | "tr"),
        "tbody" | "thead" | "tfoot" => outer(open) == Some(&["table"]),
        _ => false,
    }
}

/// What the others stand in, and what they cannot go beyond.
fn holds(name: &str) -> bool {
    matches!(
        name,
        "ul" | "ol" | "dl" | "table" | "details" | "blockquote" | "pre"
    )
}

/// The text with the ends that were left out. No line is added.
pub fn written(document: Document) -> Document {
    let mut edits = Edits::default();
    let mut open: Vec<&str> = Vec::new();
    for tag in &document.tags {
        let name = tag.name.as_str();
        if outer(name).is_none() && !holds(name) {
            continue;
        }
        let first = open.iter().rposition(|open| holds(open));
        let inside = first.map_or(0, |first| first + 1);
        let keep = match tag.is_end {
            // Its own end, or that of what it stands in.
            true => match open.iter().rposition(|open| *open == name) {
                Some(at) if holds(name) || at >= inside => at + 1,
                _ => continue,
            },
            false => {
                let begins = |open: &&str| ends(open, name);
                let at = open[inside..].iter().position(begins);
                at.map_or(open.len(), |at| inside + at)
            }
        };
        let mut left_out = String::new();
        for name in open.drain(keep..).rev().filter(|name| !holds(name)) {
            left_out.push_str(&format!("</{name}>"));
        }
        if !left_out.is_empty() {
            edits.replace(tag.span.start..tag.span.start, left_out);
        }
        if tag.is_end {
            open.pop();
            continue;
        }
        let is_in = |outer: &[&str]| {
            let last = open.iter().rev().find(|open| holds(open));
            last.is_some_and(|last| outer.contains(last))
        };
        if outer(name).is_none_or(is_in) {
            open.push(name);
        }
    }
    match edits.is_empty() {
        true => document,
        false => Document::new(edits.apply(&document.text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_html_lets_people_leave_out_is_written() {
        for (html, whole) in [
            (
                "<ul><li>one<li>two</ul>",
                "<ul><li>one</li><li>two</li></ul>",
            ),
            (
                "<ul><li>a<ul><li>b</ul></li><li>c</ul>",
                "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
            ),
            (
                "<table><tr><td>a<td>b<tr><th>c</table>",
                "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>",
            ),
            (
                "<table><thead><tr><td>a<tbody><tr><td>b</table>",
                "<table><thead><tr><td>a</td></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
            ),
            ("<dl><dt>t<dd>d</dl>", "<dl><dt>t</dt><dd>d</dd></dl>"),
            ("<ul><li>a</li></ul>", "<ul><li>a</li></ul>"),
            ("<li>a<li>b", "<li>a<li>b"),
            ("`<ul><li>a</ul>`", "`<ul><li>a</ul>`"),
        ] {
            let document = written(Document::new(html.to_owned()));
            assert_eq!(document.text, whole);
        }
    }
}
