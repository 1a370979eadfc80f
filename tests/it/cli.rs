//! The command as people run it: what it prints, where it writes, how it exits, and that it always writes the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;

use tempfile::TempDir;
use walkdir::WalkDir;

use crate::support::command::Finish as _;

fn prepbook(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_prepbook"))
        .current_dir(root)
        .env("NO_COLOR", "1")
        .args(arguments)
        .finish()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A bank of a few questions.
fn bank() -> TempDir {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    write(root, "questions/queues/_topic.yaml", "title: Queues\n");
    write(
        root,
        "questions/queues/fifo.md",
        "---\ntitle: What is a queue?\ntags: [order]\nadded: 2026-01-02\n---\nFirst in, first out.\n\n## Key points\n- order\n",
    );
    write(
        root,
        "questions/queues/lifo.md",
        "---\ntitle: What is a stack?\ntags: [order]\naliases: [stack]\n---\nSee [queues](fifo.md).\n\n```rust\nfn main() {}\n```\n",
    );
    write(
        root,
        "questions/time/clock.md",
        "---\ntitle: Was ist eine Uhr?\nreviewed: 2026-01-03\n---\nTick.\n",
    );
    folder
}

/// Every file of a folder, except our manifest's own place in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry
                .path()
                .strip_prefix(folder)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn a_build_says_what_it_did_and_what_to_do_next() {
    let bank = bank();
    let output = prepbook(bank.path(), &[]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let text = stderr(&output);
    assert!(text.starts_with("3 questions in 2 topics: "), "{text}");
    assert!(text.contains("reused 0 compiled questions"), "{text}");
    assert!(
        text.contains("-- serve") || text.contains("prepbook serve"),
        "{text}"
    );
    assert!(output.stdout.is_empty());
    assert!(
        bank.path()
            .join("_site/questions/fifo/index.html")
            .is_file()
    );
    let again = prepbook(bank.path(), &["build"]);
    assert!(
        stderr(&again).contains("reused 3 compiled questions"),
        "{}",
        stderr(&again)
    );
}

#[test]
fn quiet_means_quiet() {
    let bank = bank();
    let output = prepbook(bank.path(), &["--quiet"]);
    assert_eq!((code(&output), stderr(&output)), (0, String::new()));
}

#[test]
fn the_same_bank_gives_the_same_bytes() {
    let bank = bank();
    let root = bank.path();
    let mut sites = Vec::new();
    for (name, threads, zone, cached) in [
        ("a", "1", "UTC", true),
        ("b", "4", "Asia/Tokyo", true),
        ("c", "2", "America/New_York", false),
    ] {
        if !cached {
            fs::remove_dir_all(root.join(".prepbook")).unwrap();
        }
        let output = Command::new(env!("CARGO_BIN_EXE_prepbook"))
            .current_dir(root)
            .env("RAYON_NUM_THREADS", threads)
            .env("TZ", zone)
            .args([
                "--quiet",
                "--base-url",
                "https://example.org/x/",
                "--output",
                name,
            ])
            .finish()
            .unwrap();
        assert_eq!(code(&output), 0);
        sites.push(files(&root.join(name)));
    }
    assert_eq!(
        sites[0], sites[1],
        "one thread and four, another time zone, cached"
    );
    assert_eq!(sites[0], sites[2], "uncached");
}

#[test]
fn the_order_of_files_on_disk_does_not_matter() {
    let forwards = bank();
    let backwards = TempDir::new().unwrap();
    for (name, bytes) in files(forwards.path()).into_iter().rev() {
        write(backwards.path(), &name, &String::from_utf8(bytes).unwrap());
    }
    for bank in [&forwards, &backwards] {
        assert_eq!(code(&prepbook(bank.path(), &["--quiet"])), 0);
    }
    assert_eq!(
        files(&forwards.path().join("_site")),
        files(&backwards.path().join("_site"))
    );
}

#[test]
fn an_edited_answer_keeps_its_address() {
    let bank = bank();
    // The index of the search lies in a folder that is named after what is in it.
    let list = || {
        files(&bank.path().join("_site"))
            .into_keys()
            .filter(|path| !(path.starts_with("search/") && path.matches('/').count() > 1))
            .collect::<Vec<_>>()
    };
    prepbook(bank.path(), &[]);
    let before = list();
    write(
        bank.path(),
        "questions/queues/fifo.md",
        "---\ntitle: Quite another question?\ntags: [order]\n---\nAnother answer.\n",
    );
    prepbook(bank.path(), &[]);
    assert_eq!(list(), before);
}

#[test]
fn an_error_leaves_the_old_site_alone() {
    let bank = bank();
    prepbook(bank.path(), &[]);
    let before = files(&bank.path().join("_site"));
    write(
        bank.path(),
        "questions/queues/fifo.md",
        "---\ntitle: x\n---\n[nowhere](gone.md)\n",
    );
    let output = prepbook(bank.path(), &[]);
    assert_eq!(code(&output), 1);
    assert!(
        stderr(&output).ends_with("error: 1 error; the site was not touched\n"),
        "{}",
        stderr(&output)
    );
    assert_eq!(files(&bank.path().join("_site")), before);
}

/// Whoever builds lets go of texts once they are compiled; what is found when the bank is put together still shows them.
#[test]
fn what_is_found_late_shows_the_line_that_it_is_about() {
    let bank = bank();
    let root = bank.path();
    let questions = root.join("questions/queues");
    fs::rename(questions.join("fifo.md"), questions.join("first.md")).unwrap();
    let build = || stderr(&prepbook(root, &["build"]));
    let first = build();
    assert!(first.contains("lifo.md:6:5"), "{first}");
    assert!(first.contains("6 | See [queues](fifo.md)."), "{first}");
    // The same when only the other file is read.
    write(
        root,
        "questions/time/clock.md",
        "---\ntitle: A clock?\n---\nTick.\n",
    );
    assert_eq!(build(), first);
    assert_eq!(build(), first);
}

#[test]
fn a_removed_question_goes_and_a_foreign_file_stays() {
    let bank = bank();
    prepbook(bank.path(), &[]);
    write(bank.path(), "_site/notes/mine.txt", "mine");
    fs::remove_file(bank.path().join("questions/time/clock.md")).unwrap();
    assert_eq!(code(&prepbook(bank.path(), &[])), 0);
    let site = files(&bank.path().join("_site"));
    assert!(!site.contains_key("questions/clock/index.html"));
    assert_eq!(site["notes/mine.txt"], b"mine");
    let beside: Vec<_> = fs::read_dir(bank.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        beside
            .iter()
            .all(|name| !name.to_string_lossy().contains("prepbook-")),
        "{beside:?}"
    );
}

#[test]
fn drafts_are_kept_out_unless_asked_for() {
    let bank = bank();
    write(
        bank.path(),
        "questions/queues/idea.md",
        "---\ntitle: An idea\ndraft: true\n---\nx\n",
    );
    let page = bank.path().join("_site/questions/idea/index.html");
    prepbook(bank.path(), &[]);
    assert!(!page.exists());
    prepbook(bank.path(), &["--drafts"]);
    assert!(
        fs::read_to_string(page)
            .unwrap()
            .contains("class=\"draft\"")
    );
}

#[test]
fn a_check_says_that_drafts_are_left_out() {
    let bank = bank();
    write(
        bank.path(),
        "questions/queues/idea.md",
        "---\ntitle: An idea\ndraft: true\n---\nx\n",
    );
    let said = |arguments: &[&str]| stderr(&prepbook(bank.path(), arguments));
    let without = said(&["check", "--no-lint"]);
    assert!(
        without.contains("3 questions, and 1 draft left out (`--drafts` checks them, too): "),
        "{without}"
    );
    let with = said(&["check", "--no-lint", "--drafts"]);
    assert!(with.contains("4 questions: "), "{with}");
}

#[test]
fn a_folder_that_is_no_bank_becomes_no_site() {
    let folder = TempDir::new().unwrap();
    for command in [&["build"] as &[&str], &["check"], &["serve"]] {
        let output = prepbook(folder.path(), command);
        assert_eq!(
            (code(&output), stderr(&output).as_str()),
            (
                2,
                "error: there is no folder `questions` in `.`; name the bank's folder with `--root`, \
                 or start a bank with `prepbook init DIR`\n"
            )
        );
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn dangerous_output_folders_are_refused() {
    let bank = bank();
    let root = bank.path();
    write(root, "full/precious.txt", "x");
    write(root, "file", "x");
    let home = TempDir::new().unwrap();
    let mut cases = vec![
        "questions/out",
        "static",
        "templates/x",
        ".",
        "..",
        "/",
        "full",
        "file",
        ".git",
        ".prepbook/x",
    ];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(root.join("elsewhere"), root.join("link")).unwrap();
        cases.push("link");
    }
    let absolute_home = home.path().to_string_lossy().into_owned();
    cases.push(&absolute_home);
    for case in cases {
        let output = Command::new(env!("CARGO_BIN_EXE_prepbook"))
            .current_dir(root)
            .env("HOME", home.path())
            .args(["--output", case])
            .finish()
            .unwrap();
        assert_eq!(code(&output), 2, "{case}: {}", stderr(&output));
        assert!(
            stderr(&output).contains("name another folder with `--output`"),
            "{}",
            stderr(&output)
        );
    }
    assert_eq!(fs::read(root.join("full/precious.txt")).unwrap(), b"x");
}

#[test]
fn exit_codes_tell_whose_fault_it_was() {
    let bank = bank();
    let root = bank.path();
    assert_eq!(code(&prepbook(root, &["check"])), 0);
    assert_eq!(code(&prepbook(root, &["--no-such-flag"])), 2);
    assert_eq!(code(&prepbook(root, &["--root", "gone"])), 2);
    assert_eq!(code(&prepbook(root, &["--base-url", "example.org"])), 2);
    write(root, "prepbook.yaml", "titel: x\n");
    assert_eq!(code(&prepbook(root, &["check"])), 2);
    write(root, "prepbook.yaml", "");
    write(root, "templates/home.html", "{{ nothing }}");
    let output = prepbook(root, &["check"]);
    assert_eq!(code(&output), 2);
    assert!(
        stderr(&output).contains("templates/home.html:1:4"),
        "{}",
        stderr(&output)
    );
    fs::remove_dir_all(root.join("templates")).unwrap();
    write(root, "questions/time/bad.md", "no front matter\n");
    assert_eq!(code(&prepbook(root, &["check"])), 1);
}

#[test]
fn check_writes_nothing() {
    let bank = bank();
    let before = files(bank.path());
    assert_eq!(code(&prepbook(bank.path(), &["check"])), 0);
    assert_eq!(files(bank.path()), before);
}

#[test]
fn files_of_the_bank_override_those_of_the_program() {
    let bank = bank();
    let root = bank.path();
    write(root, "templates/404.html", "mine: {{ site.title }}");
    write(root, "static/css/own.css", "body { color: red }");
    write(root, "static/root/CNAME", "study.example.org");
    assert_eq!(code(&prepbook(root, &[])), 0);
    let site = files(&root.join("_site"));
    assert_eq!(site["404.html"], b"mine: Study");
    assert_eq!(site["CNAME"], b"study.example.org");
    let css = site
        .iter()
        .find(|(name, _)| name.ends_with("css/site.css"))
        .unwrap()
        .1;
    assert!(String::from_utf8_lossy(css).contains("body{color:red}"));
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_change_nothing() {
    let unix = bank();
    let windows = TempDir::new().unwrap();
    for (name, bytes) in files(unix.path()) {
        let text = String::from_utf8(bytes).unwrap().replace('\n', "\r\n");
        write(windows.path(), &name, &format!("\u{feff}{text}"));
    }
    for bank in [&unix, &windows] {
        assert_eq!(code(&prepbook(bank.path(), &["--quiet"])), 0);
    }
    assert_eq!(
        files(&unix.path().join("_site")),
        files(&windows.path().join("_site"))
    );
}

#[cfg(unix)]
#[test]
fn nothing_that_an_author_wrote_is_a_command_to_a_runner() {
    let sign = "##[add-mask]x";
    let bank = TempDir::new().unwrap();
    for (name, text) in [
        (
            "one",
            format!(
                "---\ntitle: \"{sign} ::add-mask::y\"\nunknown ##[group]: 1\ntags: [\"::error::z\"]\n---\n::stop-commands::a [x](nowhere.md){sign}\n\n[{sign}](::error::b.md) ![](##vso[x]y)\n"
            ),
        ),
        ("##[debug]::notice::", "no front matter".to_owned()),
        (
            "two",
            format!("---\ntitle: [\n   ::error::b\n   {sign}\n---\n"),
        ),
    ] {
        write(bank.path(), &format!("questions/storage/{name}.md"), &text);
    }
    let runs: [&[&str]; 5] = [
        &["build"],
        &["check"],
        &["check", "--format", "json"],
        &["check", "--format", "github"],
        &["build", "--output", "##[debug]::notice::x"],
    ];
    for variable in ["GITHUB_ACTIONS", "CI", "TF_BUILD"] {
        for arguments in runs {
            let output = Command::new(env!("CARGO_BIN_EXE_prepbook"))
                .current_dir(bank.path())
                .env_remove("CI")
                .env(variable, "true")
                .args(arguments)
                .finish()
                .unwrap();
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(said.contains("storage"), "{said}");
            for line in said.split(['\n', '\r']) {
                let is_ours = arguments.contains(&"github")
                    && (line.starts_with("::error file=") || line.starts_with("::warning file="));
                assert!(is_ours || !line.trim_start().starts_with("::"), "{line}");
                assert!(!line.contains("##[") && !line.contains("##vso["), "{line}");
            }
        }
    }
}

#[test]
fn a_build_says_why_a_file_was_made() {
    let bank = bank();
    let explained = |arguments: &[&str]| {
        let output = prepbook(bank.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let first = explained(&["build", "--explain"]);
    assert!(
        first.contains("index.html: made, because there is no record of it\n"),
        "{first}"
    );
    let again = explained(&["build", "--explain"]);
    assert!(again.starts_with("nothing was made"), "{again}");
    let page = explained(&["build", "--explain", "index.html"]);
    assert!(page.starts_with("index.html: not made"), "{page}");
    write(bank.path(), "_site/index.html", "scribbled");
    let touched = explained(&["build", "--explain", "_site/index.html"]);
    assert_eq!(
        touched,
        "index.html: made, because it was changed or removed since the last build\n"
    );
    let output = prepbook(bank.path(), &["build", "--explain", "no/such/"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no file `no/such/index.html`"));
}

#[test]
fn a_build_says_where_the_time_went() {
    let bank = bank();
    let output = prepbook(bank.path(), &["build", "--timings=json", "--quiet"]);
    let timings: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(timings["reused"], 0);
    let names: Vec<&str> = timings["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stage| stage["name"].as_str().unwrap())
        .collect();
    assert!(
        names.contains(&"compiling") && names.contains(&"writing"),
        "{names:?}"
    );
    let text = stderr(&prepbook(bank.path(), &["build", "--timings", "--quiet"]));
    assert!(
        text.contains(" in all\n") && text.contains("0 of "),
        "{text}"
    );
}
