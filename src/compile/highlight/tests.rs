use super::*;

/// One line of each language that must be coloured.
const SAMPLES: [(&str, &str); 18] = [
    ("rust", "fn main() {}"),
    ("go", "func main() {}"),
    ("java", "class A { int x = 1; }"),
    ("kotlin", "fun main() { val x = 1 }"),
    ("python", "def f(): return 1"),
    ("javascript", "const x = 1;"),
    ("typescript", "const x: number = 1;"),
    ("sql", "SELECT 1 FROM t WHERE a = 'b'"),
    ("bash", "for f in *; do echo \"$f\"; done"),
    ("yaml", "key: 1 # note"),
    ("json", "{\"a\": 1}"),
    ("toml", "a = 1 # note"),
    ("dockerfile", "FROM debian:12"),
    ("http", "GET / HTTP/1.1\nHost: example.org"),
    ("protobuf", "message A { string b = 1; }"),
    ("graphql", "type A { b: Int }"),
    ("hcl", "resource \"a\" \"b\" {}"),
    ("diff", "-old\n+new"),
];

#[test]
fn every_promised_language_is_coloured() {
    for (word, code) in SAMPLES {
        let language = CodeLanguage::find(word);
        assert!(language.is_some(), "{word} is not known");
        let html = render(code, language, &[], &mut Budget::default()).html;
        assert!(
            html.contains("<span class="),
            "{word} has no colour: {html}"
        );
    }
}

#[test]
fn labels_name_languages_and_no_grammars() {
    let grammars = || {
        SYNTAXES
            .syntaxes()
            .iter()
            .map(|syntax| syntax.name.as_str())
    };
    for (name, _) in NAMES {
        assert!(grammars().any(|grammar| grammar == name), "{name}");
    }
    let words = [
        "(",
        ")",
        "Babel",
        "Generic",
        "Source",
        "Navigational",
        "Godot",
        "Again",
        "Asciidoctor",
        "Component",
        "React",
        "Panel",
        "Rails",
    ];
    for name in grammars().map(shown) {
        assert!(!words.iter().any(|word| name.contains(word)), "{name}");
    }
    for (word, name) in [
        ("js", "JavaScript"),
        ("jsx", "JavaScript"),
        ("mjs", "JavaScript"),
        ("tsx", "TypeScript"),
        ("bash", "Shell"),
        ("zsh", "Shell"),
        ("csharp", "C#"),
        ("fs", "F#"),
        ("fsharp", "F#"),
        ("cpp", "C++"),
        ("dot", "Graphviz"),
        ("proto", "Protocol Buffers"),
        ("f90", "Fortran"),
        ("adoc", "AsciiDoc"),
        ("erb", "ERB"),
        ("sass", "Sass"),
        ("tfstate", "JSON"),
        ("vue", "Vue"),
    ] {
        let found = CodeLanguage::find(word).and_then(|language| language.name());
        assert_eq!(found, Some(name), "{word}");
    }
}

#[test]
fn marked_lines_are_wrapped_and_text_survives() {
    let painted = render(
        "a < b\n\"c\"\n",
        CodeLanguage::find("text"),
        &[2..=2],
        &mut Budget::default(),
    );
    assert_eq!(painted.plain, None);
    assert_eq!(painted.html, "a &lt; b\n<span class=\"m\">\"c\"\n</span>");
}

#[test]
fn a_block_has_the_same_colours_however_often_it_comes() {
    let block = "/* a\nb */ fn main() {}\nlet s = \"\n{}\n\";\n/* a\nb */ fn main() {}\n";
    let render =
        |code: &str, word| render(code, CodeLanguage::find(word), &[], &mut Budget::default()).html;
    let rust = || render(block, "rust");
    let first = rust();
    // The same lines in another state, and with another grammar.
    let plain = render("b */ fn main() {}\n", "rust");
    let go = render(block, "go");
    assert_eq!(rust(), first);
    assert_ne!(go, first);
    assert!(first.contains("<span class=\"c\">b */"), "{first}");
    assert!(!plain.contains("<span class=\"c\">b"), "{plain}");
}

#[test]
fn an_endless_line_stays_plain() {
    let line = format!("let y = 1;\nlet x = \"{}\";", "a".repeat(MAX_LINE_BYTES));
    let painted = render(
        &line,
        CodeLanguage::find("rust"),
        &[],
        &mut Budget::default(),
    );
    assert!(!painted.html.ends_with("</span>"));
    assert_eq!(painted.plain, Some((1, Plain::LongLine)));
}

#[test]
fn code_without_end_is_coloured_up_to_the_budget() {
    let code = "let x = 1;\n".repeat(20_000);
    let mut budget = Budget::default();
    let painted = render(&code, CodeLanguage::find("rust"), &[], &mut budget);
    assert_eq!(painted.plain, Some((MAX_CODE_BYTES / 11, Plain::MuchCode)));
    let later = render("let x = 1;\n", CodeLanguage::find("rust"), &[], &mut budget);
    assert_eq!(later.plain, Some((0, Plain::MuchCode)));
    assert_eq!(later.html, "let x = 1;\n");
}

#[test]
fn brackets_without_end_make_no_state_without_end() {
    for word in ["rust", "json", "cpp", "bash"] {
        let code = "[(\n".repeat(20_000);
        let painted = render(&code, CodeLanguage::find(word), &[], &mut Budget::default());
        assert!(painted.html.len() >= code.len(), "{word}");
    }
    // Grammars go a hundred levels deep, so the size of the state kept for a line is bounded.
    let code = "{\"a\": [\n".repeat(5_000);
    let painted = render(
        &code,
        CodeLanguage::find("json"),
        &[],
        &mut Budget::default(),
    );
    assert_eq!(painted.plain, None);
}

#[test]
fn no_line_makes_a_grammar_try_without_end() {
    // Each of these once took from seconds to minutes; the test checks that they end.
    for (word, sign) in [
        ("cpp", "["),
        ("cs", "_"),
        ("typst", "`"),
        ("ini", " "),
        ("ini", "\t"),
        ("bash", "\t"),
        ("ts", "["),
        ("sv", "["),
        ("org", "*"),
        ("rust", "$"),
    ] {
        let start = "fn f<";
        let line = start.to_owned() + &sign.repeat(MAX_LINE_BYTES - start.len() - 1) + "\n";
        let code = line.repeat(4);
        let painted = render(&code, CodeLanguage::find(word), &[], &mut Budget::default());
        assert!(painted.html.len() >= code.len(), "{word}");
    }
}

#[test]
fn overlapping_marks_wrap_a_line_once() {
    let marked = [1..=2, 2..=2, 2..=9, 5..=9];
    let lines = marked_lines("a\nb\nc\n", &marked);
    assert_eq!(lines, [true, true, true, false]);
}
