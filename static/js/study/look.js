// One last look: all cards that were learned, the weakest first. Nothing is graded, and the log hears nothing of it.
// @ts-check

import { element } from "../site.js";
import { number, say } from "../words.js";
import { lastLook } from "./agenda.js";
import { CardView } from "./card-view.js";
import { button } from "./controls.js";
import { keyName } from "./keys.js";
import { Player } from "./player.js";
import { START } from "./round.js";

/** A card that is only looked at: in the place of the grades is the way on. */
class LookView extends CardView {
  /** @type {() => void} */
  on = () => undefined;

  /** @override */
  showGrades() {
    this.main.replaceChildren(
      button(say("look.next"), () => this.on(), {
        class: "button show",
        key: keyName("Space"),
        "aria-keyshortcuts": "Space Enter",
      }),
    );
  }
}

export class LastLook {
  #ids;
  #at = 0;
  #place;
  #view;
  #leave;
  /** @type {Player} */
  #player;
  #count = element("span", { class: "sitting-count" });
  #bar = element("progress", { class: "sitting-bar", "aria-label": say("look.looked") });

  /**
   * @param {{ bank: import("./bank.js").Bank, store: import("./store.js").Store, cards: readonly string[], place: HTMLElement,
   *   view: HTMLElement, leave: () => void }} parts
   */
  constructor({ bank, store, cards, place, view, leave }) {
    this.#ids = lastLook(cards, (id) => store.state(id), store.now());
    this.#place = place;
    this.#leave = leave;
    this.#view = new LookView({
      place,
      view,
      bank,
      store,
      looks: { show: say("study.show"), grades: "", top: [this.#bar, this.#count], end: leave, canUndo: false },
      send: (event) => this.#player.send(event),
      shortcuts: () => this.shortcuts(),
    });
    this.#view.on = () => this.#next();
    this.#player = new Player(
      { ...START, card: this.#ids[0] ?? null },
      {
        bank,
        store,
        view: this.#view,
        // After a change that is known.
        next: () => this.#ids[(this.#at += 1)] ?? null,
        finish: () => this.#finish(),
        save: () => undefined,
        shown: () => this.#showCounts(),
        place: () => say("choose.left", { count: this.#ids.length - this.#at }),
      },
    );
  }

  begin() {
    this.#view.begin();
    this.#player.send({ kind: "resume" });
  }

  leave() {
    this.#player.leave();
  }

  /** @returns {import("./keys.js").Shortcut[]} */
  shortcuts() {
    const { phase } = this.#player.round;
    const isOpen = phase === "answer";
    return [
      {
        keys: [" ", "Enter"],
        label: "Space Enter",
        meaning: say("study.key_show"),
        now: phase === "question",
        action: () => this.#player.send({ kind: "reveal" }),
      },
      {
        keys: [" ", "Enter"],
        label: "Space Enter",
        meaning: say("look.key_next"),
        now: isOpen,
        action: () => this.#next(),
      },
      { keys: ["?"], label: "?", meaning: say("study.key_keys"), action: () => this.#view.showKeys() },
    ];
  }

  #next() {
    this.#at += 1;
    this.#player.send({ kind: "ask", card: this.#ids[this.#at] ?? null });
  }

  #showCounts() {
    this.#bar.max = Math.max(1, this.#ids.length);
    this.#bar.value = this.#at;
    this.#count.textContent = number(Math.max(0, this.#ids.length - this.#at));
  }

  #finish() {
    const seen = this.#ids.length;
    this.#place.dataset.state = "finished";
    this.#view.showTools(false);
    this.#view.notice(say(seen > 0 ? "look.seen" : "look.nothing"), [
      element("p", {}, seen > 0 ? say("look.seen_text", { count: seen }) : say("look.nothing_text")),
    ]);
    this.#view.main.replaceChildren(button(say("choose.done"), this.#leave, { class: "button" }));
  }
}
