//! The search, as the browser runs it: our JavaScript in a small engine, over the index of the repository's own bank.

mod support;

use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRng, TestRunner};
use rquickjs::loader::{FileResolver, ScriptLoader};
use rquickjs::{CatchResultExt, Context, Function, Module, Runtime};
use serde::Deserialize;
use serde_json::json;

/// What the tests ask of the modules. Values cross over as JSON.
const QUESTIONS: &str = r#"
    import { SearchIndex, highlight } from "search/index.js";
    import { tokenize } from "search/tokenize.js";
    let index;
    const pieces = (text, terms) => highlight(text, terms).map(({ text, hit }) => [text, hit]);
    const answers = {
      open: (file) => { index = new SearchIndex(file); },
      documents: (file) => file.documents.map(({ title, excerpt }) => [title, excerpt]),
      find: (query) => index.search(query).map(({ document, score, terms }) => ({
        slug: document.path.split("/").at(-2),
        score,
        terms: [...terms],
        title: [document.title, pieces(document.title, terms)],
        excerpt: [document.excerpt, pieces(document.excerpt, terms)],
      })),
      highlight: ([text, terms]) => pieces(text, new Set(terms)),
      words: (text) => tokenize(text).map(({ term }) => term),
      places: (text) => tokenize(text).map(({ start, end }) => text.slice(start, end)),
    };
    globalThis.ask = (what, about) => JSON.stringify(answers[what](JSON.parse(about)) ?? null);
"#;

/// The modules of `static/js/search/`, loaded.
struct Search {
    context: Context,
}

/// A text and its pieces, each with whether it is to be highlighted.
type Highlighted = (String, Vec<(String, bool)>);

#[derive(Debug, Deserialize)]
struct Hit {
    slug: String,
    score: f64,
    terms: Vec<String>,
    title: Highlighted,
    excerpt: Highlighted,
}

impl Search {
    /// The modules without an index.
    fn load() -> Self {
        let runtime = Runtime::new().unwrap();
        // Cargo runs tests in the folder of the package.
        let resolver = FileResolver::default().with_path("static/js");
        runtime.set_loader(resolver, ScriptLoader::default());
        let context = Context::full(&runtime).unwrap();
        context.with(|ctx| {
            Module::evaluate(ctx.clone(), "questions", QUESTIONS)
                .and_then(|promise| promise.finish::<()>())
                .catch(&ctx)
                .unwrap_or_else(|error| panic!("{error}"));
        });
        Self { context }
    }

    /// The search over a bank.
    fn over(root: &Path) -> Self {
        let search = Self::load();
        search.open(&index(root)).unwrap();
        search
    }

    fn ask(&self, what: &str, about: &str) -> Result<String, String> {
        self.context.with(|ctx| {
            let ask: Function<'_> = ctx.globals().get("ask").unwrap();
            let answer = ask.call((what, about)).catch(&ctx);
            answer.map_err(|error| error.to_string())
        })
    }

    fn answer<T: for<'de> Deserialize<'de>>(&self, what: &str, about: serde_json::Value) -> T {
        let answer = self.ask(what, &about.to_string()).unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    fn open(&self, index: &str) -> Result<String, String> {
        self.ask("open", index)
    }

    fn find(&self, query: &str) -> Vec<Hit> {
        self.answer("find", json!(query))
    }

    fn slugs(&self, query: &str) -> Vec<String> {
        self.find(query).into_iter().map(|hit| hit.slug).collect()
    }
}

fn index(root: &Path) -> String {
    let mut site = support::site(root);
    let bytes = site.files.remove(prepbook::site::search::PATH).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn repository() -> Search {
    Search::over(Path::new(support::REPOSITORY))
}

/// Queries as people type them, and the question that each is after.
const WANTED: [(&str, &str); 36] = [
    // Words of the title.
    ("cap theorem", "cap-theorem"),
    ("eventual consistency", "eventual-consistency"),
    ("strong consistency", "strong-consistency"),
    ("purpose of a reverse proxy", "reverse-proxy"),
    ("What is TLS and how does it work?", "tls"),
    ("what are message queues used for", "message-queues"),
    ("publish subscribe", "pub-sub"),
    // Abbreviations and other names, from the front matter.
    ("brewer", "cap-theorem"),
    ("brewer's theorem", "cap-theorem"),
    ("sqs", "sqs"),
    ("dlq", "sqs"),
    ("fan-out", "pub-sub"),
    ("pub/sub", "pub-sub"),
    ("pubsub", "pub-sub"),
    ("alb", "elastic-load-balancing"),
    ("route53", "route-53"),
    ("cdn", "cloudfront"),
    ("ssl", "tls"),
    ("x.509", "tls"),
    ("PA/EL", "pacelc"),
    ("sql vs nosql", "types-of-databases"),
    ("haproxy", "reverse-proxy"),
    // Words of the answer.
    ("presigned url", "s3"),
    ("two-minute notice", "ec2"),
    // The start of a word.
    ("strong consis", "strong-consistency"),
    ("microserv", "microservices"),
    ("load bal", "elastic-load-balancing"),
    ("podm", "docker"),
    // Capital letters, accents, full-width letters.
    ("CAP", "cap-theorem"),
    ("DoCkErFiLe", "docker"),
    ("Wébhöök", "webhooks"),
    ("Cloudfro\u{301}nt", "cloudfront"),
    ("ＰＡＣＥＬＣ", "pacelc"),
    // Common words among the telling ones, and signs around them.
    ("what is a webhook and when do you use it", "webhooks"),
    ("  “docker”?! ", "docker"),
    ("(monolith)", "microservices"),
];

#[test]
fn a_title_that_says_nothing_else_comes_first() {
    let search = repository();
    for (query, first) in [
        ("eventual consistency", "eventual-consistency"),
        ("strong consistency", "strong-consistency"),
        ("docker", "docker"),
    ] {
        assert_eq!(search.slugs(query)[0], first, "{query}");
    }
}

#[test]
fn what_people_type_finds_the_question() {
    let search = repository();
    let missed: Vec<String> = WANTED
        .into_iter()
        .map(|(query, wanted)| (query, wanted, search.slugs(query)))
        .filter(|(_, wanted, found)| !found.iter().take(3).any(|slug| slug == wanted))
        .map(|(query, wanted, found)| format!("`{query}`: no {wanted} at the head of {found:?}"))
        .collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn results_come_best_first_and_without_repetition() {
    let search = repository();
    for (query, _) in WANTED {
        let hits = search.find(query);
        assert!(hits.len() <= 20, "{query}");
        assert!(
            hits.is_sorted_by(|a, b| a.score >= b.score && b.score > 0.0),
            "{query}"
        );
        let mut slugs: Vec<&str> = hits.iter().map(|hit| hit.slug.as_str()).collect();
        slugs.sort();
        slugs.dedup();
        assert_eq!(slugs.len(), hits.len(), "{query}");
    }
}

#[test]
fn a_query_without_words_finds_nothing() {
    let search = repository();
    for query in ["", " ", "\t\n", "?", "+", "#", "'", "¿…?! / — “”", "🙂"] {
        assert_eq!(search.slugs(query), [""; 0], "`{query}`");
    }
}

#[test]
fn a_word_that_no_question_has_finds_nothing() {
    assert_eq!(repository().slugs("zzyzx"), [""; 0]);
}

/// Things that differ only in a sign, words with marks, and titles of nothing but common words.
fn little_bank() -> Search {
    let bank = support::bank(&[
        (
            "languages/c.md",
            "---\ntitle: Which behaviour does C leave undefined?\n---\nA signed overflow, for one.\n",
        ),
        (
            "languages/cpp.md",
            "---\ntitle: What is RAII in C++?\n---\nA destructor gives back what a constructor took.\n",
        ),
        (
            "languages/csharp.md",
            "---\ntitle: What are records in C#?\n---\nTypes that compare by value.\n",
        ),
        (
            "languages/bayes.md",
            "---\ntitle: How naïve is naïve Bayes?\n---\nÄußerst naïve: it takes features to be independent.\n",
        ),
        (
            "languages/how.md",
            "---\ntitle: How does it do that?\n---\nNobody knows.\n",
        ),
    ]);
    Search::over(bank.path())
}

#[test]
fn signs_tell_languages_apart() {
    let search = little_bank();
    assert_eq!(search.slugs("C++"), ["cpp"]);
    assert_eq!(search.slugs("c#"), ["csharp"]);
    assert_eq!(search.slugs("RAII in c++"), ["cpp"]);
    assert_eq!(search.slugs("C")[0], "c");
    assert_eq!(search.slugs("c+"), ["cpp"]);
}

#[test]
fn marks_and_their_absence_are_the_same() {
    let search = little_bank();
    for query in ["naive", "NAÏVE", "nai\u{308}ve", "naiv", "äußerst", "außer"] {
        assert_eq!(search.slugs(query), ["bayes"], "{query}");
    }
}

#[test]
fn common_words_count_where_there_is_nothing_else() {
    let search = little_bank();
    assert_eq!(search.slugs("how does it do that")[0], "how");
    assert_eq!(search.slugs("does it do")[0], "how");
    assert_eq!(search.slugs("what is how in records"), ["csharp"]);
}

#[test]
fn an_index_of_another_version_is_refused() {
    let search = Search::load();
    for file in [r#"{"version":2,"documents":[]}"#, r#"{"documents":[]}"#] {
        let error = search.open(file).unwrap_err();
        assert!(error.contains("search index of version"), "{error}");
    }
    search.open(r#"{"version":1,"documents":[]}"#).unwrap();
    assert_eq!(search.slugs("cap"), [""; 0]);
}

#[test]
fn words_are_told_where_they_stand() {
    let search = Search::load();
    let words = |text: &str| search.answer::<Vec<String>>("words", json!(text));
    let places = |text: &str| search.answer::<Vec<String>>("places", json!(text));
    let text = "C++ and F#, naïve\u{301} 🙂 Ⅳ “HTTP/2”";
    assert_eq!(
        words(text),
        ["c++", "and", "f#", "naive", "iv", "http", "2"]
    );
    assert_eq!(
        places(text),
        ["C++", "and", "F#", "naïve\u{301}", "Ⅳ", "HTTP", "2"]
    );
}

/// The pieces are the text, each has something in it, and what is highlighted is one of the words.
fn assert_whole(search: &Search, (text, pieces): &Highlighted, terms: &[String]) {
    let joined: String = pieces.iter().map(|(piece, _)| piece.as_str()).collect();
    assert_eq!(&joined, text);
    for (piece, hit) in pieces {
        assert!(!piece.is_empty(), "an empty piece of `{text}`");
        let words: Vec<String> = search.answer("words", json!(piece));
        let known: Vec<&String> = words.iter().filter(|word| terms.contains(word)).collect();
        match hit {
            true => assert_eq!((words.len(), known.len()), (1, 1), "`{piece}` of `{text}`"),
            false => assert_eq!(known, [""; 0], "`{piece}` of `{text}`"),
        }
    }
}

/// The same cases in every run: what fails once fails always.
fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let algorithm = config.rng_algorithm;
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(algorithm))
}

#[test]
fn highlighted_pieces_join_to_the_text_whatever_was_asked() {
    let search = repository();
    let index = index(Path::new(support::REPOSITORY));
    let file: serde_json::Value = serde_json::from_str(&index).unwrap();
    let texts: Vec<(String, String)> = search.answer("documents", file);
    let words: Vec<String> = texts
        .iter()
        .flat_map(|(title, excerpt)| title.split(' ').chain(excerpt.split(' ')))
        .map(str::to_owned)
        .collect();
    let word = prop_oneof![
        4 => proptest::sample::select(words.clone()),
        // The start of a word.
        4 => (proptest::sample::select(words), 1..6usize).prop_map(|(word, length)| word.chars().take(length).collect()),
        1 => any::<String>(),
    ];
    let queries = proptest::collection::vec(word, 1..5).prop_map(|words| words.join(" "));
    runner(48)
        .run(&queries, |query| {
            for hit in search.find(&query) {
                assert_whole(&search, &hit.title, &hit.terms);
                assert_whole(&search, &hit.excerpt, &hit.terms);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn highlighted_pieces_join_to_any_text() {
    let search = Search::load();
    let texts = prop_oneof![any::<String>(), "([a-cÀ-Ö\u{300}-\u{304}+# ]|🙂){0,24}"];
    runner(256)
        .run(&(texts, any::<u64>()), |(text, chosen)| {
            let mut terms: Vec<String> = search.answer("words", json!(text));
            let mut at = 0;
            terms.retain(|_| {
                at += 1;
                chosen >> (at % 64) & 1 == 1
            });
            let pieces = search.answer("highlight", json!([text, terms]));
            assert_whole(&search, &(text, pieces), &terms);
            Ok(())
        })
        .unwrap();
}
