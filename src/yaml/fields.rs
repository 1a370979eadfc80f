//! The values of a mapping, taken out one by one and checked against the type that their key requires.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use super::layout::{Form, Written};
use super::locate;
use super::remedy::{day_hint, list_of, quoted};
use crate::diagnostic::{Code, Diagnostic, SourceText, did_you_mean};

/// A value and its place in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Byte range in the file.
    pub span: Range<usize>,
}

/// One `key: value`, parsed and located.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub key: String,
    pub key_span: Range<usize>,
    pub value_span: Range<usize>,
    pub value: Value,
    pub form: Form,
}

/// The parsed entries of a mapping with their places.
pub(super) fn entries(
    mapping: serde_yaml::Mapping,
    places: Vec<(Written, Written)>,
    text: &str,
) -> Vec<Pair> {
    let entry = |((key, value), (named, written)): ((Value, Value), (Written, Written))| Pair {
        key: match key {
            Value::String(key) => key,
            // As typed: `1.10` must not become 1.1.
            _ => text[named.span.clone()].to_owned(),
        },
        key_span: named.span,
        value_span: written.span,
        value,
        form: written.form,
    };
    mapping.into_iter().zip(places).map(entry).collect()
}

/// A mapping whose values are taken by key. [`Fields::finish`] reports those that were not taken.
#[derive(Debug, Clone)]
pub struct Fields {
    pub(super) file: Arc<SourceText>,
    /// Where it is reported that a key is missing.
    place: Range<usize>,
    pub(super) entries: Vec<Pair>,
    known: Vec<&'static str>,
    pub(super) required: Vec<&'static str>,
    pub(super) findings: Vec<Diagnostic>,
}

/// The type of a value, worded for messages.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(number) if number.is_f64() => "a decimal number",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a mapping",
        Value::Tagged(_) => "a tagged value",
    }
}

impl Fields {
    pub(super) fn new(file: &Arc<SourceText>, place: Range<usize>, entries: Vec<Pair>) -> Self {
        Self {
            file: file.clone(),
            place,
            entries,
            known: Vec::new(),
            required: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// A text that may be absent. An empty one is an error.
    pub fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        self.text_of_form(key, None)
    }

    /// A text. `form` is the hint for writing it, if quoting is not enough.
    fn text_of_form(&mut self, key: &'static str, form: Option<&str>) -> Option<Spanned<String>> {
        let entry = self.take(key)?;
        self.text_in(entry, form)
    }

    /// A text that must be present.
    pub fn required_text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        self.required.push(key);
        if !self.entries.iter().any(|entry| entry.key == key) {
            self.known.push(key);
            let near = self
                .entries
                .iter()
                .find(|entry| did_you_mean(&entry.key, [key]).is_some());
            let (span, hint) = match near {
                Some(entry) => (entry.key_span.clone(), format!("did you mean `{key}`?")),
                None => (self.place.clone(), format!("add a line `{key}: …`")),
            };
            self.report(
                Code::MissingKey,
                span,
                format!("`{key}` is missing"),
                Some(hint),
            );
            return None;
        }
        self.text(key)
    }

    /// A list of texts; empty if the key is absent.
    pub fn texts(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        match self.take(key) {
            Some(entry) => self.texts_of(key, entry),
            None => Vec::new(),
        }
    }

    /// The range of a key, if the author wrote it.
    pub fn key(&self, key: &str) -> Option<Range<usize>> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        Some(entry.key_span.clone())
    }

    /// The single word in an entry that is to hold a list, as typed.
    pub fn word(&self, key: &str) -> Option<Spanned<String>> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        let is_word = matches!(entry.form, Form::Scalar(_));
        is_word.then(|| Spanned {
            value: self.file.text[entry.value_span.clone()].to_owned(),
            span: entry.value_span.clone(),
        })
    }

    /// Drops an entry that was reported already.
    pub fn ignore(&mut self, key: &str) {
        self.entries.retain(|entry| entry.key != key);
    }

    /// The list in an entry.
    pub(super) fn texts_of(&mut self, key: &str, entry: Pair) -> Vec<Spanned<String>> {
        if entry.value.is_null() {
            self.lost_list(&entry);
            return Vec::new();
        }
        let (items, places) = match (entry.value, entry.form) {
            (Value::Sequence(items), Form::List(places)) => (items, places),
            (other, _) => {
                let written = &self.file.text[entry.value_span.clone()];
                let hint = match other {
                    Value::String(_) if !written.contains('\n') => {
                        format!("write a list: `{}`", list_of(key, written))
                    }
                    Value::Number(_) | Value::Bool(_) => {
                        format!("write a list: `{key}: [{}]`", quoted(written))
                    }
                    Value::Mapping(_) if is_in_braces(written) => {
                        let inside = &written[1..written.len() - 1];
                        format!("write a list: `{}`", list_of(key, inside.trim()))
                    }
                    _ => format!("write a list, as in `{key}: [one, two]`"),
                };
                self.wrong_type(key, "a list of texts", &other, entry.value_span, Some(hint));
                return Vec::new();
            }
        };
        let file = self.file.clone();
        let in_dashes = !file.text[entry.value_span].starts_with('[');
        let mut texts = Vec::new();
        for (item, Written { span: typed, .. }) in items.into_iter().zip(places) {
            let source = &file.text[typed.clone()];
            let span = without_quotes(source, &typed);
            match item {
                Value::String(text) if !text.trim().is_empty() => {
                    if self.has_escapes(source, &text, typed.clone()) {
                        continue;
                    }
                    if in_dashes {
                        self.lost_item(key, typed);
                    }
                    texts.extend(self.plain(key, text, span));
                }
                Value::String(_) | Value::Null => {
                    let span = locate::item(&file.text, &typed);
                    let message = format!("`{key}` has an empty item");
                    let hint = match source.chars().any(char::is_alphabetic) {
                        true => format!("quote it: `{}`", quoted(source)),
                        false => "write a text, or remove the item".to_owned(),
                    };
                    self.report(Code::BadValue, span, message, Some(hint));
                }
                other => {
                    let hint = match &other {
                        Value::Sequence(_) => "write all items in one list".to_owned(),
                        _ if source.is_empty() || source.contains('\n') => {
                            "write each item as one text".to_owned()
                        }
                        _ => format!("quote it: `{}`", quoted(source)),
                    };
                    self.wrong_type(key, "a list of texts", &other, typed, Some(hint));
                }
            }
        }
        texts
    }

    /// `true` or `false`; `false` if the key is absent.
    pub fn flag(&mut self, key: &'static str) -> bool {
        let Some(entry) = self.take(key) else {
            return false;
        };
        match entry.value {
            Value::Bool(flag) => flag,
            other => {
                let written = self.file.text[entry.value_span.clone()].trim_matches(['"', '\'']);
                let hint = match written.to_lowercase().as_str() {
                    "no" | "off" | "n" | "false" | "0" => {
                        format!("write `{key}: false`, or remove the line")
                    }
                    "yes" | "on" | "y" | "true" | "1" => format!("write `{key}: true`"),
                    _ => format!("write `{key}: true` or `{key}: false`"),
                };
                self.wrong_type(key, "true or false", &other, entry.value_span, Some(hint));
                false
            }
        }
    }

    /// A whole number.
    pub fn integer(&mut self, key: &'static str) -> Option<i64> {
        let entry = self.take(key)?;
        let number = entry.value.as_i64();
        if number.is_none() {
            let written = self.file.text[entry.value_span.clone()].trim_matches(['"', '\'']);
            let hint = match written.parse::<i64>() {
                Ok(number) => format!("write the number alone: `{key}: {number}`"),
                Err(_) => format!("write a whole number, as in `{key}: 3`"),
            };
            let hint = Some(hint);
            self.wrong_type(key, "a whole number", &entry.value, entry.value_span, hint);
        }
        number
    }

    /// A date such as `2026-11-21`.
    pub fn date(&mut self, key: &'static str) -> Option<Spanned<Date>> {
        let entry = self.entries.iter().find(|entry| entry.key == key);
        let written = entry.map_or("", |entry| &self.file.text[entry.value_span.clone()]);
        let form = day_hint(key, written);
        let text = self.text_of_form(key, Some(&form))?;
        match text.value.parse::<Date>() {
            Ok(value) if text.value.len() == 10 => Some(Spanned {
                value,
                span: text.span,
            }),
            _ => {
                let message = format!("`{}` is not a day of the calendar", text.value);
                self.report(Code::BadValue, text.span, message, Some(form));
                None
            }
        }
    }

    /// One of a few words.
    pub fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&'static str, T)],
    ) -> Option<T> {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let form = format!("use one of {}", list(&words));
        let text = self.text_of_form(key, Some(&form))?;
        let found = choices.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            let message = format!("`{}` is not a known {key}", text.value);
            let hint = did_you_mean(&text.value, words).unwrap_or(form);
            self.report(Code::BadValue, text.span, message, Some(hint));
        }
        found.map(|(_, value)| *value)
    }

    /// Reports an error that the caller found in a value.
    pub fn report(
        &mut self,
        code: Code,
        span: Range<usize>,
        message: String,
        hint: Option<String>,
    ) {
        self.findings
            .push(Diagnostic::at(code, &self.file, span, message).maybe_hint(hint));
    }

    /// How many findings there are so far.
    pub fn faults(&self) -> usize {
        self.findings.len()
    }

    /// Adds a finding about a part of this mapping.
    pub fn add(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Returns every finding, including one for each key that was never taken.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        for entry in std::mem::take(&mut self.entries) {
            // If a required key is misspelt, that was reported already.
            let said = self.findings.iter().any(|finding| {
                finding.code == Code::MissingKey
                    && finding.place
                        == crate::diagnostic::Place::Span(self.file.clone(), entry.key_span.clone())
            });
            if said {
                continue;
            }
            let hint = did_you_mean(&entry.key, self.known.iter().copied())
                .unwrap_or_else(|| format!("the keys are {}", list(&self.known)));
            self.report(
                Code::UnknownKey,
                entry.key_span,
                format!("unknown key `{}`", entry.key),
                Some(hint),
            );
        }
        self.findings
    }

    pub(super) fn take(&mut self, key: &'static str) -> Option<Pair> {
        self.known.push(key);
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at))
    }

    pub(super) fn wrong_type(
        &mut self,
        key: &str,
        wanted: &str,
        found: &Value,
        span: Range<usize>,
        hint: Option<String>,
    ) {
        self.report(
            Code::WrongType,
            span,
            format!("`{key}` takes {wanted}, and this is {}", kind(found)),
            hint,
        );
    }
}

/// The range of a text without its quotes.
fn without_quotes(source: &str, typed: &Range<usize>) -> Range<usize> {
    match source.starts_with(['"', '\'']) && source.len() > 1 {
        true => typed.start + 1..typed.end - 1,
        false => typed.clone(),
    }
}

fn is_in_braces(written: &str) -> bool {
    written.starts_with('{') && written.ends_with('}') && written.len() > 1
}

fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}
