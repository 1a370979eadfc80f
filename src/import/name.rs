//! Names for imported questions: from the title, and where two have the same, from what differs.

use std::collections::{BTreeMap, BTreeSet};

use crate::route::Slug;

/// What a name is made of.
#[derive(Debug, Clone)]
pub struct Naming<'a> {
    /// The title in words.
    pub title: &'a str,
    /// The sections that it stands under, from the innermost.
    pub sections: Vec<&'a str>,
    /// The answer's words.
    pub answer: &'a str,
}

/// The longest name made of a title, in bytes: an address stays readable.
const LONGEST: usize = 80;

/// The name that a title makes, or one for a title of signs alone.
fn of_title(title: &str) -> Option<Slug> {
    let slug = Slug::from_text(title)
        .filter(|slug| slug.as_str() != "readme")
        .or_else(|| Slug::from_text("question"))?;
    let text = slug.as_str();
    if text.len() <= LONGEST {
        return Some(slug);
    }
    let cut = (0..=LONGEST)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or_default();
    let words = text[..cut]
        .rsplit_once('-')
        .map_or(&text[..cut], |(words, _)| words);
    Slug::from_text(words)
}

/// A name for each, in their order; all differ.
pub fn names(all: &[Naming<'_>]) -> Vec<Slug> {
    let wished: Vec<Slug> = all
        .iter()
        .filter_map(|naming| of_title(naming.title))
        .collect();
    let mut times: BTreeMap<&Slug, usize> = BTreeMap::new();
    for slug in &wished {
        *times.entry(slug).or_default() += 1;
    }
    let mut used: BTreeSet<Slug> = times
        .iter()
        .filter(|(_, times)| **times == 1)
        .map(|(slug, _)| (*slug).clone())
        .collect();
    let mut names: Vec<Slug> = Vec::new();
    for (at, naming) in all.iter().enumerate() {
        let wish = &wished[at];
        if times.get(wish) == Some(&1) {
            names.push(wish.clone());
            continue;
        }
        let others: Vec<&Naming<'_>> = all
            .iter()
            .zip(&wished)
            .enumerate()
            .filter(|(other, (_, slug))| *other != at && *slug == wish)
            .map(|(_, (naming, _))| naming)
            .collect();
        let slug = candidates(naming, wish, &others).find(|slug| !used.contains(slug));
        let slug = slug.unwrap_or_else(|| wish.clone());
        used.insert(slug.clone());
        names.push(slug);
    }
    names
}

/// Names that tell a question from others of the same wish, the best first; the last ones are counted.
fn candidates<'a>(
    naming: &'a Naming<'_>,
    wish: &'a Slug,
    others: &[&Naming<'_>],
) -> impl Iterator<Item = Slug> + 'a {
    let with = move |words: &str| Slug::from_text(&format!("{wish} {words}"));
    let section = naming
        .sections
        .iter()
        .find(|section| others.iter().all(|other| !other.sections.contains(section)));
    let theirs: BTreeSet<String> = others
        .iter()
        .flat_map(|other| {
            other
                .title
                .split_whitespace()
                .chain(other.answer.split_whitespace())
        })
        .map(str::to_lowercase)
        .collect();
    let own: Vec<&str> = naming
        .answer
        .split_whitespace()
        .filter(|word| {
            word.chars().filter(|char| char.is_alphanumeric()).count() > 3
                && !theirs.contains(&word.to_lowercase())
        })
        .take(2)
        .collect();
    let first = std::iter::once(Some(wish.clone()));
    let named = [
        section.and_then(|section| with(section)),
        (!own.is_empty()).then(|| with(&own.join(" "))).flatten(),
    ];
    let counted = (2..10_000).map(move |number| with(&number.to_string()));
    first.chain(named).chain(counted).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_questions_apart_by_what_differs() {
        let naming = |title, sections: &[&'static str], answer| Naming {
            title,
            sections: sections.to_vec(),
            answer,
        };
        let all = [
            naming("What is a lock?", &["Databases"], "It guards rows."),
            naming("What is a lock?", &["Threads"], "It guards memory."),
            naming("What is a lock?", &["Threads"], "A canal has gates."),
            naming("What is C?", &[], "x"),
            naming("???", &[], "x"),
        ];
        let names: Vec<String> = names(&all).iter().map(Slug::to_string).collect();
        assert_eq!(
            names,
            [
                "what-is-a-lock",
                "what-is-a-lock-memory",
                "what-is-a-lock-canal-gates",
                "what-is-c",
                "question"
            ]
        );
    }
}
