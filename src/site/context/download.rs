//! What the template of the page of downloads sees.

use serde::Serialize;

use super::Foreign;

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
