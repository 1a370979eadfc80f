//! Reads a piece of raw HTML with a browser's tokenizer, and decides what is published and what is left out.
//!
//! Both come from the same pass, so what is reported as left out really is. Published HTML is written anew: complete tags with
//! quoted attributes and escaped text, so that nothing in a piece can swallow what follows it.

use std::cell::RefCell;
use std::ops::Range;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::elements::{ALLOWED, BOUND, NUMBER, Open, VOID};
use crate::compile::markup::escaped;
use crate::route::is_web_url;

/// The longest tag, in bytes. The tokenizer compares each attribute with all others of its tag.
const MAX_TAG_BYTES: usize = 4096;

/// The most rows or columns that a cell may span: a browser needs time and memory for each.
const MAX_SPAN: usize = 50;

/// The most table places that the cells of an answer take together, counting those that they span. Laying them out takes a
/// browser half a second, and the time grows faster than their number.
const MAX_PLACES: usize = 20_000;

/// The result of reading a piece of raw HTML.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RawPiece {
    /// What is published, in order.
    pub parts: Vec<RawPart>,
    /// What is left out, except comments.
    pub left_out: Vec<LeftOut>,
    /// The ranges of the tags with a number, in order.
    pub numbered: Vec<Range<usize>>,
}

/// A published part of a piece.
#[derive(Debug, PartialEq, Eq)]
pub enum RawPart {
    /// Tags from the allow-list, and escaped text.
    Html(String),
    /// A picture, to be looked up in the bank.
    Picture(RawPicture),
}

/// A picture as its author wrote it.
#[derive(Debug, PartialEq, Eq)]
pub struct RawPicture {
    /// The value of `src`.
    pub source: String,
    /// The range of that value in the piece.
    pub place: Range<usize>,
    /// The value of `alt`.
    pub words: String,
    /// The attributes for width and height, in that order.
    pub size: String,
    /// The attribute for the title.
    pub title: String,
}

/// Something that is left out.
#[derive(Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its range in the piece.
    pub place: Range<usize>,
    /// What it is, worded for a message.
    pub what: String,
    /// What to do instead.
    pub hint: &'static str,
}

/// Reads a piece. `open` are the elements left open by earlier pieces; `places` counts the table places taken so far.
pub fn read(raw: &str, open: &mut Open, places: &mut usize) -> RawPiece {
    let options = TokenizerOpts {
        discard_bom: false,
        ..TokenizerOpts::default()
    };
    let tokenizer = Tokenizer::new(Tokens::default(), options);
    let input = BufferQueue::default();
    let mut reader = Reader {
        raw,
        piece: RawPiece::default(),
        at: 0,
        silent: false,
        open,
        places,
    };
    let mut fed = 0;
    while fed < raw.len() {
        let end = next_stop(raw, fed);
        input.push_back(StrTendril::from(&raw[fed..end]));
        // The sink never requests to run a script, so everything is read.
        let _ = tokenizer.feed(&input);
        fed = end;
        reader.take(tokenizer.sink.0.take(), fed);
        reader.pass_text(fed);
        if reader.is_tag_too_long(fed) {
            reader.rest_is_left_out("the tag that is too long");
            return reader.piece;
        }
    }
    let has_open_end = !reader.silent && opening(&raw[reader.at..]).is_some();
    tokenizer.end();
    let rest = tokenizer.sink.0.take().into_iter();
    let text = rest.filter(|token| matches!(token, Token::CharacterTokens(_)));
    reader.take(text.collect(), raw.len());
    if has_open_end {
        reader.rest_is_left_out("what has no end");
    }
    reader.piece
}

/// Where to stop feeding next. Each tag and comment ends with a bracket, so stopping there separates them.
fn next_stop(raw: &str, from: usize) -> usize {
    let end = raw[from..]
        .find('>')
        .map_or(raw.len(), |length| from + length + 1);
    let mut end = end.min(from + MAX_TAG_BYTES);
    while !raw.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// The offset of the first tag, comment or instruction.
fn opening(raw: &str) -> Option<usize> {
    raw.match_indices('<')
        .map(|(at, _)| at)
        .find(|at| match raw.as_bytes()[at + 1..] {
            [b'/', b'>', ..] => false,
            [b'/', _, ..] | [b'!' | b'?', ..] => true,
            [first, ..] => first.is_ascii_alphabetic(),
            [] => false,
        })
}

/// Collects the tokenizer's output until it is fetched.
#[derive(Default)]
struct Tokens(RefCell<Vec<Token>>);

impl TokenSink for Tokens {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let is_no_html = match &token {
            Token::TagToken(tag) => tag.kind == TagKind::StartTag && holds_no_html(&tag.name),
            _ => false,
        };
        if !matches!(token, Token::ParseError(_)) {
            self.0.borrow_mut().push(token);
        }
        match is_no_html {
            true => TokenSinkResult::RawData(RawKind::Rawtext),
            false => TokenSinkResult::Continue,
        }
    }
}

/// Whether the content of an element is not HTML and not for readers.
fn holds_no_html(name: &str) -> bool {
    ["script", "style"].contains(&name)
}

struct Reader<'a> {
    raw: &'a str,
    piece: RawPiece,
    /// Everything before this offset has been read.
    at: usize,
    /// Whether the content of the open element is left out.
    silent: bool,
    open: &'a mut Open,
    places: &'a mut usize,
}

impl Reader<'_> {
    /// Processes the tokens up to `end`.
    fn take(&mut self, tokens: Vec<Token>, end: usize) {
        for token in tokens {
            match token {
                Token::CharacterTokens(_) if self.silent => {}
                Token::CharacterTokens(text) => self.write(&escaped(&text)),
                Token::TagToken(tag) => {
                    let start = match self.silent {
                        true => self.raw[self.at..end].rfind("</"),
                        false => opening(&self.raw[self.at..end]),
                    };
                    let start = self.at + start.unwrap_or_default();
                    self.tag(&tag, start..end);
                    self.at = end;
                }
                Token::CommentToken(_) | Token::DoctypeToken(_) => {
                    let start = self.at + opening(&self.raw[self.at..end]).unwrap_or_default();
                    if !self.raw[start..end].starts_with("<!--") {
                        self.left_out(
                            start..end,
                            format!("the instruction `{}`", &self.raw[start..end]),
                            "remove it, or put it between backticks",
                        );
                    }
                    self.at = end;
                }
                _ => {}
            }
        }
    }

    fn tag(&mut self, tag: &Tag, place: Range<usize>) {
        let name = &*tag.name;
        if tag.kind == TagKind::EndTag {
            self.silent = false;
            self.open.end(name);
            if ALLOWED.contains(&name) && !VOID.contains(&name) {
                self.write(&format!("</{name}>"));
            }
            return;
        }
        let after_name = place.start + 1 + name.len();
        if name == "img" {
            return self.picture(tag, after_name..place.end);
        }
        self.open.start(name);
        if !ALLOWED.contains(&name) {
            self.silent = holds_no_html(name);
            // A sign for "less than" makes a tag of all words up to the next `>`.
            let words = tag.attrs.iter();
            let words = words.filter(|word| word.value.is_empty()).count();
            if words > 1 {
                let written = self.raw[place.clone()].split_whitespace();
                let written: Vec<&str> = written.collect();
                return self.left_out(
                    place,
                    format!("`{}`, which is read as one tag,", written.join(" ")),
                    "write `&lt;` for the sign itself, or put code between backticks",
                );
            }
            return self.left_out(
                place.start..after_name,
                format!("the element `{name}`"),
                "write it as Markdown, or put code between backticks",
            );
        }
        let is_cell = ["td", "th"].contains(&name);
        if is_cell && *self.places == MAX_PLACES {
            return self.left_out(
                place.start..after_name,
                format!("the element `{name}`"),
                "an answer has at most 20000 cells: write several questions",
            );
        }
        let has_room = !is_cell || self.takes_places(tag);
        self.write(&format!("<{name}"));
        if BOUND.contains(&name) {
            self.write(&format!("{NUMBER}{}\"", self.open.numbered));
            self.open.numbered += 1;
            self.piece.numbered.push(place.start..after_name);
        }
        let mut at = after_name;
        for attribute in &tag.attrs {
            let (attribute, value) = (&*attribute.name.local, &*attribute.value);
            let [name_place, value_place] = self.attribute(attribute, at..place.end);
            at = value_place.end;
            match verdict(name, attribute, value) {
                Verdict::Stays if is_span(attribute) && !has_room => self.left_out(
                    value_place,
                    format!("the {attribute} `{value}`"),
                    "the cells of an answer span at most 20000 places together",
                ),
                Verdict::Stays => {
                    let written = format!(" {attribute}=\"{}\"", escaped(value));
                    self.write(&written);
                }
                Verdict::Name(what, hint) => self.left_out(name_place, what, hint),
                Verdict::Value(what, hint) => self.left_out(value_place, what, hint),
            }
        }
        self.write(">");
    }

    /// Counts the places of a cell: all that it spans, or one if there is no room for them.
    fn takes_places(&mut self, tag: &Tag) -> bool {
        let attributes = tag.attrs.iter();
        let spans = attributes.filter(|attribute| is_span(&attribute.name.local));
        let all: usize = spans
            .filter_map(|attribute| span(&attribute.value))
            .product();
        let has_room = *self.places + all <= MAX_PLACES;
        *self.places += if has_room { all } else { 1 };
        has_room
    }

    fn write(&mut self, html: &str) {
        match self.piece.parts.last_mut() {
            Some(RawPart::Html(written)) => written.push_str(html),
            _ => self.piece.parts.push(RawPart::Html(html.to_owned())),
        }
    }

    /// A picture, to be looked up in the bank like those of Markdown.
    fn picture(&mut self, tag: &Tag, place: Range<usize>) {
        let mut picture = RawPicture {
            source: String::new(),
            place: place.clone(),
            words: String::new(),
            size: String::new(),
            title: String::new(),
        };
        let mut has_source = false;
        let mut size = [("width", None), ("height", None)];
        let mut at = place.start;
        for attribute in &tag.attrs {
            let (name, value) = (&*attribute.name.local, &*attribute.value);
            let [name_place, value_place] = self.attribute(name, at..place.end);
            at = value_place.end;
            match name {
                "src" => {
                    has_source = true;
                    picture.source = value.to_owned();
                    picture.place = value_place;
                }
                "alt" => picture.words = value.to_owned(),
                "width" | "height" if value.parse::<u16>().is_ok() => {
                    let sides = size.iter_mut().filter(|(side, _)| *side == name);
                    sides.for_each(|(_, pixels)| *pixels = value.parse::<u16>().ok());
                }
                "title" => picture.title = format!(" title=\"{}\"", escaped(value)),
                _ => {
                    if let Verdict::Name(what, hint) = verdict("img", name, value) {
                        self.left_out(name_place, what, hint);
                    }
                }
            }
        }
        for (side, pixels) in size {
            picture
                .size
                .extend(pixels.map(|pixels| format!(" {side}=\"{pixels}\"")));
        }
        match has_source {
            true => self.piece.parts.push(RawPart::Picture(picture)),
            false => {
                self.write(&escaped(&picture.words));
                self.left_out(
                    place.start - "<img".len()..place.start,
                    "the picture".to_owned(),
                    "write it as a Markdown picture, `![what it shows](name.png)`",
                );
            }
        }
    }

    /// The ranges of an attribute's name and value in a part of a tag.
    fn attribute(&self, name: &str, within: Range<usize>) -> [Range<usize>; 2] {
        let source = &self.raw[within.clone()];
        let lower = source.to_ascii_lowercase();
        let start = lower.find(name).unwrap_or_default();
        let end = (start + name.len()).min(source.len());
        let blank = |at: usize| source[at..].len() - source[at..].trim_start().len();
        let equals = end + blank(end);
        let value = match source[equals..].strip_prefix('=') {
            None => end..end,
            Some(_) => {
                let from = equals + 1 + blank(equals + 1);
                let (from, length) = match source[from..].chars().next() {
                    Some(quote @ ('"' | '\'')) => (from + 1, source[from + 1..].find(quote)),
                    _ => (
                        from,
                        source[from..].find(|char: char| char.is_ascii_whitespace() || char == '>'),
                    ),
                };
                from..length.map_or(source.len(), |length| from + length)
            }
        };
        let base = within.start;
        [
            base + start..base + end,
            base + value.start..base + value.end,
        ]
    }

    fn left_out(&mut self, place: Range<usize>, what: String, hint: &'static str) {
        self.piece.left_out.push(LeftOut { place, what, hint });
    }

    /// Skips what is certainly text, so that it is not searched again.
    fn pass_text(&mut self, fed: usize) {
        let unread = &self.raw[self.at..fed];
        if !self.silent && opening(unread).is_none() {
            let start_of_tag = ["</", "<"]
                .into_iter()
                .find(|start| unread.ends_with(start));
            self.at = fed - start_of_tag.map_or(0, str::len);
        }
    }

    /// Whether the current tag is so long that it is given up.
    fn is_tag_too_long(&self, fed: usize) -> bool {
        let unread = &self.raw[self.at..fed];
        if self.silent || unread.len() <= MAX_TAG_BYTES {
            return false;
        }
        opening(unread).is_some_and(|start| {
            let tag = &unread[start..];
            tag.len() > MAX_TAG_BYTES && !tag.starts_with("<!--")
        })
    }

    /// Leaves out everything from the start of what was not read to its end.
    fn rest_is_left_out(&mut self, what: &str) {
        let start = self.at + opening(&self.raw[self.at..]).unwrap_or_default();
        let is_comment = self.raw[start..].starts_with("<!--");
        let hint = match is_comment {
            true => "end the comment with `-->`",
            false => "end the tag with `>`, or write `&lt;` for the sign itself",
        };
        self.left_out(start..self.raw.len(), what.to_owned(), hint);
        self.at = self.raw.len();
    }
}

fn is_span(attribute: &str) -> bool {
    ["colspan", "rowspan"].contains(&attribute)
}

/// How many rows or columns a cell spans, if the number is valid.
fn span(value: &str) -> Option<usize> {
    let span = value.parse().ok();
    span.filter(|span| (1..=MAX_SPAN).contains(span))
}

/// What happens to an attribute. For one that is left out: which part to point at, a message and a hint.
enum Verdict {
    Stays,
    Name(String, &'static str),
    Value(String, &'static str),
}

fn verdict(element: &str, name: &str, value: &str) -> Verdict {
    match (element, name) {
        (_, "title") | ("details", "open") => Verdict::Stays,
        ("a", "href") if is_web_url(value) => Verdict::Stays,
        ("a", "href") => Verdict::Value(
            format!("the link to `{value}`"),
            "write it as a Markdown link, which can be checked",
        ),
        ("ol", "start") if value.parse::<i32>().is_ok() => Verdict::Stays,
        ("th", "scope") if ["row", "col", "rowgroup", "colgroup"].contains(&value) => {
            Verdict::Stays
        }
        ("td" | "th", "colspan" | "rowspan") if span(value).is_some() => Verdict::Stays,
        ("td" | "th", "colspan" | "rowspan") => Verdict::Value(
            format!("the {name} `{value}`"),
            "a cell spans between 1 and 50 rows or columns",
        ),
        _ => Verdict::Name(
            format!("the attribute `{name}`"),
            "leave it out: elements may say what they are, and not how they look or act",
        ),
    }
}

#[cfg(test)]
mod tests;
