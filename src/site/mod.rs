//! What is published, as values: pages, the search index, decks, feeds, static files. Pure: nothing is written here.

pub mod context;
pub mod contribute;
pub mod feeds;
pub mod manifest;
pub mod offline;
pub mod page;
pub mod search;
mod structured;
pub mod study;
pub mod templates;

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::bank::catalog::Catalog;
use crate::compile::markdown::media_path;
use crate::diagnostic::{self, Checked, Diagnostic};
use crate::input::assets::Assets;
use crate::input::config::Config;
use crate::input::icon;
use crate::route::{Route, percent_decode};
use context::SiteContext;
use manifest::Theme;
use page::Pages;
use templates::Templates;

/// Everything that the output folder will hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Content by path, with `/`, relative to the output folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How many of them are pages, redirects not counted.
    pub pages: usize,
}

/// A site that is ready to be made: all of it at once, or one file when it is asked for.
#[derive(Debug)]
pub struct Plan {
    /// The questions.
    pub catalog: Catalog,
    /// The settings.
    pub config: Config,
    /// Static files.
    pub assets: Assets,
    templates: Templates,
    context: SiteContext,
    /// The search index, made when somebody first asks for a part of it.
    search: OnceLock<BTreeMap<String, Vec<u8>>>,
}

impl Plan {
    /// Puts together what the stages before this one made.
    pub fn new(catalog: Catalog, config: Config, assets: Assets, templates: Templates) -> Plan {
        let theme = Theme::of(&assets);
        let context = SiteContext::new(&catalog, &config, &assets, theme);
        Plan {
            catalog,
            config,
            assets,
            templates,
            context,
            search: OnceLock::new(),
        }
    }

    /// One page, if there is such a page.
    pub fn page(&self, route: &Route) -> Option<Result<String, Diagnostic>> {
        self.pages()
            .page(route)
            .map(|page| self.templates.render(&page))
    }

    /// What is wrong with the templates, found by rendering one page of each.
    pub fn template_faults(&self) -> Vec<Diagnostic> {
        let pages = self.pages();
        let routes = pages.routes();
        // Routes of one kind stand together.
        let kinds = routes.chunk_by(|a, b| std::mem::discriminant(a) == std::mem::discriminant(b));
        let one_of_each = kinds.filter_map(|kind| kind.first());
        let mut faults: Vec<Diagnostic> = one_of_each
            .filter_map(|route| self.page(route)?.err())
            .collect();
        diagnostic::sort(&mut faults);
        faults
    }

    /// One file that is no page and no static file: the search index, a deck, a feed, a picture.
    pub fn other_file(&self, path: &str) -> Option<Vec<u8>> {
        if path.starts_with(search::FOLDER)
            && let Some(bytes) = self.search().get(path)
        {
            return Some(bytes.clone());
        }
        if let Some(bytes) = self.assets.root_files.get(path) {
            return Some(bytes.clone());
        }
        if path == manifest::PATH {
            return Some(self.manifest());
        }
        if let Some(bytes) = study::file(&self.catalog, path) {
            return Some(bytes);
        }
        let picture = self
            .catalog
            .media
            .iter()
            .find(|media| media_file(media.topic.as_str(), &media.name) == path);
        if let Some(picture) = picture {
            return Some(picture.bytes.clone());
        }
        feeds::files(&self.catalog, &self.config, &self.pages().routes())
            .into_iter()
            .find_map(|(name, bytes)| (name == path).then_some(bytes))
    }

    /// Renders everything. `progress` is called with the pages done and the pages in all.
    pub fn site(&self, progress: &(dyn Fn(usize, usize) + Sync)) -> Checked<Site> {
        let pages = self.pages();
        let routes = pages.routes();
        let done = AtomicUsize::new(0);
        let rendered: Vec<(String, Result<String, Diagnostic>)> = routes
            .par_iter()
            .filter_map(|route| {
                let html = self.page(route)?;
                progress(done.fetch_add(1, Ordering::Relaxed) + 1, routes.len());
                Some((route.output_path(), html))
            })
            .collect();
        let mut files = BTreeMap::new();
        let mut findings = Vec::new();
        for (path, html) in rendered {
            match html {
                Ok(html) => drop(files.insert(path, html.into_bytes())),
                Err(finding) => findings.push(finding),
            }
        }
        // One broken line of a template breaks every page alike; it is said once.
        diagnostic::sort(&mut findings);
        if !findings.is_empty() {
            return Checked::none(findings);
        }
        files.extend(search::files(&self.catalog, &self.config));
        files.insert(manifest::PATH.into(), self.manifest());
        files.extend(study::files(&self.catalog));
        files.extend(feeds::files(&self.catalog, &self.config, &routes));
        for (name, bytes) in &self.assets.files {
            files.insert(format!("{}{name}", self.assets.folder), bytes.clone());
        }
        for media in &self.catalog.media {
            files.insert(
                media_file(media.topic.as_str(), &media.name),
                media.bytes.clone(),
            );
        }
        // GitHub Pages would otherwise run the files through Jekyll.
        files.insert(".nojekyll".into(), Vec::new());
        self.add_root_files(&mut files);
        let count = routes
            .iter()
            .filter(|route| !matches!(route, Route::Alias(_)))
            .count();
        Checked::some(
            Site {
                files,
                pages: count,
            },
            findings,
        )
    }

    fn search(&self) -> &BTreeMap<String, Vec<u8>> {
        self.search
            .get_or_init(|| search::files(&self.catalog, &self.config))
    }

    /// The maintainer's own files win, so that robots.txt can be replaced, and the service worker too.
    fn add_root_files(&self, files: &mut BTreeMap<String, Vec<u8>>) {
        let own = &self.assets.root_files;
        let listed = files
            .iter()
            .filter(|(path, _)| offline::is_listed(path))
            .map(|(path, bytes)| (path.as_str(), own.get(path).unwrap_or(bytes).as_slice()))
            .chain(icon::paths().filter_map(|path| Some((path, own.get(path)?.as_slice()))));
        let made = offline::files(&listed.collect(), &self.assets);
        files.extend(made);
        files.extend(own.clone());
    }

    fn manifest(&self) -> Vec<u8> {
        manifest::file(&self.config, &self.assets, self.context.theme.as_ref())
    }

    fn pages(&self) -> Pages<'_> {
        Pages {
            catalog: &self.catalog,
            config: &self.config,
            site: &self.context,
        }
    }
}

/// Where a picture lies in the output folder.
fn media_file(topic: &str, name: &str) -> String {
    let path = media_path(topic, name);
    percent_decode(&path).unwrap_or(path)
}
