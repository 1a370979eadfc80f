//! What a new question needs to know of the bank: existing slugs, titles and topics.

use std::path::Path;
use std::sync::Arc;

use crate::bank::catalog;
use crate::cli::Failure;
use crate::cli::terminal::{say, use_colour};
use crate::compile::front_matter;
use crate::diagnostic::{self, Checked, Format};
use crate::input::config::{self, Config, Reading};
use crate::input::memory::Memory;
use crate::input::source::QuestionSource;
use crate::input::walk;
use crate::pipeline;
use crate::route::Slug;
use crate::words::Words;

/// The bank, as far as it can be read. Errors in it are left to `prepbook check`.
#[derive(Debug, Default)]
pub struct Known {
    /// In the order of paths.
    pub questions: Vec<KnownQuestion>,
    /// In the order of the site.
    pub topics: Vec<KnownTopic>,
    /// The words of the bank's language.
    pub words: Arc<Words>,
}

/// A question of the bank.
#[derive(Debug)]
pub struct KnownQuestion {
    /// Relative to the root.
    pub path: String,
    /// Its slug.
    pub slug: Slug,
    /// Its title, unless its front matter is broken.
    pub title: Option<String>,
    /// Its former slugs.
    pub aliases: Vec<Slug>,
}

/// A topic that exists or will be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTopic {
    /// The folder's name.
    pub slug: Slug,
    /// Its title.
    pub title: String,
    /// Whether its folder has to be created.
    pub is_new: bool,
}

impl Known {
    /// Reads only the front matter of all questions.
    pub fn load(root: &Path) -> Result<Known, Failure> {
        let config = settings(root)?;
        let sources = walk::load(root, config.all_languages(), &mut Memory::default())?
            .value
            .unwrap_or_default();
        let mut topics: Vec<_> = sources
            .topics
            .iter()
            .map(|source| pipeline::topic_matter(source, config.all_languages(), &mut Vec::new()))
            .collect();
        topics.sort_by_cached_key(|(slug, matter)| catalog::topic_key(slug, matter, &config));
        Ok(Known {
            words: config.words.words(&config.language),
            questions: sources.questions.iter().map(question).collect(),
            topics: topics
                .into_iter()
                .map(|(slug, matter)| KnownTopic {
                    slug,
                    title: matter.title,
                    is_new: false,
                })
                .collect(),
        })
    }
}

/// The settings, which say in which language a question is and where a translation belongs.
pub fn settings(root: &Path) -> Result<Config, Failure> {
    let Checked { value, findings } = config::load(root)?;
    match value.filter(|config| config.read == Reading::Whole) {
        Some(config) => Ok(config),
        None => {
            say(&diagnostic::render(&findings, Format::Human, use_colour()));
            let message = "the settings have errors; nothing was written".to_owned();
            Err(Failure::Usage(message))
        }
    }
}

fn question(source: &QuestionSource) -> KnownQuestion {
    let parts = front_matter::split(&source.file);
    let matter = parts
        .ok()
        .and_then(|parts| front_matter::parse(&source.file, parts.front).value);
    let (title, aliases) = matter.map_or((None, Vec::new()), |matter| {
        let aliases = matter.aliases.into_iter().map(|alias| alias.value);
        (Some(matter.title), aliases.collect())
    });
    KnownQuestion {
        path: source.file.path.clone(),
        slug: source.slug.clone(),
        title,
        aliases,
    }
}

impl KnownTopic {
    /// A new topic, from a folder's name or a title.
    pub fn new(name: &str) -> Option<KnownTopic> {
        let slug = Slug::from_text(name)?;
        let words = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let title = match words == slug.as_str() {
            true => pipeline::title_from(&slug),
            false => words,
        };
        Some(KnownTopic {
            slug,
            title,
            is_new: true,
        })
    }

    /// Whether `name` means this topic.
    pub fn is_called(&self, name: &str) -> bool {
        let same_title = self.title.to_lowercase() == name.trim().to_lowercase();
        same_title || Slug::from_text(name).is_some_and(|slug| slug == self.slug)
    }
}
