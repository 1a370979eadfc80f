//! Values that are mappings, or lists of mappings; each becomes [`Fields`] of its own.

use std::ops::Range;

use serde_yaml::Value;

use super::fields::{Fields, Pair, Spanned, entries};
use super::layout::{Form, Written};
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
        match (entry.value, entry.form) {
            (Value::Mapping(mapping), Form::Mapping(places)) => {
                Some(self.nested(mapping, places, &entry.value_span))
            }
            (Value::Null, _) => None,
            (other, _) => {
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
        let (items, places) = match (entry.value, entry.form) {
            (Value::Sequence(items), Form::List(places)) => (items, places),
            (Value::Null, _) => return Vec::new(),
            (other, _) => {
                let hint = "write `- title: …` on a line of its own and below it `  url: …`";
                self.wrong_type(key, "a list", &other, entry.value_span, Some(hint.into()));
                return Vec::new();
            }
        };
        let mut mappings = Vec::new();
        for (item, Written { span, form }) in items.into_iter().zip(places) {
            match (item, form) {
                (Value::Mapping(mapping), Form::Mapping(places)) => {
                    mappings.push(self.nested(mapping, places, &span));
                }
                (other, _) => {
                    let span = locate::item(&self.file.text, &span);
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

    fn nested(
        &self,
        mapping: serde_yaml::Mapping,
        places: Vec<(Written, Written)>,
        span: &Range<usize>,
    ) -> Fields {
        let entries = entries(mapping, places, &self.file.text);
        let place = locate::first_line(&self.file.text, span);
        Fields::new(&self.file, place, entries)
    }
}
