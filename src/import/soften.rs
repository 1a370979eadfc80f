//! HTML of a foreign answer: what has no need of it becomes Markdown, what may not stay goes, and the rest is kept.

mod breaks;
mod elements;

use super::container;
use super::document::{Document, Kind};
use super::edits::Edits;
use super::ends;
use super::html::{self, Tag};
use super::markdown;
use super::nesting;
use super::origin::Note;
use super::runs::Runs;
use super::words::{self, Side};
use breaks::{is_between, leads_alone};
use elements::{ACTIVE, SHELLS, stays};

/// The text with as little HTML as it needs. `numbers` are the places of its lines.
pub fn soften(text: String, numbers: &[usize], notes: &mut Vec<Note>) -> String {
    let document = ends::written(Document::new(text));
    let tags = document.tags.clone();
    if tags.is_empty() && document.html.is_empty() {
        return document.text;
    }
    let mut edits = Edits::default();
    let pairs = document.pairs.clone();
    // What stays HTML as a whole is not read as Markdown inside.
    let announced = announced(&document, &tags, &pairs);
    let held = nesting::inside(&tags, &pairs, |at| match tags[at].name.as_str() {
        "table" | "ul" | "ol" | "dl" | "blockquote" | "figure" => true,
        "details" => announced[at].is_none(),
        _ => false,
    });
    let is_code = nesting::inside(&tags, &pairs, |at| tags[at].name == "pre");
    let begins = beginning(&document.text);
    let mut blocks = InBlocks::new(&document);
    let mut runs = Runs::new(&document.text, &tags);
    let line = |offset: usize| {
        numbers
            .get(document.line_of(offset))
            .copied()
            .unwrap_or_default()
    };
    for range in &document.html {
        for (at, end) in comments(&document.text[range.clone()]) {
            // Each of its lines is told.
            let written = &document.text[range.start + at..range.start + end];
            let mut start = range.start + at;
            for words in written.split_inclusive('\n') {
                if !words.trim().is_empty() {
                    notes.push(Note {
                        line: line(start),
                        what: "left out a comment".into(),
                    });
                }
                start += words.len();
            }
            edits.replace(range.start + at..range.start + end, "");
        }
    }
    // A link and a picture are Markdown, which is read as such only between blank lines.
    for (at, tag) in tags.iter().enumerate().filter(|(at, _)| !is_code[*at]) {
        let is_wanted = match tag.name.as_str() {
            "img" => true,
            "a" if !tag.is_end => {
                pairs[at].is_some() && html::href(&document.text[tag.span.clone()]).is_some()
            }
            _ => false,
        };
        if !is_wanted {
            continue;
        }
        let unit = document.unit_of(document.line_of(tag.span.start));
        match unit.filter(|unit| matches!(unit.kind, Kind::Html)) {
            Some(unit) => {
                let block = document.start(unit.lines.start)..document.start(unit.lines.end);
                runs.open(at, &block, &mut edits);
            }
            None if held[at] && blocks.has(tag.span.start) => {
                runs.open(at, &(0..document.text.len()), &mut edits);
            }
            None => {}
        }
    }
    let mut silent_until = 0;
    for (at, tag) in tags.iter().enumerate() {
        if tag.span.start < silent_until {
            continue;
        }
        let source = &document.text[tag.span.clone()];
        let pair = pairs[at];
        let name = tag.name.as_str();
        let in_block = blocks.has(tag.span.start);
        let is_held = in_block && held[at];
        let is_code = in_block && is_code[at];
        let replacement = match name {
            "details" | "summary" => match announced[at] {
                Some(summary) => {
                    // An answer that was folded is shown; the page folds it itself.
                    if name == "summary" && !tag.is_end {
                        let end = pair.map_or(tag.span.end, |pair| tags[pair].span.end);
                        let has_before =
                            begins < tags[summary].span.start && !is_labelled(&document, end);
                        let said = match has_before {
                            true => "\n\n**Answer:**\n\n",
                            false => "",
                        };
                        edits.replace(tag.span.start..end, said);
                        silent_until = end;
                        continue;
                    }
                    Some("\n".to_owned())
                }
                None if pair.is_none() => Some(String::new()),
                None => None,
            },
            "img" | "a" if is_code => {
                let led = match tag.is_end {
                    true => None,
                    false => ["src", "href"]
                        .iter()
                        .find_map(|key| html::attribute(source, key)),
                };
                notes.extend(led.map(|led| Note {
                    line: line(tag.span.start),
                    what: format!("left out where `{led}` leads: code has no links"),
                }));
                Some(html::attribute(source, "alt").unwrap_or_default())
            }
            "img" => Some(html::picture(source)),
            "a" => {
                let led = html::href(source).filter(|_| pair.is_none() && !tag.is_end);
                notes.extend(led.map(|led| Note {
                    line: line(tag.span.start),
                    what: format!("left out where `{led}` leads: the link has no end"),
                }));
                let start = if tag.is_end { pair } else { Some(at) };
                let href = start
                    .filter(|_| pair.is_some())
                    .and_then(|start| html::href(&document.text[tags[start].span.clone()]));
                Some(match (href, tag.is_end) {
                    (Some(_), false) => "[".to_owned(),
                    (Some(href), true) => format!("]({})", html::destination(&href)),
                    (None, _) => String::new(),
                })
            }
            "br" if in_block && !is_between(&document, &tags, at) => Some("\n".into()),
            "br" if leads_alone(&document, &tags, at) => Some(String::new()),
            "br" | "hr" => None,
            // In a run, signs in code would be read as Markdown.
            "code" if runs.has(at) && is_plain(&document, &tags, at, pair) => Some("`".into()),
            "code" | "b" | "strong" | "i" | "em" if pair.is_some() && is_held => None,
            "code" if pair.is_some() && in_block && !is_code => Some("`".into()),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if is_held || is_code => {
                Some(match (pair, tag.is_end) {
                    (None, _) => String::new(),
                    (_, false) => "<b>".into(),
                    (_, true) => "</b>".into(),
                })
            }
            _ if ACTIVE.contains(&name) => {
                if !tag.is_end {
                    notes.push(Note {
                        line: line(tag.span.start),
                        what: format!("left out `<{name}>`"),
                    });
                    if let Some(pair) = pair.filter(|_| {
                        ["script", "style", "svg", "iframe", "object", "template"].contains(&name)
                    }) {
                        edits.replace(tag.span.start..tags[pair].span.end, "");
                        silent_until = tags[pair].span.end;
                        continue;
                    }
                }
                Some(String::new())
            }
            "b" | "strong" | "i" | "em"
                if in_block && !runs.has(at)
                    || pair.is_none_or(|pair| {
                        !is_same_block(&document, tag.span.start, tags[pair].span.start)
                    }) =>
            {
                Some(String::new())
            }
            "b" | "strong" | "i" | "em" if touches(&document, &tags, at, pair) => {
                Some(if name.len() == 1 && name == "b" || name == "strong" {
                    "**".into()
                } else {
                    "*".into()
                })
            }
            _ if stays(name) && pair.is_some() => None,
            // One that never ends, and without a word behind it, is a mistake.
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
                if pair.is_none() && document.text[tag.span.end..].starts_with(['\n', '\r']) =>
            {
                Some("\n".into())
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !tag.is_end => {
                Some(format!("\n{} ", "#".repeat(name[1..].parse().unwrap_or(2))))
            }
            "p" | "div" | "center" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if in_block => {
                Some("\n".into())
            }
            _ if SHELLS.contains(&name) => Some(String::new()),
            // `List<T>` is meant as it stands.
            // HTML has no such sign in front of one.
            _ if in_block => Some(format!("&lt;{}", source.trim_start_matches('<'))),
            _ => Some(format!("\\{source}")),
        };
        if let Some(replacement) = replacement {
            let replacement = container::goes_on(&document, tag.span.start, replacement);
            edits.replace(tag.span.clone(), replacement);
        }
    }
    let text = edits.apply(&document.text);
    // What stood in a block of HTML may now be Markdown, which starts at the margin.
    squeeze(&text)
}

/// No more than one blank line at a time, outside of code.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    let mut blank = 0;
    for line in text.lines() {
        let start = line.trim_start();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        blank = if line.trim().is_empty() { blank + 1 } else { 0 };
        if blank < 2 || fence.is_some() {
            out.push_str(if line.trim().is_empty() { "" } else { line });
            out.push('\n');
        }
    }
    out
}

fn comments(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("<!--").map(|start| at + start) {
        let end = text[start..]
            .find("-->")
            .map_or(text.len(), |end| start + end + 3);
        found.push((start, end));
        at = end;
    }
    found
}

/// Which places stand in a block of HTML instead of in running text.
struct InBlocks<'a> {
    document: &'a Document,
    /// The line that was asked for last: one line may have many tags.
    last: Option<(usize, bool)>,
}

impl<'a> InBlocks<'a> {
    fn new(document: &'a Document) -> Self {
        InBlocks {
            document,
            last: None,
        }
    }

    fn has(&mut self, offset: usize) -> bool {
        let line = self.document.line_of(offset);
        if let Some((_, is_block)) = self.last.filter(|(last, _)| *last == line) {
            return is_block;
        }
        let unit = self.document.unit_of(line);
        let words = self.document.line(line);
        let is_block = unit.is_some_and(|unit| matches!(unit.kind, Kind::Html))
            || words.trim_start().starts_with('<')
                && markdown::to_markdown(words)
                    .trim_matches(['*', '`', ' '])
                    .is_empty();
        self.last = Some((line, is_block));
        is_block
    }
}

/// Where the first words stand.
fn beginning(text: &str) -> usize {
    let mut rest = text.trim_start();
    while let Some(after) = rest.strip_prefix("<details>") {
        rest = after.trim_start();
    }
    text.len() - rest.len()
}

/// How much of a text is read for its first words, or for those of a summary. Nobody writes a longer label.
const LABEL_BYTES: usize = 500;

/// Whether the first words behind a place are a label of an answer.
fn is_labelled(document: &Document, from: usize) -> bool {
    let text = document.text[from..].trim_start();
    let words = markdown::to_markdown(&text[..text.floor_char_boundary(LABEL_BYTES)]);
    let first = words
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    words::label(first.trim_start_matches(['#', ' ']))
        .is_some_and(|label| label.side == Side::Answer)
}

/// Whether two places are in one paragraph.
fn is_same_block(document: &Document, one: usize, other: usize) -> bool {
    let (one, other) = (document.line_of(one), document.line_of(other));
    document
        .unit_of(one)
        .is_some_and(|unit| unit.lines.contains(&other))
}

/// Whether code has no sign that code of Markdown would read otherwise.
fn is_plain(document: &Document, tags: &[Tag], at: usize, pair: Option<usize>) -> bool {
    let Some(pair) = pair else { return false };
    let code = &document.text[tags[at.min(pair)].span.end..tags[at.max(pair)].span.start];
    !code.trim().is_empty() && !code.contains(['&', '`', '<', '\n'])
}

/// Whether words stand right inside of a pair of tags, so that signs of Markdown would be read as such.
fn touches(document: &Document, tags: &[Tag], at: usize, pair: Option<usize>) -> bool {
    let Some(pair) = pair else { return false };
    let (open, close) = (&tags[at.min(pair)].span, &tags[at.max(pair)].span);
    let inside = &document.text[open.end..close.start];
    let is_word = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
    let outside = (
        document.text[..open.start].chars().next_back(),
        document.text[close.end..].chars().next(),
    );
    is_word(inside.chars().next())
        && is_word(inside.chars().next_back())
        && !is_word(outside.0)
        && !is_word(outside.1)
        && !inside.contains(['<', '*', '\n'])
}

/// For each tag the summary of the folded part that it belongs to, where that summary only announces an answer.
fn announced(document: &Document, tags: &[Tag], pairs: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut announced = vec![None; tags.len()];
    let mut next: Option<usize> = None;
    for at in (0..tags.len()).rev() {
        let (is_summary, is_end) = (tags[at].name == "summary", tags[at].is_end);
        if !is_end && is_summary {
            next = Some(at);
        }
        if is_end || !is_summary && tags[at].name != "details" {
            continue;
        }
        // The first one inside of it.
        let own = next.filter(|&own| pairs[at].is_none_or(|end| own < end));
        let Some(own) = own.filter(|&own| announces(document, tags, pairs, own)) else {
            continue;
        };
        announced[at] = Some(own);
        if let Some(end) = pairs[at] {
            announced[end] = Some(own);
        }
    }
    announced
}

/// Whether the words of a summary announce an answer.
fn announces(document: &Document, tags: &[Tag], pairs: &[Option<usize>], summary: usize) -> bool {
    pairs[summary].is_some_and(|end| {
        let inside = &document.text[tags[summary].span.end..tags[end].span.start];
        inside.len() <= LABEL_BYTES && words::is_answer_word(&markdown::to_markdown(inside))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text: &str) -> String {
        let lines: Vec<usize> = (1..=text.lines().count() + 1).collect();
        soften(text.to_owned(), &lines, &mut Vec::new())
    }

    #[test]
    fn what_is_no_tag_stays_words() {
        let html = "<ul><li>List<String></li></ul>\n";
        assert_eq!(made(html), "<ul><li>List&lt;String></li></ul>\n");
        assert_eq!(made("A List<String>.\n"), "A List\\<String>.\n");
    }

    /// Addresses of the links and pictures that a reader of Markdown finds.
    fn led(markdown: &str) -> Vec<String> {
        use pulldown_cmark::{Event, Tag as Start};
        let options = crate::import::plain::options();
        let events = pulldown_cmark::Parser::new_ext(markdown, options);
        let led = events.filter_map(|event| match event {
            Event::Start(Start::Link { dest_url, .. } | Start::Image { dest_url, .. }) => {
                Some(dest_url.into_string())
            }
            _ => None,
        });
        led.collect()
    }

    #[test]
    fn a_break_that_is_left_alone_on_its_line_hides_no_link() {
        let made_of = made("<br></td></tr></table>\n<a href=\"l\">words</a>");
        assert_eq!(led(&made_of), ["l"], "{made_of}");
    }

    #[test]
    fn running_text_in_html_that_stays_is_shown_as_it_was() {
        let text = "See:\n<details><summary>More</summary>\nsee <a href=\"https://x.org\">the docs</a>, <b>not</b> <code>a*b*c</code><br>end\n</details>\n";
        let made_of = made(text);
        assert!(
            made_of.contains(
                "\n\nsee [the docs](https://x.org), <b>not</b> `a*b*c`<br>end\n\n</details>"
            ),
            "{made_of}"
        );
    }

    const PIECES: [&str; 16] = [
        "<table><tr><td>",
        "</td></tr></table>",
        "<a href=\"l#\">words</a>",
        "<img src=\"p#.png\" alt=\"p\">",
        "<details><summary>More</summary>\n",
        "</details>",
        "<p>",
        "</p>",
        "<b>bold</b>",
        "<br>",
        "words ",
        "\n",
        "\n\n",
        "<ul><li>",
        "</li></ul>",
        "<code>c*d*</code>",
    ];

    proptest::proptest! {
        /// Each link and each picture is one for whoever reads the Markdown.
        #[test]
        fn links_and_pictures_stay_what_they_are(pieces in proptest::collection::vec(0..PIECES.len(), 1..10)) {
            let mut text = String::new();
            let mut expected = Vec::new();
            for (at, piece) in pieces.iter().enumerate() {
                let piece = PIECES[*piece].replace('#', &at.to_string());
                let address = ["href=\"", "src=\""].iter().find_map(|key| piece.split_once(key));
                expected.extend(address.and_then(|(_, rest)| rest.split('"').next().map(str::to_owned)));
                text.push_str(&piece);
            }
            let made = made(&text);
            proptest::prop_assert_eq!(led(&made), expected, "{} became {}", text, made);
        }
    }
}
