//! `prepbook init` as people run it, far from the program's source: a new bank builds, and nothing is ever overwritten.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;

use serde_yaml::Value;
use tempfile::TempDir;

use crate::support::command::Finish as _;

fn prepbook(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_prepbook"))
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .args(arguments)
        .finish()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs, and expects success; what was said.
fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = prepbook(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "");
    text(&output.stderr)
}

/// Runs, and expects to be refused with this message.
fn refused(folder: &Path, arguments: &[&str], message: &str) {
    let before = files(folder);
    let output = prepbook(folder, arguments);
    assert_eq!(text(&output.stderr), format!("error: {message}\n"));
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(files(folder), before);
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap();
            let bytes = fs::read(entry.path()).unwrap();
            (
                name.to_string_lossy().replace('\\', "/"),
                String::from_utf8_lossy(&bytes).into_owned(),
            )
        })
        .collect()
}

/// A new bank, in a folder of its own.
fn bank() -> (TempDir, std::path::PathBuf) {
    let folder = TempDir::new().unwrap();
    done(folder.path(), &["init", "my-bank"]);
    let root = folder.path().join("my-bank");
    (folder, root)
}

#[test]
fn a_new_bank_holds_everything_and_says_what_to_do_next() {
    let folder = TempDir::new().unwrap();
    let said = done(folder.path(), &["init", "my-bank"]);
    insta::assert_snapshot!(said, @r#"
    made a bank of 12 files in `my-bank`
      cd my-bank
      prepbook serve --open               # shows the site, and follows your changes
      prepbook                            # builds it into _site/
      prepbook new "What is a queue?"     # makes the file of a question
    the settings are in prepbook.yaml, and README.md says how to publish the site
    "#);
    let files = files(&folder.path().join("my-bank"));
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        [
            ".github/ISSUE_TEMPLATE/config.yml",
            ".github/ISSUE_TEMPLATE/mistake.yml",
            ".github/ISSUE_TEMPLATE/question.yml",
            ".github/workflows/pages.yml",
            ".github/workflows/pull-request.yml",
            ".gitignore",
            "CONTRIBUTING.md",
            "README.md",
            "prepbook.yaml",
            "questions/learning/_topic.yaml",
            "questions/learning/active-recall.md",
            "questions/learning/spaced-repetition.md",
        ]
    );
    assert!(files["prepbook.yaml"].contains("\ntitle: My bank\n"));
    assert!(files["README.md"].starts_with("# My bank\n"));
}

#[test]
fn a_new_bank_builds_at_once_with_nothing_to_mend() {
    let (_folder, root) = bank();
    assert_eq!(done(&root, &["check"]), "2 questions: nothing to mend\n");
    let said = done(&root, &["build"]);
    assert!(said.starts_with("2 questions in 1 topic: "), "{said}");
    let site = files(&root.join("_site"));
    let page = &site["questions/spaced-repetition/index.html"];
    for feature in [
        "class=\"checklist\"",
        "class=\"alert alert-tip\"",
        "<table>",
        "next_pause.py",
        "<span class=\"m\">",
        "href=\"../../questions/active-recall/\"",
    ] {
        assert!(page.contains(feature), "{feature}");
    }
    let other = &site["questions/active-recall/index.html"];
    assert!(other.contains("href=\"../../questions/spaced-repetition/\""));
    let url = "https://example.org/study/";
    done(&root, &["build", "--base-url", url, "--quiet"]);
    let new = prepbook(&root, &["new", "What is a queue?", "--topic", "learning"]);
    assert_eq!(text(&new.stdout), "questions/learning/what-is-a-queue.md\n");
    assert_eq!(
        done(&root, &["check"]),
        "2 questions, and 1 draft left out (`--drafts` checks them, too): nothing to mend\n"
    );
}

#[test]
fn the_title_comes_from_the_folder() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("c#: a \"bank\"");
    fs::create_dir(&root).unwrap();
    done(&root, &["init", "."]);
    let files = files(&root);
    assert!(
        files["prepbook.yaml"].contains("\ntitle: \"C#: a \\\"bank\\\"\"\n"),
        "{}",
        files["prepbook.yaml"]
    );
    assert_eq!(done(&root, &["check"]), "2 questions: nothing to mend\n");
}

#[test]
fn what_is_in_the_way_is_listed_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("full/.github")).unwrap();
    fs::write(root.join("full/README.md"), "mine").unwrap();
    fs::write(root.join("full/questions"), "a file").unwrap();
    fs::write(root.join("full/.github/workflows"), "a file").unwrap();
    refused(
        root,
        &["init", "full"],
        "`full` has files that a new bank would overwrite; move them, or name another folder:\n  \
         .github/workflows\n  README.md\n  questions",
    );
    refused(
        root,
        &["init", "full/README.md"],
        "`full/README.md` is a file; name a folder",
    );

    fs::create_dir_all(root.join("notes/.git")).unwrap();
    fs::write(root.join("notes/idea.txt"), "mine").unwrap();
    done(root, &["init", "notes"]);
    assert_eq!(files(root)["notes/idea.txt"], "mine");
    let output = prepbook(root, &["init", "notes"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("\n  prepbook.yaml\n"));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("elsewhere")).unwrap();
    fs::create_dir_all(root.join("bank")).unwrap();
    std::os::unix::fs::symlink(root.join("elsewhere"), root.join("bank/questions")).unwrap();
    refused(
        root,
        &["init", "bank"],
        "`bank` has files that a new bank would overwrite; move them, or name another folder:\n  questions",
    );
}

#[test]
fn a_folder_or_something_to_eject_has_to_be_named() {
    let folder = TempDir::new().unwrap();
    for arguments in [
        &["init"][..],
        &["init", "x", "--eject", "static"],
        &["init", "--eject", "questions"],
        &["init", "x", "--root", "y"],
    ] {
        let output = prepbook(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    assert_eq!(files(folder.path()), BTreeMap::new());
    refused(
        folder.path(),
        &["init", "--eject", "static"],
        "`.` is not a bank: there is neither `questions/` nor `prepbook.yaml`; name the bank's folder with `--root`",
    );
}

#[test]
fn ejected_files_change_nothing_until_they_are_edited() {
    let (folder, root) = bank();
    done(&root, &["build", "--quiet"]);
    let before = files(&root.join("_site"));
    let count = |what: &str| {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(what);
        // What is there for editors is no part of the program.
        let is_part = |name: &&String| *name != "jsconfig.json";
        files(&source).keys().filter(is_part).count()
    };
    assert_eq!(
        done(&root, &["init", "--eject", "templates"]),
        format!(
            "wrote {} files to `templates/`\n\
             a file there takes the place of the program's own; delete what you do not change, \
             so that it follows new versions\n",
            count("templates")
        )
    );
    done(
        folder.path(),
        &["init", "--eject", "static", "--root", "my-bank"],
    );
    assert_eq!(files(&root.join("static")).len(), count("static"));
    done(&root, &["build", "--quiet"]);
    assert_eq!(files(&root.join("_site")), before);

    let template = root.join("templates/404.html");
    fs::write(&template, "edited {{ site.title }}").unwrap();
    fs::remove_file(root.join("templates/tags.html")).unwrap();
    assert_eq!(
        done(&root, &["init", "--eject", "templates"]),
        format!(
            "wrote 1 file to `templates/`\n\
             kept what was there: {}\n\
             a file there takes the place of the program's own; delete what you do not change, \
             so that it follows new versions\n",
            files(&root.join("templates"))
                .keys()
                .filter(|name| *name != "tags.html")
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        )
    );
    assert_eq!(done(&root, &["check"]), "2 questions: nothing to mend\n");
    done(&root, &["build", "--quiet"]);
    assert_eq!(files(&root.join("_site"))["404.html"], "edited My bank");
}

#[test]
fn every_setting_is_explained_and_every_example_of_one_is_right() {
    let (_folder, root) = bank();
    let path = root.join("prepbook.yaml");
    let settings = fs::read_to_string(&path).unwrap();
    fs::write(&path, "zzzzzzzz: 1\n").unwrap();
    let output = prepbook(&root, &["check"]);
    let report = text(&output.stderr);
    let keys = report
        .split("the keys are ")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap();
    for key in keys.split(", ").map(|key| key.trim_matches('`')) {
        let line = settings
            .lines()
            .position(|line| {
                line.trim_start_matches("# ")
                    .starts_with(&format!("{key}:"))
            })
            .unwrap_or_else(|| panic!("`{key}` is not in the settings"));
        assert!(
            settings.lines().nth(line - 1).unwrap().starts_with("# "),
            "{key}"
        );
    }
    let uncommented: String = settings
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest)
                if rest
                    .split(':')
                    .next()
                    .unwrap()
                    .chars()
                    .all(|char| char.is_ascii_lowercase() || char == '_') =>
            {
                format!("{rest}\n")
            }
            _ => format!("{line}\n"),
        })
        .collect();
    // Of `language` and `languages` a bank has one.
    let uncommented = uncommented.replace("\nlanguage: en\n", "\n");
    assert!(
        uncommented.contains("\nrepository: https://"),
        "{uncommented}"
    );
    fs::write(&path, uncommented).unwrap();
    // That nothing is translated yet is a matter of style.
    assert_eq!(
        done(&root, &["check", "--no-lint"]),
        "2 questions: nothing to mend\n"
    );
}

/// Every `uses:` of a workflow, with the version behind it.
fn actions(workflow: &str) -> Vec<String> {
    let uses = workflow
        .lines()
        .filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: "));
    uses.map(str::to_owned).collect()
}

#[test]
fn the_workflows_install_this_version_with_actions_that_are_pinned_as_ours_are() {
    let (_folder, root) = bank();
    let ours = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows"));
    let ours: Vec<String> = ours
        .values()
        .flat_map(|workflow| actions(workflow))
        .collect();
    for name in ["pages.yml", "pull-request.yml"] {
        let text = fs::read_to_string(root.join(".github/workflows").join(name)).unwrap();
        let workflow: Value = serde_yaml::from_str(&text).unwrap();
        assert_eq!(
            workflow["env"]["PREPBOOK_VERSION"].as_str(),
            Some(env!("CARGO_PKG_VERSION"))
        );
        assert!(text.contains("install prepbook --locked --version \"$PREPBOOK_VERSION\""));
        let rust = env!("CARGO_PKG_RUST_VERSION");
        assert!(
            text.contains(&format!("rustup toolchain install {rust} ")),
            "{text}"
        );
        assert!(workflow["permissions"].as_mapping().unwrap().is_empty());
        for (job, steps) in workflow["jobs"].as_mapping().unwrap() {
            assert!(
                steps["permissions"].is_mapping() && steps["timeout-minutes"].is_u64(),
                "{job:?}"
            );
        }
        for action in actions(&text) {
            assert!(ours.contains(&action), "{action}");
        }
        assert!(actions(&text).len() > 1);
    }
}

#[test]
fn the_issue_forms_are_those_of_the_program_itself() {
    let (_folder, root) = bank();
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/ISSUE_TEMPLATE");
    for name in ["mistake.yml", "question.yml", "config.yml"] {
        let theirs = fs::read_to_string(root.join(".github/ISSUE_TEMPLATE").join(name)).unwrap();
        let form: Value = serde_yaml::from_str(&theirs).unwrap();
        if name == "config.yml" {
            assert_eq!(form["blank_issues_enabled"], Value::Bool(true));
            continue;
        }
        assert_eq!(
            theirs,
            fs::read_to_string(ours.join(name)).unwrap(),
            "{name}"
        );
        // GitHub shows a form only if all of these are there, and each field has a name of its own.
        assert!(form["name"].is_string() && form["description"].is_string());
        let fields = form["body"].as_sequence().unwrap();
        let mut ids: Vec<&str> = fields
            .iter()
            .map(|field| field["id"].as_str().unwrap())
            .collect();
        assert!(
            fields
                .iter()
                .all(|field| field["attributes"]["label"].is_string())
        );
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), fields.len());
    }
}
