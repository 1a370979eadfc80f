//! What to write instead of a value that YAML reads as something else.

use super::day;

/// Keys whose values are lists.
pub const LISTS: [&str; 9] = [
    "aliases",
    "downloads",
    "keywords",
    "languages",
    "questions",
    "related",
    "sections",
    "tags",
    "topics",
];

/// The list that a text, or a value with other or unbalanced brackets, was meant to be.
pub fn list_of(key: &str, value: &str) -> String {
    let within = |text: &str, open: char, close: char| {
        let inside = text.strip_prefix(open)?.strip_suffix(close)?;
        Some(inside.to_owned())
    };
    // In quotes, a `#` begins no comment, and quotes are doubled or escaped.
    let in_quotes = within(value, '"', '"')
        .map(|inside| inside.replace("\\\"", "\""))
        .or_else(|| Some(within(value, '\'', '\'')?.replace("''", "'")));
    let (text, remark) = match in_quotes {
        Some(_) => (value, ""),
        None => split_remark("", value),
    };
    let count = |signs: [char; 2]| text.matches(signs).count();
    let has_brackets = text.starts_with(['[', '{']) || count(['[', '{']) != count([']', '}']);
    let inside = in_quotes.or_else(|| within(text, '(', ')'));
    let inside = inside.unwrap_or_else(|| text.to_owned());
    let ends = |char: char| char == ',' || has_brackets && "[]{}".contains(char);
    let items = inside.split(ends).map(str::trim);
    let items: Vec<String> = items
        .filter(|item| !item.is_empty())
        .map(|item| match has_brackets {
            true => item.to_owned(),
            false => list_item(item),
        })
        .collect();
    format!("{key}: [{}]{remark}", items.join(", "))
}

/// A text as an item between brackets: in quotes unless it is clear without them.
fn list_item(text: &str) -> String {
    let is_quoted =
        |quote: char| text.len() > 1 && text.starts_with(quote) && text.ends_with(quote);
    let words = ["null", "true", "false"];
    let is_clear = text.starts_with(char::is_alphabetic)
        && !text.contains(" #")
        && !words.iter().any(|word| text.eq_ignore_ascii_case(word))
        && text
            .chars()
            .all(|char| char.is_alphanumeric() || " -_./+#()'".contains(char));
    match is_clear || is_quoted('"') || is_quoted('\'') {
        true => text.to_owned(),
        false => quoted(text),
    }
}

/// A text quoted so that YAML changes nothing in it.
pub fn quoted(text: &str) -> String {
    match text.contains(['"', '\\']) {
        true => format!("'{}'", text.replace('\'', "''")),
        false => format!("\"{text}\""),
    }
}

/// The hint for a value that cannot be read. Only some keys tell what it has to be: others may have one meaning in a question and
/// another in a table of words.
pub fn value_hint(key: &str, value: &str) -> String {
    match key {
        "aliases" | "downloads" | "keywords" | "languages" | "related" | "tags" => {
            format!("write a list: `{}`", list_of(key, value))
        }
        "added" | "reviewed" => day_hint(key, value),
        "draft" | "volatile" => format!("write `{key}: true` or `{key}: false`"),
        _ => quote_hint(key, value),
    }
}

/// The hint if a text is read as something else. What follows a `#` in prose may be words as well as a comment.
pub fn quote_hint(key: &str, value: &str) -> String {
    let (text, remark) = split_remark(key, value);
    let hint = format!("quote the value: `{}{remark}`", line(key, &quoted(text)));
    match is_prose(key) && text.contains(" #") {
        true => hint + ", or put the comment on a line of its own",
        false => hint,
    }
}

/// The hint for a value that has to be a day.
pub fn day_hint(key: &str, value: &str) -> String {
    match day::meant(value) {
        Some(day) => format!("write year, month and day: `{key}: {day}`"),
        None => format!("write year, month and day, as in `{key}: 2026-11-21`"),
    }
}

/// Keys whose values are words, where a `#` is as likely a sign as the start of a comment.
pub fn is_prose(key: &str) -> bool {
    let keys = [
        "title",
        "description",
        "content_license",
        "tags",
        "keywords",
        "synonyms",
    ];
    keys.contains(&key)
}

/// Splits off a comment that has a blank after its `#`, unless the key's values are prose.
fn split_remark<'a>(key: &str, value: &'a str) -> (&'a str, &'a str) {
    let at = value.find(" # ").filter(|_| !is_prose(key));
    let at = at.unwrap_or(value.len());
    (value[..at].trim_end(), &value[at..])
}

/// A key with its value; without a key, an item of a list.
pub fn line(key: &str, value: &str) -> String {
    match key.is_empty() {
        true => format!("- {value}"),
        false => format!("{key}: {value}"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::parse::parse;
    use crate::diagnostic::{Diagnostic, Place, SourceText};

    /// The first finding about front matter with a title, a few lists and a flag.
    fn found(text: &str) -> Option<Diagnostic> {
        let file = Arc::new(SourceText {
            path: String::new(),
            text: text.to_owned(),
        });
        let read = parse(&file, 0..text.len());
        let Some(mut fields) = read.value else {
            return read.findings.into_iter().next();
        };
        fields.text("title");
        fields.texts("tags");
        fields.texts("keywords");
        fields.mappings("sources").len();
        fields.date("added");
        fields.flag("draft");
        read.findings.into_iter().chain(fields.finish()).next()
    }

    fn told(text: &str) -> (String, String) {
        let finding = found(text).unwrap();
        let place = match finding.place {
            Place::Span(_, span) => text[span].to_owned(),
            _ => String::new(),
        };
        (place, finding.hint.unwrap_or_default())
    }

    #[test]
    fn what_stands_before_a_value_is_to_be_removed() {
        for (text, sign) in [
            (
                "title: A\nsources: &s\n  - title: a\n    url: https://x.org\n",
                "&s",
            ),
            (
                "title: A\nsources: &s\n- title: a\n  url: https://x.org\n",
                "&s",
            ),
            (
                "title: A\nsources:\n  - &s\n    title: a\n    url: https://x.org\n",
                "&s",
            ),
            ("tags: !set [a]\n", "!set"),
            ("&a title: A\n", "&a"),
            ("title: !x \"A\"\n", "!x"),
            ("title: &x |\n  A\n", "&x"),
            ("sources: [&s {title: a, url: https://x.org}]\n", "&s"),
        ] {
            assert_eq!(
                told(text),
                (sign.to_owned(), format!("remove `{sign}`")),
                "{text}"
            );
            let mended = text.replacen(sign, "", 1).trim_start().to_owned();
            assert!(
                found(&mended).is_none_or(|finding| finding.code.name() != "yaml-syntax"),
                "{mended}"
            );
        }
    }

    /// What is told to be typed, in the place of the first lines of the text.
    #[test]
    fn what_is_told_to_be_typed_is_read() {
        for (text, lines, typed) in [
            ("title: !important\n", 1, "title: \"!important\""),
            ("title: *Bold* words\n", 1, "title: \"*Bold* words\""),
            ("tags: *a, b\n", 1, "tags: [\"*a\", b]"),
            ("keywords: \"arr[0], x\"\n", 1, "keywords: [\"arr[0]\", x]"),
            (
                "keywords: arr[0], x # why\n",
                1,
                "keywords: [\"arr[0]\", x]",
            ),
            ("keywords: 'it''s, x'\n", 1, "keywords: [it's, x]"),
            ("keywords: a, b]\n", 1, "keywords: [a, b]"),
            ("keywords: (a, b)\n", 1, "keywords: [a, b]"),
            ("tags: 1, null\n", 1, "tags: [\"1\", \"null\"]"),
            ("tags: {a: b}\n", 1, "tags: [\"a: b\"]"),
            ("tags: a: b: c\n", 1, "tags: [\"a: b: c\"]"),
            ("tags: [a, b\n", 1, "tags: [a, b]"),
            ("title: \"What is\nA?\n", 2, "title: \"What is A?\""),
            ("title: 'tis\nA?\n", 2, "title: \"'tis A?\""),
            ("draft: yes: no\n", 1, "draft: true"),
            ("added: 2026: 3\n", 1, "added: 2026-11-21"),
        ] {
            let (_, hint) = told(text);
            assert!(hint.contains(&format!("`{typed}`")), "{text}: {hint}");
            let rest: Vec<&str> = text.lines().skip(lines).collect();
            let mended = format!("{typed}\n{}", rest.join("\n"));
            assert!(found(&mended).is_none(), "{mended}: {:?}", told(&mended));
        }
    }

    #[test]
    fn what_is_open_over_several_lines_is_told_where_it_began() {
        let (place, hint) = told("title: A\nkeywords: [a,\n  b\n");
        assert_eq!(place, "[a,");
        assert_eq!(hint, "close it with `]` behind its last item");
        assert_eq!(told("title: \"What is\nA?\n").0, "\"What is");
        let later = "title: \"What is\nA?\ntags: [a, \"b c\"]\n";
        assert_eq!(told(later).0, "\"What is");
    }
}
