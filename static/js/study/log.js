// The review log: the truth about what was studied. Entries are only ever added; what is known of each card follows from
// them by replay. Pure: no clock, no storage.
// @ts-check

import { isObject } from "../site.js";
import { say } from "../words.js";
import { GRADES, NEW, review } from "./scheduler.js";

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
 * @typedef {Stamped & { kind: "review", card: string, grade: Grade, took: number }} Review `took` is in milliseconds
 * @typedef {Stamped & { kind: "suspend" | "unsuspend" | "flag" | "unflag", card: string }} Mark
 * @typedef {Stamped & { kind: "undo", card: string, of: string }} Undo takes back, for good, an entry about that card
 * @typedef {Review | Mark | Undo} Entry
 *
 * @typedef {import("./scheduler.js").Card & { suspended: boolean, flagged: boolean }} State
 */

/** A card of which the log says nothing. @type {Readonly<State>} */
export const UNSEEN = Object.freeze({ ...NEW, suspended: false, flagged: false });

/** The longest time that a review is taken to last; a tab that was left open tells nothing. */
export const LONGEST_REVIEW = 10 * 60_000;

/** Renamed cards: old id to new. @typedef {Readonly<Record<string, string>>} Aliases */

/** The order of all logs. @param {Entry} a @param {Entry} b */
export function compare(a, b) {
  return a.stamp - b.stamp || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The stamp of a new entry. @param {number} at @param {number} last the greatest stamp so far, of a log that is settled */
export function stampAfter(at, last) {
  return Math.max(at, last + 1);
}

/** The latest moment that a date can have. */
const LAST_MOMENT = 8.64e15;

/** The greatest stamp that is read: what comes after it would not be exact. */
export const LAST_STAMP = Number.MAX_SAFE_INTEGER;

/**
 * Entries in order, with room for those to come. No moment has a stamp beyond the latest date, so only entries that came after
 * such a one can have more, each by one: the first at most one more, the second two. A stamp that claims a greater one, made up
 * in a file, is drawn back, and the order of all stays. Logs that are settled are still so when they are merged.
 * @param {Entry[]} entries in order @returns {Entry[]}
 */
export function settle(entries) {
  let most = LAST_MOMENT;
  return entries.map((entry) => {
    if (entry.stamp <= LAST_MOMENT) return entry;
    most += 1;
    return entry.stamp <= most ? entry : { ...entry, stamp: most };
  });
}

/** The stamp of anything in a log, as far as later ones have to heed it; 0 for what makes no sense. @param {unknown} entry */
export function heeded(entry) {
  if (!isObject(entry)) return 0;
  // Of a newer edition's entry nothing is known but that its stamp may be a moment's.
  return faultOf(entry) === null || isWhole(entry.stamp, 0, LAST_MOMENT) ? Number(entry.stamp) : 0;
}

/** The keys of each kind of entry, in the order in which they are written. */
const KEYS = {
  review: ["id", "stamp", "at", "day", "kind", "card", "grade", "took"],
  suspend: ["id", "stamp", "at", "day", "kind", "card"],
  unsuspend: ["id", "stamp", "at", "day", "kind", "card"],
  flag: ["id", "stamp", "at", "day", "kind", "card"],
  unflag: ["id", "stamp", "at", "day", "kind", "card"],
  undo: ["id", "stamp", "at", "day", "kind", "card", "of"],
};

/** An entry as text, the same wherever it was made. @param {Entry} entry */
const write = (entry) => JSON.stringify(entry, KEYS[entry.kind]);

/** After so many entries a long work may rest. */
const SLICE = 1000;

/** A work that may rest, and says at each rest which share of it is done. @template T @typedef {Generator<number, T>} Work */

/** Does a work without a rest. @template T @param {Work<T>} work @returns {T} */
function finish(work) {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/**
 * A work that is a part of another one, from one share of it to the next.
 * @template T @param {number} from @param {number} to @param {Work<T>} work @returns {Work<T>}
 */
export function* part(from, to, work) {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    yield from + (to - from) * value;
  }
}

/**
 * The union of logs, in order. Two entries of one id are the same entry; should a file have been tampered with, the one
 * whose text is smaller stays, so that it does not matter which came first.
 * @param {...readonly Entry[]} logs
 */
export function merge(...logs) {
  return finish(merging(...logs));
}

/** The same, a slice at a time. @param {...readonly Entry[]} logs @returns {Work<Entry[]>} */
export function* merging(...logs) {
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  const all = logs.reduce((sum, log) => sum + log.length, 0);
  let read = 0;
  for (const log of logs) {
    for (const entry of log) {
      const known = entries.get(entry.id);
      if (!known || (known !== entry && write(entry) < write(known))) entries.set(entry.id, entry);
      if (++read % SLICE === 0) yield (read / all) * 0.3;
    }
  }
  return yield* part(0.3, 1, sorting([...entries.values()]));
}

/** Puts entries in order: short runs at once, then two of them in one, until there is one. @param {Entry[]} entries @returns {Work<Entry[]>} */
function* sorting(entries) {
  /** @type {Entry[][]} */
  let runs = [];
  for (let at = 0; at < entries.length; at += SLICE) {
    const run = entries.slice(at, at + SLICE).sort(compare);
    const before = runs.at(-1);
    // What was written in order is in order.
    if (before && compare(before[before.length - 1], run[0]) < 0) for (const entry of run) before.push(entry);
    else runs.push(run);
    yield (at / entries.length) * 0.5;
  }
  while (runs.length > 1) {
    const joined = [];
    for (let at = 0; at < runs.length; at += 2)
      joined.push(yield* joining(runs[at], runs[at + 1] ?? [], 1 - 0.5 / runs.length));
    runs = joined;
  }
  return runs[0] ?? [];
}

/** One run of two. @param {Entry[]} left @param {Entry[]} right @param {number} share @returns {Work<Entry[]>} */
function* joining(left, right, share) {
  const joined = [];
  for (let [a, b] = [0, 0]; a < left.length || b < right.length;) {
    const isLeft = b === right.length || (a < left.length && compare(left[a], right[b]) <= 0);
    joined.push(isLeft ? left[a++] : right[b++]);
    if (joined.length % SLICE === 0) yield share;
  }
  return joined;
}

/** What a card is called now, through any number of renamings. @param {string} card @param {Aliases} aliases */
export function resolve(card, aliases) {
  const seen = new Set();
  while (Object.hasOwn(aliases, card) && !seen.has(card)) {
    seen.add(card);
    card = aliases[card];
  }
  return card;
}

/** Entries in order, without those that were taken back and without the taking back. @param {readonly Entry[]} log */
export function effective(log) {
  return withoutUndone(merge(log));
}

/** The same of entries that are in order. @param {readonly Entry[]} entries */
export function withoutUndone(entries) {
  // By card, too, so that the entries about a card say all about it, and a card can be replayed alone.
  const undone = new Map();
  for (const entry of entries)
    if (entry.kind === "undo") undone.set(entry.of, (undone.get(entry.of) ?? new Set()).add(entry.card));
  return /** @type {(Review | Mark)[]} */ (
    entries.filter(({ id, kind, card }) => kind !== "undo" && !undone.get(id)?.has(card))
  );
}

/**
 * A card after one more entry about it.
 * @param {State} state @param {Review | Mark} entry @param {Partial<import("./scheduler.js").Options>} options
 * @returns {State}
 */
export function apply(state, entry, options = {}) {
  switch (entry.kind) {
    case "review":
      return { ...review(state, entry, options), suspended: state.suspended, flagged: state.flagged };
    case "suspend":
    case "unsuspend":
      return { ...state, suspended: entry.kind === "suspend" };
    default:
      return { ...state, flagged: entry.kind === "flag" };
  }
}

/**
 * What a log says of each card, by the card's present name.
 * @param {readonly Entry[]} log
 * @param {{ aliases?: Aliases, options?: Partial<import("./scheduler.js").Options> }} settings
 * @returns {Map<string, State>}
 */
export function replay(log, settings = {}) {
  return finish(replaying(log, settings));
}

/**
 * The same, a slice at a time.
 * @param {readonly Entry[]} log
 * @param {{ aliases?: Aliases, options?: Partial<import("./scheduler.js").Options> }} settings
 * @returns {Work<Map<string, State>>}
 */
export function* replaying(log, { aliases = {}, options = {} } = {}) {
  /** @type {Map<string, State>} */
  const states = new Map();
  const entries = withoutUndone(yield* part(0, 0.4, merging(log)));
  for (const [at, entry] of entries.entries()) {
    if (at % SLICE === 0) yield 0.4 + (at / entries.length) * 0.6;
    const card = resolve(entry.card, aliases);
    states.set(card, apply(states.get(card) ?? UNSEEN, entry, options));
  }
  return states;
}

/** What a file of progress says it is. */
export const FORMAT = "prepbook-study";

/** The version of the files that this code writes, and the newest that it reads. */
export const FILE_VERSION = 1;

/** A log as a file, an entry a line. @param {readonly Entry[]} log */
export function writeFile(log) {
  const lines = merge(log).map((entry) => `    ${write(entry)}`);
  const entries = lines.length > 0 ? `[\n${lines.join(",\n")}\n  ]` : "[]";
  return `{\n  "format": ${JSON.stringify(FORMAT)},\n  "version": ${FILE_VERSION},\n  "entries": ${entries}\n}\n`;
}

/** The most characters, and bytes, of a file that is read: more than a hundred thousand reviews. */
export const LARGEST_FILE = 20_000_000;

/** Why a larger file is not read. */
export const tooLarge = () => say("progress.too_large");

/** @typedef {{ entries: Entry[], fault: null } | { entries: null, fault: string }} Reading */

/** The log in a file, or why there is none. @param {string} text @returns {Reading} */
export function readFile(text) {
  return finish(readingFile(text));
}

/** What stands before the entries of a file that this code wrote, and after them. */
const HEAD = /^\uFEFF?\s*\{[^[\]{}]*"entries"\s*:\s*\[\r?\n/;
const TAIL = /^\s*\]\s*\}\s*$/;

/**
 * A file as JSON. One that has an entry a line, as those have that are written here, is read line by line, so that the page
 * stays awake; any other at once. @param {string} text @returns {Work<unknown>}
 */
function* parsing(text) {
  // A byte order mark is what some editors leave.
  const whole = () => JSON.parse(text.replace(/^\uFEFF/, ""));
  const head = HEAD.exec(text)?.[0];
  if (head === undefined) return whole();
  const entries = [];
  let at = head.length;
  for (let hasNext = true; hasNext;) {
    const end = text.indexOf("\n", at);
    const line = end < 0 ? "" : text.slice(at, end).trimEnd();
    hasNext = line.endsWith(",");
    const entry = parsed(hasNext ? line.slice(0, -1) : line);
    if (entry === undefined) return whole();
    entries.push(entry);
    at = end + 1;
    if (entries.length % SLICE === 0) yield at / text.length;
  }
  const file = parsed(`${head.replace(/^\uFEFF/, "")}]}`);
  if (!isObject(file) || !TAIL.test(text.slice(at))) return whole();
  return { ...file, entries };
}

/** A value as JSON, or nothing. @param {string} text @returns {unknown} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The same, a slice at a time. @param {string} text @returns {Work<Reading>} */
export function* readingFile(text) {
  const refuse = (/** @type {string} */ fault) => ({ entries: null, fault });
  if (text.length > LARGEST_FILE) return refuse(tooLarge());
  let file;
  try {
    file = yield* part(0, 0.4, parsing(text));
  } catch {
    return refuse(say(text.trim() === "" ? "progress.file_empty" : "progress.not_json"));
  }
  if (!isObject(file) || file.format !== FORMAT) return refuse(say("progress.not_progress"));
  const { version, entries } = file;
  if (!isWhole(version, 1, Number.MAX_SAFE_INTEGER)) return refuse(say("progress.no_version"));
  if (version > FILE_VERSION) {
    return refuse(say("progress.newer_file", { version: String(version), known: String(FILE_VERSION) }));
  }
  if (!Array.isArray(entries)) return refuse(say("progress.no_entries"));
  for (const [at, entry] of entries.entries()) {
    if (at % SLICE === 0) yield 0.4 + (at / entries.length) * 0.4;
    const fault = faultOf(entry);
    if (fault) return refuse(say("progress.bad_entry", { number: at + 1, count: entries.length, fault }));
  }
  return { entries: settle(yield* part(0.8, 1, merging(entries))), fault: null };
}

/** @param {unknown} value @param {number} least @param {number} most @returns {value is number} */
const isWhole = (value, least, most) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;

/** Printable, neither empty nor endless. @param {unknown} value @param {number} longest */
const isName = (value, longest) =>
  typeof value === "string" && value.length >= 1 && value.length <= longest && !/[\p{Cc}\p{Cs}]/u.test(value);

/** What is wrong with a value that should be an entry, if anything. @param {unknown} entry */
export function faultOf(entry) {
  if (!isObject(entry)) return "it is no entry";
  if (typeof entry.kind !== "string" || !Object.hasOwn(KEYS, entry.kind)) return `its kind is ${show(entry.kind)}`;
  const keys = KEYS[/** @type {keyof typeof KEYS} */ (entry.kind)];
  const missing = keys.find((key) => !Object.hasOwn(entry, key));
  if (missing) return `it has no \`${missing}\``;
  const foreign = Object.keys(entry).find((key) => !keys.includes(key));
  if (foreign !== undefined) return `nothing is known of \`${foreign.slice(0, 40)}\``;
  if (!isName(entry.id, 64)) return `its id is ${show(entry.id)}`;
  if (!isWhole(entry.at, 0, LAST_MOMENT)) return `its time is ${show(entry.at)}`;
  if (!isWhole(entry.stamp, 0, LAST_STAMP)) return `its stamp is ${show(entry.stamp)}`;
  // No place on earth is two days from UTC.
  const day = Math.floor(entry.at / 86_400_000);
  if (!isWhole(entry.day, day - 2, day + 2)) return `its day, ${show(entry.day)}, is not that of its time`;
  if (!isName(entry.card, 300)) return `its card is ${show(entry.card)}`;
  if (entry.kind === "undo") return isName(entry.of, 64) ? null : `what it takes back is ${show(entry.of)}`;
  if (entry.kind !== "review") return null;
  if (GRADES.every((grade) => grade !== entry.grade)) return `its grade is ${show(entry.grade)}, not 1 to 4`;
  if (!isWhole(entry.took, 0, LONGEST_REVIEW)) return `its duration is ${show(entry.took)}`;
  return null;
}

/** A value in a message, cut short. @param {unknown} value */
const show = (value) => (JSON.stringify(value) ?? "nothing").slice(0, 40);
