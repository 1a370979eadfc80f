//! Flashcards in notes: `question::answer`, `:::`, lines parted by `?` or `??`, clozes, `C:`, and `%` between two sides.

use std::ops::Range;

use super::within;
use crate::import::assemble::{Mark, Placed};
use crate::import::document::{Document, Kind, plain};
use crate::import::words;

pub fn marks(document: &Document, scope: &Range<usize>) -> Vec<Placed> {
    let mut cards = Vec::new();
    let mut marks = Vec::new();
    let units: Vec<_> = within(document, scope).collect();
    for (at, unit) in units.iter().enumerate() {
        match &unit.kind {
            Kind::Heading { level, text } => {
                // Two sides below a heading.
                let end = units[at + 1..]
                    .iter()
                    .find(|unit| matches!(unit.kind, Kind::Heading { .. }))
                    .map_or(scope.end, |unit| unit.lines.start);
                let parting = (unit.lines.end..end).find(|&line| document.line(line).trim() == "%");
                match parting {
                    Some(_) => cards.push(Placed {
                        lines: unit.lines.clone(),
                        mark: question(text, None),
                    }),
                    None => marks.push(Placed {
                        lines: unit.lines.clone(),
                        mark: Mark::Section {
                            title: text.clone(),
                            level: *level,
                        },
                    }),
                }
                cards.extend(parting.map(|line| Placed {
                    lines: line..line + 1,
                    mark: Mark::Aside("a sign between the two sides"),
                }));
            }
            Kind::Paragraph => paragraph(document, &unit.lines, &mut cards),
            Kind::List(items) => {
                for item in items {
                    let before = cards.len();
                    for line in item.lines.clone() {
                        cards.extend(one_line(document.line(line), line));
                    }
                    if cards.len() > before {
                        cards.push(Placed {
                            lines: item.lines.end..item.lines.end,
                            mark: Mark::Stop("between the cards"),
                        });
                    }
                }
            }
            _ => {}
        }
    }
    if !cards
        .iter()
        .any(|placed| matches!(placed.mark, Mark::Question { .. }))
    {
        return Vec::new();
    }
    marks.append(&mut cards);
    for line in scope.clone() {
        let text = document.line(line).trim();
        if text.starts_with("<!--SR:") || text.starts_with("<!-- SR:") {
            marks.push(Placed {
                lines: line..line + 1,
                mark: Mark::Aside("a schedule of another program"),
            });
        } else if matches!(text, "---" | "***") || text.starts_with("#flashcards") {
            marks.push(Placed {
                lines: line..line + 1,
                mark: Mark::Stop("between the cards"),
            });
        }
    }
    marks.sort_by_key(|placed| (placed.lines.start, placed.lines.end));
    marks.dedup_by(|next, before| next.lines.start < before.lines.end);
    marks
}

fn question(title: &str, rest: Option<String>) -> Mark {
    Mark::question(title.trim().to_owned(), rest)
}

fn paragraph(document: &Document, lines: &Range<usize>, cards: &mut Vec<Placed>) {
    let parting = lines
        .clone()
        .skip(1)
        .find(|&line| matches!(document.line(line).trim(), "?" | "??"));
    if let Some(parting) = parting.filter(|parting| parting + 1 < document.len()) {
        // Whole cards may stand above the question of this one.
        let mut start = lines.start;
        while start + 1 < parting {
            let Some(card) = one_line(document.line(start), start) else {
                break;
            };
            cards.push(card);
            start += 1;
        }
        let title: Vec<&str> = (start..parting)
            .map(|line| document.line(line).trim())
            .collect();
        cards.push(Placed {
            lines: start..parting,
            mark: question(&title.join(" "), None),
        });
        cards.push(Placed {
            lines: parting..parting + 1,
            mark: Mark::Aside("a sign between the two sides"),
        });
        // A card ends where a line is blank, unless that is in code.
        let mut end = lines.end;
        for unit in &document.units[document.unit_from(end)..] {
            if unit.lines.start > end {
                break;
            }
            end = unit.lines.end;
        }
        cards.push(Placed {
            lines: end..end,
            mark: Mark::Stop("between the cards"),
        });
        return;
    }
    let before = cards.len();
    for line in lines.clone() {
        cards.extend(one_line(document.line(line), line));
    }
    if cards.len() == before {
        let text: Vec<&str> = lines
            .clone()
            .map(|line| document.line(line).trim())
            .collect();
        let text = text.join("\n");
        if let Some((title, answer)) = cloze(&text) {
            cards.push(Placed {
                lines: lines.clone(),
                mark: question(&title, Some(answer)),
            });
        }
    }
    if cards.len() > before {
        cards.push(Placed {
            lines: lines.end..lines.end,
            mark: Mark::Stop("between the cards"),
        });
    }
}

/// `question::answer` and `question:::answer`
fn one_line(line: &str, index: usize) -> Option<Placed> {
    let text = line.trim().trim_start_matches(['-', '*', '+']).trim_start();
    let mut in_code = false;
    let mut at = None;
    for (offset, char) in text.char_indices() {
        match char {
            '`' => in_code = !in_code,
            ':' if !in_code && text[offset..].starts_with("::") => {
                at = Some(offset);
                break;
            }
            _ => {}
        }
    }
    let at = at?;
    let signs = text[at..].len() - text[at..].trim_start_matches(':').len();
    let (front, back) = (text[..at].trim(), without_name(text[at + signs..].trim()));
    // `std::vector` is a name; `TCP::A protocol` are two sides.
    let begins = |text: &str| {
        text.starts_with(|char: char| {
            char.is_uppercase() || char.is_alphabetic() && !char.is_ascii()
        })
    };
    let is_parted = text[..at].ends_with([' ', '?', '？'])
        || text[at + signs..].starts_with(' ')
        || begins(front) && begins(back);
    let is_card = (2..=3).contains(&signs) && is_parted && !front.is_empty() && !back.is_empty();
    is_card.then(|| Placed {
        lines: index..index + 1,
        mark: question(front, Some(back.to_owned())),
    })
}

/// A text without the name that Obsidian gives a block: ` ^a1b2c3`
fn without_name(text: &str) -> &str {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || char == '-')
    };
    match text.rsplit_once(" ^") {
        Some((words, name)) if is_name(name) && name.len() > 3 => words.trim_end(),
        _ => text,
    }
}

/// A sentence with a gap, and the sentence.
pub fn cloze(text: &str) -> Option<(String, String)> {
    let deck = text.strip_prefix("C:").map(str::trim_start);
    let (mut front, mut back) = (String::new(), String::new());
    let mut rest = deck.unwrap_or(text);
    let mut gaps = 0;
    let mut kinds = vec![("==", "=="), ("{{c", "}}"), ("[", "]")];
    kinds.retain(|(open, _)| *open != "[" || deck.is_some());
    while !rest.is_empty() {
        // What is not there is not looked for again behind each gap.
        kinds.retain(|(open, _)| rest.contains(open));
        let found = kinds
            .iter()
            .filter_map(|(open, close)| {
                let at = rest.find(open)?;
                let inside = &rest[at + open.len()..];
                let end = inside.find(close)?;
                let words = match *open {
                    "{{c" => inside[..end].split_once("::")?.1.split("::").next()?,
                    _ => &inside[..end],
                };
                let is_gap =
                    !words.trim().is_empty() && (*open != "==" || !words.starts_with([' ', '=']));
                is_gap.then(|| (at, words, at + open.len() + end + close.len()))
            })
            .min_by_key(|(at, ..)| *at);
        let Some((at, words, end)) = found else {
            front.push_str(rest);
            back.push_str(rest);
            break;
        };
        for side in [&mut front, &mut back] {
            side.push_str(&rest[..at]);
        }
        front.push_str("[…]");
        back.push_str(&format!("**{}**", words.trim()));
        rest = &rest[end..];
        gaps += 1;
    }
    if gaps == 0 {
        return None;
    }
    let is_sentence = plain(&back).split(' ').count() > 1 && words::label(text).is_none();
    (gaps > 0 && is_sentence)
        .then(|| (front.split_whitespace().collect::<Vec<_>>().join(" "), back))
}
