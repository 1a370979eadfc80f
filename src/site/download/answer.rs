//! An answer in its parts, for other places than its page.

use super::bank::Bank;
use super::markup::{Place, moved};
use crate::compile::markdown::Heading;
use crate::compile::markup::escaped;
use crate::compile::question::{Body, Question};
use crate::site::picture::Sizes;

/// HTML for a place.
pub struct Answer {
    /// Everything before the first heading.
    pub short: String,
    /// What a good answer must contain.
    pub points: Option<Points>,
    /// All other sections, the notes, and what the answer rests on.
    pub rest: String,
}

/// Key points.
pub struct Points {
    /// The name of their heading.
    pub id: String,
    /// Its words.
    pub heading: String,
    /// A list of them.
    pub list: String,
}

impl Answer {
    /// Of a question, whose body is `body`. The headings of its sections are of level 2, and as much deeper as the place is. Pictures
    /// are as large as `sizes` says.
    pub fn new(
        bank: Bank<'_>,
        question: &Question,
        body: &Body,
        sizes: &Sizes,
        place: &Place<'_>,
    ) -> Answer {
        let outline = &question.content.answer;
        let moved = |html: &str, place| moved(&sizes.written(html.to_owned()), place);
        let heading = |heading: &Heading| moved(&heading.html, place);
        let level = (2 + place.deeper).min(6);
        let titled = |id: &str, title: &str, html: &str| {
            let id = (place.id)(id);
            format!("<section>\n<h{level} id=\"{id}\">{title}</h{level}>\n{html}\n</section>\n")
        };
        let points = outline.key_points.as_ref();
        let points = points.map(|points| {
            let items = body.points.iter();
            let items = items.map(|point| format!("<li>{}</li>\n", moved(point, place)));
            Points {
                id: (place.id)(&points.heading.id),
                heading: heading(&points.heading),
                list: format!("<ul>\n{}</ul>", items.collect::<String>()),
            }
        });
        let mut rest = String::new();
        for (title, html) in outline.sections.iter().zip(&body.sections) {
            let html = moved(html, place);
            rest.push_str(&titled(&title.heading.id, &heading(&title.heading), &html));
        }
        if let Some(notes) = &body.footnotes {
            let html = moved(notes, place);
            rest.push_str(&titled(
                "PB-notes",
                bank.words.text("question.notes"),
                &html,
            ));
        }
        let sources = question.content.matter.sources.iter();
        let sources: Vec<String> = sources
            .map(|source| {
                let title = moved(&escaped(&source.title), place);
                match &source.url {
                    Some(url) => format!("<li><a href=\"{}\">{title}</a></li>\n", escaped(url)),
                    None => format!("<li>{title}</li>\n"),
                }
            })
            .collect();
        if !sources.is_empty() {
            let html = format!("<ul>\n{}</ul>", sources.concat());
            rest.push_str(&titled(
                "PB-sources",
                bank.words.text("question.sources"),
                &html,
            ));
        }
        Answer {
            short: moved(&body.short, place),
            points,
            rest,
        }
    }
}
