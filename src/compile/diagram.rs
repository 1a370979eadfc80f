//! Diagrams: a fence in the language `pikchr` becomes a picture in the page, drawn when the site is built.
//!
//! [Pikchr](https://pikchr.org/home/doc/trunk/doc/userman.md) describes a picture in words. The crate `pikchr` carries
//! its C source, which was read for this:
//!
//! - It keeps no state between calls: all data hangs on a structure on the stack, and its tables are constant. So it may be called
//!   from several threads at once.
//! - It reads its source up to the first NUL, so a source with a NUL is refused.
//! - Its limit of tokens does not count macros that expand to nothing, so ten nested `define`s can run for ever. Macros are
//!   refused. Without them, time and output are bounded by the length of the source, which is limited.
//! - `print` writes text in front of the picture, which has no place on a page. It is refused.
//! - The crate frees a picture only if its pointer is null, which is never, so each call leaks its output. Safe Rust cannot free
//!   it. Measured over 10,000 calls, a diagram of four boxes leaks about 2 KB; the worst found for a source of
//!   [`MAX_SOURCE_BYTES`] (195 objects that repeat a path of 195 points) leaks 0.95 MB. An answer may have 32 diagrams, a build
//!   ends soon after, and the preview compiles only what has changed.
//! - Never pass it a class: the crate frees that string before it is used.

mod colour;
mod scan;
mod svg;

use std::ops::Range;

use pikchr::{Pikchr, PikchrFlags};

use super::markup::{Flaw, escaped};
use crate::diagnostic::did_you_mean;

/// The word after the backticks.
pub const LANGUAGE: &str = "pikchr";

/// The longest source, in bytes: enough for forty boxes, more than one diagram should have.
pub const MAX_SOURCE_BYTES: usize = 4 * 1024;

/// The longest SVG that pikchr may answer with, in bytes.
const MAX_SVG_BYTES: usize = 192 * 1024;

/// Below this part of its natural width, a picture scrolls instead of shrinking further: text of 16 px stays above 11 px.
const SMALLEST_SCALE: f64 = 0.7;

/// A phone's column, in pixels, with room to spare.
const NARROW: f64 = 300.0;

/// The step between the least widths of the classes `diagram-8`, `diagram-9`, … in `static/css/drawing.css`.
const STEP: f64 = 40.0;

/// The hint if there is no better one.
const GRAMMAR: &str = "write an object and its attributes, such as `box \"Queue\" fit` or `arrow from A to B`; \
                       all words: https://pikchr.org/home/doc/trunk/doc/grammar.md";

/// Words that pikchr knows, for suggestions.
const WORDS: [&str; 58] = [
    "above",
    "arc",
    "arrow",
    "at",
    "below",
    "big",
    "bold",
    "box",
    "center",
    "chop",
    "circle",
    "close",
    "color",
    "cylinder",
    "dashed",
    "diamond",
    "dot",
    "dotted",
    "down",
    "ellipse",
    "even",
    "file",
    "fill",
    "first",
    "fit",
    "from",
    "go",
    "heading",
    "height",
    "invis",
    "italic",
    "last",
    "left",
    "line",
    "ljust",
    "mono",
    "move",
    "of",
    "oval",
    "previous",
    "radius",
    "right",
    "rjust",
    "same",
    "small",
    "spline",
    "text",
    "then",
    "thick",
    "thickness",
    "thin",
    "to",
    "until",
    "up",
    "way",
    "width",
    "with",
    "between",
];

/// A picture, ready for a page.
#[derive(Debug, PartialEq, Eq)]
pub struct Diagram {
    /// A `<figure>`.
    pub html: String,
    /// The caption and the labels, for searching.
    pub words: String,
}

/// Draws a diagram. `id` is the prefix of ids on the page; the caption is shown below it and is its name for screen readers.
pub fn render(source: &str, caption: Option<&str>, id: &str) -> Result<Diagram, Flaw> {
    check(source)?;
    let drawn = Pikchr::render(source, None, PikchrFlags::default())
        .map_err(|report| flaw(&report, source))?;
    let all = 0..source.trim_end().len();
    if drawn.len() > MAX_SVG_BYTES {
        return Err(Flaw::new(
            all,
            format!("this draws more than {MAX_SVG_BYTES} bytes"),
            "draw less, or make two diagrams of it",
        ));
    }
    let Some(picture) = svg::rebuild(drawn.rendered()) else {
        return Err(Flaw::new(
            all,
            "this draws what no page can show",
            "a picture is up to 2000 pixels wide and 4000 high, where an inch is 144; look for a size or a place far away",
        ));
    };
    Ok(figure(&picture, caption, id))
}

/// Refuses what must not reach pikchr.
fn check(source: &str) -> Result<(), Flaw> {
    let all = 0..source.trim_end().len();
    if source.len() > MAX_SOURCE_BYTES {
        return Err(Flaw::new(
            all,
            format!("a diagram of more than {MAX_SOURCE_BYTES} bytes"),
            "make two diagrams of it",
        ));
    }
    if let Some(at) = source.find('\0') {
        return Err(Flaw::new(at..at + 1, "NUL, which no text has", "remove it"));
    }
    match scan::refused(source) {
        Some((at, word @ "define")) => Err(Flaw::new(
            at,
            format!("`{word}` is not supported"),
            "write it out: a macro can grow without end; `same` repeats the look of an object",
        )),
        Some((at, word)) => Err(Flaw::new(
            at,
            format!("`{word}` has no place on a page"),
            "put the text into the diagram: `text \"…\"`",
        )),
        None if !scan::has_statement(source) => Err(Flaw::new(
            all,
            "the diagram is empty",
            "draw something, such as `box \"Queue\"`",
        )),
        None => Ok(()),
    }
}

fn figure(picture: &svg::Drawing, caption: Option<&str>, id: &str) -> Diagram {
    let svg::Drawing {
        width,
        height,
        inside,
        labels,
    } = picture;
    let view = match least_width(*width) {
        Some(step) => format!(
            "<div class=\"diagram-view diagram-{step}\" role=\"group\" aria-label=\"Diagram\" tabindex=\"0\">"
        ),
        None => "<div class=\"diagram-view\">".to_owned(),
    };
    let title = escaped(caption.unwrap_or("Diagram"));
    let (described, description) = match labels.is_empty() {
        true => (String::new(), String::new()),
        false => (
            format!(" aria-describedby=\"{id}-labels\""),
            format!(
                "<desc id=\"{id}-labels\">Labels: {}</desc>",
                escaped(&labels.join("; "))
            ),
        ),
    };
    let shown = caption.map(|_| format!("<figcaption>{title}</figcaption>"));
    let html = format!(
        "<figure class=\"diagram\">{view}<svg class=\"pik\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-size=\"16\" role=\"img\" aria-labelledby=\"{id}\"{described}><title id=\"{id}\">{title}</title>{description}\
         {inside}</svg></div>{}</figure>\n",
        shown.unwrap_or_default(),
    );
    let words = caption.into_iter().chain(labels.iter().map(String::as_str));
    Diagram {
        html,
        words: words.collect::<Vec<_>>().join(" "),
    }
}

/// The number of the class with the least width of a wide picture.
fn least_width(width: f64) -> Option<usize> {
    let least = width * SMALLEST_SCALE;
    // From 300 / 40 to 1400 / 40, because the width was checked.
    (least > NARROW).then(|| (least / STEP).round() as usize)
}

/// Parses pikchr's report, which for a source of two lines may be:
///
/// ```text
/// /*    1 */  box "a"
/// /*    2 */  arrow from X
///                        ^
/// ERROR: no such object
/// ```
///
/// The caret stands twelve columns to the right of the place, counted in bytes; eleven in the first line, because pikchr counts
/// one character less there.
fn flaw(report: &str, source: &str) -> Flaw {
    let whole = || {
        Flaw::new(
            0..source.trim_end().len(),
            "pikchr cannot draw this",
            GRAMMAR,
        )
    };
    let lines: Vec<&str> = report.lines().collect();
    let Some(error) = lines.iter().position(|line| line.starts_with("ERROR: ")) else {
        return whole();
    };
    let message = lines[error]["ERROR: ".len()..].trim();
    let place = error
        .checked_sub(2)
        .and_then(|line| place(lines[line], lines[line + 1], source));
    place.map_or_else(whole, |at| explain(message, at, source))
}

/// The byte range in the source that two lines of a report point at.
fn place(shown: &str, mark: &str, source: &str) -> Option<Range<usize>> {
    let number: usize = shown
        .strip_prefix("/*")?
        .split("*/")
        .next()?
        .trim()
        .parse()
        .ok()?;
    let line: usize = source
        .split_inclusive('\n')
        .take(number.checked_sub(1)?)
        .map(str::len)
        .sum();
    let indent = mark.len() - mark.trim_start().len();
    let start = line + indent.checked_sub(if number == 1 { 11 } else { 12 })?;
    let length = mark.trim().len();
    let end_of_line = source[line..]
        .find('\n')
        .map_or(source.len(), |at| line + at);
    let start = source.floor_char_boundary(start.min(end_of_line));
    let end = source.ceil_char_boundary((start + length).min(source.len()));
    Some(start..end.max(start))
}

/// Turns one of pikchr's errors into a message and a hint.
fn explain(message: &str, at: Range<usize>, source: &str) -> Flaw {
    let at = word_around(source, at);
    let token = source[at.clone()].trim();
    let statement = source[..at.start]
        .rsplit(['\n', ';'])
        .next()
        .unwrap_or_default();
    let first = statement.split_whitespace().next().unwrap_or(token);
    let is_known = |word: &str| WORDS.contains(&word);
    let guess = [token, first]
        .into_iter()
        .filter(|word| word.len() > 1 && !is_known(word) && word.is_ascii())
        .find_map(|word| did_you_mean(word, WORDS));
    let hint = match message {
        "no such object" => {
            "give the object a name in front of it, with a capital: `Queue: box \"Queue\"`"
                .to_owned()
        }
        "not a known color name" | "no such variable" => {
            "use the name of a CSS colour, such as `lightblue`, or set the variable before"
                .to_owned()
        }
        "unrecognized token" if token.starts_with('"') => "close the text with `\"`".to_owned(),
        "unrecognized token" => "text stands between double quotes: `box \"text\"`".to_owned(),
        "too many text terms" => "an object carries up to five texts".to_owned(),
        "syntax error" => guess.unwrap_or_else(|| GRAMMAR.to_owned()),
        _ => GRAMMAR.to_owned(),
    };
    let message = match (message, token) {
        ("syntax error", "") => "the statement ends too early".to_owned(),
        ("syntax error", token) => format!("pikchr cannot read on at `{}`", shown(token)),
        (message, "") => sentence(message),
        (message, token) => format!("{}: `{}`", sentence(message), shown(token)),
    };
    Flaw::new(at, message, hint)
}

/// The whole word around a place, or the word before it at a line's end: at the end of a statement pikchr points at the last
/// character.
fn word_around(source: &str, at: Range<usize>) -> Range<usize> {
    let is_word = |char: char| char.is_ascii_alphanumeric() || char == '_';
    let marked = &source[at.clone()];
    if !marked.trim().is_empty() && !marked.chars().all(is_word) {
        return at;
    }
    let end = match marked.trim().is_empty() {
        true => at.start,
        false => source[at.end..]
            .find(|char| !is_word(char))
            .map_or(source.len(), |length| at.end + length),
    };
    let start = source[..end].trim_end_matches(is_word).len();
    start..end.max(start)
}

/// Makes a message start in lower case, like ours.
fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first = chars.next().into_iter().flat_map(char::to_lowercase);
    first.chain(chars).collect()
}

/// A token for a message, cut if it is long.
fn shown(token: &str) -> String {
    let line = token.lines().next().unwrap_or_default();
    match line.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(source: &str) -> (String, String) {
        match render(source, None, "PB-diagram-1") {
            Ok(diagram) => (String::new(), diagram.html),
            Err(flaw) => (source[flaw.at].to_owned(), flaw.message),
        }
    }

    #[test]
    fn faults_are_found_where_they_are() {
        let cases = [
            ("box \"a\"\narow", "arow", "pikchr cannot read on at `arow`"),
            ("arow", "arow", "pikchr cannot read on at `arow`"),
            ("box\n  box \"é\" at C", "C", "no such object: `C`"),
            ("box \"é\" at C; box", "C", "no such object: `C`"),
            ("box\nbox \"abc", "\"abc", "unrecognized token: `\"abc`"),
            ("box color bluee", "bluee", "no such variable: `bluee`"),
            ("line to 1/0,1", "/", "division by zero: `/`"),
            (
                "# hm\ndefine x {box}",
                "define",
                "`define` is not supported",
            ),
            (
                "box; print \"x\"",
                "print",
                "`print` has no place on a page",
            ),
            ("  # nothing\n", "  # nothing", "the diagram is empty"),
            (
                "box wid 99",
                "box wid 99",
                "this draws what no page can show",
            ),
            ("box\0", "\0", "NUL, which no text has"),
        ];
        for (source, at, message) in cases {
            assert_eq!(
                fault(source),
                (at.to_owned(), message.to_owned()),
                "{source}"
            );
        }
        assert_eq!(
            fault(&"box\n".repeat(2000)).1,
            "a diagram of more than 4096 bytes"
        );
    }

    #[test]
    fn a_picture_has_a_name_and_its_labels() {
        let diagram = render(
            "box \"A < B\"\narrow\nbox \"C\"",
            Some("One & two"),
            "PB-diagram-1",
        );
        let Ok(diagram) = diagram else {
            return assert_eq!(diagram, Err(Flaw::new(0..0, "", "")));
        };
        assert_eq!(diagram.words, "One & two A < B C");
        assert!(
            diagram
                .html
                .contains("<title id=\"PB-diagram-1\">One &amp; two</title>")
        );
        assert!(
            diagram
                .html
                .contains("<desc id=\"PB-diagram-1-labels\">Labels: A &lt; B; C</desc>")
        );
        assert!(
            diagram
                .html
                .contains("<figcaption>One &amp; two</figcaption>")
        );
    }

    #[test]
    fn only_wide_pictures_have_a_least_width() {
        assert_eq!(least_width(400.0), None);
        assert_eq!(least_width(458.0), Some(8));
        assert_eq!(least_width(2000.0), Some(35));
    }
}
