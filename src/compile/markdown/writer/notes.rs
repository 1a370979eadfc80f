//! Footnotes: their numbers in the text, and the list of them at its end.

use std::collections::BTreeMap;

use super::{PAGE_ID_PREFIX, Pass, Writer};
use crate::compile::markdown::Note;
use crate::compile::markdown::references::folded;
use crate::compile::markup::escaped;
use crate::diagnostic::{Code, Diagnostic};

impl<'a> Writer<'a> {
    /// A number that links to a note. The prefix of its id keeps headings from taking the same one.
    pub(super) fn note(&mut self, label: &str, pass: &mut Pass<'a>) {
        let label = folded(label);
        let known = self.notes.iter().position(|note| *note == label);
        let number = known.unwrap_or(self.notes.len()) + 1;
        let names = ["fn", "fnref"].map(|name| format!("{PAGE_ID_PREFIX}{name}-{number}"));
        let id = match known {
            None => format!("id=\"{}\"", names[1]),
            Some(_) => String::new(),
        };
        if known.is_none() {
            self.notes.push(label);
        }
        let href = format!("#{}", names[0]);
        let html = match pass.links.contains(&true) {
            // Links cannot be nested: a browser would end the outer one where the inner one starts.
            true if id.is_empty() => format!("<sup>{number}</sup>"),
            true => format!("<sup{}>{number}</sup>", pass.mark(id, &self.nonce)),
            false => {
                let said = self
                    .words
                    .fill("answer.note", &[("number", &number.to_string())]);
                let label = format!("{id} aria-label=\"{}\"", escaped(&said));
                let attributes = pass.mark(label.trim_start(), &self.nonce);
                format!("<sup><a{attributes} href=\"{href}\">{number}</a></sup>")
            }
        };
        pass.html(html);
        self.own.push(href);
        for name in names {
            self.names.take(&name);
        }
    }

    /// The footnotes that the text refers to, in the order of their numbers. A note may refer to further ones.
    pub fn footnotes(&mut self, notes: Vec<Note<'a>>) -> Option<String> {
        let mut first: BTreeMap<String, Note<'a>> = BTreeMap::new();
        for note in notes {
            let label = folded(&note.label);
            match first.get(&label) {
                Some(earlier) => {
                    let line = self.file.text[..earlier.span.start].matches('\n').count() + 1;
                    let message = format!(
                        "the footnote `[^{}]` is defined in line {line} already",
                        note.label
                    );
                    let hint = "keep one of the two, or give this one another name";
                    self.about(&note, Code::DuplicateDefinition, message, hint.into());
                }
                None => drop(first.insert(label, note)),
            }
        }
        let mut items = String::new();
        let back_label = escaped(self.words.text("answer.back"));
        let mut number = 0;
        while let Some(label) = self.notes.get(number) {
            let note = first.remove(label);
            number += 1;
            let Some(note) = note else { continue };
            let body = self.fragment(note.events).html;
            let back = format!(
                " <a href=\"#PB-fnref-{number}\" class=\"back\" aria-label=\"{back_label}\">↩</a>"
            );
            let body = match body.strip_suffix("</p>") {
                Some(start) => format!("{start}{back}</p>"),
                None => body + &back,
            };
            items.push_str(&format!("<li id=\"PB-fn-{number}\">{body}</li>\n"));
        }
        for note in first.into_values() {
            let message = format!(
                "nothing in the text refers to the footnote `[^{}]`",
                note.label
            );
            let hint = format!(
                "write `[^{}]` where the note belongs, or remove it",
                note.label
            );
            self.about(&note, Code::UnusedDefinition, message, hint);
        }
        (!items.is_empty()).then(|| format!("<ol class=\"footnotes\">\n{items}</ol>"))
    }

    /// Reports something at a note's label.
    fn about(&mut self, note: &Note<'_>, code: Code, message: String, hint: String) {
        let place = self.within_line(&note.span, &format!("[^{}]", note.label));
        self.findings.add(code, || {
            Diagnostic::at(code, self.file, place, message).hint(hint)
        });
    }
}
