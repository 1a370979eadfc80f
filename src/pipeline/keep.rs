//! What need not be compiled again.

use std::io::{self, Write};
use std::sync::Arc;

use crate::compile::question::{self, Content, Large};
use crate::diagnostic::{Checked, Diagnostic};
use crate::input::source::QuestionSource;
use crate::output::cache::Cache;
use crate::site::Plan;
use crate::site::search::shelf::Shelf;
use crate::words::Words;

/// Where compiled questions are kept between one run and the next.
pub trait Keep: Sync {
    /// What was made of this source with these words before, if nothing that it was made from has changed.
    fn recall(&self, source: &QuestionSource, words: &Arc<Words>) -> Option<Compiled>;
    /// Keeps what was made of it, and says where.
    fn keep(
        &self,
        source: &QuestionSource,
        words: &Arc<Words>,
        compiled: Checked<question::Compiled>,
    ) -> Compiled;
    /// Whether texts may go from memory once they are compiled, because they can be read again.
    fn forgets_texts(&self) -> bool {
        false
    }
    /// The site that was last made of the same bank and has no errors, if it is still in memory: whatever of it is still right need
    /// not be made again.
    fn before(&self) -> Option<&Plan> {
        None
    }
    /// Where else something may be kept.
    fn shelf(&self) -> Option<Arc<dyn Shelf>> {
        None
    }
}

/// Keeps nothing.
pub struct KeepNothing;

impl Keep for KeepNothing {
    fn recall(&self, _: &QuestionSource, _: &Arc<Words>) -> Option<Compiled> {
        None
    }
    fn keep(
        &self,
        _: &QuestionSource,
        _: &Arc<Words>,
        compiled: Checked<question::Compiled>,
    ) -> Compiled {
        Compiled::in_memory(compiled)
    }
}

/// On disk: only questions without findings, which would have to be made again.
impl Keep for Arc<Cache> {
    fn recall(&self, source: &QuestionSource, words: &Arc<Words>) -> Option<Compiled> {
        Some(Compiled {
            content: Some(self.get(source, words)?),
            findings: Vec::new(),
        })
    }

    fn keep(
        &self,
        source: &QuestionSource,
        words: &Arc<Words>,
        compiled: Checked<question::Compiled>,
    ) -> Compiled {
        match compiled.value {
            Some(value) if compiled.findings.is_empty() => Compiled {
                content: Some(self.put(source, words, value)),
                findings: Vec::new(),
            },
            value => Compiled::in_memory(Checked {
                value,
                findings: compiled.findings,
            }),
        }
    }

    fn forgets_texts(&self) -> bool {
        true
    }

    fn shelf(&self) -> Option<Arc<dyn Shelf>> {
        Some(self.clone())
    }
}

impl Shelf for Cache {
    fn take(&self, name: &str) -> Option<Vec<u8>> {
        self.read(&self.counts_name(name), MOST_COUNTED)
    }

    fn put(&self, name: &str, write: &dyn Fn(&mut dyn Write) -> io::Result<()>) {
        self.write_with(&self.counts_name(name), write);
    }
}

/// More than is counted of a million questions, in bytes.
const MOST_COUNTED: u64 = 4 * 1024 * 1024 * 1024;

/// What one question file became.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// What others need to know, and the rest; `None`, where there are errors.
    pub content: Option<(Arc<Content>, Arc<dyn Large>)>,
    /// What was found in it.
    pub findings: Vec<Diagnostic>,
}

impl Compiled {
    /// All of it.
    pub fn in_memory(compiled: Checked<question::Compiled>) -> Compiled {
        let content = compiled.value.map(|value| {
            let content = Arc::new(value.content.clone());
            (content, Arc::new(value) as Arc<dyn Large>)
        });
        Compiled {
            content,
            findings: compiled.findings,
        }
    }
}
