//! Prepares the text for the parser. Two of its extensions match too much and drop it:
//!
//! - any line that starts with a colon becomes a definition of the line above, although a definition needs a blank after its colon;
//! - anything in braces at the end of a heading becomes attributes, although `interface{}` is a type.
//!
//! So the parser is run to see what it would take. Colons that start no definition get a backslash, and well-formed attributes
//! are read here and replaced by blanks. Positions in the prepared text are mapped back to the file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

/// How often the parser is run at most.
const MAX_ROUNDS: usize = 64;

/// A text prepared for the parser.
#[derive(Debug, Default)]
pub struct Reading<'t> {
    /// What to parse.
    pub text: Cow<'t, str>,
    /// Where a backslash was inserted.
    inserted: Vec<usize>,
    /// Whether definitions are nested so deeply that not all were examined.
    pub gave_up: bool,
    /// By the start of the heading in this text.
    attributes: BTreeMap<usize, Attributes>,
}

/// `{#name .class key=value}` at the end of a heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    /// The last `#name`.
    pub id: Option<String>,
    /// Everything else: classes, keys, and earlier names.
    pub others: Vec<String>,
}

impl<'t> Reading<'t> {
    /// Prepares an author's text.
    pub fn new(text: &'t str, options: Options) -> Self {
        let mut reading = Reading {
            text: Cow::Borrowed(text),
            ..Reading::default()
        };
        if text.lines().any(may_lose_a_colon) {
            // A line may cease to be a definition because the one above it did, so there are as many rounds as levels.
            let mut rounds = 0;
            while rounds < MAX_ROUNDS && reading.escape_colons(options) {
                rounds += 1;
            }
            reading.gave_up = rounds == MAX_ROUNDS;
        }
        if text.lines().any(|line| line.trim_end().ends_with('}')) {
            reading.read_attributes(options);
        }
        reading
    }

    /// The range of the author's text that corresponds to a range of this text.
    pub fn written(&self, range: Range<usize>) -> Range<usize> {
        let before = |at: usize| at - self.inserted.partition_point(|&inserted| inserted < at);
        before(range.start)..before(range.end)
    }

    /// Code, HTML or mathematics without inserted backslashes, which would be shown there.
    pub fn restored<'a>(&self, piece: CowStr<'a>, span: &Range<usize>) -> CowStr<'a> {
        let first = self.inserted.partition_point(|&at| at < span.start);
        if self.inserted.get(first).is_none_or(|&at| at >= span.end) {
            return piece;
        }
        // Each `\\:` in the source corresponds to one in the piece, in the same order.
        let places = self.text[span.clone()].match_indices("\\:");
        let mut is_ours =
            places.map(|(at, _)| self.inserted.binary_search(&(span.start + at)).is_ok());
        let mut parts = piece.split("\\:");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            out.push_str(match is_ours.next() {
                Some(true) => ":",
                _ => "\\:",
            });
            out.push_str(part);
        }
        out.into()
    }

    /// The attributes of the heading that starts at this offset.
    pub fn attributes(&self, heading: usize) -> Option<&Attributes> {
        self.attributes.get(&heading)
    }

    /// Escapes colons that start no definition, but only in outermost lists: what is inside them is parsed differently
    /// afterwards. Returns whether there were any.
    fn escape_colons(&mut self, options: Options) -> bool {
        let mut found = Vec::new();
        // For each open list, whether its definitions are false ones.
        let mut open: Vec<bool> = Vec::new();
        for (event, span) in Parser::new_ext(&self.text, options).into_offset_iter() {
            match event {
                Event::Start(Tag::DefinitionList) => open.push(false),
                Event::End(TagEnd::DefinitionList) => drop(open.pop()),
                Event::Start(Tag::DefinitionListDefinition) => {
                    let rest = &self.text[span.start..];
                    let at = span.start + rest.find(':').unwrap_or_default();
                    let (here, around) = match open.split_last_mut() {
                        Some((here, around)) => (here, around),
                        None => continue,
                    };
                    if !around.contains(&true) && may_lose_a_colon(line_from(&self.text, at)) {
                        *here = true;
                        found.push(at);
                    }
                }
                _ => {}
            }
        }
        found.sort_unstable();
        found.dedup();
        let mut text = String::with_capacity(self.text.len() + found.len());
        let mut from = 0;
        for &at in &found {
            text.push_str(&self.text[from..at]);
            text.push('\\');
            from = at;
        }
        text.push_str(&self.text[from..]);
        self.text = Cow::Owned(text);
        // Known positions are shifted by the new backslashes, and those by each other.
        let moved = |at: usize| at + found.partition_point(|&new| new <= at);
        for at in &mut self.inserted {
            *at = moved(*at);
        }
        let new = found.iter().enumerate().map(|(before, at)| at + before);
        self.inserted.extend(new);
        self.inserted.sort_unstable();
        !found.is_empty()
    }

    /// Removes well-formed attributes from the headings.
    fn read_attributes(&mut self, options: Options) {
        let mut found = Vec::new();
        for (event, span) in Parser::new_ext(&self.text, options).into_offset_iter() {
            if !matches!(event, Event::Start(Tag::Heading { .. })) {
                continue;
            }
            let heading = &self.text[span.clone()];
            let words = match heading.starts_with('#') {
                true => heading.lines().next().unwrap_or_default(),
                // The last line is the underline.
                false => heading.trim_end().rsplit_once('\n').unwrap_or_default().0,
            };
            if let Some((place, attributes)) = attributes_at_the_end(words) {
                let place = span.start + place.start..span.start + place.end;
                found.push((span.start, place, attributes));
            }
        }
        for (heading, place, attributes) in found {
            let blanks = " ".repeat(place.len());
            self.text.to_mut().replace_range(place, &blanks);
            self.attributes.insert(heading, attributes);
        }
    }
}

/// Whether a line starts with a colon that is not followed by a blank and some text, so that it starts no definition.
fn may_lose_a_colon(line: &str) -> bool {
    let content = line.trim_start_matches([' ', '\t', '>']);
    content
        .strip_prefix(':')
        .is_some_and(|rest| !rest.starts_with([' ', '\t']) || rest.trim().is_empty())
}

/// The rest of the line after an offset.
fn line_from(text: &str, at: usize) -> &str {
    text[at..].split('\n').next().unwrap_or_default()
}

/// The attributes at the end of a heading, and their range. They are in braces after a blank, and consist of names, classes and
/// `key=value`; braces with anything else in them are text.
fn attributes_at_the_end(words: &str) -> Option<(Range<usize>, Attributes)> {
    let words = words.trim_end();
    let inside = words.strip_suffix('}')?;
    let start = inside.rfind('{')?;
    let inside = &inside[start + 1..];
    let before = &words[..start];
    let is_apart = before.ends_with([' ', '\t']);
    let has_words = !before.trim_matches([' ', '\t', '#']).is_empty();
    if !is_apart || !has_words || inside.contains('\n') {
        return None;
    }
    let mut attributes = Attributes::default();
    let mut names = 0;
    for word in inside.split_ascii_whitespace() {
        let is_name = |name: &str| !name.is_empty() && name.chars().all(is_of_a_name);
        match (word.strip_prefix('#'), word.strip_prefix('.')) {
            (Some(name), _) if is_name(name) => {
                names += 1;
                let last = attributes.id.replace(name.to_owned());
                attributes.others.extend(last.map(|id| format!("#{id}")));
            }
            (_, Some(name)) if is_name(name) => {
                names += 1;
                attributes.others.push(word.to_owned());
            }
            _ => {
                let (key, value) = word.split_once('=')?;
                if !is_name(key) || value.is_empty() {
                    return None;
                }
                attributes.others.push(word.to_owned());
            }
        }
    }
    // Keys alone are more likely code than attributes.
    (names > 0).then_some((start..words.len(), attributes))
}

fn is_of_a_name(char: char) -> bool {
    char.is_alphanumeric() || "-_:.".contains(char)
}

#[cfg(test)]
mod tests {
    use super::super::options;
    use super::*;

    fn reading(text: &str) -> Reading<'_> {
        Reading::new(text, options())
    }

    #[test]
    fn a_colon_without_a_blank_is_text() {
        for (text, read) in [
            (
                "Paragraph.\n::before is one.",
                "Paragraph.\n\\::before is one.",
            ),
            (
                "a\n:8080\n:q quits\n:smile:",
                "a\n\\:8080\n\\:q quits\n\\:smile:",
            ),
            ("a\n\n:::note\nb\n:::\n", "a\n\n\\:::note\nb\n\\:::\n"),
            ("a\n:", "a\n\\:"),
            ("a\n:  \nb", "a\n\\:  \nb"),
            ("> a\n> :x", "> a\n> \\:x"),
            ("- a\n  :x", "- a\n  \\:x"),
            ("a\n: b\n:x\n: c", "a\n: b\n\\:x\n: c"),
            ("é\n::é\n:é", "é\n\\::é\n\\:é"),
            ("a\n:b\n\n  c\n  :d", "a\n\\:b\n\n  c\n  \\:d"),
            ("a\n:---", "a\n\\:---"),
        ] {
            assert_eq!(reading(text).text, read, "{text:?}");
        }
    }

    #[test]
    fn what_only_looks_like_it_is_left_as_it_is() {
        for text in [
            "a\n: b\n:\tc",
            "```\na\n:b\n```",
            "a | b\n:--|--:\nc | d",
            "a\n\n    b\n    :c",
            ":b",
            "- :b",
            "<div>\n:c\n</div>",
        ] {
            assert_eq!(reading(text).text, text);
        }
    }

    #[test]
    fn code_and_mathematics_keep_no_backslash_of_ours() {
        let text = "a\n:b `c\n:d \\:e`";
        let reading = reading(text);
        let code = reading.text.find('`').unwrap()..reading.text.len();
        let restored = reading.restored("c \\:d \\:e".into(), &code);
        assert_eq!(restored.as_ref(), "c :d \\:e");
    }

    #[test]
    fn places_lead_back() {
        let text = "é\n:a\n\n  é\n  :b\n:c\n\nend";
        let reading = reading(text);
        for word in ["é\n", "a", "b", "c", "end", ":b", ":c"] {
            let at = reading.text.find(word).unwrap();
            let written = reading.written(at..at + word.len());
            assert_eq!(&text[written], word, "{}", reading.text);
        }
    }

    #[test]
    fn only_well_formed_attributes_are_some() {
        let parts = |text: &'static str| {
            let reading = reading(text);
            let attributes = reading.attributes(0).cloned();
            attributes.map(|found| (found.id.unwrap_or_default(), found.others.join(" ")))
        };
        for text in [
            "## What is interface{}",
            "Setext {x}\n---",
            "## a {#}",
            "## a {.}",
            "## a {x=y}",
            "## a {}",
            "## a { }",
            "## a {# b}",
            "## a \\{#b}",
            "## a `{#b}`",
            "## a ${#b}",
            "## a{#b}",
            "## a {#b} c",
            "## a {#b onclick}",
            "## a {{#b}}",
            "## a {#b\\}",
            "## a {#b`}",
            "## {#b}",
            "```\n## a {#b}\n```",
        ] {
            assert_eq!(parts(text), None, "{text}");
            assert_eq!(reading(text).text, text);
        }
        let some = |id: &str, others: &str| Some((id.to_owned(), others.to_owned()));
        assert_eq!(parts("## a {#b}"), some("b", ""));
        assert_eq!(parts("## a {#b .c d=e #f}  "), some("f", ".c d=e #b"));
        assert_eq!(parts("a\nb { .c }\n==="), some("", ".c"));
        assert_eq!(parts("## a ## {#b}"), some("b", ""));
    }
}
