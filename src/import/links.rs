//! Links of a foreign text: to questions of the same import, to the web, to pictures, or to nothing that comes along.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::assemble::Line;
use super::edits::Edits;
use super::origin::Note;

/// What becomes of a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// It stays.
    Stays,
    /// Another destination.
    To(String),
    /// Nothing: its words stay. Why, for the report.
    Nowhere(String),
}

/// Rewrites every link and picture, those of references as links with their destination, and wiki links. `resolve` is asked with
/// the destination and whether it is a picture.
pub fn rewrite(
    text: &str,
    definitions: &str,
    resolve: &mut dyn FnMut(&str, bool) -> Leads,
) -> (String, Vec<Said>) {
    let whole = format!("{text}\n\n{definitions}");
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut edits = Edits::default();
    let mut said = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut plain: Vec<Range<usize>> = Vec::new();
    let mut in_code = false;
    for (event, range) in Parser::new_ext(&whole, options).into_offset_iter() {
        match &event {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            }) => open.push(Open::new(*link_type, dest_url, title, &range, false)),
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                ..
            }) => open.push(Open::new(*link_type, dest_url, title, &range, true)),
            Event::End(TagEnd::Link | TagEnd::Image) => {
                let Some(link) = open.pop() else {
                    continue;
                };
                let is_shown = match link.whole.end <= text.len() {
                    true => close(&whole, &link, resolve, &mut edits, &mut said),
                    false => true,
                };
                if let Some(outer) = open.last_mut() {
                    outer.is_shown |= is_shown;
                }
            }
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if !in_code && open.is_empty() => plain.push(range.clone()),
            _ => {}
        }
        if let (Event::Text(words) | Event::Code(words), Some(link)) = (&event, open.last_mut()) {
            link.is_shown |= !words.trim().is_empty();
        }
        if let Some(link) = open.last_mut().filter(|link| link.whole != range) {
            link.inside = Some(match &link.inside {
                Some(inside) => inside.start.min(range.start)..inside.end.max(range.end),
                None => range,
            });
        }
    }
    wiki(&whole, text.len(), &plain, resolve, &mut edits, &mut said);
    let text_only = edits.apply(&whole);
    let cut = text_only.len() - definitions.len() - 2;
    (text_only[..cut].to_owned(), said)
}

struct Open {
    is_inline: bool,
    is_auto: bool,
    destination: String,
    title: String,
    whole: Range<usize>,
    inside: Option<Range<usize>>,
    is_picture: bool,
    /// Whether anything of what is inside is shown.
    is_shown: bool,
}

/// Why a link leads nowhere, and its destination.
pub struct Said {
    destination: String,
    why: String,
}

/// The most bytes that are searched for the lines of an answer's links. Whoever has more to tell is told less exactly.
const MOST_SEARCHED: usize = 4_000_000;

/// What is told of an answer's links, each with the line where it stands: that of its destination, or else the title's.
pub fn told(said: Vec<Said>, body: &[Line], title: usize) -> Vec<Note> {
    // They are told in their order, so each stands behind the one before, or above all, where the order begins anew.
    let (mut at, mut from) = (0, 0);
    let mut left = MOST_SEARCHED;
    let mut place = |destination: &str| {
        let lines = body
            .iter()
            .enumerate()
            .skip(at)
            .chain(body.iter().enumerate().take(at + 1));
        for (turn, (number, line)) in lines.enumerate() {
            left = left.checked_sub(line.text.len() + 1)?;
            let start = if turn == 0 { from } else { 0 };
            if let Some(found) = line
                .text
                .get(start..)
                .and_then(|text| text.find(destination))
            {
                (at, from) = (number, start + found + destination.len());
                return Some(line.number);
            }
        }
        None
    };
    let note = |said: Said| Note {
        line: place(&said.destination).unwrap_or(title),
        what: said.why,
    };
    said.into_iter().map(note).collect()
}

impl Open {
    fn new(
        kind: LinkType,
        destination: &str,
        title: &str,
        whole: &Range<usize>,
        is_picture: bool,
    ) -> Open {
        Open {
            is_inline: matches!(kind, LinkType::Inline),
            is_auto: matches!(kind, LinkType::Autolink | LinkType::Email),
            destination: destination.to_owned(),
            title: title.to_owned(),
            whole: whole.clone(),
            inside: None,
            is_picture,
            is_shown: false,
        }
    }
}

/// Whether anything of it is shown.
fn close(
    whole: &str,
    link: &Open,
    resolve: &mut dyn FnMut(&str, bool) -> Leads,
    edits: &mut Edits,
    said: &mut Vec<Said>,
) -> bool {
    if link.is_auto {
        return true;
    }
    let words = link.inside.clone().map_or("", |inside| &whole[inside]);
    let title = match link.title.is_empty() {
        true => String::new(),
        false => format!(" \"{}\"", link.title.replace('"', "\\\"")),
    };
    let written = |destination: &str| {
        let destination = super::html::destination(destination);
        match link.is_picture && !destination.starts_with("http") {
            true => format!("![{words}]({destination}{title})"),
            false if link.is_picture => format!(
                "[{}]({destination})",
                if words.trim().is_empty() {
                    "picture"
                } else {
                    words
                }
            ),
            false => format!("[{words}]({destination}{title})"),
        }
    };
    let has_pair = words.contains("](");
    match resolve(&link.destination, link.is_picture) {
        // One without words, such as one whose picture does not come along, shows where it leads.
        Leads::Stays if !link.is_picture && !link.is_shown => {
            let address = link.destination.replace(['[', ']'], "");
            let destination = super::html::destination(&link.destination);
            edits.replace(
                link.whole.clone(),
                format!("[{address}]({destination}{title})"),
            );
        }
        Leads::To(to) if !link.is_picture && !link.is_shown => {
            let destination = super::html::destination(&to);
            edits.replace(link.whole.clone(), format!("[{to}]({destination}{title})"));
        }
        // A remote picture becomes a link to it; one that is inside of a link, its words.
        Leads::Stays if link.is_inline && !link.is_picture => {}
        Leads::Stays => edits.replace(link.whole.clone(), written(&link.destination)),
        Leads::To(destination) if !has_pair => {
            edits.replace(link.whole.clone(), written(&destination))
        }
        // What is inside is changed on its own.
        Leads::To(to) => {
            if let Some(inside) = &link.inside {
                let destination = super::html::destination(&to);
                edits.replace(
                    inside.end..link.whole.end,
                    format!("]({destination}{title})"),
                );
            }
        }
        Leads::Nowhere(why) => {
            said.push(Said {
                destination: link.destination.clone(),
                why,
            });
            // What is inside may be changed on its own.
            if let Some(inside) = link.inside.clone() {
                edits.replace(link.whole.start..inside.start, "");
                edits.replace(inside.end..link.whole.end, "");
            } else {
                edits.replace(link.whole.clone(), "");
            }
            return link.is_shown;
        }
    }
    true
}

/// `[[note]]`, `[[note|words]]`, `[[note#part]]`, and `![[picture.png]]`
fn wiki(
    whole: &str,
    limit: usize,
    plain: &[Range<usize>],
    resolve: &mut dyn FnMut(&str, bool) -> Leads,
    edits: &mut Edits,
    said: &mut Vec<Said>,
) {
    let is_plain = |at: usize| plain.iter().any(|range| range.contains(&at));
    let mut at = 0;
    let mut seen = BTreeSet::new();
    while let Some(start) = whole[at..limit].find("[[").map(|start| at + start) {
        at = start + 2;
        let Some(end) = whole[at..limit].find("]]").map(|end| at + end) else {
            break;
        };
        let inside = &whole[start + 2..end];
        if inside.is_empty()
            || inside.contains(['[', '\n'])
            || !is_plain(start)
            || !seen.insert(start)
        {
            continue;
        }
        let is_picture = whole[..start].ends_with('!') && is_plain(start - 1);
        let (target, words) = inside.split_once('|').unwrap_or((inside, inside));
        let words = words.trim_end_matches('\\').trim();
        let target = target.trim_end_matches('\\').trim();
        let place = start - usize::from(is_picture)..end + 2;
        let words = words.split('#').next_back().unwrap_or(words);
        match resolve(&format!("wiki:{target}"), is_picture) {
            Leads::To(destination) => {
                let mark = if is_picture { "!" } else { "" };
                edits.replace(
                    place,
                    format!(
                        "{mark}[{words}]({})",
                        super::html::destination(&destination)
                    ),
                );
            }
            Leads::Nowhere(why) => {
                said.push(Said {
                    destination: target.to_owned(),
                    why,
                });
                edits.replace(place, words);
            }
            Leads::Stays => {}
        }
        at = end + 2;
    }
}

/// Whether a tag is that of a link to somewhere.
fn is_link(tag: &str) -> bool {
    let name = tag.get(..3).unwrap_or_default().to_ascii_lowercase();
    name.trim_end() == "<a" && super::html::href(tag).is_some_and(|led| !led.is_empty())
}

/// Links and pictures of a title, which is plain text: their words and where they lead.
pub fn of_title(markdown: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        if let Event::InlineHtml(tag) = &event
            && let Some(led) = super::html::href(tag).filter(|_| is_link(tag))
        {
            let behind = &markdown[range.end..];
            let end = behind.to_ascii_lowercase().find("</a");
            let words = super::document::plain(&behind[..end.unwrap_or(behind.len())]);
            found.push((if words.is_empty() { led.clone() } else { words }, led));
        }
        if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event {
            let words = super::document::plain(&markdown[range]);
            let words = if words.is_empty() {
                dest_url.to_string()
            } else {
                words
            };
            found.push((words, dest_url.into_string()));
        }
    }
    found
}

/// What is left out of a title, which is plain text: its comments, and what does something.
pub fn lost_of_title(markdown: &str) -> Vec<String> {
    let mut lost = Vec::new();
    for event in Parser::new(markdown) {
        let (Event::InlineHtml(html) | Event::Html(html)) = &event else {
            continue;
        };
        if let Some(comment) = html.strip_prefix("<!--") {
            // What another reading of the title left out stands in a comment.
            let words = comment.trim_end().trim_end_matches("-->").trim();
            lost.push(match words.strip_prefix("left out ") {
                Some(what) => format!("left out {what}, of the title"),
                None => "left out a comment of the title".to_owned(),
            });
        }
    }
    lost
}

/// A title without its comments.
pub fn without_comments(markdown: &str) -> String {
    let mut edits = Edits::default();
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        if matches!(&event, Event::InlineHtml(html) if html.starts_with("<!--")) {
            edits.replace(range, "");
        }
    }
    edits.apply(markdown).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(text: &str, definitions: &str) -> String {
        let mut resolve = |destination: &str, is_picture: bool| match destination {
            "#b" | "wiki:B" => Leads::To("../t/b.md".into()),
            "a.png" if is_picture => Leads::To("b-a.png".into()),
            other if other.starts_with("http") => Leads::Stays,
            other => Leads::Nowhere(other.into()),
        };
        rewrite(text, definitions, &mut resolve).0
    }

    #[test]
    fn what_is_told_of_a_link_is_told_on_its_line() {
        let line = |number: usize, text: &str| Line {
            number,
            text: text.to_owned(),
        };
        let body = [
            line(4, "a"),
            line(6, "[x](y.md) and [z](y.md)"),
            line(9, "[x](y.md)"),
        ];
        let said = ["y.md", "y.md", "y.md", "w.md"].map(|destination| Said {
            destination: destination.to_owned(),
            why: String::new(),
        });
        let lines = told(said.into(), &body, 2)
            .into_iter()
            .map(|note| note.line);
        assert_eq!(lines.collect::<Vec<_>>(), [6, 6, 9, 2]);
    }

    #[test]
    fn links_lead_where_their_target_went() {
        for (text, after) in [
            ("see [b](#b).", "see [b](../t/b.md)."),
            ("see [**b**](#c).", "see **b**."),
            ("![x](a.png)", "![x](b-a.png)"),
            (
                "![x](https://a.example/a.png)",
                "[x](https://a.example/a.png)",
            ),
            ("[[B|words]] and [[C]]", "[words](../t/b.md) and C"),
            ("`[[B]]`", "`[[B]]`"),
            ("[t](https://a.example)", "[t](https://a.example)"),
            ("<https://a.example>", "<https://a.example>"),
            (
                "[![](gone.png)](https://a.example)",
                "[https://a.example](https://a.example)",
            ),
            ("[![](gone.png)](#b)", "[../t/b.md](../t/b.md)"),
            ("[![x](gone.png)](#b)", "[x](../t/b.md)"),
        ] {
            assert_eq!(done(text, ""), after, "{text}");
        }
        assert_eq!(
            done("[t][x] and [x]", "[x]: https://a.example"),
            "[t](https://a.example) and [x](https://a.example)"
        );
    }
}
