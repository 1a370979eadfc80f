//! What a file defines once and refers to from anywhere: addresses of links, and footnotes. Each answer takes along what it needs.

use std::collections::{BTreeMap, BTreeSet};

use super::assemble::{Found, Line};
use super::document::{Definition, Document};

/// The definitions of a file.
pub struct Defined<'a> {
    document: &'a Document,
    /// Where each label is defined.
    places: BTreeMap<&'a str, Vec<usize>>,
    /// Those of links whose labels may be written in several ways.
    odd: Vec<usize>,
    /// How often each label stands in the file; empty, where nothing is defined.
    uses: BTreeMap<String, usize>,
    /// The labels of footnotes that answers refer to.
    noted: BTreeSet<String>,
    has_footnotes: bool,
}

impl<'a> Defined<'a> {
    /// Those of a file. `all` are its questions.
    pub fn new<'f>(document: &'a Document, all: impl Iterator<Item = &'f Found>) -> Self {
        let mut defined = Defined {
            document,
            places: BTreeMap::new(),
            odd: Vec::new(),
            uses: BTreeMap::new(),
            noted: BTreeSet::new(),
            has_footnotes: false,
        };
        if document.definitions.is_empty() {
            return defined;
        }
        for (at, definition) in document.definitions.iter().enumerate() {
            let label = definition.label.as_str();
            defined.places.entry(label).or_default().push(at);
            if !is_footnote(label) && label.contains(['\\', '\n', '&']) {
                defined.odd.push(at);
            }
        }
        defined.uses = labels(&document.text);
        defined.has_footnotes = defined.places.keys().any(|label| is_footnote(label));
        if defined.has_footnotes {
            for found in all {
                let noted = defined.noted_in(found);
                defined.noted.extend(noted);
            }
        }
        defined
    }

    /// The labels of footnotes that an answer refers to.
    fn noted_in(&self, found: &Found) -> Vec<String> {
        let text: Vec<&str> = found.body.iter().map(|line| line.text.as_str()).collect();
        let named = labels(&text.join("\n")).into_iter();
        let mut named: Vec<(String, usize)> =
            named.filter(|(label, _)| is_footnote(label)).collect();
        if named.is_empty() {
            return Vec::new();
        }
        let own: BTreeSet<usize> = found.body.iter().map(|line| line.number - 1).collect();
        named.retain(|(label, times)| {
            let places = self.places.get(label.as_str()).into_iter().flatten();
            let is_own = |at: &&usize| own.contains(&self.document.definitions[**at].lines.start);
            self.places.contains_key(label.as_str()) && *times > places.filter(is_own).count()
        });
        named.into_iter().map(|(label, _)| label).collect()
    }

    /// The definitions of links elsewhere in the file that an answer may refer to, as Markdown.
    pub fn links(&self, found: &Found, answer: &str) -> String {
        if self.places.is_empty() {
            return String::new();
        }
        let own: BTreeSet<usize> = found.body.iter().map(|line| line.number - 1).collect();
        let named = labels(answer);
        let named = named.keys().filter(|label| !is_footnote(label));
        let places = named.filter_map(|label| self.places.get(label.as_str()));
        let places: BTreeSet<usize> = places.flatten().chain(&self.odd).copied().collect();
        let all = places.into_iter().map(|at| &self.document.definitions[at]);
        let lines = all
            .filter(|definition| !own.contains(&definition.lines.start))
            .flat_map(|definition| definition.lines.clone())
            .map(|line| self.document.line(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Lines of a question's addresses that nothing in the file refers to.
    pub fn unused(&self, found: &Found) -> Vec<usize> {
        let all = &self.document.definitions;
        if all.is_empty() {
            return Vec::new();
        }
        let own: BTreeSet<usize> = found.body.iter().map(|line| line.number - 1).collect();
        let own = own.into_iter().flat_map(|line| {
            let first = all.partition_point(|definition| definition.lines.start < line);
            let on_it = move |definition: &&Definition| definition.lines.start == line;
            all[first..].iter().take_while(on_it)
        });
        let unused = own.filter(|definition| {
            !is_footnote(&definition.label)
                && self
                    .uses
                    .get(&definition.label)
                    .is_none_or(|count| *count < 2)
        });
        unused
            .flat_map(|definition| definition.lines.clone())
            .collect()
    }

    /// The footnotes that an answer refers to from elsewhere, and its own that it does not refer to.
    pub fn footnotes(&self, found: &Found) -> Footnotes {
        let mut footnotes = Footnotes::default();
        if !self.has_footnotes {
            return footnotes;
        }
        let text: Vec<&str> = found.body.iter().map(|line| line.text.as_str()).collect();
        let mut named = labels(&text.join("\n"));
        let own: BTreeSet<usize> = found.body.iter().map(|line| line.number - 1).collect();
        let all = &self.document.definitions;
        let is_own = |at: &usize| own.contains(&all[*at].lines.start);
        let begins_on = |line: &usize| {
            let first = all.partition_point(|definition| definition.lines.start < *line);
            all.get(first).filter(|one| one.lines.start == *line)
        };
        for definition in own.iter().filter_map(begins_on) {
            let label = definition.label.as_str();
            let same = self.places.get(label).into_iter().flatten();
            let times = same.filter(|at| is_own(at)).count();
            if is_footnote(label) && named.get(label).is_none_or(|named| *named <= times) {
                footnotes.gone.extend(definition.lines.clone());
                if !self.noted.contains(label) {
                    footnotes.told.extend(definition.lines.clone());
                }
            }
        }
        // A footnote may refer to another one.
        let mut missing = BTreeSet::new();
        while !named.is_empty() {
            let places = named.keys().filter(|label| is_footnote(label));
            let places = places.filter_map(|label| self.places.get(label.as_str()));
            let places = places.filter(|places| !places.iter().any(is_own));
            let places: Vec<usize> = places.flatten().copied().collect();
            let new = places.into_iter().filter(|at| missing.insert(*at));
            let lines = new.flat_map(|at| all[at].lines.clone());
            let lines: Vec<&str> = lines.map(|line| self.document.line(line)).collect();
            named = labels(&lines.join("\n"));
        }
        for at in missing {
            for line in all[at].lines.clone() {
                footnotes.more.push(Line {
                    number: line + 1,
                    text: self.document.line(line).to_owned(),
                });
            }
        }
        footnotes
    }
}

/// What becomes of the footnotes of an answer.
#[derive(Debug, Default)]
pub struct Footnotes {
    /// The lines of those that come from elsewhere.
    pub more: Vec<Line>,
    /// The lines of those that the answer does not refer to, counted from 0.
    pub gone: BTreeSet<usize>,
    /// Those of them that no answer refers to.
    pub told: Vec<usize>,
}

/// An answer without definitions of links, which are unused once its links are written out.
pub fn without_links(answer: String) -> String {
    if !answer.contains("]:") {
        return answer;
    }
    let own = Document::new(answer);
    let links = own
        .definitions
        .iter()
        .filter(|definition| !is_footnote(&definition.label));
    let gone: BTreeSet<usize> = links.flat_map(|link| link.lines.clone()).collect();
    let lines: Vec<&str> = (0..own.len())
        .filter(|line| !gone.contains(line))
        .map(|line| own.line(line))
        .collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

fn is_footnote(label: &str) -> bool {
    label.starts_with("[^")
}

/// How often each label in brackets stands in a text, in lower case and with single blanks.
fn labels(text: &str) -> BTreeMap<String, usize> {
    let mut uses = BTreeMap::new();
    let lower = text.to_lowercase();
    for (at, _) in lower.match_indices('[') {
        let inside = &lower[at + 1..];
        // The nearest sign ends it, or it begins anew.
        if let Some(end) = inside
            .find(['[', ']'])
            .filter(|end| inside[*end..].starts_with(']'))
        {
            let words: Vec<&str> = inside[..end].split_whitespace().collect();
            *uses.entry(format!("[{}]", words.join(" "))).or_default() += 1;
        }
    }
    uses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_takes_along_what_it_refers_to() {
        let text =
            "X[^1] and [a].\n\n[A]: https://a.example\n\n[^1]: One.\n[^2]: Two.\n[^3]: Three.\n";
        let document = Document::new(format!("Y.[^2]\n\n{text}"));
        let body = |lines: std::ops::Range<usize>| Found {
            body: lines
                .map(|line| Line {
                    number: line + 1,
                    text: document.line(line).to_owned(),
                })
                .collect(),
            ..Found::default()
        };
        let all = [body(0..1), body(2..document.len())];
        let defined = Defined::new(&document, all.iter());
        assert_eq!(defined.links(&all[0], "[a][A]"), "[A]: https://a.example");
        let of = |at: usize| {
            let notes = defined.footnotes(&all[at]);
            let more: Vec<usize> = notes.more.iter().map(|line| line.number).collect();
            (more, notes.gone.into_iter().collect::<Vec<_>>(), notes.told)
        };
        assert_eq!(of(0), (vec![8], vec![], vec![]));
        assert_eq!(of(1), (vec![], vec![7, 8], vec![8]));
        assert_eq!(without_links("a\n\n[x]: https://a.example\n".into()), "a");
    }
}
