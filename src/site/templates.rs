//! Tera, and the words for what can go wrong in a template.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{ErrorKind, ReportError, Tera};

use super::page::Page;
use crate::diagnostic::{Checked, Code, Diagnostic, SourceText};

/// The templates, parsed. They get a [`super::context::PageContext`] and nothing else.
#[derive(Default)]
pub struct Templates {
    tera: Tera,
    sources: BTreeMap<String, String>,
}

impl Templates {
    /// Parses all templates; every syntax error is reported, not just the first.
    pub fn parse(sources: BTreeMap<String, String>) -> Checked<Templates> {
        let mut templates = Templates {
            tera: Tera::default(),
            sources,
        };
        let faults: Vec<Diagnostic> = templates
            .sources
            .iter()
            .filter_map(|(name, text)| Tera::default().add_raw_template(name, text).err())
            // Alone, a template misses its parent; that is judged when all are together.
            .filter(|error| matches!(error.kind(), ErrorKind::SyntaxError(report) if !is_about_others(report)))
            .map(|error| templates.finding(&error, "templates"))
            .collect();
        if !faults.is_empty() {
            return Checked::none(faults);
        }
        match templates.tera.add_raw_templates(&templates.sources) {
            Ok(()) => Checked::some(templates, Vec::new()),
            Err(error) => Checked::none(vec![templates.finding(&error, "templates")]),
        }
    }

    /// Renders one page.
    pub fn render(&self, page: &Page<'_>) -> Result<String, Diagnostic> {
        tera::Context::from_serialize(&page.context)
            .and_then(|context| self.tera.render(page.template, &context))
            .map_err(|error| self.finding(&error, page.template))
    }

    fn finding(&self, error: &tera::Error, template: &str) -> Diagnostic {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                self.located(report)
            }
            kind => Diagnostic::about(
                Code::Template,
                format!("templates/{template}"),
                kind.to_string(),
            ),
        }
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
