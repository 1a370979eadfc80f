//! The Markdown that says the same as a piece of HTML, such as a card of Anki, a cell of a table or a summary.

mod formats;
mod signs;
mod tags;

use std::collections::BTreeSet;

use super::html::{self, destination, entities, tag};
use crate::route::is_web_url;
use formats::Format;
pub use signs::fenced;
use signs::{is_sign, span};

/// Lists that are deeper are written as deep as this: nobody reads more, and every item costs its depth.
const DEEPEST_LIST: usize = 16;

/// Elements of which nothing inside is shown as words.
const WHOLE: &[&str] = &["script", "style", "iframe", "object", "svg", "template"];

/// Something that has no Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// How many lines below the first.
    pub line: usize,
    /// What was done.
    pub what: String,
}

/// Markdown, and what of the HTML is not in it.
#[derive(Debug, Default)]
pub struct Converted {
    /// The text.
    pub markdown: String,
    /// In the order of the HTML.
    pub told: Vec<Told>,
}

/// How a break of a line is written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Breaks {
    /// As a line of the text, for whoever looks at its lines or joins them.
    Soft,
    /// So that it is shown as one.
    Hard,
}

/// The words of HTML as Markdown, line by line, for whoever looks at them.
pub fn to_markdown(html: &str) -> String {
    converted(html, Breaks::Soft).markdown
}

/// An answer in HTML as Markdown.
pub fn answer(html: &str) -> Converted {
    converted(html, Breaks::Hard)
}

/// A title in HTML as Markdown.
pub fn title(html: &str) -> Converted {
    converted(html, Breaks::Soft)
}

/// Comments, which nobody sees, behind a title that stand for what it lost: a title is handed on as a text alone.
pub fn remarks(told: &[Told]) -> String {
    let remark = |told: &Told| format!(" <!--{}-->", told.what.replace("--", ""));
    let lost = |told: &&Told| told.what.starts_with("left out");
    told.iter().filter(lost).map(remark).collect()
}

/// A list that is open.
struct List {
    /// The number of its last item.
    number: Option<usize>,
    /// How far the text of that item is indented.
    width: usize,
}

struct Writer {
    out: String,
    told: Vec<Told>,
    breaks: Breaks,
    /// The line of the HTML that is read.
    line: usize,
    lists: Vec<List>,
    /// What the next words are inside of.
    active: Vec<Format>,
    /// What of it is open in the text, and where each begins.
    written: Vec<(Format, usize)>,
    /// Breaks since the last words.
    pending: usize,
    /// Behind the mark of an item without words.
    item_start: usize,
    /// The code that is open, and how often.
    code: Option<(String, usize)>,
    pre: Option<String>,
    /// Signs of code in the words of the paragraph: HTML stands in Markdown, too.
    ticks: usize,
}

fn converted(html: &str, breaks: Breaks) -> Converted {
    let mut writer = Writer {
        out: String::new(),
        told: Vec::new(),
        breaks,
        line: 0,
        lists: Vec::new(),
        active: Vec::new(),
        written: Vec::new(),
        pending: 0,
        item_start: 0,
        code: None,
        pre: None,
        ticks: 0,
    };
    let mut at = 0;
    // What has no end is not looked for again behind each start.
    let mut endless: BTreeSet<String> = BTreeSet::new();
    while at < html.len() {
        let rest = &html[at..];
        let length = if rest.starts_with("<!--") {
            writer.tell("left out a comment".to_owned());
            rest.find("-->").map_or(rest.len(), |end| end + 3)
        } else if let Some((name, is_end, mut length)) = tag(rest) {
            if WHOLE.contains(&name.as_str()) && !is_end && !endless.contains(&name) {
                match end_of(&rest[length..], &name) {
                    Some(end) => length += end,
                    None => drop(endless.insert(name.clone())),
                }
            }
            writer.tag(&name, is_end, &rest[..length]);
            length
        } else {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let end = rest[first..]
                .find('<')
                .map_or(rest.len(), |end| first + end);
            writer.text(&rest[..end]);
            end
        };
        writer.line += rest[..length].matches('\n').count();
        at += length;
    }
    writer.end_code();
    writer.end_pre();
    writer.block();
    let lines: Vec<&str> = writer.out.lines().map(str::trim_end).collect();
    Converted {
        markdown: lines.join("\n").trim().to_owned(),
        told: writer.told,
    }
}

/// Where an element ends whose inside is no HTML.
fn end_of(text: &str, name: &str) -> Option<usize> {
    let ends = text.match_indices("</");
    let mut ends = ends.filter_map(|(at, _)| Some((at, tag(&text[at..])?)));
    let (at, (.., length)) = ends.find(|(_, (found, ..))| found == name)?;
    Some(at + length)
}

impl Writer {
    fn tell(&mut self, what: String) {
        self.told.push(Told {
            line: self.line,
            what,
        });
    }

    fn indent(&self) -> String {
        let lists = self.lists.iter().take(DEEPEST_LIST);
        " ".repeat(lists.map(|list| list.width).sum())
    }

    fn is_fresh(&self) -> bool {
        self.out.is_empty() || self.out.ends_with('\n') || self.out.len() == self.item_start
    }

    /// Makes ready for words.
    fn begin(&mut self) {
        let breaks = std::mem::take(&mut self.pending);
        if breaks > 1 {
            self.part();
        } else if breaks == 1 && !self.is_fresh() {
            self.close(0);
            let trimmed = self.out.trim_end_matches(' ').len();
            self.out.truncate(trimmed);
            self.out.push_str(match self.breaks {
                Breaks::Soft => "\n",
                Breaks::Hard => "\\\n",
            });
        }
        if self.out.ends_with('\n') {
            self.out.push_str(&self.indent());
        }
        for at in self.written.len()..self.active.len() {
            let format = self.active[at].clone();
            let start = self.out.len();
            self.out.push_str(&format.open());
            self.written.push((format, start));
        }
    }

    /// Closes what is open in the text but for the outermost so many. Signs touch the words inside.
    fn close(&mut self, kept: usize) {
        while self.written.len() > kept {
            let Some((format, start)) = self.written.pop() else {
                return;
            };
            let open = format.open();
            let inside = self.out.split_off((start + open.len()).min(self.out.len()));
            self.out.truncate(start);
            let words = inside.trim();
            if words.is_empty() {
                self.out.push_str(&inside);
                match format {
                    Format::Link(address) if self.breaks == Breaks::Soft => {
                        self.out.push_str(&format!("[]({})", destination(&address)));
                    }
                    // A link without words shows where it leads.
                    Format::Link(address) if is_web_url(&address) => {
                        self.out.push_str(&format!("<{address}>"));
                    }
                    Format::Link(address) => {
                        self.tell(format!("left out a link to `{address}` that has no words"));
                    }
                    _ => {}
                }
                continue;
            }
            let front = inside.len() - inside.trim_start().len();
            self.out.push_str(&inside[..front]);
            self.out.push_str(&open);
            self.out.push_str(words);
            self.out.push_str(&format.close());
            self.out.push_str(&inside[front + words.len()..]);
        }
    }

    /// Opens or closes what words are inside of.
    fn format(&mut self, format: Format, is_end: bool) {
        let is_same = |other: &Format| match (&format, other) {
            (Format::Link(_), Format::Link(_)) => true,
            (one, other) => one == other,
        };
        let found = self.active.iter().rposition(is_same);
        match (found, is_end) {
            (Some(at), true) => {
                if at < self.written.len() {
                    self.close(at);
                } else if matches!(self.active[at], Format::Link(_)) {
                    self.begin();
                    self.close(at);
                }
                self.active.remove(at);
            }
            (None, false) => self.active.push(format),
            _ => {}
        }
    }

    /// A new paragraph.
    fn part(&mut self) {
        self.close(0);
        self.ticks = 0;
        if self.out.trim_end().len() < self.item_start {
            return;
        }
        let trimmed = self.out.trim_end_matches([' ', '\n']).len();
        self.out.truncate(trimmed);
        if !self.out.is_empty() {
            self.out.push_str("\n\n");
        }
    }

    /// The start or the end of a block.
    fn block(&mut self) {
        self.pending = 0;
        self.end_code();
        self.part();
    }

    fn text(&mut self, text: &str) {
        if let Some(pre) = &mut self.pre {
            pre.push_str(&entities(text));
            return;
        }
        if let Some((code, _)) = &mut self.code {
            code.push_str(&entities(text));
            return;
        }
        let mut is_first = true;
        for part in text.split("\n\n") {
            if !is_first {
                // As in Markdown, nothing of this kind goes on behind its paragraph.
                self.part();
                self.active.clear();
            }
            is_first = false;
            self.words(part);
        }
    }

    fn words(&mut self, text: &str) {
        let is_fresh = self.is_fresh() || self.pending > 0;
        let text = if is_fresh { text.trim_start() } else { text };
        if text.is_empty() {
            return;
        }
        if text.trim().is_empty() {
            self.out
                .push_str(if text.contains('\n') { "\n" } else { " " });
            if self.out.ends_with('\n') && !self.lists.is_empty() {
                self.out.pop();
                self.out.push(' ');
            }
            return;
        }
        self.begin();
        let indent = self.indent();
        let mut rest = text;
        while let Some(char) = rest.chars().next() {
            let mut length = char.len_utf8();
            let is_code = self.ticks % 2 == 1;
            match char {
                '&' => match html::reference(rest) {
                    Some((char, end)) => {
                        length = end;
                        let behind = &rest[end..];
                        if !is_code && is_sign(char, behind) {
                            self.out.push('\\');
                        }
                        self.out.push(char);
                    }
                    None => self.out.push('&'),
                },
                '\n' if !indent.is_empty() => {
                    let behind = rest.trim_start();
                    length = rest.len() - behind.len();
                    self.out.push('\n');
                    if !behind.is_empty() {
                        self.out.push_str(&indent);
                    }
                }
                char => {
                    self.ticks += usize::from(char == '`');
                    self.out.push(char);
                }
            }
            rest = &rest[length..];
        }
    }

    fn end_code(&mut self) {
        let Some((code, _)) = self.code.take() else {
            return;
        };
        let words = code.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            return;
        }
        if code.starts_with([' ', '\n']) && !self.is_fresh() {
            self.out.push(' ');
        }
        self.begin();
        self.out.push_str(&span(&words));
        if code.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }

    fn end_pre(&mut self) {
        let Some(code) = self.pre.take() else {
            return;
        };
        let code = code.strip_prefix('\n').unwrap_or(&code).trim_end();
        if code.is_empty() {
            return;
        }
        let indent = self.indent();
        for (at, line) in fenced(code).lines().enumerate() {
            if at > 0 || self.out.ends_with('\n') {
                self.out.push_str(&indent);
            }
            self.out.push_str(line);
            self.out.push('\n');
        }
        self.part();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_says_the_same_in_markdown() {
        for (html, markdown) in [
            ("a<br>b", "a\nb"),
            ("<b>bold </b>x", "**bold** x"),
            ("x<b> bold</b>", "x **bold**"),
            ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
            ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n\n  b"),
            ("<ol start=3><li>a<li value=7>b</ol>", "3. a\n7. b"),
            ("<p>a</p><p>b &amp; c</p>", "a\n\nb & c"),
            (
                "<a href=\"https://a.example/x y\">t</a>",
                "[t](<https://a.example/x y>)",
            ),
            ("<a href=\"x\">t <b>u</b>\n\nv", "[t **u**](x)\n\nv"),
            (
                "<a href=\"https://a.example\"></a>",
                "[](https://a.example)",
            ),
            ("<img src='a.png' alt=\"x\">", "![x](a.png)"),
            ("<pre><code>a &lt; b\n</code></pre>", "```\na < b\n```"),
            ("<pre>```\nx</pre>", "````\n```\nx\n````"),
            ("<pre><b>c</b></pre>", "```\nc\n```"),
            ("<code>x`y</code>", "``x`y``"),
            ("<code><b>c</b></code>", "`c`"),
            ("<code>List<T></code>", "`List<T>`"),
            ("a < b and <T>", "a < b and \\<T>"),
            ("`List<T>` <i>x</i>", "`List<T>` *x*"),
            (
                "Use &lt;b&gt;x&lt;/b&gt;, not &lt;center&gt;.",
                "Use \\<b>x\\</b>, not \\<center>.",
            ),
            ("&amp;lt; &#42;", "\\&lt; \\*"),
            (
                "is <s>not</s> <strike>so</strike>",
                "is <s>not</s> <s>so</s>",
            ),
            ("<dl><dt>t</dt><dd>d</dd></dl>", "t\n\nd"),
            ("<script>x</script>y", "y"),
            ("<script>y", "y"),
            ("<b></b>", ""),
            ("<b><p>x</p></b>", "**x**"),
            ("é<é", "é<é"),
        ] {
            assert_eq!(to_markdown(html), markdown, "{html}");
        }
    }

    #[test]
    fn an_answer_breaks_where_it_was_broken() {
        for (html, markdown) in [
            ("one<br>two", "one\\\ntwo"),
            ("one<br>\ntwo<br>", "one\\\ntwo"),
            ("one<br><br>two", "one\n\ntwo"),
            ("<ul><li>one<br>two</li></ul>", "- one\\\n  two"),
            ("<code>a<br>b</code>", "`a`\\\n`b`"),
        ] {
            assert_eq!(answer(html).markdown, markdown, "{html}");
        }
    }

    #[test]
    fn what_has_no_markdown_is_told_with_its_line() {
        let html = "a<!-- b -->\n<script>c</script>\n<iframe src=\"https://a.example\"></iframe><pre>\n<b>d</b></pre>";
        let told: Vec<(usize, String)> = answer(html)
            .told
            .into_iter()
            .map(|told| (told.line, told.what))
            .collect();
        let expected = [
            (0, "left out a comment"),
            (1, "left out `<script>`"),
            (2, "left out `<iframe>` with `https://a.example`"),
            (3, "left out `<b>`: code has no emphasis"),
        ];
        assert_eq!(told, expected.map(|(line, what)| (line, what.to_owned())));
    }

    #[test]
    fn a_list_without_end_has_a_depth() {
        let html = "<ul><li>a".repeat(1000);
        let longest = to_markdown(&html).lines().map(str::len).max();
        assert_eq!(longest, Some(2 * DEEPEST_LIST + 3));
    }
}
