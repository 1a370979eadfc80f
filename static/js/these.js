// The way from a list to a sitting with what it shows.
// @ts-check

import { link } from "./site.js";
import { say } from "./words.js";

/**
 * A link to study questions, named one by one: of a level, a sitting would take only what the day has left. The fragment has room
 * for two hundred of them; of so long a query some hosts answer nothing.
 * @param {string[]} cards
 */
export function studyThese(cards) {
  return link(`study/#cards=${cards.map(encodeURIComponent).join(",")}`, say("list.study", { count: cards.length }));
}
