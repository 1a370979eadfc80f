//! Footnotes that a title refers to. A title is plain text, so the answer refers to them.

use super::assemble::{Found, Line};
use super::document::{Document, Kind};

/// Moves references to footnotes from the title of a question to its answer. `document` is the file, which says what is a footnote.
pub fn of_title(found: &mut Found, document: &Document) {
    let (title, references) = without(&found.title, document);
    if references.is_empty() {
        return;
    }
    found.title = title;
    let lines: Vec<&str> = found.body.iter().map(|line| line.text.as_str()).collect();
    let answer = Document::new(lines.join("\n"));
    let own = found.title_lines.last().copied().unwrap_or(1);
    let line = |text: &str| Line {
        number: own,
        text: text.to_owned(),
    };
    match answer.units.first() {
        // The first words of an answer are those that belong to its title.
        Some(unit) if matches!(unit.kind, Kind::Paragraph) => {
            if let Some(last) = found.body.get_mut(unit.lines.end - 1) {
                last.text = format!("{}{references}", last.text.trim_end());
            }
        }
        Some(_) => found.body.extend([line(""), line(&references)]),
        None => {
            found.body.splice(0..0, [line(&references), line("")]);
        }
    }
}

/// A title without its references to footnotes of the document, and those.
fn without(title: &str, document: &Document) -> (String, String) {
    let (mut rest, mut words, mut references) = (title, String::new(), String::new());
    while let Some(at) = rest.find("[^") {
        let end = rest[at..].find(']').map_or(rest.len(), |end| at + end + 1);
        let (before, reference) = (&rest[..at], &rest[at..end]);
        words.push_str(before);
        let label = reference.to_lowercase();
        let is_code = words.matches('`').count() % 2 == 1;
        let is_footnote = !is_code
            && !words.ends_with('\\')
            && document
                .definitions
                .iter()
                .any(|definition| definition.label == label);
        match is_footnote {
            true => references.push_str(reference),
            false => words.push_str(reference),
        }
        rest = &rest[end..];
    }
    words.push_str(rest);
    (words.trim().to_owned(), references)
}
