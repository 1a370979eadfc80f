//! Lines in quotes and items of lists: what is broken there goes on with their marks in front.

use super::document::{Document, Kind};

/// A text for a place of the document, whose own lines stay in the quote or the item that the place is in.
pub fn goes_on(document: &Document, at: usize, text: String) -> String {
    if !text.contains('\n') {
        return text;
    }
    let number = document.line_of(at);
    let line = document.line(number);
    let is_inside = document
        .unit_of(number)
        .is_some_and(|unit| match unit.kind {
            Kind::List(_) => true,
            // With four blanks it is code.
            Kind::Other => line.trim_start().starts_with('>') && !line.starts_with("    "),
            _ => false,
        });
    let marks = if is_inside { marks(line) } else { "" };
    if marks.is_empty() {
        return text;
    }
    let front = &line[..at - document.start(number)];
    // At the beginning of a line nothing has to be ended.
    let text = match front.len() <= marks.len() {
        true => text.trim_start_matches('\n'),
        false => text.as_str(),
    };
    text.replace('\n', &format!("\n{}", below(marks)))
}

/// The marks of quotes and items in front of a line.
fn marks(line: &str) -> &str {
    let mut rest = line;
    loop {
        let text = rest.trim_start_matches([' ', '\t', '>']);
        let digits = text.trim_start_matches(|char: char| char.is_ascii_digit());
        let behind = match digits.len() < text.len() {
            true => digits.strip_prefix(['.', ')']),
            false => text.strip_prefix(['-', '*', '+']),
        };
        match behind.filter(|behind| behind.starts_with([' ', '\t'])) {
            Some(behind) => rest = behind,
            None => return &line[..line.len() - text.len()],
        }
    }
}

/// What stands in front of the lines below one with such marks.
fn below(marks: &str) -> String {
    let same = |char: char| matches!(char, '>' | '\t');
    marks
        .chars()
        .map(|char| if same(char) { char } else { ' ' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_stays_where_it_is() {
        for (line, at, text, shown) in [
            ("> a <br> b", 4, "\n", "\n> "),
            ("> <h3>a</h3>", 2, "\n## ", "## "),
            ("- a <br> b", 4, "\n", "\n  "),
            ("> 12. a", 7, "\n\nb", "\n>     \n>     b"),
            ("a <br> b", 2, "\n", "\n"),
            ("    > a", 6, "\n", "\n"),
        ] {
            let document = Document::new(line.to_owned());
            assert_eq!(goes_on(&document, at, text.to_owned()), shown, "{line}");
        }
    }
}
