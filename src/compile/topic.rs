//! `_topic.yaml`: a topic's title, description and order.

use std::sync::Arc;

use super::bidi;
use crate::diagnostic::{Checked, SourceText};
use crate::input::languages::{self, Languages, Named};
use crate::yaml;

/// What a maintainer wrote about a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicMatter {
    /// The topic's name.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// The position among topics that the settings do not order.
    pub order: Option<i64>,
    /// Its title and description in other languages, each with the language's index.
    pub named: Vec<(usize, Named)>,
}

/// Parses a topic's file, in a bank of these languages.
pub fn parse(file: &Arc<SourceText>, languages: Languages<'_>) -> Checked<TopicMatter> {
    let Checked {
        value,
        mut findings,
    } = yaml::parse(file, 0..file.text.len());
    findings.append(&mut bidi::warn(file, 0..file.text.len(), 0..0));
    let Some(mut fields) = value else {
        return Checked::none(findings);
    };
    let title = fields.required_text("title");
    let description = fields
        .text("description")
        .map(|text| text.value)
        .unwrap_or_default();
    let order = fields.integer("order");
    let named = languages::named(&mut fields, languages);
    findings.append(&mut fields.finish());
    Checked {
        value: title.map(|title| TopicMatter {
            title: title.value,
            description,
            order,
            named,
        }),
        findings,
    }
}
