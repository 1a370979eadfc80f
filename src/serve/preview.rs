//! The site after the last change. A refresh reads what changed, compiles it, and builds the catalog again. Pages are rendered
//! when a browser asks for them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};
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

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// These files or folders.
    Paths(Vec<PathBuf>),
    /// Possibly everything: the system did not say.
    Everything,
}

/// What the server answers from. It is immutable; a change replaces it.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The last site without errors, if there is one.
    pub plan: Option<Arc<Plan>>,
    /// Increases with every change that requires pages to be reloaded.
    pub version: u64,
    /// Errors of the last change, as the terminal shows them.
    pub trouble: Option<String>,
}

/// Keeps a bank in memory between changes.
pub struct Preview {
    options: BuildOptions,
    memory: Memory,
    last: Remembered,
    snapshot: Snapshot,
}

impl Preview {
    /// A preview that has not read anything yet.
    pub fn new(options: BuildOptions) -> Self {
        Self {
            options,
            memory: Memory::default(),
            last: Remembered::default(),
            snapshot: Snapshot {
                plan: None,
                version: 0,
                trouble: None,
            },
        }
    }

    /// Reads the bank again after a change. Even if it has errors, there is a snapshot to serve.
    pub fn refresh(&mut self, changed: &Changed, tell: &dyn Fn(Event<'_>)) -> Snapshot {
        let start = Instant::now();
        match changed {
            Changed::Everything => self.memory = Memory::default(),
            Changed::Paths(paths) => self.memory.touch(paths),
        }
        let prepared =
            pipeline::prepare(&self.options, &mut self.memory, &self.last, &|_, _, _| {});
        self.last.sweep();
        let (prepared, mut findings) = match prepared {
            Ok(prepared) => prepared,
            Err(fault) => {
                // Most likely a file vanished while it was read; the next change will clear that up.
                tell(Event::Fault(&fault));
                self.snapshot.trouble = Some(format!("error: {fault}\n"));
                return self.snapshot.clone();
            }
        };
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
        // After errors, more may have changed than the change that fixed them.
        let had_trouble = self.snapshot.trouble.take().is_some();
        if had_trouble || !self.is_style_only(changed) {
            self.snapshot.version += 1;
        }
        let plan = Arc::new(plan);
        self.last.site = Some(plan.clone());
        self.snapshot.plan = Some(plan);
        self.snapshot.clone()
    }

    /// Whether pages have to be rendered as a test. With ten thousand questions that takes longer than the rest of a change, and
    /// the text of a question cannot break a template.
    fn could_break_templates(&self, changed: &Changed) -> bool {
        let questions = self.options.root.join(source::FOLDER);
        let statics = self.options.root.join("static");
        let harmless = |path: &PathBuf| path.starts_with(&questions) || path.starts_with(&statics);
        // While there are errors, one may be in a template, and any change may fix it.
        self.snapshot.trouble.is_some()
            || !matches!(changed, Changed::Paths(paths) if paths.iter().all(harmless))
    }

    /// Whether only stylesheets changed, which a page can replace without a reload.
    fn is_style_only(&self, changed: &Changed) -> bool {
        let styles = self.options.root.join("static").join("css");
        let is_style = |path: &PathBuf| {
            path.starts_with(&styles) && path.extension().is_some_and(|end| end == "css")
        };
        matches!(changed, Changed::Paths(paths) if !paths.is_empty() && paths.iter().all(is_style))
    }
}

/// What the last reading came to.
#[derive(Default)]
struct Remembered {
    /// Compiled questions by where their texts are in memory, which they keep there.
    known: RwLock<BTreeMap<usize, Known>>,
    /// The last site without errors.
    site: Option<Arc<Plan>>,
}

struct Known {
    file: Arc<SourceText>,
    /// Fingerprint of the texts that are put around the answers.
    said: Fingerprint,
    compiled: Compiled,
    is_used: AtomicBool,
}

impl Remembered {
    /// Forgets questions that the last reading did not use.
    fn sweep(&mut self) {
        if let Ok(known) = self.known.get_mut() {
            known.retain(|_, one| std::mem::take(one.is_used.get_mut()));
        }
    }
}

/// Where a text is in memory.
fn place(file: &Arc<SourceText>) -> usize {
    Arc::as_ptr(file).addr()
}

impl Keep for Remembered {
    fn recall(&self, source: &QuestionSource, words: &Arc<Words>) -> Option<Compiled> {
        let known = self.known.read().ok()?;
        // A text is of one file: its path contains topic and slug, so the same text gives the same question.
        let one = known
            .get(&place(&source.file))
            .filter(|one| one.said == words.of_answers)?;
        one.is_used.store(true, Ordering::Relaxed);
        Some(one.compiled.clone())
    }

    fn keep(
        &self,
        source: &QuestionSource,
        words: &Arc<Words>,
        compiled: Checked<question::Compiled>,
    ) -> Compiled {
        let compiled = Compiled::in_memory(compiled);
        if let Ok(mut known) = self.known.write() {
            let one = Known {
                file: source.file.clone(),
                said: words.of_answers,
                compiled: compiled.clone(),
                is_used: AtomicBool::new(true),
            };
            known.insert(place(&one.file), one);
        }
        compiled
    }

    fn before(&self) -> Option<&Plan> {
        self.site.as_deref()
    }
}
