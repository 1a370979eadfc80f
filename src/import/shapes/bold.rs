//! Paragraphs that are wholly bold: `**What is X?**`, `**1)** task`

use std::ops::Range;

use super::labels::ends;
use super::within;
use crate::import::assemble::{Inside, Mark, Placed};
use crate::import::document::{Document, Kind, plain};
use crate::import::words;

pub fn marks(document: &Document, scope: &Range<usize>) -> Vec<Placed> {
    let mut marks = Vec::new();
    for unit in within(document, scope) {
        match &unit.kind {
            Kind::Paragraph => marks.extend(paragraph(document, &unit.lines)),
            Kind::List(items) => {
                for item in items
                    .iter()
                    .filter(|item| item.heading.is_none() && item.number.is_some())
                {
                    let mark =
                        paragraph(document, &item.head).and_then(|placed| match placed.mark {
                            Mark::Question { title, rest, .. }
                                if item.lines.len() > item.head.len() || items.len() == 1 =>
                            {
                                Some(Placed {
                                    lines: placed.lines,
                                    mark: Mark::Question {
                                        title,
                                        rest,
                                        inside: Inside {
                                            indent: item.indent,
                                            until: item.lines.end,
                                            is_html: false,
                                        },
                                    },
                                })
                            }
                            _ => None,
                        });
                    marks.extend(mark);
                }
            }
            _ => {}
        }
    }
    if marks.len() < 2 && scope.len() > 40 {
        return Vec::new();
    }
    if !marks.is_empty() {
        ends(document, scope, &mut marks);
        marks.sort_by_key(|placed| placed.lines.start);
    }
    marks
}

/// A paragraph whose first line is bold and asks, or starts with a bold number.
fn paragraph(document: &Document, lines: &Range<usize>) -> Option<Placed> {
    let first = document.line(lines.start).trim();
    let first =
        first.trim_start_matches(|char: char| char.is_ascii_digit() || ".) ".contains(char));
    let mark = ["**", "__"]
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
        return (!title.is_empty()).then_some(Placed {
            lines: lines.start..end,
            mark: Mark::question(title, None),
        });
    }
    let (title, numbered) = words::bare_title(inside);
    let numbered = numbered
        || document
            .line(lines.start)
            .trim()
            .starts_with(|char: char| char.is_ascii_digit());
    let is_whole = after.trim_matches(['\\', ' ', '?', '.', ':']).is_empty();
    let asks = words::is_asking(&plain(&format!("{title}{after}")));
    let is_question = is_whole && (asks || numbered && title.split_whitespace().count() > 1);
    (is_question && words::label(inside).is_none_or(|label| label.side == words::Side::Question))
        .then(|| Placed {
            lines: lines.start..end,
            mark: Mark::question(
                format!("{title}{}", after.trim_end_matches('\\').trim()),
                None,
            ),
        })
}
