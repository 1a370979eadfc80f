//! What was counted for a search index, kept until the next one is made.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io::{self, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};

use crate::fingerprint::Fingerprint;

/// A place where bytes may be kept from one build to the next.
pub trait Shelf: Debug + Send + Sync {
    /// What was last put there under this name, as it was, or nothing.
    fn take(&self, name: &str) -> Option<Vec<u8>>;
    /// Puts there what `write` writes, each time the same. Where there is no room, the next build takes longer, and nothing else.
    fn put(&self, name: &str, write: &dyn Fn(&mut dyn Write) -> io::Result<()>);
}

/// Values by the fingerprint of what they were made from.
#[derive(Debug)]
pub struct Kept<'b> {
    before: BTreeMap<Fingerprint, &'b [u8]>,
    now: BTreeMap<Fingerprint, Cow<'b, [u8]>>,
    /// Whether somebody wants to keep anything.
    is_wanted: bool,
}

/// As it lies on a shelf.
#[derive(Serialize, Deserialize)]
struct Entries<'b>(#[serde(borrow)] Vec<(Fingerprint, Bytes<'b>)>);

/// Bytes that are written in one piece: as a list, each would be written for itself.
#[derive(Deserialize)]
struct Bytes<'b>(#[serde(borrow)] &'b [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl<'b> Kept<'b> {
    /// What lay on a shelf; `None`, where there is no shelf.
    pub fn new(bytes: Option<&'b [u8]>) -> Self {
        let entries = bytes.and_then(|bytes| postcard::from_bytes(bytes).ok());
        let Entries(entries) = entries.unwrap_or(Entries(Vec::new()));
        Self {
            before: entries
                .into_iter()
                .map(|(key, bytes)| (key, bytes.0))
                .collect(),
            now: BTreeMap::new(),
            is_wanted: bytes.is_some(),
        }
    }

    /// The value of a key, made anew where it is not kept; and how it is to be kept.
    pub fn recall<T: Serialize + DeserializeOwned, E>(
        &self,
        key: Fingerprint,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<(T, Cow<'b, [u8]>), E> {
        if let Some(bytes) = self.before.get(&key)
            && let Ok(value) = postcard::from_bytes(bytes)
        {
            return Ok((value, Cow::Borrowed(bytes)));
        }
        let value = make()?;
        let bytes = self.is_wanted.then(|| postcard::to_stdvec(&value));
        Ok((
            value,
            Cow::Owned(bytes.and_then(Result::ok).unwrap_or_default()),
        ))
    }

    /// Keeps what `recall` gave. What is not kept again is forgotten.
    pub fn keep(&mut self, key: Fingerprint, bytes: Cow<'b, [u8]>) {
        self.now.insert(key, bytes);
    }

    /// Puts all that is to lie there on the shelf, if it is something else than before.
    pub fn put(&self, shelf: &dyn Shelf, name: &str) {
        if !self.is_wanted || self.now.keys().eq(self.before.keys()) {
            return;
        }
        let entries = self.now.iter();
        let entries = entries.map(|(key, bytes)| (*key, Bytes(bytes))).collect();
        let entries = Entries(entries);
        shelf.put(name, &|to| {
            let written = postcard::to_io(&entries, to);
            written.map(drop).map_err(io::Error::other)
        });
    }
}
