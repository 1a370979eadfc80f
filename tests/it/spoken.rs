//! That scripts have the words that they say: those that the page brings, or those that come beside what is loaded later.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::REPOSITORY;

/// Modules whose own words are looked for elsewhere. Of a file of progress only Progress tells, and who else joins that module joins it
/// with the store. One sentence after another is said by who asks for it.
const SILENT: [&str; 2] = ["js/study/file.js", "js/words.js"];

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(REPOSITORY).join(path)).unwrap()
}

/// `group.key` of every text of the English table.
fn names() -> Vec<String> {
    let mut group = String::new();
    let mut names = Vec::new();
    for line in read("static/words/en.yaml").lines() {
        let Some((key, _)) = line.split_once(':').filter(|(key, _)| !key.contains('#')) else {
            continue;
        };
        match key.strip_prefix("  ") {
            None => group = key.to_owned(),
            Some(key) if !key.starts_with(' ') => names.push(format!("{group}.{key}")),
            Some(_) => {}
        }
    }
    names
}

/// A module and all that it imports from the start, by path below `static/`.
fn joined(entry: &str) -> BTreeMap<String, String> {
    let mut modules = BTreeMap::new();
    let mut waiting = vec![entry.to_owned()];
    while let Some(name) = waiting.pop() {
        if modules.contains_key(&name) {
            continue;
        }
        let text = read(&format!("static/{name}"));
        for import in text.split(" from \"").skip(1) {
            let Some((from, _)) = import.split_once("\";") else {
                continue;
            };
            let mut folders: Vec<&str> = name.split('/').collect();
            folders.pop();
            for part in from.split('/') {
                match part {
                    "." => {}
                    ".." => drop(folders.pop()),
                    part => folders.push(part),
                }
            }
            waiting.push(folders.join("/"));
        }
        modules.insert(name, text);
    }
    modules
}

/// What the modules of an entry may say.
fn said(entry: &str, names: &[String]) -> BTreeSet<String> {
    let modules = joined(entry);
    let spoken = modules
        .iter()
        .filter(|(name, _)| !SILENT.contains(&name.as_str()));
    let spoken: Vec<&String> = spoken.map(|(_, text)| text).collect();
    let says = |name: &&String| {
        let quoted = match name.as_str() {
            "site.sentences" => "sentences(".to_owned(),
            name => format!("\"{name}\""),
        };
        spoken.iter().any(|text| text.contains(&quoted))
    };
    names.iter().filter(says).cloned().collect()
}

fn in_table(table: &str) -> BTreeSet<String> {
    let table: BTreeMap<String, Value> = serde_json::from_str(table).unwrap();
    let groups = table.into_iter().filter_map(|(group, texts)| match texts {
        Value::Object(texts) => Some((group, texts)),
        _ => None,
    });
    groups
        .flat_map(|(group, texts)| {
            texts
                .into_iter()
                .map(move |(key, _)| format!("{group}.{key}"))
        })
        .collect()
}

fn of_page(path: &str) -> BTreeSet<String> {
    let page = read(&format!("tests/golden/minimal/site/{path}"));
    let (_, table) = page.split_once("id=\"PB-words\">").unwrap();
    in_table(table.split_once("</script>").unwrap().0)
}

#[test]
fn every_script_has_the_words_that_it_says() {
    let names = names();
    let page = of_page("questions/fifo/index.html");
    let later = in_table(&read("tests/golden/minimal/site/words.json"));
    let both: BTreeSet<String> = page.union(&later).cloned().collect();
    let screen = |name: &str| of_page(&format!("{name}/index.html"));
    let on_study: BTreeSet<String> = screen("study").union(&later).cloned().collect();
    let mut missing = Vec::new();
    for (entry, here) in [
        ("js/page.js", &page),
        ("js/offline.js", &page),
        ("js/random.js", &page),
        ("js/list.js", &both),
        ("js/recall.js", &both),
        ("js/search/main.js", &both),
        ("js/study/desk.js", &both),
        ("js/study/everywhere.js", &both),
        ("js/study/notes.js", &both),
        ("js/study/study.js", &screen("study")),
        ("js/study/job-panel.js", &on_study),
        ("js/study/with-goal.js", &on_study),
        ("js/study/with-goal.js", &both),
        ("js/study/mock.js", &screen("mock")),
        ("js/study/offline.js", &screen("progress")),
        ("js/study/progress.js", &screen("progress")),
    ] {
        let said = said(entry, &names);
        let lacking = said.difference(here);
        missing.extend(lacking.map(|name| format!("{entry}: {name}")));
    }
    assert_eq!(missing, Vec::<String>::new());
}
