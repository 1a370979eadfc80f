//! Creates the file of a translation, and marks a translation as up to date.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use super::known::settings;
use crate::bank::fix::Marked;
use crate::cli::editor::Editor;
use crate::cli::files::{self, Made};
use crate::cli::terminal::say;
use crate::cli::{Failure, printed, today};
use crate::compile::{front_matter, question, scaffold};
use crate::diagnostic::{SourceText, did_you_mean};
use crate::input::languages::Languages;
use crate::input::memory::Memory;
use crate::input::source::{self, QuestionSource, Sources};
use crate::input::walk;
use crate::pipeline;

/// An original, and the path of its translation into a language.
struct Wanted {
    original: Arc<SourceText>,
    title: String,
    /// The text after the front matter.
    body: String,
    /// What the translation has to name in `translates`.
    state: String,
    /// Relative to the bank's root.
    path: String,
}

/// Creates the file of a translation: a draft with the original's text.
pub fn make(
    root: &Path,
    slug: &str,
    language: &str,
    editor: Option<Editor>,
) -> Result<ExitCode, Failure> {
    let wanted = Wanted::find(root, slug, language)?;
    let text = scaffold::translation(&wanted.title, &wanted.body, &wanted.state, today());
    let path = root.join(&wanted.path);
    if files::make(root, &path, text.as_bytes())? == Made::Kept {
        return Err(Failure::Usage(format!(
            "`{}` is there already; once it says what `{}` says now, run `prepbook new --mark-translated {slug} {language}`",
            wanted.path, wanted.original.path
        )));
    }
    printed(&format!("{}\n", files::shown(&path)))?;
    say(
        "it is a draft in the words of the original, and not published yet:\n\
         \x20 1. translate the title, the headings and the text; links stay as they are\n\
         \x20 2. look at it as you write: `prepbook serve --drafts`\n\
         \x20 3. remove the line `draft: true`, and run `prepbook check`\n",
    );
    if let Some(editor) = editor {
        say(&editor.open(&path).map_err(Failure::Usage)?);
    }
    Ok(ExitCode::SUCCESS)
}

/// Marks a translation as up to date with its original. Only the user can know that, by comparing the two.
pub fn mark(root: &Path, slug: &str, language: &str) -> Result<ExitCode, Failure> {
    let wanted = Wanted::find(root, slug, language)?;
    if !root.join(&wanted.path).is_file() {
        return Err(Failure::Usage(format!(
            "there is no `{}`; make it with `prepbook new --translate {slug} {language}`",
            wanted.path
        )));
    }
    let Wanted { path, state, .. } = &wanted;
    match pipeline::mark(root, path, state)? {
        Marked::Now(()) => say(&format!("`{path}` is up to date with its original now\n")),
        Marked::Before => say(&format!(
            "`{path}` stays as it is: it is marked as up to date already\n"
        )),
        Marked::Never => {
            say(&format!(
                "error: `{path}` is not marked, because its front matter has faults or cannot be changed safely\n  \
                 = help: mend what `prepbook check` finds in it, then write `translates: {state}` to it\n"
            ));
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

impl Wanted {
    fn find(root: &Path, slug: &str, language: &str) -> Result<Wanted, Failure> {
        let config = settings(root)?;
        let languages = config.all_languages();
        is_listed(language, languages).map_err(Failure::Usage)?;
        let sources = walk::load(root, languages, &mut Memory::default())?;
        let sources = sources.value.unwrap_or_default();
        let original = original(slug, &sources).map_err(Failure::Usage)?;
        let broken = || {
            let path = &original.file.path;
            Failure::Usage(format!(
                "`{path}` has faults of its own; see `prepbook check`"
            ))
        };
        let parts = front_matter::split(&original.file).map_err(|_| broken())?;
        let body = original.file.text[parts.body.clone()].to_owned();
        let matter = front_matter::parse(&original.file, parts.front).value;
        let title = matter.ok_or_else(broken)?.title;
        Ok(Wanted {
            state: question::state(&title, &body),
            path: format!(
                "{}/{}/{}.{language}.md",
                source::FOLDER,
                original.topic,
                original.slug
            ),
            original: original.file.clone(),
            title,
            body,
        })
    }
}

fn is_listed(language: &str, languages: Languages<'_>) -> Result<(), String> {
    let mut others = languages.others.iter().map(|known| known.tag.as_str());
    if others.clone().any(|known| known == language) {
        return Ok(());
    }
    if language == languages.default {
        return Err(format!(
            "`{language}` is the default language, in which the originals are"
        ));
    }
    let hint = did_you_mean(language, others.by_ref()).unwrap_or_else(|| {
        let mut listed = languages.tags();
        listed.push(language.to_owned());
        format!(
            "write `languages: [{}]` to `prepbook.yaml`",
            listed.join(", ")
        )
    });
    Err(format!(
        "`{language}` is not one of this bank's other languages; {hint}"
    ))
}

fn original<'a>(slug: &str, sources: &'a Sources) -> Result<&'a QuestionSource, String> {
    let mut questions = sources.questions.iter();
    questions
        .find(|question| question.slug.as_str() == slug)
        .ok_or_else(|| {
            let slugs = sources
                .questions
                .iter()
                .map(|question| question.slug.as_str());
            let hint = did_you_mean(slug, slugs)
                .unwrap_or_else(|| "name a question's file without `.md`".to_owned());
            format!("there is no question `{slug}`; {hint}")
        })
}
