//! One file read in the way that finds the most questions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::assemble::Reading;
use super::document::Document;
use super::shapes::Shape;
use super::{Format, Input, Options, notes, shapes, sorting, tables};
use crate::diagnostic::SourceText;

/// The reading of one file.
pub fn read(input: &Input, document: &Document, options: &Options) -> Reading {
    let ending = input
        .path
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase())
        .unwrap_or_default();
    let is_table = match options.format {
        Format::Table => true,
        Format::Auto => {
            matches!(ending.as_str(), "csv" | "tsv")
                || ending == "txt" && tables::is_table(&input.text)
        }
        _ => false,
    };
    if is_table {
        return tables::read(&input.text);
    }
    let file = Arc::new(SourceText {
        path: input.path.clone(),
        text: input.text.clone(),
    });
    let matter = notes::matter(&file, &options.renamed);
    let has_matter = matter.is_some();
    let matter = matter.unwrap_or_default();
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
    let enough = match (has_matter, input.is_in_folder) {
        (true, _) => 5,
        (false, true) => 2,
        (false, false) => 1,
    };
    let is_note = options.format == Format::Auto && reading.found.len().max(answered) < enough;
    if let Some(note) = note.filter(|_| is_note) {
        return note;
    }
    for found in &mut reading.found {
        let said = &matter.said;
        found.said.tags.splice(0..0, said.tags.iter().cloned());
        found.said.level = found.said.level.or(said.level);
        found.said.draft |= said.draft;
    }
    reading.left.extend(matter.left);
    reading
}

fn shape(format: Format) -> Option<Shape> {
    match format {
        Format::Labels => Some(Shape::Labels),
        Format::Headings => Some(Shape::Headings),
        Format::Details => Some(Shape::Details),
        Format::Bold => Some(Shape::Bold),
        Format::Lists => Some(Shape::Lists),
        Format::Cards => Some(Shape::Cards),
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
