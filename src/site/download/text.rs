//! Text: the Markdown of each page at its `index.md`, and the whole bank for language models, as <https://llmstxt.org> has it.

use super::bank::{Bank, markdown};
use crate::bank::catalog::Topic;
use crate::compile::markdown::headings;
use crate::compile::question::Question;
use crate::diagnostic::Diagnostic;
use crate::route::percent_encode;
use crate::site::context::excerpt;

/// Where the Markdown of a page lies.
pub const PAGE: &str = "index.md";

/// A question's page.
pub fn question(bank: Bank<'_>, question: &Question) -> Result<String, Diagnostic> {
    let lead = |href: &str| beside(bank, href);
    let topic = bank.catalog.topic(&question.topic);
    let topic = topic.map_or(question.topic.as_str(), |topic| &topic.matter.title);
    let folder = percent_encode(question.topic.as_str());
    let topic = format!("[{}](../../topics/{folder}/{PAGE})", escaped(topic));
    whole(bank, question, 1, &topic, &lead)
}

/// An address of a question's page, as it leads from page to page of Markdown.
fn beside(bank: Bank<'_>, href: &str) -> String {
    let (path, fragment) = match href.split_once('#') {
        Some((path, fragment)) => (path, format!("#{fragment}")),
        None => (href, String::new()),
    };
    let question = path
        .strip_prefix("../../questions/")
        .and_then(|path| path.strip_suffix('/'))
        .and_then(crate::route::percent_decode)
        .filter(|slug| bank.catalog.question(slug).is_some());
    match question {
        Some(slug) => format!("../{}/{PAGE}{fragment}", percent_encode(&slug)),
        None if path.starts_with("../../topics/") => format!("{path}{PAGE}{fragment}"),
        None => href.to_owned(),
    }
}

/// A question with everything, its headings so many levels down.
fn whole(
    bank: Bank<'_>,
    question: &Question,
    level: usize,
    topic: &str,
    lead: &dyn Fn(&str) -> String,
) -> Result<String, Diagnostic> {
    let matter = &question.content.matter;
    let words = bank.words;
    let mut about = vec![topic.to_owned(), bank.level(matter.difficulty).to_owned()];
    if !matter.tags.is_empty() {
        let tags: Vec<String> = matter
            .tags
            .iter()
            .map(|tag| escaped(&tag.value.label))
            .collect();
        about.push(tags.join(", "));
    }
    about.extend(matter.reviewed.map(|day| day.to_string()));
    let hashes = "#".repeat(level);
    let body = bank.body(question)?;
    let answer = deeper(&markdown(&body, lead), level - 1);
    let mut text = format!(
        "{hashes} {}\n\n{}\n\n{answer}\n",
        escaped(&matter.title),
        about.join(" · "),
    );
    if !matter.sources.is_empty() {
        text.push_str(&format!(
            "\n{hashes}# {}\n\n",
            words.text("question.sources")
        ));
        for source in &matter.sources {
            let title = escaped(&source.title);
            text.push_str(&match &source.url {
                Some(url) => format!("- [{title}](<{url}>)\n"),
                None => format!("- {title}\n"),
            });
        }
    }
    let related = matter.related.iter();
    let related = related.filter_map(|slug| bank.catalog.question(slug.value.as_str()));
    let related: Vec<String> = related
        .map(|question| {
            let path = question.route().path();
            let title = escaped(&question.content.matter.title);
            format!("- [{title}]({})\n", lead(&format!("../../{path}")))
        })
        .collect();
    if !related.is_empty() {
        let heading = words.text("question.related");
        text.push_str(&format!("\n{hashes}# {heading}\n\n{}", related.concat()));
    }
    Ok(text)
}

/// Markdown with its headings further down. Code stays as it is, and so does the text of a heading.
fn deeper(text: &str, by: usize) -> String {
    if by == 0 {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for heading in headings(text) {
        let depth = heading.level + by.min(6 - heading.level);
        out.push_str(&text[from..heading.span.start]);
        out.push_str(&"#".repeat(depth));
        match heading.is_underlined {
            false => from = heading.span.start + heading.level,
            // One line with signs before it, for a text of one line or more with a line below it.
            true => {
                let words = text[heading.words.clone()].split_whitespace();
                out.push(' ');
                out.push_str(&words.collect::<Vec<_>>().join(" "));
                if text[..heading.span.end].ends_with('\n') {
                    out.push('\n');
                }
                from = heading.span.end;
            }
        }
    }
    out.push_str(&text[from..]);
    out
}

/// A topic's page: its questions, by level.
pub fn topic(bank: Bank<'_>, topic: &Topic) -> String {
    let lead = |question: &Question| {
        format!(
            "../../questions/{}/{PAGE}",
            percent_encode(question.slug.as_str())
        )
    };
    let about = match topic.matter.description.as_str() {
        "" => String::new(),
        description => format!("{}\n\n", escaped(description)),
    };
    let title = escaped(&topic.matter.title);
    format!("# {title}\n\n{about}{}", list(bank, topic, &lead))
}

fn list(bank: Bank<'_>, topic: &Topic, lead: &dyn Fn(&Question) -> String) -> String {
    let line = |question: &Question| {
        let content = &question.content;
        let title = escaped(&content.matter.title);
        let short = excerpt(&content.answer.short);
        let short = match short.as_str() {
            "" => String::new(),
            short => format!(": {}", escaped(short)),
        };
        format!("- [{title}]({}){short}\n", lead(question))
    };
    bank.of(topic).map(line).collect()
}

/// `llms.txt`: what there is, with a link to each question's text.
pub fn overview(bank: Bank<'_>, has_pages: bool) -> String {
    let page = if has_pages { PAGE } else { "" };
    let lead = |question: &Question| {
        let path = format!(
            "../../questions/{}/{page}",
            percent_encode(question.slug.as_str())
        );
        bank.absolute(question, &path)
    };
    let mut text = head(bank);
    for topic in &bank.catalog.topics {
        let title = escaped(&topic.matter.title);
        text.push_str(&format!("\n## {title}\n\n{}", list(bank, topic, &lead)));
    }
    text
}

/// `llms-full.txt`: all of it in one text.
pub fn full(bank: Bank<'_>, topic: Option<usize>) -> Result<String, Diagnostic> {
    let mut text = head(bank);
    for topic in bank.topics(topic) {
        let title = escaped(&topic.matter.title);
        text.push_str(&format!("\n## {title}\n"));
        for question in bank.of(topic) {
            let lead = |href: &str| bank.absolute(question, href);
            text.push('\n');
            text.push_str(&whole(bank, question, 3, &title, &lead)?);
        }
    }
    Ok(text)
}

fn head(bank: Bank<'_>) -> String {
    let config = bank.config;
    let license = config.content_license.as_ref();
    let license = license.map(|license| bank.words.fill("site.answers", &[("license", license)]));
    let license = license.map_or_else(String::new, |line| format!("\n{}\n", escaped(&line)));
    format!(
        "# {}\n\n> {}\n{license}",
        escaped(&config.title),
        escaped(&config.description)
    )
}

/// A text as Markdown that says nothing else. Signs that could begin or end something are escaped, and it has no ends of lines.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = text.trim_start();
    let number = text.len()
        - text
            .trim_start_matches(|char: char| char.is_ascii_digit())
            .len();
    for (at, char) in text.char_indices() {
        // Headings and items of lists, at the start of a line; and entities.
        let acts = match char {
            '#' | '+' | '-' | '=' => at == 0,
            '.' | ')' => at == number && number > 0,
            '&' => is_entity(&text[at + 1..]),
            _ => false,
        };
        match char {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '$' | '|' | '~' => {
                out.extend(['\\', char])
            }
            _ if acts => out.extend(['\\', char]),
            '\n' | '\r' => out.push(' '),
            _ => out.push(char),
        }
    }
    out
}

/// Whether a text goes on as `amp;` or `#38;` does.
fn is_entity(text: &str) -> bool {
    let name = text.split_once(';').map_or("", |(name, _)| name);
    let name = name.strip_prefix('#').unwrap_or(name);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_go_down_and_code_stays() {
        assert_eq!(
            deeper("# A\n~~~\n# b\n~~~\n# C\n", 2),
            "### A\n~~~\n# b\n~~~\n### C\n"
        );
        assert_eq!(
            deeper("###### F\n#tag\n    # code\n", 2),
            "###### F\n#tag\n    # code\n"
        );
        assert_eq!(
            deeper(
                "- # item\n  ## deeper\n- ```\n  # in code\n  ```\n\n~~~\n# tilde\n~~~\n\n## Later\n",
                2
            ),
            "- ### item\n  #### deeper\n- ```\n  # in code\n  ```\n\n~~~\n# tilde\n~~~\n\n#### Later\n"
        );
        assert_eq!(
            deeper("Title *of*\ntwo lines\n===\n\n> Said\n> ---\n\nEnd", 2),
            "### Title *of* two lines\n\n> #### Said\n\nEnd"
        );
    }

    #[test]
    fn a_title_is_no_markdown() {
        assert_eq!(
            escaped("a [b](c) <d> $e$ *f*\ng"),
            "a \\[b\\](c) \\<d\\> \\$e\\$ \\*f\\* g"
        );
        for (text, markdown) in [
            ("# Fake", "\\# Fake"),
            ("C# and - so", "C# and - so"),
            ("- no item", "\\- no item"),
            ("2. no item", "2\\. no item"),
            ("2.5 of them", "2\\.5 of them"),
            ("&copy;", "\\&copy;"),
            ("Q&A & more;", "Q&A & more;"),
        ] {
            assert_eq!(escaped(text), markdown);
        }
    }
}
