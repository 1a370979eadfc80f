// What to study: everything that is due, a topic, a tag, a level; and the settings.
// @ts-check

import { make } from "./chart.js";
import { element, levelLabel, link } from "../site.js";
import { list, say, speaking } from "../words.js";
import { button } from "./controls.js";
import { scopeOf } from "./goal.js";
import { GOAL } from "./entry.js";
import { dueNow, planNow } from "./now.js";
import { queue, seenOn } from "./queue.js";
import { EVERYTHING, toAddress, toQuery } from "./scope.js";
import { mastery, masteryBar } from "./mastery.js";
import { LIMITS } from "./settings.js";
import { DEFAULT_SETTINGS } from "./store.js";
import { percent } from "./words.js";

/** @typedef {import("./bank.js").Bank} Bank */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./scope.js").Scope} Scope */
/** @typedef {typeof import("./with-goal.js")} WithGoal what needs a goal, where there is one */

/**
 * What a sitting over a scope would show now.
 * @param {Bank} bank @param {Store} store @param {Scope} scope
 */
function waiting(bank, store, scope) {
  const moment = store.now();
  const cards = bank.select(scope, store);
  const { left, ready, held } = queue({
    cards: cards.map(({ id }) => id),
    state: (id) => store.state(id),
    isChanged: (id) => bank.isChanged(id, store),
    moment,
    settings: store.settings,
    today: seenOn(store.states.values(), moment.day),
  });
  const standing = mastery(
    cards.map(({ id }) => store.state(id)),
    moment,
  );
  // What comes back in some minutes is not due yet, here as elsewhere.
  return { cards: cards.length, due: left.due + ready, soon: left.learning - ready, fresh: left.fresh, held, standing };
}

/**
 * What one chooses from: today and the topics, and what stands below them, to be made when these are drawn.
 * @param {{ bank: Bank, store: Store, plan: import("./now.js").Today | null, withGoal: WithGoal | null, begin: (address: string) => void }} parts
 */
export function choosing({ bank, store, plan, withGoal, begin: go }) {
  const begin = (/** @type {Scope} */ scope) => go(toAddress(scope));
  const goal = goalPart({ bank, store, plan, withGoal, go });
  const lead = element("p", { class: "study-lead" });
  const hint = element("p", { class: "soft" });
  const startAll = button(say("choose.start"), () => begin(chosen()), { class: "button start", icon: "play" });
  const rows = element("ul", { class: "topic-rows" });

  /** @type {{ level: number, tag: string }} */
  const filter = { level: 0, tag: "" };
  /** @param {Partial<Scope>} more @returns {Scope} */
  const chosen = (more = {}) => ({
    ...EVERYTHING,
    levels: filter.level ? [filter.level] : [],
    tags: filter.tag ? [filter.tag] : [],
    ...more,
  });

  const update = () => {
    const all = waiting(bank, store, chosen());
    const parts = [
      all.due > 0 && say("choose.waits_due", { count: all.due }),
      all.fresh > 0 && say("choose.waits_new", { count: all.fresh }),
      all.soon > 0 && say("choose.waits_soon", { count: all.soon }),
    ].filter((part) => part !== false);
    const isFiltered = filter.level !== 0 || filter.tag !== "";
    if (all.cards === 0) lead.textContent = say("choose.none_fits");
    else if (parts.length === 0) lead.textContent = say(isFiltered ? "choose.nothing_of_this" : "choose.nothing_today");
    else lead.textContent = say(isFiltered ? "choose.waits_chosen" : "choose.waits_today", { waits: list(parts) });
    hint.textContent = hintText(all, store);
    startAll.hidden = parts.length === 0;
    const focused = document.activeElement?.getAttribute("data-topic");
    rows.replaceChildren(
      ...bank.topics.flatMap((topic) => {
        const own = waiting(bank, store, chosen({ topics: [topic.slug] }));
        return own.cards === 0 ? [] : [topicRow(topic, own, () => begin(chosen({ topics: [topic.slug] })))];
      }),
    );
    const flagged = waiting(bank, store, chosen({ flagged: true }));
    if (flagged.cards > 0) {
      const ids = bank.cards.map(({ id }) => id).filter((id) => store.state(id).flagged);
      rows.append(topicRow({ slug: "", title: say("choose.flagged") }, flagged, () => begin(chosen({ cards: ids }))));
    }
    if (focused !== null && focused !== undefined)
      rows
        .querySelector(`[data-topic="${CSS.escape(focused)}"]`)
        ?.querySelector("button")
        ?.focus();
  };

  // As on the page of all tags.
  const usedTags = Object.entries(bank.tags).sort(([one], [other]) => (one < other ? -1 : 1));
  const tagChoice = element(
    "select",
    { id: "PB-tag", change: (made) => ((filter.tag = made.value), update()) },
    element("option", { value: "" }, say("choose.any_tag")),
    ...usedTags.map(([slug, label]) => element("option", { value: slug }, label)),
  );
  const levels = [0, 1, 2, 3].map((level) => {
    const input = element("input", {
      type: "radio",
      name: "PB-study-level",
      value: level,
      checked: level === 0,
      change: () => ((filter.level = level), update()),
    });
    return element("label", {}, input, element("span", {}, level === 0 ? say("choose.all_levels") : levelLabel(level)));
  });

  const section = element(
    "div",
    { class: "choosing" },
    goal.part,
    element("section", { class: "today", "aria-label": say("choose.today") }, lead, hint, startAll),
    element(
      "section",
      { "aria-labelledby": "PB-choose" },
      element("h2", { id: "PB-choose" }, say("choose.or_choose")),
      element(
        "div",
        { class: "choose-filters" },
        element(
          "fieldset",
          { class: "filter" },
          element("legend", { class: "hidden" }, say("choose.which_level")),
          ...levels,
        ),
        usedTags.length > 0 && element("label", { class: "hidden", for: "PB-tag" }, say("choose.tag")),
        usedTags.length > 0 && tagChoice,
      ),
      rows,
      link("questions/", say("choose.one_by_one"), { class: "button quiet" }),
    ),
  );
  update();
  const unsubscribe = store.subscribe(() => {
    if (section.isConnected) update();
    else unsubscribe();
  });
  const below = () => [
    ...pathRows(bank, store, begin),
    jobPart({ begin, plan: (scope) => goal.set(toQuery(scope)) }),
    settings(store),
  ];
  return { section, below };
}

/** Finds the questions for a job, once somebody wants that. @param {{ begin: (scope: Scope) => void, plan: (scope: Scope) => void }} parts */
function jobPart(parts) {
  const said = element("p", { class: "soft", role: "status" });
  const panel = element("details", { class: "as-table job" }, element("summary", {}, say("job.title")), said);
  const fill = async () => {
    if (!panel.open) return;
    panel.removeEventListener("toggle", fill);
    try {
      const { fillJob } = await speaking(import("./job-panel.js"));
      fillJob(panel, { ...parts, search: async () => (await import("../search/main.js")).asking() });
      said.remove();
    } catch {
      said.textContent = say("study.unloaded_text");
      // The next opening is a new try.
      panel.addEventListener("toggle", fill);
    }
  };
  panel.addEventListener("toggle", fill);
  return panel;
}

/**
 * The goal, or the way to one.
 * @param {{ bank: Bank, store: Store, plan: import("./now.js").Today | null, withGoal: WithGoal | null, go: (address: string) => void }} parts
 */
function goalPart({ bank, store, plan, withGoal, go }) {
  const part = element("div", { class: "goal-part" });
  const said = element("p", { class: "soft", role: "status" });
  /** @type {import("./entry.js").Entry | null} */
  let last = null;
  const load = async () => (withGoal ??= await speaking(import("./with-goal.js")));
  const show = () => {
    const { agenda, cards, pace } = dueNow(store, bank, plan);
    const undo = last && button(say("recall.undo"), takeBack, { class: "quiet small" });
    if (plan && !withGoal) {
      // There is a goal, and what shows it did not arrive.
      said.textContent = say("study.unloaded_text");
      part.replaceChildren(said);
      return;
    }
    if (!plan || !withGoal) {
      const ask = button(say("goal.ask"), () => set(toQuery(EVERYTHING)), { class: "quiet" });
      const offer = element("p", { class: "soft" }, say("goal.offer"));
      part.replaceChildren(
        element("section", { class: "goal", "aria-label": say("goal.title") }, offer, ask),
        said,
        ...(undo ? [undo] : []),
      );
      return;
    }
    const { goal } = plan;
    const scope = scopeOf(goal.scope);
    const change = () => set(goal.scope);
    const giveUp = async () => {
      last = await store.append({
        kind: "goal",
        card: GOAL,
        date: null,
        scope: goal.scope,
        minutes: goal.minutes,
      });
      said.textContent = say("goal.given_up");
      await update();
    };
    const width = Math.min(Math.max(part.clientWidth || 600, 280), 736);
    part.replaceChildren(
      withGoal.goalPanel({ bank, store, goal, cards, scope, agenda, pace, begin: go, change, giveUp, width }),
      said,
      ...(undo ? [undo] : []),
    );
  };
  /** Shows what has become of the goal. */
  const update = async () => {
    plan = await planNow(store, bank);
    if (plan) await load().catch(() => null);
    show();
  };
  const takeBack = async () => {
    if (last) await store.undo(last);
    last = null;
    said.textContent = say("study.undone");
    await update();
  };
  /** Asks for a goal over a scope. @param {string} chosen */
  const set = async (chosen) => {
    const made = await load().catch(() => null);
    if (!made) {
      said.textContent = say("study.unloaded_text");
      return;
    }
    const known = [
      toQuery(EVERYTHING),
      ...bank.paths.map(({ slug }) => toQuery({ ...EVERYTHING, path: slug })),
      ...bank.topics
        .filter(({ cards }) => cards.length > 0)
        .map(({ slug }) => toQuery({ ...EVERYTHING, topics: [slug] })),
      ...[1, 2, 3].map((level) => toQuery({ ...EVERYTHING, levels: [level] })),
    ];
    const choices = (known.includes(chosen) ? known : [chosen, ...known]).map((value) => {
      const scope = scopeOf(value);
      return { value, text: made.scopeText(bank, scope, bank.select(scope, store).length) };
    });
    const done = async (/** @type {import("./entry.js").Entry | null} */ entry) => {
      last = entry ?? last;
      if (entry) said.textContent = say("goal.made");
      await update();
      part.querySelector("h2")?.setAttribute("tabindex", "-1");
      part.querySelector("h2")?.focus({ preventScroll: true });
    };
    part.replaceChildren(made.goalForm({ store, choices, chosen, done }));
    part.querySelector("input")?.focus();
    part.scrollIntoView({ block: "nearest" });
  };
  show();
  const unsubscribe = store.subscribe(({ here }) => {
    if (!part.isConnected) unsubscribe();
    else if (!here && !part.querySelector("form")) void update();
  });
  return { part, set };
}

/** The paths, each with how far one has come. @param {Bank} bank @param {Store} store @param {(scope: Scope) => void} begin */
function pathRows(bank, store, begin) {
  if (bank.paths.length === 0) return [];
  const rows = bank.paths.map(({ slug, title }) => {
    const scope = { ...EVERYTHING, path: slug };
    return topicRow({ slug: "", title }, waiting(bank, store, scope), () => begin(scope));
  });
  const title = element("h2", { id: "PB-paths" }, say("goal.paths"));
  return [
    element("section", { "aria-labelledby": "PB-paths" }, title, element("ul", { class: "topic-rows" }, ...rows)),
  ];
}

/** @param {ReturnType<typeof waiting>} all @param {Store} store */
function hintText({ due, soon, fresh, held, standing }, store) {
  if (due + soon + fresh > 0) return store.isEmpty ? say("choose.hint_first") : "";
  if (held.fresh > 0 || held.due > 0) return say("choose.hint_enough");
  return standing.total > 0 ? say("choose.hint_known") : "";
}

/**
 * @param {{ slug: string, title: string }} topic
 * @param {ReturnType<typeof waiting>} own
 * @param {() => void} action
 */
function topicRow({ slug, title }, { due, fresh, held, standing }, action) {
  const waits = [
    due > 0 && say("choose.due", { count: due }),
    fresh > 0 && say("choose.new", { count: fresh }),
    due + fresh === 0 && held.fresh + held.due > 0 && say("choose.had"),
  ].filter((part) => part !== false);
  return element(
    "li",
    { "data-topic": slug },
    element(
      "button",
      { type: "button", class: "topic-row", click: action },
      element("span", { class: "topic-row-title" }, title),
      element(
        "span",
        { class: "topic-row-waits", "data-none": waits.length === 0 },
        waits.length > 0 ? list(waits, { style: "narrow" }) : say("choose.nothing"),
      ),
      element(
        "span",
        { class: "topic-row-known" },
        say("choose.learned", { count: standing.known + standing.due, total: standing.total }),
      ),
      make(document, masteryBar(standing)),
    ),
  );
}

const ORDERS = /** @type {const} */ ([
  ["forgotten", "choose.order_forgotten"],
  ["bank", "choose.order_bank"],
  ["shuffled", "choose.order_shuffled"],
]);

/** @param {Store} store */
function settings(store) {
  const panel = element("details", { class: "study-settings" }, element("summary", {}, say("choose.settings")));
  panel.addEventListener("toggle", () => panel.append(settingFields(store)), { once: true });
  return panel;
}

/** @param {Store} store */
function settingFields(store) {
  const number = (
    /** @type {string} */ label,
    /** @type {"newADay" | "reviewsADay"} */ key,
    /** @type {string} */ note,
  ) => {
    const id = `PB-${key}`;
    const [least, most] = LIMITS;
    const said = element("p", { class: "soft", role: "status" }, note);
    const input = element("input", {
      id,
      type: "number",
      min: least,
      max: most,
      inputmode: "numeric",
      value: store.settings[key] ?? "",
      placeholder: key === "reviewsADay" ? say("choose.no_limit") : null,
      "aria-describedby": `${id}-said`,
      change: (made) => {
        const { value, validity } = made;
        said.textContent = validity.valid ? note : say("choose.bad_number", { least, most });
        // What cannot be is put right by what holds.
        if (!validity.valid) made.value = String(store.settings[key] ?? "");
        else return store.setSettings({ [key]: value === "" ? DEFAULT_SETTINGS[key] : Number(value) });
      },
    });
    said.id = `${id}-said`;
    return element("div", { class: "field" }, element("label", { for: id }, label), input, said);
  };
  const retention = element("select", {
    id: "PB-retention",
    change: (made) => store.setSettings({ retention: Number(made.value) }),
  });
  for (const wanted of [0.8, 0.85, 0.9, 0.93, 0.95]) {
    retention.append(
      element("option", { value: wanted, selected: store.settings.retention === wanted }, percent(wanted)),
    );
  }
  const order = element(
    "select",
    {
      id: "PB-order",
      change: (made) => store.setSettings({ order: ORDERS.find(([order]) => order === made.value)?.[0] }),
    },
    ...ORDERS.map(([value, text]) => element("option", { value, selected: store.settings.order === value }, say(text))),
  );
  const check = (/** @type {"mix" | "shortcuts"} */ key, /** @type {string} */ text) =>
    element(
      "label",
      { class: "check" },
      element("input", {
        type: "checkbox",
        checked: store.settings[key],
        change: (made) => store.setSettings({ [key]: made.checked }),
      }),
      element("span", {}, text),
    );
  return element(
    "div",
    { class: "fields" },
    number(say("choose.new_a_day"), "newADay", say("choose.new_a_day_text")),
    number(say("choose.reviews_a_day"), "reviewsADay", say("choose.reviews_a_day_text")),
    element(
      "div",
      { class: "field" },
      element("label", { for: "PB-retention" }, say("choose.retention")),
      retention,
      element("p", { class: "soft" }, say("choose.retention_text")),
    ),
    element(
      "div",
      { class: "field" },
      element("label", { for: "PB-order" }, say("choose.order")),
      order,
      element("p", { class: "soft" }, say("choose.order_text")),
    ),
    check("mix", say("choose.mix")),
    check("shortcuts", say("choose.shortcuts")),
  );
}
