//! FSRS-6 against published numbers and against a reference implementation.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Study;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Card {
    phase: String,
    stability: f64,
    difficulty: f64,
    /// Days, or minutes with an `m`.
    wait: String,
    first_day: i64,
    last_day: i64,
    reviews: u32,
    lapses: u32,
}

/// Days since the review before, minutes since then within the day, grade.
type Reviews = Vec<(u32, u32, u8)>;

fn history(study: &Study, reviews: &Reviews, options: Value) -> Vec<Card> {
    study.ask(
        "history",
        &json!({ "reviews": reviews, "options": options }),
    )
}

/// Reviews with these grades, on these days.
fn on_days(grades: &[u8], days: &[u32]) -> Reviews {
    let gaps = days
        .iter()
        .scan(0, |before, &day| Some(day - std::mem::replace(before, day)));
    grades
        .iter()
        .zip(gaps)
        .map(|(&grade, gap)| (gap, 0, grade))
        .collect()
}

#[track_caller]
fn assert_near(found: f64, wanted: f64, off: f64) {
    assert!((found - wanted).abs() <= off, "{found}, not {wanted}");
}

#[test]
fn a_history_of_six_reviews_has_the_published_memory() {
    let study = Study::load();
    let gaps = [0, 0, 1, 3, 8, 21];
    let reviews: Reviews = [1, 3, 3, 3, 3, 3]
        .iter()
        .zip(gaps)
        .map(|(&grade, gap)| (gap, 0, grade))
        .collect();
    let last = history(&study, &reviews, json!({})).pop().unwrap();
    // What was published was computed in single precision, whose error grows to this over six reviews.
    assert_near(last.stability, 53.62691, 5e-5);
    assert_near(last.difficulty, 6.357_486_7, 1e-6);
    let last = history(&study, &reviews, json!({ "sameDay": false }))
        .pop()
        .unwrap();
    assert_near(last.stability, 53.335_106, 5e-5);
}

#[test]
fn the_first_review_gives_the_published_difficulties() {
    let study = Study::load();
    let wanted = [
        (1, 6.4133, 0.212),
        (2, 5.112_170_71, 1.2931),
        (3, 2.118_103_97, 2.3065),
        (4, 1.0, 8.2956),
    ];
    for (grade, difficulty, stability) in wanted {
        let card = history(&study, &vec![(0, 0, grade)], json!({}))
            .pop()
            .unwrap();
        assert_near(card.difficulty, difficulty, 5e-9);
        assert_near(card.stability, stability, 0.0);
    }
}

#[test]
fn learning_forgetting_and_learning_again_take_the_published_days() {
    let study = Study::load();
    let grades = [3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3];
    // Each review is on the day on which the card is due.
    let mut reviews = Reviews::new();
    let mut days = Vec::new();
    for grade in grades {
        reviews.push((days.last().copied().unwrap_or(0), 0, grade));
        let wait = history(&study, &reviews, json!({})).pop().unwrap().wait;
        days.push(wait.parse().unwrap_or(0));
    }
    assert_eq!(days, [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]);
}

#[test]
fn steps_are_minutes_until_a_card_is_done_with_them() {
    let study = Study::load();
    let waits = |grades: &[u8]| -> Vec<String> {
        let reviews = grades.iter().map(|&grade| (0, 1, grade)).collect();
        history(&study, &reviews, json!({}))
            .into_iter()
            .map(|card| card.wait)
            .collect()
    };
    assert_eq!(waits(&[1, 1, 3]), ["1m", "1m", "10m"]);
    assert_eq!(waits(&[2, 2]), ["5.5m", "5.5m"]);
    assert_eq!(waits(&[3, 2, 1]), ["10m", "10m", "1m"]);
    assert_eq!(waits(&[4]), ["8"]);
    // Learning again has one step, and half as much more for what was hard.
    let again = history(
        &study,
        &on_days(&[4, 1, 2, 1, 3], &[0, 8, 8, 8, 8]),
        json!({}),
    );
    let waits: Vec<&str> = again.iter().map(|card| card.wait.as_str()).collect();
    assert_eq!(waits[1..4], ["10m", "15m", "10m"]);
    let phases: Vec<&str> = again.iter().map(|card| card.phase.as_str()).collect();
    assert_eq!(
        phases,
        ["review", "relearning", "relearning", "relearning", "review"]
    );
    assert_eq!(
        (again[4].lapses, again[4].reviews),
        (1, 5),
        "forgotten once"
    );
    assert_eq!((again[4].first_day, again[4].last_day), (0, 8));
}

/// The fixture is what the reference implementation, PyPI's `fsrs` 6.3.2 without fuzzing, makes of 1,500 random histories:
///
/// ```sh
/// pip install fsrs==6.3.2 && python tests/study/record.py > tests/study/reference.json
/// ```
#[test]
fn random_histories_go_as_in_the_reference_implementation() {
    let study = Study::load();
    type Line = (u32, String, String, f64, f64);
    let lines: Vec<Line> =
        serde_json::from_str(include_str!("../../study/reference.json")).unwrap();
    assert!(lines.len() >= 1000);
    let (mut same_day, mut again, mut extreme) = (0, 0, 0);
    for (percent, written, waits, stability, difficulty) in &lines {
        let reviews: Reviews = written
            .split(' ')
            .map(|review| {
                let parts: Vec<u32> = review
                    .split('.')
                    .map(|part| part.parse().unwrap())
                    .collect();
                (parts[0], parts[1], parts[2].try_into().unwrap())
            })
            .collect();
        let retention = f64::from(*percent) / 100.0;
        let cards = history(&study, &reviews, json!({ "retention": retention }));
        let found: Vec<&str> = cards.iter().map(|card| card.wait.as_str()).collect();
        assert_eq!(found.join(" "), *waits, "{written}");
        let last = cards.last().unwrap();
        // The fixture has nine digits.
        assert_near(last.stability, *stability, stability * 1e-8);
        assert_near(last.difficulty, *difficulty, difficulty * 1e-8);
        same_day += reviews
            .iter()
            .skip(1)
            .filter(|review| review.0 == 0)
            .count();
        again += cards
            .iter()
            .filter(|card| card.phase == "relearning")
            .count();
        extreme += reviews.iter().filter(|review| review.0 >= 3650).count();
    }
    // The fixture has what it is there for.
    assert!(
        same_day > 1000 && again > 500 && extreme > 500,
        "{same_day} {again} {extreme}"
    );
}

#[test]
fn what_a_button_promises_is_what_its_grade_does() {
    let study = Study::load();
    let lines: Vec<(u32, String)> =
        serde_json::from_str::<Vec<Value>>(include_str!("../../study/reference.json"))
            .unwrap()
            .into_iter()
            .take(200)
            .map(|line| (90, line[1].as_str().unwrap().to_owned()))
            .collect();
    for (_, written) in lines {
        let reviews: Vec<Vec<u32>> = written
            .split(' ')
            .map(|review| {
                review
                    .split('.')
                    .map(|part| part.parse().unwrap())
                    .collect()
            })
            .collect();
        let about = json!({ "reviews": reviews, "options": {} });
        assert!(study.ask::<bool>("previews", &about), "{written}");
    }
}

#[test]
fn a_clock_that_was_set_back_makes_a_review_one_of_the_same_day() {
    let study = Study::load();
    let card = study.call::<Value>(json!(["review", study.call::<Value>(json!(["review", new_card(), { "grade": 4, "at": 0, "day": 100 }])), { "grade": 3, "at": 0, "day": 99 }]));
    let same = study.call::<Value>(json!(["review", study.call::<Value>(json!(["review", new_card(), { "grade": 4, "at": 0, "day": 100 }])), { "grade": 3, "at": 0, "day": 100 }]));
    assert_eq!(card["stability"], same["stability"]);
    assert_eq!(card["difficulty"], same["difficulty"]);
    assert_eq!(card["lastDay"], json!(99));
}

#[test]
fn a_card_that_was_seen_under_a_clock_far_ahead_is_due() {
    let study = Study::load();
    let seen: Value =
        study.call(json!(["review", new_card(), { "grade": 4, "at": 0, "day": 5000 }]));
    let due = |day: u32| study.call::<bool>(json!(["isDue", seen, { "at": 0, "day": day }]));
    assert!(due(1000), "years before it was seen");
    assert!(!due(4999), "a clock set back a day makes nothing due");
    assert!(!due(5000) && !due(5007));
    assert!(due(5008) && due(6000));
}

fn new_card() -> Value {
    json!({
        "phase": "new", "step": 0, "stability": 0, "difficulty": 0, "dueAt": null, "dueDay": null,
        "firstDay": 0, "lastDay": 0, "lastAt": 0, "reviews": 0, "lapses": 0,
    })
}

#[test]
fn the_day_turns_at_four_in_the_morning_of_local_time() {
    let study = Study::load();
    let day = |at: i64, offset: i64| study.call::<i64>(json!(["dayOf", at, offset]));
    let hour = 3_600_000;
    assert_eq!(day(4 * hour, 0), 0);
    assert_eq!(day(4 * hour - 1, 0), -1);
    assert_eq!(day(28 * hour - 1, 0), 0);
    // In Berlin in winter, an hour ahead of UTC, it turns at three by UTC; in New York at nine.
    assert_eq!((day(3 * hour, -60), day(3 * hour - 1, -60)), (0, -1));
    assert_eq!((day(9 * hour, 300), day(9 * hour - 1, 300)), (0, -1));
    assert_eq!(
        study.call::<String>(json!(["isoDate", 20_778])),
        "2026-11-21"
    );
    assert_eq!(
        study.call::<u8>(json!(["weekday", 20_778])),
        5,
        "a Saturday"
    );
}
