//! Prints findings: for people, as GitHub annotations, for programs.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use super::{Diagnostic, Place, Severity, count, runner};

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Like a compiler: the line, a caret, a remedy.
    Human,
    /// As GitHub workflow commands, so that a pull request shows each finding at its line.
    Github,
    /// One JSON document.
    Json,
}

/// The most findings that are printed for people. One mistake in every file of a large bank is mended at once.
const MOST_PRINTED: usize = 1000;

/// Renders findings in a format. `colour` only affects [`Format::Human`].
pub fn render(findings: &[Diagnostic], format: Format, colour: bool) -> String {
    let (printed, left) = printed(findings);
    match format {
        Format::Human => {
            human(&printed, colour) + &left.map_or(String::new(), |left| left + "\n\n")
        }
        Format::Github => {
            let left = left.map(|left| format!("::notice::{left}\n"));
            printed.into_iter().map(github).chain(left).collect()
        }
        Format::Json => json(findings),
    }
}

/// The findings to print for people, errors rather than warnings, and what is said of the others.
fn printed(findings: &[Diagnostic]) -> (Vec<&Diagnostic>, Option<String>) {
    let is_error = |finding: &&Diagnostic| finding.severity == Severity::Error;
    let mut errors = MOST_PRINTED;
    let mut warnings = MOST_PRINTED.saturating_sub(findings.iter().filter(is_error).count());
    let (printed, left): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| {
        let room = match is_error(finding) {
            true => &mut errors,
            false => &mut warnings,
        };
        let has_room = *room > 0;
        *room = room.saturating_sub(1);
        has_room
    });
    let count: usize = left.iter().map(|finding| finding.count).sum();
    let said = || format!("{count} more in other files; mend those above, then look again");
    let said = (count > 0).then(said);
    (printed, said)
}

fn human(findings: &[&Diagnostic], colour: bool) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    findings
        .iter()
        .map(|finding| renderer.render(&[group(finding)]) + "\n\n")
        .collect()
}

fn group(finding: &Diagnostic) -> annotate_snippets::Group<'_> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let group = level
        .primary_title(&finding.message)
        .id(finding.code.name());
    let group = match &finding.place {
        Place::Span(file, span) => {
            let span = marked(&file.text, span);
            let (lines, number) = lines_around(&file.text, &span);
            let within = span.start - lines.start..span.end - lines.start;
            group.element(
                Snippet::source(&file.text[lines])
                    .line_start(number)
                    .path(&file.path)
                    .annotation(AnnotationKind::Primary.span(within)),
            )
        }
        Place::File(path) => group.element(Origin::path(path)),
    };
    match &finding.hint {
        Some(hint) => group.element(Level::HELP.message(hint)),
        None => group,
    }
}

/// The longest text that is shown and marked unchanged, in bytes: fully marked lines are not cut to the width of the terminal.
const MOST_MARKED: usize = 1_000;

/// For longer texts, how many bytes of the first line are marked.
const LEAST_MARKED: usize = 100;

/// The part of a span that is marked: all of it, or its beginning.
fn marked(text: &str, span: &Range<usize>) -> Range<usize> {
    let is_shown_whole = match text[span.clone()].contains('\n') {
        true => lines_around(text, span).0.len() <= MOST_MARKED,
        false => span.len() <= MOST_MARKED,
    };
    if is_shown_whole {
        return span.clone();
    }
    let start = span.start;
    let first = text[span.clone()].find('\n').unwrap_or(span.len());
    start..text.floor_char_boundary(start + first.min(LEAST_MARKED))
}

/// The full lines around a span, and the number of the first, so that the lines of a text are not counted again for every
/// finding.
fn lines_around(text: &str, span: &Range<usize>) -> (Range<usize>, usize) {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..]
        .find('\n')
        .map_or(text.len(), |at| span.end + at + 1);
    let before = text.as_bytes()[..start].iter();
    (
        start..end,
        1 + before.filter(|byte| **byte == b'\n').count(),
    )
}

/// One workflow command; see "Workflow commands for GitHub Actions" in GitHub's documentation.
fn github(finding: &Diagnostic) -> String {
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let lines = match finding.place.lines() {
        Some([(line, column), (end_line, end_column)]) if line == end_line => {
            format!(",line={line},endLine={end_line},col={column},endColumn={end_column}")
        }
        Some([(line, _), (end_line, _)]) => format!(",line={line},endLine={end_line}"),
        None => String::new(),
    };
    let text = match &finding.hint {
        Some(hint) => format!("{}\nhelp: {hint}", finding.message),
        None => finding.message.clone(),
    };
    let line = format!(
        "::{kind} file={}{lines},title={}::{}\n",
        escape_property(finding.place.path()),
        finding.code.name(),
        escape_message(&text),
    );
    runner::harmless_in_command(&line).into_owned()
}

fn escape_message(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_message(text).replace(':', "%3A").replace(',', "%2C")
}

/// The JSON form of a report. `version` is increased when a field changes its meaning.
#[derive(Serialize)]
struct JsonReport<'a> {
    version: u32,
    errors: usize,
    warnings: usize,
    findings: Vec<JsonFinding<'a>>,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    hint: Option<&'a str>,
    path: &'a str,
    /// Counted from 1, columns in characters; absent if the finding is about a whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<JsonPosition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<JsonPosition>,
}

#[derive(Serialize)]
struct JsonPosition {
    line: usize,
    column: usize,
}

fn json(findings: &[Diagnostic]) -> String {
    let report = JsonReport {
        version: 1,
        errors: count(findings, Severity::Error),
        warnings: count(findings, Severity::Warning),
        findings: findings.iter().map(json_finding).collect(),
    };
    // Strings and numbers always serialise, so the fallback is never used.
    let json = serde_json::to_string_pretty(&report).unwrap_or_default();
    runner::harmless_json(&json).into_owned() + "\n"
}

fn json_finding(finding: &Diagnostic) -> JsonFinding<'_> {
    let lines = finding.place.lines();
    let position = |index: usize| {
        lines.map(|ends| JsonPosition {
            line: ends[index].0,
            column: ends[index].1,
        })
    };
    JsonFinding {
        severity: match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        code: finding.code.name(),
        message: &finding.message,
        hint: finding.hint.as_deref(),
        path: finding.place.path(),
        start: position(0),
        end: position(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn a_flood_over_many_files_is_printed_in_part_and_errors_first() {
        let finding = |number: usize| {
            let code = match number < 1200 {
                true => Code::RawHtml,
                false => Code::BadValue,
            };
            Diagnostic::about(code, format!("questions/a/{number}.md"), "what")
        };
        let findings: Vec<Diagnostic> = (0..1210).map(finding).collect();
        let human = render(&findings, Format::Human, false);
        assert_eq!(human.matches("error[").count(), 10);
        assert_eq!(human.matches("warning[").count(), MOST_PRINTED - 10);
        let said = "210 more in other files; mend those above, then look again";
        assert!(human.ends_with(&format!("\n\n{said}\n\n")), "{human}");
        let github = render(&findings, Format::Github, false);
        assert_eq!(github.lines().count(), MOST_PRINTED + 1);
        assert_eq!(github.lines().last(), Some(&*format!("::notice::{said}")));
        let json = render(&findings, Format::Json, false);
        assert_eq!(json.matches("\"bad-value\"").count(), 10);
        assert_eq!(json.matches("\"raw-html\"").count(), 1200);
    }
}
