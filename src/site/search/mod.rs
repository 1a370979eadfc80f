//! The search index, which `static/js/search/reader.js` reads. It is cut so that a query fetches only what it needs.
//!
//! | file | holds |
//! |---|---|
//! | `search/index.json` | where the others are, how questions are numbered, and the words of titles, tags and keywords |
//! | `search/<digest>/p/<n>.json` | a range of terms, each with the questions that have it |
//! | `search/<digest>/d/<n>.json` | a range of questions, as results show them |
//! | `search/<digest>/o/<order>.json` | all questions in another order: by title, by the day on which they were last checked |
//! | `search/<digest>/t/<n>.json` | a range of the words that stand in no title: looked through for a misspelt one |
//!
//! Beside a term stand the questions that say it in other words (`thesaurus.rs`), so that a synonym costs no request.
//!
//! Questions are numbered by topic, then level, so that both can be told from a number, and neighbours are alike.

mod count;
mod document;
pub mod encode;
mod instead;
mod occurrences;
mod orders;
mod phrases;
mod shards;
pub mod shelf;
mod shown;
mod thesaurus;
mod vocabulary;
pub mod weigh;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use super::context::minutes;
use super::contribute;
use super::json::json;
use crate::bank::catalog::Catalog;
use crate::compile::question::Question;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::input::config::Config;
use crate::route::{Difficulty, Slug};
use count::{Tally, Term};
use document::{Counts, Document};
use instead::Instead;
use shards::{beginnings, cut};
use shelf::{Kept, Shelf};
use shown::{Shown, shown};
use thesaurus::Thesaurus;
use weigh::{Posting, STRONGEST, Scale, strongest};

/// Where the index begins.
pub const PATH: &str = "search/index.json";

/// Everything that belongs to it lies below.
pub const FOLDER: &str = "search/";

/// Grows when a file changes its meaning. The reader refuses a version that it does not know.
const VERSION: u32 = 4;

/// At most so many questions are kept for a term, those with it in their title first. Its true frequency is kept beside them.
const MOST_POSTINGS: usize = 2_000;

/// At most so many for a term that is only filtered by, for which every question counts.
const MOST_MARKED: usize = 20_000;

/// At most so many words stand in `index.json`, the most frequent first; the others go into the dictionary.
const MOST_TITLE_WORDS: usize = 4_500;

/// A shard of postings or words is cut at this many characters at the least, and at the most. Most words are one of their shard
/// alone that a query wants: small ones weigh less, and cost no more requests.
const SHARD: (usize, usize) = (4_000, 24_000);

/// A bank gets at most about this many shards of postings, as long as they stay below the size that they may have.
const MOST_SHARDS: usize = 1_500;

/// Questions in a shard. Those that a query finds seldom stand side by side, so what else is in their shards is fetched in vain.
const SHOWN_IN_SHARD: usize = 8;

/// So many questions may be suggested to who has not typed yet; the search shows some of them, each time others.
const SUGGESTED: usize = 12;

#[derive(Serialize)]
struct Index<'a> {
    version: u32,
    /// The folder of the other files, relative to the site's root.
    folder: String,
    documents: usize,
    /// Questions in a shard.
    shard: usize,
    topics: Vec<TopicRange<'a>>,
    #[serde(flatten)]
    said: Said,
    suggested: Vec<Suggestion<'a>>,
    /// Where to write a question that is missing.
    add: Option<String>,
}

/// What is said in the bank, and where to find out by whom.
#[derive(Serialize)]
struct Said {
    /// What each shard of postings begins with: the first letters of its first term that no term before it has.
    postings: Vec<String>,
    /// The first word of each shard of the dictionary.
    dictionary: Vec<String>,
    /// Words of titles, tags and keywords, by letters.
    words: String,
    /// How many questions have each of them in one of those fields.
    frequencies: String,
}

/// Slug, title, and how many questions of each level: the numbers of questions follow from them.
#[derive(Serialize)]
struct TopicRange<'a>(&'a Slug, &'a str, [usize; 3]);

/// Slug and title.
#[derive(Serialize)]
struct Suggestion<'a>(&'a Slug, &'a str);

/// A term, how many questions have it, and those that are kept; and those that say it in other words, if there are any.
#[derive(Serialize)]
#[serde(untagged)]
enum Indexed<'a> {
    Plain(&'a str, usize, String),
    Named(&'a str, usize, String, Vec<Instead>),
}

impl<'a> Indexed<'a> {
    fn new(term: &'a str, frequency: usize, postings: String, instead: Vec<Instead>) -> Self {
        match instead.is_empty() {
            true => Self::Plain(term, frequency, postings),
            false => Self::Named(term, frequency, postings, instead),
        }
    }

    fn term(&self) -> &'a str {
        match self {
            Self::Plain(term, ..) | Self::Named(term, ..) => term,
        }
    }

    /// About how many characters it takes.
    fn size(&self) -> usize {
        let (postings, instead) = match self {
            Self::Plain(_, _, postings) => (postings, &[][..]),
            Self::Named(_, _, postings, instead) => (postings, &instead[..]),
        };
        let instead = instead.iter().map(Instead::size).sum::<usize>();
        self.term().len() + postings.len() + instead + 10
    }
}

/// The fingerprint of all that the index is made from.
pub fn recipe(catalog: &Catalog, config: &Config) -> Fingerprint {
    let said = |question: &Question| {
        let content = &question.content;
        let headings: Vec<&str> = headings(question).collect();
        let shown = (
            &question.slug,
            &content.matter,
            &content.answer.short,
            minutes(question),
            &question.told,
        );
        Fingerprint::of_value(&(shown, content.words, headings))
    };
    let order = numbered(catalog);
    let questions: Vec<Fingerprint> = order.par_iter().map(|question| said(question)).collect();
    // Whatever of the settings the index comes to hang on.
    let settings = format!("{config:?}");
    Fingerprint::of_value(&(topic_ranges(catalog), questions, settings))
}

/// Files by path.
type Files = BTreeMap<String, Vec<u8>>;

/// All files of the index, by path. What was counted before is taken from the shelf, and put back with what is new.
pub fn files(
    catalog: &Catalog,
    config: &Config,
    shelf: Option<&dyn Shelf>,
) -> Result<Files, Diagnostic> {
    let order = numbered(catalog);
    let (said, mut files) = said(&order, catalog, config, shelf)?;
    let chunks = order.par_chunks(SHOWN_IN_SHARD).map(|chunk| {
        let shown: Vec<Shown<'_>> = chunk.iter().map(|one| shown(one, catalog)).collect();
        json(&shown)
    });
    files.extend(shards("d", chunks));
    files.insert("o/title.json".into(), json(&orders::by_title(catalog)));
    files.insert("o/checked.json".into(), json(&orders::by_checked(&order)));

    let parts = files
        .iter()
        .flat_map(|(name, bytes)| [name.as_bytes(), bytes.as_slice()]);
    let folder = format!("{FOLDER}{}/", Fingerprint::of(parts).short());
    let index = Index {
        version: VERSION,
        documents: order.len(),
        shard: SHOWN_IN_SHARD,
        topics: topic_ranges(catalog),
        said,
        suggested: suggested(catalog),
        add: contribute::add_url(config, None, &config.words.words(&config.language)),
        folder: folder.clone(),
    };
    let mut files: Files = files
        .into_iter()
        .map(|(name, bytes)| (format!("{folder}{name}"), bytes))
        .collect();
    files.insert(PATH.into(), json(&index));
    Ok(files)
}

/// What is said where, and the files with it. All that was counted for it is let go of before anything else is made.
fn said(
    order: &[&Question],
    catalog: &Catalog,
    config: &Config,
    shelf: Option<&dyn Shelf>,
) -> Result<(Said, Files), Diagnostic> {
    let form = headings_of_form(order);
    let documents: Vec<Document<'_>> = order
        .par_iter()
        .map(|question| document(question, catalog, &form))
        .collect();
    let name = catalog.language.as_str();
    let before = shelf.and_then(|shelf| shelf.take(name));
    let kept = Kept::new(before.as_deref().unwrap_or_default());
    let reading = count::read(&documents, &kept)?;
    let thesaurus = Thesaurus::new(&config.synonyms, reading.words());
    let tally = reading.tally(&thesaurus.phrases(), &kept)?;
    if let Some(shelf) = shelf {
        kept.put(tally.kept(), shelf, name);
    }
    let (titles, others) = vocabulary(&tally);
    let dictionary = cut(&others, SHARD.1, |word: &&str| word.len());
    let entries = entries(&tally, &thesaurus);
    let size = entries.iter().map(Indexed::size).sum::<usize>() / MOST_SHARDS;
    let postings = cut(&entries, size.clamp(SHARD.0, SHARD.1), Indexed::size);

    let mut files = Files::new();
    files.extend(shards("p", postings.par_iter().map(json)));
    files.extend(shards(
        "t",
        dictionary
            .par_iter()
            .map(|words| json(&encode::words(words.iter().copied()))),
    ));
    let frequencies = titles.iter().map(|(_, count)| encode::frequency(*count));
    let said = Said {
        postings: beginnings(&postings, Indexed::term),
        dictionary: dictionary.iter().map(|shard| shard[0].into()).collect(),
        words: encode::words(titles.iter().map(|(word, _)| *word)),
        frequencies: frequencies.collect(),
    };
    Ok((said, files))
}

fn shards(
    folder: &str,
    contents: impl IndexedParallelIterator<Item = Vec<u8>>,
) -> impl Iterator<Item = (String, Vec<u8>)> {
    let contents: Vec<Vec<u8>> = contents.collect();
    let name = move |number| format!("{folder}/{number}.json");
    (0..)
        .zip(contents)
        .map(move |(number, bytes): (usize, _)| (name(number), bytes))
}

/// The questions by their number.
fn numbered(catalog: &Catalog) -> Vec<&Question> {
    let topics = catalog.topics.iter();
    topics
        .flat_map(|topic| {
            topic
                .questions
                .iter()
                .map(|&place| &catalog.questions[place])
        })
        .collect()
}

fn topic_ranges(catalog: &Catalog) -> Vec<TopicRange<'_>> {
    let level = |place: &usize| catalog.questions[*place].content.matter.difficulty;
    let range = |topic: &'_ crate::bank::catalog::Topic| {
        Difficulty::ALL.map(|wanted| {
            topic
                .questions
                .iter()
                .filter(|place| level(place) == wanted)
                .count()
        })
    };
    catalog
        .topics
        .iter()
        .map(|topic| TopicRange(&topic.slug, &topic.matter.title, range(topic)))
        .collect()
}

/// Headings that more than a quarter of all questions have: the form of an answer, and not what it is about.
fn headings_of_form<'a>(order: &[&'a Question]) -> BTreeSet<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for heading in order.iter().flat_map(|question| headings(question)) {
        *counts.entry(heading).or_default() += 1;
    }
    let many = (order.len() / 4).max(4);
    counts
        .into_iter()
        .filter(|(_, count)| *count > many)
        .map(|(heading, _)| heading)
        .collect()
}

fn headings(question: &Question) -> impl Iterator<Item = &str> {
    let sections = question.content.answer.sections.iter();
    sections
        .flat_map(|section| std::iter::once(&section.heading).chain(&section.subheadings))
        .map(|heading| heading.text.as_str())
}

fn document<'a>(
    question: &'a Question,
    catalog: &'a Catalog,
    form: &BTreeSet<&str>,
) -> Document<'a> {
    let matter = &question.content.matter;
    let topic = catalog
        .topic(&question.topic)
        .map(|topic| topic.matter.title.as_str());
    let fields = [
        vec![matter.title.as_str()],
        matter.keywords.iter().map(String::as_str).collect(),
        matter
            .tags
            .iter()
            .map(|tag| tag.value.label.as_str())
            .collect(),
        headings(question)
            .filter(|heading| !form.contains(heading))
            .collect(),
        topic.into_iter().collect(),
    ];
    let tags = matter.tags.iter();
    let marks: Vec<String> = tags.map(|tag| format!("tag:{}", tag.value.slug)).collect();
    Document {
        slug: question.slug.as_str(),
        digest: Fingerprint::of_value(&(&fields, &marks, question.content.words)),
        fields,
        answer: &*question.large,
        marks,
    }
}

/// Every term with its postings, in the order in which JavaScript compares strings.
fn entries<'a>(tally: &'a Tally<'_>, thesaurus: &'a Thesaurus) -> Vec<Indexed<'a>> {
    let scale = Scale::new(tally);
    let mut instead = instead::by_term(tally, thesaurus, &scale);
    let unsaid = |term: &&str| !tally.terms.contains_key(*term);
    let mut entries: Vec<Indexed<'a>> = Vec::new();
    // What nobody says may still be asked.
    for term in instead.keys().copied().filter(unsaid).collect::<Vec<_>>() {
        let named = instead.remove(term).unwrap_or_default();
        entries.push(Indexed::new(term, 0, String::new(), named));
    }
    let terms: Vec<(&String, &Term, Vec<Instead>)> = tally
        .terms
        .iter()
        .map(|(stem, term)| {
            (
                stem,
                term,
                instead.remove(stem.as_str()).unwrap_or_default(),
            )
        })
        .collect();
    entries.par_extend(terms.into_par_iter().map(|(stem, term, instead)| {
        let frequency = tally.frequency(&term.pieces);
        let mut all = Vec::with_capacity(frequency);
        all.extend(scale.postings(tally.occurrences(&term.pieces)));
        let kept = strongest(all, MOST_POSTINGS);
        Indexed::new(stem, frequency, encode::postings(&kept), instead)
    }));
    entries.extend(tally.marks.iter().map(|(mark, numbers)| {
        let kept = numbers.iter().take(MOST_MARKED).map(|&document| Posting {
            document,
            impact: STRONGEST,
            in_title: false,
        });
        let postings = encode::postings(&kept.collect::<Vec<_>>());
        Indexed::new(mark, numbers.len(), postings, Vec::new())
    }));
    entries.par_sort_by(|a, b| a.term().encode_utf16().cmp(b.term().encode_utf16()));
    entries
}

/// The words of titles, tags and keywords that `index.json` has room for, with the number of questions that have them there;
/// and all others that one may misspell. Both by letters, in JavaScript's order.
fn vocabulary<'a>(tally: &'a Tally<'_>) -> (Vec<(&'a str, usize)>, Vec<&'a str>) {
    let terms: Vec<&Term> = tally.terms.values().collect();
    let named = terms.par_iter().map(|term| {
        let is_named = |counts: &Counts| counts[..3].iter().any(|&count| count > 0);
        let said = tally.occurrences(&term.pieces);
        // What is written in one nowhere is no word of a title.
        match term.is_written() {
            true => said.filter(|(_, counts)| is_named(counts)).count(),
            false => 0,
        }
    });
    let named: Vec<usize> = named.collect();
    let words = terms.iter().map(|term| term.form.as_str()).zip(named);
    let (mut titles, others): (Vec<_>, Vec<_>) = words.partition(|(_, named)| *named > 0);
    let mut others: Vec<&str> = others.into_iter().map(|(word, _)| word).collect();
    titles.sort_by_key(|&(word, named)| (Reverse(named), word));
    let rest = titles.split_off(titles.len().min(MOST_TITLE_WORDS));
    others.extend(rest.into_iter().map(|(word, _)| word));
    others.retain(|word| word.chars().count() > 2 && !word.chars().all(char::is_numeric));
    titles.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
    others.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
    (titles, others)
}

/// The questions that others refer to most, at most one of a topic.
fn suggested(catalog: &Catalog) -> Vec<Suggestion<'_>> {
    let mut referred: BTreeMap<&str, usize> = BTreeMap::new();
    for question in &catalog.questions {
        for slug in &question.content.matter.related {
            *referred.entry(slug.value.as_str()).or_default() += 1;
        }
    }
    let count = |question: &Question| referred.get(question.slug.as_str()).copied().unwrap_or(0);
    let mut best: Vec<&Question> = catalog
        .topics
        .iter()
        .filter_map(|topic| {
            let questions = topic
                .questions
                .iter()
                .map(|&place| &catalog.questions[place]);
            questions.rev().max_by_key(|question| count(question))
        })
        .collect();
    best.sort_by_key(|question| Reverse(count(question)));
    best.into_iter()
        .take(SUGGESTED)
        .map(|question| Suggestion(&question.slug, &question.content.matter.title))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_of_too_many_questions_keeps_those_that_are_about_it() {
        let posting = |document: u32| Posting {
            document,
            impact: (document % 31) as u8,
            in_title: document.is_multiple_of(100),
        };
        let kept = strongest((0..10_000).map(posting).collect(), MOST_POSTINGS);
        assert_eq!(kept.len(), MOST_POSTINGS);
        assert!(kept.is_sorted_by_key(|posting| posting.document));
        assert_eq!(kept.iter().filter(|posting| posting.in_title).count(), 100);
        let weakest = kept
            .iter()
            .filter(|posting| !posting.in_title)
            .map(|posting| posting.impact)
            .min();
        assert!(weakest >= Some(24), "{weakest:?}");
    }
}
