// The goal on the study screen: set, shown, given up. What it shows is worked out anew from the log.
// @ts-check

import { LEVELS, element, link } from "../site.js";
import { dayText, list as listed, marked, number, say } from "../words.js";
import { make, turned } from "./chart.js";
import { button, scrolling } from "./controls.js";
import { curveChart, curveTable } from "./curve.js";
import { inSlices } from "./database.js";
import { isoDate } from "./day.js";
import { buying } from "./buys.js";
import { LIMITS, goalText, requestOf } from "./goal.js";
import { GOAL } from "./entry.js";
import { planning } from "./plan.js";
import { toQuery } from "./scope.js";
import { minutesText, percent } from "./words.js";

/** @typedef {import("./bank.js").Bank} Bank */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./scope.js").Scope} Scope */

const DAY = 86_400_000;

/** So many of what will not fit are named. */
const MOST_LEFT_OUT = 100;

/** The day of a date in a field, as `2026-12-03`. @param {string} value */
const dayOfDate = (value) =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) ? Math.round(Date.parse(`${value}T00:00:00Z`) / DAY) : NaN;

/**
 * The form: when, what, how many minutes a day.
 * @param {{ store: Store, choices: { value: string, text: string }[], chosen: string, done: (entry: import("./entry.js").Entry | null) => void }} parts
 *   `choices` are scopes as queries
 */
export function goalForm({ store, choices, chosen, done }) {
  const { day } = store.now();
  const now = store.goal;
  const fault = element("p", { class: "field-fault", role: "alert" });
  const date = element("input", {
    id: "PB-goal-date",
    type: "date",
    required: true,
    min: isoDate(day + 1),
    max: isoDate(day + LIMITS.days),
    value: isoDate(now?.date ?? day + 7),
  });
  const what = element(
    "select",
    { id: "PB-goal-what" },
    ...choices.map(({ value, text }) => element("option", { value, selected: value === chosen }, text)),
  );
  const [least, most] = LIMITS.minutes;
  const minutes = element("input", {
    id: "PB-goal-minutes",
    type: "number",
    inputmode: "numeric",
    required: true,
    min: least,
    max: most,
    value: now?.minutes ?? 20,
  });
  const field = (/** @type {string} */ label, /** @type {HTMLElement} */ control) =>
    element("div", { class: "field" }, element("label", { for: control.id }, label), control);
  const submit = async (/** @type {HTMLFormElement} */ _, /** @type {globalThis.Event} */ event) => {
    event.preventDefault();
    const on = dayOfDate(date.value);
    const amount = Math.round(Number(minutes.value));
    if (!(on > day && on <= day + LIMITS.days)) fault.textContent = say("goal.bad_date");
    else if (!(amount >= least && amount <= most)) fault.textContent = say("goal.bad_minutes", { least, most });
    else done(await store.append({ kind: "goal", card: GOAL, date: on, scope: what.value, minutes: amount }));
  };
  return element(
    "form",
    { class: "goal-form", novalidate: true, submit },
    element(
      "div",
      { class: "fields" },
      field(say("goal.date"), date),
      field(say("goal.what"), what),
      field(say("goal.minutes"), minutes),
    ),
    fault,
    element(
      "div",
      { class: "goal-actions" },
      element("button", { type: "submit", class: "button" }, say("goal.make")),
      button(say("study.cancel"), () => done(null), { class: "quiet" }),
    ),
  );
}

/** A scope in words. @param {Bank} bank @param {Scope} scope @param {number} count */
export function scopeText(bank, scope, count) {
  if (scope.path) return say("goal.path", { path: bank.path(scope.path)?.title ?? scope.path });
  if (scope.cards.length > 0) return say("goal.chosen", { count });
  const kinds = [
    scope.topics.map((topic) => bank.topicTitle(topic)),
    scope.tags.map((tag) => bank.tagTitle(tag)),
    scope.levels.map((level) => say(`level.${LEVELS[level - 1]}`)),
    scope.flagged ? [say("choose.flagged")] : [],
  ].filter((kind) => kind.length > 0);
  // Of several topics each, and of those what has a level: two kinds are no enumeration.
  const said = kinds.map((kind) => listed(kind));
  return said.length === 0 ? say("goal.everything") : listed(said, { type: "unit", style: "short" });
}

/**
 * Where one stands, and what is to be expected.
 * @param {{ bank: Bank, store: Store, goal: import("./entry.js").Goal, cards: import("./bank.js").Listed[], scope: Scope, agenda: import("./agenda.js").Agenda,
 *   pace: import("./pace.js").Pace, begin: (address: string) => void, change: () => void, giveUp: () => void, width: number }} parts
 */
export function goalPanel({ bank, store, goal, cards, scope, agenda, pace, begin, change, giveUp, width }) {
  const { day } = store.now();
  const { daysLeft, fresh, due, look, others } = agenda;
  const text = goalText({ daysLeft: daysLeft ?? 0, fresh: fresh.length, reviews: due.length, look: look.length, pace });
  const about = say("goal.about", {
    day: dayText(goal.date ?? day, { weekday: "long", day: "numeric", month: "long" }),
    what: scopeText(bank, scope, cards.length),
    count: cards.length,
    time: minutesText(goal.minutes),
  });
  const actions = element(
    "div",
    { class: "goal-actions" },
    fresh.length + due.length > 0 &&
      button(say("goal.start"), () => begin("?goal"), { class: "button start", icon: "play" }),
    look.length > 0 && button(say("goal.look"), () => begin("?look"), { class: "button start", icon: "play" }),
    look.length === 0 &&
      cards.some(({ id }) => store.state(id).phase !== "new") &&
      button(say("goal.look"), () => begin("?look"), { class: "quiet" }),
    button(say("goal.change"), change, { class: "quiet" }),
    button(say("goal.give_up"), giveUp, { class: "quiet" }),
  );
  const outlook = element("div", { class: "goal-outlook" });
  const panel = element(
    "section",
    { class: "goal today", "aria-labelledby": "PB-goal" },
    element("h2", { id: "PB-goal", class: "study-lead" }, text),
    element("p", { class: "soft" }, about),
    actions,
    others > 0 &&
      element(
        "p",
        { class: "soft" },
        ...marked("goal.others", { count: others }, { all: (text) => link("study/?all", text) }),
      ),
    outlook,
  );
  if (daysLeft !== null && daysLeft > 0) showOutlook();
  return panel;

  async function showOutlook() {
    const request = requestOf(goal, cards, (id) => store.state(id), day, pace);
    const made = (await inSlices(planning(request)))?.outlook;
    if (!made || !panel.isConnected) return;
    const buys = element("ul", { class: "goal-buys", "aria-label": say("goal.buys") });
    outlook.replaceChildren(
      element("h3", {}, say("goal.recall", { percent: percent(made.recall) })),
      buys,
      ...(made.leftOut.length > 0 ? [leftOut(made.leftOut)] : []),
      make(document, turned(curveChart(made.curve, width))),
      element(
        "details",
        { class: "as-table" },
        element("summary", {}, say("goal.by_day")),
        scrolling(say("goal.by_day"), daysTable(made.days)),
        scrolling(say("goal.by_day"), make(document, curveTable(made.curve))),
      ),
      element(
        "details",
        { class: "as-table" },
        element("summary", {}, say("goal.by_topic")),
        scrolling(say("goal.by_topic"), topicsTable(made.topics)),
      ),
    );
    await inSlices(
      buying(request, (minutes, recall) =>
        buys.append(
          element(
            "li",
            { "aria-current": minutes === goal.minutes && "true" },
            say("goal.buy", { time: minutesText(minutes), percent: percent(recall) }),
          ),
        ),
      ),
    );
  }

  /** @param {string[]} ids */
  function leftOut(ids) {
    const list = element("ol", {});
    // The last of the list is the first to go. Their titles are fetched when they are asked for.
    const fill = () => {
      if (list.childElementCount > 0) return;
      list.append(...ids.toReversed().slice(0, MOST_LEFT_OUT).map(named), ids.length > MOST_LEFT_OUT ? "…" : "");
    };
    return element(
      "details",
      { class: "as-table left-out", toggle: fill },
      element("summary", {}, say("goal.unfit", { count: ids.length })),
      element("p", { class: "soft" }, say("goal.unfit_text")),
      list,
    );
  }

  /** @param {string} id */
  function named(id) {
    const name = link(`questions/${encodeURIComponent(id)}/`, id);
    bank.card(id).then(
      ({ title }) => (name.textContent = title),
      () => undefined,
    );
    return element("li", {}, name);
  }

  /** @param {import("./plan.js").PlannedDay[]} days */
  function daysTable(days) {
    const rows = days.map(({ day: on, days, fresh, reviews, minutes }) =>
      row(dayName(on, days), [number(fresh), number(reviews), number(minutes)]),
    );
    return table(["day", "new", "reviews", "minutes"], rows);
  }

  /** @param {number} on @param {number} days how many days are told of together */
  function dayName(on, days) {
    const name = on === day ? say("choose.today") : dayText(on);
    return days > 1 ? say("goal.days", { day: name, count: days - 1 }) : name;
  }

  /** @param {import("./plan.js").Outlook["topics"]} topics */
  function topicsTable(topics) {
    return table(
      ["topic", "questions", "recall"],
      topics.map(({ topic, count, recall }) => row(bank.topicTitle(topic), [number(count), percent(recall)])),
    );
  }
}

/** @param {string} name @param {string[]} cells */
const row = (name, cells) =>
  element("tr", {}, element("th", { scope: "row" }, name), ...cells.map((cell) => element("td", {}, cell)));

/** @param {string[]} head @param {HTMLElement[]} rows */
const table = (head, rows) =>
  element(
    "table",
    {},
    element(
      "thead",
      {},
      element("tr", {}, ...head.map((name) => element("th", { scope: "col" }, say(`goal.head_${name}`)))),
    ),
    element("tbody", {}, ...rows),
  );
