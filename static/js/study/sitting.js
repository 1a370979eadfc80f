// A sitting: one card at a time, question first, answer under it, until nothing is left.
// @ts-check

import { announcer, answer, button, element, focusOn, levelLabel, link } from "./dom.js";
import { showKeys } from "./keys.js";
import { resolve } from "./log.js";
import { queue, seenOn } from "./queue.js";
import { isDue, preview } from "./scheduler.js";
import { select, toQuery } from "./scope.js";
import { validSitting } from "./settings.js";
import { counted, duration, waitText } from "./words.js";

/** @typedef {import("./log.js").Grade} Grade */
/** @typedef {import("./log.js").Entry} Entry */
/** @typedef {{ id: string, card: string, kind: Entry["kind"], grade?: Grade }} Done */

export const GRADE_NAMES = Object.freeze({ 1: "Again", 2: "Hard", 3: "Good", 4: "Easy" });

/** How many new cards more the reader can ask for at once. */
const MORE = 10;

/** Decks that are fetched before they are needed; about 64 KB each, before compression. */
const DECKS_AHEAD = 16;

/**
 * What has to survive a reload. The reviews themselves are in the store.
 * @typedef {object} Saved
 * @property {string} scope @property {number} day @property {number} began
 * @property {string | null} current @property {boolean} revealed @property {number[]} ticked
 * @property {Done[]} done what was done, to be undone from its end
 * @property {number} extra
 */

export class Sitting {
  #bank;
  #store;
  #scope;
  #place;
  #view;
  #leave;
  /** @type {Saved} */
  #saved;
  #key;
  /** @type {string[]} */
  #cards = [];
  #shownAt = 0;
  /** Whether a grade is on its way into the store. */
  #isBusy = false;
  #isOver = false;
  /** @type {() => void} */
  #unsubscribe = () => undefined;

  // What is on the screen.
  #announce = announcer();
  #count = element("span", { class: "sitting-count" });
  #bar = element("progress", { class: "sitting-bar", "aria-label": "Done" });
  #card = element("article", { class: "study-card" });
  #question = element("h2", { class: "study-question" });
  #label = element("p", { class: "label" });
  #answer = element("section", { class: "study-answer", "aria-label": "Answer" });
  #main = element("div", { class: "sitting-main" });
  #tools = element("div", { class: "sitting-tools" });
  #undo = button("Undo", () => this.undo(), { key: "u", icon: "undo", class: "tool" });
  #flag = button("Flag", () => this.flag(), { key: "f", icon: "flag", class: "tool", "aria-pressed": "false" });
  #suspend = button("Suspend", () => this.suspend(), { key: "s", icon: "suspend", class: "tool" });
  #keys = button("Keys", () => this.keys(), { key: "?", icon: "keys", class: "tool keys" });

  /**
   * @param {{ bank: import("./bank.js").Bank, store: import("./store.js").Store, scope: import("./scope.js").Scope,
   *   place: HTMLElement, view: HTMLElement, leave: () => void }} parts
   */
  constructor({ bank, store, scope, place, view, leave }) {
    this.#bank = bank;
    this.#store = store;
    this.#scope = scope;
    this.#place = place;
    this.#view = view;
    this.#leave = leave;
    this.#key = `prepbook.sitting ${new URL(document.body.dataset.root ?? "./", location.href).pathname}`;
    this.#saved = this.#restore();
  }

  begin() {
    this.#select();
    this.#unsubscribe = this.#store.subscribe(({ here }) => !here && this.#follow());
    const top = element("div", { class: "sitting-top" }, button("End", this.#leave, { class: "tool end", icon: "close" }), this.#bar, this.#count);
    this.#tools.append(this.#undo, this.#flag, this.#suspend, this.#keys);
    this.#card.append(element("header", {}, this.#label, this.#question), this.#answer);
    const actions = element("div", { class: "sitting-actions" }, this.#main, this.#tools);
    this.#view.replaceChildren(element("div", { class: "sitting" }, top, this.#card, actions, this.#announce.line));
    this.#preload();
    this.#next();
  }

  leave() {
    this.#isOver = true;
    this.#unsubscribe();
  }

  /** @returns {import("./keys.js").Shortcut[]} */
  shortcuts() {
    const isCard = this.#place.dataset.state === "question" || this.#place.dataset.state === "answer";
    const isOpen = this.#place.dataset.state === "answer";
    const grades = /** @type {Grade[]} */ ([1, 2, 3, 4]);
    /** @type {import("./keys.js").Shortcut[]} */
    const always = [
      { keys: ["u", "U"], label: "u", meaning: "Undo", action: () => this.undo() },
      { keys: ["?"], label: "?", meaning: "These keys", action: () => this.keys() },
    ];
    if (!isCard) return always;
    return [
      { keys: [" ", "Enter"], label: "Space Enter", meaning: "Show the answer", now: !isOpen, action: () => this.reveal() },
      ...grades.map((grade) => ({ keys: [String(grade)], label: String(grade), meaning: `Grade: ${GRADE_NAMES[grade].toLowerCase()}`, now: isOpen, action: () => this.grade(grade) })),
      { keys: ["f", "F"], label: "f", meaning: "Flag, or take the flag off", action: () => this.flag() },
      { keys: ["s", "S"], label: "s", meaning: "Suspend: never show again, until you say so", action: () => this.suspend() },
      ...always,
    ];
  }

  keys() {
    showKeys(this.shortcuts(), {
      areOn: this.#store.settings.shortcuts,
      turn: (on) => this.#store.setSettings({ shortcuts: on }).then(() => this.#showKeyHints()),
    });
  }

  reveal() {
    if (this.#place.dataset.state !== "question") return;
    this.#saved.revealed = true;
    this.#save();
    this.#showAnswer();
    focusOn(this.#answer);
  }

  /** @param {Grade} grade */
  async grade(grade) {
    const { current, revealed } = this.#saved;
    if (!revealed || current === null || this.#isBusy || this.#place.dataset.state !== "answer") return;
    await this.#do(() => this.#store.grade(current, grade, Date.now() - this.#shownAt));
    this.#next(`${GRADE_NAMES[grade]}.`);
  }

  async suspend() {
    const { current } = this.#saved;
    if (current === null || this.#isBusy) return;
    await this.#do(() => this.#store.suspend(current, true));
    this.#next("Suspended.");
  }

  async flag() {
    const { current } = this.#saved;
    if (current === null || this.#isBusy) return;
    const on = !this.#store.state(current).flagged;
    this.#isBusy = true;
    await this.#store.flag(current, on);
    this.#isBusy = false;
    this.#showFlag();
    this.#announce.say(on ? "Flagged." : "The flag is off.");
  }

  async undo() {
    if (this.#isBusy) return;
    const last = this.#saved.done.at(-1);
    if (!last) {
      this.#announce.say("There is nothing to undo.");
      return;
    }
    this.#isBusy = true;
    await this.#store.append({ kind: "undo", card: last.card, of: last.id });
    this.#isBusy = false;
    this.#saved.done.pop();
    // A grade that is taken back is to be given again, so its answer stays open.
    this.#set(last.card, last.kind === "review");
    await this.#show("Taken back.");
  }

  /** Writes to the store, and remembers how to take it back. @param {() => Promise<Entry>} write */
  async #do(write) {
    this.#isBusy = true;
    const entry = await write();
    this.#isBusy = false;
    this.#saved.done.push({ id: entry.id, card: entry.card, kind: entry.kind, grade: entry.kind === "review" ? entry.grade : undefined });
    this.#save();
  }

  #select() {
    this.#cards = select(this.#scope, this.#bank.cards, {
      isFlagged: (id) => this.#store.state(id).flagged,
      resolve: (id) => resolve(id, this.#bank.aliases),
    }).map(({ id }) => id);
  }

  #queue() {
    const moment = this.#store.now();
    const isChosen = this.#scope.cards.length > 0;
    return queue({
      cards: this.#cards,
      state: (id) => this.#store.state(id),
      moment,
      settings: this.#store.settings,
      today: seenOn(this.#store.states.values(), moment.day),
      extra: this.#saved.extra,
      once: isChosen ? new Set(this.#saved.done.map(({ card }) => card)) : null,
    });
  }

  /** Goes to what comes next. @param {string} said */
  #next(said = "") {
    if (this.#isOver) return;
    const { current } = this.#saved;
    const isThere = current !== null && this.#cards.includes(current) && !this.#store.state(current).suspended;
    // After a reload the same card is there again.
    if (!said && isThere) {
      this.#show();
      return;
    }
    this.#set(this.#queue().next, false);
    this.#show(said);
  }

  /** @param {string | null} current @param {boolean} revealed */
  #set(current, revealed) {
    this.#saved = { ...this.#saved, current, revealed, ticked: [] };
    this.#shownAt = Date.now();
    this.#save();
  }

  /** Another tab has written. What was graded there is not asked again here. */
  #follow() {
    const { current, revealed } = this.#saved;
    if (this.#isOver || this.#isBusy) return;
    if (current === null || (!revealed && this.#store.state(current).lastAt >= this.#shownAt)) {
      this.#next(current === null ? "More to study." : "That question was answered in another tab.");
    } else {
      this.#showCounts();
      if (revealed) this.#showGrades();
    }
  }

  /** @param {string} said */
  async #show(said = "") {
    const { current } = this.#saved;
    this.#showCounts();
    this.#undo.disabled = this.#saved.done.length === 0;
    if (current === null) {
      this.#finish(said);
      return;
    }
    let card;
    try {
      card = await this.#bank.card(current);
    } catch {
      this.#fail();
      return;
    }
    if (this.#isOver || this.#saved.current !== current) return;
    const entry = this.#bank.entry(current);
    this.#card.dataset.card = current;
    this.#label.replaceChildren(element("span", {}, this.#bank.topicTitle(entry?.topic ?? "")), levelLabel(entry?.level ?? 1));
    this.#question.textContent = card.title;
    const tick = (/** @type {number} */ point, /** @type {boolean} */ on) => {
      this.#saved.ticked = this.#saved.ticked.filter((other) => other !== point).concat(on ? [point] : []);
      this.#save();
    };
    this.#answer.replaceChildren(answer(card, { ticked: this.#saved.ticked, tick }));
    this.#flag.hidden = this.#suspend.hidden = this.#keys.hidden = false;
    this.#showFlag();
    this.#showKeyHints();
    if (this.#saved.revealed) this.#showAnswer();
    else this.#showQuestion();
    scrollTo({ top: 0, behavior: "instant" });
    this.#announce.say(`${said} ${this.#leftText()}`.trim());
    focusOn(this.#saved.revealed ? this.#answer : this.#question);
  }

  #showQuestion() {
    this.#place.dataset.state = "question";
    this.#answer.hidden = true;
    this.#main.replaceChildren(button("Show the answer", () => this.reveal(), { class: "button show", key: "Space", "aria-keyshortcuts": "Space Enter" }));
  }

  #showAnswer() {
    this.#place.dataset.state = "answer";
    this.#answer.hidden = false;
    this.#showGrades();
  }

  #showGrades() {
    const { current } = this.#saved;
    if (current === null) return;
    const waits = preview(this.#store.state(current), this.#store.now(), this.#store.options);
    const buttons = waits.map((wait) => {
      const made = button(GRADE_NAMES[wait.grade], () => this.grade(wait.grade), { class: `grade grade-${wait.grade}`, key: String(wait.grade), "data-grade": wait.grade });
      made.append(element("span", { class: "wait" }, element("span", { class: "hidden" }, "next in "), waitText(wait)));
      return made;
    });
    this.#main.replaceChildren(element("div", { class: "grades", role: "group", "aria-label": "How well did you know it?" }, ...buttons));
  }

  #showFlag() {
    const isOn = this.#saved.current !== null && this.#store.state(this.#saved.current).flagged;
    this.#flag.setAttribute("aria-pressed", String(isOn));
  }

  #showKeyHints() {
    this.#view.toggleAttribute("data-no-keys", !this.#store.settings.shortcuts);
  }

  #reviews() {
    return this.#saved.done.filter(({ kind }) => kind === "review");
  }

  #showCounts() {
    const { left } = this.#queue();
    const open = left.fresh + left.learning + left.due;
    const done = this.#saved.done.length;
    this.#bar.max = Math.max(1, done + open);
    this.#bar.value = done;
    const parts = [left.due > 0 && `${left.due} due`, left.learning > 0 && `${left.learning} again`, left.fresh > 0 && `${left.fresh} new`].filter((part) => part !== false);
    this.#count.textContent = parts.join(" · ") || "Done";
    this.#count.dataset.left = String(open);
  }

  #leftText() {
    const { left } = this.#queue();
    return `${left.fresh + left.learning + left.due} left.`;
  }

  /** @param {string} said */
  #finish(said) {
    this.#place.dataset.state = "finished";
    delete this.#card.dataset.card;
    const { held, waits } = this.#queue();
    const reviews = this.#reviews();
    const spent = Date.now() - this.#saved.began;
    this.#label.replaceChildren();
    this.#question.textContent = reviews.length > 0 ? "That is all for now" : "Nothing is waiting here";
    const counts = [1, 2, 3, 4].map((grade) => ({ grade: /** @type {Grade} */ (grade), count: reviews.filter((review) => review.grade === grade).length }));
    const tally = counts.map(({ grade, count }) => element("div", { class: `grade-${grade}` }, element("dt", {}, GRADE_NAMES[grade]), element("dd", {}, String(count))));
    const more = () => {
      this.#saved.extra += MORE;
      this.#next("More new questions.");
    };
    this.#answer.hidden = false;
    this.#answer.replaceChildren(
      element("p", { class: "finish-lead" }, reviews.length > 0 ? `${counted(reviews.length, "answer")} in ${duration(spent)}.` : emptyText(held, this.#cards.length)),
      reviews.length > 0 ? element("dl", { class: "tally" }, ...tally) : "",
      waits === null ? "" : element("p", { class: "soft" }, `One comes back in ${waitText({ minutes: (waits - Date.now()) / 60_000, days: null })}.`),
    );
    this.#main.replaceChildren(
      element(
        "div",
        { class: "finish-actions" },
        button("Choose something else", this.#leave, { class: "button" }),
        held.fresh > 0 && button(`${Math.min(MORE, held.fresh)} more new`, more, { class: "quiet" }),
        link("progress/", "See your progress", { class: "quiet" }),
      ),
    );
    this.#flag.hidden = this.#suspend.hidden = this.#keys.hidden = true;
    this.#announce.say(said);
    focusOn(this.#question);
  }

  #fail() {
    this.#place.dataset.state = "failed";
    this.#label.replaceChildren();
    this.#question.textContent = "This question could not be loaded";
    this.#answer.hidden = false;
    this.#answer.replaceChildren(element("p", {}, "Are you offline? What you have graded is kept."));
    this.#main.replaceChildren(button("Try again", () => this.#show(), { class: "button" }));
    focusOn(this.#question);
  }

  /** Fetches the decks of what is to come, so that no card has to be waited for: what is due, then the new ones of a day. */
  async #preload() {
    const moment = this.#store.now();
    const known = this.#cards.map((id) => ({ id, state: this.#store.state(id) })).filter(({ state }) => !state.suspended);
    const fresh = known.filter(({ state }) => state.phase === "new").slice(0, this.#store.settings.newADay);
    const decks = new Set();
    for (const { id } of [...known.filter(({ state }) => state.phase !== "new" && isDue(state, moment)), ...fresh]) {
      const deck = this.#bank.entry(id)?.deck;
      if (decks.has(deck)) continue;
      if (decks.size === DECKS_AHEAD) return;
      decks.add(deck);
      await this.#bank.card(id).catch(() => null);
      if (this.#isOver) return;
    }
  }

  /** @returns {Saved} */
  #restore() {
    const scope = toQuery(this.#scope);
    const { day, at } = this.#store.now();
    /** @type {Saved} */
    const anew = { scope, day, began: at, current: null, revealed: false, ticked: [], done: [], extra: 0 };
    try {
      const saved = validSitting(JSON.parse(sessionStorage.getItem(this.#key) ?? "null"), anew);
      if (!saved || (saved.current === null && performance.getEntriesByType("navigation").every((entry) => /** @type {PerformanceNavigationTiming} */ (entry).type !== "reload"))) return anew;
      this.#shownAt = at;
      return saved;
    } catch {
      return anew;
    }
  }

  #save() {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(this.#saved));
    } catch {
      // The place in the sitting is lost with a reload; no review is.
    }
  }
}

/** @param {{ fresh: number, due: number }} held @param {number} cards */
function emptyText(held, cards) {
  if (cards === 0) return "No question fits this choice.";
  if (held.fresh + held.due > 0) return "You have had as much as you set for a day.";
  return "Nothing of this is due. It comes back when you are about to forget it.";
}
