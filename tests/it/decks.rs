//! Decks and their index: what the study screens fetch, of the repository's own bank and of the bank of `tests/golden`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;
use url::Url;

use crate::support;
use crate::support::html::Html;
use crate::support::published::{EVERYTHING, Published, REPOSITORY, url};

/// A bank whose list of cards takes two files, and whose first topic has several decks.
static LARGE: LazyLock<Published> = LazyLock::new(|| {
    let answer = "It depends. ".repeat(60);
    let files: Vec<(String, String)> = (0..1_100)
        .map(|number| {
            let topic = ["caching", "databases"][usize::from(number > 150)];
            let tags = format!("tags: [tag-{}]\naliases: [old-{number}]", number % 7);
            let text = match number <= 150 {
                true => format!("---\ntitle: Question {number}?\n{tags}\n---\n{answer}\n"),
                false => format!("---\ntitle: Question {number}?\n{tags}\n---\nYes.\n"),
            };
            (format!("{topic}/question-{number}.md"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let bank = support::bank(&files);
    Published::build("a large bank", bank.path())
});

fn sites() -> [&'static Published; 2] {
    [&REPOSITORY, &EVERYTHING]
}

fn json(published: &Published, path: &str) -> Value {
    serde_json::from_str(published.text(path)).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The files of the list of all cards.
fn indexes(published: &Published) -> Vec<Value> {
    let first = json(published, "study/index.json");
    let more: Vec<Value> = list(&first["more"])
        .iter()
        .map(|more| {
            let index = json(published, text(&more[0]));
            assert_eq!(index["more"], Value::Null);
            let listed = cards_of(&index).count() as u64;
            assert_eq!(more[1].as_u64(), Some(listed), "{more}");
            index
        })
        .collect();
    std::iter::once(first).chain(more).collect()
}

/// What a file of the list says of cards.
fn cards_of(index: &Value) -> impl Iterator<Item = &Value> {
    let decks = list(&index["topics"])
        .iter()
        .flat_map(|topic| list(&topic["decks"]));
    decks.flat_map(|deck| list(&deck["cards"]))
}

/// All decks as the list names them: what it says of topic and cards, and the deck.
fn decks(published: &Published) -> Vec<(Value, Value, Value)> {
    let indexes = indexes(published);
    let topics = indexes.iter().flat_map(|index| list(&index["topics"]));
    topics
        .flat_map(|topic| {
            list(&topic["decks"]).iter().map(move |deck| {
                let file = published.file(&url(text(&deck["path"]))).unwrap();
                (topic.clone(), deck.clone(), json(published, &file))
            })
        })
        .collect()
}

#[test]
fn every_question_is_one_card_of_its_topics_decks() {
    for published in sites() {
        let mut paths = BTreeSet::new();
        for (topic, listed, deck) in decks(published) {
            assert_eq!(deck["version"], 3);
            assert_eq!(deck["topic"]["slug"], topic["slug"]);
            assert_eq!(deck["topic"]["title"], topic["title"]);
            let ids: Vec<&Value> = list(&deck["cards"])
                .iter()
                .map(|card| &card["id"])
                .collect();
            let listed: Vec<&Value> = list(&listed["cards"]).iter().map(|card| &card[0]).collect();
            assert_eq!(ids, listed, "{}", topic["slug"]);
            for card in list(&deck["cards"]) {
                assert!(paths.insert(text(&card["path"]).to_owned()), "{card} twice");
                assert!(!text(&card["title"]).is_empty());
            }
        }
        let questions: BTreeSet<String> = published
            .questions()
            .map(|page| page.path.trim_end_matches("index.html").to_owned())
            .collect();
        assert_eq!(paths, questions, "{}", published.name);
    }
}

#[test]
fn the_index_knows_level_and_tags_of_every_card() {
    for published in sites() {
        let index = json(published, "study/index.json");
        for (_, listed, deck) in decks(published) {
            for (listed, card) in list(&listed["cards"]).iter().zip(list(&deck["cards"])) {
                let level = ["easy", "medium", "hard"]
                    .iter()
                    .position(|level| card["level"] == *level);
                assert_eq!(listed[1].as_u64(), level.map(|level| level as u64 + 1));
                let labels: Vec<&Value> = list(&listed[2])
                    .iter()
                    .map(|slug| &index["tags"][text(slug)])
                    .collect();
                assert_eq!(labels, list(&card["tags"]).iter().collect::<Vec<_>>());
            }
        }
    }
}

#[test]
fn links_of_cards_lead_somewhere_from_the_root() {
    for published in sites() {
        let mut links = 0;
        for (_, _, deck) in decks(published) {
            let mut ids = BTreeMap::new();
            for card in list(&deck["cards"]) {
                for html in std::iter::once(&card["short"]).chain(list(&card["points"])) {
                    let page = format!(
                        "<!doctype html><html lang=en><head><title>t</title></head><body><div>{}</div></body></html>",
                        text(html)
                    );
                    let parsed = Html::parse(&page, true);
                    assert_eq!(parsed.errors, [""; 0], "{html}");
                    for element in &parsed.elements {
                        for name in ["href", "src"] {
                            let Some(written) = element.attribute(name) else {
                                continue;
                            };
                            links += 1;
                            match Url::parse(written) {
                                Ok(_) => {}
                                Err(_) => {
                                    assert!(!written.starts_with(['.', '/', '#']), "{written}");
                                    published.check(&url(written)).unwrap();
                                }
                            }
                        }
                        if let Some(id) = element.attribute("id") {
                            assert_eq!(ids.insert(id.to_owned(), &card["id"]), None, "{id} twice");
                        }
                    }
                }
            }
        }
        assert!(links > 3 || published.name == "the repository");
    }
}

#[test]
fn no_file_grows_with_the_bank() {
    let indexes = indexes(&LARGE);
    assert!(indexes.len() > 1, "{}", indexes.len());
    for index in &indexes {
        let listed: BTreeSet<&str> = cards_of(index).map(|card| text(&card[0])).collect();
        assert!((1..=1_100).contains(&listed.len()), "{}", listed.len());
        // What is known of a card stands where the card does.
        for alias in listed.iter().map(|id| id.replace("question", "old")) {
            assert_eq!(
                text(&index["aliases"][&alias]),
                alias.replace("old", "question")
            );
        }
    }
    let decks = decks(&LARGE);
    let caching = decks
        .iter()
        .filter(|(topic, ..)| topic["slug"] == "caching");
    assert!(caching.count() > 1);
    for (_, listed, _) in &decks {
        let path = text(&listed["path"]);
        let size = LARGE.text(path).len();
        assert!(size < 80 * 1024, "{path}: {size}");
    }
    let ids: BTreeSet<&str> = indexes
        .iter()
        .flat_map(cards_of)
        .map(|card| text(&card[0]))
        .collect();
    assert_eq!(ids.len(), 1_100);
}

#[test]
fn former_ids_lead_to_a_card() {
    let published = &*EVERYTHING;
    let index = json(published, "study/index.json");
    assert_eq!(index["aliases"]["acid-properties"], "acid");
}

#[test]
fn drafts_are_no_cards() {
    let published = &*EVERYTHING;
    assert!(!published.text("study/index.json").contains("hidden"));
    assert!(!published.text("study/storage.json").contains("\"hidden\""));
}

#[test]
fn only_the_study_screens_load_their_stylesheet() {
    for published in sites() {
        for page in &published.pages {
            // Below the folder of a language too.
            let is_in = |folder: &str| page.path.split('/').rev().nth(1) == Some(folder);
            let is_screen = ["study", "mock", "progress"].into_iter().any(is_in);
            let sheets = page.html.all("link").filter(|link| {
                let is_sheet = link.attribute("rel") == Some("stylesheet");
                is_sheet
                    && link
                        .attribute("href")
                        .is_some_and(|href| href.ends_with("css/study.css"))
            });
            assert_eq!(sheets.count(), usize::from(is_screen), "{}", page.path);
            let screens = page
                .html
                .elements
                .iter()
                .filter(|element| element.attribute("data-screen").is_some());
            assert_eq!(screens.count(), usize::from(is_screen), "{}", page.path);
        }
        let style = |name: &str| {
            let mut files = published.site.files.iter();
            let found = files.find(|(path, _)| path.ends_with(name)).unwrap();
            String::from_utf8_lossy(found.1).into_owned()
        };
        assert!(style("css/study.css").contains("@layer study"));
        assert!(!style("css/site.css").contains("@layer study"));
    }
}

#[test]
fn the_index_has_the_paths_and_the_edition_of_every_card() {
    let mut paths = 0;
    for published in sites() {
        let index = json(published, "study/index.json");
        let ids: BTreeSet<&str> = cards_of(&index).map(|card| text(&card[0])).collect();
        for path in list(&index["paths"]) {
            paths += 1;
            assert!(
                list(&path["cards"]).iter().all(|id| ids.contains(text(id))),
                "{path}"
            );
        }
        for (_, listed, deck) in decks(published) {
            for (listed, card) in list(&listed["cards"]).iter().zip(list(&deck["cards"])) {
                assert_eq!(listed[3], card["edition"]);
                assert_eq!(list(&card["digests"]).len(), list(&card["points"]).len());
            }
        }
    }
    assert!(paths > 0);
}
