//! Studying, as the browser does it: the modules of `static/js/study/` that know neither page nor clock, in a small engine.

mod draw;
mod editions;
mod files;
mod goal;
mod log;
mod queue;
mod round;
mod scheduler;
mod stats;
mod words;

use proptest::test_runner::TestRunner;
use rquickjs::loader::{FileResolver, ScriptLoader};
use rquickjs::{CatchResultExt, Context, Function, Module, Runtime};
use serde::Deserialize;
use serde_json::Value;

/// What a browser has and the engine has not: the page's words, and the ways of the English language with them.
const BROWSER: &str = r#"
    globalThis.document = { getElementById: () => ({ textContent: JSON.stringify(WORDS) }) };
    const round = (value, digits = 3) => String(Math.round(value * 10 ** digits) / 10 ** digits).replace(/\B(?=(\d{3})+$)/g, ",");
    const units = (count, unit) => `${round(count, 1)} ${unit}${count === 1 ? "" : "s"}`;
    const MONTHS = "January February March April May June July August September October November December".split(" ");
    const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    globalThis.Intl = {
      PluralRules: class { select(count) { return count === 1 ? "one" : "other"; } },
      NumberFormat: class {
        constructor(_, { style, unit, unitDisplay } = {}) { Object.assign(this, { style, unit, unitDisplay }); }
        format(value) {
          if (this.style === "percent") return `${Math.round(value * 100)}%`;
          if (this.style !== "unit") return round(value);
          return this.unitDisplay === "short" ? `${round(value)} min` : units(value, this.unit);
        }
      },
      ListFormat: class {
        constructor(_, { type }) { this.type = type; }
        format(parts) {
          if (this.type === "unit" || parts.length < 2) return parts.join(", ");
          return `${parts.slice(0, -1).join(", ")} ${this.type === "disjunction" ? "or" : "and"} ${parts.at(-1)}`;
        }
      },
      RelativeTimeFormat: class { format(count, unit) { return `in ${units(count, unit)}`; } },
      DateTimeFormat: class {
        constructor(_, parts) { this.parts = parts; }
        format(at) {
          const date = new Date(at);
          const { weekday, day, month, year } = this.parts;
          const name = MONTHS[date.getUTCMonth()];
          const parts = [weekday && DAYS[date.getUTCDay()], day && date.getUTCDate(), month && (month === "short" ? name.slice(0, 3) : name), year && date.getUTCFullYear()];
          return parts.filter(Boolean).join(" ");
        }
      },
    };
"#;

/// What the tests ask of the modules. Values cross over as JSON.
const QUESTIONS: &str = r#"
    import * as agenda from "study/agenda.js";
    import * as chart from "study/chart.js";
    import * as day from "study/day.js";
    import * as draw from "study/draw.js";
    import * as editions from "study/editions.js";
    import * as goal from "study/goal.js";
    import * as entry from "study/entry.js";
    import * as figures from "study/figures.js";
    import * as file from "study/file.js";
    import * as job from "study/job.js";
    import * as log from "study/log.js";
    import * as mastery from "study/mastery.js";
    import * as missed from "study/missed.js";
    import * as pace from "study/pace.js";
    import * as plan from "study/plan.js";
    import * as queue from "study/queue.js";
    import * as round from "study/round.js";
    import * as scheduler from "study/scheduler.js";
    import * as scope from "study/scope.js";
    import * as stats from "study/stats.js";
    import * as words from "study/words.js";
    import * as learners from "tests/study/learners.js";

    /** Reviews of `[days since the last one, minutes of that day, grade]`, one after the other. */
    function* history(reviews, options) {
      let card = scheduler.NEW;
      let [day, minute] = [0, 0];
      for (const [days, minutes, grade] of reviews) {
        day += days;
        minute += minutes;
        const at = day * 86_400_000 + minute * 60_000;
        const before = card;
        card = scheduler.review(before, { grade, at, day }, options);
        yield { before, card, at, day, grade };
      }
    }
    const states = (map) => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
    const functions = { ...scheduler, ...log, ...entry, ...file, ...draw, ...stats, ...day, ...chart, ...figures, ...mastery, ...words, ...editions, ...goal, ...missed, ...pace, ...plan };
    const stateOf = (states) => (card) => ({ ...log.UNSEEN, ...states[card] });
    const learner = (made) => ({ ...learners.makeCase(made.seed), ...made });
    const answers = {
      history: ({ reviews, options }) => [...history(reviews, options)].map(({ card, at, day }) => ({
        ...card, wait: card.dueAt === null ? `${card.dueDay - day}` : `${(card.dueAt - at) / 60_000}m`,
      })),
      previews: ({ reviews, options }) => [...history(reviews, options)].every(({ before, card, at, day, grade }) => {
        const { minutes, days } = scheduler.preview(before, { at, day }, options)[grade - 1];
        return minutes === (card.dueAt === null ? null : (card.dueAt - at) / 60_000) && days === (card.dueDay === null ? null : card.dueDay - day);
      }),
      replay: ({ log: entries, aliases, options }) => states(log.replay(entries, { aliases, options })),
      states: ({ logs, aliases }) => states(log.replay(log.merge(...logs), { aliases })),
      again: (entries) => {
        const { entries: read, fault } = file.readFile(file.writeFile(entries));
        return fault ?? file.writeFile(read) === file.writeFile(entries);
      },
      // What screens write, as a file brings it back: what is wrong with that, of each.
      written: (drafts) => drafts.map(({ digests, ticked, ...draft }) => {
        const left = digests && missed.missedOf(digests, ticked);
        if (left) draft.missed = left;
        const made = entry.entryOf(draft, { id: "mine", at: 1_767_268_800_000, day: 20_454 });
        const again = file.readFile(file.writeFile([made]));
        return again.fault ?? (again.entries.map(entry.write).join() === entry.write(made) ? null : "it is another");
      }),
      refused: (draft) => {
        try {
          return entry.entryOf(draft, { id: "mine", at: 1_767_268_800_000, day: 20_454 });
        } catch (error) {
          return error.message;
        }
      },
      mostCalledFor: () => job.MOST,
      tooLarge: (length) => file.readFile(" ".repeat(length)).fault,
      // What the store does with a file and a grade after it.
      graded: ({ text, at, card, grade }) => {
        const { entries, fault } = file.readFile(text);
        if (fault !== null) return { refused: fault };
        const last = entries.reduce((most, each) => Math.max(most, entry.heeded(each)), 0);
        const mine = { id: "mine", stamp: log.stampAfter(at, last), at, day: Math.floor(at / 86_400_000), kind: "review", card, grade, took: 0 };
        const after = log.settle(log.merge(entries, [mine]));
        const again = file.readFile(file.writeFile(after));
        const state = (of) => JSON.stringify(log.replay(of).get(card) ?? null);
        return {
          refused: null, fault: entry.faultOf(mine) ?? again.fault, isLast: after.at(-1).id === "mine",
          changes: state(after) !== state(entries), survives: again.fault === null && file.writeFile(again.entries) === file.writeFile(after),
        };
      },
      queue: ({ states, once, topics, ...request }) => queue.queue({
        ...request, topicOf: topics ? (card) => topics[card] : null, once: once ? new Set(once) : null, state: (card) => ({ ...log.UNSEEN, ...states[card] }),
      }),
      fromQuery: ({ query, topics }) => {
        const pairs = new Map(query.split("&").map((pair) => pair.split("=").map(decodeURIComponent)));
        return draw.fromQuery((key) => pairs.get(key) ?? null, topics);
      },
      scope: (query) => {
        const pairs = new Map(query.split("&").map((pair) => [...pair.split("="), ""].map(decodeURIComponent)));
        return scope.fromQuery((key) => pairs.get(key) ?? null);
      },
      scopeQuery: (chosen) => scope.toQuery({ ...scope.EVERYTHING, ...chosen }),
      select: ({ chosen, cards, flagged, aliases }) => scope.select({ ...scope.EVERYTHING, ...chosen }, cards, {
        isFlagged: (id) => flagged.includes(id), resolve: (id) => log.resolve(id, aliases),
      }).map(({ id }) => id),
      round: (events) => {
        let now = round.START;
        const effects = [];
        for (const event of events) {
          const next = round.happen(now, event);
          effects.push(...next.effects.map(({ act, writing, said }) => [act, writing?.kind, said?.what].filter(Boolean).join(" ")));
          now = next.round;
        }
        return { ...now, effects };
      },
      compare: (made) => learners.compare(learner(made)),
      predicted: ({ luck, ...made }) => learners.predicted(learner(made), luck),
      plan: ({ cards, ...request }) => plan.plan({ ...request, cards: cards.map((card) => ({ ...card, state: { ...log.UNSEEN, ...card.state } })) }),
      plannedQueue: ({ states, changed, ...planned }) => agenda.plannedQueue({ ...planned, state: stateOf(states), isChanged: (id) => changed.includes(id) }),
      agenda: ({ states, changed, ...asked }) => agenda.agenda({ ...asked, state: stateOf(states), isChanged: (id) => changed.includes(id) }),
      hasChanged: ({ state, edition }) => agenda.hasChanged({ ...log.UNSEEN, ...state }, edition ?? undefined),
      call: ([name, ...given]) => functions[name](...given),
    };
    globalThis.ask = (what, about) => JSON.stringify(answers[what](JSON.parse(about)) ?? null);
"#;

/// The modules of `static/js/study/`, loaded.
struct Study {
    context: Context,
}

impl Study {
    fn load() -> Self {
        let runtime = Runtime::new().unwrap();
        // Cargo runs tests in the folder of the package.
        let resolver = FileResolver::default()
            .with_path("static/js")
            .with_path(".");
        runtime.set_loader(resolver, ScriptLoader::default());
        let context = Context::full(&runtime).unwrap();
        let groups = [&prepbook::words::OF_SCRIPTS[..], &["recall"]].concat();
        let words = prepbook::words::Words::english().for_scripts(&groups);
        let browser = BROWSER.replace("WORDS", &words.to_string());
        context.with(|ctx| {
            ctx.eval::<(), _>(browser)
                .catch(&ctx)
                .unwrap_or_else(|error| panic!("{error}"));
            Module::evaluate(ctx.clone(), "questions", QUESTIONS)
                .and_then(|promise| promise.finish::<()>())
                .catch(&ctx)
                .unwrap_or_else(|error| panic!("{error}"));
        });
        Self { context }
    }

    /// The answer to one of the questions.
    fn ask<T: for<'de> Deserialize<'de>>(&self, what: &str, about: &Value) -> T {
        let answer: String = self.context.with(|ctx| {
            let ask: Function<'_> = ctx.globals().get("ask").unwrap();
            ask.call((what, about.to_string()))
                .catch(&ctx)
                .unwrap_or_else(|error| panic!("{what} {about}: {error}"))
        });
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{what}: {error}: {answer}"))
    }

    /// What an exported function returns. The first value is its name.
    fn call<T: for<'de> Deserialize<'de>>(&self, call: Value) -> T {
        self.ask("call", &call)
    }
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(crate::support::cases(cases))
}
