//! From marks on lines to questions. A shape only says where something begins; here each line is dealt to a question or to the
//! leftovers, so that none can get lost, whatever the shape.

use std::collections::BTreeMap;
use std::ops::Range;

use super::document::{Document, Item};
use super::origin::Note;
use super::words;
use crate::route::Difficulty;

/// A line of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its place in the file, counted from 1.
    pub number: usize,
    /// The text, without what was in front of it only because it stood inside of something.
    pub text: String,
}

/// What begins at a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A question with its title in Markdown, and the start of its answer where that stands on the same line.
    Question {
        /// Markdown.
        title: String,
        /// What follows on the title's own lines.
        rest: Option<String>,
        /// What the answer stands in.
        inside: Inside,
    },
    /// The heading of a section.
    Section {
        /// Markdown.
        title: String,
        /// 1 to 6.
        level: u8,
    },
    /// Lines that belong to nothing; what was open goes on behind them.
    Aside(&'static str),
    /// The end of what was open; what follows belongs to nothing until something begins.
    Stop(&'static str),
}

/// What an answer stands in, which indents its lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inside {
    /// How far.
    pub indent: usize,
    /// Up to which line.
    pub until: usize,
    /// Whether the lines may be indented as a whole, as people do it in HTML.
    pub is_html: bool,
}

impl Mark {
    /// A question that stands in nothing.
    pub fn question(title: String, rest: Option<String>) -> Mark {
        Mark::Question {
            title,
            rest,
            inside: Inside::default(),
        }
    }

    /// A heading that asks nothing: of a section, or of what belongs to no question.
    pub fn heading(text: &str, level: u8) -> Mark {
        match words::aside(text) {
            Some(reason) => Mark::Stop(reason),
            None => Mark::Section {
                title: text.to_owned(),
                level,
            },
        }
    }
}

impl Inside {
    /// In an item of a list.
    pub fn item(item: &Item) -> Inside {
        Inside {
            indent: item.indent,
            until: item.lines.end,
            is_html: false,
        }
    }
}

/// A mark and its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The lines that the mark itself takes up.
    pub lines: Range<usize>,
    /// What begins.
    pub mark: Mark,
}

impl Placed {
    /// Whether a question begins here.
    pub fn is_question(&self) -> bool {
        matches!(self.mark, Mark::Question { .. })
    }

    /// The title of the question or section that begins here.
    pub fn title(&self) -> &str {
        match &self.mark {
            Mark::Question { title, .. } | Mark::Section { title, .. } => title,
            Mark::Aside(_) | Mark::Stop(_) => "",
        }
    }
}

/// A question as it stands in the input.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Markdown.
    pub title: String,
    /// The lines of the title, counted from 1.
    pub title_lines: Vec<usize>,
    /// The answer's lines.
    pub body: Vec<Line>,
    /// The headings that it stands under, from the outermost.
    pub sections: Vec<String>,
    /// What else the file says of it.
    pub said: Said,
    /// Whether the answer may be indented as a whole.
    pub is_html: bool,
    /// What was changed when it was read.
    pub notes: Vec<Note>,
}

/// What a file says of a question beside its title and answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// Labels.
    pub tags: Vec<String>,
    /// How hard it is.
    pub level: Option<Difficulty>,
    /// Other names that it is searched by.
    pub keywords: Vec<String>,
    /// Where it comes from: titles and addresses.
    pub sources: Vec<(String, Option<String>)>,
    /// Names of other questions, as written.
    pub related: Vec<String>,
    /// Whether it is unfinished.
    pub draft: bool,
    /// The lines of what was said in front matter, counted from 1.
    pub lines: BTreeMap<(What, String), usize>,
}

/// What is said of a question, where its place may have to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A label.
    Tag,
    /// The address of a source.
    Address,
    /// The name of another question.
    Related,
}

impl Found {
    /// Whether there is anything below the title.
    pub fn is_answered(&self) -> bool {
        let lines = self.body.iter().map(|line| line.text.trim());
        if words::says_much(lines.clone()) {
            return true;
        }
        let text: Vec<&str> = lines.filter(|text| !text.is_empty()).collect();
        let text = text.join("\n");
        let markdown = if text.contains('<') {
            super::markdown::to_markdown(&text)
        } else {
            text.clone()
        };
        !text.is_empty() && !words::is_placeholder(&markdown)
    }
}

/// Lines that are in no question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The line's place in the file, counted from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
    /// The text.
    pub text: String,
}

/// A reading of some lines.
#[derive(Debug, Default)]
pub struct Reading {
    /// In the order of the input.
    pub found: Vec<Found>,
    /// In the order of the input.
    pub left: Vec<Left>,
    /// Whether the whole file is one question.
    pub is_note: bool,
}

/// Why lines in front of the first question are in none.
pub const BEFORE: &str = "before the first question";

/// Deals the lines of `scope`. `sections` are the headings that the scope stands under. Marks are in order and do not overlap.
pub fn assemble(
    document: &Document,
    scope: Range<usize>,
    marks: &[Placed],
    sections: &[(u8, String)],
) -> Reading {
    let mut reading = Reading::default();
    let mut open: Option<(Found, Inside)> = None;
    let mut sections = sections.to_vec();
    let mut reason = BEFORE;
    let mut marks = marks
        .iter()
        .filter(|placed| placed.lines.start >= scope.start && placed.lines.end <= scope.end)
        .peekable();
    let mut index = scope.start;
    let leave = |reading: &mut Reading, lines: Range<usize>, reason: &str| {
        for line in lines.filter(|&line| !document.is_blank(line)) {
            reading.left.push(Left {
                line: line + 1,
                reason: reason.to_owned(),
                text: document.line(line).to_owned(),
            });
        }
    };
    while index < scope.end {
        let Some(placed) = marks.next_if(|placed| placed.lines.start <= index) else {
            match &mut open {
                Some((found, inside)) => found.body.push(Line {
                    number: index + 1,
                    text: outdent(
                        document.line(index),
                        if index < inside.until {
                            inside.indent
                        } else {
                            0
                        },
                    )
                    .to_owned(),
                }),
                None => leave(&mut reading, index..index + 1, reason),
            }
            index += 1;
            continue;
        };
        let lines = placed.lines.clone();
        match &placed.mark {
            Mark::Aside(why) => leave(&mut reading, lines.clone(), why),
            Mark::Stop(why) => {
                reading.found.extend(open.take().map(|(found, _)| found));
                reason = why;
                leave(&mut reading, lines.clone(), why);
            }
            Mark::Section { title, level } => {
                reading.found.extend(open.take().map(|(found, _)| found));
                sections.retain(|(above, _)| above < level);
                sections.push((*level, title.clone()));
                reason = "under a heading that is no question";
                leave(&mut reading, lines.clone(), "the heading of a section");
            }
            Mark::Question {
                title,
                rest,
                inside,
            } => {
                reading.found.extend(open.take().map(|(found, _)| found));
                let mut found = Found {
                    title: title.clone(),
                    title_lines: lines.clone().map(|line| line + 1).collect(),
                    sections: sections.iter().map(|(_, title)| title.clone()).collect(),
                    ..Found::default()
                };
                if let Some(rest) = rest.as_ref().filter(|rest| !rest.trim().is_empty()) {
                    found.body.push(Line {
                        number: lines.end,
                        text: rest.clone(),
                    });
                }
                found.is_html = inside.is_html;
                open = Some((found, inside.clone()));
            }
        }
        index = lines.end.max(index);
    }
    reading.found.extend(open.take().map(|(found, _)| found));
    reading
}

/// Takes away up to `most` blanks in front.
fn outdent(line: &str, most: usize) -> &str {
    let blanks = line
        .bytes()
        .take(most)
        .take_while(|byte| *byte == b' ')
        .count();
    if blanks == 0 && most > 0 {
        return line.strip_prefix('\t').unwrap_or(line);
    }
    &line[blanks..]
}
