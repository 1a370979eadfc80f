//! From what was found to questions: what stands around an answer goes, and each gets a title and a topic.

use std::collections::BTreeSet;

use super::assemble::{Found, Left};
use super::clean;
use super::document::{Document, plain};
use super::model::{Input, Options, Raw};
use super::origin::Note;
use super::{footnotes, links, markdown, reading, sorting};

/// What became of a question that was found.
#[derive(Default)]
pub struct Sorted {
    /// Its title, as written.
    pub title: String,
    /// The question, if it is one.
    pub raw: Option<Raw>,
    /// Lines that are in none.
    pub left: Vec<Left>,
    /// What was changed.
    pub notes: Vec<Note>,
}

/// A file, and what is known of the whole of it.
pub struct File<'a> {
    input: &'a Input,
    index: usize,
    document: &'a Document,
    repeated: BTreeSet<String>,
    title: Option<String>,
}

impl<'a> File<'a> {
    /// The input of that number.
    pub fn new(input: &'a Input, index: usize, document: &'a Document) -> Self {
        File {
            input,
            index,
            document,
            repeated: reading::repeated(document),
            title: sorting::of_file(document),
        }
    }

    /// A question with its title and topic, or why it is none.
    pub fn sorted(&self, mut found: Found, options: &Options) -> Sorted {
        let mut sorted = Sorted::default();
        clean::trim(&mut found, &self.repeated, &mut sorted.left);
        footnotes::of_title(&mut found, self.document);
        let (title, rest) = sorting::title(&found.title);
        for (words, destination) in links::of_title(&found.title) {
            // A sign that leads up says nothing.
            if destination.starts_with('#') && !words.contains(char::is_alphanumeric) {
                continue;
            }
            if destination.starts_with("http") {
                found.said.sources.push((words, Some(destination)));
                continue;
            }
            sorted.notes.push(Note {
                line: found.title_lines.first().copied().unwrap_or(1),
                what: format!("kept the words of a link to `{destination}`: a title is plain text"),
            });
        }
        sorted.title.clone_from(&found.title);
        let line = found.title_lines.first().copied().unwrap_or(1);
        let lost = links::lost_of_title(&found.title);
        sorted
            .notes
            .extend(lost.into_iter().map(|what| Note { line, what }));
        sorted.notes.append(&mut found.notes);
        let (topic, sections) = sorting::topic(&found, self.input, self.title.as_ref(), options);
        let (Some(topic), false) = (topic, title.is_empty()) else {
            let reason = match title.is_empty() {
                true => "a question without words",
                false => "a question without a topic",
            };
            let left = sorting::leave(&found, self.document, reason);
            sorted.left.extend(left);
            return sorted;
        };
        sorted.raw = Some(Raw {
            words: answer_words(&found),
            is_answered: found.is_answered(),
            found,
            input: self.index,
            title,
            rest,
            topic,
            sections,
        });
        sorted
    }
}

fn answer_words(found: &Found) -> String {
    let lines: Vec<&str> = found.body.iter().map(|line| line.text.as_str()).collect();
    let text = lines.join("\n");
    match text.contains('<') {
        true => plain(&markdown::to_markdown(&text)),
        false => plain(&text),
    }
}
