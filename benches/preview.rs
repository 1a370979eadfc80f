//! How long it takes from a save to the new page on screen, in a bank of ten thousand questions, compared with a full build in
//! the same run. The programs are the real ones: `prepbook build`, and `prepbook serve` with a client that acts like a browser:
//! it waits for the event and fetches the page.
//!
//! `cargo bench --bench preview`, or with `QUESTIONS=1000` before it for another size.

#![allow(
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "a measurement that fails ends"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SAVES: usize = 31;
const BUILDS: usize = 3;

fn main() {
    let size = std::env::var("QUESTIONS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(10_000);
    let folder = tempfile::TempDir::new().unwrap();
    generate(folder.path(), size);

    let mut builds: Vec<Duration> = (0..BUILDS).map(|_| build(folder.path())).collect();
    let mut cached: Vec<Duration> = (0..BUILDS).map(|_| cached_build(folder.path())).collect();
    let mut saves = saves(folder.path());
    let [full, again, save] = [&mut builds, &mut cached, &mut saves].map(|times| median(times));
    println!("{size} questions");
    println!(
        "full build, nothing cached   {:>8.1} ms (median of {BUILDS})",
        ms(full)
    );
    println!(
        "build again, nothing changed {:>8.1} ms, {:.2} of a full build",
        ms(again),
        ms(again) / ms(full)
    );
    println!(
        "save to new page on screen   {:>8.1} ms (median of {SAVES}, 90th percentile {:.1}), {:.4} of a full build",
        ms(save),
        ms(saves[SAVES * 9 / 10]),
        ms(save) / ms(full)
    );
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Copies of this repository's questions under other names, with links that fit.
fn generate(root: &Path, size: usize) {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("questions");
    let mut originals: Vec<PathBuf> = walkdir::WalkDir::new(own)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| is_question(path))
        .collect();
    originals.sort();
    let texts: Vec<String> = originals
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for number in 0..size {
        let topic = root.join(format!("questions/topic-{}", number % 20));
        fs::create_dir_all(&topic).unwrap();
        let text = variant(&texts[number % texts.len()], number, (number + 20) % size);
        fs::write(topic.join(format!("question-{number}.md")), text).unwrap();
    }
}

/// Whether it is a question, and in no other language: `acid.md`, and not `acid.de.md`.
fn is_question(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let stem = name.and_then(|name| name.strip_suffix(".md"));
    stem.is_some_and(|stem| !stem.contains('.'))
}

/// One copy, with its links and relations leading to `neighbour`.
fn variant(text: &str, number: usize, neighbour: usize) -> String {
    let mut copy = String::new();
    for line in text.lines() {
        let line = match line.split_once(':').map_or("", |(key, _)| key) {
            "title" => format!(
                "title: \"Question {number}: {}\"",
                line[6..].trim().replace('"', "'")
            ),
            "related" => format!("related: [question-{neighbour}]"),
            "aliases" => continue,
            _ => relink(
                line,
                &format!("../topic-{}/question-{neighbour}.md", neighbour % 20),
            ),
        };
        copy += &line;
        copy.push('\n');
    }
    copy
}

/// A line of Markdown with every link to a question replaced by one to `target`.
fn relink(line: &str, target: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("](") {
        let (before, after) = rest.split_at(at + 2);
        let end = after.find(')').unwrap_or(after.len());
        let is_question = after[..end].ends_with(".md");
        out += before;
        out += if is_question { target } else { &after[..end] };
        rest = &after[end..];
    }
    out + rest
}

fn prepbook(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prepbook"));
    command.current_dir(root);
    command
}

fn cached_build(root: &Path) -> Duration {
    let start = Instant::now();
    let output = prepbook(root).output().unwrap();
    let time = start.elapsed();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    time
}

fn build(root: &Path) -> Duration {
    for folder in [".prepbook", "_site"] {
        let _ = fs::remove_dir_all(root.join(folder));
    }
    cached_build(root)
}

fn saves(root: &Path) -> Vec<Duration> {
    let mut server = prepbook(root)
        .args(["serve", "--port", "0"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(server.stderr.take().unwrap())
        .lines()
        .map_while(Result::ok);
    let address = stderr.find(|line| line.contains("http://")).unwrap();
    let port = address
        .split("localhost:")
        .nth(1)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    // If nobody read the output, the program would block.
    std::thread::spawn(move || stderr.for_each(drop));

    let mut events = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(
        events,
        "GET /__prepbook/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
    )
    .unwrap();
    let mut events = BufReader::new(events)
        .lines()
        .map(Result::unwrap)
        .filter(|line| line.starts_with("data: "));
    events.next().unwrap();

    let path = root.join("questions/topic-7/question-7.md");
    let text = fs::read_to_string(&path).unwrap();
    let times = (0..SAVES)
        .map(|save| {
            let mark = format!("saved-{save}");
            let start = Instant::now();
            fs::write(&path, format!("{text}\n{mark}\n")).unwrap();
            events.next().unwrap();
            assert!(page(port).contains(&mark));
            start.elapsed()
        })
        .collect();
    server.kill().unwrap();
    server.wait().unwrap();
    times
}

fn page(port: u16) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "GET /questions/question-7/ HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}
