//! Reads a table of words, and checks it against the English one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::locale::{CATEGORIES, Formats, OTHER};
use super::message::{Message, places, unclosed};
use super::section::Section;
use crate::diagnostic::{Code, Diagnostic, SourceText, did_you_mean};
use crate::yaml::{self, Branch, Node, Spanned};

/// Texts by group and key, and the names of sections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// By group, then by key.
    pub groups: BTreeMap<String, BTreeMap<String, Message>>,
    /// The headings for each section; the first one is preferred.
    pub sections: BTreeMap<Section, Vec<String>>,
}

/// The key for the names of sections, which are lists.
const SECTIONS: &str = "sections";

/// Reads a table, knowing what it may contain.
struct Reader<'a> {
    file: &'a Arc<SourceText>,
    /// The texts that exist; `None` while the English table itself is read.
    english: Option<&'a Table>,
    formats: &'a Formats,
    /// The language, for messages.
    tag: &'a str,
    table: Table,
    findings: Vec<Diagnostic>,
}

impl Table {
    /// Reads the table of a language from a file.
    pub fn read(
        file: &Arc<SourceText>,
        tag: &str,
        english: Option<&Table>,
    ) -> (Table, Vec<Diagnostic>) {
        let parsed = yaml::parse_table(file);
        let mut findings = parsed.findings;
        let Some(mut fields) = parsed.value else {
            return (Table::default(), findings);
        };
        let branch = fields.branch();
        findings.append(&mut fields.finish());
        let (table, more) = Table::of(branch, file, tag, english);
        findings.extend(more);
        (table, findings)
    }

    /// Reads a table from parsed fields, such as those in the settings.
    pub fn of(
        branch: Branch,
        file: &Arc<SourceText>,
        tag: &str,
        english: Option<&Table>,
    ) -> (Table, Vec<Diagnostic>) {
        let formats = Formats::of(tag);
        let mut reader = Reader {
            file,
            english,
            formats: &formats,
            tag,
            table: Table::default(),
            findings: Vec::new(),
        };
        for (group, node) in branch {
            reader.group(group, node);
        }
        (reader.table, reader.findings)
    }

    /// A text by group and key.
    pub fn message(&self, group: &str, key: &str) -> Option<&Message> {
        self.groups.get(group)?.get(key)
    }
}

impl Reader<'_> {
    fn report(
        &mut self,
        code: Code,
        at: &Spanned<String>,
        message: String,
        hint: impl Into<Option<String>>,
    ) {
        let finding = Diagnostic::at(code, self.file, at.span.clone(), message);
        self.findings.push(finding.maybe_hint(hint.into()));
    }

    fn group(&mut self, group: Spanned<String>, node: Node) {
        let name = group.value.clone();
        if name == SECTIONS {
            return self.sections(&group, node);
        }
        let known = self.english.map(|english| english.groups.get(&name));
        if let Some(None) = known {
            let english = self
                .english
                .into_iter()
                .flat_map(|english| english.groups.keys());
            let groups = self.english.into_iter().flat_map(|english| &english.groups);
            let inside = groups.filter(|(_, texts)| texts.contains_key(&name));
            let inside: Vec<String> = inside
                .map(|(group, _)| format!("`{group}: {{{name}: …}}`"))
                .collect();
            let hint = match inside.is_empty() {
                true => did_you_mean(&name, english.map(String::as_str).chain([SECTIONS])),
                false => Some(format!("write {}", inside.join(", or "))),
            };
            return self.report(
                Code::UnknownKey,
                &group,
                format!("unknown key `{name}`"),
                hint,
            );
        }
        let Node::Branch(texts) = node else {
            let message = format!("`{name}` takes a mapping");
            let hint = "write each `name: …` on a line of its own, indented".to_owned();
            return self.report(Code::WrongType, &group, message, hint);
        };
        for (key, node) in texts {
            if let Some(Some(known)) = known
                && !known.contains_key(&key.value)
            {
                let hint = did_you_mean(&key.value, known.keys().map(String::as_str));
                let message = format!("unknown key `{}`", key.value);
                self.report(Code::UnknownKey, &key, message, hint);
                continue;
            }
            if let Some(message) = self.message(&name, &key, node) {
                let texts = self.table.groups.entry(name.clone()).or_default();
                texts.insert(key.value, message);
            }
        }
    }

    fn sections(&mut self, group: &Spanned<String>, node: Node) {
        let Node::Branch(sections) = node else {
            let message = format!("`{SECTIONS}` takes a mapping");
            let hint = "write `key_points: [Key points]` and the like below it".to_owned();
            return self.report(Code::WrongType, group, message, hint);
        };
        for (key, node) in sections {
            let Some(section) = Section::ALL
                .into_iter()
                .find(|section| section.key() == key.value)
            else {
                let hint = did_you_mean(&key.value, Section::ALL.map(Section::key));
                let message = format!("unknown key `{}`", key.value);
                self.report(Code::UnknownKey, &key, message, hint);
                continue;
            };
            let names = match node {
                Node::Text(name) => vec![name.value],
                Node::List(names) => names.into_iter().map(|name| name.value).collect(),
                Node::Branch(_) => {
                    let message = format!("`{}` takes a list of headings", key.value);
                    let hint = format!("write `{}: [Key points]`", key.value);
                    self.report(Code::WrongType, &key, message, hint);
                    continue;
                }
            };
            if !names.is_empty() {
                self.table.sections.insert(section, names);
            }
        }
    }

    fn message(&mut self, group: &str, key: &Spanned<String>, node: Node) -> Option<Message> {
        let english = self
            .english
            .and_then(|english| english.message(group, &key.value));
        let wanted = english.map(|english| {
            let mut wanted = BTreeSet::new();
            for form in english.forms.values() {
                wanted.extend(places(form));
            }
            wanted
        });
        let forms = match node {
            Node::Text(text) => vec![(OTHER, text)],
            Node::List(_) => {
                let message = format!("`{}` takes a text", key.value);
                self.report(
                    Code::WrongType,
                    key,
                    message,
                    format!("write one text after `{}:`", key.value),
                );
                return None;
            }
            Node::Branch(forms) => self.forms(
                key,
                forms,
                wanted
                    .as_ref()
                    .is_none_or(|wanted| wanted.contains("{count}")),
            )?,
        };
        let mut message = Message {
            forms: BTreeMap::new(),
        };
        for (category, text) in forms {
            if let Some(mark) = unclosed(&text.value) {
                let fault = format!("`<{mark}>` has no end, or no beginning");
                self.report(
                    Code::BadValue,
                    &text,
                    fault,
                    format!("write `<{mark}>…</{mark}>`, and no mark inside of it"),
                );
                continue;
            }
            let there = places(&text.value);
            if let Some(wanted) = &wanted {
                if let Some(unknown) = there.difference(wanted).next() {
                    let fault = format!("nothing is put in the place `{unknown}`");
                    let hint = match wanted.is_empty() {
                        true => "this text has no places".to_owned(),
                        false => {
                            let names: Vec<String> =
                                wanted.iter().map(|name| format!("`{name}`")).collect();
                            format!("the places are {}", names.join(", "))
                        }
                    };
                    self.report(Code::BadValue, &text, fault, hint);
                    continue;
                }
                // For a single number, the text may be a word such as "no" or "one". A category that also holds 21 and 31 needs
                // the number.
                let is_word = |place: &str| place == "{count}" && self.formats.is_of_one(category);
                let missing = wanted.difference(&there).find(|place| !is_word(place));
                if let Some(missing) = missing {
                    let fault = format!("the text lacks the place `{missing}`");
                    self.report(
                        Code::BadValue,
                        &text,
                        fault,
                        "say it somewhere in the text".to_owned(),
                    );
                    continue;
                }
            }
            message.forms.insert(category, text.value);
        }
        message.forms.contains_key(OTHER).then_some(message)
    }

    fn forms(
        &mut self,
        key: &Spanned<String>,
        forms: Branch,
        has_count: bool,
    ) -> Option<Vec<(&'static str, Spanned<String>)>> {
        if !has_count {
            let message = format!("`{}` takes a text: it has no number", key.value);
            self.report(
                Code::WrongType,
                key,
                message,
                format!("write one text after `{}:`", key.value),
            );
            return None;
        }
        let mut read = Vec::new();
        for (name, node) in forms {
            let category = CATEGORIES
                .into_iter()
                .find(|category| *category == name.value);
            match (category.filter(|category| self.formats.has(category)), node) {
                (Some(category), Node::Text(text)) => read.push((category, text)),
                (Some(category), _) => {
                    let message = format!("`{category}` takes a text");
                    self.report(
                        Code::WrongType,
                        &name,
                        message,
                        format!("write one text after `{category}:`"),
                    );
                }
                (None, _) => {
                    let message =
                        format!("`{}` is no plural category of `{}`", name.value, self.tag);
                    self.report(Code::UnknownKey, &name, message, self.categories());
                }
            }
        }
        let needed = self.formats.needed();
        let missing: Vec<String> = needed
            .iter()
            .filter(|category| !read.iter().any(|(there, _)| there == *category))
            .map(|category| format!("`{category}`"))
            .collect();
        if !missing.is_empty() {
            let message = format!(
                "`{}` lacks the plural category {}",
                key.value,
                missing.join(", ")
            );
            self.report(Code::MissingKey, key, message, self.categories());
        }
        Some(read)
    }

    fn categories(&self) -> String {
        let names: Vec<String> = self
            .formats
            .needed()
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        format!(
            "the plural categories of `{}` are {}",
            self.tag,
            names.join(", ")
        )
    }
}
