//! What the template of the page of downloads sees.

use serde::Serialize;

use super::Foreign;
use crate::route::Difficulty;

/// `downloads.html`
#[derive(Debug, Serialize)]
pub struct DownloadsPage {
    /// Each form of the whole bank.
    pub forms: Vec<Form>,
    /// What there is of each topic.
    pub topics: Vec<TopicForms>,
}

/// All questions in one form.
#[derive(Debug, Serialize)]
pub struct Form {
    /// Where it lies, what it is called.
    #[serde(flatten)]
    pub link: FormLink,
    /// For whom it is.
    pub text: String,
    /// What goes with it.
    pub also: Vec<FormLink>,
}

/// A link to a file or a page.
#[derive(Debug, Serialize)]
pub struct FormLink {
    /// What to show.
    pub title: String,
    /// Relative to the root.
    pub path: String,
    /// Whether it is a file to keep rather than a page to read.
    pub is_file: bool,
}

/// A topic's questions in several forms.
#[derive(Debug, Serialize)]
pub struct TopicForms {
    /// The topic's name.
    pub title: String,
    /// The language of the name, where it is not that of the page.
    pub said: Option<Foreign>,
    /// The forms.
    pub links: Vec<FormLink>,
}

/// `print.html`
#[derive(Debug, Serialize)]
pub struct PrintPage {
    /// Whether it is of the whole bank rather than of a topic.
    pub is_whole: bool,
    /// One sentence about it.
    pub text: String,
    /// In their order.
    pub topics: Vec<PrintTopic>,
}

/// A topic with all its answers.
#[derive(Debug, Serialize)]
pub struct PrintTopic {
    /// Its name.
    pub title: String,
    /// The language of the name, where it is not that of the page.
    pub said: Option<Foreign>,
    /// In the order of its page.
    pub questions: Vec<PrintQuestion>,
}

/// A question with its whole answer, nothing of it folded.
#[derive(Debug, Serialize)]
pub struct PrintQuestion {
    /// Its name on the page.
    pub anchor: String,
    /// The same in a link.
    pub href: String,
    /// The question.
    pub title: String,
    /// How hard it is.
    pub level: Difficulty,
    /// When its facts were last checked.
    pub reviewed: Option<String>,
    /// The language of these words, where it is not that of the page.
    pub said: Option<Foreign>,
    /// Everything before the first heading, as HTML.
    pub short: String,
    /// What a good answer must contain.
    pub points: Option<PrintPoints>,
    /// All that follows.
    pub rest: String,
}

/// Key points as a list.
#[derive(Debug, Serialize)]
pub struct PrintPoints {
    /// The name of their heading.
    pub id: String,
    /// Its words, as HTML.
    pub heading: String,
    /// HTML.
    pub list: String,
}
