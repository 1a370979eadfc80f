// What studying adds to ordinary pages: what is due in the header and on the home page, how much of a topic is learned, how
// each question stands, and a grade in place. Loaded only where there is something to tell, or when it is asked for.
// @ts-check

import { element, sign as drawn } from "../site.js";
import { say } from "../words.js";
import { standingOf } from "./agenda.js";
import { Bank } from "./bank.js";
import { settleChanges, showChange, textOf } from "./changed-view.js";
import { showDue } from "./due.js";
import { noteBox } from "./note-box.js";
import { GRADES, preview, retrievability } from "./scheduler.js";
import { mastery } from "./mastery.js";
import { patiently } from "./patience.js";
import { setDown } from "./pending.js";
import { remember } from "./reader.js";
import { Store, open } from "./store.js";
import { waitText, whenText } from "./words.js";

/** @typedef {import("./log.js").State} State */
/** @typedef {import("./entry.js").Entry} Entry */

/** How a question stands, by sign; what a sign is drawn with is the same for all icons. */
const STANDINGS = {
  new: {
    path: "M10 3.5a6.5 6.5 0 0 1 3 .7M16 8a6.5 6.5 0 0 1 0 4M13 15.8a6.5 6.5 0 0 1-6 0M4 12a6.5 6.5 0 0 1 0-4M7 4.2",
  },
  learning: { path: "M10 3.5a6.5 6.5 0 1 0 6.5 6.5M10 10V3.5" },
  changed: { path: "M10 3.5a6.5 6.5 0 1 0 .01 0zM6.8 10h6.4M10.8 7.6l2.4 2.4-2.4 2.4" },
  due: { path: "M10 3.5a6.5 6.5 0 1 0 .01 0zM10 6.5V10l2.5 2" },
  known: { path: "M10 3.5a6.5 6.5 0 1 0 .01 0zM7 10.2l2.2 2.2L13 8" },
  suspended: { path: "M10 3.5a6.5 6.5 0 1 0 .01 0zM8.5 7.5v5M11.5 7.5v5" },
};

const bar = document.querySelector("[data-grade-bar]");
const answer = document.querySelector("[data-question]");
const question = answer?.getAttribute("data-question") ?? null;
/** That of this page's answer. */
const edition = answer?.getAttribute("data-edition") ?? undefined;
/** Until that of the page is open, one that knows nothing: another tab may hold it up, and a grade waits for nobody. */
let store = new Store("");

/** The list of all cards; nothing where there is no reason to ask. @type {Bank | null} */
let bank = null;

/** The last grade given here, which can be taken back. @type {Entry | null} */
let last = null;

/** Of what was said here: where the question is graded in another tab, that is old. */
let told = "";
const graded = () => `${store.state(question ?? "").reviews} ${store.state(question ?? "").lastAt}`;

/** Begins once. @type {Promise<void> | null} */
let beginning = null;

/** Shows what there is to tell, and from then on what changes. It speaks, so what it says has to be here. */
export function begin() {
  beginning ??= show();
}

/** When all is shown. @param {(text: string) => unknown} tell says that there is something to wait for */
export async function shown(tell) {
  begin();
  await patiently(beginning ?? Promise.resolve(), tell);
}

/** Calls when questions may stand otherwise than before. @param {() => unknown} listener */
export function follow(listener) {
  store.subscribe(listener);
}

async function show() {
  store = await open();
  store.subscribe(({ here }) => {
    if (!here && told !== graded()) tell("");
    update();
  });
  await update();
}

async function update() {
  showQuestion();
  remember(!store.isEmpty);
  if (store.isEmpty && !store.goal) return;
  bank ??= await loadBank();
  if (!bank) return;
  const known = bank;
  for (const show of [
    showItems,
    () => showTopics(known),
    showQuestion,
    () => showDue(store, known),
    () => showBeside(known),
  ]) {
    try {
      await show();
    } catch (error) {
      // One list that cannot be told of leaves the others.
      console.error(error);
    }
  }
}

/** Whom to ask what is due: only cards that are still there. */
async function loadBank() {
  try {
    const loaded = await Bank.load();
    await store.setAliases(loaded.aliases);
    await settleChanges(store, loaded);
    return loaded;
  } catch {
    // Offline, or of another build: this page tells nothing.
    return null;
  }
}

/** @param {string} card */
function standingNow(card) {
  return standingOf(store.state(card), store.now(), bank?.isChanged(card, store) ?? false);
}

/** On a question's page: the reader's note, and what has changed since it was learned. @param {Bank} bank */
async function showBeside(bank) {
  if (question === null || !bar) return;
  if (!document.querySelector(".note-box")) document.querySelector(".note-place")?.append(noteBox(store, question));
  const place = document.querySelector("[data-change]") ?? element("div", { "data-change": true, hidden: true });
  if (!place.isConnected) bar.before(place);
  await showChange(store, bank, question, place);
}

/**
 * All cards, in the order of the site, by which the search numbers its questions; once all is shown.
 * @param {(text: string) => unknown} tell says that there is something to wait for
 */
export async function ids(tell) {
  await shown(tell);
  bank ??= await patiently(loadBank(), tell);
  if (!bank) throw new Error("the list of cards is not here");
  return bank.cards.map(({ id }) => id);
}

/** Whether a question of a list stands so, or is flagged. @param {string} card @param {string} state */
export function fits(card, state) {
  return state === "flagged" ? store.state(card).flagged : standingNow(card) === state;
}

/** How likely the answer would come to mind now; above 1 where it was never learned. @param {string} card */
export function recall(card) {
  const { phase, lastDay, stability } = store.state(card);
  return phase === "new" ? 2 : retrievability(Math.max(0, store.now().day - lastDay), Math.max(stability, 0.001));
}

/** @param {keyof typeof STANDINGS} name */
function sign(name) {
  const { path } = STANDINGS[name];
  return element("span", { class: `standing standing-${name}` }, drawn(path), say(`recall.${name}`));
}

/** In lists of questions. */
export function showItems() {
  for (const item of document.querySelectorAll("[data-card]")) {
    const slot = item.querySelector(".standing-slot");
    slot?.replaceChildren(sign(standingNow(item.getAttribute("data-card") ?? "")));
  }
}

/** On cards of topics and paths, and at the head of one. @param {Bank} bank */
function showTopics(bank) {
  for (const place of document.querySelectorAll("[data-learned], [data-learned-path]")) {
    const slug = place.getAttribute("data-learned");
    const cards =
      slug === null
        ? bank.path(place.getAttribute("data-learned-path") ?? "")?.cards
        : bank.cards.filter(({ topic }) => topic === slug).map(({ id }) => id);
    if (!(place instanceof HTMLElement) || !cards || cards.length === 0) continue;
    const { known, due, total } = mastery(
      cards.map((id) => store.state(id)),
      store.now(),
    );
    const changed = cards.filter((id) => bank.isChanged(id, store)).length;
    place.hidden = known + due === 0;
    place.style.setProperty("--learned", String((known + due) / total));
    const learned = say(due > 0 ? "recall.learned_due" : "recall.learned", { count: known + due, total, due });
    place.textContent = changed > 0 ? say("recall.and_changed", { learned, count: changed }) : learned;
  }
}

/** On a question's page: how it stands, and what each grade would mean. */
function showQuestion() {
  if (!bar || question === null) return;
  const state = store.state(question);
  const name = standingNow(question);
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

/** A button of the grade bar. @param {HTMLButtonElement} button @param {number} clicks which of several quick clicks it is */
export async function press(button, clicks) {
  if (question === null) return;
  if (button.matches("[data-undo]")) {
    // It may have come under a finger that meant the grade, and meant it twice.
    if (clicks > 1) return;
    const taken = last;
    last = null;
    if (taken) await store.undo(taken);
    tell(say("recall.undone") + warning());
    focus(bar?.querySelector("[data-grade]") ?? null);
    return;
  }
  const grade = GRADES.find((grade) => String(grade) === button.dataset.grade);
  if (grade === undefined || button.disabled || bar?.hasAttribute("data-graded")) return;
  setBusy(true);
  // The bar keeps its height: nothing moves under the finger.
  if (bar instanceof HTMLElement) bar.style.minHeight = `${bar.getBoundingClientRect().height}px`;
  try {
    const entry = setDown({ kind: "review", card: question, grade, took: 0, ...(edition && { edition }) });
    last = await patiently(
      open().then((opened) => opened.add(entry)),
      tell,
    );
    void keepWords(question);
  } finally {
    setBusy(false);
  }
  const name = button.firstChild?.textContent ?? "";
  tell(say("recall.graded", { grade: name, when: backText() }) + warning(), true);
  focus(bar);
}

/** What is to be said where nothing is kept. */
const warning = () => (store.banner ? ` ${store.banner.text}` : "");

/** When the question comes back. */
function backText() {
  const { dueAt, dueDay } = store.state(question ?? "");
  const { at, day } = store.now();
  return whenText(
    dueAt === null ? { minutes: null, days: (dueDay ?? day) - day } : { minutes: (dueAt - at) / 60_000, days: null },
  );
}

/** Keeps the words that were graded, if the list of cards is of this page's build. @param {string} question */
async function keepWords(question) {
  bank ??= await loadBank();
  const card = await bank?.card(question).catch(() => null);
  if (card && card.edition === edition) await store.keepText(question, card.edition, textOf(card));
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
  for (const part of bar.querySelectorAll("[data-undo], [data-next]")) part.remove();
  bar.toggleAttribute("data-graded", mayUndo);
  said.textContent = text;
  told = graded();
  if (!mayUndo) return;
  said.after(element("button", { type: "button", "data-undo": true }, say("recall.undo")));
  // Who recalls goes on to the next question.
  const next = document.querySelector(".neighbours [rel='next']")?.getAttribute("href");
  if (next && document.documentElement.dataset.answers !== undefined)
    bar.append(element("a", { href: next, "data-next": true, class: "button" }, say("recall.next")));
}

// The store of this page, for who looks into it.
export { open };
