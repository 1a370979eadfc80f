//! Links, pictures, and links in raw HTML.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{Events, Pass, Writer, first_line, take_until};
use crate::compile::markdown::links::{self, Destination, Reference};
use crate::compile::markdown::raw_html::{self, RawPart, RawPicture};
use crate::compile::markup::escaped;
use crate::diagnostic::{Code, Diagnostic, SourceText};

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
        let html = format!(
            "<img src=\"{}\" alt=\"{}\"{title} loading=\"lazy\">",
            escaped(&src),
            escaped(&alternative)
        );
        pass.trust(html, false, &self.nonce);
    }

    /// The address to publish, or `None` if it must not be published. References into the bank are collected.
    pub(super) fn href(
        &mut self,
        written: &str,
        span: Range<usize>,
        is_image: bool,
    ) -> Option<String> {
        let href = match links::resolve(written, self.topic) {
            Destination::External(_) if is_image => {
                self.findings.add(Code::BrokenImage, || {
                    let message = format!("`{written}` lies on another host");
                    Diagnostic::at(Code::BrokenImage, self.file, span, message).hint(
                        "put the picture beside the question: pages load nothing from elsewhere",
                    )
                });
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
                self.findings.add(Code::UnsafeLink, || {
                    let message = format!("`{written}` {reason}");
                    Diagnostic::at(Code::UnsafeLink, self.file, span, message).hint(hint)
                });
                return None;
            }
        };
        if !is_image {
            self.own.push(href.clone());
        }
        Some(href)
    }

    /// A block of raw HTML; each of its lines is an event.
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

    /// A piece of raw HTML. `lines` maps the start of each of its lines to a place in the file.
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
        let piece = raw_html::read(&raw, open, &mut self.places);
        if open.is_too_deep() && !was_too_deep {
            let place = lines.first().map_or(0..0, |(_, line)| self.one_line(line));
            let message = format!(
                "more than {} HTML elements in one another",
                raw_html::MAX_DEPTH
            );
            self.findings.add(Code::TooComplex, || {
                Diagnostic::at(Code::TooComplex, self.file, place, message).hint("write it simpler")
            });
        }
        for left in piece.left_out {
            self.findings.add(Code::RawHtml, || {
                let place = in_lines(self.file, &raw, lines, &left.place);
                let message = format!("{} is left out", left.what);
                Diagnostic::at(Code::RawHtml, self.file, place, message).hint(left.hint)
            });
        }
        let numbered = piece.numbered.iter();
        let numbered = numbered.map(|place| in_lines(self.file, &raw, lines, place));
        pass.numbered.extend(numbered);
        pass.text.push(' ');
        for part in piece.parts {
            match part {
                RawPart::Html(html) => pass.out.push(Event::Html(html.into())),
                RawPart::Picture(picture) => self.raw_picture(picture, &raw, lines, pass),
            }
        }
    }

    /// A picture in raw HTML, resolved like those of Markdown. If it must not be published, its alternative text is shown.
    fn raw_picture(
        &mut self,
        picture: RawPicture,
        raw: &str,
        lines: &[(usize, Range<usize>)],
        pass: &mut Pass<'a>,
    ) {
        let span = in_lines(self.file, raw, lines, &picture.place);
        pass.text.push_str(&picture.words);
        let Some(src) = self.href(&picture.source, span, true) else {
            return pass.out.push(Event::Text(picture.words.into()));
        };
        let html = format!(
            "<img src=\"{}\"{} alt=\"{}\"{} loading=\"lazy\">",
            escaped(&src),
            picture.size,
            escaped(&picture.words),
            picture.title
        );
        pass.trust(html, false, &self.nonce);
    }
}

impl Writer<'_> {
    /// Reports tags of an author where they cannot be.
    pub(super) fn stray_tags(&mut self, html: &str, numbered: &[Range<usize>]) {
        // Only these can be out of place.
        if numbered.is_empty() {
            return;
        }
        for stray in raw_html::strays(html) {
            let place = numbered.get(stray.number).cloned().unwrap_or_default();
            self.findings.add(Code::RawHtml, || {
                Diagnostic::at(Code::RawHtml, self.file, place, stray.what).hint(stray.hint)
            });
        }
    }
}

/// The range in the file for a range of a piece of raw HTML; the whole line if that is not certain.
fn in_lines(
    file: &SourceText,
    raw: &str,
    lines: &[(usize, Range<usize>)],
    place: &Range<usize>,
) -> Range<usize> {
    // The lines are in order.
    let after = lines.partition_point(|(at, _)| *at <= place.start);
    let Some((at, line)) = after.checked_sub(1).and_then(|line| lines.get(line)) else {
        return 0..0;
    };
    let start = line.start + place.start - at;
    let in_file = start..start + place.len();
    // Inside a list, indentation is removed, so the piece may be shorter than the text in the file.
    match file.text.get(in_file.clone()) {
        Some(written) if written == &raw[place.clone()] => in_file,
        _ => first_line(&file.text, line),
    }
}
