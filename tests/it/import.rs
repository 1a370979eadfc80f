//! What becomes of banks of other shapes. Each file in `tests/import/` but `.snap` is imported; the `.snap` beside it has the question files and
//! what was left over. A `.vault` is a folder in one file: a line `=== path` starts each.
//!
//! `INSTA_UPDATE=always cargo test --test it import::` writes the answers anew; the difference is for review.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use prepbook::import::{Bank, Draft, Format, Imported, Input, Options, import};
use prepbook::pipeline;
use proptest::prelude::*;
use tempfile::TempDir;

use crate::support::command::Finish as _;
use crate::support::folder::{prepbook, stderr, write};

/// A picture of one pixel.
pub const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9c,
    0x63, 0x60, 0, 0, 0, 2, 0, 1, 0x48, 0xaf, 0xa4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae,
    0x42, 0x60, 0x82,
];

fn inputs(path: &Path) -> Vec<Input> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let text = fs::read_to_string(path).unwrap();
    if !name.ends_with(".vault") {
        return vec![Input {
            path: name,
            is_in_folder: false,
            text,
        }];
    }
    let mut inputs: Vec<Input> = Vec::new();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("=== ") {
            Some(path) => inputs.push(Input {
                path: path.trim().to_owned(),
                is_in_folder: true,
                text: String::new(),
            }),
            None => inputs.last_mut().unwrap().text.push_str(line),
        }
    }
    inputs
}

fn imported(inputs: &[Input], options: &Options) -> Imported {
    import(inputs, options, &Bank::default(), &|path| {
        path.ends_with(".png")
    })
}

fn shown(imported: &Imported) -> String {
    let mut text = String::new();
    for draft in &imported.drafts {
        let _ = write!(
            text,
            "=== {}/{}.md ({}:{})\n{}",
            draft.topic, draft.slug, draft.from.path, draft.from.line, draft.text
        );
    }
    for (place, title, first) in &imported.duplicates {
        let _ = writeln!(
            text,
            "=== twice: {}:{} {title} ({}:{})",
            place.path, place.line, first.path, first.line
        );
    }
    for (what, remarks) in [("changed", &imported.notes), ("left over", &imported.left)] {
        for remark in remarks {
            let _ = writeln!(
                text,
                "=== {what}: {}:{} {} | {}",
                remark.place.path, remark.place.line, remark.what, remark.text
            );
        }
    }
    for picture in &imported.pictures {
        let _ = writeln!(
            text,
            "=== picture: {} to {}/{}",
            picture.from, picture.topic, picture.name
        );
    }
    text
}

/// The bank that an import makes.
fn written(imported: &Imported) -> TempDir {
    let folder = TempDir::new().unwrap();
    for Draft {
        slug, topic, text, ..
    } in &imported.drafts
    {
        let topic = folder.path().join("questions").join(topic.as_str());
        fs::create_dir_all(&topic).unwrap();
        fs::write(topic.join(format!("{slug}.md")), text).unwrap();
    }
    for picture in &imported.pictures {
        fs::write(
            folder
                .path()
                .join("questions")
                .join(picture.topic.as_str())
                .join(&picture.name),
            PIXEL,
        )
        .unwrap();
    }
    folder
}

/// Errors that `check` finds in what an import makes.
fn errors(imported: &Imported) -> Vec<String> {
    let folder = written(imported);
    let options = pipeline::BuildOptions {
        root: folder.path().to_owned(),
        base_url: None,
        drafts: true,
        cache: None,
    };
    let built = pipeline::build(&options, &|_, _, _| {}).unwrap();
    let errors = built
        .findings
        .iter()
        .filter(|finding| finding.severity == prepbook::diagnostic::Severity::Error);
    errors
        .map(|finding| format!("{}: {}", finding.place.path(), finding.message))
        .collect()
}

/// Words with letters, so that what stands between them may change.
fn words(text: &str) -> BTreeSet<String> {
    text.split(|char: char| !char.is_alphanumeric())
        .filter(|word| word.chars().any(char::is_alphabetic))
        .map(str::to_lowercase)
        .collect()
}

/// Lines of the inputs of which a word is in no question and in nothing that was reported.
fn lost(inputs: &[Input], imported: &Imported) -> Vec<String> {
    let mut told = words(&shown(imported));
    told.extend(imported.topics.values().flat_map(|title| words(title)));
    let mut lost = Vec::new();
    for input in inputs {
        for line in input.text.lines() {
            // A title is plain text, so a link in it to a place of the file is its words alone.
            let line: String = line
                .split("](#")
                .enumerate()
                .map(|(at, part)| {
                    if at == 0 {
                        part
                    } else {
                        part.split_once(')').map_or("", |(_, after)| after)
                    }
                })
                .collect::<Vec<_>>()
                .join(" ");
            // A ticked box only says how far somebody has come.
            let line = line.replace("[x]", "");
            // Tags are said in other words, or only say how something looks.
            let bare: String = line
                .split('<')
                .map(|part| part.split_once('>').map_or(part, |(_, after)| after))
                .collect::<Vec<_>>()
                .join(" ");
            // A label is said by being a question or an answer, a key by its value.
            let bare = match bare.trim_end().strip_suffix(':') {
                Some(key) if !key.contains(' ') && !key.contains('*') => "",
                _ => bare.as_str(),
            };
            let is_label = |word: &String| {
                let is_figure = |char: char| "第题一二三四五六七八九十".contains(char);
                let name = word.trim_matches(|char: char| char.is_ascii_digit() || is_figure(char));
                [
                    "",
                    "q",
                    "a",
                    "c",
                    "ans",
                    "answer",
                    "question",
                    "вопрос",
                    "ответ",
                    "respuesta",
                    "答",
                    "в",
                    "о",
                    "p",
                    "r",
                    "f",
                    "front",
                    "aliases",
                    "sources",
                    "related",
                    "status",
                    "level",
                    "taxonomies",
                    "extra",
                ]
                .contains(&name)
            };
            let missing: Vec<String> = words(bare)
                .into_iter()
                .filter(|word| !told.contains(word) && !is_label(word))
                .collect();
            if !missing.is_empty() {
                lost.push(format!("{}: {line}: {missing:?}", input.path));
            }
        }
    }
    lost
}

#[test]
fn every_shape_is_read() {
    insta::glob!("..", "import/*.{md,txt,csv,tsv,vault}", |path| {
        let inputs = inputs(path);
        let imported = imported(&inputs, &Options::default());
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../import");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_snapshot_suffix("");
        settings.remove_input_file();
        settings.set_omit_expression(true);
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        settings.bind(|| insta::assert_snapshot!(name, shown(&imported)));
        assert_eq!(
            errors(&imported),
            Vec::<String>::new(),
            "{}",
            path.display()
        );
        assert_eq!(
            lost(&inputs, &imported),
            Vec::<String>::new(),
            "{}",
            path.display()
        );
    });
}

#[test]
fn headings_become_topics_on_request() {
    let text = "# All\n\n## Data stores\n\n### What is X?\n\nIt is.\n\n## Networks\n\n### What is Y?\n\nSee [X](#what-is-x).\n";
    let inputs = [Input {
        path: "README.md".into(),
        is_in_folder: false,
        text: text.into(),
    }];
    let options = Options {
        topics_from_headings: true,
        ..Options::default()
    };
    let imported = imported(&inputs, &options);
    let places: Vec<String> = imported
        .drafts
        .iter()
        .map(|draft| format!("{}/{}", draft.topic, draft.slug))
        .collect();
    assert_eq!(places, ["data-stores/what-is-x", "networks/what-is-y"]);
    assert!(
        imported.drafts[1]
            .text
            .contains("[X](../data-stores/what-is-x.md)"),
        "{}",
        imported.drafts[1].text
    );
    let titles: Vec<&str> = imported.topics.values().map(String::as_str).collect();
    assert_eq!(titles, ["Data stores", "Networks"]);
}

#[test]
fn a_key_of_another_program_means_what_one_says() {
    let text = "---\ntitle: T\nstack: [go]\n---\nA.\n";
    let inputs = [Input {
        path: "a.md".into(),
        is_in_folder: true,
        text: text.into(),
    }];
    let renamed = vec![("stack".to_owned(), "tags".to_owned())];
    let with = imported(
        &inputs,
        &Options {
            renamed,
            ..Options::default()
        },
    );
    assert!(
        with.drafts[0].text.contains("tags: [go]"),
        "{}",
        with.drafts[0].text
    );
    let without = imported(&inputs, &Options::default());
    assert_eq!(
        without.left[0].what,
        "`stack` of the front matter has no meaning here"
    );
}

#[test]
fn long_titles_go_on_in_the_answer() {
    let text = format!(
        "Q. What is X? {}\nA. It is.\n\nQ. Y?\nA. Z.\n",
        "Think of all that it does. ".repeat(20)
    );
    let inputs = [Input {
        path: "a.md".into(),
        is_in_folder: false,
        text,
    }];
    let imported = imported(&inputs, &Options::default());
    let title = &imported.drafts[0].title;
    assert!(
        title.chars().count() <= 300 && title.ends_with("does."),
        "{title}"
    );
    assert!(imported.drafts[0].text.contains("It is."));
    assert_eq!(lost(&inputs, &imported), Vec::<String>::new());
}

/// What a note of a folder becomes, and what is told of it.
fn note(text: &str) -> (Draft, Vec<(usize, String, String)>) {
    let inputs = [Input {
        path: "notes/a.md".into(),
        is_in_folder: true,
        text: text.into(),
    }];
    let mut imported = imported(&inputs, &Options::default());
    assert_eq!(errors(&imported), Vec::<String>::new());
    let told = imported.notes.iter().chain(&imported.left);
    let told = told.map(|told| (told.place.line, told.what.clone(), told.text.clone()));
    let told = told.collect();
    (imported.drafts.remove(0), told)
}

#[test]
fn a_name_among_extras_is_no_title() {
    let (draft, told) = note("+++\ntitle = 'Real title?'\n[extra]\nname = 'John'\n+++\n\nText.\n");
    assert_eq!(draft.title, "Real title?");
    let reason = "`extra.name` of the front matter has no meaning here";
    assert_eq!(told, [(4, reason.into(), "name = 'John'".into())]);
}

#[test]
fn what_yaml_cannot_hold_is_told_and_the_rest_is_kept() {
    for (start, end) in [("+++\ntitle = ", "+++"), ("---\ntitle: ", "---")] {
        for char in ["\\u0000", "\\u001b", "\\uFEFF"] {
            let (draft, told) = note(&format!("{start}\"Wh{char}y?\"\n{end}\n\nA *text*.\n"));
            assert_eq!(draft.text, "---\ntitle: Why?\n---\nA *text*.\n");
            assert_eq!((told.len(), told[0].0), (1, 2), "{told:?}");
        }
    }
}

#[test]
fn what_is_left_out_of_front_matter_is_told_at_its_own_line() {
    let long = "word ".repeat(20);
    let long = long.trim();
    for text in [
        format!(
            "+++\ntitle = 'T?'\ntags = [\n  'a',\n  '{long}',\n]\nrelated = [\n  'gone',\n]\n+++\n\nText.\n"
        ),
        format!("---\ntitle: T?\ntags:\n  - a\n  - {long}\n\nrelated:\n  - gone\n---\n\nText.\n"),
    ] {
        let (_, told) = note(&text);
        let told: Vec<(usize, &str)> = told
            .iter()
            .map(|(line, _, text)| (*line, text.trim_matches(['-', ' ', '\'', ','])))
            .collect();
        assert_eq!(told, [(5, long), (8, "gone")]);
    }
}

/// In quadratic time these are minutes.
#[test]
fn front_matter_of_many_lines_takes_no_longer_than_others() {
    let keys = (0..15_000).map(|at| format!("k{at} = {at} # r\n"));
    let keys: String = keys.collect();
    let inline = (0..15_000).map(|at| format!("j{at} = {at}"));
    let inline = inline.collect::<Vec<_>>().join(", ");
    let text = format!("+++\ntitle = 'T?'\nextra = {{ {inline} }}\n[params]\n{keys}+++\n\nText.\n");
    let start = std::time::Instant::now();
    let (_, told) = note(&text);
    assert_eq!(told.len(), 30_000);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

fn command(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_prepbook"))
        .current_dir(folder)
        .args(arguments)
        .env_remove("CI")
        .env_remove("GITHUB_ACTIONS")
        .finish()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn the_same_import_twice_adds_nothing_and_overwrites_nothing() {
    let folder = TempDir::new().unwrap();
    let bank = "Q. What is X?\nA. It is $5.\n\nQ. What is X?\nA. Something else.\n\nQ. Why?\n";
    fs::write(folder.path().join("bank.md"), bank).unwrap();
    let (code, _, said) = command(folder.path(), &["import", "bank.md", "--topic", "letters"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("3 questions: 2 answered, 1 without an answer"),
        "{said}"
    );
    assert!(
        said.contains("wrote 3 questions, 1 topic and 0 pictures"),
        "{said}"
    );
    let file = folder.path().join("questions/letters/what-is-x.md");
    fs::write(
        &file,
        fs::read_to_string(&file)
            .unwrap()
            .replace("It is", "It was"),
    )
    .unwrap();
    let (code, _, said) = command(folder.path(), &["import", "bank.md", "--topic", "other"]);
    assert_eq!(code, 0);
    assert!(said.contains("3 in the bank already"), "{said}");
    assert!(
        said.contains("wrote 0 questions, 0 topics and 0 pictures"),
        "{said}"
    );
    assert!(fs::read_to_string(&file).unwrap().contains("It was"));
    assert!(!folder.path().join("questions/other").exists());
    let (code, out, said) = command(folder.path(), &["check", "--no-lint"]);
    assert_eq!(code, 0, "{out}{said}");
}

#[test]
fn a_dry_run_writes_nothing_and_the_report_for_programs_has_every_line() {
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("bank.md"),
        "preface\n\nQ. What is X?\nA. TODO\n\nQ. Y?\nA. z\n",
    )
    .unwrap();
    let (code, out, _) = command(
        folder.path(),
        &["import", "bank.md", "--dry-run", "--report", "json"],
    );
    assert_eq!(code, 0);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (
            report["questions"].as_u64(),
            report["answered"].as_u64(),
            report["empty"].as_u64()
        ),
        (Some(2), Some(1), Some(1))
    );
    assert_eq!(report["leftovers"][0]["line"], 1);
    assert_eq!(
        report["leftovers"][1]["reason"],
        "a placeholder in the place of an answer"
    );
    assert_eq!(report["written"], serde_json::Value::Null);
    assert!(!folder.path().join("questions").exists());
}

#[test]
fn a_name_that_another_question_has_is_not_taken() {
    let folder = TempDir::new().unwrap();
    let topic = folder.path().join("questions/a");
    fs::create_dir_all(&topic).unwrap();
    fs::write(
        topic.join("what-is-x.md"),
        "---\ntitle: What is x, really?\ntags: [CI/CD]\naliases: [why]\n---\nA.\n",
    )
    .unwrap();
    fs::write(folder.path().join("bank.md"), "---\ntags: [ci-cd]\n---\n\nQ. What is X?\nA. It is.\n\nQ. Why?\nA. So.\n\nQ. A?\nA. b\n\nQ. B?\nA. b\n\nQ. C?\nA. b\n").unwrap();
    let (code, _, said) = command(folder.path(), &["import", "bank.md", "--topic", "b"]);
    assert_eq!(code, 0, "{said}");
    for name in ["what-is-x-b.md", "why-b.md"] {
        assert!(
            folder.path().join("questions/b").join(name).exists(),
            "{name}: {said}"
        );
    }
    let (code, out, said) = command(folder.path(), &["check", "--no-lint"]);
    assert_eq!(code, 0, "{out}{said}");
}

#[test]
fn texts_that_were_read_wrongly_are_told_and_repaired_on_request() {
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("bank.md"),
        "Q. What is X â€” really?\nA. Itâ€™s a letter.\n\nQ. Y?\nA. z\n",
    )
    .unwrap();
    let (_, _, said) = command(folder.path(), &["import", "bank.md", "--dry-run"]);
    assert!(said.contains("`--fix-encoding` repairs it"), "{said}");
    let (code, _, said) = command(folder.path(), &["import", "bank.md", "--fix-encoding"]);
    assert_eq!(code, 0, "{said}");
    let text =
        fs::read_to_string(folder.path().join("questions/bank/what-is-x-really.md")).unwrap();
    assert!(
        text.contains("title: What is X — really?") && text.contains("It’s a letter."),
        "{text}"
    );
}

#[test]
fn what_cannot_be_read_is_refused_with_a_remedy() {
    let folder = TempDir::new().unwrap();
    let (code, _, said) = command(folder.path(), &["import", "nothing.md"]);
    assert_eq!(
        (code, said.as_str()),
        (2, "error: there is no file or folder `nothing.md`\n")
    );
    fs::File::create(folder.path().join("huge.md"))
        .unwrap()
        .set_len(50_000_000)
        .unwrap();
    let (code, _, said) = command(folder.path(), &["import", "huge.md"]);
    assert_eq!(
        (code, said.as_str()),
        (
            2,
            "error: `huge.md` has 50 MB; a file has at most 16 MB, so divide it\n"
        )
    );
    fs::write(folder.path().join("latin.md"), b"Q. caf\xe9?\n").unwrap();
    let (code, _, said) = command(folder.path(), &["import", "latin.md"]);
    assert_eq!(code, 1);
    assert!(
        said.contains("`latin.md` was not read: it is no UTF-8 (line 1); save it as UTF-8 text"),
        "{said}"
    );
    let (code, _, said) = command(folder.path(), &["import", "latin.md", "--map", "a=b"]);
    assert_eq!(code, 2);
    assert!(said.contains("there is no key `b`"), "{said}");
}

#[test]
fn a_character_that_no_text_has_is_told() {
    let folder = TempDir::new().unwrap();
    let text = "+++\ntitle = 'Wh\0y?'\n+++\n\nText.\n";
    fs::write(folder.path().join("a.md"), text).unwrap();
    let (code, _, said) = command(folder.path(), &["import", "a.md"]);
    assert_eq!(code, 0, "{said}");
    let told = "put `\u{fffd}` for a character that no text has: title = 'Wh\u{fffd}y?'";
    assert!(said.contains("a.md:2: ") && said.contains(told), "{said}");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_outside_of_the_folder_of_questions() {
    let folder = TempDir::new().unwrap();
    let outside = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("questions")).unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("questions/bank")).unwrap();
    fs::write(
        folder.path().join("bank.md"),
        "Q. X?\nA. ![](../../../etc/passwd) ![](secret.png)\n\nQ. ../../Y?\nA. z\n",
    )
    .unwrap();
    let (code, _, said) = command(folder.path(), &["import", "bank.md"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("is no folder"), "{said}");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    let (code, _, said) = command(folder.path(), &["import", "bank.md", "--topic", "../../up"]);
    assert_eq!(code, 0, "{said}");
    assert!(folder.path().join("questions/up").is_dir());
}

#[test]
fn pictures_come_along() {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("notes/img")).unwrap();
    fs::write(folder.path().join("notes/img/Plan A.png"), PIXEL).unwrap();
    fs::write(
        folder.path().join("notes/x.md"),
        "# What is X?\n\n![plan](<img/Plan A.png>) ![gone](img/gone.png)\n",
    )
    .unwrap();
    let (code, _, said) = command(folder.path(), &["import", "notes"]);
    assert_eq!(code, 0, "{said}");
    let text = fs::read_to_string(folder.path().join("questions/notes/what-is-x.md")).unwrap();
    assert!(text.contains("![plan](plan-a.png) gone"), "{text}");
    assert_eq!(
        fs::read(folder.path().join("questions/notes/plan-a.png")).unwrap(),
        PIXEL
    );
}

/// Pieces that banks are made of. `#` becomes a word of its own, so that each piece can be looked for.
const PIECES: &[&str] = &[
    "Q. What is #?\nAns. # is #.\n",
    "**Question 3 :** How does # work?\n\n**Answer:** # and #\n",
    "Q7) Why #\nA) #\nB) #\n",
    "#:~\n# is a word.\n",
    "## What is #?\n\n# text\n\n### #\n\nmore #\n",
    "12. ### How #?\n\n    # text\n\n    ```js\n    #\n    ```\n",
    "### Explain #\n### Why #?\n\n#\n",
    "<details><summary>What is #?</summary><br><b>\n\n# text\n\n```\n#\n```\n</b></details>\n",
    "<details>\n<summary>#</summary>\n\n<details><summary>Why #?</summary>\n#\n</details>\n</details>\n",
    "**What is #?**\n\n#\n\n- #\n",
    "- What is #?\n- Why #?\n  #\n- #\n",
    "1. How #?\n\n# below\n\n",
    "What is #::# and #\n",
    "What is #\n?\n# back\n",
    "The ==#== of #.\n",
    "C: A [#] is #.\n",
    "[⬆ Back to #](#top)\n",
    "- [#](#a)\n- [#](#b)\n",
    "## #\n",
    "# #\n",
    "| # | # |\n|---|---|\n| # | # |\n",
    "> # quoted\n",
    "```\n# stray\n",
    "text # with [#](gone.md) and <b># </b> $5 # `#`\n",
    "[#]: https://a.example/#\n",
    "see [#] and [^1]\n\n[^1]: # note\n",
    "---\n",
    "    indented #\n",
    "## Sources\n\n- #\n",
    "<p>\n#\n",
    "</details>\n",
    "<summary>#</summary>\n",
    "A: #\n",
    "- [x] #\n- [ ] #\n",
    "<h3>What is #?</h3>\n<p>#</p>\n",
    "<div>\n    <h2>\n    #\n    </h2><br> #\n</div>\n",
    "<h2>\n",
    "> Q: What is #?\n> ```\n> #\n",
    "<ul><li><a href=\"gone.md\">#</a> #</li></ul>\n",
    "What is #? (#)\n\n#\n\n",
    "<summary><details>Answer</summary>\n#\n",
];

fn bank() -> impl Strategy<Value = String> {
    proptest::collection::vec((0..PIECES.len(), any::<bool>()), 1..12).prop_map(|pieces| {
        let mut text = String::new();
        let mut word = 0;
        for (at, parted) in pieces {
            let piece = PIECES[at];
            let mut rest = piece;
            while let Some(place) = rest.find('#') {
                let is_mark = rest[place..].starts_with("##")
                    || rest[..place].ends_with(['#', '(', '/'])
                    || rest[place..].starts_with("# #") && place == 0 && piece.len() < 6;
                text.push_str(&rest[..place]);
                if is_mark {
                    text.push('#');
                } else {
                    word += 1;
                    text.push_str(&format!("w{}x", word));
                }
                rest = &rest[place + 1..];
            }
            text.push_str(rest);
            if parted {
                text.push('\n');
            }
        }
        text
    })
}

/// A bank that lost a line once: an item that asks, one that is ticked, and a heading without its blank.
#[test]
fn nothing_of_a_list_with_boxes_gets_lost() {
    let text = "- What is w1x?\n- Why w2x?\n  w3x\n- w4x\n- [x] w5x\n- [ ] w6x\n#w7x What is w8x?\n\nw9x text\n\n##w10x w11x\n\nmore w12x\n";
    let inputs = [Input {
        path: "bank.md".into(),
        is_in_folder: false,
        text: text.into(),
    }];
    let imported = imported(&inputs, &Options::default());
    assert_eq!(lost(&inputs, &imported), Vec::<String>::new());
}

proptest! {
    #![proptest_config(crate::support::cases(64))]

    /// Whatever stands in a bank stands in a question, or is reported; and what is made of it has no errors.
    #[test]
    fn nothing_gets_lost(text in bank(), format in 0..9usize) {
        let formats = [Format::Auto, Format::Labels, Format::Headings, Format::Details, Format::Bold, Format::Lists, Format::Cards, Format::Notes, Format::Table];
        let inputs = [Input { path: "bank.md".into(), is_in_folder: false, text }];
        let imported = imported(&inputs, &Options { format: formats[format], ..Options::default() });
        prop_assert_eq!(lost(&inputs, &imported), Vec::<String>::new());
        prop_assert_eq!(errors(&imported), Vec::<String>::new());
    }

    #[test]
    fn no_text_breaks_the_import(text in "[\\n\\t -~¡-\u{2fff}]{0,200}") {
        let inputs = [Input { path: "bank.md".into(), is_in_folder: false, text }];
        let imported = imported(&inputs, &Options::default());
        prop_assert_eq!(errors(&imported), Vec::<String>::new());
    }
}

#[test]
fn what_a_folder_holds_beside_texts_is_named() {
    let bank = TempDir::new().unwrap();
    let root = bank.path();
    write(
        root,
        "old/a.md",
        "# What is a queue?\n\nA line. ![x](used.png)\n",
    );
    write(root, "old/notes.docx", "PK");
    write(root, "old/b/slides.pdf", "%PDF");
    write(root, "old/.hidden", "x");
    for number in 0..9 {
        write(root, &format!("old/z/{number}.doc"), "x");
    }
    fs::write(root.join("old/used.png"), PIXEL).unwrap();
    let output = prepbook(root, &["import", "old", "--dry-run"]);
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        stderr(&output)
    );
    let line = said
        .lines()
        .find(|line| line.starts_with("passed over"))
        .unwrap();
    for named in [
        "`old/b/slides.pdf`",
        "`old/notes.docx`",
        "`old/z/8.doc`",
        "more",
    ] {
        assert!(line.contains(named), "{line}");
    }
    for other in [".hidden", "a.md", "used.png"] {
        assert!(!line.contains(other), "{line}");
    }
}
