//! A value that several threads share, and that the first one that asks for it works out.

#![expect(
    clippy::disallowed_types,
    reason = "the one place that keeps it from waiting for itself"
)]

use std::panic::resume_unwind;
use std::sync::OnceLock;
use std::thread;

/// Like [`OnceLock`], for values that are worked out on all cores.
///
/// A thread of rayon's pool that waits for parts of its work does other work meanwhile. If that asks for the value that this same thread
/// is working out, the thread waits for itself, without end. So a value that is asked for within the pool is worked out by other
/// threads, and the one that asked does nothing until they are done.
#[derive(Debug)]
pub struct Once<T>(OnceLock<T>);

impl<T> Default for Once<T> {
    fn default() -> Once<T> {
        Once(OnceLock::new())
    }
}

impl<T: Send + Sync> Once<T> {
    /// The value, if somebody has asked for it.
    pub fn get(&self) -> Option<&T> {
        self.0.get()
    }

    /// Gives it a value that was worked out elsewhere, where nobody asked for it meanwhile.
    pub fn set(&self, value: T) {
        // Whoever was first has worked out the same.
        let _ = self.0.set(value);
    }

    /// The value, made on the thread that asks, so `make` must do nothing on all cores. It is called once at most; who asks meanwhile
    /// waits.
    pub fn get_or_make_here(&self, make: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(make)
    }

    /// The value. `make` is called once at most; who asks meanwhile waits.
    pub fn get_or_make(&self, make: impl FnOnce() -> T + Send) -> &T {
        self.0.get_or_init(|| match rayon::current_thread_index() {
            Some(_) => apart(make),
            None => make(),
        })
    }
}

/// Calls it in a pool of its own.
fn apart<T: Send>(make: impl FnOnce() -> T + Send) -> T {
    let Ok(pool) = rayon::ThreadPoolBuilder::new().build() else {
        return make();
    };
    // A thread of one pool that waits for another pool does other work, too; a thread of none really waits.
    let made = thread::scope(|scope| scope.spawn(|| pool.install(make)).join());
    made.unwrap_or_else(|panic| resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use rayon::prelude::*;

    use super::*;

    #[test]
    fn what_is_made_on_all_cores_can_be_asked_for_on_all_cores() {
        let (done, is_done) = channel();
        thread::spawn(move || {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(8).build();
            pool.unwrap().install(|| {
                for _ in 0..20 {
                    let sum = Once::default();
                    let total = || {
                        (1..=200)
                            .into_par_iter()
                            .inspect(|_| thread::yield_now())
                            .sum()
                    };
                    let all = (0..64).into_par_iter();
                    assert!(
                        all.map(|_| *sum.get_or_make(total))
                            .all(|sum: u64| sum == 20_100)
                    );
                }
            });
            done.send(())
        });
        // It fails instead of waiting for ever.
        is_done.recv_timeout(Duration::from_secs(120)).unwrap();
    }
}
