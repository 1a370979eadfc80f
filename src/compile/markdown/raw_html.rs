//! A contributor's own HTML: an allow-list, applied to whole fragments so that an element may span Markdown.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use crate::route::is_web_url;

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

/// Elements that only the writer makes.
const OURS: [&str; 7] = ["h2", "h3", "h4", "h5", "h6", "input", "section"];

/// Attributes that authors may write on their elements.
const ALLOWED_ATTRIBUTES: [&str; 11] = [
    "alt", "class", "colspan", "height", "href", "open", "rowspan", "src", "start", "title",
    "width",
];

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
        ("input", HashSet::from(["checked", "disabled"])),
    ]);
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(ALLOWED.iter().chain(&OURS).copied().collect())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(attributes)
        .tag_attribute_values(HashMap::from([(
            "input",
            HashMap::from([("type", HashSet::from(["checkbox"]))]),
        )]))
        .generic_attributes(HashSet::from(["class", "id", "title", "aria-label"]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
}

/// Cleans a fragment. Of `id`, `href` and `src`, only web addresses and what the writer itself wrote (`ours`) stay, so that
/// raw HTML can neither take a name of the page nor link past the checks.
pub fn clean(html: &str, ours: &BTreeSet<String>) -> String {
    let ours = ours.clone();
    let mut builder = builder();
    builder.attribute_filter(move |_, attribute, value| match attribute {
        "id" | "src" => ours.contains(value).then_some(Cow::Borrowed(value)),
        "href" => (ours.contains(value) || is_web_url(value)).then_some(Cow::Borrowed(value)),
        _ => Some(Cow::Borrowed(value)),
    });
    builder.clean(html).to_string()
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
            at += raw[at..].find("-->").unwrap_or(raw.len() - at);
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
                    .filter_map(|attribute| attribute.left_out(raw)),
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

/// An attribute's name, and the place of its value.
struct Attribute {
    name: Range<usize>,
    value: Range<usize>,
}

impl Attribute {
    fn left_out(self, raw: &str) -> Option<LeftOut> {
        let value = &raw[self.value.clone()];
        let (place, what, hint) = match raw[self.name.clone()].to_ascii_lowercase().as_str() {
            "src" => (
                self.value,
                format!("the picture `{value}`"),
                "write it as a Markdown picture, `![what it shows](name.png)`",
            ),
            "href" if !is_web_url(value) => (
                self.value,
                format!("the link to `{value}`"),
                "write it as a Markdown link, which can be checked",
            ),
            name if !ALLOWED_ATTRIBUTES.contains(&name) => (
                self.name,
                format!("the attribute `{name}`"),
                "leave it out: elements may say what they are, and not how they look or act",
            ),
            _ => return None,
        };
        Some(LeftOut { place, what, hint })
    }
}

/// The attributes of a tag, from after its name, and where it ends.
fn attributes(raw: &str, start: usize) -> (Vec<Attribute>, usize) {
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
    fn elements_span_markdown_and_handlers_vanish() {
        let html = clean(
            "<details open><summary onclick=x>A</summary><p>b</p></details><script>1</script>",
            &BTreeSet::new(),
        );
        assert_eq!(
            html,
            "<details open=\"\"><summary>A</summary><p>b</p></details>"
        );
    }

    #[test]
    fn names_and_links_stay_only_where_we_wrote_them() {
        let ours = BTreeSet::from(["in-depth".to_owned(), "../../questions/acid/".to_owned()]);
        let html = clean(
            "<h2 id=\"in-depth\">x</h2><p id=\"pb-search\"><a href=\"../../questions/acid/\">a</a><a href=\"../b/\">b</a></p>",
            &ours,
        );
        assert_eq!(
            html,
            "<h2 id=\"in-depth\">x</h2><p><a href=\"../../questions/acid/\">a</a><a>b</a></p>"
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
            "the attribute `onerror`, the picture `z.png`, the attribute `style`"
        );
        assert_eq!(named("<a HREF = \"../x.md\">"), "the link to `../x.md`");
        assert_eq!(
            named("<!-- <script> --><script>if (a<b) {}</script>"),
            "the element `script`"
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
