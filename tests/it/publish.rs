//! A site takes the place of the one before it: where it may, as a whole, touching nothing that is not ours, one build at a time.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::support::command::{Finish as _, outcome};
use crate::support::folder::{Content, beside, contents, one_question, prepbook, stderr, write};

const MANIFEST: &str = "_site/.prepbook-manifest.json";

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn bank() -> TempDir {
    let folder = TempDir::new().unwrap();
    write(
        folder.path(),
        "questions/queues/fifo.md",
        &one_question("What is a queue?"),
    );
    write(
        folder.path(),
        "questions/queues/lifo.md",
        &one_question("What is a stack?"),
    );
    folder
}

/// Another answer, on the same pages.
fn edit(bank: &TempDir) {
    write(
        bank.path(),
        "questions/queues/fifo.md",
        &one_question("What is a queue, then?"),
    );
}

fn build(bank: &TempDir) -> Output {
    prepbook(bank.path(), &["--quiet"])
}

fn done(output: &Output) {
    assert_eq!((code(output), stderr(output)), (0, String::new()));
}

fn refused(output: &Output, why: &str) {
    assert_eq!(code(output), 2, "{}", stderr(output));
    assert!(stderr(output).contains(why), "{}", stderr(output));
}

#[test]
fn a_way_round_into_the_sources_is_refused() {
    let bank = bank();
    let root = bank.path();
    fs::create_dir(root.join("templates")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(root.join("questions"), root.join("link")).unwrap();
        symlink(root, root.join("loop")).unwrap();
    }
    let mut cases = vec![
        "Questions/out",
        "STATIC",
        "Templates/x",
        "questions/../static/x",
    ];
    if cfg!(unix) {
        cases.extend(["link/out", "link/new/out", "loop/questions/new/out", "loop"]);
    }
    for case in cases {
        refused(
            &prepbook(root, &["--output", case]),
            "name another folder with `--output`",
        );
    }
    assert!(
        !root.join("questions/new").exists(),
        "a folder was made among the sources"
    );
}

#[cfg(unix)]
#[test]
fn the_home_folder_is_refused_by_every_name() {
    let bank = bank();
    let home = TempDir::new().unwrap();
    let real = home.path().join("real");
    fs::create_dir_all(&real).unwrap();
    let link = home.path().join("link");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_prepbook"))
        .current_dir(bank.path())
        .env("HOME", &link)
        .arg("--output")
        .arg(&real)
        .finish()
        .unwrap();
    refused(&output, "holds the home folder");
}

#[test]
fn a_repository_in_the_site_is_refused() {
    for place in [".git", "notes/.git"] {
        let bank = bank();
        done(&build(&bank));
        write(
            bank.path(),
            &format!("_site/{place}/HEAD"),
            "ref: refs/heads/main\n",
        );
        edit(&bank);
        let before = contents(bank.path());
        refused(&build(&bank), "is a git repository");
        assert_eq!(
            contents(&bank.path().join("_site")),
            below(&before, "_site")
        );
    }
}

fn below(contents: &Content, folder: &str) -> Content {
    contents
        .iter()
        .filter_map(|(name, kind)| {
            let name = name.strip_prefix(folder)?.strip_prefix('/')?;
            Some((name.to_owned(), kind.clone()))
        })
        .collect()
}

#[test]
fn what_did_not_change_is_not_written_again() {
    let bank = bank();
    let site = bank.path().join("_site");
    done(&build(&bank));
    let identities = || -> Vec<(String, Identity)> {
        contents(&site)
            .into_keys()
            .map(|name| (name.clone(), identity(&site.join(name))))
            .collect()
    };
    let (before, folder) = (identities(), identity(&site));
    done(&build(&bank));
    assert_eq!(identities(), before);
    assert_eq!(
        identity(&site),
        folder,
        "with nothing to do, not even the folder is new"
    );
    edit(&bank);
    done(&build(&bank));
    let after = identities();
    let kept = after.iter().filter(|file| before.contains(file)).count();
    let page = |files: &[(String, Identity)]| {
        files
            .iter()
            .find(|(name, _)| name == "questions/fifo/index.html")
            .cloned()
    };
    assert_ne!(page(&after), page(&before));
    assert!(kept > after.len() / 2, "{kept} of {}", after.len());
}

#[cfg(unix)]
type Identity = (u64, i64, i64);

#[cfg(unix)]
fn identity(path: &Path) -> Identity {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::symlink_metadata(path).unwrap();
    (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
}

#[cfg(not(unix))]
type Identity = std::time::SystemTime;

#[cfg(not(unix))]
fn identity(path: &Path) -> Identity {
    fs::symlink_metadata(path).unwrap().modified().unwrap()
}

#[test]
fn a_page_is_never_written_through_a_link_that_somebody_keeps() {
    let bank = bank();
    done(&build(&bank));
    let kept = TempDir::new_in(bank.path()).unwrap();
    let site = bank.path().join("_site");
    for (number, name) in contents(&site).keys().enumerate() {
        fs::hard_link(site.join(name), kept.path().join(number.to_string())).unwrap();
    }
    let before = contents(kept.path());
    edit(&bank);
    done(&build(&bank));
    assert_eq!(contents(kept.path()), before);
}

/// Whoever looks at the times cannot tell, nor at the size; only what is known of the file beside them does.
#[cfg(unix)]
#[test]
fn a_page_that_was_changed_in_place_and_set_back_in_time_is_made_again() {
    let bank = bank();
    done(&build(&bank));
    let site = bank.path().join("_site");
    let before = contents(&site);
    let page = site.join("questions/fifo/index.html");
    let time = fs::metadata(&page).unwrap().modified().unwrap();
    let text = fs::read_to_string(&page).unwrap();
    fs::write(&page, text.replace("queue", "quEUE")).unwrap();
    File::options()
        .write(true)
        .open(&page)
        .unwrap()
        .set_modified(time)
        .unwrap();
    done(&build(&bank));
    assert_eq!(contents(&site), before);
}

#[test]
fn what_is_known_of_a_site_may_be_lost_or_wrong() {
    let bank = bank();
    done(&build(&bank));
    let site = bank.path().join("_site");
    let before = contents(&site);
    let ledger = contents(&bank.path().join(".prepbook"))
        .into_keys()
        .find(|name| name.ends_with(".ledger"))
        .unwrap();
    let ledger = bank.path().join(".prepbook").join(ledger);
    let whole = fs::read(&ledger).unwrap();
    let mut turned = whole.clone();
    turned[whole.len() / 2] ^= 1;
    for wrong in [&b""[..], &whole[..whole.len() / 2], &turned, b"rubbish"] {
        fs::write(&ledger, wrong).unwrap();
        write(bank.path(), "_site/index.html", "scribbled");
        done(&build(&bank));
        assert_eq!(contents(&site), before);
        assert_ne!(fs::read(&ledger).unwrap(), wrong);
    }
    fs::remove_dir_all(bank.path().join(".prepbook")).unwrap();
    done(&build(&bank));
    assert_eq!(contents(&site), before);
}

#[test]
fn an_edited_page_is_made_again() {
    let bank = bank();
    done(&build(&bank));
    let before = contents(&bank.path().join("_site"));
    write(bank.path(), "_site/index.html", "scribbled");
    fs::remove_file(bank.path().join("_site/404.html")).unwrap();
    done(&build(&bank));
    assert_eq!(contents(&bank.path().join("_site")), before);
}

/// The beginning of a picture, which says how large it is.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

#[test]
fn a_page_says_how_large_its_pictures_are_also_of_one_that_changed() {
    let bank = bank();
    let answer = "The answer to: What is a queue?";
    let shown = "## ![A heading](line.png)\n\n![Three](line.png) <img src=line.png alt=x width=30 height=4000>\n";
    let text =
        one_question("What is a queue?").replace(answer, &format!("{answer}\n\n![One](line.png)"));
    write(
        bank.path(),
        "questions/queues/fifo.md",
        &format!("{text}\n{shown}"),
    );
    let line = bank.path().join("questions/queues/line.png");
    let built = |width, height| {
        fs::write(&line, picture(width, height)).unwrap();
        done(&build(&bank));
        ["questions/fifo/index.html", "study/queues.json"]
            .map(|name| fs::read_to_string(bank.path().join("_site").join(name)).unwrap())
    };
    let [page, deck] = built(640, 360);
    assert_eq!(page.matches(" width=\"640\" height=\"360\"").count(), 3);
    assert_eq!(page.matches(" width=\"30\" height=\"17\"").count(), 1);
    assert!(
        deck.contains("line.png\\\" width=\\\"640\\\" height=\\\"360\\\""),
        "{deck}"
    );
    let [page, deck] = built(10, 20);
    assert_eq!(page.matches(" width=\"10\" height=\"20\"").count(), 3);
    assert_eq!(page.matches(" width=\"30\" height=\"60\"").count(), 1);
    assert!(
        deck.contains(" width=\\\"10\\\" height=\\\"20\\\""),
        "{deck}"
    );
}

/// Headings are kept apart from what follows them, and lead where the rest of an answer leads.
#[test]
fn pictures_and_links_in_headings_arrive_from_the_pages_of_every_language() {
    let bank = bank();
    let answer = |heading: &str| one_question("What is it?") + heading;
    for (name, text) in [
        ("prepbook.yaml", "languages: [en, de]\n"),
        (
            "questions/queues/one.md",
            &answer("\n## ![A line](line.png) and [two](two.md#details)\n\nSo.\n"),
        ),
        (
            "questions/queues/two.md",
            &answer("\n## Details\n\nSo.\n").replace("it?", "two?"),
        ),
        (
            "questions/queues/two.de.md",
            "---\ntitle: Was ist das?\n---\nEs ist.\n\n## Kernpunkte\n- eins\n\n## Einzelheiten\n\nSo.\n",
        ),
    ] {
        write(bank.path(), name, text);
    }
    fs::write(bank.path().join("questions/queues/line.png"), picture(4, 3)).unwrap();
    done(&build(&bank));
    let media = "media/queues/line.png\" width=\"4\" height=\"3\"";
    for (page, up, link) in [
        ("questions/one", "../../", "../../questions/two/#details"),
        ("print", "../", "#PB-q-two_details"),
        (
            "de/questions/one",
            "../../../",
            "../../questions/two/#einzelheiten",
        ),
        ("de/print", "../../", "#PB-q-two_einzelheiten"),
    ] {
        let path = bank.path().join("_site").join(page).join("index.html");
        let html = fs::read_to_string(path).unwrap();
        let from = html.find("alt=\"A line\"").expect(page);
        let from = html[..from].rfind("<h").unwrap();
        let heading = &html[from..from + html[from..].find("</h").unwrap()];
        assert!(
            heading.contains(&format!("<img src=\"{up}{media}")),
            "{page}: {heading}"
        );
        assert!(
            heading.contains(&format!("href=\"{link}\"")),
            "{page}: {heading}"
        );
    }
}

#[test]
fn a_foreign_file_in_the_place_of_a_page_is_refused_and_stays() {
    for (place, question) in [
        ("questions/new/index.html", "new"),
        ("questions/new", "new"),
        ("questions/new/index.html/mine.txt", "new"),
    ] {
        let bank = bank();
        done(&build(&bank));
        write(bank.path(), &format!("_site/{place}"), "mine");
        write(
            bank.path(),
            &format!("questions/queues/{question}.md"),
            &one_question("New?"),
        );
        let before = contents(&bank.path().join("_site"));
        refused(&build(&bank), "the site needs the place of");
        assert_eq!(contents(&bank.path().join("_site")), before);
        let first = place.split("/mine").next().unwrap();
        fs::rename(
            bank.path().join("_site").join(first),
            bank.path().join("away"),
        )
        .unwrap();
        done(&build(&bank));
    }
}

#[cfg(unix)]
#[test]
fn whatever_is_not_ours_stays_as_it_is() {
    use std::os::unix::ffi::OsStrExt;
    let bank = bank();
    done(&build(&bank));
    let site = bank.path().join("_site");
    write(bank.path(), "_site/notes/mine.txt", "mine");
    write(bank.path(), "_site/questions/fifo/mine.txt", "mine");
    let odd = std::ffi::OsStr::from_bytes(b"odd-\xff.txt");
    fs::write(site.join(odd), "odd").unwrap();
    fifo(&site.join("notes/pipe"));
    edit(&bank);
    fs::remove_file(bank.path().join("questions/queues/lifo.md")).unwrap();
    let built = prepbook(bank.path(), &[]);
    let said = "kept 4 files in _site that prepbook did not make: `notes/mine.txt`, `notes/pipe`, `odd-\u{fffd}.txt`, `questions/fifo/mine.txt`\n";
    assert!(stderr(&built).contains(said), "{}", stderr(&built));
    assert_eq!(fs::read(site.join("notes/mine.txt")).unwrap(), b"mine");
    assert_eq!(
        fs::read(site.join("questions/fifo/mine.txt")).unwrap(),
        b"mine"
    );
    assert_eq!(fs::read(site.join(odd)).unwrap(), b"odd");
    assert!(fs::symlink_metadata(site.join("notes/pipe")).is_ok());
    assert!(!site.join("questions/lifo").exists());
}

#[cfg(unix)]
#[test]
fn a_foreign_link_is_carried_into_no_site() {
    use std::os::unix::fs::symlink;
    let bank = bank();
    done(&build(&bank));
    let site = bank.path().join("_site");
    for (to, at) in [
        ("nowhere", "broken"),
        ("/etc", "etc"),
        ("/etc/passwd", "questions/fifo/passwd.txt"),
        ("index.html", "home.html"),
    ] {
        let link = site.join(at);
        symlink(to, &link).unwrap();
        for change in [true, false] {
            if change {
                edit(&bank);
            }
            let before = contents(&site);
            refused(
                &build(&bank),
                &format!(
                    "`{}` is a link, not made by prepbook, and a site holds none; move it away",
                    link.display()
                ),
            );
            assert_eq!(contents(&site), before, "neither carried nor removed");
        }
        fs::remove_file(&link).unwrap();
        done(&build(&bank));
    }
    // Nor out of what a killed build might have left, whether a site is there or not.
    for suffix in ["new", "old"] {
        for is_gone in [false, true] {
            let left = beside(&site, suffix);
            copy(&site, &left);
            symlink("/etc/passwd", left.join("passwd.txt")).unwrap();
            let whole = contents(&site);
            let aside = bank.path().join("aside");
            if is_gone {
                fs::rename(&site, &aside).unwrap();
            }
            refused(&build(&bank), "is a link, not made by prepbook");
            assert_eq!(site.exists(), !is_gone);
            if is_gone {
                fs::rename(&aside, &site).unwrap();
            }
            assert_eq!(contents(&site), whole);
            fs::remove_dir_all(&left).unwrap();
        }
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let ada = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
    let mut run = Command::new("git");
    run.arg("-C").arg(folder).args(ada);
    let status = run.args(["-c", "commit.gpgsign=false"]).args(arguments);
    assert!(status.status().unwrap().success(), "{arguments:?}");
}

#[test]
fn what_git_tracks_is_no_output_of_ours() {
    for (tracked, name) in [
        ("_site", "_site"),
        ("._site.prepbook-old", "._site.prepbook-old"),
        ("._site.prepbook-new", "._site.prepbook-new"),
        ("the docs", "the docs"),
        ("sub/docs", "sub/docs"),
    ] {
        let bank = bank();
        let target = bank.path().join(tracked);
        done(&build(&bank));
        git(bank.path(), &["init", "--quiet"]);
        write(bank.path(), ".gitignore", ".prepbook/\n");
        if tracked != "_site" {
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::rename(bank.path().join("_site"), &target).unwrap();
        }
        write(&target, "evil/index.html", "<p>not of this bank");
        git(bank.path(), &["add", "."]);
        git(bank.path(), &["commit", "--quiet", "-m", "a gift"]);
        let output = if tracked.starts_with('.') {
            "_site"
        } else {
            name
        };
        let again = || prepbook(bank.path(), &["--quiet", "--output", output]);
        let before = contents(bank.path());
        let said = again();
        refused(&said, "under version control, so it may be anybody's work");
        assert_eq!(contents(bank.path()), before, "{tracked}");
        // The remedy, as it was typed.
        let said = stderr(&said);
        let command = said
            .split("`git ")
            .nth(1)
            .unwrap()
            .split('`')
            .next()
            .unwrap();
        let shell = Command::new("sh")
            .current_dir(bank.path())
            .args(["-c", &format!("git {command}")])
            .finish()
            .unwrap();
        assert!(shell.status.success(), "{command}");
        done(&again());
        let site = bank.path().join(output);
        assert!(site.join("index.html").is_file());
        assert!(!site.join("evil").exists());
    }
}

#[test]
fn a_site_that_is_ignored_by_git_or_in_no_repository_is_ours() {
    let bank = bank();
    git(bank.path(), &["init", "--quiet"]);
    write(bank.path(), ".gitignore", "_site\n.prepbook\n");
    git(bank.path(), &["add", "."]);
    git(bank.path(), &["commit", "--quiet", "-m", "bank"]);
    for _ in 0..2 {
        edit(&bank);
        done(&build(&bank));
    }
    // What git says is not asked for where it cannot be trusted to say anything.
    write(bank.path(), ".git/HEAD", "?");
    edit(&bank);
    done(&build(&bank));
}

#[test]
fn a_site_that_a_killed_build_left_elsewhere_is_said_to_be_back() {
    let bank = bank();
    done(&build(&bank));
    let site = bank.path().join("_site");
    fs::rename(&site, beside(&site, "old")).unwrap();
    let said = stderr(&prepbook(bank.path(), &[]));
    assert!(said.contains("._site.prepbook-old`; it is back"), "{said}");
}

#[cfg(unix)]
fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_link_in_the_place_of_a_page_is_not_opened() {
    let bank = bank();
    done(&build(&bank));
    let site = bank.path().join("_site");
    // The one page without content, which has the size of a pipe.
    fs::remove_file(site.join(".nojekyll")).unwrap();
    fifo(&site.join(".nojekyll"));
    let page = site.join("index.html");
    fs::rename(&page, bank.path().join("page")).unwrap();
    std::os::unix::fs::symlink(bank.path().join("page"), &page).unwrap();
    done(&build(&bank));
    assert!(
        fs::symlink_metadata(site.join(".nojekyll"))
            .unwrap()
            .is_file()
    );
    assert!(fs::symlink_metadata(&page).unwrap().is_file());
}

#[cfg(unix)]
#[test]
fn the_folder_can_be_used_by_whoever_could_use_it() {
    use std::os::unix::fs::PermissionsExt;
    let bank = bank();
    done(&build(&bank));
    let site = bank.path().join("_site");
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    mode(&site, 0o2775).unwrap();
    write(&site, "private/notes/mine.txt", "mine");
    mode(&site.join("private"), 0o700).unwrap();
    edit(&bank);
    done(&build(&bank));
    let private = fs::metadata(site.join("private")).unwrap().permissions();
    assert_eq!(private.mode() & 0o777, 0o700);
    assert_eq!(
        fs::metadata(&site).unwrap().permissions().mode() & 0o7777,
        0o2775
    );
}

#[test]
fn a_manifest_that_says_nothing_is_refused_and_nothing_is_removed() {
    let bank = bank();
    done(&build(&bank));
    edit(&bank);
    let whole = fs::read(bank.path().join(MANIFEST)).unwrap();
    let newer = String::from_utf8(whole.clone())
        .unwrap()
        .replace("\"version\":1", "\"version\":2");
    let broken: [&[u8]; 6] = [
        b"",
        &whole[..whole.len() / 2],
        b"not json",
        b"[]",
        b"{\"version\":1,\"files\":{}}",
        newer.as_bytes(),
    ];
    for text in broken {
        fs::write(bank.path().join(MANIFEST), text).unwrap();
        let before = contents(&bank.path().join("_site"));
        refused(&build(&bank), ".prepbook-manifest.json");
        assert_eq!(contents(&bank.path().join("_site")), before);
    }
    fs::remove_file(bank.path().join(MANIFEST)).unwrap();
    fs::create_dir(bank.path().join(MANIFEST)).unwrap();
    refused(&build(&bank), ".prepbook-manifest.json");
    fs::remove_dir_all(bank.path().join("_site")).unwrap();
    done(&build(&bank));
}

#[test]
fn a_manifest_that_points_outside_removes_nothing_there() {
    let bank = bank();
    done(&build(&bank));
    let outside = TempDir::new().unwrap();
    write(outside.path(), "precious.txt", "precious");
    write(bank.path(), "precious.txt", "precious");
    write(bank.path(), "_site/mine.txt", "mine");
    let absolute = outside.path().join("precious.txt");
    let names = serde_json::json!([
        "../precious.txt",
        "../../precious.txt",
        absolute,
        "questions/../../precious.txt",
        "",
        "/",
        "..",
        ".",
        "./mine.txt",
        "x/../mine.txt",
        "C:\\precious.txt",
        "..\\precious.txt",
        "mine.txt\u{0}",
        "\u{202e}",
        "questions",
        "../questions/queues/fifo.md",
    ]);
    let text = serde_json::json!({ "version": 1, "files": names }).to_string();
    fs::write(bank.path().join(MANIFEST), text).unwrap();
    let site = contents(&bank.path().join("_site"));
    // What the manifest does not name is foreign now, and what is foreign is not removed.
    fs::remove_file(bank.path().join("questions/queues/lifo.md")).unwrap();
    refused(&build(&bank), "the site needs the place of");
    assert!(absolute.is_file() && bank.path().join("precious.txt").is_file());
    assert!(bank.path().join("questions/queues/fifo.md").is_file());
    let after = contents(&bank.path().join("_site"));
    let gone: Vec<_> = site
        .keys()
        .filter(|name| !after.contains_key(*name))
        .collect();
    assert!(gone.is_empty(), "{gone:?}");
}

/// A copy of a folder.
fn copy(from: &Path, to: &Path) {
    for name in contents(from).keys() {
        let target = to.join(name);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(from.join(name), target).unwrap();
    }
}

/// Everything that a killed build can leave, made by hand: a site, or none, and what lies beside it.
#[test]
fn whatever_a_killed_build_left_the_next_one_is_right() {
    let reference = |is_edited: bool| {
        let bank = bank();
        if is_edited {
            edit(&bank);
        }
        done(&build(&bank));
        let site = contents(&bank.path().join("_site"));
        (bank, site)
    };
    let ((old_bank, _), (new_bank, new)) = (reference(false), reference(true));
    let [old, new_site] = [&old_bank, &new_bank].map(|bank| bank.path().join("_site"));
    let manifest = |folder: &Path, length: usize| {
        let bytes = fs::read(new_site.join(".prepbook-manifest.json")).unwrap();
        fs::create_dir_all(folder).unwrap();
        fs::write(
            folder.join(".prepbook-manifest.json"),
            &bytes[..length.min(bytes.len())],
        )
        .unwrap();
    };
    type Leave<'a> = Box<dyn Fn(&Path, &Path, &Path) + 'a>;
    let cases: Vec<(&str, Leave<'_>)> = vec![
        (
            "a lock",
            Box::new(|site, _, _| {
                copy(&old, site);
                File::create(beside(site, "lock")).unwrap();
            }),
        ),
        (
            "an empty stage",
            Box::new(|site, stage, _| {
                copy(&old, site);
                fs::create_dir(stage).unwrap();
            }),
        ),
        (
            "half a manifest",
            Box::new(|site, stage, _| {
                copy(&old, site);
                manifest(stage, 20);
            }),
        ),
        (
            "half a stage",
            Box::new(|site, stage, _| {
                copy(&old, site);
                manifest(stage, usize::MAX);
                write(stage, "index.html", "<!doc");
                fs::hard_link(site.join("404.html"), stage.join("404.html")).unwrap();
            }),
        ),
        (
            "half a first stage",
            Box::new(|_, stage, _| {
                manifest(stage, usize::MAX);
                write(stage, "index.html", "<!doc");
            }),
        ),
        (
            "a whole stage",
            Box::new(|site, stage, _| {
                copy(&old, site);
                copy(&new_site, stage);
            }),
        ),
        (
            "an exchange",
            Box::new(|site, stage, _| {
                copy(&new_site, site);
                copy(&old, stage);
            }),
        ),
        (
            "half of the old site",
            Box::new(|site, stage, _| {
                copy(&new_site, site);
                copy(&old, stage);
                fs::remove_dir_all(stage.join("questions")).unwrap();
                fs::remove_file(stage.join("404.html")).unwrap();
            }),
        ),
        (
            "no site between two steps",
            Box::new(|_, stage, retired| {
                copy(&new_site, stage);
                copy(&old, retired);
            }),
        ),
        (
            "an empty folder between two steps",
            Box::new(|site, stage, retired| {
                fs::create_dir(site).unwrap();
                copy(&new_site, stage);
                copy(&old, retired);
            }),
        ),
        (
            "both steps",
            Box::new(|site, _, retired| {
                copy(&new_site, site);
                copy(&old, retired);
            }),
        ),
    ];
    for (what, leave) in &cases {
        for is_broken in [false, true] {
            let bank = bank();
            edit(&bank);
            let site = bank.path().join("_site");
            let [stage, retired] = ["new", "old"].map(|suffix| beside(&site, suffix));
            leave(&site, &stage, &retired);
            let had_site = site.join("index.html").is_file() || retired.is_dir();
            if is_broken {
                write(bank.path(), "questions/queues/fifo.md", "no front matter");
                assert_eq!(code(&build(&bank)), 1, "{what}");
                // Even then what was lost is back, whole.
                assert_eq!(site.is_dir(), had_site, "{what}");
                if had_site {
                    let site = contents(&site);
                    assert!(
                        site == new || site == contents(&old),
                        "{what}: neither site"
                    );
                }
            } else {
                done(&build(&bank));
                assert_eq!(contents(&site), new, "{what}");
            }
            assert_eq!(left_beside(&site), Vec::<PathBuf>::new(), "{what}");
        }
    }
}

/// What of ours lies beside a site.
fn left_beside(site: &Path) -> Vec<PathBuf> {
    fs::read_dir(site.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains(".prepbook-"))
        .collect()
}

#[test]
fn a_foreign_file_that_was_left_beside_the_site_is_brought_home() {
    let bank = bank();
    done(&build(&bank));
    let site = bank.path().join("_site");
    for suffix in ["new", "old"] {
        let left = beside(&site, suffix);
        copy(&site, &left);
        write(&left, "notes/mine.txt", suffix);
        done(&build(&bank));
        assert_eq!(
            fs::read_to_string(site.join("notes/mine.txt")).unwrap(),
            suffix
        );
        assert_eq!(left_beside(&site), Vec::<PathBuf>::new());
        fs::remove_dir_all(site.join("notes")).unwrap();
    }
    // Somebody removed the site after a build was killed: what is foreign is all that is left to lose.
    let left = beside(&site, "new");
    fs::rename(&site, &left).unwrap();
    write(&left, "mine.txt", "mine");
    done(&build(&bank));
    assert_eq!(fs::read(site.join("mine.txt")).unwrap(), b"mine");
}

#[test]
fn a_foreign_folder_beside_the_site_is_refused_and_stays() {
    for suffix in ["new", "old"] {
        let bank = bank();
        done(&build(&bank));
        edit(&bank);
        let foreign = beside(&bank.path().join("_site"), suffix);
        write(&foreign, "mine.txt", "mine");
        let before = contents(bank.path());
        refused(
            &build(&bank),
            "is in the way and was not made by prepbook; move it away",
        );
        assert_eq!(
            below(&contents(bank.path()), "_site"),
            below(&before, "_site")
        );
        assert_eq!(fs::read(foreign.join("mine.txt")).unwrap(), b"mine");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_what_is_ours_is_not_followed() {
    let bank = bank();
    done(&build(&bank));
    edit(&bank);
    let site = bank.path().join("_site");
    let outside = TempDir::new().unwrap();
    copy(&site, outside.path());
    let before = contents(outside.path());
    for suffix in ["new", "old"] {
        let link = beside(&site, suffix);
        std::os::unix::fs::symlink(outside.path(), &link).unwrap();
        refused(&build(&bank), "is in the way");
        assert_eq!(contents(outside.path()), before);
        fs::remove_file(link).unwrap();
    }
    let lock = beside(&site, "lock");
    std::os::unix::fs::symlink(outside.path().join("made"), &lock).unwrap();
    assert_eq!(code(&build(&bank)), 3);
    assert!(!outside.path().join("made").exists());
    fs::remove_file(&lock).unwrap();
    fifo(&lock);
    assert_eq!(code(&build(&bank)), 3, "a pipe is not waited for");
}

#[test]
fn a_second_build_waits_and_says_so() {
    let bank = bank();
    let site = bank.path().join("_site");
    let lock = File::create(beside(&site, "lock")).unwrap();
    lock.lock().unwrap();
    let mut second = Command::new(env!("CARGO_BIN_EXE_prepbook"))
        .current_dir(bank.path())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(second.stderr.take().unwrap());
    let mut line = String::new();
    told.read_line(&mut line).unwrap();
    assert!(line.starts_with("another build of `"), "{line}");
    assert!(
        line.ends_with("_site` is running; waiting until it is done\n"),
        "{line}"
    );
    assert!(!site.exists());
    // What is saved while it waits is in the site.
    edit(&bank);
    drop(lock);
    told.read_to_string(&mut line).unwrap();
    assert!(second.wait().unwrap().success(), "{line}");
    let page = fs::read_to_string(site.join("questions/fifo/index.html")).unwrap();
    assert!(page.contains("What is a queue, then?"));
    assert_eq!(left_beside(&site), Vec::<PathBuf>::new());
}

#[test]
fn a_second_build_gives_up_in_the_end() {
    let bank = bank();
    let site = bank.path().join("_site");
    let lock = File::create(beside(&site, "lock")).unwrap();
    lock.lock().unwrap();
    let output = prepbook(bank.path(), &["--wait", "0"]);
    assert_eq!(code(&output), 3);
    assert!(
        stderr(&output).contains("_site`: another build of it is still running"),
        "{}",
        stderr(&output)
    );
    assert!(!site.exists());
    // Another folder is another matter.
    done(&prepbook(
        bank.path(),
        &["--quiet", "--wait", "0", "--output", "other"],
    ));
}

#[test]
fn many_builds_at_once_leave_one_whole_site() {
    let bank = bank();
    let site = bank.path().join("_site");
    done(&build(&bank));
    let wanted = contents(&site);
    fs::remove_dir_all(&site).unwrap();
    let builds: Vec<_> = (0..6)
        .map(|_| {
            Command::new(env!("CARGO_BIN_EXE_prepbook"))
                .current_dir(bank.path())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for build in builds {
        let output = outcome(build).unwrap();
        assert_eq!(code(&output), 0, "{}", stderr(&output));
    }
    assert_eq!(contents(&site), wanted);
    assert_eq!(left_beside(&site), Vec::<PathBuf>::new());
}

/// Only where the system can exchange two folders.
#[cfg(any(target_os = "linux", target_os = "macos"))]
#[test]
fn a_reader_always_finds_the_site() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let bank = bank();
    done(&build(&bank));
    let page = bank.path().join("_site/questions/fifo/index.html");
    let is_over = AtomicBool::new(false);
    /// Ends the reader also where a build fails: who waits for it would wait without end.
    struct Over<'a>(&'a AtomicBool);
    impl Drop for Over<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    std::thread::scope(|scope| {
        let over = Over(&is_over);
        let reader = scope.spawn(|| {
            let mut readings = 0;
            while !is_over.load(Ordering::Relaxed) {
                let html = fs::read_to_string(&page).map_err(|error| error.to_string())?;
                if !html.ends_with("</html>\n") {
                    return Err(format!("half a page: {html}"));
                }
                readings += 1;
            }
            Ok(readings)
        });
        for number in 0..10 {
            let title = format!("What is number {number}?");
            write(
                bank.path(),
                "questions/queues/fifo.md",
                &one_question(&title),
            );
            done(&build(&bank));
        }
        drop(over);
        assert!(reader.join().unwrap().unwrap() > 0);
    });
}

#[cfg(unix)]
#[test]
fn a_cache_that_leads_elsewhere_is_left_alone() {
    for place in [".prepbook", ".prepbook/cache"] {
        let bank = bank();
        let outside = TempDir::new().unwrap();
        write(outside.path(), "precious.json", "precious");
        write(outside.path(), "cache/precious.json", "precious");
        let before = contents(outside.path());
        let link = bank.path().join(place);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(outside.path(), &link).unwrap();
        done(&build(&bank));
        assert_eq!(contents(outside.path()), before, "{place}");
    }
}

#[test]
fn only_entries_of_the_cache_are_removed_from_it() {
    let bank = bank();
    write(bank.path(), ".prepbook/cache/precious.json", "precious");
    write(bank.path(), ".prepbook/cache/precious.txt", "precious");
    done(&build(&bank));
    let kept = || contents(&bank.path().join(".prepbook/cache"));
    assert_eq!(kept().len(), 4, "{:?}", kept().keys());
    // It does not grow with every edit.
    for number in 0..20 {
        let text = one_question(&format!("What is a queue, for the {number}th time?"));
        write(bank.path(), "questions/queues/fifo.md", &text);
        done(&build(&bank));
    }
    assert!(kept().contains_key("precious.json") && kept().contains_key("precious.txt"));
    assert!(kept().len() < 10, "{:?}", kept().keys());
}

#[cfg(unix)]
#[test]
fn a_cache_full_of_rubbish_is_only_slow() {
    let bank = bank();
    done(&build(&bank));
    let cache = bank.path().join(".prepbook/cache");
    let wanted = contents(&bank.path().join("_site"));
    let precious = bank.path().join("precious.txt");
    fs::write(&precious, "precious").unwrap();
    let spoil: [&dyn Fn(&Path); 4] = [
        &|path| fs::write(path, "{\"matter\":").unwrap(),
        &|path| fs::write(path, "").unwrap(),
        &|path| fifo(path),
        &|path| std::os::unix::fs::symlink(&precious, path).unwrap(),
    ];
    for spoil in spoil {
        for entry in contents(&cache).keys().map(|name| cache.join(name)) {
            fs::remove_file(&entry).unwrap();
            spoil(&entry);
        }
        fs::remove_dir_all(bank.path().join("_site")).unwrap();
        done(&build(&bank));
        assert_eq!(contents(&bank.path().join("_site")), wanted);
        assert_eq!(fs::read(&precious).unwrap(), b"precious");
    }
}

#[test]
fn a_cache_that_came_with_the_bank_is_not_believed() {
    let own = bank();
    done(&build(&own));
    let wanted = contents(&own.path().join("_site"));
    let other = bank();
    // As from a pull request: right in every way but for what it says.
    let [kept, brought] = [&own, &other].map(|bank| bank.path().join(".prepbook"));
    let mut forged = 0;
    for name in contents(&kept).keys() {
        let mut bytes = fs::read(kept.join(name)).unwrap();
        let text = b"The answer to";
        while let Some(at) = bytes.windows(text.len()).position(|part| part == text) {
            bytes[at..at + text.len()].copy_from_slice(b"<script> fun ");
            forged += 1;
        }
        fs::create_dir_all(brought.join("cache")).unwrap();
        fs::write(brought.join(name), bytes).unwrap();
    }
    assert!(forged > 0);
    done(&build(&other));
    assert!(contents(&other.path().join("_site")) == wanted);
}

fn build_with(root: &Path, cache: &Path) -> Output {
    prepbook(root, &["--cache", cache.to_str().unwrap()])
}

fn reused(output: &Output) -> usize {
    let said = stderr(output);
    let number = said
        .split("reused ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    number.unwrap_or_else(|| panic!("{said}")).parse().unwrap()
}

#[test]
fn a_cache_that_its_owner_named_is_believed_wherever_it_was_copied_to() {
    let (bank, cache) = (bank(), TempDir::new().unwrap());
    assert_eq!(reused(&build_with(bank.path(), cache.path())), 0);
    assert!(!bank.path().join(".prepbook").exists());
    let site = contents(&bank.path().join("_site"));
    // As a runner restores both: in other places, with other times.
    let elsewhere = TempDir::new().unwrap();
    let [bank_there, cache_there] = ["bank", "cache"].map(|name| elsewhere.path().join(name));
    copy(
        &bank.path().join("questions"),
        &bank_there.join("questions"),
    );
    copy(cache.path(), &cache_there);
    assert_eq!(reused(&build_with(&bank_there, &cache_there)), 2);
    assert_eq!(contents(&bank_there.join("_site")), site);
    edit(&bank);
    assert_eq!(reused(&build_with(bank.path(), cache.path())), 1);
    let variable = Command::new(env!("CARGO_BIN_EXE_prepbook"))
        .current_dir(bank.path())
        .env("PREPBOOK_CACHE", cache.path())
        .finish()
        .unwrap();
    assert_eq!(reused(&variable), 2);
    refused(
        &build_with(bank.path(), &bank.path().join("questions/queues/fifo.md")),
        "is not a folder",
    );
}

#[test]
fn two_builds_of_overlapping_banks_share_a_cache_at_the_same_time() {
    let cache = TempDir::new().unwrap();
    let banks = [bank(), bank()];
    for (number, bank) in banks.iter().enumerate() {
        for question in 0..20 {
            // Half of them are the same in both.
            let title = format!("What is {}?", question + number * 10);
            let name = format!("questions/queues/q-{}.md", question + number * 10);
            write(bank.path(), &name, &one_question(&title));
        }
    }
    let start = |bank: &TempDir| {
        Command::new(env!("CARGO_BIN_EXE_prepbook"))
            .current_dir(bank.path())
            .arg("--cache")
            .arg(cache.path())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let running = [start(&banks[0]), start(&banks[1])];
    for build in running {
        assert_eq!(code(&outcome(build).unwrap()), 0);
    }
    for bank in &banks {
        assert_eq!(reused(&build_with(bank.path(), cache.path())), 22);
        let shared = contents(&bank.path().join("_site"));
        fs::remove_dir_all(bank.path().join("_site")).unwrap();
        done(&build(bank));
        assert_eq!(contents(&bank.path().join("_site")), shared);
    }
}

/// A file system's clock stands still for a while, and an editor can save twice in that time.
#[test]
fn a_question_that_is_saved_again_at_once_is_read_again() {
    let bank = bank();
    let page = bank.path().join("_site/questions/fifo/index.html");
    for title in ["What is A?", "What is B?", "What is C?", "What is D?"] {
        write(
            bank.path(),
            "questions/queues/fifo.md",
            &one_question(title),
        );
        done(&build(&bank));
        assert!(fs::read_to_string(&page).unwrap().contains(title));
    }
}

#[test]
fn whatever_is_remembered_a_site_is_as_if_nothing_were() {
    let (bank, fresh) = (bank(), bank());
    let mut seed: u64 = 20_261_126;
    let mut roll = |sides: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % sides
    };
    for step in 0..500 {
        let number = roll(12);
        let name = format!("questions/queues/q-{number}.md");
        let text = match roll(4) {
            0 => one_question(&format!("What is {step}?")),
            1 => one_question(&format!("What is {number}?"))
                .replace("[order]", &format!("[tag-{}]", roll(3))),
            2 => {
                one_question("What?")
                    + &format!("\n## More\n\n```rust\nlet x = {};\n```\n", roll(5))
            }
            _ => String::new(),
        };
        for bank in [&bank, &fresh] {
            match text.is_empty() {
                true => drop(fs::remove_file(bank.path().join(&name))),
                false => write(bank.path(), &name, &text),
            }
        }
        if step % 25 != 24 {
            continue;
        }
        if roll(3) == 0 {
            let title = format!("title: Number {step}\n");
            write(bank.path(), "prepbook.yaml", &title);
            write(fresh.path(), "prepbook.yaml", &title);
        }
        done(&build(&bank));
        for kept in ["_site", ".prepbook"] {
            let _ = fs::remove_dir_all(fresh.path().join(kept));
        }
        let threads = ["1", "4"][roll(2) as usize];
        let output = Command::new(env!("CARGO_BIN_EXE_prepbook"))
            .current_dir(fresh.path())
            .env("RAYON_NUM_THREADS", threads)
            .arg("--quiet")
            .finish()
            .unwrap();
        done(&output);
        let [old, new] = [&bank, &fresh].map(|bank| contents(&bank.path().join("_site")));
        assert!(old == new, "after step {step}");
    }
}
