//! What the search costs in banks of 1,000, 10,000 and 100,000 questions: the bytes a browser fetches before the first results,
//! the time of a query, and the time and memory to build the index.
//!
//! `cargo bench --bench search`, or with `SIZES=1000,10000` before it for other sizes. `cargo bench --bench search -- write DIR
//! 10000` only writes the bank. Queries are timed in Chromium, if it is installed, and in a small interpreter, which is many
//! times slower.

#![allow(
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "a measurement that fails ends"
)]

mod corpus;
#[path = "../tests/browser/engine.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod engine;
#[path = "../tests/browser/marionette.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod marionette;
#[path = "../tests/support/search.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod scripts;
#[path = "../tests/browser/server.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod server;
#[path = "../tests/browser/tab.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod tab;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::time::Instant;

use corpus::{Corpus, Random};
use engine::{Engine, Programs};
use flate2::Compression;
use flate2::write::GzEncoder;
use prepbook::input::assets;
use prepbook::input::memory::Memory;
use prepbook::pipeline::{self, BuildOptions};
use scripts::Search;
use serde_json::{Value, json};
use tab::{Browser, Tab};

const SEED: u64 = 20_261_122;
const QUERIES: usize = 200;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match &arguments[1..] {
        [command, root, output] if command == "index" => {
            return index(Path::new(root), Path::new(output));
        }
        [command, root, size, ..] if command == "write" => {
            let size = size.parse().expect("a number of questions");
            return Corpus::new(size).write(Path::new(root), size, SEED);
        }
        _ => {}
    }
    let sizes = std::env::var("SIZES").unwrap_or_else(|_| "1000,10000,100000".into());
    let script = assets::load_static(Path::new("/nonexistent"), None)
        .unwrap()
        .value
        .unwrap();
    let script = compressed(&script.files["js/search/main.js"]);
    println!("search.js: {script} bytes, compressed");
    for size in sizes.split(',').map(|size| size.parse().unwrap()) {
        measure(size, script);
    }
}

/// Prepares a bank and writes its index, in a separate process whose memory is measured.
fn index(root: &Path, output: &Path) {
    let options = BuildOptions {
        root: root.to_path_buf(),
        base_url: None,
        drafts: false,
        cache: None,
    };
    let (prepared, _) = pipeline::prepare(
        &options,
        &mut Memory::default(),
        &pipeline::KeepNothing,
        &|_, _, _| (),
    )
    .unwrap();
    let plan = prepared.plan;
    let before = peak_memory();
    let start = Instant::now();
    let files =
        prepbook::site::search::files(&plan.first.catalog, &plan.first.config, None).unwrap();
    let time = start.elapsed();
    println!(
        "{}",
        json!({ "ms": time.as_millis() as u64, "before": before, "peak": peak_memory() })
    );
    for (path, bytes) in files {
        let path = output.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// The peak memory of this process in megabytes, if the system tells.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}

fn measure(size: usize, script: usize) {
    let folder = tempfile::TempDir::new().unwrap();
    let corpus = Corpus::new(size);
    corpus.write(folder.path(), size, SEED);
    let site = folder.path().join("site");
    let built = Command::new(std::env::current_exe().unwrap())
        .args([
            "index".as_ref(),
            folder.path().as_os_str(),
            site.as_os_str(),
        ])
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let built: Value = serde_json::from_slice(&built.stdout).unwrap();

    let files = files(&site);
    let weights: BTreeMap<String, usize> = files
        .iter()
        .map(|(path, text)| (path.clone(), compressed(text.as_bytes())))
        .collect();
    let (heaviest, most) = weights.iter().max_by_key(|(_, weight)| **weight).unwrap();
    let mut random = Random::new(SEED + 1);
    let queries: Vec<String> = (0..QUERIES).map(|_| corpus.query(&mut random)).collect();
    let search = Search::over(files);
    let (mut bytes, mut requests) = (Vec::new(), Vec::new());
    for query in &queries {
        search.open();
        search.find(query);
        let fetched = search.fetched();
        bytes.push(script + fetched.iter().map(|path| weights[path]).sum::<usize>());
        requests.push(1 + fetched.len());
    }
    println!("\n{size} questions");
    println!(
        "index           {} files, the largest {most} bytes compressed ({heaviest}), {} KB in all",
        weights.len(),
        weights.values().sum::<usize>() / 1024
    );
    println!(
        "index build     {} ms; peak memory {} MB, of that {} MB the compiled bank",
        built["ms"], built["peak"], built["before"]
    );
    println!(
        "first results   {} bytes compressed, search.js among them",
        spread(&mut bytes)
    );
    println!("                {} requests", spread(&mut requests));

    search.open();
    let time = |query: &String| {
        let start = Instant::now();
        search.find(query);
        start.elapsed()
    };
    for query in &queries {
        search.find(query);
    }
    let mut times: Vec<u128> = queries
        .iter()
        .map(|query| time(query).as_micros())
        .collect();
    println!("warm, little    {} µs", spread(&mut times));
    match in_chromium(&site, &queries) {
        Ok(mut times) => println!("warm, Chromium  {} µs", spread(&mut times)),
        Err(reason) => println!("warm, Chromium  not measured: {reason}"),
    }
}

fn files(site: &Path) -> BTreeMap<String, String> {
    let paths = walkdir::WalkDir::new(site)
        .into_iter()
        .map(|entry| entry.unwrap().into_path());
    paths
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path
                .strip_prefix(site)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn spread<T: Ord + std::fmt::Display>(values: &mut [T]) -> String {
    values.sort();
    let at = |share: usize| &values[(values.len() - 1) * share / 100];
    format!(
        "median {}, 95th percentile {}, most {}",
        at(50),
        at(95),
        at(100)
    )
}

fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// Passes the queries in and the times out, because the function that runs in the tab cannot capture anything.
static EXCHANGE: Mutex<(Vec<String>, Vec<u128>)> = Mutex::new((Vec::new(), Vec::new()));

/// The time of each query in Chromium, in microseconds, once all files are loaded.
fn in_chromium(site: &Path, queries: &[String]) -> Result<Vec<u128>, String> {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/js/search");
    for module in fs::read_dir(modules).unwrap() {
        let module = module.unwrap();
        fs::copy(module.path(), site.join(module.file_name())).unwrap();
    }
    fs::write(
        site.join("index.html"),
        "<!doctype html><link rel=icon href=data:,><title>search</title>",
    )
    .unwrap();
    EXCHANGE.lock().unwrap().0 = queries.to_vec();
    Browser::start(&Programs::find(Engine::Chromium)?)?.run(site, |tab: &Tab| {
        Box::pin(async move {
            let queries = json!(EXCHANGE.lock().unwrap().0);
            tab.go("").await?;
            let times = tab
                .read(&format!(
                    "(async () => {{
                        const {{ Engine }} = await import('./engine.js');
                        const engine = new Engine(async (path) => (await fetch(path)).json());
                        const queries = {queries};
                        for (let round = 0; round < 3; round += 1) for (const query of queries) await engine.search(query);
                        const times = [];
                        for (const query of queries) {{
                            const start = performance.now();
                            await engine.search(query);
                            times.push(Math.round(1000 * (performance.now() - start)));
                        }}
                        return times;
                    }})()"
                ))
                .await?;
            EXCHANGE.lock().unwrap().1 = serde_json::from_value(times).unwrap();
            Ok(())
        })
    })?;
    let times = std::mem::take(&mut EXCHANGE.lock().unwrap().1);
    Ok(times)
}
