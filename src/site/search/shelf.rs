//! What was counted for a search index, kept until the next one is made.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_bytes::Bytes;

use crate::fingerprint::Fingerprint;

/// A place where bytes may be kept from one build to the next.
pub trait Shelf: Debug + Send + Sync {
    /// What was last put there under this name, as it was, or nothing.
    fn take(&self, name: &str) -> Option<Vec<u8>>;
    /// Puts there what `write` writes, each time the same. Where there is no room, the next build takes longer, and nothing else.
    fn put(&self, name: &str, write: &dyn Fn(&mut dyn Write) -> io::Result<()>);
}

/// What lay on a shelf: bytes by the fingerprint of what they were made from.
#[derive(Debug)]
pub struct Kept<'b>(BTreeMap<Fingerprint, &'b [u8]>);

/// As it lies on a shelf.
#[derive(Serialize, Deserialize)]
struct Entries<'b>(#[serde(borrow)] Vec<(Fingerprint, &'b Bytes)>);

impl<'b> Kept<'b> {
    /// Reads what lay on a shelf.
    pub fn new(bytes: &'b [u8]) -> Self {
        let Entries(entries) = postcard::from_bytes(bytes).unwrap_or(Entries(Vec::new()));
        let entries = entries.into_iter();
        Self(entries.map(|(key, bytes)| (key, &**bytes)).collect())
    }

    /// The bytes of a key, opened; made anew where they are not kept, or cannot be opened.
    pub fn recall<T, E>(
        &self,
        key: Fingerprint,
        open: impl FnOnce(&[u8]) -> Option<T>,
        make: impl FnOnce() -> Result<(T, Vec<u8>), E>,
    ) -> Result<(T, Cow<'b, [u8]>), E> {
        if let Some(bytes) = self.0.get(&key)
            && let Some(value) = open(bytes)
        {
            return Ok((value, Cow::Borrowed(bytes)));
        }
        let (value, bytes) = make()?;
        Ok((value, Cow::Owned(bytes)))
    }

    /// Puts all that is to lie there on the shelf, if it is something else than before. What is not named is forgotten.
    pub fn put<'n>(
        &self,
        now: impl Iterator<Item = (Fingerprint, &'n [u8])>,
        shelf: &dyn Shelf,
        name: &str,
    ) {
        let now: BTreeMap<Fingerprint, &[u8]> = now.collect();
        if now.keys().eq(self.0.keys()) {
            return;
        }
        let entries = now.into_iter().map(|(key, bytes)| (key, Bytes::new(bytes)));
        let entries = Entries(entries.collect());
        shelf.put(name, &|to| {
            let written = postcard::to_io(&entries, to);
            written.map(drop).map_err(io::Error::other)
        });
    }
}
