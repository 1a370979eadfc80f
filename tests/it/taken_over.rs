//! A preview takes over from the site before what a save left as it was. After each of many small saves, it has what a build of the same
//! folder makes, and says the same.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use prepbook::diagnostic::{self, Diagnostic, Format};
use prepbook::pipeline::{self, BuildOptions};
use prepbook::serve::Event;
use prepbook::serve::preview::{Changed, Preview};
use tempfile::TempDir;

/// A question's file.
fn question(title: &str, matter: &str, answer: &str) -> String {
    format!(
        "---\ntitle: {title}\n{matter}---\nShort.\n\n## Key points\n\n- one\n\n## Why\n\n{answer}\n"
    )
}

/// The smallest picture that a browser takes for one, whose bytes are all letters of a kind.
const PICTURE: &str = "GIF89a\x01\0\x01\0\0\0\0;";

const TAGGED: &str = "difficulty: medium\ntags: [order, cost]\n";

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn bank() -> TempDir {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    for topic in ["queues", "time"] {
        for (number, name) in ["Ask", "Buy", "Call", "Dig"].iter().enumerate() {
            let other = (number + 1) % 4;
            let answer = format!("See [it]({topic}-{other}.md#why).");
            let text = question(&format!("{name} {topic}?"), TAGGED, &answer);
            write(
                root,
                &format!("questions/{topic}/{topic}-{number}.md"),
                &text,
            );
        }
    }
    write(root, "prepbook.yaml", "title: A\nlanguages: [en, de]\n");
    let german =
        "---\ntitle: Fragen?\n---\nKurz.\n\n## Stichpunkte\n\n- eins\n\n## Warum\n\nDarum.\n";
    write(root, "questions/time/time-1.de.md", german);
    folder
}

/// What a save writes; nothing, where it removes the file.
type Save = (&'static str, &'static str, Option<String>);

fn saves() -> Vec<Save> {
    let time_0 = "questions/time/time-0.md";
    let time_1 = "questions/time/time-1.md";
    let queues_0 = "questions/queues/queues-0.md";
    let german = "questions/time/time-1.de.md";
    let plain = |title: &str| Some(question(title, TAGGED, "Because."));
    let with = |matter: &str| Some(question("Ask time?", matter, "Because."));
    let text = |text: &str| Some(text.to_owned());
    vec![
        (
            "an answer",
            time_0,
            Some(question("Ask time?", TAGGED, "Why not.")),
        ),
        ("a title that stands elsewhere", time_0, plain("Zoom time?")),
        (
            "a title that begins with no letter",
            time_0,
            plain("42 times?"),
        ),
        (
            "a level",
            time_0,
            with("difficulty: hard\ntags: [order, cost]\n"),
        ),
        (
            "a tag more",
            time_0,
            with("difficulty: hard\ntags: [order, cost, new]\n"),
        ),
        (
            "a tag in another spelling",
            time_0,
            with("tags: [Order, cost]\n"),
        ),
        (
            "another file, while it is there",
            queues_0,
            plain("Ask queues again?"),
        ),
        ("no tag any more", time_0, with("")),
        (
            "a relation to nothing",
            time_0,
            with("related: [nothing]\n"),
        ),
        (
            "another file, while it is broken",
            queues_0,
            plain("Ask queues still?"),
        ),
        ("a relation", time_0, with("related: [queues-1]\n")),
        (
            "a heading gone that another one leads to",
            "questions/time/time-3.md",
            text("---\ntitle: Dig time?\ntags: [order, cost]\n---\nShort.\n"),
        ),
        (
            "another file, while it is gone",
            queues_0,
            plain("Ask queues more?"),
        ),
        (
            "the heading again",
            "questions/time/time-3.md",
            plain("Dig time?"),
        ),
        (
            "a draft",
            time_1,
            Some(question("Buy time?", "draft: true\n", "Because.")),
        ),
        ("no draft", time_1, plain("Buy time?")),
        (
            "an alias",
            time_1,
            Some(question("Buy time?", "aliases: [formerly]\n", "x")),
        ),
        (
            "a new question",
            "questions/time/time-9.md",
            plain("Begin time?"),
        ),
        ("a new topic", "questions/zoo/zoo-1.md", plain("Zoo?")),
        (
            "its name",
            "questions/zoo/_topic.yaml",
            text("title: Animals\norder: 1\n"),
        ),
        ("no new topic", "questions/zoo/zoo-1.md", None),
        ("no new question", "questions/time/time-9.md", None),
        (
            "a translation's title",
            german,
            text("---\ntitle: Aber?\n---\nKurz.\n"),
        ),
        ("its original's title", time_1, plain("Zap time?")),
        ("no translation", german, None),
        ("a picture", "questions/time/clock.gif", text(PICTURE)),
        (
            "an answer that shows it",
            time_0,
            Some(question("Ask time?", TAGGED, "![A clock](clock.gif)")),
        ),
        ("no picture", "questions/time/clock.gif", None),
        (
            "the picture again",
            "questions/time/clock.gif",
            text(PICTURE),
        ),
        (
            "an answer that leads to a topic",
            time_0,
            Some(question("Ask time?", TAGGED, "[All](../zoo/)")),
        ),
        ("that topic", "questions/zoo/zoo-1.md", plain("Zoo?")),
        ("no such topic", "questions/zoo/zoo-1.md", None),
        ("an answer that leads nowhere", time_0, plain("Ask time?")),
        (
            "a path",
            "questions/_paths/start.yaml",
            text("title: Start\nquestions: [time-0]\n"),
        ),
        ("a style", "static/css/own.css", text("body { color: red }")),
        (
            "a script",
            "static/js/keys.js",
            text("export const KEYS = 1;\n"),
        ),
        (
            "a script that is none",
            "static/js/keys.js",
            text("export const = 1;\n"),
        ),
        (
            "another file, while it is none",
            queues_0,
            plain("Ask queues anyhow?"),
        ),
        ("no own script", "static/js/keys.js", None),
        ("a template", "templates/404.html", text("{{ page.title }}")),
        (
            "a template that is none",
            "templates/404.html",
            text("{{ page.title"),
        ),
        (
            "another file, while the template is none",
            queues_0,
            plain("Ask on?"),
        ),
        ("no own template", "templates/404.html", None),
        (
            "settings",
            "prepbook.yaml",
            text("title: B\nlanguages: [en, de]\n"),
        ),
        (
            "topics in another order",
            "prepbook.yaml",
            text("title: B\ntopics: [time]\n"),
        ),
        (
            "settings that are none",
            "prepbook.yaml",
            text("titel: B\n"),
        ),
        ("one language", "prepbook.yaml", text("title: B\n")),
        (
            "three",
            "prepbook.yaml",
            text("title: B\nlanguages: [en, es, de]\n"),
        ),
    ]
}

#[test]
fn after_every_save_a_preview_has_and_says_what_a_build_does() {
    let bank = bank();
    let root = bank.path();
    let options = BuildOptions {
        root: root.into(),
        base_url: Some("http://localhost/".into()),
        drafts: false,
        cache: None,
    };
    let told = RefCell::new(String::new());
    let show = |findings: &[Diagnostic]| diagnostic::render(findings, Format::Human, false);
    let tell = |event: Event<'_>| match event {
        Event::Refreshed(findings, ..) => *told.borrow_mut() = show(findings),
        other => panic!("{other:?}"),
    };
    let mut preview = Preview::new(options.clone());
    preview.refresh(&Changed::Everything, &tell);
    let mut sound = 0;
    for (what, name, text) in saves() {
        match text {
            Some(text) => write(root, name, &text),
            None => fs::remove_file(root.join(name)).unwrap(),
        }
        let snapshot = preview.refresh(&Changed::Paths(vec![root.join(name)]), &tell);
        let built = pipeline::build(&options, &|_, _, _| {}).unwrap();
        assert_eq!(*told.borrow(), show(&built.findings), "after {what}");
        assert_eq!(snapshot.trouble.is_some(), built.site.is_none(), "{what}");
        let Some(wanted) = built.site else { continue };
        let files = snapshot.plan.unwrap().site(&|_, _| {}).value.unwrap().files;
        let paths = files.keys().chain(wanted.files.keys());
        let other: BTreeSet<&String> = paths
            .filter(|&path| files.get(path) != wanted.files.get(path))
            .collect();
        assert_eq!(other, BTreeSet::new(), "after {what}");
        sound += 1;
    }
    assert_eq!(sound, 34, "so many of these saves leave a sound bank");
}
