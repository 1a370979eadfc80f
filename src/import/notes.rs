//! A file a question: notes with front matter of another program, or a heading and its answer.

use super::assemble::{Found, Left, Line, Reading};
use super::document::{Document, Kind, Unit, plain};
use super::matter::Matter;
use super::words;

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
        (Some(title), Some((_, text, lines)))
            if plain(text).eq_ignore_ascii_case(&plain(title)) =>
        {
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
        is_note: true,
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
