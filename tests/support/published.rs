//! A site as a host will serve it: its pages, their addresses, and where those lead.

use std::path::Path;
use std::sync::LazyLock;

use prepbook::route::{percent_decode, percent_encode};
use prepbook::site::Site;
use rayon::prelude::*;
use url::Url;

use super::BASE_URL;
use super::html::{Element, Html};

/// The site of the program's own bank. Tests share it, because to make it is what takes them longest.
pub static REPOSITORY: LazyLock<Published> =
    LazyLock::new(|| Published::build("the repository", Path::new(super::REPOSITORY)));

/// The site of a bank with everything in it.
pub static EVERYTHING: LazyLock<Published> = LazyLock::new(|| {
    let bank = Path::new(super::REPOSITORY).join("tests/golden/everything/bank");
    Published::build("everything", &bank)
});

/// A site and its pages, parsed.
pub struct Published {
    pub name: &'static str,
    pub site: Site,
    pub pages: Vec<Page>,
}

pub struct Page {
    /// Relative to the output folder.
    pub path: String,
    /// Where hosts show it. For 404.html, an arbitrary address deep in the site.
    pub url: Url,
    /// As a browser without JavaScript parses it, including the content of `noscript`.
    pub html: Html,
}

impl Published {
    pub fn build(name: &'static str, root: &Path) -> Self {
        let site = super::site(root);
        let pages = site
            .files
            .par_iter()
            .filter(|(path, _)| path.ends_with(".html"))
            .map(|(path, bytes)| Page {
                path: path.clone(),
                url: match path.as_str() {
                    "404.html" => url("no/such/page"),
                    path => url(&percent_encode(
                        path.strip_suffix("index.html").unwrap_or(path),
                    )),
                },
                html: Html::parse(str::from_utf8(bytes).unwrap(), false),
            })
            .collect();
        Self { name, site, pages }
    }

    pub fn text(&self, path: &str) -> &str {
        str::from_utf8(&self.site.files[path]).unwrap()
    }

    pub fn page(&self, path: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.path == path)
    }

    pub fn questions(&self) -> impl Iterator<Item = &Page> {
        let is_question = |page: &&Page| {
            page.path.starts_with("questions/")
                && page.path.matches('/').count() == 2
                && !page.path.starts_with("questions/page_")
        };
        self.pages
            .iter()
            .filter(is_question)
            .filter(|page| !page.is_redirect())
    }

    /// The path of the file that a host sends for an address of the site.
    pub fn file(&self, url: &Url) -> Result<String, String> {
        let below = url
            .as_str()
            .split(['#', '?'])
            .next()
            .and_then(|url| url.strip_prefix(BASE_URL))
            .ok_or_else(|| format!("{url} is outside of the site"))?;
        let mut path = percent_decode(below).ok_or_else(|| format!("{url} is not UTF-8"))?;
        if path.is_empty() || path.ends_with('/') {
            path.push_str("index.html");
        }
        match self.site.files.contains_key(&path) {
            true => Ok(path),
            false => Err(format!("there is no {path}")),
        }
    }

    /// Checks that an address of the site leads to a file, and its fragment to an element.
    pub fn check(&self, url: &Url) -> Result<(), String> {
        let path = self.file(url)?;
        let Some(fragment) = url.fragment() else {
            return Ok(());
        };
        match self.page(&path) {
            Some(page) => page.check_id(fragment),
            None => Err(format!("{path} has no elements")),
        }
    }
}

impl Page {
    /// Whether it only redirects, like the page of an alias.
    pub fn is_redirect(&self) -> bool {
        self.refresh().is_some()
    }

    /// The element and the address of `<meta http-equiv="refresh">`.
    pub fn refresh(&self) -> Option<(&Element, &str)> {
        let is_refresh = |meta: &&Element| meta.attribute("http-equiv") == Some("refresh");
        let meta = self.html.all("meta").find(is_refresh)?;
        Some((meta, meta.attribute("content")?.split_once("url=")?.1))
    }

    pub fn is_indexable(&self) -> bool {
        self.html.meta("robots") != Some("noindex")
    }

    /// The folder of the page's language: empty, or `de/`. No other folder has so short a name.
    pub fn folder(&self) -> &str {
        let first = self.path.find('/').map_or("", |at| &self.path[..=at]);
        match first.len() {
            3 => first,
            _ => "",
        }
    }

    /// Whether it shows a question in another language, because it is not translated.
    pub fn is_borrowed(&self) -> bool {
        let mut titles = self.html.all("h1");
        self.path.contains("/questions/") && titles.any(|title| title.attribute("lang").is_some())
    }

    /// Its canonical address: for an untranslated page, that of the original.
    pub fn home(&self) -> Url {
        match (self.is_borrowed(), self.path.as_str()) {
            (_, "404.html") => url("404.html"),
            (true, _) => url(&self.url.as_str()[BASE_URL.len() + self.folder().len()..]),
            (false, _) => self.url.clone(),
        }
    }

    /// Checks that an element with the id of a fragment exists.
    pub fn check_id(&self, fragment: &str) -> Result<(), String> {
        let id = percent_decode(fragment).unwrap_or_default();
        let mut ids = self
            .html
            .elements
            .iter()
            .filter_map(|element| element.attribute("id"));
        match ids.any(|there| there == id) {
            true => Ok(()),
            false => Err(format!("there is no #{id} in {}", self.path)),
        }
    }

    /// Every address on the page: the element, and the address as written.
    pub fn addresses(&self) -> Vec<(&Element, &str)> {
        let mut found: Vec<(&Element, &str)> = self.refresh().into_iter().collect();
        for element in &self.html.elements {
            for name in ["href", "src", "action", "formaction", "poster", "data"] {
                found.extend(element.attribute(name).map(|value| (element, value)));
            }
            let candidates = element.attribute("srcset").unwrap_or_default().split(',');
            found.extend(
                candidates
                    .filter_map(|candidate| candidate.split_whitespace().next())
                    .map(|value| (element, value)),
            );
        }
        found
    }
}

pub fn url(path: &str) -> Url {
    Url::parse(BASE_URL).unwrap().join(path).unwrap()
}
