//! Mappings of settings in YAML: front matter, topics, `prepbook.yaml`.
//!
//! The one place that knows `serde_yaml`, which is archived and whose positions cannot be trusted. It parses; the
//! `locate` module finds where keys and values stand, and [`Fields`] checks one value at a time, so that every fault of
//! a file is reported at once and in its place.

mod fields;
mod guard;
mod locate;
mod quote;

use std::ops::Range;
use std::sync::Arc;

use serde_yaml::Value;

use crate::diagnostic::{Checked, Code, Diagnostic, SourceText};

pub use fields::{Fields, Spanned};
pub use quote::quoted;

/// Parses the mapping in `range` of a file. An empty text is an empty mapping.
pub fn parse(file: &Arc<SourceText>, range: Range<usize>) -> Checked<Fields> {
    let text = &file.text[range.clone()];
    if let Err(finding) = guard::check(file, range.clone()) {
        return Checked::none(vec![finding]);
    }
    let blocks = locate::entries(text, range.start);
    if let Some(finding) = duplicate_key(file, &blocks) {
        return Checked::none(vec![finding]);
    }
    match serde_yaml::from_str::<Value>(text) {
        Ok(Value::Null) => Checked::some(Fields::new(file, range, Vec::new()), Vec::new()),
        Ok(Value::Mapping(mapping)) => {
            let mut findings = Vec::new();
            let entries = mapping
                .into_iter()
                .filter_map(|(key, value)| match key {
                    Value::String(key) => {
                        let block = blocks.iter().find(|block| block.key == key);
                        let (key_span, value_span) = block
                            .map_or((range.clone(), range.clone()), |block| {
                                (block.key_span.clone(), block.value_span.clone())
                            });
                        Some(fields::Entry {
                            key,
                            key_span,
                            value_span,
                            value,
                        })
                    }
                    _ => {
                        findings.push(Diagnostic::at(
                            Code::WrongType,
                            file,
                            range.clone(),
                            "a key is not a text",
                        ));
                        None
                    }
                })
                .collect();
            Checked::some(Fields::new(file, range, entries), findings)
        }
        Ok(other) => Checked::none(vec![
            Diagnostic::at(
                Code::NotAMapping,
                file,
                locate::content(text, range.start),
                format!(
                    "expected `key: value` lines, found {}",
                    fields::kind(&other)
                ),
            )
            .hint("write each setting on a line of its own, as in `title: What is a queue?`"),
        ]),
        Err(error) => Checked::none(vec![syntax_error(file, range, &error)]),
    }
}

fn duplicate_key(file: &Arc<SourceText>, blocks: &[locate::Block]) -> Option<Diagnostic> {
    let twice = blocks.iter().enumerate().find_map(|(at, block)| {
        blocks[..at]
            .iter()
            .any(|before| before.key == block.key)
            .then_some(block)
    })?;
    Some(
        Diagnostic::at(
            Code::DuplicateKey,
            file,
            twice.key_span.clone(),
            format!("`{}` is given twice", twice.key),
        )
        .hint("keep one of the two"),
    )
}

fn syntax_error(
    file: &Arc<SourceText>,
    range: Range<usize>,
    error: &serde_yaml::Error,
) -> Diagnostic {
    let text = &file.text[range.clone()];
    let message = error.to_string();
    // The position is repeated at the message's end, counted from the wrong start.
    let message = message
        .split(" at line ")
        .next()
        .unwrap_or(&message)
        .to_owned();
    let at = error
        .location()
        .map_or(0, |location| location.index().min(text.len()));
    let span = locate::line_around(text, at, range.start);
    let line = &file.text[span.clone()];
    let code = if message.contains("more than one document") {
        Code::NotAMapping
    } else {
        Code::YamlSyntax
    };
    Diagnostic::at(code, file, span, message.clone()).hint(remedy(line, &message))
}

/// What most often stands behind a YAML error on this line.
fn remedy(line: &str, message: &str) -> String {
    if line.contains('\t') {
        return "indent with spaces: YAML does not allow tabs".into();
    }
    if message.contains("more than one document") {
        return "remove the second `---` line".into();
    }
    match line.split_once(':') {
        Some((key, value)) if needs_quotes(value.trim()) => {
            format!("quote the value: `{}: \"{}\"`", key.trim(), value.trim().replace('"', "\\\""))
        }
        _ => "quote a value that contains `: ` or starts with a sign such as `*`, `@`, `[` or a backtick".into(),
    }
}

fn needs_quotes(value: &str) -> bool {
    let starts = value
        .chars()
        .next()
        .is_some_and(|first| "*&!%@`[]{}|>?,#".contains(first));
    let quoted = value.starts_with(['"', '\'']);
    !quoted && (starts || value.contains(": ") || value.ends_with(':'))
}
