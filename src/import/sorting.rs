//! Where an imported question goes: its title, topic and name.

use std::collections::BTreeSet;

use super::assemble::{Found, Left, Reading};
use super::document::{Document, Kind, plain};
use super::model::{Bank, Input, Options};
use super::name::numbered;
use super::words;
use crate::compile::front_matter::MAX_TITLE_CHARS;
use crate::route::Slug;

/// Names of files that are about the others.
const ABOUT: [&str; 12] = [
    "readme",
    "index",
    "license",
    "licence",
    "contributing",
    "changelog",
    "code_of_conduct",
    "summary",
    "todo",
    "security",
    "_index",
    "contributors",
];

/// Whether a file's name says that it is about the others.
pub fn is_about_files(stem: &str) -> bool {
    ABOUT.contains(&stem.to_lowercase().as_str())
}

/// A title as plain text; of one that is too long, the whole to stand in the answer.
pub fn title(markdown: &str) -> (String, Option<String>) {
    let (bare, _) = words::bare_title(markdown);
    // An id behind a heading is no word of it.
    let bare = match bare
        .trim_end()
        .strip_suffix('}')
        .and_then(|text| text.rsplit_once("{#"))
    {
        Some((text, id)) if !id.contains(' ') => text.to_owned(),
        _ => bare,
    };
    // The parser reads references, once and last: `&lt;div&gt;` are words.
    let words = super::plain::title(&super::html::shown(without_source(&bare)));
    let words = words
        .trim_matches(|char: char| char.is_whitespace() || "*_↑⬆▲🔝🔼⇧⤴\u{fe0f}".contains(char))
        .to_owned();
    if words.chars().count() <= MAX_TITLE_CHARS {
        return (words, None);
    }
    let most: String = words.chars().take(MAX_TITLE_CHARS - 1).collect();
    let ends: Vec<usize> = most
        .match_indices(['?', '.', '？', '。'])
        .map(|(at, sign)| at + sign.len())
        .collect();
    let sentence = ends.into_iter().rev().find(|&end| {
        end > 20 && most[end..].starts_with([' ', '\u{3000}'])
            || most[..end].ends_with(['？', '。'])
    });
    let short = match sentence {
        Some(end) => most[..end].to_owned(),
        None => format!(
            "{}…",
            most.rsplit_once(' ')
                .map_or(most.as_str(), |(words, _)| words)
        ),
    };
    (short, Some(super::links::without_comments(bare.trim())))
}

/// A title without a link in brackets at its end, which says where the question is from: `[[src](https://…)]`. The link is a source.
fn without_source(title: &str) -> &str {
    let text = title.trim_end();
    let open = ["[[", "([", "([["]
        .iter()
        .filter_map(|open| text.rfind(open))
        .min();
    let is_source = |rest: &str| {
        rest.contains("](http")
            && rest.matches("](").count() == 1
            && (rest.ends_with(")]") || rest.ends_with("))") || rest.contains("]](http"))
    };
    match open {
        Some(at) if text[at..].ends_with([')', ']']) && is_source(&text[at..]) => {
            without_source(&text[..at])
        }
        _ => text,
    }
}

/// The title of a whole file: its first heading, if that is of the first level.
pub fn of_file(document: &Document) -> Option<String> {
    let first = document.units.iter().find_map(|unit| match &unit.kind {
        Kind::Heading { level, text } => Some((*level, text)),
        _ => None,
    });
    first
        .filter(|(level, _)| *level == 1)
        .map(|(_, text)| plain(text))
}

/// The topic with its title, and the sections that are none. `of_file` is the title of the whole file.
pub fn topic(
    found: &Found,
    input: &Input,
    of_file: Option<&String>,
    options: &Options,
) -> (Option<(Slug, String)>, Vec<String>) {
    let sections: Vec<String> = found
        .sections
        .iter()
        .map(|section| plain(&words::bare_title(section).0))
        .filter(|section| !section.is_empty())
        .collect();
    // The title of the whole file is no section of it.
    let inner = match sections.split_first() {
        Some((first, inner)) if Some(first) == of_file => inner.to_vec(),
        _ => sections,
    };
    if let Some(topic) = options.topic.as_deref().and_then(named) {
        return (Some(topic), inner);
    }
    if options.topics_from_headings
        && let Some(topic) = inner.first().and_then(|section| named(section))
    {
        return (Some(topic), inner[1..].to_vec());
    }
    let mut parts: Vec<&str> = input
        .path
        .split('/')
        .filter(|part| !part.is_empty() && *part != "." && *part != "..")
        .collect();
    let file = parts.pop().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let own = (!is_about_files(stem) && (parts.is_empty() || !input.is_in_folder)).then_some(stem);
    let from_path = own
        .or_else(|| parts.last().copied())
        .filter(|name| !["questions", "docs", "src", "content"].contains(name))
        .and_then(named);
    (from_path.or_else(|| named("imported")), inner)
}

/// A topic of a name.
fn named(name: &str) -> Option<(Slug, String)> {
    let slug = Slug::from_text(name)?;
    let words = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = match words == slug.as_str() || !words.contains(' ') && words.contains(['-', '_']) {
        true => {
            let words = slug.as_str().replace('-', " ");
            let mut chars = words.chars();
            chars
                .next()
                .map(|first| first.to_uppercase().collect::<String>() + chars.as_str())
                .unwrap_or_default()
        }
        false => words,
    };
    Some((slug, title))
}

/// The folder and name of a question, and whether the bank has it there already.
pub fn place(
    topic: Slug,
    slug: Slug,
    title: &str,
    bank: &Bank,
    taken: &mut BTreeSet<Slug>,
) -> (Slug, Slug, bool) {
    let with_topic = Slug::from_text(&format!("{slug} {topic}"));
    let mut candidates = std::iter::once(slug.clone())
        .chain(with_topic)
        .chain(numbered(&slug, 2));
    let free = candidates.find_map(|slug| match bank.names.get(&slug) {
        None if taken.contains(&slug) => None,
        None => Some((topic.clone(), slug, false)),
        Some((Some(known), folder)) if known.to_lowercase() == title.to_lowercase() => {
            Some((folder.clone(), slug, true))
        }
        Some(_) => None,
    });
    let place = free.unwrap_or((topic, slug, true));
    taken.insert(place.1.clone());
    place
}

/// The lines of a question that cannot be one.
pub fn leave(found: &Found, document: &Document, reason: &str) -> Vec<Left> {
    let title = found
        .title_lines
        .iter()
        .map(|line| (*line, document.line(line - 1).to_owned()));
    let body = found
        .body
        .iter()
        .map(|line| (line.number, line.text.clone()));
    title
        .chain(body)
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(line, text)| Left {
            line,
            reason: reason.to_owned(),
            text,
        })
        .collect()
}

/// A reading that leaves everything over.
pub fn all_left(document: &Document, reason: &str) -> Reading {
    let lines = (0..document.len()).filter(|&line| !document.is_blank(line));
    Reading {
        is_note: false,
        found: Vec::new(),
        left: lines
            .map(|line| Left {
                line: line + 1,
                reason: reason.to_owned(),
                text: document.line(line).to_owned(),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_says_what_was_written() {
        for (markdown, words) in [
            ("What is &lt;div&gt; for?", "What is <div> for?"),
            ("What is &amp;lt;?", "What is &lt;?"),
            ("What is `&lt;`?", "What is `&lt;`?"),
            ("What is <div> for?", "What is <div> for?"),
            ("![Kafka](k.png)", "Kafka"),
            ("What is ![Kafka](k.png)?", "What is Kafka?"),
            ("What? <!-- left out `<script>` -->", "What?"),
        ] {
            assert_eq!(
                title(markdown).0.replace('`', ""),
                words.replace('`', ""),
                "{markdown}"
            );
        }
    }
}
