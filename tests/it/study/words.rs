//! Waits and times in words, and what a sitting is about as an address says it.

use serde_json::{Value, json};

use super::Study;

#[test]
fn waits_are_as_short_as_a_button() {
    let study = Study::load();
    let minutes = |minutes: f64| {
        study.call::<String>(json!(["waitText", { "minutes": minutes, "days": null }]))
    };
    let days =
        |days: u32| study.call::<String>(json!(["waitText", { "minutes": null, "days": days }]));
    assert_eq!(
        [minutes(0.2), minutes(1.0), minutes(5.5), minutes(15.0)],
        ["1 min", "1 min", "6 min", "15 min"]
    );
    assert_eq!([days(1), days(2), days(30)], ["1 day", "2 days", "30 days"]);
    assert_eq!(
        [days(31), days(46), days(364)],
        ["1 month", "1.5 months", "12 months"]
    );
    assert_eq!(
        [days(365), days(498), days(36_500)],
        ["1 year", "1.4 years", "99.9 years"]
    );
}

#[test]
fn times_are_read_as_a_clock_and_as_words() {
    let study = Study::load();
    let clock = |time: i64| study.call::<String>(json!(["clock", time]));
    assert_eq!(
        [clock(-5), clock(999), clock(65_000), clock(3_665_000)],
        ["0:00", "0:00", "1:05", "1:01:05"]
    );
    let duration = |time: i64| study.call::<String>(json!(["duration", time]));
    assert_eq!(
        [
            duration(20_000),
            duration(60_000),
            duration(25 * 60_000),
            duration(3_600_000),
            duration(4_500_000)
        ],
        [
            "less than a minute",
            "1 minute",
            "25 minutes",
            "1 hour",
            "1 hour, 15 min"
        ]
    );
}

#[test]
fn a_scope_and_its_address_say_the_same() {
    let study = Study::load();
    let everything = json!({ "topics": [], "tags": [], "levels": [], "cards": [], "flagged": false, "path": "" });
    for (query, changed) in [
        ("all", json!({})),
        (
            "topic=aws,databases&level=easy,hard",
            json!({ "topics": ["aws", "databases"], "levels": [1, 3] }),
        ),
        (
            "tag=b-tree&cards=acid,cap",
            json!({ "tags": ["b-tree"], "cards": ["acid", "cap"] }),
        ),
        ("flagged", json!({ "flagged": true })),
        (
            "path=interview-tomorrow",
            json!({ "path": "interview-tomorrow" }),
        ),
    ] {
        let mut scope = everything.clone();
        for (key, value) in changed.as_object().unwrap() {
            scope[key] = value.clone();
        }
        assert_eq!(study.ask::<Value>("scope", &json!(query)), scope);
        assert_eq!(study.ask::<String>("scopeQuery", &scope), query);
    }
    assert_eq!(
        study.ask::<Value>("scope", &json!("utm=1")),
        json!(null),
        "no scope, no sitting"
    );
    // What nobody knows is nothing, not everything.
    let odd: Value = study.ask("scope", &json!("level=absurd&topic=,,"));
    assert_eq!(
        (&odd["levels"], &odd["topics"]),
        (&json!([0]), &json!([""]))
    );
    let none: Value = study.ask("scope", &json!("path="));
    assert_ne!(none["path"], json!(""));
}

#[test]
fn a_scope_selects_what_fits_all_of_it() {
    let study = Study::load();
    let cards = json!([
        { "id": "a", "topic": "x", "level": 1, "tags": ["t"] },
        { "id": "b", "topic": "x", "level": 3, "tags": [] },
        { "id": "c", "topic": "y", "level": 3, "tags": ["t", "u"] },
    ]);
    let select = |chosen: Value| {
        let about = json!({ "chosen": chosen, "cards": cards, "flagged": ["b"], "aliases": { "old": "c" } });
        study.ask::<Vec<String>>("select", &about)
    };
    assert_eq!(select(json!({})), ["a", "b", "c"]);
    assert_eq!(select(json!({ "topics": ["x"], "levels": [3] })), ["b"]);
    assert_eq!(select(json!({ "tags": ["t"] })), ["a", "c"]);
    assert_eq!(
        select(json!({ "cards": ["old", "gone"] })),
        ["c"],
        "by an old name"
    );
    assert_eq!(select(json!({ "flagged": true })), ["b"]);
    assert_eq!(select(json!({ "topics": ["none"] })), [""; 0]);
}
