//! The examples of the CommonMark specification, and where our pages differ from them.
//!
//! `tests/commonmark/differences.md` lists every example that comes out differently, grouped by reason. Each reason also knows
//! how to undo its difference; what is left then has to match exactly. `INSTA_UPDATE=always` writes the file anew.

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::sync::Arc;

    use serde::Deserialize;

    use super::super::{Reading, Writer, options, parse};
    use crate::diagnostic::SourceText;
    use crate::route::Slug;

    #[derive(Deserialize)]
    struct Example {
        example: usize,
        section: String,
        markdown: String,
        html: String,
    }

    /// Why a page differs, and how to undo that difference in both HTML texts.
    struct Reason {
        name: &'static str,
        why: &'static str,
        undo: fn(&str) -> String,
    }

    const REASONS: [Reason; 7] = [
        Reason {
            name: "code",
            why: "A code block is a figure that scrolls, with its language above it and colours in it.",
            undo: |html| {
                let html = cut(html, "<figcaption>", "</figcaption>");
                let html = cut(&html, "<span class=", ">").replace("</span>", "");
                let html = html
                    .replace("<figure class=\"code\">", "")
                    .replace("</figure>", "");
                replace_tags(
                    &html.replace(" tabindex=\"0\"", ""),
                    "<code class=",
                    "<code>",
                )
            },
        },
        Reason {
            name: "heading",
            why: "The page's own heading is the question, so an answer's start at level 2. Each has a name and a link to itself.",
            undo: |html| {
                let html = cut(html, " <a class=\"anchor\"", "</a>");
                let html = (1..=6).fold(html, |html, level| {
                    replace_tags(&html, &format!("<h{level} id="), &format!("<h{level}>"))
                });
                html.replace("h1>", "h2>")
            },
        },
        Reason {
            name: "quotes",
            why: "Straight quotes become those of printed books.",
            undo: |html| {
                let signs = [("‘", "'"), ("’", "'"), ("“", "&quot;"), ("”", "&quot;")];
                signs
                    .iter()
                    .fold(html.to_owned(), |html, (curly, straight)| {
                        html.replace(curly, straight)
                    })
            },
        },
        Reason {
            name: "picture",
            why: "Pictures are loaded when they come into view.",
            undo: |html| html.replace(" loading=\"lazy\"", "").replace(" />", ">"),
        },
        Reason {
            name: "address",
            why: "A link into the bank becomes the address of a page; whether there is such a page is checked later.",
            undo: |html| {
                ["href=\"", "src=\""]
                    .iter()
                    .fold(html.to_owned(), |html, name| {
                        replace_values(&html, name, |value| {
                            let is_kept = ["http:", "https:", "mailto:"]
                                .iter()
                                .any(|scheme| value.starts_with(scheme));
                            if is_kept {
                                value.to_owned()
                            } else {
                                "…".to_owned()
                            }
                        })
                    })
            },
        },
        Reason {
            name: "refused",
            why: "What is no address of the web or the bank is left out with a warning; its text stays.",
            undo: |html| {
                let html = cut(html, "<a href=", ">").replace("</a>", "");
                // A picture on another host is replaced by its alternative text.
                let mut out = String::new();
                let mut rest = html.as_str();
                while let Some((before, tag)) = rest.split_once("<img src=\"http") {
                    let (tag, after) = tag.split_once('>').unwrap();
                    let alternative = tag.split_once("alt=\"").unwrap().1;
                    out.push_str(before);
                    out.push_str(alternative.split('"').next().unwrap());
                    rest = after;
                }
                out + rest
            },
        },
        Reason {
            name: "escapes",
            why: "Quotes in a text need no escape, and are written either way.",
            undo: |html| {
                html.replace("&quot;", "\"")
                    .replace("&#39;", "'")
                    .replace("&#x27;", "'")
            },
        },
    ];

    fn cut(html: &str, start: &str, end: &str) -> String {
        let mut out = String::new();
        let mut rest = html;
        while let Some((before, after)) = rest.split_once(start) {
            out.push_str(before);
            rest = after.split_once(end).map_or("", |(_, after)| after);
        }
        out + rest
    }

    fn replace_tags(html: &str, start: &str, with: &str) -> String {
        let marked = html.replace(start, &format!("{with}\u{1}"));
        cut(&marked, "\u{1}", ">")
    }

    fn replace_values(html: &str, name: &str, with: impl Fn(&str) -> String) -> String {
        let mut parts = html.split(name);
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (value, rest) = part.split_once('"').unwrap_or((part, ""));
            write!(out, "{name}{}\"{rest}", with(value)).unwrap();
        }
        out
    }

    /// Removes line ends between tags, which mean nothing.
    fn tight(html: &str) -> String {
        let lines: Vec<&str> = html.lines().map(str::trim_end).collect();
        lines
            .join("\n")
            .replace(">\n", ">")
            .replace("\n<", "<")
            .trim()
            .to_owned()
    }

    fn ours(markdown: &str) -> String {
        let file = Arc::new(SourceText {
            path: "questions/topic/example.md".into(),
            text: markdown.to_owned(),
        });
        let topic = Slug::parse("topic").unwrap();
        let reading = Reading::new(markdown, options());
        let events = parse(&file, 0, &reading).unwrap().events;
        Writer::trusting(&file, &topic, &crate::words::Words::english())
            .fragment(events)
            .html
    }

    /// The smallest set of reasons that together explain a difference, or `None`.
    fn explanation(ours: &str, theirs: &str) -> Option<Vec<&'static str>> {
        let mut sets: Vec<usize> = (0..1 << REASONS.len()).collect();
        sets.sort_by_key(|set| set.count_ones());
        sets.into_iter().find_map(|set| {
            let chosen = || {
                REASONS
                    .iter()
                    .enumerate()
                    .filter(move |(at, _)| set & (1 << at) != 0)
            };
            let undone = |html: &str| {
                tight(&chosen().fold(html.to_owned(), |html, (_, reason)| (reason.undo)(&html)))
            };
            (undone(ours) == undone(theirs))
                .then(|| chosen().map(|(_, reason)| reason.name).collect())
        })
    }

    fn report() -> String {
        let examples = include_str!("../../../tests/commonmark/examples.json");
        let examples: Vec<Example> = serde_json::from_str(examples).unwrap();
        assert_eq!(examples.len(), 652);
        let mut same = 0;
        let mut listed: Vec<(String, &Example)> = Vec::new();
        for example in &examples {
            let (ours, theirs) = (ours(&example.markdown), &example.html);
            match explanation(&ours, theirs) {
                Some(reasons) if reasons.is_empty() => same += 1,
                Some(reasons) => listed.push((reasons.join(" + "), example)),
                None => panic!(
                    "no reason explains example {} ({}):\n{theirs}\nis here:\n{ours}",
                    example.example, example.section
                ),
            }
        }
        let mut report = format!(
            "# Where our pages differ from CommonMark 0.31.2\n\nOf 652 examples {same} come out to the letter, and {} but for what \
             is undone here. `src/compile/markdown/commonmark.rs` checks this file.\n\n",
            listed.len()
        );
        for reason in &REASONS {
            writeln!(report, "- **{}**: {}", reason.name, reason.why).unwrap();
        }
        let mut kinds: Vec<&str> = listed.iter().map(|(reasons, _)| reasons.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            let numbers = listed.iter().filter(|(reasons, _)| reasons == kind);
            let numbers: Vec<String> = numbers
                .map(|(_, example)| example.example.to_string())
                .collect();
            write!(report, "\n## {kind}\n\n{}\n", numbers.join(" ")).unwrap();
        }
        report
    }

    #[test]
    fn the_examples_of_commonmark_differ_where_it_is_said_and_nowhere_else() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/commonmark/differences.md");
        let report = report();
        if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
            std::fs::write(&path, &report).unwrap();
        }
        let listed = std::fs::read_to_string(&path).unwrap();
        assert_eq!(report, listed.replace("\r\n", "\n"));
    }
}
