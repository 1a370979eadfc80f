//! Markdown that loses a part of what was typed, or does not work as intended: more cells than a table has columns, tables whose
//! head does not fit, trailing `#` signs of a heading, code that is never closed, links in descriptions of pictures.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::located::Located;
use crate::diagnostic::{Code, Diagnostic, SourceText};

/// Reports all of these in a text.
pub fn check(file: &Arc<SourceText>, events: &[Located<'_>]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut columns = 0;
    let mut last_cell = 0;
    // For each open list: its first number and the next one, if it is numbered.
    let mut lists: Vec<Option<(u64, u64)>> = Vec::new();
    let mut pictures = 0;
    for (event, span) in events {
        match event {
            Event::Start(Tag::Table(alignments)) => columns = alignments.len(),
            Event::Start(Tag::TableHead | Tag::TableRow) => last_cell = span.start,
            Event::End(TagEnd::TableCell) => last_cell = span.end,
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                let rest = last_cell.min(span.end)..span.end;
                findings.extend(more_cells(file, span, rest, columns));
            }
            Event::Start(Tag::Heading {
                level, attrs, id, ..
            }) if attrs.is_empty() && id.is_none() => {
                findings.extend(closing_signs(file, *level, span));
            }
            Event::Start(Tag::List(first)) => lists.push(first.map(|first| (first, first))),
            Event::End(TagEnd::List(_)) => drop(lists.pop()),
            Event::Start(Tag::Item) => {
                if let Some(Some((first, next))) = lists.last_mut() {
                    findings.extend(other_number(file, span, *first, *next));
                    *next += 1;
                }
            }
            Event::Start(Tag::Link { .. }) | Event::FootnoteReference(_) if pictures > 0 => {
                findings.push(in_picture(file, event, span));
            }
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures -= 1,
            Event::Start(Tag::Paragraph) => findings.extend(no_table(file, span)),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                findings.extend(unclosed(file, span));
            }
            _ => {}
        }
    }
    findings
}

/// Reports markup in the description of a picture, which can only be plain words.
fn in_picture(file: &Arc<SourceText>, event: &Event<'_>, span: &Range<usize>) -> Diagnostic {
    let lost = match event {
        Event::FootnoteReference(_) => "the note",
        _ => "the link",
    };
    let message = format!("{lost} in the description of a picture is left out");
    let length = file.text[span.clone()].find('\n').unwrap_or(span.len());
    let place = span.start..span.start + length;
    Diagnostic::at(Code::LostText, file, place, message).hint("put it behind the picture")
}

/// An item that is shown under another number than its own. Numbering all items alike is a common habit and not reported.
fn other_number(
    file: &Arc<SourceText>,
    item: &Range<usize>,
    first: u64,
    shown: u64,
) -> Option<Diagnostic> {
    let text = &file.text[item.clone()];
    let start = item.start + text.len() - text.trim_start().len();
    let length = file.text[start..].find(|char: char| !char.is_ascii_digit())?;
    let place = start..start + length;
    let written: u64 = file.text[place.clone()].parse().ok()?;
    if written == shown || written == first {
        return None;
    }
    let message = format!("this item is shown as {shown}: a list counts on from its first number");
    let hint = format!("write `{shown}`, or part the lists by a line of text");
    Some(Diagnostic::at(Code::LostText, file, place, message).hint(hint))
}

/// Reports cells beyond the columns of the table.
fn more_cells(
    file: &Arc<SourceText>,
    row: &Range<usize>,
    rest: Range<usize>,
    columns: usize,
) -> Option<Diagnostic> {
    let text = &file.text;
    let written = &text[rest.clone()];
    let lost = written.trim().trim_matches('|').trim();
    let code = code_with_bar(&text[row.clone()]);
    if lost.is_empty() {
        // Every cell is shown, but one of them is half of what was typed.
        let code = code?;
        let at = row.start + text[row.clone()].find(code)?;
        let message = "a bar cuts this code into two cells";
        return Some(
            Diagnostic::at(Code::BadTable, file, at..at + code.len(), message)
                .hint(escape_bars(code)),
        );
    }
    let start = rest.start + written.find(lost)?;
    let cells = columns + cells(written.trim());
    let message = format!(
        "the head of the table has {columns} {}, and this row {cells}: the rest is left out",
        if columns == 1 { "cell" } else { "cells" },
    );
    let hint = match code {
        Some(code) => escape_bars(code),
        None => "write `\\|` for a bar inside of a cell, or give the head another cell".to_owned(),
    };
    let place = start..start + lost.len();
    Some(Diagnostic::at(Code::BadTable, file, place, message).hint(hint))
}

/// The number of cells in a line.
fn cells(line: &str) -> usize {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = match line.strip_suffix('|') {
        Some(inside) if !inside.ends_with('\\') => inside,
        _ => line,
    };
    1 + bars(line).count()
}

/// The bars of a line that separate cells.
fn bars(line: &str) -> impl Iterator<Item = usize> {
    line.match_indices('|')
        .map(|(at, _)| at)
        .filter(|&at| !line[..at].ends_with('\\'))
}

/// The first code span that is cut by a bar.
fn code_with_bar(row: &str) -> Option<&str> {
    let mut at = 0;
    while let Some(found) = row[at..].find('`') {
        let start = at + found;
        let length = row[start..].len() - row[start..].trim_start_matches('`').len();
        let mark = &row[start..start + length];
        let inside = start + length;
        let end = row[inside..]
            .match_indices(mark)
            .map(|(end, _)| inside + end)
            .find(|&end| !row[end + length..].starts_with('`') && !row[..end].ends_with('`'));
        match end {
            Some(end) if bars(&row[inside..end]).next().is_some() => {
                return Some(&row[start..end + length]);
            }
            Some(end) => at = end + length,
            None => at = inside,
        }
    }
    None
}

fn escape_bars(code: &str) -> String {
    let code = with_escaped_bars(code);
    format!("a bar in a cell needs a backslash, in code too: `` {code} ``")
}

fn with_escaped_bars(code: &str) -> String {
    let mut out = String::with_capacity(code.len() + 4);
    let mut from = 0;
    for at in bars(code) {
        out.push_str(&code[from..at]);
        out.push('\\');
        from = at;
    }
    out + &code[from..]
}

/// A paragraph that looks like a table, but is none because its head and the line of dashes differ in their number of cells.
fn no_table(file: &Arc<SourceText>, span: &Range<usize>) -> Option<Diagnostic> {
    let mut head: Option<&str> = None;
    let mut start = span.start;
    for line in file.text[span.clone()].split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t', '>']).trim_end();
        if let Some(head) =
            head.filter(|head| is_line_of_dashes(content) && bars(head).next().is_some())
        {
            let at = start + line.find(content)?;
            let (above, below) = (cells(head), cells(content));
            let message = format!(
                "this is no table: its head has {above} {}, and the line of dashes {below}",
                if above == 1 { "cell" } else { "cells" },
            );
            let hint = match code_with_bar(head) {
                Some(code) => escape_bars(code),
                None => format!("write `| {} |`", dashes(content, above)),
            };
            return Some(
                Diagnostic::at(Code::BadTable, file, at..at + content.len(), message).hint(hint),
            )
            .filter(|_| above != below);
        }
        head = Some(content);
        start += line.len();
    }
    None
}

/// The line of dashes for so many cells: as they were written, as far as they go.
fn dashes(written: &str, count: usize) -> String {
    let cells = written.trim().trim_matches('|').split('|').map(str::trim);
    let cells = cells.chain(std::iter::repeat("---")).take(count);
    cells.collect::<Vec<_>>().join(" | ")
}

fn is_line_of_dashes(line: &str) -> bool {
    line.contains('|')
        && line.split('|').all(|cell| {
            let cell = cell.trim();
            cell.trim_matches(':').chars().all(|char| char == '-')
        })
        && line.contains('-')
}

/// Reports trailing `#` signs that seem to be meant as text, because their number differs from that of the leading ones.
fn closing_signs(
    file: &Arc<SourceText>,
    level: HeadingLevel,
    span: &Range<usize>,
) -> Option<Diagnostic> {
    let line = file.text[span.clone()].lines().next()?.trim_end();
    if !line.starts_with('#') {
        return None;
    }
    let words = line.trim_end_matches('#');
    let signs = &line[words.len()..];
    let closes = words.ends_with([' ', '\t']) && !words.trim_matches([' ', '\t', '#']).is_empty();
    if signs.is_empty() || !closes || signs.len() == level as usize {
        return None;
    }
    let place = span.start + words.len()..span.start + line.len();
    let message = format!("`{signs}` at the end of a heading is left out");
    let hint = format!("write `\\{signs}` to show it, or remove it");
    Some(Diagnostic::at(Code::LostText, file, place, message).hint(hint))
}

/// Code that extends to the end of the text, or of the list or quote around it.
fn unclosed(file: &Arc<SourceText>, span: &Range<usize>) -> Option<Diagnostic> {
    let block = &file.text[span.clone()];
    let first = block.lines().next()?;
    let sign = first.chars().next()?;
    let mark = &first[..first.len() - first.trim_start_matches(sign).len()];
    let last = block.trim_end().lines().skip(1).last().unwrap_or_default();
    let last = last.trim_matches([' ', '\t', '>']);
    let is_closed = last.len() >= mark.len() && last.chars().all(|char| char == sign);
    if is_closed {
        return None;
    }
    let place = span.start..span.start + first.trim_end().len();
    Some(
        Diagnostic::at(Code::BadFence, file, place, "this code is never closed")
            .hint(format!("end it with a line of its own: ` {mark} `")),
    )
}
