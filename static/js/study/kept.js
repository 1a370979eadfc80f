// The log as the database keeps it, which may be damaged or newer.
// @ts-check

import { inSlices, readAll, result, transact } from "./database.js";
import { GOAL, LAST_STAMP, faultOf, heeded } from "./entry.js";
import { UNSEEN, goalOf, merge, merging, part, replay, replaying, resolve, settle, stampAfter } from "./log.js";
import { alikeKey } from "./texts.js";

/** @typedef {import("./entry.js").Kept} Kept */
/** @typedef {import("./log.js").Aliases} Aliases */
/** @typedef {Partial<import("./scheduler.js").Options>} Options */
/** @typedef {(name: "log" | "cards" | "meta") => IDBObjectStore} Stores */

/** The entries of a card that can be understood. @param {IDBIndex} cards @param {string} card @returns {Promise<Kept[]>} */
async function readable(cards, card) {
  const entries = await result(cards.getAll(card));
  return entries.filter((entry) => faultOf(entry) === null);
}

/** Those of a whole log, a slice at a time. @param {unknown[]} log @returns {import("./log.js").Work<Kept[]>} */
function* understanding(log) {
  /** @type {Kept[]} */
  const entries = [];
  for (const [at, entry] of log.entries()) {
    if (faultOf(entry) === null) entries.push(/** @type {Kept} */ (entry));
    if (at % 1000 === 0) yield at / log.length;
  }
  return entries;
}

/** The log, as far as it can be understood and read. @param {IDBDatabase} database @returns {Promise<Kept[]>} */
export async function readLog(database) {
  const log = await transact(database, "readonly", (store) => readAll(store("log"))).catch(() => []);
  return inSlices(understanding(log));
}

/** The greatest stamp in the log; a damaged entry may have any, which counts for nothing. @param {IDBObjectStore} log @returns {Promise<number>} */
function lastStamp(log) {
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

/** Everything but the log, and of the log what it says of the goal. @param {IDBDatabase} database */
export function readBesideLog(database) {
  return transact(database, "readonly", async (store) => {
    const [cards, settings, aliases, backup, alike, goals, reviews, entries] = await Promise.all([
      result(store("cards").getAll()),
      result(store("meta").get("settings")),
      result(store("meta").get("aliases")),
      result(store("meta").get("backup")),
      result(store("meta").get(alikeKey())),
      readable(store("log").index("card"), GOAL),
      result(store("log").index("kind").count("review")),
      result(store("log").count()),
    ]);
    return { cards, settings, aliases, backup, alike, goals, reviews, entries };
  });
}

/**
 * What states follow from, beside the log that is written; `cache` names the way.
 * @typedef {{ unkept: readonly Kept[], aliases: Aliases, options: Options, cache: string }} Beside
 */

/**
 * What the whole log says, with what could not be written to it. Entries that had to be settled are written down.
 * @param {Stores} store of a transaction @param {Beside} beside @param {(share: number) => void} [progress]
 */
export async function replayAll(store, { unkept, aliases, options }, progress) {
  // What is asked for keeps the transaction open.
  const rest = () => result(store("meta").getKey("settings"));
  /** @template T @param {number} from @param {number} to @param {import("./log.js").Work<T>} work */
  const slices = (from, to, work) => inSlices(part(from, to, work), progress, rest);
  const all = await readAll(store("log"), (share) => progress?.(share * 0.4));
  const entries = await slices(0.4, 0.5, understanding(all));
  const kept = new Set(entries);
  const log = settle(await slices(0.5, 0.6, merging(entries)));
  for (const entry of log) if (!kept.has(entry)) store("log").put(entry);
  const whole = unkept.length > 0 ? settle(merge(log, unkept)) : log;
  const states = await slices(0.6, 1, replaying(whole, { aliases, options }));
  return { states, goal: goalOf(whole), unread: all.length - entries.length };
}

/**
 * Writes an entry, and all that could not be written before it, with the states that follow. What other tabs have written is seen.
 * @param {Stores} store of a transaction @param {import("./entry.js").Entry} entry @param {Beside} beside
 */
export async function writeDown(store, entry, { unkept, aliases, options, cache }) {
  entry.stamp = stampAfter(entry.at, Math.max(await lastStamp(store("log")), unkept.at(-1)?.stamp ?? 0));
  const others = unkept.filter(({ id }) => id !== entry.id);
  const entries = [...others, entry];
  // Another page may have found it set down, and taken it in.
  const keys = await Promise.all(entries.map(({ id }) => result(store("log").getKey(id))));
  const added = entries.filter((_, at) => keys[at] === undefined);
  for (const each of added) store("log").put(each);
  const cards = new Set(entries.flatMap(({ card }) => (card && card !== GOAL ? [resolve(card, aliases)] : [])));
  /** @type {[string, import("./log.js").State][]} */
  const states = [];
  for (const card of cards) {
    const names = [card, ...Object.keys(aliases).filter((old) => resolve(old, aliases) === card && old !== card)];
    const logs = await Promise.all(names.map((name) => readable(store("log").index("card"), name)));
    const state = replay(logs.flat(), { aliases, options }).get(card) ?? UNSEEN;
    store("cards").put({ id: card, cache, state });
    states.push([card, state]);
  }
  return {
    states,
    goal: goalOf(await readable(store("log").index("card"), GOAL)),
    isNew: added.includes(entry) && others.length === unkept.length,
  };
}

/** Whether the log has an entry. @param {IDBDatabase} database @param {string} id */
export async function hasEntry(database, id) {
  const key = await transact(database, "readonly", (store) => result(store("log").getKey(id))).catch(() => undefined);
  return key !== undefined;
}
