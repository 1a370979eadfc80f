//! Tables of questions and answers: CSV, TSV, and the text that Anki exports.

mod cells;
mod columns;

use super::assemble::{Found, Left, Line, Reading, Said};
use super::markdown::{self, Converted};
use super::origin::Note;
use super::words;
use cells::{Row, rows};
pub use columns::{Columns, is_header};
use columns::{SOURCE, Settings};

/// Reads a table. The columns are named by a header, or are question and answer.
pub fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let mut settings = Settings::default();
    let mut head = 0;
    if let Some(line) = text.lines().next()
        && let Some(separator) = excel(line)
    {
        head = 1;
        settings.separator = Some(separator);
        reading.left.push(Left {
            line: 1,
            reason: "a setting of a table's program".into(),
            text: line.to_owned(),
        });
    }
    let before = head;
    for line in text
        .lines()
        .skip(before)
        .take_while(|line| line.starts_with('#'))
    {
        head += 1;
        let others = settings.others.len();
        setting(line, &mut settings);
        let reason = match settings.others.len() > others {
            true => "a setting of Anki's export, whose column is left out",
            false => "a setting of Anki's export",
        };
        reading.left.push(Left {
            line: head,
            reason: reason.into(),
            text: line.to_owned(),
        });
    }
    let body: String = text.split_inclusive('\n').skip(head).collect();
    let separator = settings.separator.unwrap_or_else(|| guess(&body));
    let mut rows = rows(&body, separator, head + 1).into_iter().peekable();
    let header = rows.next_if(|row| is_header(&row.fields));
    let rows: Vec<Row> = rows.collect();
    let columns = match header {
        Some(row) => {
            let below: Vec<&[String]> = rows.iter().map(|row| row.fields.as_slice()).collect();
            let columns = Columns::named(&row.fields, &below, separator);
            let reason = columns.header();
            let lines = row.first..=row.last;
            reading
                .left
                .extend(lines.map(|line| left(text, line, reason)));
            columns
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

/// The separator that a first line names, as Excel reads it: `sep=;`
fn excel(line: &str) -> Option<char> {
    let mut value = line.trim().trim_matches('"').strip_prefix("sep=")?.chars();
    // A tab stands there as it is.
    match (value.next(), value.next()) {
        (None, _) if line.trim_start().starts_with("sep=") && line.contains('\t') => Some('\t'),
        (Some(separator), None) => Some(separator),
        _ => None,
    }
}

fn found(row: &Row, columns: &Columns, settings: &Settings) -> Option<Found> {
    let field = |at: usize| {
        row.fields
            .get(at)
            .map(|field| field.trim())
            .unwrap_or_default()
    };
    let mut notes: Vec<Note> = row
        .open
        .iter()
        .map(|&line| Note {
            line,
            what: "read a `\"` that nothing ends as a sign of the text".into(),
        })
        .collect();
    let is_html = |text: &str| {
        settings.is_html || ["</", "<br", "<!--"].iter().any(|sign| text.contains(sign))
    };
    // What a field loses is told on its own line.
    let mut read = |text: &str, at: usize, convert: fn(&str) -> Converted| {
        if !is_html(text) {
            return text.to_owned();
        }
        let converted = convert(text);
        let first = row.lines.get(at).copied().unwrap_or(row.first);
        notes.extend(converted.told.into_iter().map(|told| Note {
            line: (first + told.line).min(row.last),
            what: told.what,
        }));
        converted.markdown
    };
    let title = read(field(columns.question), columns.question, markdown::title);
    if title.trim().is_empty() {
        return None;
    }
    let mut answer = columns
        .answer
        .map(|at| read(field(at), at, markdown::answer))
        .unwrap_or_default();
    let level = columns.level.and_then(|at| words::level(field(at)));
    // A level that means nothing here stays under its name.
    let odd = columns
        .level
        .filter(|&at| level.is_none() && columns.is_named && !field(at).is_empty());
    // What has a name of its own stays under that; of a table without names, every further field belongs to the answer.
    let others: Vec<(usize, Option<String>)> = match columns.is_named {
        true => columns
            .named
            .iter()
            .map(|(at, name)| (*at, Some(name.clone())))
            .chain(odd.map(|at| (at, columns.names.get(at).cloned())))
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
        let more = more.join(&columns.separator.to_string());
        let more = read(&more, count, markdown::answer);
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
        let value = read(field(at), at, markdown::answer);
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
            level,
            ..Said::default()
        },
        notes,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str) -> Found {
        let mut reading = read(text);
        assert_eq!(reading.found.len(), 1, "{text}");
        reading.found.remove(0)
    }

    fn answer(found: &Found) -> String {
        let lines: Vec<&str> = found.body.iter().map(|line| line.text.as_str()).collect();
        lines.join("\n")
    }

    #[test]
    fn a_quote_without_end_is_told_on_its_line() {
        let reading = read("question,answer\nWhat is A?,\"abc\nWhat is B?,def\nWhat is C?,ghi\n");
        let answers: Vec<String> = reading.found.iter().map(answer).collect();
        assert_eq!(answers, ["\"abc", "def", "ghi"]);
        let lines: Vec<usize> = reading.found[0]
            .notes
            .iter()
            .map(|note| note.line)
            .collect();
        assert_eq!(lines, [2]);
    }

    #[test]
    fn a_column_that_means_nothing_here_stays_under_its_name() {
        for (text, shown) in [
            (
                "question,answer,level\nWhat?,a,epic\n",
                "a\n\n**level:** epic",
            ),
            ("question,answer,level\nWhat?,a,easy\n", "a"),
            ("id,question,answer\nq-17,What?,a\n", "a\n\n**id:** q-17"),
            ("id,question,answer\n1,What?,a\n", "a"),
        ] {
            assert_eq!(answer(&only(text)), shown, "{text}");
        }
        let left = read("id,question,answer\n1,What?,a\n").left;
        assert!(left[0].reason.ends_with("counts its rows"), "{left:?}");
    }

    #[test]
    fn a_first_line_may_name_the_separator() {
        for first in ["sep=;", "\"sep=;\""] {
            let reading = read(&format!("{first}\nquestion;answer\nWhat, really?;a, b\n"));
            assert_eq!(answer(&reading.found[0]), "a, b");
            assert_eq!(reading.left[0].text, first);
        }
    }

    #[test]
    fn what_a_cell_loses_is_told_on_its_line() {
        let text = "#html:true\n#separator:comma\nWhat <!-- x -->?,\"a<br>b\n<iframe></iframe>\"\n";
        let found = only(text);
        assert_eq!(answer(&found), "a\\\nb");
        let told: Vec<(usize, &str)> = found
            .notes
            .iter()
            .map(|note| (note.line, note.what.as_str()))
            .collect();
        let expected = [(3, "left out a comment"), (4, "left out `<iframe>`")];
        assert_eq!(told, expected);
    }
}
