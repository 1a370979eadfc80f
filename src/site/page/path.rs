//! Paths: questions in an order that builds up.

use super::{About, Page, Pages};
use crate::bank::paths::Path;
use crate::route::Route;
use crate::site::context::{ListTools, PageContent, PathCard, PathPage, level_counts, summaries};

impl<'a> Pages<'a> {
    pub(super) fn path(&self, path: &Path) -> Page<'a> {
        let questions = summaries(path.questions.iter().copied(), self.catalog);
        let card = PathCard::new(path, self.catalog);
        let description = match path.description.is_empty() {
            true => self.words().count("path.text", card.count, &[]),
            false => path.description.clone(),
        };
        let about = About::new("path", path.title.clone(), description);
        let route = Route::Path(path.slug.clone());
        let levels = level_counts(&path.questions, self.catalog);
        let page = PathPage {
            tools: ListTools::new(&route, &levels, card.count, card.count),
            card,
            questions,
        };
        self.assemble(route, "path.html", about, PageContent::Path(page))
    }

    pub(super) fn path_cards(&self) -> Vec<PathCard> {
        let paths = self.catalog.paths.iter();
        paths
            .map(|path| PathCard::new(path, self.catalog))
            .collect()
    }
}
