//! Decks: what the study screens fetch. An index tells which cards there are, so that what is due is known without fetching an
//! answer; the cards themselves lie in files of their own. Both are cut, so that no file grows with the bank.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::context::Foreign;
use super::inside;
use super::json::json;
use super::picture::Sizes;
use crate::bank::catalog::Catalog;
use crate::bank::paths::Path;
use crate::compile::elsewhere::rewritten;
use crate::compile::question::{Content, Question};
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::route::{Difficulty, Slug, percent_encode};

/// Where all of this lies, beside the page for studying.
pub const FOLDER: &str = "study/";

/// Where the list of all cards begins.
pub const INDEX_PATH: &str = "study/index.json";

/// Grows when a field changes its meaning. The reader refuses a version that it does not know.
const VERSION: u32 = 3;

/// About what a deck holds, in bytes; a longer card has its own.
const DECK_BYTES: usize = 64 * 1024;

/// Of a card, beside its HTML.
const CARD_BYTES: usize = 200;

/// Cards in a file of the index, a deck more or less.
const INDEX_CARDS: usize = 1_000;

#[derive(Serialize)]
struct Index<'a> {
    version: u32,
    /// In the order of the site: all in the first file, those of its cards in each further one.
    topics: Vec<IndexTopic<'a>>,
    /// In the first file alone, in the order of their names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    paths: Vec<IndexPath<'a>>,
    /// What each tag of these cards is called.
    tags: BTreeMap<&'a Slug, &'a str>,
    /// Former ids and those of today, by which a reader's history finds its card.
    aliases: BTreeMap<&'a Slug, &'a Slug>,
    /// The further files of the index, relative to the root, and how many cards each has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    more: Vec<(String, usize)>,
}

#[derive(Serialize)]
struct IndexTopic<'a> {
    slug: &'a Slug,
    title: &'a str,
    decks: Vec<IndexDeck<'a>>,
}

#[derive(Serialize)]
struct IndexDeck<'a> {
    /// Where it lies, relative to the root.
    path: String,
    cards: Vec<IndexCard<'a>>,
}

/// Id, level (1 to 3), tags, edition.
type IndexCard<'a> = (&'a Slug, usize, Vec<&'a Slug>, &'a str);

#[derive(Serialize)]
struct IndexPath<'a> {
    slug: &'a Slug,
    title: &'a str,
    /// Ids in the path's own order.
    cards: Vec<&'a Slug>,
}

#[derive(Serialize)]
struct Cards<'a> {
    version: u32,
    topic: DeckTopic<'a>,
    cards: Vec<Card<'a>>,
}

#[derive(Serialize)]
struct DeckTopic<'a> {
    slug: &'a Slug,
    title: &'a str,
}

#[derive(Serialize)]
struct Card<'a> {
    id: &'a Slug,
    title: &'a str,
    level: Difficulty,
    tags: Vec<&'a str>,
    /// Safe HTML, its links relative to the site's root.
    short: String,
    /// The same.
    points: Vec<String>,
    /// The digest of what the card says, and of each of its points.
    edition: &'a str,
    digests: Vec<String>,
    path: String,
    /// The language of these words, where it is not that of the deck.
    #[serde(skip_serializing_if = "Option::is_none")]
    said: Option<Foreign>,
}

/// One of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deck {
    /// Some of the list of all cards.
    Index(Group),
    /// Some of the cards of a topic.
    Cards(Cut),
}

/// A file of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    decks: Vec<Cut>,
    /// Whether it is the one that is fetched first.
    is_first: bool,
    /// The files that follow the first.
    more: Vec<(String, usize)>,
}

/// A deck.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The topic's place in the catalog.
    topic: usize,
    /// Counted from 1.
    number: usize,
    /// Which of the topic's cards.
    cards: Range<usize>,
}

/// All files, by path.
pub fn decks(catalog: &Catalog) -> Vec<(String, Deck)> {
    let cuts: Vec<Cut> = (0..catalog.topics.len())
        .flat_map(|topic| cut(topic, catalog))
        .collect();
    let mut groups: Vec<Vec<Cut>> = vec![Vec::new()];
    let mut count = 0;
    for cut in &cuts {
        let all = count + cut.cards.len();
        count = match groups.last_mut() {
            Some(group) if all <= INDEX_CARDS || group.is_empty() => {
                group.push(cut.clone());
                all
            }
            _ => {
                groups.push(vec![cut.clone()]);
                cut.cards.len()
            }
        };
    }
    let size = |group: &[Cut]| group.iter().map(|cut| cut.cards.len()).sum();
    let numbered = (1..).zip(&groups);
    let more: Vec<(String, usize)> = numbered
        .skip(1)
        .map(|(number, group)| (index_file(number), size(group)))
        .collect();
    let groups = (1..).zip(groups).map(|(number, decks)| {
        let is_first = number == 1;
        let more = match is_first {
            true => more.clone(),
            false => Vec::new(),
        };
        let group = Group {
            decks,
            is_first,
            more,
        };
        (index_file(number), Deck::Index(group))
    });
    let decks = cuts
        .iter()
        .map(|cut| (cut.path(catalog), Deck::Cards(cut.clone())));
    decks.chain(groups).collect()
}

/// The decks of a topic. Their sizes are known without reading an answer.
fn cut(topic: usize, catalog: &Catalog) -> Vec<Cut> {
    let questions = &catalog.topics[topic].questions;
    let mut cuts: Vec<Cut> = Vec::new();
    let mut size = 0;
    for (at, &place) in questions.iter().enumerate() {
        let content = &catalog.questions[place].content;
        let own = content.card + content.matter.title.len() + CARD_BYTES;
        match cuts.last_mut() {
            Some(cut) if size + own <= DECK_BYTES => {
                cut.cards.end = at + 1;
                size += own;
            }
            _ => {
                cuts.push(Cut {
                    topic,
                    number: cuts.len() + 1,
                    cards: at..at + 1,
                });
                size = own;
            }
        }
    }
    cuts
}

impl Cut {
    fn path(&self, catalog: &Catalog) -> String {
        deck_file(&catalog.topics[self.topic].slug, self.number)
    }

    fn questions<'a>(&self, catalog: &'a Catalog) -> impl Iterator<Item = &'a Question> {
        let places = &catalog.topics[self.topic].questions[self.cards.clone()];
        places.iter().map(|&place| &catalog.questions[place])
    }
}

/// Makes one of [`decks`].
pub fn file(catalog: &Catalog, file: &Deck) -> Result<Vec<u8>, Diagnostic> {
    match file {
        Deck::Index(group) => Ok(index(catalog, group)),
        Deck::Cards(cut) => deck(catalog, cut),
    }
}

/// The fingerprint of all that a deck is made from.
pub fn recipe(catalog: &Catalog, file: &Deck) -> Fingerprint {
    let cut = match file {
        Deck::Index(group) => return Fingerprint::of([index(catalog, group).as_slice()]),
        Deck::Cards(cut) => cut,
    };
    let of_card = |question: &Question| {
        let Content {
            matter,
            body,
            edition,
            ..
        } = &*question.content;
        let tags: Vec<_> = matter.tags.iter().map(|tag| &tag.value).collect();
        let sizes = Sizes::of(question, catalog);
        let shown = (&matter.title, matter.difficulty, tags, body, edition, sizes);
        Fingerprint::of_value(&(&question.slug, shown, &question.told))
    };
    let topic = &catalog.topics[cut.topic];
    let cards: Vec<_> = cut.questions(catalog).map(of_card).collect();
    Fingerprint::of_value(&(&topic.slug, &topic.matter.title, cards))
}

/// Where cards of a topic lie. No slug has an underscore, or ends in a hyphen, so no two files have one name: a topic may be
/// called `index`, too.
fn deck_file(topic: &Slug, number: usize) -> String {
    match (topic.as_str(), number) {
        ("index", 1) => "study/index-.json".to_owned(),
        ("index", number) => format!("study/index-_{number}.json"),
        (topic, 1) => format!("study/{topic}.json"),
        (topic, number) => format!("study/{topic}_{number}.json"),
    }
}

/// Where a part of the list of all cards lies.
fn index_file(number: usize) -> String {
    match number {
        1 => INDEX_PATH.to_owned(),
        number => format!("study/index_{number}.json"),
    }
}

fn index(catalog: &Catalog, group: &Group) -> Vec<u8> {
    let questions = || group.decks.iter().flat_map(|cut| cut.questions(catalog));
    let mut decks: BTreeMap<usize, Vec<IndexDeck<'_>>> = BTreeMap::new();
    if group.is_first {
        decks.extend((0..catalog.topics.len()).map(|topic| (topic, Vec::new())));
    }
    for cut in &group.decks {
        decks.entry(cut.topic).or_default().push(IndexDeck {
            path: percent_encode(&cut.path(catalog)),
            cards: cut.questions(catalog).map(index_card).collect(),
        });
    }
    let topics = decks.into_iter().map(|(place, decks)| {
        let topic = &catalog.topics[place];
        IndexTopic {
            slug: &topic.slug,
            title: &topic.matter.title,
            decks,
        }
    });
    let tags = questions().flat_map(|question| &question.content.matter.tags);
    let tags = tags.filter_map(|tag| catalog.tag(&tag.value.slug));
    let aliases = questions().flat_map(|question| &question.content.matter.aliases);
    let paths = catalog.paths.iter().filter(|_| group.is_first);
    json(&Index {
        version: VERSION,
        topics: topics.collect(),
        paths: paths.map(|path| index_path(path, catalog)).collect(),
        tags: tags.map(|tag| (&tag.slug, tag.label.as_str())).collect(),
        aliases: aliases
            .filter_map(|alias| catalog.redirects.get_key_value(&alias.value))
            .collect(),
        more: group.more.clone(),
    })
}

fn index_path<'a>(path: &'a Path, catalog: &'a Catalog) -> IndexPath<'a> {
    let questions = path.questions.iter();
    IndexPath {
        slug: &path.slug,
        title: &path.title,
        cards: questions
            .map(|&place| &catalog.questions[place].slug)
            .collect(),
    }
}

fn index_card(question: &Question) -> IndexCard<'_> {
    let matter = &question.content.matter;
    let tags = matter.tags.iter().map(|tag| &tag.value.slug).collect();
    let edition = question.content.edition.as_str();
    (
        &question.slug,
        1 + matter.difficulty as usize,
        tags,
        edition,
    )
}

fn deck(catalog: &Catalog, cut: &Cut) -> Result<Vec<u8>, Diagnostic> {
    let topic = &catalog.topics[cut.topic];
    Ok(json(&Cards {
        version: VERSION,
        topic: DeckTopic {
            slug: &topic.slug,
            title: &topic.matter.title,
        },
        cards: cut
            .questions(catalog)
            .map(|question| card(question, catalog))
            .collect::<Result<_, _>>()?,
    }))
}

fn card<'a>(question: &'a Question, catalog: &Catalog) -> Result<Card<'a>, Diagnostic> {
    let matter = &question.content.matter;
    let body = inside::body(question, catalog)?;
    let path = question.route().path();
    let sizes = Sizes::of(question, catalog);
    let moved = |html: &str| {
        let html = sizes.written(html.to_owned());
        moved_to_root(&html, &path, question.slug.as_str())
    };
    Ok(Card {
        id: &question.slug,
        title: &matter.title,
        level: matter.difficulty,
        tags: matter
            .tags
            .iter()
            .map(|tag| tag.value.label.as_str())
            .collect(),
        short: moved(&body.short),
        points: body.points.iter().map(|point| moved(point)).collect(),
        edition: &question.content.edition,
        digests: body.digests.clone(),
        path: path.clone(),
        said: Foreign::of(&question.told.wording, &catalog.language),
    })
}

/// HTML of a question's page, for any other page: links start at the root, those to the page itself name it, and ids become
/// the question's own, so that two cards can stand on one page.
fn moved_to_root(html: &str, page: &str, slug: &str) -> String {
    rewritten(html, &|name, value| moved_value(name, value, page, slug))
}

fn moved_value(name: &str, value: &str, page: &str, slug: &str) -> String {
    match name {
        "href" | "src" => match (value.strip_prefix("../../"), value.starts_with('#')) {
            (Some(below), _) => below.to_owned(),
            (None, true) => format!("{page}{value}"),
            (None, false) => value.to_owned(),
        },
        "id" => own_id(value, slug),
        "aria-labelledby" | "aria-describedby" => {
            let ids: Vec<String> = value.split(' ').map(|id| own_id(id, slug)).collect();
            ids.join(" ")
        }
        _ => value.to_owned(),
    }
}

/// The names of the page's own elements start like this, and those of headings never do.
fn own_id(id: &str, slug: &str) -> String {
    format!("PB-card-{slug}-{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_card_start_at_the_root() {
        let moved = |html| moved_to_root(html, "questions/wal/", "wal");
        for (html, expected) in [
            (
                "plain &lt;text&gt; > \"quoted\"",
                "plain &lt;text&gt; > \"quoted\"",
            ),
            (
                "<a href=\"../../questions/acid/#x\" title=\"../../ < > href=\">a</a>",
                "<a href=\"questions/acid/#x\" title=\"../../ < > href=\">a</a>",
            ),
            (
                "<sup><a id=\"fnref-1\" href=\"#fn-1\">1</a></sup>",
                "<sup><a id=\"PB-card-wal-fnref-1\" href=\"questions/wal/#fn-1\">1</a></sup>",
            ),
            (
                "<img src=\"../../media/a/b.png\" alt=\"\" loading=\"lazy\"><hr />",
                "<img src=\"media/a/b.png\" alt=\"\" loading=\"lazy\"><hr />",
            ),
            (
                "<svg aria-labelledby=\"a b\"><title id=\"a\">t</title></svg>",
                "<svg aria-labelledby=\"PB-card-wal-a PB-card-wal-b\"><title id=\"PB-card-wal-a\">t</title></svg>",
            ),
            (
                "<a href=\"https://example.org/../../x\">a</a>",
                "<a href=\"https://example.org/../../x\">a</a>",
            ),
            ("<details open=\"\"><p>", "<details open=\"\"><p>"),
            ("<a href=\"x", "<a href=\"x\""),
            ("<", "<"),
        ] {
            assert_eq!(moved(html), expected);
        }
    }

    #[test]
    fn a_topic_called_index_does_not_hide_the_index() {
        let file = |slug, number| deck_file(&Slug::parse(slug).unwrap(), number);
        assert_eq!(file("caching", 1), "study/caching.json");
        assert_eq!(file("caching", 2), "study/caching_2.json");
        for number in [1, 2] {
            assert_ne!(file("index", number), index_file(number));
        }
    }
}
