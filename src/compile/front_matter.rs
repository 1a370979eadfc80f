//! The YAML between the two `---` lines at the top of a question.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Checked, Code, Diagnostic, Severity, SourceText};
use crate::route::{Difficulty, Slug};
use crate::yaml::{self, Fields, Spanned};

/// The longest title, in characters. A longer one is an explanation, which belongs in the answer.
pub const MAX_TITLE_CHARS: usize = 300;

/// The most entries of each list. Each tag and each alias gets a page.
const MOST_ENTRIES: [(&str, usize); 4] = [
    ("tags", 16),
    ("keywords", 64),
    ("related", 32),
    ("aliases", 32),
];

/// All keys in canonical order.
pub const KEYS: [&str; 11] = [
    "title",
    "difficulty",
    "tags",
    "added",
    "reviewed",
    "volatile",
    "keywords",
    "related",
    "aliases",
    "sources",
    "draft",
];

/// The keys of a translation in canonical order.
pub const TRANSLATION_KEYS: [&str; 5] = ["title", "keywords", "reviewed", "translates", "draft"];

/// What a question's author says about it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FrontMatter {
    /// The question.
    pub title: String,
    /// The title's range in the file.
    pub title_span: Range<usize>,
    /// How hard it is; medium by default.
    pub difficulty: Difficulty,
    /// Labels as written, each with its slug.
    pub tags: Vec<Spanned<Tag>>,
    /// When the question was added to the bank.
    pub added: Option<Date>,
    /// The range of that date in the file.
    pub added_span: Option<Range<usize>>,
    /// When its facts were last checked.
    pub reviewed: Option<Date>,
    /// The range of that date in the file.
    pub reviewed_span: Option<Range<usize>>,
    /// Whether its facts change often and have to be checked twice as often.
    pub volatile: bool,
    /// Words that people search for; not shown.
    pub keywords: Vec<String>,
    /// Slugs of related questions.
    pub related: Vec<Spanned<Slug>>,
    /// Former slugs.
    pub aliases: Vec<Spanned<Slug>>,
    /// Where the facts come from.
    pub sources: Vec<Source>,
    /// Whether the question is left out of the published site.
    pub draft: bool,
    /// For a translation: the state of the original that it was made from.
    pub translates: Option<Spanned<String>>,
}

/// A label of questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// As the author wrote it.
    pub label: String,
    /// As it appears in addresses.
    pub slug: Slug,
}

/// A document that supports an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Author, title and year.
    pub title: String,
    /// Its web address.
    pub url: Option<String>,
}

/// Byte ranges of a question file's two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halves {
    /// Between the `---` lines.
    pub front: Range<usize>,
    /// After the second one.
    pub body: Range<usize>,
}

/// Finds the two parts. The first line has to be `---`.
pub fn split(file: &Arc<SourceText>) -> Result<Halves, Diagnostic> {
    let text = &file.text;
    let first_line = text.find('\n').map_or(text.len(), |at| at + 1);
    let begins_late = text
        .trim_start()
        .lines()
        .next()
        .is_some_and(|line| line.trim_end() == "---");
    if begins_late && text[..first_line].trim().is_empty() {
        let message = "the file does not start with front matter";
        let finding = Diagnostic::at(Code::FrontMatterMissing, file, 0..0, message);
        return Err(finding.hint("remove the empty lines above `---`"));
    }
    if text[..first_line].trim_end() != "---" {
        let (span, what) = match text.trim().is_empty() {
            true => (0..0, "the file is empty"),
            false => (
                0..text[..first_line].trim_end().len(),
                "the file does not start with front matter",
            ),
        };
        return Err(Diagnostic::at(Code::FrontMatterMissing, file, span, what)
            .hint("start the file with `---`, then `title: …`, then `---`"));
    }
    let mut offset = first_line;
    for line in text[first_line..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Ok(Halves {
                front: first_line..offset,
                body: offset + line.len()..text.len(),
            });
        }
        offset += line.len();
    }
    Err(Diagnostic::at(
        Code::FrontMatterUnclosed,
        file,
        0..3,
        "the front matter is never closed",
    )
    .hint("put a line `---` between the settings and the answer"))
}

/// Reads every field and reports every error. Even then it returns a value made of the rest, so that links to this question can
/// be checked.
pub fn parse(file: &Arc<SourceText>, range: Range<usize>) -> Checked<FrontMatter> {
    read(file, range, |fields, findings| {
        // In the order of `KEYS`, because a hint lists them in that order.
        let title = title(fields);
        let levels = Difficulty::ALL.map(|level| (level.name(), level));
        let difficulty = fields.choice("difficulty", &levels);
        let tags = tags(fields);
        let added = fields.date("added");
        let reviewed = fields.date("reviewed");
        let volatile = fields.flag("volatile");
        let keywords = texts(fields, "keywords");
        FrontMatter {
            difficulty: difficulty.unwrap_or_default(),
            tags,
            added: added.as_ref().map(|day| day.value),
            added_span: added.map(|day| day.span),
            volatile,
            related: slugs(fields, "related"),
            aliases: slugs(fields, "aliases"),
            sources: sources(fields, findings),
            draft: fields.flag("draft"),
            ..FrontMatter::of(title, reviewed, keywords)
        }
    })
}

/// Reads the front matter of a translation, which has only the keys that differ from the original.
pub fn parse_translation(file: &Arc<SourceText>, range: Range<usize>) -> Checked<FrontMatter> {
    read(file, range, |fields, _| {
        let title = title(fields);
        let keywords = texts(fields, "keywords");
        let reviewed = fields.date("reviewed");
        let matter = FrontMatter {
            translates: fields.text("translates"),
            draft: fields.flag("draft"),
            ..FrontMatter::of(title, reviewed, keywords)
        };
        let is_of_original = |key: &&str| !TRANSLATION_KEYS.contains(key);
        for key in KEYS.into_iter().filter(is_of_original) {
            if let Some(span) = fields.key(key) {
                let message = format!("`{key}` is taken from the original");
                let hint = Some("remove it here".to_owned());
                fields.report(Code::OriginalsKey, span, message, hint);
                fields.ignore(key);
            }
        }
        matter
    })
}

fn read(
    file: &Arc<SourceText>,
    range: Range<usize>,
    matter: impl FnOnce(&mut Fields, &mut Vec<Diagnostic>) -> FrontMatter,
) -> Checked<FrontMatter> {
    let Checked {
        value,
        mut findings,
    } = yaml::parse(file, range);
    let Some(mut fields) = value else {
        return Checked::some(FrontMatter::default(), findings);
    };
    let matter = matter(&mut fields, &mut findings);
    findings.append(&mut fields.finish());
    // Nothing is mended in a front matter with other errors.
    let is_tag = |finding: &Diagnostic| finding.code == Code::DuplicateTag;
    let is_other = |finding: &Diagnostic| finding.severity == Severity::Error && !is_tag(finding);
    if findings.iter().any(is_other) {
        let tags = findings.iter_mut().filter(|finding| is_tag(finding));
        tags.for_each(|finding| finding.hint = Some("keep one".to_owned()));
    }
    Checked::some(matter, findings)
}

impl FrontMatter {
    /// The day on which the question last changed in substance.
    pub fn changed(&self) -> Option<Date> {
        self.reviewed.max(self.added)
    }

    /// What a translation has as well.
    fn of(
        title: Option<Spanned<String>>,
        reviewed: Option<Spanned<Date>>,
        keywords: Vec<Spanned<String>>,
    ) -> FrontMatter {
        FrontMatter {
            title_span: title.as_ref().map_or(0..0, |title| title.span.clone()),
            title: title.map(|title| title.value).unwrap_or_default(),
            reviewed: reviewed.as_ref().map(|day| day.value),
            reviewed_span: reviewed.map(|day| day.span),
            keywords: keywords.into_iter().map(|text| text.value).collect(),
            ..FrontMatter::default()
        }
    }
}

fn title(fields: &mut Fields) -> Option<Spanned<String>> {
    let title = fields.required_text("title")?;
    if title.value.chars().count() > MAX_TITLE_CHARS {
        let message = format!("the title is longer than {MAX_TITLE_CHARS} characters");
        fields.report(
            Code::BadValue,
            title.span,
            message,
            Some("ask shorter, and explain in the answer".into()),
        );
        return None;
    }
    Some(title)
}

/// What to do about equal tags.
const MEND_TAGS: &str = "keep one, or run `prepbook check --fix`";

/// A longer tag is a sentence.
const MAX_TAG_CHARS: usize = 40;

fn tags(fields: &mut Fields) -> Vec<Spanned<Tag>> {
    let mut tags: Vec<Spanned<Tag>> = Vec::new();
    let key = fields.key("tags").map_or(0, |key| key.end);
    let all = texts(fields, "tags");
    // A comment is about one of the tags, and only a person knows which: then nothing is mended unasked.
    let file = fields.file();
    let written = &file.text[key..all.last().map_or(key, |last| last.span.end)];
    let behind = file.text[key + written.len()..].lines().next();
    let has_comment = written.contains('#') || behind.is_some_and(|rest| rest.contains('#'));
    let hint = match has_comment {
        true => "keep one",
        false => MEND_TAGS,
    };
    for text in all {
        let slug =
            Slug::from_text(&text.value).filter(|_| text.value.chars().count() <= MAX_TAG_CHARS);
        match slug {
            Some(slug) if tags.iter().any(|tag| tag.value.slug == slug) => {
                fields.report(
                    Code::DuplicateTag,
                    text.span,
                    format!("the tag `{}` is given twice", text.value),
                    Some(hint.into()),
                );
            }
            Some(slug) => tags.push(Spanned {
                value: Tag {
                    label: text.value,
                    slug,
                },
                span: text.span,
            }),
            None => fields.report(
                Code::BadValue,
                text.span,
                format!("`{}` cannot be a tag", text.value),
                Some(format!(
                    "a tag is a word or two, of letters or digits and at most {MAX_TAG_CHARS} characters"
                )),
            ),
        }
    }
    tags
}

/// The texts of a list, up to the maximum for this key.
fn texts(fields: &mut Fields, key: &'static str) -> Vec<Spanned<String>> {
    let mut texts = fields.texts(key);
    let most = MOST_ENTRIES.iter().find(|(name, _)| *name == key);
    let most = most.map_or(usize::MAX, |(_, most)| *most);
    if let Some(one_too_many) = texts.get(most) {
        let span = one_too_many.span.clone();
        let message = format!("more than {most} entries in `{key}`");
        fields.report(
            Code::BadValue,
            span,
            message,
            Some("keep those that matter most".into()),
        );
        texts.truncate(most);
    }
    texts
}

/// The slugs of a list, each once.
pub(super) fn slugs(fields: &mut Fields, key: &'static str) -> Vec<Spanned<Slug>> {
    let mut slugs: Vec<Spanned<Slug>> = Vec::new();
    for text in texts(fields, key) {
        match Slug::parse(&text.value) {
            Ok(slug) if slugs.iter().any(|known| known.value == slug) => {
                fields.report(
                    Code::BadValue,
                    text.span,
                    format!("`{slug}` is listed twice"),
                    Some("keep one".into()),
                );
            }
            Ok(slug) => slugs.push(Spanned {
                value: slug,
                span: text.span,
            }),
            Err(fault) => {
                let stem = text
                    .value
                    .rsplit('/')
                    .next()
                    .unwrap_or_default()
                    .trim_end_matches(".md");
                let hint = match Slug::from_text(stem) {
                    Some(slug) => format!("write the slug: `{slug}`"),
                    None => "write the slug of a question: its file's name without `.md`".into(),
                };
                fields.report(
                    Code::BadValue,
                    text.span,
                    format!("`{}` {fault}", text.value),
                    Some(hint),
                );
            }
        }
    }
    slugs
}

/// Whether an address lacks only its `https://`.
fn is_host_and_path(address: &str) -> bool {
    let host = address.split('/').next().unwrap_or_default();
    let is_host = host.contains('.') && !host.starts_with('.') && !host.contains(':');
    is_host && crate::route::is_web_url(&format!("https://{address}"))
}

fn sources(fields: &mut Fields, findings: &mut Vec<Diagnostic>) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for mut source in fields.mappings("sources") {
        let title = source.required_text("title");
        let url_span = source.key("url");
        let url = source
            .text("url")
            .and_then(|url| match crate::route::web_fault(&url.value) {
                None => Some(url.value),
                Some(why) => {
                    let message = format!("`{}` is not an address of the web: {why}", url.value);
                    source.report(
                        Code::BadValue,
                        url.span,
                        message,
                        Some(match is_host_and_path(&url.value) {
                            true => format!("write it in full: `url: https://{}`", url.value),
                            false => "write it in full: `url: https://…`".into(),
                        }),
                    );
                    None
                }
            });
        // Two places of one page are two sources.
        if let (Some(title), Some(url), Some(span)) = (&title, &url, url_span) {
            let is_known =
                |known: &Source| known.url.as_ref() == Some(url) && known.title == title.value;
            if sources.iter().any(is_known) {
                let message = format!("`{url}` is listed twice");
                source.report(Code::BadValue, span, message, Some("keep one".into()));
            }
        }
        findings.append(&mut source.finish());
        sources.extend(title.map(|title| Source {
            title: title.value,
            url,
        }));
    }
    sources
}
