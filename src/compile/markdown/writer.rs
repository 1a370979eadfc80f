//! Writes events as HTML. Most of this is pulldown-cmark's own writer. What the page needs differently (headings with links,
//! code, tables without inline styles, footnotes) is replaced event by event before that.

mod code;
mod drawing;
mod headings;
mod notes;
mod pass;
mod pointers;
mod trusted;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Alignment, BlockQuoteKind, CowStr, Event, LinkType, Tag, TagEnd, html};

use super::anchor::Names;
use super::links::Reference;
use super::located::Located;
use super::{Fragment, Heading, raw_html};
use crate::compile::highlight::Budget;
use crate::compile::markup::escaped;
use crate::diagnostic::{Code, Diagnostic, Findings, SourceText};
use crate::route::Slug;
use crate::words::Words;
use pass::Pass;

/// The prefix of the ids of the page's own elements. Ids of headings never start with it, because they have no capital letters.
const PAGE_ID_PREFIX: &str = "PB-";

/// The longest answer, in bytes of HTML. It is on the page and in the deck of cards, where some characters count twice.
const MAX_HTML_BYTES: usize = 768 * 1024;

/// Writes the fragments of one answer, and collects what must be unique or checked across all of them.
pub struct Writer<'a> {
    file: &'a Arc<SourceText>,
    topic: &'a Slug,
    words: &'a Words,
    names: Names,
    /// Every address that this writer wrote, in order.
    own: Vec<String>,
    subheadings: Vec<Heading>,
    /// The labels of the footnotes referred to so far; the first has number 1.
    notes: Vec<String>,
    references: Vec<Reference>,
    findings: Findings,
    diagrams: usize,
    /// How much more code may be coloured.
    colours: Budget,
    /// Whether plain code was reported already.
    has_plain_code: bool,
    /// Bytes of HTML written.
    written: usize,
    /// Table places taken by cells in raw HTML.
    places: usize,
    /// Marks stand-ins for what must not be cleaned.
    nonce: String,
    /// Whether raw HTML is left unchanged. Only for the examples of CommonMark, which contain some.
    trusts_raw_html: bool,
}

/// Located events; a handler may read on from here.
type Events<'a> = std::vec::IntoIter<Located<'a>>;

impl<'a> Writer<'a> {
    pub fn new(file: &'a Arc<SourceText>, topic: &'a Slug, words: &'a Words) -> Self {
        Self {
            file,
            topic,
            words,
            names: Names::default(),
            own: Vec::new(),
            subheadings: Vec::new(),
            notes: Vec::new(),
            references: Vec::new(),
            findings: Findings::default(),
            diagrams: 0,
            colours: Budget::default(),
            has_plain_code: false,
            written: 0,
            places: 0,
            nonce: trusted::nonce(file),
            trusts_raw_html: false,
        }
    }

    /// A writer that leaves raw HTML unchanged.
    #[cfg(test)]
    pub fn trusting(file: &'a Arc<SourceText>, topic: &'a Slug, words: &'a Words) -> Self {
        Self {
            trusts_raw_html: true,
            ..Self::new(file, topic, words)
        }
    }

    /// Returns the references, anchors and findings of everything written.
    pub fn finish(self) -> (Vec<Reference>, Vec<String>, Vec<Diagnostic>) {
        (
            self.references,
            self.names.into_list(),
            self.findings.finish(),
        )
    }

    /// The headings since the last call, in order.
    pub fn take_subheadings(&mut self) -> Vec<Heading> {
        std::mem::take(&mut self.subheadings)
    }

    /// Writes blocks or inline elements.
    pub fn fragment(&mut self, events: Vec<Located<'a>>) -> Fragment {
        let mut pass = Pass::default();
        let before = self.own.len();
        let place = events.first().map_or(0..0, |(_, span)| span.clone());
        let mut events = events.into_iter();
        while let Some((event, span)) = events.next() {
            if self.written.saturating_add(pass.weight) > MAX_HTML_BYTES {
                self.too_long(&span);
                return Fragment::default();
            }
            self.event(event, span, &mut events, &mut pass);
        }
        let mut written = String::new();
        html::push_html(&mut written, pass.out.into_iter());
        match pass.raw_html {
            None => {}
            Some(open) if open.is_too_deep() => written.clear(),
            Some(_) => {
                self.stray_tags(&written, &pass.numbered);
                let ours: BTreeSet<String> = self.own[before..].iter().cloned().collect();
                written = match raw_html::clean(&written, &self.nonce, &ours) {
                    Some(cleaned) => cleaned,
                    None => {
                        self.unclear(&place);
                        String::new()
                    }
                };
            }
        }
        written = trusted::insert(&written, &self.nonce, &pass.trusted);
        self.written = self.written.saturating_add(written.len());
        if self.written > MAX_HTML_BYTES {
            self.too_long(&place);
            return Fragment::default();
        }
        Fragment {
            html: written.trim().to_owned(),
            text: squeeze(&pass.text),
        }
    }

    /// Reports, once, that the answer is too long. From then on nothing is written.
    fn too_long(&mut self, span: &Range<usize>) {
        if self.written != usize::MAX {
            self.written = usize::MAX;
            let message = format!("the page would have more than {MAX_HTML_BYTES} bytes");
            let finding = Diagnostic::at(Code::TooComplex, self.file, self.one_line(span), message);
            self.findings.add(Code::TooComplex, || {
                finding.hint("write it shorter, or as several questions")
            });
        }
    }

    fn unclear(&mut self, span: &Range<usize>) {
        let place = self.one_line(span);
        let message = "no two browsers would read this HTML alike";
        self.findings.add(Code::TooComplex, || {
            Diagnostic::at(Code::TooComplex, self.file, place, message).hint("write it simpler")
        });
    }

    fn event(
        &mut self,
        event: Event<'a>,
        span: Range<usize>,
        rest: &mut Events<'a>,
        pass: &mut Pass<'a>,
    ) {
        match event {
            Event::Start(tag) => self.start(tag, span, rest, pass),
            Event::End(tag) => end(tag, pass),
            Event::Text(text) => {
                self.lone_dollars(&text, &span);
                pass.text.push_str(&text);
                pass.out.push(Event::Text(text));
            }
            Event::Code(text) => {
                pass.text.push_str(&text);
                pass.out.push(Event::Code(text));
            }
            Event::SoftBreak | Event::HardBreak => {
                pass.text.push(' ');
                pass.out.push(event);
            }
            Event::Html(raw) | Event::InlineHtml(raw) => self.raw(raw, &[(0, span)], pass),
            Event::FootnoteReference(label) => self.note(&label, pass),
            Event::TaskListMarker(done) => {
                let (checked, label) = if done {
                    (" checked=\"\"", "answer.done")
                } else {
                    ("", "answer.to_do")
                };
                let label = escaped(self.words.text(label));
                let input = format!(
                    "<input type=\"checkbox\" disabled=\"\"{checked} aria-label=\"{label}\"> "
                );
                pass.trust(input, false, &self.nonce);
            }
            Event::InlineMath(latex) => self.formula(&latex, false, span, pass),
            Event::DisplayMath(latex) => self.formula(&latex, true, span, pass),
            Event::Rule => pass.out.push(event),
        }
    }

    fn start(
        &mut self,
        tag: Tag<'a>,
        span: Range<usize>,
        rest: &mut Events<'a>,
        pass: &mut Pass<'a>,
    ) {
        match tag {
            Tag::Heading { .. } => {
                let mut events = vec![(Event::Start(tag), span)];
                events.extend(take_until(rest, |end| matches!(end, TagEnd::Heading(_))));
                let heading = self.heading(events);
                pass.text.push_str(&format!(" {} ", heading.text));
                pass.trust(headings::html(&heading, self.words), true, &self.nonce);
                self.subheadings.push(heading);
            }
            Tag::BlockQuote(Some(kind)) => {
                let (class, title) = alert(kind);
                let div = pass.mark(
                    format!("class=\"alert {class}\" role=\"note\""),
                    &self.nonce,
                );
                let p = pass.mark("class=\"alert-title\"", &self.nonce);
                let title = escaped(self.words.text(title));
                pass.html(format!("<div{div}><p{p}>{title}</p>\n"));
            }
            Tag::CodeBlock(kind) => self.code_block(kind, span, rest, pass),
            Tag::Table(alignments) => {
                pass.alignments = alignments;
                pass.names_rows = names_rows(rest.as_slice());
                let label = escaped(self.words.text("answer.table"));
                let attributes =
                    format!("class=\"table\" role=\"group\" aria-label=\"{label}\" tabindex=\"0\"");
                let div = pass.mark(attributes, &self.nonce);
                pass.html(format!("<div{div}><table>\n"));
            }
            Tag::TableHead => {
                pass.in_table_head = true;
                pass.column = 0;
                pass.html("<thead><tr>");
            }
            Tag::TableRow => {
                pass.column = 0;
                pass.html("<tr>");
            }
            Tag::TableCell => {
                let class = match pass.alignments.get(pass.column) {
                    Some(Alignment::Center) => pass.mark("class=\"center\"", &self.nonce),
                    Some(Alignment::Right) => pass.mark("class=\"right\"", &self.nonce),
                    _ => String::new(),
                };
                // An empty cell heads nothing.
                let is_empty = matches!(
                    rest.as_slice().first(),
                    Some((Event::End(TagEnd::TableCell), _))
                );
                let scope = match pass.column {
                    _ if is_empty => None,
                    _ if pass.in_table_head => Some("col"),
                    0 if pass.names_rows => Some("row"),
                    _ => None,
                };
                pass.column += 1;
                pass.in_heading_cell = scope.is_some();
                pass.html(match scope {
                    Some(scope) => format!("<th scope=\"{scope}\"{class}>"),
                    None => format!("<td{class}>"),
                });
            }
            Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            } => {
                let written = if link_type == LinkType::Email {
                    format!("mailto:{dest_url}").into()
                } else {
                    dest_url
                };
                let href = self.href(&written, span, false);
                pass.links.push(href.is_some());
                if let Some(dest_url) = href.map(CowStr::from) {
                    // The address is complete by now, so the writer must not add `mailto:` again.
                    let link_type = if link_type == LinkType::Email {
                        LinkType::Inline
                    } else {
                        link_type
                    };
                    pass.out.push(Event::Start(Tag::Link {
                        link_type,
                        dest_url,
                        title,
                        id,
                    }));
                }
            }
            Tag::Image {
                dest_url, title, ..
            } => self.image(&dest_url, &title, span, rest, pass),
            Tag::HtmlBlock => self.raw_block(rest, pass),
            tag => pass.out.push(Event::Start(tag)),
        }
    }

    /// The range of `part` in the first line of a span, or the whole line if it is not found.
    fn within_line(&self, span: &Range<usize>, part: &str) -> Range<usize> {
        let line = self.one_line(span);
        match self.file.text[line.clone()].find(part) {
            Some(at) if !part.is_empty() => line.start + at..line.start + at + part.len(),
            _ => line,
        }
    }

    /// The first line of a span.
    fn one_line(&self, span: &Range<usize>) -> Range<usize> {
        first_line(&self.file.text, span)
    }
}

/// Whether the first column of a table names its rows: each cell says something, no two the same, and there is more to say of it.
fn names_rows(events: &[Located<'_>]) -> bool {
    let mut names = BTreeSet::new();
    let (mut rows, mut columns, mut column) = (0, 0, 0);
    let mut name = None;
    for (event, _) in events {
        match event {
            Event::End(TagEnd::Table) => break,
            Event::Start(Tag::TableHead | Tag::TableRow) => column = 0,
            Event::End(TagEnd::TableHead) => columns = column,
            Event::Start(Tag::TableCell) => {
                name = (column == 0 && columns > 0).then(String::new);
                column += 1;
            }
            Event::End(TagEnd::TableCell) => {
                if let Some(name) = name.take() {
                    rows += 1;
                    names.insert(name);
                }
            }
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::Html(text)
            | Event::InlineHtml(text) => {
                if let Some(name) = &mut name {
                    name.push_str(text.trim());
                }
            }
            _ => {}
        }
    }
    columns > 1 && names.len() == rows && !names.contains("")
}

/// The first line of a span of a text.
fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let length = text[span.clone()].find('\n').unwrap_or(span.len());
    span.start..span.start + length
}

fn end<'a>(tag: TagEnd, pass: &mut Pass<'a>) {
    match tag {
        TagEnd::BlockQuote(Some(_)) => pass.html("</div>\n"),
        TagEnd::Table => pass.html("</tbody></table></div>\n"),
        TagEnd::TableHead => {
            pass.in_table_head = false;
            pass.html("</tr></thead><tbody>\n");
        }
        TagEnd::TableRow => pass.html("</tr>\n"),
        TagEnd::TableCell => pass.html(if pass.in_heading_cell {
            "</th>"
        } else {
            "</td>"
        }),
        TagEnd::Link => {
            if pass.links.pop() == Some(true) {
                pass.out.push(Event::End(TagEnd::Link));
            }
        }
        tag => pass.out.push(Event::End(tag)),
    }
    // Inline markup does not separate words; everything else does.
    if !matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link
    ) {
        pass.text.push(' ');
    }
}

/// The events before the end tag that `is_end` accepts. The end tag is consumed too.
fn take_until<'a>(rest: &mut Events<'a>, is_end: impl Fn(&TagEnd) -> bool) -> Vec<Located<'a>> {
    rest.by_ref()
        .take_while(|(event, _)| !matches!(event, Event::End(end) if is_end(end)))
        .collect()
}

fn alert(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("alert-note", "answer.callout_note"),
        BlockQuoteKind::Tip => ("alert-tip", "answer.callout_tip"),
        BlockQuoteKind::Important => ("alert-important", "answer.callout_important"),
        BlockQuoteKind::Warning => ("alert-warning", "answer.callout_warning"),
        BlockQuoteKind::Caution => ("alert-caution", "answer.callout_caution"),
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
