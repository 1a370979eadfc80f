//! Reference links and footnotes that do not fit together. The parser leaves undefined references in the text as brackets, and
//! drops definitions that are repeated or never used. So the text is compared with the parser's events.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::located::Located;
use crate::diagnostic::{Code, Diagnostic, SourceText, first_line, nearest};
use crate::route::is_web_url;

/// With more names than this, no nearest one is suggested, because all are compared.
const MAX_COMPARED: usize = 200;

/// How many findings of a text get such a suggestion.
const MAX_SUGGESTED: usize = 20;

/// Labels longer than this, in bytes, are not compared.
const MAX_LABEL_BYTES: usize = 80;

/// The most similar name, unless looking for it costs too much.
fn near<'a>(label: &str, names: impl Iterator<Item = &'a str>, said: usize) -> Option<&'a str> {
    let is_short = |name: &str| name.len() <= MAX_LABEL_BYTES;
    match said < MAX_SUGGESTED && is_short(label) {
        true => nearest(
            label,
            names.take(MAX_COMPARED).filter(|name| is_short(name)),
        ),
        false => None,
    }
}

/// `[label]: address`; of several with the same label, the first.
#[derive(Debug)]
pub struct Definition {
    /// As written.
    pub label: String,
    /// The address.
    pub address: String,
    /// Its range in the file.
    pub span: Range<usize>,
}

/// A label that the parser looked up and that is not defined.
#[derive(Debug)]
pub struct Asked {
    /// As written.
    pub label: String,
    /// `[text][label]`, `[label][]` or `[label]`.
    pub link_type: LinkType,
    /// Its range in the file.
    pub span: Range<usize>,
}

/// A label in the form in which labels are compared: in lower case, with single blanks.
pub fn folded(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words.join(" ").to_uppercase().to_lowercase()
}

/// Reports everything that is wrong with references, except for the footnotes that are defined.
pub fn check(
    file: &Arc<SourceText>,
    range: Range<usize>,
    events: &[Located<'_>],
    definitions: &[Definition],
    asked: &[Asked],
) -> Vec<Diagnostic> {
    let scope = Scope { file, definitions };
    let mut findings = Vec::new();
    for asked in asked {
        findings.extend(scope.undefined(asked, findings.len()));
    }
    findings.extend(scope.unused(events));
    findings.extend(scope.repeated(range, events));
    findings.extend(undefined_notes(file, events));
    findings
}

struct Scope<'a> {
    file: &'a Arc<SourceText>,
    definitions: &'a [Definition],
}

impl Scope<'_> {
    /// Reports an undefined label. `said` is the number of findings so far.
    fn undefined(&self, asked: &Asked, said: usize) -> Option<Diagnostic> {
        let Asked {
            label,
            link_type,
            span,
        } = asked;
        let text = &self.file.text;
        // The parser's range does not include the empty brackets.
        let empty = match text[span.end..].starts_with("[]") {
            true if *link_type == LinkType::Collapsed => "[]".len(),
            _ => 0,
        };
        let span = &(span.start..span.end + empty);
        let written = text.get(span.clone())?;
        match link_type {
            LinkType::Reference | LinkType::Collapsed => {}
            _ => return self.no_link(written, span),
        }
        let label_start = match link_type {
            LinkType::Reference => written.rfind('[')?,
            // The label is also the text, so the right label goes between the empty brackets.
            _ => written.len() - "[]".len(),
        };
        let labels = self.definitions.iter();
        let labels = labels.map(|definition| definition.label.as_str());
        let hint = match near(label, labels, said) {
            Some(near) => format!("did you mean `{}[{near}]`?", &written[..label_start]),
            None => format!(
                "add a line `[{label}]: https://…`; for brackets write `\\{}`, or put code between backticks",
                written.trim_start_matches('!')
            ),
        };
        let place = match link_type {
            LinkType::Reference => span.start + label_start..span.end,
            _ => span.clone(),
        };
        let message = format!("`[{label}]` is defined nowhere");
        Some(one_line(Code::UndefinedReference, self.file, place, message).hint(hint))
    }

    /// `[text](an address)` is not a link, because its address has a blank.
    fn no_link(&self, written: &str, span: &Range<usize>) -> Option<Diagnostic> {
        let rest = self.file.text[span.end..].split('\n').next()?;
        let inside = rest.strip_prefix('(')?;
        let inside = &inside[..inside.find(')')?];
        if !inside.trim().contains([' ', '\t']) || written.contains('\n') {
            return None;
        }
        let place = span.start..span.end + inside.len() + 2;
        let message = format!("`{written}({inside})` is no link: its address has a blank");
        let shown = format!(
            "`\\{}({inside})` for the brackets",
            written.trim_start_matches('!')
        );
        let hint = match without_blanks(inside.trim()) {
            Some(inside) => format!("write `{written}({inside})`, or {shown}"),
            None => format!("write {shown}, or an address without a blank"),
        };
        Some(Diagnostic::at(Code::BrokenLink, self.file, place, message).hint(hint))
    }

    /// Definitions that are never used. `[//]: # (a remark)` is a common way to write a comment, so it is not reported.
    fn unused(&self, events: &[Located<'_>]) -> Vec<Diagnostic> {
        let mut used: BTreeSet<String> = BTreeSet::new();
        for (event, _) in events {
            if let Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) =
                event
                && matches!(
                    link_type,
                    LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut
                )
            {
                used.insert(folded(id));
            }
        }
        let unused = self.definitions.iter().filter(|definition| {
            definition.address != "#" && !used.contains(&folded(&definition.label))
        });
        let finding = |definition: &Definition| {
            let label = &definition.label;
            let message = format!("nothing in the text uses `[{label}]`");
            one_line(
                Code::UnusedDefinition,
                self.file,
                definition.span.clone(),
                message,
            )
            .hint(format!(
                "write `[{label}]` where the link belongs, `\\[{label}]:` to show the line, or remove it"
            ))
        };
        unused.map(finding).collect()
    }

    /// Repeated definitions of a label. The parser drops them, so they are looked for in the gaps between its events.
    fn repeated(&self, range: Range<usize>, events: &[Located<'_>]) -> Vec<Diagnostic> {
        let text = &self.file.text;
        let mut first: BTreeMap<String, &Definition> = BTreeMap::new();
        for definition in self.definitions {
            first.entry(folded(&definition.label)).or_insert(definition);
        }
        let is_inside_of_one = |at: usize| {
            let before = self
                .definitions
                .partition_point(|definition| definition.span.start <= at);
            before > 0 && self.definitions[before - 1].span.contains(&at)
        };
        let mut findings = Vec::new();
        for gap in gaps(range, events) {
            for start in first_brackets(text, gap.clone()) {
                let label = defined_label(text, start).filter(|_| !is_inside_of_one(start));
                let Some((label, first)) =
                    label.and_then(|label| Some((label, first.get(&folded(label))?)))
                else {
                    continue;
                };
                let line = text[..first.span.start].matches('\n').count() + 1;
                let message = format!("`[{label}]` is defined in line {line} already");
                findings.push(
                    one_line(
                        Code::DuplicateDefinition,
                        self.file,
                        start..gap.end,
                        message,
                    )
                    .hint("keep one of the two, or give this one another name"),
                );
            }
        }
        findings
    }
}

/// The first bracket of each line, and the one after a footnote's label.
fn first_brackets(text: &str, range: Range<usize>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = range.start;
    for line in text[range].split_inclusive('\n') {
        let first = line.find('[');
        found.extend(first.map(|at| start + at));
        let note = first.filter(|&at| line[at..].starts_with("[^"));
        let behind = note.and_then(|at| Some(at + line[at..].find("]:")?));
        let second = behind.and_then(|at| Some(at + line[at..].find('[')?));
        found.extend(second.map(|at| start + at));
        start += line.len();
    }
    found
}

/// The label of a definition that starts here, if only marks of lists and quotes precede it in its line.
fn defined_label(text: &str, start: usize) -> Option<&str> {
    let line = &text[text[..start].rfind('\n').map_or(0, |at| at + 1)..start];
    let before = line.rsplit("]:").next().unwrap_or_default();
    let is_mark = |char: char| " \t>-+*.):".contains(char) || char.is_ascii_digit();
    if !before.chars().all(is_mark) {
        return None;
    }
    // A label has at most 999 characters.
    let most = text.floor_char_boundary(text.len().min(start + 1 + 4 * 999));
    let label = &text[start + 1..most.max(start + 1)];
    let end = label
        .match_indices(']')
        .map(|(at, _)| at)
        .find(|&at| !label[..at].ends_with('\\'))?;
    let is_defined = label[end + 1..].starts_with(':') && !label.starts_with('^');
    is_defined.then(|| &label[..end])
}

/// Parts of the text that no event covers.
fn gaps(range: Range<usize>, events: &[Located<'_>]) -> Vec<Range<usize>> {
    let mut covered: Vec<Range<usize>> = events
        .iter()
        .filter(|(event, _)| !is_container(event))
        .map(|(_, span)| span.clone())
        .collect();
    covered.sort_by_key(|span| span.start);
    let mut gaps = Vec::new();
    let mut end = range.start;
    let at_the_end = range.end..range.end;
    for span in covered.into_iter().chain(std::iter::once(at_the_end)) {
        if span.start > end {
            gaps.push(end..span.start);
        }
        end = end.max(span.end);
    }
    gaps
}

fn is_container(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::BlockQuote(_)
                | Tag::List(_)
                | Tag::Item
                | Tag::FootnoteDefinition(_)
                | Tag::DefinitionList
                | Tag::DefinitionListDefinition
        ),
        Event::End(_) => true,
        _ => false,
    }
}

/// `[^label]` in the running text without a footnote of that label.
fn undefined_notes(file: &Arc<SourceText>, events: &[Located<'_>]) -> Vec<Diagnostic> {
    let labels: Vec<&str> = events
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Start(Tag::FootnoteDefinition(label)) => Some(label.as_ref()),
            _ => None,
        })
        .collect();
    let known: BTreeSet<String> = labels.iter().map(|label| folded(label)).collect();
    let mut findings = Vec::new();
    for run in runs_of_text(events) {
        let text = &file.text[run.clone()];
        for (at, _) in text.match_indices("[^") {
            let start = run.start + at;
            let Some(length) = text[at..].find(']') else {
                break;
            };
            let label = &text[at + 2..at + length];
            let is_label = !label.trim().is_empty() && !label.contains(['[', '\n']);
            if !is_label || file.text[..start].ends_with('\\') || known.contains(&folded(label)) {
                continue;
            }
            let hint = match near(label, labels.iter().copied(), findings.len()) {
                Some(near) => format!("did you mean `[^{near}]`?"),
                None => format!(
                    "add a line `[^{label}]: …` with the note; for brackets write `\\[^{label}]`"
                ),
            };
            let message = format!("there is no footnote `[^{label}]`");
            let place = start..start + length + 1;
            findings
                .push(Diagnostic::at(Code::UndefinedReference, file, place, message).hint(hint));
        }
    }
    findings
}

/// The ranges of text that is neither code nor HTML, with neighbours joined.
fn runs_of_text(events: &[Located<'_>]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut in_code = false;
    for (event, span) in events {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => in_code = true,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => in_code = false,
            Event::Text(_) if !in_code => match runs.last_mut() {
                Some(last) if last.end == span.start => last.end = span.end,
                _ => runs.push(span.clone()),
            },
            _ => {}
        }
    }
    runs
}

/// A finding whose place is cut at the end of its first line.
fn one_line(code: Code, file: &Arc<SourceText>, span: Range<usize>, message: String) -> Diagnostic {
    Diagnostic::at(code, file, first_line(&file.text, span), message)
}

/// What was typed between the parentheses of a link with a blank in it, as a link has it; `None` if that would be no link either.
fn without_blanks(inside: &str) -> Option<String> {
    let first = inside.split([' ', '\t']).next().unwrap_or_default();
    let after = inside[first.len()..].trim();
    // Other tools give a picture's size there.
    let is_size = after.strip_prefix('=').is_some_and(|size| {
        size.chars()
            .all(|char| char.is_ascii_digit() || "x%".contains(char))
    });
    if is_size {
        return Some(first.to_owned());
    }
    let quoted = |start: &[char], end: &[char]| {
        let title = after.strip_prefix(start)?.strip_suffix(end)?;
        Some(title.replace('"', "\\\""))
    };
    let title = quoted(&['"'], &['"']).or_else(|| quoted(&['“', '„', '”'], &['”', '“']));
    if let Some(title) = title {
        return Some(format!("{first} \"{title}\""));
    }
    let (address, title) = match inside.find(" \"").filter(|_| inside.ends_with('"')) {
        Some(at) => inside.split_at(at),
        None => (inside, ""),
    };
    let address = address.trim();
    let joined = || address.split_whitespace().collect::<String>();
    let scheme = first.split(['/', '?', '#']).next().unwrap_or_default();
    let address = match scheme.split_once(':') {
        None => format!("<{address}>"),
        // A blank in a path may be encoded; in the name of a host it is a slip.
        Some(("http" | "https", _)) => [address.replace(' ', "%20"), joined()]
            .into_iter()
            .find(|address| is_web_url(address))?,
        Some(("mailto", _)) => joined(),
        Some(_) => return None,
    };
    Some(format!("{address}{title}"))
}
