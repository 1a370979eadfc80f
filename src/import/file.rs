//! The front matter of an imported question.

use std::fmt::Write;

use jiff::civil::Date;

use super::assemble::What;
use super::model::{Bank, Raw};
use super::origin::Note;
use super::targets::Targets;
use crate::route::{Slug, is_web_url};
use crate::yaml;

/// The most tags, keywords, related questions and sources that are taken over.
const MOST: [usize; 4] = [16, 64, 32, 16];

/// A longer one is a sentence, and refused.
const LONGEST_TAG: usize = 40;

/// The lines up to the second `---`. What has no place here is told.
pub fn matter(
    raw: &Raw,
    is_answered: bool,
    today: Option<Date>,
    bank: &Bank,
    targets: &Targets<'_>,
    notes: &mut Vec<Note>,
) -> String {
    let line = raw.found.title_lines.first().copied().unwrap_or(1);
    let said = &raw.found.said;
    let mut note = |place: (What, &str), what: String| {
        let own = said.lines.get(&(place.0, place.1.to_owned())).copied();
        notes.push(Note {
            line: own.unwrap_or(line),
            what,
        });
    };
    let mut text = format!("---\ntitle: {}\n", yaml::quoted(&raw.title));
    if let Some(level) = said.level {
        let _ = writeln!(text, "difficulty: {}", level.name());
    }
    let mut tags: Vec<Slug> = Vec::new();
    let mut labels = Vec::new();
    for label in said.tags.iter().chain(&raw.sections) {
        let is_short = |slug: &Slug| slug.as_str().chars().count() <= LONGEST_TAG;
        match Slug::from_text(label).filter(is_short) {
            Some(slug) if !tags.contains(&slug) && slug != raw.topic.0 && tags.len() < MOST[0] => {
                labels.push(yaml_item(
                    bank.tags.get(&slug).map_or(slug.as_str(), String::as_str),
                ));
                tags.push(slug);
            }
            Some(slug) if tags.contains(&slug) || slug == raw.topic.0 => {}
            _ => note((What::Tag, label), format!("left out the tag `{label}`")),
        }
    }
    if !labels.is_empty() {
        let _ = writeln!(text, "tags: [{}]", labels.join(", "));
    }
    if let Some(today) = today {
        let _ = writeln!(text, "added: {today}");
    }
    let keywords: Vec<String> = said
        .keywords
        .iter()
        .take(MOST[1])
        .map(|word| yaml_item(word))
        .collect();
    if !keywords.is_empty() {
        let _ = writeln!(text, "keywords: [{}]", keywords.join(", "));
    }
    let mut related: Vec<&Slug> = Vec::new();
    for name in &said.related {
        match targets.named(name) {
            Some(slug) if !related.contains(&slug) && related.len() < MOST[2] => related.push(slug),
            Some(_) => {}
            None => note(
                (What::Related, name),
                format!("left out the related `{name}`, which does not come along"),
            ),
        }
    }
    if !related.is_empty() {
        let names: Vec<&str> = related.iter().map(|slug| slug.as_str()).collect();
        let _ = writeln!(text, "related: [{}]", names.join(", "));
    }
    let sources: Vec<_> = said
        .sources
        .iter()
        .filter(|(title, _)| !title.trim().is_empty())
        .take(MOST[3])
        .collect();
    if !sources.is_empty() {
        text.push_str("sources:\n");
        for (title, address) in sources {
            let _ = writeln!(text, "  - title: {}", yaml_line(title));
            match address.as_ref().filter(|address| is_web_url(address)) {
                Some(address) => {
                    let _ = writeln!(text, "    url: {}", yaml_line(address));
                }
                None => {
                    if let Some(address) = address {
                        let what = format!("left out the address `{address}`");
                        note((What::Address, address), what);
                    }
                }
            }
        }
    }
    if said.draft || !is_answered {
        text.push_str("draft: true\n");
    }
    text.push_str("---\n");
    text
}

/// Front matter with nothing but a title, of a question that has to be looked at.
pub fn bare(title: &str) -> String {
    format!("---\ntitle: {}\ndraft: true\n---\n", yaml::quoted(title))
}

fn yaml_line(text: &str) -> String {
    yaml::quoted(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// An item of a list between brackets.
fn yaml_item(text: &str) -> String {
    let line = yaml_line(text);
    match line.starts_with('"') || !line.contains([',', '[', ']', '{', '}']) {
        true => line,
        false => serde_json::to_string(&line).unwrap_or_default(),
    }
}
