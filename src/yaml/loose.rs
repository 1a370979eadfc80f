//! Reads front matter that was written for another program, with all values as texts.

use std::sync::Arc;

use serde_yaml::Value;

use super::guard;
use super::parse::layout;
use crate::diagnostic::SourceText;

/// Keys in order, each with its values; a single value becomes a list of one. A mapping in a list becomes its values, joined by
/// line breaks. The error is for whoever can fix the text.
pub fn loose(
    file: &Arc<SourceText>,
    range: std::ops::Range<usize>,
) -> Result<Vec<(String, Vec<String>)>, String> {
    layout(file, &range, guard::MAX_BYTES).map_err(|finding| finding.message)?;
    let value =
        serde_yaml::from_str::<Value>(&file.text[range]).map_err(|error| error.to_string())?;
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Mapping(mapping) => Ok(mapping
            .into_iter()
            .filter_map(|(key, value)| Some((text(&key)?, texts(&value))))
            .collect()),
        _ => Err("it is no list of `key: value`".into()),
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Sequence(items) => items.iter().flat_map(texts).collect(),
        Value::Mapping(mapping) => {
            let parts: Vec<String> = mapping.values().flat_map(texts).collect();
            vec![parts.join("\n")]
        }
        scalar => text(scalar).into_iter().collect(),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
