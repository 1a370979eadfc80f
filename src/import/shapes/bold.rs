//! Paragraphs that are wholly bold: `**What is X?**`, `**1)** task`

use std::collections::BTreeSet;
use std::ops::Range;

use super::labels::ends;
use super::within;
use crate::import::assemble::{Inside, Mark, Placed};
use crate::import::document::{Document, Item, Kind, plain};
use crate::import::words;

/// A bold title.
struct Title {
    placed: Placed,
    /// Whether nothing else stands in its paragraph's first lines.
    is_whole: bool,
}

pub fn marks(document: &Document, scope: &Range<usize>) -> Vec<Placed> {
    let mut marks = Vec::new();
    let mut whole = 0;
    let mut beside: Vec<Placed> = Vec::new();
    for unit in within(document, scope) {
        match &unit.kind {
            Kind::Paragraph => match title(document, &unit.lines) {
                Some(Title {
                    placed,
                    is_whole: true,
                }) => {
                    whole += 1;
                    marks.push(placed);
                }
                other => beside.extend(other.map(|title| title.placed)),
            },
            Kind::List(items) => {
                let has_more = |item: &Item| item.lines.len() > item.head.len();
                let numbered = items
                    .iter()
                    .filter(|item| item.heading.is_none() && item.number.is_some());
                let found: Vec<Placed> = numbered
                    .filter_map(|item| of_item(document, item))
                    .collect();
                let is_answered = items.len() == 1
                    || items.iter().any(has_more)
                    || found
                        .iter()
                        .any(|placed| matches!(&placed.mark, Mark::Question { rest: Some(_), .. }));
                marks.extend(found.into_iter().filter(|_| is_answered));
            }
            _ => {}
        }
    }
    // `**What is X?** It is.` is a question where that is how the file asks; in answers under whole titles it is none.
    if whole <= beside.len() {
        marks.append(&mut beside);
    }
    marks.extend(tasks(document, scope, &marks));
    if marks.len() < 2 && scope.len() > 40 {
        return Vec::new();
    }
    if !marks.is_empty() {
        ends(document, scope, &mut marks);
        marks.sort_by_key(|placed| placed.lines.start);
    }
    marks
}

/// A numbered item whose first words are a bold title, with something below or behind it.
fn of_item(document: &Document, item: &Item) -> Option<Placed> {
    let Title { placed, .. } = title(document, &item.head)?;
    let Mark::Question { title, rest, .. } = placed.mark else {
        return None;
    };
    Some(Placed {
        lines: placed.lines,
        mark: Mark::Question {
            title,
            rest,
            inside: Inside::item(item),
        },
    })
}

/// `**1) FizzBuzz.** Print the numbers …`, where a section has no other titles, and the numbers start with one and go on.
fn tasks(document: &Document, scope: &Range<usize>, marks: &[Placed]) -> Vec<Placed> {
    let mut found = Vec::new();
    let mut section: Vec<Placed> = Vec::new();
    let mut is_taken = false;
    let taken: BTreeSet<usize> = marks.iter().map(|placed| placed.lines.start).collect();
    let mut close = |section: &mut Vec<Placed>, is_taken: bool| {
        let all = std::mem::take(section);
        if all.len() > 1 && !is_taken {
            found.extend(all);
        }
    };
    for unit in within(document, scope) {
        is_taken |= taken.contains(&unit.lines.start);
        match &unit.kind {
            Kind::Heading { .. } => {
                close(&mut section, is_taken);
                is_taken = false;
            }
            Kind::Paragraph => {
                let number = section.len() as u64 + 1;
                section.extend(task(document, &unit.lines, number));
            }
            _ => {}
        }
    }
    close(&mut section, is_taken);
    found
}

/// A paragraph that starts with a bold name of that number.
fn task(document: &Document, lines: &Range<usize>, number: u64) -> Option<Placed> {
    let first = document.line(lines.start).trim();
    let inside = first.strip_prefix("**")?;
    let name = &inside[..inside.find("**")?];
    if words::whole_number(name) != Some(number) || name.ends_with([':', '：']) {
        return None;
    }
    let (title, _) = words::bare_title(first);
    Some(Placed {
        lines: lines.start..lines.start + 1,
        mark: Mark::question(title, None),
    })
}

/// A paragraph whose first line is bold and asks, or starts with a bold number.
fn title(document: &Document, lines: &Range<usize>) -> Option<Title> {
    let first = document.line(lines.start).trim();
    let first =
        first.trim_start_matches(|char: char| char.is_ascii_digit() || ".) ".contains(char));
    let mark = ["**", "__", "*", "_"]
        .into_iter()
        .find(|mark| first.starts_with(mark))?;
    // A title may go on in the next lines.
    let mut text = first.to_owned();
    let mut end = lines.start + 1;
    while text.matches(mark).count() % 2 == 1 && end < lines.end && end - lines.start < 6 {
        text = format!("{text} {}", document.line(end).trim());
        end += 1;
    }
    let close = mark.len() + text[mark.len()..].find(mark)?;
    let (inside, after) = (&text[mark.len()..close], text[close + mark.len()..].trim());
    let number_alone = inside
        .trim()
        .trim_end_matches(['.', ')', ':'])
        .parse::<u32>()
        .is_ok();
    if number_alone {
        let title = after.trim_matches('*').trim().to_owned();
        return (!title.is_empty()).then_some(Title {
            placed: Placed {
                lines: lines.start..end,
                mark: Mark::question(title, None),
            },
            is_whole: true,
        });
    }
    let (title, numbered) = words::bare_title(inside);
    let numbered = numbered
        || document
            .line(lines.start)
            .trim()
            .starts_with(|char: char| char.is_ascii_digit());
    let after = after.trim_end_matches(['\\', ' ']);
    let is_whole = after.trim_matches(['?', '.', ':']).is_empty();
    let asks = match is_whole {
        true => words::is_asking(&plain(&format!("{title}{after}"))),
        false => title.ends_with(['?', '？']) && title.chars().count() > 9,
    };
    // What is only slanted is a title where it asks.
    let asks = asks && (mark.len() > 1 || is_whole && title.ends_with(['?', '？']));
    let numbered = numbered && mark.len() > 1;
    let is_question = asks || is_whole && numbered && title.split_whitespace().count() > 1;
    let is_answer = words::label(inside).is_some_and(|label| label.side == words::Side::Answer);
    let (title, rest) = match is_whole {
        true => (format!("{title}{after}"), None),
        false => (title, Some(after.to_owned())),
    };
    (is_question && !is_answer).then(|| Title {
        placed: Placed {
            lines: lines.start..end,
            mark: Mark::question(title, rest),
        },
        is_whole,
    })
}
