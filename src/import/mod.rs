//! Banks of other shapes, read into questions of this one. Nothing gets lost: each line of the input is in a question or among
//! what is left over, with the reason.
//!
//! A text becomes blocks (`document`), shapes say where something begins in them (`shapes`), lines are dealt (`assemble`), answers are
//! cleaned (`clean`, `links`) and judged by the compiler (`referee`). Pure: whoever calls reads and writes the files.

mod alike;
mod assemble;
mod blocks;
mod clean;
mod document;
mod edits;
pub mod encoding;
mod file;
mod html;
mod links;
mod matter;
mod name;
mod nesting;
mod notes;
mod origin;
mod plain;
mod reading;
mod referee;
mod runs;
mod shapes;
mod soften;
mod sorting;
mod tables;
mod targets;
mod titles;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::route::Slug;
use assemble::{Found, Left};
use clean::Note;
use document::{Document, plain};
use name::Naming;
use origin::Origin;
pub use origin::{Place, Remark};
use targets::Targets;

/// How the input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// Whatever finds the most questions
    #[default]
    Auto,
    /// `Q. …` and `Ans. …`
    Labels,
    /// Headings that ask
    Headings,
    /// `<details><summary>`
    Details,
    /// Paragraphs in bold
    Bold,
    /// Lists of questions
    Lists,
    /// Flashcards: `question::answer`, `?` between the two, clozes
    Cards,
    /// Paragraphs that ask
    Prose,
    /// A file a question
    Notes,
    /// CSV, TSV, or Anki's text export
    Table,
}

/// What a caller decides.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The topic of all questions.
    pub topic: Option<String>,
    /// Whether headings above questions are topics.
    pub topics_from_headings: bool,
    /// How the input is written.
    pub format: Format,
    /// Front matter's keys, and what they mean here.
    pub renamed: Vec<(String, String)>,
    /// The day on which the questions join the bank.
    pub today: Option<Date>,
}

/// A file to import.
#[derive(Debug, Clone)]
pub struct Input {
    /// Relative to what is imported, with `/`; for people, too.
    pub path: String,
    /// Whether it was found in a folder that is imported as a whole.
    pub is_in_folder: bool,
    /// Normalised.
    pub text: String,
}

/// What the bank has already.
#[derive(Debug, Clone, Default)]
pub struct Bank {
    /// Names of questions, each with its title and topic. Old names have no title.
    pub names: BTreeMap<Slug, (Option<String>, Slug)>,
    /// Tags as they are written.
    pub tags: BTreeMap<Slug, String>,
}

/// A question, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its name.
    pub slug: Slug,
    /// The folder that it goes to.
    pub topic: Slug,
    /// The question.
    pub title: String,
    /// The whole file.
    pub text: String,
    /// Where it comes from.
    pub from: Place,
    /// Whether it has an answer.
    pub is_answered: bool,
    /// Whether the bank has it already, under this name.
    pub is_known: bool,
}

/// A picture to copy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Picture {
    /// Relative to what is imported.
    pub from: String,
    /// The topic's folder.
    pub topic: Slug,
    /// The file's name in it.
    pub name: String,
}

/// Everything that became of an import.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// In the order of the input.
    pub drafts: Vec<Draft>,
    /// Titles of the topics that are needed.
    pub topics: BTreeMap<Slug, String>,
    /// Questions that are in the input twice: where, the title, and where it is first.
    pub duplicates: Vec<(Place, String, Place)>,
    /// Lines in no question.
    pub left: Vec<Remark>,
    /// What was changed in answers.
    pub notes: Vec<Remark>,
    /// What to copy.
    pub pictures: BTreeSet<Picture>,
}

/// A question with where it comes from.
struct Raw {
    found: Found,
    input: usize,
    title: String,
    /// What of the title stands in the answer.
    rest: Option<String>,
    topic: (Slug, String),
    /// Sections that are no topic.
    sections: Vec<String>,
}

/// Reads all inputs. `has_picture` tells whether a path relative to what is imported is a picture.
pub fn import(
    inputs: &[Input],
    options: &Options,
    bank: &Bank,
    has_picture: &dyn Fn(&str) -> bool,
) -> Imported {
    let mut imported = Imported::default();
    let (documents, origins): (Vec<Document>, Vec<Origin<'_>>) = inputs
        .par_iter()
        .map(|input| reading::opened(input, options))
        .unzip();
    let mut raw: Vec<Raw> = Vec::new();
    for (index, (input, document)) in inputs.iter().zip(&documents).enumerate() {
        let origin = &origins[index];
        let reading = reading::read(input, document, options);
        let mut left = reading.left;
        let repeated = reading::repeated(document);
        for mut found in reading.found {
            clean::trim(&mut found, &repeated, &mut left);
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
                let line = found.title_lines.first().copied().unwrap_or(1);
                let what =
                    format!("kept the words of a link to `{destination}`: a title is plain text");
                imported
                    .notes
                    .push(origin.remark(line, what, found.title.clone()));
            }
            if title.is_empty() {
                left.extend(sorting::leave(&found, document, "a question without words"));
                continue;
            }
            let (Some(topic), sections) = sorting::topic(&found, input, document, options) else {
                left.extend(sorting::leave(
                    &found,
                    document,
                    "a question without a topic",
                ));
                continue;
            };
            raw.push(Raw {
                found,
                input: index,
                title,
                rest,
                topic,
                sections,
            });
        }
        left.sort_by_key(|left| left.line);
        imported.left.extend(
            left.into_iter()
                .map(|left| origin.remark(left.line, left.reason, left.text)),
        );
    }
    let raw = without_duplicates(raw, &origins, &mut imported);
    let words = raw.par_iter().map(|raw| answer_words(&raw.found));
    let plain_answers: Vec<String> = words.collect();
    let naming: Vec<Naming<'_>> = raw
        .iter()
        .zip(&plain_answers)
        .map(|(raw, answer)| Naming {
            title: &raw.title,
            sections: raw
                .found
                .sections
                .iter()
                .rev()
                .map(String::as_str)
                .collect(),
            answer,
        })
        .collect();
    let names = name::names(&naming);
    let mut taken = BTreeSet::new();
    let places: Vec<(Slug, Slug, bool)> = raw
        .iter()
        .zip(names)
        .map(|(raw, slug)| sorting::place(raw.topic.0.clone(), slug, &raw.title, bank, &mut taken))
        .collect();
    let targets = Targets::new(inputs, &documents, &raw, &places);
    let cleaned: Vec<(String, Vec<Note>)> = raw
        .par_iter()
        .map(|one| {
            let mut notes = Vec::new();
            (clean::markdown(&one.found, &mut notes), notes)
        })
        .collect();
    let mut prepared = Vec::with_capacity(raw.len());
    for ((at, one), (mut answer, mut notes)) in raw.iter().enumerate().zip(cleaned) {
        let (topic, slug, is_known) = places[at].clone();
        imported
            .topics
            .entry(topic.clone())
            .or_insert_with(|| one.topic.1.clone());
        let line = one.found.title_lines.first().copied().unwrap_or(1);
        let mut left = Vec::new();
        for line in targets.unused(one.input, &one.found) {
            left.push(Left {
                line: line + 1,
                reason: "an address that nothing refers to".into(),
                text: documents[one.input].line(line).to_owned(),
            });
        }
        let definitions = targets.definitions(one.input, &one.found);
        let (linked, said) =
            links::rewrite(&answer, &definitions, &mut |destination, is_picture| {
                targets.resolve(
                    at,
                    destination,
                    is_picture,
                    has_picture,
                    &mut imported.pictures,
                )
            });
        notes.extend(said.into_iter().map(|what| Note { line, what }));
        answer = targets.with_notes(one.input, linked);
        let is_answered = !words::is_placeholder(&answer) || answer.contains("![");
        if !is_answered {
            left.extend(
                one.found
                    .body
                    .iter()
                    .filter(|line| !line.text.trim().is_empty())
                    .map(|line| Left {
                        line: line.number,
                        reason: "a placeholder in the place of an answer".into(),
                        text: line.text.clone(),
                    }),
            );
            answer.clear();
        }
        if let Some(rest) = &one.rest {
            answer = format!("{rest}\n\n{answer}");
        }
        let matter = file::matter(one, is_answered, options.today, bank, &targets, &mut notes);
        let text = match answer.trim_end() {
            "" => matter,
            answer => format!("{matter}{answer}\n"),
        };
        prepared.push(Prepared {
            text,
            answer,
            topic,
            slug,
            line,
            is_answered,
            is_known,
            notes,
            left,
        });
    }
    // The compiler takes most of the time, and each question is compiled for itself.
    let mended: Vec<(String, Vec<Note>)> = prepared
        .par_iter()
        .zip(&raw)
        .map(|(question, one)| {
            let plain = || {
                let matter = &mut Vec::new();
                file::matter(one, false, options.today, bank, &targets, matter)
            };
            question.mended(&plain)
        })
        .collect();
    for ((one, question), (text, notes)) in raw.iter().zip(prepared).zip(mended) {
        let origin = &origins[one.input];
        let document = &documents[one.input];
        let line_text = |line: usize| match (1..=document.len()).contains(&line) {
            true => document.line(line - 1).to_owned(),
            false => String::new(),
        };
        imported.notes.extend(
            notes
                .into_iter()
                .map(|note| origin.remark(note.line, note.what, line_text(note.line))),
        );
        imported.left.extend(
            question
                .left
                .into_iter()
                .map(|left| origin.remark(left.line, left.reason, left.text)),
        );
        imported.drafts.push(Draft {
            slug: question.slug,
            topic: question.topic,
            title: one.title.clone(),
            text,
            from: origin.place(question.line),
            is_answered: question.is_answered,
            is_known: question.is_known,
        });
    }
    let order: BTreeMap<&str, usize> = inputs
        .iter()
        .enumerate()
        .map(|(at, input)| (input.path.as_str(), at))
        .collect();
    imported
        .left
        .sort_by_key(|remark| (order.get(remark.place.path.as_str()), remark.place.line));
    imported.notes.dedup();
    imported
}

/// A question whose text is complete, but not yet judged by the compiler.
struct Prepared {
    text: String,
    answer: String,
    topic: Slug,
    slug: Slug,
    line: usize,
    is_answered: bool,
    is_known: bool,
    notes: Vec<Note>,
    left: Vec<Left>,
}

impl Prepared {
    /// The text that the compiler accepts, and what was said and done. `plain` is the file without an answer.
    fn mended(&self, plain: &dyn Fn() -> String) -> (String, Vec<Note>) {
        let mut notes = self.notes.clone();
        let line = self.line;
        match referee::mend(self.text.clone(), &self.topic, line, &mut notes) {
            Ok(text) => (text, notes),
            Err(reason) => {
                // Whatever cannot be mended is kept as it stands, in a block of code, for a person to look at.
                notes.push(Note {
                    line,
                    what: format!("kept as plain text, because {reason}"),
                });
                let whole = format!("{}{}\n", plain(), file::fenced(&self.answer));
                let text = referee::mend(whole, &self.topic, line, &mut Vec::new());
                (text.unwrap_or_else(|_| plain()), notes)
            }
        }
    }
}

fn answer_words(found: &Found) -> String {
    let lines: Vec<&str> = found.body.iter().map(|line| line.text.as_str()).collect();
    plain(&lines.join("\n"))
}

/// Of questions that are the same, the first; of those with one title, all that say something of their own.
fn without_duplicates(raw: Vec<Raw>, origins: &[Origin<'_>], imported: &mut Imported) -> Vec<Raw> {
    let place = |raw: &Raw| {
        let line = raw.found.title_lines.first().copied().unwrap_or(1);
        origins[raw.input].place(line)
    };
    let simple = |text: &str| {
        text.to_lowercase()
            .chars()
            .filter(|char| char.is_alphanumeric() || "+#".contains(*char))
            .collect::<String>()
    };
    let title_of = |raw: &Raw| {
        if simple(&raw.title).is_empty() {
            raw.title.clone()
        } else {
            simple(&raw.title)
        }
    };
    let mut seen: BTreeMap<(String, String), Place> = BTreeMap::new();
    let mut answered: BTreeMap<String, Place> = BTreeMap::new();
    for one in raw.iter().filter(|one| one.found.is_answered()) {
        answered.entry(title_of(one)).or_insert_with(|| place(one));
    }
    let mut kept = Vec::new();
    for one in raw {
        let title = title_of(&one);
        let own = if one.found.is_answered() {
            simple(&answer_words(&one.found))
        } else {
            String::new()
        };
        let first = match (own.is_empty(), answered.get(&title)) {
            (true, Some(first)) if !one.found.is_answered() => Some(first.clone()),
            _ => seen.get(&(title.clone(), own.clone())).cloned(),
        };
        match first {
            Some(first) => imported
                .duplicates
                .push((place(&one), one.found.title.clone(), first)),
            None => {
                seen.insert((title, own), place(&one));
                kept.push(one);
            }
        }
    }
    kept
}
