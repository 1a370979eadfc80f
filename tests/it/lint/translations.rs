//! Translations as an editor sees them: what is missing, behind, half done, and how each is mended.

use std::fs;

use insta::assert_snapshot;

#[cfg(unix)]
use super::command::git;
use super::{Answer, Bank, GOOD};

const GERMAN: &str = "---
title: Was ist eine Warteschlange?
keywords: [Schlange]
reviewed: 2026-11-02
---
Eine Warteschlange gibt zuerst heraus, was zuerst kam.

## Kernpunkte

- wer zuerst kommt
- ein Empfänger je Nachricht
- dauerhaft

## Im Detail

Worte.

## Abwägungen

Worte.

## Häufige Fehler

Worte.

## Worauf im Gespräch geachtet wird

Worte.

## Anschlussfragen

Worte.
";

/// A bank in two languages, with one question and its translation.
fn bank() -> Bank {
    let bank = Bank::of(GOOD)
        .with("queue.de", GERMAN)
        .settings("languages: [en, de]\n");
    let topic = "title: Messaging\ntranslations:\n  de:\n    title: Nachrichten\n";
    bank.write("questions/messaging/_topic.yaml", topic);
    bank
}

fn strict(bank: &Bank) -> Answer {
    bank.check(&["--strict"])
}

#[test]
fn what_is_not_translated_is_counted_once_for_each_language() {
    let topic = Bank::of(GOOD)
        .with("queue.de", GERMAN)
        .settings("languages: [en, de, es]\n");
    topic.write(
        "questions/messaging/topic.md",
        &GOOD.replace("a queue", "publish and subscribe"),
    );
    topic.check(&["--fix"]);
    assert_snapshot!(strict(&topic).snapshot());
}

#[test]
fn a_translation_without_its_mark_is_told_and_mended() {
    let bank = bank();
    assert_snapshot!(strict(&bank).snapshot());
    assert_snapshot!(bank.check(&["--fix", "--strict"]).snapshot());
    let text = bank.read("queue.de");
    assert!(
        text.contains("reviewed: 2026-11-02\ntranslates: "),
        "{text}"
    );
    // All else is as it was.
    let without: String = text
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("translates:"))
        .collect();
    assert_eq!(without, GERMAN);
}

#[test]
fn a_translation_falls_behind_when_the_original_changes_and_only_an_editor_brings_it_back() {
    let bank = bank();
    bank.check(&["--fix"]);
    let marked = bank.read("queue.de");
    // Lines broken elsewhere say the same.
    let original = |text: &str| bank.write("questions/messaging/queue.md", text);
    original(&GOOD.replace("hands out first what", "hands out first\nwhat"));
    assert_eq!(strict(&bank).code, 0);
    original(&GOOD.replace("reviewed: 2026-11-01", "reviewed: 2026-11-20"));
    assert_eq!(strict(&bank).code, 0);
    original(&GOOD.replace("hands out first what", "hands out last what"));
    assert_snapshot!(strict(&bank).snapshot());
    bank.check(&["--fix"]);
    assert_eq!(bank.read("queue.de"), marked);
    let said = bank.run(&["new", "--mark-translated", "queue", "de"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert_ne!(bank.read("queue.de"), marked);
    assert_eq!(strict(&bank).code, 0);
}

#[test]
fn parts_in_the_words_of_the_original_are_told() {
    let bank = bank();
    let half = GERMAN.replace(
        "Eine Warteschlange gibt zuerst heraus, was zuerst kam.",
        "A queue hands out first what came first.",
    );
    bank.write("questions/messaging/queue.de.md", &half);
    bank.check(&["--fix"]);
    assert_snapshot!(strict(&bank).snapshot());
}

#[test]
fn a_new_translation_is_a_draft_with_the_original_in_it() {
    let bank = bank();
    fs::remove_file(bank.path().join("questions/messaging/queue.de.md")).unwrap();
    let made = bank.run(&["new", "--translate", "queue", "de"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert_eq!(made.stdout, "questions/messaging/queue.de.md\n");
    let text = bank.read("queue.de");
    assert!(text.contains("A queue hands out first what came first."));
    assert!(text.contains("draft: true"), "{text}");
    assert_snapshot!(strict(&bank).snapshot());
    // Published as it is, it would be told to be unfinished, but not to be behind.
    let lines = text.split_inclusive('\n');
    let published: String = lines.filter(|line| !line.starts_with("draft:")).collect();
    bank.write("questions/messaging/queue.de.md", &published);
    let said = strict(&bank).snapshot();
    assert!(said.contains("translation-unfinished"), "{said}");
    assert!(!said.contains("translation-behind"), "{said}");
    let again = bank.run(&["new", "--translate", "queue", "de"]);
    assert_eq!(again.code, 2);
    assert!(
        again.stderr.contains("is there already"),
        "{}",
        again.stderr
    );
}

#[test]
fn a_translation_that_cannot_be_is_refused() {
    let bank = bank();
    let refused = |arguments: &[&str]| {
        let answer = bank.run(&[&["new"], arguments].concat());
        assert_eq!(answer.code, 2, "{arguments:?}");
        answer.stderr
    };
    assert_snapshot!(
        [
            refused(&["--translate", "queu", "de"]),
            refused(&["--translate", "queue", "fr"]),
            refused(&["--translate", "queue", "en"]),
            refused(&["--translate", "queue", "dee"]),
        ]
        .concat()
    );
    fs::remove_file(bank.path().join("questions/messaging/queue.de.md")).unwrap();
    assert_snapshot!(refused(&["--mark-translated", "queue", "de"]));
}

#[test]
fn a_translation_that_cannot_be_marked_is_told() {
    let bank = bank();
    let path = "questions/messaging/queue.de.md";
    let mark = || bank.run(&["new", "--mark-translated", "queue", "de"]);
    bank.write(path, "---\n{title: Was?}\n---\n");
    assert_eq!(mark().code, 0);
    assert!(
        bank.read("queue.de")
            .starts_with("---\n{title: Was?, translates: ")
    );
    let again = mark();
    assert_eq!(again.code, 0);
    assert!(again.stderr.contains("marked as up to date already"));
    bank.write(path, "---\ntitle: Was: das?\n---\n");
    let never = mark();
    assert_eq!(never.code, 1);
    assert!(
        never.stderr.contains("write `translates: "),
        "{}",
        never.stderr
    );
    assert_eq!(bank.read("queue.de"), "---\ntitle: Was: das?\n---\n");
}

#[test]
#[cfg(unix)]
fn who_changes_an_original_is_told_which_translations_fall_behind() {
    let bank = bank();
    bank.check(&["--fix"]);
    git(bank.path(), &["init", "--quiet"]);
    git(bank.path(), &["add", "."]);
    git(bank.path(), &["commit", "--quiet", "-m", "bank"]);
    let against = || {
        bank.run(&["check", "--against", "HEAD", "--no-lint"])
            .snapshot()
    };
    assert!(!against().contains("behind"));
    bank.write(
        "questions/messaging/queue.md",
        &GOOD.replace("hands out first what", "hands out last what"),
    );
    let answer = bank.run(&["check", "--against", "HEAD", "--no-lint"]);
    assert_snapshot!(answer.snapshot());
}
