//! The site as it stands after the last change, and what it takes to get there: read what changed, compile what was read,
//! put the bank together. Pages are rendered when a browser asks for them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use super::event::Event;
use crate::compile::question;
use crate::diagnostic::{self, Checked, Format, SourceText};
use crate::fingerprint::Fingerprint;
use crate::input::memory::Memory;
use crate::input::source::{self, QuestionSource};
use crate::pipeline::{self, BuildOptions, Compiled, Keep};
use crate::site::Plan;
use crate::words::Words;

/// What a change touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// These files or folders.
    Paths(Vec<PathBuf>),
    /// Nobody knows what.
    Everything,
}

/// What the server answers from. Never changed; a new one takes its place.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The last site without errors, if there was one.
    pub plan: Option<Arc<Plan>>,
    /// Grows with everything that a page has to be loaded anew for.
    pub version: u64,
    /// Errors of the last change, as the terminal shows them.
    pub trouble: Option<String>,
}

/// Keeps a bank in memory.
pub struct Preview {
    options: BuildOptions,
    memory: Memory,
    compiled: Remembered,
    snapshot: Snapshot,
}

impl Preview {
    /// Nothing is read yet.
    pub fn new(options: BuildOptions) -> Self {
        Self {
            options,
            memory: Memory::default(),
            compiled: Remembered::default(),
            snapshot: Snapshot {
                plan: None,
                version: 0,
                trouble: None,
            },
        }
    }

    /// Reads the bank again after a change. Whatever is wrong with it, there is a snapshot to serve.
    pub fn refresh(&mut self, changed: &Changed, tell: &dyn Fn(Event<'_>)) -> Snapshot {
        let start = Instant::now();
        match changed {
            Changed::Everything => self.memory = Memory::default(),
            Changed::Paths(paths) => self.memory.touch(paths),
        }
        let prepared = pipeline::prepare(
            &self.options,
            &mut self.memory,
            &self.compiled,
            &|_, _, _| {},
        );
        self.compiled.sweep();
        let mut prepared = match prepared {
            Ok(prepared) => prepared,
            Err(fault) => {
                // A file that vanished while it was read, most likely: the next change tells more.
                tell(Event::Fault(&fault));
                self.snapshot.trouble = Some(format!("error: {fault}\n"));
                return self.snapshot.clone();
            }
        };
        let mut findings = std::mem::take(&mut prepared.findings);
        let is_first = self.snapshot.plan.is_none();
        if !diagnostic::has_errors(&findings) && (is_first || self.could_break_templates(changed)) {
            findings.append(&mut prepared.plan.template_faults());
        }
        let findings = prepared.weigh(findings);
        let plan = prepared.plan;
        tell(Event::Refreshed(
            &findings,
            plan.first.catalog.questions.len(),
            start.elapsed(),
        ));
        if diagnostic::has_errors(&findings) {
            self.snapshot.trouble = Some(diagnostic::render(&findings, Format::Human, false));
            return self.snapshot.clone();
        }
        // After trouble more may be new than the change that ended it.
        let had_trouble = self.snapshot.trouble.take().is_some();
        if had_trouble || !self.is_style_only(changed) {
            self.snapshot.version += 1;
        }
        self.snapshot.plan = Some(Arc::new(plan));
        self.snapshot.clone()
    }

    /// Whether pages have to be tried. Among ten thousand questions that takes longer than all the rest of a change, and a
    /// question's text cannot break a template.
    fn could_break_templates(&self, changed: &Changed) -> bool {
        let questions = self.options.root.join(source::FOLDER);
        let statics = self.options.root.join("static");
        let harmless = |path: &PathBuf| path.starts_with(&questions) || path.starts_with(&statics);
        // While something is wrong, it may be a template, and mended by anything.
        self.snapshot.trouble.is_some()
            || !matches!(changed, Changed::Paths(paths) if paths.iter().all(harmless))
    }

    /// Whether a change is of stylesheets alone, which a page can take on without being loaded anew.
    fn is_style_only(&self, changed: &Changed) -> bool {
        let styles = self.options.root.join("static").join("css");
        let is_style = |path: &PathBuf| {
            path.starts_with(&styles) && path.extension().is_some_and(|end| end == "css")
        };
        matches!(changed, Changed::Paths(paths) if !paths.is_empty() && paths.iter().all(is_style))
    }
}

/// Compiled questions of the last reading, by file.
#[derive(Default)]
struct Remembered {
    known: Mutex<BTreeMap<String, Known>>,
}

struct Known {
    file: Arc<SourceText>,
    /// Of what was said beside the answer.
    said: Fingerprint,
    compiled: Compiled,
    is_used: bool,
}

impl Remembered {
    /// Forgets what the last reading did not use.
    fn sweep(&self) {
        if let Ok(mut known) = self.known.lock() {
            known.retain(|_, one| std::mem::take(&mut one.is_used));
        }
    }
}

impl Keep for Remembered {
    fn recall(&self, source: &QuestionSource, words: &Arc<Words>) -> Option<Compiled> {
        let mut known = self.known.lock().ok()?;
        // A path names topic and slug, so with the same text it gives the same question.
        let one = known
            .get_mut(&source.file.path)
            .filter(|one| Arc::ptr_eq(&one.file, &source.file) && one.said == words.of_answers)?;
        one.is_used = true;
        Some(one.compiled.clone())
    }

    fn keep(
        &self,
        source: &QuestionSource,
        words: &Arc<Words>,
        compiled: Checked<question::Compiled>,
    ) -> Compiled {
        let compiled = Compiled::in_memory(compiled);
        if let Ok(mut known) = self.known.lock() {
            let one = Known {
                file: source.file.clone(),
                said: words.of_answers,
                compiled: compiled.clone(),
                is_used: true,
            };
            known.insert(source.file.path.clone(), one);
        }
        compiled
    }
}
