//! One file read in the way that finds the most questions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::alike::{Alike, Source, alike};
use super::assemble::{Found, Reading, What};
use super::document::{Document, plain};
use super::model::{Format, Input, Options};
use super::origin::Origin;
use super::shapes::Shape;
use super::{matter, notes, quotes, shapes, sorting, tables, words};
use crate::diagnostic::SourceText;

/// Whether a file is read as a table.
pub fn is_table(input: &Input, options: &Options) -> bool {
    let ending = input
        .path
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase())
        .unwrap_or_default();
    match options.format {
        Format::Table => true,
        Format::Auto => {
            matches!(ending.as_str(), "csv" | "tsv")
                || ending == "txt" && tables::is_table(&input.text)
        }
        _ => false,
    }
}

/// A file as it is read.
pub struct Opened<'a> {
    /// What it says.
    pub document: Document,
    /// Where that stands in the file.
    pub origin: Origin<'a>,
    /// The questions in it.
    pub reading: Reading,
}

impl<'a> Opened<'a> {
    fn new(input: &'a Input, options: &Options, text: String, sources: Vec<Source>) -> Self {
        let document = Document::new(text);
        Opened {
            reading: read(input, &document, options),
            origin: Origin::new(&input.path, &input.text, sources),
            document,
        }
    }
}

/// Reads a file. The rows of a table are read as they are.
pub fn opened<'a>(input: &'a Input, options: &Options) -> Opened<'a> {
    if is_table(input, options) {
        return Opened::new(input, options, input.text.clone(), Vec::new());
    }
    let of = |read: Alike| Opened::new(input, options, read.text, read.sources);
    let mut read = alike(&input.text, &BTreeSet::new());
    let asked = std::mem::take(&mut read.asked);
    let opened = of(read);
    if asked.is_empty() {
        return opened;
    }
    // A question in a quote may be a bank's, or what an answer quotes. Which one shows what is asked around it.
    let quotes: BTreeSet<usize> = asked.iter().map(|(_, quote)| *quote).collect();
    let closed = of(alike(&input.text, &quotes));
    let kept = match opened.reading.is_note {
        true => quotes.clone(),
        false => quotes::kept(&asked, &closed.document, &closed.origin, &closed.reading),
    };
    match kept.len() {
        0 => opened,
        all if all == quotes.len() => closed,
        _ => of(alike(&input.text, &kept)),
    }
}

/// The reading of one file.
fn read(input: &Input, document: &Document, options: &Options) -> Reading {
    if is_table(input, options) {
        return tables::read(&input.text);
    }
    let file = Arc::new(SourceText {
        path: input.path.clone(),
        text: document.text.clone(),
    });
    let matter = matter::read(&file, &options.renamed);
    let has_matter = matter.is_some();
    let mut matter = matter.unwrap_or_default();
    let name = input.path.rsplit('/').next().unwrap_or(&input.path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let may_be_note = matches!(options.format, Format::Auto | Format::Notes)
        && (has_matter || !sorting::is_about_files(stem));
    let note = may_be_note
        .then(|| notes::read(document, &matter, stem, !has_matter))
        .flatten();
    if options.format == Format::Notes {
        return note.unwrap_or_else(|| {
            sorting::all_left(
                document,
                "no question: the file has neither a title nor one heading above all others",
            )
        });
    }
    let only = shape(options.format);
    let mut reading = shapes::read(document, only, matter.text_from);
    let answered = reading
        .found
        .iter()
        .filter(|found| found.is_answered())
        .count();
    let own = matter.title.as_deref().unwrap_or(stem);
    let enough = match (has_matter, input.is_in_folder) {
        (true, _) if is_deck(&input.text, &matter.said.tags) => 1,
        // A page that asks nothing itself, with whole questions in it, is about all of them.
        (true, _) if !words::is_asking(own) && reading.found.iter().all(is_whole) => 2,
        (true, _) => 5,
        (false, true) => 2,
        (false, false) => 1,
    };
    let is_note = options.format == Format::Auto && reading.found.len().max(answered) < enough;
    if let Some(note) = note.filter(|_| is_note) {
        return note;
    }
    // A note of a vault may have nothing but its name and its text.
    let name = notes::name(stem);
    if is_note && !has_matter && input.is_in_folder && may_be_note && words::is_asking(&name) {
        let note = notes::read(document, &matter, stem, false);
        return note.unwrap_or(reading);
    }
    matter::leave(&mut matter);
    for found in &mut reading.found {
        let said = &matter.said;
        found.said.tags.splice(0..0, said.tags.iter().cloned());
        found.said.level = found.said.level.or(said.level);
        found.said.draft |= said.draft;
        let lines = said.lines.iter().filter(|(key, _)| key.0 == What::Tag);
        let lines = lines.map(|(key, line)| (key.clone(), *line));
        found.said.lines.extend(lines);
    }
    reading.left.extend(matter.left);
    reading
}

/// Whether a text says that it has flashcards.
fn is_deck(text: &str, tags: &[String]) -> bool {
    let is_tag = |tag: &String| tag.split('/').next() == Some("flashcards");
    tags.iter().any(is_tag) || text.contains("#flashcards") || text.contains("<!--SR:")
}

/// Whether a title is more than `Why?`
fn is_whole(found: &Found) -> bool {
    let words = plain(&found.title);
    words.split(' ').count() > 3 || !words.is_ascii() && words.chars().count() > 5
}

fn shape(format: Format) -> Option<Shape> {
    match format {
        Format::Labels => Some(Shape::Labels),
        Format::Headings => Some(Shape::Headings),
        Format::Details => Some(Shape::Details),
        Format::Bold => Some(Shape::Bold),
        Format::Lists => Some(Shape::Lists),
        Format::Cards => Some(Shape::Cards),
        Format::Prose => Some(Shape::Prose),
        Format::Auto | Format::Notes | Format::Table => None,
    }
}

/// Lines with links into the file that stand there three times and more.
pub fn repeated(document: &Document) -> BTreeSet<String> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for line in document.text.lines().map(str::trim) {
        if line.contains("](#") || line.contains("href=\"#") {
            *times.entry(line).or_default() += 1;
        }
    }
    let often = times
        .into_iter()
        .filter(|(line, times)| *times >= 3 && line.len() < 200);
    often.map(|(line, _)| line.to_owned()).collect()
}
