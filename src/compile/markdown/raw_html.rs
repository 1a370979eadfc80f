//! Raw HTML of contributors: an allow-list, applied to each piece (`read`) and then to whole fragments (`nest`, and the cleaner),
//! because an element may span several pieces of Markdown.

#![expect(
    clippy::disallowed_types,
    reason = "ammonia's interface asks for these sets, and nothing iterates over them"
)]

mod elements;
mod nest;
mod read;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::route::is_web_url;
use elements::ALLOWED;
pub use elements::{MAX_DEPTH, Open, is_allowed};
use nest::nest;
pub use nest::strays;
pub use read::{RawPart, RawPicture, read};

/// How often a fragment is cleaned at most. Once is enough for all but malicious nesting.
const MOST_PASSES: usize = 8;

fn builder() -> ammonia::Builder<'static> {
    let attributes: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", HashSet::from(["href"])),
        ("details", HashSet::from(["open"])),
        ("td", HashSet::from(["colspan", "rowspan"])),
        ("th", HashSet::from(["colspan", "rowspan", "scope"])),
        ("ol", HashSet::from(["start"])),
    ]);
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from(ALLOWED))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(attributes)
        .generic_attributes(HashSet::from(["id", "title"]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
}

/// Cleans a fragment that contains pieces written by [`read`]. Only `id`s that start with the secret `mark` are kept, and of
/// `href`s only web addresses and those that the writer wrote (`ours`). So raw HTML can neither take a name of the page nor link
/// past the checks.
///
/// The tags are nested correctly first, because the cleaner may take very long to repair them. Its result is nested and cleaned
/// again until it no longer changes; `None` if that never happens.
pub fn clean(html: &str, mark: &str, ours: &BTreeSet<String>) -> Option<String> {
    let (mark, ours) = (mark.to_owned(), ours.clone());
    let mut builder = builder();
    builder.attribute_filter(move |_, attribute, value| {
        let stays = match attribute {
            "id" => value.starts_with(&mark),
            "href" => ours.contains(value) || is_web_url(value),
            _ => true,
        };
        stays.then_some(Cow::Borrowed(value))
    });
    let mut before = nest(html);
    for _ in 0..MOST_PASSES {
        let after = nest(&builder.clean(&before).to_string());
        if after == before {
            return Some(after);
        }
        before = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(html: &str) -> String {
        let ours = BTreeSet::from(["../../questions/acid/".to_owned()]);
        clean(html, "N", &ours).unwrap()
    }

    #[test]
    fn elements_span_markdown_and_handlers_vanish() {
        assert_eq!(
            cleaned(
                "<details open><summary onclick=x>A</summary><p>b</p></details><script>1</script>"
            ),
            "<details open=\"\"><summary>A</summary><p>b</p></details>"
        );
    }

    #[test]
    fn names_and_links_stay_only_where_we_wrote_them() {
        assert_eq!(
            cleaned(
                "<p id=\"Na\">x</p><p id=\"PB-search\"><a href=\"../../questions/acid/\">a</a><a href=\"../b/\">b</a></p>"
            ),
            "<p id=\"Na\">x</p><p><a href=\"../../questions/acid/\">a</a><a>b</a></p>"
        );
    }

    #[test]
    fn nothing_that_the_theme_knows_stays() {
        assert_eq!(
            cleaned(
                "<div class=\"contents\" role=\"note\" tabindex=\"0\" aria-label=\"x\" data-grade=\"1\">a</div><img src=\"b\">"
            ),
            "<div>a</div><img>"
        );
    }

    #[test]
    fn what_is_left_is_read_as_it_is_written() {
        assert_eq!(cleaned("<h2>a</h2><input><section>b"), "ab");
        assert_eq!(cleaned("a <li>b</li><dd>c"), "a bc");
        assert_eq!(
            cleaned("<ul><li title=\"<li>\">a</ul><dl><div><dt>b</div></dl>"),
            "<ul><li title=\"&lt;li&gt;\">a</li></ul><dl><div><dt>b</dt></div></dl>"
        );
        assert_eq!(
            cleaned("<p>a<button><p>b</button>c</p>"),
            "<p>a</p><p>b</p>c"
        );
        assert_eq!(cleaned("<pre>\n\n\na</pre>"), "<pre>a</pre>");
    }

    #[test]
    fn no_end_tag_hides_how_deep_it_is() {
        let too_deep = |piece: &str, times: usize| {
            let mut open = Open::default();
            read(&piece.repeat(times), &mut open, &mut 0);
            open.is_too_deep()
        };
        assert!(!too_deep("<div><b>x</b><br><li></div>", 100));
        assert!(!too_deep("<div>", MAX_DEPTH));
        assert!(too_deep("<div>", MAX_DEPTH + 1));
        assert!(too_deep("<div></b>", 100));
        assert!(too_deep("<b><div></b>", 100));
        assert!(too_deep("<x-y>", 100));
        assert!(too_deep("<b></b:c>", 100));
    }
}
