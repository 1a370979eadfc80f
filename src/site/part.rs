//! What an edition is made of, in order of precedence: each part says which files it owns, and how to make one of them. Builds and
//! the preview ask this one list; where two parts claim a path, the earlier one has it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::download::bank::Bank;
use super::download::{self, Download};
use super::edition::Edition;
use super::feeds::{self, Feed};
use super::offline::Own;
use super::picture::Sizes;
use super::study::{self, Deck};
use super::{Recipe, inside, manifest, search, spoken};
use crate::compile::markdown::media_path;
use crate::compile::question::{Body, Question};
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::input::assets::{Assets, kind_of};
use crate::input::downloads::Kind;
use crate::input::source::Media;
use crate::route::{Route, percent_decode};
use crate::script;

/// Files by path, with `/`, relative to the output folder.
pub type Files = BTreeMap<String, File>;

/// A file before it is made.
#[derive(Debug, Clone)]
pub enum File {
    /// One of the maintainer's own, below `static/root/`.
    Root(String),
    /// A page.
    Page(Route),
    /// A part of the search index, by its path.
    Search(String),
    /// What the study screens fetch.
    Deck(Deck),
    /// What scripts say later.
    Words,
    /// The web manifest.
    Manifest,
    /// What readers can take away.
    Download(Download),
    /// All answers for paper: of the bank, or of the topic at a place in the catalog.
    Print(Option<usize>),
    /// What machines read.
    Feed(Feed),
    /// A static file, by its path below the fingerprinted folder.
    Asset(String),
    /// A picture of the bank, by its place in the catalog.
    Media(usize),
    /// Keeps GitHub Pages from running the files through Jekyll.
    NoJekyll,
    /// What the service worker needs, made from all the others.
    Offline(Own),
}

impl File {
    /// Whether it is made from the digests of all others.
    pub fn is_last(&self) -> bool {
        matches!(self, File::Offline(_))
    }
}

/// One kind of files.
pub struct Part {
    /// Where all of them lie, below the edition's folder; empty, where they lie all over it.
    pub folder: &'static str,
    /// Whether each language has its own; otherwise the default language has what all share.
    pub is_of_each: bool,
    /// What there is.
    pub files: fn(&Edition) -> Files,
}

/// The place of the pages in the list.
pub const PAGES: usize = 1;

/// The maintainer's own files win, so that robots.txt can be replaced, and the service worker too. That comes last, because its
/// list is of everything else.
pub const PARTS: [Part; 10] = [
    Part {
        folder: "",
        is_of_each: false,
        files: root,
    },
    Part {
        folder: "",
        is_of_each: true,
        files: pages,
    },
    Part {
        folder: search::FOLDER,
        is_of_each: true,
        files: index,
    },
    Part {
        folder: study::FOLDER,
        is_of_each: true,
        files: decks,
    },
    Part {
        folder: "",
        is_of_each: true,
        files: words,
    },
    Part {
        folder: "",
        is_of_each: true,
        files: feeds,
    },
    Part {
        folder: "",
        is_of_each: true,
        files: downloads,
    },
    Part {
        folder: "assets/",
        is_of_each: false,
        files: assets,
    },
    Part {
        folder: "media/",
        is_of_each: false,
        files: media,
    },
    Part {
        folder: "",
        is_of_each: false,
        files: host,
    },
];

/// What a file is made from, the program aside. What is made in no time is its own recipe.
pub fn recipe(edition: &Edition, file: &File) -> Recipe {
    match file {
        File::Page(route) => match edition.pages().page(route, &Body::default()) {
            Some(page) => {
                let context = (&page.context.page, &page.context.content);
                let template = edition.templates.recipe(page.template);
                // The answer itself is known by its fingerprint.
                let answer = question(edition, route).map(|question| {
                    let content = &question.content;
                    let outline = &content.answer;
                    let sizes = Sizes::of(question, &edition.catalog);
                    (
                        content.body,
                        &outline.key_points,
                        &outline.sections,
                        &question.told,
                        sizes,
                    )
                });
                Recipe::new([
                    template.unwrap_or_else(|| Fingerprint::of([])),
                    edition.context_recipe,
                    Fingerprint::of_value(&context),
                    Fingerprint::of_value(&answer),
                ])
            }
            None => Recipe::of(Fingerprint::of([])),
        },
        File::Deck(deck) => Recipe::of(study::recipe(&edition.catalog, deck)),
        File::Search(_) => edition.search_recipe(),
        File::Download(one) => {
            let bank = bank(edition);
            let made = || download::file(bank, one).unwrap_or_default();
            let shown =
                download::recipe(bank, one).unwrap_or_else(|| Fingerprint::of([made().as_slice()]));
            Recipe::new([
                Fingerprint::of([]),
                edition.spoken.recipe(),
                shown,
                Fingerprint::of([]),
            ])
        }
        File::Print(topic) => Recipe::new([
            edition
                .templates
                .recipe("print.html")
                .unwrap_or_else(|| Fingerprint::of([])),
            edition.context_recipe,
            bank(edition).recipe(*topic),
            Fingerprint::of([]),
        ]),
        // To make it small is not done in no time.
        File::Asset(name) => {
            let bytes = edition
                .assets
                .files
                .get(name)
                .map_or(&[][..], Vec::as_slice);
            Recipe::of(Fingerprint::of([bytes]))
        }
        // Its list is of files that are not made yet.
        File::Offline(_) => Recipe::of(Fingerprint::of([])),
        file => {
            let bytes = make(edition, file).unwrap_or_default();
            Recipe::of(Fingerprint::of([bytes.as_slice()]))
        }
    }
}

/// Makes a file.
pub fn make(edition: &Edition, file: &File) -> Result<Vec<u8>, Diagnostic> {
    let kept = |bytes: Option<&Vec<u8>>| bytes.cloned().unwrap_or_default();
    Ok(match file {
        File::Root(name) => kept(edition.assets.root_files.get(name)),
        File::Page(route) => {
            let body = body(edition, route)?;
            match edition.pages().page(route, &body) {
                Some(page) => sizes(edition, route)
                    .written(edition.templates.render(&page, &edition.said)?)
                    .into_bytes(),
                None => Vec::new(),
            }
        }
        File::Search(path) => kept(edition.search().as_ref().map_err(Clone::clone)?.get(path)),
        File::Deck(deck) => study::file(&edition.catalog, deck)?,
        File::Download(one) => download::file(bank(edition), one)?,
        File::Print(topic) => {
            let page = edition.pages().print(*topic)?;
            edition.templates.render(&page, &edition.said)?.into_bytes()
        }
        File::Words => edition.spoken.later(),
        File::Manifest => manifest::file(
            &edition.config,
            &edition.assets,
            edition.context.theme.as_ref(),
            &edition.spoken.words,
        ),
        File::Asset(name) => asset(&edition.assets, name).unwrap_or_default(),
        File::Media(place) => {
            let media = edition.catalog.media.get(*place);
            kept(media.map(|media| &media.bytes))
        }
        File::NoJekyll => Vec::new(),
        // Made of all editions, or from the digests of all files, which no edition knows.
        File::Feed(Feed::Sitemap) | File::Offline(_) => Vec::new(),
        File::Feed(feed) => feeds::file(&edition.catalog, &edition.config, *feed),
    })
}

/// A static file. What was joined to load as one is made small.
pub fn asset(assets: &Assets, name: &str) -> Option<Vec<u8>> {
    let bytes = assets.files.get(name)?;
    let text = std::str::from_utf8(bytes).ok();
    let text = text.filter(|_| assets.scripts.contains(name));
    // What a bank changed in a script was parsed when it was read; what cannot be made small is published as it is.
    let small = text.and_then(|text| script::small(text, kind_of(text)).ok());
    Some(small.map_or_else(|| bytes.clone(), String::into_bytes))
}

/// The question that a page is about.
fn question<'a>(edition: &'a Edition, route: &Route) -> Option<&'a Question> {
    match route {
        Route::Question(slug) => edition.catalog.question(slug.as_str()),
        _ => None,
    }
}

/// An answer, if the page is a question's.
fn body(edition: &Edition, route: &Route) -> Result<Arc<Body>, Diagnostic> {
    question(edition, route).map_or_else(
        || Ok(Arc::default()),
        |question| inside::body(question, &edition.catalog),
    )
}

/// Of the pictures that a page shows, if it is a question's.
fn sizes(edition: &Edition, route: &Route) -> Sizes {
    let question = question(edition, route);
    question.map_or_else(Sizes::default, |question| {
        Sizes::of(question, &edition.catalog)
    })
}

fn root(edition: &Edition) -> Files {
    let names = edition.assets.root_files.keys();
    names
        .map(|name| (name.clone(), File::Root(name.clone())))
        .collect()
}

fn pages(edition: &Edition) -> Files {
    let routes = edition.pages().routes().into_iter();
    routes
        .map(|route| (route.output_path(), File::Page(route)))
        .collect()
}

fn index(edition: &Edition) -> Files {
    let file = |path: &str| (path.to_owned(), File::Search(path.to_owned()));
    match edition.search() {
        Ok(files) => files.keys().map(|path| file(path)).collect(),
        // Whoever makes it learns why.
        Err(_) => Files::from([file(search::PATH)]),
    }
}

fn decks(edition: &Edition) -> Files {
    let decks = study::decks(&edition.catalog).into_iter();
    decks.map(|(path, deck)| (path, File::Deck(deck))).collect()
}

fn words(_: &Edition) -> Files {
    Files::from([(spoken::PATH.to_owned(), File::Words)])
}

fn feeds(edition: &Edition) -> Files {
    let feeds = feeds::feeds(edition);
    feeds
        .map(|feed| (feed.path().to_owned(), File::Feed(feed)))
        .collect()
}

fn downloads(edition: &Edition) -> Files {
    let bank = bank(edition);
    let all = download::downloads(bank).into_iter();
    let mut files: Files = all.map(|one| (one.path(), File::Download(one))).collect();
    if download::kinds(bank).contains(&Kind::Print) {
        let topics = edition.catalog.topics.iter().enumerate();
        let topics = topics.map(|(place, topic)| (Some(place), Some(topic.slug.clone())));
        for (place, slug) in topics.chain([(None, None)]) {
            files.insert(Route::Print(slug).output_path(), File::Print(place));
        }
    }
    files
}

/// What downloads are made from.
pub fn bank(edition: &Edition) -> Bank<'_> {
    Bank {
        catalog: &edition.catalog,
        config: &edition.config,
        words: &edition.spoken.words,
    }
}

fn assets(edition: &Edition) -> Files {
    let folder = &edition.assets.folder;
    let names = edition.assets.files.keys();
    names
        .map(|name| (format!("{folder}{name}"), File::Asset(name.clone())))
        .collect()
}

fn media(edition: &Edition) -> Files {
    let media = edition.catalog.media.iter().enumerate();
    media
        .map(|(place, media)| (media_file(media), File::Media(place)))
        .collect()
}

/// Where a picture lies in the output folder.
fn media_file(media: &Media) -> String {
    let path = media_path(media.topic.as_str(), &media.name);
    percent_decode(&path).unwrap_or(path)
}

fn host(_: &Edition) -> Files {
    let own = [Own::List, Own::Worker];
    let own = own.map(|own| (own.path().to_owned(), File::Offline(own)));
    let mut files = Files::from(own);
    files.insert(manifest::PATH.into(), File::Manifest);
    files.insert(".nojekyll".into(), File::NoJekyll);
    files
}
