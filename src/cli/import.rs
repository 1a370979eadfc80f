//! `prepbook import`: questions of banks that have another shape.

mod report;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use rayon::prelude::*;

use super::files::{self, Made};
use super::terminal::say;
use super::{Failure, printed, today};
use crate::compile::front_matter;
use crate::diagnostic::{Fault, SourceText, runner};
use crate::import::{self, Bank, Draft, Format, Imported, Input, Options, Place, Remark, encoding};
use crate::input::foreign;
use crate::input::plain;
use crate::input::source::TOPIC_FILE;
use crate::route::Slug;
use crate::yaml;
use report::{Report, Written};

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Files, and folders with files, of questions: Markdown, CSV, TSV, Anki's text export
    #[arg(required = true, value_name = "FILE|DIR")]
    from: Vec<PathBuf>,
    /// The topic of all questions, by its folder or name
    #[arg(long, short, value_name = "TOPIC")]
    topic: Option<String>,
    /// Make topics of the headings above questions
    #[arg(long, conflicts_with = "topic")]
    topics_from_headings: bool,
    /// How the questions are written
    #[arg(long, value_enum, default_value_t = Format::Auto)]
    format: Format,
    /// A key of the files' front matter, and the key that it means here, as in `category=tags`
    #[arg(long, value_name = "KEY=KEY", value_parser = renamed)]
    map: Vec<(String, String)>,
    /// The folder of questions to import into
    #[arg(long, value_name = "DIR", default_value = "questions")]
    into: PathBuf,
    /// Say what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Repair text that was once read in another encoding (`â€”` for a dash), where all of a file shows it
    #[arg(long)]
    fix_encoding: bool,
    /// How to tell what became of each line: for people on standard error, for programs on standard output
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    report: ReportFormat,
}

/// For whom the report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ReportFormat {
    /// For people
    Human,
    /// For programs
    Json,
}

fn renamed(text: &str) -> Result<(String, String), String> {
    let (from, to) = text
        .split_once('=')
        .ok_or("it is not of the form `KEY=KEY`")?;
    let known = [
        "title",
        "tags",
        "keywords",
        "difficulty",
        "draft",
        "status",
        "sources",
        "related",
    ];
    match known.contains(&to) {
        true => Ok((from.to_owned(), to.to_owned())),
        false => Err(format!(
            "there is no key `{to}`; the keys are {}",
            known.join(", ")
        )),
    }
}

pub fn run(args: &ImportArgs) -> Result<ExitCode, Failure> {
    let foreign::Found {
        files,
        mut passed_over,
    } = foreign::read(&args.from)?;
    let mut inputs = Vec::new();
    let mut unread = Vec::new();
    let mut repaired = Vec::new();
    let mut replaced = Vec::new();
    for file in files {
        let text = match encoding::decode(&file.bytes) {
            Ok(text) => text,
            Err(reason) => {
                unread.push((file.path, reason));
                continue;
            }
        };
        let sound = encoding::repaired(&text);
        if sound.is_some() {
            repaired.push(file.path.clone());
        }
        let text = sound.filter(|_| args.fix_encoding).unwrap_or(text);
        let (text, lines) = encoding::published(&text);
        replaced.extend(lines.into_iter().map(|(line, text)| Remark {
            place: Place {
                path: file.path.clone(),
                line,
            },
            what: "put `\u{fffd}` for a character that no text has".into(),
            text,
        }));
        inputs.push(Input {
            path: file.path,
            is_in_folder: file.is_in_folder,
            text,
        });
    }
    if plain::kind(&args.into)?.is_some_and(|kind| kind.is_symlink()) {
        return Err(files::linked(&args.into));
    }
    let bank = bank(&args.into)?;
    let options = Options {
        topic: args.topic.clone(),
        topics_from_headings: args.topics_from_headings,
        format: args.format,
        renamed: args.map.clone(),
        today: Some(today()),
    };
    if let Some(topic) = args
        .topic
        .as_deref()
        .filter(|topic| Slug::from_text(topic).is_none())
    {
        return Err(Failure::Usage(format!(
            "`{topic}` has no letter or digit to name a folder after"
        )));
    }
    let folders = allowed_folders(&args.from);
    let has_picture = |path: &str| foreign::picture(&folders, Path::new(path)).is_some();
    let mut imported = import::import(&inputs, &options, &bank, &has_picture);
    imported.notes.append(&mut replaced);
    let comes_along = |path: &String| imported.pictures.iter().any(|one| one.from == *path);
    passed_over.retain(|path| !comes_along(path));
    let written = match args.dry_run {
        true => None,
        false => Some(write(&args.into, &folders, &imported)?),
    };
    let report = Report {
        imported: &imported,
        inputs: &inputs,
        unread: &unread,
        passed_over: &passed_over,
        misread: &repaired,
        was_fixed: args.fix_encoding,
        written,
    };
    match args.report {
        ReportFormat::Human => say(&report.for_people(&args.into)),
        ReportFormat::Json => {
            let text = report.for_programs()?;
            printed(&if runner::is_listening() {
                runner::harmless_json(&text).into_owned()
            } else {
                text
            })?;
        }
    }
    Ok(match unread.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(1),
    })
}

/// Folders whose pictures may come along, each as it is named.
fn allowed_folders(named: &[PathBuf]) -> Vec<PathBuf> {
    let folder = |path: &PathBuf| match path.is_dir() {
        true => foreign::shown(path).trim_end_matches('/').to_owned(),
        false => path.parent().map(foreign::shown).unwrap_or_default(),
    };
    named
        .iter()
        .map(folder)
        .map(|folder| match folder.as_str() {
            "." => PathBuf::new(),
            folder => PathBuf::from(folder),
        })
        .collect()
}

/// What lies in the folder of questions already.
fn bank(into: &Path) -> Result<Bank, Failure> {
    let mut bank = Bank::default();
    let Ok(topics) = std::fs::read_dir(into) else {
        return Ok(bank);
    };
    let mut folders: Vec<PathBuf> = topics
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    for folder in folders {
        let Some(topic) = folder
            .file_name()
            .and_then(|name| Slug::parse(&name.to_string_lossy()).ok())
        else {
            continue;
        };
        let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
            .map_err(Fault::on("read", &folder))?
            .flatten()
            .map(|entry| entry.path())
            .collect();
        files.sort();
        for path in files
            .iter()
            .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        {
            let slug = path
                .file_stem()
                .and_then(|stem| Slug::parse(&stem.to_string_lossy()).ok());
            let bytes = plain::read(path, crate::input::text::MAX_FILE_BYTES).ok();
            let (Some(slug), Some(bytes)) = (slug, bytes) else {
                continue;
            };
            let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
            let file = std::sync::Arc::new(SourceText {
                path: foreign::shown(path),
                text,
            });
            let matter = front_matter::split(&file)
                .ok()
                .and_then(|parts| front_matter::parse(&file, parts.front).value);
            let Some(matter) = matter else {
                bank.names.insert(slug, (None, topic.clone()));
                continue;
            };
            bank.names.extend(
                matter
                    .aliases
                    .into_iter()
                    .map(|alias| (alias.value, (None, topic.clone()))),
            );
            bank.tags.extend(
                matter
                    .tags
                    .into_iter()
                    .map(|tag| (tag.value.slug, tag.value.label)),
            );
            bank.names.insert(slug, (Some(matter.title), topic.clone()));
        }
    }
    Ok(bank)
}

fn write(into: &Path, from: &[PathBuf], imported: &Imported) -> Result<Written, Failure> {
    let mut written = Written::default();
    let new: Vec<_> = imported
        .drafts
        .iter()
        .filter(|draft| !draft.is_known)
        .collect();
    let mut folders: BTreeMap<&Slug, PathBuf> = BTreeMap::new();
    for topic in new.iter().map(|draft| &draft.topic) {
        if folders.contains_key(topic) {
            continue;
        }
        let folder = into.join(topic.as_str());
        let is_there = match plain::kind(&folder)? {
            Some(kind) if !kind.is_dir() => {
                return Err(Failure::Usage(format!(
                    "`{}` is no folder; remove it, or choose another topic with `--topic`",
                    files::shown(&folder)
                )));
            }
            kind => kind.is_some(),
        };
        if !is_there {
            let title = imported
                .topics
                .get(topic)
                .map_or(topic.as_str(), String::as_str);
            files::make(
                into,
                &folder.join(TOPIC_FILE),
                format!("title: {}\n", yaml::quoted(title)).as_bytes(),
            )?;
            written.topics += 1;
        }
        folders.insert(topic, folder);
    }
    let make = |draft: &&Draft| {
        let folder = folders.get(&draft.topic)?;
        let path = folder.join(format!("{}.md", draft.slug));
        Some(files::make(into, &path, draft.text.as_bytes()))
    };
    // A system takes longer for a new file than for its bytes.
    let made: Vec<_> = new.par_iter().map(make).collect();
    for made in made.into_iter().flatten() {
        written.questions += usize::from(made? == Made::New);
    }
    for picture in &imported.pictures {
        let (Some(folder), Some(bytes)) = (
            folders.get(&picture.topic),
            foreign::picture(from, Path::new(&picture.from)),
        ) else {
            continue;
        };
        if files::make(into, &folder.join(&picture.name), &bytes)? == Made::New {
            written.pictures += 1;
        }
    }
    Ok(written)
}
