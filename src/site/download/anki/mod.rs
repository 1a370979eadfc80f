//! A deck for Anki: <https://docs.ankiweb.net/exporting.html>, in the form that every version of every client reads.
//!
//! Whoever imports a newer deck keeps the schedule, because a note is known by its question: nothing that its author may change
//! goes into its names. Anki takes the newer of two notes, and no clock is read here: newer is the one with the later day, and of
//! one day, the longer one.

mod store;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;

use super::answer::Answer;
use super::archive::Archive;
use super::bank::{Bank, NO_DAY, foreign};
use super::markup::Place;
use crate::bank::catalog::Topic;
use crate::compile::markdown::media_path;
use crate::compile::markup::escaped;
use crate::compile::question::Question;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::input::source::Media;
use crate::site::picture::Sizes;
use store::{Collection, Deck, Note};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Makes the deck of the bank, or of a topic.
pub fn deck(bank: Bank<'_>, topic: Option<usize>) -> Result<Vec<u8>, Diagnostic> {
    let language = bank.config.language.as_str();
    let title = deck_name(&bank.config.title);
    let mut decks = vec![Deck {
        id: number("deck", &[language, &title]),
        name: title.clone(),
        about: escaped(&bank.config.description),
    }];
    let mut notes = Vec::new();
    let mut pictures: BTreeMap<String, &[u8]> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for topic in bank.topics(topic) {
        let deck = Deck {
            id: number("deck", &[language, topic.slug.as_str()]),
            name: format!("{title}::{}", deck_name(&topic.matter.title)),
            about: escaped(&topic.matter.description),
        };
        for question in bank.of(topic) {
            let mut note = note(bank, topic, question, deck.id, &mut pictures)?;
            while !taken.insert(note.id) {
                note.id += 1;
            }
            notes.push(note);
        }
        decks.push(deck);
    }
    let collection = Collection {
        model: number("model", &[language]),
        model_name: format!("prepbook ({language})"),
        language,
        labels: [
            bank.words.heading(crate::words::Section::KeyPoints),
            bank.words.text("downloads.more"),
            bank.words.text("downloads.open"),
        ],
        decks: &decks,
        notes: &notes,
    };
    let database = collection.database().map_err(|cause| {
        let message = format!("the Anki deck cannot be written: {cause}");
        Diagnostic::about(crate::diagnostic::Code::NotAFile, "downloads", message)
    })?;
    let mut archive = Archive::default();
    archive.deflate("collection.anki2", &database);
    let numbered = pictures.keys().enumerate();
    let names: BTreeMap<String, &String> = numbered
        .map(|(number, name)| (number.to_string(), name))
        .collect();
    archive.deflate("media", &serde_json::to_vec(&names).unwrap_or_default());
    for (number, content) in pictures.values().enumerate() {
        archive.store(&number.to_string(), content);
    }
    Ok(archive.finish())
}

/// Two colons make a deck below another.
fn deck_name(title: &str) -> String {
    title.replace("::", ":\u{2060}:").trim().to_owned()
}

/// A number for a name, that JavaScript can hold and that looks like a moment, as Anki expects of one.
fn number(kind: &str, names: &[&str]) -> i64 {
    let parts = std::iter::once(kind).chain(names.iter().copied());
    let digest = Fingerprint::of(parts.map(str::as_bytes)).bytes();
    let mut first = [0; 8];
    first[..5].copy_from_slice(&digest[..5]);
    // 40 bits after September 2001.
    1_000_000_000_000 + i64::from_le_bytes(first) / 2
}

fn note<'a>(
    bank: Bank<'a>,
    topic: &Topic,
    question: &Question,
    deck: i64,
    pictures: &mut BTreeMap<String, &'a [u8]>,
) -> Result<Note, Diagnostic> {
    let matter = &question.content.matter;
    let body = bank.body(question)?;
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for media in bank.catalog.pictures_of(question) {
        let name = picture_name(media);
        known.insert(media_path(media.topic.as_str(), &media.name), name.clone());
        pictures.insert(name, &media.bytes);
    }
    let has_address = bank.config.base_url.is_some();
    let place = Place {
        href: &|href| {
            let is_outside = href.contains(':') && !href.starts_with(['.', '#']);
            let is_note = href.starts_with("#PB-");
            match (is_outside || is_note, has_address) {
                (true, _) => Some(href.to_owned()),
                (false, true) => Some(bank.absolute(question, href)),
                (false, false) => None,
            }
        },
        src: &|src| known.get(src.trim_start_matches("../")).cloned(),
        id: &str::to_owned,
        deeper: 0,
        is_xml: false,
    };
    let answer = Answer::new(bank, question, &body, &Sizes::default(), &place);
    let points = answer.points.map_or_else(String::new, |points| points.list);
    let level = matter.difficulty.name();
    let mut tags: Vec<String> = matter
        .tags
        .iter()
        .map(|tag| tag.value.slug.to_string())
        .collect();
    tags.push(format!("level::{level}"));
    tags.push(format!("topic::{}", topic.slug));
    tags.sort();
    tags.dedup();
    let said = foreign(question, bank.catalog);
    let spoken = |html: String| match said {
        Some(language) if !html.is_empty() => {
            format!("<div lang=\"{}\">{html}</div>", escaped(language))
        }
        _ => html,
    };
    let fields = [
        spoken(escaped(&matter.title)),
        spoken(answer.short),
        spoken(points),
        spoken(answer.rest),
        escaped(&topic.matter.title),
        bank.level(matter.difficulty).to_owned(),
        bank.url(question)
            .map_or_else(String::new, |url| escaped(&url)),
        question.slug.to_string(),
    ];
    let fields = fields.map(|field| inert(&field));
    let length: usize = fields.iter().map(String::len).sum();
    let day = matter.changed().unwrap_or(NO_DAY);
    let days = i64::from(
        day.since(date(1970, 1, 1))
            .map_or(0, |span| span.get_days()),
    );
    let language = bank.config.language.as_str();
    let guid = Fingerprint::of([
        b"note".as_slice(),
        language.as_bytes(),
        question.slug.as_str().as_bytes(),
    ]);
    Ok(Note {
        id: number("note", &[language, question.slug.as_str()]),
        guid: guid.hex()[..20].to_owned(),
        deck,
        changed: days * DAY + i64::try_from(length).map_or(DAY - 1, |length| length.min(DAY - 1)),
        tags,
        sorted_by: matter.title.clone(),
        fields,
    })
}

/// What Anki would take for a sound, a voice or a formula in LaTeX is text here.
fn inert(html: &str) -> String {
    // Anki reads them in any case.
    let begins = |text: &str| {
        MARKS.iter().any(|mark| {
            let start = text.as_bytes().get(..mark.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(mark.as_bytes()))
        })
    };
    // What parts the fields of a note.
    let html = html.replace('\u{1f}', "");
    let mut out = String::with_capacity(html.len());
    for (at, char) in html.char_indices() {
        match char {
            '[' if begins(&html[at..]) => out.push_str("&#91;"),
            char => out.push(char),
        }
    }
    out
}

/// What sounds, voices and formulas in LaTeX begin with.
const MARKS: [&str; 5] = ["[sound:", "[anki:", "[latex]", "[$]", "[$$]"];

/// Pictures of all decks share one folder in Anki: a name says which picture it is, and a new picture has a new one.
fn picture_name(media: &Media) -> String {
    let digest = Fingerprint::of([media.bytes.as_slice()]).hex();
    let ending = media.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    format!("prepbook-{}.{}", &digest[..16], ending.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_anki_would_run_is_text_in_any_case() {
        for text in [
            "[sound:a.mp3]",
            "[Sound:a]",
            "[ANKI:tts]x",
            "[LaTeX]\\input{a}",
            "é[$]x",
            "[[$$]x",
        ] {
            let made = inert(text);
            assert!(!made.contains("[s") && !made.contains("[S"), "{made}");
            assert_eq!(made.matches("&#91;").count(), 1, "{made}");
            assert_eq!(made.replace("&#91;", "["), text);
        }
        for text in ["[a]", "[soundé", "[", "[$", "a[0] + b[$i]"] {
            assert_eq!(inert(text), text);
        }
        assert_eq!(inert("a\u{1f}[\u{1f}sound:"), "a&#91;sound:");
    }
}
