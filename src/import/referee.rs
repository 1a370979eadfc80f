//! The compiler as a referee: what it refuses in an imported answer is written so that it says the same and passes.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Parser};

use super::edits::Edits;
use super::origin::Note;
use crate::compile::highlight::CodeLanguage;
use crate::compile::question;
use crate::diagnostic::{Code, Diagnostic, Place, Severity, SourceText};
use crate::route::Slug;
use crate::words::Words;

/// How often a text is tried. Each round mends all that it can.
const MOST_ROUNDS: usize = 12;

/// The whole file's text, mended; or why it cannot be.
pub fn mend(
    text: String,
    topic: &Slug,
    words: &Words,
    line: usize,
    notes: &mut Vec<Note>,
) -> Result<String, String> {
    let mut text = text;
    for _ in 0..MOST_ROUNDS {
        let file = Arc::new(SourceText {
            path: "import.md".into(),
            text,
        });
        let findings = question::compile(&file, topic, words).findings;
        let mut edits = Edits::default();
        for finding in &findings {
            if let Some(what) = edit(&file, finding, &mut edits) {
                let note = Note { line, what };
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
        }
        if edits.is_empty() {
            return match findings
                .iter()
                .find(|finding| finding.severity == Severity::Error)
            {
                None => Ok(without_trailing_blanks(&file.text)),
                Some(finding) => Err(finding.message.clone()),
            };
        }
        text = edits.apply(&file.text);
    }
    Err("it has too much that is not allowed".into())
}

/// Fences without the blanks that a word left behind.
fn without_trailing_blanks(text: &str) -> String {
    let line = |line: &str| match line.trim_start().starts_with("```") {
        true => line.trim_end().to_owned(),
        false => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

/// Where the bracket opens that closes at the end of a text.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let is_escaped = |at: usize| text[..at].ends_with('\\');
    for (at, sign) in text.char_indices().rev().filter(|(at, _)| !is_escaped(*at)) {
        match sign {
            ']' => depth += 1,
            '[' => depth = depth.checked_sub(1)?,
            '\n' if text[..at].ends_with('\n') => return None,
            _ => {}
        }
        if depth == 0 {
            return (sign == '[').then_some(at);
        }
    }
    None
}

/// Where code stands in running text.
fn code(text: &str) -> Vec<Range<usize>> {
    let spans = Parser::new(text).into_offset_iter();
    let spans = spans.filter(|(event, _)| matches!(event, Event::Code(_)));
    spans.map(|(_, range)| range).collect()
}

/// Of a text that begins with the marks of a fence, what stands behind them on its line.
fn behind_marks(written: &str) -> Option<Range<usize>> {
    let line = written.lines().next()?;
    let behind = line.trim_start_matches(['`', '~']);
    let marks = line.len() - behind.len();
    (marks > 2).then_some(marks..line.len())
}

/// Mends one finding, and says what was done.
fn edit(file: &SourceText, finding: &Diagnostic, edits: &mut Edits) -> Option<String> {
    let Place::Span(_, span) = &finding.place else {
        return None;
    };
    let written = file.text.get(span.clone())?;
    let short: String = written.chars().take(60).collect();
    match finding.code {
        Code::BadFence | Code::UnknownLanguage
            if behind_marks(written)
                .is_some_and(|behind| written[behind].contains(['&', '\\'])) =>
        {
            // What is written with references cannot be told apart, so all of it goes.
            let behind = behind_marks(written)?;
            let gone = written[behind.clone()].trim().to_owned();
            edits.replace(span.start + behind.start..span.start + behind.end, "");
            Some(format!("dropped `{gone}` behind a fence's marks"))
        }
        Code::BadFence => {
            // Code that never ends goes to the end of the answer, as a browser shows it.
            if let Some(mark) = ['`', '~']
                .into_iter()
                .find(|&mark| written.starts_with([mark; 3].iter().collect::<String>().as_str()))
            {
                let fence: String = written.chars().take_while(|&char| char == mark).collect();
                let break_before = if file.text.ends_with('\n') { "" } else { "\n" };
                let end = file.text.len();
                edits.replace(end..end, format!("{break_before}{fence}\n"));
                return Some("closed code that was never closed".into());
            }
            // What stands behind the language means nothing here; marks that do not fit go as a whole.
            let line = file.text[..span.start].rfind('\n').map_or(0, |at| at + 1);
            let end = file.text[span.start..]
                .find('\n')
                .map_or(file.text.len(), |at| span.start + at);
            let first = written.chars().next().map_or(0, char::len_utf8);
            let open = file.text[line..(span.start + first).min(end)]
                .rfind('{')
                .map(|at| line + at);
            let braces =
                open.and_then(|open| file.text[open..end].find('}').map(|at| open..open + at + 1));
            let gone = match braces.filter(|braces| braces.end >= span.end) {
                Some(braces) => braces,
                None if span.is_empty() => return None,
                None => span.clone(),
            };
            let short = file.text[gone.clone()].to_owned();
            edits.replace(gone, "");
            Some(format!("dropped `{short}` behind a fence's language"))
        }
        Code::UnknownLanguage => {
            // Marked lines may touch the language: `js{1,3}`.
            if let Some((language, marks)) = written
                .split_once('{')
                .filter(|(language, _)| CodeLanguage::find(language).is_some())
            {
                edits.replace(span.clone(), format!("{language} {{{marks}"));
                return Some(format!("parted `{short}`"));
            }
            edits.replace(span.clone(), "");
            Some(format!("dropped the unknown language `{short}`"))
        }
        Code::BadFormula => {
            let dollars: Vec<usize> = written
                .match_indices('$')
                .map(|(at, _)| span.start + at)
                .collect();
            let escaped = |at: usize| file.text[..at].ends_with('\\');
            // Within code a sign in front would be seen.
            let code = code(&file.text);
            let outside: Vec<usize> = dollars
                .iter()
                .copied()
                .filter(|&at| !escaped(at) && !code.iter().any(|code| code.contains(&at)))
                .collect();
            let dollars = if outside.is_empty() { dollars } else { outside };
            match dollars.iter().find(|&&at| !escaped(at)) {
                Some(_) => {
                    for at in dollars.into_iter().filter(|&at| !escaped(at)) {
                        edits.replace(at..at + 1, "\\$");
                    }
                }
                // The finding may stand inside of the formula.
                None => {
                    let at = file.text[..span.start]
                        .rfind('$')
                        .filter(|&at| !escaped(at))?;
                    edits.replace(at..at + 1, "\\$");
                }
            }
            Some("escaped dollar signs that are no formula".into())
        }
        Code::UndefinedReference => {
            // Of `[text][label]` the text is what begins the link.
            if let Some(text) = opening(&file.text[..span.start]) {
                edits.replace(text..text + 1, "\\[");
                return Some(format!("kept `{short}` as text: nothing is defined for it"));
            }
            let open = written
                .match_indices('[')
                .map(|(at, _)| span.start + at)
                .filter(|&at| !file.text[..at].ends_with('\\'));
            let open: Vec<usize> = open.collect();
            for &at in &open {
                edits.replace(at..at + 1, "\\[");
            }
            (!open.is_empty()).then(|| format!("kept `{short}` as text: nothing is defined for it"))
        }
        Code::UnsafeLink => {
            let words = written
                .strip_prefix('!')
                .unwrap_or(written)
                .strip_prefix('[')?;
            let end = words.rfind("](")?;
            edits.replace(span.clone(), &words[..end]);
            Some(format!("left out where `{short}` leads"))
        }
        Code::RawHtml => {
            let is_tag = written.starts_with('<') && written.ends_with('>');
            is_tag.then(|| {
                edits.replace(span.clone(), format!("\\{written}"));
                format!("kept `{short}` as text")
            })
        }
        Code::BadHeadingId | Code::DuplicateDefinition => {
            edits.replace(span.clone(), "");
            Some(format!("left out `{short}`"))
        }
        Code::BadDiagram | Code::DiagramCaption => None,
        _ => None,
    }
}
