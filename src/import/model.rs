//! What goes into an import, and what comes out of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::assemble::Found;
use super::origin::{Place, Remark};
use crate::route::Slug;

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
pub struct Raw {
    /// As it was found.
    pub found: Found,
    /// The input's place.
    pub input: usize,
    /// Plain text.
    pub title: String,
    /// What of the title stands in the answer.
    pub rest: Option<String>,
    /// Its name, and its title.
    pub topic: (Slug, String),
    /// Sections that are no topic.
    pub sections: Vec<String>,
    /// The words of the answer.
    pub words: String,
    /// Whether there is an answer.
    pub is_answered: bool,
}
