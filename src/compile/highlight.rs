//! Renders code as HTML with a few CSS classes.
//!
//! The grammars are Sublime Text's, through syntect and two-face. Their scopes are far finer than a reader needs, so each run of
//! text gets the class of the first matching row in `CLASSES`. Colours are defined in the stylesheet, for light and dark.

mod memo;

mod limits;

use std::ops::RangeInclusive;
use std::rc::Rc;
use std::sync::LazyLock;

pub use memo::forget;
use memo::{ColouredLine, State};
use pulldown_cmark_escape::escape_html_body_text;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

/// Lines longer than this, in bytes, stay plain: grammars can take quadratic time, and nobody reads such a line.
pub const MAX_LINE_BYTES: usize = 500;

/// How much code of one file is coloured, in bytes. The rest stays plain.
pub const MAX_CODE_BYTES: usize = 64 * 1024;

/// How many open scopes are looked at to find a class.
const MAX_SCOPES: usize = 64;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(|| {
    limits::set();
    two_face::syntax::extra_newlines()
});

/// Scope prefixes and the classes for them, the most specific first. An empty class leaves the text plain.
const CLASSES: [(&str, &str); 29] = [
    ("comment", "c"),
    ("string", "s"),
    ("constant.character.escape", "s"),
    ("punctuation.definition.string", "s"),
    ("constant.numeric", "n"),
    ("constant", "n"),
    ("support.constant", "n"),
    ("keyword.operator.word", "k"),
    ("keyword.operator.logical.python", "k"),
    ("keyword.operator", ""),
    ("keyword", "k"),
    ("storage.type.numeric", "n"),
    ("storage", "k"),
    ("variable.language", "k"),
    ("entity.name.function", "f"),
    ("support.function", "f"),
    ("variable.function", "f"),
    ("entity.name.tag", "k"),
    ("entity.other.attribute-name", "f"),
    ("entity.name", "t"),
    ("support.type.property-name", "f"),
    ("support", "t"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
    ("meta.diff.header", "t"),
    ("meta.diff.range", "c"),
    ("meta.diff.index", "c"),
    ("markup.heading", "t"),
    ("variable.parameter", ""),
];

static RULES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    CLASSES
        .iter()
        .filter_map(|&(prefix, class)| Some((Scope::new(prefix).ok()?, class)))
        .collect()
});

/// Words that people write after the backticks for a grammar of another name.
const ALIASES: [(&str, &str); 32] = [
    ("console", "bash"),
    ("shell", "bash"),
    ("sh", "bash"),
    ("shell-session", "bash"),
    ("golang", "go"),
    ("js", "js"),
    ("javascript", "js"),
    ("node", "js"),
    ("ts", "ts"),
    ("typescript", "ts"),
    ("hcl", "tf"),
    ("terraform", "tf"),
    ("protobuf", "proto"),
    ("postgresql", "sql"),
    ("postgres", "sql"),
    ("plpgsql", "sql"),
    ("mysql", "sql"),
    ("sqlite", "sql"),
    ("cql", "sql"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("jsonl", "json"),
    ("ndjson", "json"),
    ("docker", "Dockerfile"),
    ("dockerfile", "Dockerfile"),
    ("csharp", "cs"),
    ("fsharp", "F#"),
    // By its file extension alone this would be a shader.
    ("fs", "F#"),
    ("objc", "Objective-C"),
    ("regex", "re"),
    ("vimscript", "vim"),
    ("asciidoctor", "adoc"),
];

/// Names to show for grammars that are named after an author, a dialect or something too technical.
const NAMES: [(&str, &str); 42] = [
    ("Batch File", "Batch"),
    ("Bourne Again Shell (bash)", "Shell"),
    ("CMakeCache", "CMake"),
    ("CMakeCommands", "CMake"),
    ("Comma Separated Values", "CSV"),
    ("DotENV", ".env"),
    ("GDScript (Godot Engine)", "GDScript"),
    ("Gomod", "go.mod"),
    ("Gosum", "go.sum"),
    ("Groff/troff", "troff"),
    ("HTML (ASP)", "ASP"),
    ("HTML (EEx)", "EEx"),
    ("HTML (Jinja2)", "Jinja"),
    ("HTML (Rails)", "ERB"),
    ("HTML (Twig)", "Twig"),
    ("HTTP Request and Response", "HTTP"),
    ("Hosts File", "hosts"),
    ("Java Server Page (JSP)", "JSP"),
    ("Jinja2", "Jinja"),
    ("Lean 4", "Lean"),
    ("MediawikerPanel", "MediaWiki"),
    ("NAnt Build File", "NAnt"),
    ("Navigational Bar SV", "SystemVerilog"),
    ("Navigational Bar VHDL", "VHDL"),
    ("OpenMP (Fortran)", "Fortran"),
    ("PHP Source", "PHP"),
    ("Protocol Buffer", "Protocol Buffers"),
    ("Protocol Buffer (TEXT)", "Protocol Buffers"),
    ("R Console", "R"),
    ("Regular Expressions (Elixir)", "Regular expression"),
    ("Regular Expressions (Javascript)", "Regular expression"),
    ("Regular Expressions (PHP)", "Regular expression"),
    ("Regular Expressions (Python)", "Regular expression"),
    ("Ruby Haml", "Haml"),
    ("Ruby Slim", "Slim"),
    ("Ruby on Rails", "Ruby"),
    ("Separated Values", "CSV"),
    ("Shell-Unix-Generic", "Shell"),
    ("TypeScriptReact", "TypeScript"),
    ("VimL", "Vim script"),
    ("Vue Component", "Vue"),
    ("x86_64 Assembly", "Assembly"),
];

/// Words for code that deliberately has no grammar.
const PLAIN: [&str; 4] = ["text", "txt", "plain", "plaintext"];

/// A language: its name and its grammar.
#[derive(Clone, Copy)]
pub struct CodeLanguage {
    syntax: Option<&'static SyntaxReference>,
}

impl CodeLanguage {
    /// Finds a language by the word after the backticks. Plain text counts as one.
    pub fn find(word: &str) -> Option<CodeLanguage> {
        let lower = word.to_lowercase();
        if PLAIN.contains(&lower.as_str()) {
            return Some(CodeLanguage { syntax: None });
        }
        let token = ALIASES
            .iter()
            .find(|(alias, _)| *alias == lower)
            .map_or(word, |(_, token)| token);
        let syntax = SYNTAXES.find_syntax_by_token(token)?;
        Some(CodeLanguage {
            syntax: Some(syntax),
        })
    }

    /// The name to show; `None` for plain text.
    pub fn name(&self) -> Option<&'static str> {
        self.syntax.map(|syntax| shown(&syntax.name))
    }
}

fn shown(grammar: &'static str) -> &'static str {
    match NAMES.iter().find(|(name, _)| *name == grammar) {
        Some((_, name)) => name,
        // What follows in parentheses is a dialect, or the author of the grammar.
        None => grammar.split(" (").next().unwrap_or(grammar),
    }
}

/// Words that [`CodeLanguage::find`] knows, for suggestions: names first, then file extensions.
pub fn language_words() -> impl Iterator<Item = &'static str> {
    static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let names = SYNTAXES.syntaxes().iter().map(|syntax| &syntax.name);
        let words = names.filter(|name| !name.contains(' ') && !name.is_empty());
        words.map(|name| name.to_lowercase()).collect()
    });
    let aliases = ALIASES.iter().map(|(alias, _)| *alias);
    let extensions = SYNTAXES
        .syntaxes()
        .iter()
        .flat_map(|syntax| syntax.file_extensions.iter());
    let of_grammars = NAMES.iter().chain(extensions).map(String::as_str);
    aliases.chain(PLAIN).chain(of_grammars)
}

/// How much more code may be coloured.
#[derive(Debug)]
pub struct Budget {
    bytes: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            bytes: MAX_CODE_BYTES,
        }
    }
}

impl Budget {
    /// Takes a line off the budget, or returns why it stays plain.
    fn take(&mut self, line: &str) -> Result<(), Plain> {
        if line.len() > MAX_LINE_BYTES {
            return Err(Plain::LongLine);
        }
        self.bytes = self.bytes.checked_sub(line.len()).ok_or(Plain::MuchCode)?;
        Ok(())
    }
}

/// Code as HTML.
#[derive(Debug)]
pub struct Painted {
    /// The inside of a `<code>` element: escaped, coloured, with marked lines wrapped.
    pub html: String,
    /// The first line that had to stay plain (counted from 0), and why.
    pub plain: Option<(usize, Plain)>,
}

/// Why code stays plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plain {
    /// The line is longer than [`MAX_LINE_BYTES`].
    LongLine,
    /// More than [`MAX_CODE_BYTES`] come before it.
    MuchCode,
    /// So many brackets are open that the grammar gives up.
    Nesting,
}

/// Colours code as far as the budget allows, and wraps the lines in `marked` (counted from 1).
pub fn render(
    code: &str,
    language: Option<CodeLanguage>,
    marked: &[RangeInclusive<usize>],
    budget: &mut Budget,
) -> Painted {
    let is_marked = marked_lines(code, marked);
    let mut painter = language
        .and_then(|language| language.syntax)
        .map(Painter::new);
    let mut html = String::with_capacity(code.len() * 2);
    let mut plain = None;
    for (index, line) in code.split_inclusive('\n').enumerate() {
        let mark = is_marked.get(index).copied().unwrap_or_default();
        if mark {
            html.push_str("<span class=\"m\">");
        }
        let painted = painter.as_mut().map(|painter| {
            painter.room()?;
            budget.take(line)?;
            painter.line(line, &mut html);
            Ok(())
        });
        if painted != Some(Ok(())) {
            escape(line, &mut html);
        }
        if let Some(Err(reason)) = painted {
            plain.get_or_insert((index, reason));
        }
        if mark {
            html.push_str("</span>");
        }
    }
    Painted { html, plain }
}

/// Whether each line is marked, computed in one pass over the ranges and one over the lines.
fn marked_lines(code: &str, marked: &[RangeInclusive<usize>]) -> Vec<bool> {
    let lines = if marked.is_empty() {
        0
    } else {
        code.lines().count()
    };
    // At each line, the number of ranges that start there, minus the number that ended before it.
    let mut changes = vec![0isize; lines + 1];
    for range in marked {
        let (start, end) = (range.start().saturating_sub(1), *range.end());
        if start < end.min(lines) {
            changes[start] += 1;
            changes[end.min(lines)] -= 1;
        }
    }
    let mut open = 0;
    let marks = changes.into_iter().map(|change| {
        open += change;
        open > 0
    });
    marks.collect()
}

/// The grammar's state from line to line.
struct Painter {
    state: Rc<State>,
}

impl Painter {
    fn new(syntax: &SyntaxReference) -> Self {
        Self {
            state: memo::state(ParseState::new(syntax), ScopeStack::new()),
        }
    }

    /// Whether another line can be coloured after what was read.
    fn room(&self) -> Result<(), Plain> {
        match self.state.is_too_large {
            true => Err(Plain::Nesting),
            false => Ok(()),
        }
    }

    fn line(&mut self, line: &str, html: &mut String) {
        let painted = memo::line(&self.state, line, || Brush::paint(line, &self.state));
        html.push_str(&painted.html);
        self.state = painted.next.clone();
    }
}

/// A line that is being coloured.
struct Brush {
    stack: ScopeStack,
    html: String,
}

impl Brush {
    fn paint(line: &str, state: &Rc<State>) -> ColouredLine {
        let mut parse = state.parse.clone();
        let mut brush = Brush {
            stack: state.stack.clone(),
            html: String::with_capacity(line.len() * 2),
        };
        // If the grammar fails (for example, a broken regular expression), the line stays plain.
        let Ok(operations) = parse.parse_line(line, &SYNTAXES) else {
            escape(line, &mut brush.html);
            return ColouredLine {
                html: brush.html,
                next: state.clone(),
            };
        };
        let mut from = 0;
        let mut open = "";
        for (at, operation) in operations {
            open = brush.piece(&line[from..at], open);
            from = at;
            if brush.stack.apply(&operation).is_err() {
                break;
            }
        }
        open = brush.piece(&line[from..], open);
        if !open.is_empty() {
            brush.html.push_str("</span>");
        }
        ColouredLine {
            html: brush.html,
            next: memo::state(parse, brush.stack),
        }
    }

    /// Writes a piece of one scope. Neighbours of the same class share a span. Returns the class that is still open.
    fn piece(&mut self, text: &str, open: &'static str) -> &'static str {
        if text.is_empty() {
            return open;
        }
        let class = self.class();
        let html = &mut self.html;
        // Blanks look the same in any colour, so they need no span of their own.
        let same = class == open || text.trim().is_empty();
        if !same {
            if !open.is_empty() {
                html.push_str("</span>");
            }
            if !class.is_empty() {
                html.push_str("<span class=\"");
                html.push_str(class);
                html.push_str("\">");
            }
        }
        escape(text, html);
        if same { open } else { class }
    }

    fn class(&self) -> &'static str {
        let innermost_first = self.stack.as_slice().iter().rev().take(MAX_SCOPES);
        innermost_first
            .filter_map(|scope| RULES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)))
            .map(|(_, class)| *class)
            .next()
            .unwrap_or("")
    }
}

fn escape(text: &str, html: &mut String) {
    // Writing to a string cannot fail.
    let _ = escape_html_body_text(html, text);
}

#[cfg(test)]
mod tests;
