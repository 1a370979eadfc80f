//! Tera, and the words for what can go wrong in a template.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::{ErrorKind, ReportError, Tera};

use super::page::Page;
use crate::diagnostic::{Checked, Code, Diagnostic, SourceText, did_you_mean};
use crate::fingerprint::Fingerprint;

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
            tera: Tera::default(),
            recipes: recipes(&sources),
            sources,
        };
        let faults: Vec<Diagnostic> = templates
            .sources
            .iter()
            .filter_map(|(name, text)| Tera::default().add_raw_template(name, text).err())
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

    /// Renders one page.
    pub fn render(&self, page: &Page<'_>) -> Result<String, Diagnostic> {
        tera::Context::from_serialize(&page.context)
            .and_then(|context| self.tera.render(page.template, &context))
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
