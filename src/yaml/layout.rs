//! Where everything in a YAML text stands, by the events of a parser.
//!
//! `libyaml-safer` is a port of the C library that `serde_yaml` carries, so both read a text the same way. Unlike `serde_yaml`, it
//! tells the place of each value, and it tells of anchors, aliases and tags before anything is made of them. Its source was
//! read for this:
//!
//! - It keeps its own stack, so nesting costs no stack of ours. What it does for each sign grows with the number of open brackets,
//!   and reading ends at [`MAX_NESTING`].
//! - It panics at the end of a text within a block text or behind a backslash, so a line end is added to a text without one; and at
//!   a comma directly behind a tag, so it never sees a `!`, but a letter instead ([`Shown`]). Only where a value begins does a `!`
//!   mean anything, and there it is refused; anywhere else it is a sign of a text, as a letter is.

use std::io::Read;
use std::ops::Range;

use libyaml_safer::{Encoding, Error, EventData, Parser};

/// The deepest nesting of values. Nothing here needs more than three levels.
pub const MAX_NESTING: usize = 16;

/// A value as written, with its byte range in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// From the first to the last character, with quotes and brackets; empty if there is nothing.
    pub span: Range<usize>,
    /// What it is made of.
    pub form: Form,
}

/// What a value is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// A text or a number, without quotes and escapes.
    Scalar(String),
    /// A list, with dashes or in brackets.
    List(Vec<Written>),
    /// Keys, each with its value.
    Mapping(Vec<(Written, Written)>),
}

/// Why a text has no layout. Places are byte offsets in the file.
#[derive(Debug)]
pub enum Trouble {
    /// An anchor, an alias or a tag begins here.
    Reference(usize),
    /// A value is nested too deep.
    Nesting(usize),
    /// A second document begins here.
    Second(usize),
    /// The text is no YAML.
    Syntax {
        /// What the parser says.
        problem: &'static str,
        /// Where it gave up.
        at: usize,
        /// Where what it was reading began.
        began: usize,
    },
}

/// The layout of a text that begins at `base` in its file; nothing if nothing is in it.
pub fn layout(text: &str, base: usize) -> Result<Option<Written>, Trouble> {
    let shown = Shown::new(text);
    let line_end = match text.ends_with('\n') {
        true => "",
        false => "\n",
    };
    let mut parser = Parser::new();
    // Otherwise a text that starts with a full-width character is taken for one with a broken byte order mark.
    parser.set_encoding(Encoding::Utf8);
    parser.set_input(shown.text.as_bytes().chain(line_end.as_bytes()));
    let place = |index: u64| base + shown.place(index).min(text.len());
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    let mut has_begun = false;
    loop {
        let event = parser
            .parse()
            .map_err(|error| trouble(&error, text, base, place))?;
        let (start, end) = (place(event.start_mark.index), place(event.end_mark.index));
        let begin = |anchor: Option<String>, tag: Option<String>, form: Form| {
            if anchor.is_some() || tag.is_some() {
                return Err(Trouble::Reference(start));
            }
            let span = start..end;
            Ok(Written { span, form })
        };
        let done = match event.data {
            EventData::StreamStart { .. } | EventData::DocumentEnd { .. } => continue,
            EventData::StreamEnd => return Ok(root),
            EventData::DocumentStart { .. } if has_begun => return Err(Trouble::Second(start)),
            EventData::DocumentStart { .. } => {
                has_begun = true;
                continue;
            }
            EventData::Alias { .. } => return Err(Trouble::Reference(start)),
            EventData::Scalar {
                anchor, tag, value, ..
            } => {
                let value = shown.restored(value);
                let mut scalar = begin(anchor, tag, Form::Scalar(value))?;
                // A block text ends behind its last line end, which may be the one that was added.
                let written = text[start - base..end - base].trim_end();
                if written.starts_with('!') {
                    return Err(Trouble::Reference(start));
                }
                scalar.span.end = start + written.len();
                scalar
            }
            EventData::SequenceStart { anchor, tag, .. } => {
                open.push(Open::new(begin(anchor, tag, Form::List(Vec::new()))?));
                if open.len() > MAX_NESTING {
                    return Err(Trouble::Nesting(start));
                }
                continue;
            }
            EventData::MappingStart { anchor, tag, .. } => {
                open.push(Open::new(begin(anchor, tag, Form::Mapping(Vec::new()))?));
                if open.len() > MAX_NESTING {
                    return Err(Trouble::Nesting(start));
                }
                continue;
            }
            EventData::SequenceEnd | EventData::MappingEnd => {
                let Some(Open { mut value, .. }) = open.pop() else {
                    continue;
                };
                // Without brackets, the end is told where the next value begins.
                value.span.end = match text[value.span.start - base..].starts_with(['[', '{']) {
                    true if start < end => end,
                    _ => value.last().unwrap_or(value.span.start),
                };
                value
            }
        };
        match open.last_mut() {
            Some(parent) => parent.take(done),
            None => root = Some(done),
        }
    }
}

/// The keys of a text, with whatever line ends, each with its value. `None` if it is no mapping, or if it cannot be read.
pub fn pairs(text: &str) -> Option<Vec<(Written, Written)>> {
    match layout(text, 0).ok()??.form {
        Form::Mapping(pairs) => Some(pairs),
        _ => None,
    }
}

/// A list or a mapping that is being read.
struct Open {
    value: Written,
    /// Of a mapping, the key whose value comes next.
    key: Option<Written>,
}

impl Open {
    fn new(value: Written) -> Open {
        Open { value, key: None }
    }

    fn take(&mut self, inner: Written) {
        match (&mut self.value.form, self.key.take()) {
            (Form::List(items), _) => items.push(inner),
            (Form::Mapping(pairs), Some(key)) => pairs.push((key, inner)),
            (_, None) => self.key = Some(inner),
            (Form::Scalar(_), Some(_)) => {}
        }
    }
}

impl Written {
    /// The end of what is in it.
    fn last(&self) -> Option<usize> {
        match &self.form {
            Form::Scalar(_) => None,
            Form::List(items) => items.last().map(|item| item.span.end),
            Form::Mapping(pairs) => pairs.last().map(|(_, value)| value.span.end),
        }
    }
}

/// What went wrong, by the parser's error.
fn trouble(error: &Error, text: &str, base: usize, place: impl Fn(u64) -> usize) -> Trouble {
    let at = error.problem_mark().map_or(base, |mark| place(mark.index));
    let began = error.context_mark().map_or(at, |mark| place(mark.index));
    let problem = error.problem();
    let context = error.context().unwrap_or_default();
    // Words that begin with a sign, such as `*bold*`, are seldom the names that the sign asks for.
    let asks_for_name = ["an alias", "an anchor"]
        .iter()
        .any(|name| context.ends_with(name));
    let mut signs = text[began - base..].chars();
    let is_named = signs.next().is_some_and(|sign| "&*".contains(sign))
        && signs.next().is_some_and(|next| !next.is_whitespace());
    match asks_for_name && is_named {
        true => Trouble::Reference(began),
        false => Trouble::Syntax { problem, at, began },
    }
}

/// The text as the parser sees it: with a letter for each `!`.
struct Shown {
    text: String,
    /// A letter that the text does not have.
    letter: char,
    /// Where each of them is in the text as shown.
    letters: Vec<usize>,
}

impl Shown {
    fn new(text: &str) -> Shown {
        // These belong to no script. A text that has all of them can be read too: only its `!` are not told from one of them.
        let letter = ('\u{e000}'..='\u{f8ff}').find(|&letter| !text.contains(letter));
        let letter = letter.unwrap_or('\u{e000}');
        let shown = text.replace('!', letter.encode_utf8(&mut [0; 4]));
        let longer = letter.len_utf8() - '!'.len_utf8();
        let signs = text.match_indices('!').enumerate();
        let letters = signs
            .map(|(before, (at, _))| at + before * longer)
            .collect();
        Shown {
            text: shown,
            letter,
            letters,
        }
    }

    /// The place in the text as written.
    fn place(&self, index: u64) -> usize {
        let at = usize::try_from(index).map_or(self.text.len(), |at| at.min(self.text.len()));
        let before = self.letters.partition_point(|&letter| letter < at);
        at - before * (self.letter.len_utf8() - '!'.len_utf8())
    }

    fn restored(&self, value: String) -> String {
        match self.letters.is_empty() {
            true => value,
            false => value.replace(self.letter, "!"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of each scalar, in order, with brackets around what belongs together.
    fn shown(text: &str) -> String {
        fn show(text: &str, written: &Written) -> String {
            let inner = match &written.form {
                Form::Scalar(_) => return text[written.span.clone()].to_owned(),
                Form::List(items) => items.iter().map(|item| show(text, item)).collect(),
                Form::Mapping(pairs) => pairs
                    .iter()
                    .map(|(key, value)| format!("{} => {}", show(text, key), show(text, value)))
                    .collect::<Vec<_>>(),
            };
            let whole = &text[written.span.clone()];
            let (first, last) = (whole.chars().next(), whole.chars().last());
            let ends = format!("{}{}", first.unwrap_or_default(), last.unwrap_or_default());
            format!("{ends}<{}>", inner.join("|"))
        }
        match layout(text, 0) {
            Ok(Some(root)) => show(text, &root),
            Ok(None) => "nothing".to_owned(),
            Err(trouble) => format!("{trouble:?}"),
        }
    }

    #[test]
    fn values_stand_where_they_are_written() {
        for (text, wanted) in [
            ("", "nothing"),
            ("# only a remark\n", "nothing"),
            ("a: b # c\n", "ab<a => b>"),
            ("a:\nb: \n", "a:<a => |b => >"),
            (
                "a: 'b: c' \n\"d\": \"e\\u0041\"",
                "a\"<a => 'b: c'|\"d\" => \"e\\u0041\">",
            ),
            ("a: [ b, 'c', ]  # d\n", "a]<a => []<b|'c'>>"),
            (
                "a:\n  - b # c\n  # d\n  -\ne: f\n",
                "af<a => --<b|>|e => f>",
            ),
            ("a:\n- b: c\n  d: e\n", "ae<a => -e<be<b => c|d => e>>>"),
            ("a: {b: [c: d]}\n", "a}<a => {}<b => []<cd<c => d>>>>"),
            (
                "a: >-\n  b\n\n  c\n\nd: e\n",
                "ae<a => >-\n  b\n\n  c|d => e>",
            ),
            ("a: |\n  b", "ab<a => |\n  b>"),
            ("a: b\n\n  c\n", "ac<a => b\n\n  c>"),
            ("? a\r\n: b\r\n", "?b<a => b>"),
            ("：é: ü\n", "：ü<：é => ü>"),
        ] {
            assert_eq!(shown(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn what_could_grow_is_found_where_it_begins() {
        for (text, at) in [
            ("a: &b c\n", 3),
            ("a: *b\n", 3),
            ("a: *b* c\n", 3),
            ("a: !b c\n", 3),
            ("a: !b!c d\n", 3),
            ("a: [!b, c]\n", 4),
            ("a: [!b!c, d]\n", 4),
            ("a: [!<b,c>, d]\n", 4),
            ("a: [&b !c, d]\n", 4),
            ("a: [!b !c, d]\n", 4),
            ("a: [b, # é!\n  !c, d]\n", 15),
            ("a: {b: c,\n#d\n!e: f}\n", 13),
            ("é: ü!\nb: !c {d, e}\n", 11),
            ("a: {b: !c, d: e}\n", 7),
            ("&a b: c\n", 0),
        ] {
            let found = layout(text, 0);
            assert!(
                matches!(found, Err(Trouble::Reference(place)) if place == at),
                "{text:?}: {found:?}"
            );
        }
        for text in [
            "a: b !c, d\n",
            "a: [b !c, d]\n",
            "a: \"!b, c\"\n",
            "a: '&b'\n",
            "a: b *c\n",
            "a: [b?!, c]\n",
            "a: [b:!c, d]\n",
            "a: [b\" !c, d]\n",
            "a: [(!b), c]\n",
        ] {
            assert!(matches!(layout(text, 0), Ok(Some(_))), "{text:?}");
        }
    }

    #[test]
    fn an_exclamation_mark_is_kept_where_it_is() {
        let text = "é!: [b!!, \"!c!\"]\nd!: e\n";
        assert_eq!(shown(text), "ée<é! => []<b!!|\"!c!\">|d! => e>");
        let pairs = pairs(text).unwrap_or_default();
        let names = pairs.into_iter().map(|(key, _)| key.form);
        assert!(names.eq(["é!", "d!"].map(|name| Form::Scalar(name.to_owned()))));
    }

    #[test]
    fn no_end_of_a_text_panics() {
        let text = "a: |+\n  b\\\nc: \"d\\\\ e\"\nf: [!g!h, *i, &j , {k: l}, 'm''n' !r, s]\n? o\n: >2\n    p\n%q\n--- r\n...\n";
        for end in 0..=text.len() {
            let _ = layout(&text[..end], 0);
            let _ = layout(&text[end..], 0);
        }
    }
}
