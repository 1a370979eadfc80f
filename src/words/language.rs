//! All words of the interface in one language, collected from the tables that apply.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use super::embedded::{ENGLISH, english};
use super::locale::{Formats, OTHER};
use super::message::{Message, fill};
use super::place::{FOLDER, OF_SCRIPTS};
use super::section::Section;
use super::table::Table;
use crate::diagnostic::{Code, Diagnostic};
use crate::fingerprint::Fingerprint;

/// All words of the interface in one language.
#[derive(Debug, Clone)]
pub struct Words {
    /// The language that was requested.
    pub language: String,
    /// The tag of the table that was found, if any.
    pub found: Option<String>,
    /// Texts that are missing in this language.
    pub missing: Vec<String>,
    /// The locale of numbers and dates.
    pub formats: String,
    /// Fingerprint of all texts that are written into answers.
    pub of_answers: Fingerprint,
    /// Which section each heading means; headings in lower case.
    meanings: BTreeMap<String, Section>,
    table: Table,
}

impl Default for Words {
    fn default() -> Words {
        Words::clone(&Words::english())
    }
}

impl Words {
    pub(super) fn new(language: &str, found: Option<&str>, layers: &[&Table]) -> Words {
        let english = english();
        let mut table = english.clone();
        let is_english = language.split('-').next() == Some(ENGLISH);
        let mut missing = Vec::new();
        for (group, texts) in &mut table.groups {
            for (key, message) in texts {
                match layers.iter().find_map(|layer| layer.message(group, key)) {
                    Some(said) => *message = said.clone(),
                    None if is_english => {}
                    None => missing.push(format!("{group}.{key}")),
                }
            }
        }
        for (section, names) in &mut table.sections {
            let own = layers.iter().find_map(|layer| layer.sections.get(section));
            match own {
                Some(own) => {
                    let known = std::mem::take(names);
                    names.clone_from(own);
                    names.extend(known.into_iter().filter(|name| !own.contains(name)));
                }
                None if is_english => {}
                None => missing.push(format!("sections.{}", section.key())),
            }
        }
        let has_region = language.split('-').skip(1).any(|part| part.len() == 2);
        let named = table
            .message("language", "formats")
            .and_then(|message| message.forms.get(OTHER));
        let formats = match named {
            Some(named) if !has_region && found.is_some() => named.clone(),
            _ => language.to_owned(),
        };
        Words {
            language: language.to_owned(),
            found: found.map(str::to_owned),
            missing,
            of_answers: of_answers(&table),
            meanings: meanings(&table),
            formats,
            table,
        }
    }

    /// The English words, made once: an import asks for them at every answer that it tries.
    pub fn english() -> Arc<Words> {
        static WORDS: LazyLock<Arc<Words>> =
            LazyLock::new(|| Arc::new(Words::new(ENGLISH, Some(ENGLISH), &[])));
        WORDS.clone()
    }

    fn message(&self, name: &str) -> Option<&Message> {
        let (group, key) = name.split_once('.')?;
        self.table.message(group, key)
    }

    /// A text without places, by name: `site.skip`. A test checks that every name in the program exists.
    pub fn text<'a>(&'a self, name: &'a str) -> &'a str {
        let message = self.message(name);
        message
            .and_then(|message| message.forms.get(OTHER))
            .map_or(name, String::as_str)
    }

    /// A text with values in its places.
    pub fn fill(&self, name: &str, values: &[(&str, &str)]) -> String {
        filled(self.text(name), values)
    }

    /// A text about a number of things, with values in its other places.
    pub fn count(&self, name: &str, count: usize, values: &[(&str, &str)]) -> String {
        let formats = Formats::of(&self.formats);
        let Some(message) = self.message(name) else {
            return name.to_owned();
        };
        let form = form(message, formats.category(count));
        let number = formats.number(count);
        let values: Vec<(&str, &str)> = [("count", number.as_str())]
            .into_iter()
            .chain(values.iter().copied())
            .collect();
        filled(form, &values)
    }

    /// A number in the digits of the language.
    pub fn number(&self, number: usize) -> String {
        Formats::of(&self.formats).number(number)
    }

    /// A date in words.
    pub fn day(&self, day: Date) -> String {
        Formats::of(&self.formats).day(day)
    }

    /// The heading to write for a section.
    pub fn heading(&self, section: Section) -> &str {
        self.headings(section).first().map_or("", String::as_str)
    }

    /// All headings for a section, the preferred one first.
    pub fn headings(&self, section: Section) -> &[String] {
        self.table.sections.get(&section).map_or(&[], Vec::as_slice)
    }

    /// The section that a heading stands for.
    pub fn section(&self, heading: &str) -> Option<Section> {
        self.meanings.get(&heading.trim().to_lowercase()).copied()
    }

    /// The texts for templates, by group and key: a string, or, if it has places or marks, the input of the filter `say`.
    pub fn for_templates(&self) -> BTreeMap<&str, BTreeMap<&str, ForTemplate<'_>>> {
        let english = english();
        let groups = self
            .table
            .groups
            .iter()
            .filter(|(group, _)| !OF_SCRIPTS.contains(&group.as_str()));
        groups
            .map(|(group, texts)| {
                let texts = texts.iter().map(|(key, message)| {
                    let plain = message.forms.get(OTHER).map_or("", String::as_str);
                    let is_plain = english.message(group, key).is_none_or(Message::is_plain);
                    let text = match is_plain {
                        true => ForTemplate::Text(plain),
                        false => ForTemplate::Message {
                            locale: &self.formats,
                            forms: &message.forms,
                        },
                    };
                    (key.as_str(), text)
                });
                (group.as_str(), texts.collect())
            })
            .collect()
    }

    /// The texts for the scripts of a screen, as JSON: whole groups or single texts (`level.easy`), and the locale of numbers,
    /// with its digits where they are not `0` to `9`.
    pub fn for_scripts(&self, names: &[&str]) -> Value {
        let mut all: BTreeMap<&str, BTreeMap<&str, Value>> = BTreeMap::new();
        for name in names {
            let (group, only) = match name.split_once('.') {
                Some((group, key)) => (group, Some(key)),
                None => (*name, None),
            };
            let texts = self.table.groups.get(group).into_iter().flatten();
            let wanted = texts.filter(|(key, _)| only.is_none_or(|only| only == *key));
            let said = wanted.map(|(key, message)| (key.as_str(), for_script(message)));
            all.entry(group).or_default().extend(said);
        }
        let mut value = serde_json::json!(all);
        value["formats"] = self.formats.clone().into();
        let digits: Vec<String> = (0..10).map(|digit| self.number(digit)).collect();
        if !digits.iter().all(|digit| digit.is_ascii()) {
            value["digits"] = digits.into();
        }
        value
    }

    /// The finding about texts that this language lacks.
    pub fn lacking(&self) -> Option<Diagnostic> {
        let (first, _) = self.missing.split_first()?;
        let tag = self.found.as_deref().unwrap_or(&self.language);
        let path = format!("static/{FOLDER}{tag}.yaml");
        let (message, hint) = match &self.found {
            None => (
                format!(
                    "there are no words for `{tag}`: pages speak English around their questions"
                ),
                format!(
                    "write them to `{path}`; `prepbook init --eject static` writes the English ones"
                ),
            ),
            Some(_) => {
                let count = self.missing.len();
                let words = if count == 1 { "word" } else { "words" };
                let shown = self.missing.iter().take(MOST_NAMED);
                let shown: Vec<String> = shown.map(|name| format!("`{name}`")).collect();
                let rest = match count - shown.len() {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                let (group, key) = first.split_once('.').unwrap_or_default();
                (
                    format!(
                        "`{tag}` lacks {count} {words}, said in English: {}{rest}",
                        shown.join(", ")
                    ),
                    format!("write `{key}: …` below `{group}:` in `{path}`"),
                )
            }
        };
        Some(Diagnostic::about(Code::MissingWords, path, message).hint(hint))
    }
}

/// If two sections have the same name, the first one gets it.
fn meanings(table: &Table) -> BTreeMap<String, Section> {
    let sections = table.sections.iter().rev();
    let named = sections.flat_map(|(section, names)| names.iter().map(|name| (name, *section)));
    named
        .map(|(name, section)| (name.trim().to_lowercase(), section))
        .collect()
}

fn of_answers(table: &Table) -> Fingerprint {
    let texts = table.groups.get("answer").into_iter().flatten();
    let texts: Vec<_> = texts.map(|(key, message)| (key, &message.forms)).collect();
    Fingerprint::of_value(&(texts, table.sections.get(&Section::KeyPoints)))
}

/// How many missing texts are named.
const MOST_NAMED: usize = 8;

/// The form for a plural category, or the general one.
pub fn form<'a>(message: &'a Message, category: &str) -> &'a str {
    let form = message
        .forms
        .get(category)
        .or_else(|| message.forms.get(OTHER));
    form.map_or("", String::as_str)
}

/// A single text, or its forms.
fn for_script(message: &Message) -> Value {
    match message.forms.len() {
        1 => form(message, OTHER).into(),
        _ => serde_json::json!(message.forms),
    }
}

fn filled(text: &str, values: &[(&str, &str)]) -> String {
    fill(text, &|name| {
        let value = values.iter().find(|(known, _)| *known == name);
        value.map(|(_, value)| (*value).to_owned())
    })
}

/// A text in the form that templates get.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum ForTemplate<'a> {
    /// To be shown unchanged.
    Text(&'a str),
    /// To be completed by the filter `say`.
    Message {
        /// The locale of numbers.
        locale: &'a str,
        /// The forms by plural category.
        #[serde(flatten)]
        forms: &'a BTreeMap<&'static str, String>,
    },
}
