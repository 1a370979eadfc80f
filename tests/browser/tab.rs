//! A browser of each engine for all tests, a tab and a host for every test.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::pin::Pin;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::error::CmdError;
use fantoccini::wd::{WebDriverCompatibleCommand, WindowHandle};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use prepbook::route::percent_encode;
use serde_json::{Value, json};
use tokio::runtime::{self, Runtime};
use walkdir::WalkDir;

use crate::engine::{Driver, Engine, Programs};
use crate::server::{BASE_PATH, Request, Server};

/// How long anything may take. Nothing waits for this long where all is well.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// How often a condition is looked at.
pub const INTERVAL: Duration = Duration::from_millis(15);

/// A running browser, what drives it, and the runtime that talks to them.
pub struct Browser {
    engine: Engine,
    runtime: Runtime,
    client: Option<Client>,
    /// Stays open, so that the browser lives while tests open and close their tabs.
    first_tab: WindowHandle,
    _driver: Driver,
}

impl Browser {
    pub fn start(programs: &Programs) -> Result<Self, String> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let driver = Driver::start(programs)?;
        let capabilities = driver.capabilities();
        let Value::Object(capabilities) = capabilities else {
            unreachable!("an object is written above");
        };
        let connected = runtime.block_on(async {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities);
            // On a machine that does other things at the same time a browser begins slowly.
            let client = within_a(4 * DEADLINE, builder.connect(&driver.url())).await?;
            let first_tab = within(client.window()).await?;
            Ok::<_, String>((client, first_tab))
        });
        let (client, first_tab) = connected?;
        Ok(Self {
            engine: programs.engine,
            runtime,
            client: Some(client),
            first_tab,
            _driver: driver,
        })
    }

    /// Runs a test in a tab of its own, over a host of its own. The tab is closed however the test ends.
    pub fn run(&self, folder: &Path, test: Test) -> Result<(), String> {
        let client = self.client.as_ref().ok_or("the browser is closed")?;
        let engine = self.engine;
        let tab = Tab {
            engine,
            client: client.clone(),
            // What WebKit keeps for itself cannot be cleared, so it keeps nothing.
            server: Server::start(folder, engine != Engine::WebKit),
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
                // Its words are often empty; its name is not.
                ended.map_err(|error| format!("{error:?}"))?;
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
            // Ends the browser. Where this fails the driver's own end comes next.
            let _ = self.runtime.block_on(within(client.close()));
        }
    }
}

/// The result of a command, or words for its failure or its not ending.
async fn within<T, E: ToString>(command: impl Future<Output = Result<T, E>>) -> Result<T, String> {
    within_a(DEADLINE, command).await
}

async fn within_a<T, E: ToString>(
    time: Duration,
    command: impl Future<Output = Result<T, E>>,
) -> Result<T, String> {
    match tokio::time::timeout(time, command).await {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err("the browser does not answer".into()),
    }
}

/// Commands that are no engine's but one.
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

    /// Whose scripts are run from now on: those of pages, or of Firefox itself.
    fn context(context: &str) -> Self {
        Self {
            path: "moz/context",
            body: json!({ "context": context }),
        }
    }

    /// A script of Firefox's own, where the page is.
    fn beside_the_page(script: &str) -> Self {
        Self {
            path: "execute/sync",
            body: json!({ "script": script, "args": [], "sandbox": "system" }),
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
    engine: Engine,
    client: Client,
    server: Server,
    /// Paths that a test asks for although they are missing.
    missing: RefCell<Vec<String>>,
    /// Whether another page was opened since somebody last asked.
    went_on: Cell<bool>,
}

impl Tab {
    async fn open(&self) -> Result<(), String> {
        within(self.open_another()).await?;
        match self.engine {
            Engine::Chromium => {
                // The page has the focus, whatever window is in front.
                let focus = self.devtools(
                    "Emulation.setFocusEmulationEnabled",
                    json!({ "enabled": true }),
                );
                within(focus).await?;
                within(self.prefer("light")).await?;
            }
            Engine::Firefox => {
                within(self.prefer("light")).await?;
                within(self.forget_console()).await?;
            }
            Engine::WebKit => {
                within(self.client.set_window_rect(0, 0, 1280, 900)).await?;
            }
        }
        Ok(())
    }

    /// Opens a tab and goes there. WebKit's own would be hidden behind the first one, so it gets a window.
    async fn open_another(&self) -> Result<(), CmdError> {
        let is_tab = self.engine != Engine::WebKit;
        let opened = self.client.new_window(is_tab).await?;
        self.client.switch_to_window(opened.handle).await
    }

    pub fn engine(&self) -> Engine {
        self.engine
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
        self.console().await.map(drop)
    }

    /// The errors in the console since the last time, with the address of whoever made them. WebKit's is out of reach.
    async fn console(&self) -> Result<Vec<String>, CmdError> {
        // What pages log, and what the engine logs of them.
        const FIREFOX: &str = "const storage = Cc['@mozilla.org/consoleAPI-storage;1'].getService(Ci.nsIConsoleAPIStorage);
            const logged = storage.getEvents().filter(({ level }) => level === 'error')
                .map(({ filename, arguments: said }) => `${filename} ${[...said].map(String).join(' ')}`);
            const thrown = Services.console.getMessageArray()
                .filter((message) => message instanceof Ci.nsIScriptError && !(message.flags & message.warningFlag))
                .map(({ sourceName, errorMessage }) => `${sourceName} ${errorMessage}`);
            storage.clearEvents();
            Services.console.reset();
            // Of a page that was left while it still loaded something, Firefox says that its worker failed.
            const isLeft = (line) => line.includes('intercepted the request and encountered an unexpected error');
            return [...logged, ...thrown].filter((line) => line.startsWith('http') && !isLeft(line));";
        let said = match self.engine {
            Engine::Chromium => self.client.issue_cmd(Extension::console()).await?,
            Engine::Firefox => {
                self.client
                    .issue_cmd(Extension::beside_the_page(FIREFOX))
                    .await?
            }
            Engine::WebKit => json!([]),
        };
        let said = said.as_array().cloned().unwrap_or_default();
        let errors = said.into_iter().filter(|entry| {
            entry["level"]
                .as_str()
                .is_none_or(|level| level == "SEVERE")
        });
        let text = |entry: Value| {
            entry["message"]
                .as_str()
                .or(entry.as_str())
                .map(str::to_owned)
        };
        Ok(errors.filter_map(text).collect())
    }

    /// A script of Firefox's own, in its window.
    async fn in_firefox(&self, script: &str) -> Result<(), CmdError> {
        self.client.issue_cmd(Extension::context("chrome")).await?;
        let done = self.run(script).await;
        self.client.issue_cmd(Extension::context("content")).await?;
        done.map(drop)
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

    /// Loads the page again as a reader does. In WebDriver's own way, Firefox and WebKit would go past the worker.
    pub async fn reload(&self) -> Result<(), CmdError> {
        if self.engine == Engine::Chromium {
            return self.client.refresh().await;
        }
        self.run("window.isOld = true; location.reload()").await?;
        self.until("!window.isOld && document.readyState === 'complete'")
            .await;
        Ok(())
    }

    /// Empties what the browser keeps of its own accord.
    pub async fn clear_cache(&self) -> Result<(), CmdError> {
        match self.engine {
            Engine::Chromium => {
                let clear = self.devtools("Network.clearBrowserCache", json!({}));
                clear.await.map(drop)
            }
            Engine::Firefox => self.in_firefox("Services.cache2.clear()").await,
            // The host has told it to keep nothing.
            Engine::WebKit => Ok(()),
        }
    }

    /// Does something in a further tab, which begins where this one is, and returns to this one.
    pub async fn in_another_tab(
        &self,
        deed: impl AsyncFnOnce() -> Result<(), CmdError>,
    ) -> Result<(), CmdError> {
        let (here, address) = (
            self.client.window().await?,
            self.read("location.href").await?,
        );
        self.open_another().await?;
        self.client
            .goto(address.as_str().unwrap_or_default())
            .await?;
        let done = deed().await;
        self.client.close_window().await?;
        self.client.switch_to_window(here).await?;
        done
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

    /// What a page is and says, for whom a test failed elsewhere.
    async fn seen(&self) -> String {
        let seen = self
            .read("JSON.stringify([location.href, document.querySelector('main')?.innerText.slice(0, 800)])")
            .await;
        format!("the page: {seen:?}")
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
            if start.elapsed() > DEADLINE {
                panic!(
                    "never: {expression} (last {value:?})\n{}",
                    self.seen().await
                );
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }

    /// The text of an element, as it can be seen.
    pub async fn text(&self, selector: &str) -> Result<String, CmdError> {
        // What is on its way in has no text yet for WebKit's driver.
        if self.engine == Engine::WebKit {
            let text = format!("document.querySelector({}).innerText", json!(selector));
            let text = self.read(&text).await?;
            return Ok(text.as_str().unwrap_or_default().trim().to_owned());
        }
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

    /// A command of the Chrome DevTools Protocol. A test with one is Chromium's alone.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value, CmdError> {
        self.client
            .issue_cmd(Extension::devtools(command, parameters))
            .await
    }

    /// What the system's theme is.
    pub async fn prefer(&self, scheme: &str) -> Result<(), CmdError> {
        match self.engine {
            Engine::Chromium => {
                let scheme = json!({ "name": "prefers-color-scheme", "value": scheme });
                let media = json!({ "features": [scheme] });
                let media = self.devtools("Emulation.setEmulatedMedia", media);
                media.await.map(drop)
            }
            Engine::Firefox => {
                let number = i32::from(scheme != "dark");
                let setting = "layout.css.prefers-color-scheme.content-override";
                self.in_firefox(&format!("Services.prefs.setIntPref('{setting}', {number})"))
                    .await
            }
            Engine::WebKit => unreachable!("its driver cannot choose the system's theme"),
        }
    }

    /// Whether the page is seen as it would be printed.
    pub async fn print(&self, is_printed: bool) -> Result<(), CmdError> {
        let medium = if is_printed { "print" } else { "" };
        match self.engine {
            Engine::Chromium => {
                let medium = json!({ "media": medium });
                let media = self.devtools("Emulation.setEmulatedMedia", medium);
                media.await.map(drop)
            }
            Engine::Firefox => {
                self.in_firefox(&format!(
                    "gBrowser.selectedBrowser.browsingContext.mediumOverride = '{medium}'"
                ))
                .await
            }
            Engine::WebKit => unreachable!("its driver cannot choose a medium"),
        }
    }

    /// From now on, pages run none of their scripts.
    pub async fn without_scripts(&self) -> Result<(), CmdError> {
        let disabled = json!({ "value": true });
        self.devtools("Emulation.setScriptExecutionDisabled", disabled)
            .await
            .map(drop)
    }

    /// What every page that is loaded from now on runs first. Where the browser cannot be told so the host writes it into pages,
    /// which then are none of its build: no worker keeps them.
    pub async fn before_pages(&self, script: &str) -> Result<(), CmdError> {
        if self.engine != Engine::Chromium {
            self.server.write_before_pages(script);
            return Ok(());
        }
        let source = json!({ "source": script });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", source)
            .await
            .map(drop)
    }

    /// A screen of this size, which is touched where it is narrow.
    pub async fn resize(&self, width: u32, height: u32) -> Result<(), CmdError> {
        match self.engine {
            Engine::Chromium => {}
            Engine::Firefox => {
                let narrow = format!(
                    "for (const width of ['width', 'min-width', 'max-width']) gBrowser.selectedBrowser.style.setProperty(width, '{width}px')"
                );
                return self.in_firefox(&narrow).await;
            }
            Engine::WebKit => {
                return self.client.set_window_rect(0, 0, width, height).await;
            }
        }
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
        let messages = within(self.console()).await?;
        let missing = self.missing.borrow();
        let faults = messages.into_iter().filter_map(|message| {
            let mut paths = missing.iter();
            let is_wanted =
                paths.any(|path| message.starts_with(&format!("{}{path} ", self.server.origin())));
            (!is_wanted).then(|| format!("in the console: {message}"))
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
