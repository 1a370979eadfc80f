//! Tables of questions and answers: CSV, TSV, and the text that Anki exports.

mod columns;

use super::assemble::{Found, Left, Line, Reading, Said};
use super::html;
use super::words;
pub use columns::{Columns, is_header};
use columns::{SOURCE, Settings};

/// A row and the lines that it stands on.
struct Row {
    first: usize,
    last: usize,
    fields: Vec<String>,
}

/// Reads a table. The columns are named by a header, or are question and answer.
pub fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let mut settings = Settings::default();
    let mut head = 0;
    for line in text.lines().take_while(|line| line.starts_with('#')) {
        head += 1;
        setting(line, &mut settings);
        reading.left.push(Left {
            line: head,
            reason: "a setting of Anki's export".into(),
            text: line.to_owned(),
        });
    }
    let body: String = text.split_inclusive('\n').skip(head).collect();
    let separator = settings.separator.unwrap_or_else(|| guess(&body));
    let mut rows = rows(&body, separator, head + 1).into_iter().peekable();
    let columns = match rows.next_if(|row| is_header(&row.fields)) {
        Some(row) => {
            reading
                .left
                .push(left(text, row.first, "the header of a table"));
            Columns::named(&row.fields, separator)
        }
        None => Columns::usual(&settings, separator),
    };
    for row in rows {
        match found(&row, &columns, &settings) {
            Some(found) => reading.found.push(found),
            None => reading.left.extend(
                (row.first..=row.last).map(|line| left(text, line, "a row without a question")),
            ),
        }
    }
    reading.left.retain(|left| !left.text.trim().is_empty());
    reading
}

fn left(text: &str, line: usize, reason: &str) -> Left {
    let words = text.lines().nth(line - 1).unwrap_or_default();
    Left {
        line,
        reason: reason.to_owned(),
        text: words.to_owned(),
    }
}

fn setting(line: &str, settings: &mut Settings) {
    let Some((name, value)) = line[1..].split_once(':') else {
        return;
    };
    let column = || {
        value
            .trim()
            .parse::<usize>()
            .ok()
            .and_then(|column| column.checked_sub(1))
    };
    match name.trim().to_lowercase().as_str() {
        "separator" => {
            settings.separator = Some(match value.trim().to_lowercase().as_str() {
                "tab" => '\t',
                "comma" => ',',
                "semicolon" => ';',
                "pipe" => '|',
                "space" => ' ',
                "colon" => ':',
                other => other.chars().next().unwrap_or('\t'),
            });
        }
        "html" => settings.is_html = value.trim().eq_ignore_ascii_case("true"),
        "tags column" => settings.tags = column(),
        "deck column" => settings.deck = column(),
        "guid column" | "notetype column" => settings.others.extend(column()),
        _ => {}
    }
}

/// The separator by which most of the first rows have as many cells as the first one, and more than one.
fn guess(text: &str) -> char {
    let mut sample = text.len().min(16_000);
    while !text.is_char_boundary(sample) {
        sample -= 1;
    }
    let alike = |separator: char| {
        let mut rows = rows(&text[..sample], separator, 1);
        // The last one may be cut.
        if rows.len() > 1 && sample < text.len() {
            rows.pop();
        }
        let count = rows.first().map_or(0, |row| row.fields.len());
        let is_like = |row: &&Row| count > 1 && row.fields.len() == count;
        rows.iter().take(12).filter(is_like).count()
    };
    // Of those that are as good, the rarest sign.
    [',', '|', ';', '\t']
        .into_iter()
        .max_by_key(|&separator| alike(separator))
        .filter(|&separator| alike(separator) > 0)
        .unwrap_or(',')
}

/// RFC 4180, with any separator.
fn rows(text: &str, separator: char, first_line: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut fields = Vec::new();
    let mut field = String::new();
    let (mut is_quoted, mut is_fresh) = (false, true);
    let mut line = first_line;
    let mut first = line;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' if is_quoted => {
                if chars.next_if_eq(&'"').is_some() {
                    field.push('"');
                } else {
                    is_quoted = false;
                }
            }
            '"' if is_fresh => {
                is_quoted = true;
                is_fresh = false;
            }
            '\n' if !is_quoted => {
                fields.push(std::mem::take(&mut field));
                rows.push(Row {
                    first,
                    last: line,
                    fields: std::mem::take(&mut fields),
                });
                line += 1;
                first = line;
                is_fresh = true;
            }
            _ if char == separator && !is_quoted => {
                fields.push(std::mem::take(&mut field));
                is_fresh = true;
            }
            _ => {
                if char == '\n' {
                    line += 1;
                }
                field.push(char);
                is_fresh = false;
            }
        }
    }
    if !field.is_empty() || !fields.is_empty() {
        fields.push(field);
        rows.push(Row {
            first,
            last: line,
            fields,
        });
    }
    rows.retain(|row| row.fields.iter().any(|field| !field.trim().is_empty()));
    rows
}

fn found(row: &Row, columns: &Columns, settings: &Settings) -> Option<Found> {
    let field = |at: usize| {
        row.fields
            .get(at)
            .map(|field| field.trim())
            .unwrap_or_default()
    };
    let markdown =
        |text: &str| match settings.is_html || text.contains("</") || text.contains("<br") {
            true => html::to_markdown(text),
            false => text.to_owned(),
        };
    let title = markdown(field(columns.question));
    if title.trim().is_empty() {
        return None;
    }
    let mut answer = columns
        .answer
        .map(|at| markdown(field(at)))
        .unwrap_or_default();
    // What has a name of its own stays under that; of a table without names, every further field belongs to the answer.
    let others: Vec<(usize, Option<String>)> = match columns.is_named {
        true => columns
            .named
            .iter()
            .map(|(at, name)| (*at, Some(name.clone())))
            .collect(),
        false => (columns.answer.map_or(usize::MAX, |at| at + 1)..row.fields.len())
            .filter(|at| {
                !settings.others.contains(at)
                    && columns.tags != Some(*at)
                    && columns.topic != Some(*at)
            })
            .map(|at| (at, None))
            .collect(),
    };
    // A separator within a cell that was not quoted makes more cells than there are columns.
    let count = columns.count.unwrap_or(row.fields.len());
    if let Some(more) = row.fields.get(count..).filter(|more| !more.is_empty()) {
        let more = markdown(&more.join(&columns.separator.to_string()));
        let is_last = columns.answer.is_some_and(|at| at + 1 == count);
        let between = if is_last {
            columns.separator.to_string()
        } else {
            "\n\n".to_owned()
        };
        answer = match (answer.is_empty(), more.trim().is_empty()) {
            (_, true) => answer,
            (true, _) => more,
            _ => format!("{answer}{between}{more}"),
        };
    }
    let mut sources = Vec::new();
    for (at, name) in others {
        let value = markdown(field(at));
        if !value.is_empty() {
            if let (Some(name), true) = (
                &name,
                value.starts_with("http") && !value.contains(char::is_whitespace),
            ) && SOURCE.contains(&name.to_lowercase().as_str())
            {
                let bare = value
                    .split_once("://")
                    .map_or(value.as_str(), |(_, rest)| rest);
                sources.push((bare.trim_end_matches('/').to_owned(), Some(value)));
                continue;
            }
            let value = name.map_or(value.clone(), |name| format!("**{name}:** {value}"));
            answer = format!("{answer}\n\n{value}").trim().to_owned();
        }
    }
    let tags = columns.tags.map(&field).unwrap_or_default();
    let parting: &[char] = if tags.contains([',', ';']) {
        &[',', ';']
    } else {
        &[' ']
    };
    let deck = columns.topic.map(&field).unwrap_or_default();
    Some(Found {
        is_html: settings.is_html,
        title,
        title_lines: (row.first..=row.last).collect(),
        body: answer
            .lines()
            .map(|text| Line {
                number: row.first,
                text: text.to_owned(),
            })
            .collect(),
        sections: deck
            .split("::")
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect(),
        said: Said {
            tags: tags
                .split(parting)
                .map(str::trim)
                .filter(|tag| !tag.is_empty())
                .map(str::to_owned)
                .collect(),
            sources,
            level: columns.level.and_then(|at| words::level(field(at))),
            ..Said::default()
        },
    })
}

/// Whether a text file is a table: it has Anki's settings, or its first lines have the same separator.
pub fn is_table(text: &str) -> bool {
    if text.starts_with("#separator:")
        || text.starts_with("#html:")
        || text.starts_with("#notetype")
        || text.starts_with("#deck")
    {
        return true;
    }
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(20)
        .collect();
    let is_parted = |separator: char| {
        !lines.is_empty()
            && lines.iter().filter(|line| line.contains(separator)).count() * 10 >= lines.len() * 9
    };
    let header = lines.first().is_some_and(|line| {
        [',', '\t', ';'].iter().any(|&separator| {
            is_header(
                &line
                    .split(separator)
                    .map(|field| field.trim_matches('"').to_owned())
                    .collect::<Vec<_>>(),
            )
        })
    });
    header || is_parted('\t')
}
