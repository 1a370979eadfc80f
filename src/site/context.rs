//! What templates see: plain values, already decided. A template chooses how things look, never what is true.

mod card;
mod day;
mod download;
mod language;
mod list;
mod question;
mod summary;

use serde::Serialize;

use super::direction;
use super::manifest::{self, Theme};
use crate::bank::catalog::Catalog;
use crate::input::assets::Assets;
use crate::input::config::Config;
use crate::input::icon;
use crate::route::{Difficulty, Route};

pub use card::{LevelCount, PathCard, TopicCard, level_counts};
pub use day::Day;
pub use download::{
    DownloadsPage, Form, FormLink, PrintPage, PrintPoints, PrintQuestion, PrintTopic, TopicForms,
};
pub use language::{Alternate, Foreign, LanguageLink, Switch, turn};
pub use list::{Letter, ListTools, Pager};
pub use question::{Checklist, Point, QuestionPage, Telling, sections};
pub use summary::{Link, Summary, beginning, excerpt, minutes, summaries, topic_link};

/// Everything that a template gets. `site` and `page` are there on every page, beside the page's own `content`.
#[derive(Debug, Serialize)]
pub struct PageContext<'a> {
    /// The same on all pages.
    pub site: &'a SiteContext,
    /// About this page.
    pub page: PageMeta<'a>,
    /// What this page is for, under the name of its kind: `home`, `question`, `topic`…
    #[serde(flatten)]
    pub content: PageContent<'a>,
}

/// A page's own content.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PageContent<'a> {
    /// `home.html`
    Home(HomePage),
    /// `question.html`
    Question(Box<QuestionPage<'a>>),
    /// `topic.html`
    Topic(TopicPage),
    /// `path.html`
    Path(PathPage),
    /// `topics.html`
    Topics(TopicsPage),
    /// `tags.html`
    Tags(TagsPage),
    /// `listing.html`: a tag, a level, or all questions.
    Listing(ListingPage),
    /// `search.html`
    Search(Empty),
    /// `study.html`, `mock.html`, `progress.html`
    Screen(ScreenPage),
    /// `downloads.html`
    Downloads(DownloadsPage),
    /// `print.html`
    Print(PrintPage),
    /// `offline.html`
    Offline(Empty),
    /// `404.html`
    NotFound(Empty),
    /// `redirect.html`
    Redirect(RedirectPage),
}

/// A page whose template needs nothing more.
#[derive(Debug, Serialize)]
pub struct Empty {}

/// The settings that templates show, and the size of the bank.
#[derive(Debug, Serialize)]
pub struct SiteContext {
    /// The site's name.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// The language of that sentence, where it is not that of the pages.
    pub said: Option<Foreign>,
    /// BCP 47 tag.
    pub language: String,
    /// Whether that is written from right to left.
    pub is_rtl: bool,
    /// All languages of the site, the default one first; none, where there is but one.
    pub languages: Vec<LanguageLink>,
    /// Ends in `/`.
    pub base_url: Option<String>,
    /// The repository's address, without a slash at the end.
    pub repository: Option<String>,
    /// Terms of reuse, as the settings name them.
    pub content_license: Option<String>,
    /// The folder of static files, relative to the root, ending in `/`.
    pub assets: String,
    /// The colour of the paper, for what the browser draws around a page.
    pub theme: Option<Theme>,
    /// Where the web manifest lies, relative to the root.
    pub manifest: &'static str,
    /// The icon for home screens that read no manifest, relative to the root, if there is one.
    pub apple_icon: Option<&'static str>,
    /// Whether there is a feed, which needs a `base_url`.
    pub has_feed: bool,
    /// Whether readers can take the questions away.
    pub has_downloads: bool,
    /// Published questions.
    pub questions: usize,
    /// Topics with questions.
    pub topics: usize,
    /// Each level with its page and count.
    pub levels: Vec<LevelLink>,
}

impl SiteContext {
    /// From the settings and the bank.
    pub fn new(
        catalog: &Catalog,
        config: &Config,
        languages: Vec<LanguageLink>,
        assets: &Assets,
        theme: Option<Theme>,
    ) -> Self {
        Self {
            title: config.title.clone(),
            description: config.description.clone(),
            said: config
                .described_in
                .as_ref()
                .map(|lang| Foreign::new(lang, &config.language)),
            language: config.language.clone(),
            is_rtl: direction::is_rtl(&config.language),
            languages,
            base_url: config.base_url.clone(),
            repository: config.repository.clone(),
            content_license: config.content_license.clone(),
            assets: assets.folder.clone(),
            theme,
            manifest: manifest::PATH,
            apple_icon: assets
                .root_files
                .contains_key(icon::APPLE)
                .then_some(icon::APPLE),
            has_feed: config.base_url.is_some(),
            has_downloads: !config.downloads.of(catalog.questions.len()).is_empty(),
            questions: catalog.questions.len(),
            topics: catalog.topics.len(),
            levels: Difficulty::ALL
                .iter()
                .map(|&level| LevelLink {
                    level,
                    path: Route::Difficulty(level).path(),
                    count: catalog.of_level(level).count(),
                })
                .collect(),
        }
    }
}

/// A level, its page, and how many questions it has.
#[derive(Debug, Clone, Serialize)]
pub struct LevelLink {
    /// The level.
    pub level: Difficulty,
    /// Relative to the root.
    pub path: String,
    /// Questions.
    pub count: usize,
}

/// About one page.
#[derive(Debug, Serialize)]
pub struct PageMeta<'a> {
    /// The kind of page, for the body's class and the navigation.
    pub kind: &'static str,
    /// The heading.
    pub title: String,
    /// For the browser's tab: the heading and the site.
    pub full_title: String,
    /// For search engines and previews.
    pub description: String,
    /// What leads to the root of all pages in this language: `../../`. Every link to a page starts with it.
    pub root: String,
    /// What leads to the site's root, where the files lie that all languages share. Where there is one language, the same.
    pub base: String,
    /// This page in all languages of the site, for the switch; none, where there is but one.
    pub languages: Vec<Switch>,
    /// This page in the languages that have it in their own words, for search engines.
    pub alternates: Vec<Alternate>,
    /// The absolute address, where `base_url` is known.
    pub canonical: Option<String>,
    /// The page before it in a list, relative to the root.
    pub previous: Option<String>,
    /// The page after it in a list, relative to the root.
    pub next: Option<String>,
    /// Structured data, ready to stand in a `<script>` element.
    pub json_ld: Vec<String>,
    /// Whether search engines should leave the page out.
    pub no_index: bool,
    /// What the page's scripts say, ready to stand in a `<script>` element.
    pub words: &'a str,
}

/// `home.html`
#[derive(Debug, Serialize)]
pub struct HomePage {
    /// All topics.
    pub topics: Vec<TopicCard>,
    /// All paths.
    pub paths: Vec<PathCard>,
    /// The questions that joined last.
    pub newest: Vec<Dated>,
    /// The questions whose facts were checked again last.
    pub rechecked: Vec<Dated>,
}

/// A question and the day for which it is listed.
#[derive(Debug, Serialize)]
pub struct Dated {
    /// The question.
    pub question: Summary,
    /// When it was added or checked.
    pub day: Day,
}

/// `path.html`
#[derive(Debug, Serialize)]
pub struct PathPage {
    /// The path itself.
    pub card: PathCard,
    /// What narrows its list.
    pub tools: Option<ListTools>,
    /// Its questions in their order.
    pub questions: Vec<Summary>,
}

/// `topic.html`
#[derive(Debug, Serialize)]
pub struct TopicPage {
    /// The topic itself.
    pub card: TopicCard,
    /// What narrows its list.
    pub tools: Option<ListTools>,
    /// Its questions by level; those of this page, where there are many.
    pub groups: Vec<LevelGroup>,
    /// The other pages, where there are many questions.
    pub pager: Option<Pager>,
    /// Where to write a new question of this topic.
    pub add_url: Option<String>,
}

/// Questions of one level.
#[derive(Debug, Serialize)]
pub struct LevelGroup {
    /// The level.
    pub level: Difficulty,
    /// By title.
    pub questions: Vec<Summary>,
}

/// `topics.html`
#[derive(Debug, Serialize)]
pub struct TopicsPage {
    /// All topics in order.
    pub topics: Vec<TopicCard>,
    /// Where to write a new question.
    pub add_url: Option<String>,
}

/// `tags.html`
#[derive(Debug, Serialize)]
pub struct TagsPage {
    /// All tags by name.
    pub tags: Vec<TagLink>,
}

/// A tag and how many questions have it.
#[derive(Debug, Serialize)]
pub struct TagLink {
    /// As authors write it.
    pub title: String,
    /// Relative to the root.
    pub path: String,
    /// Questions.
    pub count: usize,
}

/// `listing.html`
#[derive(Debug, Serialize)]
pub struct ListingPage {
    /// What the list is of, for the small label above the heading.
    pub label: String,
    /// The level, where the list is of one.
    pub level: Option<Difficulty>,
    /// What narrows the list.
    pub tools: Option<ListTools>,
    /// The questions, by title; those of this page, where there are many.
    pub questions: Vec<Summary>,
    /// Questions in all.
    pub count: usize,
    /// The other pages, where there are many questions.
    pub pager: Option<Pager>,
}

/// A screen for studying, which the reader's own data fills.
#[derive(Debug, Serialize)]
pub struct ScreenPage {
    /// The list of all cards, relative to the root.
    pub index: &'static str,
    /// The topics, for readers without JavaScript.
    pub topics: Vec<TopicCard>,
}

/// `redirect.html`
#[derive(Debug, Serialize)]
pub struct RedirectPage {
    /// Where the question is now, relative to the root.
    pub path: String,
    /// What it is called.
    pub title: String,
}
