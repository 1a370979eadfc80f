//! The cells of a text table.

/// A row and the lines that it stands on.
#[derive(Debug, Default)]
pub struct Row {
    pub first: usize,
    pub last: usize,
    pub fields: Vec<String>,
    /// The line on which each field begins.
    pub lines: Vec<usize>,
    /// Lines with a quote that begins a field and never ends.
    pub open: Vec<usize>,
}

/// A quote that begins a field.
struct Quote {
    /// Its byte.
    at: usize,
    /// Its line.
    line: usize,
}

/// RFC 4180, with any separator. A quote that nothing ends would take all rows below into its field, so it is a sign of the text.
pub fn rows(text: &str, separator: char, first_line: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = Row::default();
    let mut field = String::new();
    let mut quote: Option<Quote> = None;
    let mut is_fresh = true;
    let mut line = first_line;
    row.first = line;
    let mut begun = line;
    let mut at = 0;
    loop {
        let Some(char) = text[at..].chars().next() else {
            match quote.take() {
                Some(open) => {
                    (at, line) = again(&open, &mut field, &mut row);
                    continue;
                }
                None => break,
            }
        };
        let here = at;
        at += char.len_utf8();
        match (char, &quote) {
            ('"', Some(open)) => {
                let behind = text[at..].chars().next();
                if behind == Some('"') {
                    at += 1;
                    field.push('"');
                    continue;
                }
                // Between a separator and words it begins a field further below, and the one above has no end.
                let is_end = behind.is_none_or(|char| char == separator || char == '\n');
                let begins = text[..here].ends_with([separator, '\n']) && line > open.line;
                if begins && !is_end {
                    (at, line) = again(open, &mut field, &mut row);
                }
                quote = None;
            }
            ('"', None) if is_fresh => {
                quote = Some(Quote { at: here, line });
                is_fresh = false;
            }
            ('\n', None) => {
                row.fields.push(std::mem::take(&mut field));
                row.lines.push(begun);
                row.last = line;
                rows.push(std::mem::take(&mut row));
                line += 1;
                row.first = line;
                begun = line;
                is_fresh = true;
            }
            (char, None) if char == separator => {
                row.fields.push(std::mem::take(&mut field));
                row.lines.push(begun);
                begun = line;
                is_fresh = true;
            }
            (char, _) => {
                line += usize::from(char == '\n');
                field.push(char);
                is_fresh = false;
            }
        }
    }
    if !field.is_empty() || !row.fields.is_empty() {
        row.fields.push(field);
        row.lines.push(begun);
        row.last = line;
        rows.push(row);
    }
    rows.retain(|row| row.fields.iter().any(|field| !field.trim().is_empty()));
    rows
}

/// Goes back to behind a quote that is a sign of the text: its byte and its line.
fn again(open: &Quote, field: &mut String, row: &mut Row) -> (usize, usize) {
    *field = "\"".to_owned();
    row.open.push(open.line);
    (open.at + 1, open.line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_that_nothing_ends_is_a_sign_of_its_row_alone() {
        for (text, fields, open) in [
            ("A,\"a\nB,b\nC,c", "A|\"a B|b C|c", vec![1]),
            ("A,\"a\nB,\"b\"\nC,c", "A|\"a B|b C|c", vec![1]),
            ("A,\"a\nB,\"b, \"\"x\"\"\"\n", "A|\"a B|b,_\"x\"", vec![1]),
            ("A,\"a\n1\"\nB,\"b \"x\" y\"", "A|a/1 B|b_x\"_y\"", vec![]),
        ] {
            let rows = rows(text, ',', 1);
            let shown: Vec<String> = rows.iter().map(|row| row.fields.join("|")).collect();
            let shown: Vec<String> = shown
                .iter()
                .map(|row| row.replace(' ', "_").replace('\n', "/"))
                .collect();
            assert_eq!(shown.join(" "), fields, "{text}");
            let told: Vec<usize> = rows.iter().flat_map(|row| row.open.clone()).collect();
            assert_eq!(told, open, "{text}");
        }
    }
}
