//! Runs `prepbook serve` as a separate process.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Longer than one change takes on any machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A running `prepbook serve` and its output.
pub struct Server {
    process: Child,
    /// Printed lines that were not read yet.
    pub lines: Receiver<String>,
    /// `http://localhost:PORT/base/`
    pub address: String,
    port: u16,
}

impl Server {
    pub fn start(root: &Path, arguments: &[&str]) -> Server {
        Self::start_on(0, root, arguments)
    }

    /// Starts on the given port; 0 means any free one.
    pub fn start_on(port: u16, root: &Path, arguments: &[&str]) -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_prepbook"))
            .current_dir(root)
            .args(["serve", "--port", &port.to_string()])
            .args(arguments)
            .env("NO_COLOR", "1")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let stderr = BufReader::new(process.stderr.take().unwrap());
        std::thread::spawn(move || {
            stderr
                .lines()
                .map_while(Result::ok)
                .try_for_each(|line| sender.send(line))
        });
        let mut server = Server {
            process,
            lines,
            address: String::new(),
            port: 0,
        };
        let line = server.wait_for("The site is at ");
        server.address = line
            .split(' ')
            .find(|word| word.starts_with("http"))
            .unwrap()
            .to_owned();
        server.port = server
            .address
            .split([':', '/'])
            .nth(4)
            .unwrap()
            .parse()
            .unwrap();
        server
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Waits for a printed line that contains a text.
    pub fn wait_for(&self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = self
                .lines
                .recv_timeout(left)
                .unwrap_or_else(|_| panic!("no line with `{text}`"));
            if line.contains(text) {
                return line;
            }
        }
    }

    pub fn request(&self, method: &str, path: &str, headers: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let host = if headers.contains("Host:") {
            String::new()
        } else {
            format!("Host: localhost:{}\r\n", self.port)
        };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n"
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer {
            status,
            head: head.to_lowercase(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.request("GET", path, "")
    }

    pub fn page(&self, path: &str) -> String {
        String::from_utf8(self.get(path).body).unwrap()
    }

    /// Asks until the answer is as wanted: the system reports changes after an unknown time.
    pub fn wait_until(&self, what: &str, wanted: impl Fn(&Server) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !wanted(self) {
            assert!(Instant::now() < deadline, "in vain: {what}");
            // A printed line shows that something happened; without one, ask again anyway.
            let _ = self.lines.recv_timeout(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub struct Answer {
    pub status: u16,
    /// In lower case.
    pub head: String,
    pub body: Vec<u8>,
}
