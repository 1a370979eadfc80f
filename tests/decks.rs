//! Decks and their index: what the study screens fetch, of the repository's own bank and of the bank of `tests/golden`.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use support::html::Html;
use support::published::{Published, url};
use url::Url;

static SITES: LazyLock<Vec<Published>> = LazyLock::new(|| {
    let repository = Path::new(support::REPOSITORY);
    vec![
        Published::build("the repository", repository),
        Published::build(
            "everything",
            &repository.join("tests/golden/everything/bank"),
        ),
    ]
});

fn json(published: &Published, path: &str) -> Value {
    serde_json::from_str(published.text(path)).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// All decks as the index names them: the topic in the index, and its deck.
fn decks(published: &Published) -> Vec<(Value, Value)> {
    let index = json(published, "study/index.json");
    let topics = list(&index["topics"]).iter();
    topics
        .map(|topic| {
            let file = published.file(&url(text(&topic["deck"]))).unwrap();
            (topic.clone(), json(published, &file))
        })
        .collect()
}

#[test]
fn every_question_is_one_card_of_its_topics_deck() {
    for published in SITES.iter() {
        let mut paths = BTreeSet::new();
        for (topic, deck) in decks(published) {
            assert_eq!(deck["version"], 1);
            assert_eq!(deck["topic"]["slug"], topic["slug"]);
            assert_eq!(deck["topic"]["title"], topic["title"]);
            let ids: Vec<&Value> = list(&deck["cards"])
                .iter()
                .map(|card| &card["id"])
                .collect();
            let listed: Vec<&Value> = list(&topic["cards"]).iter().map(|card| &card[0]).collect();
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
    for published in SITES.iter() {
        let index = json(published, "study/index.json");
        for (topic, deck) in decks(published) {
            for (listed, card) in list(&topic["cards"]).iter().zip(list(&deck["cards"])) {
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
    for published in SITES.iter() {
        let mut links = 0;
        for (_, deck) in decks(published) {
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
fn former_ids_lead_to_a_card() {
    let published = &SITES[1];
    let index = json(published, "study/index.json");
    assert_eq!(index["aliases"]["acid-properties"], "acid");
}

#[test]
fn drafts_are_no_cards() {
    let published = &SITES[1];
    assert!(!published.text("study/index.json").contains("hidden"));
    assert!(!published.text("study/storage.json").contains("\"hidden\""));
}

#[test]
fn only_the_study_screens_load_their_stylesheet() {
    for published in SITES.iter() {
        for page in &published.pages {
            let is_screen = ["study/", "mock/", "progress/"]
                .iter()
                .any(|folder| page.path.starts_with(folder));
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
        assert!(style("css/study.css").contains("@layer study {"));
        assert!(!style("css/site.css").contains("@layer study {"));
    }
}
