// What other amounts of time a day would lead to. Pure.
// @ts-check

import { LIMITS } from "./goal.js";
import { planning } from "./plan.js";

/** Amounts of time a day to compare with one. @param {number} minutes */
export function choicesOf(minutes) {
  const [least, most] = LIMITS.minutes;
  const near = [0.5, 1, 1.5, 2].map((share) => Math.min(most, Math.max(least, Math.round((minutes * share) / 5) * 5)));
  return [...new Set([...near, minutes])].sort((a, b) => a - b);
}

/**
 * What the minutes buy: recall on the date for other amounts of time a day, each told when it is known.
 * @param {import("./plan.js").Request} request @param {(minutes: number, recall: number) => void} tell
 * @returns {import("./log.js").Work<void>}
 */
export function* buying(request, tell) {
  for (const minutes of choicesOf(request.minutes)) {
    const made = yield* planning({ ...request, minutes });
    if (made) tell(minutes, made.outlook.recall);
  }
}
