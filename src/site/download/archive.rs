//! ZIP archives whose bytes follow from what is in them: every file is of the first day that the format knows.

use std::io::Write;

use flate2::Compression;
use flate2::Crc;
use flate2::write::DeflateEncoder;

/// 1 January 1980, in the format's own numbers.
const DAY: u16 = 0x21;

/// The version that understands all of this.
const VERSION: u16 = 20;

/// Names are UTF-8.
const UTF8: u16 = 1 << 11;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// An archive being written.
#[derive(Debug, Default)]
pub struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Archive {
    /// Adds a file as it is.
    pub fn store(&mut self, name: &str, content: &[u8]) {
        self.entry(name, content, STORED, content);
    }

    /// Adds a file, compressed.
    pub fn deflate(&mut self, name: &str, content: &[u8]) {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        // Writing to memory cannot fail.
        let written = encoder.write_all(content).and_then(|()| encoder.finish());
        match written {
            Ok(packed) if packed.len() < content.len() => {
                self.entry(name, content, DEFLATED, &packed);
            }
            _ => self.store(name, content),
        }
    }

    fn entry(&mut self, name: &str, content: &[u8], method: u16, packed: &[u8]) {
        let mut crc = Crc::new();
        crc.update(content);
        // No file here comes near the four gigabytes at which the format ends.
        let size = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let mut about = Vec::new();
        for number in [VERSION, UTF8, method, 0, DAY] {
            about.extend(number.to_le_bytes());
        }
        for number in [crc.sum(), size(packed), size(content)] {
            about.extend(number.to_le_bytes());
        }
        let length = u16::try_from(name.len()).unwrap_or(u16::MAX);
        about.extend(length.to_le_bytes());
        about.extend(0u16.to_le_bytes());
        let start = size(&self.bytes);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&about);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(packed);
        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend(&about);
        // Neither comment nor disk nor attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(start.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.count = self.count.saturating_add(1);
    }

    /// The whole archive.
    pub fn finish(mut self) -> Vec<u8> {
        let start = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        let size = u32::try_from(self.directory.len()).unwrap_or(u32::MAX);
        self.bytes.append(&mut self.directory);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(size.to_le_bytes());
        self.bytes.extend(start.to_le_bytes());
        self.bytes.extend(0u16.to_le_bytes());
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_lists_what_is_in_it() {
        let mut archive = Archive::default();
        archive.store("mimetype", b"application/epub+zip");
        archive.deflate("a/\u{e9}", &[b'x'; 1000]);
        let bytes = archive.finish();
        assert_eq!(&bytes[..4], b"PK\x03\x04");
        assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
        let end = &bytes[bytes.len() - 22..];
        assert_eq!(&end[..4], b"PK\x05\x06");
        assert_eq!(end[8..12], [2, 0, 2, 0]);
        let start = u32::from_le_bytes(end[16..20].try_into().unwrap()) as usize;
        assert_eq!(&bytes[start..start + 4], b"PK\x01\x02");
        assert!(bytes.len() < 300);
    }
}
