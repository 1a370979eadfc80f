//! `prepbook export`: all questions, or those of a topic, in another form.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::terminal::{count, say, size, use_colour};
use super::{BankArgs, Failure};
use crate::diagnostic::{self, Fault, Format, did_you_mean, runner};
use crate::input::downloads::Kind;
use crate::input::memory::Memory;
use crate::input::plain;
use crate::output::{beside, folder};
use crate::pipeline::{self, KeepNothing};
use crate::route::Slug;
use crate::site::{self, Edition};

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The form
    #[arg(value_enum, value_name = "KIND")]
    kind: Kind,
    #[command(flatten)]
    bank: BankArgs,
    /// Only the questions of a topic, by its folder
    #[arg(long, short, value_name = "TOPIC")]
    topic: Option<String>,
    /// In which of the bank's languages [default: the bank's `language`]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// Where to write; `-` is standard output [default: questions or the topic's name, with the form's ending]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if there is one
    #[arg(long)]
    force: bool,
}

pub fn run(args: &ExportArgs) -> Result<ExitCode, Failure> {
    let options = args.bank.options()?;
    let name = args.topic.as_deref().unwrap_or("questions");
    let output = args
        .output
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{name}.{}", args.kind.ending())));
    let is_printed = output == Path::new("-");
    // A large bank takes seconds, which would be in vain.
    if !is_printed {
        check_place(args, &output)?;
    }
    let quiet = |_: &'static str, _: usize, _: usize| {};
    let (prepared, findings) =
        pipeline::prepare(&options, &mut Memory::default(), &KeepNothing, &quiet)?;
    let findings = prepared.weigh(findings);
    if diagnostic::has_errors(&findings) {
        say(&diagnostic::render(&findings, Format::Human, use_colour()));
        say("error: the bank has errors; nothing was written\n");
        return Ok(ExitCode::from(1));
    }
    let plan = &prepared.plan;
    let edition = edition(plan.editions().collect(), args.language.as_deref())?;
    let topic = topic(edition, args.topic.as_deref())?;
    let bytes = match site::export(edition, args.kind, topic) {
        Ok(bytes) => bytes,
        Err(finding) => {
            say(&diagnostic::render(&[finding], Format::Human, use_colour()));
            return Ok(ExitCode::from(1));
        }
    };
    if is_printed {
        let bytes = harmless(args.kind, bytes);
        let mut out = std::io::stdout().lock();
        let written = out.write_all(&bytes).and_then(|()| out.flush());
        written.map_err(Fault::on("write to", Path::new("standard output")))?;
        return Ok(ExitCode::SUCCESS);
    }
    check_place(args, &output)?;
    beside::write(&output, &bytes)?;
    let questions = match topic.and_then(|slug| edition.catalog.topic(slug)) {
        Some(topic) => topic.questions.len(),
        None => edition.catalog.questions.len(),
    };
    say(&format!(
        "{} in {}, {}\n",
        count(questions, "question"),
        output.display(),
        size(bytes.len() as u64)
    ));
    Ok(ExitCode::SUCCESS)
}

fn edition<'a>(editions: Vec<&'a Edition>, language: Option<&str>) -> Result<&'a Edition, Failure> {
    let tags = || {
        editions
            .iter()
            .map(|edition| edition.config.language.as_str())
    };
    let wanted = |edition: &&&Edition| language.is_none_or(|tag| edition.config.language == tag);
    editions.iter().find(wanted).copied().ok_or_else(|| {
        let language = language.unwrap_or_default();
        let known: Vec<&str> = tags().collect();
        let hint = did_you_mean(language, tags())
            .unwrap_or_else(|| format!("it has `{}`", known.join("`, `")));
        Failure::Usage(format!("the bank has no language `{language}`; {hint}"))
    })
}

fn topic<'a>(edition: &'a Edition, name: Option<&str>) -> Result<Option<&'a Slug>, Failure> {
    let Some(name) = name else { return Ok(None) };
    let topics = || edition.catalog.topics.iter().map(|topic| &topic.slug);
    match topics().find(|slug| slug.as_str() == name) {
        Some(slug) => Ok(Some(slug)),
        None => {
            let hint = did_you_mean(name, topics().map(Slug::as_str));
            let hint = hint.map_or_else(String::new, |hint| format!("; {hint}"));
            Err(Failure::Usage(format!(
                "the bank has no topic `{name}`{hint}"
            )))
        }
    }
}

/// What may be printed: where a runner reads along, nothing in a text is a command to it.
fn harmless(kind: Kind, bytes: Vec<u8>) -> Vec<u8> {
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) if runner::is_listening() => match kind {
            Kind::Json => runner::harmless_json(text),
            _ => runner::harmless(text),
        },
        _ => return bytes,
    };
    text.into_owned().into_bytes()
}

/// Whether the file may be written: never among the bank's sources, and over another file only if that is asked for. Where a
/// repository comes from a stranger, what lies at a name may lead anywhere.
fn check_place(args: &ExportArgs, path: &Path) -> Result<(), Failure> {
    let there = plain::kind(path)?;
    let what = match there {
        _ if folder::is_source(path, &args.bank.root)? => {
            Some("among the sources of the bank; name another file with `--output`")
        }
        Some(kind) if kind.is_dir() => Some("a folder; name a file in it"),
        Some(kind) if kind.is_symlink() => {
            Some("a symbolic link, which is not followed; name a file with `--output`")
        }
        Some(kind) if !kind.is_file() => {
            Some("no file; name one with `--output`, or `-` for standard output")
        }
        Some(_) if !args.force => {
            Some("there already; replace it with `--force`, or name another with `--output`")
        }
        _ => None,
    };
    match what {
        Some(what) => Err(Failure::Usage(format!("`{}` is {what}", path.display()))),
        None => Ok(()),
    }
}
