// The log as the database keeps it, which may be damaged or newer.
// @ts-check

import { result } from "./database.js";
import { LAST_STAMP, faultOf, heeded } from "./log.js";

/** @typedef {import("./log.js").Entry} Entry */

/** The entries of a card that can be understood. @param {IDBIndex} cards @param {string} card @returns {Promise<Entry[]>} */
export async function readable(cards, card) {
  const entries = await result(cards.getAll(card));
  return entries.filter((entry) => faultOf(entry) === null);
}

/** Those of a whole log, a slice at a time. @param {unknown[]} log @returns {import("./log.js").Work<Entry[]>} */
export function* understanding(log) {
  /** @type {Entry[]} */
  const entries = [];
  for (const [at, entry] of log.entries()) {
    if (faultOf(entry) === null) entries.push(/** @type {Entry} */ (entry));
    if (at % 1000 === 0) yield at / log.length;
  }
  return entries;
}

/** The greatest stamp in the log; a damaged entry may have any, which counts for nothing. @param {IDBObjectStore} log @returns {Promise<number>} */
export function lastStamp(log) {
  return new Promise((resolve, reject) => {
    const request = log.index("stamp").openCursor(IDBKeyRange.bound(0, LAST_STAMP), "prev");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      const stamp = cursor ? heeded(cursor.value) : 0;
      if (cursor && stamp === 0) cursor.continue();
      else resolve(stamp);
    };
  });
}
