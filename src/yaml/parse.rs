//! Parses a text to a mapping whose values can be taken one by one.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde_yaml::Value;

use super::fields::{self, Fields};
use super::guard;
use super::layout::{self, Form, Written};
use super::locate;
use super::syntax;
use crate::diagnostic::{Checked, Code, Diagnostic, SourceText};

/// Parses the mapping in `range` of a file. An empty text is an empty mapping.
pub fn parse(file: &Arc<SourceText>, range: Range<usize>) -> Checked<Fields> {
    parse_up_to(file, range, guard::MAX_BYTES)
}

/// The same for a table of words, which may be longer than settings.
pub fn parse_table(file: &Arc<SourceText>) -> Checked<Fields> {
    parse_up_to(file, 0..file.text.len(), guard::MAX_TABLE_BYTES)
}

/// The layout of the text in `range`, if it is neither too long nor too deep, has no references, and is YAML.
pub(super) fn layout(
    file: &Arc<SourceText>,
    range: &Range<usize>,
    most: usize,
) -> Result<Option<Written>, Diagnostic> {
    guard::check(file, range.clone(), most)?;
    layout::layout(&file.text[range.clone()], range.start)
        .map_err(|trouble| syntax::explain(file, range.clone(), &trouble))
}

fn parse_up_to(file: &Arc<SourceText>, range: Range<usize>, most: usize) -> Checked<Fields> {
    let text = &file.text[range.clone()];
    let root = match layout(file, &range, most) {
        Ok(root) => root,
        Err(finding) => return Checked::none(vec![finding]),
    };
    let whole = locate::content(text, range.start);
    let Some(root) = root else {
        return Checked::some(Fields::new(file, whole, Vec::new()), Vec::new());
    };
    let mut repeated = Vec::new();
    repeated_keys(&root, &file.text, &mut |message, span| {
        let finding = Diagnostic::at(Code::DuplicateKey, file, span.clone(), message);
        repeated.push(finding.hint("keep one of the two"));
    });
    if !repeated.is_empty() {
        return Checked::none(repeated);
    }
    let value = serde_yaml::from_str::<Value>(text);
    // Nothing is known that they read differently. If there is, no value is taken for another.
    if let Ok(value) = &value
        && let Some(place) = misfit(value, &root)
    {
        let place = locate::item(&file.text, place);
        let message = "what is text here and what is not cannot be told".to_owned();
        return Checked::none(vec![unreadable(file, place, message)]);
    }
    match value {
        Ok(Value::Null) => Checked::some(Fields::new(file, whole, Vec::new()), Vec::new()),
        Ok(Value::Mapping(mapping)) => {
            let place = locate::first_line(&file.text, &root.span);
            let places = match root.form {
                Form::Mapping(places) => places,
                _ => Vec::new(),
            };
            let entries = fields::entries(mapping, places, &file.text);
            Checked::some(Fields::new(file, place, entries), Vec::new())
        }
        Ok(other) => {
            let message = format!(
                "expected `key: value` lines, found {}",
                fields::kind(&other)
            );
            let line = &file.text[whole.clone()];
            let hint = match syntax::no_key(line) {
                Some((_, _, hint))
                    if other.is_string()
                        && !line.starts_with('"')
                        && line.contains([':', '\u{ff1a}']) =>
                {
                    hint
                }
                _ => "write each setting on a line of its own, as in `title: What is a queue?`"
                    .into(),
            };
            let finding = Diagnostic::at(Code::NotAMapping, file, whole, message);
            Checked::none(vec![finding.hint(hint)])
        }
        Err(error) => {
            let at = error.location().map_or(0, |place| place.index());
            let place = locate::line_around(text, at.min(text.len()), range.start);
            Checked::none(vec![unreadable(file, place, error.to_string())])
        }
    }
}

/// The finding about a text whose values cannot be read, although its layout can.
fn unreadable(file: &Arc<SourceText>, place: Range<usize>, message: String) -> Diagnostic {
    Diagnostic::at(Code::YamlSyntax, file, place, message)
        .hint("put each text that has quotes, brackets or a `!` in it between quotes")
}

/// Calls `see` for the second of each pair of equal keys of a mapping, there and in all that is in it.
fn repeated_keys(written: &Written, text: &str, see: &mut impl FnMut(String, &Range<usize>)) {
    match &written.form {
        Form::Scalar(_) => {}
        Form::List(items) => items.iter().for_each(|item| repeated_keys(item, text, see)),
        Form::Mapping(pairs) => {
            let mut known: BTreeMap<String, &Range<usize>> = BTreeMap::new();
            for (key, value) in pairs {
                if let Some(before) = known.get(&meaning(key, text)) {
                    let (first, second) = (&text[(*before).clone()], &text[key.span.clone()]);
                    let bare = |key: &str| key.trim_matches(['"', '\'']).to_owned();
                    let message = match bare(first) == bare(second) {
                        true => format!("`{}` is given twice", bare(second)),
                        false => format!("`{second}` is the same key as `{first}`"),
                    };
                    see(message, &key.span);
                }
                known.entry(meaning(key, text)).or_insert(&key.span);
                repeated_keys(value, text, see);
            }
        }
    }
}

/// What a key is, however it is spelt: `1.10` is the same number as `1.1`, and `~` the same as `null`.
fn meaning(key: &Written, text: &str) -> String {
    let typed = &text[key.span.clone()];
    let scalar = match &key.form {
        Form::List(items) => {
            let items: Vec<String> = items.iter().map(|item| meaning(item, text)).collect();
            return format!("[{}]", items.join(", "));
        }
        Form::Mapping(pairs) => {
            let pair = |(key, value): &(Written, Written)| {
                format!("{}: {}", meaning(key, text), meaning(value, text))
            };
            let mut pairs: Vec<String> = pairs.iter().map(pair).collect();
            pairs.sort();
            return format!("{{{}}}", pairs.join(", "));
        }
        Form::Scalar(scalar) => scalar,
    };
    let words = ["null", "true", "false"];
    let is_word = scalar.starts_with(char::is_alphabetic)
        && !words.iter().any(|word| scalar.eq_ignore_ascii_case(word));
    if is_word || typed.starts_with(['"', '\'', '|', '>']) {
        return format!("{scalar:?}");
    }
    match serde_yaml::from_str::<Value>(typed) {
        // Both zeros are one key.
        Ok(Value::Number(number)) if number.is_f64() => {
            format!("{:?}", number.as_f64().map(|number| number + 0.0))
        }
        Ok(Value::Number(number)) => number.to_string(),
        Ok(Value::Bool(flag)) => flag.to_string(),
        Ok(Value::Null) => "null".to_owned(),
        _ => format!("{scalar:?}"),
    }
}

/// The first place where a value has another structure than what was found in its text.
fn misfit<'a>(value: &Value, written: &'a Written) -> Option<&'a Range<usize>> {
    match (value, &written.form) {
        (Value::Sequence(items), Form::List(places)) if items.len() == places.len() => {
            let mut items = items.iter().zip(places);
            items.find_map(|(item, place)| misfit(item, place))
        }
        (Value::Mapping(mapping), Form::Mapping(places)) if mapping.len() == places.len() => {
            let mut entries = mapping.iter().zip(places);
            entries.find_map(|((key, value), (named, place))| {
                misfit(key, named).or_else(|| misfit(value, place))
            })
        }
        (Value::Sequence(_) | Value::Mapping(_) | Value::Tagged(_), _) => Some(&written.span),
        (_, Form::Scalar(_)) => None,
        _ => Some(&written.span),
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::Trouble;
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn file(text: &str) -> Arc<SourceText> {
        Arc::new(SourceText {
            path: String::new(),
            text: text.to_owned(),
        })
    }

    fn found(text: &str) -> Vec<(String, String)> {
        let findings = parse(&file(text), 0..text.len()).findings;
        let found = findings.into_iter().map(|finding| match finding.place {
            crate::diagnostic::Place::Span(_, span) => (text[span].to_owned(), finding.message),
            _ => (String::new(), finding.message),
        });
        found.collect()
    }

    #[test]
    fn keys_are_given_once_in_each_mapping() {
        let twice = |key: &str, name: &str| (key.to_owned(), format!("`{name}` is given twice"));
        assert_eq!(found("a: b\n'a': c\n"), [twice("'a'", "a")]);
        assert_eq!(found("a: [{b: c, b: d}]\n"), [twice("b", "b")]);
        assert_eq!(found("a: {b: {c: d, c: e}}\na: b\n").len(), 2);
        assert_eq!(found("a: {b: c}\nd: {b: c}\n"), []);
    }

    #[test]
    fn a_key_in_another_spelling_is_the_same_key() {
        for (text, second, message) in [
            (
                "a: b\n1.1: c\n1.10: d\n",
                "1.10",
                "`1.10` is the same key as `1.1`",
            ),
            ("0x10: a\n16: b\n", "16", "`16` is the same key as `0x10`"),
            (
                "a: {~: b, null: c}\n",
                "null",
                "`null` is the same key as `~`",
            ),
            (
                "a: {true: b, True: c}\n",
                "True",
                "`True` is the same key as `true`",
            ),
            ("a: {+1: b, 1: c}\n", "1", "`1` is the same key as `+1`"),
            (
                "[a, b]: c\n[a,  b]: d\n",
                "[a,  b]",
                "`[a,  b]` is the same key as `[a, b]`",
            ),
        ] {
            assert_eq!(
                found(text),
                [(second.to_owned(), message.to_owned())],
                "{text}"
            );
        }
        assert_eq!(found("'1': a\n1: b\n1.0: c\n"), []);
    }

    #[test]
    fn what_is_read_otherwise_than_written_is_told_where_it_is() {
        let text = "a: b\nc: [d, e]\n";
        let value = serde_yaml::from_str::<Value>("a: b\nc: [d, [e]]\n").unwrap();
        let root = layout::layout(text, 0).unwrap().unwrap();
        assert_eq!(
            misfit(&value, &root).map(|place| &text[place.clone()]),
            Some("e")
        );
    }

    #[test]
    fn an_exclamation_mark_in_a_word_is_text() {
        for text in [
            "tags: [really?!, other]\n",
            "tags: [why:!important, css]\n",
            "tags: [a\" !b, c]\n",
            "sources:\n  - {title: Oh no?!, url: https://x.org}\n",
        ] {
            assert_eq!(found(text), [], "{text:?}");
        }
    }

    const PIECES: [&str; 40] = [
        "a", "b", "é", "日本", "1", "~", "a: ", "b:", ": ", ":\n", "\n", "\n", "\n  ", "\n    ",
        "  ", "- ", "-\n", "? ", "[", "]", "{", "}", ", ", ",", "\"", "'", "''", "\\", " # ", "#",
        "|\n", ">-\n ", "&a ", "*a", "---\n", "<<: ", "!", "!a", "&a !", "!a,",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn both_parsers_read_a_text_alike(pieces in vec(select(&PIECES[..]), 0..24)) {
            let text = pieces.concat();
            match (layout::layout(&text, 0), serde_yaml::from_str::<Value>(&text)) {
                (Ok(Some(root)), Ok(value)) => prop_assert_eq!(misfit(&value, &root), None, "{:?}", text),
                (Ok(None), value) => prop_assert!(value.is_ok_and(|value| value.is_null()), "{text:?}"),
                (Ok(Some(root)), Err(error)) => {
                    prop_assert!(error.to_string().contains("duplicate entry"), "{text:?}: {error}");
                    let mut twice = false;
                    repeated_keys(&root, &text, &mut |_, _| twice = true);
                    prop_assert!(twice, "{text:?}: {error}");
                }
                // A `!` that begins a value is refused in any case, as a tag or for what follows it.
                (Err(Trouble::Syntax { .. }), value) => {
                    prop_assert!(value.is_err() || text.contains('!'), "{text:?}");
                }
                (Err(_), _) => {}
            }
            let _ = found(&text);
        }
    }
}
