//! The log: whatever two devices have, and however it comes together, they end with the same.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Study, runner};

const DAY: i64 = 86_400_000;

/// An entry at a moment, in days.
fn entry(id: &str, at: f64, kind: &str, card: &str, more: Value) -> Value {
    let at = (at * DAY as f64) as i64;
    let mut entry =
        json!({ "id": id, "stamp": at, "at": at, "day": at / DAY, "kind": kind, "card": card });
    for (key, value) in more.as_object().unwrap() {
        entry[key] = value.clone();
    }
    entry
}

fn review(id: &str, at: f64, card: &str, grade: u8) -> Value {
    entry(id, at, "review", card, json!({ "grade": grade, "took": 0 }))
}

/// Logs of a few ids, cards and moments, so that ids meet, undoing finds something, and stamps are equal.
fn logs() -> impl Strategy<Value = Vec<Value>> {
    let id = || (0..14u32).prop_map(|id| format!("id{id}"));
    let card = || proptest::sample::select(vec!["acid", "cap", "cap-theorem", "pacelc"]);
    let moment = || {
        (0..40i64, 0..3i64)
            .prop_map(|(half_days, back)| (half_days * DAY / 2, (half_days / 2 - back).max(0)))
    };
    let stamped = move |kind: &'static str| {
        (id(), 0..30i64, moment(), card()).prop_map(move |(id, stamp, (at, day), card)| {
            json!({ "id": id, "stamp": stamp, "at": at, "day": day, "kind": kind, "card": card })
        })
    };
    let with = |key: &'static str, value: BoxedStrategy<Value>| {
        move |entry: Value| {
            value.clone().prop_map(move |value| {
                let mut entry = entry.clone();
                entry[key] = value;
                entry
            })
        }
    };
    let reviews =
        (stamped("review"), 1..5u8, 0..600_000u32).prop_map(|(mut entry, grade, took)| {
            entry["grade"] = json!(grade);
            entry["took"] = json!(took);
            entry
        });
    let undone = stamped("undo").prop_flat_map(with("of", id().prop_map(Value::from).boxed()));
    let entry = prop_oneof![
        8 => reviews,
        2 => undone,
        1 => stamped("suspend"),
        1 => stamped("unsuspend"),
        1 => stamped("flag"),
        1 => stamped("unflag"),
    ];
    proptest::collection::vec(entry, 0..16)
}

#[test]
fn any_logs_merged_in_any_order_with_duplicates_give_the_same_log_and_state() {
    let study = Study::load();
    let merge = |logs: &[&Vec<Value>]| {
        let mut call = vec![json!("merge")];
        call.extend(logs.iter().map(|log| json!(log)));
        study.call::<Vec<Value>>(Value::Array(call))
    };
    let aliases = json!({ "cap": "cap-theorem" });
    let states = |logs: &[&Vec<Value>]| {
        study.ask::<Value>("states", &json!({ "logs": logs, "aliases": aliases }))
    };
    runner(400)
        .run(&(logs(), logs(), logs()), |(a, b, c)| {
            let once = merge(&[&a, &b]);
            prop_assert_eq!(&once, &merge(&[&b, &a]), "either order");
            prop_assert_eq!(&once, &merge(&[&once, &b]), "twice");
            prop_assert_eq!(&once, &merge(&[&once, &once]), "with itself");
            prop_assert_eq!(
                merge(&[&once, &c]),
                merge(&[&a, &merge(&[&b, &c])]),
                "in any grouping"
            );
            let doubled: Vec<Value> = a.iter().chain(&b).rev().chain(&a).cloned().collect();
            prop_assert_eq!(&once, &merge(&[&doubled]), "with duplicates");
            let state = states(&[&a, &b]);
            prop_assert_eq!(&state, &states(&[&b, &a, &b, &once]));
            prop_assert_eq!(&state, &states(&[&doubled]));
            for one in once.iter() {
                let fault = study.call::<Option<String>>(json!(["faultOf", one]));
                prop_assert!(
                    fault.is_none() || fault.as_deref().unwrap().contains("its day"),
                    "{one}: {fault:?}"
                );
            }
            Ok(())
        })
        .unwrap();
}

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
fn a_long_log_in_any_order_is_put_in_order() {
    let study = Study::load();
    let count = 5_000u32;
    let at = |place: u32| place.wrapping_mul(2_654_435_761) % count / 3;
    let log: Vec<Value> = (0..count)
        .map(|place| review(&format!("r{place}"), f64::from(at(place)), "acid", 3))
        .collect();
    let (first, second) = log.split_at(1_500);
    let merged: Vec<Value> = study.call(json!(["merge", log, second, first]));
    let key = |entry: &Value| {
        (
            entry["stamp"].as_i64(),
            entry["id"].as_str().map(str::to_owned),
        )
    };
    let mut wanted = log.clone();
    wanted.sort_by_key(key);
    assert_eq!(merged, wanted);
    // One that is in order already, with a bit more at the end.
    let again: Vec<Value> = study.call(json!(["merge", wanted, first]));
    assert_eq!(again, wanted);
}

#[test]
fn cards_replayed_one_by_one_are_those_of_the_whole_log() {
    let study = Study::load();
    runner(200)
        .run(&logs(), |log| {
            let whole: Value = study.ask(
                "replay",
                &json!({ "log": study.call::<Value>(json!(["merge", log])) }),
            );
            for (card, state) in whole.as_object().unwrap() {
                let merged: Vec<Value> = study.call(json!(["merge", log]));
                let own: Vec<&Value> = merged
                    .iter()
                    .filter(|entry| entry["card"] == json!(card))
                    .collect();
                let alone: Value = study.ask("replay", &json!({ "log": own }));
                prop_assert_eq!(&alone[card], state);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn stamps_keep_the_order_of_events_when_the_clock_goes_back() {
    let study = Study::load();
    let stamp = |at: i64, last: i64| study.call::<i64>(json!(["stampAfter", at, last]));
    assert_eq!(stamp(1000, 0), 1000);
    assert_eq!(stamp(1000, 1000), 1001);
    assert_eq!(stamp(1000 - DAY, 1001), 1002, "a clock that was set back");
    assert_eq!(
        stamp(1000, 5 * DAY),
        5 * DAY + 1,
        "one that was ahead before"
    );
    // Good and then forgotten, a day earlier by the clock: what came later decides.
    let mut later = review("b", 9.0, "acid", 1);
    later["stamp"] = json!(10 * DAY + 1);
    let states: Value = study.ask(
        "replay",
        &json!({ "log": [later, review("a", 10.0, "acid", 4)] }),
    );
    assert_eq!(states["acid"]["phase"], json!("relearning"));
    assert_eq!(states["acid"]["lastDay"], json!(9));
}

#[test]
fn taking_back_a_review_leaves_the_card_as_it_was() {
    let study = Study::load();
    let log = [review("a", 1.0, "acid", 3), review("b", 2.0, "acid", 3)];
    let before: Value = study.ask("replay", &json!({ "log": log }));
    let undone = [
        log.to_vec(),
        vec![
            review("c", 9.0, "acid", 1),
            entry("d", 9.1, "undo", "acid", json!({ "of": "c" })),
        ],
    ]
    .concat();
    assert_eq!(
        study.ask::<Value>("replay", &json!({ "log": undone })),
        before
    );
    // The first review taken back makes the card as good as new.
    let none: Value = study.ask("replay", &json!({ "log": [review("a", 1.0, "acid", 3), entry("b", 1.1, "undo", "acid", json!({ "of": "a" }))] }));
    assert_eq!(none, json!({}));
}

#[test]
fn suspending_and_flagging_hold_until_they_are_lifted_and_change_no_schedule() {
    let study = Study::load();
    let mut log = vec![review("a", 1.0, "acid", 3)];
    let state =
        |log: &[Value]| study.ask::<Value>("replay", &json!({ "log": log }))["acid"].clone();
    let plain = state(&log);
    for (at, kind, key, on) in [
        (2.0, "suspend", "suspended", true),
        (3.0, "flag", "flagged", true),
        (4.0, "unsuspend", "suspended", false),
        (5.0, "unflag", "flagged", false),
    ] {
        log.push(entry(kind, at, kind, "acid", json!({})));
        let now = state(&log);
        assert_eq!(now[key], json!(on), "{kind}");
        assert_eq!(now["stability"], plain["stability"]);
    }
    assert_eq!(state(&log), plain);
}

#[test]
fn a_renamed_question_keeps_its_history() {
    let study = Study::load();
    let log = [
        review("a", 1.0, "brewer", 3),
        review("b", 1.0, "cap", 3),
        review("c", 9.0, "cap-theorem", 3),
    ];
    let aliases = json!({ "brewer": "cap", "cap": "cap-theorem" });
    let states: Value = study.ask("replay", &json!({ "log": log, "aliases": aliases }));
    assert_eq!(states.as_object().unwrap().len(), 1);
    assert_eq!(states["cap-theorem"]["reviews"], json!(3));
    // Names that go round in a circle end somewhere.
    let circle = json!({ "a": "b", "b": "a" });
    assert!(
        ["a", "b"].contains(
            &study
                .call::<String>(json!(["resolve", "a", circle]))
                .as_str()
        )
    );
    assert_eq!(
        study.call::<String>(json!(["resolve", "constructor", {}])),
        "constructor"
    );
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
            with("kind", json!("bury")),
            "Entry 2 of 2 is damaged (its kind is \"bury\")",
        ),
        (with("kind", json!("__proto__")), "its kind"),
        (without("took"), "it has no `took`"),
        (with("mood", json!(1)), "nothing is known of `mood`"),
        (with("grade", json!(0)), "its grade is 0"),
        (with("grade", json!(2.5)), "its grade is 2.5"),
        (with("grade", json!("3")), "its grade"),
        (with("took", json!(-1)), "its duration"),
        (with("at", json!(1e99)), "its time"),
        (with("at", json!(null)), "its time"),
        (with("stamp", json!(9_007_199_254_740_993i64)), "its stamp"),
        (with("day", json!(40)), "its day"),
        (with("id", json!("")), "its id"),
        (with("id", json!("a\u{0}")), "its id"),
        (with("card", json!("x".repeat(301))), "its card"),
        (
            file(json!([entry("u", 1.0, "undo", "acid", json!({ "of": 7 }))])),
            "what it takes back",
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
