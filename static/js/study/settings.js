// What pages read back from the browser, made to fit: settings, states of cards, the memory of backups, sittings. Pure.
// @ts-check

import { UNSEEN } from "./log.js";
import { GRADES } from "./scheduler.js";

/** @typedef {import("./log.js").State} State */

/**
 * @typedef {object} Settings
 * @property {number} newADay
 * @property {number | null} reviewsADay nothing is no limit
 * @property {number} retention
 * @property {"forgotten" | "bank" | "shuffled"} order
 * @property {boolean} shortcuts
 */

/** @type {Readonly<Settings>} */
export const DEFAULT_SETTINGS = Object.freeze({
  newADay: 10,
  reviewsADay: null,
  retention: 0.9,
  order: "forgotten",
  shortcuts: true,
});

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value @param {unknown} like */
const isLike = (value, like) => typeof value === typeof like && (typeof value !== "number" || Number.isFinite(value));

/** Whether a cached state has what states have. @param {unknown} state @returns {state is State} */
export function isState(state) {
  if (!isObject(state)) return false;
  // A day or a moment, or none.
  return Object.entries(UNSEEN).every(([key, value]) => (value === null ? state[key] === null || isLike(state[key], 0) : isLike(state[key], value)));
}

/** Old names of cards and their new ones, as far as they are names. @param {unknown} stored @returns {import("./log.js").Aliases} */
export function validAliases(stored) {
  return Object.fromEntries(Object.entries(isObject(stored) ? stored : {}).flatMap(([old, name]) => (typeof name === "string" ? [[old, name]] : [])));
}

/** Settings, with what makes no sense replaced. @param {unknown} stored @returns {Settings} */
export function validSettings(stored) {
  const from = isObject(stored) ? stored : {};
  const whole = (/** @type {unknown} */ value) => typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 9999;
  const { newADay, reviewsADay, retention, order, shortcuts } = from;
  return {
    newADay: whole(newADay) ? Number(newADay) : DEFAULT_SETTINGS.newADay,
    reviewsADay: whole(reviewsADay) ? Number(reviewsADay) : null,
    retention: typeof retention === "number" && retention >= 0.7 && retention <= 0.97 ? retention : DEFAULT_SETTINGS.retention,
    order: order === "bank" || order === "shuffled" ? order : DEFAULT_SETTINGS.order,
    shortcuts: typeof shortcuts === "boolean" ? shortcuts : DEFAULT_SETTINGS.shortcuts,
  };
}

/** @param {unknown} stored */
export function validBackup(stored) {
  const { reviews, asked } = isObject(stored) ? stored : {};
  const count = (/** @type {unknown} */ value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : 0);
  return { reviews: count(reviews), asked: count(asked) };
}

/** @param {unknown} value @returns {value is number} */
const isCount = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

/** @param {unknown} value @returns {number[]} */
const counts = (value) => (Array.isArray(value) ? value.filter(isCount) : []);

/** @param {unknown} value @returns {value is import("./log.js").Grade} */
const isGrade = (value) => /** @type {unknown[]} */ (GRADES).includes(value);

/** @param {unknown} done @returns {done is import("./sitting.js").Done} */
const isDone = (done) => isObject(done) && typeof done.id === "string" && typeof done.card === "string" && typeof done.kind === "string" && (done.grade === undefined || isGrade(done.grade));

/**
 * A sitting as a reload finds it, in the place of one that begins; nothing where it is damaged.
 * @param {unknown} stored @param {import("./sitting.js").Saved} anew @returns {import("./sitting.js").Saved | null}
 */
export function validSitting(stored, anew) {
  if (!isObject(stored) || stored.scope !== anew.scope || stored.day !== anew.day) return null;
  const { current, revealed, ticked, done, extra, began } = stored;
  const isSound = (current === null || typeof current === "string") && typeof revealed === "boolean" && Array.isArray(done) && done.every(isDone) && isCount(extra);
  if (!isSound) return null;
  return { ...anew, current, revealed, ticked: counts(ticked), done, extra, began: isCount(began) && began <= anew.began ? began : anew.began };
}

/** @param {unknown} value @returns {value is import("./interview.js").Answered} */
const isAnswered = (value) =>
  isObject(value) && typeof value.id === "string" && (value.entry === null || typeof value.entry === "string") && isGrade(value.grade) && Array.isArray(value.ticked) && value.ticked.every(isCount) && isCount(value.points) && isSpan(value.spent);

/** Milliseconds. @param {unknown} value @returns {value is number} */
const isSpan = (value) => typeof value === "number" && value >= 0 && value <= 8.64e15;

/**
 * An interview as a reload finds it; nothing where it is another one, or damaged.
 * @param {unknown} stored @param {string} query @returns {import("./interview.js").Saved | null}
 */
export function validInterview(stored, query) {
  if (!isObject(stored) || stored.query !== query) return null;
  const { cards, answered, revealed, ticked, spent, paused, ended } = stored;
  const areCards = Array.isArray(cards) && cards.every((card) => typeof card === "string");
  const isSound = areCards && Array.isArray(answered) && answered.length <= cards.length && answered.every(isAnswered) && isSpan(spent);
  return isSound ? { query, cards, answered, revealed: revealed === true, ticked: counts(ticked), spent, paused: paused === true, ended: ended === true } : null;
}
