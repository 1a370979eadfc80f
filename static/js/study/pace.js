// How long cards take a reader: as usual, or as the log tells. Pure.
// @ts-check

/** @typedef {import("./log.js").State} State */

/** What a card takes, in seconds, until the reader's own log says otherwise. @typedef {{ fresh: number, review: number }} Pace */

/** @type {Readonly<Pace>} */
export const USUAL_PACE = Object.freeze({ fresh: 45, review: 20 });

/** How much time today has had, by what the states tell. @param {Iterable<State>} states of the goal's cards @param {number} day @param {Pace} pace */
export function spentOn(states, day, pace = USUAL_PACE) {
  let seconds = 0;
  for (const { phase, firstDay, lastDay } of states) {
    if (phase !== "new" && lastDay === day) seconds += firstDay === day ? pace.fresh : pace.review;
  }
  return seconds;
}

/** So many answers tell the reader's own pace. */
const ENOUGH = 20;

/**
 * The reader's pace: medians of new cards and of reviews, as far as there are enough that were timed.
 * @param {Iterable<import("./entry.js").Review>} reviews in order @returns {Pace}
 */
export function paceOf(reviews) {
  const seen = new Set();
  /** @type {{ fresh: number[], review: number[] }} */
  const took = { fresh: [], review: [] };
  for (const review of reviews) {
    if (review.took > 0) (seen.has(review.card) ? took.review : took.fresh).push(review.took / 1000);
    seen.add(review.card);
  }
  const median = (/** @type {number[]} */ all, /** @type {number} */ usually) =>
    all.length < ENOUGH ? usually : Math.min(600, Math.max(3, all.sort((a, b) => a - b)[Math.floor(all.length / 2)]));
  return { fresh: median(took.fresh, USUAL_PACE.fresh), review: median(took.review, USUAL_PACE.review) };
}
