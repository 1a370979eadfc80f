//! `prepbook new` as people run it: what it makes, what it says, what it refuses.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;

use tempfile::TempDir;

use crate::support::command::Finish as _;

fn prepbook(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_prepbook"))
        .current_dir(root)
        .env("NO_COLOR", "1")
        .env_remove("VISUAL")
        .env_remove("EDITOR")
        .args(arguments)
        .finish()
        .unwrap()
}

fn new(root: &Path, arguments: &[&str]) -> Output {
    prepbook(root, &[&["new"], arguments].concat())
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn bank() -> TempDir {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    write(root, "prepbook.yaml", "topics: [time, queues]\n");
    write(
        root,
        "questions/queues/_topic.yaml",
        "title: Queues & logs\n",
    );
    write(
        root,
        "questions/queues/fifo.md",
        "---\ntitle: What is a message queue?\naliases: [queue]\n---\nFirst in, first out.\n",
    );
    write(root, "questions/time/broken.md", "no front matter\n");
    folder
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The files of a bank.
fn files(root: &Path) -> Vec<String> {
    let mut names: Vec<String> = walkdir::WalkDir::new(root.join("questions"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(root).unwrap();
            name.to_string_lossy().replace('\\', "/")
        })
        .collect();
    names.sort();
    names
}

/// Runs, expects to be refused with exit code 2, this message, and no file made.
fn refused(root: &Path, arguments: &[&str], message: &str) {
    let before = files(root);
    let output = new(root, arguments);
    assert_eq!(text(&output.stderr), format!("error: {message}\n"));
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stdout), "");
    assert_eq!(files(root), before);
}

/// The line of the file that the day was written to, as the day itself depends on when the test runs.
fn without_days(file: &str) -> String {
    let is_day = |word: &str| word.len() == 10 && word.parse::<jiff::civil::Date>().is_ok();
    let line = |line: &str| {
        let words: Vec<&str> = line
            .split(' ')
            .map(|word| if is_day(word) { "TODAY" } else { word })
            .collect();
        words.join(" ") + "\n"
    };
    file.lines().map(line).collect()
}

#[test]
fn a_new_question_is_a_draft_with_everything_to_fill_in() {
    let bank = bank();
    let root = bank.path();
    let output = new(
        root,
        &[
            "What does `ack` mean:  now?",
            "--topic",
            "queues",
            "--difficulty",
            "hard",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let path = "questions/queues/what-does-ack-mean-now.md";
    assert_eq!(text(&output.stdout), format!("{path}\n"));
    insta::assert_snapshot!(text(&output.stderr), @r##"
    it is a draft, so it is not published yet:
      1. write the answer; a comment in each section says what belongs there
      2. look at it as you write: `prepbook serve --drafts`
      3. remove the line `draft: true`, and run `prepbook check`
    "##);
    insta::assert_snapshot!(without_days(&fs::read_to_string(root.join(path)).unwrap()), @r##"
    ---
    title: "What does `ack` mean: now?"
    difficulty: hard # easy, medium or hard
    tags: []
    added: TODAY
    reviewed: TODAY # the day on which every fact was last checked
    keywords: [] # what people type for it and the title lacks
    related: [] # two to five slugs: the names of other questions' files
    sources: # one to four, as in:
    #  - title: "Author, Title (year)"
    #    url: https://www.rfc-editor.org/rfc/rfc9110
    draft: true # not published until this line is removed
    ---
    <!-- The short answer: what one says in thirty seconds, at most 60 words. It stands alone: it is the back of the card. -->

    ## Key points

    <!-- Three to five, each something that a good answer must contain. -->

    -

    ## In depth

    <!-- How it really works, in 150 to 400 words, with a concrete example, table, code block or figure. -->

    ## Trade-offs

    <!-- What it costs, and when not to. -->

    ## Common mistakes

    <!-- What candidates say that is wrong, and why it is wrong. -->

    ## What interviewers look for

    <!-- What separates a junior, a mid-level and a senior answer. -->

    ## Follow-up questions

    <!-- Two to four: links to other questions, as in ../databases/acid.md, or a question and one line of answer. -->
    "##);
}

#[test]
fn a_system_design_exercise_has_its_own_sections() {
    let bank = bank();
    let root = bank.path();
    write(
        root,
        "questions/system-design/_topic.yaml",
        "title: System design\n",
    );
    assert!(
        new(root, &["Design a clock", "-t", "System Design"])
            .status
            .success()
    );
    let file = fs::read_to_string(root.join("questions/system-design/design-a-clock.md")).unwrap();
    let headings: Vec<&str> = file
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .collect();
    assert_eq!(
        headings,
        [
            "Key points",
            "Requirements",
            "Estimates",
            "Design",
            "Deep dives",
            "Trade-offs",
            "Common mistakes",
            "What interviewers look for",
            "Follow-up questions",
        ]
    );
}

#[test]
fn the_bank_still_builds_with_and_without_the_draft() {
    let bank = bank();
    let root = bank.path();
    fs::remove_file(root.join("questions/time/broken.md")).unwrap();
    for topic in ["queues", "time"] {
        let question = format!("Why *{topic}*: \"here\" & now #1 🙂?");
        let output = new(root, &[&question, "--topic", topic, "--force"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    for arguments in [
        &["check"][..],
        &["check", "--drafts"],
        &["build", "--drafts"],
    ] {
        let output = prepbook(root, arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    let check = prepbook(root, &["check", "--no-lint", "--drafts"]);
    assert_eq!(text(&check.stderr), "3 questions: nothing to mend\n");
    let page = root.join("_site/questions/why-queues-here-now-1/index.html");
    assert!(
        fs::read_to_string(page)
            .unwrap()
            .contains("class=\"draft\"")
    );
    assert!(prepbook(root, &["build"]).status.success());
    assert!(!root.join("_site/questions/why-time-here-now-1").exists());
}

#[test]
fn a_name_that_is_taken_is_refused_in_every_topic() {
    let bank = bank();
    let root = bank.path();
    refused(
        root,
        &["FIFO!", "--topic", "time", "--force"],
        "`fifo` is the name of `questions/queues/fifo.md`; write to that file, or name another with `--slug`",
    );
    refused(
        root,
        &["Queue", "--topic", "time"],
        "`queue` is an old name of `questions/queues/fifo.md`; write to that file, or name another with `--slug`",
    );
    refused(
        root,
        &["Was ist das?", "--topic", "time", "--slug", "broken"],
        "`broken` is the name of `questions/time/broken.md`; write to that file, or name another with `--slug`",
    );
    refused(
        root,
        &["Read me", "--topic", "time", "--slug", "readme"],
        "a file `readme.md` is not read as a question; name another with `--slug`",
    );
    let output = new(
        root,
        &["FIFO!", "--topic", "time", "--slug", "first-in-first-out"],
    );
    assert_eq!(
        text(&output.stdout),
        "questions/time/first-in-first-out.md\n"
    );
}

#[test]
fn what_a_draft_asks_is_not_asked_again() {
    let bank = bank();
    let root = bank.path();
    let first = ["Explain consistent hashing to me", "--topic", "time"];
    assert!(new(root, &first).status.success());
    refused(
        root,
        &[
            "How would you explain consistent hashing?",
            "--topic",
            "queues",
        ],
        "`questions/time/explain-consistent-hashing-to-me.md` asks nearly the same: \
         `Explain consistent hashing to me` (100 % alike); write to that file, or go on with `--force`",
    );
}

#[test]
fn the_same_question_in_other_words_is_refused_unless_forced() {
    let bank = bank();
    let root = bank.path();
    let arguments = ["What are message queues for?", "--topic", "queues"];
    refused(
        root,
        &arguments,
        "`questions/queues/fifo.md` asks nearly the same: `What is a message queue?` (100 % alike); \
         write to that file, or go on with `--force`",
    );
    let output = new(root, &[&arguments[..], &["--force"]].concat());
    assert_eq!(
        text(&output.stdout),
        "questions/queues/what-are-message-queues-for.md\n"
    );
}

#[test]
fn an_unusable_question_is_refused() {
    let bank = bank();
    let root = bank.path();
    refused(
        root,
        &["  ", "--topic", "time"],
        "the question is empty; write it in quotes: `prepbook new \"What is a queue?\"`",
    );
    refused(
        root,
        &["🙂?", "--topic", "time"],
        "`🙂?` has no letter or digit to name a file after; ask in words",
    );
    refused(
        root,
        &[&"why ".repeat(100), "--topic", "time"],
        "the question is longer than 300 characters; ask shorter, and explain in the answer",
    );
    refused(
        root,
        &["a\u{7}b", "--topic", "time"],
        "the question has control characters in it; type it again",
    );
    let output = new(root, &[]);
    assert_eq!(output.status.code(), Some(2));
    let output = new(root, &["Why?", "--slug", "No Slug", "--topic", "time"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).starts_with(
            "error: invalid value 'No Slug' for '--slug <SLUG>': it is not made of lower-case letters"
        ),
        "{}",
        text(&output.stderr)
    );
}

/// They say in which language the file is to be.
#[test]
fn settings_that_cannot_be_read_are_refused() {
    let folder = bank();
    let root = folder.path();
    for settings in [
        "title: A\ntitle: B\n",
        "languages: en, de\n",
        "title: \"A\n",
    ] {
        fs::write(root.join("prepbook.yaml"), settings).unwrap();
        let before = files(root);
        for arguments in [
            &["What is a clock?", "--topic", "messaging"][..],
            &["--translate", "message-queue", "de"],
        ] {
            let output = new(root, arguments);
            let said = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{said}");
            assert!(said.contains("--> prepbook.yaml:"), "{said}");
            assert!(
                said.ends_with("error: the settings have errors; nothing was written\n"),
                "{said}"
            );
            assert_eq!(files(root), before);
        }
    }
}

#[test]
fn without_a_topic_and_a_terminal_the_topics_are_named() {
    let bank = bank();
    refused(
        bank.path(),
        &["Why?"],
        "no topic is given; add `--topic TOPIC`; the topics are `time`, `queues`",
    );
}

#[test]
fn an_unknown_topic_is_made_only_where_that_is_asked_for() {
    let bank = bank();
    let root = bank.path();
    refused(
        root,
        &["Why?", "--topic", "queus"],
        "unknown topic `queus`; did you mean `queues`?; `--create-topic` makes a new one",
    );
    refused(
        root,
        &["Why?", "--topic", "../x"],
        "unknown topic `../x`; the topics are `time`, `queues`; `--create-topic` makes a new one",
    );
    refused(
        root,
        &["Why?", "--topic", "..", "--create-topic"],
        "`..` has no letter or digit to name a folder after",
    );
    let output = new(
        root,
        &["Why?", "--topic", "Logs: a start", "--create-topic"],
    );
    assert_eq!(text(&output.stdout), "questions/logs-a-start/why.md\n");
    assert_eq!(
        fs::read_to_string(root.join("questions/logs-a-start/_topic.yaml")).unwrap(),
        "title: \"Logs: a start\"\n# One sentence, for the topic's page and its card.\n# description: …\n"
    );
    let output = new(
        root,
        &["Wozu?", "--topic", "logs-a-start", "--create-topic"],
    );
    assert_eq!(text(&output.stdout), "questions/logs-a-start/wozu.md\n");
}

#[test]
fn a_bank_elsewhere_is_named_with_its_root() {
    let bank = bank();
    let elsewhere = TempDir::new().unwrap();
    let root = bank.path().to_str().unwrap();
    let output = new(
        elsewhere.path(),
        &["Why?", "--topic", "time", "--root", root],
    );
    let path = bank.path().join("questions").join("time").join("why.md");
    assert_eq!(text(&output.stdout), format!("{}\n", path.display()));
    assert!(path.is_file());
    assert!(
        text(&output.stderr).contains(&format!("`prepbook check --root {root}`")),
        "{}",
        text(&output.stderr)
    );
    let output = new(elsewhere.path(), &["Why?", "--topic", "time"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text(&output.stderr),
        "error: there is no folder `questions` in `.`; name the bank's folder with `--root`, \
         or start a bank with `prepbook init DIR`\n"
    );
}

#[test]
fn editing_without_an_editor_makes_nothing() {
    let bank = bank();
    refused(
        bank.path(),
        &["Why?", "--topic", "time", "--edit"],
        "no editor is set; set `VISUAL` or `EDITOR`, or leave `--edit` out",
    );
}

#[cfg(unix)]
#[test]
fn the_editor_gets_its_arguments_and_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let bank = bank();
    let root = bank.path();
    let editor = root.join("my editor");
    fs::write(&editor, "#!/bin/sh\necho \"$1\" >> \"$2\"\n").unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
    let run = |visual: &str, question: &str| {
        Command::new(env!("CARGO_BIN_EXE_prepbook"))
            .current_dir(root)
            .env("VISUAL", visual)
            .env("EDITOR", "false")
            .args(["new", question, "--topic", "time", "--edit"])
            .finish()
            .unwrap()
    };
    let output = run(&format!("'{}' \"two words\"", editor.display()), "Why?");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let file = fs::read_to_string(root.join("questions/time/why.md")).unwrap();
    assert!(file.ends_with("two words\n"), "{file}");

    let output = run("", "Wozu?");
    assert!(output.status.success());
    assert!(
        text(&output.stderr).ends_with("the editor `false` ended with exit status: 1\n"),
        "{}",
        text(&output.stderr)
    );

    let output = run("./no-such-editor -w", "Weshalb?");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).ends_with(
            "error: cannot start the editor `./no-such-editor`: No such file or directory (os error 2); \
             the file is made, open it yourself\n"
        ),
        "{}",
        text(&output.stderr)
    );
    assert!(root.join("questions/time/weshalb.md").is_file());
}

#[cfg(unix)]
#[test]
fn a_machine_that_fails_exits_with_3() {
    let bank = bank();
    let root = bank.path();
    // A folder that is not a topic, because links are not followed, is not written through either.
    std::os::unix::fs::symlink(root, root.join("questions/linked")).unwrap();
    let output = new(root, &["Why?", "--topic", "linked", "--create-topic"]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(
        text(&output.stderr),
        "error: cannot create `./questions/linked`: File exists (os error 17)\n"
    );
}

/// Every address of GitHub on the pages of a site, as the browser reads it.
fn github_links(site: &Path) -> Vec<String> {
    let mut links = Vec::new();
    for entry in walkdir::WalkDir::new(site).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry
            .path()
            .extension()
            .is_none_or(|ending| ending != "html")
        {
            continue;
        }
        let html = fs::read_to_string(entry.path()).unwrap();
        let found = html.split("href=\"").skip(1).map(|rest| {
            let link = rest.split('"').next().unwrap();
            link.replace("&#x2F;", "/").replace("&amp;", "&")
        });
        links.extend(found.filter(|link| link.starts_with("https://github.com/")));
    }
    links.sort();
    links.dedup();
    links
}

#[test]
fn every_link_to_github_decodes_back_to_what_it_is_made_of() {
    use prepbook::compile::scaffold::Scaffold;
    use prepbook::route::{Difficulty, Slug, percent_decode};

    let bank = bank();
    let root = bank.path();
    let title = "Why \"C++\" & 100 % <b>? 🙂";
    write(
        root,
        "prepbook.yaml",
        "repository: https://github.com/example/my-bank.git\nbranch: fix/a b\nbase_url: https://example.org/x\n",
    );
    fs::remove_file(root.join("questions/time/broken.md")).unwrap();
    write(
        root,
        "questions/что-это/вопрос.md",
        &format!("---\ntitle: '{title}'\n---\nSo.\n"),
    );
    let output = prepbook(root, &["build"]);
    assert!(output.status.success(), "{}", text(&output.stderr));

    let is_legal = |char: char| char.is_ascii_alphanumeric() || "-._~/?&=%:".contains(char);
    let (mut added, mut reported) = (Vec::new(), Vec::new());
    let links = github_links(&root.join("_site"));
    for link in &links {
        assert!(link.chars().all(is_legal), "{link}");
        assert!(link.len() < 8000, "GitHub refuses longer addresses: {link}");
        let (path, query) = link.split_once('?').unwrap_or((link, ""));
        let path = percent_decode(path).unwrap();
        let path = path
            .strip_prefix("https://github.com/example/my-bank")
            .unwrap()
            .to_owned();
        let pairs: Vec<(&str, String)> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| (key, percent_decode(value).unwrap()))
            .collect();
        match pairs.first().map(|pair| pair.0) {
            Some("filename") => added.push((path, pairs)),
            Some("template") => reported.push((path, pairs)),
            _ => assert!(
                path.starts_with("/edit/fix/a b/questions/") || path == ".git",
                "{path}"
            ),
        }
    }

    let value = |topic: Option<&Slug>| {
        let scaffold = Scaffold {
            title: "Your question?",
            topic,
            difficulty: Difficulty::Medium,
            today: None,
            words: &prepbook::words::Words::english(),
        };
        ("value", scaffold.text())
    };
    let topic = Slug::parse("что-это").unwrap();
    let named = |name: &str| ("filename", name.to_owned());
    for expected in [
        (
            "/new/fix/a b/questions".to_owned(),
            vec![named("topic/new-question.md"), value(None)],
        ),
        (
            "/new/fix/a b/questions/что-это".to_owned(),
            vec![named("new-question.md"), value(Some(&topic))],
        ),
    ] {
        assert!(added.contains(&expected), "{added:#?}");
    }
    assert_eq!(added.len(), 3);

    let expected = [
        ("template", "mistake.yml".to_owned()),
        ("title", format!("Mistake: {title}")),
        ("question", "questions/что-это/вопрос.md".to_owned()),
        (
            "page",
            "https://example.org/x/questions/%D0%B2%D0%BE%D0%BF%D1%80%D0%BE%D1%81/".to_owned(),
        ),
    ];
    assert!(
        reported.contains(&("/issues/new".to_owned(), expected.to_vec())),
        "{reported:#?}"
    );
    assert_eq!(reported.len(), 2);
}

#[test]
fn the_form_for_mistakes_has_the_fields_that_the_link_fills_in() {
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/ISSUE_TEMPLATE");
    let form = fs::read_to_string(forms.join("mistake.yml")).unwrap();
    for field in ["question", "page"] {
        assert!(form.contains(&format!("    id: {field}\n")), "{field}");
    }
}

#[test]
fn a_repository_elsewhere_gets_no_forms_of_github() {
    let bank = bank();
    let root = bank.path();
    write(
        root,
        "prepbook.yaml",
        "repository: https://git.example.org/a/b\n",
    );
    fs::remove_file(root.join("questions/time/broken.md")).unwrap();
    assert!(prepbook(root, &["build"]).status.success());
    for page in ["questions/fifo", "topics/queues", "topics"] {
        let html = fs::read_to_string(root.join("_site").join(page).join("index.html")).unwrap();
        assert!(
            !html.contains("Report a mistake") && !html.contains("Add a question"),
            "{page}"
        );
    }
}
