//! Front matter of other programs: YAML between lines of `---`, TOML between lines of `+++`.

use std::ops::Range;
use std::sync::Arc;

use super::assemble::{Left, Said};
use super::document::plain;
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

/// How front matter is written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Style {
    Yaml,
    Toml,
}

impl Style {
    /// The line above and below it.
    fn fence(self) -> &'static str {
        match self {
            Style::Yaml => "---",
            Style::Toml => "+++",
        }
    }

    /// The sign behind a key.
    fn sign(self) -> char {
        match self {
            Style::Yaml => ':',
            Style::Toml => '=',
        }
    }

    /// How the front matter of a text is written, and the bytes of it and of the text below.
    fn split(file: &Arc<SourceText>) -> Option<(Style, Range<usize>, usize)> {
        if let Ok(halves) = front_matter::split(file) {
            return Some((Style::Yaml, halves.front, halves.body.start));
        }
        let mut lines = file.text.split_inclusive('\n');
        let fence = Style::Toml.fence();
        let start = lines.next().filter(|line| line.trim_end() == fence)?.len();
        let mut end = start;
        for line in lines {
            if line.trim_end() == fence {
                return Some((Style::Toml, start..end, end + line.len()));
            }
            end += line.len();
        }
        None
    }
}

/// Keys and their values, as texts.
type Entries = Vec<(String, Vec<String>)>;

/// Reads front matter, if a text starts with it. `renamed` are keys and what they mean here.
pub fn read(file: &Arc<SourceText>, renamed: &[(String, String)]) -> Option<Matter> {
    let (style, front, text_from) = Style::split(file)?;
    let lines: Vec<&str> = file.text[..text_from].lines().collect();
    let mut matter = Matter {
        text_from: lines.len(),
        ..Matter::default()
    };
    let inner = 1..lines.len().saturating_sub(1);
    let left = |line: usize, reason: &str| {
        let text = lines[line].to_owned();
        (!text.trim().is_empty()).then(|| Left {
            line: line + 1,
            reason: reason.to_owned(),
            text,
        })
    };
    let entries = match style {
        Style::Yaml => {
            yaml::loose(file, front.clone()).or_else(|reason| quoted(file, &front).ok_or(reason))
        }
        Style::Toml => toml_entries(&file.text[front.clone()]),
    };
    let entries = match entries {
        Ok(entries) => entries,
        Err(reason) => {
            let reason = format!("front matter that cannot be read: {}", one_line(&reason));
            matter.left = inner.filter_map(|line| left(line, &reason)).collect();
            return Some(matter);
        }
    };
    for (key, values) in entries {
        let meaning = renamed
            .iter()
            .find(|(from, _)| *from == key)
            .map_or(key.as_str(), |(_, to)| to.as_str());
        if say(&mut matter, &meaning.to_lowercase(), values) {
            continue;
        }
        let Some(start) = inner
            .clone()
            .find(|&line| key_of(lines[line], style) == Some(key.as_str()))
        else {
            continue;
        };
        let reason = format!("`{key}` of the front matter has no meaning here");
        let goes_on = |line: &usize| lines[*line].starts_with([' ', '\t', '-', ']', '}']);
        let more = (start + 1..inner.end).take_while(goes_on);
        let own = std::iter::once(start).chain(more);
        matter
            .left
            .extend(own.filter_map(|line| left(line, &reason)));
    }
    Some(matter)
}

/// The key that a line starts with.
fn key_of(line: &str, style: Style) -> Option<&str> {
    let (key, _) = line.split_once(style.sign())?;
    Some(key.trim().trim_matches(['"', '\'']))
}

/// A message of several lines as one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Tables that only gather keys: Zola's and Hugo's.
const GATHERING: [&str; 3] = ["taxonomies", "extra", "params"];

/// The keys of TOML in order of their names, with those of the gathering tables beside them.
fn toml_entries(text: &str) -> Result<Entries, String> {
    let mut table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        // The first line of the file is the one above.
        let before = |span: Range<usize>| text[..span.start].matches('\n').count();
        let line = error.span().map_or(0, before) + 2;
        format!("line {line}: {}", error.message())
    })?;
    for name in GATHERING {
        if let Some(toml::Value::Table(inner)) = table.remove(name) {
            for (key, value) in inner {
                table.entry(key).or_insert(value);
            }
        }
    }
    Ok(table
        .into_iter()
        .map(|(key, value)| (key, texts(value)))
        .collect())
}

/// A value as texts; a table becomes its values on lines of their own.
fn texts(value: toml::Value) -> Vec<String> {
    match value {
        toml::Value::String(text) => vec![text],
        toml::Value::Array(values) => values.into_iter().flat_map(texts).collect(),
        toml::Value::Table(table) => {
            let values: Vec<String> = table
                .into_iter()
                .flat_map(|(_, value)| texts(value))
                .collect();
            vec![values.join("\n")]
        }
        toml::Value::Integer(number) => vec![number.to_string()],
        toml::Value::Float(number) => vec![number.to_string()],
        toml::Value::Boolean(flag) => vec![flag.to_string()],
        toml::Value::Datetime(time) => vec![time.to_string()],
    }
}

/// Front matter read once more with its values in quotes, because people write `title: What: a colon?` without.
fn quoted(file: &Arc<SourceText>, front: &Range<usize>) -> Option<Entries> {
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
pub fn leave(file: &Arc<SourceText>, matter: &mut Matter) {
    let Some((style, ..)) = Style::split(file) else {
        return;
    };
    let mut is_own = false;
    for (at, line) in file.text.lines().enumerate().take(matter.text_from) {
        if line.starts_with(char::is_alphabetic)
            && let Some(key) = key_of(line, style)
        {
            is_own = matches!(
                key.to_lowercase().as_str(),
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
        if is_own && !is_left && line != style.fence() && !line.trim().is_empty() {
            matter.left.push(Left {
                line: at + 1,
                reason: "about the whole file, not one question".into(),
                text: line.to_owned(),
            });
        }
    }
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
