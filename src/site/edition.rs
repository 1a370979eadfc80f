//! The site in one language: everything that its files are made from.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::{LanguageLink, SiteContext};
use super::download::bank::Bank;
use super::file::{Files, Part};
use super::manifest::Theme;
use super::page::{Lists, Pages};
use super::recipe::Recipe;
use super::search::{self, shelf::Shelf};
use super::spoken::Spoken;
use super::templates::{Said, Templates};
use crate::bank::catalog::Catalog;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::input::assets::Assets;
use crate::input::config::Config;
use crate::once::Once;

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
    /// What its pages are rendered with.
    pub templates: Arc<Templates>,
    pub(super) context: SiteContext,
    pub(super) spoken: Spoken,
    /// The same for templates.
    pub(super) said: Said,
    /// The files of each part, found when somebody first asks for them.
    pub(super) parts: [Once<Files>; Part::ALL.len()],
    lists: Lists,
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
            lists: Lists::new(&catalog),
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

    /// What the whole search index is made from.
    pub(super) fn search_recipe(&self) -> Recipe {
        *self
            .search_recipe
            .get_or_make(|| Recipe::of(search::recipe(&self.catalog, &self.config)))
    }

    pub(super) fn search(&self) -> &Index {
        self.search.get_or_make(|| self.index())
    }

    /// Makes the search index, beside whatever else goes on. Nothing of that may ask for it.
    pub(super) fn make_search(&self) {
        if self.search.get().is_none() {
            self.search.set(self.index());
        }
    }

    fn index(&self) -> Index {
        search::files(&self.catalog, &self.config, self.shelf.as_deref())
    }

    pub(super) fn pages(&self) -> Pages<'_> {
        Pages {
            catalog: &self.catalog,
            config: &self.config,
            site: &self.context,
            spoken: &self.spoken,
            lists: &self.lists,
        }
    }

    /// What downloads are made from.
    pub(super) fn bank(&self) -> Bank<'_> {
        Bank {
            catalog: &self.catalog,
            config: &self.config,
            words: &self.spoken.words,
        }
    }
}
