//! Tables of Markdown with a column of questions and one of answers.

use std::ops::Range;

use super::within;
use crate::import::assemble::{Mark, Placed};
use crate::import::document::{Document, Kind};
use crate::import::tables::{Columns, is_header};

pub fn marks(document: &Document, scope: &Range<usize>) -> Vec<Placed> {
    let mut marks = Vec::new();
    let mut has_rows = false;
    for unit in within(document, scope) {
        match &unit.kind {
            Kind::Heading { level, text } => marks.push(Placed {
                lines: unit.lines.clone(),
                mark: Mark::Section {
                    title: text.clone(),
                    level: *level,
                },
            }),
            Kind::Other => {
                let rows = table(document, &unit.lines);
                has_rows |= !rows.is_empty();
                marks.extend(rows);
            }
            _ => {}
        }
    }
    match has_rows {
        true => marks,
        false => Vec::new(),
    }
}

/// The rows of a table whose header names questions and answers.
fn table(document: &Document, lines: &Range<usize>) -> Vec<Placed> {
    let header = cells(document.line(lines.start));
    let is_table = lines.len() > 2 && document.line(lines.start + 1).contains("--");
    if !is_table || !is_header(&header) {
        return Vec::new();
    }
    let rows = lines.start + 2..lines.end;
    let rows: Vec<Vec<String>> = rows.map(|line| cells(document.line(line))).collect();
    let below: Vec<&[String]> = rows.iter().map(Vec::as_slice).collect();
    let columns = Columns::named(&header, &below, '|');
    let Some(answer) = columns.answer else {
        return Vec::new();
    };
    let mut marks = vec![Placed {
        lines: lines.start..lines.start + 2,
        mark: Mark::Stop(columns.header()),
    }];
    for (line, cells) in (lines.start + 2..).zip(&rows) {
        let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
        let others = [
            (columns.tags, "Tags"),
            (columns.level, "Level"),
            (columns.topic, "Topic"),
        ];
        let others = others
            .into_iter()
            .filter_map(|(at, name)| Some((at?, name.to_owned())));
        let more = others
            .chain(columns.named.iter().cloned())
            .map(|(at, name)| (name, cell(at)))
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("**{name}:** {value}"));
        // A sign in a cell that is not escaped makes more cells than there are columns.
        let beyond = cells.get(header.len()..).unwrap_or_default().join(" | ");
        let (own, beyond) = match answer + 1 == header.len() && !beyond.is_empty() {
            true => (format!("{} | {beyond}", cell(answer)), String::new()),
            false => (cell(answer), beyond),
        };
        let parts: Vec<String> = std::iter::once(own)
            .chain(more)
            .chain(std::iter::once(beyond))
            .filter(|part| !part.is_empty())
            .collect();
        marks.push(Placed {
            lines: line..line + 1,
            mark: Mark::question(cell(columns.question), Some(parts.join("\n\n"))),
        });
    }
    marks.push(Placed {
        lines: lines.end..lines.end,
        mark: Mark::Stop("between the questions"),
    });
    marks
}

/// The cells of a row; `\|` is a sign of one.
fn cells(line: &str) -> Vec<String> {
    let inner = line.trim();
    let inner = inner.strip_prefix('|').unwrap_or(inner);
    let mut cells = vec![String::new()];
    let mut signs = inner.chars().peekable();
    while let Some(sign) = signs.next() {
        let is_escaped = sign == '\\' && signs.next_if_eq(&'|').is_some();
        match (cells.last_mut(), sign) {
            (Some(cell), _) if is_escaped => cell.push('|'),
            (Some(cell), sign) if sign != '|' => cell.push(sign),
            _ => cells.push(String::new()),
        }
    }
    if inner.ends_with('|') {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_beyond_the_columns_stay() {
        let text = "| Question | Answer |\n|---|---|\n| What is A? | a | b |\n";
        let document = Document::new(text.to_owned());
        let rest = marks(&document, &(0..3)).into_iter().find_map(|placed| {
            let Mark::Question { rest, .. } = placed.mark else {
                return None;
            };
            rest
        });
        assert_eq!(rest.as_deref(), Some("a | b"));
    }

    #[test]
    fn a_sign_in_a_cell_parts_nothing() {
        assert_eq!(cells("| a | b \\| c |"), ["a", "b | c"]);
        assert_eq!(cells("a | b"), ["a", "b"]);
        assert_eq!(cells("| a |  |"), ["a", ""]);
    }
}
