// Runs a round on the screen: loads its cards, writes what is graded into the store, shows what there is.
// @ts-check

import { textOf } from "./changed-view.js";
import { uniqueId } from "./database.js";
import { missedOf } from "./missed.js";
import { patiently } from "./patience.js";
import { happen } from "./round.js";

/** @typedef {import("./round.js").Round} Round */
/** @typedef {import("./round.js").Writing} Writing */
/** @typedef {import("./store.js").Store} Store */

/**
 * What a screen adds to a round.
 * @typedef {object} Parts
 * @property {import("./bank.js").Bank} bank
 * @property {Store} store
 * @property {import("./card-view.js").CardView} view
 * @property {() => string | null} next the card to be asked now
 * @property {() => unknown} finish
 * @property {() => void} save
 * @property {() => void} shown a card is about to be shown, or the end
 * @property {() => string} place where the reader is, for who cannot see
 * @property {() => void} [clock]
 */

export class Player {
  round;
  #parts;
  /** The card that arrived last. @type {import("./bank.js").Card | null} */
  #card = null;
  #isOver = false;

  /** @param {Round} round @param {Parts} parts */
  constructor(round, parts) {
    this.round = round;
    this.#parts = parts;
  }

  /**
   * Goes on where a page was left. What was on its way into the store then is there by now, or it never will be.
   * @param {() => void} resume
   */
  async goOn(resume) {
    const { writing } = this.round;
    if (writing?.id !== undefined && (await this.#wait(this.#parts.store.has(writing.id)))) {
      this.send({ kind: "written", id: writing.id });
      return;
    }
    this.round = { ...this.round, writing: null };
    if (!this.#isOver) resume();
  }

  /** Nothing is shown any more. */
  leave() {
    this.#isOver = true;
  }

  /** @param {import("./round.js").Event} event */
  send(event) {
    if (this.#isOver) return;
    const { round, effects } = happen(this.round, event);
    this.round = round;
    for (const effect of effects) this.#do(effect);
  }

  /** @param {import("./round.js").Effect} effect */
  #do(effect) {
    const { view, store } = this.#parts;
    const { card } = this.round;
    switch (effect.act) {
      case "load":
        // Begun first, so that nothing that is fetched ahead is in its way.
        if (card !== null) this.#load(card);
        this.#parts.shown();
        break;
      case "show":
        if (this.#card) view.show(this.round, this.#card, this.#parts.place());
        this.#parts.clock?.();
        break;
      case "open":
        view.open(this.round);
        break;
      case "fail":
        view.fail();
        break;
      case "write":
        this.#write(effect.writing);
        break;
      case "next":
        this.send({ kind: "ask", card: this.#parts.next() });
        break;
      case "finish":
        this.#parts.shown();
        this.#parts.finish();
        break;
      case "flag":
        view.flag(card !== null && store.state(card).flagged);
        break;
      case "clock":
        this.#parts.clock?.();
        break;
      case "say":
        view.say(effect.said);
        break;
      case "save":
        this.#parts.save();
        break;
    }
  }

  /** @param {string} id */
  async #load(id) {
    const { bank } = this.#parts;
    try {
      this.#card = await bank.card(id);
    } catch {
      this.send({ kind: "lost", card: id });
      return;
    }
    this.send({ kind: "loaded", card: id });
  }

  /** Waits for the store, and says so where that takes long. @template T @param {Promise<T>} work @returns {Promise<T>} */
  async #wait(work) {
    let end = () => {};
    try {
      return await patiently(work, (text) => (end = this.#parts.view.wait(text)));
    } finally {
      end();
    }
  }

  /** @param {Writing} writing */
  async #write(writing) {
    let entry;
    try {
      const id = uniqueId();
      // Whoever comes back to this place can see by it whether this was written.
      this.round = { ...this.round, writing: { ...writing, id } };
      this.#parts.save();
      entry = await this.#wait(write(this.#parts.store, writing, this.#card, id));
    } catch (error) {
      console.error(error);
      this.send({ kind: "refused" });
      return;
    }
    this.send({ kind: "written", id: entry.id });
  }
}

/** @param {Store} store @param {Writing} writing @param {import("./bank.js").Card | null} shown @param {string} id of the entry */
function write(store, writing, shown, id) {
  const { card } = writing;
  switch (writing.kind) {
    case "flag":
      return store.flag(card, writing.on);
    case "undo":
      return store.append({ kind: "undo", card, of: writing.of }, id);
    case "suspend":
      return store.suspend(card, true, id);
    case "review":
      return store.grade(
        card,
        writing.grade,
        writing.spent,
        shown?.id === card ? aboutOf(shown, writing.ticked) : {},
        id,
      );
    case "known":
      return store.confirm(card, writing.edition, shown?.id === card ? textOf(shown) : undefined, id);
  }
}

/** What a review tells beside the grade. @param {import("./bank.js").Card} shown @param {number[]} ticked */
function aboutOf(shown, ticked) {
  return { edition: shown.edition, text: textOf(shown), missed: missedOf(shown.digests, ticked) };
}
