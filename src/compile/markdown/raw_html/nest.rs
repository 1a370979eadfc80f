//! Nests tags the way a browser would: each element is closed where it ends, and none is where it is not allowed.
//!
//! A browser repairs malformed HTML, and can take long for that: it moves content between the rows of a table in front of it, and
//! reopens unclosed elements in every following paragraph. The output of this module leaves nothing to repair, so it is read in
//! one pass, and has as many elements as tags.

use super::elements::{NUMBER, VOID};

/// Inline elements, whose end tag closes them only within their block.
const INLINE: [&str; 23] = [
    "a", "abbr", "b", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark",
    "q", "s", "samp", "small", "span", "strong", "sub", "sup", "var",
];

/// The most open elements. Beyond this, elements that are not written are no longer remembered either.
const MOST_OPEN: usize = 256;

/// Parts of a table that hold only rows or cells.
const TABLE: [&str; 4] = ["table", "tbody", "thead", "tr"];

/// Parts of a table that can hold anything.
const CELLS: [&str; 3] = ["td", "th", "caption"];

/// Elements that are only allowed inside certain others. Elsewhere they would close an element of the page itself.
const BELONG: [(&str, &[&str]); 3] = [
    ("li", &["ol", "ul"]),
    ("dd", &["dl", "div"]),
    ("dt", &["dl", "div"]),
];

fn is_inline(name: &str) -> bool {
    INLINE.contains(&name)
}

/// An element that is open.
struct Element<'a> {
    name: &'a str,
    /// The number of its tag, if an author wrote it.
    number: Option<usize>,
    /// `false` if the element is not allowed where it started; then its end tag is not written either.
    is_written: bool,
    /// Whether it ends with the blocks that are open in it, because its own end tag came too early.
    is_ending: bool,
}

/// What an author wrote where it cannot be.
#[derive(Debug, PartialEq, Eq)]
pub struct Stray {
    /// The number of the tag.
    pub number: usize,
    /// What happens, worded for a message.
    pub what: String,
    /// What to do instead.
    pub hint: &'static str,
}

impl Stray {
    /// A tag that is not written.
    fn lost(number: usize, name: &str) -> Stray {
        let hint = match name {
            "a" => "end the link that is open with `</a>` first",
            "li" => "write it between `<ul>` and `</ul>`, or as a line that starts with `- `",
            "dd" | "dt" => "write it between `<dl>` and `</dl>`",
            _ => "write it between `<table>` and `</table>`",
        };
        let what = format!("the element `{name}` is left out, because it cannot be here");
        Stray { number, what, hint }
    }

    /// A part of a table with something in it that only a cell can hold.
    fn left(number: usize, name: &str) -> Stray {
        Stray {
            number,
            what: format!("the table ends at what `{name}` holds outside of a cell"),
            hint: "write what the table shows between `<td>` and `</td>`",
        }
    }
}

/// Nests the tags of a fragment. Its texts contain no angle brackets, and its attributes are in double quotes.
pub fn nest(html: &str) -> String {
    nested(html).out
}

/// What of a fragment is not written, or not where it was.
pub fn strays(html: &str) -> Vec<Stray> {
    nested(html).strays
}

fn nested(html: &str) -> Nest<'_> {
    let mut nest = Nest {
        strays: Vec::new(),
        out: String::with_capacity(html.len() + html.len() / 8),
        open: Vec::new(),
    };
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        nest.text(text);
        let end = end_of_tag(tag);
        let name = tag.trim_start_matches('/');
        let name = &name[..name.find([' ', '>', '/']).unwrap_or(name.len())];
        match tag.starts_with('/') {
            true => nest.end(name),
            false => nest.start(name, &tag[..end]),
        }
        rest = &tag[end..];
    }
    nest.text(rest);
    nest.close(0);
    nest
}

/// A tag without its number, and that number.
fn without_number<'a>(name: &str, tag: &'a str) -> Option<(&'a str, usize)> {
    let (number, rest) = tag[name.len()..].strip_prefix(NUMBER)?.split_once('"')?;
    Some((rest, number.parse().ok()?))
}

/// The offset after the bracket that ends a tag.
fn end_of_tag(tag: &str) -> usize {
    let mut in_quotes = false;
    let end = tag.bytes().position(|byte| {
        in_quotes ^= byte == b'"';
        byte == b'>' && !in_quotes
    });
    end.map_or(tag.len(), |at| at + 1)
}

/// A start tag.
struct Tag<'a, 'b> {
    name: &'a str,
    /// What follows the name, with the bracket at the end.
    attributes: &'b str,
    number: Option<usize>,
}

struct Nest<'a> {
    out: String,
    strays: Vec<Stray>,
    open: Vec<Element<'a>>,
}

impl<'a> Nest<'a> {
    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.leave_table();
        }
        // A browser ignores a line end at the start of this element.
        let is_pre = |element: &Element<'_>| element.is_written && element.name == "pre";
        let last_tag = self.out.rfind('<').map(|at| &self.out[at..]);
        let starts_pre = self.open.last().is_some_and(is_pre)
            && last_tag.is_some_and(|tag| tag.starts_with("<pre") && tag.ends_with('>'));
        match starts_pre {
            true => self.out.push_str(text.trim_start_matches('\n')),
            false => self.out.push_str(text),
        }
    }

    fn start(&mut self, name: &'a str, tag: &str) {
        let (attributes, number) = match without_number(name, tag) {
            Some((attributes, number)) => (attributes, Some(number)),
            None => (&tag[name.len()..], None),
        };
        let tag = Tag {
            name,
            attributes,
            number,
        };
        if name != "table" && (TABLE.contains(&name) || CELLS.contains(&name)) {
            return self.part_of_table(tag);
        }
        self.leave_table();
        match name {
            "li" => self.close_item(&["li"]),
            "dd" | "dt" => self.close_item(&["dd", "dt"]),
            _ => {}
        }
        if !is_inline(name) {
            self.close_paragraph();
        }
        let parent = self.innermost().map_or("", |element| element.name);
        let wanted = BELONG.iter().find(|(child, _)| *child == name);
        let is_written = wanted.is_none_or(|(_, parents)| parents.contains(&parent))
            && (name != "a" || self.close_link());
        self.open(tag, is_written);
    }

    fn open(&mut self, tag: Tag<'a, '_>, is_written: bool) {
        let Tag {
            name,
            attributes,
            number,
        } = tag;
        match number {
            _ if is_written => {
                self.out.push('<');
                self.out.push_str(name);
                self.out.push_str(attributes);
            }
            Some(number) => self.strays.push(Stray::lost(number, name)),
            None => {}
        }
        if !VOID.contains(&name) && (is_written || self.open.len() < MOST_OPEN) {
            self.open.push(Element {
                name,
                number,
                is_written,
                is_ending: false,
            });
        }
    }

    fn end(&mut self, name: &str) {
        let mut in_block = false;
        for at in (0..self.open.len()).rev() {
            let element = &self.open[at];
            let is_it = element.name == name && !element.is_ending;
            if is_it && in_block {
                self.open[at].is_ending = true;
                return;
            }
            if is_it {
                return self.close(at);
            }
            if element.is_written && ends_search(name, element.name) {
                return;
            }
            in_block |= element.is_written && is_inline(name) && !is_inline(element.name);
        }
    }

    /// Closes this element and all elements inside it.
    fn close(&mut self, from: usize) {
        for element in self.open.drain(from..).rev() {
            if element.is_written {
                self.out.push_str("</");
                self.out.push_str(element.name);
                self.out.push('>');
            }
        }
        if self.open.last().is_some_and(|element| element.is_ending) {
            self.close(self.open.len() - 1);
        }
    }

    /// The innermost element that is written.
    fn innermost(&self) -> Option<&Element<'a>> {
        self.open.iter().rfind(|element| element.is_written)
    }

    /// Closes tables whose innermost open part may hold only blanks: any other content ends the table.
    fn leave_table(&mut self) {
        let mut is_told = false;
        while let Some(&Element { name, number, .. }) = self
            .innermost()
            .filter(|element| TABLE.contains(&element.name))
        {
            if let Some(number) = number.filter(|_| !is_told) {
                self.strays.push(Stray::left(number, name));
            }
            is_told = true;
            match self.table() {
                Some(table) => self.close(table),
                None => return,
            }
        }
    }

    /// The index of the innermost table.
    fn table(&self) -> Option<usize> {
        let is_table = |element: &Element<'_>| element.is_written && element.name == "table";
        self.open.iter().rposition(is_table)
    }

    /// Opens a part of a table, with the parts that have to be around it.
    fn part_of_table(&mut self, tag: Tag<'a, '_>) {
        let name = tag.name;
        let Some(table) = self.table() else {
            return self.open(tag, false);
        };
        let is_open = |nest: &Self, at: usize, names: &[&str]| {
            let element = nest.open.get(at);
            element.is_some_and(|element| names.contains(&element.name))
        };
        let mut inside = table + 1;
        let wanted: &[(&[&str], &'static str)] = match name {
            "td" | "th" => &[(&["tbody", "thead"], "tbody"), (&["tr"], "tr")],
            "tr" => &[(&["tbody", "thead"], "tbody")],
            _ => &[],
        };
        for (names, missing) in wanted {
            if !is_open(self, inside, names) {
                self.close(inside);
                let part = Tag {
                    name: missing,
                    attributes: ">",
                    number: None,
                };
                self.open(part, true);
            }
            inside += 1;
        }
        self.close(inside);
        self.open(tag, true);
    }

    /// Closes the previous item of the same list.
    fn close_item(&mut self, names: &[&str]) {
        for at in (0..self.open.len()).rev() {
            let element = &self.open[at];
            if names.contains(&element.name) {
                return self.close(at);
            }
            let name = element.name;
            if element.is_written && !is_inline(name) && !["div", "p"].contains(&name) {
                return;
            }
        }
    }

    /// Closes the open paragraph, which cannot contain blocks.
    fn close_paragraph(&mut self) {
        for at in (0..self.open.len()).rev() {
            let element = &self.open[at];
            if element.is_written && element.name == "p" {
                return self.close(at);
            }
            if element.is_written && !is_inline(element.name) {
                return;
            }
        }
    }

    /// Closes an open link, because links cannot be nested. Returns whether the new one may be written.
    fn close_link(&mut self) -> bool {
        let is_link = |element: &Element<'_>| element.is_written && element.name == "a";
        let Some(at) = self.open.iter().rposition(is_link) else {
            return true;
        };
        let is_in_block = self.open[at..]
            .iter()
            .any(|element| element.is_written && !is_inline(element.name));
        if !is_in_block {
            self.close(at);
        }
        !is_in_block
    }
}

/// Whether an open `element` keeps an end tag of `name` from closing anything outside of it.
fn ends_search(name: &str, element: &str) -> bool {
    match name {
        _ if TABLE.contains(&name) || CELLS.contains(&name) => element == "table",
        "li" => ["ol", "ul"].contains(&element) || CELLS.contains(&element) || element == "table",
        _ => CELLS.contains(&element) || element == "table",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::compile::markdown::raw_html::elements::ALLOWED;
    use crate::compile::markdown::raw_html::elements::Open;
    use crate::compile::markdown::raw_html::{RawPart, clean, read};

    #[test]
    fn every_element_ends_where_it_ends() {
        for (written, nested) in [
            ("a<b>b", "a<b>b</b>"),
            ("<p>a<b>b<p>c", "<p>a<b>b</b></p><p>c</p>"),
            ("<b><i>a</b>b</i>", "<b><i>a</i></b>b"),
            ("<b><div>a</b>b</div>c", "<b><div>ab</div></b>c"),
            ("<ul><li>a<li>b</ul></ul>", "<ul><li>a</li><li>b</li></ul>"),
            ("a<li>b</li>", "ab"),
            ("<dl><dt>a<dd>b</dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
            (
                "<a href=\"x\">a<a href=\"y\">b</a>",
                "<a href=\"x\">a</a><a href=\"y\">b</a>",
            ),
            (
                "<a href=\"x\"><div><a>b</a></div>",
                "<a href=\"x\"><div>b</div></a>",
            ),
            ("</p></br>x<br></b>", "x<br>"),
        ] {
            assert_eq!(nest(written), nested, "{written}");
        }
    }

    #[test]
    fn tables_have_all_their_parts_and_nothing_between_them() {
        for (written, nested) in [
            (
                "<table><td>a<td>b<tr><th>c",
                "<table><tbody><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></tbody></table>",
            ),
            (
                "<table> <tr> <td>a</td> x",
                "<table> <tbody><tr> <td>a</td></tr></tbody></table> x",
            ),
            ("<table><b>a</b><tr><td>b", "<table></table><b>a</b>b"),
            (
                "<table><caption>a<thead><tr><th>b</table>c</td>",
                "<table><caption>a</caption><thead><tr><th>b</th></tr></thead></table>c",
            ),
            (
                "<table><tr><td><table><tr><td>a</tr></table></td></table>",
                "<table><tbody><tr><td><table><tbody><tr><td>a</td></tr></tbody></table></td></tr></tbody></table>",
            ),
        ] {
            assert_eq!(nest(written), nested, "{written}");
        }
    }

    #[test]
    fn what_cannot_be_where_it_is_written_is_told() {
        for (written, told) in [
            ("a <td>b</td><td>c</td>", &["<td", "<td"][..]),
            ("<li>a</li><li>b</li>", &["<li", "<li"]),
            ("<dt>a<dd>b", &["<dt", "<dd"]),
            ("<table><tr>a</tr><tr>b</tr></table>", &["<tr", "<tr"]),
            ("<table>a<tr><td>b</table>", &["<table", "<tr", "<td"]),
            ("<a href=\"https://x.org\"><p><a>b</a></p></a>", &["<a"]),
            ("<table> <tr> <td>a<td>b</table>", &[]),
            ("<table><caption>a</caption><thead><tr><th>b</table>", &[]),
            ("<ul> <li>a<li>b</ul><dl><div><dt>c<dd>d</div></dl>", &[]),
        ] {
            let piece = read(written, &mut Open::default(), &mut 0);
            let html = piece.parts.iter().filter_map(|part| match part {
                RawPart::Html(html) => Some(html.as_str()),
                RawPart::Picture(_) => None,
            });
            let html: String = html.collect();
            let strays = strays(&html).into_iter();
            let places = strays.map(|stray| &written[piece.numbered[stray.number].clone()]);
            assert_eq!(places.collect::<Vec<_>>(), told, "{written}");
            assert!(!nest(&html).contains(NUMBER), "{written}");
        }
    }

    fn tags(html: &str) -> Vec<&str> {
        let tags = html.split('<').skip(1);
        tags.map(|tag| tag.split(['>', ' ']).next().unwrap_or_default())
            .collect()
    }

    proptest! {
        /// The cleaner builds the same tree of elements as a browser. If it finds nothing to repair, hostile text takes it no
        /// longer than other text.
        #[test]
        fn a_browser_has_nothing_to_mend(
            pieces in proptest::collection::vec((0..ALLOWED.len(), 0..4usize), 0..40)
        ) {
            let html: String = pieces
                .into_iter()
                .map(|(name, kind)| match (ALLOWED[name], kind) {
                    (name, 0 | 1) => format!("<{name}>"),
                    (name, 2) => format!("</{name}>"),
                    _ => "x".to_owned(),
                })
                .collect();
            let nested = nest(&html);
            let cleaned = clean(&html, "N", &Default::default());
            prop_assert_eq!(Some(tags(&nested)), cleaned.as_deref().map(tags), "{}", html);
        }
    }
}
