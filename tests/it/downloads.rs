//! What readers take away: forms of the bank as parts of the site, and as `prepbook export` writes them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::process::Output;

use flate2::read::DeflateDecoder;
use prepbook::pipeline::{self, BuildOptions};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::command::Finish as _;

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
        <details><summary>More</summary>\n\nInside.\n\n</details>\n\n```pikchr title=\"Two boxes and an arrow\"\nbox \"a\"; arrow; box \"b\"\n```\n\nA note[^1].\n\n- [x] done\n- [ ] open\n\n[^1]: The note.\n",
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
        .finish()
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
    assert!(csv.starts_with("\"id\",\"title\",\"topic\",\"level\",\"tags\",\"short\",\"answer\",\"reviewed\",\"url\"\r\n"));
    let output = export(root, &["csv", "--topic", "tiem"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("the bank has no topic `tiem`; did you mean `time`?"),
        "{said}"
    );
}

#[test]
fn an_export_takes_no_place_of_a_source_and_of_no_other_file_unasked() {
    let folder = bank();
    let root = folder.path();
    let settings = fs::read_to_string(root.join("prepbook.yaml")).unwrap();
    for place in [
        "prepbook.yaml",
        "./questions/../PREPBOOK.yaml",
        "questions/time/clock.md",
        "questions/time/new.md",
        "questions/time/../../static/own.css",
    ] {
        for force in [&["-o", place][..], &["-o", place, "--force"]] {
            let output = export(root, &[&["json"], force].concat());
            assert_eq!(output.status.code(), Some(2), "{place}");
            let said = "is among the sources of the bank; name another file with `--output`";
            assert_eq!(text(&output.stderr), format!("error: `{place}` {said}\n"));
        }
    }
    assert_eq!(
        fs::read_to_string(root.join("prepbook.yaml")).unwrap(),
        settings
    );
    assert!(!root.join("questions/time/new.md").exists());
    write(root, "questions.csv", "mine");
    let output = export(root, &["csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text(&output.stderr),
        "error: `questions.csv` is there already; replace it with `--force`, or name another with `--output`\n"
    );
    let kept = fs::read_to_string(root.join("questions.csv")).unwrap();
    assert_eq!(kept, "mine");
    let output = export(root, &["csv", "--force"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_ne!(
        fs::read_to_string(root.join("questions.csv")).unwrap(),
        "mine"
    );
}

/// Where a repository comes from a stranger, what lies at a name may lead anywhere.
#[cfg(unix)]
#[test]
fn an_export_is_written_through_no_link_and_over_files_alone() {
    use std::os::unix::fs::symlink;
    let folder = bank();
    let root = folder.path();
    write(root, "precious", "mine");
    let pipe = |name: &str| {
        let made = std::process::Command::new("mkfifo")
            .arg(root.join(name))
            .status();
        assert!(made.unwrap().success());
    };
    // What was the way of writing once.
    symlink("precious", root.join("questions.txt.part")).unwrap();
    pipe("questions.csv.part");
    for kind in ["llms", "csv"] {
        let output = export(root, &[kind]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }
    assert!(fs::read(root.join("questions.txt")).unwrap().len() > 100);
    symlink("precious", root.join("questions.json")).unwrap();
    symlink("nowhere", root.join("questions.html")).unwrap();
    pipe("questions.md");
    fs::create_dir(root.join("questions.epub")).unwrap();
    for (kind, said) in [
        (
            "json",
            "`questions.json` is a symbolic link, which is not followed; name a file with `--output`",
        ),
        (
            "print",
            "`questions.html` is a symbolic link, which is not followed; name a file with `--output`",
        ),
        (
            "markdown",
            "`questions.md` is no file; name one with `--output`, or `-` for standard output",
        ),
        ("epub", "`questions.epub` is a folder; name a file in it"),
    ] {
        let output = export(root, &[kind]);
        assert_eq!(text(&output.stderr), format!("error: {said}\n"));
        assert_eq!(output.status.code(), Some(2));
    }
    assert_eq!(fs::read_to_string(root.join("precious")).unwrap(), "mine");
    let entries = fs::read_dir(root).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<String> = names.filter(|name| name.ends_with(".tmp")).collect();
    assert_eq!(left, [""; 0]);
}

/// A file that is not made again is the old one, under a second name.
#[cfg(unix)]
#[test]
fn a_download_is_made_again_only_where_something_in_it_changed() {
    use std::os::unix::fs::MetadataExt;
    let folder = bank();
    let root = folder.path();
    let files = || -> BTreeMap<String, u64> {
        let built = Command::new(env!("CARGO_BIN_EXE_prepbook"))
            .current_dir(root)
            .arg("--quiet")
            .finish()
            .unwrap();
        assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
        let site = root.join("_site/downloads");
        let entries = walkdir::WalkDir::new(&site).into_iter().map(Result::unwrap);
        let files = entries.filter(|entry| entry.file_type().is_file());
        files
            .map(|entry| {
                let name = entry.path().strip_prefix(&site).unwrap();
                (name.display().to_string(), entry.metadata().unwrap().ino())
            })
            .collect()
    };
    let before = files();
    assert_eq!(files(), before);
    let path = root.join("questions/time/clock.md");
    let edited = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        edited.replace("It tells time.", "It tells the time."),
    )
    .unwrap();
    let after = files();
    let kept = after.iter().filter(|one| before.get(one.0) == Some(one.1));
    let kept: Vec<&str> = kept.map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        kept,
        ["anki/queues.apkg", "index.html", "questions.schema.json"]
    );
}

/// A topic's folder is part of the addresses that lead to its page.
#[test]
fn what_leads_to_a_topic_is_made_again_when_its_folder_is_renamed() {
    let folder = bank();
    let root = folder.path();
    let build = |output: &str| {
        let built = Command::new(env!("CARGO_BIN_EXE_prepbook"))
            .current_dir(root)
            .args(["--quiet", "-o", output])
            .finish()
            .unwrap();
        assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
        crate::support::folder::contents(&root.join(output))
    };
    build("_site");
    let settings = fs::read_to_string(root.join("prepbook.yaml")).unwrap();
    write(root, "prepbook.yaml", &settings.replace("queues", "lines"));
    fs::rename(root.join("questions/queues"), root.join("questions/lines")).unwrap();
    let clock = root.join("questions/time/clock.md");
    let moved = fs::read_to_string(&clock).unwrap();
    fs::write(&clock, moved.replace("../queues/", "../lines/")).unwrap();
    let (renamed, fresh) = (build("_site"), build("_fresh"));
    for (name, content) in &fresh {
        assert!(renamed.get(name) == Some(content), "{name}");
    }
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

/// The files of a ZIP archive, in its order.
fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let number = |at: usize, length: usize| {
        let digits = bytes[at..at + length].iter().rev();
        digits.fold(0usize, |number, digit| number << 8 | usize::from(*digit))
    };
    let mut at = number(bytes.len() - 6, 4);
    let mut files = Vec::new();
    while bytes[at..].starts_with(b"PK\x01\x02") {
        let (size, name, start) = (number(at + 20, 4), number(at + 28, 2), number(at + 42, 4));
        let content = start + 30 + number(start + 26, 2) + number(start + 28, 2);
        let packed = &bytes[content..content + size];
        let mut plain = Vec::new();
        match number(at + 10, 2) {
            0 => plain.extend(packed),
            _ => drop(DeflateDecoder::new(packed).read_to_end(&mut plain).unwrap()),
        }
        assert_eq!(plain.len(), number(at + 24, 4));
        files.push((text(&bytes[at + 46..at + 46 + name]), plain));
        at += 46 + name;
    }
    files
}

/// Notes of a deck: the name by which each is known, its moment, its fields.
fn notes(deck: &[u8]) -> Vec<(String, i64, String)> {
    let files = unpacked(deck);
    assert_eq!(files[0].0, "collection.anki2");
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("collection.anki2");
    fs::write(&path, &files[0].1).unwrap();
    let database = rusqlite::Connection::open(path).unwrap();
    let mut query = database
        .prepare("SELECT guid, mod, flds FROM notes ORDER BY guid")
        .unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_newer_deck_has_the_same_notes_with_new_texts() {
    let folder = bank();
    let root = folder.path();
    let files = built(root);
    let before = notes(&files["downloads/questions.apkg"]);
    assert_eq!(before.len(), 2);
    let of_topic = notes(&files["downloads/anki/time.apkg"]);
    assert_eq!(of_topic.len(), 1);
    assert!(before.contains(&of_topic[0]));
    write(
        root,
        "questions/time/clock.md",
        "---\ntitle: What is a good clock?\ndifficulty: hard\nreviewed: 2026-03-04\n---\nIt ticks.\n\n## Key points\n\n- It ticks\n",
    );
    let after = notes(&built(root)["downloads/questions.apkg"]);
    for ((guid, moment, fields), (guid_after, moment_after, fields_after)) in
        before.iter().zip(&after)
    {
        assert_eq!(guid, guid_after);
        let is_edited = fields.ends_with("\u{1f}clock");
        assert_eq!(fields != fields_after, is_edited, "{fields}");
        assert_eq!(moment < moment_after, is_edited);
    }
}

#[test]
fn a_card_has_all_of_the_answer_and_no_link_into_nowhere() {
    let folder = bank();
    let root = folder.path();
    let deck = built(root).remove("downloads/questions.apkg").unwrap();
    let all = notes(&deck);
    let fifo = all.iter().find(|(_, _, fields)| fields.ends_with("fifo"));
    let fields: Vec<&str> = fifo.unwrap().2.split('\u{1f}').collect();
    assert_eq!(fields[0], "What is a *queue*, and &quot;why&quot;?");
    assert!(fields[1].contains("href=\"https://example.org/bank/questions/clock/#key-points\""));
    for part in ["<li>One <code>a &lt; b</code>", "<em>two</em>"] {
        assert!(fields[2].contains(part), "{part}");
    }
    for part in [
        "class=\"k\"",
        "<math",
        "<svg",
        "<details>",
        "☑ done",
        "The note.",
    ] {
        assert!(fields[3].contains(part), "{part}\n{}", fields[3]);
    }
    assert_eq!(fields[6], "https://example.org/bank/questions/fifo/");
    // Without an address of the site, the words of its links stay.
    write(root, "prepbook.yaml", "title: Bank\n");
    let deck = built(root).remove("downloads/questions.apkg").unwrap();
    let all = notes(&deck);
    let fifo = all.iter().find(|(_, _, fields)| fields.ends_with("fifo"));
    assert!(fifo.unwrap().2.contains("see clocks."));
}

#[test]
fn a_book_is_whole_and_its_links_arrive() {
    let folder = bank();
    let files = built(folder.path());
    let book = unpacked(&files["downloads/questions.epub"]);
    assert_eq!(
        book[0],
        ("mimetype".into(), b"application/epub+zip".to_vec())
    );
    let book: BTreeMap<String, String> = book
        .iter()
        .map(|(name, bytes)| (name.clone(), text(bytes)))
        .collect();
    let package = &book["EPUB/package.opf"];
    for name in book.keys().filter_map(|name| name.strip_prefix("EPUB/")) {
        let is_listed = package.contains(&format!("href=\"{name}\""));
        assert!(is_listed || name == "package.opf", "{name}");
    }
    for (name, html) in book.iter().filter(|(name, _)| name.ends_with(".xhtml")) {
        let mut reader = quick_xml::Reader::from_str(html);
        while !matches!(
            reader.read_event().expect(name),
            quick_xml::events::Event::Eof
        ) {}
        for (at, start) in html.match_indices("href=\"q") {
            let link = html[at + start.len() - 1..].split('"').next().unwrap();
            let (file, fragment) = link.split_once('#').unwrap_or((link, ""));
            let target = &book[&format!("EPUB/{file}")];
            let has = fragment.is_empty() || target.contains(&format!("id=\"{fragment}\""));
            assert!(has, "{link}");
        }
    }
    let fifo = &book["EPUB/q0001.xhtml"];
    for part in [
        "href=\"q0002.xhtml#key-points\"",
        "<math xmlns=",
        "<svg xmlns=",
        "<div class=\"details\">",
    ] {
        assert!(fifo.contains(part), "{part}");
    }
    assert!(
        package.contains(
            "q0001.xhtml\" media-type=\"application/xhtml+xml\" properties=\"mathml svg\""
        )
    );
}

#[test]
fn the_print_edition_folds_nothing_and_leads_to_itself() {
    let folder = bank();
    let files = built(folder.path());
    let whole = text(&files["print/index.html"]);
    for part in [
        "id=\"PB-q-fifo\"",
        "href=\"#PB-q-clock_key-points\"",
        "<div class=\"details\">",
        "☐ open",
        "PB-q-fifo_in-depth",
    ] {
        assert!(whole.contains(part), "{part}");
    }
    for part in ["<details", "site-header", "site-footer"] {
        assert!(!whole.contains(part), "{part}");
    }
    let topic = text(&files["print/time/index.html"]);
    assert!(topic.contains("href=\"../../questions/fifo/\""));
}
