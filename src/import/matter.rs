//! Front matter of other programs: YAML between lines of `---`, TOML between lines of `+++`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::assemble::{Left, Said};
use super::meaning::{Taken, take};
use super::toml;
use crate::compile::front_matter;
use crate::diagnostic::SourceText;
use crate::yaml::{self, Keyed, Loose, Part};

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
    let meaning = |key: &str| {
        let renamed = renamed.iter().find(|(from, _)| from == key);
        renamed.map_or(key, |(_, to)| to).to_lowercase()
    };
    let mut entries = read.entries;
    // Of what is said twice, the first counts. A title is one before a name is.
    entries.sort_by_key(|entry| (!entry.is_own, meaning(&entry.key) == "name"));
    for Keyed {
        key, values, parts, ..
    } in entries
    {
        let meaning = meaning(&key);
        let own = |reason: &str| -> Vec<Left> {
            let lines = parts.iter();
            lines
                .filter_map(|part| left(part.line + 1, &part.text, reason))
                .collect()
        };
        match take(&mut matter.title, &mut matter.said, &meaning, values) {
            Taken::Not => {
                let reason = format!("`{key}` of the front matter has no meaning here");
                matter.left.extend(own(&reason));
            }
            Taken::But(what) => {
                let reason = format!("`{key}` of the front matter: {what}");
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
    let mut told: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for left in &matter.left {
        told.entry(left.line).or_default().push(&left.text);
    }
    let is_told = |remark: &Part| {
        let texts = told.get(&(remark.line + 2));
        texts.is_some_and(|texts| texts.iter().any(|text| text.contains(&remark.text)))
    };
    let remarks = read.remarks.iter().filter(|remark| !is_told(remark));
    let reason = "a remark in the front matter";
    let remarks: Vec<Left> = remarks
        .filter_map(|remark| left(remark.line + 1, &remark.text, reason))
        .collect();
    matter.left.extend(remarks);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::words;

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

    /// The same front matter in both ways.
    fn both(yaml: &str, toml: &str) -> [Matter; 2] {
        let yaml = matter(&format!("---\n{yaml}\n---\ntext\n"));
        [yaml, matter(&format!("+++\n{toml}\n+++\ntext\n"))]
    }

    /// Lines and reasons.
    fn told(matter: &Matter) -> Vec<(usize, &str)> {
        let left = matter.left.iter();
        left.map(|left| (left.line, left.reason.as_str())).collect()
    }

    #[test]
    fn a_title_comes_before_a_name_and_own_keys_before_others() {
        let yaml = "name: John\ntitle: T\nlevel: easy\nextra:\n  name: John";
        let toml = "name = 'John'\ntitle = 'T'\nlevel = 'easy'\n[extra]\nname = 'John'\ndifficulty = 'hard'";
        for read in both(yaml, toml) {
            assert_eq!(read.title.as_deref(), Some("T"));
            assert_eq!(read.said.level, words::level("easy"));
            assert_eq!(read.left[0].line, 2);
            assert!(read.left.iter().any(|left| left.text.contains("name")));
        }
        let nameless = matter("+++\n[extra]\nname = 'John'\n+++\n# What?\n");
        assert_eq!(nameless.title, None);
        let reason = "`extra.name` of the front matter has no meaning here";
        assert_eq!(told(&nameless), [(3, reason)]);
    }

    #[test]
    fn only_what_is_left_over_is_told() {
        let read = matter("+++\nfoo.a = 1\ntags = ['q']\nfoo.b = 2\n+++\ntext\n");
        let reason = "`foo` of the front matter has no meaning here";
        assert_eq!(told(&read), [(2, reason), (4, reason)]);
        assert_eq!(read.said.tags, ["q"]);
    }

    #[test]
    fn what_has_parts_is_no_tag() {
        let yaml = "tags: [a, {x: e, y: f}]\nsources:\n- {title: T, url: 'https://x.org'}";
        let toml =
            "tags = ['a', {x = 'e', y = 'f'}]\n[[sources]]\ntitle = 'T'\nurl = 'https://x.org'";
        for read in both(yaml, toml) {
            assert_eq!(read.said.tags, ["a"]);
            let reason = "`tags` of the front matter: what has parts is left out";
            assert_eq!(told(&read), [(2, reason)]);
            let source = ("T".to_owned(), Some("https://x.org".to_owned()));
            assert_eq!(read.said.sources, [source]);
        }
        let table = matter("+++\n[tags]\nmain = ['x']\nother = 'z'\n+++\ntext\n");
        assert_eq!(table.said.tags, Vec::<String>::new());
        let lines: Vec<usize> = table.left.iter().map(|left| left.line).collect();
        assert_eq!(lines, [2, 3, 4]);
    }

    #[test]
    fn characters_that_no_text_has_are_told() {
        let yaml = "title: \"a\\0b\"\nkeywords: [\"\\e\", c]";
        let toml = "title = \"a\\u0000b\"\nkeywords = [\"\\u001b\", 'c']";
        for read in both(yaml, toml) {
            assert_eq!(read.title.as_deref(), Some("ab"));
            assert_eq!(read.said.keywords, ["c"]);
            let reason = |key: &str| {
                format!("`{key}` of the front matter: characters that no text has are left out")
            };
            let (title, keywords) = (reason("title"), reason("keywords"));
            assert_eq!(told(&read), [(2, title.as_str()), (3, keywords.as_str())]);
        }
    }

    #[test]
    fn addresses_are_no_words_to_search_for() {
        let yaml = "aliases: [/old/url/, FIFO]";
        for read in both(yaml, "aliases = ['/old/url/', 'FIFO']") {
            assert_eq!(read.said.keywords, ["FIFO"]);
            let reason = "`aliases` of the front matter: addresses of another site are no words to search for";
            assert_eq!(told(&read), [(2, reason)]);
        }
    }

    #[test]
    fn values_are_as_they_were_typed() {
        let matter = matter("---\ntitle: 3.10\ntags: [3.10, 0x10]\n---\ntext\n");
        assert_eq!(matter.title.as_deref(), Some("3.10"));
        assert_eq!(matter.said.tags, ["3.10", "0x10"]);
    }
}
