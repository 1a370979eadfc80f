//! Code blocks: a figure with a title, a language, marked lines and colours.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, TagEnd};

use super::{Events, Pass, Writer, take_until};
use crate::compile::diagram;
use crate::compile::highlight::{self, Language};
use crate::compile::markdown::fence;
use crate::compile::markup::escaped;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};

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
        for (part, message) in faults {
            // An escape makes the words shorter than what is written.
            let place = match whole.len() == info.len() {
                true => whole.start + part.start..whole.start + part.end,
                false => whole.clone(),
            };
            self.findings.push(
                Diagnostic::at(Code::BadFence, self.file, place, message)
                    .hint("write ```` ```rust {2,4-6} title=\"main.rs\" ````, the braces and the title only where needed"),
            );
        }
        if fence.language.as_deref() == Some(diagram::LANGUAGE) {
            return self.diagram(&code, &pieces, &fence, &span, pass);
        }
        let language = fence.language.as_deref().and_then(|word| {
            let language = Language::find(word);
            if language.is_none() {
                // Other tools take more words after the language.
                let first = word.split([',', ':', '{']).next().unwrap_or_default();
                let hint = match Language::find(first).is_some() {
                    true => format!("write `{first}` alone"),
                    false => {
                        did_you_mean(word, highlight::language_words().chain([diagram::LANGUAGE]))
                            .unwrap_or_else(|| "use `text` for what is no code".into())
                    }
                };
                let finding = Diagnostic::at(
                    Code::UnknownLanguage,
                    self.file,
                    self.within_line(&span, word),
                    format!("unknown code language `{word}`"),
                );
                self.findings.push(finding.hint(hint));
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
        html.push_str(&highlight::render(&code, language, &fence.marked));
        html.push_str("</code></pre></figure>\n");
        pass.html(html);
    }
}
