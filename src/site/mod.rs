//! What is published, as values: a list of parts, each with its files and how to make one of them. Pure: nothing is written
//! here.

pub mod context;
pub mod contribute;
mod direction;
pub mod feeds;
pub mod manifest;
pub mod offline;
pub mod page;
mod part;
mod recipe;
pub mod search;
mod structured;
pub mod study;
pub mod templates;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::bank::catalog::Catalog;
use crate::diagnostic::{self, Checked, Diagnostic};
use crate::fingerprint::Fingerprint;
use crate::input::assets::Assets;
use crate::input::config::Config;
use crate::input::icon;
use crate::route::Route;
use context::SiteContext;
use manifest::Theme;
use offline::Digest;
use page::Pages;
use part::{LISTS, PAGES, PARTS};
use templates::Templates;

pub use part::{File, Files};
pub use recipe::Recipe;

/// Everything that the output folder will hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Content by path, with `/`, relative to the output folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How many of them are pages, redirects not counted.
    pub pages: usize,
}

/// The search index's files, by path.
type Index = Result<BTreeMap<String, Vec<u8>>, Diagnostic>;

/// A site that is ready to be made, one file at a time.
#[derive(Debug)]
pub struct Plan {
    /// The questions.
    pub catalog: Catalog,
    /// The settings.
    pub config: Config,
    /// Static files.
    pub assets: Assets,
    templates: Arc<Templates>,
    context: SiteContext,
    /// The files of each part, found when somebody first asks for them.
    parts: [OnceLock<Files>; PARTS.len()],
    /// Of what all pages show alike.
    context_recipe: Fingerprint,
    search_recipe: OnceLock<Recipe>,
    /// The search index, whose files' names follow from what is in them.
    search: OnceLock<Index>,
}

impl Plan {
    /// Puts together what the stages before this one made.
    pub fn new(
        catalog: Catalog,
        config: Config,
        assets: Assets,
        templates: Arc<Templates>,
    ) -> Plan {
        let theme = Theme::of(&assets);
        let context = SiteContext::new(&catalog, &config, &assets, theme);
        Plan {
            catalog,
            config,
            assets,
            templates,
            context_recipe: Fingerprint::of_value(&context),
            context,
            search_recipe: OnceLock::new(),
            parts: std::array::from_fn(|_| OnceLock::new()),
            search: OnceLock::new(),
        }
    }

    /// Every file, by path; of two with one path, that of the earlier part. `known` says how files were called that were made
    /// together from the same recipe before, so that they need not be made to know.
    pub fn files(&self, known: &dyn Fn(Recipe) -> Vec<String>) -> Files {
        let mut files = Files::new();
        for (number, part) in PARTS.iter().enumerate().take(LISTS) {
            let names = match part.folder {
                search::FOLDER if self.parts[number].get().is_none() => known(self.search_recipe()),
                _ => Vec::new(),
            };
            let known = names
                .into_iter()
                .map(|name| (name.clone(), File::Search(name)));
            let mut known = known.peekable();
            let listed = match known.peek() {
                Some(_) => known.collect(),
                None => self.part(number).clone(),
            };
            for (path, file) in listed {
                files.entry(path).or_insert(file);
            }
        }
        for (path, file) in self.lists(&files) {
            files.entry(path).or_insert(file);
        }
        files
    }

    /// The lists of large folders, for a site of these files.
    fn lists(&self, files: &Files) -> Files {
        let wanted = files
            .iter()
            .filter(|(path, file)| self.is_wanted_offline(path, file));
        let parts = offline::parts(wanted.map(|(path, _)| path.as_str())).into_iter();
        parts
            .map(|own| (own.path().to_owned(), File::Offline(own)))
            .collect()
    }

    /// What a file is made from, the program aside.
    pub fn recipe(&self, file: &File) -> Recipe {
        part::recipe(self, file)
    }

    /// The same for the whole search index.
    fn search_recipe(&self) -> Recipe {
        *self
            .search_recipe
            .get_or_init(|| Recipe::of(search::recipe(&self.catalog, &self.config)))
    }

    /// The file of a path, if the site has one. Nothing is worked out for parts that cannot own it.
    pub fn file(&self, path: &str) -> Option<&File> {
        let owners = (0..PARTS.len()).filter(|&number| path.starts_with(PARTS[number].folder));
        owners
            .filter_map(|number| self.part(number).get(path))
            .next()
    }

    /// Makes a file.
    pub fn make(&self, file: &File) -> Result<Vec<u8>, Diagnostic> {
        part::make(self, file)
    }

    /// The files that are made from the digests of all others, by path.
    pub fn make_last(
        &self,
        files: &Files,
        digests: &BTreeMap<&str, Digest>,
    ) -> BTreeMap<String, Vec<u8>> {
        let wanted = files.iter().filter_map(|(path, file)| {
            let (path, digest) = digests.get_key_value(path.as_str())?;
            self.is_wanted_offline(path, file)
                .then_some((*path, digest))
        });
        offline::files(&wanted.collect(), &self.assets)
    }

    /// Whether readers may want a file offline. What a maintainer puts beside the site (a file for verification) is asked for by
    /// no page, unless it takes the place of something, or is the site's icon.
    fn is_wanted_offline(&self, path: &str, file: &File) -> bool {
        let is_owned = || {
            let owners = (1..LISTS).filter(|&number| path.starts_with(PARTS[number].folder));
            owners
                .map(|number| self.part(number))
                .any(|part| part.contains_key(path))
        };
        let is_asked_for = match file {
            File::Offline(_) => false,
            File::Root(_) => icon::paths().any(|icon| icon == path) || is_owned(),
            _ => true,
        };
        offline::is_listed(path) && is_asked_for
    }

    fn part(&self, number: usize) -> &Files {
        self.parts[number].get_or_init(|| (PARTS[number].files)(self))
    }

    /// How many pages there are, redirects not counted.
    pub fn page_count(&self) -> usize {
        let routes = self.pages().routes();
        let is_page = |route: &&Route| !matches!(route, Route::Alias(_));
        routes.iter().filter(is_page).count()
    }

    /// What is wrong with the templates, found by rendering one page of each.
    pub fn template_faults(&self) -> Vec<Diagnostic> {
        let routes = self.pages().routes();
        // Routes of one kind stand together.
        let kinds = routes.chunk_by(|a, b| std::mem::discriminant(a) == std::mem::discriminant(b));
        let one_of_each = kinds.filter_map(|kind| kind.first());
        let mut faults: Vec<Diagnostic> = one_of_each
            .filter_map(|route| self.make(&File::Page(route.clone())).err())
            .collect();
        diagnostic::sort(&mut faults);
        faults
    }

    /// Makes everything and keeps nothing, for what is wrong with the templates.
    pub fn faults(&self, progress: &(dyn Fn(usize, usize) + Sync)) -> Vec<Diagnostic> {
        let files = self.part(PAGES);
        let done = AtomicUsize::new(0);
        let made = files.par_iter().filter_map(|(_, file)| {
            let made = self.make(file);
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
        let listed: Vec<(&String, &File)> =
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
        let is_ours = |path: &String| all.get(path).is_some_and(File::is_last);
        let made: Vec<(String, Vec<u8>)> =
            last.into_iter().filter(|(path, _)| is_ours(path)).collect();
        files.extend(made);
        let site = Site {
            files,
            pages: self.page_count(),
        };
        Checked::some(site, findings)
    }

    fn search(&self) -> &Index {
        self.search
            .get_or_init(|| search::files(&self.catalog, &self.config))
    }

    fn pages(&self) -> Pages<'_> {
        Pages {
            catalog: &self.catalog,
            config: &self.config,
            site: &self.context,
        }
    }
}
