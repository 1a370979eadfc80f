//! The ways from a page back to the repository: edit its file, report a mistake, add a question.
//!
//! Reporting and adding fill in GitHub's own forms, so they are there only where the repository is on GitHub.

use crate::compile::question::Question;
use crate::compile::scaffold::Scaffold;
use crate::input::config::Config;
use crate::input::source::FOLDER;
use crate::route::{Difficulty, Slug, percent_encode};
use crate::words::Words;

/// The issue form for mistakes, in `.github/ISSUE_TEMPLATE/`. The ids of its fields are `question` and `page`.
pub const MISTAKE_FORM: &str = "mistake.yml";

/// What a new file is called until its author renames it after the question.
const NEW_FILE: &str = "new-question.md";

/// Where to edit a question's file.
pub fn edit_url(config: &Config, question: &Question) -> Option<String> {
    let repository = on_github(config).or_else(|| config.repository.clone())?;
    let branch = percent_encode(&config.branch);
    let file = percent_encode(&question.file.path);
    Some(format!("{repository}/edit/{branch}/{file}"))
}

/// Where to report a mistake in a question that is published at `page`.
pub fn report_url(
    config: &Config,
    question: &Question,
    page: &str,
    words: &Words,
) -> Option<String> {
    let repository = on_github(config)?;
    let asked = [("question", question.content.matter.title.as_str())];
    let title = words.fill("question.report_title", &asked);
    let query = query(&[
        ("template", MISTAKE_FORM),
        ("title", &title),
        ("question", &question.file.path),
        ("page", page),
    ]);
    Some(format!("{repository}/issues/new?{query}"))
}

/// Where to write a new question: a new file with everything to fill in. Without a topic, the author writes its folder's
/// name as well.
pub fn add_url(config: &Config, topic: Option<&Slug>, words: &Words) -> Option<String> {
    let repository = on_github(config)?;
    let branch = percent_encode(&config.branch);
    let (folder, file) = match topic {
        Some(topic) => (format!("{FOLDER}/{topic}"), NEW_FILE.to_owned()),
        None => (FOLDER.to_owned(), format!("topic/{NEW_FILE}")),
    };
    let scaffold = Scaffold {
        title: words.text("scaffold.title"),
        topic,
        difficulty: Difficulty::Medium,
        today: None,
        words,
    };
    let query = query(&[("filename", &file), ("value", &scaffold.text())]);
    let folder = percent_encode(&folder);
    Some(format!("{repository}/new/{branch}/{folder}?{query}"))
}

/// The repository's address, where it is `https://github.com/<owner>/<name>`.
fn on_github(config: &Config) -> Option<String> {
    let (_, rest) = config.repository.as_deref()?.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let (owner, name) = path.split_once('/')?;
    let name = name.strip_suffix(".git").unwrap_or(name);
    let github = host.eq_ignore_ascii_case("github.com");
    let plain = !owner.is_empty() && !name.is_empty() && !name.contains('/');
    (github && plain).then(|| format!("https://github.com/{owner}/{name}"))
}

fn query(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(key, value)| format!("{key}={}", percent_encode(value)))
        .collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(repository: &str) -> Config {
        Config {
            repository: Some(repository.to_owned()),
            ..Config::default()
        }
    }

    #[test]
    fn only_a_repository_on_github_gets_its_forms() {
        let at = |repository: &str| on_github(&config(repository));
        let bank = Some("https://github.com/example/bank".to_owned());
        assert_eq!(at("https://github.com/example/bank"), bank);
        assert_eq!(at("http://GitHub.com/example/bank.git"), bank);
        for other in [
            "https://gitlab.com/example/bank",
            "https://github.com.example.org/example/bank",
            "https://github.com/example",
            "https://github.com/example/bank/tree/main",
            "https://github.com//bank",
            "https://github.com",
        ] {
            assert_eq!(at(other), None, "{other}");
        }
        assert_eq!(add_url(&Config::default(), None, &Words::english()), None);
    }
}
