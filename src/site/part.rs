//! What a site is made of, in order of precedence: each part says which files it owns, and how to make one of them. Builds and
//! the preview ask this one list; where two parts claim a path, the earlier one has it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::feeds::{self, Feed};
use super::offline::{self, Digest, Own};
use super::study::{self, Deck};
use super::{Plan, Recipe, manifest, search};
use crate::compile::markdown::media_path;
use crate::compile::question::Body;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::input::source::Media;
use crate::route::{Route, percent_decode};

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
    /// The web manifest.
    Manifest,
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
    /// Where all of them lie; empty, where they lie all over the site.
    pub folder: &'static str,
    /// What there is.
    pub files: fn(&Plan) -> Files,
}

/// The place of the pages in the list.
pub const PAGES: usize = 1;

/// The place of the lists of large folders, which are lists of everything in front of them.
pub const LISTS: usize = 8;

/// The maintainer's own files win, so that robots.txt can be replaced, and the service worker too. That comes last, because its
/// list is of everything else.
pub const PARTS: [Part; LISTS + 1] = [
    Part {
        folder: "",
        files: root,
    },
    Part {
        folder: "",
        files: pages,
    },
    Part {
        folder: search::FOLDER,
        files: index,
    },
    Part {
        folder: study::FOLDER,
        files: decks,
    },
    Part {
        folder: "",
        files: feeds,
    },
    Part {
        folder: "assets/",
        files: assets,
    },
    Part {
        folder: "media/",
        files: media,
    },
    Part {
        folder: "",
        files: host,
    },
    Part {
        folder: offline::FOLDER,
        files: lists,
    },
];

/// What a file is made from, the program aside. What is made in no time is its own recipe.
pub fn recipe(plan: &Plan, file: &File) -> Recipe {
    match file {
        File::Page(route) => match plan.pages().page(route, &Body::default()) {
            Some(page) => {
                let context = (&page.context.page, &page.context.content);
                let template = plan.templates.recipe(page.template);
                let question = match route {
                    Route::Question(slug) => plan.catalog.question(slug.as_str()),
                    _ => None,
                };
                // The answer itself is known by its fingerprint.
                let answer = question.map(|question| {
                    let content = &question.content;
                    let outline = &content.answer;
                    (content.body, &outline.key_points, &outline.sections)
                });
                Recipe::new([
                    template.unwrap_or_else(|| Fingerprint::of([])),
                    plan.context_recipe,
                    Fingerprint::of_value(&context),
                    Fingerprint::of_value(&answer),
                ])
            }
            None => Recipe::of(Fingerprint::of([])),
        },
        File::Deck(deck) => Recipe::of(study::recipe(&plan.catalog, deck)),
        File::Search(_) => plan.search_recipe(),
        // Its list is of files that are not made yet.
        File::Offline(_) => Recipe::of(Fingerprint::of([])),
        file => {
            let bytes = make(plan, file).unwrap_or_default();
            Recipe::of(Fingerprint::of([bytes.as_slice()]))
        }
    }
}

/// Makes a file.
pub fn make(plan: &Plan, file: &File) -> Result<Vec<u8>, Diagnostic> {
    let kept = |bytes: Option<&Vec<u8>>| bytes.cloned().unwrap_or_default();
    Ok(match file {
        File::Root(name) => kept(plan.assets.root_files.get(name)),
        File::Page(route) => {
            let body = body(plan, route)?;
            match plan.pages().page(route, &body) {
                Some(page) => plan.templates.render(&page)?.into_bytes(),
                None => Vec::new(),
            }
        }
        File::Search(path) => kept(plan.search().as_ref().map_err(Clone::clone)?.get(path)),
        File::Deck(deck) => study::file(&plan.catalog, deck)?,
        File::Manifest => manifest::file(&plan.config, &plan.assets, plan.context.theme.as_ref()),
        File::Feed(feed) => feeds::file(&plan.catalog, &plan.config, &plan.pages().routes(), *feed),
        File::Asset(name) => kept(plan.assets.files.get(name)),
        File::Media(place) => {
            let media = plan.catalog.media.get(*place);
            kept(media.map(|media| &media.bytes))
        }
        File::NoJekyll => Vec::new(),
        File::Offline(own) => {
            let files = plan.files(&|_| Vec::new());
            let mut digests = BTreeMap::new();
            for (path, file) in files.iter().filter(|(_, file)| !file.is_last()) {
                digests.insert(path.as_str(), Digest::of(&make(plan, file)?));
            }
            let mut made = plan.make_last(&files, &digests);
            made.remove(own.path()).unwrap_or_default()
        }
    })
}

/// An answer, if the page is a question's.
fn body(plan: &Plan, route: &Route) -> Result<Arc<Body>, Diagnostic> {
    let question = match route {
        Route::Question(slug) => plan.catalog.question(slug.as_str()),
        _ => None,
    };
    question.map_or_else(|| Ok(Arc::default()), |question| question.large.body())
}

fn root(plan: &Plan) -> Files {
    let names = plan.assets.root_files.keys();
    names
        .map(|name| (name.clone(), File::Root(name.clone())))
        .collect()
}

fn pages(plan: &Plan) -> Files {
    let routes = plan.pages().routes().into_iter();
    routes
        .map(|route| (route.output_path(), File::Page(route)))
        .collect()
}

fn index(plan: &Plan) -> Files {
    let file = |path: &str| (path.to_owned(), File::Search(path.to_owned()));
    match plan.search() {
        Ok(files) => files.keys().map(|path| file(path)).collect(),
        // Whoever makes it learns why.
        Err(_) => Files::from([file(search::PATH)]),
    }
}

fn decks(plan: &Plan) -> Files {
    let decks = study::decks(&plan.catalog).into_iter();
    decks.map(|(path, deck)| (path, File::Deck(deck))).collect()
}

fn feeds(plan: &Plan) -> Files {
    let feeds = feeds::feeds(&plan.config);
    feeds
        .map(|feed| (feed.path().to_owned(), File::Feed(feed)))
        .collect()
}

fn assets(plan: &Plan) -> Files {
    let folder = &plan.assets.folder;
    let names = plan.assets.files.keys();
    names
        .map(|name| (format!("{folder}{name}"), File::Asset(name.clone())))
        .collect()
}

fn media(plan: &Plan) -> Files {
    let media = plan.catalog.media.iter().enumerate();
    media
        .map(|(place, media)| (media_file(media), File::Media(place)))
        .collect()
}

/// Where a picture lies in the output folder.
fn media_file(media: &Media) -> String {
    let path = media_path(media.topic.as_str(), &media.name);
    percent_decode(&path).unwrap_or(path)
}

fn host(_: &Plan) -> Files {
    let own = [Own::List, Own::Worker];
    let own = own.map(|own| (own.path().to_owned(), File::Offline(own)));
    let mut files = Files::from(own);
    files.insert(manifest::PATH.into(), File::Manifest);
    files.insert(".nojekyll".into(), File::NoJekyll);
    files
}

fn lists(plan: &Plan) -> Files {
    let mut files = plan.files(&|_| Vec::new());
    files.retain(|_, file| matches!(file, File::Offline(Own::Part(_))));
    files
}
