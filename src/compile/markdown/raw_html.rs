//! A contributor's own HTML: an allow-list, applied to whole fragments so that an element may span Markdown.

mod attributes;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use crate::route::is_web_url;

pub use attributes::pictures;
use attributes::{Attribute, attributes};

/// Elements that authors may write themselves.
const ALLOWED: [&str; 45] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "var",
];

/// Elements that belong into others, and which. Outside of them a browser would end an element of the page itself.
const BELONG: [(&str, &[&str]); 3] = [
    ("li", &["ol", "ul"]),
    ("dd", &["dl", "div"]),
    ("dt", &["dl", "div"]),
];

/// How often a fragment is cleaned at the most. Once is enough for all but made-up nesting.
const MOST_PASSES: usize = 8;

/// Attributes that authors may write on every element.
const EVERYWHERE: [&str; 2] = ["class", "title"];

/// Attributes that authors may write on some.
const ON_SOME: [(&str, &[&str]); 6] = [
    ("a", &["href"]),
    ("details", &["open"]),
    ("img", &["alt", "height", "src", "width"]),
    ("ol", &["start"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
];

fn may_have(element: &str, attribute: &str) -> bool {
    let of_element = ON_SOME.iter().find(|(name, _)| *name == element);
    EVERYWHERE.contains(&attribute)
        || of_element.is_some_and(|(_, attributes)| attributes.contains(&attribute))
}

fn builder() -> ammonia::Builder<'static> {
    let attributes: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", HashSet::from(["href"])),
        (
            "img",
            HashSet::from(["src", "alt", "width", "height", "loading", "decoding"]),
        ),
        ("details", HashSet::from(["open"])),
        ("td", HashSet::from(["colspan", "rowspan"])),
        ("th", HashSet::from(["colspan", "rowspan", "scope"])),
        ("ol", HashSet::from(["start"])),
        ("pre", HashSet::from(["tabindex"])),
        ("div", HashSet::from(["tabindex", "role"])),
    ]);
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from(ALLOWED))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(attributes)
        .generic_attributes(HashSet::from(["class", "id", "title", "aria-label"]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
}

/// Cleans a fragment. Only those `id`s stay that start with `mark`, which nobody else can know; of `href` and `src`, only web
/// addresses and what the writer itself wrote (`ours`). So raw HTML can neither take a name of the page nor link past the checks.
///
/// An element that is taken away can leave its children where no parser would put them, such as a paragraph in a paragraph.
/// So what is left is cleaned again, until it is read as it is written. What never comes to that is left out.
pub fn clean(html: &str, mark: &str, ours: &BTreeSet<String>) -> String {
    let (mark, ours) = (mark.to_owned(), ours.clone());
    let mut builder = builder();
    builder.attribute_filter(move |_, attribute, value| {
        let stays = match attribute {
            "id" => value.starts_with(&mark),
            "src" => ours.contains(value),
            "href" => ours.contains(value) || is_web_url(value),
            _ => true,
        };
        stays.then_some(Cow::Borrowed(value))
    });
    let mut before = html.to_owned();
    for _ in 0..MOST_PASSES {
        let after = without_strays(&builder.clean(&before).to_string());
        if after == before {
            return after;
        }
        before = after;
    }
    String::new()
}

/// A cleaned fragment without the tags of elements that do not stand where they belong. What is in them stays.
fn without_strays(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    // The open elements, and whether each is written.
    let mut open: Vec<(&str, bool)> = Vec::new();
    let mut rest = html;
    // The cleaner escapes every bracket in a text, and every quote in an attribute that stands between quotes.
    while let Some((text, tag)) = rest.split_once('<') {
        out.push_str(text);
        let end = end_of_tag(tag);
        let name = tag.trim_start_matches('/');
        let name = &name[..name.find([' ', '>']).unwrap_or(name.len())];
        let is_written = match tag.starts_with('/') {
            true => open.pop().is_some_and(|(_, is_written)| is_written),
            false => {
                let parent = open.iter().rfind(|(_, is_written)| *is_written);
                let parent = parent.map_or("", |(name, _)| *name);
                let wanted = BELONG.iter().find(|(child, _)| *child == name);
                let is_written = wanted.is_none_or(|(_, parents)| parents.contains(&parent));
                if !VOID.contains(&name) {
                    open.push((name, is_written));
                }
                is_written
            }
        };
        if is_written {
            out.push('<');
            out.push_str(&tag[..end]);
        }
        rest = &tag[end..];
    }
    out + rest
}

/// After the bracket that ends a tag.
fn end_of_tag(tag: &str) -> usize {
    let mut in_quotes = false;
    let end = tag.bytes().position(|byte| {
        in_quotes ^= byte == b'"';
        byte == b'>' && !in_quotes
    });
    end.map_or(tag.len(), |at| at + 1)
}

/// Something in a piece of raw HTML that [`clean`] will take away.
#[derive(Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Where it stands in the piece.
    pub place: Range<usize>,
    /// What it is, in the words of a message.
    pub what: String,
    /// What to do instead.
    pub hint: &'static str,
}

/// How deep raw elements may nest: a browser, and the cleaning, take time for each open one again and again.
pub const MAX_DEPTH: usize = 16;

/// Elements that have no end.
const VOID: [&str; 3] = ["br", "hr", "img"];

/// Elements that have no end, or whose end may be left out.
const NEVER_OPEN: [&str; 14] = [
    "br", "dd", "dt", "hr", "img", "input", "li", "p", "tbody", "td", "th", "thead", "tr", "wbr",
];

/// The elements that are open after a piece of raw HTML.
#[derive(Debug, Default)]
pub struct Open {
    names: Vec<String>,
    most: usize,
}

impl Open {
    /// Whether there have ever been more than [`MAX_DEPTH`].
    pub fn is_too_deep(&self) -> bool {
        self.most > MAX_DEPTH
    }

    fn start(&mut self, name: &str) {
        if !NEVER_OPEN.contains(&name) && !self.is_too_deep() {
            self.names.push(name.to_owned());
            self.most = self.most.max(self.names.len());
        }
    }

    /// Closes the last of this name and nothing else: a browser may keep open what an end does not name.
    fn end(&mut self, name: &str) {
        if let Some(at) = self.names.iter().rposition(|open| open == name) {
            self.names.remove(at);
        }
    }
}

/// Everything that will be left out. The cleaning does not rely on it: this reading is only good enough to warn. Of an
/// element the start says so; its end need not repeat it.
pub fn read(raw: &str, open: &mut Open) -> Vec<LeftOut> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = raw[at..].find('<') {
        at += next + 1;
        if raw[at..].starts_with("!--") {
            match raw[at..].find("-->") {
                Some(end) => at += end,
                None => {
                    found.push(LeftOut {
                        place: at - 1..at + "!--".len(),
                        what: "everything from this `<!--` on".to_owned(),
                        hint: "end the remark with `-->`",
                    });
                    return found;
                }
            }
            continue;
        }
        if raw[at..].starts_with(['!', '?']) {
            found.push(LeftOut {
                place: at - 1..at + 1,
                what: format!("what starts with `{}`", &raw[at - 1..at + 1]),
                hint: "put code between backticks",
            });
            continue;
        }
        let is_end = raw[at..].starts_with('/');
        let start = at + usize::from(is_end);
        let ends = |char: char| !char.is_ascii_alphanumeric() && char != '-';
        let end = raw[start..]
            .find(ends)
            .map_or(raw.len(), |length| start + length);
        let name = raw[start..end].to_ascii_lowercase();
        if is_end {
            open.end(&name);
        }
        if is_end || name.is_empty() {
            continue;
        }
        open.start(&name);
        let place = at - 1..end;
        let (attributes, end) = attributes(raw, end);
        at = end;
        if ALLOWED.contains(&name.as_str()) {
            found.extend(
                attributes
                    .into_iter()
                    .filter_map(|attribute| attribute.left_out(raw, &name)),
            );
            continue;
        }
        found.push(LeftOut {
            place,
            what: format!("the element `{name}`"),
            hint: "write it as Markdown, or put code between backticks",
        });
        // What stands in these is no HTML.
        if ["script", "style"].contains(&name.as_str()) {
            at += raw[at..].find("</").unwrap_or(raw.len() - at);
        }
    }
    found
}

impl Attribute {
    fn left_out(self, raw: &str, element: &str) -> Option<LeftOut> {
        let value = &raw[self.value.clone()];
        let name = raw[self.name.clone()].to_ascii_lowercase();
        let (place, what, hint) = match name.as_str() {
            name if !may_have(element, name) => (
                self.name,
                format!("the attribute `{name}`"),
                "leave it out: elements may say what they are, and not how they look or act",
            ),
            "href" if !is_web_url(value) => (
                self.value,
                format!("the link to `{value}`"),
                "write it as a Markdown link, which can be checked",
            ),
            _ => return None,
        };
        Some(LeftOut { place, what, hint })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_span_markdown_and_handlers_vanish() {
        let html = clean(
            "<details open><summary onclick=x>A</summary><p>b</p></details><script>1</script>",
            "N",
            &BTreeSet::new(),
        );
        assert_eq!(
            html,
            "<details open=\"\"><summary>A</summary><p>b</p></details>"
        );
    }

    #[test]
    fn names_and_links_stay_only_where_we_wrote_them() {
        let ours = BTreeSet::from(["../../questions/acid/".to_owned()]);
        let html = clean(
            "<p id=\"Na\">x</p><p id=\"PB-search\"><a href=\"../../questions/acid/\">a</a><a href=\"../b/\">b</a></p>",
            "N",
            &ours,
        );
        assert_eq!(
            html,
            "<p id=\"Na\">x</p><p><a href=\"../../questions/acid/\">a</a><a>b</a></p>"
        );
    }

    #[test]
    fn what_is_left_is_read_as_it_is_written() {
        let clean = |html| clean(html, "N", &BTreeSet::new());
        assert_eq!(clean("<h2>a</h2><input><section>b"), "ab");
        assert_eq!(clean("a <li>b</li><dd>c"), "a bc");
        assert_eq!(
            clean("<ul><li title=\"<li>\">a</ul><dl><div><dt>b</div></dl>"),
            "<ul><li title=\"&lt;li&gt;\">a</li></ul><dl><div><dt>b</dt></div></dl>"
        );
        assert_eq!(
            clean("<p>a<button><p>b</button>c</p>"),
            "<p>a</p><p>b</p>c<p></p>"
        );
    }

    #[test]
    fn what_is_left_out_is_named() {
        let named = |raw| {
            let found = read(raw, &mut Open::default()).into_iter();
            found.map(|left| left.what).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(
            named("<b>x</b> <kbd class=\"k\"> 1 < 2 <a href=https://x.org/?a=b title='c > d'>"),
            ""
        );
        assert_eq!(named("a <IFRAME src=x>b</IFRAME>"), "the element `iframe`");
        assert_eq!(
            named("<img\n alt=\"x\" onerror=\"y\" src='z.png'><p style=\"color:red\">"),
            "the attribute `onerror`, the attribute `style`"
        );
        assert_eq!(named("<a HREF = \"../x.md\">"), "the link to `../x.md`");
        assert_eq!(
            named("<!-- <script> --><script>if (a<b) {}</script>"),
            "the element `script`"
        );
        assert_eq!(
            named("<p href=x src=y start=2 width=3><ol start=2><td colspan=2 alt=z>"),
            "the attribute `href`, the attribute `src`, the attribute `start`, the attribute `width`, the attribute `alt`"
        );
        assert_eq!(
            named("<?php 1 ?> <!DOCTYPE html> <!-- never ends <b onclick=x>"),
            "what starts with `<?`, what starts with `<!`, everything from this `<!--` on"
        );
        for odd in [
            "<",
            "<a",
            "<a ",
            "<a =",
            "<a ==",
            "<a b=",
            "<a b='",
            "<a b=\"é",
            "<a é=é>",
            "</",
            "<!--",
            "<script",
        ] {
            read(odd, &mut Open::default());
        }
    }

    #[test]
    fn no_end_tag_hides_how_deep_it_is() {
        let too_deep = |piece: &str, times: usize| {
            let mut open = Open::default();
            read(&piece.repeat(times), &mut open);
            open.is_too_deep()
        };
        assert!(!too_deep("<div><b>x</b><br><li></div>", 100));
        assert!(!too_deep("<div>", MAX_DEPTH));
        assert!(too_deep("<div>", MAX_DEPTH + 1));
        assert!(too_deep("<div></b>", 100));
        assert!(too_deep("<b><div></b>", 100));
        assert!(too_deep("<x-y>", 100));
    }
}
