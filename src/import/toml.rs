//! Front matter in TOML, as Zola and Hugo write it: values as they were typed, and where each stands.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::yaml::{Keyed, Loose, Part, Value};

/// Tables that only gather keys: Zola's and Hugo's.
const GATHERING: [&str; 3] = ["taxonomies", "extra", "params"];

/// The name of a person, a theme or whatever else there: only a page's own is its title.
const NAME: &str = "name";

/// The keys in the order of the text, those of the gathering tables behind the page's own. The error is for whoever can fix the
/// text.
pub fn loose(text: &str) -> Result<Loose, String> {
    let lines = Lines::new(text);
    let table = DeTable::parse(text).map_err(|error| {
        // The first line of the file is the one above.
        let line = error.span().map_or(0, |span| lines.at(span.start)) + 2;
        format!("line {line}: {}", error.message())
    })?;
    let mut loose = Loose {
        entries: Vec::new(),
        remarks: Vec::new(),
    };
    let mut typed: Vec<Range<usize>> = Vec::new();
    let mut names: BTreeSet<String> = BTreeSet::new();
    let (gathered, own): (Vec<_>, Vec<_>) =
        in_order(table.get_ref())
            .into_iter()
            .partition(|(key, value)| {
                GATHERING.contains(&key.get_ref().as_ref())
                    && matches!(value.get_ref(), DeValue::Table(_))
            });
    for (key, value) in own {
        let name = key.get_ref().to_string();
        names.insert(name.clone());
        let entry = lines.entry(name, key, value, &mut typed);
        loose.entries.push(entry);
    }
    for (table, value) in gathered {
        typed.push(table.span());
        let DeValue::Table(inner) = value.get_ref() else {
            continue;
        };
        for (key, value) in in_order(inner) {
            let mut name = key.get_ref().to_string();
            // What is said twice is named as it stands, and so has no meaning.
            if name == NAME || !names.insert(name.clone()) {
                name = format!("{}.{name}", table.get_ref());
            }
            let entry = lines.entry(name, key, value, &mut typed);
            loose.entries.push(Keyed {
                is_own: false,
                ..entry
            });
        }
    }
    typed.sort_by_key(|span| span.start);
    loose.remarks = lines.remarks(&typed);
    Ok(loose)
}

/// A key of a table with its value.
type Pair<'t, 'a> = (&'t Spanned<DeString<'a>>, &'t Spanned<DeValue<'a>>);

/// A table's keys in the order of the text.
fn in_order<'t, 'a>(table: &'t DeTable<'a>) -> Vec<Pair<'t, 'a>> {
    let mut pairs: Vec<Pair<'t, 'a>> = table.iter().collect();
    pairs.sort_by_key(|(key, _)| key.span().start);
    pairs
}

/// A text by lines.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(ends).collect(),
        }
    }

    /// The line of a byte, counted from 0.
    fn at(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte) - 1
    }

    fn line(&self, line: usize) -> &'t str {
        let end = self.starts.get(line + 1).copied();
        self.text[self.starts[line]..end.unwrap_or(self.text.len())].trim_end_matches(['\n', '\r'])
    }

    fn entry(
        &self,
        name: String,
        key: &Spanned<DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
        typed: &mut Vec<Range<usize>>,
    ) -> Keyed {
        let start = key.span().start;
        let before = typed.len();
        typed.push(key.span());
        let mut stretches = Vec::new();
        let values = self.values(start, value, typed, &mut stretches);
        let front = self.text[self.starts[self.at(start)]..start].trim_end();
        let shared = front.ends_with(['{', ',']).then(|| {
            let ends = typed[before..].iter().map(|span| span.end);
            start..ends.max().unwrap_or(start).max(value.span().end)
        });
        Keyed {
            key: name,
            is_own: true,
            values,
            parts: self.parts(&stretches, shared),
        }
    }

    /// The lines of some stretches of the text: what stands between them belongs to other keys. Within braces, a key shares its
    /// lines with others, and only its own part of them is meant.
    fn parts(&self, stretches: &[Range<usize>], shared: Option<Range<usize>>) -> Vec<Part> {
        let lines: BTreeSet<usize> = stretches
            .iter()
            .flat_map(|part| {
                self.at(part.start)..=self.at(part.end.saturating_sub(1).max(part.start))
            })
            .collect();
        let text = |line: usize| {
            let (whole, from) = (self.line(line), self.starts[line]);
            match &shared {
                None => whole,
                Some(own) => {
                    let end = own.end.saturating_sub(from).min(whole.len());
                    &whole[own.start.saturating_sub(from).min(end)..end]
                }
            }
        };
        let part = |line: usize| Part {
            line,
            text: text(line).to_owned(),
        };
        lines.into_iter().map(part).collect()
    }

    /// The values of what starts at `from`, with its key. `typed` gets where each key and text stands, and `stretches` all that
    /// belongs to it.
    fn values(
        &self,
        from: usize,
        value: &Spanned<DeValue<'_>>,
        typed: &mut Vec<Range<usize>>,
        stretches: &mut Vec<Range<usize>>,
    ) -> Vec<Value> {
        let span = value.span();
        // There may be nothing in it.
        stretches.push(from..from);
        let text = match value.get_ref() {
            DeValue::Array(values) => {
                let mut found = Vec::new();
                for value in values {
                    // A table has the line of its header.
                    found.extend(self.values(value.span().start, value, typed, stretches));
                }
                return found;
            }
            DeValue::Table(table) => {
                let mut found = Vec::new();
                for (key, value) in in_order(table) {
                    typed.push(key.span());
                    found.extend(self.values(key.span().start, value, typed, stretches));
                }
                return vec![Value::mapping(&found, self.at(from))];
            }
            DeValue::String(text) => text.as_ref(),
            // `3.10` is no number here.
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => &self.text[span.clone()],
        };
        stretches.push(from..span.end);
        let line = self.at(span.start);
        typed.push(span);
        Value::single(text, line).into_iter().collect()
    }

    /// What stands behind `#`, but for that within keys and values.
    fn remarks(&self, typed: &[Range<usize>]) -> Vec<Part> {
        let mut remarks = Vec::new();
        let mut from = 0;
        while let Some(at) = self.text[from..].find('#').map(|at| from + at) {
            // None of them overlap.
            let behind = typed.partition_point(|span| span.start <= at);
            let last = typed[..behind].last();
            if let Some(span) = last.filter(|span| span.end > at) {
                from = span.end;
                continue;
            }
            let line = self.at(at);
            let end = self.starts.get(line + 1).copied();
            let end = end.unwrap_or(self.text.len());
            remarks.push(Part {
                line,
                text: self.text[at..end].trim_end().to_owned(),
            });
            from = end;
        }
        remarks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str, key: &str) -> (Vec<String>, Vec<usize>) {
        let loose = loose(text).unwrap();
        let entry = loose.entries.iter().find(|entry| entry.key == key);
        let entry = entry.unwrap_or_else(|| panic!("no {key} in {loose:?}"));
        let lines = entry.parts.iter().map(|part| part.line).collect();
        let values = entry.values.iter().map(|value| value.text.clone());
        (values.collect(), lines)
    }

    #[test]
    fn values_are_as_they_were_typed() {
        let text = "title = 3.10\nn = 0x10\ndate = 2024-01-02\ntags = [\n  1.0,\n  \"b\",\n]\n";
        assert_eq!(entry(text, "title"), (vec!["3.10".into()], vec![0]));
        assert_eq!(entry(text, "n").0, ["0x10"]);
        assert_eq!(entry(text, "date").0, ["2024-01-02"]);
        assert_eq!(
            entry(text, "tags"),
            (vec!["1.0".into(), "b".into()], vec![3, 4, 5])
        );
    }

    #[test]
    fn every_remark_is_told_and_no_sign_within_a_value() {
        let text = "# above\ntitle = \"C# and #\" # beside\ntags = [ # first\n  'a#b', # second\n]\n\n[extra] # third\nb = \"\"\"\n# text\n\"\"\"\n";
        let remarks = loose(text).unwrap().remarks;
        let told: Vec<(usize, &str)> = remarks
            .iter()
            .map(|part| (part.line, part.text.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (0, "# above"),
                (1, "# beside"),
                (2, "# first"),
                (3, "# second"),
                (6, "# third")
            ]
        );
    }

    #[test]
    fn what_is_said_twice_keeps_its_name() {
        let text = "title = 'a'\n[extra]\ntitle = 'b'\nlevel = 'easy'\n";
        assert_eq!(entry(text, "title").0, ["a"]);
        assert_eq!(entry(text, "extra.title"), (vec!["b".into()], vec![2]));
        assert_eq!(entry(text, "level").0, ["easy"]);
        assert!(loose("a = 1\na = 2\n").unwrap_err().starts_with("line 3: "));
    }
    #[test]
    fn own_keys_come_first_and_all_in_the_order_of_the_text() {
        let text = "title = 't'\nlevel = 'easy'\nb.y = 1\na = 1\nb.x = 2\n[extra]\nname = 'n'\ndifficulty = 'hard'\nc = 3\n[params]\nc = 4\n";
        let loose = loose(text).unwrap();
        let entries = loose.entries.iter();
        let keys: Vec<(&str, bool)> = entries
            .map(|entry| (entry.key.as_str(), entry.is_own))
            .collect();
        assert_eq!(
            keys,
            [
                ("title", true),
                ("level", true),
                ("b", true),
                ("a", true),
                ("extra.name", false),
                ("difficulty", false),
                ("c", false),
                ("params.c", false)
            ]
        );
        assert_eq!(entry(text, "b"), (vec!["1\n2".into()], vec![2, 4]));
    }

    #[test]
    fn what_belongs_to_other_keys_is_in_no_part() {
        let text = "[a]\nx = 1\n[b]\ny = 2\n[a.c]\nz = [\n  3,\n  # a remark\n  4,\n]\n[[d]]\nq = 1\n[e]\n[[d]]\nq = 2\n";
        assert_eq!(entry(text, "a").1, [0, 1, 4, 5, 6, 8]);
        assert_eq!(entry(text, "d").1, [10, 11, 13, 14]);
        assert_eq!(entry(text, "e").1, [12]);
        let loose = loose("extra = {title = 'a', b = {c = 1}, d = [2, 3]} # e\n").unwrap();
        let parts = loose.entries.iter().flat_map(|entry| &entry.parts);
        let parts: Vec<&str> = parts.map(|part| part.text.as_str()).collect();
        assert_eq!(parts, ["title = 'a'", "b = {c = 1}", "d = [2, 3]"]);
        assert_eq!(loose.remarks[0].text, "# e");
    }
}
