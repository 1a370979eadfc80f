//! Parses a text to a mapping whose values can be taken one by one.

use std::ops::Range;
use std::sync::Arc;

use serde_yaml::Value;

use super::fields::{self, Fields};
use super::guard;
use super::locate;
use super::syntax;
use super::syntax::MAX_NESTING;
use crate::diagnostic::{Checked, Code, Diagnostic, SourceText};

/// Parses the mapping in `range` of a file. An empty text is an empty mapping.
pub fn parse(file: &Arc<SourceText>, range: Range<usize>) -> Checked<Fields> {
    parse_up_to(file, range, guard::MAX_BYTES)
}

/// The same for a table of words, which may be longer than settings.
pub fn parse_table(file: &Arc<SourceText>) -> Checked<Fields> {
    parse_up_to(file, 0..file.text.len(), guard::MAX_TABLE_BYTES)
}

fn parse_up_to(file: &Arc<SourceText>, range: Range<usize>, most: usize) -> Checked<Fields> {
    let text = &file.text[range.clone()];
    if let Err(finding) = guard::check(file, range.clone(), most) {
        return Checked::none(vec![finding]);
    }
    let blocks = locate::entries(text, range.start);
    match serde_yaml::from_str::<Value>(text) {
        Ok(value) if guard::depth(&value) > MAX_NESTING => {
            Checked::none(vec![syntax::too_deep(file, range)])
        }
        Ok(Value::Null) => Checked::some(Fields::new(file, range, Vec::new()), Vec::new()),
        Ok(Value::Mapping(mapping)) => {
            let elsewhere = locate::content(text, range.start);
            let entries = fields::entries(mapping, &blocks, &file.text, &elsewhere);
            Checked::some(Fields::new(file, range, entries), Vec::new())
        }
        Ok(other) => {
            let span = locate::content(text, range.start);
            let message = format!(
                "expected `key: value` lines, found {}",
                fields::kind(&other)
            );
            let line = &file.text[span.clone()];
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
            let finding = Diagnostic::at(Code::NotAMapping, file, span, message);
            Checked::none(vec![finding.hint(hint)])
        }
        Err(error) if error.to_string().contains("duplicate entry with key") => {
            Checked::none(duplicate_keys(file, range, &blocks, &error))
        }
        Err(error) => Checked::none(vec![syntax::explain(file, range, &error)]),
    }
}

/// The second of each pair of equal keys, in the mapping and in the mappings of its lists. Only called if the parser found a
/// duplicate, because it does not say where.
fn duplicate_keys(
    file: &Arc<SourceText>,
    range: Range<usize>,
    blocks: &[locate::Block],
    error: &serde_yaml::Error,
) -> Vec<Diagnostic> {
    let twice = |key: &str, span: Range<usize>| {
        Diagnostic::at(
            Code::DuplicateKey,
            file,
            span,
            format!("`{key}` is given twice"),
        )
        .hint("keep one of the two")
    };
    let nested = blocks
        .iter()
        .flat_map(|block| locate::dashes(&file.text, block.value_span.clone()))
        .map(|item| locate::entries(&file.text[item.clone()], item.start));
    let mut findings: Vec<Diagnostic> = nested
        .flat_map(|entries| repeated(&entries))
        .chain(repeated(blocks))
        .map(|block| twice(&block.key, block.key_span.clone()))
        .collect();
    if findings.is_empty() {
        let message = error.to_string();
        let key = message.split('"').nth(1).unwrap_or_default();
        let start = range.start + error.location().map_or(0, |location| location.index());
        findings.push(twice(key, locate::line_around(&file.text, start, 0)));
    }
    findings
}

/// Entries whose key occurred before.
fn repeated(blocks: &[locate::Block]) -> Vec<locate::Block> {
    let is_repeated = |(at, block): &(usize, &locate::Block)| {
        blocks[..*at].iter().any(|before| before.key == block.key)
    };
    blocks
        .iter()
        .enumerate()
        .filter(is_repeated)
        .map(|(_, block)| block.clone())
        .collect()
}
