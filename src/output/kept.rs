//! The large parts of a question in a cache file, read when they are needed.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::compile::question::{self, Body, Compiled, Large};
use crate::compile::said::Said;
use crate::diagnostic::{Code, Diagnostic};
use crate::fingerprint::Fingerprint;
use crate::input::{plain, source, text};
use crate::route::Slug;
use crate::words::Words;

/// A range of bytes in a file.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Extent {
    /// The offset of the first byte.
    pub from: u64,
    /// The number of bytes.
    pub length: u32,
    /// Digest of these bytes.
    pub digest: Fingerprint,
}

impl Extent {
    /// The bytes, if they are still those that were written.
    pub fn read(&self, file: &File) -> Option<Vec<u8>> {
        let mut bytes = vec![0; self.length as usize];
        read_at(file, &mut bytes, self.from).ok()?;
        (Fingerprint::of([bytes.as_slice()]) == self.digest).then_some(bytes)
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], from: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, from)
}

#[cfg(windows)]
fn read_at(file: &File, bytes: &mut [u8], from: u64) -> std::io::Result<()> {
    match std::os::windows::fs::FileExt::seek_read(file, bytes, from)? {
        read if read == bytes.len() => Ok(()),
        _ => Err(std::io::ErrorKind::UnexpectedEof.into()),
    }
}

/// Where a question's large parts are stored, and how to compile them again if they are damaged.
#[derive(Debug)]
pub struct Kept {
    /// The cache file.
    pub file: Arc<File>,
    /// Its HTML.
    pub body: Extent,
    /// Its words.
    pub said: Extent,
    /// The question's file.
    pub source: PathBuf,
    /// The same path for messages.
    pub shown: String,
    /// The question's folder.
    pub topic: Slug,
    /// The language that it is a translation into.
    pub language: Option<String>,
    /// Fingerprint of what compiling depends on.
    pub key: Fingerprint,
    /// The texts that are put around the answer.
    pub words: Arc<Words>,
}

impl Kept {
    fn read<T: DeserializeOwned>(&self, place: &Extent) -> Option<Arc<T>> {
        let bytes = place.read(&self.file)?;
        postcard::from_bytes(&bytes).ok().map(Arc::new)
    }

    /// Compiles the question again.
    fn again(&self) -> Result<Compiled, Diagnostic> {
        let bytes = plain::read(&self.source, text::MAX_FILE_BYTES).ok();
        let file = bytes.and_then(|bytes| text::decode(self.shown.clone(), bytes).ok());
        let language = self.language.as_deref();
        let same = file.filter(|file| source::key(&self.topic, language, file) == self.key);
        let compiled = same
            .and_then(|file| question::compile_in(&file, &self.topic, language, &self.words).value);
        compiled.ok_or_else(|| {
            let message = "this changed while the site was made";
            Diagnostic::about(Code::NotAFile, &self.shown, message).hint("build again")
        })
    }
}

impl Large for Kept {
    fn body(&self) -> Result<Arc<Body>, Diagnostic> {
        match self.read(&self.body) {
            Some(body) => Ok(body),
            None => Ok(self.again()?.body),
        }
    }

    fn said(&self) -> Result<Arc<Said>, Diagnostic> {
        match self.read(&self.said) {
            Some(said) => Ok(said),
            None => Ok(self.again()?.said),
        }
    }
}
