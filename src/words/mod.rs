//! The words of the interface in the reader's language. Each language has a table, `static/words/<tag>.yaml`; the bank's own
//! table takes precedence, and English is the fallback. Pages, scripts and the program itself use the same tables.

mod book;
mod embedded;
mod language;
mod locale;
mod message;
mod place;
mod section;
mod table;

pub use book::Wordbook;
pub use language::Words;
pub use locale::{Formats, OTHER};
pub use message::{Piece, pieces};
pub use place::{FOLDER, OF_SCRIPTS, tag_of};
pub use section::Section;

#[cfg(test)]
mod tests {
    use super::book::lookup;
    use super::embedded::{ENGLISH, embedded_source, embedded_tags, english};
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::table::Table;
    use super::*;
    use crate::diagnostic::SourceText;

    fn table(text: &str) -> Arc<SourceText> {
        Arc::new(SourceText {
            path: "static/words/nl.yaml".into(),
            text: text.to_owned(),
        })
    }

    #[test]
    fn the_tables_of_the_program_are_whole_and_nothing_is_wrong_with_them() {
        for tag in embedded_tags() {
            let file = embedded_source(tag).unwrap();
            let english = (tag != ENGLISH).then(english);
            let findings = Table::read(&file, tag, english).1;
            let said: Vec<&str> = findings
                .iter()
                .map(|finding| finding.message.as_str())
                .collect();
            assert_eq!(said, [""; 0], "{tag}");
            assert_eq!(Wordbook::default().words(tag).missing, [""; 0], "{tag}");
        }
    }

    #[test]
    fn a_language_is_looked_for_from_the_narrow_to_the_broad() {
        assert_eq!(lookup("de-AT"), ["de-AT", "de"]);
        assert_eq!(lookup("pt-PT"), ["pt-PT", "pt", "pt-BR"]);
        assert_eq!(lookup("zh-CN"), ["zh-CN", "zh-Hans", "zh", "zh-Hans"]);
        assert_eq!(lookup("zh-TW"), ["zh-TW"]);
    }

    #[test]
    fn a_bank_changes_single_words_and_brings_tables() {
        let own = BTreeMap::from([("nl".to_owned(), table("site:\n  topics: Onderwerpen\n"))]);
        let settings = vec![];
        let (book, findings) = Wordbook::new(&own, Some((settings, &table(""), "en")));
        assert_eq!(findings, []);
        let words = book.words("nl-BE");
        assert_eq!(words.text("site.topics"), "Onderwerpen");
        assert_eq!(words.text("site.study"), "Study");
        assert!(words.missing.contains(&"site.study".to_owned()));
        assert!(words.lacking().is_some());
        assert!(book.words("en").lacking().is_none());
        let none = book.words("tlh").lacking().unwrap();
        assert!(
            none.message.starts_with("there are no words for `tlh`"),
            "{}",
            none.message
        );
    }

    #[test]
    fn counts_have_their_form_and_their_digits() {
        let words = Words::english();
        assert_eq!(words.count("list.count", 1, &[]), "1 question.");
        assert_eq!(words.count("list.count", 1200, &[]), "1,200 questions.");
        assert_eq!(
            words.day(jiff::civil::date(2026, 11, 21)),
            "21 November 2026"
        );
    }

    #[test]
    fn sentences_stand_side_by_side_as_their_language_has_it() {
        for (tag, said) in [
            ("en", "One. Two."),
            ("de", "One. Two."),
            ("ar", "One. Two."),
            ("ja", "One.Two."),
            ("zh-Hans", "One.Two."),
        ] {
            let words = Wordbook::default().words(tag);
            let both = words.fill("site.sentences", &[("first", "One."), ("second", "Two.")]);
            assert_eq!(both, said, "{tag}");
        }
    }

    #[test]
    fn english_headings_are_understood_in_every_language() {
        for tag in embedded_tags() {
            let words = Wordbook::default().words(tag);
            assert_eq!(
                words.section(" key POINTS "),
                Some(Section::KeyPoints),
                "{tag}"
            );
            let own = words.heading(Section::KeyPoints);
            assert_eq!(words.section(own), Some(Section::KeyPoints), "{tag}");
        }
    }
}
