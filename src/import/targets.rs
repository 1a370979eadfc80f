//! What links of the inputs lead to, once all questions have their names.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Document, Kind, plain};
use super::links::Leads;
use super::model::{Input, Picture, Raw};
use super::{html, markdown};
use crate::compile::markdown::heading_name;
use crate::route::{Slug, percent_decode};

/// Everything that can be led to.
pub struct Targets<'a> {
    inputs: &'a [Input],
    raw: &'a [Raw],
    places: &'a [(Slug, Slug, bool)],
    /// For each input, names of places in it, each with the question that it is in and whether it is the question itself.
    anchors: Vec<BTreeMap<String, (usize, bool)>>,
    /// For each input, its only question.
    only: Vec<Option<usize>>,
    /// The inputs by their paths.
    by_path: BTreeMap<&'a str, usize>,
    /// Questions by the names that notes call each other.
    by_name: BTreeMap<String, usize>,
}

impl<'a> Targets<'a> {
    /// Finds them.
    pub fn new(
        inputs: &'a [Input],
        documents: &'a [Document],
        raw: &'a [Raw],
        places: &'a [(Slug, Slug, bool)],
    ) -> Self {
        let mut owners: Vec<BTreeMap<usize, (usize, bool)>> = vec![BTreeMap::new(); inputs.len()];
        let mut count = vec![0usize; inputs.len()];
        let mut only = vec![None; inputs.len()];
        let mut by_name = BTreeMap::new();
        for (at, one) in raw.iter().enumerate() {
            let owners = &mut owners[one.input];
            owners.extend(
                one.found
                    .body
                    .iter()
                    .map(|line| (line.number - 1, (at, false))),
            );
            owners.extend(
                one.found
                    .title_lines
                    .iter()
                    .map(|line| (line - 1, (at, true))),
            );
            count[one.input] += 1;
            only[one.input] = (count[one.input] == 1).then_some(at);
            by_name.entry(one.title.to_lowercase()).or_insert(at);
        }
        for (input, only) in inputs.iter().zip(&only) {
            if let Some(at) = only {
                by_name.insert(stem(&input.path).to_lowercase(), *at);
            }
        }
        let anchors = documents
            .iter()
            .zip(&owners)
            .map(|(document, owners)| anchors(document, owners))
            .collect();
        let paths = inputs.iter().enumerate().rev();
        let paths = paths.map(|(at, input)| (input.path.as_str(), at));
        Targets {
            by_path: paths.collect(),
            inputs,
            raw,
            places,
            anchors,
            only,
            by_name,
        }
    }

    /// What a destination in the answer of a question leads to.
    pub fn resolve(
        &self,
        from: usize,
        destination: &str,
        is_picture: bool,
        has_picture: &dyn Fn(&str) -> bool,
        pictures: &mut BTreeSet<Picture>,
    ) -> Leads {
        let lower = destination.to_lowercase();
        if ["http://", "https://", "mailto:"]
            .iter()
            .any(|scheme| lower.starts_with(scheme))
        {
            return Leads::Stays;
        }
        let input = self.raw[from].input;
        let nowhere = || {
            Leads::Nowhere(format!(
                "kept the words of a link to `{}`, which does not come along",
                destination.trim_start_matches("wiki:")
            ))
        };
        if let Some(name) = destination.strip_prefix("wiki:") {
            if is_picture || is_picture_name(name) {
                return self
                    .picture(from, name, has_picture, pictures)
                    .unwrap_or_else(nowhere);
            }
            let name = name.split('#').next().unwrap_or(name).trim();
            let name = name.rsplit('/').next().unwrap_or(name);
            let name = name.strip_suffix(".md").unwrap_or(name).to_lowercase();
            return self
                .by_name
                .get(&name)
                .map_or_else(nowhere, |&to| self.to(from, to));
        }
        let (path, fragment) = destination.split_once('#').unwrap_or((destination, ""));
        if path.is_empty() {
            return match self.anchor(input, fragment) {
                Some((to, false)) if to == from => Leads::Stays,
                Some((to, _)) => self.to(from, to),
                None => nowhere(),
            };
        }
        if is_picture
            || is_picture_name(path) && has_picture(&self.joined(input, path).unwrap_or_default())
        {
            return self
                .picture(from, path, has_picture, pictures)
                .unwrap_or_else(nowhere);
        }
        let target = self.joined(input, path);
        let file = target.and_then(|target| {
            let own = self.by_path.get(target.as_str());
            own.or_else(|| self.by_path.get(format!("{target}.md").as_str()))
                .copied()
        });
        let to = file.and_then(|file| match self.only[file] {
            Some(only) => Some(only),
            None => self.anchor(file, fragment).map(|(to, _)| to),
        });
        to.map_or_else(nowhere, |to| self.to(from, to))
    }

    fn anchor(&self, input: usize, fragment: &str) -> Option<(usize, bool)> {
        let name = percent_decode(fragment)?.to_lowercase();
        let anchors = &self.anchors[input];
        anchors
            .get(&name)
            .or_else(|| anchors.get(name.trim_matches('-')))
            .copied()
    }

    /// A draft is not published, and a link to it would lead nowhere.
    fn is_draft(&self, at: usize) -> bool {
        let one = &self.raw[at];
        one.found.said.draft || !one.is_answered
    }

    fn to(&self, from: usize, to: usize) -> Leads {
        if self.is_draft(to) && !self.is_draft(from) {
            let title = &self.raw[to].title;
            return Leads::Nowhere(format!("kept the words of a link to `{title}`, a draft"));
        }
        if from == to {
            return Leads::Nowhere("kept the words of a link to the question itself".into());
        }
        Leads::To(self.path(from, to))
    }

    /// The relative path from one question to another.
    fn path(&self, from: usize, to: usize) -> String {
        let ((here, ..), (topic, slug, _)) = (&self.places[from], &self.places[to]);
        match here == topic {
            true => format!("{slug}.md"),
            false => format!("../{topic}/{slug}.md"),
        }
    }

    /// The question that a note calls by a name.
    pub fn named(&self, name: &str) -> Option<&Slug> {
        let name = name.rsplit('/').next().unwrap_or(name);
        let name = name.strip_suffix(".md").unwrap_or(name).to_lowercase();
        let at = self.by_name.get(&name).filter(|&&at| !self.is_draft(at))?;
        Some(&self.places[*at].1)
    }

    fn joined(&self, input: usize, path: &str) -> Option<String> {
        let path = percent_decode(path)?;
        let mut parts: Vec<&str> = self.inputs[input].path.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }

    fn picture(
        &self,
        from: usize,
        path: &str,
        has_picture: &dyn Fn(&str) -> bool,
        pictures: &mut BTreeSet<Picture>,
    ) -> Option<Leads> {
        let input = self.raw[from].input;
        let beside = self.joined(input, path)?;
        // Vaults name a picture by its name alone, wherever it lies.
        let found = [beside, path.to_owned()]
            .into_iter()
            .chain(
                ["attachments", "assets", "images", "img", "media"]
                    .iter()
                    .map(|folder| format!("{folder}/{path}")),
            )
            .find(|path| has_picture(path))?;
        let topic = self.places[from].0.clone();
        let ending = found
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_lowercase())?;
        let wish = |words: &str| Slug::from_text(words).map(|slug| format!("{slug}.{ending}"));
        let whole = found
            .rsplit_once('.')
            .map_or(found.as_str(), |(path, _)| path);
        let name = [wish(stem(&found)), wish(whole)]
            .into_iter()
            .flatten()
            .find(|name| {
                !pictures
                    .iter()
                    .any(|other| other.topic == topic && other.name == *name && other.from != found)
            })?;
        pictures.insert(Picture {
            from: found,
            topic,
            name: name.clone(),
        });
        Some(Leads::To(name))
    }
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn is_picture_name(path: &str) -> bool {
    let ending = path
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase())
        .unwrap_or_default();
    ["png", "jpg", "jpeg", "gif", "webp", "svg", "avif"].contains(&ending.as_str())
}

/// The words of a heading. A number in front would start a list, if it were not of a heading.
fn heading_words(text: &str) -> String {
    let digits = text.len()
        - text
            .trim_start_matches(|char: char| char.is_ascii_digit())
            .len();
    match text
        .get(digits..)
        .and_then(|rest| rest.strip_prefix(['.', ')']))
    {
        Some(rest) if digits > 0 => format!("{} {}", &text[..digits + 1], plain(rest)),
        _ => plain(text),
    }
}

/// Whether a line shows nothing: it is blank, or has tags without words.
fn is_wordless(document: &Document, line: usize) -> bool {
    const MOST_BYTES: usize = 500;
    let text = document.line(line);
    text.len() <= MOST_BYTES && (text.trim().is_empty() || markdown::to_markdown(text).is_empty())
}

/// Names of headings by GitHub's rule, and those that a text gives itself.
fn anchors(
    document: &Document,
    owners: &BTreeMap<usize, (usize, bool)>,
) -> BTreeMap<String, (usize, bool)> {
    let mut headings: Vec<(usize, String)> = Vec::new();
    for unit in &document.units {
        match &unit.kind {
            Kind::Heading { text, .. } => headings.push((unit.lines.start, heading_words(text))),
            Kind::List(items) => headings.extend(
                items
                    .iter()
                    .filter(|item| item.heading.is_some())
                    .map(|item| (item.head.start, plain(&item.text))),
            ),
            _ => {}
        }
    }
    let mut anchors = BTreeMap::new();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for (line, words) in headings {
        let name = heading_name(&words);
        let time = times.entry(name.clone()).or_default();
        let full = if *time == 0 {
            name.clone()
        } else {
            format!("{name}-{time}")
        };
        *time += 1;
        if let Some(owner) = owners.get(&line) {
            anchors.entry(full).or_insert(*owner);
        }
    }
    for tag in &document.tags {
        let source = &document.text[tag.span.clone()];
        let line = document.line_of(tag.span.start);
        let named = ["name", "id"]
            .iter()
            .find_map(|key| html::attribute(source, key));
        // A name in front of a question is the question's, also where the answer above goes on to that line.
        let is_bare = is_wordless(document, line);
        let owner = owners
            .range(line..line + 4)
            .take_while(|(at, (_, is_title))| {
                **at == line || *is_title || !is_bare || is_wordless(document, **at)
            })
            .find(|(at, (_, is_title))| **at == line && !is_bare || *is_title)
            .or_else(|| owners.get_key_value(&line))
            .map(|(_, owner)| *owner);
        if let (Some(name), Some(owner)) = (named, owner) {
            anchors
                .entry(name.to_lowercase())
                .or_insert((owner.0, true));
        }
    }
    anchors
}
