//! What the keys of another program's front matter mean.

use super::assemble::{Said, What};
use super::document::plain;
use super::words;
use crate::diagnostic::is_of_text;
use crate::yaml::Value;

/// Keys whose values may have parts: a title and an address.
const SOURCES: [&str; 6] = [
    "sources",
    "source",
    "url",
    "reference",
    "references",
    "link",
];

/// How much of a key's values has a meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Taken {
    /// All.
    All,
    /// Not all, and why.
    But(&'static str),
    /// None of it.
    Not,
}

/// Takes over what a key says, as far as it can be kept.
pub fn take(title: &mut Option<String>, said: &mut Said, key: &str, values: Vec<Value>) -> Taken {
    // Only a source has parts.
    let is_known = |value: &Value| !value.is_mapping || SOURCES.contains(&key);
    let (values, mappings): (Vec<Value>, Vec<Value>) = values.into_iter().partition(is_known);
    // What no text holds would make the whole file one that cannot be read.
    let is_held = |char: char| is_of_text(char) && char != '\u{feff}';
    let holds_all = values.iter().all(|value| value.text.chars().all(is_held));
    let mend = |value: Value| match holds_all {
        true => Some(value),
        false => {
            let text: String = value.text.chars().filter(|char| is_held(*char)).collect();
            let single = Value::single(&text, value.line);
            single.map(|single| Value {
                is_mapping: value.is_mapping,
                ..single
            })
        }
    };
    let values: Vec<Value> = values.into_iter().filter_map(mend).collect();
    let taken = say(title, said, key, values);
    if taken == Taken::Not || mappings.is_empty() && holds_all {
        return taken;
    }
    match holds_all {
        true => Taken::But("what has parts is left out"),
        false => Taken::But("characters that no text has are left out"),
    }
}

/// Takes over what values say.
fn say(title: &mut Option<String>, said: &mut Said, key: &str, values: Vec<Value>) -> Taken {
    let lines = &mut said.lines;
    let mut place = |what: What, text: &str, line: usize| {
        lines.entry((what, text.to_owned())).or_insert(line + 2);
    };
    let first = values.first().map(|value| value.text.clone());
    let of_first = if values.len() > 1 {
        Taken::But("only its first value is taken")
    } else {
        Taken::All
    };
    let flag = match first.as_deref().map(str::to_lowercase).as_deref() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => None,
    };
    match key {
        "title" | "question" | "name" => match (first, &title) {
            (None, _) => {}
            // One title is enough.
            (Some(first), Some(other)) if *other != first => return Taken::Not,
            (first, _) => {
                *title = first;
                return of_first;
            }
        },
        "tags" | "tag" | "topics" | "categories" | "category" | "labels" | "теги" => {
            for value in &values {
                let tags = value.text.split(',');
                let tags = tags.map(|tag| tag.trim().trim_start_matches('#'));
                for tag in tags.filter(|tag| !tag.is_empty()) {
                    place(What::Tag, tag, value.line);
                    said.tags.push(tag.to_owned());
                }
            }
        }
        "keywords" => said
            .keywords
            .extend(values.into_iter().map(|value| value.text)),
        "aliases" | "alias" => {
            let all = values.len();
            let names = values.into_iter().map(|value| value.text);
            // Where another program's page was before.
            let is_address = |name: &String| name.starts_with('/') || name.contains("://");
            let before = said.keywords.len();
            said.keywords.extend(names.filter(|name| !is_address(name)));
            if said.keywords.len() < before + all {
                return Taken::But("addresses of another site are no words to search for");
            }
        }
        "difficulty" | "level" | "expertise" | "сложность" | "уровень" | "dificultad" | "nivel"
        | "难度" => match first.as_deref().and_then(words::level) {
            Some(level) if said.level.is_none_or(|other| other == level) => {
                said.level = Some(level);
                return of_first;
            }
            _ if values.is_empty() => {}
            _ => return Taken::Not,
        },
        "draft" => match flag {
            Some(flag) => {
                said.draft |= flag;
                return of_first;
            }
            None if values.is_empty() => {}
            None => return Taken::Not,
        },
        "status" => match first.as_deref().map(str::to_lowercase).as_deref() {
            Some("draft" | "todo" | "wip" | "stub" | "seed" | "in progress" | "unfinished") => {
                said.draft = true;
                return of_first;
            }
            _ => return Taken::Not,
        },
        "published" | "publish" => match flag {
            Some(flag) => {
                said.draft |= !flag;
                return of_first;
            }
            None if values.is_empty() => {}
            None => return Taken::Not,
        },
        key if SOURCES.contains(&key) => {
            for value in &values {
                let sources = source(&value.text);
                for address in sources.iter().filter_map(|(_, address)| address.as_ref()) {
                    place(What::Address, address, value.line);
                }
                said.sources.extend(sources);
            }
        }
        "related" | "see also" | "see-also" => {
            for value in &values {
                let name = value.text.trim_matches(['[', ']']).split('|').next();
                let name = name.unwrap_or_default().trim();
                if !name.is_empty() {
                    place(What::Related, name, value.line);
                    said.related.push(name.to_owned());
                }
            }
        }
        _ => return Taken::Not,
    }
    Taken::All
}

/// A source: a title, an address, or both on lines of their own or as a link. Further addresses are sources of their own.
fn source(value: &str) -> Vec<(String, Option<String>)> {
    let is_address = |text: &str| text.starts_with("http://") || text.starts_with("https://");
    if let Some((words, address)) = value
        .trim()
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(')'))
        .and_then(|rest| rest.split_once("]("))
    {
        return vec![(plain(words), Some(address.to_owned()))];
    }
    let bare = |address: &str| {
        address
            .trim()
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned()
    };
    let (addresses, words): (Vec<&str>, Vec<&str>) = value
        .lines()
        .map(str::trim)
        .partition(|line| is_address(line));
    let mut addresses = addresses.into_iter();
    let first = addresses.next();
    let title = match words.is_empty() {
        false => words.join(", "),
        true => bare(first.unwrap_or(value)),
    };
    let more = addresses.map(|address| (bare(address), Some(address.to_owned())));
    std::iter::once((title, first.map(str::to_owned)))
        .chain(more)
        .collect()
}
