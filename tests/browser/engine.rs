//! Three engines, started as their drivers want it: chromedriver, WebKitWebDriver on a screen of its own, and Firefox's Marionette.

use std::env::{self, consts::EXE_SUFFIX};
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::marionette;
use crate::tab::{DEADLINE, INTERVAL};

/// Whose browser it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

const CHROMIUM: [&str; 11] = [
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

const FIREFOX: [&str; 7] = [
    "--headless",
    "--marionette",
    // The console, the cache and the system's theme are reached by scripts of the browser's own.
    "--remote-allow-system-access",
    "--no-remote",
    "--width=1280",
    "--height=900",
    "--profile",
];

/// What Firefox reads as it starts: any port, a light theme, no icons of sites, and no other host.
const FIREFOX_SETTINGS: &str = r#"user_pref("marionette.port", 0);
user_pref("remote.prefs.recommended", true);
user_pref("layout.css.prefers-color-scheme.content-override", 1);
user_pref("intl.accept_languages", "en");
user_pref("browser.chrome.site_icons", false);
user_pref("network.proxy.type", 1);
user_pref("network.proxy.http", "127.0.0.1");
user_pref("network.proxy.http_port", 9);
user_pref("network.proxy.ssl", "127.0.0.1");
user_pref("network.proxy.ssl_port", 9);
user_pref("network.proxy.no_proxies_on", "127.0.0.1, localhost");
"#;

/// Where the programs of an engine are.
#[derive(Clone)]
pub struct Programs {
    pub engine: Engine,
    browser: PathBuf,
    /// What drives the browser, if that is another program.
    driver: Option<PathBuf>,
    /// The screen, for who draws on one.
    screen: Option<PathBuf>,
}

impl Programs {
    /// The programs on the PATH, or which of them is not there.
    pub fn find(engine: Engine) -> Result<Self, String> {
        let (browser, driver, screen) = match engine {
            Engine::Chromium => (
                find(&["chromium", "chromium-browser", "google-chrome", "chrome"])
                    .ok_or("there is no chromium")?,
                Some(find(&["chromedriver"]).ok_or("there is no chromedriver")?),
                None,
            ),
            Engine::Firefox => (
                find(&["firefox-esr", "firefox"]).ok_or("there is no firefox")?,
                None,
                None,
            ),
            Engine::WebKit => (
                mini_browser().ok_or("there is no MiniBrowser of WebKit")?,
                Some(find(&["WebKitWebDriver"]).ok_or("there is no WebKitWebDriver")?),
                Some(find(&["Xvfb"]).ok_or("there is no Xvfb, on which WebKit draws")?),
            ),
        };
        Ok(Self {
            engine,
            browser,
            driver,
            screen,
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

/// The smallest browser of WebKit, which distributions put beside its library.
fn mini_browser() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .flatten();
    let folders = folders.map(|folder| folder.path());
    let libraries = folders.chain(["/usr/lib".into(), "/usr/libexec".into()]);
    libraries
        .map(|folder: PathBuf| folder.join("webkit2gtk-4.1/MiniBrowser"))
        .find(|file| file.is_file())
}

/// The name of the variable by which all processes of a browser can be told from others: its value is the browser's folder.
const MARK: &str = "PREPBOOK_TEST_BROWSER";

/// The processes of a browser that can be driven, and the folder in which it keeps everything.
pub struct Driver {
    engine: Engine,
    browser: PathBuf,
    processes: Vec<Child>,
    port: u16,
    profile: TempDir,
}

impl Driver {
    pub fn start(programs: &Programs) -> Result<Self, String> {
        let failed = |error: std::io::Error| error.to_string();
        let mut driver = Self {
            engine: programs.engine,
            browser: programs.browser.clone(),
            processes: Vec::new(),
            // The port is free when this is dropped, and nobody else gets it at once.
            port: TcpListener::bind("127.0.0.1:0")
                .and_then(|listener| listener.local_addr())
                .map_err(failed)?
                .port(),
            profile: TempDir::new().map_err(failed)?,
        };
        match &programs.driver {
            None => driver.start_firefox()?,
            Some(program) => {
                let screen = programs.screen.as_deref();
                let screen = screen
                    .map(|screen| driver.start_screen(screen))
                    .transpose()?;
                let mut command = driver.command(program);
                command.arg(format!("--port={}", driver.port));
                if let Some(screen) = screen {
                    command.env("DISPLAY", screen);
                }
                driver.spawn(command)?;
                driver.until(|driver| TcpStream::connect(("127.0.0.1", driver.port)).ok())?;
            }
        }
        Ok(driver)
    }

    /// A program of the browser, which reads and writes nothing of this account.
    fn command(&self, program: &Path) -> Command {
        let folder = self.profile.path();
        let mut command = Command::new(program);
        command
            .env(MARK, folder)
            .env("HOME", folder)
            .env("XDG_CACHE_HOME", folder)
            .env("XDG_CONFIG_HOME", folder)
            .env("XDG_DATA_HOME", folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn spawn(&mut self, mut command: Command) -> Result<(), String> {
        let program = command.get_program().to_owned();
        let process = command
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        self.processes.push(process);
        Ok(())
    }

    /// Starts a screen that nobody sees, and returns its name.
    fn start_screen(&mut self, program: &Path) -> Result<String, String> {
        let mut command = self.command(program);
        command
            .args("-displayfd 1 -screen 0 1600x1200x24 -nolisten tcp".split(' '))
            .stdout(Stdio::piped());
        self.spawn(command)?;
        let output = self
            .processes
            .last_mut()
            .and_then(|screen| screen.stdout.take());
        let mut number = String::new();
        // It writes its number when it is ready, and closes its end where it never will be.
        BufReader::new(output.ok_or("the screen says nothing")?)
            .read_line(&mut number)
            .map_err(|error| error.to_string())?;
        match number.trim() {
            "" => Err(format!("{} does not start", program.display())),
            number => Ok(format!(":{number}")),
        }
    }

    /// Firefox tells in its profile on which port it listens. What speaks WebDriver with it is in this process.
    fn start_firefox(&mut self) -> Result<(), String> {
        let profile = self.profile.path().join("profile");
        std::fs::create_dir(&profile)
            .and_then(|()| std::fs::write(profile.join("user.js"), FIREFOX_SETTINGS))
            .map_err(|error| error.to_string())?;
        let mut command = self.command(&self.browser.clone());
        command.args(FIREFOX).arg(&profile);
        self.spawn(command)?;
        let port = self.until(|_| {
            let port = std::fs::read_to_string(profile.join("MarionetteActivePort")).ok()?;
            port.trim().parse().ok()
        })?;
        self.port = marionette::translate(port).map_err(|error| error.to_string())?;
        Ok(())
    }

    /// Waits until something is there.
    fn until<T>(&mut self, look: impl Fn(&Self) -> Option<T>) -> Result<T, String> {
        let start = Instant::now();
        loop {
            if let Some(found) = look(self) {
                return Ok(found);
            }
            let mut processes = self.processes.iter_mut();
            let has_ended = processes.any(|process| !matches!(process.try_wait(), Ok(None)));
            // A machine that does other things at the same time starts a browser slowly.
            if has_ended || start.elapsed() > 3 * DEADLINE {
                return Err(format!("{:?} does not start", self.engine));
            }
            thread::sleep(INTERVAL);
        }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What a session is asked for with.
    pub fn capabilities(&self) -> Value {
        match self.engine {
            Engine::Chromium => json!({
                "goog:loggingPrefs": { "browser": "ALL" },
                "goog:chromeOptions": {
                    "binary": self.browser,
                    "args": CHROMIUM.iter().map(|flag| (*flag).to_owned()).chain([self.profile_flag()]).collect::<Vec<_>>(),
                },
            }),
            Engine::Firefox => json!({}),
            Engine::WebKit => json!({
                "webkitgtk:browserOptions": { "binary": self.browser, "args": ["--automation"] },
            }),
        }
    }

    fn profile_flag(&self) -> String {
        format!("--user-data-dir={}", self.profile.path().display())
    }

    /// Ends the driver, and whatever of the browser is left: those processes that name our folder.
    fn stop(&mut self) {
        for process in self.processes.iter_mut().rev() {
            let _ = process.kill();
            let _ = process.wait();
        }
        let folder = self.profile.path().display().to_string();
        let (flag, mark) = (self.profile_flag(), format!("{MARK}={folder}"));
        let own = std::process::id().to_string();
        for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name == own.as_str() || !name.bytes().all(|byte| byte.is_ascii_digit()) {
                continue;
            }
            let says = |file: &str, words: &str| {
                let said = std::fs::read(entry.path().join(file)).unwrap_or_default();
                String::from_utf8_lossy(&said).contains(words)
            };
            if says("cmdline", &flag) || says("environ", &mark) {
                let _ = Command::new("kill").args(["-KILL", &name]).status();
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.stop();
    }
}
