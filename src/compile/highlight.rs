//! Code to HTML with a handful of CSS classes.
//!
//! The grammars are Sublime Text's, through syntect and two-face. Their scopes are far finer than a reader's eye, so each
//! run of text gets the one class that the first matching row of `CLASSES` names. No colour is fixed here: the
//! stylesheet has them, for light and dark.

mod memo;

mod limits;

use std::ops::RangeInclusive;
use std::rc::Rc;
use std::sync::LazyLock;

use memo::{Line, State};
use pulldown_cmark_escape::escape_html_body_text;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

/// Longer lines, in bytes, are left plain: grammars can take quadratic time, and nobody reads such a line.
pub const MAX_LINE_BYTES: usize = 500;

/// How much code of one file is coloured, in bytes. What follows is left plain.
pub const MAX_CODE_BYTES: usize = 64 * 1024;

/// How many open scopes are asked for their class.
const MAX_SCOPES: usize = 64;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(|| {
    limits::set();
    two_face::syntax::extra_newlines()
});

/// Scope prefixes and the class of what they cover, most telling first. An empty class leaves the text plain.
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

/// What people write after the three backticks, where the grammar is called otherwise.
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
    // By its ending alone this would be a shader.
    ("fs", "F#"),
    ("objc", "Objective-C"),
    ("regex", "re"),
    ("vimscript", "vim"),
    ("asciidoctor", "adoc"),
];

/// Languages whose grammar is called by who wrote it, by a dialect or by more than a reader wants to know.
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

/// Words for code that has no grammar on purpose.
const PLAIN: [&str; 4] = ["text", "txt", "plain", "plaintext"];

/// How a language is shown, and how its code is coloured.
#[derive(Clone, Copy)]
pub struct Language {
    syntax: Option<&'static SyntaxReference>,
}

impl Language {
    /// Finds a language by the word after the backticks. Plain text is one.
    pub fn find(word: &str) -> Option<Language> {
        let lower = word.to_lowercase();
        if PLAIN.contains(&lower.as_str()) {
            return Some(Language { syntax: None });
        }
        let token = ALIASES
            .iter()
            .find(|(alias, _)| *alias == lower)
            .map_or(word, |(_, token)| token);
        let syntax = SYNTAXES.find_syntax_by_token(token)?;
        Some(Language {
            syntax: Some(syntax),
        })
    }

    /// The name to show, of the language and not of what colours it; nothing for plain text.
    pub fn name(&self) -> Option<&'static str> {
        self.syntax.map(|syntax| shown(&syntax.name))
    }
}

fn shown(grammar: &'static str) -> &'static str {
    match NAMES.iter().find(|(name, _)| *name == grammar) {
        Some((_, name)) => name,
        // What stands in parentheses behind a name is a dialect, or who wrote the grammar.
        None => grammar.split(" (").next().unwrap_or(grammar),
    }
}

/// Words that [`Language::find`] knows, for suggestions: what people write before what files end in.
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

/// How much code is still coloured.
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
    /// Takes a line off the budget, or says why it is not coloured.
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
    /// The first line that had to stay plain, from 0, and why.
    pub plain: Option<(usize, Plain)>,
}

/// Why code stays without colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plain {
    /// Its line is longer than [`MAX_LINE_BYTES`].
    LongLine,
    /// There are [`MAX_CODE_BYTES`] before it.
    MuchCode,
    /// So many brackets are open that the grammar loses its way.
    Nesting,
}

/// Colours code, as far as the budget lasts, and wraps the lines in `marked` (from 1).
pub fn render(
    code: &str,
    language: Option<Language>,
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

/// For each line whether it is marked, in one walk over the ranges and one over the lines.
fn marked_lines(code: &str, marked: &[RangeInclusive<usize>]) -> Vec<bool> {
    let lines = if marked.is_empty() {
        0
    } else {
        code.lines().count()
    };
    // How many ranges start at a line, less those that ended before it.
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

    /// Whether a line can follow what was read.
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

/// One line while it is painted.
struct Brush {
    stack: ScopeStack,
    html: String,
}

impl Brush {
    fn paint(line: &str, state: &Rc<State>) -> Line {
        let mut parse = state.parse.clone();
        let mut brush = Brush {
            stack: state.stack.clone(),
            html: String::with_capacity(line.len() * 2),
        };
        // A grammar that fails (a broken regular expression) leaves the line plain; that is no reason to lose it.
        let Ok(operations) = parse.parse_line(line, &SYNTAXES) else {
            escape(line, &mut brush.html);
            return Line {
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
        Line {
            html: brush.html,
            next: memo::state(parse, brush.stack),
        }
    }

    /// Writes a piece of one scope; neighbours of one class share a span. Returns the class left open.
    fn piece(&mut self, text: &str, open: &'static str) -> &'static str {
        if text.is_empty() {
            return open;
        }
        let class = self.class();
        let html = &mut self.html;
        // Blanks look the same in any colour.
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
