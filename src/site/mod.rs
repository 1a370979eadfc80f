//! What is published, as values: pages, the search index, feeds, static files. Pure: nothing is written here.

pub mod context;
pub mod contribute;
pub mod feeds;
pub mod page;
pub mod search;
mod structured;
pub mod templates;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::bank::catalog::Catalog;
use crate::compile::markdown::media_path;
use crate::diagnostic::{self, Checked};
use crate::input::assets::Assets;
use crate::input::config::Config;
use crate::route::percent_decode;
use context::SiteContext;
use templates::Templates;

/// Everything that the output folder will hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Content by path, with `/`, relative to the output folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How many of them are pages, redirects not counted.
    pub pages: usize,
}

/// Renders the whole site. `progress` is called with the pages done and the pages in all.
pub fn render(
    catalog: &Catalog,
    config: &Config,
    assets: &Assets,
    templates: &Templates,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Checked<Site> {
    let site = SiteContext::new(catalog, config, assets);
    let pages = page::pages(catalog, config, &site);
    let done = AtomicUsize::new(0);
    let rendered: Vec<_> = pages
        .par_iter()
        .map(|page| {
            let html = templates.render(page);
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, pages.len());
            (page.route.output_path(), html)
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
    files.insert(search::PATH.into(), search::index(catalog));
    files.extend(feeds::files(catalog, config, &pages));
    for (name, bytes) in &assets.files {
        files.insert(format!("{}{name}", assets.folder), bytes.clone());
    }
    for media in &catalog.media {
        let path = media_path(media.topic.as_str(), &media.name);
        files.insert(percent_decode(&path).unwrap_or(path), media.bytes.clone());
    }
    // The maintainer's own files win, so that robots.txt can be replaced.
    files.extend(assets.root_files.clone());
    // GitHub Pages would otherwise run the files through Jekyll.
    files.insert(".nojekyll".into(), Vec::new());
    let count = pages.iter().filter(|page| !page.is_redirect()).count();
    Checked::some(
        Site {
            files,
            pages: count,
        },
        findings,
    )
}
