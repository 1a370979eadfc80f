//! What readers take away: forms of the bank as parts of the site, and as `prepbook export` writes them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use prepbook::pipeline::{self, BuildOptions};
use serde_json::Value;
use tempfile::TempDir;

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A bank whose questions lead to each other, with everything that Markdown has.
fn bank() -> TempDir {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    write(
        root,
        "prepbook.yaml",
        "title: Bank & co\nbase_url: https://example.org/bank/\ntopics: [queues, time]\n",
    );
    write(
        root,
        "questions/queues/_topic.yaml",
        "title: Queues & <logs>\n",
    );
    write(
        root,
        "questions/queues/fifo.md",
        "---\ntitle: \"What is a *queue*, and \\\"why\\\"?\"\ntags: [order, c++]\nrelated: [clock]\nreviewed: 2026-01-02\nsources:\n  - title: A [book]\n    url: https://example.org/a_b\n---\n\
        First in, first out: see [clocks](../time/clock.md#key-points \"t\").\n\n## Key points\n\n- One `a < b` & *two*\n- Two\n\n## In depth\n\n\
        ```rust\nfn main() {} // ](../time/clock.md)\n```\n\n$a^2 < b$ and <kbd>x</kbd><br>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\
        <details><summary>More</summary>\n\nInside.\n\n</details>\n\n```pikchr\nbox \"a\"; arrow; box \"b\"\n```\n\nA note[^1].\n\n- [x] done\n- [ ] open\n\n[^1]: The note.\n",
    );
    write(
        root,
        "questions/time/clock.md",
        "---\ntitle: What is a clock?\ndifficulty: easy\n---\nIt tells time. [Queues](../queues/fifo.md).\n\n## Key points\n\n- It ticks\n",
    );
    folder
}

fn built(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let options = BuildOptions {
        root: root.to_owned(),
        base_url: None,
        drafts: false,
        cache: None,
    };
    let built = pipeline::build(&options, &|_, _, _| {}).unwrap();
    assert_eq!(built.findings, []);
    built.site.unwrap().files
}

fn export(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_prepbook"))
        .current_dir(root)
        .env("NO_COLOR", "1")
        .arg("export")
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_site_has_all_that_its_page_of_downloads_leads_to() {
    let folder = bank();
    let files = built(folder.path());
    let page = text(&files["downloads/index.html"]);
    let links = page.match_indices("href=\"../");
    let mut found = 0;
    for (at, start) in links {
        let link = page[at + start.len()..].split('"').next().unwrap();
        let path = match link.is_empty() || link.ends_with('/') {
            true => format!("{link}index.html"),
            false => link.to_owned(),
        };
        assert!(files.contains_key(&path), "{path}");
        found += 1;
    }
    assert!(found > 10, "{found}");
    assert!(text(&files["index.html"]).contains("href=\"./downloads/\""));
}

#[test]
fn the_settings_say_what_there_is_to_download() {
    let folder = bank();
    let root = folder.path();
    write(root, "prepbook.yaml", "downloads: []\n");
    let files = built(root);
    let own = ["downloads/", "llms", "print/"];
    let is_own =
        |path: &String| own.iter().any(|own| path.starts_with(own)) || path.ends_with(".md");
    assert_eq!(files.keys().filter(|path| is_own(path)).count(), 0);
    assert!(!text(&files["index.html"]).contains("downloads"));
    write(root, "prepbook.yaml", "downloads: [csv]\n");
    let files = built(root);
    let made: Vec<&String> = files.keys().filter(|path| is_own(path)).collect();
    assert_eq!(made, ["downloads/index.html", "downloads/questions.csv"]);
    write(root, "prepbook.yaml", "downloads: [cvs]\n");
    let output = export(root, &["csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("did you mean `csv`?"));
}

/// Whether a value is as a schema has it, of which we know what ours uses.
fn conforms(value: &Value, schema: &Value, place: &str) {
    match schema["type"].as_str() {
        Some("object") => {
            let (object, known) = (value.as_object().expect(place), &schema["properties"]);
            for (key, value) in object {
                assert!(known[key].is_object(), "{place}.{key} is not in the schema");
                conforms(value, &known[key], &format!("{place}.{key}"));
            }
            for key in schema["required"].as_array().unwrap() {
                assert!(object.contains_key(key.as_str().unwrap()), "{place}: {key}");
            }
        }
        Some("array") => {
            for value in value.as_array().expect(place) {
                conforms(value, &schema["items"], place);
            }
        }
        Some("string") => assert!(value.is_string(), "{place}"),
        Some("integer") => assert!(value.is_u64(), "{place}"),
        _ => match (&schema["const"], &schema["enum"]) {
            (Value::Null, one_of) => assert!(one_of.as_array().unwrap().contains(value), "{place}"),
            (constant, _) => assert_eq!(value, constant, "{place}"),
        },
    }
}

#[test]
fn the_json_is_as_its_schema_says() {
    let folder = bank();
    let files = built(folder.path());
    let json: Value = serde_json::from_slice(&files["downloads/questions.json"]).unwrap();
    let schema: Value = serde_json::from_slice(&files["downloads/questions.schema.json"]).unwrap();
    conforms(&json, &schema, "");
    let fifo = &json["questions"][0];
    assert_eq!(fifo["id"], "fifo");
    assert_eq!(fifo["title"], "What is a *queue*, and \"why\"?");
    assert_eq!(
        fifo["key_points"],
        serde_json::json!(["One a < b & two", "Two"])
    );
    let answer = fifo["answer"].as_str().unwrap();
    let link = "[clocks](https://example.org/bank/questions/clock/#key-points \"t\")";
    assert!(answer.contains(link), "{answer}");
    assert!(answer.contains("// ](../time/clock.md)"), "{answer}");
}

#[test]
fn the_markdown_of_a_page_leads_to_that_of_others() {
    let folder = bank();
    let files = built(folder.path());
    let page = text(&files["questions/fifo/index.md"]);
    for part in [
        "# What is a \\*queue\\*, and \"why\"?\n\n[Queues & \\<logs\\>](../../topics/queues/index.md) · Medium · order, c++ · 2026-01-02\n",
        "[clocks](../clock/index.md#key-points \"t\")",
        "- [A \\[book\\]](<https://example.org/a_b>)\n",
        "- [What is a clock?](../clock/index.md)\n",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    for path in [
        "index.md",
        "topics/queues/index.md",
        "llms.txt",
        "llms-full.txt",
    ] {
        let text = text(&files[path]);
        assert!(text.contains("What is a \\*queue\\*"), "{path}");
    }
}

#[test]
fn an_export_is_of_the_bank_or_of_a_topic() {
    let folder = bank();
    let root = folder.path();
    let output = export(root, &["json", "--topic", "time", "-o", "-"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["questions"].as_array().unwrap().len(), 1);
    let output = export(root, &["csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let csv = fs::read_to_string(root.join("questions.csv")).unwrap();
    assert!(csv.starts_with("id,title,topic,level,tags,short,answer,reviewed,url\r\n"));
    let output = export(root, &["csv", "--topic", "tiem"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("the bank has no topic `tiem`; did you mean `time`?"),
        "{said}"
    );
}

#[test]
fn two_exports_are_the_same_to_the_byte_and_so_is_the_part_of_the_site() {
    let folder = bank();
    let root = folder.path();
    let files = built(root);
    for (kind, path) in [
        ("json", "downloads/questions.json"),
        ("csv", "downloads/questions.csv"),
    ] {
        let [a, b] = [0, 1].map(|_| export(root, &[kind, "-o", "-"]).stdout);
        assert_eq!(a, b, "{kind}");
        assert_eq!(Some(&a), files.get(path), "{kind}");
    }
}
