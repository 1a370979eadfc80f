//! Job descriptions: which questions of the repository's own bank they call for.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::repository;

/// Each with the questions that somebody who knows the bank would choose, and some that they would not.
const JOBS: [(&str, &str); 5] = [
    ("payments", include_str!("../../search/jobs/payments.txt")),
    ("platform", include_str!("../../search/jobs/platform.txt")),
    ("storage", include_str!("../../search/jobs/storage.txt")),
    ("realtime", include_str!("../../search/jobs/realtime.txt")),
    (
        "generalist",
        include_str!("../../search/jobs/generalist.txt"),
    ),
];

#[derive(Deserialize)]
struct Called {
    id: String,
    because: Vec<String>,
}

#[test]
fn a_job_description_calls_for_its_questions() {
    let search = repository();
    let (mut wanted_in_all, mut found_in_all) = (0, 0);
    for (name, text) in JOBS {
        let (job, lists) = text.split_once("--- wanted\n").unwrap();
        let (wanted, unwanted) = lists.split_once("--- unwanted\n").unwrap();
        let wanted: BTreeSet<&str> = wanted.split_whitespace().collect();
        let unwanted: BTreeSet<&str> = unwanted.split_whitespace().collect();
        let called: Vec<Called> = search.answer("called", serde_json::json!(job));
        let ids: BTreeSet<&str> = called.iter().map(|each| each.id.as_str()).collect();
        let missing: Vec<&&str> = wanted.difference(&ids).collect();
        println!(
            "{name}: {} of {} found, {} called for, missing {missing:?}",
            wanted.len() - missing.len(),
            wanted.len(),
            ids.len()
        );
        wanted_in_all += wanted.len();
        found_in_all += wanted.len() - missing.len();
        let wrong: Vec<&&str> = ids.intersection(&unwanted).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
        assert!(
            ids.len() <= 3 * wanted.len(),
            "{name}: {} of which {} were wanted",
            ids.len(),
            wanted.len()
        );
        assert!(missing.len() * 8 <= wanted.len(), "{name}: {missing:?}");
        assert!(
            called.iter().all(|each| !each.because.is_empty()),
            "every question says why"
        );
    }
    assert!(
        found_in_all * 100 >= wanted_in_all * 95,
        "{found_in_all} of {wanted_in_all}"
    );
}

#[test]
fn a_text_that_is_no_job_calls_for_little() {
    let search = repository();
    for text in [
        "",
        "   \n",
        "We are nice people with a nice office, and you will like the fruit.",
        "ααα βββ 12345 !!! ---",
    ] {
        let called: Vec<Called> = search.answer("called", serde_json::json!(text));
        assert!(
            called.is_empty(),
            "{text}: {:?}",
            called.iter().map(|each| &each.id).collect::<Vec<_>>()
        );
    }
}
