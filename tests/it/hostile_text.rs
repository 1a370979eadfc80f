//! Hostile text: whatever a contributor writes, the site holds what was meant and nothing else.

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support;
use crate::support::hostile::{self, Bank, Part};

/// Runs a target of `fuzz/` on the inputs that are kept for it.
fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(support::REPOSITORY)
        .join("tests/hostile/inputs")
        .join(name);
    let mut inputs: Vec<_> = fs::read_dir(folder)
        .expect("a folder of inputs")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty(), "{name}");
    for input in inputs {
        let bytes = fs::read(&input).expect("an input");
        let outcome = std::panic::catch_unwind(|| target(&bytes));
        assert!(outcome.is_ok(), "{}", input.display());
    }
}

#[test]
fn front_matter_that_once_failed_holds_now() {
    replay("front_matter", hostile::front_matter);
}

#[test]
fn markdown_that_once_failed_holds_now() {
    replay("markdown", hostile::markdown);
}

#[test]
fn markdown_that_once_failed_makes_a_whole_site_now() {
    replay("markdown", |bytes| {
        let file = [b"---\ntitle: What?\n---\n", bytes].concat();
        check(&file, bytes, "title: Caching\n");
    });
}

#[test]
fn slugs_that_once_failed_hold_now() {
    replay("slugs", hostile::slugs);
}

#[test]
fn search_texts_that_once_failed_hold_now() {
    replay("search", hostile::search);
}

/// What others have stumbled over: pieces of YAML, of Markdown, of HTML, and of nothing.
const PIECES: &[&str] = &[
    "a",
    "b c",
    "É",
    "e\u{301}",
    "👩‍💻",
    "שלום",
    "\u{202e}",
    "\u{2028}",
    "\u{200d}",
    "\u{feff}",
    "İ",
    "ﬀ",
    "\u{fdd0}",
    "\u{a0}",
    "&#0;",
    "&#1;",
    "&#xFFFE;",
    "&#x202e;",
    "&lt;",
    "&amp;lt;",
    "&nosuch;",
    "&#13;",
    "\\",
    "\"",
    "'",
    "`",
    "``",
    "$",
    "$$",
    "*",
    "**",
    "_",
    "~~",
    "|",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "!",
    "#",
    "{",
    "}",
    ":",
    ": ",
    "-",
    "---",
    "...",
    "\t",
    " ",
    "  \n",
    "\\\n",
    "\n",
    "\n\n",
    "\n    ",
    "\n- ",
    "\n1. ",
    "\n- [ ] ",
    "\n> ",
    "\n> [!NOTE]\n> ",
    "\n: ",
    "\n# ",
    "\n## ",
    "\n### ",
    "\n## Key points\n\n- ",
    "\n## fn 1 {#fn-1}\n",
    " {#a}",
    " {#PB-main}",
    " {onclick=x}",
    "\n===\n",
    "\n```\n",
    "\n```rust {1} title=\"a\"\n",
    "\n~~~\n",
    "\n```pikchr\nbox \"a\"\n```\n",
    "\n| a | b |\n|:-:|-:|\n| c |",
    "[^a]",
    "\n[^a]: ",
    "\n[^b]: c[^a]\n",
    "[a]",
    "\n[a]: <b> \"c\"\n",
    "[a](",
    "](../caching/lru.md)",
    "](lru.md#x)",
    "](https://a.b/?c=d&e)",
    "](<javascript:x>)",
    "](data:text/html,x)",
    "](//a.b)",
    "](\\\\a.b)",
    "](mailto:a@b)",
    "](#a)",
    "](%2e%2e/x)",
    " \"title\")",
    "![",
    "![a](b.png)",
    "<https://a.b>",
    "<a@b.c>",
    "<javascript:x>",
    "$x^2$",
    "$\\text{<b>}$",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "<!x>",
    "</",
    "<a href=\"https://a.b\">",
    "<a name=x>",
    "</a>",
    "<b>",
    "</b>",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<details>",
    "<details open>",
    "<summary>",
    "</summary>",
    "</details>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<table>",
    "<caption>",
    "<tr>",
    "<td>",
    "</td>",
    "<th>",
    "</table>",
    "<h2>",
    "</h2>",
    "<section>",
    "<input>",
    "<button>",
    "</button>",
    "<select>",
    "<option>",
    "<template>",
    "<svg>",
    "</svg>",
    "<math>",
    "<mi>",
    "<style>",
    "</style>",
    "<script>",
    "</script>",
    "<title>",
    "<textarea>",
    "<xmp>",
    "<plaintext>",
    "<noscript>",
    "<form>",
    "<iframe>",
    "<frameset>",
    "<body>",
    "<html>",
    "<head>",
    "<pre>",
    "</pre>",
    "<br>",
    "</br>",
    "<hr/>",
    "<img src=x>",
    "<image>",
    "<figure>",
    "<figcaption>",
    "<blockquote>",
    "<code>",
    "<sub>",
    "<nobr>",
    "<font color=red>",
    " onclick=x",
    " href='",
    " id=\"PB-fn-1\"",
    " class=\"skip\"",
    "=\"",
    "title: ",
    "tags: [",
    "draft: true",
    "{{ 7 }}",
    "{% raw %}",
    "%YAML",
    "&a",
    "*a",
    "!!x",
];

/// A text made of pieces, with something of any kind among them.
fn pieces(most: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => select(PIECES).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    vec(piece, 0..most).prop_map(|pieces| pieces.concat())
}

/// A value of front matter: pieces in quotes, so that most of them are read, or bare, so that few are.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => pieces(6).prop_map(|text| serde_json::to_string(&text).expect("a text")),
        1 => pieces(4).prop_map(|text| text.replace('\n', " ")),
        1 => select(&["null", "[]", "{}", "2026-11-21", "easy", "true", "1"][..]).prop_map(str::to_owned),
    ]
}

/// A whole file with all that a question can hold, each part of it hostile.
fn question() -> impl Strategy<Value = String> {
    let body = (pieces(24), pieces(12), pieces(12), pieces(24));
    let matter = (value(), value(), value(), value(), value(), value());
    (matter, body).prop_map(|((title, tag, keyword, source, url, other), (short, point, heading, text))| {
        format!(
            "---\ntitle: {title}\ntags: [{tag}]\nkeywords: [{keyword}]\nreviewed: 2026-11-21\nsources:\n  - title: {source}\n    url: {url}\n{other}: {other}\n---\n\
             {short}\n\n## Key points\n\n- {point}\n\n## {heading}\n\n{text}\n"
        )
    })
}

/// Compiles two files beside a good one and a topic, and looks at everything that becomes of them.
fn check(first: &[u8], second: &[u8], about: &str) {
    let bank = Bank::new(&[
        ("caching/_topic.yaml", about.as_bytes()),
        (
            "caching/lru.md",
            b"---\ntitle: Which goes first?\nrelated: [first]\n---\nThis.\n",
        ),
        ("caching/first.md", first),
        ("storage/second.md", second),
    ]);
    hostile::check_findings(&bank.findings);
    hostile::check_site(&bank, Part::All);
}

proptest! {
    // Without a file: what is found is kept among the inputs instead.
    #![proptest_config(support::cases(64))]

    #[test]
    fn a_site_of_hostile_questions_holds_what_was_meant(first in question(), second in question(), about in value()) {
        let about = format!("title: {about}\ndescription: {about}\n");
        check(first.as_bytes(), second.as_bytes(), &about);
    }

    #[test]
    fn a_site_of_made_up_text_holds_what_was_meant(first in pieces(60), second in any::<Vec<u8>>()) {
        let first = format!("---\ntitle: What?\n---\n{first}");
        check(first.as_bytes(), &second, "title: Caching\n");
        check(first.trim_start_matches('-').as_bytes(), first.as_bytes(), &first);
    }
}
