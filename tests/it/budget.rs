//! Worst cases: files of half a megabyte that once took minutes, gigabytes, or a thousand pages of findings. What becomes of each
//! is counted in bytes and findings. How long each takes is for a release build to say; here none may hang.

use prepbook::diagnostic::Code;

use crate::support;
use crate::support::budget::{self, check};

const LIMIT: usize = 500 * 1024;

/// A file with this answer, cut to the size that is read.
fn answer(name: &str, body: &str) {
    let mut text = format!("---\ntitle: What?\n---\n{body}");
    let mut end = text.len().min(LIMIT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    check(name, &text);
}

/// A piece, again and again, in lines of some forty; `%` becomes a number.
fn flood(piece: &str) -> String {
    let mut text = String::new();
    let mut number = 0;
    while text.len() < LIMIT {
        text.push_str(&piece.replace('%', &number.to_string()));
        number += 1;
        if number % 40 == 0 {
            text.push('\n');
        }
    }
    text
}

fn numbered(count: usize, piece: &str) -> String {
    let numbers = 0..count;
    numbers
        .map(|number| piece.replace('%', &number.to_string()))
        .collect()
}

#[test]
fn html_that_a_browser_reads_otherwise_costs_no_more() {
    let unclosed = numbered(3000, "<b title=%></b:c>");
    answer(
        "unclosed",
        &format!("<p>\n{unclosed}\n{}", "<p>x".repeat(3000)),
    );
    let long: String = (0..15)
        .map(|at| format!("<b title=\"{at}{}\">", "t".repeat(3900)))
        .collect();
    let paragraphs = "<p>x\n".repeat(6000);
    answer(
        "long titles",
        &format!("<div>\n{}\n{paragraphs}", long.replace("><", ">\n<")),
    );
    answer(
        "textarea",
        &format!("<div>\n<textarea>{unclosed}{}", "<p>x".repeat(3000)),
    );
    for piece in [
        "<p>x",
        "<b><p>x</b>",
        "<b title=%><p>x</b>",
        "<a href=https://x.org/%>x",
        "<li>x",
        "<u></u>",
        "<x y=1>",
        "<!-- x -->",
        "<",
        "<?x",
        "<div>",
        "<dt>x<dd>",
        "<td>x",
        "<tr><tbody>",
        "x > ",
        "<b><td></b>",
        "<b title=%></p>",
        "&nbsp;",
        "<details><summary>x</summary></details>",
    ] {
        answer(piece, &format!("<div>\n{}", flood(piece)));
    }
    answer("attributes", &format!("<div>\n<b {}>", flood("a%=1 ")));
    answer(
        "across paragraphs",
        &format!(
            "{}\n\n{}",
            numbered(14, "<b title=%>"),
            "x\n\n".repeat(30_000)
        ),
    );
    answer("crossed", &flood("*a <b>c* d</b> "));
}

#[test]
fn tables_in_html_cost_no_more() {
    for piece in [
        "<tr><td rowspan=65534 colspan=1000>x",
        "<td rowspan=50 colspan=50>x",
        "<td colspan=50>x",
        "<tr><td rowspan=50 colspan=2>x",
        "<b>x</b>",
        "x<tr>",
        "<table><tr><td>",
        "<caption>x",
    ] {
        answer(piece, &format!("<table>\n{}", flood(piece)));
    }
}

#[test]
fn grammars_on_lines_without_end_cost_no_more() {
    for word in [
        "cpp",
        "cs",
        "ini",
        "objective-c++",
        "sv",
        "typst",
        "org",
        "asa",
        "bash",
        "ts",
        "rust",
        "json",
        "md",
        "tex",
    ] {
        for sign in ["[", "`", " ", "(", "{\"a\": ["] {
            let line = format!("fn f<{}\n", sign.repeat(480 / sign.len()));
            let code = line.repeat(LIMIT / line.len());
            answer(
                &format!("{word} {sign}"),
                &format!("```{word}\n{code}```\n"),
            );
        }
    }
    answer("deep", &format!("```json\n{}```\n", "[\n".repeat(200_000)));
    answer("blocks", &"```rust\nfn a() {}\n```\n".repeat(16_000));
    let marks = "1-1,".repeat(15_000);
    answer(
        "marks",
        &format!("```rust {{{marks}1}}\n{}```\n", "x\n".repeat(100_000)),
    );
}

#[test]
fn suggestions_cost_no_more() {
    let headings = numbered(990, "## heading number % of many words here\n");
    let anchors = numbered(6000, "[x](#heading-numbr-%-of-mny-words-hre)\n");
    answer("anchors", &(headings + &anchors));
    answer("languages", &numbered(20_000, "```unknownlang%\n```\n"));
    answer(
        "a long language",
        &format!("```{}\n```\n", "a".repeat(60_000)),
    );
    answer("links", &numbered(15_000, "[x](nothing-like-%.md)\n"));
    let long = format!("[x](#{}%)\n", "ab-".repeat(18_000));
    let words = format!("## {}%\n", "a b ".repeat(10_000));
    answer("long anchors", &(numbered(6, &words) + &numbered(4, &long)));
}

#[test]
fn floods_of_findings_cost_no_more() {
    for piece in [
        "$\\foo$ ",
        "$$ ",
        "https://x.org/a) ",
        "[x](javascript:%) ",
        "\u{202e}",
        "![](https://x.org/a.png) ",
        "```rust {0}\n```\n",
        "```pikchr\nbxo\n```\n\n",
        "<u></u>\n\n",
        "[x][y%] ",
    ] {
        answer(piece, &flood(piece));
        // Below the limit of elements, too.
        answer(
            piece,
            &flood(piece).chars().take(100_000).collect::<String>(),
        );
    }
    let classes = numbered(80, " .c%");
    answer("classes", &numbered(990, &format!("## a {{{classes}}}\n")));
    answer(
        "wide lines",
        &format!("```\n{}```\n", format!("{}\n", "x".repeat(81)).repeat(6000)),
    );
    let address = format!("https://x.org/{}\n", ")".repeat(60_000));
    answer("brackets", &address.repeat(8));
}

#[test]
fn floods_of_small_things_cost_no_more() {
    for piece in [
        "- [ ] a\n",
        "$x$ ",
        "- [ ] $a$\n",
        "> ## a\n\n",
        "**x",
        "*a **b ",
        "[",
        "[a](",
        "`a` ",
        "a\n: b\n\n",
        "> [!NOTE]\n> x\n\n",
        "w% ",
        "lorem ipsum ",
        "\"a\" -- 'b' ",
        "<https://x.org/> ",
        "![a](b.png) ",
        "x[^%] ",
        "x[^1] ",
    ] {
        answer(piece, &flood(piece));
        answer(
            piece,
            &flood(piece).chars().take(150_000).collect::<String>(),
        );
    }
    answer(
        "notes",
        &(numbered(9000, "x[^%] ") + "\n\n" + &numbered(9000, "[^%]: y\n\n")),
    );
    answer(
        "references",
        &(numbered(9000, "[a%]: https://x.org/\n") + "\n" + &numbered(9000, "[a%] ")),
    );
    answer("headings", &"## a\n".repeat(990));
    answer(
        "long headings",
        &format!("## {}\n", "word ".repeat(100)).repeat(990),
    );
    answer("fractions", &"$\\frac{x}{y}$ ".repeat(30_000));
}

#[test]
fn words_that_are_all_different_cost_no_more() {
    let many = |count: u32, word: &dyn Fn(u32) -> String| -> String {
        // A number that looks like none of its neighbours.
        let words = (0..count).map(|at| word(at.wrapping_mul(2_654_435_761)));
        let line = |(at, word): (usize, String)| match at % 40 {
            39 => word + "\n",
            _ => word + " ",
        };
        words.enumerate().map(line).collect()
    };
    let letters = |mut number: u32| -> String {
        let mut word = String::new();
        while number > 0 {
            word.push(char::from(b'a' + (number % 26) as u8));
            number /= 26;
        }
        word
    };
    // Each in as many as are read, and in more.
    for count in [6_000, 9_500, 19_500] {
        answer("words", &many(count, &letters));
        answer("digests", &many(count, &|at| format!("{at:x}")));
        answer(
            "identifiers",
            &many(count, &|at| format!("{}Ab", letters(at))),
        );
        answer("numbers", &many(count, &|at| format!("v{at}")));
        answer(
            "chains",
            &many(count, &|at| format!("{}-{}", letters(at), letters(at / 7))),
        );
        answer("code", &many(count, &|at| format!("`\"{}\"`", letters(at))));
        answer(
            "bars",
            &many(count, &|at| format!("{}{}", "\\\\".repeat(20), letters(at))),
        );
        let sign = |at: u32| char::from_u32(0x4e00 + at % 20_000).unwrap_or('x');
        answer(
            "signs",
            &many(count, &|at| format!("{}{}", sign(at), sign(at / 3))),
        );
        let letter = |at: u32| char::from_u32(0x10400 + at % 40).unwrap_or('x');
        answer(
            "letters of four bytes",
            &many(count, &|at| {
                (0..12).map(|place| letter(at >> place)).collect()
            }),
        );
        let heading = |at: u32| {
            let words = (0..20).map(|word| letters(at.wrapping_mul(word + 1)) + " ");
            format!("\n## {}\n", words.collect::<String>())
        };
        answer("headings", &many(count / 21, &heading));
        let cyrillic = |at: u32| char::from_u32(0x430 + at % 32).unwrap_or('x');
        let heading = |at: u32| {
            let words = (0..20).map(|word| {
                (0..8)
                    .map(|place| cyrillic(at >> (word + place)))
                    .collect::<String>()
                    + " "
            });
            format!("\n### {}\n", words.collect::<String>())
        };
        answer("headings of two bytes", &many(count / 21, &heading));
    }
}

#[test]
fn an_answer_of_a_books_length_is_refused_once() {
    let line = "so many words that nobody reads all of them ".repeat(4);
    let words = format!("{line}\n").repeat(20_000 / 36);
    let findings = |body: &str| {
        let text = format!("---\ntitle: What?\n---\n{body}");
        let bank = support::hostile::Bank::new(&[("caching/ttl.md", text.as_bytes())]);
        let of_file = bank.findings.into_iter();
        of_file
            .filter(|finding| finding.code != Code::EmptyBank)
            .map(|finding| finding.message)
            .collect::<Vec<_>>()
    };
    assert_eq!(findings(&words), Vec::<String>::new());
    assert_eq!(
        findings(&words.repeat(2)),
        ["more than 20000 words in one answer, or parts of words"]
    );
}

#[test]
fn signs_that_are_longer_when_they_are_written_cost_no_more() {
    for piece in [
        "\\\\", "&", "\\<", "\"", "\u{2028}", "$<$ ", "`<` ", "&#10;",
    ] {
        let line = format!("{}\n", piece.repeat(70));
        for most in [300_000, 150_000, 120_000] {
            answer(piece, &line.repeat(most / line.len()));
            let code = line.repeat(most / line.len());
            answer(piece, &format!("```\n{code}```\n"));
        }
    }
}

#[test]
fn what_is_said_of_long_lines_is_short() {
    let long = "x".repeat(60_000);
    for piece in [
        "[x](javascript:%)\n",
        "<u title=%>\n",
        "$\\foo{%}$\n\n",
        "$\\foo{x\n%}$\n\n",
        "## a {#A%}\n",
        "<u title='\n%'>\n\n",
        "[x][%]\n",
        "```%\n```\n",
        "https://x.org/%)\n",
        "<!-- %\n",
        "![%](https://x.org/a.png)\n",
    ] {
        answer(piece, &piece.replace('%', &long).repeat(8));
    }
    answer("an open tag", &format!("<div>\n<b x='{}", flood("abc ")));
}

#[test]
fn tables_of_many_cells_cost_no_more() {
    let head = |columns: usize| format!("|{}\n|{}\n", "a|".repeat(columns), "-|".repeat(columns));
    answer("columns", &(head(9000) + &"|x|\n".repeat(5)));
    answer("rows", &(head(3) + &"|x|y|z|\n".repeat(8000)));
    answer("cells", &(head(300) + &"x\n".repeat(200_000)));
    let right = format!("|{}\n|{}\n", "a|".repeat(90), "-:|".repeat(90));
    answer("marks", &(right + &"x\n".repeat(1000)));
}

#[test]
fn lists_of_the_front_matter_are_limited() {
    for key in ["tags", "aliases", "related", "keywords"] {
        let names = numbered(1200, "a%, ");
        check(
            key,
            &format!("---\ntitle: What?\n{key}: [{names}a]\n---\nx\n"),
        );
    }
}

#[test]
fn made_up_files_stay_within_their_measure() {
    // A few of what the fuzzer makes; one byte more or less is another file.
    for seed in 0..24u32 {
        let bytes = (0..64u32).map(|at| {
            (at.wrapping_mul(2_654_435_761)
                .wrapping_add(seed.wrapping_mul(40_503))
                >> 13) as u8
        });
        budget::budget(&bytes.collect::<Vec<_>>());
    }
}
