//! `prepbook init`: creates a bank that builds at once, or writes out the program's own files to be overridden.
//!
//! The files of a new bank are in `init/bank/`. They are copied unchanged except for the words in [`Filling`].

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use jiff::civil::Date;

use super::files::{self, Made};
use super::terminal::{count, say};
use super::{Failure, today};
use crate::diagnostic::Fault;
use crate::input::assets::{self, Embedded, Files};
use crate::input::{config, languages, source};
use crate::words::{Section, Wordbook, Words};
use crate::yaml;

#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder to create, or to fill if it exists
    #[arg(value_name = "DIR", required_unless_present = "eject")]
    folder: Option<PathBuf>,
    /// Write the program's own files into the bank, where they can be edited
    #[arg(long, value_name = "WHAT", value_enum, conflicts_with = "folder")]
    eject: Option<Embedded>,
    /// The language of the bank, as a tag: de, pt-BR
    #[arg(
        long,
        value_name = "TAG",
        default_value = "en",
        conflicts_with = "eject"
    )]
    language: String,
    /// The bank to write them into
    #[arg(
        long,
        value_name = "DIR",
        default_value = ".",
        conflicts_with = "folder"
    )]
    root: PathBuf,
}

pub fn run(args: &InitArgs) -> Result<ExitCode, Failure> {
    let report = match (&args.folder, args.eject) {
        (_, Some(what)) => eject(what, &args.root)?,
        (Some(folder), None) => start(folder, &args.language)?,
        (None, None) => return Err(Failure::Usage("no folder is given".into())),
    };
    say(&report);
    Ok(ExitCode::SUCCESS)
}

/// What differs between new banks.
struct Filling {
    title: String,
    today: Date,
    words: Arc<Words>,
}

/// The sample topic and its questions in other languages, with the file names of the English ones.
const SAMPLES: [(&str, [(&str, &str); 3]); 1] = [(
    "de",
    [
        ("_topic.yaml", include_str!("init/de/_topic.yaml")),
        ("active-recall.md", include_str!("init/de/active-recall.md")),
        (
            "spaced-repetition.md",
            include_str!("init/de/spaced-repetition.md"),
        ),
    ],
)];

/// The folder of the sample topic.
const SAMPLE_TOPIC: &str = "questions/learning/";

impl Filling {
    /// The text of a file with everything filled in. All files of a bank are text; others would stay unchanged.
    fn fill(&self, name: &str, bytes: Vec<u8>) -> Vec<u8> {
        let is_yaml = name.ends_with(".yaml") || name.ends_with(".yml");
        let title = match is_yaml {
            true => yaml::quoted(&self.title),
            false => self.title.clone(),
        };
        match String::from_utf8(bytes) {
            Ok(text) => self
                .in_its_language(name, text)
                .replace("__TITLE__", &title)
                .replace("__TODAY__", &self.today.to_string())
                .replace("__VERSION__", env!("CARGO_PKG_VERSION"))
                .replace("__RUST__", env!("CARGO_PKG_RUST_VERSION"))
                .into_bytes(),
            Err(error) => error.into_bytes(),
        }
    }
}

impl Filling {
    /// Sets the bank's language in the settings, and translates the sample questions, or at least their headings.
    fn in_its_language(&self, name: &str, text: String) -> String {
        let language = &self.words.language;
        if name == config::FILE_NAME {
            let english = Words::english();
            return text
                .replace("\nlanguage: en\n", &format!("\nlanguage: {language}\n"))
                .replace(
                    english.text("bank.text"),
                    &yaml::quoted(self.words.text("bank.text")),
                );
        }
        let Some(sample) = name.strip_prefix(SAMPLE_TOPIC) else {
            return text;
        };
        let primary = language.split('-').next().unwrap_or_default();
        let samples = SAMPLES
            .iter()
            .find(|(tag, _)| tag.eq_ignore_ascii_case(primary));
        let translated =
            samples.and_then(|(_, files)| files.iter().find(|(known, _)| *known == sample));
        if let Some((_, translated)) = translated {
            return (*translated).to_owned();
        }
        let english = Words::english();
        Section::ALL.into_iter().fold(text, |text, section| {
            let [from, to] = [&english, &self.words].map(|words| words.heading(section));
            text.replace(&format!("\n## {from}\n"), &format!("\n## {to}\n"))
        })
    }
}

/// Creates a bank, unless one of its files exists already.
fn start(folder: &Path, language: &str) -> Result<String, Failure> {
    if !languages::is_tag(language) {
        return Err(Failure::Usage(format!(
            "`{language}` is not a language tag; use one such as `en`, `de` or `pt-BR`"
        )));
    }
    if folder.exists() && !folder.is_dir() {
        return Err(Failure::Usage(format!(
            "`{}` is a file; name a folder",
            folder.display()
        )));
    }
    let filling = Filling {
        title: title_of(folder)?,
        today: today(),
        words: Wordbook::default().words(language),
    };
    let bank = assets::new_bank();
    let taken: Vec<String> = bank
        .keys()
        .filter_map(|name| in_the_way(folder, name))
        .collect();
    if !taken.is_empty() {
        return Err(Failure::Usage(in_the_way_of(folder, taken)));
    }
    let filled: Files = bank
        .into_iter()
        .map(|(name, bytes)| {
            let text = filling.fill(&name, bytes);
            (name, text)
        })
        .collect();
    let kept = write(folder, folder, &filled)?;
    match kept.is_empty() {
        true => Ok(welcome(folder, filled.len())),
        // Somebody created a file after the check above.
        false => Err(Failure::Usage(in_the_way_of(folder, kept))),
    }
}

/// The path that keeps a file from being created: the file itself, or a file (or a link out of the folder) in place of a folder
/// above it.
fn in_the_way(folder: &Path, name: &str) -> Option<String> {
    let mut parents = name.match_indices('/').map(|(at, _)| &name[..at]);
    let blocked = parents.find(|parent| {
        let there = folder.join(parent).symlink_metadata();
        there.is_ok_and(|there| !there.is_dir())
    });
    let file = folder.join(name).symlink_metadata();
    blocked.or(file.is_ok().then_some(name)).map(str::to_owned)
}

fn in_the_way_of(folder: &Path, mut taken: Vec<String>) -> String {
    taken.dedup();
    format!(
        "`{}` has files that a new bank would overwrite; move them, or name another folder:\n  {}",
        folder.display(),
        taken.join("\n  ")
    )
}

/// A title made from a folder's name: `my-study_notes` gives `My study notes`.
fn title_of(folder: &Path) -> Result<String, Fault> {
    let full = match folder.exists() {
        true => folder.canonicalize(),
        false => std::path::absolute(folder),
    };
    let full = full.map_err(Fault::on("read", folder))?;
    let name = full.file_name().unwrap_or_default().to_string_lossy();
    Ok(title_from(&name))
}

fn title_from(name: &str) -> String {
    let blank = |char: char| char.is_whitespace() || char.is_control() || "-_".contains(char);
    let words: Vec<&str> = name.split(blank).filter(|word| !word.is_empty()).collect();
    let words = words.join(" ");
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => config::Config::default().title,
    }
}

fn welcome(folder: &Path, made: usize) -> String {
    let shown = folder.display().to_string();
    let enter = match shown.contains(char::is_whitespace) {
        _ if shown == "." => String::new(),
        true => format!("\x20 cd \"{shown}\"\n"),
        false => format!("\x20 cd {shown}\n"),
    };
    format!(
        "made a bank of {files} in `{shown}`\n\
         {enter}\
         \x20 prepbook serve --open               # shows the site, and follows your changes\n\
         \x20 prepbook                            # builds it into _site/\n\
         \x20 prepbook new \"What is a queue?\"     # makes the file of a question\n\
         the settings are in prepbook.yaml, and README.md says how to publish the site\n",
        files = count(made, "file"),
    )
}

/// Writes out the program's own files, except those that exist already.
fn eject(what: Embedded, root: &Path) -> Result<String, Failure> {
    if !root.join(source::FOLDER).is_dir() && !root.join(config::FILE_NAME).is_file() {
        return Err(Failure::Usage(format!(
            "`{}` is not a bank: there is neither `{}/` nor `{}`; name the bank's folder with `--root`",
            root.display(),
            source::FOLDER,
            config::FILE_NAME,
        )));
    }
    let files = what.files();
    let folder = root.join(what.folder());
    let kept = write(root, &folder, &files)?;
    let kept_line = match kept.is_empty() {
        true => String::new(),
        false => format!("kept what was there: `{}`\n", kept.join("`, `")),
    };
    Ok(format!(
        "wrote {} to `{}/`\n\
         {kept_line}\
         a file there takes the place of the program's own; delete what you do not change, \
         so that it follows new versions\n",
        count(files.len() - kept.len(), "file"),
        files::shown(&folder),
    ))
}

/// Writes files into a folder. Returns the names of those that existed already and were kept.
fn write(root: &Path, folder: &Path, files: &Files) -> Result<Vec<String>, Failure> {
    let mut kept = Vec::new();
    for (name, bytes) in files {
        if files::make(root, &folder.join(name), bytes)? == Made::Kept {
            kept.push(name.clone());
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_suggests_a_title() {
        assert_eq!(title_from("my-study_notes"), "My study notes");
        assert_eq!(title_from("öl: a & b"), "Öl: a & b");
        assert_eq!(title_from("--"), "Study");
        assert_eq!(title_from(""), "Study");
    }

    #[test]
    fn every_word_to_fill_in_is_filled_in() {
        let filling = Filling {
            title: "A: b".into(),
            today: jiff::civil::date(2026, 11, 22),
            words: Words::english(),
        };
        let filled: Files = assets::new_bank()
            .into_iter()
            .map(|(name, bytes)| (name.clone(), filling.fill(&name, bytes)))
            .collect();
        let text = |name: &str| String::from_utf8(filled[name].clone()).unwrap();
        for name in filled.keys() {
            assert!(!text(name).contains("__"), "{name}");
        }
        assert!(text("prepbook.yaml").contains("\ntitle: \"A: b\"\n"));
        assert!(text("README.md").starts_with("# A: b\n"));
        let question = text("questions/learning/active-recall.md");
        assert!(question.contains("\nadded: 2026-11-22\nreviewed: 2026-11-22\n"));
    }

    #[test]
    fn a_bank_of_another_language_has_its_headings() {
        for (tag, heading) in [
            ("de", "## Kernpunkte\n"),
            ("de-AT", "## Kernpunkte\n"),
            ("ja", ""),
        ] {
            let filling = Filling {
                title: "A".into(),
                today: jiff::civil::date(2026, 11, 22),
                words: Wordbook::default().words(tag),
            };
            let bank = assets::new_bank();
            let text = |name: &str| {
                let filled = filling.fill(name, bank[name].clone());
                String::from_utf8(filled).unwrap()
            };
            assert!(text("prepbook.yaml").contains(&format!("\nlanguage: {tag}\n")));
            let question = text("questions/learning/active-recall.md");
            assert!(question.contains(heading), "{question}");
            assert!(!question.contains("## Key points"), "{question}");
        }
    }
}
