//! What points elsewhere: links, pictures, and the links in raw HTML.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{Events, Pass, Writer, visible};
use crate::compile::markdown::links::{self, Destination, Reference};
use crate::compile::markdown::raw_html;
use crate::compile::markup::escaped;
use crate::diagnostic::{Code, Diagnostic};

impl<'a> Writer<'a> {
    pub(super) fn image(
        &mut self,
        written: &str,
        title: &str,
        span: Range<usize>,
        rest: &mut Events<'a>,
        pass: &mut Pass<'a>,
    ) {
        let mut alternative = String::new();
        let mut depth = 0usize;
        for (event, _) in rest.by_ref() {
            match event {
                Event::Start(Tag::Image { .. }) => depth += 1,
                Event::End(TagEnd::Image) if depth == 0 => break,
                Event::End(TagEnd::Image) => depth -= 1,
                Event::Text(text)
                | Event::Code(text)
                | Event::InlineMath(text)
                | Event::DisplayMath(text) => alternative.push_str(&text),
                Event::SoftBreak | Event::HardBreak => alternative.push(' '),
                _ => {}
            }
        }
        pass.text.push_str(&alternative);
        let Some(src) = self.href(written, span, true) else {
            return pass.out.push(Event::Text(alternative.into()));
        };
        let title = if title.is_empty() {
            String::new()
        } else {
            format!(" title=\"{}\"", escaped(title))
        };
        pass.html(format!(
            "<img src=\"{}\" alt=\"{}\"{title} loading=\"lazy\">",
            escaped(&src),
            escaped(&alternative)
        ));
    }

    /// The address to publish, or `None` where it may not be published. What points into the bank is remembered.
    pub(super) fn href(
        &mut self,
        written: &str,
        span: Range<usize>,
        is_image: bool,
    ) -> Option<String> {
        let href = match links::resolve(written, self.topic) {
            Destination::External(_) if is_image => {
                self.findings.push(
                    Diagnostic::at(
                        Code::BrokenImage,
                        self.file,
                        span,
                        format!("`{written}` lies on another host"),
                    )
                    .hint("put the picture beside the question: pages load nothing from elsewhere"),
                );
                return None;
            }
            Destination::External(url) => url,
            Destination::Internal { href, target } => {
                self.references.push(Reference {
                    target,
                    written: written.to_owned(),
                    span,
                    is_image,
                });
                href
            }
            Destination::Unsafe(reason) => {
                self.findings.push(
                    Diagnostic::at(
                        Code::UnsafeLink,
                        self.file,
                        span,
                        format!("`{}` {reason}", visible(written)),
                    )
                    .hint("the link is left out; use `https://…`, or the path of a question"),
                );
                return None;
            }
        };
        self.hrefs.insert(href.clone());
        Some(href)
    }

    pub(super) fn raw(&mut self, raw: CowStr<'a>, span: Range<usize>, pass: &mut Pass<'a>) {
        pass.has_raw_html = true;
        if let Some(what) = raw_html::left_out(&raw) {
            self.findings.push(
                Diagnostic::at(
                    Code::RawHtml,
                    self.file,
                    self.one_line(&span),
                    format!("{what} is left out"),
                )
                .hint("write it as Markdown, or put code between backticks"),
            );
        } else if let Some(link) = raw_html::unchecked_link(&raw) {
            self.findings.push(
                Diagnostic::at(
                    Code::RawHtml,
                    self.file,
                    self.one_line(&span),
                    format!("the link to `{}` is left out", visible(link)),
                )
                .hint("write it as a Markdown link, which can be checked"),
            );
        }
        pass.text.push(' ');
        pass.out.push(Event::Html(raw));
    }
}
