//! The draw of a mock interview.

use serde_json::{Value, json};

use super::Study;

/// Questions of three topics, ten of each level in each.
fn bank() -> Vec<Value> {
    let mut bank = Vec::new();
    for topic in ["aws", "databases", "networking"] {
        for level in 1..=3 {
            bank.extend((0..10).map(
                |n| json!({ "id": format!("{topic}-{level}-{n}"), "level": level, "topic": topic }),
            ));
        }
    }
    bank
}

fn plan(seed: &str, topics: &[&str], mix: &str, count: usize) -> Value {
    json!({ "seed": seed, "topics": topics, "mix": mix, "count": count })
}

fn draw(study: &Study, bank: &[Value], plan: Value) -> Vec<String> {
    study.call(json!(["draw", bank, plan]))
}

fn levels(ids: &[String]) -> Vec<&str> {
    ids.iter().map(|id| id.split('-').nth(1).unwrap()).collect()
}

#[test]
fn the_same_seed_draws_the_same_questions_from_a_bank_in_any_order() {
    let study = Study::load();
    let mut bank = bank();
    let first = draw(&study, &bank, plan("k7f2", &[], "balanced", 8));
    bank.reverse();
    assert_eq!(draw(&study, &bank, plan("k7f2", &[], "balanced", 8)), first);
    assert_ne!(draw(&study, &bank, plan("k7f3", &[], "balanced", 8)), first);
    // These are what links that were shared before draw: another result would break them.
    assert_eq!(study.call::<u32>(json!(["number", ""])), 2_872_998_923);
    assert_eq!(
        study.call::<u32>(json!(["number", "k7f2\ncap-theorem"])),
        PINNED
    );
}

/// What the function gave when it was written.
const PINNED: u32 = 2_189_804_837;

#[test]
fn a_mix_is_kept_from_easy_to_hard_and_topics_take_turns() {
    let study = Study::load();
    let bank = bank();
    let drawn = draw(&study, &bank, plan("a", &[], "balanced", 8));
    assert_eq!(levels(&drawn), ["1", "1", "2", "2", "2", "2", "3", "3"]);
    for topic in ["aws", "databases", "networking"] {
        let own = drawn.iter().filter(|id| id.starts_with(topic)).count();
        assert!((2..=3).contains(&own), "{topic}: {drawn:?}");
    }
    let hard = draw(&study, &bank, plan("a", &["aws"], "hard", 4));
    assert!(hard.iter().all(|id| id.starts_with("aws-3")), "{hard:?}");
}

#[test]
fn a_draw_has_no_question_twice_and_takes_what_there_is() {
    let study = Study::load();
    let bank = bank();
    for count in [1, 2, 3, 5, 7, 50] {
        for mix in ["balanced", "gentle", "steep", "easy", "medium", "hard"] {
            let mut drawn = draw(&study, &bank, plan("s", &[], mix, count));
            assert_eq!(drawn.len(), count, "{mix}");
            drawn.sort();
            drawn.dedup();
            assert_eq!(drawn.len(), count, "{mix}");
        }
    }
    // Where a level has too few, the nearest steps in; where the bank has too few, that is all.
    let few = &bank[..15];
    assert_eq!(
        levels(&draw(&study, few, plan("s", &[], "hard", 6))),
        ["2", "2", "2", "2", "2", "1"].map(|_| "2")[..5]
            .iter()
            .chain(&["1"])
            .rev()
            .copied()
            .collect::<Vec<_>>()
    );
    assert_eq!(draw(&study, few, plan("s", &[], "balanced", 50)).len(), 15);
    assert_eq!(draw(&study, &[], plan("s", &[], "balanced", 5)), [""; 0]);
}

#[test]
fn a_new_question_takes_one_place_at_most() {
    let study = Study::load();
    let mut bank = bank();
    let before = draw(&study, &bank, plan("stable", &["aws"], "balanced", 8));
    for n in 0..30 {
        bank.push(json!({ "id": format!("aws-2-new{n}"), "level": 2, "topic": "aws" }));
        let after = draw(&study, &bank, plan("stable", &["aws"], "balanced", 8));
        let lost = before.iter().filter(|id| !after.contains(id)).count();
        assert!(lost <= 1, "{n}: {before:?} {after:?}");
        bank.pop();
    }
}

#[test]
fn quotas_add_up() {
    let study = Study::load();
    let quotas = |mix: &str, count: u32| study.call::<[u32; 3]>(json!(["quotas", mix, count]));
    assert_eq!(quotas("balanced", 5), [1, 3, 1]);
    assert_eq!(quotas("balanced", 4), [1, 2, 1]);
    assert_eq!(quotas("balanced", 1), [0, 1, 0]);
    assert_eq!(quotas("gentle", 4), [3, 1, 0]);
    assert_eq!(quotas("steep", 2), [0, 1, 1]);
    for mix in ["balanced", "gentle", "steep", "easy", "medium", "hard"] {
        for count in 1..=50 {
            assert_eq!(
                quotas(mix, count).iter().sum::<u32>(),
                count,
                "{mix} {count}"
            );
        }
    }
}

#[test]
fn a_link_brings_its_plan_back_and_a_damaged_one_something_sensible() {
    let study = Study::load();
    let topics = json!(["aws", "databases"]);
    let read =
        |query: &str| study.ask::<Value>("fromQuery", &json!({ "query": query, "topics": topics }));
    let plan = json!({ "seed": "k7f2", "topics": ["aws", "databases"], "mix": "hard", "count": 7, "minutes": 3 });
    let query: String = study.call(json!(["toQuery", plan]));
    assert_eq!(
        query,
        "seed=k7f2&topics=aws,databases&mix=hard&n=7&minutes=3"
    );
    assert_eq!(read(&query), plan);
    assert_eq!(read("n=7"), json!(null), "no seed, no plan");
    let usual = json!({ "seed": "x", "topics": [], "mix": "balanced", "count": 5, "minutes": 5 });
    assert_eq!(
        read("seed=x&topics=nope&mix=toString&n=many&minutes="),
        usual
    );
    let most = read("seed=x&n=100000&minutes=-4");
    assert_eq!((&most["count"], &most["minutes"]), (&json!(50), &json!(1)));
}
