//! Lists of questions, most of them without answers. What stands below an item, or behind a numbered one, is its answer.

use std::ops::Range;

use super::within;
use crate::import::assemble::{Inside, Mark, Placed};
use crate::import::document::{Document, Item, Kind, plain};
use crate::import::words;

const BETWEEN: &str = "between the questions";

pub fn marks(document: &Document, scope: &Range<usize>) -> Vec<Placed> {
    let mut marks: Vec<Placed> = Vec::new();
    let units: Vec<_> = within(document, scope).collect();
    for (at, unit) in units.iter().enumerate() {
        match &unit.kind {
            Kind::Heading { level, text } => marks.push(Placed {
                lines: unit.lines.clone(),
                mark: match words::aside(text) {
                    Some(reason) => Mark::Stop(reason),
                    None => Mark::Section {
                        title: text.clone(),
                        level: *level,
                    },
                },
            }),
            Kind::List(items) => {
                if items.iter().all(|item| item.only_links)
                    && items.iter().any(|item| item.text.contains("](#"))
                {
                    marks.push(Placed {
                        lines: unit.lines.clone(),
                        mark: Mark::Aside("a table of contents"),
                    });
                    continue;
                }
                list(items, &mut marks);
                let next = units[at + 1..]
                    .iter()
                    .find(|next| !matches!(next.kind, Kind::Rule));
                let goes_on = items
                    .last()
                    .is_some_and(|item| item.number.is_some() && asks(item))
                    && (items.len() == 1
                        || items.iter().any(|item| item.lines.len() > item.head.len()));
                let is_list = next
                    .is_some_and(|next| matches!(next.kind, Kind::List(_) | Kind::Heading { .. }));
                if !goes_on || is_list {
                    marks.push(Placed {
                        lines: unit.lines.end..unit.lines.end,
                        mark: Mark::Stop(BETWEEN),
                    });
                }
            }
            _ => {}
        }
    }
    match marks
        .iter()
        .any(|placed| matches!(placed.mark, Mark::Question { .. }))
    {
        true => marks,
        false => Vec::new(),
    }
}

fn asks(item: &Item) -> bool {
    words::is_asking(&plain(&words::bare_title(&item.text).0))
}

fn list(items: &[Item], marks: &mut Vec<Placed>) {
    let asking = items.iter().filter(|item| asks(item)).count();
    // In a list of questions, one in other words is a question as well.
    let all = asking * 2 > items.len() && items.len() > 2;
    for item in items {
        // Bullets that are only links lead somewhere; a numbered one asks, and its link is a source.
        let is_link = item.only_links && item.number.is_none();
        let is_question = item.heading.is_none()
            && !is_link
            && !item.text.trim().is_empty()
            && (asks(item) || all && !item.only_links);
        if !is_question {
            if item.only_links {
                marks.push(Placed {
                    lines: item.lines.clone(),
                    mark: Mark::Aside("a link without an answer"),
                });
            } else {
                marks.push(Placed {
                    lines: item.lines.start..item.lines.start,
                    mark: Mark::Stop(BETWEEN),
                });
            }
            continue;
        }
        let (title, rest) = split(&item.text);
        let (title, _) = words::bare_title(&title);
        marks.push(Placed {
            lines: item.head.clone(),
            mark: Mark::Question {
                title,
                rest,
                inside: Inside {
                    indent: item.indent,
                    until: item.lines.end,
                    is_html: false,
                },
            },
        });
    }
}

/// A question that is answered in the same paragraph: `What is X? It is …`, or `**What is X?** It is …`
fn split(text: &str) -> (String, Option<String>) {
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() > 1
        && lines[0]
            .trim_end_matches(['*', '_', ' '])
            .ends_with(['?', '？'])
    {
        let rest: Vec<&str> = lines[1..].iter().map(|line| line.trim()).collect();
        return (lines[0].trim().to_owned(), Some(rest.join("\n")));
    }
    (
        lines
            .iter()
            .map(|line| line.trim())
            .collect::<Vec<_>>()
            .join(" "),
        None,
    )
}
