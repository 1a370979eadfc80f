//! Firefox's own protocol, Marionette, behind the WebDriver that all engines are spoken to in.
//!
//! Marionette has WebDriver's commands under other names, with the same parameters and answers. The program that translates, geckodriver,
//! is in no Debian release and takes minutes to compile; what it would do for these tests is this file.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde_json::{Value, json};

/// A connection on which one command follows the other.
struct Marionette {
    stream: BufReader<TcpStream>,
    commands: u64,
}

impl Marionette {
    fn connect(port: u16) -> io::Result<Self> {
        let mut marionette = Self {
            stream: BufReader::new(TcpStream::connect(("127.0.0.1", port))?),
            commands: 0,
        };
        // Firefox introduces itself.
        marionette.read()?;
        Ok(marionette)
    }

    /// A message: its length, a colon, and JSON.
    fn read(&mut self) -> io::Result<Value> {
        let mut length = Vec::new();
        self.stream.read_until(b':', &mut length)?;
        length.pop();
        let length = String::from_utf8_lossy(&length).parse();
        let mut message = vec![0; length.map_err(io::Error::other)?];
        self.stream.read_exact(&mut message)?;
        Ok(serde_json::from_slice(&message)?)
    }

    /// What Firefox answers a command: its result, or its error.
    fn command(&mut self, name: &str, parameters: &Value) -> io::Result<Result<Value, Value>> {
        self.commands += 1;
        let message = json!([0, self.commands, name, parameters]).to_string();
        write!(self.stream.get_mut(), "{}:{message}", message.len())?;
        match self.read()?.as_array_mut().map(Vec::as_mut_slice) {
            Some([_, _, Value::Null, result]) => Ok(Ok(result.take())),
            Some([_, _, error, _]) => Ok(Err(error.take())),
            _ => Err(io::Error::other("no answer of Marionette")),
        }
    }
}

/// Listens on a port of its own, which is returned, and passes on to Firefox what is asked there.
pub fn translate(firefox: u16) -> io::Result<u16> {
    let marionette = Arc::new(Mutex::new(Marionette::connect(firefox)?));
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for connection in listener.incoming() {
            let marionette = marionette.clone();
            thread::spawn(move || connection.and_then(|stream| answer(stream, &marionette)));
        }
    });
    Ok(port)
}

/// Answers one request. That a program hangs up is its own affair.
fn answer(mut stream: TcpStream, marionette: &Mutex<Marionette>) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = serde_json::from_slice(&body).unwrap_or_else(|_| json!({}));
    let (method, path) = first.split_once(' ').unwrap_or_default();
    let path = path.split(' ').next().unwrap_or_default();
    let answer = match command(method, path, body) {
        Some((name, parameters)) => {
            let mut marionette = marionette.lock().unwrap_or_else(PoisonError::into_inner);
            marionette.command(name, &parameters)?
        }
        None => {
            Err(json!({ "error": "unknown command", "message": first.trim(), "stacktrace": "" }))
        }
    };
    let (status, value) = match answer {
        Ok(result) => (200, result.get("value").cloned().unwrap_or(result)),
        Err(error) => (500, error),
    };
    let reply = json!({ "value": value }).to_string();
    write!(
        stream,
        "HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{reply}",
        reply.len()
    )
}

/// What a request is called there, if it is one of those that the tests make.
fn command(method: &str, path: &str, body: Value) -> Option<(&'static str, Value)> {
    let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let name = match (method, path.get(2..).unwrap_or_default()) {
        ("POST", []) => return Some(("WebDriver:NewSession", json!({}))),
        ("DELETE", []) => return Some(("Marionette:Quit", json!({ "flags": ["eForceQuit"] }))),
        ("POST", ["url"]) => "WebDriver:Navigate",
        ("GET", ["url"]) => "WebDriver:GetCurrentURL",
        ("POST", ["back"]) => "WebDriver:Back",
        ("POST", ["execute", "sync"]) => "WebDriver:ExecuteScript",
        ("POST", ["actions"]) => "WebDriver:PerformActions",
        ("GET", ["window"]) => "WebDriver:GetWindowHandle",
        ("POST", ["window"]) => "WebDriver:SwitchToWindow",
        ("POST", ["window", "new"]) => "WebDriver:NewWindow",
        ("POST", ["window", "rect"]) => "WebDriver:SetWindowRect",
        ("DELETE", ["window"]) => "WebDriver:CloseWindow",
        ("POST", ["element"]) => "WebDriver:FindElement",
        ("POST", ["moz", "context"]) => {
            return Some(("Marionette:SetContext", json!({ "value": body["context"] })));
        }
        ("POST", ["element", id, "click"]) => {
            return Some(("WebDriver:ElementClick", json!({ "id": id })));
        }
        ("GET", ["element", id, "text"]) => {
            return Some(("WebDriver:GetElementText", json!({ "id": id })));
        }
        _ => return None,
    };
    Some((name, body))
}
