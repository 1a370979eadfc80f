//! A stable digest: equal bytes, equal name, on every machine and in every run.

use std::cell::Cell;
use std::io;

use serde::{Deserialize, Serialize};

thread_local! {
    /// Memory for what values say, from one to the next.
    static SAID: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The longest of it that is kept, in bytes.
const MOST_KEPT: usize = 1024 * 1024;

/// 128 bits of BLAKE3. Enough that two different inputs never meet by accident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The digest of a sequence of parts. Parts are framed by their length, so `["ab", "c"]` and `["a", "bc"]` differ.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let mut short = [0; 16];
        short.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Self(short)
    }

    /// For what is too long to hold: it is written to this.
    pub fn hasher() -> Hasher {
        Hasher(blake3::Hasher::new())
    }

    /// The digest of what a value says.
    pub fn of_value(value: &impl Serialize) -> Self {
        // Millions are worked out, and most of that time would go into finding memory for each.
        let mut said = SAID.take();
        said.clear();
        // Strings and numbers always serialise.
        let _ = serde_json::to_writer(&mut said, value);
        let digest = Self::of([said.as_slice()]);
        if said.capacity() <= MOST_KEPT {
            SAID.set(said);
        }
        digest
    }

    /// The digest itself.
    pub fn bytes(&self) -> [u8; 16] {
        self.0
    }

    /// All 32 hexadecimal digits.
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Ten digits, for names that people may see.
    pub fn short(&self) -> String {
        self.hex()[..10].to_owned()
    }
}

/// Takes in bytes, however they are cut.
pub struct Hasher(blake3::Hasher);

impl Hasher {
    /// The digest of everything written.
    pub fn finish(&self) -> Fingerprint {
        let mut short = [0; 16];
        short.copy_from_slice(&self.0.finalize().as_bytes()[..16]);
        Fingerprint(short)
    }
}

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_framed() {
        assert_ne!(
            Fingerprint::of([&b"ab"[..], b"c"]),
            Fingerprint::of([&b"a"[..], b"bc"])
        );
        assert_eq!(Fingerprint::of([&b"ab"[..]]).short().len(), 10);
    }
}
