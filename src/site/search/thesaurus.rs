//! Words that mean the same. What a reader types is also looked for under the other names that it has: those of `synonyms.txt`,
//! those that the bank lists itself, and two words for one that is written together elsewhere in the bank.
//!
//! All of this is worked out when the site is built: beside a term of the index stand the questions that say it in other words.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::document::Phrase;
use super::vocabulary::Words;
use crate::compile::tokens::{is_common, stem, words};
use crate::input::synonyms::{Group, Groups};

/// The synonyms of the field.
pub const FIELD: &str = include_str!("synonyms.txt");

/// The shortest half of a word that is written together.
const SHORTEST_HALF: usize = 3;

/// Another name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// Its words.
    pub phrase: Phrase,
    /// How it is written, unless it is only another spelling.
    pub label: Option<String>,
}

/// What else may be said for a word, or for some that stand side by side.
#[derive(Debug, Default)]
pub struct Thesaurus {
    names: BTreeMap<Phrase, BTreeSet<Name>>,
}

impl Thesaurus {
    /// The field's and a bank's own, for a bank that has these words.
    pub fn new(own: &Groups, words: &Words) -> Self {
        let mut thesaurus = Self::default();
        let field = Groups::read(FIELD);
        for group in field.iter().chain(own.iter()) {
            thesaurus.add(group);
        }
        let is_said = words.written_stems();
        let is_stem = |text: &str| words.stems.get(text).is_some_and(|at| is_said[at as usize]);
        // Most of the words of a bank have no such halves, and finding that out takes longest.
        let all: Vec<(&str, bool)> = words.written().collect();
        let halved = all
            .into_par_iter()
            .flat_map_iter(|(word, is_written)| halves(word, is_written, &is_stem));
        for (from, to) in halved.collect::<Vec<_>>() {
            thesaurus.name(&from, &to, None);
        }
        thesaurus
    }

    /// By what is asked, the other names.
    pub fn iter(&self) -> impl Iterator<Item = (&Phrase, &BTreeSet<Name>)> {
        self.names.iter()
    }

    /// Names of several words, which have to be counted in the texts.
    pub fn phrases(&self) -> BTreeSet<&Phrase> {
        let names = self.names.values().flatten();
        names
            .map(|name| &name.phrase)
            .filter(|phrase| phrase.len() > 1)
            .collect()
    }

    fn add(&mut self, group: &Group) {
        let terms: Vec<(Phrase, &String)> = group
            .terms
            .iter()
            .map(|term| (phrase(term), term))
            .collect();
        for (at, (from, _)) in terms.iter().enumerate() {
            let others = terms.iter().enumerate();
            for (_, (to, label)) in others.filter(|(other, _)| group.leads(at, *other)) {
                let is_spelling = from.concat() == to.concat();
                self.name(from, to, (!is_spelling).then(|| (*label).clone()));
            }
        }
    }

    fn name(&mut self, from: &Phrase, to: &Phrase, label: Option<String>) {
        if from == to {
            return;
        }
        let names = self.names.entry(from.clone()).or_default();
        if names.iter().all(|name| name.phrase != *to) {
            names.insert(Name {
                phrase: to.clone(),
                label,
            });
        }
    }
}

/// `websocket` is `web socket` where the bank has both halves. Where there is only `web-socket`, both are found by that. Each pair
/// is a name, and another one for it.
fn halves(word: &str, is_written: bool, is_stem: &impl Fn(&str) -> bool) -> Vec<(Phrase, Phrase)> {
    let mut names = Vec::new();
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return names;
    }
    for at in SHORTEST_HALF..=word.len().saturating_sub(SHORTEST_HALF) {
        let (first, second) = word.split_at(at);
        let first = stem(first);
        if !is_stem(&first) {
            continue;
        }
        let second = stem(second);
        if is_stem(&second) {
            let whole = vec![stem(word).into_owned()];
            let halves = vec![first.into_owned(), second.into_owned()];
            names.push((whole.clone(), halves.clone()));
            if is_written {
                names.push((halves, whole));
            }
        }
    }
    names
}

/// The stems of a name: of its telling words, or of all, where none of them tells.
pub fn phrase(text: &str) -> Phrase {
    let words: Vec<Cow<'_, str>> = words(text)
        .into_iter()
        .filter(|word| !word.is_part)
        .map(|word| word.text)
        .collect();
    let tells = |word: &&Cow<'_, str>| !is_common(word);
    let is_empty = !words.iter().any(|word| tells(&word));
    words
        .iter()
        .filter(|word| is_empty || tells(word))
        .map(|word| stem(word).into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field() -> Vec<Group> {
        Groups::read(FIELD).iter().cloned().collect()
    }

    #[test]
    fn the_list_is_sorted_and_every_line_of_it_is_read() {
        let lines: Vec<&str> = FIELD
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        assert!(lines.len() > 500, "{} groups", lines.len());
        let unread: Vec<&&str> = lines
            .iter()
            .filter(|line| Group::parse(line).is_err())
            .collect();
        assert_eq!(unread, [&""; 0]);
        let unsorted: Vec<_> = lines.windows(2).filter(|pair| pair[0] >= pair[1]).collect();
        assert!(unsorted.is_empty(), "{unsorted:?}");
    }

    #[test]
    fn no_name_stands_in_two_groups_or_twice_in_one() {
        let mut seen: BTreeMap<Phrase, String> = BTreeMap::new();
        let mut twice = Vec::new();
        for group in field().into_iter().filter(|group| !group.is_one_way) {
            let line = group.terms.join(" = ");
            for term in &group.terms {
                // `fail-over` and `failover` are two spellings, and two names; `fails` is `fail`.
                if let Some(other) = seen.insert(phrase(term), line.clone()) {
                    twice.push(format!("`{term}` of `{line}` is in `{other}`"));
                }
            }
        }
        assert_eq!(twice, [""; 0]);
    }

    #[test]
    fn nothing_leads_back_to_itself() {
        // Groups are points, and one-way lines lead from one to another.
        let groups = field();
        let mut point: BTreeMap<Phrase, usize> = BTreeMap::new();
        for (at, group) in groups
            .iter()
            .enumerate()
            .filter(|(_, group)| !group.is_one_way)
        {
            point.extend(group.terms.iter().map(|term| (phrase(term), at)));
        }
        let mut ways: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        let mut lines = BTreeSet::new();
        for group in groups.iter().filter(|group| group.is_one_way) {
            let [from, to] = [0, 1].map(|side| {
                let next = groups.len() + point.len();
                *point.entry(phrase(&group.terms[side])).or_insert(next)
            });
            assert!(
                lines.insert((from, to)),
                "{:?} is said already",
                group.terms
            );
            ways.entry(from).or_default().insert(to);
        }
        let mut free: BTreeSet<usize> = BTreeSet::new();
        loop {
            let ends = ways
                .iter()
                .filter(|(from, to)| {
                    !free.contains(from)
                        && to
                            .iter()
                            .all(|to| !ways.contains_key(to) || free.contains(to))
                })
                .map(|(from, _)| *from)
                .collect::<Vec<_>>();
            if ends.is_empty() {
                break;
            }
            free.extend(ends);
        }
        let round: Vec<&Phrase> = point
            .iter()
            .filter(|(_, at)| ways.contains_key(at) && !free.contains(at))
            .map(|(phrase, _)| phrase)
            .collect();
        assert!(round.is_empty(), "{round:?} lead round in a circle");
    }

    #[test]
    fn a_word_is_two_words_where_the_bank_has_both() {
        let words = [
            "websockets",
            "web",
            "socket",
            "filebeat",
            "file",
            "beat",
            "network",
        ];
        let mut all = Words::default();
        for word in words {
            let number = all.number(word, &mut || {});
            all.uses[number as usize].1 = 1;
        }
        let thesaurus = Thesaurus::new(&Groups::default(), &all);
        let of = |word: &str| {
            thesaurus
                .names
                .get(&phrase(word))
                .cloned()
                .unwrap_or_default()
        };
        let spelling = |words: &str| Name {
            phrase: phrase(words),
            label: None,
        };
        assert!(of("websockets").contains(&spelling("web socket")));
        assert!(of("web sockets").contains(&spelling("websocket")));
        assert!(of("file beat").contains(&spelling("filebeat")));
        assert!(!of("network").iter().any(|name| name.label.is_none()));
    }
}
