//! Runs programs, and never waits for one without end: a test that hangs would hide all others.

use std::io::{self, ErrorKind};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Longer than any program of a test takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(240);

/// Like `Command::output`, with an end.
pub trait Finish {
    /// What the program printed. A program that does not end is ended, and is an error.
    fn finish(&mut self) -> io::Result<Output>;
}

impl Finish for Command {
    fn finish(&mut self) -> io::Result<Output> {
        self.stdin(Stdio::null());
        self.stdout(Stdio::piped()).stderr(Stdio::piped());
        self.spawn().and_then(outcome)
    }
}

/// The same for a program that runs already.
pub fn outcome(child: Child) -> io::Result<Output> {
    let id = child.id().to_string();
    let (done, is_done) = channel();
    thread::spawn(move || done.send(child.wait_with_output()));
    is_done.recv_timeout(PATIENCE).unwrap_or_else(|_| {
        let _ = Command::new("kill").args(["-KILL", &id]).status();
        Err(io::Error::new(
            ErrorKind::TimedOut,
            "the program did not end",
        ))
    })
}
