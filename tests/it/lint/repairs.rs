//! `--fix` on front matters that nobody would write: what they say stays, and so does every byte that is not part of it.

use std::sync::Arc;

use prepbook::bank::fix::{Fixed, can_relate, fix};
use prepbook::compile::front_matter::{self, FrontMatter, KEYS};
use prepbook::diagnostic::SourceText;
use prepbook::route::Slug;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

fn fixed(front: &str, relations: &[&str]) -> Option<String> {
    let relations: Vec<Slug> = relations.iter().map(|text| slug(text)).collect();
    let raw = format!("---\n{front}---\nbody\n");
    let Fixed { text, .. } = fix(&raw, &relations)?;
    let front = text.strip_prefix("---\n").unwrap();
    Some(front.strip_suffix("---\nbody\n").unwrap().to_owned())
}

#[test]
fn tags_are_sorted_in_every_style() {
    for (before, after) in [
        ("tags: [b, a]\n", "tags: [a, b]\n"),
        ("tags: [ b ,a,]  # why\n", "tags: [ a ,b,]  # why\n"),
        ("tags: ['b', \"a, c\", a]\n", "tags: [a, \"a, c\", 'b']\n"),
        ("tags: [\n  b,\n  a\n]\n", "tags: [\n  a,\n  b\n]\n"),
        ("tags:\n- b\n- a\n", "tags:\n- a\n- b\n"),
        (
            "tags:\n  # of b\n  - b # it is b\n  - a\n  # the end\n",
            "tags:\n  - a\n  # of b\n  - b # it is b\n  # the end\n",
        ),
        ("tags: [b, a, b]\n", "tags: [a, b]\n"),
        ("tags: [b, B]\n", "tags: [b]\n"),
        ("tags: [c#, a, ]\n", "tags: [a, c#, ]\n"),
        ("tags: [b, \"a\\u0041\"]\n", "tags: [\"a\\u0041\", b]\n"),
        (
            "tags:\n- c\n  d\n-  # remark\n  b\n",
            "tags:\n-  # remark\n  b\n- c\n  d\n",
        ),
        ("tags:\n- b\n- a\n- b\n", "tags:\n- a\n- b\n"),
    ] {
        let title = "title: x\n";
        let wanted = format!("{title}{after}");
        assert_eq!(
            fixed(&format!("{title}{before}"), &[]),
            Some(wanted),
            "{before}"
        );
    }
}

#[test]
fn all_that_a_fix_changes_is_said() {
    for (tags, changes) in [
        (
            "[b, a, a]",
            &["`tags` are in order", "the tag `a` is given once"][..],
        ),
        ("[a, b, A]", &["the tag `A` is given once"]),
        ("[b, a]", &["`tags` are in order"]),
    ] {
        let fixed = fix(&format!("---\ntitle: x\ntags: {tags}\n---\n"), &[]);
        assert_eq!(fixed.map(|fixed| fixed.changes).unwrap(), changes, "{tags}");
    }
}

#[test]
fn a_key_is_added_within_braces() {
    assert_eq!(
        fixed("{title: x, draft: true}\n", &["new"]).as_deref(),
        Some("{title: x, draft: true, related: [new]}\n")
    );
}

#[test]
fn only_what_a_fix_can_do_is_promised() {
    let hints = |front: &str| {
        let text = format!("---\n{front}---\n");
        let file = Arc::new(SourceText {
            path: String::new(),
            text: text.clone(),
        });
        let parts = front_matter::split(&file).unwrap();
        let findings = front_matter::parse(&file, parts.front).findings;
        let promised = findings.iter().any(|finding| {
            finding
                .hint
                .as_deref()
                .unwrap_or_default()
                .contains("--fix")
        });
        assert_eq!(promised, fix(&text, &[]).is_some(), "{front}");
        promised
    };
    assert!(hints("title: x\ntags: [b, a, B]\n"));
    assert!(hints("title: x\ntags:\n  - b\n  - B\n"));
    assert!(!hints(
        "title: x\ntags:\n  - beta # b\n  - alpha\n  - BETA # dup\n"
    ));
    assert!(!hints("title: x\ntags: [a, # one\n  A]\n"));
    assert!(!hints("title: x\ntags: [a, A]\nadded: never\n"));
    let can = |front: &str| can_relate(&format!("---\n{front}---\n"), &slug("new"));
    assert!(can("title: x\n"));
    assert!(can("{title: x}\n"));
    assert!(!can("title: x\nrelated: ~\n"));
    assert!(!can("title: x\nrelated: [ # none yet\n]\n"));
}

#[test]
fn tags_are_sorted_within_braces() {
    assert_eq!(
        fixed("{title: x, tags: [b, a]}\n", &[]).as_deref(),
        Some("{title: x, tags: [a, b]}\n")
    );
}

#[test]
fn what_is_not_understood_is_left_alone() {
    for front in [
        "title: x\ntags: [\n  b, # first\n  a\n]\n",
        "title: x\ntags:\n- b\n- a\n- b # remarked\n",
        "? title\n: x\n? tags\n: - b\n  - a\n",
        "{draft: true, title: x}\n",
        "title: x\ntags: [b, a]\ntags: [c]\n",
        "title: x\ntags: [b, a]\nnobody: knows\n",
        "tags: [b, a]\n",
    ] {
        assert_eq!(fixed(front, &[]), None, "{front}");
    }
    assert_eq!(fix("no front matter\n", &[]), None);
    assert_eq!(fix("---\ntags: [b, a]\ntitle: x\n", &[]), None);
    assert_eq!(fix("", &[]), None);
}

#[test]
fn relations_are_added_in_every_style() {
    for (before, after) in [
        ("title: x\n", "title: x\nrelated: [new]\n"),
        (
            "title: x\nsources: []\n",
            "title: x\nrelated: [new]\nsources: []\n",
        ),
        (
            "  title: x\n  draft: false\n",
            "  title: x\n  related: [new]\n  draft: false\n",
        ),
        (
            "title: x\nrelated: [old]\n",
            "title: x\nrelated: [old, new]\n",
        ),
        (
            "title: x\nrelated: [ old, ] # why\n",
            "title: x\nrelated: [ old, new, ] # why\n",
        ),
        ("title: x\nrelated: [ ]\n", "title: x\nrelated: [new]\n"),
        ("title: x\nrelated:\n", "title: x\nrelated: [new]\n"),
        (
            "title: x\nrelated: # none\n",
            "title: x\nrelated: [new] # none\n",
        ),
        (
            "title: x\nrelated:\n  - old\n  # the end\n",
            "title: x\nrelated:\n  - old\n  - new\n  # the end\n",
        ),
        (
            "title: x\nrelated:\n- old\n\ndraft: true\n",
            "title: x\nrelated:\n- old\n- new\n\ndraft: true\n",
        ),
    ] {
        assert_eq!(fixed(before, &["new"]).as_deref(), Some(after), "{before}");
        assert_eq!(fixed(after, &["new"]), None, "{after}");
    }
    assert_eq!(
        fixed("title: x\n", &["null", "2026-11-22"]).as_deref(),
        Some("title: x\nrelated: [\"null\", \"2026-11-22\"]\n")
    );
}

#[test]
fn a_comment_moves_with_its_key() {
    assert_eq!(
        fixed("# levels are words\ndifficulty: easy # really\n\n# asked often\ntitle: >-\n  long\n  # no comment\ndraft: true\n# the end\n", &[]).as_deref(),
        Some("\n# asked often\ntitle: >-\n  long\n  # no comment\n# levels are words\ndifficulty: easy # really\ndraft: true\n# the end\n")
    );
}

/// A word in one of the ways to write it.
fn word(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    (select(words), 0..3usize).prop_map(|(word, style)| match style {
        0 => word.to_owned(),
        1 => format!("\"{word}\""),
        _ => format!("'{word}'"),
    })
}

const TAGS: [&str; 8] = [
    "sql",
    "Caching",
    "caching",
    "c++",
    "c#x",
    "load balancing",
    "load-balancing",
    "zero",
];
const SLUGS: [&str; 6] = ["acid", "wal", "2pc", "null", "a-b", "zab"];

/// A list in one of the ways to write it, with everything after the colon.
fn list(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let comment = select(&["", " # why", " "][..]);
    (vec((word(words), comment), 0..5), 0..6usize).prop_map(|(items, style)| {
        let plain: Vec<&str> = items.iter().map(|(word, _)| word.as_str()).collect();
        match style {
            0 => format!(" [{}]\n", plain.join(", ")),
            1 => format!(" [ {} ] # note\n", plain.join(" ,")),
            2 => format!("  [\n  {}\n  ]\n", plain.join(",\n  ")),
            3 if !plain.is_empty() => format!(" [{},]\n", plain.join(",")),
            _ => {
                let dash = if style == 4 { "- " } else { "  -  " };
                let lines = items
                    .iter()
                    .map(|(word, comment)| format!("{dash}{word}{comment}\n"));
                format!("\n{}", lines.collect::<String>())
            }
        }
    })
}

/// A key's lines.
fn entry(key: &'static str) -> BoxedStrategy<String> {
    let value: BoxedStrategy<String> = match key {
        "title" => select(&[" What?\n", " \"A: b\"  \n", " >-\n  long\n  # text\n", " |\n\n  tags: [no]\n\n", " two\n   lines\n"][..])
            .prop_map(str::to_owned)
            .boxed(),
        "difficulty" => select(&[" easy\n", "  hard # comment\n"][..]).prop_map(str::to_owned).boxed(),
        "tags" => list(&TAGS).boxed(),
        "added" | "reviewed" => Just(" 2026-11-22\n".to_owned()).boxed(),
        "volatile" | "draft" => select(&[" true\n", " false\n"][..]).prop_map(str::to_owned).boxed(),
        "sources" => select(&["\n  - title: \"x\"\n    # comment\n    url: https://example.org/\n\n  - title: y\n", " []\n", "\n- {title: z}\n"][..])
            .prop_map(str::to_owned)
            .boxed(),
        _ => list(&SLUGS).boxed(),
    };
    let lead = select(&["", "", "# about it\n", "\n", "\n# about it\n\n", "#\n"][..]);
    let quote = select(&["", "", "\"", "'"][..]);
    (lead, quote, value)
        .prop_map(move |(lead, quote, value)| format!("{lead}{quote}{key}{quote}:{value}"))
        .boxed()
}

fn front() -> impl Strategy<Value = String> {
    let keys = (subsequence(&KEYS[1..], 0..=KEYS.len() - 1), any::<Index>()).prop_map(
        |(mut keys, place)| {
            keys.insert(place.index(keys.len() + 1), "title");
            keys
        },
    );
    let keys = keys.prop_flat_map(|keys| Just(keys).prop_shuffle());
    let entries = keys.prop_flat_map(|keys| keys.into_iter().map(entry).collect::<Vec<_>>());
    (entries, select(&["", "# the end\n", "\n"][..]))
        .prop_map(|(entries, tail)| entries.concat() + tail)
}

fn parse(raw: &str) -> Option<FrontMatter> {
    let text = raw
        .trim_start_matches('\u{feff}')
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let path = String::new();
    let file = Arc::new(SourceText { path, text });
    let parts = front_matter::split(&file).ok()?;
    front_matter::parse(&file, parts.front).value
}

/// What a front matter says, without its places and the order of tags.
fn says(matter: FrontMatter) -> FrontMatter {
    let mut matter = FrontMatter {
        title_span: 0..0,
        reviewed_span: None,
        added_span: None,
        ..matter
    };
    matter.tags.sort_by(|a, b| a.value.slug.cmp(&b.value.slug));
    matter.tags.iter_mut().for_each(|tag| tag.span = 0..0);
    let slugs = matter.related.iter_mut().chain(&mut matter.aliases);
    slugs.for_each(|slug| slug.span = 0..0);
    matter
}

const NEW: [&[&str]; 3] = [&[], &["new"], &["new", "123"]];

proptest! {
    #![proptest_config(crate::support::cases(2000))]

    #[test]
    fn a_fix_changes_nothing_but_the_order(
        front in front(),
        body in "[a-z\r\n#:\\- é]{0,40}",
        new in select(&NEW[..]),
        mark in select(&["", "\u{feff}"][..]),
        line_end in select(&["\n", "\r\n"][..]),
        fence in select(&["---", "...", "--- "][..]),
    ) {
        let front = front.replace('\n', line_end);
        let head = format!("{mark}---{line_end}");
        let foot = format!("{fence}{line_end}{body}");
        let raw = format!("{head}{front}{foot}");
        let relations: Vec<Slug> = new.iter().map(|text| slug(text)).collect();
        let Some(Fixed { text, changes }) = fix(&raw, &relations) else {
            return Ok(());
        };
        prop_assert!(!changes.is_empty());
        prop_assert_ne!(&text, &raw);
        prop_assert!(text.starts_with(&head) && text.ends_with(&foot), "{text:?}");
        let before = says(parse(&raw).unwrap());
        let mut after = says(parse(&text).unwrap());
        let known = before.related.len();
        let added: Vec<&str> = after.related[known..].iter().map(|slug| slug.value.as_str()).collect();
        prop_assert_eq!(&added, new);
        after.related.truncate(known);
        prop_assert_eq!(before, after);
        prop_assert_eq!(fix(&text, &relations), None, "a second run");
        prop_assert_eq!(fix(&text, &[]), None, "a second run");
        // A tag that stood there twice may go, a comment may not.
        let comments = |text: &str| text.replace("c#x", "").matches('#').count();
        prop_assert_eq!(comments(&raw) - comments(&body), comments(&text) - comments(&body));
    }

    /// The promise above would be kept by doing nothing, so what can be done has to be.
    #[test]
    fn a_fix_leaves_the_keys_in_order(front in front()) {
        let raw = format!("---\n{front}---\nbody\n");
        prop_assume!(parse(&raw).is_some());
        let text = fix(&raw, &[]).map_or(raw.clone(), |fixed| fixed.text);
        // An error (a slug that is listed twice) keeps its file from being touched.
        if has_errors(&raw) {
            prop_assert_eq!(text, raw);
            return Ok(());
        }
        let places: Vec<usize> = KEYS
            .iter()
            .filter_map(|key| {
                let forms = [format!("\n{key}:"), format!("\n\"{key}\":"), format!("\n'{key}':")];
                forms.iter().find_map(|form| text.find(form.as_str()))
            })
            .collect();
        prop_assert!(places.is_sorted(), "{text}");
    }
}

fn has_errors(raw: &str) -> bool {
    let file = Arc::new(SourceText {
        path: String::new(),
        text: raw.to_owned(),
    });
    let parts = front_matter::split(&file).unwrap();
    front_matter::parse(&file, parts.front)
        .findings
        .iter()
        .any(|finding| {
            finding.severity == prepbook::diagnostic::Severity::Error
                && finding.code != prepbook::diagnostic::Code::DuplicateTag
        })
}
