//! `prepbook new`: creates the file of a new question.

mod ask;
mod known;
mod translate;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::editor::Editor;
use super::files::{self, Made};
use super::terminal::say;
use super::{Failure, has_questions, printed, today};
use crate::bank::similar;
use crate::compile::front_matter::MAX_TITLE_CHARS;
use crate::compile::scaffold::Scaffold;
use crate::diagnostic::{Fault, did_you_mean};
use crate::input::source::{FOLDER, TOPIC_FILE};
use crate::route::{Difficulty, Slug};
use crate::yaml;
use known::{Known, KnownTopic};

#[derive(Debug, Args)]
pub struct NewArgs {
    /// The question, in quotes: it becomes the title, and the file's name is made from it
    #[arg(required_unless_present_any = ["translate", "mark_translated"])]
    question: Option<String>,
    /// Make the file of a question's translation into a language of the bank, with the original's text to be translated
    #[arg(long, num_args = 2, value_names = ["SLUG", "LANG"], conflicts_with_all = ["question", "topic", "slug", "force"])]
    translate: Option<Vec<String>>,
    /// Mark a translation as up to date with its original
    #[arg(long, num_args = 2, value_names = ["SLUG", "LANG"], conflicts_with_all = ["question", "topic", "slug", "force", "translate", "edit"])]
    mark_translated: Option<Vec<String>>,
    /// The topic's folder or name; asked for if left out
    #[arg(long, short, value_name = "TOPIC")]
    topic: Option<String>,
    /// Make the topic if there is none of this name
    #[arg(long, requires = "topic")]
    create_topic: bool,
    /// How hard the question is
    #[arg(long, short, value_enum, default_value_t = Difficulty::Medium)]
    difficulty: Difficulty,
    /// The file's name without `.md`, which is part of the question's address, instead of one made from the question
    #[arg(long, value_parser = slug)]
    slug: Option<Slug>,
    /// Make it even if a question of the bank asks nearly the same
    #[arg(long)]
    force: bool,
    /// Open the new file in the editor that `VISUAL` or `EDITOR` names
    #[arg(long, short)]
    edit: bool,
    /// The folder that holds `questions/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

fn slug(text: &str) -> Result<Slug, String> {
    Slug::parse(text).map_err(|fault| format!("it {fault}"))
}

pub fn run(args: &NewArgs) -> Result<ExitCode, Failure> {
    if let Some([slug, language]) = args.mark_translated.as_deref() {
        return translate::mark(&args.root, slug, language);
    }
    if let Some([slug, language]) = args.translate.as_deref() {
        let editor = editor(args)?;
        return translate::make(&args.root, slug, language, editor);
    }
    let question = args.question.as_deref().unwrap_or_default();
    let title = title(question).map_err(Failure::Usage)?;
    let slug = match &args.slug {
        Some(slug) => slug.clone(),
        None => slug_of(&title).map_err(Failure::Usage)?,
    };
    let editor = editor(args)?;
    has_questions(&args.root)?;
    let known = Known::load(&args.root)?;
    is_free(&slug, &known).map_err(Failure::Usage)?;
    if !args.force {
        is_not_asked_yet(&title, &known).map_err(Failure::Usage)?;
    }
    let topic = match &args.topic {
        Some(name) => {
            named_topic(name, args.create_topic, &known.topics).map_err(Failure::Usage)?
        }
        None => asked_topic(&known.topics)?,
    };
    let scaffold = Scaffold {
        title: &title,
        topic: Some(&topic.slug),
        difficulty: args.difficulty,
        today: Some(today()),
        words: &known.words,
    };
    let path = write(&args.root, &topic, &slug, &scaffold.text())?;
    printed(&format!("{}\n", files::shown(&path)))?;
    say(&next_steps(&args.root));
    if let Some(editor) = editor {
        say(&editor.open(&path).map_err(Failure::Usage)?);
    }
    Ok(ExitCode::SUCCESS)
}

fn editor(args: &NewArgs) -> Result<Option<Editor>, Failure> {
    match args.edit {
        true => Ok(Some(Editor::from_environment().map_err(Failure::Usage)?)),
        false => Ok(None),
    }
}

/// The question as a title: one line with single blanks. The error says why it cannot be one.
fn title(question: &str) -> Result<String, String> {
    let title = question.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return Err(
            "the question is empty; write it in quotes: `prepbook new \"What is a queue?\"`".into(),
        );
    }
    if title.chars().any(char::is_control) {
        return Err("the question has control characters in it; type it again".into());
    }
    if title.chars().count() > MAX_TITLE_CHARS {
        return Err(format!(
            "the question is longer than {MAX_TITLE_CHARS} characters; ask shorter, and explain in the answer"
        ));
    }
    Ok(title)
}

fn slug_of(title: &str) -> Result<Slug, String> {
    Slug::from_text(title).ok_or_else(|| {
        format!("`{title}` has no letter or digit to name a file after; ask in words")
    })
}

/// Checks that no question of the bank has this slug or alias.
fn is_free(slug: &Slug, known: &Known) -> Result<(), String> {
    // On GitHub, `readme.md` is shown as the description of the topic's folder.
    if slug.as_str() == "readme" {
        return Err(
            "a file `readme.md` is not read as a question; name another with `--slug`".into(),
        );
    }
    let whose = known.questions.iter().find_map(|question| {
        let taken = if question.slug == *slug {
            "the name"
        } else if question.aliases.contains(slug) {
            "an old name"
        } else {
            return None;
        };
        Some(format!(
            "`{slug}` is {taken} of `{}`; write to that file, or name another with `--slug`",
            question.path
        ))
    });
    whose.map_or(Ok(()), Err)
}

fn is_not_asked_yet(title: &str, known: &Known) -> Result<(), String> {
    let titles = known
        .questions
        .iter()
        .filter_map(|question| Some((question.title.as_deref()?, question)));
    match similar::most_alike(title, titles) {
        None => Ok(()),
        Some((likeness, question)) => Err(format!(
            "`{}` asks nearly the same: `{}` ({:.0} % alike); write to that file, or go on with `--force`",
            question.path,
            question.title.as_deref().unwrap_or_default(),
            likeness * 100.0,
        )),
    }
}

fn named_topic(name: &str, create: bool, topics: &[KnownTopic]) -> Result<KnownTopic, String> {
    if let Some(topic) = topics.iter().find(|topic| topic.is_called(name)) {
        return Ok(topic.clone());
    }
    if create {
        return KnownTopic::new(name)
            .ok_or_else(|| format!("`{name}` has no letter or digit to name a folder after"));
    }
    let slugs = || topics.iter().map(|topic| topic.slug.as_str());
    let hint = did_you_mean(name, slugs()).unwrap_or_else(|| list_of(topics));
    Err(format!(
        "unknown topic `{name}`; {hint}; `--create-topic` makes a new one"
    ))
}

/// Asks for the topic, if there is a terminal.
fn asked_topic(topics: &[KnownTopic]) -> Result<KnownTopic, Failure> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(Failure::Usage(format!(
            "no topic is given; add `--topic TOPIC`; {}",
            list_of(topics)
        )));
    }
    ask::topic(topics, &mut input.lock(), &mut std::io::stderr())
        .map_err(Fault::on("ask on", Path::new("the terminal")))?
        .ok_or_else(|| Failure::Usage("no topic was chosen; add `--topic TOPIC`".into()))
}

fn list_of(topics: &[KnownTopic]) -> String {
    let names: Vec<String> = topics
        .iter()
        .map(|topic| format!("`{}`", topic.slug))
        .collect();
    match names.is_empty() {
        true => "there is no topic yet".into(),
        false => format!("the topics are {}", names.join(", ")),
    }
}

/// Creates the question's file, and before it the topic's if that is new. Neither overwrites a file.
fn write(root: &Path, topic: &KnownTopic, slug: &Slug, text: &str) -> Result<PathBuf, Failure> {
    let folder = root.join(FOLDER).join(topic.slug.as_str());
    if topic.is_new {
        let matter = format!(
            "title: {}\n# One sentence, for the topic's page and its card.\n# description: …\n",
            yaml::quoted(&topic.title)
        );
        std::fs::create_dir(&folder).map_err(Fault::on("create", &folder))?;
        files::make(root, &folder.join(TOPIC_FILE), matter.as_bytes())?;
    }
    let path = folder.join(format!("{slug}.md"));
    match files::make(root, &path, text.as_bytes())? {
        Made::New => Ok(path),
        Made::Kept => Err(Failure::Usage(format!(
            "`{}` is there already; name another with `--slug`",
            files::shown(&path)
        ))),
    }
}

fn next_steps(root: &Path) -> String {
    let root = match root == Path::new(".") {
        true => String::new(),
        false => format!(" --root {}", root.display()),
    };
    format!(
        "it is a draft, so it is not published yet:\n\
         \x20 1. write the answer; a comment in each section says what belongs there\n\
         \x20 2. look at it as you write: `prepbook serve --drafts{root}`\n\
         \x20 3. remove the line `draft: true`, and run `prepbook check{root}`\n"
    )
}
