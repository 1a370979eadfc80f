//! The log: whatever two devices have, and however it comes together, they end with the same.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Study, runner};

pub(super) const DAY: i64 = 86_400_000;

/// An entry at a moment, in days.
pub(super) fn entry(id: &str, at: f64, kind: &str, card: &str, more: Value) -> Value {
    let at = (at * DAY as f64) as i64;
    let mut entry =
        json!({ "id": id, "stamp": at, "at": at, "day": at / DAY, "kind": kind, "card": card });
    for (key, value) in more.as_object().unwrap() {
        entry[key] = value.clone();
    }
    entry
}

pub(super) fn review(id: &str, at: f64, card: &str, grade: u8) -> Value {
    entry(id, at, "review", card, json!({ "grade": grade, "took": 0 }))
}

/// Logs of a few ids, cards and moments, so that ids meet, undoing finds something, and stamps are equal.
pub(super) fn logs() -> impl Strategy<Value = Vec<Value>> {
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
    let digest = || proptest::sample::select(vec!["e1", "e2", "e3"]);
    let reviews = (
        reviews,
        proptest::option::of(digest()),
        proptest::option::of(proptest::collection::vec(digest(), 0..3)),
    )
        .prop_map(|(mut entry, edition, missed)| {
            if let Some(edition) = edition {
                entry["edition"] = json!(edition);
            }
            if let Some(missed) = missed {
                entry["missed"] = json!(missed);
            }
            entry
        });
    let known =
        stamped("known").prop_flat_map(with("edition", digest().prop_map(Value::from).boxed()));
    let notes =
        stamped("note").prop_flat_map(with("text", "[a-c\n]{0,6}".prop_map(Value::from).boxed()));
    let goals = (
        stamped("goal"),
        proptest::option::of(0..60i64),
        1..90i64,
        digest(),
    )
        .prop_map(|(mut entry, date, minutes, scope)| {
            entry["card"] = json!("_goal");
            entry["date"] = json!(date);
            entry["minutes"] = json!(minutes);
            entry["scope"] = json!(scope);
            entry
        });
    // What only an edition to come understands, some of it without a card.
    let foreign =
        (stamped("bury"), any::<bool>(), 0..3i64).prop_map(|(mut entry, has_card, deep)| {
            if !has_card {
                entry.as_object_mut().unwrap().remove("card");
            }
            entry["more"] = json!({ "z": [deep, { "b": deep, "a": null }] });
            entry
        });
    let undone_goal = stamped("undo")
        .prop_flat_map(with("of", id().prop_map(Value::from).boxed()))
        .prop_map(|mut entry| {
            entry["card"] = json!("_goal");
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
        1 => known,
        1 => notes,
        1 => goals,
        1 => undone_goal,
        1 => foreign,
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
    runner(1000)
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
            let goal = |log: &Vec<Value>| study.call::<Value>(json!(["goalOf", log]));
            prop_assert_eq!(goal(&once), goal(&doubled), "the goal");
            for one in once.iter() {
                let fault = study.call::<Value>(json!(["faultOf", one]));
                prop_assert!(
                    fault.is_null() || fault["key"] == json!("day"),
                    "{one}: {fault:?}"
                );
            }
            Ok(())
        })
        .unwrap();
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
fn what_only_a_newer_edition_understands_is_kept_and_changes_nothing() {
    let study = Study::load();
    let known = [review("a", 1.0, "acid", 3)];
    let mut odd = review("m", 2.0, "cap", 3);
    odd["mood"] = json!({ "b": 1, "a": [2] });
    let foreign = [
        entry("b", 2.0, "bury", "acid", json!({ "until": 9 })),
        entry("p", 2.0, "__proto__", "acid", json!({})),
        odd,
    ];
    let log = [&known[..], &foreign[..]].concat();
    let text: String = study.call(json!(["writeFile", log]));
    let read: Value = study.call(json!(["readFile", text]));
    assert_eq!(read["fault"], json!(null));
    assert_eq!(
        study.call::<String>(json!(["writeFile", read["entries"]])),
        text
    );
    for kept in ["\"until\":9", "__proto__", "\"mood\":{\"a\":[2],\"b\":1}"] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    let states =
        |log: &[Value]| study.ask::<Value>("replay", &json!({ "log": log }))["acid"].clone();
    assert_eq!(states(&log), states(&known));
}

#[test]
fn the_last_goal_counts_and_the_one_before_comes_back_when_it_is_taken_back() {
    let study = Study::load();
    let goal = |id: &str, at: f64, date: Value| {
        entry(
            id,
            at,
            "goal",
            "_goal",
            json!({ "date": date, "scope": "all", "minutes": 20 }),
        )
    };
    let date = |log: &[Value]| study.call::<Value>(json!(["goalOf", log]))["date"].clone();
    let mut log = vec![goal("a", 1.0, json!(30)), goal("b", 2.0, json!(40))];
    assert_eq!(date(&log), json!(40));
    log.push(goal("c", 3.0, json!(null)));
    assert_eq!(
        study.call::<Value>(json!(["goalOf", log])),
        json!(null),
        "given up"
    );
    log.push(entry("d", 4.0, "undo", "_goal", json!({ "of": "c" })));
    assert_eq!(date(&log), json!(40));
    log.push(entry("e", 5.0, "undo", "_goal", json!({ "of": "b" })));
    assert_eq!(date(&log), json!(30));
    assert_eq!(
        study.ask::<Value>("replay", &json!({ "log": log })),
        json!({}),
        "no card of that name"
    );
}

#[test]
fn notes_editions_and_missed_points_are_states_that_can_be_taken_back() {
    let study = Study::load();
    let state =
        |log: &[Value]| study.ask::<Value>("replay", &json!({ "log": log }))["acid"].clone();
    let mut first = review("a", 1.0, "acid", 3);
    first["edition"] = json!("e1");
    first["missed"] = json!(["p2"]);
    let mut log = vec![first];
    let learned = state(&log);
    assert_eq!(
        (&learned["edition"], &learned["missed"]),
        (&json!("e1"), &json!(["p2"]))
    );
    log.push(entry("b", 2.0, "known", "acid", json!({ "edition": "e2" })));
    log.push(entry(
        "c",
        3.0,
        "note",
        "acid",
        json!({ "text": "ask about the log" }),
    ));
    let now = state(&log);
    assert_eq!(
        (&now["edition"], &now["note"]),
        (&json!("e2"), &json!("ask about the log"))
    );
    assert_eq!(now["dueAt"], learned["dueAt"], "no review");
    // An old review says nothing of editions and points: what is known of them stays.
    log.push(review("d", 4.0, "acid", 3));
    assert_eq!(
        (&state(&log)["edition"], &state(&log)["missed"]),
        (&json!("e2"), &json!(["p2"]))
    );
    for (at, of) in ["b", "c", "d"].iter().enumerate() {
        log.push(entry(
            &format!("u{at}"),
            5.0 + at as f64,
            "undo",
            "acid",
            json!({ "of": of }),
        ));
    }
    assert_eq!(state(&log), learned);
}
