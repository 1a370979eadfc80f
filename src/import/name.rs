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
    let mut groups: BTreeMap<&Slug, Group<'_>> = BTreeMap::new();
    for (naming, wish) in all.iter().zip(&wished) {
        if times.get(wish) != Some(&1) {
            groups.entry(wish).or_default().add(naming);
        }
    }
    let mut names: Vec<Slug> = Vec::new();
    for (naming, wish) in all.iter().zip(&wished) {
        let Some(group) = groups.get_mut(wish) else {
            names.push(wish.clone());
            continue;
        };
        let slug = group.name(naming, wish, &used);
        used.insert(slug.clone());
        names.push(slug);
    }
    names
}

/// Questions of the same wish.
#[derive(Debug, Default)]
struct Group<'a> {
    /// How many of them stand under each section.
    sections: BTreeMap<&'a str, usize>,
    /// How many of them say each word.
    words: BTreeMap<String, usize>,
    /// How many names were counted.
    counted: usize,
}

impl<'a> Group<'a> {
    fn add(&mut self, naming: &Naming<'a>) {
        for section in naming.sections.iter().collect::<BTreeSet<_>>() {
            *self.sections.entry(section).or_default() += 1;
        }
        let words = naming
            .title
            .split_whitespace()
            .chain(naming.answer.split_whitespace());
        for word in words.map(str::to_lowercase).collect::<BTreeSet<String>>() {
            *self.words.entry(word).or_default() += 1;
        }
    }

    /// A name that tells one of them from the others, and that is not used.
    fn name(&mut self, naming: &Naming<'_>, wish: &Slug, used: &BTreeSet<Slug>) -> Slug {
        let with = |words: &str| Slug::from_text(&format!("{wish} {words}"));
        let mut sections = naming.sections.iter();
        let section = sections.find(|section| self.sections.get(**section) == Some(&1));
        let own: Vec<&str> = naming
            .answer
            .split_whitespace()
            .filter(|word| {
                word.chars().filter(|char| char.is_alphanumeric()).count() > 3
                    && self.words.get(&word.to_lowercase()) == Some(&1)
            })
            .take(2)
            .collect();
        let told = [
            Some(wish.clone()),
            section.and_then(|section| with(section)),
            (!own.is_empty()).then(|| with(&own.join(" "))).flatten(),
        ];
        let mut told = told.into_iter().flatten();
        if let Some(slug) = told.find(|slug| !used.contains(slug)) {
            return slug;
        }
        let counted = self.counted;
        for slug in numbered(wish, counted + 2) {
            self.counted += 1;
            if !used.contains(&slug) {
                return slug;
            }
        }
        wish.clone()
    }
}

/// The name with each number, from one on: all differ, and there is no last one.
pub fn numbered(slug: &Slug, from: usize) -> impl Iterator<Item = Slug> + use<> {
    // A number must not be cut off.
    let text = slug.as_str();
    let stem = text[..text.floor_char_boundary(LONGEST)].to_owned();
    (from..).filter_map(move |number| Slug::from_text(&format!("{stem} {number}")))
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

    #[test]
    fn any_number_of_questions_with_one_title_have_names() {
        let answers: Vec<String> = (0..12_000).map(|at| format!("{}.", at % 7)).collect();
        let mut all: Vec<Naming<'_>> = answers
            .iter()
            .map(|answer| Naming {
                title: "What is it?",
                sections: Vec::new(),
                answer,
            })
            .collect();
        all.push(Naming {
            title: "What is it 5?",
            sections: Vec::new(),
            answer: "x",
        });
        let names = names(&all);
        assert_eq!(names[0].as_str(), "what-is-it");
        assert_eq!(names[12_000].as_str(), "what-is-it-5");
        let different: BTreeSet<&Slug> = names.iter().collect();
        assert_eq!(different.len(), all.len());
    }

    #[test]
    fn a_number_is_never_cut_off() {
        for text in [
            "a".repeat(120),
            "é".repeat(60),
            format!("{}-b", "a".repeat(110)),
        ] {
            let slug = Slug::parse(&text).unwrap();
            let numbers: BTreeSet<Slug> = numbered(&slug, 2).take(1000).collect();
            assert_eq!(numbers.len(), 1000);
        }
    }
}
