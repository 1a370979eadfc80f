//! What became of each line of an import.

use std::fmt::Write;
use std::path::Path;

use serde::Serialize;

use super::super::files;
use super::super::terminal::count;
use crate::diagnostic::{Fault, visible};
use crate::import::{Imported, Input, Place, Remark};

/// Lines of leftovers that are shown to people, of each reason. Programs get all.
const MOST_SHOWN: usize = 12;

/// Files that are passed over and yet named to people, but for the last one.
const MOST_NAMED: usize = 4;

/// How many files were made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Written {
    /// Of questions.
    pub questions: usize,
    /// Of topics.
    pub topics: usize,
    /// Pictures.
    pub pictures: usize,
}

/// An import with all that is told of it.
pub struct Report<'a> {
    pub imported: &'a Imported,
    pub inputs: &'a [Input],
    /// Files that could not be read, and why.
    pub unread: &'a [(String, String)],
    /// Files in named folders that hold no text, and links; but for pictures that come along.
    pub passed_over: &'a [String],
    /// Files whose text was once read in another encoding.
    pub misread: &'a [String],
    pub was_fixed: bool,
    /// What was written, unless nothing was to be.
    pub written: Option<Written>,
}

#[derive(Serialize)]
struct Json<'a> {
    version: u8,
    files: usize,
    questions: usize,
    answered: usize,
    empty: usize,
    known: usize,
    written: Option<usize>,
    duplicates: Vec<Duplicate<'a>>,
    leftovers: Vec<Line<'a>>,
    notes: Vec<Line<'a>>,
    unread: Vec<Unread<'a>>,
    passed_over: &'a [String],
    misread: &'a [String],
    drafts: Vec<ImportedDraft<'a>>,
}

#[derive(Serialize)]
struct Duplicate<'a> {
    file: &'a str,
    line: usize,
    title: &'a str,
    first: String,
}

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    line: usize,
    reason: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Unread<'a> {
    file: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct ImportedDraft<'a> {
    path: String,
    title: &'a str,
    file: &'a str,
    line: usize,
    answered: bool,
    known: bool,
}

impl Report<'_> {
    fn counts(&self) -> (usize, usize, usize) {
        let drafts = &self.imported.drafts;
        let answered = drafts.iter().filter(|draft| draft.is_answered).count();
        let known = drafts.iter().filter(|draft| draft.is_known).count();
        (drafts.len(), answered, known)
    }

    /// One JSON document.
    pub fn for_programs(&self) -> Result<String, Fault> {
        let (questions, answered, known) = self.counts();
        let json = Json {
            version: 1,
            files: self.inputs.len(),
            questions,
            answered,
            empty: questions - answered,
            known,
            written: self.written.map(|written| written.questions),
            duplicates: self
                .imported
                .duplicates
                .iter()
                .map(|(place, title, first)| Duplicate {
                    file: &place.path,
                    line: place.line,
                    title,
                    first: at(first),
                })
                .collect(),
            leftovers: self.imported.left.iter().map(of).collect(),
            notes: self.imported.notes.iter().map(of).collect(),
            unread: self
                .unread
                .iter()
                .map(|(file, reason)| Unread { file, reason })
                .collect(),
            passed_over: self.passed_over,
            misread: self.misread,
            drafts: self
                .imported
                .drafts
                .iter()
                .map(|draft| ImportedDraft {
                    path: format!("{}/{}.md", draft.topic, draft.slug),
                    title: &draft.title,
                    file: &draft.from.path,
                    line: draft.from.line,
                    answered: draft.is_answered,
                    known: draft.is_known,
                })
                .collect(),
        };
        let text = serde_json::to_string_pretty(&json)
            .map_err(|error| Fault::on("write", Path::new("the report"))(error.into()))?;
        Ok(text + "\n")
    }

    /// Some screens at the most.
    pub fn for_people(&self, into: &Path) -> String {
        let imported = self.imported;
        let (questions, answered, known) = self.counts();
        let mut text = String::new();
        for (file, reason) in self.unread {
            let _ = writeln!(text, "error: `{file}` was not read: {reason}");
        }
        for file in self.misread {
            let _ = match self.was_fixed {
                true => writeln!(
                    text,
                    "{file}: repaired its text, which was once read in another encoding"
                ),
                false => writeln!(
                    text,
                    "warning: the text of `{file}` was once read in another encoding; `--fix-encoding` repairs it"
                ),
            };
        }
        for (place, title, first) in &imported.duplicates {
            let _ = writeln!(
                text,
                "{}: left out `{}`, which is at {} already",
                at(place),
                visible(title),
                at(first)
            );
        }
        if let Some((last, others)) = self.passed_over.split_last() {
            let shown = others.iter().take(MOST_NAMED).chain([last]);
            let shown: Vec<String> = shown.map(|path| format!("`{}`", visible(path))).collect();
            let more = match others.len().saturating_sub(MOST_NAMED) {
                0 => String::new(),
                more => format!(" and {more} more, of which `--report json` has all"),
            };
            let _ = writeln!(
                text,
                "passed over, because only Markdown, text, CSV and TSV are read, and no links: {}{more}",
                shown.join(", ")
            );
        }
        told(&mut text, "changed", &imported.notes);
        told(&mut text, "left over", &imported.left);
        let _ = write!(
            text,
            "{}: {answered} answered, {} without an answer",
            count(questions, "question"),
            questions - answered
        );
        if known > 0 {
            let _ = write!(text, "; {known} in the bank already");
        }
        let _ = writeln!(
            text,
            "; {}; {}",
            count(imported.duplicates.len(), "duplicate"),
            count(imported.left.len(), "line") + " left over"
        );
        match self.written {
            Some(written) => {
                let _ = writeln!(
                    text,
                    "wrote {}, {} and {} to {}",
                    count(written.questions, "question"),
                    count(written.topics, "topic"),
                    count(written.pictures, "picture"),
                    files::shown(into)
                );
                if written.questions > 0 {
                    text.push_str("next: `prepbook check` says what an editor would still mark; questions without an answer are drafts\n");
                }
            }
            None => text.push_str("nothing was written\n"),
        }
        text
    }
}

fn of(remark: &Remark) -> Line<'_> {
    Line {
        file: &remark.place.path,
        line: remark.place.line,
        reason: &remark.what,
        text: &remark.text,
    }
}

fn at(place: &Place) -> String {
    format!("{}:{}", place.path, place.line)
}

/// `3-5, 9`
fn numbers(remarks: &[Remark]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for line in remarks.iter().map(|remark| remark.place.line) {
        match runs.last_mut().filter(|(_, end)| line <= *end + 2) {
            Some(run) => run.1 = run.1.max(line),
            None => runs.push((line, line)),
        }
    }
    let more = runs.len().saturating_sub(6);
    let shown = runs.iter().take(6).map(|(start, end)| {
        if start == end {
            start.to_string()
        } else {
            format!("{start}-{end}")
        }
    });
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

/// Remarks of one kind that follow each other in one line.
fn told(text: &mut String, what: &str, remarks: &[Remark]) {
    let mut shown = 0;
    let mut at = 0;
    while at < remarks.len() {
        let first = &remarks[at];
        let mut end = at + 1;
        while end < remarks.len()
            && remarks[end].what == first.what
            && remarks[end].place.path == first.place.path
        {
            end += 1;
        }
        let lines = numbers(&remarks[at..end]);
        shown += 1;
        if shown <= MOST_SHOWN * 4 {
            let words: String = visible(first.text.trim()).chars().take(60).collect();
            let _ = writeln!(
                text,
                "{}:{lines}: {what}, {}: {words}",
                first.place.path, first.what
            );
        }
        at = end;
    }
    if shown > MOST_SHOWN * 4 {
        let _ = writeln!(
            text,
            "… and {} more; `--report json` has all",
            shown - MOST_SHOWN * 4
        );
    }
}
