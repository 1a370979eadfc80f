// The questions that were opened from the search, for who opens it again.
// @ts-check

/** @typedef {{ slug: string, title: string }} Question */

const KEY = "prepbook.recent";
const MOST = 4;

/** @returns {Question[]} the last opened first */
export function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    const isQuestion = (/** @type {any} */ { slug, title }) => typeof slug === "string" && typeof title === "string";
    return kept.filter(isQuestion).slice(0, MOST);
  } catch {
    // Storage is blocked, or holds what is not ours.
    return [];
  }
}

/** @param {Question} question */
export function remember(question) {
  const others = remembered().filter(({ slug }) => slug !== question.slug);
  try {
    localStorage.setItem(KEY, JSON.stringify([question, ...others].slice(0, MOST)));
  } catch {
    // Storage is blocked or full: nothing is remembered.
  }
}
