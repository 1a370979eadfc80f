//! What an edition consists of: each part says which files it owns. Builds and the preview ask here; where two parts claim a path, the
//! earlier one has it.

use super::download;
use super::edition::Edition;
use super::feeds;
use super::file::{File, Files, Part};
use super::offline::Own;
use super::recipe::Recipe;
use super::{manifest, search, spoken, study};
use crate::compile::markdown::media_path;
use crate::input::downloads::Kind;
use crate::input::source::Media;
use crate::route::{Route, percent_decode};

impl Edition {
    /// Every file, by path; of two with one path, that of the earlier part.
    pub fn files(&self, known: &dyn Fn(Recipe) -> Vec<String>) -> Files {
        let mut files = Files::new();
        for part in Part::ALL {
            let names = match part {
                Part::Search if self.parts[part as usize].get().is_none() => {
                    known(self.search_recipe())
                }
                _ => Vec::new(),
            };
            let listed = match names.is_empty() {
                false => self.search_files(&names),
                true => self.part(part).clone(),
            };
            for (path, file) in listed {
                files.entry(path).or_insert(file);
            }
        }
        files
    }

    /// Files of the search index, of which the site's paths are known.
    fn search_files(&self, names: &[String]) -> Files {
        let own = names
            .iter()
            .filter_map(|path| Some((path, path.strip_prefix(&self.catalog.folder)?)));
        own.map(|(path, below)| (path.clone(), File::Search(below.to_owned())))
            .collect()
    }

    /// The file of a path, if this edition has one. Nothing is worked out for parts that cannot own it.
    pub fn file(&self, path: &str) -> Option<&File> {
        let below = path.strip_prefix(&self.catalog.folder)?;
        let mut owners = Part::ALL.into_iter();
        owners.find_map(|part| {
            let can_own = below.starts_with(part.folder());
            can_own.then(|| self.part(part).get(path))?
        })
    }

    /// Whether a part of this other than the maintainer's own files has a file of this path.
    pub(super) fn owns(&self, path: &str) -> bool {
        let Some(below) = path.strip_prefix(&self.catalog.folder) else {
            return false;
        };
        let mut others = Part::ALL.into_iter().filter(|part| *part != Part::Root);
        others.any(|part| below.starts_with(part.folder()) && self.part(part).contains_key(path))
    }

    /// The files of a part, by their paths in the whole site.
    pub(super) fn part(&self, part: Part) -> &Files {
        let folder = &self.catalog.folder;
        let inside = |(path, file)| (format!("{folder}{path}"), file);
        self.parts[part as usize].get_or_make(|| match self.is_first() {
            true => part.files(self),
            false if part.is_of_each() => part.files(self).into_iter().map(inside).collect(),
            false => Files::new(),
        })
    }
}

impl Part {
    /// What there is of this kind, by path below the edition's folder.
    fn files(self, edition: &Edition) -> Files {
        match self {
            Part::Root => root(edition),
            Part::Pages => pages(edition),
            Part::Search => index(edition),
            Part::Decks => decks(edition),
            Part::Words => Files::from([(spoken::PATH.to_owned(), File::Words)]),
            Part::Feeds => feeds(edition),
            Part::Downloads => downloads(edition),
            Part::Assets => assets(edition),
            Part::Media => media(edition),
            Part::Host => host(),
        }
    }
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

fn feeds(edition: &Edition) -> Files {
    let feeds = feeds::feeds(&edition.config, edition.is_first());
    feeds
        .map(|feed| (feed.path().to_owned(), File::Feed(feed)))
        .collect()
}

fn downloads(edition: &Edition) -> Files {
    let bank = edition.bank();
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

fn host() -> Files {
    let own = [Own::List, Own::Worker];
    let own = own.map(|own| (own.path().to_owned(), File::Offline(own)));
    let mut files = Files::from(own);
    files.insert(manifest::PATH.into(), File::Manifest);
    files.insert(".nojekyll".into(), File::NoJekyll);
    files
}
