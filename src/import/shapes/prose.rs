//! Paragraphs that ask, each with its answer below: the plainest way to write a bank. An article asks now and then, too; so a text is
//! read like this only if it begins with a question and goes on with one after the other.

use std::ops::Range;

use super::within;
use crate::import::assemble::{Mark, Placed};
use crate::import::document::{Document, Kind, Unit, plain};
use crate::import::words;

/// Fewer are the questions of an article.
const FEWEST: usize = 3;

/// Fewer are those of a text whose paragraphs begin with a question each.
const FEWEST_BESIDE: usize = 2;

/// A longer paragraph does not ask, it explains.
const MOST_LINES: usize = 4;

/// A longer paragraph does not lead to questions, it is an article's.
const MOST_LEADING_LINES: usize = 2;

/// Fewer words at the end of a text ask its readers: `Any questions?`
const FEWEST_WORDS_AT_END: usize = 4;

pub fn marks(document: &Document, scope: &Range<usize>) -> Vec<Placed> {
    let units: Vec<&Unit> = within(document, scope)
        .filter(|unit| !matches!(unit.kind, Kind::Heading { .. } | Kind::Rule))
        .collect();
    let found = above(document, &units).or_else(|| beside(document, &units));
    let mut marks = found.unwrap_or_default();
    if !marks.is_empty() {
        super::labels::ends(document, scope, &mut marks);
        marks.sort_by_key(|placed| placed.lines.start);
    }
    marks
}

/// Paragraphs that are a question each, where a text goes on with one after the other.
fn above(document: &Document, units: &[&Unit]) -> Option<Vec<Placed>> {
    let read: Vec<Option<Placed>> = units.iter().map(|unit| question(document, unit)).collect();
    let first = read.iter().position(Option::is_some)?;
    let asks = |at: usize| matches!(read.get(at), Some(Some(_)));
    let questions = read.iter().flatten().count();
    let unanswered = (1..read.len())
        .filter(|&at| asks(at - 1) && asks(at))
        .count();
    // Behind words of its own a text has to ask more often.
    let most_units = if leads(document, &units[..first])? {
        3
    } else {
        5
    };
    let is_bank = questions >= FEWEST
        && unanswered * 5 <= questions
        && questions * most_units >= read.len() - first;
    // What closes a section asks its readers, if it is as short as that.
    let last = read.iter().rposition(Option::is_some)?;
    let is_last = |placed: &Placed| {
        let end = placed.lines.end;
        let below = document.units.get(document.unit_from(end));
        placed.title().split_whitespace().count() < FEWEST_WORDS_AT_END
            && below.is_none_or(|unit| matches!(unit.kind, Kind::Heading { .. } | Kind::Rule))
    };
    let is_short = read[last].as_ref().is_some_and(is_last);
    let until = last + usize::from(!is_short);
    is_bank.then(|| read.into_iter().take(until).flatten().collect())
}

/// Whether there are words above the first question. None, where they are too many for a bank.
fn leads(document: &Document, units: &[&Unit]) -> Option<bool> {
    let mut has_words = false;
    for unit in units {
        let lines = unit.lines.clone().map(|line| document.line(line));
        let text = lines.collect::<Vec<_>>().join("\n");
        if plain(&text).is_empty() {
            continue;
        }
        let is_short =
            matches!(unit.kind, Kind::Paragraph) && unit.lines.len() <= MOST_LEADING_LINES;
        if has_words || !is_short {
            return None;
        }
        has_words = true;
    }
    Some(has_words)
}

/// Paragraphs whose first line asks and whose other lines answer, where a text has hardly any others.
fn beside(document: &Document, units: &[&Unit]) -> Option<Vec<Placed>> {
    let paragraphs = units
        .iter()
        .filter(|unit| matches!(unit.kind, Kind::Paragraph));
    let marks: Vec<Placed> = paragraphs
        .clone()
        .filter_map(|unit| {
            let (start, end) = (unit.lines.start, unit.lines.end);
            (end > start + 1).then(|| asked(document, &(start..start + 1)))?
        })
        .collect();
    let first = marks.first()?.lines.start;
    let above = units.iter().take_while(|unit| unit.lines.start < first);
    let above: Vec<&Unit> = above.copied().collect();
    let is_bank = marks.len() >= FEWEST_BESIDE
        && marks.len() * 2 >= paragraphs.count()
        && leads(document, &above).is_some();
    is_bank.then_some(marks)
}

fn question(document: &Document, unit: &Unit) -> Option<Placed> {
    let is_short = matches!(unit.kind, Kind::Paragraph) && unit.lines.len() <= MOST_LINES;
    is_short.then(|| asked(document, &unit.lines))?
}

/// Lines as a question, if they are one and nothing else.
fn asked(document: &Document, lines: &Range<usize>) -> Option<Placed> {
    let written = || lines.clone().map(|line| document.line(line).trim());
    if !written().any(|line| line.contains(MARKS)) {
        return None;
    }
    // What leads to a question below is a statement.
    if written().any(|line| line.ends_with([':', '：'])) {
        return None;
    }
    let text = written().collect::<Vec<_>>().join(" ");
    let (title, _) = words::bare_title(text.trim_end_matches('\\'));
    let bare = plain(&title);
    let is_sentence = !bare.starts_with(|char: char| char.is_lowercase());
    (is_sentence && words::is_asking(&bare) && only_asks(&bare)).then(|| Placed {
        lines: lines.clone(),
        mark: Mark::question(title, None),
    })
}

/// Signs at the end of a question.
const MARKS: [char; 3] = ['?', '？', '؟'];

/// Words that link a question to the text in front of it.
const LINKS: [&str; 8] = ["but", "and", "so", "then", "но", "а", "и", "так"];

/// Whether a text asks from its first sentence to its last: `What is X? Explain it.`, but not `X is a lock. But why?`
fn only_asks(text: &str) -> bool {
    let sentences = sentences(without_hints(text));
    let asks = |sentence: &str| without_hints(sentence).ends_with(MARKS);
    let Some(first) = sentences.iter().position(|sentence| asks(sentence)) else {
        return false;
    };
    let word = text.split_whitespace().next().unwrap_or_default();
    if LINKS.contains(&word.to_lowercase().trim_end_matches(',')) {
        return false;
    }
    let starts = first == 0 || sentences.first().is_some_and(|first| words::may_ask(first));
    let mut behind = sentences[first + 1..].iter();
    starts && behind.all(|sentence| asks(sentence) || words::may_ask(sentence))
}

/// A text without what stands in brackets or quotes at its end: `What is X? (Amazon) [^1]`
fn without_hints(text: &str) -> &str {
    const MOST_BYTES: usize = 60;
    let mut text = text;
    loop {
        let bare = text
            .trim_end_matches(|char: char| char.is_whitespace() || "\"'”’»“!！*_".contains(char));
        let open = match bare.chars().next_back() {
            Some(')') => '(',
            Some('）') => '（',
            Some(']') => '[',
            _ => return bare,
        };
        match bare.rfind(open).filter(|at| bare.len() - at < MOST_BYTES) {
            Some(at) => text = &bare[..at],
            None => return bare,
        }
    }
}

/// The sentences of a text.
fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, sign) in text.match_indices(['.', '!', '?', '…', '。', '！', '？', '؟']) {
        let end = at + sign.len();
        if text[end..].starts_with(char::is_whitespace) || "。！？".contains(sign) {
            sentences.push(text[start..end].trim());
            start = end;
        }
    }
    sentences.push(text[start..].trim());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asks_is_told_from_what_states() {
        for yes in [
            "What is a queue? (Amazon)",
            "What is a queue? [Google] [^1]",
            "\"What is Y?\"",
            "What is Z?!",
            "What is X (easy)?",
            "What is X? Explain with an example.",
            "Suppose you have a list. How do you sort it?",
            "什么是锁？为什么？",
        ] {
            assert!(only_asks(yes), "{yes}");
        }
        for no in [
            "A mutex is a lock. Threads wait for it. But what if the owner dies?",
            "Here are the questions I was asked. Ready?",
            "What is X? It is a lock.",
            "A lock (why?)",
            "But why do we need it?",
        ] {
            assert!(!only_asks(no), "{no}");
        }
    }
}
