//! Resolves links. Inside the bank they are relative paths, as on GitHub; here they become addresses of pages.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::route::{Slug, percent_decode, percent_encode, web_fault};

/// A link or picture that points into the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// What it points at.
    pub target: Target,
    /// As written.
    pub written: String,
    /// The byte range of the whole link in the file.
    pub span: Range<usize>,
    /// Whether it is a picture.
    pub is_image: bool,
}

/// A place in the bank that may or may not exist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A question's file, perhaps at a heading.
    Question {
        /// The folder, as written.
        topic: String,
        /// The file's stem, as written.
        slug: String,
        /// The heading, if one is named.
        fragment: Option<String>,
    },
    /// A topic's folder.
    Topic(String),
    /// A heading on the same page.
    Anchor(String),
    /// A picture beside the questions.
    Media {
        /// The folder, as written.
        topic: String,
        /// The file's name.
        name: String,
    },
    /// A path that leads to no page.
    Nowhere,
}

/// What a link's address means.
#[derive(Debug, PartialEq, Eq)]
pub enum Destination {
    /// Another site, or a mail address.
    External(String),
    /// Inside the bank: the address relative to a question's page.
    Internal { href: String, target: Target },
    /// Something that must not be published, and why.
    Unsafe(String),
}

/// Interprets the address of a link in a question of `topic`.
pub fn resolve(written: &str, topic: &Slug) -> Destination {
    // Browsers ignore control characters and blanks in the scheme, so they are removed before looking at it.
    let bare: String = written
        .chars()
        .filter(|char| !char.is_control() && !char.is_whitespace())
        .collect();
    let scheme = bare
        .split(['/', '?', '#'])
        .next()
        .and_then(|head| head.split_once(':'))
        .map(|(scheme, _)| scheme.to_lowercase());
    match scheme.as_deref() {
        Some("http" | "https") => {
            return match web_fault(written) {
                None => Destination::External(written.to_owned()),
                Some(why) => Destination::Unsafe(format!("is not an address of the web: {why}")),
            };
        }
        Some("mailto") if bare == written => return Destination::External(written.to_owned()),
        Some(_) => {
            let why = "is neither a web address nor a file of the bank";
            return Destination::Unsafe(why.into());
        }
        None => {}
    }
    if bare.starts_with("//") || bare.starts_with('\\') {
        return Destination::Unsafe("has no scheme".into());
    }
    let (path, fragment) = match written.split_once('#') {
        Some((path, fragment)) => (
            path,
            percent_decode(fragment).filter(|fragment| !fragment.is_empty()),
        ),
        None => (written, None),
    };
    let target = match (path, fragment) {
        ("", Some(fragment)) => Target::Anchor(fragment),
        ("", None) => Target::Nowhere,
        (path, fragment) => target(path, fragment, topic),
    };
    Destination::Internal {
        href: target.href(),
        target,
    }
}

fn target(path: &str, fragment: Option<String>, topic: &Slug) -> Target {
    let Some(path) = percent_decode(path).filter(|path| !path.starts_with('/')) else {
        return Target::Nowhere;
    };
    // File names are composed (NFC) when they are read, so paths must be too.
    let path: String = path.nfc().collect();
    let mut parts = vec!["questions", topic.as_str()];
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => return Target::Nowhere,
            ".." => {}
            part => parts.push(part),
        }
    }
    match parts[..] {
        ["questions", topic] => Target::Topic(topic.to_owned()),
        ["questions", topic, "_topic.yaml"] => Target::Topic(topic.to_owned()),
        ["questions", topic, name] => match name.strip_suffix(".md") {
            Some(slug) => Target::Question {
                topic: topic.to_owned(),
                slug: slug.to_owned(),
                fragment,
            },
            None => Target::Media {
                topic: topic.to_owned(),
                name: name.to_owned(),
            },
        },
        _ => Target::Nowhere,
    }
}

impl Target {
    /// Its address, relative to a question's page. If the target does not exist, the check of the bank fails, so a wrong address
    /// is never published.
    pub fn href(&self) -> String {
        let root = "../../";
        let below = |folder: &str, name: &str| format!("{root}{folder}/{}/", percent_encode(name));
        match self {
            Target::Question { slug, fragment, .. } => {
                let fragment = fragment
                    .as_ref()
                    .map(|fragment| format!("#{}", percent_encode(fragment)))
                    .unwrap_or_default();
                below("questions", slug) + &fragment
            }
            Target::Topic(topic) => below("topics", topic),
            Target::Anchor(fragment) => format!("#{}", percent_encode(fragment)),
            Target::Media { topic, name } => format!("{root}{}", media_path(topic, name)),
            Target::Nowhere => root.to_owned(),
        }
    }
}

/// Where a picture lies below the site's root.
pub fn media_path(topic: &str, name: &str) -> String {
    format!("media/{}/{}", percent_encode(topic), percent_encode(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(written: &str) -> Destination {
        resolve(written, &Slug::parse("databases").unwrap())
    }

    fn href_of(written: &str) -> String {
        match at(written) {
            Destination::Internal { href, .. } => href,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn paths_become_addresses() {
        assert_eq!(href_of("acid.md"), "../../questions/acid/");
        assert_eq!(
            href_of("./acid.md#In-depth"),
            "../../questions/acid/#In-depth"
        );
        assert_eq!(href_of("../caching/cdn.md"), "../../questions/cdn/");
        assert_eq!(
            href_of("../../questions/caching/cdn.md"),
            "../../questions/cdn/"
        );
        assert_eq!(href_of("../caching/"), "../../topics/caching/");
        assert_eq!(href_of("#trade-offs"), "#trade-offs");
        assert_eq!(href_of("plan.png"), "../../media/databases/plan.png");
        for nowhere in [
            "/acid.md",
            "../../../etc/passwd",
            "../../README.md",
            "",
            "#",
        ] {
            assert!(
                matches!(
                    at(nowhere),
                    Destination::Internal {
                        target: Target::Nowhere,
                        ..
                    }
                ),
                "{nowhere}"
            );
        }
    }

    #[test]
    fn nothing_that_runs_passes() {
        for evil in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//evil.example/x",
            "\\\\evil.example",
            "http:evil",
            "https://a\"onclick=x",
            "file:///etc/passwd",
        ] {
            assert!(matches!(at(evil), Destination::Unsafe(_)), "{evil}");
        }
        assert_eq!(
            at("https://doi.org/10.1145/x"),
            Destination::External("https://doi.org/10.1145/x".into())
        );
    }
}
