//! A finding, and the place in a text where it belongs.

use std::cell::Cell;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::code::{Code, Severity};

/// A file's text and its path.
///
/// The text as the rest of the program sees it: no byte order mark, line ends as `\n`.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceText {
    /// Relative to the bank's root, always with `/`.
    pub path: String,
    /// The text, normalised.
    pub text: String,
}

/// Whether HTML, XML and JSON can all represent a character.
pub fn is_of_text(char: char) -> bool {
    let is_control = char.is_control() && !"\n\t".contains(char);
    !is_control && !"\u{fffe}\u{ffff}".contains(char)
}

/// What a finding points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A byte range of a file's text.
    Span(Arc<SourceText>, Range<usize>),
    /// A file or folder as a whole, by its path relative to the bank's root.
    File(String),
}

impl Place {
    /// The path of the file.
    pub fn path(&self) -> &str {
        match self {
            Place::Span(file, _) => &file.path,
            Place::File(path) => path,
        }
    }

    /// Line and column (in characters) of the start and the end, both counted from 1, if this is a place in a text.
    pub fn lines(&self) -> Option<[(usize, usize); 2]> {
        let Place::Span(file, span) = self else {
            return None;
        };
        Some([
            position(&file.text, span.start),
            position(&file.text, span.end),
        ])
    }
}

fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (
        before.matches('\n').count() + 1,
        before[start..].chars().count() + 1,
    )
}

/// One finding: what is wrong, where, and what to type instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that found it.
    pub code: Code,
    /// The rule's own severity, or what the settings say ([`Levels::weigh`](super::Levels::weigh)).
    pub severity: Severity,
    /// One line, lower case, no full stop, the author's words in backticks.
    pub message: String,
    /// Where it is.
    pub place: Place,
    /// What to do, if there is a remedy.
    pub hint: Option<String>,
    /// How many findings it stands for: one, unless it counts further ones that are not shown.
    pub count: usize,
}

impl Diagnostic {
    /// A finding at a byte range of a file.
    pub fn at(
        code: Code,
        file: &Arc<SourceText>,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity: code.default_severity(),
            message: visible(&message.into()),
            place: Place::Span(file.clone(), span),
            hint: None,
            count: 1,
        }
    }

    /// A finding about a file or folder as a whole.
    pub fn about(code: Code, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.default_severity(),
            message: visible(&message.into()),
            place: Place::File(path.into()),
            hint: None,
            count: 1,
        }
    }

    /// The same finding, with a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(visible(&hint.into()));
        self
    }

    /// The same finding, with a remedy if there is one.
    #[must_use]
    pub fn maybe_hint(self, hint: Option<String>) -> Self {
        match hint {
            Some(hint) => self.hint(hint),
            None => self,
        }
    }

    /// The key by which findings are sorted: file, then place.
    fn sort_key(&self) -> (&str, usize, Code, &str) {
        let start = match &self.place {
            Place::Span(_, span) => span.start,
            Place::File(_) => 0,
        };
        (self.place.path(), start, self.code, &self.message)
    }
}

/// The longest message or hint, in characters. Longer ones are cut in the middle, which is usually quoted text.
const MAX_MESSAGE_CHARS: usize = 400;

/// Makes text safe for one line of a terminal: control characters can neither move the cursor nor change colours.
pub fn visible(text: &str) -> String {
    let shown = |char: char| match char {
        '\n' | '\t' => ' ',
        _ if char.is_control() => '\u{fffd}',
        _ => char,
    };
    let half = MAX_MESSAGE_CHARS / 2;
    let mut tail = text.char_indices().rev().skip(half - 1);
    let middle = text.char_indices().nth(half).map(|(at, _)| at);
    match middle.zip(tail.next().map(|(at, _)| at)) {
        Some((start, end)) if start < end => {
            let start = text[..start].chars().map(shown);
            start
                .chain(['…'])
                .chain(text[end..].chars().map(shown))
                .collect()
        }
        _ => text.chars().map(shown).collect(),
    }
}

/// Sorts findings by file and place, and drops duplicates.
pub fn sort(findings: &mut Vec<Diagnostic>) {
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    findings.dedup();
}

/// Whether any of these prevents publishing.
pub fn has_errors(findings: &[Diagnostic]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
}

/// The first line of a span, without trailing blanks.
pub fn first_line(text: &str, span: Range<usize>) -> Range<usize> {
    let line = text[span.clone()].lines().next().unwrap_or_default();
    span.start..span.start + line.trim_end().len()
}

/// How many are of this severity, those that stand for several counted as such.
pub fn count(findings: &[Diagnostic], severity: Severity) -> usize {
    let of_severity = findings
        .iter()
        .filter(|finding| finding.severity == severity);
    of_severity.map(|finding| finding.count).sum()
}

/// A value, if one could be made, and everything found while making it.
#[derive(Debug, Clone)]
#[must_use]
pub struct Checked<T> {
    /// `None` only if an error among the findings says why.
    pub value: Option<T>,
    /// Errors and warnings.
    pub findings: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// A value, and what was found while making it.
    pub fn some(value: T, findings: Vec<Diagnostic>) -> Self {
        Self {
            value: Some(value),
            findings,
        }
    }

    /// No value; the findings say why.
    pub fn none(findings: Vec<Diagnostic>) -> Self {
        Self {
            value: None,
            findings,
        }
    }

    /// Moves the findings to `sink` and returns the value.
    pub fn drain(mut self, sink: &mut Vec<Diagnostic>) -> Option<T> {
        sink.append(&mut self.findings);
        self.value
    }
}

/// A failure of the machine, such as a full disk or a missing permission. It is not the author's mistake, so it is not a
/// [`Diagnostic`].
#[derive(Debug)]
pub struct Fault {
    /// What was attempted, as in "cannot read".
    pub action: &'static str,
    /// The path it was attempted on.
    pub path: PathBuf,
    /// The system's error.
    pub cause: std::io::Error,
}

impl Fault {
    /// For `map_err`: adds the action and the path that an I/O error lacks.
    pub fn on(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Fault {
        move |cause| Fault {
            action,
            path: path.to_path_buf(),
            cause,
        }
    }
}

/// Why something that the user asked for was not done.
#[derive(Debug)]
pub enum Failure {
    /// It cannot be done like this. The text says why, and what to do.
    Usage(String),
    /// The machine failed.
    Machine(Fault),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Failure::Machine(fault)
    }
}

/// Why something of the bank was not read.
#[derive(Debug)]
pub enum Unread {
    /// Its author is to mend it.
    Finding(Diagnostic),
    /// The machine failed.
    Fault(Fault),
}

impl Unread {
    /// The finding; a failure of the machine ends more than this.
    pub fn finding(self) -> Result<Diagnostic, Fault> {
        match self {
            Unread::Finding(finding) => Ok(finding),
            Unread::Fault(fault) => Err(fault),
        }
    }
}

impl From<Diagnostic> for Unread {
    fn from(finding: Diagnostic) -> Unread {
        Unread::Finding(finding)
    }
}

impl From<Fault> for Unread {
    fn from(fault: Fault) -> Unread {
        Unread::Fault(fault)
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "cannot {} `{}`: {}",
            self.action,
            self.path.display(),
            self.cause
        )
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// The longest word that gets a suggestion, in bytes: comparing two words takes time in proportion to the product of their
/// lengths.
const MAX_WORD_BYTES: usize = 100;

/// The most candidates that are compared.
const MOST_CANDIDATES: usize = 2_000;

/// From this likeness on, a word counts as misspelt. Half would be too little: two words with the same ending reach that.
const NEAR: f64 = 0.55;

/// The candidate nearest to `word`, if it is near enough to be what was meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > MAX_WORD_BYTES {
        return None;
    }
    let word = word.to_lowercase();
    // A word of more than twice or less than half the length is never near enough; a character has up to four bytes.
    let is_near = |candidate: &&str| {
        let lengths = [candidate.len(), word.len()];
        lengths.iter().max() <= lengths.iter().min().map(|least| 8 * least).as_ref()
            && candidate.len() <= MAX_WORD_BYTES
    };
    candidates
        .into_iter()
        .take(MOST_CANDIDATES)
        .filter(is_near)
        .map(|candidate| {
            let similarity =
                strsim::normalized_damerau_levenshtein(&word, &candidate.to_lowercase());
            (similarity, candidate)
        })
        .filter(|(similarity, _)| *similarity >= NEAR)
        // On a tie the first candidate wins, so that the result is deterministic.
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(kept) if kept.0 >= next.0 => Some(kept),
            _ => Some(next),
        })
        .map(|(_, candidate)| candidate)
}

/// How many wrong names of a bank get a suggestion, because each is compared with all valid names. After the first ones are
/// mended, the next run suggests for the rest.
pub const MOST_SUGGESTIONS: usize = 100;

/// Suggestions, up to a limit.
#[derive(Debug)]
pub struct Suggestions {
    left: Cell<usize>,
}

impl Suggestions {
    /// So many at most.
    pub fn new(most: usize) -> Self {
        Self {
            left: Cell::new(most),
        }
    }

    /// The candidate nearest to `word`, unless the limit is reached.
    pub fn nearest<'a>(
        &self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        self.left.set(self.left.get().checked_sub(1)?);
        nearest(word, candidates)
    }

    /// How many more there may be.
    pub fn left(&self) -> usize {
        self.left.get()
    }
}

/// A hint that suggests the nearest candidate, if there is one.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(word, candidates).map(|found| format!("did you mean `{found}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let text = "é\nabc";
        assert_eq!(position(text, 0), (1, 1));
        assert_eq!(position(text, 2), (1, 2));
        assert_eq!(position(text, 4), (2, 2));
        assert_eq!(position(text, 99), (2, 4));
    }

    #[test]
    fn beyond_the_limit_nothing_is_suggested() {
        let suggestions = Suggestions::new(2);
        let found = [0; 3].map(|_| suggestions.nearest("titel", ["title"]));
        assert_eq!(found, [Some("title"), Some("title"), None]);
        assert_eq!(suggestions.left(), 0);
    }

    #[test]
    fn nearest_is_silent_when_nothing_is_near() {
        assert_eq!(
            nearest("dificulty", ["title", "difficulty"]),
            Some("difficulty")
        );
        assert_eq!(nearest("xyz", ["title", "difficulty"]), None);
        assert_eq!(nearest("networking", ["learning"]), None);
    }
}
