//! Chromium, driven through chromedriver: one of each for all tests, a tab and a host for every test.

use std::cell::{Cell, RefCell};
use std::env::{self, consts::EXE_SUFFIX};
use std::future::Future;
use std::net::{TcpListener, TcpStream};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::error::CmdError;
use fantoccini::wd::{WebDriverCompatibleCommand, WindowHandle};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use prepbook::route::percent_encode;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{self, Runtime};
use walkdir::WalkDir;

use crate::server::{BASE_PATH, Request, Server};

/// How long anything may take. Nothing waits for this long where all is well.
const DEADLINE: Duration = Duration::from_secs(20);

/// How often a condition is looked at.
const INTERVAL: Duration = Duration::from_millis(15);

const FLAGS: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
    "--lang=en",
    // Whatever is asked of another host fails, and says so in the console.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/// Where the programs are.
#[derive(Clone)]
pub struct Programs {
    chromium: PathBuf,
    driver: PathBuf,
}

impl Programs {
    /// The programs on the PATH, or which of them is not there.
    pub fn find() -> Result<Self, String> {
        let chromium = ["chromium", "chromium-browser", "google-chrome", "chrome"];
        Ok(Self {
            chromium: find(&chromium).ok_or("there is no chromium")?,
            driver: find(&["chromedriver"]).ok_or("there is no chromedriver")?,
        })
    }
}

fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| {
            folders
                .iter()
                .map(move |folder| folder.join(format!("{name}{EXE_SUFFIX}")))
        })
        .find(|file| file.is_file())
}

/// A running chromedriver, its Chromium, and the runtime that talks to them.
pub struct Browser {
    runtime: Runtime,
    client: Option<Client>,
    /// Stays open, so that the browser lives while tests open and close their tabs.
    first_tab: WindowHandle,
    driver: Driver,
}

impl Browser {
    pub fn start(programs: &Programs) -> Result<Self, String> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let driver = Driver::start(&programs.driver)?;
        let capabilities = json!({
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "binary": programs.chromium,
                "args": FLAGS.iter().map(|flag| (*flag).to_owned()).chain([driver.profile_flag()]).collect::<Vec<_>>(),
            },
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("an object is written above");
        };
        let connected = runtime.block_on(async {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities);
            let client = within(builder.connect(&driver.url())).await?;
            let first_tab = within(client.window()).await?;
            Ok::<_, String>((client, first_tab))
        });
        let (client, first_tab) = connected?;
        Ok(Self {
            runtime,
            client: Some(client),
            first_tab,
            driver,
        })
    }

    /// Runs a test in a tab of its own, over a host of its own. The tab is closed however the test ends.
    pub fn run(&self, folder: &Path, test: Test) -> Result<(), String> {
        let client = self.client.as_ref().ok_or("the browser is closed")?;
        let tab = Tab {
            client: client.clone(),
            server: Server::start(folder),
            missing: RefCell::default(),
            went_on: Cell::default(),
        };
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
            self.runtime.block_on(async {
                tab.open().await?;
                let mut test = std::pin::pin!(test(&tab));
                // A test that walks through a bank takes as long as the bank is big; each page of it does not.
                let ended = loop {
                    match tokio::time::timeout(2 * DEADLINE, &mut test).await {
                        Ok(ended) => break ended,
                        Err(_) if tab.went_on.take() => {}
                        Err(_) => return Err("the test does not end".to_owned()),
                    }
                };
                ended.map_err(|error| error.to_string())?;
                tab.assert_quiet().await
            })
        }));
        let closed = self.runtime.block_on(async {
            // What the next test must not read may be why this one failed.
            if let (Err(_), Err(faults)) = (&outcome, tab.assert_quiet().await) {
                eprintln!("{faults}");
            }
            within(client.close_window()).await?;
            within(client.switch_to_window(self.first_tab.clone())).await
        });
        match outcome {
            Ok(outcome) => outcome.and(closed),
            Err(panic) => panic::resume_unwind(panic),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            // Ends Chromium. Where this fails the driver's own end comes next.
            let _ = self.runtime.block_on(within(client.close()));
        }
        self.driver.stop();
    }
}

/// The result of a command, or words for its failure or its not ending.
async fn within<T, E: ToString>(command: impl Future<Output = Result<T, E>>) -> Result<T, String> {
    match tokio::time::timeout(DEADLINE, command).await {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err("the browser does not answer".into()),
    }
}

/// The process of chromedriver, and the folder in which Chromium keeps everything.
struct Driver {
    process: Child,
    port: u16,
    profile: TempDir,
}

impl Driver {
    fn start(program: &Path) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("{}: {error}", program.display());
        // The port is free when this is dropped, and nobody else gets it at once.
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .map_err(failed)?
            .port();
        let profile = TempDir::new().map_err(failed)?;
        let process = Command::new(program)
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let mut driver = Self {
            process,
            port,
            profile,
        };
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = driver.process.try_wait().map_err(failed)?;
            if ended.is_some() || start.elapsed() > DEADLINE {
                driver.stop();
                return Err(format!("{} does not listen", program.display()));
            }
            thread::sleep(INTERVAL);
        }
        Ok(driver)
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn profile_flag(&self) -> String {
        format!("--user-data-dir={}", self.profile.path().display())
    }

    /// Ends the driver, and whatever Chromium is left: those processes that name our folder.
    fn stop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let flag = self.profile_flag();
        for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let name = entry.file_name();
            let is_process = name
                .to_string_lossy()
                .bytes()
                .all(|byte| byte.is_ascii_digit());
            let command = is_process.then(|| std::fs::read(entry.path().join("cmdline")));
            let Some(Ok(command)) = command else {
                continue;
            };
            if String::from_utf8_lossy(&command).contains(&flag) {
                let _ = Command::new("kill").arg("-KILL").arg(&name).status();
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Commands that only chromedriver knows.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
}

impl Extension {
    /// What was written to the console since the last time.
    fn console() -> Self {
        Self {
            path: "se/log",
            body: json!({ "type": "browser" }),
        }
    }

    fn devtools(command: &str, parameters: Value) -> Self {
        Self {
            path: "goog/cdp/execute",
            body: json!({ "cmd": command, "params": parameters }),
        }
    }
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/{}", self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

/// A test: what it does in a tab.
pub type Test = fn(&Tab) -> Pin<Box<dyn Future<Output = Result<(), CmdError>> + '_>>;

/// A tab of the browser, and the host that it looks at.
pub struct Tab {
    client: Client,
    server: Server,
    /// Paths that a test asks for although they are missing.
    missing: RefCell<Vec<String>>,
    /// Whether another page was opened since somebody last asked.
    went_on: Cell<bool>,
}

impl Tab {
    async fn open(&self) -> Result<(), String> {
        let opened = within(self.client.new_window(true)).await?;
        within(self.client.switch_to_window(opened.handle)).await?;
        // The page has the focus, whatever window is in front.
        let focus = self.devtools(
            "Emulation.setFocusEmulationEnabled",
            json!({ "enabled": true }),
        );
        within(focus).await?;
        within(self.prefer("light")).await
    }

    /// The host's address.
    pub fn origin(&self) -> String {
        self.server.origin()
    }

    /// The address of a page, from its path below the site's root.
    pub fn url(&self, path: &str) -> String {
        format!("{}{BASE_PATH}{path}", self.server.origin())
    }

    /// The address of a file of the site as it lies on the disk.
    pub fn on_disk(&self, path: &str) -> String {
        format!("file://{}/{path}", self.server.folder().display())
    }

    /// All pages of the site, as paths below its root.
    pub fn pages(&self) -> Vec<String> {
        let folder = self.server.folder();
        let files = WalkDir::new(&folder).sort_by_file_name().into_iter();
        files
            .map(|entry| entry.expect("the site can be read").into_path())
            .filter(|file| file.extension().is_some_and(|ending| ending == "html"))
            .map(|file| {
                let path = file.strip_prefix(&folder).expect("a file of the site");
                let path = path.to_string_lossy().replace('\\', "/");
                percent_encode(path.strip_suffix("index.html").unwrap_or(&path))
            })
            .collect()
    }

    /// What the host has for one of these paths.
    pub fn file(&self, page: &str) -> String {
        let page = page.trim_end_matches("index.html");
        let index = if page.is_empty() || page.ends_with('/') {
            "index.html"
        } else {
            ""
        };
        std::fs::read_to_string(self.server.folder().join(format!("{page}{index}")))
            .unwrap_or_default()
    }

    /// A path of the host may be asked for although it is missing.
    pub fn may_lack(&self, path: &str) {
        self.missing.borrow_mut().push(path.to_owned());
    }

    /// What the console said until now is no fault: the test has made it say so.
    pub async fn forget_console(&self) -> Result<(), CmdError> {
        self.client.issue_cmd(Extension::console()).await.map(drop)
    }

    /// Everything that pages asked the host for. What the service worker fetches in advance is not among it.
    pub fn requests(&self) -> Vec<Request> {
        let mut requests = self.server.requests();
        requests.retain(|request| !request.is_workers);
        requests
    }

    /// Publishes another site under the same address.
    pub fn deploy(&self, folder: &Path) {
        self.server.deploy(folder);
    }

    /// Cuts the tab and its service worker off from the host, or not any more.
    pub fn offline(&self, is_offline: bool) {
        self.server.go_down(is_offline);
    }

    /// Goes to a page of the site, and waits until it has loaded.
    pub async fn go(&self, path: &str) -> Result<(), CmdError> {
        self.went_on.set(true);
        self.client.goto(&self.url(path)).await
    }

    /// Goes to a page of another host on this machine.
    pub async fn visit(&self, url: &str) -> Result<(), CmdError> {
        self.client.goto(url).await
    }

    /// Goes to a page that is not there.
    pub async fn go_astray(&self, path: &str) -> Result<(), CmdError> {
        self.missing.borrow_mut().push(format!("{BASE_PATH}{path}"));
        self.go(path).await
    }

    /// From now on, a path may be missing: the console may say so.
    pub fn may_miss(&self, path: &str) {
        self.missing.borrow_mut().push(format!("{BASE_PATH}{path}"));
    }

    pub async fn reload(&self) -> Result<(), CmdError> {
        self.client.refresh().await
    }

    pub async fn back(&self) -> Result<(), CmdError> {
        self.client.back().await
    }

    /// The value of an expression in JavaScript; where that is a promise, what it comes to.
    pub async fn read(&self, expression: &str) -> Result<Value, CmdError> {
        self.run(&format!("return ({expression})")).await
    }

    /// Runs statements.
    pub async fn run(&self, script: &str) -> Result<Value, CmdError> {
        self.client.execute(script, Vec::new()).await
    }

    /// Waits until an expression in JavaScript holds, and returns its value. It may fail meanwhile, as it does while one
    /// page gives way to another.
    pub async fn until(&self, expression: &str) -> Value {
        let start = Instant::now();
        loop {
            let value = self.read(expression).await;
            if let Ok(value) = &value
                && ![json!(null), json!(false), json!(0), json!("")].contains(value)
            {
                return value.clone();
            }
            assert!(
                start.elapsed() < DEADLINE,
                "never: {expression} (last {value:?})"
            );
            tokio::time::sleep(INTERVAL).await;
        }
    }

    /// The text of an element, as it can be seen.
    pub async fn text(&self, selector: &str) -> Result<String, CmdError> {
        self.client.find(Locator::Css(selector)).await?.text().await
    }

    /// Clicks in the middle of an element, where it can be seen.
    pub async fn click(&self, selector: &str) -> Result<(), CmdError> {
        self.client
            .find(Locator::Css(selector))
            .await?
            .click()
            .await
    }

    /// Presses keys all at once: `[Key::Control.into(), 'k']`.
    pub async fn press(&self, keys: &[char]) -> Result<(), CmdError> {
        let downs = keys.iter().map(|&value| KeyAction::Down { value });
        let ups = keys.iter().rev().map(|&value| KeyAction::Up { value });
        self.act(downs.chain(ups)).await
    }

    /// Presses one key after the other.
    pub async fn type_text(&self, text: &str) -> Result<(), CmdError> {
        let keys = text.chars();
        self.act(keys.flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]))
            .await
    }

    async fn act(&self, keys: impl Iterator<Item = KeyAction>) -> Result<(), CmdError> {
        let actions = keys.fold(KeyActions::new("keyboard".into()), KeyActions::then);
        self.client.perform_actions(actions).await
    }

    /// A command of the Chrome DevTools Protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value, CmdError> {
        self.client
            .issue_cmd(Extension::devtools(command, parameters))
            .await
    }

    /// What the system's theme is.
    pub async fn prefer(&self, scheme: &str) -> Result<(), CmdError> {
        let scheme = json!({ "name": "prefers-color-scheme", "value": scheme });
        let media = json!({ "features": [scheme] });
        self.devtools("Emulation.setEmulatedMedia", media)
            .await
            .map(drop)
    }

    /// From now on, pages run none of their scripts.
    pub async fn without_scripts(&self) -> Result<(), CmdError> {
        let disabled = json!({ "value": true });
        self.devtools("Emulation.setScriptExecutionDisabled", disabled)
            .await
            .map(drop)
    }

    /// What every page that is loaded from now on runs first.
    pub async fn before_pages(&self, script: &str) -> Result<(), CmdError> {
        let source = json!({ "source": script });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", source)
            .await
            .map(drop)
    }

    /// A screen of this size, which is touched where it is narrow.
    pub async fn resize(&self, width: u32, height: u32) -> Result<(), CmdError> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.devtools("Emulation.setDeviceMetricsOverride", size)
            .await?;
        let touch = json!({ "enabled": width < 500 });
        self.devtools("Emulation.setTouchEmulationEnabled", touch)
            .await
            .map(drop)
    }

    /// Whether nothing went wrong that a test does not look for: an error in the console, a request to another host, a
    /// request that leaves the site's folder or asks for what is not there.
    async fn assert_quiet(&self) -> Result<(), String> {
        let entries = within(self.client.issue_cmd(Extension::console())).await?;
        let missing = self.missing.borrow();
        let faults = entries
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|entry| {
                let message = entry["message"].as_str().unwrap_or_default();
                let is_wanted = missing
                    .iter()
                    .any(|path| message.starts_with(&format!("{}{path} ", self.server.origin())));
                (entry["level"] == "SEVERE" && !is_wanted)
                    .then(|| format!("in the console: {message}"))
            });
        let strays = self.server.requests().into_iter().filter_map(|request| {
            // A worker that works on after its test may find the test's site gone.
            let is_there = request.status < 400 || request.is_workers;
            let is_right = is_there && request.path.starts_with(BASE_PATH);
            (!is_right && !missing.contains(&request.path))
                .then(|| format!("at the host: {request:?}"))
        });
        let faults: Vec<String> = faults.chain(strays).collect();
        match faults.is_empty() {
            true => Ok(()),
            false => Err(faults.join("\n")),
        }
    }
}
