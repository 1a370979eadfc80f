//! The preview as a program: started, pelted with changes, compared with a fresh build.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use prepbook::compile::question;
use prepbook::diagnostic::Checked;
use prepbook::input::memory::Memory;
use prepbook::input::source::QuestionSource;
use prepbook::pipeline::{self, BuildOptions, Compiled, Keep};
use prepbook::words::Words;
use tempfile::TempDir;

use crate::support;
use crate::support::preview::Server;

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn question(title: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ntags: [order]\n---\n{body}\n\n## Key points\n- one\n")
}

fn bank() -> TempDir {
    let folder = TempDir::new().unwrap();
    for topic in ["queues", "time"] {
        for number in 0..5 {
            let name = format!("questions/{topic}/{topic}-{number}.md");
            write(
                folder.path(),
                &name,
                &question(&format!("Question {number} of {topic}"), "Short."),
            );
        }
    }
    folder
}

fn fresh(root: &Path, address: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    let options = BuildOptions {
        root: root.into(),
        base_url: Some(address.into()),
        drafts: false,
        cache: None,
    };
    let built = pipeline::build(&options, &|_, _, _| {}).unwrap();
    Some(built.site?.files)
}

#[test]
fn answers_as_github_pages_does() {
    let bank = bank();
    let server = Server::start(bank.path(), &["--base", "/repo"]);
    assert!(server.address.ends_with("/repo/"));
    let redirect = |path: &str| {
        let answer = server.get(path);
        assert_eq!(answer.status, 301, "{path}");
        answer
            .head
            .lines()
            .find_map(|line| line.strip_prefix("location: ").map(str::to_owned))
            .unwrap()
    };
    assert_eq!(redirect("/"), "/repo/");
    assert_eq!(redirect("/repo"), "/repo/");
    assert_eq!(
        redirect("/repo/questions/time-1"),
        "/repo/questions/time-1/"
    );
    let page = server.get("/repo/questions/time-1/");
    assert_eq!(page.status, 200);
    assert!(page.head.contains("content-type: text/html; charset=utf-8"));
    assert!(
        server
            .page("/repo/questions/time-1/")
            .contains("Question 1 of time")
    );
    let missing = server.get("/repo/a/b/c");
    assert_eq!(missing.status, 404);
    assert!(String::from_utf8_lossy(&missing.body).contains("href=\"/repo/topics/\""));
    assert!(
        server
            .get("/repo/search/index.json")
            .head
            .contains("content-type: application/json")
    );
    assert_eq!(server.get("/elsewhere/").status, 404);
    assert_eq!(server.get("/repo/../../../etc/passwd").status, 404);
    assert_eq!(server.get("/repo/%2e%2e/%2e%2e/etc/passwd").status, 404);
    assert!(
        !bank.path().join("_site").exists(),
        "the preview wrote to the output folder"
    );
}

#[test]
fn knows_what_the_browser_has_and_who_asks() {
    let bank = bank();
    let server = Server::start(bank.path(), &[]);
    let first = server.get("/");
    let etag = first
        .head
        .lines()
        .find_map(|line| line.strip_prefix("etag: "))
        .unwrap()
        .to_owned();
    let again = server.request("GET", "/", &format!("If-None-Match: {etag}\r\n"));
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(server.request("HEAD", "/", "").body.len(), 0);
    assert_eq!(server.request("POST", "/", "").status, 405);
    assert_eq!(
        server.request("GET", "/", "Host: evil.example\r\n").status,
        403
    );
    assert_eq!(
        server.request("GET", "/", "Host: 127.0.0.1:80\r\n").status,
        200
    );
    // Only a page that a browser shows comes with the script that reloads it.
    assert!(!String::from_utf8_lossy(&first.body).contains("__prepbook"));
    let visit = server.request("GET", "/", "Accept: text/html,*/*;q=0.8\r\n");
    assert!(String::from_utf8_lossy(&visit.body).contains("__prepbook/client.js"));
}

/// All of 127.0.0.0/8 is this machine on Linux, so a server for every address would answer here, too.
#[cfg(target_os = "linux")]
#[test]
fn every_answer_says_what_it_is_and_is_in_nobodys_frame() {
    let bank = bank();
    let server = Server::start(bank.path(), &[]);
    let requests = [
        ("GET", "/", ""),
        ("GET", "/no-such-page/", ""),
        ("GET", "/search/index.json", ""),
        ("GET", "/__prepbook/client.js", ""),
        ("GET", "/", "Host: evil.example\r\n"),
        ("POST", "/", ""),
        ("GET", "/questions", ""),
    ];
    for (method, path, headers) in requests {
        let answer = server.request(method, path, headers);
        for header in [
            "x-content-type-options: nosniff",
            "x-frame-options: deny",
            "content-security-policy: frame-ancestors 'none'",
            "cross-origin-resource-policy: same-origin",
        ] {
            let lines: Vec<&str> = answer.head.lines().filter(|line| *line == header).collect();
            assert_eq!(lines, [header], "{method} {path}: {}", answer.head);
        }
    }
}

#[test]
fn a_request_that_does_not_end_is_given_up() {
    let bank = bank();
    let server = Server::start(bank.path(), &[]);
    let port: u16 = server
        .address
        .split([':', '/'])
        .nth(4)
        .unwrap()
        .parse()
        .unwrap();
    let mut slow = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    slow.set_read_timeout(Some(support::preview::PATIENCE))
        .unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
        .unwrap();
    // Others are answered meanwhile; then the server hangs up, with or without a word.
    assert_eq!(server.get("/").status, 200);
    let mut answer = Vec::new();
    match slow.read_to_end(&mut answer) {
        Ok(_) => assert!(!answer.starts_with(b"HTTP/1.1 200"), "{answer:?}"),
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
    }
    assert_eq!(server.get("/").status, 200);
}

/// How many places of the file system a process has the system watch.
#[cfg(target_os = "linux")]
fn watches(server: &Server) -> usize {
    let folder = format!("/proc/{}/fdinfo", server.id());
    let texts = fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| fs::read_to_string(entry.ok()?.path()).ok());
    texts
        .map(|text| {
            text.lines()
                .filter(|line| line.starts_with("inotify "))
                .count()
        })
        .sum()
}

#[cfg(target_os = "linux")]
#[test]
fn the_watcher_follows_no_link() {
    let outside = TempDir::new().unwrap();
    for number in 0..200 {
        fs::create_dir_all(outside.path().join(format!("{number}/deep"))).unwrap();
    }
    let bank = bank();
    let plain = watches(&Server::start(bank.path(), &[]));
    let link = |at: &str| {
        let path = bank.path().join(at);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(outside.path(), path).unwrap();
    };
    link("questions/everything");
    link("questions/topics/everything");
    link("static/everything");
    link("templates");
    std::os::unix::fs::symlink("..", bank.path().join("questions/loop")).unwrap();
    std::os::unix::fs::symlink("/", bank.path().join("questions/root")).unwrap();
    for arguments in [&[][..], &["--poll"]] {
        let server = Server::start(bank.path(), arguments);
        assert!(
            watches(&server) <= plain + 4,
            "{} and {plain}",
            watches(&server)
        );
        // Nor links that come later.
        let late = bank.path().join("questions/late");
        std::os::unix::fs::symlink(outside.path(), &late).unwrap();
        server.wait_for("questions/late");
        assert!(
            watches(&server) <= plain + 4,
            "{} and {plain}",
            watches(&server)
        );
        fs::remove_file(late).unwrap();
    }
}

#[test]
fn no_other_address_than_the_loopback_is_listened_at() {
    let bank = bank();
    let server = Server::start(bank.path(), &[]);
    let port: u16 = server
        .address
        .split([':', '/'])
        .nth(4)
        .unwrap()
        .parse()
        .unwrap();
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
    assert!(std::net::TcpStream::connect(("127.0.0.2", port)).is_err());
}

/// Addresses that mean a file outside, in every spelling, and files of the bank that are no part of the site.
#[test]
fn the_preview_never_leaves_its_root() {
    let bank = bank();
    write(bank.path(), "secret.txt", "secret");
    write(bank.path(), "prepbook.yaml", "title: secret\n");
    let server = Server::start(bank.path(), &[]);
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "//secret.txt",
        "/./secret.txt",
        "/secret.txt",
        "/secret.txt%00.html",
        "/%252e%252e/secret.txt",
        "/questions/../secret.txt",
        "/assets/x/../../secret.txt",
        "/assets/../templates/home.html",
        "/prepbook.yaml",
        "/questions/time/time-1.md",
        "/templates/home.html",
        "/etc/passwd",
        "/%2fetc/passwd",
        "/__prepbook/../secret.txt",
        "/__prepbook/%2e%2e/secret.txt",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert_ne!(answer.body, b"secret", "{path}");
    }
}

#[test]
fn the_preview_leaves_a_site_as_it_is() {
    let bank = bank();
    write(bank.path(), "_site/mine.txt", "mine");
    let before = support::folder::contents(&bank.path().join("_site"));
    let server = Server::start(bank.path(), &[]);
    write(
        bank.path(),
        "questions/time/time-1.md",
        &question("Saved", "Short."),
    );
    server.wait_until("the change", |server| {
        server.page("/questions/time-1/").contains("Saved")
    });
    assert_eq!(
        support::folder::contents(&bank.path().join("_site")),
        before
    );
    let beside: Vec<_> = fs::read_dir(bank.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        !beside
            .iter()
            .any(|name| name.to_string_lossy().starts_with('.')),
        "{beside:?}"
    );
}

#[test]
fn an_error_is_shown_and_goes_when_it_is_mended() {
    let bank = bank();
    let name = "questions/time/time-1.md";
    let server = Server::start(bank.path(), &[]);
    write(bank.path(), name, "---\ntitel: x\n---\n");
    server.wait_for("error[missing-key]: `title` is missing");
    // The last good page stays.
    assert!(
        server
            .page("/questions/time-1/")
            .contains("Question 1 of time")
    );
    write(bank.path(), name, &question("Mended", "Short."));
    server.wait_until("the mended page", |server| {
        server.page("/questions/time-1/").contains("Mended")
    });
}

#[test]
fn what_is_saved_while_the_bank_is_first_read_is_seen() {
    let bank = bank();
    let root = bank.path();
    for number in 0..200 {
        let name = format!("questions/time/more-{number}.md");
        write(root, &name, &question(&format!("More {number}"), "Short."));
    }
    let (up, is_up) = channel();
    std::thread::scope(|scope| {
        let saving = scope.spawn(move || {
            let mut save = 0;
            // In one step, as careful editors do.
            while is_up.recv_timeout(Duration::from_millis(5)) == Err(RecvTimeoutError::Timeout) {
                save += 1;
                write(root, "draft", &question(&format!("Save {save}."), "Short."));
                let path = root.join("questions/queues/queues-0.md");
                fs::rename(root.join("draft"), path).unwrap();
            }
            save
        });
        let server = Server::start(root, &[]);
        up.send(()).unwrap();
        let last = format!("Save {}.", saving.join().unwrap());
        server.wait_until("the last save", |server| {
            server.page("/questions/queues-0/").contains(&last)
        });
    });
}

#[test]
fn a_folder_in_place_of_another_is_read_whatever_its_times_say() {
    let bank = bank();
    let root = bank.path();
    let other = TempDir::new_in(root).unwrap();
    let name = "time-1.md";
    write(
        other.path(),
        name,
        &question("QUESTION 1 of time", "Short."),
    );
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    for folder in [other.path(), &root.join("questions/time")] {
        let file = fs::File::options().append(true).open(folder.join(name));
        file.unwrap().set_modified(long_ago).unwrap();
    }
    let server = Server::start(root, &[]);
    fs::rename(root.join("questions/time"), root.join("away")).unwrap();
    fs::rename(other.path(), root.join("questions/time")).unwrap();
    server.wait_until("the other folder", |server| {
        server
            .page("/questions/time-1/")
            .contains("QUESTION 1 of time")
    });
}

#[test]
fn a_bank_that_cannot_be_built_at_first_is_served_once_it_can() {
    let bank = bank();
    write(bank.path(), "prepbook.yaml", "titel: x\n");
    let server = Server::start(bank.path(), &[]);
    assert_eq!(server.get("/").status, 500);
    assert!(server.page("/").contains("__prepbook/client.js"));
    write(bank.path(), "prepbook.yaml", "title: Mended\n");
    server.wait_until("the home page", |server| server.get("/").status == 200);
}

#[test]
fn a_new_stylesheet_needs_no_new_page() {
    let bank = bank();
    write(bank.path(), "static/css/own.css", "body { color: blue }");
    let server = Server::start(bank.path(), &[]);
    let visit = || {
        let answer = server.request("GET", "/", "Accept: text/html\r\n");
        let html = String::from_utf8(answer.body).unwrap();
        let part = |mark: &str| {
            html.split(mark)
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .to_owned()
        };
        (
            part("data-prepbook-version=\""),
            part("rel=\"stylesheet\" href=\""),
        )
    };
    let (version, stylesheet) = visit();
    write(bank.path(), "static/css/own.css", "body { color: red }");
    server.wait_until("the stylesheet", |_| visit().1 != stylesheet);
    assert_eq!(visit().0, version, "only the style is new");
    write(
        bank.path(),
        "questions/time/time-1.md",
        &question("Saved", "Short."),
    );
    server.wait_until("the question", |_| visit().0 != version);
}

const GERMAN: &str = "---\ntitle: Frage 1\n---\nKurz.\n";

#[test]
fn translations_and_new_languages_are_followed() {
    let bank = bank();
    write(bank.path(), "prepbook.yaml", "languages: [en, de]\n");
    let server = Server::start(bank.path(), &[]);
    let path = "/de/questions/time-1/";
    assert!(server.page(path).contains("lang=\"en\">Question 1 of time"));
    write(bank.path(), "questions/time/time-1.de.md", GERMAN);
    let shows = |title: &'static str| {
        server.wait_until(title, |server| server.page(path).contains(title));
    };
    shows("Frage 1");
    let other = GERMAN.replace("Frage 1", "Frage Eins");
    write(bank.path(), "questions/time/time-1.de.md", &other);
    shows("Frage Eins");
    write(bank.path(), "prepbook.yaml", "languages: [en, de, es]\n");
    server.wait_until("the new language", |server| {
        server.get("/es/").status == 200
    });
    let wanted = fresh(bank.path(), &server.address).unwrap();
    assert_eq!(differences(&server, &wanted), Vec::<String>::new());
}

/// Counts what is compiled, and keeps it.
#[derive(Default)]
struct Counting {
    known: Mutex<BTreeMap<String, (String, Compiled)>>,
    compiled: AtomicUsize,
}

impl Keep for Counting {
    fn recall(&self, source: &QuestionSource, _: &Arc<Words>) -> Option<Compiled> {
        let known = self.known.lock().unwrap();
        let (text, compiled) = known.get(&source.file.path)?;
        (*text == source.file.text).then(|| compiled.clone())
    }

    fn keep(
        &self,
        source: &QuestionSource,
        _: &Arc<Words>,
        compiled: Checked<question::Compiled>,
    ) -> Compiled {
        self.compiled.fetch_add(1, Ordering::Relaxed);
        let compiled = Compiled::in_memory(compiled);
        let known = (source.file.text.clone(), compiled.clone());
        let mut all = self.known.lock().unwrap();
        all.insert(source.file.path.clone(), known);
        compiled
    }
}

#[test]
fn a_save_of_a_translation_compiles_one_file() {
    let bank = bank();
    write(bank.path(), "prepbook.yaml", "languages: [en, de]\n");
    let name = "questions/time/time-1.de.md";
    write(bank.path(), name, GERMAN);
    let options = BuildOptions {
        root: bank.path().into(),
        base_url: None,
        drafts: false,
        cache: None,
    };
    let (keep, mut memory) = (Counting::default(), Memory::default());
    let mut compiled = || {
        let before = keep.compiled.load(Ordering::Relaxed);
        pipeline::prepare(&options, &mut memory, &keep, &|_, _, _| {}).unwrap();
        memory.touch(&[bank.path().join(name)]);
        keep.compiled.load(Ordering::Relaxed) - before
    };
    assert_eq!(compiled(), 11);
    assert_eq!(compiled(), 0);
    write(bank.path(), name, &GERMAN.replace("Kurz", "Knapp"));
    assert_eq!(compiled(), 1);
}

#[test]
fn polling_sees_changes_too() {
    let bank = bank();
    let server = Server::start(bank.path(), &["--poll"]);
    write(
        bank.path(),
        "questions/time/time-1.md",
        &question("Polled", "Short."),
    );
    server.wait_until("the change", |server| {
        server.page("/questions/time-1/").contains("Polled")
    });
}

/// A small generator of numbers: the same changes in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

fn sources(root: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = walkdir::WalkDir::new(root.join("questions"))
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect();
    paths.sort();
    paths
}

/// One change as an editor, a contributor or an accident makes it.
fn change(root: &Path, dice: &mut Dice, step: usize) {
    let paths = sources(root);
    let path = paths[dice.roll(paths.len())].clone();
    let broken = [
        "---\ntitle: [\n",
        "---\ntitle: x\n",
        "",
        "---\ntitle: x\n---\n[gone](gone.md)\n",
    ];
    match dice.roll(12) {
        0..4 => fs::write(&path, question(&format!("Title {step}"), "Saved.")).unwrap(),
        4 => fs::write(&path, broken[dice.roll(broken.len())]).unwrap(),
        5 => {
            // As many editors save: beside the file, then over it.
            let beside = path.with_extension("md.tmp");
            fs::write(&beside, question(&format!("Renamed over {step}"), "Saved.")).unwrap();
            fs::rename(&beside, &path).unwrap();
        }
        6 => fs::rename(&path, path.with_file_name(format!("moved-{step}.md"))).unwrap(),
        7 if paths.len() > 4 => fs::remove_file(&path).unwrap(),
        8 => write(
            root,
            &format!("questions/topic-{}/new-{step}.md", dice.roll(3)),
            &question(&format!("New {step}"), "x"),
        ),
        9 => {
            write(root, "questions/queues/.queues-1.md.swp", "swap");
            write(root, "questions/queues/4913~", "probe");
        }
        10 => write(
            root,
            "static/css/own.css",
            &format!("body {{ --step: {step} }}"),
        ),
        _ => write(
            root,
            "prepbook.yaml",
            ["title: A\n", "title: B\n", "titel: broken\n"][dice.roll(3)],
        ),
    }
}

#[test]
fn two_hundred_random_changes_leave_it_alive_and_right() {
    let bank = bank();
    let root = bank.path();
    let server = Server::start(root, &[]);
    let mut dice = Dice(20_261_122);
    for step in 0..200 {
        change(root, &mut dice, step);
        // Some changes come in bursts, others after the one before them was taken in.
        if step % 3 == 0 {
            let _ = server.lines.recv_timeout(Duration::from_millis(200));
        }
        if step % 40 != 39 {
            continue;
        }
        // Mend what is broken, then wait until the preview shows exactly what a build would write.
        for path in sources(root) {
            let text = fs::read_to_string(&path).unwrap();
            if !text.contains("## Key points") {
                fs::write(&path, question(&format!("Mended {step}"), "Mended.")).unwrap();
            }
        }
        write(root, "prepbook.yaml", &format!("title: After {step}\n"));
        let wanted = fresh(root, &server.address).unwrap();
        server.wait_until("the last change", |server| {
            differences(server, &wanted).is_empty()
        });
    }
}

/// The smallest picture that a browser takes for one.
const PICTURE: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

#[test]
fn every_file_of_a_build_is_previewed_whatever_a_maintainer_puts_in_its_place() {
    let bank = bank();
    let root = bank.path();
    let server = Server::start(root, &[]);
    let changes: [(&str, &[u8]); 12] = [
        (
            "static/root/404.html",
            b"<!doctype html><title>Lost</title>Lost",
        ),
        ("static/root/robots.txt", b"User-agent: *\nDisallow: /\n"),
        ("static/root/CNAME", b"example.org\n"),
        ("static/root/questions/time-1/index.html", b"Mine"),
        ("static/root/search/index.json", b"{}"),
        ("static/root/icons/192.png", PICTURE),
        ("static/own/notes.txt", b"notes"),
        ("static/sw.js", b"work();"),
        ("templates/404.html", b"{{ page.title }}"),
        ("questions/time/clock.gif", PICTURE),
        (
            "questions/time/time-2.md",
            b"---\ntitle: Seen?\naliases: [formerly]\n---\n![A clock](clock.gif)\n",
        ),
        ("prepbook.yaml", b"title: Another name\n"),
    ];
    for (name, bytes) in changes {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        let wanted = fresh(root, &server.address).unwrap();
        server.wait_until(name, |server| differences(server, &wanted).is_empty());
    }
}

/// Files that the server answers otherwise than a build wrote them.
fn differences(server: &Server, wanted: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    wanted
        .iter()
        // The preview's service worker ends itself.
        .filter(|(name, _)| *name != "sw.js")
        .filter(|(name, bytes)| {
            server
                .get(&format!("/{}", name.trim_end_matches("index.html")))
                .body
                != **bytes
        })
        .map(|(name, _)| name.clone())
        .collect()
}
