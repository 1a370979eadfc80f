//! Logs as files: what is written is read back, what is damaged is refused with the reason.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::log::{DAY, entry, logs, review};
use super::{Study, runner};

#[test]
fn a_file_brings_back_what_was_written() {
    let study = Study::load();
    let sound = logs().prop_map(|log| {
        let mut log = log;
        for entry in &mut log {
            entry["day"] = json!(entry["at"].as_i64().unwrap() / DAY);
        }
        log
    });
    runner(200)
        .run(&sound, |log| {
            prop_assert_eq!(study.ask::<Value>("again", &json!(log)), json!(true));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_file_that_is_read_line_by_line_is_read_as_it_is_at_once() {
    let study = Study::load();
    let lines: Vec<String> = (0..3)
        .map(|at| review(&format!("r{at}"), 1.0 + f64::from(at), "acid", 3).to_string())
        .collect();
    let head = "{\n  \"format\": \"prepbook-study\",\n  \"version\": 1,\n  \"entries\": [\n";
    let written = format!("{head}    {}\n  ]\n}}\n", lines.join(",\n    "));
    let mut texts = vec![
        written.clone(),
        written.replace('\n', "\r\n"),
        format!("\u{feff}{written}"),
        written.trim_end().to_owned(),
        written.replace("\n  ]", "\n\n  ]"),
        written.replace("\n  ]", ",\n  ]"),
        written.replace("  ]\n}", "  ]\n} x"),
        written.replace("  ]\n}", "  ],\n  \"entries\": []\n}"),
        written.replace("  ]\n}", "  ],\n  \"version\": 9\n}"),
        written.replace("  ]\n}", "  ]\n"),
        written.replace("],\n", "]\n"),
        written.replace("},\n", "}\n"),
        written.replace("},\n    ", "},"),
        written.replace("\"version\": 1", "\"entries\": [], \"version\": 1"),
        written.replace("\"version\": 1", "\"entries\": 3, \"version\": 1"),
        written.replace(
            "\"version\": 1",
            "\"x\": \"\\\"entries\\\": [\n\", \"version\": 1",
        ),
        written.replace("\"version\": 1,", ""),
        written.replace("{\n  \"format", "{ {\n  \"format"),
        head.to_owned(),
        format!("{head}  ]\n}}\n"),
        format!("{head}    {}\n", lines[0]),
    ];
    for line in &lines {
        texts.push(written.replace(line, &line[1..]));
        texts.push(written.replace(line, &line.replace(',', ",\n")));
        texts.push(written.replace(line, "null"));
    }
    for text in texts {
        let read: Value = study.call(json!(["readFile", text]));
        match serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) {
            // On one line, it is read at once.
            Ok(value) => {
                let at_once: Value = study.call(json!(["readFile", value.to_string()]));
                assert_eq!(read, at_once, "{text}");
            }
            Err(_) => {
                let fault = read["fault"].as_str().unwrap_or_default();
                assert!(
                    fault.trim_end_matches('.').ends_with("it is not JSON"),
                    "{fault}: {text}"
                );
            }
        }
    }
}

#[test]
fn a_file_that_is_broken_foreign_or_newer_is_refused_with_the_reason() {
    let study = Study::load();
    let fault = |text: &str| -> String {
        let read: Value = study.call(json!(["readFile", text]));
        assert_eq!(read["entries"], json!(null), "{text}");
        read["fault"].as_str().unwrap().to_owned()
    };
    let file = |entries: Value| {
        json!({ "format": "prepbook-study", "version": 1, "entries": entries }).to_string()
    };
    let good = review("a", 1.0, "acid", 3);
    let with = |key: &str, value: Value| {
        let mut changed = good.clone();
        changed[key] = value;
        file(json!([good, changed]))
    };
    let without = |key: &str| {
        let mut changed = good.clone();
        changed.as_object_mut().unwrap().remove(key);
        file(json!([changed]))
    };
    assert_eq!(
        study.call::<Value>(json!(["readFile", file(json!([good]))]))["entries"],
        json!([good])
    );
    let cases = [
        (String::new(), "empty"),
        ("{".to_owned(), "not JSON"),
        (file(json!([good]))[..80].to_owned(), "not JSON"),
        ("[]".to_owned(), "not a file of study progress"),
        ("null".to_owned(), "not a file of study progress"),
        (
            r#"{"format":"anki","version":1}"#.to_owned(),
            "not a file of study progress",
        ),
        (
            r#"{"format":"prepbook-study","entries":[]}"#.to_owned(),
            "which version",
        ),
        (
            r#"{"format":"prepbook-study","version":2,"entries":"?"}"#.to_owned(),
            "newer",
        ),
        (
            r#"{"format":"prepbook-study","version":1}"#.to_owned(),
            "no list of entries",
        ),
        (
            file(json!([null])),
            "Entry 1 of 1 is damaged (it is no entry)",
        ),
        (
            with("kind", json!("")),
            "Entry 2 of 2 is damaged (its `kind` is \"\")",
        ),
        (with("kind", json!(7)), "its `kind`"),
        (without("took"), "it has no `took`"),
        (without("card"), "it has no `card`"),
        (with("mood", json!([[[[[[[1]]]]]]])), "too deep"),
        (with("mood", json!("x".repeat(40_001))), "too long"),
        (with("edition", json!(1)), "its `edition`"),
        (with("missed", json!(["a", 1])), "its `missed`"),
        (with("missed", json!(vec!["a"; 101])), "its `missed`"),
        (with("grade", json!(0)), "its `grade` is 0"),
        (with("grade", json!(2.5)), "its `grade` is 2.5"),
        (with("grade", json!("3")), "its `grade`"),
        (with("took", json!(-1)), "its `took`"),
        (with("at", json!(1e99)), "its `at`"),
        (with("at", json!(null)), "its `at`"),
        (
            with("stamp", json!(9_007_199_254_740_993i64)),
            "its `stamp`",
        ),
        (with("day", json!(40)), "its `day`"),
        (with("id", json!("")), "its `id`"),
        (with("id", json!("a\u{0}")), "its `id`"),
        (with("card", json!("x".repeat(301))), "its `card`"),
        (
            file(json!([entry("u", 1.0, "undo", "acid", json!({ "of": 7 }))])),
            "its `of`",
        ),
        (
            file(json!([entry(
                "n",
                1.0,
                "note",
                "acid",
                json!({ "text": "x".repeat(4001) })
            )])),
            "its `text`",
        ),
        (
            file(json!([entry(
                "k",
                1.0,
                "known",
                "acid",
                json!({ "edition": "" })
            )])),
            "its `edition`",
        ),
        (
            file(json!([entry(
                "g",
                1.0,
                "goal",
                "acid",
                json!({ "date": 9, "scope": "all", "minutes": 20 })
            )])),
            "its `card`",
        ),
        (
            file(json!([entry(
                "g",
                1.0,
                "goal",
                "_goal",
                json!({ "date": -1, "scope": "all", "minutes": 20 })
            )])),
            "its `date`",
        ),
        (
            file(json!([entry(
                "g",
                1.0,
                "goal",
                "_goal",
                json!({ "date": null, "scope": "all", "minutes": 0 })
            )])),
            "its `minutes`",
        ),
        (
            file(json!([entry(
                "g",
                1.0,
                "goal",
                "_goal",
                json!({ "date": 732, "scope": "all", "minutes": 20 })
            )])),
            "its `date`",
        ),
    ];
    for (text, reason) in cases {
        let said = fault(&text);
        assert!(said.contains(reason), "`{said}` for {text}");
    }
}

/// The latest moment of a date, and the greatest number that is exact.
const LAST_MOMENT: i64 = 8_640_000_000_000_000;
const LAST_STAMP: i64 = 9_007_199_254_740_991;

/// Files that somebody made up to spoil what comes after them: stamps, moments and days at all ends.
fn hostile_files() -> impl Strategy<Value = String> {
    let stamp = prop_oneof![
        2 => 0..30i64,
        2 => LAST_MOMENT - 2..LAST_MOMENT + 6,
        2 => 9_000_000_000_000_000 - 2..9_000_000_000_000_000i64 + 3,
        2 => LAST_STAMP - 3..LAST_STAMP + 1,
        1 => LAST_STAMP..LAST_STAMP + 3,
        1 => -3..0i64,
    ];
    let moment = prop_oneof![
        0..30 * DAY,
        Just(LAST_MOMENT),
        1_767_268_800_000i64..1_767_268_900_000
    ];
    let entries = (
        logs(),
        proptest::collection::vec((stamp, moment, -2..3i64), 16),
    );
    entries.prop_map(|(mut log, changes)| {
        for (entry, (stamp, at, off)) in log.iter_mut().zip(changes) {
            entry["stamp"] = json!(stamp);
            entry["at"] = json!(at);
            entry["day"] = json!(at / DAY + off);
        }
        json!({ "format": "prepbook-study", "version": 1, "entries": log }).to_string()
    })
}

#[test]
fn after_any_import_a_grade_changes_the_state_and_survives_export() {
    let study = Study::load();
    let cards = proptest::sample::select(vec!["acid", "cap", "never-seen"]);
    let sample = (hostile_files(), cards, 1..5u8, 0..2_000_000_000_000i64);
    let accepted = std::cell::Cell::new(0);
    runner(400)
        .run(&sample, |(text, card, grade, at)| {
            let about = json!({ "text": text, "at": at, "card": card, "grade": grade });
            let told: Value = study.ask("graded", &about);
            if told["refused"].is_null() {
                accepted.set(accepted.get() + 1);
                let wanted = json!({ "refused": null, "fault": null, "isLast": true, "changes": true, "survives": true });
                prop_assert_eq!(told, wanted);
            }
            Ok(())
        })
        .unwrap();
    let accepted = accepted.get();
    assert!(accepted > 40, "only {accepted} files were accepted");
}

#[test]
fn stamps_beyond_all_dates_are_drawn_back_in_their_order() {
    let study = Study::load();
    let with = |id: &str, stamp: i64| {
        let mut entry = review(id, 20_000.0, "acid", 3);
        entry["stamp"] = json!(stamp);
        entry
    };
    let settle = |log: &[Value]| -> Vec<(String, i64)> {
        let merged: Value = study.call(json!(["merge", log]));
        let settled: Vec<Value> = study.call(json!(["settle", merged]));
        let pair = |entry: &Value| {
            let id = entry["id"].as_str().unwrap().to_owned();
            (id, entry["stamp"].as_i64().unwrap())
        };
        settled.iter().map(pair).collect()
    };
    let told = |pairs: &[(&str, i64)]| -> Vec<(String, i64)> {
        let own = |(id, stamp): &(&str, i64)| ((*id).to_owned(), *stamp);
        pairs.iter().map(own).collect()
    };
    // A log that was poisoned once, and the grades that were stored after it and counted for nothing.
    let poisoned = [
        with("before", 1_700_000_000_000),
        with("poison", 9_000_000_000_000_000),
        with("after", 9_000_000_000_000_001),
        with("later", 9_000_000_000_000_002),
    ];
    let healed = told(&[
        ("before", 1_700_000_000_000),
        ("poison", LAST_MOMENT + 1),
        ("after", LAST_MOMENT + 2),
        ("later", LAST_MOMENT + 3),
    ]);
    assert_eq!(settle(&poisoned), healed);
    let states: Value = study.ask("replay", &json!({ "log": poisoned }));
    assert_eq!(states["acid"]["reviews"], json!(4));
    // What is settled stays as it is, alone and together with others.
    let settled: Vec<Value> = healed.iter().map(|(id, stamp)| with(id, *stamp)).collect();
    assert_eq!(settle(&settled), healed);
    let other = [
        with("x", LAST_MOMENT + 1),
        with("y", LAST_MOMENT + 2),
        with("z", LAST_MOMENT),
    ];
    let both = settle(&[&settled[..], &other[..]].concat());
    assert!(
        [&settled[..], &other[..]].concat().iter().all(|entry| {
            both.contains(&(
                entry["id"].as_str().unwrap().to_owned(),
                entry["stamp"].as_i64().unwrap(),
            ))
        }),
        "{both:?}"
    );
    // What makes no sense holds nobody up.
    for (entry, stamp) in [
        (with("a", 7), 7),
        (with("a", LAST_STAMP), LAST_STAMP),
        (json!({ "kind": "of a newer edition", "stamp": 7 }), 7),
        (
            json!({ "kind": "of a newer edition", "stamp": LAST_STAMP }),
            0,
        ),
        (json!({ "kind": "review", "stamp": 7.5 }), 0),
        (json!({ "kind": "review", "stamp": "7" }), 0),
        (json!(null), 0),
    ] {
        assert_eq!(
            study.call::<i64>(json!(["heeded", entry])),
            stamp,
            "{entry}"
        );
    }
}

#[test]
fn a_file_beyond_the_limit_is_refused_before_it_is_read() {
    let study = Study::load();
    let told: Value = study.ask("tooLarge", &json!(20_000_001));
    assert!(
        told.as_str().unwrap().contains("larger than 20 MB"),
        "{told}"
    );
}

/// What the screens hand to the store, with more in it than anybody has.
fn drafts() -> impl Strategy<Value = Value> {
    let digest = |at| format!("{at:016x}");
    let reviews = (0..300usize, 0..4usize, 0..2_000_000_000i64, 1..5u8).prop_map(
        move |(points, ticked, took, grade)| {
            let digests: Vec<String> = (0..points).map(digest).collect();
            let ticked: Vec<usize> = (0..ticked).collect();
            json!({ "kind": "review", "card": "acid", "grade": grade, "took": took - 5, "digests": digests, "ticked": ticked })
        },
    );
    let notes = ("\\PC{0,20}", 0..900usize).prop_map(|(text, times)| {
        let text = format!("\u{1}\n{text}🦀").repeat(times);
        json!({ "kind": "note", "card": "acid", "text": text })
    });
    let goals = (0..9_000_000i64, 1..1441i64).prop_map(|(ahead, minutes)| {
        json!({ "kind": "goal", "card": "_goal", "date": 20_454 + ahead, "scope": "all", "minutes": minutes })
    });
    prop_oneof![reviews, notes, goals]
}

#[test]
fn whatever_the_screens_write_is_read() {
    let study = Study::load();
    let drafts = proptest::collection::vec(drafts(), 1..4);
    runner(100)
        .run(&drafts, |drafts| {
            let faults: Vec<Option<String>> = study.ask("written", &json!(drafts));
            prop_assert_eq!(faults, vec![None; drafts.len()]);
            Ok(())
        })
        .unwrap();
    let crab = json!({ "kind": "note", "card": "acid", "text": "a".repeat(3999) + "🦀" });
    assert_eq!(
        study.ask::<Vec<Option<String>>>("written", &json!([crab])),
        [None]
    );
}

/// Each under the longest name that a question can have, in letters that an address has to write out.
#[test]
fn a_goal_over_all_that_a_job_description_calls_for_is_read() {
    let study = Study::load();
    let most: usize = study.ask("mostCalledFor", &json!(null));
    let letters = "é".repeat(prepbook::route::MAX_SLUG_BYTES / 2 - 2);
    let cards: Vec<String> = (0..most).map(|at| format!("{letters}{at:04}")).collect();
    let query: String = study.ask("scopeQuery", &json!({ "cards": cards }));
    let goal =
        json!({ "kind": "goal", "card": "_goal", "date": 20_460, "scope": query, "minutes": 20 });
    assert_eq!(
        study.ask::<Vec<Option<String>>>("written", &json!([goal])),
        [None]
    );
}

#[test]
fn what_could_not_be_read_again_is_refused() {
    let study = Study::load();
    for (draft, reason) in [
        (json!({ "kind": "flag", "card": "" }), "value card"),
        (
            json!({ "kind": "known", "card": "acid", "edition": "e".repeat(65) }),
            "value edition",
        ),
        (
            json!({ "kind": "goal", "card": "_goal", "date": 20_460, "scope": "a".repeat(30_000), "minutes": 20 }),
            "value scope",
        ),
    ] {
        let said: String = study.ask("refused", &draft);
        assert!(said.contains(reason), "{said}");
    }
}
