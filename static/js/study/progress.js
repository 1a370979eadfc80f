// The progress screen: what is due, what was done, what is known; and the reader's data, which are theirs.
// @ts-check

import { element, link } from "../site.js";
import { forecastChart, forecastTable, heatChart, heatTable, make, masteryBar } from "./chart.js";
import { announcer, button } from "./controls.js";
import { confirm } from "./keys.js";
import { LARGEST_FILE, TOO_LARGE } from "./log.js";
import { download } from "./notice.js";
import { begin } from "./screen.js";
import { EVERYTHING, toQuery } from "./scope.js";
import { forecast, heatMap, mastery, retention, streak } from "./stats.js";
import { open } from "./store.js";
import { counted, percent } from "./words.js";

/** Fewer answers than this say little about a memory. */
const ENOUGH = 20;

/** @param {HTMLElement} place */
export function start(place) {
  return begin(place, { view: "progress" }, async ({ bank, store, view }) => {
    const announce = announcer();
    place.append(data(store, announce.say), announce.line);
    const chartWidth = () => Math.min(Math.max(view.clientWidth, 280), 920);
    let drawing = 0;
    const update = async () => {
      const turn = ++drawing;
      const reviews = await store.reviews();
      // Somebody graded on while the log was read.
      if (turn !== drawing) return;
      place.dataset.state = store.isEmpty ? "empty" : "shown";
      view.replaceChildren(...(store.isEmpty ? [nothing()] : sections(bank, store, reviews, chartWidth())));
      // The latest days are what one looks for.
      for (const scroller of view.querySelectorAll(".scroller")) scroller.scrollLeft = scroller.scrollWidth;
    };
    store.subscribe(update);
    await update();
  });
}

function nothing() {
  return element(
    "div",
    { class: "empty" },
    element(
      "p",
      {},
      "Nothing is studied yet. After your first sitting you see here what is due, what you remember and how the days go.",
    ),
    link("study/", "Start studying", { class: "button" }),
  );
}

/**
 * @param {import("./bank.js").Bank} bank @param {import("./store.js").Store} store @param {import("./log.js").Review[]} reviews @param {number} width
 */
function sections(bank, store, reviews, width) {
  const moment = store.now();
  const states = bank.cards.map(({ id }) => store.state(id));
  const due = forecast(states, moment);
  const days = streak(reviews, moment.day);
  const month = retention(reviews, moment.day - 29);
  const ever = retention(reviews);
  const known = mastery(states, moment);
  const weeks = heatMap(reviews, moment.day);
  const wanted = percent(store.settings.retention);
  const measured = month.asked >= ENOUGH ? month : ever;
  return [
    element(
      "dl",
      { class: "figures" },
      figure("Due now", String(due.now), due.now > 0 ? link("study/?all", "Study them") : "Come back tomorrow"),
      figure(
        "Streak",
        counted(days.current, "day"),
        days.today || days.current === 0 ? `longest ${days.longest}` : "not yet today",
      ),
      figure(
        "Remembered",
        measured.share === null ? "–" : percent(measured.share),
        measured.share === null ? "not asked again yet" : `${wanted} wanted`,
      ),
      figure("Learned", `${known.known + known.due}`, `of ${counted(known.total, "question")}`),
    ),
    section(
      "due",
      "The next 30 days",
      null,
      make(document, forecastChart(due.days, width)),
      asTable(forecastTable(due.days)),
    ),
    section(
      "year",
      "The last year",
      `${counted(reviews.length, "review")} on ${counted(days.studied, "day")}.`,
      element(
        "div",
        { class: "scroller", tabindex: 0, role: "group", "aria-label": "Days of the year" },
        make(document, heatChart(weeks)),
      ),
      element("div", { class: "under-chart" }, asTable(heatTable(weeks)), legend()),
    ),
    section("memory", "What you remember", memoryText(month, ever, wanted), memoryTable(month, ever, wanted)),
    section("topics", "By topic", null, topicTable(bank, store), barKey()),
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
    element("summary", {}, "As a table"),
    element("div", { class: "table" }, make(document, table)),
  );
}

function legend() {
  const swatches = [0, 1, 2, 3, 4].map((shade) => element("span", { class: `swatch heat-${shade}` }));
  return element("p", { class: "legend", "aria-hidden": "true" }, "fewer ", ...swatches, " more");
}

function barKey() {
  const parts = ["known", "due", "learning", "new"].map((kind) =>
    element("span", {}, element("span", { class: `swatch part-${kind}` }), ` ${kind}`),
  );
  return element("p", { class: "legend", "aria-hidden": "true" }, ...parts);
}

/** @typedef {ReturnType<typeof retention>} Retention */

/** @param {Retention} month @param {Retention} ever @param {string} wanted */
function memoryText(month, ever, wanted) {
  if (ever.asked < ENOUGH)
    return `After some more answers to questions that come back, this tells whether you remember ${wanted} of them, as you want to.`;
  const { share } = month.asked >= ENOUGH ? month : ever;
  const off = Number(share) - parseFloat(wanted) / 100;
  if (Math.abs(off) <= 0.03) return `As you want it: ${wanted} is what the schedule aims at.`;
  if (off > 0) return `More than the ${wanted} that you want: grade more strictly, or want less, and you save reviews.`;
  return `Less than the ${wanted} that you want. It helps to come on the day when questions are due.`;
}

/** @param {Retention} month @param {Retention} ever @param {string} wanted */
function memoryTable(month, ever, wanted) {
  const row = (/** @type {string} */ name, /** @type {Retention} */ { asked, recalled, share }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      ...[share === null ? "–" : percent(share), wanted, `${recalled} of ${asked}`].map((cell) =>
        element("td", {}, cell),
      ),
    );
  const head = ["", "Remembered", "Wanted", "Answers"].map((name) =>
    name === "" ? element("td", {}) : element("th", { scope: "col" }, name),
  );
  return element(
    "div",
    { class: "table" },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, row("Last 30 days", month), row("In all", ever)),
    ),
  );
}

/** @param {import("./bank.js").Bank} bank @param {import("./store.js").Store} store */
function topicTable(bank, store) {
  const moment = store.now();
  const rows = bank.topics.flatMap(({ slug, title, cards }) => {
    if (cards.length === 0) return [];
    const standing = mastery(
      cards.map(({ id }) => store.state(id)),
      moment,
    );
    const cells = [standing.known, standing.due, standing.learning, standing.new].map((count) =>
      element("td", { class: count === 0 ? "none" : null }, String(count)),
    );
    const name = element(
      "th",
      { scope: "row" },
      link(`study/?${toQuery({ ...EVERYTHING, topics: [slug] })}`, title),
      make(document, masteryBar(standing)),
    );
    return [element("tr", {}, name, ...cells)];
  });
  const head = ["Topic", "Known", "Due", "Learning", "New"].map((name) => element("th", { scope: "col" }, name));
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

/** What the reader has put aside, to be taken back. @param {import("./bank.js").Bank} bank @param {import("./store.js").Store} store */
function asides(bank, store) {
  const kinds = /** @type {const} */ ([
    ["suspended", "Suspended", "Never shown, until you bring them back.", "Bring back"],
    ["flagged", "Flagged", "Marked by you.", "Take the flag off"],
  ]);
  return kinds.flatMap(([key, title, text, verb]) => {
    const cards = bank.cards.filter(({ id }) => store.state(id)[key]);
    if (cards.length === 0) return [];
    const items = cards.map(({ id }) => {
      const name = link(`questions/${encodeURIComponent(id)}/`, id);
      const act = button(verb, () => (key === "suspended" ? store.suspend(id, false) : store.flag(id, false)), {
        class: "quiet small",
      });
      // The title comes with the deck; until then the id says which it is.
      bank.card(id).then(
        ({ title }) => {
          name.textContent = title;
          act.setAttribute("aria-label", `${verb}: ${title}`);
        },
        () => undefined,
      );
      return element("li", {}, name, act);
    });
    return [section(key, title, text, element("ul", { class: "asides" }, ...items))];
  });
}

/**
 * Export, import, reset.
 * @param {import("./store.js").Store} store @param {(text: string) => void} say
 */
function data(store, say) {
  const outcome = element("p", { class: "outcome", role: "status" });
  const tell = (/** @type {string} */ text, /** @type {"done" | "refused"} */ kind) => {
    outcome.textContent = text;
    outcome.dataset.kind = kind;
  };
  const file = element("input", {
    type: "file",
    accept: ".json,application/json",
    class: "hidden",
    tabindex: -1,
    "aria-label": "A file of study progress",
  });
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    if (chosen.size > LARGEST_FILE) tell(`Nothing was imported: ${TOO_LARGE}.`, "refused");
    else {
      const bar = element("progress", { max: 1, value: 0, "aria-label": "Importing" });
      outcome.before(bar);
      file.disabled = true;
      const read = await chosen
        .text()
        .then(
          (text) => store.importFile(text, (share) => (bar.value = share)),
          () => ({ fault: "the file cannot be read" }),
        )
        .catch(() => ({ fault: "the browser gave up on the file" }));
      file.disabled = false;
      bar.remove();
      if (read.fault !== null) tell(`Nothing was imported: ${read.fault}.`, "refused");
      else if ("added" in read) {
        const known = read.known > 0 ? `; ${read.known.toLocaleString("en")} were here already` : "";
        tell(`${counted(read.added, "entry", "entries")} added${known}.`, "done");
      }
    }
    // The same file can be chosen again.
    file.value = "";
  });
  const reset = async () => {
    const sure = await confirm({
      title: "Forget everything?",
      text: `${store.unsaved > 0 ? `${counted(store.unsaved, "review")} are in no export. ` : ""}All reviews, flags and suspensions in this browser are deleted for good. Your settings stay.`,
      yes: "Forget everything",
    });
    if (!sure) return;
    const done = await store.reset();
    tell(
      done ? "Everything is forgotten." : "That could not be done: the browser does not let go of the data.",
      done ? "done" : "refused",
    );
  };
  const exported = async () => {
    await download(store);
    tell("A file is on its way to your downloads.", "done");
    say("Exported.");
  };
  return element(
    "section",
    { class: "your-data", "aria-labelledby": "PB-data" },
    element("h2", { id: "PB-data" }, "Your data"),
    element(
      "p",
      { class: "soft" },
      "All of it lies in this browser and goes nowhere else. A file moves it to another device: imports add to what is there, so both end the same.",
    ),
    element(
      "div",
      { class: "data-actions" },
      button("Export", exported, { class: "quiet", icon: "download" }),
      button("Import", () => file.click(), { class: "quiet", icon: "upload" }),
      file,
      button("Reset", reset, { class: "quiet danger-text" }),
    ),
    outcome,
  );
}

// The store of this page, for who looks into it.
export { open };
