//! Decks: what the study screens fetch. One index tells which cards there are, so that what is due is known without
//! fetching an answer; the cards themselves lie in one file a topic.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::bank::catalog::{Catalog, Topic};
use crate::compile::question::{Content, Question};
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::route::{Difficulty, Route, Slug, percent_encode};

/// Where all of this lies, beside the page for studying.
pub const FOLDER: &str = "study/";

/// Where the list of all cards lies.
pub const INDEX_PATH: &str = "study/index.json";

/// Grows when a field changes its meaning. The reader refuses a version that it does not know.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Index<'a> {
    version: u32,
    /// In the order of the site.
    topics: Vec<IndexTopic<'a>>,
    /// What each tag is called.
    tags: BTreeMap<&'a Slug, &'a str>,
    /// Former ids and those of today, by which a reader's history finds its card.
    aliases: &'a BTreeMap<Slug, Slug>,
}

#[derive(Serialize)]
struct IndexTopic<'a> {
    slug: &'a Slug,
    title: &'a str,
    /// Its cards' file, relative to the root.
    deck: String,
    /// Id, level (1 to 3), tags.
    cards: Vec<(&'a Slug, usize, Vec<&'a Slug>)>,
}

#[derive(Serialize)]
struct TopicDeck<'a> {
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
    path: String,
}

/// One of the files.
#[derive(Debug, Clone, Copy)]
pub enum Deck {
    /// The list of all cards.
    Index,
    /// The cards of a topic, by its place in the catalog.
    Topic(usize),
}

/// All files, by path.
pub fn decks(catalog: &Catalog) -> impl Iterator<Item = (String, Deck)> {
    let topics = catalog.topics.iter().enumerate();
    let decks = topics.map(|(place, topic)| (deck_file(&topic.slug), Deck::Topic(place)));
    std::iter::once((INDEX_PATH.to_owned(), Deck::Index)).chain(decks)
}

/// Makes one of [`decks`].
pub fn file(catalog: &Catalog, file: Deck) -> Result<Vec<u8>, Diagnostic> {
    match file {
        Deck::Index => Ok(index(catalog)),
        Deck::Topic(place) => {
            let topic = catalog.topics.get(place);
            topic.map_or_else(|| Ok(Vec::new()), |topic| deck(topic, catalog))
        }
    }
}

/// The fingerprint of all that a deck is made from.
pub fn recipe(catalog: &Catalog, file: Deck) -> Fingerprint {
    let Deck::Topic(place) = file else {
        return Fingerprint::of([index(catalog).as_slice()]);
    };
    let topic = catalog.topics.get(place);
    let of_card = |&place: &usize| {
        let question = &catalog.questions[place];
        let Content { matter, body, .. } = &*question.content;
        (
            &question.slug,
            &matter.title,
            matter.difficulty,
            &matter.tags,
            body,
        )
    };
    Fingerprint::of_value(&topic.map(|topic| {
        let cards: Vec<_> = topic.questions.iter().map(of_card).collect();
        (&topic.slug, &topic.matter.title, cards)
    }))
}

/// Where a topic's cards lie. A slug never ends in a hyphen, so this is a name of its own for a topic called `index`, too.
fn deck_file(topic: &Slug) -> String {
    match topic.as_str() {
        "index" => "study/index-.json".to_owned(),
        topic => format!("study/{topic}.json"),
    }
}

fn index(catalog: &Catalog) -> Vec<u8> {
    to_json(&Index {
        version: VERSION,
        topics: catalog
            .topics
            .iter()
            .map(|topic| index_topic(topic, catalog))
            .collect(),
        tags: catalog
            .tags
            .iter()
            .map(|tag| (&tag.slug, tag.label.as_str()))
            .collect(),
        aliases: &catalog.redirects,
    })
}

fn index_topic<'a>(topic: &'a Topic, catalog: &'a Catalog) -> IndexTopic<'a> {
    let card = |&place: &usize| {
        let question = &catalog.questions[place];
        let matter = &question.content.matter;
        let tags = matter.tags.iter().map(|tag| &tag.value.slug).collect();
        (&question.slug, 1 + matter.difficulty as usize, tags)
    };
    IndexTopic {
        slug: &topic.slug,
        title: &topic.matter.title,
        deck: percent_encode(&deck_file(&topic.slug)),
        cards: topic.questions.iter().map(card).collect(),
    }
}

fn deck(topic: &Topic, catalog: &Catalog) -> Result<Vec<u8>, Diagnostic> {
    let cards = topic
        .questions
        .iter()
        .map(|&place| card(&catalog.questions[place]));
    Ok(to_json(&TopicDeck {
        version: VERSION,
        topic: DeckTopic {
            slug: &topic.slug,
            title: &topic.matter.title,
        },
        cards: cards.collect::<Result<_, _>>()?,
    }))
}

fn card(question: &Question) -> Result<Card<'_>, Diagnostic> {
    let matter = &question.content.matter;
    let body = question.large.body()?;
    let path = Route::Question(question.slug.clone()).path();
    let moved = |html: &str| moved_to_root(html, &path, question.slug.as_str());
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
        path: path.clone(),
    })
}

fn to_json(value: &impl Serialize) -> Vec<u8> {
    // Strings and numbers always serialise.
    serde_json::to_vec(value).unwrap_or_default()
}

/// HTML of a question's page, for any other page: links start at the site's root, those to the page itself name it, and
/// ids become the question's own, so that two cards can stand on one page.
///
/// It reads what our own writers wrote, where each attribute has its value in double quotes.
fn moved_to_root(html: &str, page: &str, slug: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        out.push_str(text);
        rest = moved_tag(tag, page, slug, &mut out);
    }
    out + rest
}

/// Writes one tag anew, and returns what follows it.
fn moved_tag<'a>(tag: &'a str, page: &str, slug: &str, out: &mut String) -> &'a str {
    let mut rest = tag;
    loop {
        let Some(at) = rest.find(['>', '"']) else {
            out.push_str(rest);
            return "";
        };
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some(after) = from.strip_prefix('>') {
            out.push('>');
            return after;
        }
        let value = &from[1..];
        let end = value.find('"').unwrap_or(value.len());
        let name = before
            .trim_end_matches('=')
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        out.push('"');
        out.push_str(&moved_value(name, &value[..end], page, slug));
        out.push('"');
        rest = value.get(end + 1..).unwrap_or_default();
    }
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
        let file = |slug| deck_file(&Slug::parse(slug).unwrap());
        assert_eq!(file("caching"), "study/caching.json");
        assert_ne!(file("index"), INDEX_PATH);
    }
}
