// A sitting: one card at a time, question first, answer under it, until nothing is left.
// @ts-check

import { baseUrl, element, link } from "../site.js";
import { number, say } from "../words.js";
import { plannedQueue } from "./agenda.js";
import { comeBack } from "./back.js";
import { CardView } from "./card-view.js";
import { button } from "./controls.js";
import { Player } from "./player.js";
import { inTurn, queue, seenOn } from "./queue.js";
import { START, isAsking } from "./round.js";
import { GRADES, isDue } from "./scheduler.js";
import { toQuery } from "./scope.js";
import { validSitting } from "./settings.js";
import { duration, gradeName, whenText } from "./words.js";

/** @typedef {import("./round.js").Done} Done */

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
 * @property {import("./round.js").Writing | null} writing what is on its way into the store
 */

export class Sitting {
  #bank;
  #store;
  #scope;
  #place;
  #leave;
  #key = `prepbook.sitting ${baseUrl().pathname}`;
  /** @type {string[]} */
  #cards;
  /** What the plan for a date says for today. @type {import("./plan.js").Step[] | null} */
  #steps;
  #began;
  #day;
  #extra;
  #shownAt = 0;
  #isOver = false;
  /** @type {() => void} */
  #unsubscribe = () => undefined;

  #view;
  /** @type {Player} */
  #player;
  #count = element("span", { class: "sitting-count" });
  #bar = element("progress", { class: "sitting-bar", "aria-label": say("choose.done") });

  /**
   * @param {{ bank: import("./bank.js").Bank, store: import("./store.js").Store, scope: import("./scope.js").Scope,
   *   steps?: import("./plan.js").Step[] | null, place: HTMLElement, view: HTMLElement, leave: () => void }} parts
   */
  constructor({ bank, store, scope, steps = null, place, view, leave }) {
    this.#bank = bank;
    this.#store = store;
    this.#scope = scope;
    this.#place = place;
    this.#leave = leave;
    this.#steps = steps;
    this.#cards = bank.select(scope, store).map(({ id }) => id);
    const { began, day, extra, current, revealed, ticked, done, writing } = this.#restore();
    this.#began = began;
    this.#day = day;
    this.#extra = extra;
    const flag = button(say("study.flag"), () => this.#flag(), {
      key: "f",
      icon: "flag",
      class: "tool",
      "aria-pressed": "false",
    });
    const suspend = button(say("study.suspend"), () => this.#player.send({ kind: "suspend" }), {
      key: "s",
      icon: "suspend",
      class: "tool",
    });
    this.#view = new CardView({
      place,
      view,
      bank,
      store,
      looks: {
        show: say("study.show"),
        grades: say("choose.how_well"),
        top: [this.#bar, this.#count],
        after: [flag, suspend],
        flag,
        end: leave,
      },
      send: (event) => this.#player.send(event),
      shortcuts: () => this.shortcuts(),
    });
    // A clock that was set back says nothing.
    this.#view.spent = () => Math.max(0, Date.now() - this.#shownAt);
    this.#player = new Player(
      { ...START, card: current, revealed, ticked, done, writing },
      {
        bank,
        store,
        view: this.#view,
        next: () => this.#queue().next,
        finish: () => this.#finish(),
        save: () => this.#save(),
        shown: () => {
          this.#shownAt = Date.now();
          this.#showCounts();
        },
        place: () => say("choose.left", { count: this.#open() }),
      },
    );
  }

  begin() {
    this.#unsubscribe = this.#store.subscribe(({ here, isNewDay }) => !here && !isNewDay && this.#follow());
    this.#view.begin();
    this.#preload();
    return this.#player.goOn(() => {
      const { card } = this.#player.round;
      const isThere = card !== null && this.#cards.includes(card) && !this.#store.state(card).suspended;
      // After a reload the same card is there again.
      if (isThere) this.#player.send({ kind: "resume" });
      else this.#player.send({ kind: "ask", card: this.#queue().next });
    });
  }

  leave() {
    this.#isOver = true;
    this.#player.leave();
    this.#unsubscribe();
  }

  /** @returns {import("./keys.js").Shortcut[]} */
  shortcuts() {
    const { round } = this.#player;
    const always = this.#view.otherShortcuts(say("study.key_undo"));
    if (!isAsking(round)) return always;
    return [
      ...this.#view.cardShortcuts(round.phase === "answer"),
      ...this.#view.changedShortcuts(round.phase === "answer"),
      { keys: ["f", "F"], label: "f", meaning: say("study.key_flag"), action: () => this.#flag() },
      {
        keys: ["s", "S"],
        label: "s",
        meaning: say("study.key_suspend"),
        action: () => this.#player.send({ kind: "suspend" }),
      },
      ...always,
    ];
  }

  #flag() {
    const { card } = this.#player.round;
    if (card !== null) this.#player.send({ kind: "flag", on: !this.#store.state(card).flagged });
  }

  #queue() {
    const moment = this.#store.now();
    const isChosen = this.#scope.cards.length > 0;
    const cards = this.#cards;
    const state = (/** @type {string} */ id) => this.#store.state(id);
    const isChanged = (/** @type {string} */ id) => this.#bank.isChanged(id, this.#store);
    if (this.#steps) return plannedQueue({ cards, steps: this.#steps, state, isChanged, moment });
    return queue({
      cards,
      state,
      isChanged,
      moment,
      settings: this.#store.settings,
      today: seenOn(this.#store.states.values(), moment.day),
      extra: this.#extra,
      topicOf: this.#topicOf(),
      once: isChosen ? this.#seen() : null,
    });
  }

  /** By what new questions are mixed, if they are: a path keeps its order. */
  #topicOf() {
    const mixes = this.#store.settings.mix && this.#scope.path === "";
    return mixes ? (/** @type {string} */ id) => this.#bank.listed(id)?.topic ?? "" : null;
  }

  /** What this sitting has asked already, here or in another tab. */
  #seen() {
    const elsewhere = this.#cards.filter((card) => this.#store.state(card).lastAt >= this.#began);
    return new Set([...this.#player.round.done.map(({ card }) => card), ...elsewhere]);
  }

  /** How many cards are still to come. */
  #open() {
    const { left } = this.#queue();
    return left.fresh + left.learning + left.due;
  }

  /** Another tab has written. What was graded there is not asked again here. */
  #follow() {
    const { card, revealed, writing } = this.#player.round;
    if (writing !== null) return;
    const { next } = this.#queue();
    if (card === null) {
      if (next !== null) this.#player.send({ kind: "ask", card: next, said: { what: "more" } });
    } else if (!revealed && this.#store.state(card).lastAt >= this.#shownAt) {
      this.#player.send({ kind: "ask", card: next, said: { what: "elsewhere" } });
    } else {
      this.#showCounts();
      if (this.#player.round.phase === "answer") this.#view.showGrades(this.#player.round);
    }
  }

  #showCounts() {
    const { left } = this.#queue();
    const { done } = this.#player.round;
    const open = left.fresh + left.learning + left.due;
    this.#bar.max = Math.max(1, done.length + open);
    this.#bar.value = done.length;
    const parts = [
      left.due > 0 && say("choose.left_due", { count: left.due }),
      left.learning > 0 && say("choose.left_again", { count: left.learning }),
      left.fresh > 0 && say("choose.left_new", { count: left.fresh }),
    ].filter((part) => part !== false);
    this.#count.textContent = parts.join(" · ") || say("choose.done");
    this.#count.dataset.left = String(open);
    this.#view.undoable(this.#player.round);
  }

  #finish() {
    this.#place.dataset.state = "finished";
    const { held, waits } = this.#queue();
    const { said, done } = this.#player.round;
    const reviews = done.flatMap((each) => (each.kind === "review" ? [each.grade] : []));
    const forgotten = new Set(done.flatMap((each) => (each.kind === "review" && each.grade === 1 ? [each.card] : [])));
    const tally = GRADES.map((grade) =>
      element(
        "div",
        { class: `grade-${grade}` },
        element("dt", {}, gradeName(grade)),
        element("dd", {}, number(reviews.filter((other) => other === grade).length)),
      ),
    );
    const more = () => {
      this.#extra += MORE;
      this.#player.send({ kind: "ask", card: this.#queue().next, said: { what: "more" } });
    };
    const answers = say("choose.finished_answers", { count: reviews.length });
    const time = duration(Date.now() - this.#began);
    const lead =
      reviews.length > 0 ? say("choose.finished_text", { answers, time }) : emptyText(held, this.#cards.length);
    const minutes = waits === null ? null : (waits - Date.now()) / 60_000;
    this.#view.notice(say(reviews.length > 0 ? "choose.finished" : "choose.nothing_here"), [
      element("p", { class: "finish-lead" }, lead),
      reviews.length > 0 ? element("dl", { class: "tally" }, ...tally) : "",
      forgotten.size > 0 ? missedPart(this.#bank, this.#store, [...forgotten]) : "",
      element(
        "p",
        { class: "soft" },
        minutes === null
          ? comeBack(this.#bank, this.#store, this.#steps !== null)
          : say("choose.comes_back", { when: whenText({ minutes, days: null }) }),
      ),
    ]);
    this.#view.main.replaceChildren(
      element(
        "div",
        { class: "finish-actions" },
        button(say("choose.other"), this.#leave, { class: "button" }),
        held.fresh > 0 &&
          button(say("choose.more_new", { count: Math.min(MORE, held.fresh) }), more, { class: "quiet" }),
        link("progress/", say("choose.see_progress"), { class: "quiet" }),
      ),
    );
    this.#view.showTools(false);
    if (said) this.#view.say(said);
  }

  /** Fetches the decks of what is to come, so that no card has to be waited for: what is due, then the new ones of a day. */
  async #preload() {
    const moment = this.#store.now();
    const topicOf = this.#topicOf();
    const cards = topicOf ? inTurn(this.#cards, topicOf) : this.#cards;
    const all = cards.map((id) => ({ id, state: this.#store.state(id) }));
    const known = all.filter(({ state }) => !state.suspended);
    const due = known.filter(({ state }) => state.phase !== "new" && isDue(state, moment));
    const fresh = known.filter(({ state }) => state.phase === "new").slice(0, this.#store.settings.newADay);
    const decks = new Set();
    for (const { id } of [...due, ...fresh]) {
      const deck = this.#bank.listed(id)?.deck;
      if (decks.has(deck)) continue;
      if (decks.size === DECKS_AHEAD) return;
      decks.add(deck);
      await this.#bank.card(id).catch(() => null);
      if (this.#isOver) return;
    }
  }

  /** @returns {Saved} */
  #restore() {
    const { day, at } = this.#store.now();
    /** @type {Saved} */
    const anew = {
      scope: this.#name(),
      day,
      began: at,
      current: null,
      revealed: false,
      ticked: [],
      done: [],
      extra: 0,
      writing: null,
    };
    try {
      const saved = validSitting(JSON.parse(sessionStorage.getItem(this.#key) ?? "null"), anew);
      // A sitting that was over is over, but where the page is loaded again.
      return saved && (saved.current !== null || isReload()) ? saved : anew;
    } catch {
      return anew;
    }
  }

  /** What this sitting is called among others. */
  #name() {
    return `${this.#steps ? "goal " : ""}${toQuery(this.#scope)}`;
  }

  #save() {
    const { card, revealed, ticked, done, writing } = this.#player.round;
    /** @type {Saved} */
    const saved = {
      scope: this.#name(),
      day: this.#day,
      began: this.#began,
      current: card,
      revealed,
      ticked,
      done,
      extra: this.#extra,
      writing,
    };
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(saved));
    } catch {
      // The place in the sitting is lost with a reload; no review is.
    }
  }
}

/**
 * What was forgotten in a sitting, each with when it comes back.
 * @param {import("./bank.js").Bank} bank @param {import("./store.js").Store} store @param {string[]} cards
 */
function missedPart(bank, store, cards) {
  const { at, day } = store.now();
  const rows = cards.map((id) => {
    const { dueAt, dueDay } = store.state(id);
    const minutes = dueAt === null ? null : Math.max(0, (dueAt - at) / 60_000);
    const when = whenText({ minutes, days: minutes === null ? Math.max(0, (dueDay ?? day) - day) : null });
    const title = link(`questions/${encodeURIComponent(id)}/`, id);
    // It is here already: it was asked.
    void bank.card(id).then(
      (card) => (title.textContent = card.title),
      () => undefined,
    );
    return element("li", {}, title, " ", element("span", { class: "soft" }, when));
  });
  return element(
    "section",
    { class: "finish-missed", "aria-labelledby": "PB-missed" },
    element("h3", { id: "PB-missed" }, say("choose.missed")),
    element("ul", { class: "revise" }, ...rows),
  );
}

function isReload() {
  const [entry] = performance.getEntriesByType("navigation");
  return entry instanceof PerformanceNavigationTiming && entry.type === "reload";
}

/** @param {{ fresh: number, due: number }} held @param {number} cards */
function emptyText(held, cards) {
  if (cards === 0) return say("choose.nothing_fits");
  if (held.fresh + held.due > 0) return say("choose.enough");
  return say("choose.not_due");
}
