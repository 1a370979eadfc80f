//! The file of a new question: front matter, and the sections of a good answer to fill in.

use std::fmt::Write;

use jiff::civil::Date;

use crate::route::{Difficulty, Slug};
use crate::words::{Section, Words};
use crate::yaml;

/// The topic with worked exercises, whose answers have sections of their own.
const SYSTEM_DESIGN: &str = "system-design";

/// What is known about a new question.
#[derive(Debug, Clone, Copy)]
pub struct Scaffold<'a> {
    /// The question.
    pub title: &'a str,
    /// The topic's folder, if it is known; it decides which sections the answer has.
    pub topic: Option<&'a Slug>,
    /// How hard it is.
    pub difficulty: Difficulty,
    /// The date for `added`. If it is missing, a comment asks for it.
    pub today: Option<Date>,
    /// The texts of the bank's language, for the headings and the instructions below them.
    pub words: &'a Words,
}

impl Scaffold<'_> {
    /// The file's text. It is a draft, so that a half-written answer is not published by accident.
    pub fn text(&self) -> String {
        let mut text = self.front_matter();
        let topic = self.topic.map(Slug::as_str);
        let middle = match topic {
            Some(SYSTEM_DESIGN) => &EXERCISE[..],
            _ => &[Section::InDepth],
        };
        let words = self.words;
        let _ = writeln!(text, "<!-- {} -->", comment(words.text("scaffold.short")));
        for section in START.iter().chain(middle).chain(&END).copied() {
            let (heading, name) = (
                words.heading(section),
                format!("scaffold.{}", section.key()),
            );
            let guide = comment(words.text(&name));
            let filler = if section == Section::KeyPoints {
                "\n-\n"
            } else {
                ""
            };
            let _ = write!(text, "\n## {heading}\n\n<!-- {guide} -->\n{filler}");
        }
        text
    }

    fn front_matter(&self) -> String {
        let title = yaml::quoted(self.title);
        let difficulty = self.difficulty.name();
        let days = match self.today {
            Some(today) => format!(
                "added: {today}\nreviewed: {today} # the day on which every fact was last checked\n"
            ),
            None => "# added: the day on which you write this, as in 2026-01-31\n\
                     # reviewed: the same day, once you have checked every fact\n"
                .to_owned(),
        };
        format!(
            "---\n\
             title: {title}\n\
             difficulty: {difficulty} # easy, medium or hard\n\
             tags: []\n\
             {days}\
             keywords: [] # what people type for it and the title lacks\n\
             related: [] # two to five slugs: the names of other questions' files\n\
             sources: # one to four, as in:\n\
             #  - title: \"Author, Title (year)\"\n\
             #    url: https://www.rfc-editor.org/rfc/rfc9110\n\
             draft: true # not published until this line is removed\n\
             ---\n"
        )
    }
}

/// The file of a new translation: a draft with the original's text below its front matter.
pub fn translation(title: &str, body: &str, state: &str, today: Date) -> String {
    let title = yaml::quoted(title);
    format!(
        "---\n\
         # To be translated, as is all the text below:\n\
         title: {title}\n\
         keywords: [] # what people type for it in this language\n\
         reviewed: {today} # the day on which the translation was last read\n\
         translates: {state} # the state of the original; not to be changed by hand\n\
         draft: true # not published until this line is removed\n\
         ---\n\
         {body}"
    )
}

/// The sections before the middle of every answer; after it comes `END`.
const START: [Section; 1] = [Section::KeyPoints];
const END: [Section; 4] = [
    Section::TradeOffs,
    Section::CommonMistakes,
    Section::Interviewers,
    Section::FollowUp,
];

/// The middle sections of an exercise.
const EXERCISE: [Section; 4] = [
    Section::Requirements,
    Section::Estimates,
    Section::Design,
    Section::DeepDives,
];

/// A text that cannot end an HTML comment.
fn comment(text: &str) -> String {
    text.replace("--", "–")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::compile::question;
    use crate::diagnostic::SourceText;

    fn scaffold(title: &str, topic: &Slug, today: Option<Date>) -> String {
        let scaffold = Scaffold {
            title,
            topic: Some(topic),
            difficulty: Difficulty::Hard,
            today,
            words: &Words::english(),
        };
        scaffold.text()
    }

    #[test]
    fn a_scaffold_compiles_to_a_draft_with_nothing_to_mend() {
        let today = Some(jiff::civil::date(2026, 11, 22));
        for (topic, sections, today) in [
            ("queues", 5, today),
            (SYSTEM_DESIGN, 8, today),
            ("queues", 5, None),
        ] {
            let topic = Slug::parse(topic).unwrap();
            let title = "Is \"C#\": a *language*, or # not?";
            let file = Arc::new(SourceText {
                path: "a.md".into(),
                text: scaffold(title, &topic, today),
            });
            let compiled = question::compile(&file, &topic, &Words::english());
            assert_eq!(compiled.findings, []);
            let content = compiled.value.unwrap().content;
            assert_eq!(content.matter.title, title);
            assert_eq!(content.matter.difficulty, Difficulty::Hard);
            assert_eq!(
                (content.matter.added, content.matter.reviewed),
                (today, today)
            );
            assert!(content.matter.draft);
            assert!(content.answer.key_points.is_some(), "{}", file.text);
            assert_eq!(content.answer.sections.len(), sections);
        }
    }

    #[test]
    fn a_filled_scaffold_may_keep_its_comments() {
        let topic = Slug::parse("queues").unwrap();
        let text = scaffold("What?", &topic, None);
        let text = text
            .replace("-->\n\n## Key", "-->\nThe short answer.\n\n## Key")
            .replace("\n-\n", "\n- one\n- two\n");
        let file = Arc::new(SourceText {
            path: "a.md".into(),
            text,
        });
        let compiled = question::compile(&file, &topic, &Words::english());
        assert_eq!(compiled.findings, []);
        let compiled = compiled.value.unwrap();
        assert_eq!(compiled.body.short.trim(), "<p>The short answer.</p>");
        assert_eq!(compiled.content.answer.key_points.unwrap().count, 2);
        assert!(compiled.said.words().any(|word| word == "one"));
    }
}
