//! Mathematics: LaTeX between dollar signs becomes MathML, which browsers render themselves.
//!
//! `pulldown-latex` reads the LaTeX and writes MathML. Its source was read for this. It is not trusted, for these reasons:
//!
//! - It has bugs that panic (`panic!`, `unreachable!`, a slice inside a character in `\color`). They are caught and reported as an
//!   error of the formula.
//! - Arguments nest on the stack, one level for each 4 bytes of source (`\hat\hat\hat…`). With [`MAX_SOURCE_BYTES`], they take at
//!   most a quarter of a thread's stack.
//! - Macros may expand to a megabyte, far more than a page should carry. Definitions are refused; without macros, the output is
//!   linear in the source.
//! - Errors end up as `<merror>` in the output. We look at its events first, so that an error becomes a finding.
//! - `<`, `>` and `&` are written raw if they are an operator, a `\char` or inside `\operatorname`; some attributes lack a blank
//!   between them; `&nbsp;` is not an entity of XML. This is repaired, and output that still is not XML is refused.
//! - Colours become inline styles, which the page's policy forbids, and no single colour is readable in both themes. These commands
//!   are refused.

mod dollars;
mod mathml;
mod words;

use std::ops::Range;

use pulldown_latex::config::DisplayMode;
use pulldown_latex::event::{Content, Event};
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

use super::markup::{Flaw, escaped};
use words::letters;

pub use dollars::{check as check_dollars, was_meant};
pub use words::words;

/// The longest formula, in bytes. This also bounds the depth of recursion.
pub const MAX_SOURCE_BYTES: usize = 1500;

/// Blanks that are added on both sides of a formula for the parser. They keep the [`CONTEXT`] bytes that it shows around an error
/// from being cut.
const PADDING: usize = 16;

/// How many bytes on each side of an error a report shows: `CONTEXT_SIZE` in `pulldown_latex::parser::error`.
const CONTEXT: usize = 12;

/// Commands that are refused, and why.
const REFUSED: [(&str, &str); 14] = [
    ("def", MACRO),
    ("edef", MACRO),
    ("gdef", MACRO),
    ("xdef", MACRO),
    ("let", MACRO),
    ("futurelet", MACRO),
    ("newcommand", MACRO),
    ("renewcommand", MACRO),
    ("providecommand", MACRO),
    ("color", COLOUR),
    ("textcolor", COLOUR),
    ("colorbox", COLOUR),
    ("fcolorbox", COLOUR),
    ("char", "write the character itself"),
];

const MACRO: &str = "write it out: a formula defines no commands, which could grow without end";
const COLOUR: &str =
    "leave it out: a colour of its own cannot be read in both the light and the dark theme";

/// Commands that have other names elsewhere, to suggest the right ones.
const WORDS: [&str; 40] = [
    "alpha",
    "approx",
    "begin",
    "beta",
    "binom",
    "cdot",
    "cdots",
    "delta",
    "end",
    "epsilon",
    "equiv",
    "exists",
    "forall",
    "frac",
    "gamma",
    "geq",
    "infty",
    "int",
    "lambda",
    "lceil",
    "ldots",
    "left",
    "leq",
    "lfloor",
    "lim",
    "log",
    "mathbb",
    "mathrm",
    "neq",
    "operatorname",
    "prod",
    "rceil",
    "rfloor",
    "right",
    "sigma",
    "sqrt",
    "sum",
    "text",
    "theta",
    "times",
];

/// Renders LaTeX as one HTML element. A display formula is a block that scrolls.
pub fn render(latex: &str, is_display: bool) -> Result<String, Flaw> {
    check(latex)?;
    // The author can only avoid a bug of the library, so it is reported like an error of the formula.
    let mathml = std::panic::catch_unwind(|| to_mathml(latex, is_display))
        .unwrap_or_else(|_| Err(unreadable(latex)))?;
    let inside = mathml::rebuild(&mathml).ok_or_else(|| unreadable(latex))?;
    let source = escaped(latex.trim());
    Ok(match is_display {
        true => format!(
            "<span class=\"formula\" role=\"group\" aria-label=\"Formula\" tabindex=\"0\">\
             <math display=\"block\" alttext=\"{source}\">{inside}</math></span>"
        ),
        false => format!("<math alttext=\"{source}\">{inside}</math>"),
    })
}

/// Refuses what must not reach the parser.
fn check(latex: &str) -> Result<(), Flaw> {
    let all = 0..latex.len();
    if latex.len() > MAX_SOURCE_BYTES {
        return Err(Flaw::new(
            all,
            format!("a formula of more than {MAX_SOURCE_BYTES} bytes"),
            "make several formulas of it",
        ));
    }
    if latex.trim().is_empty() {
        return Err(Flaw::new(
            all,
            "the formula is empty",
            "write LaTeX between the dollar signs",
        ));
    }
    // Escaped backslashes are not skipped, so `\\def` is refused as well; after a line's end, letters hardly ever follow
    // directly.
    for (at, _) in latex.match_indices('\\') {
        let length = letters(&latex[at + 1..]);
        let name = &latex[at + 1..at + 1 + length];
        if let Some((name, hint)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
            return Err(Flaw::new(
                at..at + 1 + length,
                format!("`\\{name}` is not supported"),
                *hint,
            ));
        }
    }
    // Without braces, the library takes the rest of the formula for the name.
    for (at, command) in latex.match_indices("\\operatorname") {
        let end = at + command.len();
        if letters(&latex[end..]) == 0 && !latex[end..].trim_start().starts_with('{') {
            return Err(Flaw::new(
                at..end,
                format!("`{command}` lacks its braces"),
                "write `\\operatorname{arg max}`; limits go below it by `\\limits`",
            ));
        }
    }
    let comment = latex
        .match_indices('%')
        .find(|(at, _)| !latex[..*at].ends_with('\\'));
    match comment {
        Some((at, _)) => Err(Flaw::new(
            at..at + 1,
            "`%` starts a comment, and the rest would be lost",
            "write `\\%` for the sign",
        )),
        None => Ok(()),
    }
}

fn to_mathml(latex: &str, is_display: bool) -> Result<String, Flaw> {
    let blank = " ".repeat(PADDING);
    // A line's end means a blank in mathematics; without line ends, a report is easier to read.
    let padded = format!("{blank}{}{blank}", latex.replace('\n', " "));
    let storage = Storage::new();
    let mut events = Vec::new();
    for event in Parser::new(&padded, &storage) {
        let event = event.map_err(|error| flaw(&error.to_string(), latex, &padded))?;
        if let Event::Content(Content::Function(name)) = &event
            && name.contains(['<', '>', '&', '\\', '{', '}'])
        {
            let at = latex
                .find(name)
                .map_or(0..latex.len(), |at| at..at + name.len());
            return Err(Flaw::new(
                at,
                format!("`{name}` is no name of a function"),
                "write letters and blanks, as in `\\operatorname{arg max}`",
            ));
        }
        events.push(Ok::<_, std::convert::Infallible>(event));
    }
    let config = RenderConfig {
        display_mode: match is_display {
            true => DisplayMode::Block,
            false => DisplayMode::Inline,
        },
        ..RenderConfig::default()
    };
    let mut mathml = String::new();
    // Writing to a string cannot fail.
    let _ = push_mathml(&mut mathml, events.into_iter(), config);
    Ok(mathml)
}

fn unreadable(latex: &str) -> Flaw {
    Flaw::new(
        0..latex.len(),
        "this formula cannot be read",
        "write it simpler, or in other commands",
    )
}

/// Parses the parser's report. Its first line is the message; the text around the error follows after a bar:
///
/// ```text
/// parsing error: unknown primitive command found
/// ╭─► context:
/// │
/// │…   a + \foo b
/// │ ^^^^^^^^^^^^^
/// ╰──────────────
/// ```
///
/// The error lies behind the last token that was read, [`CONTEXT`] bytes into the text shown.
fn flaw(report: &str, latex: &str, padded: &str) -> Flaw {
    let mut lines = report.lines();
    let message = lines.next().unwrap_or_default();
    let message = message.trim_start_matches("parsing error: ");
    let shown = lines
        .filter_map(|line| line.strip_prefix('│'))
        .find(|line| !line.is_empty());
    let shown = shown.map(|line| line.strip_prefix(['…', ' ']).unwrap_or(line));
    let end = shown
        // Blanks after a command belong to it, so the last command extends to the end.
        .filter(|shown| !padded.ends_with(shown))
        .and_then(|shown| padded.find(shown))
        .map_or(latex.len(), |at| (at + CONTEXT).saturating_sub(PADDING));
    let end = latex.floor_char_boundary(end.min(latex.len()));
    explain(message, token_before(latex, end), latex)
}

/// The command or character that ends at a place.
fn token_before(latex: &str, end: usize) -> Range<usize> {
    let before = latex[..end].trim_end();
    let name = before.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    let start = match name.strip_suffix('\\') {
        Some(command) if name.len() < before.len() => command.len(),
        _ => {
            let last = before.chars().next_back().map_or(0, char::len_utf8);
            let start = before.len() - last;
            start - usize::from(before[..start].ends_with('\\'))
        }
    };
    start..before.len()
}

fn explain(message: &str, at: Range<usize>, latex: &str) -> Flaw {
    let token = &latex[at.clone()];
    let (message, hint) = match message {
        "unknown primitive command found" => {
            let name = token.trim_start_matches('\\');
            let guess = crate::diagnostic::nearest(name, WORDS).map_or_else(
                || {
                    "words stand in `\\text{…}`, names of functions in `\\operatorname{…}`"
                        .to_owned()
                },
                |found| format!("did you mean `\\{found}`?"),
            );
            (format!("unknown command `{token}`"), guess)
        }
        message if message.starts_with("unbalanced group") => (
            "a group is opened and not closed, or the other way round".to_owned(),
            "each `{` has its `}`, `\\left` its `\\right`, `\\begin{…}` its `\\end{…}`".to_owned(),
        ),
        "unkown mathematical environment found" => (
            "unknown environment".to_owned(),
            "use `aligned`, `cases`, `matrix`, `pmatrix` or `array`".to_owned(),
        ),
        message if message.starts_with("alignment not allowed") => (
            "`&` has nothing to align".to_owned(),
            "put the formula into `\\begin{aligned}…\\end{aligned}`, or write `\\&` for the sign"
                .to_owned(),
        ),
        message if message.starts_with("new line command") => (
            "`\\\\` ends no line here".to_owned(),
            "put the formula into `\\begin{aligned}…\\end{aligned}`".to_owned(),
        ),
        message if message.starts_with("expected an argument") || message == "expected a token" => {
            (
                format!("`{token}` lacks an argument"),
                "arguments stand in braces: `\\frac{a}{b}`, `x^{2}`".to_owned(),
            )
        }
        message => (
            // What follows a dash in these messages is a hint.
            message.split(" - ").next().unwrap_or(message).to_owned(),
            "write it simpler, or in other commands".to_owned(),
        ),
    };
    Flaw::new(at, message, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(latex: &str) -> (&str, String) {
        match render(latex, false) {
            Ok(html) => ("", html),
            Err(flaw) => (&latex[flaw.at], flaw.message),
        }
    }

    #[test]
    fn faults_are_found_where_they_are() {
        let cases = [
            (r"a + \foo b", r"\foo", r"unknown command `\foo`"),
            (r"\foo", r"\foo", r"unknown command `\foo`"),
            (
                r"\alpha+\beta+\gamma+\fraq{é}{b}+\delta+\epsilon",
                r"\fraq",
                r"unknown command `\fraq`",
            ),
            (
                r"é é é é é é é é \foo x",
                r"\foo",
                r"unknown command `\foo`",
            ),
            ("a +\n\\foo", r"\foo", r"unknown command `\foo`"),
            (
                "x^{2",
                "2",
                "a group is opened and not closed, or the other way round",
            ),
            ("a & b", "&", "`&` has nothing to align"),
            (r"\frac{a}", "}", "`}` lacks an argument"),
            (
                "x^2^3",
                "2",
                "trying to add a superscript twice to the same element",
            ),
            (r"\def\x{y}\x", r"\def", r"`\def` is not supported"),
            (
                r"\textcolor{red}{x}",
                r"\textcolor",
                r"`\textcolor` is not supported",
            ),
            (
                "50% off",
                "%",
                "`%` starts a comment, and the rest would be lost",
            ),
            (
                r"\operatorname{<b>}",
                "<b>",
                "`<b>` is no name of a function",
            ),
            (
                r"\href{https://x.org}{x}",
                r"\href",
                r"unknown command `\href`",
            ),
            (" ", " ", "the formula is empty"),
            (
                r"\operatorname*{max}",
                r"\operatorname",
                r"`\operatorname` lacks its braces",
            ),
        ];
        for (latex, at, message) in cases {
            assert_eq!(fault(latex), (at, message.to_owned()), "{latex}");
        }
        assert_eq!(
            fault(&"x".repeat(1501)).1,
            "a formula of more than 1500 bytes"
        );
    }

    #[test]
    fn the_deepest_formula_fits_into_a_small_stack() {
        for unit in [
            r"\hat", r"\not", "{", r"\left(", r"\sqrt", "x^", r"\relax", r"\frac1", "{}",
        ] {
            let latex = unit.repeat(MAX_SOURCE_BYTES / unit.len() - 1) + "x";
            let thread = std::thread::Builder::new().stack_size(1024 * 1024);
            let finished = thread
                .spawn(move || render(&latex, true).is_ok())
                .map(|handle| handle.join().is_ok());
            assert!(matches!(finished, Ok(true)), "{unit}");
        }
    }
}
