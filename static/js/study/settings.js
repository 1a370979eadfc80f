// What pages read back from the browser, made to fit: settings, states of cards, the memory of backups, sittings. Pure.
// @ts-check

import { areTexts } from "../cards.js";
import { isObject } from "../site.js";
import { UNSEEN } from "./log.js";
import { GRADES } from "./scheduler.js";

/** @typedef {import("./log.js").State} State */

/**
 * @typedef {object} Settings
 * @property {number} newADay
 * @property {number | null} reviewsADay nothing is no limit
 * @property {number} retention
 * @property {"forgotten" | "bank" | "shuffled"} order
 * @property {boolean} mix whether new questions come from all topics in turn
 * @property {boolean} shortcuts
 */

/** @type {Readonly<Settings>} */
export const DEFAULT_SETTINGS = Object.freeze({
  newADay: 10,
  reviewsADay: null,
  retention: 0.9,
  order: "forgotten",
  mix: true,
  shortcuts: true,
});

/** The least and the most that may be set for a day. */
export const LIMITS = /** @type {const} */ ([0, 9999]);

/** @param {unknown} value @param {unknown} like */
const isLike = (value, like) => typeof value === typeof like && (typeof value !== "number" || Number.isFinite(value));

/** Whether a cached state has what states have. @param {unknown} state @returns {state is State} */
export function isState(state) {
  if (!isObject(state)) return false;
  // A day or a moment, or none.
  return Object.entries(UNSEEN).every(([key, value]) => {
    if (Array.isArray(value)) return areTexts(state[key]);
    return value === null ? state[key] === null || isLike(state[key], 0) : isLike(state[key], value);
  });
}

/**
 * The words of editions, as far as they are words. A map, because an edition may have any name, also one that every object has.
 * @param {unknown} stored @returns {Map<string, import("./editions.js").Text>}
 */
export function validTexts(stored) {
  /** @type {Map<string, import("./editions.js").Text>} */
  const texts = new Map();
  for (const [edition, text] of Object.entries(isObject(stored) ? stored : {})) {
    if (!isObject(text)) continue;
    const { title, short, points } = text;
    if (typeof title === "string" && typeof short === "string" && areTexts(points))
      texts.set(edition, { title, short, points });
  }
  return texts;
}

/** Names by names, as far as they are such. @param {unknown} stored @returns {Record<string, string>} */
export const validNames = (stored) => validAliases(stored);

/** Old names of cards and their new ones, as far as they are names. @param {unknown} stored @returns {Record<string, string>} */
export function validAliases(stored) {
  return Object.fromEntries(
    Object.entries(isObject(stored) ? stored : {}).flatMap(([old, name]) =>
      typeof name === "string" ? [[old, name]] : [],
    ),
  );
}

/** Settings, with what makes no sense replaced. @param {unknown} stored @returns {Settings} */
export function validSettings(stored) {
  const from = isObject(stored) ? stored : {};
  const whole = (/** @type {unknown} */ value) =>
    typeof value === "number" && Number.isInteger(value) && value >= LIMITS[0] && value <= LIMITS[1];
  const { newADay, reviewsADay, retention, order, mix, shortcuts } = from;
  return {
    newADay: whole(newADay) ? Number(newADay) : DEFAULT_SETTINGS.newADay,
    reviewsADay: whole(reviewsADay) ? Number(reviewsADay) : null,
    retention:
      typeof retention === "number" && retention >= 0.7 && retention <= 0.97 ? retention : DEFAULT_SETTINGS.retention,
    order: order === "bank" || order === "shuffled" ? order : DEFAULT_SETTINGS.order,
    mix: typeof mix === "boolean" ? mix : DEFAULT_SETTINGS.mix,
    shortcuts: typeof shortcuts === "boolean" ? shortcuts : DEFAULT_SETTINGS.shortcuts,
  };
}

/** @param {unknown} stored */
export function validBackup(stored) {
  const { reviews, asked } = isObject(stored) ? stored : {};
  const count = (/** @type {unknown} */ value) =>
    Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : 0;
  return { reviews: count(reviews), asked: count(asked) };
}

/** @param {unknown} value @returns {value is number} */
const isCount = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

/** @param {unknown} value @returns {number[]} */
const counts = (value) => (Array.isArray(value) ? value.filter(isCount) : []);

/** @param {unknown} value @returns {value is import("./entry.js").Grade} */
const isGrade = (value) => GRADES.some((grade) => grade === value);

/** Milliseconds. @param {unknown} value @returns {value is number} */
const isSpan = (value) => typeof value === "number" && value >= 0 && value <= 8.64e15;

/** What was done in a round; nothing where it is damaged. @param {unknown} stored @returns {import("./round.js").Done[] | null} */
function validDone(stored) {
  if (!Array.isArray(stored)) return null;
  /** @type {import("./round.js").Done[]} */
  const done = [];
  for (const each of stored) {
    if (!isObject(each)) return null;
    const { id, card, kind, grade, ticked, points, spent } = each;
    if (typeof id !== "string" || typeof card !== "string" || !isSpan(spent) || !isCount(points)) return null;
    const about = { id, card, ticked: counts(ticked), points, spent };
    if (kind === "review" && isGrade(grade)) done.push({ ...about, kind, grade });
    else if (kind === "suspend") done.push({ ...about, kind });
    else if (kind === "known" && typeof each.edition === "string") done.push({ ...about, kind, edition: each.edition });
    else return null;
  }
  return done;
}

/** What was on its way into the store. A flag is seen there. @param {unknown} stored @returns {import("./round.js").Writing | null} */
function validWriting(stored) {
  if (!isObject(stored)) return null;
  const { kind, id, card, of } = stored;
  if (kind === "undo" && typeof id === "string" && typeof card === "string" && typeof of === "string")
    return { kind, id, card, of };
  return validDone([stored])?.[0] ?? null;
}

/**
 * A sitting as a reload finds it, in the place of one that begins; nothing where it is damaged.
 * @param {unknown} stored @param {import("./sitting.js").Saved} anew @returns {import("./sitting.js").Saved | null}
 */
export function validSitting(stored, anew) {
  if (!isObject(stored) || stored.scope !== anew.scope || stored.day !== anew.day) return null;
  const { current, revealed, ticked, extra, began } = stored;
  const done = validDone(stored.done);
  const isCard = current === null || typeof current === "string";
  if (!isCard || typeof revealed !== "boolean" || done === null || !isCount(extra)) return null;
  const since = isCount(began) && began <= anew.began ? began : anew.began;
  const writing = validWriting(stored.writing);
  return { ...anew, current, revealed, ticked: counts(ticked), done, extra, began: since, writing };
}

/**
 * An interview as a reload finds it; nothing where it is another one, or damaged.
 * @param {unknown} stored @param {string} query @returns {import("./interview.js").Saved | null}
 */
export function validInterview(stored, query) {
  if (!isObject(stored) || stored.query !== query) return null;
  const { cards, revealed, ticked, spent, paused, ended } = stored;
  const done = validDone(stored.done);
  if (!areTexts(cards) || done === null || done.length > cards.length || !isSpan(spent)) return null;
  const flags = { revealed: revealed === true, paused: paused === true, ended: ended === true };
  return { query, cards, done, ticked: counts(ticked), spent, writing: validWriting(stored.writing), ...flags };
}

/** What the store keeps of a card, as far as it makes sense. @param {unknown} stored @returns {stored is { id: string, cache: string, state: State }} */
export const isKept = (stored) =>
  isObject(stored) && typeof stored.id === "string" && typeof stored.cache === "string" && isState(stored.state);
