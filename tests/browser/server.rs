//! A host like GitHub Pages, small: a folder below `/repo/`, its 404.html for whatever is missing, and a log of all requests.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use prepbook::route::percent_decode;

/// Where the site is, on the host.
pub const BASE_PATH: &str = "/repo/";

/// The longest request that is read.
const LONGEST_REQUEST: u64 = 16 * 1024;

/// One request, as the log keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    /// With the query.
    pub path: String,
    pub status: u16,
    /// Whether the service worker asked, and no page.
    pub is_workers: bool,
}

/// What a host can be told while it runs.
struct State {
    folder: Mutex<PathBuf>,
    /// What every page runs first.
    script: Mutex<String>,
    /// Whether a browser may keep things of its own accord.
    may_be_kept: bool,
    is_down: AtomicBool,
    log: Mutex<Vec<Request>>,
}

pub struct Server {
    state: Arc<State>,
    address: SocketAddr,
    is_closing: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves a folder on a port of its own, so that each server is an origin with a storage of its own.
    pub fn start(folder: &Path, may_be_kept: bool) -> Self {
        let (listener, address) = on_a_new_port();
        let state = Arc::new(State {
            folder: Mutex::new(folder.to_path_buf()),
            script: Mutex::default(),
            may_be_kept,
            is_down: AtomicBool::new(false),
            log: Mutex::default(),
        });
        let is_closing = Arc::new(AtomicBool::new(false));
        let listening = {
            let (state, is_closing) = (state.clone(), is_closing.clone());
            thread::spawn(move || {
                for connection in listener.incoming() {
                    if is_closing.load(Ordering::SeqCst) {
                        return;
                    }
                    // A browser opens connections in advance, so one that says nothing must not hold up the others.
                    let state = state.clone();
                    thread::spawn(move || connection.map(|stream| answer(stream, &state)));
                }
            })
        };
        Self {
            state,
            address,
            is_closing,
            listening: Some(listening),
        }
    }

    pub fn folder(&self) -> PathBuf {
        self.state.folder.lock().expect("no thread panics").clone()
    }

    /// Publishes another site, from one request to the next.
    pub fn deploy(&self, folder: &Path) {
        *self.state.folder.lock().expect("no thread panics") = folder.to_path_buf();
    }

    /// From now on, pages run this before all else, and their policy knows nothing of it.
    pub fn write_before_pages(&self, script: &str) {
        let mut scripts = self.state.script.lock().expect("no thread panics");
        scripts.push_str(&format!("<script>{{{script}}}</script>"));
    }

    /// From now on, connections break or do not.
    pub fn go_down(&self, is_down: bool) {
        self.state.is_down.store(is_down, Ordering::SeqCst);
    }

    /// The host's address without a slash at the end.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was asked for until now.
    pub fn requests(&self) -> Vec<Request> {
        self.state.log.lock().expect("no thread panics").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_closing.store(true, Ordering::SeqCst);
        // A last connection wakes the listener.
        if TcpStream::connect(self.address).is_ok()
            && let Some(listening) = self.listening.take()
        {
            let _ = listening.join();
        }
    }
}

/// Reads one request and answers it. A browser that hangs up in the middle has changed its mind.
/// Ports that were used. A machine gives them out by lot: among some two hundred tests, two often got the same one, and
/// with it what the earlier test had left in the browser.
static USED: Mutex<Vec<u16>> = Mutex::new(Vec::new());

/// Listens on a port that no server of this run has had.
fn on_a_new_port() -> (TcpListener, SocketAddr) {
    let mut used = USED.lock().expect("no thread panics");
    loop {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("the port's number");
        if !used.contains(&address.port()) {
            used.push(address.port());
            return (listener, address);
        }
    }
}

fn answer(mut stream: TcpStream, state: &State) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?.take(LONGEST_REQUEST)).lines();
    let Some(first) = lines.next().transpose()? else {
        return Ok(());
    };
    let mut is_workers = false;
    for line in lines {
        let line = line?.to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        is_workers |= line.starts_with("referer:") && line.ends_with("/sw.js")
            || line.starts_with("service-worker:");
    }
    // A browser opens connections in advance, so this is asked when it wants something.
    if state.is_down.load(Ordering::SeqCst) {
        return Ok(());
    }
    let folder = state.folder.lock().expect("no thread panics").clone();
    let mut words = first.split(' ');
    let method = words.next().unwrap_or_default().to_owned();
    let path = words.next().unwrap_or_default().to_owned();
    let mut reply = match method.as_str() {
        "GET" | "HEAD" => Reply::to(&path, &folder),
        _ => Reply::status(405),
    };
    state.log.lock().expect("no thread panics").push(Request {
        method: method.clone(),
        path,
        status: reply.status,
        is_workers,
    });
    let script = state.script.lock().expect("no thread panics").clone();
    if reply.content_type.starts_with("text/html") && !script.is_empty() {
        reply
            .body
            .splice(..0, [b"<!doctype html>", script.as_bytes()].concat());
    }
    let keeping = if state.may_be_kept {
        "max-age=600"
    } else {
        "no-store"
    };
    let location = reply.location.map(|to| format!("Location: {to}\r\n"));
    write!(
        stream,
        "HTTP/1.1 {} -\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: {keeping}\r\n{}Connection: close\r\n\r\n",
        reply.status,
        reply.content_type,
        reply.body.len(),
        location.unwrap_or_default()
    )?;
    if method == "GET" {
        stream.write_all(&reply.body)?;
    }
    stream.flush()
}

struct Reply {
    status: u16,
    content_type: &'static str,
    location: Option<String>,
    body: Vec<u8>,
}

impl Reply {
    fn status(status: u16) -> Self {
        Self {
            status,
            content_type: "text/plain",
            location: None,
            body: Vec::new(),
        }
    }

    fn to(address: &str, folder: &Path) -> Self {
        let path = address.split(['?', '#']).next().and_then(percent_decode);
        let Some(file) = path.as_deref().and_then(|path| file(path, folder)) else {
            return match fs::read(folder.join("404.html")) {
                Ok(body) => Self {
                    content_type: "text/html; charset=utf-8",
                    body,
                    ..Self::status(404)
                },
                Err(_) => Self::status(404),
            };
        };
        if file.is_dir() {
            return Self {
                location: Some(format!("{address}/")),
                ..Self::status(301)
            };
        }
        Self {
            content_type: content_type(&file),
            body: fs::read(&file).unwrap_or_default(),
            ..Self::status(200)
        }
    }
}

/// The file that a path means, or the folder, where the slash at its end is missing.
fn file(path: &str, folder: &Path) -> Option<PathBuf> {
    let below = path.strip_prefix(BASE_PATH)?;
    if below.split('/').any(|part| part == "..") {
        return None;
    }
    // The modules one by one, of which the site has only what they are joined to.
    if let Some(module) = below.strip_prefix("source/") {
        let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
        return Some(modules.join(module)).filter(|file| file.is_file());
    }
    let file = match below.is_empty() || below.ends_with('/') {
        true => folder.join(below).join("index.html"),
        false => folder.join(below),
    };
    file.exists().then_some(file)
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json" | "webmanifest") => "application/json",
        Some("xml") => "application/xml",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
