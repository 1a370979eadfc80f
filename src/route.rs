//! Addresses: slugs, routes, and the output paths and links that they mean.

mod web;

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

pub use web::{is_web_url, site_url, web_fault};

/// The longest slug, in bytes. File systems allow 255 for a name; addresses are read by people.
pub const MAX_SLUG_BYTES: usize = 120;

/// Names that Windows reserves for devices, whatever their ending.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The permanent name of a question, topic or tag: lower-case letters and digits in groups joined by single hyphens.
///
/// Letters of every script are allowed, in composed form (NFC), so that a bank need not be in English; on every system
/// two slugs are equal exactly when their files would meet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slug(String);

impl Slug {
    /// Accepts a text that is a slug already. The error says what is wrong with it, to be read after the text itself.
    pub fn parse(text: &str) -> Result<Slug, String> {
        if text.is_empty() {
            return Err("is empty".into());
        }
        if text.len() > MAX_SLUG_BYTES {
            return Err(format!("is longer than {MAX_SLUG_BYTES} bytes"));
        }
        if RESERVED.contains(&text.to_lowercase().as_str()) {
            return Err("is a device name on Windows".into());
        }
        match Slug::from_text(text) {
            Some(slug) if slug.0 == text => Ok(slug),
            _ => {
                Err("is not made of lower-case letters and digits joined by single hyphens".into())
            }
        }
    }

    /// The slug nearest to a free text such as a title or a tag, if the text has a letter or digit at all.
    ///
    /// `+` and `#` are spelt out after a letter, because `c`, `c++` and `c#` are three things; the `#` of `issue #12` stands
    /// before a number and says nothing.
    pub fn from_text(text: &str) -> Option<Slug> {
        let mut slug = String::new();
        for char in text.nfc().flat_map(char::to_lowercase) {
            let follows_a_word = !slug.is_empty() && !slug.ends_with('-');
            match char {
                '+' if !slug.is_empty() => slug.push_str("-plus-"),
                '#' if follows_a_word => slug.push_str("-sharp-"),
                // An apostrophe joins: "what's" is one word.
                '\'' | '’' => {}
                // Combining marks that NFC leaves apart (many scripts need them) belong to the letter before them.
                _ if char.is_alphanumeric() || is_combining_mark(char) => slug.push(char),
                _ => slug.push('-'),
            }
        }
        let words: Vec<&str> = slug.split('-').filter(|word| !word.is_empty()).collect();
        let mut slug = words.join("-");
        while slug.len() > MAX_SLUG_BYTES {
            // Cut at a word, or where there is but one, at a character.
            match slug.rfind('-') {
                Some(at) => slug.truncate(at),
                None => drop(slug.pop()),
            }
        }
        if RESERVED.contains(&slug.as_str()) {
            slug.push_str("-1");
        }
        (!slug.is_empty()).then_some(Slug(slug))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A slug orders and compares as its text, so maps of slugs can be asked by text.
impl std::borrow::Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How hard a question is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    Serialize,
    Deserialize,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Difficulty {
    /// Any backend engineer.
    Easy,
    /// Two to five years in the field.
    #[default]
    Medium,
    /// Senior and staff.
    Hard,
}

impl Difficulty {
    /// From easy to hard.
    pub const ALL: [Difficulty; 3] = [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard];

    /// The word in files, addresses and pages.
    pub fn name(self) -> &'static str {
        match self {
            Difficulty::Easy => "easy",
            Difficulty::Medium => "medium",
            Difficulty::Hard => "hard",
        }
    }
}

/// A page that the reader's own data fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Screen {
    /// Flashcards.
    Study,
    /// The mock interview.
    Mock,
    /// What is known.
    Progress,
}

impl Screen {
    /// In the order of the navigation.
    pub const ALL: [Screen; 3] = [Screen::Study, Screen::Mock, Screen::Progress];

    /// Its folder, its module (`js/study/<name>.js`), its groups of words (`site/spoken.rs`), and how its title and description
    /// begin among the words (`screen.<name>_title`).
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// Its template.
    pub fn template(self) -> &'static str {
        self.row().1
    }

    fn row(self) -> (&'static str, &'static str) {
        match self {
            Screen::Study => ("study", "study.html"),
            Screen::Mock => ("mock", "mock.html"),
            Screen::Progress => ("progress", "progress.html"),
        }
    }
}

/// A page of the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// `/`
    Home,
    /// `/questions/`
    Questions,
    /// `/questions/<slug>/`
    Question(Slug),
    /// `/questions/<slug>/` of a former slug, which redirects.
    Alias(Slug),
    /// `/topics/`
    Topics,
    /// `/topics/<topic>/`
    Topic(Slug),
    /// `/paths/<path>/`
    Path(Slug),
    /// `/tags/`
    Tags,
    /// `/tags/<tag>/`
    Tag(Slug),
    /// `/difficulty/<level>/`
    Difficulty(Difficulty),
    /// `/questions/page_2/`, `/topics/<topic>/page_2/`: a further page of a list. No slug has an underscore.
    Further(Box<Route>, usize),
    /// `/search/`
    Search,
    /// `/study/` and the like.
    Screen(Screen),
    /// `/downloads/`
    Downloads,
    /// `/print/`, `/print/<topic>/`: all answers of the bank or of a topic, for paper.
    Print(Option<Slug>),
    /// `/offline/`, shown by the service worker in the place of a page that it cannot reach.
    Offline,
    /// `/404.html`, served by the host in the place of any missing page.
    NotFound,
}

impl Route {
    /// The address below the site's root, with no leading slash: `questions/cap-theorem/`.
    ///
    /// Characters outside of ASCII are percent-encoded, so it can stand in a link or a sitemap as it is.
    pub fn path(&self) -> String {
        percent_encode(&self.plain_path())
    }

    /// Where the page lies in the output folder: `questions/cap-theorem/index.html`.
    pub fn output_path(&self) -> String {
        match self {
            Route::NotFound => "404.html".into(),
            _ => self.plain_path() + "index.html",
        }
    }

    /// Whether search engines and the sitemap should know the page. Screens that are empty until a reader comes are no use
    /// to them.
    pub fn is_indexed(&self) -> bool {
        !matches!(
            self,
            Route::NotFound
                | Route::Search
                | Route::Screen(_)
                | Route::Offline
                | Route::Print(_)
                | Route::Alias(_)
        )
    }

    /// What leads from this page to the site's root: `../../`. The host serves 404.html at any depth, so that page alone
    /// needs the root's absolute path, `base_path`.
    pub fn root(&self, base_path: &str) -> String {
        match self {
            Route::NotFound => base_path.into(),
            _ => match self.plain_path().matches('/').count() {
                0 => "./".into(),
                depth => "../".repeat(depth),
            },
        }
    }

    fn plain_path(&self) -> String {
        match self {
            Route::Home => String::new(),
            Route::Questions => "questions/".into(),
            Route::Question(slug) | Route::Alias(slug) => format!("questions/{slug}/"),
            Route::Topics => "topics/".into(),
            Route::Topic(topic) => format!("topics/{topic}/"),
            Route::Path(path) => format!("paths/{path}/"),
            Route::Tags => "tags/".into(),
            Route::Tag(tag) => format!("tags/{tag}/"),
            Route::Difficulty(level) => format!("difficulty/{}/", level.name()),
            Route::Further(list, number) => format!("{}page_{number}/", list.plain_path()),
            Route::Search => "search/".into(),
            Route::Screen(screen) => format!("{}/", screen.name()),
            Route::Downloads => "downloads/".into(),
            Route::Print(None) => "print/".into(),
            Route::Print(Some(topic)) => format!("print/{topic}/"),
            Route::Offline => "offline/".into(),
            Route::NotFound => "404.html".into(),
        }
    }
}

/// Encodes what may not stand in the path of a URL or in a value of its query. Slashes stay, which both may hold.
pub fn percent_encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(byte.into())
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// Reverses [`percent_encode`]; `None` where the result would not be UTF-8.
pub fn percent_decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        let code = (first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|digits| {
                let digit = |at: usize| char::from(digits[at]).to_digit(16);
                u8::try_from(digit(0)? * 16 + digit(1)?).ok()
            });
        match code {
            Some(code) => {
                bytes.push(code);
                rest = &tail[2..];
            }
            None => bytes.push(first),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_strict_and_free_text_is_bent_to_them() {
        for good in [
            "cap-theorem",
            "2pc",
            "что-такое-cap",
            "http2-vs-http3",
            "café",
        ] {
            assert_eq!(Slug::parse(good).map(|slug| slug.0), Ok(good.to_owned()));
        }
        for bad in [
            "",
            "CAP",
            "a b",
            "a--b",
            "-a",
            "a-",
            "..",
            "a/b",
            "a.b",
            "a.",
            "/etc/passwd",
            "%2e%2e",
            "con",
            "a%2e",
            "cafe\u{301}",
            "🙂",
            "a:b",
            "page_2",
        ] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
        assert!(Slug::parse(&"a".repeat(300)).is_err());
        let bent = |text| Slug::from_text(text).map(|slug| slug.0);
        assert_eq!(bent("What is C++?"), Some("what-is-c-plus-plus".into()));
        assert_eq!(bent("C#"), Some("c-sharp".into()));
        assert_eq!(
            bent("F# and C++11"),
            Some("f-sharp-and-c-plus-plus-11".into())
        );
        assert_eq!(bent("Issue #12"), Some("issue-12".into()));
        assert_eq!(bent("(#12), [#13]: #"), Some("12-13".into()));
        assert_eq!(bent(".NET"), Some("net".into()));
        assert_eq!(bent("NUL"), Some("nul-1".into()));
        assert_eq!(bent("Brewer's CAP"), Some("brewers-cap".into()));
        assert_eq!(bent("🙂"), None);
        assert!(bent(&"word ".repeat(100)).is_some_and(|slug| Slug::parse(&slug).is_ok()));
    }

    #[test]
    fn routes_lead_back_to_the_root() {
        let slug = Slug::parse("acid").unwrap();
        let question = Route::Question(slug);
        assert_eq!(question.path(), "questions/acid/");
        assert_eq!(question.output_path(), "questions/acid/index.html");
        assert_eq!(question.root("/repo/"), "../../");
        assert_eq!(Route::Home.root("/repo/"), "./");
        assert_eq!(Route::NotFound.root("/repo/"), "/repo/");
        assert_eq!(Route::NotFound.output_path(), "404.html");
    }

    #[test]
    fn percent_encoding_returns() {
        let path = "tags/что такое/";
        assert_eq!(percent_decode(&percent_encode(path)).as_deref(), Some(path));
        assert_eq!(percent_decode("100%"), Some("100%".into()));
        assert_eq!(percent_decode("%ff"), None);
        assert_eq!(percent_decode("%+f"), Some("%+f".into()));
    }
}
