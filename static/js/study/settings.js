// What the store reads back from the browser, made to fit: settings, states of cards, the memory of backups. Pure.
// @ts-check

import { UNSEEN } from "./log.js";

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

/** Whether a cached state has what states have. @param {unknown} state @returns {state is State} */
export function isState(state) {
  return isObject(state) && Object.entries(UNSEEN).every(([key, value]) => value === null || typeof state[key] === typeof value);
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
  return { reviews: Number(reviews) || 0, asked: Number(asked) || 0 };
}
