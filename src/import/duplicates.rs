//! Questions that stand in the input twice.

use std::collections::BTreeMap;

use super::model::{Imported, Raw};
use super::origin::{Origin, Place};

/// Of questions that are the same, the first; of those with one title, all that say something of their own.
pub fn without(raw: Vec<Raw>, origins: &[Origin<'_>], imported: &mut Imported) -> Vec<Raw> {
    let place = |raw: &Raw| {
        let line = raw.found.title_lines.first().copied().unwrap_or(1);
        origins[raw.input].place(line)
    };
    let simple = |text: &str| {
        text.to_lowercase()
            .chars()
            .filter(|char| char.is_alphanumeric() || "+#".contains(*char))
            .collect::<String>()
    };
    // Signs alone are told apart as they are.
    let simple = |text: &str| match simple(text) {
        words if words.is_empty() => text.trim().to_owned(),
        words => words,
    };
    let title_of = |raw: &Raw| simple(&raw.title);
    // As it is written: what only HTML or an address says is no less of its own.
    let answer_of = |raw: &Raw| {
        let lines = raw.found.body.iter().filter(|_| raw.is_answered);
        let lines = lines.map(|line| line.text.as_str());
        let all: Vec<&str> = raw.rest.as_deref().into_iter().chain(lines).collect();
        simple(&all.join("\n"))
    };
    let mut seen: BTreeMap<(String, String), Place> = BTreeMap::new();
    let mut answered: BTreeMap<String, Place> = BTreeMap::new();
    for one in raw.iter().filter(|one| one.is_answered) {
        answered.entry(title_of(one)).or_insert_with(|| place(one));
    }
    let mut kept = Vec::new();
    for one in raw {
        let title = title_of(&one);
        let own = answer_of(&one);
        let first = match (own.is_empty(), answered.get(&title)) {
            (true, Some(first)) if !one.is_answered => Some(first.clone()),
            _ => seen.get(&(title.clone(), own.clone())).cloned(),
        };
        match first {
            Some(first) => {
                let said = one.found.body.iter().filter(|_| !one.is_answered);
                let said = said.filter(|line| !line.text.trim().is_empty());
                imported.left.extend(said.map(|line| {
                    let reason = "a placeholder in the place of an answer".to_owned();
                    origins[one.input].remark(line.number, reason, line.text.clone())
                }));
                imported
                    .duplicates
                    .push((place(&one), one.found.title.clone(), first));
            }
            None => {
                seen.insert((title, own), place(&one));
                kept.push(one);
            }
        }
    }
    kept
}
