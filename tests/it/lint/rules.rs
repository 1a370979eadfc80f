//! Each rule, by the message that it gives for the good question with one thing wrong.

use std::fmt::Write as _;

use insta::assert_snapshot;
use prepbook::diagnostic::{Code, Kind};

use super::{Bank, GOOD, good_but};

fn answer(bank: &Bank) -> String {
    bank.check(&[]).snapshot()
}

/// A bank of one question with one thing wrong.
fn broken(from: &str, to: &str) -> String {
    answer(&Bank::of(&good_but(from, to)))
}

#[test]
fn nothing_is_said_of_a_good_question() {
    assert_snapshot!(answer(&Bank::of(GOOD)), @r"
    exit code 0
    1 question: nothing to mend
    ");
}

#[test]
fn every_rule_of_style_has_a_snapshot() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/lint/snapshots");
    let texts: String = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| code.kind() == Kind::Lint)
        .filter(|code| !texts.contains(&format!("warning[{}]", code.name())))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn missing_short_answer() {
    assert_snapshot!(broken("A queue hands out first what came first.\n", ""));
}

#[test]
fn long_short_answer() {
    let long = format!("Word {}\nword.\n", "word ".repeat(59));
    assert_snapshot!(broken("A queue hands out first what came first.\n", &long));
}

#[test]
fn sixty_words_are_not_long() {
    let text = good_but(
        "A queue hands out first what came first.",
        &"word ".repeat(60),
    );
    assert_eq!(Bank::of(&text).check(&["--strict"]).code, 0);
}

#[test]
fn missing_sections() {
    let text = good_but("## In depth\n\nText.\n\n## Trade-offs", "## Trade off");
    assert_snapshot!(answer(&Bank::of(&text)));
}

#[test]
fn missing_section_of_which_there_is_no_trace() {
    assert_snapshot!(broken("## Common mistakes\n\nText.\n\n", ""));
}

#[test]
fn easy_questions_have_fewer_sections() {
    let text = good_but("## Trade-offs\n\nText.\n\n", "")
        .replace("## What interviewers look for\n\nText.\n\n", "");
    let easy = text.replace("medium", "easy");
    assert_eq!(Bank::of(&easy).check(&["--strict"]).code, 0);
    assert_eq!(Bank::of(&text).check(&["--strict"]).code, 1);
}

#[test]
fn key_points_that_are_no_list() {
    assert_snapshot!(broken("- durable\n", "- durable\n\nAnd so on.\n"));
}

#[test]
fn too_few_and_too_many_key_points() {
    let few = good_but("- first in, first out\n- one consumer a message\n", "");
    let many = good_but("- durable\n", "- durable\n- four\n- five\n- six\n");
    assert_snapshot!(answer(
        &Bank::of(&few).with("stack", &many.replace("queue", "stack"))
    ));
}

#[test]
fn missing_source() {
    assert_snapshot!(broken(
        "sources:\n  - title: \"Gray and Reuter, Transaction processing (1992)\"\n",
        ""
    ));
}

#[test]
fn missing_review() {
    assert_snapshot!(broken("reviewed: 2026-11-01\n", ""));
}

#[test]
fn stale_review() {
    assert_snapshot!(broken("reviewed: 2026-11-01", "reviewed: 2025-11-21"));
}

#[test]
fn stale_review_of_volatile_facts() {
    assert_snapshot!(broken(
        "reviewed: 2026-11-01",
        "reviewed: 2026-05-21\nvolatile: true"
    ));
}

#[test]
fn a_review_lasts_to_the_day() {
    for (day, more) in [("2025-11-22", ""), ("2026-05-22", "\nvolatile: true")] {
        let text = good_but("reviewed: 2026-11-01", &format!("reviewed: {day}{more}"));
        assert_eq!(Bank::of(&text).check(&["--strict"]).code, 0, "{day}");
    }
    let late = good_but("reviewed: 2026-11-01", "reviewed: 9999-12-31");
    let said = Bank::of(&late).check(&["--strict"]).stderr;
    assert!(!said.contains("stale-review"), "{said}");
}

#[test]
fn days_to_come() {
    let text = good_but("added: 2026-11-01", "added: 2026-11-23");
    let text = text.replace("reviewed: 2026-11-01", "reviewed: 2062-11-01");
    assert_snapshot!(answer(&Bank::of(&text)));
}

#[test]
fn a_day_to_come_is_one_by_the_day_of_the_check() {
    let bank = Bank::of(&good_but("reviewed: 2026-11-01", "reviewed: 2026-11-22"));
    assert_eq!(bank.check(&["--strict"]).code, 0);
    let before = bank.run(&["check", "--strict", "--today", "2026-11-21"]);
    assert_eq!(before.code, 1);
}

#[test]
fn one_way_related() {
    let one = good_but("sources:", "related: [stack]\nsources:");
    let other = GOOD.replace("queue", "stack");
    let bank = Bank::of(&one).with("stack", &other);
    let before = answer(&bank);
    let fix = bank.check(&["--fix"]).snapshot();
    assert_snapshot!(format!("{before}\n{fix}"));
    assert!(bank.read("stack").contains("\nrelated: [queue]\nsources:"));
}

#[test]
fn drafts_need_not_be_named_by_what_is_published() {
    let draft = good_but("sources:", "related: [stack]\nsources:").replace(
        "Transaction processing (1992)\"\n",
        "Transaction processing (1992)\"\ndraft: true\n",
    );
    let bank = Bank::of(&draft).with("stack", &GOOD.replace("queue", "stack"));
    assert_eq!(bank.check(&["--strict", "--drafts"]).code, 0);
    assert_eq!(bank.check(&["--strict", "--fix"]).code, 0);
    assert!(!bank.read("stack").contains("related"));
}

#[test]
fn similar_titles() {
    let other = good_but("What is a queue?", "What are queues?");
    assert_snapshot!(answer(&Bank::of(GOOD).with("queues", &other)));
}

#[test]
fn similar_tags() {
    let stack = GOOD.replace("queue", "stack");
    let bank = Bank::of(&good_but("[messaging]", "[load-balancer]"))
        .with("stack", &stack.replace("[messaging]", "[load-balancing]"))
        .with(
            "heap",
            &GOOD
                .replace("queue", "heap")
                .replace("[messaging]", "[load-balancing]"),
        );
    assert_snapshot!(answer(&bank));
}

/// Names that share nothing.
const NAMES: [&str; 51] = [
    "acid",
    "bloom",
    "cache",
    "dns",
    "etag",
    "fsync",
    "gossip",
    "heap",
    "inode",
    "jitter",
    "kafka",
    "lease",
    "mutex",
    "nat",
    "oauth",
    "paxos",
    "quorum",
    "raft",
    "saga",
    "trie",
    "unix",
    "vacuum",
    "wal",
    "xor",
    "yaml",
    "zookeeper",
    "arp",
    "btree",
    "cors",
    "docker",
    "epoll",
    "futex",
    "grpc",
    "html",
    "ipv6",
    "jwt",
    "kernel",
    "lru",
    "mvcc",
    "nginx",
    "orm",
    "pubsub",
    "quic",
    "redis",
    "smtp",
    "tls",
    "udp",
    "vlan",
    "webrtc",
    "xss",
    "yarn",
];

#[test]
fn lonely_tags_in_a_big_bank() {
    let mut bank = Bank::new();
    for (place, name) in NAMES.into_iter().enumerate() {
        let mut text = good_but("a queue?", &format!("{name}?"));
        if place == 1 {
            text = text.replace("[messaging]", "[messaging, filters]");
        }
        bank = bank.with(name, &text);
        if place == 49 {
            assert_eq!(bank.check(&["--strict"]).code, 0, "50 questions are few");
        }
    }
    assert_snapshot!(answer(&bank));
}

#[test]
fn heading_order() {
    assert_snapshot!(broken(
        "## In depth\n\nText.\n",
        "# In depth\n\n## In depth\n\n#### Far down\n\nText.\n\n#### Again\n\n##### Fine\n"
    ));
}

#[test]
fn headings_inside_quotes_are_no_outline() {
    let text = good_but("Text.", "> #### Quoted\n");
    assert_eq!(Bank::of(&text).check(&["--strict"]).code, 0);
}

#[test]
fn missing_alt_text() {
    let text = good_but("Text.", "![](ring.png) ![  ](ring.png) ![a ring](ring.png)");
    let bank = Bank::of(&text);
    let picture = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x02\0\0\0\x01\x08\x06\0\0\0";
    std::fs::write(bank.path().join("questions/messaging/ring.png"), picture).unwrap();
    assert_snapshot!(answer(&bank));
}

#[test]
fn raw_pictures_have_a_text_too() {
    let text = good_but(
        "Text.",
        "<img src=\"ring.png\"> <img src=ring.png alt=\"\"> <!-- <img src=a.png> -->\n\n<p>\n<img\n  src=\"ring.png\">\n</p>\n",
    );
    let bank = Bank::of(&text);
    let picture = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x02\0\0\0\x01\x08\x06\0\0\0";
    std::fs::write(bank.path().join("questions/messaging/ring.png"), picture).unwrap();
    assert_snapshot!(answer(&bank));
}

#[test]
fn links_have_words() {
    assert_snapshot!(broken(
        "Text.",
        "[](https://a.example/) [ ](https://b.example/) [<!-- c -->](https://c.example/) [&nbsp;&#8203;](https://d.example/)\n\n\
         Fine: [`e`](https://e.example/) [$f$](https://f.example/) <https://g.example/>\n"
    ));
}

#[test]
fn links_in_raw_html_have_words_too() {
    assert_snapshot!(broken(
        "Text.",
        "A <a href=\"https://a.example/\"></a> <a href='https://b.example/'> <br></a> <a href=https://c.example/><!-- c --></a>\n\n\
         <div>\n<a href=\"https://d.example/\">\n<b> </b></a>\n</div>\n\n\
         Fine: <a href=\"https://e.example/\">`e`</a> <a href=\"https://f.example/\"><b>f</b></a> <a name=\"g\"></a>\n\n\
         <p><a href=\"https://h.example/\">h</a></p>\n"
    ));
}

#[test]
fn what_nobody_can_read_is_no_short_answer() {
    let text = "A queue hands out first what came first.";
    let found = |short: &str| {
        let bank = Bank::of(&good_but(text, short));
        answer(&bank).contains("missing-short-answer")
    };
    for nothing in [
        "<!-- What one would say in thirty seconds. -->",
        "<!-- a\n\nb -->",
        "[^1]\n\n[^1]: The note.",
        "<div>\n<!-- a -->\n</div>",
    ] {
        assert!(found(nothing), "{nothing}");
    }
    for something in [
        "<div>\nText.\n</div>",
        "$a$",
        "```text\na\n```",
        "- <!-- c --> a",
    ] {
        assert!(!found(something), "{something}");
    }
}

#[test]
fn a_topic_without_questions() {
    let bank = Bank::of(&good_but("", ""));
    let folder = bank.path().join("questions/empty");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("_topic.yaml"), "title: Empty\n").unwrap();
    assert_snapshot!(answer(&bank));
}

#[test]
fn headings_of_two_lines_or_none() {
    assert_snapshot!(broken(
        "Text.",
        "Setext two\nlines\n===\n\n##\n\n#### Deeper\nthan\n----\n"
    ));
}

#[test]
fn a_bare_url_in_a_table_ends_before_a_bar() {
    assert_snapshot!(broken(
        "Text.",
        "| a | b |\n|---|---|\n| https://example.org/a \\| b | https://example.org/b\\|c |\n"
    ));
}

#[test]
fn bare_url() {
    assert_snapshot!(broken(
        "Text.",
        "See https://example.org/a_b_c?x=1&y=2 (or http://example.org/wiki/Queue_(data)). Fine are <https://example.org>,\n\
         [https://example.org](https://example.org), `https://example.org`, https://, and\n\n    https://example.org/code\n"
    ));
}

#[test]
fn deceptive_links() {
    let text = good_but(
        "## Trade-offs\n\nText.",
        "## Trade-offs\n\n[a](https://github.com@evil.example/x), [b](https://g1thub.com/), <https://github.com.evil.example/>, [c][1],\n\
         [https://github.com/x](https://evil.example/), <a href=\"https://github.com&#64;evil.example/\">d</a> and [fine](https://github.com/a@b).\n\n[1]: https://gіthub.com/ 'x'",
    );
    let text = text.replace(
        "(1992)\"",
        "(1992)\"\n    url: https://github.com:secret@evil.example/",
    );
    assert_snapshot!(answer(&Bank::of(&text)));
}

#[test]
fn icon_pictures() {
    let bank = Bank::of(GOOD);
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"/>";
    bank.write("static/icon.svg", svg);
    bank.write("static/root/icons/192.png", "a picture");
    assert_snapshot!(answer(&bank));
    // The site then names what there is, and nothing of ours.
    assert_eq!(bank.run(&["build"]).code, 0);
    let manifest = std::fs::read_to_string(bank.path().join("_site/manifest.webmanifest")).unwrap();
    assert!(manifest.contains("icons/192.png") && !manifest.contains("icons/512.png"));
    assert!(!bank.path().join("_site/icons/512.png").exists());
    std::fs::remove_dir_all(bank.path().join("static/root")).unwrap();
    assert_eq!(bank.run(&["build"]).code, 0);
    let manifest = std::fs::read_to_string(bank.path().join("_site/manifest.webmanifest")).unwrap();
    assert!(manifest.contains("/icon.svg") && !manifest.contains(".png"));
    let home = std::fs::read_to_string(bank.path().join("_site/index.html")).unwrap();
    assert!(!home.contains("apple-touch-icon"));
}

#[test]
fn missing_words() {
    let bank = Bank::of(GOOD);
    bank.write("prepbook.yaml", "language: tlh\n");
    let none = answer(&bank);
    bank.write(
        "static/words/tlh.yaml",
        "sections: {key_points: [wuS]}\nsite:\n  topics: qech\n",
    );
    let few = answer(&bank);
    bank.write("prepbook.yaml", "language: en-GB\n");
    assert_snapshot!(format!("{none}\n---\n{few}\n---\n{}", answer(&bank)));
}

#[test]
fn wide_code() {
    let line = "é".repeat(81);
    let text = format!(
        "```text\n{}\n{line}\n```\n\n- in a list:\n\n  ```text\n  {line}\n  ```\n",
        "é".repeat(80)
    );
    assert_snapshot!(broken("Text.\n", &text));
}

#[test]
fn a_file_with_errors_is_not_judged() {
    let text = "---\ntitle: What is a queue?\nreviewed: yesterday\n---\n";
    assert_snapshot!(answer(&Bank::of(text)));
}

#[test]
fn a_build_says_nothing_of_style() {
    let bank = Bank::of("---\ntitle: What is a queue?\n---\n");
    let build = bank.run(&["build"]);
    assert_eq!(build.code, 0);
    assert!(!build.stderr.contains("warning"), "{}", build.stderr);
    let check = bank.run(&["check", "--no-lint", "--strict"]);
    assert_eq!(
        check.snapshot(),
        "exit code 0\n1 question: nothing to mend\n"
    );
}

/// One of six hundred words.
fn made_up(number: usize) -> String {
    let starts = [
        "bal", "cor", "dim", "fer", "gul", "han", "jos", "kip", "lom", "mer",
    ];
    let middles = ["a", "e", "i", "o", "u", "ar"];
    let ends = [
        "tic", "ner", "pad", "sum", "vox", "zel", "bin", "dor", "fug", "lat",
    ];
    format!(
        "{}{}{}",
        starts[number % 10],
        middles[number / 10 % 6],
        ends[number / 60 % 10]
    )
}

/// All pairs of ten thousand titles are fifty million; a rule that looked at them would hold this test up for minutes.
#[test]
fn like_titles_are_found_among_ten_thousand() {
    use prepbook::bank::{lint, original};
    use prepbook::compile::question::{self, Question};
    use prepbook::diagnostic::SourceText;
    use prepbook::input::config::Config;
    use prepbook::route::Slug;

    let topic = Slug::parse("messaging").unwrap();
    let words = prepbook::words::Words::english();
    let compile = |number: usize| {
        let [one, other] = [number % 600, number / 600 * 37 % 600].map(made_up);
        let title = format!("How does {one} differ from {other}?");
        let mut text = format!("---\ntitle: {title}\ntags: [{one}, tag-{}]\n", number % 997);
        let _ = writeln!(text, "reviewed: 2026-11-01\n---\nText.");
        let slug = Slug::parse(&format!("q{number}")).unwrap();
        let file = SourceText {
            path: format!("questions/messaging/{slug}.md"),
            text,
        };
        let file = std::sync::Arc::new(file);
        let compiled = question::compile(&file, &topic, &words).value.unwrap();
        Question::new(slug, topic.clone(), file, compiled)
    };
    let parts = original::Parts {
        questions: (0..10_000).map(compile).collect(),
        topics: Vec::new(),
        paths: Vec::new(),
        media: Vec::new(),
        refused_media: Vec::new(),
        broken: Vec::new(),
        drafts: false,
    };
    let config = Config::default();
    let catalog = original::build(parts, &config, None).value.unwrap();
    let findings = lint::check(
        &catalog,
        &config,
        &prepbook::input::assets::Assets::default(),
        "2026-11-22".parse().unwrap(),
        &Default::default(),
    );
    let pairs = findings
        .iter()
        .filter(|finding| finding.code == Code::SimilarTitles)
        .count();
    assert!(pairs > 0);
}
