//! Tests that the remedies of findings work as typed, and give what the author meant.

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::compile::question::{Compiled, compile};
    use crate::diagnostic::{Diagnostic, Place, SourceText};
    use crate::route::Slug;

    /// What a remedy replaces.
    #[derive(Clone, Copy)]
    enum Replaces {
        /// The place of the finding.
        Place,
        /// The line that it is in.
        Line,
        /// The text of the row's first column.
        Whole,
    }

    fn compiled(text: &str) -> (Option<Compiled>, Vec<Diagnostic>, Arc<SourceText>) {
        let file = Arc::new(SourceText {
            path: "questions/caching/ttl.md".into(),
            text: text.into(),
        });
        let checked = compile(
            &file,
            &Slug::parse("caching").unwrap(),
            &crate::words::Words::english(),
        );
        (checked.value, checked.findings, file)
    }

    /// What a hint tells to write: the text in its first backticks, which may contain backticks.
    fn typed(hint: &str) -> String {
        let start = hint.find('`').unwrap() + 1;
        let rest = &hint[start..];
        let ends = [
            "`, or ", "` for ", "` where ", "`; ", "` alone", "` to ", "`?", "`",
        ];
        let end = ends[..ends.len() - 1]
            .iter()
            .filter_map(|end| rest.find(end))
            .min()
            .unwrap_or_else(|| rest.rfind('`').unwrap());
        rest[..end].trim().trim_matches('`').trim().to_owned()
    }

    /// The file after applying the remedy of its first finding.
    fn mended(text: &str, row: &str, replaces: Replaces) -> String {
        let (_, findings, _) = compiled(text);
        let finding = findings
            .first()
            .unwrap_or_else(|| panic!("nothing is found in {row:?}"));
        let Place::Span(_, span) = &finding.place else {
            panic!("no place: {finding:?}")
        };
        let hint = finding.hint.as_deref().unwrap();
        let range = match replaces {
            Replaces::Place => span.clone(),
            Replaces::Line => {
                let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
                let start =
                    start + text[start..].len() - text[start..].trim_start_matches(' ').len();
                let end = text[span.start..].find('\n').unwrap() + span.start;
                start..end
            }
            Replaces::Whole => {
                let start = text.find(row).unwrap();
                start..start + row.len()
            }
        };
        let mut out = text.to_owned();
        out.replace_range(range, &typed(hint));
        out
    }

    /// Fixes a file, and returns what `read` gives for its content.
    fn meaning(text: &str, row: &str, replaces: Replaces, read: fn(&Compiled) -> String) -> String {
        let mended = mended(text, row, replaces);
        let (content, findings, _) = compiled(&mended);
        assert_eq!(findings, [], "{row:?} became {mended:?}");
        read(&content.unwrap())
    }

    fn in_front_matter(row: &str) -> String {
        let title = if row.starts_with("title") {
            ""
        } else {
            "title: One\n"
        };
        format!("---\n{title}{row}\n---\nAn answer.\n")
    }

    #[test]
    fn titles_keep_their_words() {
        let rows = [
            (
                r#"title: "Why "double" quotes?""#,
                r#"Why "double" quotes?"#,
            ),
            (
                r#"title: "Why "double" quotes?" # a remark"#,
                r#"Why "double" quotes?"#,
            ),
            (r#"title: "Foo" and "Bar""#, r#""Foo" and "Bar""#),
            (r#"title: "Why" is it so?"#, r#""Why" is it so?"#),
            (r#"title: "It"s mine""#, r#"It"s mine"#),
            (r#"title: 'It's mine'"#, "It's mine"),
            (r#"title: 'a' or 'b'"#, "'a' or 'b'"),
            (r#"title: "She said "it's""#, r#"She said "it's"#),
            (r#"title: "A \"b\" "c" d""#, r#"A "b" "c" d"#),
            (r#"title: "What is \d+?""#, r"What is \d+?"),
            (r#"title: "What is \d in \"a\"?""#, r#"What is \d in "a"?"#),
            ("title: TCP: what is it?", "TCP: what is it?"),
            (
                "title: TCP: what is it # a remark",
                "TCP: what is it # a remark",
            ),
            (
                "title: Which is faster: C # or F #?",
                "Which is faster: C # or F #?",
            ),
            ("title: C # is it", "C # is it"),
            (r#"title: TCP: "what" is it?"#, r#"TCP: "what" is it?"#),
            ("title: `a` or b?", "`a` or b?"),
            ("title: @a and b", "@a and b"),
            ("title: [draft] Why?", "[draft] Why?"),
            ("title: What is #42 about?", "What is #42 about?"),
            ("title: 1.10", "1.10"),
            ("title: 0x1F", "0x1F"),
            ("title: true", "true"),
            ("title: null", "null"),
            ("title: [a, b]", "[a, b]"),
        ];
        for (row, title) in rows {
            let text = in_front_matter(row);
            let meant = meaning(&text, row, Replaces::Line, |content| {
                content.content.matter.title.clone()
            });
            assert_eq!(meant, title, "{row}");
        }
    }

    #[test]
    fn items_of_lists_are_those_that_were_typed() {
        let tags = |content: &Compiled| {
            let tags = content.content.matter.tags.iter();
            tags.map(|tag| tag.value.label.clone())
                .collect::<Vec<_>>()
                .join("|")
        };
        for (row, meant) in [
            ("tags: [1.10]", "1.10"),
            ("tags: [a, 1e3, b]", "a|1e3|b"),
            ("tags: [0x1F]", "0x1F"),
            ("tags: [0o17]", "0o17"),
            ("tags: [TRUE]", "TRUE"),
            ("tags: [1_000, a]", "1_000|a"),
            ("tags: [+1]", "+1"),
            ("tags: [.5]", ".5"),
            ("tags: [\"1.1\", 1.10]", "1.1|1.10"),
            ("tags: [it's, 2.50]", "it's|2.50"),
            ("tags: [null]", "null"),
            ("tags: [a: 1.10]", "a: 1.10"),
            ("tags:\n  - 1.1\n", "1.1"),
            ("tags:\n  - a\n  - 1.10 # a remark\n", "a|1.10"),
        ] {
            let text = in_front_matter(row);
            let is_text = compiled(&text).1.is_empty();
            let found = match is_text {
                // The parser does not take every row for a number.
                true => tags(&compiled(&text).0.unwrap()),
                false => meaning(&text, row, Replaces::Place, tags),
            };
            assert_eq!(found, meant, "{row}");
        }
        for (row, meant) in [
            ("tags: a, b", "a|b"),
            ("tags: 1.10", "1.10"),
            ("tags: {a, b}", "a|b"),
            ("tags: [a, b", "a|b"),
            ("tags: [a], b", "a|b"),
            ("tags:\n  - C #1", "C #1"),
            ("tags:\n  - \"a \"b\" c\"", "a \"b\" c"),
        ] {
            let text = in_front_matter(row);
            assert_eq!(meaning(&text, row, Replaces::Line, tags), meant, "{row}");
        }
    }

    #[test]
    fn flags_and_days_mean_what_they_meant() {
        for (row, draft) in [
            ("draft: no", "false"),
            ("draft: off", "false"),
            ("draft: 0", "false"),
            ("draft: \"false\"", "false"),
            ("draft: yes", "true"),
            ("draft: 1", "true"),
            ("draft: 'True'", "true"),
        ] {
            let text = in_front_matter(row);
            let meant = meaning(&text, row, Replaces::Line, |content| {
                content.content.matter.draft.to_string()
            });
            assert_eq!(meant, draft, "{row}");
        }
        for row in [
            "reviewed: 2026-1-2",
            "reviewed: 2.1.2026",
            "reviewed: 20260102",
            "reviewed: 2026-01-02T10:00:00Z",
            "reviewed: 2 January 2026",
        ] {
            let text = in_front_matter(row);
            let meant = meaning(&text, row, Replaces::Line, |content| {
                content.content.matter.reviewed.unwrap().to_string()
            });
            assert_eq!(meant, "2026-01-02", "{row}");
        }
        let row = "sources:\n  - title: One\n    url: example.org/a";
        let meant = meaning(&in_front_matter(row), row, Replaces::Line, |content| {
            content.content.matter.sources[0].url.clone().unwrap()
        });
        assert_eq!(meant, "https://example.org/a");
    }

    #[test]
    fn markdown_becomes_what_was_meant() {
        use Replaces::{Line, Place, Whole};
        let defined =
            "\n\n[guide]: https://example.org/\n[^note]: A note.\n\nUsed: [guide], [^note].\n";
        for (row, replaces, html) in [
            ("```js{1,3}\na\nb\nc\n```", Place, "<span class=\"m\">"),
            (
                "```js:app.js\na\n```",
                Place,
                "<span class=\"code-title\">app.js</span>",
            ),
            (
                "```rust,ignore\na\n```",
                Place,
                "<span class=\"code-language\">Rust</span>",
            ),
            (
                "```language-rust\na\n```",
                Place,
                "<span class=\"code-language\">Rust</span>",
            ),
            (
                "```rsut\na\n```",
                Place,
                "<span class=\"code-language\">Rust</span>",
            ),
            (
                "```{.rust}\na\n```",
                Place,
                "<span class=\"code-language\">Rust</span>",
            ),
            ("```rust {1\na\n```", Place, "<span class=\"m\">"),
            (
                "```rust filename=\"a b.rs\"\na\n```",
                Place,
                "<span class=\"code-title\">a b.rs</span>",
            ),
            (
                "```rust title=\"a b.rs\na\n```",
                Place,
                "<span class=\"code-title\">a b.rs</span>",
            ),
            ("```rust {2-1}\na\nb\n```", Place, "<span class=\"m\">"),
            ("a US$5/US$6 b", Whole, "$5/US$"),
            (
                "[the guide][gudie]",
                Whole,
                "<a href=\"https://example.org/\">the guide</a>",
            ),
            (
                "[guid][]",
                Whole,
                "<a href=\"https://example.org/\">guid</a>",
            ),
            ("Text.[^ntoe]", Place, "aria-label=\"Note 1\""),
            ("[a](b c.md)", Place, "<a href="),
            ("## The sign #", Place, "The sign #"),
            ("## Named {#Big}", Place, "id=\"big\""),
            ("| a | b |\n| --- |\n| c | d |", Line, "<td>d</td>"),
        ] {
            let text = format!("---\ntitle: One\n---\n{row}{defined}");
            let text = match replaces {
                // The remedy is only for the formula.
                Whole if row.contains("US$") => text.replace(row, "a $5/$6 b"),
                _ => text,
            };
            let row = if row.contains("US$") { "$5/$" } else { row };
            let html = if html == "$5/US$" { "a $5/$6 b" } else { html };
            let found = match row {
                "## Named {#Big}" => {
                    // Braces are a part of this remedy and of the place around it.
                    let text = mended(&text, "{#Big}", Whole);
                    compiled(&text)
                        .0
                        .map(|content| content.content.answer.sections[0].heading.id.clone())
                        .map(|id| format!("id=\"{id}\""))
                        .unwrap()
                }
                "## The sign #" => meaning(&text, row, replaces, |content| {
                    content.content.answer.sections[0].heading.text.clone()
                }),
                _ => meaning(&text, row, replaces, |content| content.body.short.clone()),
            };
            assert!(found.contains(html), "{row:?} became {found}");
        }
    }

    #[test]
    fn bars_in_cells_are_kept() {
        let row = "| `cat f | wc -l` | lines |";
        let text = format!("---\ntitle: One\n---\n| A | B |\n| --- | --- |\n{row}\n");
        let (_, findings, _) = compiled(&text);
        let code = typed(findings[0].hint.as_deref().unwrap());
        let text = text.replace("cat f | wc -l", &code);
        let (content, findings, _) = compiled(&text);
        assert_eq!(findings, []);
        let html = content.unwrap().body.short.clone();
        assert!(
            html.contains("<code>cat f | wc -l</code></th><td>lines</td>"),
            "{html}"
        );
    }
}
