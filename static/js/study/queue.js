// What is shown next in a sitting. Pure.
// @ts-check

import { number } from "./draw.js";
import { isDue, retrievability } from "./scheduler.js";

/** @typedef {import("./log.js").State} State */

/** A learning card that comes back within so many minutes is waited for, or shown ahead where there is nothing else. */
export const AHEAD = 20;

/**
 * @typedef {object} Request
 * @property {readonly string[]} cards those that were chosen, in the order of the bank
 * @property {(card: string) => State} state
 * @property {{ at: number, day: number }} moment
 * @property {{ newADay: number, reviewsADay: number | null, order: "forgotten" | "bank" | "shuffled" }} settings
 * @property {{ fresh: number, reviewed: number }} today how many new cards, and how many others, were seen today in all
 * @property {number} [extra] new cards that the reader wants above what a day has
 * @property {ReadonlySet<string> | null} [once] where cards were chosen one by one: those that were seen already. Each is
 *   shown then, due or not
 * @property {(card: string) => boolean} [isChanged] whether the text of a card is another than the one that was learned
 * @property {((card: string) => string) | null} [topicOf] where new cards come from all topics in turn; otherwise they come in the
 *   order of `cards`
 *
 * @typedef {object} Queue
 * @property {string | null} next
 * @property {{ fresh: number, learning: number, due: number }} left what is still to be shown today, `next` with it; of cards that were
 *   chosen one by one, those that are known and not due are learned again
 * @property {number} ready how many of those that are learned are due now; the others come back in some minutes
 * @property {number | null} waits the moment at which a learning card comes back, where nothing else is left
 * @property {{ fresh: number, due: number }} held what a day's limits keep back
 */

/** How many cards of each kind were seen on a day. @param {Iterable<State>} states @param {number} day */
export function seenOn(states, day) {
  const today = { fresh: 0, reviewed: 0 };
  for (const { phase, firstDay, lastDay } of states) {
    if (phase === "new" || lastDay !== day) continue;
    if (firstDay === day) today.fresh += 1;
    else today.reviewed += 1;
  }
  return today;
}

/** @param {Request} request @returns {Queue} */
export function queue(request) {
  const { cards, state, moment, settings, today, extra = 0, once = null, isChanged = () => false, topicOf } = request;
  /** @type {{ card: string, dueAt: number }[]} */
  const learning = [];
  /** @type {string[]} */
  let due = [];
  /** @type {string[]} */
  let fresh = [];
  for (const card of cards) {
    const known = state(card);
    if (known.suspended) continue;
    const isLearning = known.phase === "learning" || known.phase === "relearning";
    if (isLearning)
      learning.push({ card, dueAt: isDue(known, moment) ? Math.min(known.dueAt ?? 0, moment.at) : (known.dueAt ?? 0) });
    else if (once ? !once.has(card) : isChanged(card) || isDue(known, moment)) due.push(card);
    else if (!once && known.phase === "new") fresh.push(card);
  }
  due = order(due, state, moment, settings.order);
  // Who learned what is wrong by now should not wait to hear of it.
  due = [...due.filter(isChanged), ...due.filter((card) => !isChanged(card))];
  if (settings.order === "shuffled") fresh = order(fresh, state, moment, "shuffled");
  else if (topicOf) {
    // By all cards, known ones too: so what comes next is the same before and after a grade.
    const wanted = new Set(fresh);
    fresh = inTurn(cards, topicOf).filter((card) => wanted.has(card));
  }
  learning.sort((a, b) => a.dueAt - b.dueAt);

  const held = { fresh: 0, due: 0 };
  if (!once) {
    const mayReview = settings.reviewsADay === null ? Infinity : Math.max(0, settings.reviewsADay - today.reviewed);
    const mayStart = Math.max(0, settings.newADay + extra - today.fresh);
    held.due = Math.max(0, due.length - mayReview);
    held.fresh = Math.max(0, fresh.length - mayStart);
    due = due.slice(0, mayReview);
    fresh = fresh.slice(0, mayStart);
  }

  // Cards that were chosen come in one order, whatever they are, and are told as what they are.
  const chosen = once ? due : [];
  const unseen = chosen.filter((card) => state(card).phase === "new").length;
  const known = chosen.filter((card) => !isChanged(card) && !isDue(state(card), moment)).length - unseen;

  const soon = learning.filter(({ dueAt }) => dueAt <= moment.at + AHEAD * 60_000);
  const ready = soon.find(({ dueAt }) => dueAt <= moment.at);
  const next = ready?.card ?? due[0] ?? fresh[0] ?? soon[0]?.card ?? null;
  return {
    next,
    left: {
      fresh: fresh.length + unseen,
      learning: soon.length + known,
      due: due.length - unseen - known,
    },
    ready: soon.filter(({ dueAt }) => dueAt <= moment.at).length,
    waits: next === null ? (learning[0]?.dueAt ?? null) : null,
    held,
  };
}

/**
 * The first card of each topic, then the second of each, and so on.
 * @param {readonly string[]} cards @param {(card: string) => string} topicOf
 */
export function inTurn(cards, topicOf) {
  /** @type {Map<string, number>} */
  const sizes = new Map();
  /** @type {string[][]} */
  const rounds = [];
  for (const card of cards) {
    const topic = topicOf(card);
    const round = sizes.get(topic) ?? 0;
    sizes.set(topic, round + 1);
    (rounds[round] ??= []).push(card);
  }
  return rounds.flat();
}

/**
 * @param {string[]} cards in the order of the bank @param {(card: string) => State} state
 * @param {{ day: number }} moment @param {"forgotten" | "bank" | "shuffled"} how
 */
function order(cards, state, { day }, how) {
  if (how === "bank") return cards;
  const weigh = (/** @type {string} */ card) => {
    // The same all day, so that a page that is loaded again goes on where it was.
    if (how === "shuffled") return number(`${day}\n${card}`);
    const { stability, lastDay } = state(card);
    return stability > 0 ? retrievability(Math.max(0, day - lastDay), stability) : 1;
  };
  return cards
    .map((card, at) => ({ card, at, weight: weigh(card) }))
    .sort((a, b) => a.weight - b.weight || a.at - b.at)
    .map(({ card }) => card);
}
