// The questions that were opened from the search, for who opens it again.
// @ts-check

import { isObject, siteUrl } from "../site.js";

/** @typedef {{ slug: string, title: string }} Question */

/** Several sites may share an origin, below different paths, and each has its own. */
const recentKey = () => `prepbook.recent ${siteUrl().pathname}`;

const MOST = 4;

/** @param {unknown} value @returns {value is Question} */
const isQuestion = (value) => isObject(value) && typeof value.slug === "string" && typeof value.title === "string";

/** @returns {Question[]} the last opened first */
export function remembered() {
  try {
    /** @type {unknown} */
    const kept = JSON.parse(localStorage.getItem(recentKey()) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isQuestion).slice(0, MOST) : [];
  } catch {
    // Storage is blocked, or holds what is not ours.
    return [];
  }
}

/** @param {Question} question */
export function remember(question) {
  const others = remembered().filter(({ slug }) => slug !== question.slug);
  try {
    localStorage.setItem(recentKey(), JSON.stringify([question, ...others].slice(0, MOST)));
  } catch {
    // Storage is blocked or full: nothing is remembered.
  }
}
