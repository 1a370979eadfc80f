//! What templates see of the languages of a bank.

use serde::Serialize;

use crate::compile::question::Wording;
use crate::input::config::Config;
use crate::site::direction::is_rtl;
use crate::site::endonyms;

/// A language of the site.
#[derive(Debug, Clone, Serialize)]
pub struct LanguageLink {
    /// BCP 47 tag.
    pub tag: String,
    /// What its speakers call it.
    pub name: String,
    /// Whether it is written from right to left.
    pub is_rtl: bool,
    /// Where its pages lie, relative to the site's root: nothing, or `de/`.
    pub folder: String,
    /// The same, where `base_url` is known.
    pub url: Option<String>,
}

impl LanguageLink {
    /// All languages, the default one first; none, where there is but one.
    pub fn all(config: &Config) -> Vec<LanguageLink> {
        if config.languages.is_empty() {
            return Vec::new();
        }
        let link = |tag: &str, folder: String| LanguageLink {
            tag: tag.to_owned(),
            name: endonyms::name(tag).to_owned(),
            is_rtl: is_rtl(tag),
            url: config.base_url.as_ref().map(|base| base.clone() + &folder),
            folder,
        };
        let first = link(&config.language, String::new());
        let others = config.languages.iter();
        let others = others.map(|language| link(&language.tag, language.folder()));
        std::iter::once(first).chain(others).collect()
    }
}

/// One of the links between the languages of a page.
#[derive(Debug, Clone, Serialize)]
pub struct Switch {
    /// BCP 47 tag.
    pub tag: String,
    /// What its speakers call it.
    pub name: String,
    /// Its direction, where that is not the page's.
    pub dir: Option<&'static str>,
    /// The page, relative to this one.
    pub href: String,
    /// Whether this is the page.
    pub is_here: bool,
}

/// A page in a language, for who looks for the one that a reader reads best.
#[derive(Debug, Clone, Serialize)]
pub struct Alternate {
    /// BCP 47 tag, or `x-default`.
    pub lang: String,
    /// Absolute: without a `base_url` a page names none.
    pub href: String,
}

/// A language that is not that of the page around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Foreign {
    /// BCP 47 tag.
    pub lang: String,
    /// Its direction, where that is not the page's either.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dir: Option<&'static str>,
}

impl Foreign {
    /// That of borrowed words, on pages in `around`.
    pub fn of(wording: &Wording, around: &str) -> Option<Foreign> {
        let Wording::Borrowed(lang) = wording else {
            return None;
        };
        Some(Foreign::new(lang, around))
    }

    /// That of words in `lang`, on pages in `around`.
    pub fn new(lang: &str, around: &str) -> Foreign {
        Foreign {
            lang: lang.to_owned(),
            dir: turn(lang, around),
        }
    }
}

/// The direction of a language, as `dir` has it, on pages in another one that is read from the other side.
pub fn turn(tag: &str, around: &str) -> Option<&'static str> {
    match (is_rtl(tag), is_rtl(around)) {
        (true, false) => Some("rtl"),
        (false, true) => Some("ltr"),
        _ => None,
    }
}
