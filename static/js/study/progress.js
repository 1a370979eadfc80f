// The progress screen: what is due, what was done, what is known; and the reader's data, which are theirs.
// @ts-check

import { element, link } from "../site.js";
import { marked, number, say, sentences } from "../words.js";
import { nextDue } from "./back.js";
import { make, turned } from "./chart.js";
import { announcer, button, scrolling } from "./controls.js";
import { wordsOf } from "./changed-view.js";
import { confirm } from "./keys.js";
import { forecastChart, forecastTable, heatChart, heatTable } from "./figures.js";
import { LARGEST_FILE, tooLarge } from "./file.js";
import { mastery, masteryBar } from "./mastery.js";
import { missedMost } from "./missed.js";
import { dueNow, forgetPlan, planNow } from "./now.js";
import { askToKeep, isKept } from "./database.js";
import { download } from "./notice.js";
import { patiently } from "./patience.js";
import { begin } from "./screen.js";
import { EVERYTHING, toAddress, toQuery } from "./scope.js";
import { forecast, heatMap, retention, streak } from "./stats.js";
import { open } from "./store.js";
import { percent, whenText } from "./words.js";

/** Fewer answers than this say little about a memory. */
const ENOUGH = 20;

/** @param {HTMLElement} place */
export function start(place) {
  return begin(place, { view: "progress" }, async ({ bank, store, view }) => {
    const announce = announcer();
    const chartWidth = () => Math.min(Math.max(view.clientWidth, 280), 920);
    let drawing = 0;
    const update = async () => {
      const turn = ++drawing;
      const wait = (/** @type {string} */ text) =>
        view.childElementCount === 0 && view.append(element("p", { class: "empty", role: "status" }, text));
      const [reviews, plan] = await Promise.all([patiently(store.reviews(), wait), planNow(store, bank)]);
      // Somebody graded on while the log was read.
      if (turn !== drawing) return;
      place.dataset.state = store.isEmpty ? "empty" : "shown";
      view.replaceChildren(...(store.isEmpty ? [nothing()] : sections(bank, store, reviews, chartWidth(), plan)));
      // The latest days are what one looks for.
      const end = document.dir === "rtl" ? -1 : 1;
      for (const scroller of view.querySelectorAll(".scroller")) scroller.scrollLeft = end * scroller.scrollWidth;
    };
    store.subscribe(update);
    await update();
    // Under what is shown, not before it, so that nothing moves.
    place.append(data(store, announce.say), announce.line);
  });
}

function nothing() {
  return element(
    "div",
    { class: "empty" },
    element("p", {}, say("progress.empty")),
    link("study/", say("progress.start"), { class: "button" }),
  );
}

/**
 * @param {import("./bank.js").Bank} bank @param {import("./store.js").Store} store @param {import("./entry.js").Review[]} reviews @param {number} width
 * @param {import("./now.js").Today | null} plan
 */
function sections(bank, store, reviews, width, plan) {
  const moment = store.now();
  const states = bank.cards.map(({ id }) => store.state(id));
  const due = forecast(states, moment);
  const days = streak(reviews, moment.day);
  const month = retention(reviews, moment.day - 29);
  const ever = retention(reviews);
  const known = mastery(states, moment);
  const { agenda } = dueNow(store, bank, plan);
  const waiting =
    agenda.daysLeft === null ? agenda.due.length : agenda.due.length + agenda.fresh.length + agenda.look.length;
  const where = agenda.daysLeft === null ? "all" : agenda.daysLeft === 0 ? "look" : "goal";
  const back = nextDue(bank, store, agenda.daysLeft !== null);
  const weeks = heatMap(reviews, moment.day);
  const wanted = percent(store.settings.retention);
  const measured = month.asked >= ENOUGH ? month : ever;
  return [
    element(
      "dl",
      { class: "figures" },
      figure(
        say(agenda.daysLeft === null ? "progress.due" : "progress.for_today"),
        number(waiting),
        waiting > 0
          ? link(`study/?${where}`, say("progress.study"))
          : back
            ? say("choose.next", { when: whenText(back.wait) })
            : "",
      ),
      figure(
        say("progress.streak"),
        say("progress.days", { count: days.current }),
        days.today || days.current === 0 ? say("progress.longest", { count: days.longest }) : say("progress.not_today"),
      ),
      figure(
        say("progress.remembered"),
        measured.share === null ? "–" : percent(measured.share),
        measured.share === null ? say("progress.not_asked") : say("progress.wanted", { percent: wanted }),
      ),
      figure(say("progress.learned"), number(known.known + known.due), say("progress.of", { count: known.total })),
    ),
    section(
      "due",
      say("progress.next_days"),
      null,
      make(document, turned(forecastChart(due.days, width))),
      asTable(forecastTable(due.days)),
    ),
    section(
      "year",
      say("progress.last_year"),
      say("progress.reviewed", {
        reviews: say("progress.reviews", { count: reviews.length }),
        days: say("progress.reviewed_days", { count: days.studied }),
      }),
      element(
        "div",
        { class: "scroller", tabindex: 0, role: "group", "aria-label": say("progress.days_of_year") },
        make(document, turned(heatChart(weeks))),
      ),
      element("div", { class: "under-chart" }, asTable(heatTable(weeks)), legend()),
    ),
    section(
      "memory",
      say("progress.memory"),
      memoryText(month, ever, store.settings.retention),
      memoryTable(month, ever, wanted),
    ),
    section("topics", say("progress.by_topic"), null, topicTable(bank, store), barKey()),
    ...(bank.paths.length > 0 ? [section("paths", say("progress.by_path"), null, pathTable(bank, store))] : []),
    ...missedSection(bank, reviews),
    ...asides(bank, store),
  ];
}

/** @param {string} name @param {string} value @param {Node | string} note */
function figure(name, value, note) {
  return element(
    "div",
    {},
    element("dt", {}, name),
    element("dd", { class: "figure-value" }, value),
    element("dd", { class: "figure-note" }, note),
  );
}

/** @param {string} id @param {string} title @param {string | null} text @param {...(Node | string)} children */
function section(id, title, text, ...children) {
  return element(
    "section",
    { "aria-labelledby": `PB-${id}`, class: `progress-${id}` },
    element("h2", { id: `PB-${id}` }, title),
    text !== null && element("p", { class: "soft" }, text),
    ...children,
  );
}

/** @param {import("./chart.js").Node} table */
function asTable(table) {
  return element(
    "details",
    { class: "as-table" },
    element("summary", {}, say("progress.as_table")),
    scrolling(say("progress.as_table"), make(document, table)),
  );
}

function legend() {
  const swatches = [0, 1, 2, 3, 4].map((shade) => element("span", { class: `swatch heat-${shade}` }));
  return element(
    "p",
    { class: "legend", "aria-hidden": "true" },
    `${say("progress.fewer")} `,
    ...swatches,
    ` ${say("progress.more")}`,
  );
}

function barKey() {
  const parts = ["known", "due", "learning", "new"].map((kind) =>
    element(
      "span",
      {},
      element("span", { class: `swatch part-${kind}` }),
      ` ${say(kind === "due" ? "progress.due_part" : `progress.${kind}`)}`,
    ),
  );
  return element("p", { class: "legend", "aria-hidden": "true" }, ...parts);
}

/** @typedef {ReturnType<typeof retention>} Retention */

/** @param {Retention} month @param {Retention} ever @param {number} retention that is wanted */
function memoryText(month, ever, retention) {
  const values = { percent: percent(retention) };
  if (ever.asked < ENOUGH) return say("progress.memory_few", values);
  const { share } = month.asked >= ENOUGH ? month : ever;
  const off = Number(share) - retention;
  if (Math.abs(off) <= 0.03) return say("progress.memory_right", values);
  if (off > 0) return say("progress.memory_more", values);
  return say("progress.memory_less", values);
}

/** @param {Retention} month @param {Retention} ever @param {string} wanted */
function memoryTable(month, ever, wanted) {
  const row = (/** @type {string} */ name, /** @type {Retention} */ { asked, recalled, share }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      ...[share === null ? "–" : percent(share), wanted, say("progress.share", { number: recalled, count: asked })].map(
        (cell) => element("td", {}, cell),
      ),
    );
  const head = ["", "head_remembered", "head_wanted", "head_answers"].map((name) =>
    name === "" ? element("td", {}) : element("th", { scope: "col" }, say(`progress.${name}`)),
  );
  return scrolling(
    say("progress.memory"),
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, row(say("progress.last_days"), month), row(say("progress.in_all"), ever)),
    ),
  );
}

/** @param {import("./bank.js").Bank} bank @param {import("./store.js").Store} store */
function topicTable(bank, store) {
  const rows = bank.topics.flatMap(({ slug, title, cards }) =>
    cards.length === 0
      ? []
      : [
          standingRow(
            bank,
            store,
            title,
            toQuery({ ...EVERYTHING, topics: [slug] }),
            cards.map(({ id }) => id),
          ),
        ],
  );
  return standingTable("topic", rows);
}

/**
 * How some cards stand, in a row.
 * @param {import("./bank.js").Bank} bank @param {import("./store.js").Store} store @param {string} title @param {string} query @param {string[]} cards
 */
function standingRow(bank, store, title, query, cards) {
  const states = cards.map((id) => store.state(id));
  const standing = mastery(states, store.now(), (_, at) => bank.isChanged(cards[at], store));
  const cells = [standing.known, standing.due, standing.learning, standing.new, standing.changed].map((count) =>
    element("td", { class: count === 0 ? "none" : null }, number(count)),
  );
  const name = element("th", { scope: "row" }, link(`study/?${query}`, title), make(document, masteryBar(standing)));
  return element("tr", {}, name, ...cells);
}

/** @param {"topic" | "path"} first @param {HTMLElement[]} rows */
function standingTable(first, rows) {
  const names = [first, "known", "due", "learning", "new", "changed"];
  // A column that says nothing takes the others' room.
  if (rows.every((row) => row.lastElementChild?.classList.contains("none"))) {
    names.pop();
    for (const row of rows) row.lastElementChild?.remove();
  }
  const head = names.map((name) => element("th", { scope: "col" }, say(`progress.head_${name}`)));
  return element(
    "div",
    { class: "table" },
    element(
      "table",
      { class: "topic-table" },
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...rows),
    ),
  );
}

/** @param {import("./bank.js").Bank} bank @param {import("./store.js").Store} store */
function pathTable(bank, store) {
  const rows = bank.paths.map(({ slug, title }) => {
    const cards = bank.select({ ...EVERYTHING, path: slug }, store);
    return standingRow(
      bank,
      store,
      title,
      toQuery({ ...EVERYTHING, path: slug }),
      cards.map(({ id }) => id),
    );
  });
  return standingTable("path", rows);
}

/** So many key points are listed. */
const MOST_MISSED = 12;

/** The key points that are missed most, with a sitting made of their cards. @param {import("./bank.js").Bank} bank @param {import("./entry.js").Review[]} reviews */
function missedSection(bank, reviews) {
  const missed = missedMost(reviews.filter(({ card }) => bank.listed(card) !== null)).slice(0, MOST_MISSED);
  if (missed.length === 0) return [];
  const list = element("ol", { class: "missed-points" });
  for (const { card, point, missed: times } of missed) {
    const item = element("li", {});
    list.append(item);
    bank.card(card).then(
      ({ title, points, digests, path }) => {
        const html = points[digests.indexOf(point)];
        // A point that was written anew is another one.
        if (html === undefined) item.remove();
        else
          item.append(
            element("span", {}, wordsOf(html)),
            element(
              "span",
              { class: "soft" },
              " ",
              ...marked("progress.missed_times", { count: times, title }, { card: (text) => link(path, text) }),
            ),
          );
      },
      () => item.remove(),
    );
  }
  const cards = [...new Set(missed.map(({ card }) => card))];
  const study = link(`study/${toAddress({ ...EVERYTHING, cards })}`, say("progress.study_missed"), { class: "quiet" });
  return [section("missed", say("progress.missed"), say("progress.missed_text"), list, study)];
}

/** What the reader has put aside, to be taken back. @param {import("./bank.js").Bank} bank @param {import("./store.js").Store} store */
function asides(bank, store) {
  const kinds = /** @type {const} */ ([
    ["suspended", "bring_back"],
    ["flagged", "flag_off"],
  ]);
  return kinds.flatMap(([key, verb]) => {
    const cards = bank.cards.filter(({ id }) => store.state(id)[key]);
    if (cards.length === 0) return [];
    const items = cards.map(({ id }) => {
      const name = link(`questions/${encodeURIComponent(id)}/`, id);
      const act = button(
        say(`progress.${verb}`),
        () => (key === "suspended" ? store.suspend(id, false) : store.flag(id, false)),
        {
          class: "quiet small",
        },
      );
      // The title comes with the deck; until then the id says which it is.
      bank.card(id).then(
        ({ title }) => {
          name.textContent = title;
          act.setAttribute("aria-label", say(`progress.${verb}_label`, { question: title }));
        },
        () => undefined,
      );
      return element("li", {}, name, act);
    });
    return [
      section(key, say(`progress.${key}`), say(`progress.${key}_text`), element("ul", { class: "asides" }, ...items)),
    ];
  });
}

/**
 * Export, import, reset.
 * @param {import("./store.js").Store} store @param {(text: string) => void} announce
 */
function data(store, announce) {
  const outcome = element("p", { class: "outcome", role: "status" });
  const tell = (/** @type {string | (string | Node)[]} */ text, /** @type {"done" | "refused"} */ kind) => {
    outcome.replaceChildren(...[text].flat());
    outcome.dataset.kind = kind;
  };
  const file = element("input", {
    type: "file",
    accept: ".json,application/json",
    class: "hidden",
    tabindex: -1,
    "aria-label": say("progress.file"),
  });
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    if (chosen.size > LARGEST_FILE) tell(say("progress.refused", { why: tooLarge() }), "refused");
    else {
      const bar = element("progress", { max: 1, value: 0, "aria-label": say("progress.importing") });
      outcome.before(bar);
      file.disabled = true;
      // It is done whole or not at all: who leaves in the middle has imported nothing.
      const stay = (/** @type {BeforeUnloadEvent} */ event) => event.preventDefault();
      addEventListener("beforeunload", stay);
      const read = await chosen
        .text()
        .then(
          (text) => store.importFile(text, (share) => (bar.value = share)),
          () => ({ fault: say("progress.unreadable") }),
        )
        .catch(() => ({ fault: say("progress.gave_up") }));
      file.disabled = false;
      removeEventListener("beforeunload", stay);
      bar.remove();
      if (read.fault !== null) tell(say("progress.refused", { why: read.fault }), "refused");
      else if ("added" in read) {
        const { added: count, known } = read;
        const added = say(known > 0 ? "progress.added_known" : "progress.added", { count, known });
        if (store.banner === null) tell(added, "done");
        else tell(sentences([added], [store.banner.text]), "refused");
      }
    }
    // The same file can be chosen again.
    file.value = "";
  });
  const reset = async () => {
    const sure = await confirm({
      title: say("progress.forget"),
      text: say(store.unsaved > 0 ? "progress.forget_unsaved" : "progress.forget_text", { count: store.unsaved }),
      yes: say("progress.forget_yes"),
    });
    if (!sure) return;
    const done = await store.reset();
    if (done) forgetPlan();
    tell(say(done ? "progress.forgotten" : "progress.not_forgotten"), done ? "done" : "refused");
  };
  const exported = async () => {
    await download(store);
    tell(say("progress.exported"), "done");
    announce(say("progress.exported_said"));
  };
  // Here a question of the browser's own is expected. Its answer may never come, and nothing waits for it.
  const ask = button(
    say("progress.ask_keep"),
    async () => {
      const isPromised = await askToKeep();
      ask.hidden = isPromised;
      tell(say(isPromised ? "progress.promised" : "progress.not_promised"), "done");
    },
    { class: "quiet" },
  );
  ask.hidden = true;
  if (store.banner === null) isKept().then((isKept) => (ask.hidden = isKept ?? true));
  return element(
    "section",
    { class: "your-data", "aria-labelledby": "PB-data" },
    element("h2", { id: "PB-data" }, say("progress.data")),
    element("p", { class: "soft" }, say("progress.data_text")),
    element("p", { class: "soft" }, say("progress.data_cleared")),
    element(
      "div",
      { class: "data-actions" },
      button(say("progress.export"), exported, { class: "quiet", icon: "download" }),
      button(say("progress.import"), () => file.click(), { class: "quiet", icon: "upload" }),
      file,
      button(say("progress.reset"), reset, { class: "quiet danger-text" }),
      // The last one: it comes when the browser has answered, and moves nothing.
      ask,
    ),
    outcome,
  );
}

// The store of this page, for who looks into it.
export { open };
