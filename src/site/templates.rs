//! Tera, and the words for what can go wrong in a template.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use tera::value::{Key, Map};
use tera::{ErrorKind, Kwargs, ReportError, State, Tera, TeraResult, Value};

use super::page::Page;
use crate::compile::markup::escaped;
use crate::diagnostic::{Checked, Code, Diagnostic, SourceText, did_you_mean};
use crate::fingerprint::Fingerprint;
use crate::words::{Formats, OTHER, Piece, Words, pieces};

/// The templates, parsed. They get a [`super::context::PageContext`] and nothing else.
#[derive(Default)]
pub struct Templates {
    tera: Tera,
    sources: BTreeMap<String, String>,
    /// Of each template with all that it is made with.
    recipes: BTreeMap<String, Fingerprint>,
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.sources.keys()).finish()
    }
}

impl Templates {
    /// Parses all templates; every syntax error is reported, not just the first.
    pub fn parse(sources: BTreeMap<String, String>) -> Checked<Templates> {
        let mut templates = Templates {
            tera: tera(),
            recipes: recipes(&sources),
            sources,
        };
        let faults: Vec<Diagnostic> = templates
            .sources
            .iter()
            .filter_map(|(name, text)| tera().add_raw_template(name, text).err())
            // Alone, a template misses its parent; that is judged when all are together.
            .filter(|error| matches!(error.kind(), ErrorKind::SyntaxError(report) if !is_about_others(report)))
            .map(|error| templates.finding(&error, ""))
            .collect();
        if !faults.is_empty() {
            return Checked::none(faults);
        }
        match templates.tera.add_raw_templates(&templates.sources) {
            Ok(()) => Checked::some(templates, Vec::new()),
            Err(error) => Checked::none(vec![templates.finding(&error, "")]),
        }
    }

    /// Whether these are the templates of these texts.
    pub fn are_of(&self, sources: &BTreeMap<String, String>) -> bool {
        self.sources == *sources
    }

    /// Renders one page, in the words of its language.
    pub fn render(&self, page: &Page<'_>, said: &Said) -> Result<String, Diagnostic> {
        tera::Context::from_serialize(&page.context)
            .and_then(|mut context| {
                context.insert_value("words", said.0.clone());
                self.tera.render(page.template, &context)
            })
            .map_err(|error| self.finding(&error, page.template))
    }

    /// The fingerprint of a template and of all that it is made with.
    pub fn recipe(&self, template: &str) -> Option<Fingerprint> {
        self.recipes.get(template).copied()
    }

    /// `template` is what was being rendered, if anything was, for errors that do not say where they are.
    fn finding(&self, error: &tera::Error, template: &str) -> Diagnostic {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                self.located(report)
            }
            ErrorKind::MissingParent { current, parent } => self.missing_parent(current, parent),
            ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
                let path = format!("templates/{tpl}");
                Diagnostic::about(Code::Template, path, "this template leads back to itself")
            }
            kind => self.reported(&kind.to_string(), template),
        }
    }

    /// An error that is only known by its report, of which the second line may say where it is: ` --> base.html:4:7`.
    fn reported(&self, report: &str, template: &str) -> Diagnostic {
        let mut lines = report.lines();
        let message = lines.next().unwrap_or_default();
        let message = uncapitalised(message.strip_prefix("error: ").unwrap_or(message));
        let place = lines.next().and_then(|line| {
            let mut parts = line.trim().strip_prefix("--> ")?.rsplitn(3, ':');
            let column: usize = parts.next()?.parse().ok()?;
            let line: usize = parts.next()?.parse().ok()?;
            let name = parts.next()?;
            let text = self.sources.get(name)?;
            let before = text.split_inclusive('\n').take(line.checked_sub(1)?);
            let start = before.map(str::len).sum::<usize>();
            let column = text
                .get(start..)?
                .char_indices()
                .nth(column.checked_sub(1)?)?;
            let start = start + column.0;
            let length = text[start..].find(char::is_whitespace);
            Some((
                name,
                text,
                start..length.map_or(text.len(), |length| start + length),
            ))
        });
        match place {
            Some((name, text, span)) => {
                let file = Arc::new(SourceText {
                    path: format!("templates/{name}"),
                    text: text.clone(),
                });
                Diagnostic::at(Code::Template, &file, span, message)
            }
            None => {
                let path = format!("templates/{template}");
                Diagnostic::about(Code::Template, path.trim_end_matches('/'), message)
            }
        }
    }

    fn missing_parent(&self, name: &str, parent: &str) -> Diagnostic {
        let path = format!("templates/{name}");
        let text = self.sources.get(name).cloned().unwrap_or_default();
        let message = format!("there is no template `{parent}`");
        let finding = match text.find(parent) {
            Some(at) => {
                let file = Arc::new(SourceText { path, text });
                Diagnostic::at(Code::Template, &file, at..at + parent.len(), message)
            }
            None => Diagnostic::about(Code::Template, path, message),
        };
        finding.maybe_hint(did_you_mean(
            parent,
            self.sources.keys().map(String::as_str),
        ))
    }

    fn located(&self, report: &ReportError) -> Diagnostic {
        let path = format!("templates/{}", report.filename());
        let message = report.message();
        // What could have been meant is for the hint.
        let (message, available) = match message.split_once(". Available variables: ") {
            Some((message, names)) => {
                let names = names.replace(", ", "`, `");
                (message, Some(format!("there are `{names}`")))
            }
            None => (message, None),
        };
        let message = uncapitalised(message);
        let finding = match self.sources.get(report.filename()) {
            Some(text) => {
                let file = Arc::new(SourceText {
                    path,
                    text: text.clone(),
                });
                let range = &report.span().range;
                let range = range.start.min(text.len())..range.end.min(text.len());
                Diagnostic::at(Code::Template, &file, range, message)
            }
            None => Diagnostic::about(Code::Template, path, message),
        };
        finding.maybe_hint(available)
    }
}

/// The words of a language as templates read them: `words.site.skip`. Made once for all pages.
#[derive(Debug)]
pub struct Said(Value);

impl Said {
    /// Of everything that is said beside questions, scripts aside.
    pub fn new(words: &Words) -> Said {
        Said(Value::from_serializable(&words.for_templates()))
    }
}

fn tera() -> Tera {
    let mut tera = Tera::default();
    tera.register_filter("say", say);
    tera.register_filter("digest", digest);
    tera
}

/// `{{ words.list.count | say(count=3) }}`: a text with its places filled, in the form that its count asks for. Marks become links to
/// the argument of their name, or the element that they are called after.
fn say(text: Value, values: Kwargs, _: &State) -> TeraResult<Value> {
    let Some(forms) = text.as_map() else {
        // A table may leave out what the English one has.
        return Ok(text);
    };
    let formats = Formats::of(part(forms, "locale").unwrap_or_default());
    let count = values.get::<&Value>("count")?.and_then(whole);
    let category = count.map_or(OTHER, |count| formats.category(count));
    let form = part(forms, category).or_else(|| part(forms, OTHER));
    let form = form.unwrap_or_default();
    let mut said = String::with_capacity(form.len());
    for piece in pieces(form) {
        match piece {
            Piece::Text(text) => said.push_str(&escaped(text)),
            Piece::Place(name) => {
                let value = values.must_get::<&Value>(name)?;
                match (whole(value), value.as_str()) {
                    (Some(number), _) => said.push_str(&escaped(&formats.number(number))),
                    (None, Some(text)) if value.is_safe() => said.push_str(text),
                    (None, _) => said.push_str(&escaped(&value.to_string())),
                }
            }
            Piece::Open(name @ ("code" | "strong")) => said.push_str(&format!("<{name}>")),
            Piece::Close(name @ ("code" | "strong" | "time")) => {
                said.push_str(&format!("</{name}>"))
            }
            Piece::Open(name @ ("wide" | "soft")) => {
                said.push_str(&format!("<span class=\"{name}\">"))
            }
            Piece::Close("wide" | "soft") => said.push_str("</span>"),
            Piece::Open("time") => {
                let day = escaped(values.must_get::<&str>("time")?);
                said.push_str(&format!("<time datetime=\"{day}\">"));
            }
            Piece::Open(name) => {
                let address = escaped(values.must_get::<&str>(name)?);
                said.push_str(&format!("<a href=\"{address}\">"));
            }
            Piece::Close(_) => said.push_str("</a>"),
        }
    }
    Ok(Value::safe_string(&said))
}

/// `{{ style | digest }}`: what a policy calls a style that stands in the page: its digest, as browsers compute it.
fn digest(text: Value, _: Kwargs, _: &State) -> TeraResult<Value> {
    let digest = Sha256::digest(text.as_str().unwrap_or_default().as_bytes());
    Ok(Value::safe_string(&format!("sha256-{}", base64(&digest))))
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut written = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, at| {
            bits << 8 | group.get(at).copied().map_or(0, u32::from)
        });
        for place in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * place) & 63) as usize];
            written.push(if place > group.len() {
                '='
            } else {
                char::from(sign)
            });
        }
    }
    written
}

fn part<'v>(forms: &'v Map, name: &'v str) -> Option<&'v str> {
    forms.get(&Key::Str(name)).and_then(Value::as_str)
}

fn whole(value: &Value) -> Option<usize> {
    value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
}

/// A template is made with those that it names in quotes, and with those that have components, which need not be named.
fn recipes(sources: &BTreeMap<String, String>) -> BTreeMap<String, Fingerprint> {
    let names = |text: &str, name: &str| {
        let quoted = [
            format!("\"{name}\""),
            format!("'{name}'"),
            format!("`{name}`"),
        ];
        quoted.iter().any(|quoted| text.contains(quoted))
    };
    let with = |text: &str| -> Vec<&String> {
        let used =
            |(name, other): &(&String, &String)| names(text, name) || other.contains("component");
        sources.iter().filter(used).map(|(name, _)| name).collect()
    };
    let direct: BTreeMap<&String, Vec<&String>> = sources
        .iter()
        .map(|(name, text)| (name, with(text)))
        .collect();
    let recipe = |name: &String| {
        let mut seen = BTreeSet::from([name]);
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            let more = direct.get(name).into_iter().flatten();
            open.extend(more.copied().filter(|name| seen.insert(name)));
        }
        let texts = seen.into_iter().map(|name| (name, &sources[name]));
        Fingerprint::of_value(&texts.collect::<Vec<_>>())
    };
    sources
        .keys()
        .map(|name| (name.clone(), recipe(name)))
        .collect()
}

/// Whether an error is only about a component or template that stands in another file.
fn is_about_others(report: &ReportError) -> bool {
    let message = report.message().to_lowercase();
    message.contains("component") || message.contains("include")
}

fn uncapitalised(message: &str) -> String {
    let mut chars = message.trim_end_matches('.').chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
