//! What is published, as values: an edition in each language, and in each a list of parts with their files. Pure: nothing is
//! written here.

#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

pub mod context;
pub mod contribute;
mod direction;
pub mod download;
mod edition;
mod endonyms;
pub mod feeds;
mod file;
mod inside;
mod json;
mod make;
pub mod manifest;
pub mod offline;
pub mod page;
mod part;
mod picture;
mod recipe;
pub mod search;
mod spoken;
mod structured;
pub mod study;
pub mod templates;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::bank::catalog::Catalog;
use crate::compile::question::Question;
use crate::diagnostic::{self, Checked, Diagnostic};
use crate::fingerprint::Fingerprint;
use crate::input::assets::Assets;
use crate::input::config::Config;
use crate::input::icon;
use crate::once::Once;
use crate::route::Route;
use context::LanguageLink;
use feeds::Feed;
use file::Part;
use offline::{Digest, Own};
use page::Pages;
use search::shelf::Shelf;
use templates::Templates;

pub use edition::Edition;
pub use file::File;
pub use make::{asset, export};
pub use recipe::Recipe;

/// Everything that the output folder will hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Content by path, with `/`, relative to the output folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How many of them are pages, redirects not counted.
    pub pages: usize,
}

/// A site that is ready to be made, one file at a time.
#[derive(Debug)]
pub struct Plan {
    /// In the default language, with all that belongs to no language.
    pub first: Edition,
    /// In the others, each below its folder.
    pub others: Vec<Edition>,
    /// The worker's lists of large folders, found when somebody first asks for one.
    lists: Once<BTreeMap<String, Listed>>,
}

/// So many pages' recipes are worked out in one go.
const MOST_AT_ONCE: usize = 64;

/// The recipes of pages, by edition and address.
#[derive(Debug)]
pub struct Recipes(BTreeMap<(usize, Route), Recipe>);

impl Recipes {
    /// The recipe of a file, if it is a page.
    pub fn get(&self, listed: &Listed) -> Option<Recipe> {
        match &listed.file {
            File::Page(route) => self.0.get(&(listed.edition, route.clone())).copied(),
            _ => None,
        }
    }
}

/// A file before it is made, and the edition that it is of.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Counted from the default language.
    edition: usize,
    /// What it is.
    pub file: File,
}

impl Listed {
    /// Whether it is made from the digests of all others.
    pub fn is_last(&self) -> bool {
        self.file.is_last()
    }

    /// Whether it is the service worker.
    pub fn is_worker(&self) -> bool {
        matches!(self.file, File::Offline(Own::Worker))
    }
}

impl Plan {
    /// Puts together what the stages before this one made; there is a catalog for each language of the settings. What is counted for
    /// the search may be kept on the shelf.
    pub fn new(
        catalogs: Vec<Catalog>,
        config: Config,
        assets: Arc<Assets>,
        templates: Arc<Templates>,
        shelf: Option<Arc<dyn Shelf>>,
    ) -> Plan {
        let languages = LanguageLink::all(&config);
        let mut catalogs = catalogs.into_iter();
        let edition = |catalog: Option<Catalog>, config: Config| {
            let (assets, templates) = (assets.clone(), templates.clone());
            let (catalog, languages) = (catalog.unwrap_or_default(), languages.clone());
            Edition::new(catalog, config, languages, assets, templates, shelf.clone())
        };
        let first = edition(catalogs.next(), config.clone());
        let others = config.languages.iter();
        Plan {
            first,
            others: others
                .map(|language| edition(catalogs.next(), config.in_language(language)))
                .collect(),
            lists: Once::default(),
        }
    }

    /// The site in each language, the default one first.
    pub fn editions(&self) -> impl Iterator<Item = &Edition> {
        std::iter::once(&self.first).chain(&self.others)
    }

    fn edition(&self, number: usize) -> &Edition {
        match number.checked_sub(1) {
            Some(number) => self.others.get(number).unwrap_or(&self.first),
            None => &self.first,
        }
    }

    /// Every file, by path; of two with one path, that of the earlier edition and part. `known` says how files were called that
    /// were made together from the same recipe before, so that they need not be made to know.
    pub fn files(&self, known: &dyn Fn(Recipe) -> Vec<String>) -> BTreeMap<String, Listed> {
        let mut files = BTreeMap::new();
        for (number, edition) in self.editions().enumerate() {
            for (path, file) in edition.files(known) {
                files.entry(path).or_insert(Listed {
                    edition: number,
                    file,
                });
            }
        }
        for (path, file) in self.lists(&files) {
            files.entry(path).or_insert(file);
        }
        files
    }

    /// The same, and the recipes of all pages, which are worked out meanwhile: much of merging a search index is for one thread.
    pub fn files_and_recipes(
        &self,
        known: &dyn Fn(Recipe) -> Vec<String>,
    ) -> (BTreeMap<String, Listed>, Recipes) {
        let editions = self.editions();
        let indexed: Vec<&Edition> = editions
            .filter(|edition| known(edition.search_recipe()).is_empty())
            .collect();
        let index = || indexed.into_iter().for_each(Edition::make_search);
        let ((), recipes) = rayon::join(index, || self.recipes());
        (self.files(known), recipes)
    }

    fn recipes(&self) -> Recipes {
        let editions = self.editions().enumerate();
        let pages = editions.flat_map(|(number, edition)| {
            let routes = edition.pages().routes().into_iter();
            routes.map(move |route| (number, route))
        });
        let pages: Vec<(usize, Route)> = pages.collect();
        let recipes = pages.into_par_iter().map(|(number, route)| {
            let file = File::Page(route.clone());
            ((number, route), make::recipe(self.edition(number), &file))
        });
        // Whoever makes the index beside this never waits long for a thread.
        let recipes = recipes.with_max_len(MOST_AT_ONCE);
        Recipes(recipes.collect())
    }

    /// The worker's lists of large folders, for a site of these files.
    fn lists(&self, files: &BTreeMap<String, Listed>) -> BTreeMap<String, Listed> {
        let wanted = files
            .iter()
            .filter(|(path, file)| self.is_wanted_offline(path, file));
        let parts = offline::parts(wanted.map(|(path, _)| path.as_str())).into_iter();
        let listed = |own: Own| Listed {
            edition: 0,
            file: File::Offline(own),
        };
        parts
            .map(|own| (own.path().to_owned(), listed(own)))
            .collect()
    }

    /// What a file is made from, the program aside.
    pub fn recipe(&self, listed: &Listed) -> Recipe {
        match listed.file {
            File::Feed(Feed::Sitemap) => Recipe::of(Fingerprint::of([self.sitemap().as_slice()])),
            _ => make::recipe(self.edition(listed.edition), &listed.file),
        }
    }

    /// The file of a path, if the site has one. Nothing is worked out for parts that cannot own it.
    pub fn file(&self, path: &str) -> Option<Listed> {
        let mut editions = self.editions().enumerate();
        let listed = editions.find_map(|(number, edition)| {
            Some(Listed {
                edition: number,
                file: edition.file(path)?.clone(),
            })
        });
        let is_list = || path.starts_with(offline::FOLDER);
        let lists = || {
            self.lists.get_or_make(|| {
                let mut files = self.files(&|_| Vec::new());
                files.retain(|_, listed| matches!(listed.file, File::Offline(Own::Part(_))));
                files
            })
        };
        listed.or_else(|| is_list().then(|| lists().get(path).cloned())?)
    }

    /// Makes a file.
    pub fn make(&self, listed: &Listed) -> Result<Vec<u8>, Diagnostic> {
        match &listed.file {
            File::Feed(Feed::Sitemap) => Ok(self.sitemap()),
            File::Offline(own) => {
                let files = self.files(&|_| Vec::new());
                let mut digests = BTreeMap::new();
                for (path, file) in files.iter().filter(|(_, file)| !file.is_last()) {
                    digests.insert(path.as_str(), Digest::of(&self.make(file)?));
                }
                let mut made = self.make_last(&files, &digests);
                Ok(made.remove(own.path()).unwrap_or_default())
            }
            file => make::make(self.edition(listed.edition), file),
        }
    }

    /// Of all languages, because robots look for one.
    fn sitemap(&self) -> Vec<u8> {
        let editions: Vec<Pages<'_>> = self.editions().map(Edition::pages).collect();
        feeds::sitemap(&editions)
    }

    /// The files that are made from the digests of all others, by path.
    pub fn make_last(
        &self,
        files: &BTreeMap<String, Listed>,
        digests: &BTreeMap<&str, Digest>,
    ) -> BTreeMap<String, Vec<u8>> {
        let wanted = files.iter().filter_map(|(path, listed)| {
            let (path, digest) = digests.get_key_value(path.as_str())?;
            self.is_wanted_offline(path, listed)
                .then_some((*path, digest))
        });
        offline::files(&wanted.collect(), &self.first.assets)
    }

    /// Whether readers may want a file offline. What a maintainer puts beside the site (a file for verification) is asked for by
    /// no page, unless it takes the place of something, or is the site's icon.
    fn is_wanted_offline(&self, path: &str, listed: &Listed) -> bool {
        let is_owned = |edition: &Edition| edition.owns(path);
        let is_asked_for = match listed.file {
            File::Offline(_) | File::Download(_) | File::Print(_) => false,
            File::Root(_) => {
                icon::paths().any(|icon| icon == path) || self.editions().any(is_owned)
            }
            _ => true,
        };
        offline::is_listed(path) && is_asked_for
    }

    /// How many translations there are, over all languages.
    pub fn translations(&self) -> usize {
        let is_own = |question: &&Question| !question.is_borrowed();
        let count = |edition: &Edition| edition.catalog.questions.iter().filter(is_own).count();
        self.others.iter().map(count).sum()
    }

    /// How many pages there are, redirects not counted.
    pub fn page_count(&self) -> usize {
        let is_page = |route: &&Route| !matches!(route, Route::Alias(_));
        let count = |edition: &Edition| edition.pages().routes().iter().filter(is_page).count();
        self.editions().map(count).sum()
    }

    /// What is wrong with the templates, found by rendering one page of each.
    pub fn template_faults(&self) -> Vec<Diagnostic> {
        let faults = self.editions().flat_map(|edition| {
            let routes = edition.pages().routes();
            // Routes of one kind stand together.
            let kinds =
                routes.chunk_by(|a, b| std::mem::discriminant(a) == std::mem::discriminant(b));
            let one_of_each = kinds.filter_map(|kind| kind.first());
            let pages = one_of_each.map(|route| File::Page(route.clone()));
            // The print edition has one template as well; that of the first topic is the shortest way to it.
            let mut prints = edition.catalog.topics.iter().take(1);
            let print = prints.next().map(|_| File::Print(Some(0)));
            pages
                .chain(print)
                .filter_map(|file| make::make(edition, &file).err())
                .collect::<Vec<_>>()
        });
        let mut faults: Vec<Diagnostic> = faults.collect();
        diagnostic::sort(&mut faults);
        faults
    }

    /// Makes everything and keeps nothing, for what is wrong with the templates.
    pub fn faults(&self, progress: &(dyn Fn(usize, usize) + Sync)) -> Vec<Diagnostic> {
        let files: Vec<(&Edition, &File)> = self
            .editions()
            .flat_map(|edition| {
                edition
                    .part(Part::Pages)
                    .values()
                    .map(move |file| (edition, file))
            })
            .collect();
        let done = AtomicUsize::new(0);
        let made = files.par_iter().filter_map(|(edition, file)| {
            let made = make::make(edition, file);
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, files.len());
            made.err()
        });
        let mut faults: Vec<Diagnostic> = made.collect();
        diagnostic::sort(&mut faults);
        faults
    }

    /// Makes everything, in memory. `progress` is called with the files done and the files in all.
    pub fn site(&self, progress: &(dyn Fn(usize, usize) + Sync)) -> Checked<Site> {
        let all = self.files(&|_| Vec::new());
        let listed: Vec<(&String, &Listed)> =
            all.iter().filter(|(_, file)| !file.is_last()).collect();
        let done = AtomicUsize::new(0);
        let made: Vec<(String, Result<Vec<u8>, Diagnostic>)> = listed
            .par_iter()
            .map(|&(path, file)| {
                let bytes = self.make(file);
                progress(done.fetch_add(1, Ordering::Relaxed) + 1, listed.len());
                (path.clone(), bytes)
            })
            .collect();
        let mut files = BTreeMap::new();
        let mut findings = Vec::new();
        for (path, bytes) in made {
            match bytes {
                Ok(bytes) => drop(files.insert(path, bytes)),
                Err(finding) => findings.push(finding),
            }
        }
        // One broken line of a template breaks every page alike; it is said once.
        diagnostic::sort(&mut findings);
        if !findings.is_empty() {
            return Checked::none(findings);
        }
        let digests: BTreeMap<&str, Digest> = files
            .par_iter()
            .map(|(path, bytes)| (path.as_str(), Digest::of(bytes)))
            .collect();
        let last = self.make_last(&all, &digests);
        let is_ours = |path: &String| all.get(path).is_some_and(Listed::is_last);
        let made: Vec<(String, Vec<u8>)> =
            last.into_iter().filter(|(path, _)| is_ours(path)).collect();
        files.extend(made);
        let site = Site {
            files,
            pages: self.page_count(),
        };
        Checked::some(site, findings)
    }
}
