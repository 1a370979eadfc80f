// A mock interview from its first question to its summary. All of it survives a reload.
// @ts-check

import { announcer, answer, button, element, focusOn, levelLabel, link } from "./dom.js";
import { draw, toQuery } from "./draw.js";
import { showKeys } from "./keys.js";
import { preview } from "./scheduler.js";
import { toQuery as studyQuery, EVERYTHING } from "./scope.js";
import { validInterview } from "./settings.js";
import { GRADE_NAMES } from "./sitting.js";
import { clock, counted, duration, waitText } from "./words.js";

/** @typedef {import("./log.js").Grade} Grade */
/** @typedef {import("./draw.js").Plan} Plan */

/**
 * @typedef {{ id: string, entry: string | null, grade: Grade, ticked: number[], points: number, spent: number }} Answered
 *
 * @typedef {object} Saved
 * @property {string} query the plan
 * @property {string[]} cards
 * @property {Answered[]} answered
 * @property {boolean} revealed
 * @property {number[]} ticked
 * @property {number} spent milliseconds on the question that is asked
 * @property {boolean} paused
 * @property {boolean} ended before all was asked
 */

const KEY = `prepbook.mock ${new URL(document.body.dataset.root ?? "./", location.href).pathname}`;

/** How often the clock is looked at. */
const TICK = 250;

export class Interview {
  #bank;
  #store;
  #plan;
  #place;
  #view;
  #leave;
  /** @type {Saved} */
  #saved;
  #isBusy = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;
  #tickedAt = 0;
  #warned = "";

  #announce = announcer();
  #count = element("span", { class: "sitting-count" });
  #bar = element("progress", { class: "sitting-bar", "aria-label": "Questions asked" });
  #timer = element("span", { class: "timer", role: "timer", "aria-label": "Time left" });
  #pause = button("Pause", () => this.pause(), { key: "p", icon: "suspend", class: "tool" });
  #undo = button("Undo", () => this.undo(), { key: "u", icon: "undo", class: "tool" });
  #keys = button("Keys", () => this.keys(), { key: "?", icon: "keys", class: "tool keys" });
  #card = element("article", { class: "study-card" });
  #label = element("p", { class: "label" });
  #question = element("h2", { class: "study-question" });
  #hint = element("p", { class: "aloud soft" });
  #answer = element("section", { class: "study-answer", "aria-label": "Answer" });
  #main = element("div", { class: "sitting-main" });

  /** What a reload finds of an interview. @param {string} query @returns {Saved | null} */
  static saved(query) {
    try {
      return validInterview(JSON.parse(sessionStorage.getItem(KEY) ?? "null"), query);
    } catch {
      return null;
    }
  }

  static forget() {
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // There is nothing to forget.
    }
  }

  /**
   * @param {{ bank: import("./bank.js").Bank, store: import("./store.js").Store, plan: Plan, saved: Saved | null,
   *   place: HTMLElement, view: HTMLElement, leave: () => void }} parts
   */
  constructor({ bank, store, plan, saved, place, view, leave }) {
    this.#bank = bank;
    this.#store = store;
    this.#plan = plan;
    this.#place = place;
    this.#view = view;
    this.#leave = leave;
    this.#saved = saved ?? { query: toQuery(plan), cards: draw(bank.cards, plan), answered: [], revealed: false, ticked: [], spent: 0, paused: false, ended: false };
  }

  begin() {
    const top = element("div", { class: "sitting-top" }, button("End", () => this.end(), { class: "tool end", icon: "close" }), this.#bar, this.#count, this.#timer);
    this.#card.append(element("header", {}, this.#label, this.#question, this.#hint), this.#answer);
    const tools = element("div", { class: "sitting-tools" }, this.#pause, this.#undo, this.#keys);
    this.#view.replaceChildren(element("div", { class: "sitting" }, top, this.#card, element("div", { class: "sitting-actions" }, this.#main, tools), this.#announce.line));
    this.#view.toggleAttribute("data-no-keys", !this.#store.settings.shortcuts);
    this.#tickedAt = performance.now();
    this.#ticking = setInterval(() => this.#tick(), TICK);
    addEventListener("pagehide", this.#hide);
    addEventListener("pageshow", this.#wake);
    this.#show();
  }

  leave() {
    clearInterval(this.#ticking);
    removeEventListener("pagehide", this.#hide);
    removeEventListener("pageshow", this.#wake);
  }

  #hide = () => this.#save();

  /** The time that the page was away in the browser's memory does not count. */
  #wake = () => {
    this.#tickedAt = performance.now();
  };

  get #isAsking() {
    const { state } = this.#place.dataset;
    return state === "question" || state === "answer";
  }

  /** @returns {import("./keys.js").Shortcut[]} */
  shortcuts() {
    if (!this.#isAsking) return [];
    const isOpen = this.#saved.revealed;
    const grades = /** @type {Grade[]} */ ([1, 2, 3, 4]);
    return [
      { keys: [" ", "Enter"], label: "Space Enter", meaning: "Show the answer", now: !isOpen, action: () => this.reveal() },
      ...grades.map((grade) => ({ keys: [String(grade)], label: String(grade), meaning: `Grade: ${GRADE_NAMES[grade].toLowerCase()}`, now: isOpen, action: () => this.grade(grade) })),
      { keys: ["p", "P"], label: "p", meaning: "Pause, or go on", action: () => this.pause() },
      { keys: ["u", "U"], label: "u", meaning: "Undo the last grade", action: () => this.undo() },
      { keys: ["?"], label: "?", meaning: "These keys", action: () => this.keys() },
    ];
  }

  keys() {
    showKeys(this.shortcuts(), {
      areOn: this.#store.settings.shortcuts,
      turn: (on) => this.#store.setSettings({ shortcuts: on }).then(() => this.#view.toggleAttribute("data-no-keys", !on)),
    });
  }

  get #current() {
    const { cards, answered } = this.#saved;
    return cards[answered.length] ?? null;
  }

  pause() {
    if (!this.#isAsking) return;
    this.#saved.paused = !this.#saved.paused;
    this.#tickedAt = performance.now();
    this.#save();
    this.#showTimer();
    this.#announce.say(this.#saved.paused ? "Paused." : "The clock runs again.");
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
    const id = this.#current;
    if (id === null || !this.#saved.revealed || this.#isBusy || !this.#isAsking) return;
    this.#isBusy = true;
    const { ticked, spent } = this.#saved;
    const entry = await this.#store.grade(id, grade, spent);
    const points = this.#answer.querySelectorAll(":scope > .answer-body > .key-points > .checklist > li").length;
    this.#saved.answered.push({ id, entry: entry.id, grade, ticked, points, spent });
    Object.assign(this.#saved, { revealed: false, ticked: [], spent: 0 });
    this.#save();
    this.#isBusy = false;
    await this.#show(`${GRADE_NAMES[grade]}.`);
  }

  async undo() {
    const last = this.#saved.answered.at(-1);
    if (!last || this.#isBusy || !this.#isAsking) return;
    this.#isBusy = true;
    if (last.entry) await this.#store.append({ kind: "undo", card: last.id, of: last.entry });
    this.#saved.answered.pop();
    Object.assign(this.#saved, { revealed: true, ticked: last.ticked, spent: last.spent });
    this.#save();
    this.#isBusy = false;
    await this.#show("Taken back.");
  }

  /** Ends the interview: with a summary where anything was answered. */
  end() {
    if (this.#saved.answered.length === 0 || this.#place.dataset.state === "summary") {
      this.#leave();
      return;
    }
    this.#saved.ended = true;
    this.#save();
    this.#show();
  }

  /** @param {string} said */
  async #show(said = "") {
    const { cards, answered, ended, revealed } = this.#saved;
    const id = this.#current;
    this.#tickedAt = performance.now();
    this.#warned = "";
    if (id === null || ended) {
      await this.#summarise();
      return;
    }
    this.#bar.max = cards.length;
    this.#bar.value = answered.length;
    this.#count.textContent = `${answered.length + 1} of ${cards.length}`;
    this.#undo.disabled = answered.length === 0;
    let card;
    try {
      card = await this.#bank.card(id);
    } catch {
      this.#place.dataset.state = "failed";
      this.#question.textContent = "This question could not be loaded";
      this.#hint.textContent = "Are you offline? What you have graded is kept.";
      this.#main.replaceChildren(button("Try again", () => this.#show(), { class: "button" }));
      return;
    }
    if (this.#current !== id) return;
    const entry = this.#bank.entry(id);
    this.#card.dataset.card = id;
    this.#label.replaceChildren(element("span", {}, this.#bank.topicTitle(entry?.topic ?? "")), levelLabel(entry?.level ?? 1));
    this.#question.textContent = card.title;
    const tick = (/** @type {number} */ point, /** @type {boolean} */ on) => {
      this.#saved.ticked = this.#saved.ticked.filter((other) => other !== point).concat(on ? [point] : []);
      this.#save();
    };
    this.#answer.replaceChildren(answer(card, { ticked: this.#saved.ticked, tick }));
    if (revealed) this.#showAnswer();
    else this.#showQuestion();
    this.#showTimer();
    scrollTo({ top: 0, behavior: "instant" });
    this.#announce.say(`${said} Question ${answered.length + 1} of ${cards.length}.`.trim());
    focusOn(revealed ? this.#answer : this.#question);
    const next = cards[answered.length + 1];
    if (next) this.#bank.card(next).catch(() => null);
  }

  #showQuestion() {
    this.#place.dataset.state = "question";
    this.#answer.hidden = true;
    this.#hint.textContent = "Think aloud: what is asked, what you know, where it ends.";
    this.#main.replaceChildren(button("Reveal the answer", () => this.reveal(), { class: "button show", key: "Space", "aria-keyshortcuts": "Space Enter" }));
  }

  #showAnswer() {
    this.#place.dataset.state = "answer";
    this.#hint.textContent = "Tick what you said.";
    this.#answer.hidden = false;
    const id = /** @type {string} */ (this.#current);
    const buttons = preview(this.#store.state(id), this.#store.now(), this.#store.options).map((wait) => {
      const made = button(GRADE_NAMES[wait.grade], () => this.grade(wait.grade), { class: `grade grade-${wait.grade}`, key: String(wait.grade), "data-grade": wait.grade });
      made.append(element("span", { class: "wait" }, element("span", { class: "hidden" }, "next in "), waitText(wait)));
      return made;
    });
    this.#main.replaceChildren(element("div", { class: "grades", role: "group", "aria-label": "How good was your answer?" }, ...buttons));
  }

  /** Time passes while a question is asked and the clock is not stopped. */
  #tick() {
    const now = performance.now();
    const passed = now - this.#tickedAt;
    this.#tickedAt = now;
    if (this.#saved.paused || !this.#isAsking || document.querySelector("dialog[open]")) return;
    const before = Math.floor(this.#saved.spent / 1000);
    this.#saved.spent += passed;
    if (Math.floor(this.#saved.spent / 1000) === before) return;
    this.#save();
    this.#showTimer();
  }

  #showTimer() {
    const left = this.#plan.minutes * 60_000 - this.#saved.spent;
    this.#timer.textContent = left >= 0 ? clock(left + 999) : `+${clock(-left)}`;
    this.#timer.dataset.time = left < 0 ? "over" : left <= 60_000 ? "short" : "enough";
    this.#timer.toggleAttribute("data-paused", this.#saved.paused);
    const label = this.#pause.querySelector("span");
    if (label) label.textContent = this.#saved.paused ? "Go on" : "Pause";
    this.#pause.setAttribute("aria-pressed", String(this.#saved.paused));
    const warning = left < 0 ? "The time for this question is over." : left <= 60_000 && this.#plan.minutes > 1 ? "One minute left." : "";
    if (warning && warning !== this.#warned) this.#announce.say(warning);
    this.#warned = warning || this.#warned;
  }

  async #summarise() {
    this.leave();
    const { answered, cards } = this.#saved;
    const loaded = await Promise.all(answered.map(({ id }) => this.#bank.card(id).catch(() => null)));
    const spent = answered.reduce((sum, each) => sum + each.spent, 0);
    const good = answered.filter(({ grade }) => grade >= 3).length;
    const weak = answered.flatMap((each, at) => (each.grade <= 2 ? [{ ...each, card: loaded[at] }] : []));
    const heading = element("h2", { class: "summary-head" }, `${good} of ${answered.length} answered well`);
    const cut = answered.length < cards.length ? ` You ended after ${answered.length} of ${cards.length}.` : "";
    const rows = this.#bank.topics.flatMap(({ slug, title }) => {
      const own = answered.filter(({ id }) => this.#bank.entry(id)?.topic === slug);
      if (own.length === 0) return [];
      const [ticked, points] = own.reduce(([a, b], each) => [a + each.ticked.length, b + each.points], [0, 0]);
      const cells = [`${own.filter(({ grade }) => grade >= 3).length} of ${own.length}`, points === 0 ? "–" : `${ticked} of ${points}`, clock(own.reduce((sum, each) => sum + each.spent, 0))];
      return [element("tr", {}, element("th", { scope: "row" }, title), ...cells.map((cell) => element("td", {}, cell)))];
    });
    const head = ["Topic", "Well", "Key points", "Time"].map((name) => element("th", { scope: "col" }, name));
    const item = (/** @type {Answered & { card: import("./bank.js").Card | null }} */ { id, grade, card }) =>
      element("li", {}, link(card?.path ?? `questions/${id}/`, card?.title ?? id), " ", element("span", { class: `grade-mark grade-${grade}` }, GRADE_NAMES[grade]));
    const study = (/** @type {string[]} */ ids) => `study/?${studyQuery({ ...EVERYTHING, cards: ids })}`;
    const all = answered.map((each, at) => ({ ...each, card: loaded[at] }));
    const address = new URL(`?${toQuery(this.#plan)}`, location.href).href;
    this.#place.dataset.state = "summary";
    this.#view.replaceChildren(
      element(
        "div",
        { class: "summary" },
        element("header", {}, heading, element("p", { class: "lead" }, `${counted(answered.length, "question")} in ${duration(spent)}.${cut}`)),
        element("section", { "aria-labelledby": "PB-by-topic" }, element("h3", { id: "PB-by-topic" }, "By topic"), element("div", { class: "table" }, element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows)))),
        element(
          "section",
          { "aria-labelledby": "PB-revise" },
          element("h3", { id: "PB-revise" }, "To revise"),
          weak.length > 0 ? element("ul", { class: "revise" }, ...weak.map(item)) : element("p", { class: "soft" }, "Nothing: you knew all of it."),
        ),
        element("details", { class: "all-asked" }, element("summary", {}, "All that was asked"), element("ol", { class: "revise" }, ...all.map(item))),
        element(
          "div",
          { class: "summary-actions" },
          weak.length > 0 && link(study(weak.map(({ id }) => id)), "Study these", { class: "button" }),
          button("New interview", this.#leave, { class: weak.length > 0 ? "quiet" : "button" }),
          button("Print", () => print(), { class: "quiet", icon: "print" }),
        ),
        element("p", { class: "summary-link soft" }, "The same questions for somebody else: ", element("a", { href: address }, address)),
        this.#announce.line,
      ),
    );
    scrollTo({ top: 0, behavior: "instant" });
    focusOn(heading);
  }

  #save() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.#saved));
    } catch {
      // A reload starts anew; the grades are in the store.
    }
  }
}
