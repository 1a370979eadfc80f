//! Finds out which files changed, from the system or by polling.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::preview::Changed;
use crate::diagnostic::Fault;
use crate::input::config;

/// How long nothing must change before a change counts: editors write a file in several steps.
const REST: Duration = Duration::from_millis(20);

/// How long it is where the system says that whoever wrote the file has closed it, as Linux does.
const REST_WHEN_CLOSED: Duration = Duration::from_millis(4);

/// After so long a change counts even if there was no rest.
const LONGEST: Duration = Duration::from_millis(500);

/// The interval of polling.
const POLL: Duration = Duration::from_millis(400);

/// What the system says of a file that was open for writing.
const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));

/// The folders that a site is made from.
const FOLDERS: [&str; 3] = ["questions", "templates", "static"];

enum Message {
    Changed(notify::Result<Event>),
    Stop,
}

/// Receives changes.
pub struct Changes {
    root: PathBuf,
    // Only one thread waits for changes; the lock satisfies the compiler.
    received: Mutex<Receiver<Message>>,
    sender: Sender<Message>,
    watcher: Mutex<Box<dyn Watcher + Send>>,
}

/// Watches a bank. `root` must be absolute. `poll` looks at intervals instead of asking the system.
pub fn start(root: &Path, poll: bool) -> Result<Changes, Fault> {
    let (sender, received) = channel();
    let events = sender.clone();
    let handler = move |event| {
        // The receiver is gone only when the program ends.
        let _ = events.send(Message::Changed(event));
    };
    let settings = notify::Config::default()
        .with_poll_interval(POLL)
        .with_compare_contents(poll)
        // The target of a link is not part of the bank, and could be the whole disk.
        .with_follow_symlinks(false);
    let fault = |error: notify::Error| Fault {
        action: "watch",
        path: root.to_path_buf(),
        cause: std::io::Error::other(error),
    };
    let watcher: Result<Box<dyn Watcher + Send>, _> = match poll {
        true => PollWatcher::new(handler, settings).map(|one| Box::new(one) as _),
        false => RecommendedWatcher::new(handler, settings).map(|one| Box::new(one) as _),
    };
    let mut watcher = watcher.map_err(fault)?;
    watcher
        .watch(root, RecursiveMode::NonRecursive)
        .map_err(fault)?;
    for folder in FOLDERS
        .map(|name| root.join(name))
        .iter()
        .filter(|folder| is_folder(folder))
    {
        watcher
            .watch(folder, RecursiveMode::Recursive)
            .map_err(fault)?;
    }
    Ok(Changes {
        root: root.to_path_buf(),
        received: Mutex::new(received),
        sender,
        watcher: Mutex::new(watcher),
    })
}

impl Changes {
    /// Waits for the next change that could matter, and until nothing more follows; `None` after [`Changes::stop`].
    pub fn next(&self) -> Option<Changed> {
        let received = self.received.lock().ok()?;
        let mut paths: Vec<PathBuf> = Vec::new();
        let mut end = None;
        loop {
            let message = match end {
                None => received.recv().ok()?,
                Some((rested, latest)) => {
                    let left =
                        Instant::min(rested, latest).saturating_duration_since(Instant::now());
                    match received.recv_timeout(left) {
                        Ok(message) => message,
                        Err(RecvTimeoutError::Disconnected) => return None,
                        Err(RecvTimeoutError::Timeout) => break,
                    }
                }
            };
            let event = match message {
                Message::Stop => return None,
                Message::Changed(Ok(event)) if !event.need_rescan() => event,
                // The system lost events: anything may have changed, and a new folder may be one that nobody watches.
                Message::Changed(_) => {
                    self.watch_folders(&FOLDERS.map(|name| self.root.join(name)));
                    return Some(Changed::Everything);
                }
            };
            if event.kind.is_access() {
                // What else is open and closed, as editors' own files are, says nothing of those that changed.
                let is_closed = event.kind == CLOSED
                    && event
                        .paths
                        .iter()
                        .all(|path| paths.contains(path) && holds_text(path));
                if let Some((rested, _)) = end.as_mut().filter(|_| is_closed) {
                    *rested = Instant::now() + REST_WHEN_CLOSED;
                }
                continue;
            }
            let before = paths.len();
            paths.extend(event.paths.into_iter().filter(|path| self.matters(path)));
            if let Some(new @ [_, ..]) = paths.get(before..) {
                self.watch_folders(new);
                let now = Instant::now();
                let latest = end.map_or(now + LONGEST, |(_, latest)| latest);
                end = Some((now + REST, latest));
            }
        }
        paths.sort();
        paths.dedup();
        Some(Changed::Paths(paths))
    }

    /// Ends a call of [`Changes::next`].
    pub fn stop(&self) {
        let _ = self.sender.send(Message::Stop);
    }

    /// Whether a change of this path could change the site.
    fn matters(&self, path: &Path) -> bool {
        let Ok(below) = path.strip_prefix(&self.root) else {
            return false;
        };
        let first = below
            .components()
            .next()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .unwrap_or_default();
        let name = below
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let is_source = first == config::FILE_NAME || FOLDERS.contains(&first.as_str());
        is_source && !crate::input::walk::is_ignored_name(&name)
    }

    /// Watches those of the site's folders that are among these paths: they are new, or were deleted and made again.
    fn watch_folders(&self, paths: &[PathBuf]) {
        let Ok(mut watcher) = self.watcher.lock() else {
            return;
        };
        for folder in FOLDERS.map(|name| self.root.join(name)) {
            if paths.contains(&folder) && is_folder(&folder) {
                // If this fails, the folder was deleted again; if it comes back, the watch on the root reports it.
                let _ = watcher.watch(&folder, RecursiveMode::Recursive);
            }
        }
    }
}

/// Whether there is anything in a file: one that was only emptied is written next.
fn holds_text(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.len() > 0)
}

/// Whether this is a folder and not a link to one, which the system would follow.
fn is_folder(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}
