//! Code blocks: a figure with a title, a language, marked lines and colours.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, TagEnd};

use super::{Events, Pass, Writer, take_until};
use crate::compile::diagram;
use crate::compile::highlight::{self, CodeLanguage, Plain};
use crate::compile::markdown::fence;
use crate::compile::markup::escaped;
use crate::diagnostic::{Code, Diagnostic, nearest};

impl<'a> Writer<'a> {
    pub(super) fn code_block(
        &mut self,
        kind: CodeBlockKind<'a>,
        span: Range<usize>,
        rest: &mut Events<'a>,
        pass: &mut Pass<'a>,
    ) {
        let mut code = String::new();
        let mut pieces = Vec::new();
        for (event, span) in take_until(rest, |end| matches!(end, TagEnd::CodeBlock)) {
            if let Event::Text(text) = event {
                pieces.push((code.len(), span));
                code.push_str(&text);
            }
        }
        let info = if let CodeBlockKind::Fenced(info) = &kind {
            info.as_ref()
        } else {
            ""
        };
        let (fence, faults) = fence::parse(info, code.lines().count());
        let whole = self.within_line(&span, info);
        for fence::FenceFault {
            place: part,
            message,
            hint,
        } in faults
        {
            // An escape makes the parsed info string shorter than the written one.
            let place = match whole.len() == info.len() {
                true => whole.start + part.start..whole.start + part.end,
                false => whole.clone(),
            };
            self.findings.add(Code::BadFence, || {
                Diagnostic::at(Code::BadFence, self.file, place, message).hint(hint)
            });
        }
        if fence.language.as_deref() == Some(diagram::LANGUAGE) {
            return self.diagram(&code, &pieces, &fence, &span, pass);
        }
        let language = fence.language.as_deref().and_then(|word| {
            let language = CodeLanguage::find(word);
            if language.is_none() {
                let place = self.within_line(&span, word);
                self.findings.add(Code::UnknownLanguage, || {
                    let message = format!("unknown code language `{word}`");
                    Diagnostic::at(Code::UnknownLanguage, self.file, place, message)
                        .hint(instead_of(word))
                });
            }
            language
        });
        let mut html = String::from("<figure class=\"code\">");
        let name = language.and_then(|language| language.name());
        if fence.title.is_some() || name.is_some() {
            html.push_str("<figcaption>");
            if let Some(title) = &fence.title {
                html.push_str(&format!(
                    "<span class=\"code-title\">{}</span>",
                    escaped(title)
                ));
            }
            if let Some(name) = name {
                html.push_str(&format!(
                    "<span class=\"code-language\">{}</span>",
                    escaped(name)
                ));
            }
            html.push_str("</figcaption>");
        }
        html.push_str("<pre tabindex=\"0\"><code>");
        let painted = highlight::render(&code, language, &fence.marked, &mut self.colours);
        if let Some((line, reason)) = painted.plain {
            self.warn_of_plain_code(line, reason, &pieces, &span);
        }
        html.push_str(&painted.html);
        html.push_str("</code></pre></figure>\n");
        pass.trust(html, true, &self.nonce);
    }

    /// Reports, once for a file, that code is shown without colours. Each line of the block is a piece, except inside a quote or
    /// a list.
    fn warn_of_plain_code(
        &mut self,
        line: usize,
        reason: Plain,
        pieces: &[(usize, Range<usize>)],
        span: &Range<usize>,
    ) {
        if std::mem::replace(&mut self.has_plain_code, true) {
            return;
        }
        let lines = match pieces {
            [(_, all)] => all.clone(),
            _ => span.clone(),
        };
        let text = &self.file.text[lines.clone()];
        let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let start = (lines.start + before).min(lines.end);
        let place = self.one_line(&(start..lines.end));
        let (message, hint) = match reason {
            Plain::LongLine => (
                format!(
                    "a line of more than {} bytes stays without colours",
                    highlight::MAX_LINE_BYTES
                ),
                "break the line, or use `text` for what is no code",
            ),
            Plain::MuchCode => (
                format!(
                    "code beyond the first {} bytes of an answer stays without colours",
                    highlight::MAX_CODE_BYTES
                ),
                "show the lines that matter, or use `text` for what is no code",
            ),
            Plain::Nesting => (
                "code with so many open brackets stays without colours from here on".into(),
                "show the lines that matter, or use `text` for what is no code",
            ),
        };
        self.findings.add(Code::PlainCode, || {
            Diagnostic::at(Code::PlainCode, self.file, place, message).hint(hint)
        });
    }
}

/// Languages of other tools for diagrams.
const DRAWINGS: [&str; 8] = [
    "d2", "ditaa", "erd", "mermaid", "nomnoml", "plantuml", "puml", "wavedrom",
];

/// Languages of other tools for mathematics.
const MATHEMATICS: [&str; 4] = ["asciimath", "katex", "math", "mathjax"];

/// From this likeness on, a word counts as a misspelt language. A foolish suggestion is worse than none.
const NEARLY: f64 = 0.7;

/// The hint for an unknown language, based on the author's word if possible.
fn instead_of(word: &str) -> String {
    let lower = word.to_lowercase();
    if DRAWINGS.contains(&lower.as_str()) {
        return format!(
            "diagrams are drawn from `{}` here; `text` shows the source as it is",
            diagram::LANGUAGE
        );
    }
    if MATHEMATICS.contains(&lower.as_str()) {
        return "formulas stand between `$$` and `$$`; `latex` shows the source in colours".into();
    }
    if ["none", "plain", "raw"].contains(&lower.as_str()) {
        return "write `text`".into();
    }
    // Other tools add words to the language, without a blank between them.
    let known = |language: &str| CodeLanguage::find(language).is_some();
    let parts = |sign| word.split_once(sign).filter(|(first, _)| known(first));
    if let Some((first, lines)) = parts('{') {
        return format!("write `{first} {{{lines}`");
    }
    if let Some((first, title)) = parts(':').filter(|(_, title)| !title.is_empty()) {
        return format!("write `{first} title=\"{title}\"`");
    }
    if let Some((first, rest)) = parts(',') {
        return match rest {
            "" => format!("write `{first}` alone"),
            _ => format!("write `{first}` alone: `{rest}` has no meaning here"),
        };
    }
    if let Some(language) = ["language-", "lang-"]
        .iter()
        .find_map(|start| lower.strip_prefix(start))
        .filter(|language| known(language))
    {
        return format!("write `{language}`");
    }
    let candidates = highlight::language_words().chain([diagram::LANGUAGE]);
    nearest(word, candidates)
        .filter(|found| strsim::normalized_damerau_levenshtein(&lower, found) >= NEARLY)
        .map_or_else(
            || "use `text` for what is no code".into(),
            |found| format!("did you mean `{found}`?"),
        )
}
