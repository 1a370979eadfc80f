//! Reads front matter that was written for another program, with all values as the texts that were typed.

use std::ops::Range;
use std::sync::Arc;

use super::guard;
use super::layout::{Form, Written};
use super::parse::layout;
use crate::diagnostic::SourceText;

/// Front matter of another program.
#[derive(Debug, Default, PartialEq)]
pub struct Loose {
    /// In the order of the text.
    pub entries: Vec<Keyed>,
    /// Remarks behind `#`.
    pub remarks: Vec<Part>,
}

/// A key with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyed {
    /// As typed, where it is no text.
    pub key: String,
    /// Whether it is the page's own, and not one of a table that only gathers keys.
    pub is_own: bool,
    /// A single value is a list of one, and none of them is empty.
    pub values: Vec<Value>,
    /// Where it stands.
    pub parts: Vec<Part>,
}

/// One of a key's values.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// A mapping is its values, joined by line breaks.
    pub text: String,
    /// Whether it is a mapping.
    pub is_mapping: bool,
    /// Where it starts. Counted from 0, from the first line of the front matter.
    pub line: usize,
}

impl Value {
    /// A single value. `None` if there is nothing in it.
    pub fn single(text: &str, line: usize) -> Option<Value> {
        let text = text.trim().to_owned();
        (!text.is_empty()).then_some(Value {
            text,
            is_mapping: false,
            line,
        })
    }

    /// A mapping of values that starts at a line.
    pub fn mapping(values: &[Value], line: usize) -> Value {
        let texts: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
        Value {
            text: texts.join("\n"),
            is_mapping: true,
            line,
        }
    }
}

/// A line or a part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Counted from 0, from the first line of the front matter.
    pub line: usize,
    /// The text.
    pub text: String,
}

/// Reads the mapping in `range` of a file. The error is for whoever can fix the text.
pub fn loose(file: &Arc<SourceText>, range: Range<usize>) -> Result<Loose, String> {
    let text = &file.text[range.clone()];
    let root = layout(file, &range, guard::MAX_BYTES).map_err(|finding| finding.message)?;
    // What the layout does not refuse, such as two equal keys.
    serde_yaml::from_str::<serde_yaml::Value>(text).map_err(|error| error.to_string())?;
    let reader = Reader {
        file: &file.text,
        range,
    };
    let mut scalars = Vec::new();
    let mut entries = Vec::new();
    if let Some(root) = &root {
        spans(root, &mut scalars);
        match &root.form {
            Form::Mapping(pairs) => {
                let read = |(key, value): &(Written, Written)| reader.entry(key, value);
                entries.extend(pairs.iter().map(read));
            }
            Form::Scalar(_) if reader.is_nothing(root) => {}
            _ => return Err("it is no list of `key: value`".into()),
        }
    }
    Ok(Loose {
        entries,
        remarks: reader.remarks(&scalars),
    })
}

struct Reader<'a> {
    file: &'a str,
    range: Range<usize>,
}

impl Reader<'_> {
    /// Whether nothing was typed, or a word for nothing.
    fn is_nothing(&self, scalar: &Written) -> bool {
        matches!(
            &self.file[scalar.span.clone()],
            "" | "~" | "null" | "Null" | "NULL"
        )
    }

    fn values(&self, written: &Written) -> Vec<Value> {
        let line = || {
            self.file[self.range.start..written.span.start]
                .matches('\n')
                .count()
        };
        match &written.form {
            Form::Scalar(_) if self.is_nothing(written) => Vec::new(),
            Form::Scalar(text) => Value::single(text, line()).into_iter().collect(),
            Form::List(items) => items.iter().flat_map(|item| self.values(item)).collect(),
            Form::Mapping(pairs) => {
                let values = pairs.iter().flat_map(|(_, value)| self.values(value));
                vec![Value::mapping(&values.collect::<Vec<_>>(), line())]
            }
        }
    }

    fn entry(&self, key: &Written, value: &Written) -> Keyed {
        let name = match &key.form {
            Form::Scalar(text) => text.clone(),
            _ => self.file[key.span.clone()].to_owned(),
        };
        Keyed {
            key: name,
            is_own: true,
            values: self.values(value),
            parts: self.parts(key.span.start, value.span.end.max(key.span.end)),
        }
    }

    /// The lines of an entry, without what else stands on the first and the last of them.
    fn parts(&self, start: usize, end: usize) -> Vec<Part> {
        let own = &self.file[self.range.clone()];
        let (start, end) = (start - self.range.start, end - self.range.start);
        let line_start = own[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = own[end..].find('\n').map_or(own.len(), |at| end + at);
        let front = own[line_start..start].trim();
        // What goes on in brackets shares its lines with others.
        let is_alone = matches!(front, "" | "?" | "\"" | "'");
        let whole = match is_alone {
            true => line_start..line_end,
            false => start..end,
        };
        let first = own[..start].matches('\n').count();
        let lines = own[whole].lines().enumerate();
        let part = |(at, text): (usize, &str)| Part {
            line: first + at,
            text: text.to_owned(),
        };
        lines.map(part).collect()
    }

    /// What stands behind a `#` that is in no text.
    fn remarks(&self, scalars: &[Range<usize>]) -> Vec<Part> {
        let mut remarks = Vec::new();
        let mut start = self.range.start;
        let lines = self.file[self.range.clone()].split_inclusive('\n');
        for (at, line) in lines.enumerate() {
            let signs = line.match_indices('#').map(|(at, _)| at);
            let mut signs = signs.filter(|&at| {
                let is_apart = at == 0 || line[..at].ends_with([' ', '\t']);
                let next = scalars.partition_point(|span| span.end <= start + at);
                let span = scalars.get(next);
                is_apart && span.is_none_or(|span| span.start > start + at)
            });
            if let Some(sign) = signs.next() {
                remarks.push(Part {
                    line: at,
                    text: line[sign..].trim_end().to_owned(),
                });
            }
            start += line.len();
        }
        remarks
    }
}

/// Where texts stand, in their order.
fn spans(written: &Written, found: &mut Vec<Range<usize>>) {
    match &written.form {
        Form::Scalar(_) => found.push(written.span.clone()),
        Form::List(items) => items.iter().for_each(|item| spans(item, found)),
        Form::Mapping(pairs) => pairs.iter().for_each(|(key, value)| {
            spans(key, found);
            spans(value, found);
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Loose {
        let file = Arc::new(SourceText {
            path: String::new(),
            text: text.to_owned(),
        });
        loose(&file, 0..text.len()).unwrap()
    }

    #[test]
    fn values_are_as_they_were_typed() {
        let text = "a: 3.10\nb: [0x10, 1e3, True, ~]\n\"my:key\": null\n? c\n: |\n  # d\n";
        let read = read(text);
        let entries: Vec<(&str, Vec<&str>)> = read
            .entries
            .iter()
            .map(|entry| {
                let values = entry.values.iter().map(|value| value.text.as_str());
                (entry.key.as_str(), values.collect())
            })
            .collect();
        let expected = [
            ("a", vec!["3.10"]),
            ("b", vec!["0x10", "1e3", "True"]),
            ("my:key", vec![]),
            ("c", vec!["# d"]),
        ];
        assert_eq!(entries, expected);
        assert_eq!(read.remarks, []);
    }

    #[test]
    fn each_line_belongs_to_a_key_or_is_a_remark() {
        let parts = |parts: &[Part]| -> Vec<(usize, String)> {
            let own = parts.iter().map(|part| (part.line, part.text.clone()));
            own.collect()
        };
        let first = |text: &str| parts(&read(text).entries[0].parts);
        assert_eq!(first("? a\n: b\n"), [(0, "? a".into()), (1, ": b".into())]);
        assert_eq!(first("{a: b, c: d}\n"), [(0, "a: b".into())]);
        let remarks = parts(&read("# x\na: \"#b\" # y\nc:\n  - d#e\n  # z\n  - f\n").remarks);
        let expected = [(0, "# x"), (1, "# y"), (4, "# z")];
        assert_eq!(
            remarks,
            expected.map(|(line, text)| (line, text.to_owned()))
        );
        assert_eq!(read("# only\n").remarks.len(), 1);
    }
}
