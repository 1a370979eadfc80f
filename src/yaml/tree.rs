//! A mapping with keys that only its reader knows, as a tree of texts. Used for tables of words.

use std::sync::Arc;

use serde_yaml::Value;

use super::fields::{Fields, Spanned};
use crate::diagnostic::SourceText;

/// The value of a key in a [`Branch`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// One text.
    Text(Spanned<String>),
    /// Several texts.
    List(Vec<Spanned<String>>),
    /// More keys.
    Branch(Branch),
}

/// Keys with their values, in the order of the file.
pub type Branch = Vec<(Spanned<String>, Node)>;

impl Fields {
    /// The file that this mapping is in.
    pub fn file(&self) -> Arc<SourceText> {
        self.file.clone()
    }

    /// Takes everything at once. A value that is not a text, a list of texts or a mapping is reported and left out.
    pub fn branch(&mut self) -> Branch {
        let entries = std::mem::take(&mut self.entries);
        let nodes = entries.into_iter().filter_map(|entry| {
            let key = Spanned {
                value: entry.key.clone(),
                span: entry.key_span.clone(),
            };
            let node = match &entry.value {
                Value::Mapping(_) => {
                    let mut inner = self.mapping_of(&key.value, entry)?;
                    let branch = inner.branch();
                    self.findings.append(&mut inner.findings);
                    Node::Branch(branch)
                }
                Value::Sequence(_) => Node::List(self.texts_of(&key.value, entry)),
                _ => Node::Text(self.text_in(entry, None)?),
            };
            Some((key, node))
        });
        nodes.collect()
    }
}
