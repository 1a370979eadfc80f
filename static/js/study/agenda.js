// What is due: one answer for the header, the home page, the study screen, progress and every list. Until the date of a goal it
// is what the plan says, after it, or without one, what the schedule says. Pure.
// @ts-check

import { AHEAD } from "./queue.js";
import { isDue, retrievability, standing } from "./scheduler.js";

/** @typedef {import("./log.js").State} State */
/** @typedef {import("./entry.js").Goal} Goal */
/** @typedef {import("./plan.js").Step} Step */
/** @typedef {{ at: number, day: number }} Moment */

/** @typedef {"suspended" | "changed" | "new" | "learning" | "due" | "known"} Standing */

/**
 * Whether the text of a card is another than the one that was learned. Where nobody knows which one that was, it is not.
 * @param {State} state @param {string | undefined} edition of the bank
 */
export function hasChanged(state, edition) {
  return (
    state.phase !== "new" &&
    !state.suspended &&
    state.edition !== "" &&
    edition !== undefined &&
    state.edition !== edition
  );
}

/** How a card stands, in the words that readers see. @param {State} state @param {Moment} moment @param {boolean} isChanged @returns {Standing} */
export function standingOf(state, moment, isChanged) {
  if (state.suspended) return "suspended";
  return isChanged ? "changed" : standing(state, moment);
}

/**
 * @typedef {object} Asked
 * @property {readonly string[]} cards of the bank, in its order
 * @property {(card: string) => State} state
 * @property {(card: string) => boolean} isChanged
 * @property {Moment} moment
 * @property {{ newADay: number, reviewsADay: number | null }} settings
 * @property {{ fresh: number, reviewed: number }} today how many were seen today in all
 * @property {{ goal: Goal, cards: readonly string[], steps: readonly Step[] } | null} plan the goal, its cards, and what the plan
 *   says for today
 *
 * @typedef {object} Agenda
 * @property {string[]} due what waits to be answered again, changed ones among them
 * @property {string[]} changed
 * @property {string[]} fresh new ones for today
 * @property {string[]} look for one last look, the weakest first; empty on any other day
 * @property {number | null} daysLeft to the date of the goal; nothing where there is none, or where it is over
 * @property {number} others due, but not of the goal
 */

/** @param {Asked} asked @returns {Agenda} */
export function agenda({ cards, state, isChanged, moment, settings, today, plan }) {
  const active = cards.filter((card) => !state(card).suspended);
  const changed = active.filter(isChanged);
  const scheduled = active.filter((card) => isChanged(card) || isDue(state(card), moment));
  const daysLeft = plan === null ? null : Number(plan.goal.date) - moment.day;
  if (plan === null || daysLeft === null || daysLeft < 0) {
    const mayReview = settings.reviewsADay === null ? Infinity : Math.max(0, settings.reviewsADay - today.reviewed);
    const mayStart = Math.max(0, settings.newADay - today.fresh);
    const fresh = active.filter((card) => state(card).phase === "new");
    return {
      due: scheduled.slice(0, mayReview),
      changed,
      fresh: fresh.slice(0, mayStart),
      look: [],
      daysLeft: null,
      others: 0,
    };
  }
  const own = new Set(plan.cards);
  const others = scheduled.filter((card) => !own.has(card)).length;
  if (daysLeft === 0)
    return {
      due: [],
      changed: changed.filter((card) => own.has(card)),
      fresh: [],
      look: lastLook(plan.cards, state, moment),
      daysLeft,
      others,
    };
  const { left, back, soon } = remaining({ ...plan, state, isChanged, moment });
  const isFresh = new Set(left.filter(({ isNew }) => isNew).map(({ id }) => id));
  return {
    due: [...back, ...soon, ...left.map(({ id }) => id).filter((id) => !isFresh.has(id))],
    changed: changed.filter((card) => own.has(card)),
    fresh: [...isFresh],
    look: [],
    daysLeft,
    others,
  };
}

/**
 * What is left of today's steps; changed cards come first, and what was forgotten comes back when its minutes are over.
 * @param {{ cards: readonly string[], steps: readonly Step[], state: (card: string) => State, isChanged: (card: string) => boolean, moment: Moment }} planned
 */
export function remaining({ cards, steps, state, isChanged, moment }) {
  /** @type {{ id: string, at: number }[]} */
  const learning = [];
  /** @type {Step[]} */
  const left = [];
  for (const id of cards) {
    const { phase, step, lastDay, dueAt, suspended } = state(id);
    if (suspended) continue;
    // What was answered well is done for today, whatever the steps of the schedule say: the plan knows when it is best seen again.
    if (lastDay === moment.day && dueAt !== null && step === 0 && phase !== "new") learning.push({ id, at: dueAt });
    else if (isChanged(id)) left.push({ id, isNew: false });
  }
  const first = new Set(left.map(({ id }) => id));
  for (const step of steps) {
    const { phase, lastDay, suspended } = state(step.id);
    const isOpen = phase === "new" || lastDay !== moment.day;
    if (isOpen && !suspended && !first.has(step.id)) left.push({ id: step.id, isNew: phase === "new" });
  }
  learning.sort((a, b) => a.at - b.at);
  const within = (/** @type {number} */ end) => learning.filter(({ at }) => at <= end).map(({ id }) => id);
  const back = within(moment.at);
  const soon = within(moment.at + AHEAD * 60_000).slice(back.length);
  return { left, back, soon, waits: learning[0]?.at ?? null };
}

/** The queue of a sitting that follows the plan. @param {Parameters<typeof remaining>[0]} planned @returns {import("./queue.js").Queue} */
export function plannedQueue(planned) {
  const { left, back, soon, waits } = remaining(planned);
  const fresh = left.filter(({ isNew }) => isNew).length;
  const next = back[0] ?? left[0]?.id ?? soon[0] ?? null;
  return {
    next,
    left: { fresh, learning: back.length + soon.length, due: left.length - fresh },
    ready: back.length,
    waits: next === null ? waits : null,
    held: { fresh: 0, due: 0 },
  };
}

/** Cards that were learned, the weakest first. @param {readonly string[]} cards @param {(card: string) => State} state @param {Moment} moment */
export function lastLook(cards, state, moment) {
  return cards
    .map((id) => ({ id, state: state(id) }))
    .filter(({ state }) => state.phase !== "new" && !state.suspended)
    .map(({ id, state: { lastDay, stability } }) => ({
      id,
      recall: retrievability(Math.max(0, moment.day - lastDay), Math.max(stability, 0.001)),
    }))
    .sort((a, b) => a.recall - b.recall)
    .map(({ id }) => id);
}
