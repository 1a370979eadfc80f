//! What a sitting shows next.

use serde_json::{Value, json};

use super::Study;

const MINUTE: i64 = 60_000;

/// A request at day 100, with two of everything: due, new, and learning.
fn request() -> Value {
    json!({
        "cards": ["a", "b", "c", "d", "e", "f"],
        "states": {
            "b": { "phase": "review", "stability": 10, "lastDay": 90, "dueDay": 100 },
            "d": { "phase": "review", "stability": 2, "lastDay": 96, "dueDay": 98 },
            "e": { "phase": "learning", "dueAt": 30 * MINUTE, "lastDay": 100, "firstDay": 100 },
            "f": { "phase": "review", "stability": 10, "lastDay": 95, "dueDay": 101 },
        },
        "moment": { "at": 0, "day": 100 },
        "settings": { "newADay": 10, "reviewsADay": null, "order": "forgotten" },
        "today": { "fresh": 0, "reviewed": 0 },
    })
}

fn with(path: &str, value: Value) -> Value {
    let mut request = request();
    match request.pointer_mut(path) {
        Some(place) => *place = value,
        None => {
            let (parent, key) = path.rsplit_once('/').unwrap();
            request.pointer_mut(parent).unwrap()[key] = value;
        }
    }
    request
}

/// All cards in the order in which they come, each graded easy.
fn order(study: &Study, mut request: Value) -> Vec<String> {
    let mut shown = Vec::new();
    loop {
        let queue: Value = study.ask("queue", &request);
        let Some(next) = queue["next"].as_str() else {
            return shown;
        };
        let is_new = request["states"].get(next).is_none();
        let day = &request["moment"]["day"];
        let seen = json!({ "phase": "review", "stability": 50, "firstDay": day, "lastDay": day, "dueDay": 1000 });
        request["states"][next] = seen;
        let kind = if is_new { "fresh" } else { "reviewed" };
        request["today"][kind] = json!(request["today"][kind].as_i64().unwrap() + 1);
        if let Some(once) = request.get_mut("once") {
            once.as_array_mut().unwrap().push(json!(next));
        }
        shown.push(next.to_owned());
    }
}

#[test]
fn what_is_most_forgotten_comes_first_and_new_questions_last() {
    let study = Study::load();
    assert_eq!(order(&study, request()), ["d", "b", "a", "c"]);
    assert_eq!(
        order(&study, with("/settings/order", json!("bank"))),
        ["b", "d", "a", "c"]
    );
    let left = study.ask::<Value>("queue", &request())["left"].clone();
    assert_eq!(left, json!({ "fresh": 2, "learning": 0, "due": 2 }));
}

#[test]
fn new_questions_come_from_all_topics_in_turn_and_otherwise_in_their_order() {
    let study = Study::load();
    let mut request = request();
    request["states"] = json!({});
    assert_eq!(
        order(&study, request.clone()),
        ["a", "b", "c", "d", "e", "f"],
        "as in a path"
    );
    request["topics"] = json!({ "a": "x", "b": "x", "c": "x", "d": "x", "e": "y", "f": "z" });
    assert_eq!(
        order(&study, request.clone()),
        ["a", "e", "f", "b", "c", "d"],
        "what comes next does not depend on what was graded meanwhile"
    );
    // Two a day of three topics: the next day goes on where this one ended.
    request["settings"]["newADay"] = json!(2);
    assert_eq!(order(&study, request.clone()), ["a", "e"]);
    request["settings"]["order"] = json!("shuffled");
    request["settings"]["newADay"] = json!(6);
    let mut shuffled = order(&study, request);
    shuffled.sort();
    assert_eq!(shuffled, ["a", "b", "c", "d", "e", "f"]);
}

#[test]
fn a_shuffled_order_is_the_same_all_day() {
    let study = Study::load();
    let mut request = with("/settings/order", json!("shuffled"));
    request["cards"] = (0..30).map(|n| format!("card-{n}")).collect();
    request["settings"]["newADay"] = json!(30);
    let first = order(&study, request.clone());
    request["moment"]["at"] = json!(3 * 60 * MINUTE);
    assert_eq!(order(&study, request.clone()), first);
    request["moment"]["day"] = json!(101);
    assert_ne!(order(&study, request), first);
}

#[test]
fn a_learning_card_that_is_due_goes_before_everything() {
    let study = Study::load();
    let next =
        |at: i64| study.ask::<Value>("queue", &with("/moment/at", json!(at)))["next"].clone();
    assert_eq!(next(29 * MINUTE), json!("d"));
    assert_eq!(next(30 * MINUTE), json!("e"));
}

#[test]
fn a_learning_card_is_shown_ahead_where_nothing_else_is_left_and_waited_for_where_it_is_far() {
    let study = Study::load();
    let mut request = request();
    request["cards"] = json!(["e"]);
    let queue: Value = study.ask("queue", &request);
    assert_eq!(
        (&queue["next"], &queue["waits"]),
        (&json!(null), &json!(30 * MINUTE))
    );
    request["moment"]["at"] = json!(10 * MINUTE);
    let queue: Value = study.ask("queue", &request);
    assert_eq!(
        (&queue["next"], &queue["waits"]),
        (&json!("e"), &json!(null))
    );
    assert_eq!(queue["left"]["learning"], json!(1));
}

#[test]
fn a_days_limits_hold_and_say_what_they_hold_back() {
    let study = Study::load();
    let mut request = request();
    request["settings"]["newADay"] = json!(1);
    request["settings"]["reviewsADay"] = json!(1);
    assert_eq!(order(&study, request.clone()), ["d", "a"]);
    let queue: Value = study.ask("queue", &request);
    assert_eq!(queue["held"], json!({ "fresh": 1, "due": 1 }));
    request["today"] = json!({ "fresh": 1, "reviewed": 1 });
    let queue: Value = study.ask("queue", &request);
    assert_eq!(
        (&queue["next"], &queue["held"]),
        (&json!(null), &json!({ "fresh": 2, "due": 2 }))
    );
    request["extra"] = json!(1);
    assert_eq!(study.ask::<Value>("queue", &request)["next"], json!("a"));
    request["settings"]["newADay"] = json!(0);
    request["today"]["fresh"] = json!(0);
    assert_eq!(order(&study, request), ["a"]);
}

#[test]
fn suspended_cards_never_come() {
    let study = Study::load();
    let mut request = request();
    request["states"]["d"]["suspended"] = json!(true);
    request["states"]["a"] = json!({ "suspended": true });
    assert_eq!(order(&study, request), ["b", "c"]);
}

#[test]
fn cards_that_were_chosen_one_by_one_come_once_each_due_or_not() {
    let study = Study::load();
    let mut request = with("/once", json!([]));
    request["settings"]["newADay"] = json!(0);
    request["cards"] = json!(["f", "a", "b"]);
    let mut shown = order(&study, request.clone());
    shown.sort();
    assert_eq!(shown, ["a", "b", "f"]);
    // Each is told as what it is: known, new, due.
    let left = |request: &Value| study.ask::<Value>("queue", request)["left"].clone();
    assert_eq!(
        left(&request),
        json!({ "fresh": 1, "learning": 1, "due": 1 })
    );
    request["states"]["f"] =
        json!({ "phase": "review", "stability": 10, "lastDay": 95, "dueDay": 100 });
    assert_eq!(
        left(&request),
        json!({ "fresh": 1, "learning": 0, "due": 2 })
    );
}

#[test]
fn a_clock_set_back_hides_no_learning_card_for_good() {
    let study = Study::load();
    // It was seen, says the log, three days from now.
    let mut request = request();
    request["cards"] = json!(["e"]);
    request["states"]["e"]["lastDay"] = json!(103);
    request["states"]["e"]["dueAt"] = json!(3 * 24 * 60 * MINUTE);
    assert_eq!(study.ask::<Value>("queue", &request)["next"], json!("e"));
}
