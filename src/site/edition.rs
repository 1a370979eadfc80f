//! The site in one language: a list of parts, each with its files and how to make one of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::{LanguageLink, SiteContext};
use super::download;
use super::manifest::Theme;
use super::page::Pages;
use super::part::{self, File, Files, PARTS};
use super::recipe::Recipe;
use super::search::{self, shelf::Shelf};
use super::spoken::Spoken;
use super::templates::{Said, Templates};
use crate::bank::catalog::Catalog;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::input::assets::Assets;
use crate::input::config::Config;
use crate::input::downloads::Kind;
use crate::once::Once;
use crate::route::Slug;

/// The search index's files, by path.
type Index = Result<BTreeMap<String, Vec<u8>>, Diagnostic>;

/// The site in one language.
#[derive(Debug)]
pub struct Edition {
    /// The questions.
    pub catalog: Catalog,
    /// The settings, as they are in this language.
    pub config: Config,
    /// Static files.
    pub assets: Arc<Assets>,
    pub(super) templates: Arc<Templates>,
    pub(super) context: SiteContext,
    pub(super) spoken: Spoken,
    /// The same for templates.
    pub(super) said: Said,
    /// The files of each part, found when somebody first asks for them.
    parts: [Once<Files>; PARTS.len()],
    /// Of what all pages show alike.
    pub(super) context_recipe: Fingerprint,
    search_recipe: Once<Recipe>,
    /// The search index, whose files' names follow from what is in them.
    search: Once<Index>,
    /// Where what is counted for it may be kept.
    shelf: Option<Arc<dyn Shelf>>,
}

impl Edition {
    /// Puts together what the stages before this one made.
    pub fn new(
        catalog: Catalog,
        config: Config,
        languages: Vec<LanguageLink>,
        assets: Arc<Assets>,
        templates: Arc<Templates>,
        shelf: Option<Arc<dyn Shelf>>,
    ) -> Edition {
        let theme = Theme::of(&assets);
        let context = SiteContext::new(&catalog, &config, languages, &assets, theme);
        let spoken = Spoken::new(config.words.words(&config.language));
        Edition {
            catalog,
            config,
            assets,
            templates,
            context_recipe: Fingerprint::of_value(&(&context, spoken.recipe())),
            context,
            said: Said::new(&spoken.words),
            spoken,
            parts: std::array::from_fn(|_| Once::default()),
            search_recipe: Once::default(),
            search: Once::default(),
            shelf,
        }
    }

    /// Whether this is the default language, at the site's root.
    pub fn is_first(&self) -> bool {
        self.catalog.folder.is_empty()
    }

    /// Every file, by path; of two with one path, that of the earlier part.
    pub fn files(&self, known: &dyn Fn(Recipe) -> Vec<String>) -> Files {
        let mut files = Files::new();
        for (number, part) in PARTS.iter().enumerate() {
            let names = match part.folder {
                search::FOLDER if self.parts[number].get().is_none() => known(self.search_recipe()),
                _ => Vec::new(),
            };
            let listed = match names.is_empty() {
                false => self.search_files(&names),
                true => self.part(number).clone(),
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

    /// What the whole search index is made from.
    pub(super) fn search_recipe(&self) -> Recipe {
        *self
            .search_recipe
            .get_or_make(|| Recipe::of(search::recipe(&self.catalog, &self.config)))
    }

    /// The file of a path, if this edition has one. Nothing is worked out for parts that cannot own it.
    pub fn file(&self, path: &str) -> Option<&File> {
        let below = path.strip_prefix(&self.catalog.folder)?;
        let owners = (0..PARTS.len()).filter(|&number| below.starts_with(PARTS[number].folder));
        owners
            .filter_map(|number| self.part(number).get(path))
            .next()
    }

    /// Whether a part of this other than the maintainer's own files has a file of this path.
    pub(super) fn owns(&self, path: &str) -> bool {
        let Some(below) = path.strip_prefix(&self.catalog.folder) else {
            return false;
        };
        let mut owners = (1..PARTS.len()).filter(|&number| below.starts_with(PARTS[number].folder));
        owners.any(|number| self.part(number).contains_key(path))
    }

    /// The files of a part, by their paths in the whole site.
    pub(super) fn part(&self, number: usize) -> &Files {
        let folder = &self.catalog.folder;
        let inside = |(path, file)| (format!("{folder}{path}"), file);
        self.parts[number].get_or_make(|| {
            let part = &PARTS[number];
            match self.is_first() || part.is_of_each {
                true => (part.files)(self).into_iter().map(inside).collect(),
                false => Files::new(),
            }
        })
    }

    /// All questions, or those of a topic, in a form.
    pub fn export(&self, kind: Kind, topic: Option<&Slug>) -> Result<Vec<u8>, Diagnostic> {
        if kind != Kind::Print {
            return download::export(part::bank(self), kind, topic);
        }
        let place = topic.and_then(|slug| {
            let mut topics = self.catalog.topics.iter();
            topics.position(|topic| topic.slug == *slug)
        });
        part::make(self, &File::Print(place))
    }

    pub(super) fn search(&self) -> &Index {
        self.search
            .get_or_make(|| search::files(&self.catalog, &self.config, self.shelf.as_deref()))
    }

    pub(super) fn pages(&self) -> Pages<'_> {
        Pages {
            catalog: &self.catalog,
            config: &self.config,
            site: &self.context,
            spoken: &self.spoken,
        }
    }
}
