//! The files of a site before they are made, and the parts that own them.

use std::collections::BTreeMap;

use super::download::Download;
use super::feeds::Feed;
use super::offline::Own;
use super::search;
use super::study::{self, Deck};
use crate::route::Route;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The maintainer's own, below `static/root/`.
    Root,
    /// Pages.
    Pages,
    /// The search index.
    Search,
    /// What the study screens fetch.
    Decks,
    /// What scripts say later.
    Words,
    /// What machines read.
    Feeds,
    /// What readers can take away.
    Downloads,
    /// Static files.
    Assets,
    /// Pictures of the bank.
    Media,
    /// What a host or a browser asks for by its name.
    Host,
}

impl Part {
    /// In order of precedence. The maintainer's own files win, so that robots.txt can be replaced, and the service worker too. That
    /// comes last, because its list is of everything else.
    pub const ALL: [Part; 10] = [
        Part::Root,
        Part::Pages,
        Part::Search,
        Part::Decks,
        Part::Words,
        Part::Feeds,
        Part::Downloads,
        Part::Assets,
        Part::Media,
        Part::Host,
    ];

    /// Where all of them lie, below the edition's folder; empty, where they lie all over it.
    pub fn folder(self) -> &'static str {
        match self {
            Part::Search => search::FOLDER,
            Part::Decks => study::FOLDER,
            Part::Assets => "assets/",
            Part::Media => "media/",
            _ => "",
        }
    }

    /// Whether each language has its own; otherwise the default language has what all share.
    pub fn is_of_each(self) -> bool {
        !matches!(self, Part::Root | Part::Assets | Part::Media | Part::Host)
    }
}
