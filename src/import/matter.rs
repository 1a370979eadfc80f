//! Front matter of other programs: YAML between lines of `---`, TOML between lines of `+++`.

use std::ops::Range;
use std::sync::Arc;

use super::assemble::{Left, Said};
use super::document::plain;
use super::{toml, words};
use crate::compile::front_matter;
use crate::diagnostic::SourceText;
use crate::yaml::{self, Entry, Loose};

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
    /// Lines that say something of one question, and mean nothing for several.
    own: Vec<Left>,
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

/// Reads front matter, if a text starts with it. `renamed` are keys and what they mean here.
pub fn read(file: &Arc<SourceText>, renamed: &[(String, String)]) -> Option<Matter> {
    let (style, front, text_from) = Style::split(file)?;
    let lines: Vec<&str> = file.text[..text_from].lines().collect();
    let mut matter = Matter {
        text_from: lines.len(),
        ..Matter::default()
    };
    let inner = 1..lines.len().saturating_sub(1);
    let left = |line: usize, text: &str, reason: &str| {
        (!text.trim().is_empty()).then(|| Left {
            line: line + 1,
            reason: reason.to_owned(),
            text: text.to_owned(),
        })
    };
    let read = match style {
        Style::Yaml => {
            yaml::loose(file, front.clone()).or_else(|reason| quoted(file, &front).ok_or(reason))
        }
        Style::Toml => toml::loose(&file.text[front.clone()]),
    };
    let read = match read {
        Ok(read) => read,
        Err(reason) => {
            let reason = format!("front matter that cannot be read: {}", one_line(&reason));
            let all = inner.filter_map(|line| left(line, lines[line], &reason));
            matter.left = all.collect();
            return Some(matter);
        }
    };
    for Entry { key, values, parts } in read.entries {
        let meaning = renamed
            .iter()
            .find(|(from, _)| *from == key)
            .map_or(key.as_str(), |(_, to)| to.as_str());
        let meaning = meaning.to_lowercase();
        let own = |reason: &str| -> Vec<Left> {
            let lines = parts.iter();
            lines
                .filter_map(|part| left(part.line + 1, &part.text, reason))
                .collect()
        };
        match say(&mut matter, &meaning, values) {
            Taken::Not => {
                let reason = format!("`{key}` of the front matter has no meaning here");
                matter.left.extend(own(&reason));
            }
            Taken::First => {
                let reason = format!("`{key}` of the front matter: only its first value is taken");
                matter.left.extend(own(&reason));
            }
            Taken::All if OF_ONE.contains(&meaning.as_str()) => {
                matter
                    .own
                    .extend(own("about the whole file, not one question"));
            }
            Taken::All => {}
        }
    }
    for remark in read.remarks {
        let is_left =
            |left: &Left| left.line == remark.line + 2 && left.text.contains(&remark.text);
        if !matter.left.iter().any(is_left) {
            let reason = "a remark in the front matter";
            matter
                .left
                .extend(left(remark.line + 1, &remark.text, reason));
        }
    }
    matter.left.sort_by_key(|left| left.line);
    Some(matter)
}

/// Keys of one question alone.
const OF_ONE: [&str; 15] = [
    "title",
    "question",
    "name",
    "keywords",
    "aliases",
    "alias",
    "sources",
    "source",
    "url",
    "reference",
    "references",
    "link",
    "related",
    "see also",
    "see-also",
];

/// How much of a key's values has a meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Taken {
    All,
    First,
    Not,
}

/// A message of several lines as one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Front matter read once more with its values in quotes, because people write `title: What: a colon?` without.
fn quoted(file: &Arc<SourceText>, front: &Range<usize>) -> Option<Loose> {
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
    let mut read = yaml::loose(&again, whole).ok()?;
    // Told are the lines as they were typed.
    let typed: Vec<&str> = file.text[front.clone()].lines().collect();
    let parts = read.entries.iter_mut().flat_map(|entry| &mut entry.parts);
    for part in parts.chain(&mut read.remarks) {
        if let Some(line) = typed.get(part.line) {
            part.text = (*line).to_owned();
        }
    }
    Some(read)
}

/// What a page of several questions says of itself in its front matter is none of theirs, but for tags and levels.
pub fn leave(matter: &mut Matter) {
    matter.left.append(&mut matter.own);
    matter.left.sort_by_key(|left| left.line);
}

/// Takes over what a key says.
fn say(matter: &mut Matter, key: &str, values: Vec<String>) -> Taken {
    let said = &mut matter.said;
    let first = values.first().cloned();
    let of_first = if values.len() > 1 {
        Taken::First
    } else {
        Taken::All
    };
    let flag = match first.as_deref().map(str::to_lowercase).as_deref() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => None,
    };
    match key {
        "title" | "question" | "name" => match (first, &matter.title) {
            (None, _) => {}
            // One title is enough.
            (Some(title), Some(other)) if *other != title => return Taken::Not,
            (first, _) => {
                matter.title = first;
                return of_first;
            }
        },
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
        "sources" | "source" | "url" | "reference" | "references" | "link" => {
            said.sources
                .extend(values.iter().flat_map(|value| source(value)));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn matter(text: &str) -> Matter {
        let file = Arc::new(SourceText {
            path: String::new(),
            text: text.to_owned(),
        });
        read(&file, &[]).unwrap()
    }

    #[test]
    fn each_line_is_said_or_left_over() {
        for (front, left) in [
            ("title: 3.10 # a remark", vec![(2, "# a remark")]),
            (
                "# a remark\ntags: [a,\n  # more\n  b]",
                vec![(2, "# a remark"), (4, "# more")],
            ),
            (
                "\"my:key\": lost words",
                vec![(2, "\"my:key\": lost words")],
            ),
            ("{title: F, secret: words}", vec![(2, "secret: words")]),
            ("? secret\n: words", vec![(2, "? secret"), (3, ": words")]),
            ("title: [A, B]", vec![(2, "title: [A, B]")]),
            ("title: A\nname: B", vec![(3, "name: B")]),
            ("draft: maybe", vec![(2, "draft: maybe")]),
            ("draft: True", vec![]),
            (
                "secret: |\n  a\n  # b",
                vec![(2, "secret: |"), (3, "  a"), (4, "  # b")],
            ),
        ] {
            let matter = matter(&format!("---\n{front}\n---\ntext\n"));
            let lines = matter.left.iter();
            let lines: Vec<(usize, &str)> = lines.map(|left| (left.line, &*left.text)).collect();
            assert_eq!(lines, left, "{front}");
        }
        let toml =
            matter("+++\n# a remark\ntitle = \"A\"\nsecret = \"\"\"\na\nb\"\"\"\n+++\ntext\n");
        let lines: Vec<usize> = toml.left.iter().map(|left| left.line).collect();
        assert_eq!(lines, [2, 4, 5, 6]);
    }

    #[test]
    fn values_are_as_they_were_typed() {
        let matter = matter("---\ntitle: 3.10\ntags: [3.10, 0x10]\n---\ntext\n");
        assert_eq!(matter.title.as_deref(), Some("3.10"));
        assert_eq!(matter.said.tags, ["3.10", "0x10"]);
    }
}
