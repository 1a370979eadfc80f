// The review log: the truth about what was studied. Entries are only ever added; what is known of each card follows from
// them by replay. Pure: no clock, no storage.
// @ts-check

import { LAST_MOMENT, isEntry, write } from "./entry.js";
import { NEW, review } from "./scheduler.js";

/** @typedef {import("./entry.js").Stamped} Stamped */
/** @typedef {import("./entry.js").Kept} Kept */
/** @typedef {import("./entry.js").Deed} Deed */
/** @typedef {import("./entry.js").Goal} Goal */

/**
 * @typedef {object} Beside what the log says of a card beside its schedule
 * @property {boolean} suspended
 * @property {boolean} flagged
 * @property {string} note
 * @property {string} edition the one that was learned; nothing where that is not known
 * @property {readonly string[]} missed key points that were not ticked when they were ticked last
 *
 * @typedef {import("./scheduler.js").Card & Beside} State
 */

/** A card of which the log says nothing. @type {Readonly<State>} */
export const UNSEEN = Object.freeze({
  ...NEW,
  suspended: false,
  flagged: false,
  note: "",
  edition: "",
  missed: Object.freeze([]),
});

/** Renamed cards: old id to new. @typedef {Readonly<Record<string, string>>} Aliases */

/** The order of all logs. @param {Stamped} a @param {Stamped} b */
export function compare(a, b) {
  return a.stamp - b.stamp || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The stamp of a new entry. @param {number} at @param {number} last the greatest stamp so far, of a log that is settled */
export function stampAfter(at, last) {
  return Math.max(at, last + 1);
}

/**
 * Entries in order, with room for those to come. No moment has a stamp beyond the latest date, so only entries that came after
 * such a one can have more, each by one: the first at most one more, the second two. A stamp that claims a greater one, made up
 * in a file, is drawn back, and the order of all stays. Logs that are settled are still so when they are merged.
 * @template {Stamped} E
 * @param {E[]} entries in order @returns {E[]}
 */
export function settle(entries) {
  let most = LAST_MOMENT;
  return entries.map((entry) => {
    if (entry.stamp <= LAST_MOMENT) return entry;
    most += 1;
    return entry.stamp <= most ? entry : { ...entry, stamp: most };
  });
}

/** After so many entries a long work may rest. */
export const SLICE = 1000;

/** A work that may rest, and says at each rest which share of it is done. @template T @typedef {Generator<number, T>} Work */

/** Does a work without a rest. @template T @param {Work<T>} work @returns {T} */
export function finish(work) {
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
 * @template {Stamped & { kind: string }} E
 * @param {...readonly E[]} logs
 * @returns {E[]}
 */
export function merge(...logs) {
  return finish(merging(...logs));
}

/**
 * The same, a slice at a time.
 * @template {Stamped & { kind: string }} E
 * @param {...readonly E[]} logs
 * @returns {Work<E[]>}
 */
export function* merging(...logs) {
  /** @type {Map<string, E>} */
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

/**
 * Puts entries in order: short runs at once, then two of them in one, until there is one.
 * @template {Stamped} E
 * @param {E[]} entries @returns {Work<E[]>}
 */
function* sorting(entries) {
  /** @type {E[][]} */
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

/** One run of two. @template {Stamped} E @param {E[]} left @param {E[]} right @param {number} share @returns {Work<E[]>} */
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

/**
 * Entries in order, without those that were taken back, the taking back, and what only a newer edition understands.
 * @param {readonly Kept[]} log @returns {Deed[]}
 */
export function effective(log) {
  return withoutUndone(merge(log));
}

/** The same of entries that are in order. @param {readonly Kept[]} entries @returns {Deed[]} */
export function withoutUndone(entries) {
  // By card, too, so that the entries about a card say all about it, and a card can be replayed alone.
  const undone = new Set();
  // No name holds a line break.
  for (const entry of entries) if (isEntry(entry) && entry.kind === "undo") undone.add(`${entry.of}\n${entry.card}`);
  /** @type {Deed[]} */
  const deeds = [];
  for (const entry of entries) {
    if (isEntry(entry) && entry.kind !== "undo" && !undone.has(`${entry.id}\n${entry.card}`)) deeds.push(entry);
  }
  return deeds;
}

/**
 * A card after one more entry about it.
 * @param {State} state @param {Deed} entry @param {Partial<import("./scheduler.js").Options>} options
 * @returns {State}
 */
export function apply(state, entry, options = {}) {
  switch (entry.kind) {
    case "review": {
      const { edition = state.edition, missed = state.missed } = entry;
      return { ...state, ...review(state, entry, options), edition, missed };
    }
    case "suspend":
    case "unsuspend":
      return { ...state, suspended: entry.kind === "suspend" };
    case "flag":
    case "unflag":
      return { ...state, flagged: entry.kind === "flag" };
    case "known":
      return { ...state, edition: entry.edition };
    case "note":
      return { ...state, note: entry.text };
    case "goal":
      return state;
  }
}

/** All reviews that count, by the cards' present names. @param {readonly Kept[]} log in order @param {Aliases} aliases */
export function reviewsOf(log, aliases) {
  return withoutUndone(log).flatMap((entry) => {
    if (entry.kind !== "review") return [];
    const card = resolve(entry.card, aliases);
    return card === entry.card ? [entry] : [{ ...entry, card }];
  });
}

/** The goal that a log ends with, if there is one. @param {readonly Kept[]} log @returns {Goal | null} */
export function goalOf(log) {
  const goals = effective(log).filter((entry) => entry.kind === "goal");
  const last = goals.at(-1);
  return last && last.date !== null ? last : null;
}

/**
 * What a log says of each card, by the card's present name.
 * @param {readonly Kept[]} log
 * @param {{ aliases?: Aliases, options?: Partial<import("./scheduler.js").Options> }} settings
 * @returns {Map<string, State>}
 */
export function replay(log, settings = {}) {
  return finish(replaying(log, settings));
}

/**
 * The same, a slice at a time.
 * @param {readonly Kept[]} log
 * @param {{ aliases?: Aliases, options?: Partial<import("./scheduler.js").Options> }} settings
 * @returns {Work<Map<string, State>>}
 */
export function* replaying(log, { aliases = {}, options = {} } = {}) {
  /** @type {Map<string, State>} */
  const states = new Map();
  const entries = withoutUndone(yield* part(0, 0.4, merging(log)));
  for (const [at, entry] of entries.entries()) {
    if (at % SLICE === 0) yield 0.4 + (at / entries.length) * 0.6;
    if (entry.kind === "goal") continue;
    const card = resolve(entry.card, aliases);
    states.set(card, apply(states.get(card) ?? UNSEEN, entry, options));
  }
  return states;
}
