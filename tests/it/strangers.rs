//! A repository of a stranger, in which somebody works: nothing that lies in it leads what is read or written elsewhere.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::import::PIXEL;
use crate::support::command::Finish as _;
use crate::support::folder::{contents, prepbook, stderr, write};

fn picture(root: &Path, name: &str) {
    write(root, name, "");
    fs::write(root.join(name), PIXEL).unwrap();
}

#[test]
fn an_import_takes_pictures_of_the_named_folder_alone() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    for name in [
        "secret.png",
        "secrets/a.png",
        "work/notes/img/own.png",
        "work/beside.png",
    ] {
        picture(root, name);
    }
    symlink(root.join("secrets"), root.join("work/notes/away")).unwrap();
    symlink(root.join("secret.png"), root.join("work/notes/link.png")).unwrap();
    let secret = root.join("secret.png");
    let ways = [
        secret.to_str().unwrap(),
        "../../secret.png",
        "../notes/../../secret.png",
        "img/../../beside.png",
        "../beside.png",
        "away/a.png",
        "link.png",
        "img/../../../secrets/a.png",
    ];
    let pictures: Vec<String> = ways
        .iter()
        .map(|way| format!("![x]({way}) ![[{way}]]"))
        .collect();
    let text = format!(
        "# What is X?\n\n![own](img/own.png) {}\n",
        pictures.join(" ")
    );
    write(root, "work/notes/x.md", &text);
    // From inside, the named folder has no name.
    for (at, (place, from)) in [
        ("work", "notes"),
        ("work", "notes/x.md"),
        ("work", "./notes/"),
        ("work/notes", "."),
        ("work/notes", "x.md"),
    ]
    .into_iter()
    .enumerate()
    {
        let into = root.join(format!("questions-{at}"));
        let arguments = [
            "import",
            from,
            "--topic",
            "t",
            "--into",
            into.to_str().unwrap(),
        ];
        let output = prepbook(&root.join(place), &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let taken: Vec<String> = contents(&into)
            .into_keys()
            .filter(|name| name.ends_with(".png"))
            .collect();
        assert_eq!(taken, ["t/own.png"], "{place}: {from}");
    }
}

#[test]
fn nothing_is_made_through_a_linked_folder() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("outside")).unwrap();
    fs::create_dir_all(root.join("bank/static")).unwrap();
    fs::create_dir_all(root.join("import")).unwrap();
    write(root, "bank/questions/a/_topic.yaml", "title: A\n");
    symlink(root.join("outside"), root.join("bank/templates")).unwrap();
    symlink("../../outside", root.join("bank/static/js")).unwrap();
    symlink("../outside", root.join("import/questions")).unwrap();
    write(root, "import/new.md", "# What is X?\n\nIt is y.\n");
    for (place, arguments, link) in [
        ("bank", &["init", "--eject", "templates"][..], "templates"),
        ("bank", &["init", "--eject", "static"], "static/js"),
        ("import", &["import", "new.md"], "questions"),
    ] {
        let output = prepbook(&root.join(place), arguments);
        let said = stderr(&output);
        let wanted = format!(
            "error: `{link}` is a symbolic link, which is not followed; put what it leads to in its place\n"
        );
        assert!(said.ends_with(&wanted), "{said}");
        assert_eq!(output.status.code(), Some(2));
    }
    assert_eq!(fs::read_dir(root.join("outside")).unwrap().count(), 0);
}

#[test]
fn what_is_exported_to_a_runner_is_no_command() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    write(
        root,
        "questions/a/x.md",
        "---\ntitle: \"##[add-mask]x\"\n---\n::add-mask::y\n\n## Key points\n\n- ##vso[x]y\n",
    );
    for kind in ["llms", "markdown", "csv", "json", "print"] {
        let exported = |variable: &str| {
            let output = Command::new(env!("CARGO_BIN_EXE_prepbook"))
                .current_dir(root)
                .env_remove("CI")
                .env_remove("GITHUB_ACTIONS")
                .env(variable, "true")
                .args(["export", kind, "-o", "-"])
                .finish()
                .unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            String::from_utf8(output.stdout).unwrap()
        };
        if ["csv", "json"].contains(&kind) {
            assert!(exported("NONE").contains("##[add-mask]x"), "{kind}");
        }
        for line in exported("GITHUB_ACTIONS").lines() {
            assert!(!line.trim_start().starts_with("::"), "{kind}: {line}");
            assert!(
                !line.contains("##[") && !line.contains("##vso["),
                "{kind}: {line}"
            );
        }
    }
}
