// What entries of the log are, which of them can be understood, and how they are written. Pure.
// @ts-check

import { isObject } from "../site.js";
import { GRADES } from "./scheduler.js";

/** @typedef {import("./scheduler.js").Grade} Grade */

/**
 * Entries are in one order everywhere, by `stamp` and then by `id`. A stamp is the moment of the entry, but always more
 * than any stamp seen before it, so that what happened later comes later though a clock was set back.
 * @typedef {object} Stamped
 * @property {string} id unique, made by chance
 * @property {number} stamp
 * @property {number} at what the clock said, in milliseconds
 * @property {number} day the reader's day, there and then
 *
 * @typedef {Stamped & { kind: "review", card: string, grade: Grade, took: number, edition?: string, missed?: string[] }} Review
 *   `took` is in milliseconds, `edition` of the card's text, `missed` the digests of key points that were not ticked
 * @typedef {Stamped & { kind: "suspend" | "unsuspend" | "flag" | "unflag", card: string }} Mark
 * @typedef {Stamped & { kind: "known", card: string, edition: string }} Known the reader knows what has changed
 * @typedef {Stamped & { kind: "note", card: string, text: string }} Note the reader's own words about a card; empty is none
 * @typedef {Stamped & { kind: "goal", card: typeof GOAL, date: number | null, scope: string, minutes: number }} Goal
 *   what is to be known on which day; without a date there is none
 * @typedef {Stamped & { kind: "undo", card: string, of: string }} Undo takes back, for good, an entry about that card
 * @typedef {Stamped & { kind: string, card?: string }} Foreign what a newer edition of this code has written: kept, and no more
 * @typedef {Review | Mark | Known | Note | Goal} Deed
 * @typedef {Deed | Undo} Entry
 * @typedef {Entry | Foreign} Kept what a log holds
 */

/**
 * What a review tells beside the grade: the edition that was shown, its words, and the key points that were missed.
 * @typedef {{ edition?: string, text?: import("./editions.js").Text, missed?: string[] }} About
 */

/** What a new entry says; the store adds the rest. @typedef {{ kind: "review", card: string, grade: Grade, took: number, edition?: string, missed?: string[] } | { kind: "known", card: string, edition: string } | { kind: "note", card: string, text: string } | { kind: "goal", card: typeof GOAL, date: number | null, scope: string, minutes: number } | { kind: "suspend" | "unsuspend" | "flag" | "unflag", card: string } | { kind: "undo", card: string, of: string }} Draft */

/** What stands in the place of a card in entries about the goal. No card has such a name: ids have no underscores. */
export const GOAL = "_goal";

/** The most characters of a note. */
export const LONGEST_NOTE = 4000;

/** The most days from the one on which a goal is set to its date. */
export const FARTHEST_GOAL = 730;

/** The longest time that a review is taken to last; a tab that was left open tells nothing. */
export const LONGEST_REVIEW = 10 * 60_000;

/** The latest moment that a date can have. */
export const LAST_MOMENT = 8.64e15;

/** The greatest stamp that is read: what comes after it would not be exact. */
export const LAST_STAMP = Number.MAX_SAFE_INTEGER;

/**
 * A new entry, whole but for its stamp. What would be more than is read again is cut, and what could not be read again at all is
 * none: an entry that nobody can read is lost work.
 * @param {Draft} draft @param {{ id: string, at: number, day: number }} made when, where, and by which chance
 * @returns {Entry}
 */
export function entryOf(draft, { id, at, day }) {
  const entry = /** @type {Entry} */ ({ ...fitted(draft, day), id, stamp: 0, at, day });
  const fault = faultOf(entry);
  if (fault !== null) throw new RangeError(Object.values(fault).join(" "));
  return entry;
}

/** @param {Draft} draft @param {number} day @returns {Draft} */
function fitted(draft, day) {
  switch (draft.kind) {
    case "review": {
      const took = Math.min(Math.max(0, Math.round(draft.took) || 0), LONGEST_REVIEW);
      return { ...draft, took, ...(draft.missed && { missed: draft.missed.slice(0, MOST_POINTS) }) };
    }
    case "note":
      // What is cut in the middle of a letter is no letter.
      return { ...draft, text: whole(whole(draft.text).slice(0, LONGEST_NOTE)) };
    case "goal":
      return draft.date === null ? draft : { ...draft, date: Math.min(draft.date, day + FARTHEST_GOAL) };
    default:
      return draft;
  }
}

/** A text without halves of letters. @param {string} text */
const whole = (text) => text.replace(/\p{Cs}/gu, "");

/** The keys that each kind of entry has, in the order in which they are written. @type {Record<Entry["kind"], string[]>} */
const KEYS = {
  review: ["grade", "took"],
  suspend: [],
  unsuspend: [],
  flag: [],
  unflag: [],
  known: ["edition"],
  note: ["text"],
  goal: ["date", "scope", "minutes"],
  undo: ["of"],
};

const FIRST_KEYS = ["id", "stamp", "at", "day", "kind", "card"];

/**
 * An entry as text, the same wherever it was made. Keys that a newer edition has added are kept, after the others.
 * @param {Stamped & { kind: string }} entry
 */
export function write(entry) {
  const own = [...FIRST_KEYS, ...(isKnown(entry.kind) ? KEYS[entry.kind] : [])];
  const more = Object.keys(entry).filter((key) => !own.includes(key));
  const keys = [...own.filter((key) => Object.hasOwn(entry, key)), ...more.sort()];
  return `{${keys.map((key) => `${JSON.stringify(key)}:${writeValue(entry[/** @type {keyof entry} */ (key)])}`).join(",")}}`;
}

/** A value as text, the same for the same value. @param {unknown} value @returns {string} */
function writeValue(value) {
  if (Array.isArray(value)) return `[${value.map(writeValue).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${writeValue(value[key])}`).join(",")}}`;
}

/** @param {string} kind @returns {kind is Entry["kind"]} */
const isKnown = (kind) => Object.hasOwn(KEYS, kind);

/** @param {Kept} entry @returns {entry is Entry} */
export const isEntry = (entry) => isKnown(entry.kind);

/** The stamp of anything in a log, as far as later ones have to heed it; 0 for what makes no sense. @param {unknown} entry */
export function heeded(entry) {
  if (!isObject(entry)) return 0;
  // Of a newer edition's entry nothing is known but that its stamp may be a moment's.
  return faultOf(entry) === null || isWhole(entry.stamp, 0, LAST_MOMENT) ? Number(entry.stamp) : 0;
}

/** @param {unknown} value @param {number} least @param {number} most @returns {value is number} */
export const isWhole = (value, least, most) =>
  Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;

/** Printable, neither empty nor endless. @param {unknown} value @param {number} longest @returns {value is string} */
const isName = (value, longest) =>
  typeof value === "string" && value.length >= 1 && value.length <= longest && !/[\p{Cc}\p{Cs}]/u.test(value);

/** The most characters of an entry of a kind, or with keys, that only a newer edition knows; and how deep its values go. */
const LONGEST_FOREIGN = 40_000;
const DEEPEST = 6;

/** Whether a value is so deep that it is none of ours. @param {unknown} value @param {number} most @returns {boolean} */
const isDeep = (value, most) =>
  typeof value === "object" &&
  value !== null &&
  (most === 0 || Object.values(value).some((each) => isDeep(each, most - 1)));

/** @param {unknown} value @param {number} longest */
const isText = (value, longest) => typeof value === "string" && value.length <= longest && !/\p{Cs}/u.test(value);

/**
 * What is wrong with a value that should be an entry: it is none, has too much, lacks what is under a key, or has what cannot be there.
 * @typedef {{ what: "none" | "deep" | "long" } | { what: "missing", key: string } | { what: "value", key: string, value: string }} Fault
 */

/** What is wrong with a value that should be an entry, if anything. @param {unknown} entry @returns {Fault | null} */
export function faultOf(entry) {
  if (!isObject(entry)) return { what: "none" };
  const { kind } = entry;
  if (!isName(kind, 64)) return wrong("kind", kind);
  const own = isKnown(kind) ? KEYS[kind] : [];
  const missing = [...FIRST_KEYS.slice(0, 5), ...(isKnown(kind) ? ["card"] : []), ...own].find(
    (key) => !Object.hasOwn(entry, key),
  );
  if (missing) return { what: "missing", key: missing };
  if (!isName(entry.id, 64)) return wrong("id", entry.id);
  if (!isWhole(entry.at, 0, LAST_MOMENT)) return wrong("at", entry.at);
  if (!isWhole(entry.stamp, 0, LAST_STAMP)) return wrong("stamp", entry.stamp);
  // No place on earth is two days from UTC.
  const day = Math.floor(entry.at / 86_400_000);
  if (!isWhole(entry.day, day - 2, day + 2)) return wrong("day", entry.day);
  if ((isKnown(kind) || Object.hasOwn(entry, "card")) && !isName(entry.card, 300)) return wrong("card", entry.card);
  if (isDeep(entry, DEEPEST)) return { what: "deep" };
  if (JSON.stringify(entry).length > LONGEST_FOREIGN) return { what: "long" };
  return isKnown(kind) ? faultIn(kind, entry) : null;
}

/** What is wrong with what only entries of a kind have. @param {Entry["kind"]} kind @param {Record<string, unknown>} entry @returns {Fault | null} */
function faultIn(kind, entry) {
  switch (kind) {
    case "undo":
      return isName(entry.of, 64) ? null : wrong("of", entry.of);
    case "known":
      return isName(entry.edition, 64) ? null : wrong("edition", entry.edition);
    case "note":
      return isText(entry.text, LONGEST_NOTE) ? null : wrong("text", entry.text);
    case "goal":
      if (entry.card !== GOAL) return wrong("card", entry.card);
      if (entry.date !== null && !isWhole(entry.date, 0, Number(entry.day) + FARTHEST_GOAL))
        return wrong("date", entry.date);
      if (!isText(entry.scope, LONGEST_SCOPE)) return wrong("scope", entry.scope);
      return isWhole(entry.minutes, 1, 1440) ? null : wrong("minutes", entry.minutes);
    case "review":
      if (!GRADES.some((grade) => grade === entry.grade)) return wrong("grade", entry.grade);
      if (!isWhole(entry.took, 0, LONGEST_REVIEW)) return wrong("took", entry.took);
      if (entry.edition !== undefined && !isName(entry.edition, 64)) return wrong("edition", entry.edition);
      if (entry.missed !== undefined && !areNames(entry.missed)) return wrong("missed", entry.missed);
      return null;
    default:
      return null;
  }
}

/** The most characters of a scope: all the questions that a job description calls for, under the longest names. */
const LONGEST_SCOPE = 24_000;
/** The most key points that a review says were missed. */
const MOST_POINTS = 100;

/** @param {unknown} value */
const areNames = (value) =>
  Array.isArray(value) && value.length <= MOST_POINTS && value.every((each) => isName(each, 64));

/** A value that cannot be under a key; cut short. @param {string} key @param {unknown} value @returns {Fault} */
const wrong = (key, value) => ({ what: "value", key, value: (JSON.stringify(value) ?? "undefined").slice(0, 40) });
