//! A contributor's own HTML: an allow-list, applied to whole fragments so that an element may span Markdown.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

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

/// The first thing in a piece of raw HTML that will be left out, in the words of a message. The cleaning does not rely on
/// it: this reading is only good enough to warn.
pub fn left_out(raw: &str) -> Option<String> {
    let mut rest = raw;
    while let Some(at) = rest.find('<') {
        rest = rest[at + 1..].trim_start_matches('/');
        let name_length = rest
            .find(|char: char| !char.is_ascii_alphanumeric() && char != '-')
            .unwrap_or(rest.len());
        let (name, tail) = rest.split_at(name_length);
        if name.is_empty() {
            continue;
        }
        let name = name.to_lowercase();
        if !ALLOWED.contains(&name.as_str()) {
            return Some(format!("the element `{name}`"));
        }
        let tag_length = tail.find('>').unwrap_or(tail.len());
        if let Some(attribute) = attributes(&tail[..tag_length])
            .find(|name| !ALLOWED_ATTRIBUTES.contains(&name.as_str()))
        {
            return Some(format!("the attribute `{attribute}`"));
        }
        rest = &tail[tag_length..];
    }
    None
}

/// The links and pictures in raw HTML that point into the bank, where they cannot be checked.
pub fn unchecked_link(raw: &str) -> Option<&str> {
    ["href=", "src="].iter().find_map(|attribute| {
        let value = &raw[raw.find(attribute)? + attribute.len()..];
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next()?,
            _ => value.split([' ', '>']).next()?,
        };
        (!is_web_url(value)).then_some(value)
    })
}

/// The names of a tag's attributes, in lower case.
fn attributes(tag: &str) -> impl Iterator<Item = String> {
    let mut names = Vec::new();
    let mut rest = tag;
    loop {
        rest = rest.trim_start_matches(|char: char| char.is_whitespace() || char == '/');
        let length = rest
            .find(|char: char| char.is_whitespace() || "=/".contains(char))
            .unwrap_or(rest.len());
        if length == 0 && !rest.starts_with('=') {
            return names.into_iter();
        }
        names.push(rest[..length].to_ascii_lowercase());
        rest = rest[length..].trim_start();
        if let Some(value) = rest.strip_prefix('=').map(str::trim_start) {
            let (value, quote) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => (&value[1..], Some(quote)),
                _ => (value, None),
            };
            let ends = |char: char| quote.map_or(char.is_whitespace(), |quote| char == quote);
            let end = value.find(ends).unwrap_or(value.len());
            rest = value[end..].trim_start_matches(['"', '\'']);
        }
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
        assert_eq!(left_out("<b>x</b> <kbd class=\"k\">"), None);
        assert_eq!(
            left_out("a <IFRAME src=x>"),
            Some("the element `iframe`".into())
        );
        assert_eq!(
            left_out("<img src=\"x\" onerror=\"y\">"),
            Some("the attribute `onerror`".into())
        );
        assert_eq!(
            left_out("<p style=\"color:red\">"),
            Some("the attribute `style`".into())
        );
        assert_eq!(left_out("<a href=https://x.org/?a=b title='c d'>"), None);
        assert_eq!(left_out("1 < 2"), None);
        assert_eq!(unchecked_link("<a href=\"../x.md\">"), Some("../x.md"));
        assert_eq!(unchecked_link("<a href=https://x.org>"), None);
    }
}
