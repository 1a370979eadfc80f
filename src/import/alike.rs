//! What a browser shows alike is written alike: headings in HTML become headings, and labelled questions come out of their quotes.
//! Code and comments stay as they are.

use std::collections::BTreeSet;
use std::ops::Range;

use super::blocks::{Blocks, place};
use super::html;
use super::titles::{self, Lead, Title};
use super::words::{self, Side};

/// A text that was written anew, and where its lines come from.
#[derive(Debug, Default)]
pub struct Alike {
    /// The text.
    pub text: String,
    /// For each line, where it comes from.
    pub sources: Vec<Source>,
    /// Questions that came out of quotes: the line of the file, counted from 0, and the quote.
    pub asked: Vec<(usize, usize)>,
}

/// Where a line comes from.
#[derive(Debug, Clone)]
pub struct Source {
    /// The lines of the file that it says, counted from 0.
    pub lines: Range<usize>,
    /// Whether it says them in other words.
    pub is_changed: bool,
}

/// The text with what is written alike. Quotes that are `kept` stay as they are; they are counted from the first one.
pub fn alike(text: &str, kept: &BTreeSet<usize>) -> Alike {
    let blocks = Blocks::new(text);
    let tags = html::tags(text, &blocks.pieces);
    let mut writer = Writer {
        text,
        lines: lines(text),
        out: Vec::new(),
        sources: Vec::new(),
    };
    let mut titles = titles::titles(text, &writer.lines, &blocks, &tags)
        .into_iter()
        .peekable();
    let code_of_html = titles::verbatim(&tags);
    let mut quote = Quote::default();
    // The block of HTML that a heading ended: up to where it goes on, and how far its lines may be indented.
    let (mut goes_on, mut most) = (0, 0);
    let mut asked = Vec::new();
    let mut number = 0;
    while number < writer.lines.len() {
        let line = writer.lines[number].clone();
        let written = &text[line.clone()];
        if let Some(title) = titles.next_if(|title| title.whole.start < line.end) {
            quote.end(&mut writer, number);
            most = title.indent;
            goes_on = place(&blocks.html, title.whole.start).map_or(0, |at| blocks.html[at].end);
            number = writer.titles(title, &mut titles, number);
            continue;
        }
        let own = place(&blocks.quotes, line.start);
        let inner = own.and(written.trim_start().strip_prefix('>'));
        let inner = inner.map(|inner| inner.strip_prefix(' ').unwrap_or(inner));
        if quote.open != own {
            quote.end(&mut writer, number);
        }
        let is_code = || place(&blocks.code, line.end.saturating_sub(1)).is_some();
        let (callout, inner) = inner.map_or((None, None), |inner| {
            let (callout, rest) = callout(inner);
            (callout, Some(rest))
        });
        let below = || {
            writer.lines[number + 1..]
                .iter()
                .map(|line| &text[line.clone()])
        };
        let may_open = own.filter(|own| !kept.contains(own));
        if let Some(own) = may_open.filter(|_| inner.is_some_and(|inner| asks(inner, below())))
            && !is_code()
        {
            asked.push((number, own));
            // Words in front of it stay a quote, which only a blank line ends.
            if let Some(callout) = callout {
                writer.push(format!("> {callout}"), number..number + 1);
            }
            if quote.open != Some(own) && writer.is_after_words() {
                writer.push(String::new(), number..number + 1);
            }
            quote.open = Some(own);
        }
        match inner.filter(|_| own.is_some() && quote.open == own) {
            Some(inner) => {
                quote.reads(inner);
                writer.push(inner.to_owned(), number..number + 1);
            }
            // Behind a heading, what is indented would be code.
            None if line.start < goes_on && place(&code_of_html, line.start).is_none() => {
                let blanks = written.len() - written.trim_start().len();
                writer.push(
                    written[blanks.saturating_sub(most)..].to_owned(),
                    number..number + 1,
                );
            }
            None => writer.push(written.to_owned(), number..number + 1),
        }
        number += 1;
    }
    Alike {
        text: writer.out.join("\n"),
        sources: writer.sources,
        asked,
    }
}

/// A quote whose lines stand for themselves.
#[derive(Default)]
struct Quote {
    open: Option<usize>,
    /// The marks of the code that is open in it.
    fence: Option<String>,
}

impl Quote {
    /// Follows a line: code in a quote ends with the quote.
    fn reads(&mut self, line: &str) {
        let line = line.trim();
        let mark = ['`', '~'].into_iter().find_map(|sign| {
            let length = line.len() - line.trim_start_matches(sign).len();
            (length > 2).then(|| line[..length].to_owned())
        });
        match (&self.fence, mark) {
            (None, Some(mark)) if !line[mark.len()..].contains('`') => self.fence = Some(mark),
            (Some(open), Some(mark)) if line == mark && mark.starts_with(open.as_str()) => {
                self.fence = None;
            }
            _ => {}
        }
    }

    /// Ends it in front of a line.
    fn end(&mut self, writer: &mut Writer<'_>, number: usize) {
        self.open = None;
        if let Some(fence) = self.fence.take() {
            writer.push(fence, number.saturating_sub(1)..number);
        }
    }
}

/// Lines as they are written, one after the other.
struct Writer<'a> {
    text: &'a str,
    lines: Vec<Range<usize>>,
    out: Vec<String>,
    sources: Vec<Source>,
}

impl Writer<'_> {
    fn push(&mut self, line: String, from: Range<usize>) {
        let whole = self.lines.get(from.clone()).unwrap_or_default();
        let is_same = matches!(whole, [one] if self.text[one.clone()] == line);
        self.sources.push(Source {
            lines: from,
            is_changed: !is_same,
        });
        self.out.push(line);
    }

    /// Writes what stands in front of a heading on its line.
    fn beside(&mut self, before: &str, number: usize) {
        if !before.trim().is_empty() {
            self.push(before.trim_end().to_owned(), number..number + 1);
        }
    }

    /// Whether the last line has words.
    fn is_after_words(&self) -> bool {
        self.out.last().is_some_and(|line| !line.trim().is_empty())
    }

    /// Writes the headings that begin on a line, with what stands beside them, and says which line is the next.
    fn titles(
        &mut self,
        first: Title,
        titles: &mut std::iter::Peekable<impl Iterator<Item = Title>>,
        number: usize,
    ) -> usize {
        let mut number = number;
        let mut at = self.lines[number].start;
        let mut next = Some(first);
        let mut indent = String::new();
        while let Some(title) = next {
            let before = &self.text[at..title.whole.start];
            let own = number..number + title.more_lines + 1;
            indent = " ".repeat(title.indent);
            let marks = "#".repeat(title.level);
            let words = &title.words;
            let line = match title.lead {
                Lead::Item => format!("{before}{marks} {words}"),
                Lead::Tags if title.level == 0 => {
                    self.beside(before, number);
                    format!("{indent}{words}")
                }
                Lead::Heading => format!("{}{words}", before.trim_start()),
                Lead::Tags => {
                    self.beside(before, number);
                    format!("{indent}{marks} {words}")
                }
            };
            // Only a blank line ends a block of HTML.
            let is_apart = title.lead == Lead::Item && title.indent > 0;
            if !is_apart && self.is_after_words() {
                self.push(String::new(), number..number + 1);
            }
            number += title.more_lines;
            at = title.whole.end;
            let end = self.lines[number].end;
            next = titles.next_if(|title| title.whole.start < end);
            let rest = &self.text[at..end];
            if title.lead == Lead::Heading && next.is_none() {
                self.push(format!("{line}{}", rest.trim_end()), own);
                return number + 1;
            }
            self.push(line, own);
            // A heading ends with its line, a paragraph does not.
            if title.level == 0 {
                self.push(String::new(), number..number + 1);
            }
        }
        let rest = self.text[at..self.lines[number].end].trim();
        if !rest.is_empty() {
            self.push(format!("{indent}{rest}"), number..number + 1);
        }
        number + 1
    }
}

/// The lines of a text without their ends.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let line = |line: &str| {
        let start = at;
        at += line.len() + 1;
        start..start + line.len()
    };
    text.split('\n').map(line).collect()
}

/// Whether a line of a quote has a question's label. A letter is one only where its other half stands `below` in the quote.
fn asks<'a>(text: &str, below: impl Iterator<Item = &'a str>) -> bool {
    const NEAR: usize = 20;
    let Some(label) = words::label(text).filter(|label| label.side == Side::Question) else {
        return false;
    };
    if !label.is_half() {
        return true;
    }
    let quoted = below.map_while(|line| line.trim_start().strip_prefix('>'));
    let mut labels = quoted.take(NEAR).filter_map(words::label);
    labels.next().is_some_and(|other| label.is_half_of(&other))
}

/// The mark of a callout in front of a label: `[!question] Q: What is X?`
fn callout(text: &str) -> (Option<&str>, &str) {
    let end = match text.starts_with("[!") {
        true => text.find("] ").map(|at| at + 1),
        false => None,
    };
    match end.map(|end| text.split_at(end)) {
        Some((mark, rest)) if asks(rest.trim_start(), std::iter::empty()) => {
            (Some(mark), rest.trim_start())
        }
        _ => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_html_are_headings() {
        for (written, shown) in [
            ("<h3>1. What is X?</h3>", "### 1. What is X?"),
            (
                "  <H2 id=\"x\" align='left'>What is <b>X</b>?</H2>",
                "## What is **X**? <a id=\"x\"></a>",
            ),
            ("<h3>What is X?", "<h3>What is X?"),
            ("<h2>\n\nIt is.\n", "<h2>\n\nIt is.\n"),
            ("</h2>\n<h1>\n", "</h2>\n<h1>\n"),
            ("<h3></h3>", "<h3></h3>"),
            ("<h7>What?</h7>", "<h7>What?</h7>"),
            ("<header>What?</header>", "<header>What?</header>"),
            ("    <h3>What?</h3>", "    <h3>What?</h3>"),
            (
                "````\n```\n<h3>What?</h3>\n```\n````",
                "````\n```\n<h3>What?</h3>\n```\n````",
            ),
            ("<!--\n<h3>What?</h3>\n-->", "<!--\n<h3>What?</h3>\n-->"),
            (
                "<pre>\n<h3>What?</h3>\n</pre>",
                "<pre>\n<h3>What?</h3>\n</pre>",
            ),
            ("Words <h3>What?</h3>", "Words <h3>What?</h3>"),
            (
                "```\n<h3>What?</h3>\n```\n<h3>That?</h3>",
                "```\n<h3>What?</h3>\n```\n\n### That?",
            ),
        ] {
            assert_eq!(alike(written, &BTreeSet::new()).text, shown);
        }
    }

    #[test]
    fn what_stands_beside_a_heading_gets_a_line_of_its_own() {
        for (written, shown) in [
            ("<h3>What?</h3> And?", "### What?\nAnd?"),
            ("<h3>A</h3><h3>B</h3>", "### A\n\n### B"),
            (
                "<a name=\"x\"></a><h3>What?</h3><br>",
                "<a name=\"x\"></a>\n\n### What?\n<br>",
            ),
            ("<h3>\n  What\n  is?\n</h3>\nIt.", "### What is?\nIt."),
            (
                "<div>\n    <h3>What?</h3>\n    <p>It.</p>\n</div>",
                "<div>\n\n### What?\n<p>It.</p>\n</div>",
            ),
            (
                "1. <h3>What?</h3>\n   <p>It.</p>\n\n   More.\n",
                "1. ### What?\n   <p>It.</p>\n\n   More.\n",
            ),
            (
                "<p><b>Q5. What is X?</b></p>\n<p>Ans: X.</p>\n<p>More.</p>",
                "**Q5. What is X?**\n\nAns: X.\n\n<p>More.</p>",
            ),
            ("### <h2>What?</h2> (easy)", "### What? (easy)"),
            ("<h3>What is __x__?</h3>", "### What is \\_\\_x\\_\\_?"),
            (
                "<h3 name=\"x\"><code>__x__</code></h3>",
                "### `__x__` <a id=\"x\"></a>",
            ),
        ] {
            assert_eq!(alike(written, &BTreeSet::new()).text, shown);
        }
    }

    #[test]
    fn each_line_knows_where_it_comes_from() {
        let made = alike("<div>\n<h3>What\nis?</h3><br>\n</div>", &BTreeSet::new());
        let lines: Vec<_> = made
            .sources
            .iter()
            .map(|source| source.lines.clone())
            .collect();
        assert_eq!(made.text, "<div>\n\n### What is?\n<br>\n</div>");
        assert_eq!(lines, [0..1, 1..2, 1..3, 2..3, 3..4]);
        let changed: Vec<bool> = made
            .sources
            .iter()
            .map(|source| source.is_changed)
            .collect();
        assert_eq!(changed, [false, true, true, true, false]);
    }

    #[test]
    fn labelled_questions_come_out_of_their_quotes() {
        for (written, shown) in [
            (
                "> **Q: What is X?**\n> It is.\n\n> Said by somebody.",
                "**Q: What is X?**\nIt is.\n\n> Said by somebody.",
            ),
            ("> A quote.\n> Q: What is X?", "> A quote.\n\nQ: What is X?"),
            (
                "> [!note] Q: What is X?\n> A: X.",
                "> [!note]\n\nQ: What is X?\nA: X.",
            ),
            ("> P: ¿X?\n> R: X.", "P: ¿X?\nR: X."),
            ("> P: a letter", "> P: a letter"),
            ("> F: Was ist X?\n> A: X.", "F: Was ist X?\nA: X."),
            ("> F: force\n> m: mass", "> F: force\n> m: mass"),
            ("> Q: X ?\n> R: X.", "Q: X ?\nR: X."),
            ("~~~\n> Q: What is X?\n~~~", "~~~\n> Q: What is X?\n~~~"),
            (
                "> Q: What is X?\n> ```js\n> x()\n\nText.",
                "Q: What is X?\n```js\nx()\n```\n\nText.",
            ),
        ] {
            assert_eq!(alike(written, &BTreeSet::new()).text, shown);
        }
    }
}
