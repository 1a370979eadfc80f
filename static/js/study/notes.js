// The reader's own notes, for the search of this device.
// @ts-check

import { Bank } from "./bank.js";
import { open } from "./store.js";

/** So many notes are found at once, and so much of each is shown. */
const MOST = 5;
const SHOWN = 120;

/**
 * The questions whose notes have all words of a query.
 * @param {string} query
 * @returns {Promise<{ slug: string, title: string, note: string }[]>}
 */
export async function findNotes(query) {
  const words = query
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  if (words.length === 0) return [];
  const store = await open();
  const has = (/** @type {string} */ note) => note !== "" && words.every((word) => note.toLowerCase().includes(word));
  const ids = [...store.states].filter(([, { note }]) => has(note)).map(([id]) => id);
  if (ids.length === 0) return [];
  const bank = await Bank.load();
  const cards = await Promise.all(ids.slice(0, MOST).map((id) => bank.card(id).catch(() => null)));
  return cards.flatMap((card) =>
    card ? [{ slug: card.id, title: card.title, note: cut(store.state(card.id).note) }] : [],
  );
}

/** @param {string} note */
const cut = (note) => (note.length > SHOWN ? `${note.slice(0, SHOWN)}…` : note);
