//! Banks of other shapes, read into questions of this one. Nothing gets lost: each line of the input is in a question or among
//! what is left over, with the reason.
//!
//! A text becomes blocks (`document`), shapes say where something begins in them (`shapes`), lines are dealt (`assemble`), answers are
//! cleaned (`clean`, `links`) and judged by the compiler (`referee`). Pure: whoever calls reads and writes the files.

mod alike;
mod assemble;
mod blocks;
mod clean;
mod container;
mod defined;
mod document;
mod duplicates;
mod edits;
pub mod encoding;
mod ends;
mod file;
mod footnotes;
mod html;
mod links;
mod markdown;
mod matter;
mod meaning;
mod model;
mod name;
mod nesting;
mod notes;
mod origin;
mod plain;
mod quotes;
mod reading;
mod referee;
mod runs;
mod shapes;
mod soften;
mod sorted;
mod sorting;
mod tables;
mod targets;
mod titles;
mod toml;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::route::Slug;
use crate::words::Words;
use assemble::{Found, Left};
use defined::{Defined, Footnotes};
use model::Raw;
pub use model::{Bank, Draft, Format, Imported, Input, Options, Picture};
use name::Naming;
use origin::Note;
pub use origin::{Place, Remark};
use reading::Opened;
use sorted::{File, Sorted};
use targets::Targets;

/// Reads all inputs. `has_picture` tells whether a path relative to what is imported is a picture.
pub fn import(
    inputs: &[Input],
    options: &Options,
    bank: &Bank,
    has_picture: &(dyn Fn(&str) -> bool + Sync),
) -> Imported {
    let mut imported = Imported::default();
    let opened: Vec<Opened<'_>> = inputs
        .par_iter()
        .map(|input| reading::opened(input, options))
        .collect();
    let (mut documents, mut origins) = (Vec::new(), Vec::new());
    let mut readings = Vec::new();
    for file in opened {
        documents.push(file.document);
        origins.push(file.origin);
        readings.push(file.reading);
    }
    let mut raw: Vec<Raw> = Vec::new();
    for (index, (input, reading)) in inputs.iter().zip(readings).enumerate() {
        let (document, origin) = (&documents[index], &origins[index]);
        let file = File::new(input, index, document);
        let mut left = reading.left;
        let sorted: Vec<Sorted> = reading
            .found
            .into_par_iter()
            .map(|found| file.sorted(found, options))
            .collect();
        for mut one in sorted {
            left.append(&mut one.left);
            raw.extend(one.raw);
            imported.notes.extend(one.notes.into_iter().map(|note| {
                let title = one.title.clone();
                origin.remark(note.line, note.what, title)
            }));
        }
        left.sort_by_key(|left| left.line);
        imported.left.extend(
            left.into_iter()
                .map(|left| origin.remark(left.line, left.reason, left.text)),
        );
    }
    let raw = duplicates::without(raw, &origins, &mut imported);
    let naming: Vec<Naming<'_>> = raw
        .iter()
        .map(|raw| Naming {
            title: &raw.title,
            sections: raw
                .found
                .sections
                .iter()
                .rev()
                .map(String::as_str)
                .collect(),
            answer: &raw.words,
        })
        .collect();
    let names = name::names(&naming);
    let mut taken = BTreeSet::new();
    let places: Vec<(Slug, Slug, bool)> = raw
        .iter()
        .zip(names)
        .map(|(raw, slug)| sorting::place(raw.topic.0.clone(), slug, &raw.title, bank, &mut taken))
        .collect();
    let mut of_file: Vec<Vec<&Found>> = vec![Vec::new(); documents.len()];
    for one in &raw {
        of_file[one.input].push(&one.found);
    }
    let defined: Vec<Defined<'_>> = documents
        .iter()
        .zip(of_file)
        .map(|(document, all)| Defined::new(document, all.into_iter()))
        .collect();
    let targets = Targets::new(inputs, &documents, &raw, &places);
    let footnotes: Vec<Footnotes> = raw
        .par_iter()
        .map(|one| defined[one.input].footnotes(&one.found))
        .collect();
    let cleaned: Vec<(String, Vec<Note>)> = raw
        .par_iter()
        .zip(&footnotes)
        .map(|(one, footnotes)| {
            let mut notes = Vec::new();
            (clean::markdown(&one.found, footnotes, &mut notes), notes)
        })
        .collect();
    let linked = |at: usize, answer: &str, pictures: &mut BTreeSet<Picture>| {
        let one = &raw[at];
        let definitions = defined[one.input].links(&one.found, answer);
        let (linked, said) =
            links::rewrite(answer, &definitions, &mut |destination, is_picture| {
                targets.resolve(at, destination, is_picture, has_picture, pictures)
            });
        (defined::without_links(linked), said)
    };
    // What a picture is called depends on those before it, so those answers are linked once more, in their order.
    let all_linked: Vec<Option<(String, Vec<links::Said>)>> = cleaned
        .par_iter()
        .enumerate()
        .map(|(at, (answer, _))| {
            let mut pictures = BTreeSet::new();
            let linked = linked(at, answer, &mut pictures);
            pictures.is_empty().then_some(linked)
        })
        .collect();
    let mut prepared = Vec::with_capacity(raw.len());
    for (((at, one), (answer, mut notes)), is_linked) in
        raw.iter().enumerate().zip(cleaned).zip(all_linked)
    {
        let (topic, slug, is_known) = places[at].clone();
        imported
            .topics
            .entry(topic.clone())
            .or_insert_with(|| one.topic.1.clone());
        let line = one.found.title_lines.first().copied().unwrap_or(1);
        let leave = |lines: &[usize], reason: &str| {
            let document = &documents[one.input];
            let lines = lines.iter().filter(|line| !document.is_blank(**line));
            let left = lines.map(|&line| Left {
                line: line + 1,
                reason: reason.to_owned(),
                text: document.line(line).to_owned(),
            });
            left.collect::<Vec<_>>()
        };
        let unused = defined[one.input].unused(&one.found);
        let mut left = leave(&unused, "an address that nothing refers to");
        left.extend(leave(
            &footnotes[at].told,
            "a footnote that nothing refers to",
        ));
        let (mut answer, said) =
            is_linked.unwrap_or_else(|| linked(at, &answer, &mut imported.pictures));
        notes.extend(links::told(said, &one.found.body, line));
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
    let words = Words::english();
    let mended: Vec<Mended> = prepared
        .par_iter()
        .zip(&raw)
        .map(|(question, one)| {
            let plain = || {
                let matter = &mut Vec::new();
                file::matter(one, false, options.today, bank, &targets, matter)
            };
            question.mended(&words, &plain, file::bare(&one.title))
        })
        .collect();
    for ((one, question), mended) in raw.iter().zip(prepared).zip(mended) {
        let origin = &origins[one.input];
        let document = &documents[one.input];
        let line_text = |line: usize| match (1..=document.len()).contains(&line) {
            true => document.line(line - 1).to_owned(),
            false => String::new(),
        };
        imported.notes.extend(
            mended
                .notes
                .into_iter()
                .map(|note| origin.remark(note.line, note.what, line_text(note.line))),
        );
        if let Some(refused) = &mended.refused {
            let body = one.found.body.iter();
            let body = body.filter(|line| !line.text.trim().is_empty());
            imported.left.extend(
                body.map(|line| origin.remark(line.number, refused.clone(), line.text.clone())),
            );
        }
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
            text: mended.text,
            from: origin.place(question.line),
            is_answered: question.is_answered && mended.refused.is_none(),
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

/// A question as the compiler accepts it.
struct Mended {
    text: String,
    notes: Vec<Note>,
    /// Why the answer is left out, if it is.
    refused: Option<String>,
}

impl Prepared {
    /// The text that the compiler accepts, and what was said and done. `plain` is the file without an answer, and `bare` without all but
    /// its title.
    fn mended(&self, words: &Words, plain: &dyn Fn() -> String, bare: String) -> Mended {
        let mut notes = self.notes.clone();
        let line = self.line;
        let mend = |text: String, notes: &mut Vec<Note>| {
            referee::mend(text, &self.topic, words, line, notes)
        };
        let reason = match mend(self.text.clone(), &mut notes) {
            Ok(text) => {
                return Mended {
                    text,
                    notes,
                    refused: None,
                };
            }
            Err(reason) => reason,
        };
        let mut note = |what: String| notes.push(Note { line, what });
        // Whatever cannot be mended is kept as it stands, in a block of code, for a person to look at.
        let fenced = markdown::fenced(&self.answer);
        let none = &mut Vec::new();
        let (text, refused) = if let Ok(text) = mend(format!("{}{fenced}\n", plain()), none) {
            note(format!("kept as plain text, because {reason}"));
            (text, None)
        } else if let Ok(text) = mend(format!("{bare}{fenced}\n"), none) {
            note(format!(
                "kept as plain text without its tags and sources, because {reason}"
            ));
            (text, None)
        } else {
            (
                bare,
                Some(format!("an answer that cannot be one, because {reason}")),
            )
        };
        Mended {
            text,
            notes,
            refused,
        }
    }
}
