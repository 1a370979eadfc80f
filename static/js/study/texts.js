// The words of cards as they were learned, kept beside the log in the browser: what has changed can be told word by word. Nothing
// hangs on them: where they are gone, a change is told without its words.
// @ts-check

import { result, transact } from "./database.js";
import { validTexts } from "./settings.js";

/** @typedef {import("./editions.js").Text} Text */

/** So many editions of a card's words are kept: a review that is taken back brings the one before back. */
const MOST_TEXTS = 3;

/** Where the words of a card are kept; in another language they are others. @param {string} card */
const textKey = (card) => `text/${card}/${document.documentElement.lang}`;

/**
 * Where it is kept which editions say the same. A translation may say the same though the original does not: its readers have
 * nothing new to learn.
 */
export const alikeKey = () => `alike/${document.documentElement.lang}`;

/** All of that, in all languages. */
export const textKeys = () => ["alike/", "text/"].map((begin) => IDBKeyRange.bound(begin, `${begin}\uffff`));

/** @param {IDBDatabase} database @param {string} card @param {string} edition @returns {Promise<Text | null>} */
export async function learnedText(database, card, edition) {
  const stored = await transact(database, "readonly", (store) => result(store("meta").get(textKey(card)))).catch(
    () => null,
  );
  return validTexts(stored).get(edition) ?? null;
}

/** @param {IDBDatabase} database @param {string} card @param {string} edition @param {Text} text */
export async function keepText(database, card, edition, text) {
  const key = textKey(card);
  await transact(database, "readwrite", async (store) => {
    const others = validTexts(await result(store("meta").get(key)));
    others.delete(edition);
    store("meta").put(Object.fromEntries([[edition, text], ...others].slice(0, MOST_TEXTS)), key);
  }).catch(() => undefined);
}

/** Keeps which editions say the same, as `old>new` by card. @param {IDBDatabase} database @param {Record<string, string>} alike */
export async function keepAlike(database, alike) {
  await transact(database, "readwrite", async (store) => void store("meta").put(alike, alikeKey())).catch(
    () => undefined,
  );
}
