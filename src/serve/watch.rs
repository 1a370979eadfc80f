//! Finds out which files changed, from the system or by polling.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use notify_debouncer_full::notify::{
    self, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher,
};
use notify_debouncer_full::{
    DebounceEventResult, Debouncer, FileIdCache, NoCache, new_debouncer_opt,
};

use super::preview::Changed;
use crate::diagnostic::Fault;
use crate::input::config;

/// How long a file must stay unchanged before a change counts: editors write a file in several steps.
const REST: Duration = Duration::from_millis(20);

/// The interval of polling.
const POLL: Duration = Duration::from_millis(400);

/// The folders that a site is made from.
const FOLDERS: [&str; 3] = ["questions", "templates", "static"];

enum Message {
    Changed(DebounceEventResult),
    Stop,
}

/// Receives changes.
pub struct Changes {
    root: PathBuf,
    // Only one thread waits for changes; the lock satisfies the compiler.
    received: Mutex<Receiver<Message>>,
    sender: Sender<Message>,
    watched: Mutex<Box<dyn Watched + Send>>,
}

/// Watches a bank. `root` must be absolute. `poll` looks at intervals instead of asking the system.
pub fn start(root: &Path, poll: bool) -> Result<Changes, Fault> {
    let (sender, received) = channel();
    let events = sender.clone();
    let handler = move |event| {
        // The receiver is gone only when the program ends.
        let _ = events.send(Message::Changed(event));
    };
    let tick = Some(REST / 4);
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
    let debouncer: Box<dyn Watched + Send> = match poll {
        true => Box::new(
            new_debouncer_opt::<_, PollWatcher, _>(REST, tick, handler, NoCache, settings)
                .map_err(fault)?,
        ),
        false => Box::new(
            new_debouncer_opt::<_, RecommendedWatcher, _>(REST, tick, handler, NoCache, settings)
                .map_err(fault)?,
        ),
    };
    let mut watched = debouncer;
    watched
        .watch(root, RecursiveMode::NonRecursive)
        .map_err(fault)?;
    for folder in FOLDERS
        .map(|name| root.join(name))
        .iter()
        .filter(|folder| is_folder(folder))
    {
        watched
            .watch(folder, RecursiveMode::Recursive)
            .map_err(fault)?;
    }
    Ok(Changes {
        root: root.to_path_buf(),
        received: Mutex::new(received),
        sender,
        watched: Mutex::new(watched),
    })
}

impl Changes {
    /// Waits for the next change that could matter; `None` after [`Changes::stop`].
    pub fn next(&self) -> Option<Changed> {
        loop {
            let message = self.received.lock().ok()?.recv().ok()?;
            let events = match message {
                Message::Stop => return None,
                // The system lost events, so anything may have changed.
                Message::Changed(Err(_)) => return Some(Changed::Everything),
                Message::Changed(Ok(events)) => events,
            };
            if events.iter().any(|event| event.need_rescan()) {
                return Some(Changed::Everything);
            }
            let mut paths: Vec<PathBuf> = events
                .into_iter()
                .filter(|event| !event.kind.is_access())
                .flat_map(|event| event.event.paths)
                .filter(|path| self.matters(path))
                .collect();
            self.watch_new_folders(&paths);
            paths.sort();
            paths.dedup();
            if !paths.is_empty() {
                return Some(Changed::Paths(paths));
            }
        }
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

    /// Watches folders that are new, or were deleted and made again.
    fn watch_new_folders(&self, paths: &[PathBuf]) {
        let Ok(mut watched) = self.watched.lock() else {
            return;
        };
        for folder in FOLDERS.map(|name| self.root.join(name)) {
            if paths.contains(&folder) && is_folder(&folder) {
                // If this fails, the folder was deleted again; if it comes back, the watch on the root reports it.
                let _ = watched.watch(&folder, RecursiveMode::Recursive);
            }
        }
    }
}

/// Whether this is a folder and not a link to one, which the system would follow.
fn is_folder(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// The interface that both debouncers share.
trait Watched {
    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> notify::Result<()>;
}

impl<T: Watcher, C: FileIdCache> Watched for Debouncer<T, C> {
    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> notify::Result<()> {
        Debouncer::watch(self, path, mode)
    }
}
