//! The command line: levels, `--strict`, `--explain`, `--fix`, `--against`.

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use prepbook::diagnostic::Code;

use super::{Bank, GOOD, good_but};
use crate::support::command::Finish as _;

#[test]
fn levels_decide_what_a_finding_weighs() {
    let text = good_but("Text.", "See https://example.org for more.")
        .replace("reviewed: 2026-11-01\n", "");
    let bank = Bank::of(&text).settings("lint:\n  bare-url: deny\n  missing-review: allow\n");
    let answer = bank.check(&[]);
    assert_eq!(answer.code, 1);
    assert_snapshot!(answer.snapshot());
    let bank = bank.settings("lint: {bare-url: allow, missing-review: allow}\n");
    assert_eq!(bank.check(&["--strict"]).code, 0);
    let bank = bank.settings("lint: {bare-url: warn}\n");
    assert_eq!(bank.check(&[]).code, 0);
}

#[test]
fn levels_that_cannot_be_set_are_errors() {
    let bank = Bank::of(GOOD).settings(
        "lint:\n  bare-link: deny\n  broken-link: allow\n  wide-code: forbid\n  missing-alt-text: dney\n",
    );
    let answer = bank.check(&[]);
    assert_eq!(answer.code, 2);
    assert_snapshot!(answer.snapshot());
}

#[test]
fn sections_are_a_setting() {
    let text = good_but("## In depth", "## Design");
    let bank = Bank::of(&text);
    assert_eq!(bank.check(&["--strict"]).code, 1);
    for settings in [
        "sections: [Key points, Design]\n",
        "sections: []\n",
        "sections_of:\n  messaging: [design, KEY POINTS]\n",
        "sections_of:\n  medium:\n    - Design\n",
        "sections: [Nothing]\nsections_of: {messaging: [Design], medium: [Nothing]}\n",
        "lint: {missing-section: allow}\n",
    ] {
        let bank = Bank::of(&text).settings(settings);
        assert_eq!(
            bank.check(&["--strict"]).snapshot(),
            "exit code 0\n1 question: nothing to mend\n",
            "{settings}"
        );
    }
}

#[test]
fn sections_of_an_unknown_topic_are_an_error() {
    let bank = Bank::of(GOOD)
        .settings("sections_of:\n  mesaging: [Design]\n  Some Topic: [Design]\n  hard: Design\n");
    let answer = bank.check(&[]);
    assert_eq!(answer.code, 2);
    assert_snapshot!(answer.snapshot());
}

#[test]
fn strict_lets_no_warning_pass() {
    let bank = Bank::of(&good_but("reviewed: 2026-11-01\n", ""));
    assert_eq!(bank.check(&[]).code, 0);
    let strict = bank.check(&["--strict"]);
    assert_eq!(strict.code, 1);
    assert!(
        strict
            .stderr
            .ends_with("1 question: 1 warning, which `--strict` does not let pass\n"),
        "{}",
        strict.stderr
    );
}

#[test]
fn every_code_is_explained() {
    let bank = Bank::new();
    for code in Code::ALL {
        let answer = bank.run(&["check", "--explain", code.name()]);
        assert_eq!(answer.code, 0);
        let page = &answer.stdout;
        assert!(page.starts_with(&format!("{}: ", code.name())), "{page}");
        for part in [code.reason(), "\nwrong:\n\n    ", "\nright:\n\n    "] {
            assert!(page.contains(part), "{page}");
        }
    }
    assert_snapshot!(
        bank.run(&["check", "--explain", "one-way-related"])
            .snapshot()
    );
}

#[test]
fn explain_alone_lists_all_codes_with_their_levels() {
    let bank = Bank::new().settings("lint: {wide-code: allow}\n");
    let answer = bank.run(&["check", "--explain"]);
    assert_eq!(answer.code, 0);
    for code in Code::ALL {
        assert!(
            answer.stdout.contains(&format!("\n{} ", code.name()))
                || answer.stdout.starts_with(code.name()),
            "{}",
            code.name()
        );
    }
    assert!(
        answer
            .stdout
            .contains("\nwide-code               allow  On a phone"),
        "{}",
        answer.stdout
    );
    let page = bank.run(&["check", "--explain", "wide-code"]);
    assert!(
        page.stdout
            .starts_with("wide-code: allow, as `lint` in prepbook.yaml says\n"),
        "{}",
        page.stdout
    );
}

#[test]
fn explain_suggests_the_code_that_was_meant() {
    let answer = Bank::new().run(&["check", "--explain", "bare-urls"]);
    assert_eq!(
        answer.snapshot(),
        "exit code 2\nerror: unknown code `bare-urls`; did you mean `bare-url`?\n"
    );
}

#[test]
fn fix_mends_what_is_mechanical_and_says_so() {
    let messy = "---\r\n# how hard\r\ndifficulty: easy\r\ntitle: 'What is a queue?'  \r\n\
                 related: []\r\ntags:\r\n- order # why not\r\n-   \"messaging\"\r\n- order\r\n---\r\nText.  \r\n";
    let bank = Bank::of(&format!(
        "\u{feff}{}",
        messy.replace("- order\r\n---", "---")
    ))
    .with(
        "stack",
        &GOOD
            .replace("queue", "stack")
            .replace("sources:", "related: [queue]\nsources:"),
    )
    .with("twice", "---\ntitle: Why twice?\ntags: [b, a, b]\n---\n")
    .with(
        "broken",
        "---\ntags: [b, a]\ntitle: Why broken?\nadded: never\n---\n",
    );
    let answer = bank.check(&["--fix", "--format", "json"]);
    assert_eq!(answer.code, 1, "the broken one is still broken");
    assert_snapshot!(answer.stderr, @r"
    mended questions/messaging/queue.md: `tags` are in order, `related` names `stack`, the keys are in order
    mended questions/messaging/twice.md: `tags` are in order, the tag `b` is given once
    2 files mended
    ");
    assert_eq!(
        bank.read("queue"),
        "\u{feff}---\r\ntitle: 'What is a queue?'  \r\n# how hard\r\ndifficulty: easy\r\n\
         tags:\r\n-   \"messaging\"\r\n- order # why not\r\nrelated: [stack]\r\n---\r\nText.  \r\n"
    );
    assert_eq!(
        bank.read("twice"),
        "---\ntitle: Why twice?\ntags: [a, b]\n---\n"
    );
    assert_eq!(
        bank.read("broken"),
        "---\ntags: [b, a]\ntitle: Why broken?\nadded: never\n---\n"
    );
    let again = bank.check(&["--fix"]);
    assert!(
        again
            .stderr
            .starts_with("nothing could be mended without an editor\n"),
        "{}",
        again.stderr
    );
    let names: Vec<_> = fs::read_dir(bank.path().join("questions/messaging"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("tmp"))
        .collect();
    assert!(names.is_empty(), "{names:?}");
}

#[cfg(unix)]
#[test]
fn fix_keeps_the_permissions_of_a_file() {
    use std::os::unix::fs::PermissionsExt;
    let bank = Bank::of(&good_but("[messaging]", "[b, a]"));
    let path = bank.path().join("questions/messaging/queue.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(bank.check(&["--fix"]).code, 0);
    assert!(bank.read("queue").contains("[a, b]"));
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

#[test]
fn check_alone_writes_nothing() {
    let text = good_but("[messaging]", "[b, a]");
    let bank = Bank::of(&text);
    assert_eq!(bank.check(&[]).code, 0);
    assert_eq!(bank.read("queue"), text);
}

pub fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=Ada",
            "-c",
            "user.email=ada@example.org",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(["-c", "init.defaultBranch=main"])
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .finish()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn committed(bank: Bank) -> Bank {
    git(bank.path(), &["init", "--quiet"]);
    git(bank.path(), &["add", "."]);
    git(bank.path(), &["commit", "--quiet", "-m", "bank"]);
    bank
}

#[test]
fn published_slugs_that_vanish_are_errors() {
    let draft = good_but("sources:", "draft: true\nsources:");
    let bank = committed(
        Bank::of(GOOD)
            .with("stack", &GOOD.replace("queue", "stack"))
            .with("heap", &GOOD.replace("queue", "heap"))
            .with("moved", &GOOD.replace("a queue", "DNS"))
            .with("hidden", &GOOD.replace("a queue", "TLS"))
            .with("faulty", &GOOD.replace("a queue", "ACID"))
            .with("idea", &draft.replace("queue", "idea")),
    );
    assert_eq!(bank.check(&["--against", "HEAD"]).code, 0);
    let questions = bank.path().join("questions");
    let remove =
        |slug: &str| fs::remove_file(questions.join(format!("messaging/{slug}.md"))).unwrap();
    remove("idea");
    remove("moved");
    bank.write("questions/names/moved.md", &GOOD.replace("a queue", "DNS"));
    remove("stack");
    bank.write(
        "questions/messaging/lifo.md",
        &GOOD
            .replace("queue", "stack")
            .replace("sources:", "aliases: [stack]\nsources:"),
    );
    bank.write("questions/messaging/faulty.md", "---\ntitle: x\n");
    let answer = bank.check(&["--against", "main"]);
    assert!(
        !answer.stderr.contains("vanished-slug"),
        "{}",
        answer.stderr
    );
    remove("faulty");
    remove("queue");
    bank.write("questions/messaging/fifo.md", GOOD);
    bank.write(
        "questions/messaging/hidden.md",
        &draft.replace("a queue", "TLS"),
    );
    remove("heap");
    let answer = bank.check(&["--against", "main"]);
    assert_eq!(answer.code, 1);
    assert_snapshot!(answer.snapshot());
}

#[test]
fn a_bank_may_be_a_folder_of_a_repository() {
    let outer = tempfile::TempDir::new().unwrap();
    let inner = outer.path().join("a bank");
    fs::create_dir_all(inner.join("questions/messaging")).unwrap();
    fs::write(inner.join("questions/messaging/queue.md"), GOOD).unwrap();
    git(outer.path(), &["init", "--quiet"]);
    git(outer.path(), &["add", "."]);
    git(outer.path(), &["commit", "--quiet", "-m", "bank"]);
    fs::remove_file(inner.join("questions/messaging/queue.md")).unwrap();
    fs::write(
        inner.join("questions/messaging/other.md"),
        GOOD.replace("a queue", "DNS"),
    )
    .unwrap();
    let root = inner.to_str().unwrap().to_owned();
    let answer = Bank::new().check(&["--root", &root, "--against", "HEAD"]);
    assert_eq!(answer.code, 1, "{}", answer.stderr);
    assert!(
        answer
            .stderr
            .contains("the published question `queue` is gone"),
        "{}",
        answer.stderr
    );
}

#[test]
fn a_revision_that_git_does_not_know_is_a_usage_error() {
    let bank = committed(Bank::of(GOOD));
    for revision in ["no-such-branch", "--output=x", ""] {
        let against = format!("--against={revision}");
        assert_eq!(
            bank.check(&[&against]).snapshot(),
            format!(
                "exit code 2\nerror: git knows no revision `{revision}`; in a shallow clone, fetch it first\n"
            )
        );
    }
}

#[test]
fn a_bank_outside_of_git_cannot_be_compared() {
    let bank = Bank::of(GOOD);
    let answer = bank.check(&["--against", "HEAD"]);
    assert_eq!(
        answer.snapshot(),
        "exit code 2\nerror: `.` is in no git repository, so there is nothing to compare with\n"
    );
}

#[test]
fn without_git_nothing_can_be_compared() {
    let bank = Bank::of(GOOD);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_prepbook"))
        .current_dir(bank.path())
        .env("PATH", bank.path())
        .args(["check", "--against", "HEAD"])
        .finish()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: `git` is not installed, so there is nothing to compare with\n"
    );
}

#[test]
fn the_repositorys_own_bank_passes_in_silence() {
    let root = env!("CARGO_MANIFEST_DIR");
    // A day that none of its reviews lies behind, and that outlives none of them by much.
    let answer = Bank::new().run(&["check", "--root", root, "--strict", "--today", "2026-12-31"]);
    assert!(
        answer.stderr.ends_with(": nothing to mend\n"),
        "{}",
        answer.stderr
    );
    assert_eq!(answer.code, 0);
}
