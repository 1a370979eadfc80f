//! All tables of words: the program's, the bank's, and the words in the settings.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::embedded::{EMBEDDED, embedded_table, english};
use super::language::Words;
use super::table::Table;
use crate::diagnostic::{Diagnostic, SourceText};
use crate::yaml::Branch;

/// Languages that use the table of another tag. Parts are removed from the end of a tag before it is looked up here.
const INSTEAD: [(&str, &str); 4] = [
    ("pt", "pt-BR"),
    ("zh", "zh-Hans"),
    ("zh-cn", "zh-Hans"),
    ("zh-sg", "zh-Hans"),
];

/// Tags that must not fall back to their first part, because they use another script.
const NEVER: [&str; 4] = ["zh-hant", "zh-tw", "zh-hk", "zh-mo"];

/// All tables of a bank: the program's, the bank's own, and the changes to the default language in the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wordbook {
    own: BTreeMap<String, Table>,
    settings: Option<(String, Table)>,
}

impl Wordbook {
    /// Takes the bank's own tables by tag, and the words of its settings with the default language. Reports what is wrong with
    /// them.
    pub fn new(
        tables: &BTreeMap<String, Arc<SourceText>>,
        settings: Option<(Branch, &Arc<SourceText>, &str)>,
    ) -> (Wordbook, Vec<Diagnostic>) {
        let mut findings = Vec::new();
        let mut read = |(table, more): (Table, Vec<Diagnostic>)| {
            findings.extend(more);
            table
        };
        let own = tables
            .iter()
            .map(|(tag, file)| (tag.clone(), read(Table::read(file, tag, Some(english())))))
            .collect();
        let settings = settings.map(|(branch, file, tag)| {
            let table = read(Table::of(branch, file, tag, Some(english())));
            (tag.to_owned(), table)
        });
        (Wordbook { own, settings }, findings)
    }

    /// The words of a language, by its BCP 47 tag. If it has no table, they are English.
    pub fn words(&self, language: &str) -> Arc<Words> {
        let tags = lookup(language);
        let find = |tag: &str| {
            self.own
                .iter()
                .find(|(own, _)| own.eq_ignore_ascii_case(tag))
        };
        let mut layers: Vec<&Table> = Vec::new();
        let mut found = None;
        if let Some((_, table)) = self.settings.as_ref().filter(|(tag, _)| tag == language) {
            layers.push(table);
        }
        for tag in &tags {
            let own = find(tag).map(|(tag, table)| (tag.as_str(), table));
            let embedded = EMBEDDED
                .keys()
                .find(|known| known.eq_ignore_ascii_case(tag));
            let embedded = embedded.and_then(|tag| Some((*tag, embedded_table(tag)?)));
            for (tag, table) in own.into_iter().chain(embedded) {
                found.get_or_insert(tag);
                layers.push(table);
            }
        }
        Arc::new(Words::new(language, found, &layers))
    }
}

/// The tags whose tables are searched for a language's words, in order.
pub fn lookup(language: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut tag = language;
    loop {
        tags.push(tag.to_owned());
        let lower = tag.to_ascii_lowercase();
        if let Some((_, other)) = INSTEAD.iter().find(|(known, _)| *known == lower) {
            tags.push((*other).to_owned());
        }
        match tag.rsplit_once('-') {
            Some((rest, _)) if !NEVER.contains(&lower.as_str()) => tag = rest,
            _ => break,
        }
    }
    tags
}
