//! For programs: JSON with its schema, and CSV.

use serde::Serialize;
use serde_json::{Value, json};

use super::bank::{Bank, foreign, markdown};
use crate::compile::markdown::hyphens;
use crate::compile::question::Question;
use crate::diagnostic::Diagnostic;
use crate::route::Difficulty;

/// Grows when a field changes its meaning.
const VERSION: u32 = 1;

/// What the schema is called, beside the questions.
pub const SCHEMA_NAME: &str = "questions.schema.json";

#[derive(Serialize)]
struct Bundle<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: u32,
    title: &'a str,
    description: &'a str,
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'a str>,
    topics: Vec<TableTopic<'a>>,
    questions: Vec<TableQuestion<'a>>,
}

#[derive(Serialize)]
struct TableTopic<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    questions: usize,
}

#[derive(Serialize)]
struct TableQuestion<'a> {
    id: &'a str,
    title: &'a str,
    topic: &'a str,
    level: Difficulty,
    tags: Vec<&'a str>,
    /// Where it is not that of the bank.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    added: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reviewed: Option<String>,
    short: &'a str,
    key_points: Vec<String>,
    answer: String,
    sources: Vec<Source<'a>>,
    related: Vec<&'a str>,
    aliases: Vec<&'a str>,
    path: String,
}

#[derive(Serialize)]
struct Source<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// All questions.
pub fn json(bank: Bank<'_>, topic: Option<usize>) -> Result<Vec<u8>, Diagnostic> {
    let config = bank.config;
    let topics = bank.topics(topic).iter();
    let bundle = Bundle {
        schema: SCHEMA_NAME,
        version: VERSION,
        title: &config.title,
        description: &config.description,
        language: &config.language,
        url: config.base_url.as_deref(),
        license: config.content_license.as_deref(),
        topics: topics
            .map(|topic| TableTopic {
                id: topic.slug.as_str(),
                title: &topic.matter.title,
                description: &topic.matter.description,
                questions: topic.questions.len(),
            })
            .collect(),
        questions: bank
            .questions(topic)
            .map(|question| entry(bank, question))
            .collect::<Result<_, _>>()?,
    };
    // Strings and numbers always serialise.
    let mut bytes = serde_json::to_vec_pretty(&bundle).unwrap_or_default();
    bytes.push(b'\n');
    Ok(bytes)
}

fn entry<'a>(bank: Bank<'a>, question: &'a Question) -> Result<TableQuestion<'a>, Diagnostic> {
    let matter = &question.content.matter;
    let body = bank.body(question)?;
    Ok(TableQuestion {
        id: question.slug.as_str(),
        title: &matter.title,
        topic: question.topic.as_str(),
        level: matter.difficulty,
        tags: matter
            .tags
            .iter()
            .map(|tag| tag.value.label.as_str())
            .collect(),
        language: foreign(question, bank.catalog),
        added: matter.added.map(|day| day.to_string()),
        reviewed: matter.reviewed.map(|day| day.to_string()),
        short: &question.content.answer.short,
        key_points: body.points.iter().map(|point| plain(point)).collect(),
        answer: markdown(&body, &|href| bank.absolute(question, href)),
        sources: matter
            .sources
            .iter()
            .map(|source| Source {
                title: &source.title,
                url: source.url.as_deref(),
            })
            .collect(),
        related: matter
            .related
            .iter()
            .map(|slug| slug.value.as_str())
            .collect(),
        aliases: matter
            .aliases
            .iter()
            .map(|slug| slug.value.as_str())
            .collect(),
        path: question.route().path(),
    })
}

/// The words of our own HTML.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        // Words on both sides of a break are two words.
        if tag.starts_with("br") || tag.starts_with("li") || tag.starts_with("/p") {
            text.push(' ');
        }
        // Our writers put every `>` of a value into quotes.
        let mut is_quoted = false;
        let end = tag.find(|char| {
            is_quoted ^= char == '"';
            char == '>' && !is_quoted
        });
        rest = end.map_or("", |end| &tag[end + 1..]);
    }
    text.push_str(rest);
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ];
    let text = entities
        .iter()
        .fold(text, |text, (entity, char)| text.replace(entity, char));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What may stand in [`json`]: <https://json-schema.org/draft/2020-12>.
pub fn schema() -> Vec<u8> {
    let text = || json!({ "type": "string" });
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    let said = |kind: Value, about: &str| {
        let mut kind = kind;
        kind["description"] = json!(about);
        kind
    };
    let day = || json!({ "type": "string", "format": "date" });
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Questions and their answers, as prepbook exports them",
        "type": "object",
        "required": ["version", "title", "description", "language", "topics", "questions"],
        "properties": {
            "$schema": text(),
            "version": said(json!({ "const": VERSION }), "Grows when a field changes its meaning."),
            "title": text(),
            "description": text(),
            "language": said(text(), "BCP 47 tag."),
            "url": said(text(), "The address of the site, ending in a slash."),
            "license": said(text(), "The terms under which the answers may be reused."),
            "topics": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "title", "questions"],
                    "properties": {
                        "id": text(),
                        "title": text(),
                        "description": text(),
                        "questions": said(json!({ "type": "integer", "minimum": 1 }), "How many there are."),
                    },
                    "additionalProperties": false,
                },
            },
            "questions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "title", "topic", "level", "tags", "short", "key_points", "answer", "sources", "related", "aliases", "path"],
                    "properties": {
                        "id": said(text(), "Stays, whatever the title and the answer become."),
                        "title": said(text(), "The question."),
                        "topic": said(text(), "The id of a topic."),
                        "level": { "enum": ["easy", "medium", "hard"] },
                        "tags": texts(),
                        "language": said(text(), "Where it is not that of the bank."),
                        "added": said(day(), "The day on which the question joined the bank."),
                        "reviewed": said(day(), "The day on which its facts were last checked."),
                        "short": said(text(), "The short answer, as plain text."),
                        "key_points": said(texts(), "What a good answer contains, as plain text."),
                        "answer": said(text(), "The whole answer in Markdown. Links into the bank start at its address, or where that is not known, at the root of the site."),
                        "sources": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["title"],
                                "properties": { "title": text(), "url": text() },
                                "additionalProperties": false,
                            },
                        },
                        "related": said(texts(), "The ids of other questions."),
                        "aliases": said(texts(), "Ids that the question had before."),
                        "path": said(text(), "Its page, below the address of the site."),
                    },
                    "additionalProperties": false,
                },
            },
        },
        "additionalProperties": false,
    });
    let mut bytes = serde_json::to_vec_pretty(&schema).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The columns of [`csv`].
const COLUMNS: [&str; 9] = [
    "id", "title", "topic", "level", "tags", "short", "answer", "reviewed", "url",
];

/// A row a question, as RFC 4180 has it.
pub fn csv(bank: Bank<'_>, topic: Option<usize>) -> Result<Vec<u8>, Diagnostic> {
    let mut text = row(COLUMNS.map(str::to_owned));
    for question in bank.questions(topic) {
        let matter = &question.content.matter;
        let tags: Vec<&str> = matter
            .tags
            .iter()
            .map(|tag| tag.value.label.as_str())
            .collect();
        let body = bank.body(question)?;
        text.push_str(&row([
            question.slug.to_string(),
            matter.title.clone(),
            question.topic.to_string(),
            matter.difficulty.name().to_owned(),
            tags.join(", "),
            question.content.answer.short.clone(),
            starred(&markdown(&body, &|href| bank.absolute(question, href))),
            matter
                .reviewed
                .map(|day| day.to_string())
                .unwrap_or_default(),
            bank.url(question).unwrap_or_default(),
        ]));
    }
    Ok(text.into_bytes())
}

fn row(cells: [String; COLUMNS.len()]) -> String {
    cells.map(|text| cell(&text)).join(",") + "\r\n"
}

/// Markdown in which asterisks do what hyphens did, so that no list needs the apostrophes of [`cell`].
fn starred(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in hyphens(text) {
        out.push_str(&text[from..at]);
        out.push('*');
        from = at + 1;
    }
    out + &text[from..]
}

/// A spreadsheet takes a text for a formula that begins like one, and a formula can fetch. An apostrophe says that it is text: also
/// at the start of a line, and where some programs begin another cell, should they read the quotes otherwise.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut before = None;
    for char in text.chars() {
        let begins = before.is_none_or(|before| "\n\r\t;".contains(before));
        let is_blank = before.is_none() && "\t\r".contains(char);
        if is_blank || begins && FORMULA.contains(&char) {
            out.push('\'');
        }
        if char == '"' {
            out.push('"');
        }
        out.push(char);
        before = Some(char);
    }
    out.push('"');
    out
}

/// What formulas begin with, also in the full width of East Asian keyboards.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_an_answer_are_no_formulas_and_need_no_apostrophe() {
        let made = |text: &str| cell(&starred(text));
        assert_eq!(
            made("- a\n  - b - c\n\n+ d\n\n---\n\n1. e"),
            "\"* a\n  * b - c\n\n* d\n\n***\n\n1. e\""
        );
        assert_eq!(
            made("```\n- x\n=1\n```"),
            "\"```\n'- x\n'=1\n```\"",
            "code stays, and is marked"
        );
    }

    #[test]
    fn cells_are_text_whatever_they_begin_with() {
        for (text, expected) in [
            ("", ""),
            ("plain", "plain"),
            ("a, \"b\"", "a, \"\"b\"\""),
            ("=1+1", "'=1+1"),
            ("-1", "'-1"),
            ("- 2+3", "'- 2+3"),
            ("a-b=c", "a-b=c"),
            ("a\nb", "a\nb"),
            ("a\n\n=1+1", "a\n\n'=1+1"),
            ("a\";=1+1", "a\"\";'=1+1"),
            ("a\t@SUM(1)", "a\t'@SUM(1)"),
            ("＝1+1", "'＝1+1"),
            ("\t=1", "'\t'=1"),
        ] {
            assert_eq!(cell(text), format!("\"{expected}\""));
        }
    }

    #[test]
    fn the_words_of_html_are_without_its_tags() {
        let html = "<p>a &lt;b&gt; <code title=\"x > y\">c &amp;amp; d</code>\n e</p>";
        assert_eq!(plain(html), "a <b> c &amp; d e");
    }
}
