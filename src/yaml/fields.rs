//! The values of a mapping, taken out one by one, each checked against what its key may hold.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use super::locate;
use crate::diagnostic::{Code, Diagnostic, SourceText, did_you_mean};

/// A value and where it stands in its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Byte range in the file.
    pub span: Range<usize>,
}

/// One `key: value`, parsed and located.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub key: String,
    pub key_span: Range<usize>,
    pub value_span: Range<usize>,
    pub value: Value,
}

/// A mapping whose values are asked for by key. [`Fields::finish`] reports what nobody asked for.
#[derive(Debug, Clone)]
pub struct Fields {
    file: Arc<SourceText>,
    range: Range<usize>,
    entries: Vec<Entry>,
    known: Vec<&'static str>,
    findings: Vec<Diagnostic>,
}

/// What a value is, in the words of a message.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a mapping",
        Value::Tagged(_) => "a tagged value",
    }
}

impl Fields {
    pub(super) fn new(file: &Arc<SourceText>, range: Range<usize>, entries: Vec<Entry>) -> Self {
        Self {
            file: file.clone(),
            range,
            entries,
            known: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// A text that may be absent. An empty one is an error.
    pub fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let entry = self.take(key)?;
        self.warn_of_lost_text(&entry);
        match entry.value {
            Value::String(text) if !text.trim().is_empty() => Some(Spanned {
                value: text.trim().to_owned(),
                span: entry.value_span,
            }),
            Value::String(_) | Value::Null => {
                self.report(
                    Code::BadValue,
                    entry.key_span,
                    format!("`{key}` is empty"),
                    Some(format!("write a text after `{key}:`, or remove the line")),
                );
                None
            }
            other => {
                let written = self.file.text[entry.value_span.clone()].to_owned();
                let hint = match &other {
                    Value::Number(_) | Value::Bool(_) => {
                        Some(format!("quote it: `{key}: \"{written}\"`"))
                    }
                    _ => None,
                };
                self.wrong_type(key, "a text", &other, entry.value_span, hint);
                None
            }
        }
    }

    /// A text without which nothing can be made.
    pub fn required_text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        if !self.entries.iter().any(|entry| entry.key == key) {
            self.known.push(key);
            let near = self
                .entries
                .iter()
                .find(|entry| did_you_mean(&entry.key, [key]).is_some());
            let (span, hint) = match near {
                Some(entry) => (entry.key_span.clone(), format!("did you mean `{key}`?")),
                None => {
                    let text = &self.file.text[self.range.clone()];
                    (
                        locate::content(text, self.range.start),
                        format!("add a line `{key}: …`"),
                    )
                }
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

    /// A list of texts; empty where the key is absent.
    pub fn texts(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        match self.take(key) {
            Some(entry) => self.texts_of(key, entry),
            None => Vec::new(),
        }
    }

    /// A mapping of the author's own keys to lists of texts; empty where the key is absent.
    pub fn lists(&mut self, key: &'static str) -> Vec<(Spanned<String>, Vec<Spanned<String>>)> {
        let Some(mut inner) = self.mapping(key) else {
            return Vec::new();
        };
        let mut lists = Vec::new();
        for entry in std::mem::take(&mut inner.entries) {
            let name = Spanned {
                value: entry.key.clone(),
                span: entry.key_span.clone(),
            };
            let texts = inner.texts_of(&name.value, entry);
            lists.push((name, texts));
        }
        self.findings.append(&mut inner.findings);
        lists
    }

    /// A mapping. Its [`Fields::finish`] is the caller's to call.
    pub fn mapping(&mut self, key: &'static str) -> Option<Fields> {
        let entry = self.take(key)?;
        match entry.value {
            Value::Mapping(mapping) => {
                let start = self.file.text[..entry.value_span.start]
                    .rfind('\n')
                    .map_or(0, |at| at + 1);
                let own_line = self.file.text[start..entry.value_span.start]
                    .trim()
                    .is_empty();
                // The indentation of the first key is part of the region, because it is the level of all of them.
                let start = if own_line {
                    start
                } else {
                    entry.value_span.start
                };
                Some(self.nested(mapping, start..entry.value_span.end))
            }
            Value::Null => None,
            other => {
                self.wrong_type(key, "a mapping", &other, entry.value_span, None);
                None
            }
        }
    }

    /// Whether the author wrote this key, and where.
    pub fn key(&self, key: &str) -> Option<Range<usize>> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        Some(entry.key_span.clone())
    }

    /// Drops an entry about which everything was said.
    pub fn ignore(&mut self, key: &str) {
        self.entries.retain(|entry| entry.key != key);
    }

    /// The list that an entry holds.
    fn texts_of(&mut self, key: &str, entry: Entry) -> Vec<Spanned<String>> {
        let items = match entry.value {
            Value::Sequence(items) => items,
            Value::Null => return Vec::new(),
            other => {
                let written = self.file.text[entry.value_span.clone()].to_owned();
                let hint = matches!(other, Value::String(_))
                    .then(|| format!("write a list: `{key}: [{written}]`"));
                self.wrong_type(key, "a list of texts", &other, entry.value_span, hint);
                return Vec::new();
            }
        };
        let written: Vec<String> = items
            .iter()
            .map(|item| item.as_str().unwrap_or_default().to_owned())
            .collect();
        let spans = locate::items(&self.file.text, entry.value_span, &written);
        let mut texts = Vec::new();
        for (item, span) in items.into_iter().zip(spans) {
            match item {
                Value::String(text) if !text.trim().is_empty() => {
                    texts.push(Spanned {
                        value: text.trim().to_owned(),
                        span,
                    });
                }
                other => self.wrong_type(
                    key,
                    "a list of texts",
                    &other,
                    span,
                    Some("quote each item that is not a word".into()),
                ),
            }
        }
        texts
    }

    /// A list of mappings; empty where the key is absent.
    pub fn mappings(&mut self, key: &'static str) -> Vec<Fields> {
        let Some(entry) = self.take(key) else {
            return Vec::new();
        };
        let items = match entry.value {
            Value::Sequence(items) => items,
            Value::Null => return Vec::new(),
            other => {
                self.wrong_type(key, "a list", &other, entry.value_span, None);
                return Vec::new();
            }
        };
        let regions = locate::dashes(&self.file.text, entry.value_span.clone());
        let mut mappings = Vec::new();
        for (at, item) in items.into_iter().enumerate() {
            let region = regions.get(at).cloned().unwrap_or(entry.value_span.clone());
            match item {
                Value::Mapping(mapping) => mappings.push(self.nested(mapping, region)),
                other => {
                    let span = locate::line_around(&self.file.text, region.start, 0);
                    self.wrong_type(
                        key,
                        "a list of mappings",
                        &other,
                        span,
                        Some("write `- title: …` and below it `  url: …`".into()),
                    );
                }
            }
        }
        mappings
    }

    fn nested(&self, mapping: serde_yaml::Mapping, region: Range<usize>) -> Fields {
        let blocks = locate::entries(&self.file.text[region.clone()], region.start);
        let entries = mapping
            .into_iter()
            .filter_map(|(key, value)| Some((key.as_str()?.to_owned(), value)))
            .map(|(key, value)| {
                let block = blocks.iter().find(|block| block.key == key);
                let whole = locate::line_around(&self.file.text, region.start, 0);
                let (key_span, value_span) = block.map_or((whole.clone(), whole), |block| {
                    (block.key_span.clone(), block.value_span.clone())
                });
                Entry {
                    key,
                    key_span,
                    value_span,
                    value,
                }
            })
            .collect();
        Fields::new(&self.file, region, entries)
    }

    /// `true` or `false`; `false` where the key is absent.
    pub fn flag(&mut self, key: &'static str) -> bool {
        let Some(entry) = self.take(key) else {
            return false;
        };
        match entry.value {
            Value::Bool(flag) => flag,
            other => {
                self.wrong_type(key, "true or false", &other, entry.value_span, None);
                false
            }
        }
    }

    /// A whole number.
    pub fn integer(&mut self, key: &'static str) -> Option<i64> {
        let entry = self.take(key)?;
        let number = entry.value.as_i64();
        if number.is_none() {
            self.wrong_type(key, "a whole number", &entry.value, entry.value_span, None);
        }
        number
    }

    /// A day, written `2026-11-21`.
    pub fn date(&mut self, key: &'static str) -> Option<Spanned<Date>> {
        let text = self.text(key)?;
        match text.value.parse::<Date>() {
            Ok(value) if text.value.len() == 10 => Some(Spanned {
                value,
                span: text.span,
            }),
            _ => {
                self.report(
                    Code::BadValue,
                    text.span,
                    format!("`{}` is not a day of the calendar", text.value),
                    Some(format!("write year, month and day: `{key}: 2026-11-21`")),
                );
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
        let text = self.text(key)?;
        let found = choices.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            let words: Vec<String> = choices
                .iter()
                .map(|(word, _)| format!("`{word}`"))
                .collect();
            let hint = did_you_mean(&text.value, choices.iter().map(|(word, _)| *word))
                .unwrap_or_else(|| format!("use one of {}", words.join(", ")));
            self.report(
                Code::BadValue,
                text.span,
                format!("`{}` is not a known {key}", text.value),
                Some(hint),
            );
        }
        found.map(|(_, value)| *value)
    }

    /// Reports a fault of a value that the caller found.
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

    /// Every finding, with one for each key that was never asked for.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        for entry in std::mem::take(&mut self.entries) {
            // Where a required key is misspelt, that was said already.
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

    fn take(&mut self, key: &'static str) -> Option<Entry> {
        self.known.push(key);
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at))
    }

    fn wrong_type(
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
            format!("`{key}` is {wanted}, and this is {}", kind(found)),
            hint,
        );
    }

    /// ` #` starts a comment even in the middle of a sentence, so a title can lose its end unnoticed.
    fn warn_of_lost_text(&mut self, entry: &Entry) {
        let start = entry.value_span.start;
        let line_end = self.file.text[start..]
            .find('\n')
            .map_or(self.file.text.len(), |length| start + length);
        let line = &self.file.text[start..line_end];
        let plain = !line.starts_with(['"', '\'', '|', '>']);
        let lost = line
            .find(" #")
            .filter(|&at| plain && is_sentence(&entry.key) && !line[at + 2..].starts_with(' '));
        if let Some(at) = lost {
            self.report(
                Code::CommentCutsText,
                start + at + 1..line_end,
                format!("`{}` is read as a comment", line[at + 1..].trim_end()),
                Some(format!(
                    "quote the text: `{}: \"{}\"`",
                    entry.key,
                    line.trim_end()
                )),
            );
        }
    }
}

/// Keys whose value is prose, where a `#` is more likely a sign than a comment.
fn is_sentence(key: &str) -> bool {
    matches!(key, "title" | "description")
}

fn list(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
