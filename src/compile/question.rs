//! A question: its front matter and its answer.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bidi;
use super::front_matter::{self, FrontMatter};
use super::markdown::{self, Answer};
use crate::diagnostic::{Checked, Code, SourceText};
use crate::route::Slug;

/// A question file, compiled. What it says of other files is not resolved yet.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its identity, for ever: the file's stem.
    pub slug: Slug,
    /// The folder that it lies in.
    pub topic: Slug,
    /// The file, for findings that need the whole bank.
    pub file: Arc<SourceText>,
    /// What the file says.
    pub content: Arc<Content>,
}

/// Everything that follows from a question file's text alone, and can be cached by it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Title, level, tags and the rest.
    pub matter: FrontMatter,
    /// The rendered Markdown.
    pub answer: Answer,
}

/// Compiles one file. `topic` is needed because links are relative to the folder.
pub fn compile(file: &Arc<SourceText>, topic: &Slug) -> Checked<Content> {
    let parts = match front_matter::split(file) {
        Ok(parts) => parts,
        Err(finding) => return Checked::none(vec![finding]),
    };
    let mut findings = bidi::warn(file, parts.front.clone(), parts.body.clone());
    let matter = front_matter::parse(file, parts.front).drain(&mut findings);
    let answer = markdown::render(file, parts.body, topic).drain(&mut findings);
    let value = matter
        .zip(answer)
        .map(|(matter, answer)| Content { matter, answer });
    let is_told = findings
        .iter()
        .any(|finding| finding.code == Code::BidiControl);
    let untold = value.as_ref().filter(|_| !is_told);
    findings.extend(untold.and_then(|content| bidi::check(file, content)));
    Checked { value, findings }
}
