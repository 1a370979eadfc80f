//! A stable digest: equal bytes, equal name, on every machine and in every run.

use std::cell::Cell;
use std::io;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

thread_local! {
    /// Memory for what is hashed, from one time to the next: most of the time would go into finding it anew.
    static MEMORY: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The longest of it that is kept, in bytes.
const MOST_KEPT: usize = 256 * 1024;

/// A part of so many bytes is hashed where it lies.
const LARGE: usize = 4 * 1024;

/// 128 bits of BLAKE3. Enough that two different inputs never meet by accident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The digest of a sequence of parts. Parts are framed by their length, so `["ab", "c"]` and `["a", "bc"]` differ.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = blake3::Hasher::new();
        with_memory(|memory| {
            for part in parts {
                memory.extend((part.len() as u64).to_le_bytes());
                match part.len() < LARGE {
                    // Small parts are hashed together: each call costs more than a word is long.
                    true => memory.extend(part),
                    false => {
                        hasher.update(memory);
                        hasher.update(part);
                        memory.clear();
                    }
                }
                if memory.len() > MOST_KEPT / 2 {
                    hasher.update(memory);
                    memory.clear();
                }
            }
            hasher.update(memory);
        });
        Self::cut(hasher.finalize())
    }

    fn cut(hash: blake3::Hash) -> Self {
        let mut short = [0; 16];
        short.copy_from_slice(&hash.as_bytes()[..16]);
        Self(short)
    }

    /// For what is too long to hold: it is written to this.
    pub fn hasher() -> Hasher {
        Hasher(blake3::Hasher::new())
    }

    /// The digest of what a value says.
    pub fn of_value(value: &impl Serialize) -> Self {
        // Strings and numbers always serialise.
        Self::of_said(|said| drop(serde_json::to_writer(said, value)))
    }

    /// The same in a third of the time, for values that are stored as postcard has them, and so can be read back from what is
    /// hashed here. Others may look alike in that form.
    pub fn of_stored<T: Serialize + DeserializeOwned>(value: &T) -> Self {
        Self::of_said(|said| drop(postcard::to_io(value, said)))
    }

    fn of_said(say: impl FnOnce(&mut Vec<u8>)) -> Self {
        with_memory(|memory| {
            const FRAME: usize = size_of::<u64>();
            memory.extend([0; FRAME]);
            say(memory);
            let length = (memory.len() - FRAME) as u64;
            memory[..FRAME].copy_from_slice(&length.to_le_bytes());
            Self::cut(blake3::hash(memory))
        })
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

/// Lends empty memory. What is done with it may come to hash something else.
fn with_memory<T>(do_with: impl FnOnce(&mut Vec<u8>) -> T) -> T {
    let mut memory = MEMORY.take();
    let done = do_with(&mut memory);
    if memory.capacity() <= MOST_KEPT {
        memory.clear();
        MEMORY.set(memory);
    }
    done
}

/// Takes in bytes, however they are cut.
pub struct Hasher(blake3::Hasher);

impl Hasher {
    /// The digest of everything written.
    pub fn finish(&self) -> Fingerprint {
        Fingerprint::cut(self.0.finalize())
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

    #[test]
    fn it_is_one_digest_however_large_the_parts_are() {
        let bytes = vec![7; 3 * MOST_KEPT];
        for sizes in [
            &[0, 1, LARGE - 1, LARGE, 5][..],
            &[LARGE - 1; 200],
            &[bytes.len(), 3],
        ] {
            let parts = || sizes.iter().map(|&size| &bytes[..size]);
            let mut hasher = blake3::Hasher::new();
            for part in parts() {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part);
            }
            assert_eq!(
                Fingerprint::of(parts()),
                Fingerprint::cut(hasher.finalize())
            );
        }
        let said = Fingerprint::of_value(&"a");
        assert_eq!(said, Fingerprint::of([&b"\"a\""[..]]));
        assert_eq!(
            Fingerprint::of_stored(&"a".to_owned()),
            Fingerprint::of([&b"\x01a"[..]])
        );
    }
}
