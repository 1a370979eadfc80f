//! What the progress page counts and draws.

use serde_json::{Value, json};

use super::Study;

const DAY: i64 = 86_400_000;

fn review(n: usize, day: i64, card: &str, grade: u8) -> Value {
    json!({ "id": n.to_string(), "stamp": n, "at": day * DAY, "day": day, "kind": "review", "card": card, "grade": grade, "took": 0 })
}

/// One review on each of these days.
fn on(days: &[i64]) -> Vec<Value> {
    days.iter()
        .enumerate()
        .map(|(n, &day)| review(n, day, "acid", 3))
        .collect()
}

#[test]
fn what_is_overdue_is_due_today_and_new_or_suspended_cards_are_not() {
    let study = Study::load();
    let state = |due: i64, suspended: bool| json!({ "phase": "review", "dueAt": null, "dueDay": due, "lastDay": 90, "suspended": suspended });
    let states = json!([
        state(80, false), state(100, false), state(101, false), state(129, false), state(130, false), state(100, true),
        { "phase": "new" },
        { "phase": "learning", "dueAt": 5, "dueDay": null, "lastDay": 100 },
    ]);
    let forecast: Value = study.call(json!(["forecast", states, { "at": 0, "day": 100 }]));
    assert_eq!(
        forecast["now"],
        json!(2),
        "the learning card is not due yet"
    );
    let counts: Vec<i64> = forecast["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| day["count"].as_i64().unwrap())
        .collect();
    assert_eq!(counts.len(), 30);
    assert_eq!(
        (counts[0], counts[1], counts[29], counts.iter().sum::<i64>()),
        (3, 1, 1, 5)
    );
    assert_eq!(forecast["days"][29]["day"], json!(129));
}

#[test]
fn a_streak_ends_with_a_day_without_a_review_but_not_with_a_morning() {
    let study = Study::load();
    let streak = |days: &[i64]| study.call::<Value>(json!(["streak", on(days), 100]));
    assert_eq!(streak(&[])["current"], json!(0));
    assert_eq!(
        streak(&[98, 99, 99, 100]),
        json!({ "current": 3, "longest": 3, "studied": 3, "today": true })
    );
    assert_eq!(
        streak(&[97, 98, 99])["current"],
        json!(3),
        "today can still come"
    );
    assert_eq!(streak(&[96, 97, 98])["current"], json!(0));
    assert_eq!(
        streak(&[10, 11, 12, 13, 99]),
        json!({ "current": 1, "longest": 4, "studied": 5, "today": false })
    );
    // Days that have not come yet are a wrong clock's.
    assert_eq!(streak(&[100, 200])["current"], json!(1));
}

#[test]
fn retention_counts_the_first_answer_of_a_day_of_what_was_under_review() {
    let study = Study::load();
    let reviews = [
        review(0, 1, "acid", 4),
        review(1, 9, "acid", 3),
        review(2, 9, "acid", 1),
        review(3, 9, "acid", 3),
        review(4, 20, "acid", 1),
        review(5, 20, "acid", 3),
        // Still learning: nothing to be remembered.
        review(6, 1, "cap", 3),
        review(7, 2, "cap", 1),
        review(8, 30, "acid", 2),
    ];
    let retention = |from: i64| study.call::<Value>(json!(["retention", reviews, from]));
    assert_eq!(
        retention(0),
        json!({ "asked": 3, "recalled": 2, "share": 2.0 / 3.0 })
    );
    assert_eq!(
        retention(30),
        json!({ "asked": 1, "recalled": 1, "share": 1 })
    );
    assert_eq!(
        retention(31),
        json!({ "asked": 0, "recalled": 0, "share": null })
    );
}

#[test]
fn the_heat_map_has_whole_weeks_up_to_today() {
    let study = Study::load();
    // 2026-11-21 is a Saturday.
    let today = 20_778;
    let mut days = vec![today; 9];
    days.extend([
        today - 1,
        today - 1,
        today - 5,
        today - 370,
        today - 400,
        today + 1,
    ]);
    let weeks: Vec<Value> = study.call(json!(["heatMap", on(&days), today]));
    assert_eq!(weeks.len(), 53);
    let last = weeks[52]["days"].as_array().unwrap();
    assert_eq!(last.len(), 6, "Monday to Saturday");
    assert_eq!(last[5], json!({ "day": today, "count": 9, "shade": 4 }));
    assert_eq!(last[0]["count"], json!(1), "the Monday");
    let all: i64 = weeks
        .iter()
        .flat_map(|week| week["days"].as_array().unwrap())
        .map(|day| day["count"].as_i64().unwrap())
        .sum();
    assert_eq!(all, 12, "neither tomorrow nor more than a year ago");
    for week in &weeks {
        assert_eq!(study.call::<i64>(json!(["weekday", week["monday"]])), 0);
        for day in week["days"].as_array().unwrap() {
            assert_eq!(day["count"] == json!(0), day["shade"] == json!(0));
        }
    }
}

#[test]
fn mastery_counts_each_card_once() {
    let study = Study::load();
    let review = json!({ "phase": "review", "dueAt": null, "lastDay": 90 });
    let with = |key: &str, value: Value| {
        let mut state = review.clone();
        state[key] = value;
        state
    };
    let states = json!([{ "phase": "new" }, with("dueDay", json!(100)), with("dueDay", json!(101)), { "phase": "relearning", "dueAt": 0, "lastDay": 100 }, { "phase": "new", "suspended": true }]);
    let counts: Value = study.call(json!(["mastery", states, { "at": 0, "day": 100 }]));
    assert_eq!(
        counts,
        json!({ "new": 1, "learning": 1, "due": 1, "known": 1, "suspended": 1, "changed": 0, "total": 5 })
    );
}

/// All nodes of a chart, from the outside in.
fn nodes<'a>(node: &'a Value, found: &mut Vec<&'a Value>) {
    if node.is_object() {
        found.push(node);
        for child in node["children"].as_array().unwrap() {
            nodes(child, found);
        }
    }
}

fn all<'a>(tree: &'a Value, tag: &str) -> Vec<&'a Value> {
    let mut found = Vec::new();
    nodes(tree, &mut found);
    found
        .into_iter()
        .filter(|node| node["tag"] == json!(tag))
        .collect()
}

#[test]
fn bars_stay_within_the_chart_and_the_table_says_the_same() {
    let study = Study::load();
    for most in [0, 1, 4, 7, 99, 1234] {
        let days: Vec<Value> = (0..30).map(|n| json!({ "day": 20_000 + n, "count": if n == 3 { most } else { n % 2 * most / 2 } })).collect();
        let chart: Value = study.call(json!(["forecastChart", days]));
        let bars = all(&chart, "rect");
        assert_eq!(bars.len(), 30);
        for bar in bars {
            let side = |name: &str| bar["attributes"][name].as_f64().unwrap();
            assert!(
                side("y") >= 10.0 - 0.01 && side("y") + side("height") <= 156.01,
                "{bar}"
            );
            assert!(
                side("x") >= 30.0 && side("x") + side("width") <= 600.0,
                "{bar}"
            );
        }
        let table: Value = study.call(json!(["forecastTable", days]));
        assert_eq!(all(&table, "td").len(), 30);
        let said = most.to_string().replace("1234", "1,234");
        assert_eq!(all(&table, "td")[3]["children"], json!([said]));
        assert_eq!(all(&table, "th")[2]["children"], json!(["Today"]));
    }
}

#[test]
fn a_mirrored_chart_has_its_words_inside() {
    let study = Study::load();
    let days: Vec<Value> = (0..30)
        .map(|n| json!({ "day": 20_000 + n, "count": 1234 }))
        .collect();
    let weeks: Value = study.call(json!(["heatMap", on(&[20_778]), 20_778]));
    for chart in [json!(["forecastChart", days]), json!(["heatChart", weeks])] {
        let chart: Value = study.call(chart);
        let mirrored: Value = study.call(json!(["mirrored", chart]));
        let width: f64 = {
            let sides = chart["attributes"]["viewBox"].as_str().unwrap();
            sides.split(' ').nth(2).unwrap().parse().unwrap()
        };
        let pairs = all(&chart, "text").into_iter().zip(all(&mirrored, "text"));
        let mut ended = 0;
        for (one, other) in pairs {
            let at = |text: &Value| text["attributes"]["x"].as_f64().unwrap();
            assert!((at(one) + at(other) - width).abs() < 0.1, "{one} {other}");
            // What ended at a place begins there, and the other way round: it stands on the other side of it.
            let sides = [one, other].map(|text| text["attributes"]["class"].as_str().unwrap());
            match sides {
                ["tick end", "tick start"] | ["tick start", "tick end"] => ended += 1,
                [one, other] => assert_eq!([one, one], [other, "tick"]),
            }
        }
        assert!(ended > 2, "{mirrored}");
    }
}

#[test]
fn an_axis_ends_with_a_round_number_that_can_be_halved() {
    let study = Study::load();
    let ends: Vec<u32> = [0, 1, 4, 5, 9, 11, 35, 41, 101, 999]
        .into_iter()
        .map(|most| study.call(json!(["ceiling", most])))
        .collect();
    assert_eq!(ends, [4, 4, 4, 6, 10, 20, 40, 50, 200, 1000]);
}

#[test]
fn the_heat_map_draws_every_day_once_and_its_table_adds_up() {
    let study = Study::load();
    let today = 20_778;
    let weeks: Value = study.call(json!([
        "heatMap",
        on(&[today, today, today - 40, today - 300]),
        today
    ]));
    let chart: Value = study.call(json!(["heatChart", weeks]));
    assert_eq!(all(&chart, "rect").len(), 52 * 7 + 6);
    assert!(
        all(&chart, "title")
            .iter()
            .any(|title| title["children"] == json!(["21 November: 2 reviews"]))
    );
    let table: Value = study.call(json!(["heatTable", weeks]));
    let cells = all(&table, "td");
    let reviews: i64 = cells
        .iter()
        .skip(1)
        .step_by(2)
        .map(|cell| {
            cell["children"][0]
                .as_str()
                .unwrap()
                .parse::<i64>()
                .unwrap()
        })
        .sum();
    assert_eq!(reviews, 4);
}

#[test]
fn a_bar_of_mastery_is_as_long_as_its_parts() {
    let study = Study::load();
    let bar: Value = study
        .call(json!(["masteryBar", { "known": 1, "due": 1, "learning": 2, "new": 4, "total": 8 }]));
    let ends: Vec<(f64, f64)> = all(&bar, "rect")
        .iter()
        .map(|part| {
            (
                part["attributes"]["x"].as_f64().unwrap(),
                part["attributes"]["width"].as_f64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        ends,
        [(0.0, 200.0), (0.0, 25.0), (25.0, 25.0), (50.0, 50.0)]
    );
    let empty: Value = study
        .call(json!(["masteryBar", { "known": 0, "due": 0, "learning": 0, "new": 0, "total": 0 }]));
    assert_eq!(all(&empty, "rect").len(), 1);
}
