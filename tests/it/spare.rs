//! The site before the last is kept to be filled again: folders that stay are not made again, and nothing in it is believed.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::folder::{contents, one_question, prepbook, stderr, write};

/// Damages a spare.
type Spoil<'s> = &'s dyn Fn(&Path);

/// A bank whose site exists, and a spare of it.
fn bank() -> TempDir {
    let bank = TempDir::new().unwrap();
    write(
        bank.path(),
        "questions/queues/lifo.md",
        &one_question("What is a stack?"),
    );
    for turn in 0..2 {
        edit(&bank, turn);
        build(&bank);
    }
    bank
}

fn edit(bank: &TempDir, turn: usize) {
    write(
        bank.path(),
        "questions/queues/fifo.md",
        &one_question(&format!("What is a queue, time {turn}?")),
    );
}

fn build(bank: &TempDir) {
    let output = prepbook(bank.path(), &["--quiet"]);
    assert_eq!(
        (output.status.code(), stderr(&output)),
        (Some(0), String::new())
    );
}

fn spare(bank: &TempDir) -> PathBuf {
    let entries = fs::read_dir(bank.path().join(".prepbook")).unwrap();
    let mut paths = entries.map(|entry| entry.unwrap().path());
    paths
        .find(|path| path.extension().is_some_and(|end| end == "spare"))
        .expect("a spare is kept")
}

fn inode(path: &Path) -> u64 {
    fs::symlink_metadata(path).unwrap().ino()
}

#[test]
fn folders_are_used_again_and_files_stay_the_same_files() {
    let bank = bank();
    let site = bank.path().join("_site");
    let before = |name: &str| {
        let path = spare(&bank).join(name);
        inode(&path)
    };
    let names = ["questions/lifo", "search", "topics/queues"];
    let folders = names.map(before);
    let unchanged = inode(&site.join("404.html"));
    edit(&bank, 2);
    build(&bank);
    assert_eq!(names.map(|name| inode(&site.join(name))), folders);
    assert_eq!(inode(&site.join("404.html")), unchanged);
}

#[test]
fn a_file_of_the_search_that_only_got_another_name_is_not_written_again() {
    let bank = bank();
    let shards = |site: &Path| {
        let files = contents(site).into_keys();
        let shards = files.filter(|name| name.starts_with("search/") && name.contains("/d/"));
        shards.map(|name| inode(&site.join(name))).collect()
    };
    let site = bank.path().join("_site");
    let before: Vec<u64> = shards(&site);
    let folder = |site: &Path| fs::read_to_string(site.join("search/index.json")).unwrap();
    let index = folder(&site);
    let file = bank.path().join("questions/queues/fifo.md");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}\nOne unheard word.\n")).unwrap();
    build(&bank);
    assert_ne!(folder(&site), index);
    let after: Vec<u64> = shards(&site);
    assert_eq!(after, before);
}

#[test]
fn nothing_in_a_spare_is_believed() {
    let reference = bank();
    edit(&reference, 7);
    fs::remove_dir_all(reference.path().join(".prepbook")).unwrap();
    build(&reference);
    let wanted = contents(&reference.path().join("_site"));
    let page = "questions/lifo/index.html";
    let spoil: [(&str, Spoil<'_>); 10] = [
        ("another page in place of one", &|spare| {
            fs::remove_file(spare.join(page)).unwrap();
            write(spare, page, "scribbled");
        }),
        ("a file that is missing", &|spare| {
            fs::remove_file(spare.join(page)).unwrap();
        }),
        ("a folder that is missing", &|spare| {
            fs::remove_dir_all(spare.join("questions")).unwrap();
        }),
        ("a foreign file", &|spare| write(spare, "evil.html", "evil")),
        ("a foreign folder", &|spare| {
            fs::create_dir_all(spare.join("empty/inside")).unwrap();
        }),
        ("a link in place of a folder", &|spare| {
            fs::remove_dir_all(spare.join("questions")).unwrap();
            symlink("/etc", spare.join("questions")).unwrap();
        }),
        ("a link in place of a page", &|spare| {
            fs::remove_file(spare.join(page)).unwrap();
            symlink("/etc/passwd", spare.join(page)).unwrap();
        }),
        ("a folder in place of a page", &|spare| {
            fs::remove_file(spare.join(page)).unwrap();
            fs::create_dir(spare.join(page)).unwrap();
        }),
        ("an inventory cut off", &|spare| {
            fs::write(spare.join(".prepbook-manifest.json"), "{").unwrap();
        }),
        ("a link in place of the spare", &|spare| {
            fs::remove_dir_all(spare).unwrap();
            let elsewhere = spare.with_extension("elsewhere");
            write(&elsewhere, "index.html", "elsewhere");
            symlink(&elsewhere, spare).unwrap();
        }),
    ];
    for (what, spoil) in spoil {
        let bank = bank();
        spoil(&spare(&bank));
        for turn in [6, 7] {
            edit(&bank, turn);
            build(&bank);
        }
        assert_eq!(contents(&bank.path().join("_site")), wanted, "{what}");
    }
}

#[test]
fn a_foreign_file_is_in_the_site_alone() {
    let bank = bank();
    let site = bank.path().join("_site");
    write(&site, "CNAME", "one.example");
    for turn in 2..5 {
        write(&site, "CNAME", &format!("{turn}.example"));
        edit(&bank, turn);
        build(&bank);
        assert_eq!(
            fs::read_to_string(site.join("CNAME")).unwrap(),
            format!("{turn}.example")
        );
        assert!(!spare(&bank).join("CNAME").exists());
    }
}

#[test]
fn a_page_scribbled_on_is_mended_in_both() {
    let bank = bank();
    let site = bank.path().join("_site");
    let page = site.join("404.html");
    let whole = fs::read_to_string(&page).unwrap();
    // The spare has the same file, so this scribbles on both.
    for turn in 2..5 {
        fs::write(&page, "scribbled").unwrap();
        edit(&bank, turn);
        build(&bank);
        assert_eq!(fs::read_to_string(&page).unwrap(), whole);
    }
}

#[test]
fn a_folder_that_the_owner_named_holds_no_spare() {
    let bank = bank();
    let cache = TempDir::new().unwrap();
    for turn in 2..5 {
        edit(&bank, turn);
        let named = ["--quiet", "--cache", cache.path().to_str().unwrap()];
        assert!(prepbook(bank.path(), &named).status.success());
    }
    let spares = contents(cache.path()).into_keys();
    assert_eq!(spares.filter(|name| name.contains("spare")).count(), 0);
}

/// What lies in a bank's cache about sites, by the endings of the names.
fn kept(cache: &Path) -> Vec<String> {
    let entries = fs::read_dir(cache).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let endings = names.filter_map(|name| Some(name.split_once('.')?.1.to_owned()));
    let is_of_site = |ending: &String| {
        ["spare", "ledger", "output"].contains(&ending.as_str()) || ending.ends_with("spent")
    };
    let mut endings: Vec<String> = endings.filter(is_of_site).collect();
    endings.sort();
    endings
}

#[test]
fn a_spare_that_somebody_spoiled_is_of_use_again_after_a_build() {
    let spoil: [(&str, Spoil<'_>); 5] = [
        ("a foreign file", &|spare| write(spare, "evil.html", "evil")),
        ("a folder of a strange name", &|spare| {
            fs::remove_dir_all(spare.join("questions/lifo")).unwrap();
            fs::create_dir(spare.join("questions\\lifo")).unwrap();
        }),
        ("an inventory cut off", &|spare| {
            fs::write(spare.join(".prepbook-manifest.json"), "{").unwrap();
        }),
        ("a repository", &|spare| {
            write(spare, "sub/.git/HEAD", "ref")
        }),
        ("a file in its place", &|spare| {
            fs::remove_dir_all(spare).unwrap();
            fs::write(spare, "file").unwrap();
        }),
    ];
    for (what, spoil) in spoil {
        let bank = bank();
        spoil(&spare(&bank));
        for turn in [2, 3] {
            edit(&bank, turn);
            build(&bank);
        }
        let folder = inode(&spare(&bank).join("search"));
        edit(&bank, 4);
        build(&bank);
        let site = bank.path().join("_site");
        assert_eq!(inode(&site.join("search")), folder, "{what}");
        assert!(!spare(&bank).join("evil.html").exists());
        let spent = kept(&bank.path().join(".prepbook")).into_iter();
        let spent = spent.filter(|ending| ending.ends_with("spent")).count();
        // What may be somebody's work is only put aside.
        assert_eq!(spent, usize::from(what == "a repository"), "{what}");
    }
}

#[test]
fn what_is_kept_about_a_site_goes_when_the_site_is_gone() {
    let bank = bank();
    let cache = bank.path().join(".prepbook");
    let outside = TempDir::new().unwrap();
    write(outside.path(), "precious", "mine");
    for turn in 2..5 {
        let output = bank.path().join(format!("site-{turn}"));
        for turn in [turn, turn + 10] {
            edit(&bank, turn);
            let output = ["--quiet", "--output", output.to_str().unwrap()];
            assert!(prepbook(bank.path(), &output).status.success());
        }
        fs::remove_dir_all(output).unwrap();
    }
    // Names that are not ours, a link, and a file about another site than its name says.
    let digest = "0123456789abcdef0123456789abcdef";
    write(&cache, "mine.spare/file", "mine");
    symlink(outside.path(), cache.join(format!("{digest}.0.spent"))).unwrap();
    fs::write(cache.join(format!("{digest}.output")), "/nowhere").unwrap();
    fs::write(cache.join(format!("{digest}.ledger")), "ledger").unwrap();
    edit(&bank, 5);
    build(&bank);
    assert_eq!(
        kept(&cache),
        ["ledger", "ledger", "output", "output", "spare", "spare"]
    );
    assert!(cache.join("mine.spare/file").exists());
    assert!(outside.path().join("precious").exists());
}

#[test]
fn in_a_shared_folder_only_age_tells_that_a_site_is_gone() {
    let bank = bank();
    let cache = TempDir::new().unwrap();
    let named = |output: &str| {
        let cache = cache.path().to_str().unwrap();
        let arguments = ["--quiet", "--cache", cache, "--output", output];
        assert!(prepbook(bank.path(), &arguments).status.success());
    };
    named("gone");
    fs::remove_dir_all(bank.path().join("gone")).unwrap();
    edit(&bank, 5);
    named("here");
    let both = ["ledger", "ledger", "output", "output"];
    assert_eq!(kept(cache.path()), both);
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(40 * 24 * 60 * 60);
    for entry in fs::read_dir(cache.path()).unwrap() {
        let file = fs::File::options().append(true).open(entry.unwrap().path());
        file.unwrap().set_modified(old).unwrap();
    }
    edit(&bank, 6);
    named("here");
    assert_eq!(kept(cache.path()), ["ledger", "output"]);
}
