// The questions that were opened from the search, for who opens it again.
// @ts-check

/** @typedef {{ slug: string, title: string }} Question */

/** Several sites may share an origin, below different paths, and each has its own. */
const recentKey = () => `prepbook.recent ${new URL(document.body.dataset.root ?? "./", location.href).pathname}`;

const MOST = 4;

/** @returns {Question[]} the last opened first */
export function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(recentKey()) ?? "[]");
    const isQuestion = (/** @type {any} */ one) => typeof one?.slug === "string" && typeof one?.title === "string";
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
    localStorage.setItem(recentKey(), JSON.stringify([question, ...others].slice(0, MOST)));
  } catch {
    // Storage is blocked or full: nothing is remembered.
  }
}
