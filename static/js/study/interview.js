// A mock interview from its first question to its summary. All of it survives a reload.
// @ts-check

import { baseUrl, element } from "../site.js";
import { say } from "../words.js";
import { CardView } from "./card-view.js";
import { button } from "./controls.js";
import { draw, toQuery } from "./draw.js";
import { Player } from "./player.js";
import { START, isAsking } from "./round.js";
import { validInterview } from "./settings.js";
import { summary } from "./summary.js";
import { clock } from "./words.js";

/** @typedef {import("./draw.js").Plan} Plan */

/**
 * @typedef {object} Saved
 * @property {string} query the plan
 * @property {string[]} cards
 * @property {import("./round.js").Done[]} done
 * @property {boolean} revealed
 * @property {number[]} ticked
 * @property {number} spent milliseconds on the question that is asked
 * @property {boolean} paused
 * @property {boolean} ended before all was asked
 * @property {import("./round.js").Writing | null} writing what is on its way into the store
 */

const key = () => `prepbook.mock ${baseUrl().pathname}`;

/** How often the clock is looked at. */
const TICK = 250;

/** What a reload finds of an interview. @param {string} query @returns {Saved | null} */
export function savedInterview(query) {
  try {
    return validInterview(JSON.parse(sessionStorage.getItem(key()) ?? "null"), query);
  } catch {
    return null;
  }
}

/** The next one begins anew. */
export function forgetInterview() {
  try {
    sessionStorage.removeItem(key());
  } catch {
    // There is nothing to forget.
  }
}

export class Interview {
  #bank;
  #store;
  #plan;
  #place;
  #leave;
  #screen;
  /** @type {string[]} */
  #cards;
  #hasEnded;
  #view;
  /** @type {Player} */
  #player;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;
  #tickedAt = 0;
  #warned = "";

  #count = element("span", { class: "sitting-count" });
  #bar = element("progress", { class: "sitting-bar", "aria-label": say("mock.asked") });
  #timer = element("span", { class: "timer", role: "timer", "aria-label": say("mock.time_left") });
  #pause = button(say("mock.pause"), () => this.#player.send({ kind: "pause" }), {
    key: "p",
    icon: "suspend",
    class: "tool",
  });

  /**
   * @param {{ bank: import("./bank.js").Bank, store: import("./store.js").Store, plan: Plan, saved: Saved | null,
   *   place: HTMLElement, view: HTMLElement, leave: () => void }} parts
   */
  constructor({ bank, store, plan, saved, place, view, leave }) {
    this.#bank = bank;
    this.#store = store;
    this.#plan = plan;
    this.#place = place;
    this.#leave = leave;
    this.#screen = view;
    this.#cards = saved?.cards ?? draw(bank.cards, plan);
    this.#hasEnded = saved?.ended ?? false;
    this.#view = new CardView({
      place,
      view,
      bank,
      store,
      looks: {
        show: say("mock.reveal"),
        grades: say("mock.how_good"),
        hints: {
          question: say("mock.think"),
          answer: say("mock.tick"),
        },
        top: [this.#bar, this.#count, this.#timer],
        before: [this.#pause],
        end: () => this.#end(),
      },
      send: (event) => this.#player.send(event),
      shortcuts: () => this.shortcuts(),
    });
    this.#view.spent = () => this.#player.round.spent;
    const { done = [], revealed = false, ticked = [], spent = 0, paused = false, writing = null } = saved ?? {};
    const card = this.#hasEnded ? null : (this.#cards[done.length] ?? null);
    this.#player = new Player(
      { ...START, card, done, revealed, ticked, spent, paused, writing },
      {
        bank,
        store,
        view: this.#view,
        next: () => this.#next,
        finish: () => this.#summarise(),
        save: () => this.#save(),
        shown: () => this.#shown(),
        place: () => say("mock.place_said", { number: this.#player.round.done.length + 1, count: this.#cards.length }),
        clock: () => this.#showTimer(),
      },
    );
  }

  begin() {
    this.#view.begin();
    this.#ticking = setInterval(() => this.#tick(), TICK);
    addEventListener("pagehide", this.#hide);
    addEventListener("pageshow", this.#wake);
    return this.#player.goOn(() => this.#player.send({ kind: "resume" }));
  }

  leave() {
    this.#player.leave();
    clearInterval(this.#ticking);
    removeEventListener("pagehide", this.#hide);
    removeEventListener("pageshow", this.#wake);
  }

  #hide = () => this.#save();

  /** The time that the page was away in the browser's memory does not count. */
  #wake = () => {
    this.#tickedAt = performance.now();
  };

  /** @returns {import("./keys.js").Shortcut[]} */
  shortcuts() {
    const { round } = this.#player;
    if (!isAsking(round)) return [];
    return [
      ...this.#view.cardShortcuts(round.phase === "answer"),
      {
        keys: ["p", "P"],
        label: "p",
        meaning: say("mock.key_pause"),
        action: () => this.#player.send({ kind: "pause" }),
      },
      ...this.#view.otherShortcuts(say("mock.key_undo")),
    ];
  }

  get #next() {
    return this.#hasEnded ? null : (this.#cards[this.#player.round.done.length] ?? null);
  }

  /** Ends the interview: with a summary where anything was answered. */
  #end() {
    if (this.#player.round.done.length === 0) {
      this.#leave();
      return;
    }
    this.#hasEnded = true;
    this.#player.send({ kind: "ask", card: null });
  }

  #shown() {
    const { done } = this.#player.round;
    this.#tickedAt = performance.now();
    this.#warned = "";
    this.#bar.max = this.#cards.length;
    this.#bar.value = done.length;
    const count = this.#cards.length;
    this.#count.textContent = say("mock.place", { number: Math.min(done.length + 1, count), count });
    this.#view.undoable(this.#player.round);
    // What is asked next is fetched while this one is thought about.
    const next = this.#cards[done.length + 1];
    if (next) this.#bank.card(next).catch(() => null);
  }

  /** Time passes while a question is asked and the clock is not stopped. */
  #tick() {
    const now = performance.now();
    const time = now - this.#tickedAt;
    this.#tickedAt = now;
    if (!document.querySelector("dialog[open]")) this.#player.send({ kind: "pass", time });
  }

  #showTimer() {
    const { spent, paused } = this.#player.round;
    const left = this.#plan.minutes * 60_000 - spent;
    this.#tickedAt = performance.now();
    this.#timer.textContent = left >= 0 ? clock(left + 999) : `+${clock(-left)}`;
    this.#timer.dataset.time = left < 0 ? "over" : left <= 60_000 ? "short" : "enough";
    this.#timer.toggleAttribute("data-paused", paused);
    const label = this.#pause.querySelector("span");
    if (label) label.textContent = say(paused ? "mock.go_on" : "mock.pause");
    this.#pause.setAttribute("aria-pressed", String(paused));
    const isShort = left <= 60_000 && this.#plan.minutes > 1;
    const warning = left < 0 ? say("mock.over") : isShort ? say("mock.one_minute") : "";
    if (warning && warning !== this.#warned) this.#view.tell(warning);
    this.#warned = warning || this.#warned;
  }

  async #summarise() {
    const { done } = this.#player.round;
    this.leave();
    const cards = await Promise.all(done.map(({ card }) => this.#bank.card(card).catch(() => null)));
    this.#place.dataset.state = "summary";
    const shown = summary({
      bank: this.#bank,
      plan: this.#plan,
      asked: this.#cards.length,
      done,
      cards,
      leave: this.#leave,
    });
    this.#screen.replaceChildren(shown.summary);
    shown.focus();
  }

  #save() {
    const { done, revealed, ticked, spent, paused, writing } = this.#player.round;
    const about = { query: toQuery(this.#plan), cards: this.#cards, ended: this.#hasEnded };
    /** @type {Saved} */
    const saved = { ...about, done, revealed, ticked, spent, paused, writing };
    try {
      sessionStorage.setItem(key(), JSON.stringify(saved));
    } catch {
      // A reload starts anew; the grades are in the store.
    }
  }
}
