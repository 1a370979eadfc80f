//! A file a question: notes with front matter of another program, or a heading and its answer.

use std::sync::Arc;

use super::assemble::{Found, Left, Line, Reading, Said};
use super::document::{Document, Kind, Unit, plain};
use super::words;
use crate::compile::front_matter;
use crate::diagnostic::SourceText;
use crate::yaml;

/// The settings at the top of a note, and where its text starts.
#[derive(Debug, Default)]
pub struct Matter {
    /// The title, where one is given.
    pub title: Option<String>,
    /// What else it says.
    pub said: Said,
    /// The first line of the text, counted from 0.
    pub text_from: usize,
    /// The front matter's lines that mean nothing here.
    pub left: Vec<Left>,
}

/// Reads front matter, if a text starts with it. `renamed` are keys and what they mean here.
pub fn matter(file: &Arc<SourceText>, renamed: &[(String, String)]) -> Option<Matter> {
    let parts = front_matter::split(file).ok()?;
    let lines = file.text[..parts.body.start].lines().count();
    let mut matter = Matter {
        text_from: lines,
        ..Matter::default()
    };
    let leave = |matter: &mut Matter, line: usize, reason: String| {
        let text = file.text.lines().nth(line).unwrap_or_default().to_owned();
        if !text.trim().is_empty() {
            matter.left.push(Left {
                line: line + 1,
                reason,
                text,
            });
        }
    };
    let read = yaml::loose(file, parts.front.clone());
    let entries = match read.or_else(|reason| quoted(file, &parts.front).ok_or(reason)) {
        Ok(entries) => entries,
        Err(reason) => {
            for line in 1..lines.saturating_sub(1) {
                leave(
                    &mut matter,
                    line,
                    format!("front matter that cannot be read: {reason}"),
                );
            }
            return Some(matter);
        }
    };
    for (key, values) in entries {
        let meaning = renamed
            .iter()
            .find(|(from, _)| *from == key)
            .map_or(key.as_str(), |(_, to)| to.as_str());
        if !say(&mut matter, &meaning.to_lowercase(), values) {
            let start = file.text.lines().take(lines).position(|line| {
                line.trim_start().starts_with(&key)
                    || line.trim_start_matches(['"', '\'']).starts_with(&key)
            });
            let Some(start) = start else { continue };
            let reason = format!("`{key}` of the front matter has no meaning here");
            leave(&mut matter, start, reason.clone());
            for line in start + 1..lines.saturating_sub(1) {
                let text = file.text.lines().nth(line).unwrap_or_default();
                if !text.starts_with([' ', '\t', '-']) {
                    break;
                }
                leave(&mut matter, line, reason.clone());
            }
        }
    }
    Some(matter)
}

/// Front matter read once more with its values in quotes, because people write `title: What: a colon?` without.
fn quoted(
    file: &Arc<SourceText>,
    front: &std::ops::Range<usize>,
) -> Option<Vec<(String, Vec<String>)>> {
    let line = |line: &str| {
        let Some((key, value)) = line.split_once(": ") else {
            return line.to_owned();
        };
        let value = value.trim();
        let is_name = key.starts_with(char::is_alphabetic) && !key.contains(['"', '\'']);
        let is_plain = !value.is_empty() && !value.starts_with(['"', '\'', '[', '{', '|', '>']);
        match is_name && is_plain {
            true => format!("{key}: '{}'", value.replace('\'', "''")),
            false => line.to_owned(),
        }
    };
    let lines: Vec<String> = file.text[front.clone()].lines().map(line).collect();
    let again = Arc::new(SourceText {
        path: file.path.clone(),
        text: lines.join("\n"),
    });
    let whole = 0..again.text.len();
    yaml::loose(&again, whole).ok()
}

/// What a page of several questions says of itself in its front matter is none of theirs, but for tags and levels.
pub fn leave(text: &str, matter: &mut Matter) {
    let mut is_own = false;
    for (at, line) in text.lines().enumerate().take(matter.text_from) {
        if let Some((key, _)) = line
            .split_once(':')
            .filter(|_| line.starts_with(char::is_alphabetic))
        {
            is_own = matches!(
                key.trim().to_lowercase().as_str(),
                "title"
                    | "question"
                    | "name"
                    | "keywords"
                    | "aliases"
                    | "alias"
                    | "sources"
                    | "source"
                    | "url"
                    | "reference"
                    | "references"
                    | "link"
                    | "related"
                    | "see also"
                    | "see-also"
            );
        }
        let is_left = matter.left.iter().any(|left| left.line == at + 1);
        if is_own && !is_left && line != "---" && !line.trim().is_empty() {
            matter.left.push(Left {
                line: at + 1,
                reason: "about the whole file, not one question".into(),
                text: line.to_owned(),
            });
        }
    }
}

/// What a note's file name says.
pub fn name(stem: &str) -> String {
    let words = stem.replace('_', " ");
    if words.contains(' ') || !words.contains('-') {
        return words;
    }
    let words = words.replace('-', " ");
    let mut chars = words.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

/// Takes over what a key says. Without a meaning here: no.
fn say(matter: &mut Matter, key: &str, values: Vec<String>) -> bool {
    let said = &mut matter.said;
    let first = values.first().cloned();
    match key {
        "title" | "question" | "name" => matter.title = first.map(|title| plain(&title)),
        "tags" | "tag" | "topics" | "categories" | "category" | "labels" | "теги" => {
            let parts = values.iter().flat_map(|value| value.split(','));
            said.tags.extend(
                parts
                    .map(|tag| tag.trim().trim_start_matches('#').to_owned())
                    .filter(|tag| !tag.is_empty()),
            );
        }
        "keywords" | "aliases" | "alias" => said.keywords.extend(values),
        "difficulty" | "level" | "expertise" | "сложность" | "уровень" | "dificultad" | "nivel"
        | "难度" => match first.as_deref().and_then(words::level) {
            Some(level) => said.level = Some(level),
            None => return values.is_empty(),
        },
        "draft" => said.draft = first.as_deref() == Some("true"),
        "status" => match first.as_deref().map(str::to_lowercase).as_deref() {
            Some("draft" | "todo" | "wip" | "stub" | "seed" | "in progress" | "unfinished") => {
                said.draft = true
            }
            _ => return false,
        },
        "published" | "publish" => said.draft |= first.as_deref() == Some("false"),
        "sources" | "source" | "url" | "reference" | "references" | "link" => {
            said.sources
                .extend(values.iter().map(|value| source(value)));
        }
        "related" | "see also" | "see-also" => {
            let names = values.iter().map(|value| {
                value
                    .trim_matches(['[', ']'])
                    .split('|')
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .to_owned()
            });
            said.related.extend(names.filter(|name| !name.is_empty()));
        }
        _ => return false,
    }
    true
}

/// A source: a title, an address, or both on lines of their own or as a link.
fn source(value: &str) -> (String, Option<String>) {
    let is_address = |text: &str| text.starts_with("http://") || text.starts_with("https://");
    if let Some((words, address)) = value
        .trim()
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(')'))
        .and_then(|rest| rest.split_once("]("))
    {
        return (plain(words), Some(address.to_owned()));
    }
    let (addresses, words): (Vec<&str>, Vec<&str>) = value
        .lines()
        .map(str::trim)
        .partition(|line| is_address(line));
    let address = addresses.first().map(|address| (*address).to_owned());
    match words.is_empty() {
        false => (words.join(", "), address),
        true => {
            let bare = value
                .trim()
                .trim_start_matches("https://")
                .trim_start_matches("http://")
                .trim_end_matches('/');
            (bare.to_owned(), address)
        }
    }
}

/// The whole text as one question, if it is one: its title is given, or is its first and highest heading.
pub fn read(document: &Document, matter: &Matter, stem: &str, is_alone: bool) -> Option<Reading> {
    let units: Vec<_> = document
        .units
        .iter()
        .filter(|unit| unit.lines.start >= matter.text_from)
        .collect();
    let heading = units.iter().find_map(|unit| match &unit.kind {
        Kind::Heading { level, text } => Some((*level, text, unit.lines.clone())),
        _ => None,
    });
    let first_words = units
        .iter()
        .find(|unit| !matches!(unit.kind, Kind::Html | Kind::Rule))
        .map(|unit| unit.lines.start);
    let own_title = heading.filter(|(level, _, lines)| {
        let others = units.iter().filter(|unit| unit.lines.start > lines.start);
        let is_highest = others.clone().all(
            |unit| !matches!(&unit.kind, Kind::Heading { level: other, .. } if other <= level),
        );
        is_highest && first_words == Some(lines.start)
    });
    let (title, title_lines) = match (&matter.title, own_title) {
        (Some(title), Some((_, text, lines))) if plain(text).eq_ignore_ascii_case(title) => {
            (title.clone(), lines)
        }
        (Some(title), _) => (title.clone(), 0..0),
        (None, Some((_, text, lines))) => (words::bare_title(text).0, lines),
        // The note's name is its title, as in a vault.
        (None, None) if !is_alone => (name(stem), 0..0),
        (None, None) => return None,
    };
    if leads_only(document, &units) && !words::is_asking(&title) {
        return None;
    }
    let mut found = Found {
        title,
        title_lines: title_lines.clone().map(|line| line + 1).collect(),
        said: matter.said.clone(),
        ..Found::default()
    };
    if found.title_lines.is_empty() && matter.text_from > 0 {
        found.title_lines = vec![1];
    }
    for line in matter.text_from..document.len() {
        if !title_lines.contains(&line) {
            found.body.push(Line {
                number: line + 1,
                text: document.line(line).to_owned(),
            });
        }
    }
    let mut left = matter.left.clone();
    comments(&mut found, &mut left);
    Some(Reading {
        found: vec![found],
        left,
    })
}

/// Whether a page has nothing but links below its headings: it leads to questions, and is none.
fn leads_only(document: &Document, units: &[&Unit]) -> bool {
    let mut below = units
        .iter()
        .filter(|unit| !matches!(unit.kind, Kind::Heading { .. }))
        .peekable();
    below.peek().is_some()
        && below.all(|unit| match &unit.kind {
            Kind::List(items) if items.iter().all(|item| item.only_links) => true,
            _ => unit
                .lines
                .clone()
                .all(|line| is_only_links(document.line(line))),
        })
}

/// Whether a line has nothing but links to other notes.
fn is_only_links(line: &str) -> bool {
    let text = line.trim().trim_start_matches(['-', '*', '+', ' ']);
    text.starts_with("[[") && text.ends_with("]]") && text.matches("[[").count() == 1
}

/// Tags and the level from comments: `<!-- tags: (javascript) -->`, `<!-- expertise: (1) -->`
pub fn comments(found: &mut Found, left: &mut Vec<Left>) {
    let said = &mut found.said;
    found.body.retain(|line| {
        let Some(comment) = line
            .text
            .trim()
            .strip_prefix("<!--")
            .and_then(|rest| rest.strip_suffix("-->"))
        else {
            return true;
        };
        let Some((key, value)) = comment.split_once(':') else {
            return true;
        };
        let value = value.trim().trim_matches(['(', ')', '[', ']']);
        match key.trim().to_lowercase().as_str() {
            "tags" | "tag" => said.tags.extend(
                value
                    .split(',')
                    .map(|tag| tag.trim().to_owned())
                    .filter(|tag| !tag.is_empty()),
            ),
            "expertise" | "level" | "difficulty" => match words::level(value) {
                Some(level) => said.level = Some(level),
                None => return true,
            },
            _ => return true,
        }
        left.push(Left {
            line: line.number,
            reason: "a comment, whose meaning was taken over".into(),
            text: line.text.clone(),
        });
        false
    });
}
