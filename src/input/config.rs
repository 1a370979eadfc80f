//! `prepbook.yaml`: this site's settings. All of them have a default, so the file may be empty or absent.

use std::path::Path;
use std::sync::Arc;

use super::downloads::Downloads;
use super::languages::{self, Language, Languages, Listed};
use super::plain;
use super::sections::Sections;
use super::synonyms::{Group, Groups};
use super::words::{self, Tables};
use crate::diagnostic::{
    Checked, Code, Diagnostic, Fault, Kind, Level, Levels, SourceText, did_you_mean, visible,
};
use crate::route::{self, Slug};
use crate::words::Wordbook;
use crate::yaml::{self, Branch, Fields, Spanned};

/// The file's name, at the bank's root.
pub const FILE_NAME: &str = "prepbook.yaml";

/// Settings of a site as its maintainer wrote them, with defaults for the rest.
#[derive(Debug, Clone)]
pub struct Config {
    /// The site's name, in the header and in every page's title.
    pub title: String,
    /// One sentence about the site.
    pub description: String,
    /// The language of that sentence, where the pages' has none of its own.
    pub described_in: Option<String>,
    /// The language of the pages, as a BCP 47 tag. With several languages, the default one, whose pages lie at the root.
    pub language: String,
    /// The other languages, in their order.
    pub languages: Vec<Language>,
    /// Where the site will live, ending in `/`. Without it there is no sitemap, no feed and no canonical link.
    pub base_url: Option<String>,
    /// The repository's address, for "edit this page".
    pub repository: Option<String>,
    /// The branch that edits are made on.
    pub branch: String,
    /// The licence of the answers, for the footer.
    pub content_license: Option<String>,
    /// Topics in their order, each with its place in the file.
    pub topics: Vec<Spanned<Slug>>,
    /// The sections that `check` wants in an answer.
    pub sections: Sections,
    /// Words that the search treats as equal, in addition to the built-in ones.
    pub synonyms: Groups,
    /// The texts of the interface, in every language that has a table.
    pub words: Arc<Wordbook>,
    /// In which forms readers can take the questions away.
    pub downloads: Downloads,
    /// How much each rule of style weighs.
    pub levels: Levels,
    /// How much of them could be read.
    pub read: Reading,
    /// The file that the settings came from, if there was one.
    pub file: Option<Arc<SourceText>>,
}

/// How much of the settings could be read. What depends on the rest is not known, and nothing is to be said about it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reading {
    /// All that matters to others.
    #[default]
    Whole,
    /// Not which languages there are.
    WithoutLanguages,
    /// Nothing.
    Nothing,
}

impl Reading {
    /// Whether a finding rests on settings that were not read.
    pub fn makes_doubtful(self, finding: &Diagnostic) -> bool {
        let is_of_languages = matches!(
            finding.code,
            Code::UnlistedLanguage | Code::LostTranslation | Code::TranslationMissing
        );
        match self {
            Reading::Whole => false,
            Reading::WithoutLanguages => is_of_languages,
            Reading::Nothing => is_of_languages || finding.code.kind() == Kind::Lint,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Study".into(),
            description: "Questions and answers to study.".into(),
            described_in: None,
            language: languages::DEFAULT.into(),
            languages: Vec::new(),
            base_url: None,
            repository: None,
            branch: "main".into(),
            content_license: None,
            topics: Vec::new(),
            sections: Sections::default(),
            synonyms: Groups::default(),
            words: Arc::default(),
            downloads: Downloads::default(),
            levels: Levels::default(),
            read: Reading::default(),
            file: None,
        }
    }
}

impl Config {
    /// What stands for settings that could not be read.
    pub fn unread() -> Config {
        Config {
            read: Reading::Nothing,
            ..Config::default()
        }
    }

    /// All languages of the bank.
    pub fn all_languages(&self) -> Languages<'_> {
        Languages {
            default: match self.read {
                Reading::Whole => &self.language,
                Reading::WithoutLanguages | Reading::Nothing => "",
            },
            others: &self.languages,
        }
    }

    /// The settings for one of the other languages: its title, its description, its tag.
    pub fn in_language(&self, language: &Language) -> Config {
        let or_own = |text: &Option<String>, own: &String| text.as_ref().unwrap_or(own).clone();
        let folder = language.folder();
        Config {
            title: or_own(&language.title, &self.title),
            description: or_own(&language.description, &self.description),
            described_in: language
                .description
                .is_none()
                .then(|| self.language.clone()),
            language: language.tag.clone(),
            base_url: self.base_url.as_ref().map(|base| base.clone() + &folder),
            ..self.clone()
        }
    }

    /// The path at which the site will live, from `base_url`: `/repo/`, or `/` if there is no `base_url`.
    pub fn base_path(&self) -> &str {
        let after_scheme = self
            .base_url
            .as_deref()
            .and_then(|url| url.split_once("://"))
            .map_or("", |(_, rest)| rest);
        after_scheme
            .find('/')
            .map_or("/", |slash| &after_scheme[slash..])
    }
}

/// Reads the settings from the bank's root, with the bank's tables of words.
pub fn load(root: &Path) -> Result<Checked<Config>, Fault> {
    let (tables, mut findings) = words::load(root)?;
    let mut config = load_with(root, &tables)?;
    findings.append(&mut config.findings);
    config.findings = findings;
    Ok(config)
}

fn load_with(root: &Path, tables: &Tables) -> Result<Checked<Config>, Fault> {
    let path = root.join(FILE_NAME);
    if let Some(name) = misnamed(root)? {
        let message = format!("this file is not read: the settings are read from `{FILE_NAME}`");
        let hint = match name.to_lowercase().contains(".y") {
            true => format!("rename it to `{FILE_NAME}`"),
            false => format!("write its settings as YAML to `{FILE_NAME}`"),
        };
        let finding = Diagnostic::about(Code::MisnamedSettings, visible(&name), message);
        return Ok(Checked::none(vec![finding.hint(hint)]));
    }
    let Some(kind) = plain::kind(&path)? else {
        let (words, findings) = Wordbook::new(tables, None);
        let config = Config {
            words: Arc::new(words),
            ..Config::default()
        };
        return Ok(Checked::some(config, findings));
    };
    if let Err(finding) = plain::check(kind, FILE_NAME) {
        return Ok(Checked::none(vec![finding]));
    }
    if kind.is_dir() {
        let finding = Diagnostic::about(Code::NotAFile, FILE_NAME, "this is a folder")
            .hint("remove it: the settings are a file");
        return Ok(Checked::none(vec![finding]));
    }
    let bytes = plain::read(&path, u64::MAX)
        .map_err(plain::since_found)
        .map_err(Fault::on("read", &path))?;
    Ok(match super::text::decode(FILE_NAME.into(), bytes) {
        Ok(file) => parse(&file, tables),
        Err(finding) => Checked::none(vec![finding]),
    })
}

/// A file that seems to hold the settings under a wrong name, if none has the right name. The case counts: some systems would
/// find the file anyway, but the next contributor's may not.
fn misnamed(root: &Path) -> Result<Option<String>, Fault> {
    let entries = match std::fs::read_dir(root) {
        Ok(entries) => entries,
        // A bank that does not exist has no misnamed settings either.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Fault::on("read", root)(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Fault::on("read", root))?;
        names.extend(entry.file_name().into_string());
    }
    if names.iter().any(|name| name == FILE_NAME) {
        return Ok(None);
    }
    names.sort();
    Ok(names.into_iter().find(|name| is_misnamed(name)))
}

fn is_misnamed(name: &str) -> bool {
    let lower = name.to_lowercase();
    let lower = lower.trim_start_matches(['.', '_']);
    let Some((stem, endings)) = lower.split_once('.') else {
        return false;
    };
    let stem: String = stem.chars().filter(|char| char.is_alphanumeric()).collect();
    let mut endings = endings.split('.');
    let is_settings = matches!(endings.next(), Some("yaml" | "yml" | "json" | "toml"));
    is_settings
        && endings.all(|ending| matches!(ending, "txt" | "yaml" | "yml"))
        && strsim::damerau_levenshtein(&stem, "prepbook") < 2
}

/// Parses the settings, with the bank's tables of words.
pub fn parse(file: &Arc<SourceText>, tables: &Tables) -> Checked<Config> {
    let Checked {
        value,
        mut findings,
    } = yaml::parse(file, 0..file.text.len());
    let Some(mut fields) = value else {
        return Checked::none(findings);
    };
    let defaults = Config::default();
    let named = ["title", "description"].map(|key| fields.text(key));
    let Listed {
        default: language,
        languages,
        are_known,
    } = languages::parse(&mut fields);
    let (words, of_words) = book(&mut fields, tables, &language);
    let own = words.words(&language);
    let or_own = |text: Option<Spanned<String>>, name| {
        text.map_or_else(|| own.text(name).to_owned(), |text| text.value)
    };
    let [title, description] = named;
    let config = Config {
        title: or_own(title, "bank.title"),
        description: or_own(description, "bank.text"),
        described_in: None,
        language,
        languages,
        base_url: url(&mut fields, "base_url"),
        repository: url(&mut fields, "repository").map(|url| url.trim_end_matches('/').to_owned()),
        branch: fields
            .text("branch")
            .map_or(defaults.branch, |text| text.value),
        content_license: fields.text("content_license").map(|text| text.value),
        topics: topics(&mut fields),
        sections: Sections::parse(&mut fields),
        synonyms: synonyms(&mut fields),
        words: Arc::new(words),
        downloads: Downloads::parse(&mut fields),
        levels: levels(&mut fields, &mut findings),
        read: match are_known {
            true => Reading::Whole,
            false => Reading::WithoutLanguages,
        },
        file: Some(file.clone()),
    };
    findings.append(&mut fields.finish());
    findings.extend(of_words);
    Checked::some(config, findings)
}

/// The tables of words, and what `words` changes in those of the default language.
fn book(fields: &mut Fields, tables: &Tables, language: &str) -> (Wordbook, Vec<Diagnostic>) {
    let Some(mut own) = fields.mapping("words") else {
        return Wordbook::new(tables, None);
    };
    let branch: Branch = own.branch();
    let file = own.file();
    let (words, mut findings) = Wordbook::new(tables, Some((branch, &file, language)));
    findings.append(&mut own.finish());
    (words, findings)
}

/// Makes an absolute web address end in a slash, so that paths can be appended. The error is a message.
pub fn normalise_url(url: &str) -> Result<String, String> {
    route::site_url(url).map_err(|meant| match (meant, route::web_fault(url)) {
        (Some(meant), _) => format!("`{url}` is not the address of a site, as `{meant}` is"),
        (None, Some(why)) => format!("`{url}` is not an address of the web: {why}"),
        (None, None) => format!("`{url}` is not an address of the web"),
    })
}

fn url(fields: &mut Fields, key: &'static str) -> Option<String> {
    let text = fields.text(key)?;
    match (normalise_url(&text.value), route::site_url(&text.value)) {
        (Ok(url), _) => Some(url),
        (Err(message), meant) => {
            let in_full = format!("https://{}", text.value);
            let meant = match meant {
                Err(Some(meant)) => Some(meant),
                _ => Some(in_full).filter(|url| {
                    let is_host = text.value.contains('.') && !text.value.contains(':');
                    is_host && route::site_url(url).is_ok()
                }),
            };
            let hint = match meant {
                Some(meant) => format!("write it in full: `{key}: {meant}`"),
                None => format!("write it in full: `{key}: https://…`"),
            };
            fields.report(Code::BadValue, text.span, message, Some(hint));
            None
        }
    }
}

fn topics(fields: &mut Fields) -> Vec<Spanned<Slug>> {
    let mut topics: Vec<Spanned<Slug>> = Vec::new();
    for text in fields.texts("topics") {
        match Slug::parse(&text.value) {
            Ok(slug) if topics.iter().any(|topic| topic.value == slug) => {
                fields.report(
                    Code::BadValue,
                    text.span,
                    format!("`{slug}` is listed twice"),
                    Some("keep one of the two".into()),
                );
            }
            Ok(slug) => topics.push(Spanned {
                value: slug,
                span: text.span,
            }),
            Err(fault) => fields.report(
                Code::BadValue,
                text.span,
                format!("`{}` {fault}", text.value),
                Some("name the topic's folder".into()),
            ),
        }
    }
    topics
}

/// `synonyms`: groups of names, one a line.
fn synonyms(fields: &mut Fields) -> Groups {
    let mut groups: Vec<Group> = Vec::new();
    for text in fields.texts("synonyms") {
        let fault = match Group::parse(&text.value) {
            Ok(group) if groups.contains(&group) => {
                let message = format!("`{}` is listed twice", text.value);
                Some((message, "keep one of the two".to_owned()))
            }
            Ok(group) => {
                groups.push(group);
                None
            }
            Err(fault) => Some(fault),
        };
        if let Some((message, hint)) = fault {
            fields.report(Code::BadValue, text.span, message, Some(hint));
        }
    }
    Groups(groups)
}

/// `lint`: code names to levels. A name that is no code is reported as an unknown key.
fn levels(fields: &mut Fields, findings: &mut Vec<Diagnostic>) -> Levels {
    let Some(mut lint) = fields.mapping("lint") else {
        return Levels::default();
    };
    let mut levels = Vec::new();
    for code in Code::ALL.iter().copied() {
        match lint.key(code.name()) {
            None if code.kind() != Kind::Lint => {}
            Some(span) if code.kind() != Kind::Lint => {
                let message = format!("`{}` cannot be set", code.name());
                let hint = "only rules of style can: `prepbook check --explain` lists them with their levels";
                lint.report(Code::BadValue, span, message, Some(hint.into()));
                lint.ignore(code.name());
            }
            _ => {
                let level = level(&mut lint, code);
                levels.extend(level.map(|level| (code, level)));
            }
        }
    }
    findings.append(&mut lint.finish());
    Levels::new(levels)
}

fn level(lint: &mut Fields, code: Code) -> Option<Level> {
    let text = lint.text(code.name())?;
    let words = Level::WORDS;
    let found = words.iter().find(|(word, _)| *word == text.value);
    if found.is_none() {
        let hint = did_you_mean(&text.value, words.iter().map(|(word, _)| *word))
            .unwrap_or_else(|| "use `allow`, `warn` or `deny`".into());
        let message = format!("`{}` is not a level", text.value);
        lint.report(Code::BadValue, text.span, message, Some(hint));
    }
    found.map(|(_, level)| *level)
}

/// A finding about a line of the settings.
pub fn finding(
    config: &Config,
    code: Code,
    span: std::ops::Range<usize>,
    message: String,
) -> Diagnostic {
    match &config.file {
        Some(file) => Diagnostic::at(code, file, span, message),
        None => Diagnostic::about(code, FILE_NAME, message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_path_is_what_follows_the_host() {
        let at = |url: &str| Config {
            base_url: normalise_url(url).ok(),
            ..Config::default()
        };
        assert_eq!(at("https://example.org").base_path(), "/");
        assert_eq!(at("https://example.org/repo").base_path(), "/repo/");
        assert_eq!(at("http://example.org/a/b/").base_path(), "/a/b/");
        assert_eq!(Config::default().base_path(), "/");
    }

    #[test]
    fn names_that_settings_are_given_by_mistake() {
        for name in [
            "prepbook.yml",
            "Prepbook.yaml",
            "PREPBOOK.YAML",
            "prepbook.yaml.txt",
            "prepbook.yml.txt",
            "prepbook.json",
            "prepbook.toml",
            ".prepbook.yaml",
            "_prepbook.yml",
            "prep-book.yaml",
            "prepbok.yaml",
            "prepbook.yaml.yaml",
        ] {
            assert!(is_misnamed(name), "{name}");
        }
        for name in [
            "prepbook",
            "prepbook.md",
            "prepbook.yaml~",
            "prepbook.yaml.bak",
            "notes.yaml",
            "package.json",
            ".yaml",
            "book.toml",
        ] {
            assert!(!is_misnamed(name), "{name}");
        }
    }

    #[test]
    fn only_web_addresses_pass() {
        for bad in [
            "example.org",
            "ftp://x/",
            "https://",
            "https:///x",
            "https://a b/",
            "https://x/?q",
            "javascript:alert(1)",
        ] {
            assert!(normalise_url(bad).is_err(), "{bad}");
        }
    }
}
