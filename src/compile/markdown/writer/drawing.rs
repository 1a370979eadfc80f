//! Diagrams and formulas: rendered by `compile::diagram` and `compile::formula`; their errors are mapped to places in the file.

use std::ops::Range;

use super::{Pass, Writer};
use crate::compile::markdown::fence::Fence;
use crate::compile::markup::Flaw;
use crate::compile::{diagram, formula};
use crate::diagnostic::{Code, Diagnostic};

/// The most diagrams in one answer.
const MAX_DIAGRAMS: usize = 32;

/// How many bytes after a formula are looked at.
const WORD_BYTES: usize = 40;

/// Where each piece of a code block starts in the block's text, and its byte range in the file. Inside a list or a quote, a block
/// is not contiguous in the file.
pub type Pieces = [(usize, Range<usize>)];

impl<'a> Writer<'a> {
    pub(super) fn diagram(
        &mut self,
        source: &str,
        pieces: &Pieces,
        fence: &Fence,
        span: &Range<usize>,
        pass: &mut Pass<'a>,
    ) {
        self.diagrams += 1;
        if self.diagrams > MAX_DIAGRAMS {
            return self.report(
                Code::TooComplex,
                self.one_line(span),
                format!("more than {MAX_DIAGRAMS} diagrams in one answer"),
                "write it simpler",
            );
        }
        if !fence.marked.is_empty() {
            self.report(
                Code::BadFence,
                self.one_line(span),
                "a diagram has no lines to mark".into(),
                "write ```` ```pikchr title=\"What it shows\" ````",
            );
        }
        if fence.title.is_none() {
            self.report(
                Code::DiagramCaption,
                self.one_line(span),
                "this diagram has no caption".into(),
                "say what it shows: ```` ```pikchr title=\"A request on its way\" ````",
            );
        }
        let id = format!("{}diagram-{}", super::PAGE_ID_PREFIX, self.diagrams);
        match diagram::render(source, fence.title.as_deref(), &id) {
            Ok(drawn) => {
                pass.text.push_str(&format!(" {} ", drawn.words));
                pass.trust(drawn.html, true, &self.nonce);
            }
            Err(Flaw { at, message, hint }) => {
                let span = in_file(pieces, &at).unwrap_or_else(|| self.one_line(span));
                self.report(Code::BadDiagram, span, message, &hint);
            }
        }
    }

    pub(super) fn formula(
        &mut self,
        latex: &str,
        is_display: bool,
        span: Range<usize>,
        pass: &mut Pass<'a>,
    ) {
        let text = &self.file.text;
        // GitHub's other way to write a formula: $`x`$.
        let in_backticks = latex
            .strip_prefix('`')
            .and_then(|latex| latex.strip_suffix('`'))
            .filter(|latex| !is_display && !latex.is_empty() && !latex.contains('`'));
        let is_certain = is_display || in_backticks.is_some();
        let signs = if is_certain { 2 } else { 1 };
        let latex = in_backticks.unwrap_or(latex);
        let checked = match is_certain {
            true => Ok(()),
            false => {
                // The text around it decides; only a little is looked at, so that a line of many formulas does not take long.
                let last = text[..span.start].chars().next_back();
                let before = &text[span.start - last.map_or(0, char::len_utf8)..span.start];
                let after = text.floor_char_boundary(text.len().min(span.end + WORD_BYTES));
                let after = &text[span.end..after.max(span.end)];
                formula::check_dollars(latex, before, after)
            }
        };
        match checked.and_then(|()| formula::render(latex, is_display)) {
            Ok(html) => {
                pass.text.push_str(&formula::words(latex));
                pass.trust(html, false, &self.nonce);
            }
            Err(Flaw { at, message, hint }) => {
                let inside = span.start + signs..span.end.saturating_sub(signs);
                // In a quote or a list, the file's lines have a prefix that the formula lacks.
                let place = match text.get(inside.clone()) == Some(latex) {
                    true => inside.start + at.start..inside.start + at.end,
                    false => self.one_line(&span),
                };
                self.report(Code::BadFormula, place, message, &hint);
            }
        }
    }

    /// Reports dollar signs that are left in the text, where a formula would be shown as its source. A line that starts like a list
    /// item ends the paragraph, and the formula with it; an unclosed brace keeps the formula from ending at all.
    pub(super) fn lone_dollars(&mut self, text: &str, span: &Range<usize>) {
        let written = &self.file.text;
        let is_escaped = written[..span.start].ends_with('\\');
        let line = &written[span.start..];
        let line = &line[..line.find('\n').unwrap_or(line.len())];
        if text.starts_with('$') && !is_escaped && formula::was_meant(line) {
            let end = line[1..].find('$').map_or(line.len(), |end| end + 2);
            self.report(
                Code::BadFormula,
                span.start..span.start + end,
                "`$` starts no formula".into(),
                "close each `{` of it by a `}`, and end it with a `$` behind no blank, in the same paragraph; write `\\$` for a dollar sign",
            );
        }
        if text.starts_with('$') && written[span.start..].starts_with("$$") && !is_escaped {
            self.report(
                Code::BadFormula,
                span.start..span.start + 2,
                "`$$` starts no formula".into(),
                "end it with `$$` in the same paragraph, and start no line of it with `+`, `-` or `#`; write `\\$` for a dollar sign",
            );
        }
    }

    fn report(&mut self, code: Code, span: Range<usize>, message: String, hint: &str) {
        self.findings.add(code, || {
            Diagnostic::at(code, self.file, span, message).hint(hint)
        });
    }
}

/// The byte range in the file of a range of a code block's text, cut at the end of its first line.
fn in_file(pieces: &Pieces, at: &Range<usize>) -> Option<Range<usize>> {
    let (offset, span) = pieces
        .iter()
        .rev()
        .find(|(offset, _)| *offset <= at.start)?;
    let start = (span.start + at.start - offset).min(span.end);
    Some(start..(start + at.len()).min(span.end))
}
