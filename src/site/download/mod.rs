//! What readers can take away: all questions in other forms, each a part of the site and made by the same functions for
//! `prepbook export`.

mod anki;
pub mod answer;
mod archive;
pub mod bank;
mod epub;
pub mod markup;
mod table;
mod text;

use bank::Bank;

use crate::bank::catalog::Topic;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::input::downloads::Kind;
use crate::route::{Route, Slug};

/// Where most of them lie, beside the page that leads to them.
pub const FOLDER: &str = "downloads/";

/// One of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Download {
    /// All questions, for programs.
    Json,
    /// What may stand in it.
    Schema,
    /// A row a question.
    Csv,
    /// The Markdown of a page.
    Markdown(Route),
    /// What there is, for language models.
    Llms,
    /// All of it in one text.
    LlmsFull,
    /// A deck of the bank, or of the topic at a place in the catalog.
    Anki(Option<(usize, Slug)>),
    /// All of it as a book.
    Epub,
}

impl Download {
    /// Where it lies, below the root of its edition.
    pub fn path(&self) -> String {
        match self {
            Download::Json => format!("{FOLDER}questions.json"),
            Download::Schema => format!("{FOLDER}{}", table::SCHEMA_NAME),
            Download::Csv => format!("{FOLDER}questions.csv"),
            Download::Markdown(route) => match route.output_path().strip_suffix("index.html") {
                Some(folder) => format!("{folder}{}", text::PAGE),
                None => text::PAGE.to_owned(),
            },
            Download::Llms => "llms.txt".to_owned(),
            Download::LlmsFull => "llms-full.txt".to_owned(),
            Download::Anki(None) => format!("{FOLDER}questions.apkg"),
            Download::Anki(Some((_, topic))) => format!("{FOLDER}anki/{topic}.apkg"),
            Download::Epub => format!("{FOLDER}questions.epub"),
        }
    }
}

/// All files of an edition.
pub fn downloads(bank: Bank<'_>) -> Vec<Download> {
    let catalog = bank.catalog;
    let mut all = Vec::new();
    for kind in kinds(bank) {
        match kind {
            Kind::Json => all.extend([Download::Json, Download::Schema]),
            Kind::Csv => all.push(Download::Csv),
            Kind::Markdown => {
                let topics = catalog.topics.iter();
                let topics = topics.map(|topic| Route::Topic(topic.slug.clone()));
                let questions = catalog.questions.iter();
                let questions = questions.map(|question| question.route());
                let pages = std::iter::once(Route::Home).chain(topics).chain(questions);
                all.extend(pages.map(Download::Markdown));
            }
            Kind::Llms => all.extend([Download::Llms, Download::LlmsFull]),
            Kind::Anki => {
                let topics = catalog.topics.iter().enumerate();
                let of_topics = topics.map(|(place, topic)| Some((place, topic.slug.clone())));
                all.extend(std::iter::once(None).chain(of_topics).map(Download::Anki));
            }
            Kind::Epub => all.push(Download::Epub),
            // Pages, which are made with templates.
            Kind::Print => {}
        }
    }
    all
}

/// What there is of a topic, by the names of the words for it.
pub fn of_topic(
    kinds: &[Kind],
    place: usize,
    topic: &Topic,
) -> impl Iterator<Item = (&'static str, Download)> {
    let anki = || ("anki", Download::Anki(Some((place, topic.slug.clone()))));
    kinds.contains(&Kind::Anki).then(anki).into_iter()
}

/// The kinds that a bank offers.
pub fn kinds(bank: Bank<'_>) -> Vec<Kind> {
    bank.config.downloads.of(bank.catalog.questions.len())
}

/// What one is made from, where that is known without making it.
pub fn recipe(bank: Bank<'_>, download: &Download) -> Option<Fingerprint> {
    match download {
        Download::Json | Download::Csv | Download::LlmsFull | Download::Epub => {
            Some(bank.recipe(None))
        }
        Download::Anki(topic) => Some(bank.recipe(topic.as_ref().map(|(place, _)| *place))),
        Download::Markdown(Route::Question(slug)) => {
            Some(bank.recipe_of(bank.catalog.question(slug.as_str())?))
        }
        Download::Markdown(_) | Download::Llms | Download::Schema => None,
    }
}

/// Makes one of [`downloads`].
pub fn file(bank: Bank<'_>, download: &Download) -> Result<Vec<u8>, Diagnostic> {
    Ok(match download {
        Download::Json => table::json(bank, None)?,
        Download::Schema => table::schema(),
        Download::Csv => table::csv(bank, None)?,
        Download::Markdown(route) => markdown(bank, route)?.into_bytes(),
        Download::Llms => overview(bank).into_bytes(),
        Download::LlmsFull => text::full(bank, None)?.into_bytes(),
        Download::Anki(topic) => anki::deck(bank, topic.as_ref().map(|(place, _)| *place))?,
        Download::Epub => epub::book(bank, None)?,
    })
}

fn overview(bank: Bank<'_>) -> String {
    text::overview(bank, kinds(bank).contains(&Kind::Markdown))
}

fn markdown(bank: Bank<'_>, route: &Route) -> Result<String, Diagnostic> {
    match route {
        Route::Question(slug) => match bank.catalog.question(slug.as_str()) {
            Some(question) => text::question(bank, question),
            None => Ok(String::new()),
        },
        Route::Topic(slug) => {
            let topic = bank.catalog.topic(slug);
            Ok(topic.map_or_else(String::new, |topic| text::topic(bank, topic)))
        }
        _ => Ok(overview(bank)),
    }
}

/// What `prepbook export` writes: a kind, of the bank or a topic.
pub fn export(bank: Bank<'_>, kind: Kind, topic: Option<&Slug>) -> Result<Vec<u8>, Diagnostic> {
    let is_it = |one: &Topic| topic == Some(&one.slug);
    let topic = bank.catalog.topics.iter().position(is_it);
    match kind {
        Kind::Json => table::json(bank, topic),
        Kind::Csv => table::csv(bank, topic),
        Kind::Markdown | Kind::Llms => Ok(text::full(bank, topic)?.into_bytes()),
        Kind::Anki => anki::deck(bank, topic),
        Kind::Epub => epub::book(bank, topic),
        // Made with templates, by the edition.
        Kind::Print => Ok(Vec::new()),
    }
}
