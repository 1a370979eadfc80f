//! Diagrams and formulas: what they look like in a page, where their faults are, and that nothing an author writes in one
//! becomes anything but a drawing.

use std::fs;
use std::process::Command;
use std::process::Output;
use std::sync::Arc;

use insta::assert_snapshot;
use prepbook::compile::markdown::{self, Answer};
use prepbook::compile::{diagram, formula};
use prepbook::diagnostic::SourceText;
use prepbook::route::Slug;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::support::command::Finish as _;

/// Every element that a drawing may have.
const ELEMENTS: [&str; 30] = [
    "circle",
    "desc",
    "div",
    "ellipse",
    "figcaption",
    "figure",
    "math",
    "mfrac",
    "mi",
    "mn",
    "mo",
    "mover",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "path",
    "polygon",
    "span",
    "svg",
    "title",
];

/// Every attribute that a drawing may have, besides those that start like `aria-` or `stroke-`.
const ATTRIBUTES: [&str; 41] = [
    "alttext",
    "class",
    "cx",
    "cy",
    "d",
    "depth",
    "display",
    "displaystyle",
    "dominant-baseline",
    "fill",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "id",
    "largeop",
    "linethickness",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "points",
    "r",
    "role",
    "rx",
    "ry",
    "scriptlevel",
    "stretchy",
    "stroke",
    "symmetric",
    "tabindex",
    "text-anchor",
    "transform",
    "viewBox",
    "width",
    "x",
    "y",
    "aria-label",
    "aria-labelledby",
    "aria-describedby",
];

fn answer(text: &str) -> (Answer, Vec<String>) {
    let file = Arc::new(SourceText {
        path: "questions/t/q.md".into(),
        text: text.into(),
    });
    let checked = markdown::render(
        &file,
        0..text.len(),
        &Slug::parse("t").unwrap(),
        &prepbook::words::Words::english(),
    );
    let findings = checked.findings.iter().map(|finding| {
        let [(line, column), _] = finding.place.lines().unwrap();
        format!(
            "{line}:{column}: {}: {}",
            finding.code.name(),
            finding.message
        )
    });
    (checked.value.unwrap(), findings.collect())
}

fn html(text: &str) -> String {
    let (answer, findings) = answer(text);
    assert_eq!(findings, [""; 0], "{text}");
    answer.short.html
}

fn findings(text: &str) -> Vec<String> {
    answer(text).1
}

/// Checks that a piece of a page is well-formed, and holds only what it may.
fn assert_harmless(html: &str) {
    let mut reader = Reader::from_str(html);
    let mut depth = 0;
    loop {
        match reader
            .read_event()
            .unwrap_or_else(|error| panic!("{error}: {html}"))
        {
            Event::Start(start) => {
                assert_known(&start, html);
                depth += 1;
            }
            Event::Empty(start) => assert_known(&start, html),
            Event::End(_) => depth -= 1,
            Event::Text(_) | Event::GeneralRef(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}: {html}"),
        }
    }
    assert_eq!(depth, 0, "{html}");
}

fn assert_known(start: &BytesStart<'_>, html: &str) {
    let name = start.name().0.to_owned();
    assert!(
        name == "text" || ELEMENTS.contains(&name.as_str()),
        "{name}: {html}"
    );
    for attribute in start.attributes() {
        let attribute = attribute.unwrap();
        let (key, value) = (attribute.key.0, &attribute.value);
        let known = ATTRIBUTES.contains(&key) || key.starts_with("stroke-");
        assert!(
            known && key != "style" && !key.starts_with("on"),
            "{key}: {html}"
        );
        // What an author wrote stands in these two alone, escaped.
        if key != "alttext" && key != "aria-label" {
            assert!(
                !value.contains(['<', '>', ':', ';', '&']),
                "{key}={value}: {html}"
            );
            assert!(
                !value.contains("url") && !value.contains("//"),
                "{key}={value}: {html}"
            );
        }
        assert!(!value.contains(['<', '"']), "{key}={value}: {html}");
    }
}

#[test]
fn a_diagram_is_a_figure() {
    assert_snapshot!(html(
        "```pikchr title=\"Hand-over\"\nbox \"Producer\" rad 5px fit fill lightblue\narrow \"<b>\" above\nA: cylinder \"Queue\" fit\narrow dashed color red\ndot\n```\n"
    ));
}

#[test]
fn formulas_are_mathml() {
    for (name, text) in [
        ("inline", "Takes $O(n \\log n)$, if $a < b$."),
        (
            "display",
            "$$\n\\frac{1}{2} \\leq \\sqrt[3]{x_1^2} & \\text{a < b}~c\n$$"
                .replace(" &", "")
                .as_str(),
        ),
        (
            "table",
            "$$\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$$",
        ),
        ("sizes", "$\\bigl( a \\bigr) \\!\\, \\not= b$"),
    ] {
        let html = html(text);
        assert_harmless(&html.replace("<p>", "<div>").replace("</p>", "</div>"));
        assert_snapshot!(name, html);
    }
}

#[test]
fn prices_are_not_mathematics() {
    for text in [
        "It costs $5 and $6.",
        "From $5 to $10, or $1,000.",
        "US$5 and $ 6.",
        "\\$5/month and 6\\$",
        "`$x$` is code, and $ x$ and $x $ are text.",
        "One $ alone.",
    ] {
        assert!(!html(text).contains("<math"), "{text}");
    }
    assert_eq!(
        findings("US$5/US$6"),
        ["1:4: bad-formula: `$5/US$` touches a letter or a digit, as a price does"]
    );
    assert_eq!(
        findings("$5/month or $6/month, 7$."),
        ["1:16: bad-formula: `month` in a formula that starts like a price"]
    );
    assert_eq!(
        findings("It costs $5 a month (or 50$ a year)."),
        ["1:15: bad-formula: `month` in a formula that starts like a price"]
    );
}

#[test]
fn faults_have_their_place_in_the_file() {
    let cases: [(&str, &[&str]); 18] = [
        (
            "Text\n\n```pikchr title=\"x\"\nbox \"é\"\nbox \"a\" at Nowhere\n```\n",
            &["5:12: bad-diagram: no such object: `Nowhere`"],
        ),
        (
            "- a\n\n  > ```pikchr title=\"x\"\n  > box\n  >   arow\n  > ```\n",
            &["5:7: bad-diagram: pikchr cannot read on at `arow`"],
        ),
        (
            "```pikchr\nbox\n```\n",
            &["1:1: diagram-caption: this diagram has no caption"],
        ),
        (
            "```pikchr {1} title=\"x\"\nbox\n```\n",
            &["1:1: bad-fence: a diagram has no lines to mark"],
        ),
        (
            "```pikchr title=\"x\"\n```\n",
            &["1:1: bad-diagram: the diagram is empty"],
        ),
        (
            "```pikchr title=\"x\"\nbox; define a { box }\n```\n",
            &["2:6: bad-diagram: `define` is not supported"],
        ),
        (
            "```pikchr title=\"x\"\nprint \"<script>\"\n```\n",
            &["2:1: bad-diagram: `print` has no place on a page"],
        ),
        (
            "```pikcher title=\"x\"\nbox\n```\n",
            &["1:4: unknown-language: unknown code language `pikcher`"],
        ),
        (
            "A $x + \\foo$.",
            &["1:8: bad-formula: unknown command `\\foo`"],
        ),
        (
            "$$\na\n= \\fraq{1}{2}\n$$",
            &["3:3: bad-formula: unknown command `\\fraq`"],
        ),
        (
            "> $$\n> a\n> = \\fraq\n> $$",
            &["1:3: bad-formula: unknown command `\\fraq`"],
        ),
        (
            "$x^{2$}$",
            &["1:6: bad-formula: unexpected math `$` (math shift) character"],
        ),
        (
            "A $\\frac{a$ b.",
            &["1:3: bad-formula: `$` starts no formula"],
        ),
        ("$x_{a$", &["1:1: bad-formula: `$` starts no formula"]),
        ("$$ $$", &["1:3: bad-formula: the formula is empty"]),
        (
            "$50% of x$",
            &["1:4: bad-formula: `%` starts a comment, and the rest would be lost"],
        ),
        (
            "$\\newcommand{\\x}[0]{y}\\x$",
            &["1:2: bad-formula: `\\newcommand` is not supported"],
        ),
        (
            "# $\\color{red} x$",
            &["1:4: bad-formula: `\\color` is not supported"],
        ),
    ];
    for (text, wanted) in cases {
        assert_eq!(findings(text), wanted, "{text}");
    }
    for (text, place) in [
        ("$$\na\n+ b\n$$\n", "1:1"),
        ("kill $$", "1:6"),
        ("a $$x$ b", "1:3"),
    ] {
        let wanted = format!("{place}: bad-formula: `$$` starts no formula");
        assert_eq!(findings(text)[0], wanted, "{text}");
    }
    assert_eq!(findings("\\$\\$ and `$$`"), [""; 0]);
    let many = "```pikchr title=\"x\"\nbox\n```\n\n".repeat(33);
    assert_eq!(
        findings(&many),
        ["129:1: too-complex: more than 32 diagrams in one answer"]
    );
}

fn check(text: &str) -> Output {
    let folder = tempfile::TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("questions/t")).unwrap();
    fs::write(
        folder.path().join("questions/t/q.md"),
        format!("---\ntitle: Q?\n---\n{text}"),
    )
    .unwrap();
    Command::new(env!("CARGO_BIN_EXE_prepbook"))
        .current_dir(folder.path())
        .env("NO_COLOR", "1")
        .arg("check")
        .finish()
        .unwrap()
}

#[test]
fn the_command_shows_the_line_and_what_to_type() {
    let output = check("A diagram:\n\n```pikchr\nbox \"a\"\narow\n```\n\nAnd $\\frak{x}$.\n");
    assert_eq!(output.status.code(), Some(1));
    assert_snapshot!("report", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn macros_that_grow_without_end_end_at_once() {
    let bomb: String = (0..9)
        .map(|level| {
            format!(
                "define m{} {{ {} }}\n",
                level,
                format!("m{} ", level + 1).repeat(20)
            )
        })
        .collect();
    assert!(diagram::render(&format!("{bomb}define m9 {{}}\nm0"), None, "PB-x").is_err());
    for definition in [
        "\\def\\a{\\b\\b}\\def\\b{\\a\\a}\\a",
        "\\let\\a\\b\\a",
        "\\newcommand{\\a}[0]{\\a\\a}\\a",
    ] {
        assert!(formula::render(definition, true).is_err());
    }
}

#[test]
fn raw_html_cannot_reach_into_a_drawing() {
    let fence = "```pikchr title=\"A\"\nbox \"</svg><script>x</script>\" fit\n```";
    let text = format!(
        "<b title=\"\n\n{fence}\n\n\">x</b>\n\n<textarea>\n\n{fence}\n\n</textarea>\n\n<details>\n\n{fence}\n\n$a<b$ <i title=\"$x$\n\n</details>\n\n<script>\n\n{fence}\n\n</script>\n"
    );
    let (answer, _) = answer(&text);
    let html = answer.short.html;
    assert!(!html.contains("<script"), "{html}");
    assert!(html.contains("<details>"), "{html}");
    assert!(html.contains("&lt;/svg&gt;&lt;script&gt;"), "{html}");
    // As a browser reads it: nothing outside of the figures has an id, and no attribute holds a drawing.
    assert!(
        !html.contains("=\"<svg") && !html.contains("=\"<figure"),
        "{html}"
    );
}

#[test]
fn a_drawing_survives_raw_html_unchanged() {
    let drawn = "```pikchr title=\"A & B\"\nbox \"a < b\"\n```\n\n$x < y$\n";
    let without = html(drawn);
    let with = html(&format!("{drawn}\n<b>x</b>\n"));
    assert!(with.starts_with(&without), "{with}\n{without}");
}

#[test]
fn each_diagram_of_a_page_has_its_own_name() {
    let fence = "```pikchr title=\"A\"\nbox \"a\"\n```\n";
    let (answer, _) = answer(&format!(
        "{fence}\n## One\n{fence}\n{fence}\n[^n]\n\n[^n]: {}",
        fence.replace('\n', "\n    ")
    ));
    let html = format!(
        "{}{}{}",
        answer.short.html,
        answer.sections[0].body.html,
        answer.footnotes.unwrap_or_default()
    );
    for number in 1..=4 {
        assert_eq!(
            html.matches(&format!(" id=\"PB-diagram-{number}\""))
                .count(),
            1,
            "{html}"
        );
    }
}

#[test]
fn words_of_drawings_are_found() {
    let (answer, _) = answer(
        "```pikchr title=\"A hand-over\"\nbox \"Dead-letter queue\"\n```\n\nTakes $O(n \\log n)$.\n\n## Cost $n^2$\n",
    );
    assert_eq!(
        answer.short.text,
        "A hand-over Dead-letter queue Takes O(n log n)."
    );
    assert_eq!(answer.sections[0].heading.text, "Cost n^2");
    assert_eq!(answer.sections[0].heading.id, "cost-n2");
}

#[test]
fn eight_threads_draw_the_same() {
    let source = "box \"a\" fill pink\narrow\ncircle \"b\" at 1,1\nspline from last circle.n up then right then down";
    let draw = || {
        (0..50)
            .map(|_| {
                let picture = diagram::render(source, Some("x"), "PB-x").unwrap().html;
                picture + &formula::render("\\frac{a}{b} \\cdot \\sum_{i=0}^n i", true).unwrap()
            })
            .collect::<Vec<_>>()
    };
    let wanted = draw();
    let threads: Vec<_> = (0..8).map(|_| std::thread::spawn(draw)).collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), wanted);
    }
}

/// Measures one typical diagram and what it leaks: `cargo test --release --test drawing -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn how_long_a_typical_drawing_takes() {
    let source = "P: box \"Producer\" rad 6px fit\narrow right 60%\nQ: box \"Queue\" fit wid 150%\narrow right 60%\nbox \"Consumer A\" fit\nbox \"Consumer B\" fit with .n at last box.s + (0,-0.2)\narrow from Q.e to last box.w\n";
    let resident = || {
        let text = fs::read_to_string("/proc/self/statm").unwrap_or_default();
        text.split(' ')
            .nth(1)
            .and_then(|pages| pages.parse::<u64>().ok())
            .unwrap_or(0)
            * 4
    };
    let (before, start) = (resident(), std::time::Instant::now());
    for _ in 0..10_000 {
        diagram::render(source, Some("x"), "PB-x").unwrap();
    }
    println!(
        "a diagram: {:?}, {} bytes resident more",
        start.elapsed() / 10_000,
        (resident() - before) * 1024 / 10_000
    );
    let start = std::time::Instant::now();
    for _ in 0..10_000 {
        formula::render(
            "T(n) = 2\\,T\\left(\\frac{n}{2}\\right) + O(n \\log n)",
            true,
        )
        .unwrap();
    }
    println!("a formula: {:?}", start.elapsed() / 10_000);
}

/// Pieces of both languages, and of attacks.
fn soup(pieces: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => proptest::sample::select(pieces).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..most).prop_map(|pieces| pieces.concat())
}

const PIKCHR: &[&str] = &[
    "box ",
    "circle ",
    "arrow ",
    "line ",
    "spline ",
    "arc ",
    "dot ",
    "file ",
    "cylinder ",
    "oval ",
    "ellipse ",
    "diamond ",
    "text ",
    "move ",
    "[",
    "]",
    "\n",
    "; ",
    "\"a\" ",
    "\"</text><script>\" ",
    "\"&#60;&lt;&x;\" ",
    "\"\\\\ \\\" \" ",
    "fit ",
    "fill red ",
    "color 0xffffff ",
    "at 1,1 ",
    "from A ",
    "to B ",
    "A: ",
    "B: ",
    "A.n ",
    "B.start ",
    "last ",
    "1st ",
    "up ",
    "down 1 ",
    "left 50% ",
    "right until even with A ",
    "then ",
    "close ",
    "same ",
    "chop ",
    "rad 0.1 ",
    "wid 2 ",
    "ht 0 ",
    "dashed ",
    "dotted 0.1 ",
    "<-> ",
    "cw ",
    "thick ",
    "invis ",
    "bold big ",
    "mono small ",
    "ljust ",
    "aligned ",
    "behind A ",
    "scale = 0.5\n",
    "margin = -1\n",
    "fontscale = 2\n",
    "thickness = 0\n",
    "debug = 1\n",
    "debug_label_color = red\n",
    "$1 ",
    "{",
    "}",
    "(",
    ")",
    ",",
    "+",
    "-",
    "*",
    "/",
    "0 ",
    "99999999 ",
    "sqrt(",
    "sin(1)",
    "#",
    "//",
    "/*",
    "*/",
    "assert(1==",
    "with .s at ",
    "of ",
    "between ",
    "and ",
    "2 of the way ",
    "layer = ",
    "heading 45 ",
    "go ",
    ".c ",
    ".x ",
    "3rd vertex ",
    "previous ",
    "\u{e9}",
    "\u{2192}",
    "&rarr;",
    "nw ",
    "end ",
    "this.wid ",
];

const LATEX: &[&str] = &[
    "x",
    "1.5",
    "<",
    ">",
    "&",
    "\"",
    "'",
    "^",
    "_",
    "{",
    "}",
    "[",
    "]",
    " ",
    "\\frac",
    "\\sqrt",
    "\\sqrt[3]",
    "\\left(",
    "\\right)",
    "\\left.",
    "\\middle|",
    "\\begin{cases}",
    "\\end{cases}",
    "\\begin{pmatrix}",
    "\\end{pmatrix}",
    "\\begin{array}{c|c}",
    "\\begin{array}{||}",
    "\\end{array}",
    "\\begin{aligned}",
    "\\end{aligned}",
    "\\\\",
    "\\\\[2em]",
    "\\hline",
    "\\text{<b>}",
    "\\text",
    "\\operatorname{",
    "\\bigl",
    "\\Bigg<",
    "\\sum",
    "\\limits",
    "\\int",
    "\\not",
    "\\hat",
    "\\overbrace",
    "\\mathbf",
    "\\displaystyle",
    "\\kern1em",
    "\\hspace{-1em}",
    "\\char",
    "\\#",
    "\\ ",
    "~",
    "\\color{#é12é}",
    "\\href{javascript:x}",
    "\\def",
    "\\middle",
    "\\stackrel",
    "\\genfrac",
    "\\binom",
    "\\substack{a\\\\b}",
    "\\begin",
    "\\end",
    "\\begingroup",
    "\\endgroup",
    "\\dots",
    "\\prime",
    "\\mathop",
    "\\mathrel{",
    "\\overset",
    "\\pmod",
    "\\surd",
    "\\cancel",
    "\\Space{1em}{2em}{3em}",
    "\\mskip3mu",
    "\u{e9}",
    "\u{2192}",
    "%",
    "\n",
    "\\tag{1}",
    "\\boxed{x}",
    "\\class{x}",
];

/// Statements that are mostly right, so that the drawing itself is tried and not only the grammar.
fn statements() -> impl Strategy<Value = String> {
    let attribute = proptest::sample::select(ATTRIBUTES_OF_OBJECTS);
    let object = (
        proptest::sample::select(&["", "A: ", "B: "][..]),
        proptest::sample::select(OBJECTS),
        proptest::collection::vec(attribute, 0..4),
    )
        .prop_map(|(label, object, attributes)| {
            format!("{label}{object} {}", attributes.join(" "))
        });
    let statement =
        prop_oneof![6 => object, 1 => proptest::sample::select(SETTINGS).prop_map(str::to_owned)];
    proptest::collection::vec(statement, 1..8)
        .prop_map(|statements| format!("A: box\nB: circle\n{}", statements.join("\n")))
}

const OBJECTS: &[&str] = &[
    "arc",
    "arrow",
    "box",
    "circle",
    "cylinder",
    "diamond",
    "dot",
    "ellipse",
    "file",
    "line",
    "move",
    "oval",
    "spline",
    "text",
    "\"a\"",
    "[ box; arrow; C: dot ]",
    "[]",
];

const ATTRIBUTES_OF_OBJECTS: &[&str] = &[
    "\"a\"",
    "\"</text><script>\" bold",
    "\"&#60;&lt;&x;\" italic big",
    "\"\\\\ \\\" \" mono",
    "\"é\" ljust",
    "\"b\" aligned",
    "fit",
    "fill red",
    "fill none",
    "color 0xffffff",
    "color blue",
    "from A",
    "to B",
    "from A.n",
    "from B.start to A.end",
    "up",
    "down 1",
    "left 50%",
    "right until even with A",
    "then right 1",
    "then",
    "close",
    "chop",
    "rad 0.1",
    "rad 100",
    "wid 2",
    "wid -1",
    "ht 0",
    "ht 0.001",
    "dashed",
    "dotted 0.1",
    "dashed 0",
    "<->",
    "->",
    "cw",
    "ccw",
    "thick thick",
    "thin",
    "invis",
    "behind A",
    "same",
    "same as A",
    "diameter 0",
    "with .s at A.n",
    "at 1,1",
    "at A.c",
    "at 1/3 of the way between A and B",
    "heading 45",
    "go 1 heading 200",
    "width 200%",
    "thickness 0.5",
    "from last box.e",
    "to 1st vertex of last line",
    "from A to A",
    "to 2 right of A",
    "at 1000,1000",
    "to 0.5 of the way between last box.sw and B.ne",
];

const SETTINGS: &[&str] = &[
    "scale = 0.5",
    "margin = 1",
    "margin = -1",
    "fontscale = 2",
    "fontscale = -1",
    "thickness = 0",
    "thickness = -1",
    "debug = 1",
    "debug_label_color = red",
    "layer = -5",
    "charwid = 0",
    "charht = -1",
    "arrowht = 100",
    "arrowwid = -1",
    "left",
    "up",
    "down",
    "right",
    "boxwid = boxht * 2",
    "linerad = 10",
    "x = 1 / 3",
    "x -= 5; boxwid = x",
    "assert(1 == 1)",
    "fgcolor = red",
    "bgcolor = 0x223344",
    "C: A.n + (1,1)",
    "leftmargin = -9",
];

/// Formulas that are mostly right.
fn formulas() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(LEAVES).prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 4, |inner| {
        let template = proptest::sample::select(TEMPLATES);
        (template, proptest::collection::vec(inner, 4)).prop_map(|(template, parts)| {
            parts.iter().fold(template.to_owned(), |text, part| {
                text.replacen('@', part, 1)
            })
        })
    })
}

const LEAVES: &[&str] = &[
    "x",
    "12.5",
    "<",
    ">",
    "\\lt ",
    "\\& ",
    "a<b",
    "\"",
    "'",
    "\\alpha ",
    "\\sum ",
    "\\int ",
    "\\text{<b> & \"}",
    "\\operatorname{sn}",
    "\\log ",
    "+",
    "=",
    "(",
    ")",
    "|",
    "\\| ",
    "\\langle ",
    "\\, ",
    "\\! ",
    "\\quad ",
    "~",
    "\\ ",
    "\\dots ",
    "é",
    "→",
    "\\mathbb{R}",
    "\\not= ",
    "\\not< ",
    "\\bigl( ",
    "\\Bigg> ",
    "\\prime ",
    "\\colon ",
    "\\coloneqq ",
    "\\gtrless ",
    "\\with ",
    "\\lim ",
    "\\kern1em ",
    "\\displaystyle ",
    "\\bf ",
    "&",
    "^",
    "\\\\",
];

const TEMPLATES: &[&str] = &[
    "@@",
    "@ @ @",
    "{@}",
    "\\frac{@}{@}",
    "\\sqrt{@}",
    "\\sqrt[@]{@}",
    "\\left(@\\right.",
    "\\left\\langle@\\middle|@\\right]",
    "x^{@}",
    "x_{@}^{@}",
    "\\sum_{@}^{@}@",
    "\\hat{@}",
    "\\overbrace{@}^{@}",
    "\\underset{@}{@}",
    "\\stackrel{@}{@}",
    "\\mathbf{@}",
    "\\mathrm{@}",
    "\\boldsymbol{@}",
    "\\text{@}",
    "\\binom{@}{@}",
    "\\not{@}",
    "\\cancel{@}",
    "\\substack{@\\\\@}",
    "\\begin{cases}@&@\\\\@&@\\end{cases}",
    "\\begin{pmatrix}@&@\\\\[1em]@&@\\end{pmatrix}",
    "\\begin{array}{|c|r|}\\hline@&@\\\\\\hline@&@\\end{array}",
    "\\begin{array}{||c||}@\\end{array}",
    "\\begin{array}{c:c}@&@\\\\@\\end{array}",
    "\\begin{aligned}@&=@\\\\&=@\\end{aligned}",
    "\\begin{alignedat}{2}@&@&@\\end{alignedat}",
    "\\begin{gather}@\\\\@\\end{gather}",
    "\\begin{multline}@\\\\@\\end{multline}",
    "\\begin{split}@&@\\\\@\\end{split}",
    "\\begin{equation}@\\\\@\\end{equation}",
    "\\begin{rcases}@\\end{rcases}",
    "\\begin{align}@&@&@\\end{align}",
    "\\begin{subarray}{l}@\\\\@\\end{subarray}",
    "\\genfrac{(}{)}{1pt}{0}{@}{@}",
    "\\mathop{@}\\limits_{@}",
    "\\pmod{@}",
    "\\operatorname{@}",
    "\\sideset{@}{@}@",
];

proptest! {
    #![proptest_config(crate::support::cases(1500))]

    #[test]
    fn no_text_draws_anything_harmful(source in prop_oneof![1 => soup(PIKCHR, 40), 3 => statements()], caption in ".{0,20}") {
        if let Ok(diagram) = diagram::render(&source, Some(&caption), "PB-diagram-1") {
            assert_harmless(&diagram.html);
        }
    }

    #[test]
    fn no_formula_writes_anything_harmful(latex in prop_oneof![1 => soup(LATEX, 30), 3 => formulas()], is_display in any::<bool>()) {
        if let Ok(html) = formula::render(&latex, is_display) {
            assert_harmless(&html);
        }
    }

    #[test]
    fn any_text_at_all_is_read(text in "\\PC{0,80}") {
        let _ = diagram::render(&text, None, "PB-diagram-1");
        let _ = formula::render(&text, true);
        let _ = formula::check_dollars(&text, "", "");
        let _ = formula::words(&text);
    }

    #[test]
    fn places_of_faults_are_inside_of_the_text(source in soup(PIKCHR, 12), latex in soup(LATEX, 12)) {
        if let Err(flaw) = diagram::render(&source, None, "PB-diagram-1") {
            prop_assert!(source.get(flaw.at).is_some());
        }
        if let Err(flaw) = formula::render(&latex, false) {
            prop_assert!(latex.get(flaw.at).is_some());
        }
    }
}
