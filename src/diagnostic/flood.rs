//! Limits the findings of one file: the first are shown, the rest are counted.

use std::sync::Arc;

use super::{Code, Diagnostic, Place, Severity};

/// The most findings that are shown for one file. People fix some of them and check again.
pub const MOST_SHOWN: usize = 50;

/// Collects findings about one file. For each severity the first are kept; the rest are counted without being created.
#[derive(Debug, Default)]
pub struct Findings {
    errors: Kept,
    warnings: Kept,
}

#[derive(Debug, Default)]
struct Kept {
    shown: Vec<Diagnostic>,
    /// The place of the first finding that is not shown, and the number of all that are not.
    more: Option<(Place, usize)>,
}

impl Findings {
    /// Adds a finding of this rule.
    pub fn add(&mut self, code: Code, make: impl FnOnce() -> Diagnostic) {
        let kept = match code.default_severity() {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        match &mut kept.more {
            Some((_, count)) => *count += 1,
            None if kept.shown.len() < MOST_SHOWN => kept.shown.push(make()),
            none => *none = Some((make().place, 1)),
        }
    }

    /// The findings to show, and how many more there are.
    pub fn finish(self) -> Vec<Diagnostic> {
        let weights = [
            (self.errors, Severity::Error),
            (self.warnings, Severity::Warning),
        ];
        let findings = weights.into_iter().flat_map(|(kept, severity)| {
            let more = kept.more.map(|(place, count)| more(place, severity, count));
            kept.shown.into_iter().chain(more)
        });
        findings.collect()
    }
}

/// A finding that says how many findings of one severity are not shown.
fn more(place: Place, severity: Severity, count: usize) -> Diagnostic {
    let (code, word) = match severity {
        Severity::Error => (Code::MoreErrors, "error"),
        Severity::Warning => (Code::MoreWarnings, "warning"),
    };
    let ending = if count == 1 { "" } else { "s" };
    Diagnostic {
        code,
        severity,
        message: format!("{count} more {word}{ending} in this file"),
        place,
        hint: Some("mend those above, then look again".into()),
        count,
    }
}

/// Keeps the first findings of each file, errors before warnings, and counts the rest. The input must be sorted; so is the
/// result.
pub fn limit(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut shown = Vec::with_capacity(findings.len());
    let mut findings = findings.into_iter().peekable();
    while let Some(first) = findings.next() {
        let path: Arc<str> = first.place.path().into();
        let mut of_file = vec![first];
        while let Some(next) = findings.next_if(|next| next.place.path() == &*path) {
            of_file.push(next);
        }
        shown.extend(limit_file(of_file));
    }
    shown
}

fn limit_file(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_more =
        |finding: &Diagnostic| [Code::MoreErrors, Code::MoreWarnings].contains(&finding.code);
    if findings.len() <= MOST_SHOWN && !findings.iter().any(is_more) {
        return findings;
    }
    let is_error = |finding: &&Diagnostic| finding.severity == Severity::Error && !is_more(finding);
    let errors = findings.iter().filter(is_error).count();
    let mut room_for_errors = MOST_SHOWN;
    let mut room_for_warnings = MOST_SHOWN.saturating_sub(errors);
    let mut hidden: [Option<(Place, usize)>; 2] = [None, None];
    let mut shown = Vec::new();
    for finding in findings {
        let (room, hidden) = match finding.severity {
            Severity::Error => (&mut room_for_errors, &mut hidden[0]),
            Severity::Warning => (&mut room_for_warnings, &mut hidden[1]),
        };
        if *room > 0 && !is_more(&finding) {
            *room -= 1;
            shown.push(finding);
        } else {
            let (_, count) = hidden.get_or_insert((finding.place, 0));
            *count += finding.count;
        }
    }
    let severities = [Severity::Error, Severity::Warning];
    let counted = hidden.into_iter().zip(severities);
    shown.extend(counted.filter_map(|(hidden, severity)| {
        hidden.map(|(place, count)| more(place, severity, count))
    }));
    super::sort(&mut shown);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(code: Code, number: usize) -> Diagnostic {
        Diagnostic::about(code, "questions/a/b.md", format!("{number:04}"))
    }

    fn said(findings: &[Diagnostic]) -> Vec<(&'static str, usize)> {
        let last = findings.iter().rev().take(2).rev();
        last.map(|finding| (finding.code.name(), finding.count))
            .collect()
    }

    #[test]
    fn what_is_not_shown_is_counted_and_not_made() {
        let mut findings = Findings::default();
        let mut made = 0;
        for number in 0..1000 {
            findings.add(Code::RawHtml, || {
                made += 1;
                finding(Code::RawHtml, number)
            });
        }
        findings.add(Code::BadFence, || finding(Code::BadFence, 0));
        let findings = findings.finish();
        assert_eq!(made, MOST_SHOWN + 1);
        assert_eq!(findings.len(), 1 + MOST_SHOWN + 1);
        assert_eq!(findings[0].code, Code::BadFence);
        assert_eq!(said(&findings), [("raw-html", 1), ("more-warnings", 950)]);
    }

    #[test]
    fn errors_are_shown_before_warnings_and_no_count_is_lost() {
        let mut findings: Vec<_> = (0..60)
            .map(|number| finding(Code::BrokenLink, number))
            .chain((0..9).map(|number| finding(Code::RawHtml, number)))
            .collect();
        let file = Place::File("questions/a/b.md".into());
        findings.push(more(file, Severity::Error, 7));
        let other = Diagnostic::about(Code::RawHtml, "questions/a/c.md", "x");
        findings.push(other.clone());
        super::super::sort(&mut findings);
        let limited = limit(findings);
        let count = |severity| super::super::count(&limited, severity);
        assert_eq!((count(Severity::Error), count(Severity::Warning)), (67, 10));
        assert_eq!(limited.len(), MOST_SHOWN + 3);
        assert_eq!(limited.last(), Some(&other));
        assert_eq!(limit(limited.clone()), limited);
    }
}
