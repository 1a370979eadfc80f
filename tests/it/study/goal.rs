//! Studying for a date: what the plan promises, and what it brings to learners who are made up.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use serde_json::{Value, json};

use super::Study;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    cards: u32,
    days: u32,
    minutes: u32,
    plain: f64,
    allowed: f64,
    spent: f64,
    minutes_of_plain: f64,
    minutes_of_allowed: f64,
    minutes_of_spent: f64,
    gain_allowed: f64,
    gain_spent: f64,
}

/// New cards of one topic.
fn fresh(count: usize) -> Value {
    (0..count)
        .map(|at| json!({ "id": format!("c{at}"), "topic": "t" }))
        .collect()
}

fn plan(study: &Study, cards: &Value, date: i64, minutes: i64) -> Value {
    study.ask(
        "plan",
        &json!({ "cards": cards, "today": 0, "date": date, "minutes": minutes }),
    )
}

/// Small cases, because this engine is slow; all three hundred are run by the test below.
#[test]
fn a_few_learners_recall_more_by_the_plan_than_by_the_schedule() {
    let study = Study::load();
    for (seed, cards, days, minutes) in [(1, 24, 4, 12), (2, 30, 3, 15), (3, 20, 6, 10)] {
        let made = json!({ "seed": seed, "cards": cards, "days": days, "minutes": minutes });
        let row: Row = study.ask("compare", &made);
        println!(
            "{} cards, {} days, {} minutes: plain {} in {} minutes, allowed {} in {}, spent {} in {}",
            row.cards,
            row.days,
            row.minutes,
            row.plain,
            row.minutes_of_plain,
            row.allowed,
            row.minutes_of_allowed,
            row.spent,
            row.minutes_of_spent,
        );
        assert!(
            row.gain_allowed >= 0.0 && row.gain_spent >= -0.5,
            "seed {seed}"
        );
        assert!(row.minutes_of_allowed <= f64::from(days * minutes) + 0.1);
        assert!(row.minutes_of_spent <= row.minutes_of_plain + 0.1);
    }
}

#[test]
#[ignore = "takes minutes and needs Node: node tests/study/simulate.mjs"]
fn three_hundred_learners_recall_more_by_the_plan_than_by_the_schedule() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/study/simulate.mjs");
    let status = Command::new("node").arg(script).status().unwrap();
    assert!(status.success(), "below the floors");
}

#[test]
fn a_plan_fills_no_day_beyond_its_minutes_and_says_what_does_not_fit() {
    let study = Study::load();
    let cards = fresh(120);
    let tight = plan(&study, &cards, 3, 10);
    for day in tight["outlook"]["days"].as_array().unwrap() {
        assert!(day["minutes"].as_f64().unwrap() <= 10.0, "{day}");
    }
    let left: Vec<&str> = tight["outlook"]["leftOut"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    assert!((70..100).contains(&left.len()), "{}", left.len());
    assert_eq!(
        left.last(),
        Some(&"c119"),
        "the last of the list is left out first"
    );
    assert_eq!(
        tight["steps"][0],
        json!({ "id": "c0", "isNew": true }),
        "and the first is begun first"
    );
    let recall = |plan: &Value| plan["outlook"]["recall"].as_f64().unwrap();
    let roomy = plan(&study, &cards, 3, 60);
    assert_eq!(roomy["outlook"]["leftOut"], json!([]));
    assert!(recall(&roomy) > 0.9 && recall(&roomy) > recall(&tight) + 0.4);
}

#[test]
fn a_plan_is_made_of_log_and_clock_so_a_missed_day_is_planned_around() {
    let study = Study::load();
    let cards = fresh(30);
    assert_eq!(plan(&study, &cards, 5, 10), plan(&study, &cards, 5, 10));
    // Nobody came on the first day: the days that are left take what they can.
    let missed: Value = study.ask(
        "plan",
        &json!({ "cards": cards, "today": 1, "date": 5, "minutes": 10 }),
    );
    let days = missed["outlook"]["days"].as_array().unwrap();
    assert_eq!((days.len(), &days[0]["day"]), (4, &json!(1)));
    assert!(!missed["steps"].as_array().unwrap().is_empty());
    // On the date, and after it, there is no plan: the schedule goes on.
    for today in [5, 6] {
        let about = json!({ "cards": cards, "today": today, "date": 5, "minutes": 10 });
        assert_eq!(study.ask::<Value>("plan", &about), json!(null));
    }
}

#[test]
fn what_is_predicted_comes_true_for_who_forgets_as_everybody_does() {
    let study = Study::load();
    for (cards, days, minutes) in [(30, 4, 12), (40, 3, 10)] {
        let mut off = 0.0;
        for luck in 0..4 {
            let made = json!({ "seed": 9, "cards": cards, "days": days, "minutes": minutes, "luck": luck });
            let told: Value = study.ask("predicted", &made);
            off += (told["predicted"].as_f64().unwrap() - told["true"].as_f64().unwrap()) / 4.0;
        }
        assert!(off.abs() < 4.0, "{cards} cards: off by {off:.1} points");
    }
}

#[test]
fn where_one_stands_is_said_in_words() {
    let study = Study::load();
    let text = |left: u32, fresh: u32, reviews: u32, look: u32| {
        let about = json!({ "daysLeft": left, "fresh": fresh, "reviews": reviews, "look": look });
        study.call::<String>(json!(["goalText", about]))
    };
    assert_eq!(
        text(8, 12, 20, 0),
        "8 days, 12 new and 20 reviews today, about 16 minutes"
    );
    assert_eq!(text(1, 0, 1, 0), "1 day, 1 review today, about 1 minute");
    assert_eq!(text(3, 0, 0, 0), "3 days, nothing left for today");
    assert_eq!(
        text(0, 0, 0, 15),
        "Today is the day: one last look at 15 questions"
    );
}

#[test]
fn the_readers_own_pace_is_a_median_of_enough_answers() {
    let study = Study::load();
    let review = |card: usize, took: u32| json!({ "kind": "review", "card": format!("c{card}"), "took": took * 1000 });
    let few: Vec<Value> = (0..10).map(|card| review(card, 90)).collect();
    let usual = json!({ "fresh": 45, "review": 20 });
    assert_eq!(study.call::<Value>(json!(["paceOf", few])), usual);
    let mut many: Vec<Value> = (0..41).map(|card| review(card, 60 + card as u32)).collect();
    many.extend((0..10).map(|card| review(card, 5)));
    assert_eq!(
        study.call::<Value>(json!(["paceOf", many])),
        json!({ "fresh": 80, "review": 20 })
    );
}

/// A sitting by the plan: what was forgotten comes back, what was answered well does not, changed cards come first.
#[test]
fn the_queue_follows_the_plan() {
    let study = Study::load();
    let minute = 60_000;
    let day = 86_400_000;
    let cards = json!(["a", "b", "c", "d"]);
    let seen = |phase: &str, last: i64, step: u32, due: Value| json!({ "phase": phase, "firstDay": 1, "lastDay": last, "stability": 2.0, "step": step, "dueAt": due, "dueDay": null });
    let ask = |states: Value, changed: Value, at: i64| -> Value {
        let steps = json!([{ "id": "a", "isNew": false }, { "id": "b", "isNew": true }, { "id": "c", "isNew": true }]);
        study.ask("plannedQueue", &json!({ "cards": cards, "steps": steps, "states": states, "changed": changed, "moment": { "at": at, "day": 3 } }))
    };
    let now = 3 * day + minute;
    let start = ask(
        json!({ "a": seen("review", 1, 0, json!(null)) }),
        json!([]),
        now,
    );
    assert_eq!(
        (&start["next"], &start["left"]),
        (&json!("a"), &json!({ "fresh": 2, "learning": 0, "due": 1 }))
    );
    let changed = ask(
        json!({ "a": seen("review", 1, 0, json!(null)), "d": seen("review", 2, 0, json!(null)) }),
        json!(["d"]),
        now,
    );
    assert_eq!(
        changed["next"],
        json!("d"),
        "changed first, though no step says so"
    );
    // `a` is done, `b` was forgotten and comes back in a minute, `c` was answered well and waits for a second step.
    let later = json!({
        "a": seen("review", 3, 0, json!(null)),
        "b": seen("learning", 3, 0, json!(now + minute)),
        "c": seen("learning", 3, 1, json!(now + 9 * minute)),
    });
    let waiting = ask(later.clone(), json!([]), now);
    assert_eq!(
        (&waiting["next"], &waiting["left"]["learning"]),
        (&json!("b"), &json!(1)),
        "shown ahead, there is nothing else"
    );
    assert_eq!(ask(later, json!([]), now + 2 * minute)["next"], json!("b"));
}

/// One function says what is due, with a goal and without.
#[test]
fn what_is_due_is_one_answer() {
    let study = Study::load();
    let cards = json!(["a", "b", "c", "d"]);
    let seen = |last: i64, due: i64, stability: f64| json!({ "phase": "review", "firstDay": 1, "lastDay": last, "stability": stability, "dueDay": due });
    let states = json!({ "a": seen(1, 3, 1.0), "b": seen(2, 9, 20.0) });
    let ask = |plan: Value, changed: Value| -> Value {
        study.ask("agenda", &json!({
            "cards": cards, "states": states, "changed": changed, "moment": { "at": 3 * 86_400_000i64, "day": 3 },
            "settings": { "newADay": 1, "reviewsADay": null }, "today": { "fresh": 0, "reviewed": 0 }, "plan": plan,
        }))
    };
    let none = ask(json!(null), json!([]));
    assert_eq!(
        (&none["due"], &none["fresh"], &none["daysLeft"]),
        (&json!(["a"]), &json!(["c"]), &json!(null))
    );
    let changed = ask(json!(null), json!(["b"]));
    assert_eq!(
        (&changed["due"], &changed["changed"]),
        (&json!(["a", "b"]), &json!(["b"]))
    );
    let goal = |date: i64| json!({ "goal": { "date": date }, "cards": ["b", "c", "d"], "steps": [{ "id": "c", "isNew": true }, { "id": "b", "isNew": false }] });
    let planned = ask(goal(5), json!([]));
    assert_eq!(
        (
            &planned["due"],
            &planned["fresh"],
            &planned["daysLeft"],
            &planned["others"]
        ),
        (&json!(["b"]), &json!(["c"]), &json!(2), &json!(1))
    );
    let day = ask(goal(3), json!([]));
    assert_eq!(
        (&day["look"], &day["due"]),
        (&json!(["b"]), &json!([])),
        "one last look at what was learned"
    );
    assert_eq!(
        ask(goal(2), json!([])),
        none,
        "after the date the schedule goes on"
    );
}
