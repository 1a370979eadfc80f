// How well the cards of a topic, or of all, are known, and the bar that shows it. Pure.
// @ts-check

import { node, round } from "./chart.js";
import { standing } from "./scheduler.js";

/** @typedef {import("./log.js").State} State */
/** @typedef {{ at: number, day: number }} Moment */
/** @typedef {{ new: number, learning: number, due: number, known: number, suspended: number, changed: number, total: number }} Standing */

/**
 * How many cards stand how. A changed one counts as what it is by the schedule, and as changed.
 * @param {Iterable<State>} states @param {Moment} moment @param {(state: State, at: number) => boolean} isChanged
 * @returns {Standing}
 */
export function mastery(states, moment, isChanged = () => false) {
  const counts = { new: 0, learning: 0, due: 0, known: 0, suspended: 0, changed: 0, total: 0 };
  for (const state of states) {
    if (isChanged(state, counts.total)) counts.changed += 1;
    counts.total += 1;
    if (state.suspended) counts.suspended += 1;
    else counts[standing(state, moment)] += 1;
  }
  return counts;
}

/**
 * How the cards of a topic stand, as one bar.
 * @param {{ known: number, due: number, learning: number, new: number, total: number }} standing
 */
export function masteryBar(standing) {
  const width = 200;
  let x = 0;
  const parts = /** @type {const} */ (["known", "due", "learning"]).flatMap((kind) => {
    const wide = standing.total === 0 ? 0 : (width * standing[kind]) / standing.total;
    const part = node("rect", { class: `part part-${kind}`, x: round(x), y: 0, width: round(wide), height: 8 });
    x += wide;
    return wide === 0 ? [] : [part];
  });
  return node(
    "svg",
    { class: "mastery-bar", viewBox: `0 0 ${width} 8`, preserveAspectRatio: "none", "aria-hidden": "true" },
    [node("rect", { class: "part part-new", x: 0, y: 0, width, height: 8 }), ...parts],
  );
}
