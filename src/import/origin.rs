//! Where what was read stands in the file as it was written: for the report, which names its lines.

use super::alike::Source;

/// Something that was changed, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Counted from 1.
    pub line: usize,
    /// What was done.
    pub what: String,
}

/// A line of an input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The input's path.
    pub path: String,
    /// Counted from 1.
    pub line: usize,
}

/// Something said about a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where.
    pub place: Place,
    /// The reason, or what was done.
    pub what: String,
    /// The line.
    pub text: String,
}

/// The longest text that is told as it was written.
const MOST_BYTES: usize = 2000;

/// A file's lines, and those that were read in their place.
pub struct Origin<'a> {
    path: &'a str,
    lines: Vec<&'a str>,
    /// For each line that was read where it comes from. Empty, where the file was read as it is.
    sources: Vec<Source>,
}

impl<'a> Origin<'a> {
    /// Of a file.
    pub fn new(path: &'a str, text: &'a str, sources: Vec<Source>) -> Self {
        Origin {
            path,
            lines: text.split('\n').collect(),
            sources,
        }
    }

    fn source(&self, line: usize) -> Option<&Source> {
        self.sources.get(line.checked_sub(1)?)
    }

    /// The first line in the file, counted from 0, of a line that was read, counted from 1.
    pub fn first(&self, line: usize) -> usize {
        let as_read = line.saturating_sub(1);
        self.source(line)
            .map_or(as_read, |source| source.lines.start)
    }

    /// The place in the file of a line that was read, counted from 1.
    pub fn place(&self, line: usize) -> Place {
        Place {
            path: self.path.to_owned(),
            line: self.first(line) + 1,
        }
    }

    /// Something said about a line that was read. A line in other words is told in those of the file.
    pub fn remark(&self, line: usize, what: String, text: String) -> Remark {
        let changed = self.source(line).filter(|source| source.is_changed);
        let written = changed.and_then(|source| self.lines.get(source.lines.clone()));
        // A line that is too long to be read says less than what was made of it.
        let is_said = |lines: &[&str]| {
            lines.iter().map(|line| line.len()).sum::<usize>() <= MOST_BYTES
                && lines.iter().any(|line| !line.trim().is_empty())
        };
        Remark {
            place: self.place(line),
            what,
            text: written
                .filter(|lines| is_said(lines))
                .map_or(text, |lines| lines.join(" ")),
        }
    }
}
