// What studying adds to ordinary pages: what is due in the header and on the home page, how much of a topic is learned, how
// each question stands, and a grade in place. Loaded only where there is something to tell, or when it is asked for.
// @ts-check

import { loadCards } from "../cards.js";
import { element, sign as drawn } from "../site.js";
import { say } from "../words.js";
import { showDue } from "./due.js";
import { GRADES, preview, standing } from "./scheduler.js";
import { mastery } from "./stats.js";
import { open } from "./store.js";
import { waitText, whenText } from "./words.js";

/** @typedef {import("./log.js").State} State */
/** @typedef {import("./log.js").Entry} Entry */

/** How a question stands, by sign; what a sign is drawn with is the same for all icons. */
const STANDINGS = {
  new: {
    path: "M10 3.5a6.5 6.5 0 0 1 3 .7M16 8a6.5 6.5 0 0 1 0 4M13 15.8a6.5 6.5 0 0 1-6 0M4 12a6.5 6.5 0 0 1 0-4M7 4.2",
  },
  learning: { path: "M10 3.5a6.5 6.5 0 1 0 6.5 6.5M10 10V3.5" },
  due: { path: "M10 3.5a6.5 6.5 0 1 0 .01 0zM10 6.5V10l2.5 2" },
  known: { path: "M10 3.5a6.5 6.5 0 1 0 .01 0zM7 10.2l2.2 2.2L13 8" },
  suspended: { path: "M10 3.5a6.5 6.5 0 1 0 .01 0zM8.5 7.5v5M11.5 7.5v5" },
};

const bar = document.querySelector("[data-grade-bar]");
const question = document.querySelector("[data-question]")?.getAttribute("data-question") ?? null;
const store = await open();

/** All cards by topic; nothing where there is no reason to ask. @type {Map<string, string[]>} */
let topics = new Map();

/** The last grade given here, which can be taken back. @type {Entry | null} */
let last = null;

store.subscribe(({ here }) => {
  // Graded in another tab: what was said here is old.
  if (!here) tell("");
  update();
});
await update();

async function update() {
  showQuestion();
  if (store.isEmpty) return;
  if (topics.size === 0) topics = await loadTopics();
  for (const show of [showItems, showTopics, () => showDue(store, [...topics.values()].flat())]) {
    try {
      show();
    } catch (error) {
      // One list that cannot be told of leaves the others.
      console.error(error);
    }
  }
}

/** Whom to ask what is due: only cards that are still there. */
async function loadTopics() {
  try {
    const { topics, aliases } = await loadCards();
    await store.setAliases(aliases);
    return new Map(topics.map(({ slug, cards }) => [slug, cards.map(({ id }) => id)]));
  } catch {
    // Offline, or of another build: this page tells nothing.
    return new Map();
  }
}

/** @param {State} state */
function standingOf(state) {
  return state.suspended ? "suspended" : standing(state, store.now());
}

/** @param {keyof typeof STANDINGS} name */
function sign(name) {
  const { path } = STANDINGS[name];
  return element("span", { class: `standing standing-${name}` }, drawn(path), say(`recall.${name}`));
}

/** In lists of questions. */
function showItems() {
  for (const item of document.querySelectorAll("[data-card]")) {
    const meta = item.querySelector(":scope > .item-meta, :scope > * > .item-meta");
    meta?.querySelector(":scope > .standing")?.remove();
    meta?.append(sign(standingOf(store.state(item.getAttribute("data-card") ?? ""))));
  }
}

/** On topics' cards and at the head of a topic. */
function showTopics() {
  for (const place of document.querySelectorAll("[data-learned]")) {
    const cards = topics.get(place.getAttribute("data-learned") ?? "");
    if (!(place instanceof HTMLElement) || !cards) continue;
    const { known, due, total } = mastery(
      cards.map((id) => store.state(id)),
      store.now(),
    );
    place.hidden = known + due === 0;
    place.style.setProperty("--learned", String((known + due) / total));
    place.textContent = say(due > 0 ? "recall.learned_due" : "recall.learned", { count: known + due, total, due });
  }
}

/** On a question's page: how it stands, and what each grade would mean. */
function showQuestion() {
  if (!bar || question === null) return;
  const state = store.state(question);
  const name = standingOf(state);
  const when =
    name === "known" && state.dueDay !== null
      ? say("recall.due_when", { when: whenText({ minutes: null, days: state.dueDay - store.now().day }) })
      : "";
  const waits = preview(state, store.now(), store.options);
  for (const wait of waits) {
    const slot = bar.querySelector(`[data-grade="${wait.grade}"] .wait`);
    if (slot) slot.textContent = waitText(wait);
  }
  const hasHistory = state.reviews > 0 || state.suspended;
  const place = bar.querySelector("[data-grade-state]");
  place?.replaceChildren(...(hasHistory ? [sign(name), when] : []));
  const margin = document.querySelector("[data-margin-study]");
  if (!(margin instanceof HTMLElement)) return;
  margin.hidden = !hasHistory;
  const line = element("p", {}, sign(name), when && ` ${when}`);
  const title = element("p", { class: "margin-title" }, say("recall.title"));
  const seen = element("p", {}, say("recall.answers", { count: state.reviews }));
  margin.replaceChildren(title, line, seen);
}

/** A button of the grade bar. @param {HTMLButtonElement} button */
export async function press(button) {
  if (question === null) return;
  if (button.matches("[data-undo]")) {
    const taken = last;
    last = null;
    if (taken) await store.undo(taken);
    tell(say("recall.undone"));
    focus(bar?.querySelector("[data-grade]") ?? null);
    return;
  }
  const grade = GRADES.find((grade) => String(grade) === button.dataset.grade);
  if (grade === undefined || button.disabled) return;
  const wait = preview(store.state(question), store.now(), store.options)[grade - 1];
  setBusy(true);
  try {
    last = await store.grade(question, grade);
  } finally {
    setBusy(false);
  }
  const banner = store.banner ? ` ${store.banner.text}` : "";
  tell(say("recall.graded", { grade: button.firstChild?.textContent ?? "", when: whenText(wait) }) + banner, true);
}

/** @param {boolean} isBusy */
function setBusy(isBusy) {
  for (const button of bar?.querySelectorAll("button") ?? []) button.disabled = isBusy;
}

/** @param {Element | null} element */
function focus(element) {
  if (element instanceof HTMLElement) element.focus();
}

/** @param {string} text @param {boolean} mayUndo */
function tell(text, mayUndo = false) {
  const said = bar?.querySelector(".grade-said");
  if (!bar || !said) return;
  bar.querySelector("[data-undo]")?.remove();
  said.textContent = text;
  if (!mayUndo) return;
  said.after(element("button", { type: "button", "data-undo": true }, say("recall.undo")));
}

// The store of this page, for who looks into it.
export { open };
