//! The ways between the languages of a page.

use super::Pages;
use crate::compile::question::{Question, Wording};
use crate::route::Route;
use crate::site::context::{Alternate, LanguageLink, Switch, Telling, turn};

impl Pages<'_> {
    /// The address of a page in this language, where `base_url` is known.
    pub fn absolute(&self, route: &Route) -> Option<String> {
        let base = self.config.base_url.as_ref()?;
        Some(format!("{base}{}", route.path()))
    }

    /// The address by which a page is to be known: that of the original, where there is no translation.
    pub(super) fn canonical(&self, route: &Route) -> Option<String> {
        let is_borrowed = self.question_of(route).is_some_and(Question::is_borrowed);
        match self.site.languages.first().filter(|_| is_borrowed) {
            Some(home) => Some(format!("{}{}", home.url.as_ref()?, route.path())),
            None => self.absolute(route),
        }
    }

    fn question_of(&self, route: &Route) -> Option<&Question> {
        match route {
            Route::Question(slug) => self.catalog.question(slug.as_str()),
            _ => None,
        }
    }

    /// What leads from a page to the site's root.
    pub(super) fn base(&self, route: &Route) -> String {
        let root = route.root(self.config.base_path());
        match self.catalog.folder.matches('/').count() {
            0 => root,
            depth => format!("{}{}", root.trim_start_matches("./"), "../".repeat(depth)),
        }
    }

    /// This page in all languages. A page that stands in for others leads home.
    pub(super) fn switches(&self, route: &Route) -> Vec<Switch> {
        let base = self.base(route);
        let path = match route {
            Route::NotFound | Route::Offline => String::new(),
            route => route.path(),
        };
        let switch = |language: &LanguageLink| Switch {
            tag: language.tag.clone(),
            name: language.name.clone(),
            dir: turn(&language.tag, &self.site.language),
            href: format!("{base}{}{path}", language.folder),
            is_here: language.folder == self.catalog.folder,
        };
        self.site.languages.iter().map(switch).collect()
    }

    /// This page in the languages that have it in words of their own, and the one for who reads none of them. Screens, and
    /// pages at home elsewhere, have none.
    pub fn alternates(&self, route: &Route) -> Vec<Alternate> {
        let question = self.question_of(route);
        if !route.is_indexed() || question.is_some_and(Question::is_borrowed) {
            return Vec::new();
        }
        let path = route.path();
        // Who looks for them reads whole addresses only.
        let named = |lang: &str, language: &LanguageLink| {
            let url = language.url.as_ref()?;
            Some(Alternate {
                lang: lang.to_owned(),
                href: format!("{url}{path}"),
            })
        };
        let has = |language: &&LanguageLink| {
            language.folder.is_empty()
                || question.is_none_or(|question| question.told.languages.contains(&language.tag))
        };
        let languages = self.site.languages.iter().filter(has);
        let mut alternates: Vec<Alternate> = languages
            .filter_map(|language| named(&language.tag, language))
            .collect();
        // In the default language alone there is nothing to choose from.
        if alternates.len() < 2 {
            return Vec::new();
        }
        let default = self.site.languages.first();
        alternates.extend(default.and_then(|language| named("x-default", language)));
        alternates
    }

    /// What a reader has to know of a question whose words are not its translation's, or of a translation that is behind.
    pub(super) fn telling(&self, question: &Question) -> Option<Telling> {
        if question.told.wording == Wording::Own {
            return None;
        }
        let original = self.site.languages.first()?;
        let route = question.route();
        Some(Telling {
            is_borrowed: question.is_borrowed(),
            language: original.name.clone(),
            lang: original.tag.clone(),
            href: format!("{}{}", self.base(&route), route.path()),
        })
    }
}
