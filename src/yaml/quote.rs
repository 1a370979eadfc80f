//! Writes a text as a YAML value.

use std::sync::Arc;

use super::parse::parse;
use crate::diagnostic::SourceText;

/// A text as a one-line value: plain if it then parses as the same text, else in double quotes.
pub fn quoted(text: &str) -> String {
    let file = Arc::new(SourceText {
        path: String::new(),
        text: format!("title: {text}\n"),
    });
    let read = parse(&file, 0..file.text.len());
    let same = read.findings.is_empty()
        && read.value.is_some_and(|mut fields| {
            let title = fields.text("title").map(|read| read.value);
            title.as_deref() == Some(text) && fields.finish().is_empty()
        });
    match same {
        true => text.to_owned(),
        // Every JSON string is a YAML string. Serialising a text cannot fail.
        false => serde_json::to_string(text).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_needs_quotes_gets_them() {
        for plain in [
            "What is a queue?",
            "What does \"ACID\" mean?",
            "C# or C++?",
            "a:b",
            "1+1",
        ] {
            assert_eq!(quoted(plain), plain);
        }
        assert_eq!(quoted("Queues: why?"), "\"Queues: why?\"");
        assert_eq!(quoted("`a`"), "\"`a`\"");
        assert_eq!(quoted("*a* \\"), "\"*a* \\\\\"");
        assert_eq!(quoted("What is #1?"), "\"What is #1?\"");
        assert_eq!(quoted("2026"), "\"2026\"");
        assert_eq!(quoted("true"), "\"true\"");
        assert_eq!(quoted("a\nb"), "\"a\\nb\"");
    }

    proptest! {
        #[test]
        fn a_quoted_text_reads_back(text in "\\PC{1,40}") {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assume!(!text.is_empty());
            let file = Arc::new(SourceText {
                path: String::new(),
                text: format!("title: {}\ndraft: true\n", quoted(&text)),
            });
            let read = parse(&file, 0..file.text.len());
            prop_assert_eq!(&read.findings, &[]);
            let title = read.value.and_then(|mut fields| fields.text("title"));
            prop_assert_eq!(title.map(|title| title.value), Some(text));
        }
    }
}
