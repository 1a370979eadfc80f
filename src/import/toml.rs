//! Front matter in TOML, as Zola and Hugo write it: values as they were typed, and where each stands.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::yaml::{Entry, Loose, Part};

/// Tables that only gather keys: Zola's and Hugo's.
const GATHERING: [&str; 3] = ["taxonomies", "extra", "params"];

/// The keys in order of their names, with those of the gathering tables beside them. The error is for whoever can fix the text.
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
    let (gathered, own): (Vec<_>, Vec<_>) = table.get_ref().iter().partition(|(key, value)| {
        GATHERING.contains(&key.get_ref().as_ref()) && matches!(value.get_ref(), DeValue::Table(_))
    });
    for (key, value) in own {
        let key_name = key.get_ref().to_string();
        loose
            .entries
            .push(lines.entry(key_name, key, value, &mut typed));
    }
    for (table, value) in gathered {
        typed.push(table.span());
        let DeValue::Table(inner) = value.get_ref() else {
            continue;
        };
        for (key, value) in inner {
            let is_known = |entry: &Entry| entry.key == *key.get_ref();
            // What is said twice is named as it stands, and so has no meaning.
            let name = match loose.entries.iter().any(is_known) {
                true => format!("{}.{}", table.get_ref(), key.get_ref()),
                false => key.get_ref().to_string(),
            };
            loose
                .entries
                .push(lines.entry(name, key, value, &mut typed));
        }
    }
    loose.entries.sort_by(|a, b| a.key.cmp(&b.key));
    typed.sort_by_key(|span| span.start);
    loose.remarks = lines.remarks(&typed);
    Ok(loose)
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
        key: &Spanned<impl AsRef<str>>,
        value: &Spanned<DeValue<'_>>,
        typed: &mut Vec<Range<usize>>,
    ) -> Entry {
        let before = typed.len();
        typed.push(key.span());
        let values = self.values(value, typed);
        let spans = &typed[before..];
        let first = spans.iter().map(|span| span.start).min().unwrap_or(0);
        let end = spans.iter().map(|span| span.end).max().unwrap_or(first);
        let all = self.at(first)..=self.at(end.saturating_sub(1).max(first));
        Entry {
            key: name,
            values,
            parts: all
                .map(|line| Part {
                    line,
                    text: self.line(line).to_owned(),
                })
                .collect(),
        }
    }

    /// A value as texts; a table becomes its values on lines of their own. `typed` gets where each stands.
    fn values(&self, value: &Spanned<DeValue<'_>>, typed: &mut Vec<Range<usize>>) -> Vec<String> {
        match value.get_ref() {
            DeValue::String(text) => {
                typed.push(value.span());
                vec![text.to_string()]
            }
            DeValue::Array(values) => {
                let values = values.iter();
                values.flat_map(|value| self.values(value, typed)).collect()
            }
            DeValue::Table(table) => {
                let mut values = Vec::new();
                for (key, value) in table {
                    typed.push(key.span());
                    values.extend(self.values(value, typed));
                }
                vec![values.join("\n")]
            }
            // `3.10` is no number here.
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => {
                typed.push(value.span());
                vec![self.text[value.span()].to_owned()]
            }
        }
    }

    /// What stands behind `#`, but for that within keys and values.
    fn remarks(&self, typed: &[Range<usize>]) -> Vec<Part> {
        let mut remarks = Vec::new();
        let mut from = 0;
        while let Some(at) = self.text[from..].find('#').map(|at| from + at) {
            let behind = typed.partition_point(|span| span.start <= at);
            let inside = typed[..behind].iter().rev().find(|span| span.end > at);
            if let Some(span) = inside {
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
        (entry.values.clone(), lines)
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
}
