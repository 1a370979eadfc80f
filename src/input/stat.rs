//! File metadata, by which an unchanged file is recognised without opening it, as git does.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Seconds and nanoseconds since 1970.
type Moment = (i64, u32);

/// Longer than one tick of a file system's clock.
const REST: Duration = Duration::from_millis(20);

/// The same for clocks that count in whole seconds; some of them tick every second one.
const LONG_REST: Duration = Duration::from_secs(2);

/// Size, times and inode: when a file is written to, at least one of them changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stat {
    /// In bytes.
    pub size: u64,
    modified: Moment,
    /// When the file or its metadata last changed. Unlike `modified`, it cannot be set back.
    changed: Moment,
    inode: u64,
}

impl Stat {
    /// Takes what we need from the system's metadata.
    pub fn of(metadata: &Metadata) -> Stat {
        let modified = metadata.modified().map_or((0, 0), moment);
        Stat {
            size: metadata.len(),
            modified,
            changed: changed(metadata).unwrap_or(modified),
            inode: Inode::of(metadata).number,
        }
    }

    /// Whether it is the same file with the same content. The number of hard links may differ.
    pub fn is_content_of(&self, other: &Stat) -> bool {
        let content = |stat: &Stat| (stat.size, stat.modified, stat.inode);
        content(self) == content(other)
    }

    /// Whether any change after `looked` is sure to show in the metadata. A file that is only just written could change once more
    /// within the same tick of the clock.
    pub fn is_settled(&self, looked: SystemTime) -> bool {
        let rest = match self.modified.1 {
            0 => LONG_REST,
            _ => REST,
        };
        looked
            .checked_sub(rest)
            .is_some_and(|rested| self.modified < moment(rested))
    }
}

/// Identifies the time since the machine was started. After a power failure a file may not hold what was written, even though its
/// metadata says so. `None` if the system does not tell.
pub fn run_of_machine() -> Option<String> {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()
}

fn moment(time: SystemTime) -> Moment {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => (since.as_secs() as i64, since.subsec_nanos()),
        // For times before 1970, whole seconds are enough.
        Err(before) => (-(before.duration().as_secs() as i64), 0),
    }
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> Option<Moment> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.ctime(), metadata.ctime_nsec() as u32))
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> Option<Moment> {
    None
}

/// What a file or folder is to the system, whatever its name; the same for all, where the system does not tell.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Inode {
    /// The file system.
    pub device: u64,
    /// Its number there.
    pub number: u64,
}

impl Inode {
    /// Takes it from the system's metadata.
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Inode {
        use std::os::unix::fs::MetadataExt;
        Inode {
            device: metadata.dev(),
            number: metadata.ino(),
        }
    }

    /// Takes it from the system's metadata.
    #[cfg(not(unix))]
    pub fn of(_: &Metadata) -> Inode {
        Inode::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_as_young_as_the_look_is_not_settled() {
        let at = |seconds, nanos| Stat {
            size: 1,
            modified: (seconds, nanos),
            changed: (seconds, nanos),
            inode: 1,
        };
        let looked = UNIX_EPOCH + Duration::new(1_000, 50_000_000);
        for (stat, is_settled) in [
            (at(1_000, 50_000_000), false),
            (at(1_000, 40_000_000), false),
            (at(1_000, 20_000_000), true),
            (at(999, 1), true),
            // A clock with whole seconds needs the longer rest.
            (at(1_000, 0), false),
            (at(999, 0), false),
            (at(998, 0), true),
            // A time in the future.
            (at(2_000, 1), false),
        ] {
            assert_eq!(stat.is_settled(looked), is_settled, "{stat:?}");
        }
    }
}
