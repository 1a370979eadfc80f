// Times in words. Pure, but for the words.
// @ts-check

import { fromNow, list, number, say } from "../words.js";

/** @param {number} count @param {string} unit @param {"long" | "short"} unitDisplay */
const measured = (count, unit, unitDisplay = "long") =>
  number(count, { style: "unit", unit, unitDisplay, maximumFractionDigits: 1 });

/** @typedef {{ minutes: number | null, days: number | null }} Wait */

/** How long a card is put off: how much of what. @param {Wait} wait @returns {[number, "minute" | "day" | "month" | "year"]} */
function span({ minutes, days }) {
  const short = (/** @type {number} */ value) => Math.round(value * 10) / 10;
  if (days === null) return [Math.max(1, Math.round(minutes ?? 0)), "minute"];
  if (days < 31) return [days, "day"];
  return days < 365 ? [short(days / 30.44), "month"] : [short(days / 365.25), "year"];
}

/** How long a card is put off, as short as a button has room for: `3 days`. @param {Wait} wait */
export function waitText(wait) {
  const [count, unit] = span(wait);
  return measured(count, unit, unit === "minute" ? "short" : "long");
}

/** When it comes back: `in 3 days`. @param {Wait} wait */
export function whenText(wait) {
  return fromNow(...span(wait));
}

/** A length of time, as `4:05` or `1:04:05`. @param {number} milliseconds */
export function clock(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const pad = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

/** A length of time in words. @param {number} milliseconds */
export function duration(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return say("study.less_than_a_minute");
  if (minutes < 60) return measured(minutes, "minute");
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (rest === 0) return measured(hours, "hour");
  return list([measured(hours, "hour"), measured(rest, "minute", "short")], { type: "unit", style: "short" });
}

/** @param {number} days */
export const daysText = (days) => measured(days, "day");

/** @param {number} minutes */
export const minutesText = (minutes) => measured(minutes, "minute");

/** @param {number} share 0 to 1 */
export const percent = (share) => number(share, { style: "percent" });

/** A size of files. @param {number} bytes */
export const size = (bytes) =>
  number(bytes / 1_000_000, {
    style: "unit",
    unit: "megabyte",
    minimumFractionDigits: bytes < 10_000_000 ? 1 : 0,
    maximumFractionDigits: bytes < 10_000_000 ? 1 : 0,
  });

const GRADES = /** @type {const} */ (["again", "hard", "good", "easy"]);

/** What a grade is called. @param {import("./entry.js").Grade} grade */
export const gradeName = (grade) => say(`study.grade_${GRADES[grade - 1]}`);
