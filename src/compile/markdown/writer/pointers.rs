//! What points elsewhere: links, pictures, and the links in raw HTML.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{Events, Pass, Writer, take_until};
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
                let hint = match is_image {
                    true => "the picture is left out; put its file beside the question",
                    false => "the link is left out; use `https://…`, or the path of a question",
                };
                self.findings.push(
                    Diagnostic::at(
                        Code::UnsafeLink,
                        self.file,
                        span,
                        format!("`{}` {reason}", written),
                    )
                    .hint(hint),
                );
                return None;
            }
        };
        self.own.push(href.clone());
        Some(href)
    }

    /// A block of raw HTML, whose events are its lines.
    pub(super) fn raw_block(&mut self, rest: &mut Events<'a>, pass: &mut Pass<'a>) {
        let mut raw = String::new();
        let mut lines = Vec::new();
        for (event, span) in take_until(rest, |end| matches!(end, TagEnd::HtmlBlock)) {
            if let Event::Html(line) | Event::Text(line) = event {
                lines.push((raw.len(), span));
                raw.push_str(&line);
            }
        }
        self.raw(raw.into(), &lines, pass);
    }

    /// A piece of raw HTML. `lines` says where in it each of its lines starts, and where in the file that line is.
    pub(super) fn raw(
        &mut self,
        raw: CowStr<'a>,
        lines: &[(usize, Range<usize>)],
        pass: &mut Pass<'a>,
    ) {
        if self.trusts_raw_html {
            return pass.out.push(Event::Html(raw));
        }
        let open = pass.raw_html.get_or_insert_default();
        let was_too_deep = open.is_too_deep();
        let left_out = raw_html::read(&raw, open);
        if open.is_too_deep() && !was_too_deep {
            let place = lines.first().map_or(0..0, |(_, line)| self.one_line(line));
            let message = format!(
                "more than {} HTML elements in one another",
                raw_html::MAX_DEPTH
            );
            self.findings.push(
                Diagnostic::at(Code::TooComplex, self.file, place, message)
                    .hint("write it simpler"),
            );
        }
        for left in left_out {
            let place = self.in_lines(&raw, lines, &left.place);
            let message = format!("{} is left out", left.what);
            self.findings
                .push(Diagnostic::at(Code::RawHtml, self.file, place, message).hint(left.hint));
        }
        pass.text.push(' ');
        let raw = self.with_pictures(raw, lines);
        pass.out.push(Event::Html(raw));
    }

    /// Raw HTML whose pictures are resolved as those of Markdown are. What may not be published stays as it is written, for
    /// the cleaning to take it away.
    fn with_pictures(&mut self, raw: CowStr<'a>, lines: &[(usize, Range<usize>)]) -> CowStr<'a> {
        let places = raw_html::pictures(&raw);
        if places.is_empty() {
            return raw;
        }
        let mut out = String::with_capacity(raw.len() + 64);
        let mut from = 0;
        for place in places {
            let written = raw[place.clone()].trim_matches(['"', '\'']);
            let span = self.in_lines(&raw, lines, &place);
            let Some(src) = self.href(&unescaped(written), span, true) else {
                continue;
            };
            out.push_str(&raw[from..place.start]);
            out.push_str(&format!("\"{}\" loading=\"lazy\"", escaped(&src)));
            from = place.end;
        }
        out.push_str(&raw[from..]);
        out.into()
    }

    /// Where a place of a piece of raw HTML is in the file; its line, where that is not certain.
    fn in_lines(
        &self,
        raw: &str,
        lines: &[(usize, Range<usize>)],
        place: &Range<usize>,
    ) -> Range<usize> {
        let line = lines.iter().rev().find(|(at, _)| *at <= place.start);
        let Some((at, line)) = line else { return 0..0 };
        let start = line.start + place.start - at;
        let in_file = start..start + place.len();
        // Indentation that a list takes away makes the piece shorter than what is written.
        match self.file.text.get(in_file.clone()) {
            Some(written) if written == &raw[place.clone()] => in_file,
            _ => self.one_line(line),
        }
    }
}

/// An attribute's value without the escapes that names and addresses have.
fn unescaped(value: &str) -> String {
    let signs = [
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    signs
        .iter()
        .fold(value.to_owned(), |value, (escape, sign)| {
            value.replace(escape, sign)
        })
}
