//! A round: what follows from what happens, without a page, a store or a clock.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Study, runner};

/// The round after some events, and in `effects` all that was to be done.
fn after(study: &Study, events: &[Value]) -> Value {
    study.ask("round", &json!(events))
}

fn ask(card: &str) -> Value {
    json!({ "kind": "ask", "card": card })
}

fn loaded(card: &str) -> Value {
    json!({ "kind": "loaded", "card": card })
}

fn happens(kind: &str) -> Value {
    json!({ "kind": kind })
}

fn grade(grade: u8) -> Value {
    json!({ "kind": "grade", "grade": grade, "points": 3, "spent": 1500 })
}

fn written(id: &str) -> Value {
    json!({ "kind": "written", "id": id })
}

#[test]
fn a_card_is_asked_opened_and_graded() {
    let study = Study::load();
    let events = [
        ask("acid"),
        loaded("acid"),
        happens("reveal"),
        json!({ "kind": "tick", "point": 2, "on": true }),
        grade(3),
        written("one"),
    ];
    let round = after(&study, &events);
    assert_eq!(
        round["effects"],
        json!([
            "save",
            "load",
            "show",
            "save",
            "open",
            "save",
            "write review",
            "save",
            "next"
        ])
    );
    let done = json!({ "kind": "review", "id": "one", "card": "acid", "grade": 3, "ticked": [2], "points": 3, "spent": 1500 });
    assert_eq!(round["done"], json!([done]));
    assert_eq!(round["said"], json!({ "what": "graded", "grade": 3 }));
    let last = after(
        &study,
        &[&events[..], &[json!({ "kind": "ask", "card": null })]].concat(),
    );
    assert_eq!(last["phase"], json!("over"));
    assert_eq!(
        last["said"],
        json!({ "what": "graded", "grade": 3 }),
        "said with what comes next"
    );
}

#[test]
fn nothing_is_graded_twice_nor_before_it_is_open() {
    let study = Study::load();
    let open = [ask("acid"), loaded("acid"), happens("reveal")];
    let writes = |more: &[Value]| {
        let round = after(&study, &[&open[..2], more].concat());
        let effects: Vec<String> = serde_json::from_value(round["effects"].clone()).unwrap();
        effects
            .iter()
            .filter(|effect| effect.starts_with("write"))
            .count()
    };
    assert_eq!(writes(&[grade(3)]), 0, "before it is open");
    assert_eq!(writes(&[open[2].clone(), grade(3), grade(4)]), 1, "twice");
    let meanwhile = ["suspend", "undo", "flag"].map(happens);
    let busy = [&[open[2].clone(), grade(3)][..], &meanwhile].concat();
    assert_eq!(writes(&busy), 1, "while it is written");
}

#[test]
fn a_refused_write_leaves_the_round_as_it_was() {
    let study = Study::load();
    let open = [ask("acid"), loaded("acid"), happens("reveal")];
    let before = after(&study, &open);
    let mut refused = after(
        &study,
        &[&open[..], &[grade(3), happens("refused")]].concat(),
    );
    assert_eq!(
        refused["effects"].as_array().unwrap().last(),
        Some(&json!("say not written"))
    );
    refused["effects"] = before["effects"].clone();
    assert_eq!(refused, before);
    let again = [
        &open[..],
        &[grade(3), happens("refused"), grade(3), written("one")],
    ]
    .concat();
    assert_eq!(after(&study, &again)["done"][0]["id"], json!("one"));
}

#[test]
fn a_card_that_is_lost_can_be_fetched_again() {
    let study = Study::load();
    let lost = json!({ "kind": "lost", "card": "acid" });
    let round = after(&study, &[ask("acid"), lost.clone()]);
    assert_eq!(
        (&round["phase"], round["effects"].as_array().unwrap().last()),
        (&json!("failed"), Some(&json!("fail")))
    );
    let again = after(
        &study,
        &[ask("acid"), lost, happens("retry"), loaded("acid")],
    );
    assert_eq!(again["phase"], json!("question"));
    // What arrives after the next card was asked is of no use.
    let late = after(&study, &[ask("acid"), ask("cap"), loaded("acid")]);
    assert_eq!(late["phase"], json!("loading"));
}

#[test]
fn undo_brings_the_last_card_back_as_it_was_graded() {
    let study = Study::load();
    let graded = [
        ask("acid"),
        loaded("acid"),
        happens("reveal"),
        json!({ "kind": "tick", "point": 1, "on": true }),
        grade(1),
        written("one"),
        ask("cap"),
        loaded("cap"),
    ];
    let undone = [
        &graded[..],
        &[happens("undo"), written("two"), loaded("acid")],
    ]
    .concat();
    let round = after(&study, &undone);
    for (key, value) in [
        ("card", json!("acid")),
        ("phase", json!("answer")),
        ("ticked", json!([1])),
        ("spent", json!(1500)),
        ("done", json!([])),
    ] {
        assert_eq!(round[key], value, "{key}");
    }
    let none = after(&study, &[happens("undo")]);
    assert_eq!(none["effects"], json!(["say nothing to undo"]));
}

#[test]
fn the_clock_runs_while_a_card_is_asked_and_nobody_paused() {
    let study = Study::load();
    let pass = json!({ "kind": "pass", "time": 600 });
    let spent = |events: &[Value]| after(&study, events)["spent"].clone();
    let asked = [ask("acid"), loaded("acid")];
    assert_eq!(spent(&[ask("acid"), pass.clone()]), json!(0), "loading");
    let two = [&asked[..], &[pass.clone(), pass.clone()]].concat();
    assert_eq!(spent(&two), json!(1200));
    let paused = [&asked[..], &[happens("pause"), pass.clone()]].concat();
    assert_eq!(spent(&paused), json!(0));
    let on = [&paused[..], &[happens("pause"), pass]].concat();
    assert_eq!(spent(&on), json!(600));
}

#[test]
fn no_order_of_events_writes_two_things_at_once_or_loses_what_was_done() {
    let study = Study::load();
    let event = prop_oneof![
        "[abc]".prop_map(|card| ask(&card)),
        "[abc]".prop_map(|card| loaded(&card)),
        "[abc]".prop_map(|card| json!({ "kind": "lost", "card": card })),
        (1..=4_u8).prop_map(grade),
        "[a-z]{4}".prop_map(|id| written(&id)),
        Just(json!({ "kind": "flag", "on": true })),
        proptest::sample::select(vec![
            "reveal", "retry", "suspend", "undo", "refused", "pause", "resume"
        ])
        .prop_map(happens),
    ];
    runner(200)
        .run(&proptest::collection::vec(event, 0..40), |events| {
            let round = after(&study, &events);
            let effects: Vec<String> = serde_json::from_value(round["effects"].clone()).unwrap();
            let writes = effects
                .iter()
                .filter(|one| one.starts_with("write"))
                .count();
            let ended = events
                .iter()
                .filter(|event| ["written", "refused"].contains(&event["kind"].as_str().unwrap()))
                .count();
            prop_assert!(writes <= ended + 1);
            prop_assert!(round["done"].as_array().unwrap().len() <= writes);
            let is_open = ["question", "answer"].contains(&round["phase"].as_str().unwrap());
            prop_assert!(!is_open || round["card"].is_string());
            prop_assert_eq!(
                round["phase"] == "answer",
                round["phase"] != "question" && is_open
            );
            Ok(())
        })
        .unwrap();
}
