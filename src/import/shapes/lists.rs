//! Lists of questions, most of them without answers. What stands below an item, or behind a numbered one, is its answer.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;

use super::{deepest_section, within};
use crate::import::assemble::{Inside, Mark, Placed};
use crate::import::document::{Document, Item, Kind, Unit, plain};
use crate::import::words;

const BETWEEN: &str = "between the questions";

pub fn marks(document: &Document, scope: &Range<usize>) -> Vec<Placed> {
    let mut marks: Vec<Placed> = Vec::new();
    let units: Vec<_> = within(document, scope).collect();
    let asked = Asked::of(&units);
    let asking = asking_sections(&units, &asked);
    let asks = |item: &Item| asked.has(item);
    let questions = units
        .iter()
        .filter(|unit| matches!(&unit.kind, Kind::List(items) if items.iter().any(asks)));
    let questions: Vec<usize> = questions.map(|unit| unit.lines.start).collect();
    let deepest = deepest_section(document, scope, &questions);
    // The number of the question that is being answered below its item.
    let mut open: Option<u64> = None;
    for (at, unit) in units.iter().enumerate() {
        match &unit.kind {
            // A heading within the answer.
            Kind::Heading { level, text }
                if open.is_some() && *level > deepest && words::aside(text).is_none() => {}
            Kind::Heading { level, text } => {
                open = None;
                marks.push(Placed {
                    lines: unit.lines.clone(),
                    mark: Mark::heading(text, *level),
                });
            }
            Kind::List(items) if open.is_some_and(|number| answers(items, number, &asked)) => {}
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
                list(items, asking.contains(&at), &asked, &mut marks);
                // Code at the margin shows what the last question is about.
                let mut behind = units[at + 1..].iter().peekable();
                let mut end = unit.lines.end;
                while let Some(code) = behind.next_if(|next| is_code(document, next)) {
                    end = code.lines.end;
                }
                let next = behind.find(|next| !matches!(next.kind, Kind::Rule));
                let goes_on = items
                    .last()
                    .is_some_and(|item| item.number.is_some() && asks(item))
                    && (items.len() == 1
                        || items.iter().any(|item| item.lines.len() > item.head.len()));
                let number = items
                    .last()
                    .and_then(|item| item.number)
                    .unwrap_or_default();
                let is_list = next.is_some_and(|next| match &next.kind {
                    Kind::List(items) => !answers(items, number, &asked),
                    Kind::Heading { level, .. } => *level <= deepest,
                    _ => false,
                });
                open = (goes_on && !is_list).then_some(number);
                if open.is_none() {
                    marks.push(Placed {
                        lines: end..end,
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

/// Whether a list below a question of that number is its answer: nothing in it asks, and it does not go on counting.
fn answers(items: &[Item], number: u64, asked: &Asked) -> bool {
    let goes_on = items
        .first()
        .is_some_and(|item| item.number == Some(number + 1));
    let is_of_links = items.iter().all(|item| item.only_links);
    !goes_on && !is_of_links && !items.iter().any(|item| asked.has(item))
}

/// The items that ask, by their first lines. It takes a parser to tell, so each is looked at once.
struct Asked(BTreeSet<usize>);

impl Asked {
    fn of(units: &[&Unit]) -> Asked {
        let asks = |item: &&Item| words::is_asking(&plain(&words::bare_title(&item.text).0));
        let items = units.par_iter().filter_map(|unit| match &unit.kind {
            Kind::List(items) => Some(items),
            _ => None,
        });
        let asking = items.flat_map_iter(|items| items.iter().filter(asks));
        Asked(asking.map(|item| item.lines.start).collect())
    }

    fn has(&self, item: &Item) -> bool {
        self.0.contains(&item.lines.start)
    }
}

fn is_code(document: &Document, unit: &Unit) -> bool {
    matches!(unit.kind, Kind::Other)
        && document
            .line(unit.lines.start)
            .trim_start()
            .starts_with(['`', '~'])
}

/// In a text whose lists ask, the lists of a section of which one item asks: their other items ask in other words.
fn asking_sections(units: &[&Unit], asked: &Asked) -> BTreeSet<usize> {
    let own = |item: &&Item| item.heading.is_none() && !item.only_links;
    let mut sections: Vec<(Vec<usize>, bool)> = vec![(Vec::new(), false)];
    let (mut all, mut asking) = (0, 0);
    for (at, unit) in units.iter().enumerate() {
        match &unit.kind {
            Kind::Heading { .. } => sections.push((Vec::new(), false)),
            Kind::List(items) => {
                all += items.iter().filter(own).count();
                let own = || items.iter().filter(own);
                asking += own().filter(|item| asked.has(item)).count();
                if let Some((lists, is_asking)) = sections.last_mut() {
                    lists.push(at);
                    *is_asking |=
                        own().any(|item| words::may_ask(&plain(&words::bare_title(&item.text).0)));
                }
            }
            _ => {}
        }
    }
    if asking < 3 || asking * 2 < all {
        return BTreeSet::new();
    }
    let lists = sections.into_iter().filter(|(_, is_asking)| *is_asking);
    lists.flat_map(|(lists, _)| lists).collect()
}

fn list(items: &[Item], is_in_asking: bool, asked: &Asked, marks: &mut Vec<Placed>) {
    let asks = |item: &Item| asked.has(item);
    let asking = items.iter().filter(|item| asks(item)).count();
    // In a list of questions, one in other words is a question as well.
    let all = is_in_asking || asking * 2 > items.len() && items.len() > 2;
    let is_list_of_links = items.iter().all(|item| item.only_links);
    for item in items {
        // Bullets that are only links lead somewhere; a numbered one asks, and its link is a source. So is that of a bullet that asks
        // among others without links.
        let leads_away = !item.text.contains("](#") && item.text.contains("](http");
        let is_link = item.only_links
            && item.number.is_none()
            && !(all && leads_away && asks(item) && !is_list_of_links);
        let is_question = item.heading.is_none()
            && !is_link
            && !item.text.trim().is_empty()
            && (asks(item) || all && (!item.only_links || leads_away && !is_list_of_links));
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
                inside: Inside::item(item),
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
    let whole: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    let whole = whole.join(" ");
    let bold = whole.strip_prefix("**").and_then(|rest| {
        let (title, rest) = rest.split_once("**")?;
        (title.ends_with(['?', '？']) && !rest.trim().is_empty()).then_some((title, rest))
    });
    let beside = || {
        let mut dashes = ["? - ", "? – ", "? — ", "? -> ", "? => "].iter();
        let (at, dash) = dashes.find_map(|dash| Some((whole.find(dash)?, dash)))?;
        Some((&whole[..=at], &whole[at + dash.len()..]))
    };
    match bold.or_else(beside) {
        Some((title, rest)) => (title.to_owned(), Some(rest.trim().to_owned())),
        None => (whole, None),
    }
}
