//! Very large files made of the most expensive pieces. The size of everything that is made from them must stay within limits.
//!
//! `text` makes such a file from a few bytes, so a fuzzer that changes one byte changes half a megabyte. The time is limited by
//! the fuzzer (`-timeout`, `-rss_limit_mb`); here, bytes and findings are counted.

use prepbook::diagnostic::{self, Code, Format, MOST_SHOWN};
use prepbook::input::text::{MAX_FILE_BYTES, MAX_LINE_BYTES};

use super::hostile::{Bank, Part};

/// The most bytes written for one question: its page, its card, its part of the search, and everything else; and for one download.
const MAX_SITE_BYTES: usize = 4 * 1024 * 1024;

/// The most bytes printed about one file.
const MAX_REPORT_BYTES: usize = 256 * 1024;

/// Pieces that cost a reader more than their author. `%` becomes a number, so that no two are alike.
pub const PIECES: [&str; 112] = [
    // HTML.
    "<b title=%>",
    "</b:c>",
    "</b>",
    "<i>",
    "<p>",
    "</p>",
    "<p>x",
    "<div>",
    "</div>",
    "<u></u>",
    "<a href=https://x.org/%>",
    "</a>",
    "<table>",
    "</table>",
    "<tr>",
    "<tbody>",
    "<caption>",
    "<td rowspan=65534 colspan=1000>",
    "<td>",
    "</td>",
    "<ul>",
    "<li>",
    "<dl>",
    "<dt>",
    "<details>",
    "<summary>",
    "<pre>",
    "<textarea>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<b ",
    "a%=1 ",
    "title=\"",
    "<?x",
    "</",
    "<",
    ">",
    "<br>",
    "<img src=x alt=y>",
    "<svg>",
    "<b%>",
    // Code.
    "```\n",
    "```cpp\n",
    "```rust {1-9}\n",
    "```ini\n",
    "```bash\n",
    "```typst\n",
    "```json\n",
    "```cs\n",
    "```org\n",
    "```sv\n",
    "```asa\n",
    "```none%\n",
    "~~~ts\n",
    "fn f<",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "/*",
    "$(",
    "::",
    "    x\n",
    "`",
    // Drawings.
    "```pikchr\n",
    "box \"%\"\n",
    "arrow\n",
    "$",
    "$$",
    "$x$ ",
    "\\frac{x}{y}",
    "\\foo",
    "^",
    "_",
    "\\begin{matrix}",
    "&",
    // Everything else.
    "x",
    "word% ",
    " ",
    "\t",
    "\n",
    "\n\n",
    "- ",
    "- [ ] a\n",
    "> ",
    "# ",
    "## a\n",
    "### b% {#c%}\n",
    "|",
    "|-",
    "*",
    "**",
    "~~",
    "![a](b.png)",
    "[a](#b%) ",
    "[a](b%.md) ",
    "[a](javascript:%) ",
    "[a%]",
    "[^%]",
    "[^%]: x\n\n",
    "[a%]: https://x.org/\n",
    "&nbsp;",
    "https://x.org/) ",
    "\u{202e}",
    "a\n: b\n\n",
    "\"'...--",
    "1. ",
    "\\",
];

/// A question's file made of groups of pieces, repeated as the bytes say.
pub fn text(data: &[u8]) -> String {
    let mut text = String::from("---\ntitle: What?\nreviewed: 2026-11-21\n---\n");
    let mut bytes = data.iter().map(|byte| usize::from(*byte));
    let mut line = 0;
    let mut number = 0;
    while let (Some(kind), Some(often)) = (bytes.next(), bytes.next()) {
        let group: String = bytes
            .by_ref()
            .take(1 + kind % 4)
            .map(|byte| PIECES[byte % PIECES.len()])
            .collect();
        let most = if kind & 128 == 0 {
            400
        } else {
            MAX_LINE_BYTES - 1000
        };
        for _ in 0..1usize << (often % 17) {
            let group = group.replace('%', &number.to_string());
            number += 1;
            if text.len() + group.len() + 1 > MAX_FILE_BYTES as usize {
                return text;
            }
            text.push_str(&group);
            line = match group.rfind('\n') {
                Some(at) => group.len() - at,
                None => line + group.len(),
            };
            if line > most {
                text.push('\n');
                line = 0;
            }
        }
    }
    text
}

/// Checks that everything made from a file stays within the limits.
pub fn check(name: &str, text: &str) {
    assert!(text.len() <= MAX_FILE_BYTES as usize);
    let bank = Bank::new(&[("caching/ttl.md", text.as_bytes())]);
    let mut findings = bank.findings.clone();
    if diagnostic::has_errors(&findings) {
        // As in a build, an empty bank is not reported if its files have errors.
        findings.retain(|finding| finding.code != Code::EmptyBank);
    }
    diagnostic::sort(&mut findings);
    // At most the findings of the compiler and those of the bank, each with a line for further errors and for further warnings.
    assert!(
        findings.len() <= 4 * (MOST_SHOWN + 1),
        "{name}: {} findings",
        findings.len()
    );
    let findings = diagnostic::limit(findings);
    assert!(
        findings.len() <= MOST_SHOWN + 2,
        "{name}: {} findings",
        findings.len()
    );
    let report = diagnostic::render(&findings, Format::Human, false);
    assert!(
        report.len() <= MAX_REPORT_BYTES,
        "{name}: {} bytes of report",
        report.len()
    );
    let site = bank.site(Part::All);
    // What readers take away says all of it again, each form for itself.
    let is_copy = |path: &str| {
        let folders = ["downloads/", "print/", "llms"];
        path.ends_with(".md") || folders.iter().any(|folder| path.starts_with(folder))
    };
    let (copies, own): (Vec<_>, Vec<_>) = site.iter().partition(|(path, _)| is_copy(path));
    let bytes: usize = own.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(bytes <= MAX_SITE_BYTES, "{name}: {bytes} bytes of site");
    for (path, bytes) in copies {
        let bytes = bytes.len();
        assert!(bytes <= MAX_SITE_BYTES, "{name}: {bytes} bytes of {path}");
    }
}

/// A target of `fuzz/`.
pub fn budget(data: &[u8]) {
    check("made up", &text(data));
}
