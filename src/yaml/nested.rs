//! Values that are mappings, or lists of mappings; each becomes [`Fields`] of its own.

use std::ops::Range;

use serde_yaml::Value;

use super::fields::{Fields, Pair, Spanned, entries};
use super::locate;

impl Fields {
    /// A mapping from the author's own keys to lists of texts; empty if the key is absent.
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

    /// A mapping from the author's own keys to mappings; empty if the key is absent. The caller has to call [`Fields::finish`] on
    /// each.
    pub fn named_mappings(&mut self, key: &'static str) -> Vec<(Spanned<String>, Fields)> {
        let Some(mut inner) = self.mapping(key) else {
            return Vec::new();
        };
        let mut named = Vec::new();
        for entry in std::mem::take(&mut inner.entries) {
            let name = Spanned {
                value: entry.key.clone(),
                span: entry.key_span.clone(),
            };
            named.extend(inner.mapping_of(&name.value, entry).map(|own| (name, own)));
        }
        self.findings.append(&mut inner.findings);
        named
    }

    /// A mapping. The caller has to call [`Fields::finish`] on it.
    pub fn mapping(&mut self, key: &'static str) -> Option<Fields> {
        let entry = self.take(key)?;
        self.mapping_of(key, entry)
    }

    pub(super) fn mapping_of(&mut self, key: &str, entry: Pair) -> Option<Fields> {
        match entry.value {
            Value::Mapping(mapping) => {
                let start = self.file.text[..entry.value_span.start]
                    .rfind('\n')
                    .map_or(0, |at| at + 1);
                let own_line = self.file.text[start..entry.value_span.start]
                    .trim()
                    .is_empty();
                // The range includes the indentation of the first key, because all keys must have the same.
                let start = if own_line {
                    start
                } else {
                    entry.value_span.start
                };
                Some(self.nested(mapping, start..entry.value_span.end))
            }
            Value::Null => None,
            other => {
                let hint = "write each `name: …` on a line of its own, indented".to_owned();
                self.wrong_type(key, "a mapping", &other, entry.value_span, Some(hint));
                None
            }
        }
    }

    /// A list of mappings; empty if the key is absent.
    pub fn mappings(&mut self, key: &'static str) -> Vec<Fields> {
        let Some(entry) = self.take(key) else {
            return Vec::new();
        };
        let items = match entry.value {
            Value::Sequence(items) => items,
            Value::Null => return Vec::new(),
            other => {
                let hint = "write `- title: …` on a line of its own and below it `  url: …`";
                self.wrong_type(key, "a list", &other, entry.value_span, Some(hint.into()));
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
        let elsewhere = locate::line_around(&self.file.text, region.start, 0);
        let entries = entries(mapping, &blocks, &self.file.text, &elsewhere);
        Fields::new(&self.file, region, entries)
    }
}
