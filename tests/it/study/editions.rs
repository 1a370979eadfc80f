//! Editions of cards: what counts as another text, and how it is shown; and key points that are missed.

use serde_json::{Value, json};

use super::Study;

fn text(title: &str, short: &str, points: &[&str]) -> Value {
    json!({ "title": title, "short": short, "points": points })
}

#[test]
fn what_is_new_and_what_is_gone_is_told_word_by_word() {
    let study = Study::load();
    let made: Value = study.call(json!([
        "differences",
        "A lock is held for 5 seconds, never more.",
        "A lock is held for 6 seconds, and never more."
    ]));
    let piece = |kind: &str, text: &str| json!({ "kind": kind, "text": text });
    assert_eq!(
        made,
        json!([
            piece("same", "A lock is held for"),
            piece("gone", "5"),
            piece("new", "6"),
            piece("same", "seconds,"),
            piece("new", "and"),
            piece("same", "never more."),
        ])
    );
    assert_eq!(
        study.call::<Value>(json!(["differences", "", "New."])),
        json!([piece("new", "New.")])
    );
    let same: Value = study.call(json!(["differences", "One two.", "one, TWO"]));
    assert_eq!(
        same,
        json!([piece("same", "one, TWO")]),
        "case and punctuation are no words"
    );
}

#[test]
fn typing_errors_do_not_count_and_what_changes_the_meaning_does() {
    let study = Study::load();
    let says_else =
        |before: &str, after: &str| study.call::<bool>(json!(["saysElse", before, after]));
    for (before, after) in [
        ("seperate consumer groups", "separate consumer groups"),
        ("a cosumer reads", "a consumer reads"),
        (
            "the lgo grows, tehre is room",
            "the log grows, there is room",
        ),
        ("Reads, writes.", "reads: writes"),
        ("an index on `id`", "an index on id"),
    ] {
        // Short words are judged as they are.
        let is_slip = !before.contains("lgo");
        assert_eq!(says_else(before, after), !is_slip, "{before} / {after}");
    }
    for (before, after) in [
        ("at most 5 copies", "at most 6 copies"),
        ("it is safe", "it is not safe"),
        ("synchronous replication", "asynchronous replication"),
        ("a typical write", "an atypical write"),
        ("p99 latency", "p95 latency"),
        ("reads and writes", "reads"),
        ("increases the load", "decreases the load"),
    ] {
        assert!(says_else(before, after), "{before} / {after}");
    }
}

#[test]
fn another_order_of_key_points_is_no_change() {
    let study = Study::load();
    let changes =
        |before: &Value, after: &Value| study.call::<Value>(json!(["changes", before, after]));
    let before = text(
        "What is a lease?",
        "A lock that ends.",
        &[
            "It expires after a while.",
            "Clocks may differ.",
            "Use a fencing token.",
        ],
    );
    let turned = text(
        "What is a lease?",
        "A lock that ends.",
        &[
            "Use a fencing token.",
            "It expires after a while.",
            "Clocks may differ.",
        ],
    );
    assert_eq!(changes(&before, &turned), json!(null));
    let other = text(
        "What is a lease?",
        "A lock that ends.",
        &[
            "Use a fencing token.",
            "It expires after ten seconds.",
            "Renew it in time, or stop.",
        ],
    );
    let made = changes(&before, &other);
    assert_eq!(
        (&made["title"], &made["short"]),
        (&json!(null), &json!(null))
    );
    let points = made["points"].as_array().unwrap();
    let kinds: Vec<Vec<&str>> = points
        .iter()
        .map(|pieces| {
            pieces
                .as_array()
                .unwrap()
                .iter()
                .map(|piece| piece["kind"].as_str().unwrap())
                .collect()
        })
        .collect();
    assert_eq!(
        kinds,
        [vec!["same", "gone", "new"], vec!["new"], vec!["gone"]],
        "{made}"
    );
}

/// Each with each would be a hundred million pairs.
#[test]
fn lists_of_many_points_are_compared_without_a_pause() {
    let study = Study::load();
    let points = |count: usize, word: &str| -> Vec<String> {
        let point = |at: usize| format!("The point {at} says {word}{at}.");
        (0..count).map(point).collect()
    };
    let as_text = |points: &[String]| json!({ "title": "A", "short": "B", "points": points });
    let changes = |before: &[String], after: &[String]| {
        study.call::<Value>(json!(["changes", as_text(before), as_text(after)]))
    };
    let before = points(10_000, "x");
    let mut turned = before.clone();
    turned.reverse();
    assert_eq!(changes(&before, &turned), json!(null));
    turned[4] = "Something else entirely.".into();
    let made = changes(&before, &turned);
    assert_eq!(
        made["points"].as_array().map(Vec::len),
        Some(2),
        "one new, one gone"
    );
    // As one text, where more than a hundred have changed.
    let made = changes(&points(101, "x"), &points(101, "y"));
    assert_eq!(made["points"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_card_is_changed_where_another_edition_was_learned() {
    let study = Study::load();
    let changed = |state: Value, edition: Value| {
        study.ask::<bool>("hasChanged", &json!({ "state": state, "edition": edition }))
    };
    let learned = |edition: &str| json!({ "phase": "review", "edition": edition });
    assert!(changed(learned("e1"), json!("e2")));
    assert!(!changed(learned("e1"), json!("e1")));
    assert!(
        !changed(learned(""), json!("e2")),
        "an old review says of no edition"
    );
    assert!(!changed(learned("e1"), json!(null)), "nor an old build");
    assert!(!changed(
        json!({ "phase": "new", "edition": "e1" }),
        json!("e2")
    ));
    assert!(!changed(
        json!({ "phase": "review", "edition": "e1", "suspended": true }),
        json!("e2")
    ));
}

#[test]
fn the_points_that_are_missed_most_come_first_until_they_are_known() {
    let study = Study::load();
    let review =
        |card: &str, missed: &[&str]| json!({ "kind": "review", "card": card, "missed": missed });
    let most = |log: &[Value]| -> Vec<(String, u32)> {
        let told: Vec<Value> = study.call(json!(["missedMost", log]));
        told.iter()
            .map(|each| {
                (
                    each["point"].as_str().unwrap().to_owned(),
                    u32::try_from(each["missed"].as_u64().unwrap()).unwrap(),
                )
            })
            .collect()
    };
    let pair = |point: &str, missed| (point.to_owned(), missed);
    let mut log = vec![
        review("acid", &["p1", "p2"]),
        json!({ "kind": "review", "card": "acid" }),
        review("cap", &["q1"]),
        review("acid", &["p2"]),
    ];
    assert_eq!(
        most(&log),
        [pair("p2", 2), pair("q1", 1)],
        "p1 was ticked the second time"
    );
    log.extend([review("acid", &[]), review("acid", &[])]);
    assert_eq!(most(&log), [pair("q1", 1)]);
    let missed =
        |ticked: &[u32]| study.call::<Value>(json!(["missedOf", ["p1", "p2", "p3"], ticked]));
    assert_eq!(missed(&[0, 2]), json!(["p2"]));
    assert_eq!(missed(&[]), json!(null), "who never ticks misses nothing");
}
