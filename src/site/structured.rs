//! Structured data for search engines, in the vocabulary of schema.org.

use serde_json::{Value, json};

use super::context::{Link, beginning};
use crate::compile::question::{Question, Wording};
use crate::input::config::Config;
use crate::words::Words;

/// So much of a short answer is told: a page has its text a second time here, where some signs are six bytes long.
const ANSWER_CHARS: usize = 5_000;

/// The site itself.
pub fn website(config: &Config, url: &str) -> String {
    script(json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": config.title,
        "description": config.description,
        "inLanguage": config.language,
        "url": url,
    }))
}

/// A question with its short answer, as an education flashcard.
pub fn flashcard(question: &Question, topic: &str, config: &Config, words: &Words) -> String {
    let matter = &question.content.matter;
    let level = format!("level.{}", matter.difficulty.name());
    script(json!({
        "@context": "https://schema.org",
        "@type": "Quiz",
        "name": matter.title,
        "about": { "@type": "Thing", "name": topic },
        "inLanguage": match &question.told.wording {
            Wording::Borrowed(language) => language,
            _ => &config.language,
        },
        "educationalLevel": words.text(&level),
        "dateModified": matter.reviewed.or(matter.added).map(|date| date.to_string()),
        "hasPart": [{
            "@type": "Question",
            "eduQuestionType": "Flashcard",
            "text": matter.title,
            "acceptedAnswer": { "@type": "Answer", "text": beginning(&question.content.answer.short, ANSWER_CHARS) },
        }],
    }))
}

/// The way from the site's root to a page. Addresses in it have to be absolute.
pub fn breadcrumbs(config: &Config, links: &[Link]) -> Option<String> {
    let base = config.base_url.as_ref()?;
    let items: Vec<Value> = links
        .iter()
        .enumerate()
        .map(|(index, link)| {
            json!({
                "@type": "ListItem",
                "position": index + 1,
                "name": link.title,
                "item": format!("{base}{}", link.path),
            })
        })
        .collect();
    Some(script(
        json!({ "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items }),
    ))
}

/// What may end a script or a line of it.
const ENDS: [char; 5] = ['<', '>', '&', '\u{2028}', '\u{2029}'];

/// JSON that can stand inside a `<script>` element: nothing in it ends the element or opens a comment.
pub fn script(mut value: Value) -> String {
    if let Some(map) = value.as_object_mut() {
        map.retain(|_, value| !value.is_null());
    }
    let json = value.to_string();
    let mut script = String::with_capacity(json.len());
    let mut rest = json.as_str();
    while let Some(at) = rest.find(ENDS) {
        let (before, end) = rest.split_at(at);
        script.push_str(before);
        let mut chars = end.chars();
        script.extend(chars.next().map(|end| format!("\\u{:04x}", u32::from(end))));
        rest = chars.as_str();
    }
    script.push_str(rest);
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_script() {
        let text = script(json!({ "a": "</script><!-- \u{2028}", "b": null }));
        assert_eq!(text, r#"{"a":"\u003c/script\u003e\u003c!-- \u2028"}"#);
    }
}
