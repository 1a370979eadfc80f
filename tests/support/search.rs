//! Runs the search like a browser: the modules of `static/js/search/` in a small engine, over the files of an index.

use std::collections::BTreeMap;

use rquickjs::loader::{FileResolver, ScriptLoader};
use rquickjs::{CatchResultExt, Context, Function, Module, Promise, Runtime};
use serde::Deserialize;
use serde_json::{Value, json};

/// The functions that tests call. Values are passed as JSON.
const QUESTIONS: &str = r#"
    // The little engine has no controllers; nothing is cancelled in it.
    globalThis.AbortController ??= class { signal = { aborted: false }; abort() { this.signal.aborted = true; } };
    const { Engine } = await import("search/engine.js");
    const { Files } = await import("search/files.js");
    const { mistakes } = await import("search/nearest.js");
    const { mark } = await import("search/marks.js");
    const { parse } = await import("search/query.js");
    const { unpackPostings, unpackWords } = await import("search/reader.js");
    const { stem, stems, tokenize } = await import("search/tokens.js");
    const { calledFor } = await import("study/job.js");
    let engine;
    let fetched = [];
    const load = async (path) => {
      fetched.push(path);
      const text = readFile(path);
      if (typeof text !== "string") throw new Error(`there is no ${path}`);
      return JSON.parse(text);
    };
    const pieces = (list) => list.map(({ text, hit }) => [text, hit]);
    const answers = {
      open: () => { engine = new Engine(load); fetched = []; },
      fetched: () => { const before = fetched; fetched = []; return before; },
      reader: async () => { const { size, topics, suggested, add } = await engine.reader(); return { size, topics, suggested, add }; },
      search: async ([text, options]) => {
        const { hits, ...rest } = await engine.search(text, options);
        return { ...rest, hits: hits.map(({ document, score, title, excerpt }) => ({
          slug: document.slug, score, minutes: document.minutes,
          title: [document.title, pieces(title)], excerpt: [document.excerpt, pieces(excerpt)],
        })) };
      },
      called: (text) => calledFor(text, { search: (query) => engine.search(query, { limit: 8 }), stems }),
      mark: ([text, terms]) => pieces(mark(text, new Set(terms))),
      words: (text) => tokenize(text).map(({ word, isPart }) => [word, isPart]),
      stems: (words) => words.map(stem),
      places: (text) => tokenize(text).map(({ start, end }) => text.slice(start, end)),
      parse,
      mistakes: ([a, b, most]) => mistakes(a, b, most),
      unpackPostings: (entry) => { const { documents, impacts } = unpackPostings(entry); return [[...documents], [...impacts]]; },
      unpackWords,
      files: async (steps) => {
        // A fetch that ends when it is told to, to see what is shared and what is given up.
        const log = [];
        const pending = new Map();
        const files = new Files((path, signal) => new Promise((resolve, reject) => {
          log.push(`fetch ${path}`);
          pending.set(path, { resolve, reject });
          signal.onabort = () => { log.push(`stop ${path}`); reject(new Error("stopped")); };
        }));
        const asked = new Map();
        for (const [what, name, path] of steps) {
          if (what === "get") {
            const listeners = [];
            const signal = {
              aborted: false, reason: new Error("given up"), throwIfAborted() {},
              addEventListener: (_, listener) => listeners.push(listener),
              removeEventListener: () => { listeners.length = 0; },
            };
            asked.set(name, () => { for (const listener of [...listeners]) listener(); });
            files.get(path, signal).then((value) => log.push(`${name} has ${value}`), (error) => log.push(`${name}: ${error.message}`));
          } else if (what === "leave") asked.get(name)();
          else if (what === "arrive") pending.get(path).resolve(path);
          else pending.get(path).reject(new Error("offline"));
          for (let turn = 0; turn < 10; turn += 1) await null;
        }
        return log;
      },
    };
    // Aborting calls its listener, as the browser's would.
    globalThis.AbortController.prototype.abort = function () { this.signal.aborted = true; this.signal.onabort?.(); };
    globalThis.ask = async (what, about) => JSON.stringify((await answers[what](JSON.parse(about))) ?? null);
"#;

/// The loaded modules, with or without an index.
pub struct Search {
    context: Context,
}

/// A text, and its pieces with whether each is marked.
pub type Marked = (String, Vec<(String, bool)>);

/// A result.
#[derive(Debug, Clone, Deserialize)]
pub struct Hit {
    pub slug: String,
    pub score: f64,
    pub minutes: usize,
    pub title: Marked,
    pub excerpt: Marked,
}

/// A filter.
#[derive(Debug, Clone, Deserialize)]
pub struct Choice {
    pub slug: String,
    pub count: usize,
    #[serde(rename = "isOn")]
    pub is_on: bool,
}

/// The filters that are offered.
#[derive(Debug, Clone, Deserialize)]
pub struct Choices {
    pub topic: Vec<Choice>,
    pub level: Vec<Choice>,
    pub tag: Vec<Choice>,
}

/// Words of a query, and what they were also understood as.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Taken {
    pub asked: String,
    pub names: Vec<String>,
}

/// The outcome of a query.
#[derive(Debug, Clone, Deserialize)]
pub struct Outcome {
    pub hits: Vec<Hit>,
    pub total: usize,
    pub corrected: Vec<String>,
    pub taken: Vec<Taken>,
    pub quoted: Vec<String>,
    #[serde(rename = "isNearest")]
    pub is_nearest: bool,
    pub choices: Choices,
    pub unknown: Vec<String>,
}

impl Outcome {
    /// The slugs of the results.
    pub fn slugs(&self) -> Vec<&str> {
        self.hits.iter().map(|hit| hit.slug.as_str()).collect()
    }
}

impl Search {
    /// Loads the modules with the files of an index, by path.
    pub fn over(files: BTreeMap<String, String>) -> Self {
        let runtime = Runtime::new().unwrap();
        // Cargo runs tests in the package's folder.
        let resolver = FileResolver::default().with_path("static/js");
        runtime.set_loader(resolver, ScriptLoader::default());
        let context = Context::full(&runtime).unwrap();
        context.with(|ctx| {
            let read = move |path: String| files.get(&path).cloned();
            let read = Function::new(ctx.clone(), read).unwrap();
            ctx.globals().set("readFile", read).unwrap();
            Module::evaluate(ctx.clone(), "questions", QUESTIONS)
                .and_then(|promise| promise.finish::<()>())
                .catch(&ctx)
                .unwrap_or_else(|error| panic!("{error}"));
        });
        let search = Self { context };
        search.open();
        search
    }

    /// Loads the modules without an index.
    pub fn load() -> Self {
        Self::over(BTreeMap::new())
    }

    /// Starts again, as if nothing had been fetched yet.
    pub fn open(&self) {
        self.ask("open", &json!(null)).unwrap();
    }

    /// What was fetched since the last call.
    pub fn fetched(&self) -> Vec<String> {
        self.answer("fetched", json!(null))
    }

    /// The outcome of a query that is completely typed.
    pub fn find(&self, query: &str) -> Outcome {
        self.search(query, json!({}))
    }

    /// The outcome of a query with options of the engine.
    pub fn search(&self, query: &str, options: Value) -> Outcome {
        self.answer("search", json!([query, options]))
    }

    /// Calls a function of the modules. If it throws, the error is its text.
    pub fn ask(&self, what: &str, about: &Value) -> Result<String, String> {
        self.context.with(|ctx| {
            let ask: Function<'_> = ctx.globals().get("ask").unwrap();
            let answer = ask
                .call((what, about.to_string()))
                .and_then(|promise: Promise<'_>| promise.finish::<String>());
            answer.catch(&ctx).map_err(|error| error.to_string())
        })
    }

    /// Calls a function of the modules that does not throw.
    pub fn answer<T: for<'de> Deserialize<'de>>(&self, what: &str, about: Value) -> T {
        let answer = self.ask(what, &about);
        serde_json::from_str(&answer.unwrap_or_else(|error| panic!("{what} {about}: {error}")))
            .unwrap()
    }
}
