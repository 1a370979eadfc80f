// What the reader has studied, kept in the browser: the log of log.js in IndexedDB, the states of cards that follow from
// it, and the reader's settings. A page opens the store once; pages in other tabs follow.
// @ts-check

import { baseUrl } from "../site.js";
import { databaseName, deleteDatabase, inSlices, openDatabase, putAll, readAll, result, transact } from "./database.js";
import { dayOf } from "./day.js";
import { lastStamp, readable, understanding } from "./kept.js";
import {
  LONGEST_REVIEW,
  UNSEEN,
  compare,
  merge,
  merging,
  part,
  readingFile,
  replay,
  replaying,
  resolve,
  settle,
  stampAfter,
  withoutUndone,
  writeFile,
} from "./log.js";
import { say } from "../words.js";
import { VERSION } from "./scheduler.js";
import { DEFAULT_SETTINGS, isKept, validAliases, validBackup, validSettings } from "./settings.js";

export { DEFAULT_SETTINGS };

/** @typedef {import("./log.js").Entry} Entry */
/** @typedef {import("./log.js").Review} Review */
/** @typedef {import("./log.js").State} State */
/** @typedef {import("./log.js").Aliases} Aliases */
/** @typedef {import("./scheduler.js").Grade} Grade */

/** @typedef {import("./settings.js").Settings} Settings */

/** After so many reviews without an export the reader is reminded of one. */
export const BACKUP_AFTER = 50;

/**
 * Why nothing, or not everything, is kept.
 * @typedef {{ reason: "blocked" | "full" | "damaged" | "newer", text: string }} Banner
 */

/** The names of the words for it. @type {Record<Banner["reason"], string>} */
const BANNERS = {
  blocked: "study.blocked",
  full: "study.full_storage",
  damaged: "study.damaged",
  newer: "study.newer",
};

/** What a new entry says; the store adds the rest. @typedef {{ kind: "review", card: string, grade: Grade, took: number } | { kind: "suspend" | "unsuspend" | "flag" | "unflag", card: string } | { kind: "undo", card: string, of: string }} Draft */

/** What changed: some cards, or everything. @typedef {{ cards: string[] | null, here: boolean }} Change */

/** @type {Promise<Store> | undefined} */
let opened;

/** The store of this site, the same for all of a page. It always opens: where nothing can be kept, it says so. */
export function open() {
  opened ??= Store.open(baseUrl().pathname);
  return opened;
}

export class Store {
  /** @type {Banner | null} */
  banner = null;
  /** Whether the browser promised to clear nothing by itself; nothing where it was not asked. @type {boolean | null} */
  persisted = null;
  /** @type {Settings} */
  settings = { ...DEFAULT_SETTINGS };
  /** How many entries of the log could not be understood, and were left alone. */
  unread = 0;

  #name;
  /** @type {IDBDatabase | null} */
  #database = null;
  /** @type {BroadcastChannel | null} */
  #channel = null;
  /** @type {Map<string, State>} */
  #states = new Map();
  /** @type {Aliases} */
  #aliases = {};
  /** Entries that could not be written, in order. @type {Entry[]} */
  #unkept = [];
  #reviews = 0;
  #backup = { reviews: 0, asked: 0 };
  /** @type {Set<(change: Change) => void>} */
  #listeners = new Set();
  /** Writes happen one after the other. @type {Promise<unknown>} */
  #last = Promise.resolve();

  /** @param {string} path of the site's root */
  static async open(path) {
    const store = new Store(databaseName(path));
    try {
      store.#database = await openDatabase(store.#name);
      store.#database.onversionchange = () => store.#database?.close();
      await store.#load();
    } catch (error) {
      store.#database?.close();
      store.#database = null;
      store.#banner(error, "damaged");
    }
    store.#listen();
    return store;
  }

  /** @param {string} name */
  constructor(name) {
    this.#name = name;
  }

  /** The present moment, and the reader's day. */
  now() {
    const at = Date.now();
    return { at, day: dayOf(at, new Date(at).getTimezoneOffset()) };
  }

  /** What the scheduler has to know of the settings. */
  get options() {
    return { retention: this.settings.retention };
  }

  /** What is known of a card; an old name is as good as the new one. @param {string} card */
  state(card) {
    return this.#states.get(resolve(card, this.#aliases)) ?? UNSEEN;
  }

  /** What is known of all cards that the log speaks of, also of those that are gone from the bank. */
  get states() {
    return /** @type {ReadonlyMap<string, State>} */ (this.#states);
  }

  /** Whether anything was ever written. */
  get isEmpty() {
    return this.#states.size === 0;
  }

  /** The whole log, in order. @returns {Promise<Entry[]>} */
  async entries() {
    const kept = this.#database
      ? await transact(this.#database, "readonly", (store) => readAll(store("log"))).catch(() => [])
      : [];
    return settle(await inSlices(merging(await inSlices(understanding(kept)), this.#unkept)));
  }

  /** All reviews that count, in order, by the cards' present names. @returns {Promise<Review[]>} */
  async reviews() {
    const entries = withoutUndone(await this.entries()).filter((entry) => entry.kind === "review");
    return entries.map((entry) => {
      const card = resolve(entry.card, this.#aliases);
      return card === entry.card ? entry : { ...entry, card };
    });
  }

  /** Grades a card. @param {string} card @param {Grade} grade @param {number} took milliseconds */
  grade(card, grade, took = 0) {
    return this.append({ kind: "review", card, grade, took: Math.min(Math.max(0, Math.round(took)), LONGEST_REVIEW) });
  }

  /** Takes an entry back. @param {Entry} entry */
  undo(entry) {
    return this.append({ kind: "undo", card: entry.card, of: entry.id });
  }

  /** @param {string} card @param {boolean} on */
  suspend(card, on) {
    return this.append({ kind: on ? "suspend" : "unsuspend", card });
  }

  /** @param {string} card @param {boolean} on */
  flag(card, on) {
    return this.append({ kind: on ? "flag" : "unflag", card });
  }

  /**
   * Adds an entry to the log: in the database before this returns, or else in memory, and the banner says so.
   * @param {Draft} draft
   * @returns {Promise<Entry>}
   */
  append(draft) {
    return this.#inTurn(async () => {
      const { at, day } = this.now();
      const entry = /** @type {Entry} */ ({ ...draft, id: uniqueId(), stamp: 0, at, day });
      const card = resolve(entry.card, this.#aliases);
      const hadBanner = this.banner !== null;
      if (this.#database && (await this.#write(this.#database, entry))) {
        this.#channel?.postMessage({ cards: [card] });
        this.#persist();
      } else {
        this.#keepInMemory(entry);
        this.#states = replay(await this.entries(), { aliases: this.#aliases, options: this.options });
      }
      if (entry.kind === "review") this.#reviews += 1;
      this.#tell({ cards: hadBanner === (this.banner !== null) ? [card] : null, here: true });
      return entry;
    });
  }

  /** @param {(change: Change) => void} listener @returns {() => void} ends it */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Changes settings. Another retention puts all cards' days anew. @param {Partial<Settings>} changes */
  setSettings(changes) {
    return this.#inTurn(async () => {
      const before = this.settings.retention;
      this.settings = validSettings({ ...this.settings, ...changes });
      await this.#change(async (store) => {
        store("meta").put(this.settings, "settings");
        if (this.settings.retention !== before) await this.#rebuild(store);
      });
    });
  }

  /** Tells which cards have new names. @param {Aliases} aliases */
  setAliases(aliases) {
    return this.#inTurn(async () => {
      const sorted = Object.fromEntries(Object.entries(aliases).sort(([a], [b]) => (a < b ? -1 : 1)));
      if (JSON.stringify(sorted) === JSON.stringify(this.#aliases)) return;
      this.#aliases = sorted;
      await this.#change(async (store) => {
        store("meta").put(sorted, "aliases");
        await this.#rebuild(store);
      });
    });
  }

  /** How many reviews there are that no file holds. */
  get unsaved() {
    return Math.max(0, this.#reviews - this.#backup.reviews);
  }

  /** Whether it is time for a backup. */
  get wantsBackup() {
    return this.#reviews - Math.max(this.#backup.reviews, this.#backup.asked) >= BACKUP_AFTER;
  }

  /** The reader was reminded, and does not want to be for a while. */
  postponeBackup() {
    return this.#setBackup({ ...this.#backup, asked: this.#reviews });
  }

  /** The log as a file. */
  async exportFile() {
    const text = writeFile(await this.entries());
    await this.#setBackup({ reviews: this.#reviews, asked: this.#reviews });
    return text;
  }

  /**
   * Adds the log of a file to this one, a slice at a time, so that the page stays awake.
   * @param {string} text @param {(share: number) => void} progress
   * @returns {Promise<{ added: number, known: number, fault: null } | { fault: string }>}
   */
  async importFile(text, progress = () => {}) {
    // Writing takes the longest by far.
    const { entries, fault } = await inSlices(readingFile(text), (share) => progress(share * 0.1));
    if (fault !== null) return { fault };
    return this.#inTurn(async () => {
      const before = new Set((await this.entries()).map(({ id }) => id));
      const added = entries.filter(({ id }) => !before.has(id));
      const reviews = added.filter(({ kind }) => kind === "review").length;
      this.#reviews += reviews;
      // What came out of a file is in a file.
      this.#backup = { reviews: this.#backup.reviews + reviews, asked: this.#backup.asked + reviews };
      const isKept = await this.#change(async (store) => {
        await putAll(store("log"), added, (share) => progress(0.1 + share * 0.7));
        await this.#rebuild(store, (share) => progress(0.8 + share * 0.2));
        store("meta").put(this.#backup, "backup");
      });
      if (!isKept) {
        this.#unkept = merge(this.#unkept, added);
        this.#states = replay(await this.entries(), { aliases: this.#aliases, options: this.options });
        this.#tell({ cards: null, here: true });
      }
      return { added: added.length, known: entries.length - added.length, fault: null };
    });
  }

  /** Forgets everything but the settings. @returns {Promise<boolean>} whether that could be done */
  reset() {
    return this.#inTurn(async () => {
      if (!this.#database && this.banner?.reason === "damaged") {
        try {
          await deleteDatabase(this.#name);
          this.#database = await openDatabase(this.#name);
          this.banner = null;
        } catch (error) {
          this.#banner(error, "damaged");
          return false;
        }
      }
      const isDone = await this.#change(async (store) => {
        store("log").clear();
        store("cards").clear();
        store("meta").delete("backup");
      });
      if (!isDone && this.#database) return false;
      this.#unkept = [];
      this.#states = new Map();
      this.#reviews = 0;
      this.#backup = { reviews: 0, asked: 0 };
      this.#tell({ cards: null, here: true });
      return true;
    });
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  #inTurn(work) {
    const done = this.#last.then(work, work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** The states that are cached belong to this algorithm, and to a log that is settled. */
  get #cache() {
    return `${VERSION} settled ${this.settings.retention}`;
  }

  /** Reads everything but the log; that only where the cached states are not those of this algorithm. */
  async #load() {
    const database = this.#database;
    if (!database) return;
    const read = await transact(database, "readonly", async (store) => {
      const [cards, settings, aliases, backup, reviews, entries] = await Promise.all([
        result(store("cards").getAll()),
        result(store("meta").get("settings")),
        result(store("meta").get("aliases")),
        result(store("meta").get("backup")),
        result(store("log").index("kind").count("review")),
        result(store("log").count()),
      ]);
      return { cards, settings, aliases, backup, reviews, entries };
    });
    this.settings = validSettings(read.settings);
    this.#aliases = validAliases(read.aliases);
    this.#backup = validBackup(read.backup);
    this.#reviews = read.reviews;
    /** @type {unknown[]} */
    const cards = read.cards;
    const kept = cards.filter(isKept);
    const isCurrent = kept.length === cards.length && kept.every(({ cache }) => cache === this.#cache);
    if (isCurrent && (read.entries === 0) === (cards.length === 0)) {
      this.#states = new Map(kept.map(({ id, state }) => [id, state]));
      if (this.#unkept.length > 0)
        this.#states = replay(await this.entries(), { aliases: this.#aliases, options: this.options });
      return;
    }
    try {
      await transact(database, "readwrite", (store) => this.#rebuild(store));
    } catch (error) {
      // The states are right though they could not be kept: a full storage can still be read.
      this.#banner(error, "full");
    }
  }

  /**
   * Settles and replays the whole log, within a transaction.
   * @param {(name: "log" | "cards" | "meta") => IDBObjectStore} store @param {(share: number) => void} [progress]
   */
  async #rebuild(store, progress) {
    // What is asked for keeps the transaction open.
    const rest = () => result(store("meta").getKey("settings"));
    const slices = (
      /** @type {number} */ from,
      /** @type {number} */ to,
      /** @type {import("./log.js").Work<any>} */ work,
    ) => inSlices(part(from, to, work), progress, rest);
    const all = await readAll(store("log"), (share) => progress?.(share * 0.4));
    /** @type {Entry[]} */
    const entries = await slices(0.4, 0.5, understanding(all));
    this.unread = all.length - entries.length;
    const kept = new Set(entries);
    /** @type {Entry[]} */
    const log = settle(await slices(0.5, 0.6, merging(entries)));
    for (const entry of log) if (!kept.has(entry)) store("log").put(entry);
    const whole = this.#unkept.length > 0 ? settle(merge(log, this.#unkept)) : log;
    this.#states = await slices(0.6, 1, replaying(whole, { aliases: this.#aliases, options: this.options }));
    store("cards").clear();
    for (const [id, state] of this.#states) store("cards").put({ id, cache: this.#cache, state });
  }

  /**
   * Writes an entry, and all that could not be written before it, with the states that follow: one transaction, which sees
   * what other tabs have written.
   * @param {IDBDatabase} database @param {Entry} entry @returns {Promise<boolean>} whether it is kept
   */
  async #write(database, entry, mayReopen = true) {
    try {
      const changed = await transact(database, "readwrite", async (store) => {
        entry.stamp = stampAfter(entry.at, Math.max(await lastStamp(store("log")), this.#unkept.at(-1)?.stamp ?? 0));
        const entries = [...this.#unkept, entry];
        for (const each of entries) store("log").put(each);
        const cards = new Set(entries.map(({ card }) => resolve(card, this.#aliases)));
        /** @type {[string, State][]} */
        const states = [];
        for (const card of cards) {
          const logs = await Promise.all(this.#names(card).map((name) => readable(store("log").index("card"), name)));
          const state = replay(logs.flat(), { aliases: this.#aliases, options: this.options }).get(card) ?? UNSEEN;
          store("cards").put({ id: card, cache: this.#cache, state });
          states.push([card, state]);
        }
        return states;
      });
      for (const [card, state] of changed) this.#states.set(card, state);
      this.#unkept = [];
      this.banner = null;
      return true;
    } catch (error) {
      // The browser closes a database whose data the reader clears; there can be a new one.
      if (mayReopen && error instanceof DOMException && error.name === "InvalidStateError") {
        const reopened = await openDatabase(this.#name).catch(() => null);
        if (reopened) return this.#write((this.#database = reopened), entry, false);
      }
      this.#banner(error, "full");
      return false;
    }
  }

  /** All names that a card has had. @param {string} card */
  #names(card) {
    return [card, ...Object.keys(this.#aliases).filter((old) => resolve(old, this.#aliases) === card && old !== card)];
  }

  /** @param {Entry} entry */
  #keepInMemory(entry) {
    entry.stamp = stampAfter(entry.at, Math.max(entry.stamp - 1, this.#unkept.at(-1)?.stamp ?? 0));
    this.#unkept.push(entry);
    this.#unkept.sort(compare);
  }

  /**
   * A change that other tabs have to take over whole.
   * @param {(store: (name: "log" | "cards" | "meta") => IDBObjectStore) => Promise<void>} work
   * @returns {Promise<boolean>} whether it is kept
   */
  async #change(work) {
    let isKept = false;
    if (this.#database) {
      try {
        await transact(this.#database, "readwrite", work);
        this.#channel?.postMessage({ cards: null });
        isKept = true;
      } catch (error) {
        this.#banner(error, "full");
      }
    }
    this.#tell({ cards: null, here: true });
    return isKept;
  }

  /** @param {{ reviews: number, asked: number }} backup */
  #setBackup(backup) {
    return this.#inTurn(() => this.#keepBackup(backup));
  }

  /** @param {{ reviews: number, asked: number }} backup */
  async #keepBackup(backup) {
    this.#backup = backup;
    await this.#change(async (store) => void store("meta").put(backup, "backup"));
  }

  /** Follows other tabs, and comes up to date when the page returns from the browser's memory. */
  #listen() {
    if (!this.#database || typeof BroadcastChannel === "undefined") return;
    const catchUp = (/** @type {string[] | null} */ cards) =>
      this.#inTurn(async () => {
        if (!this.#database) return;
        // Where this fails, what is known stays; the next write says what is wrong.
        await this.#load().catch(() => undefined);
        this.#tell({ cards, here: false });
      });
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }) => catchUp(data.cards);
    window.addEventListener("pageshow", ({ persisted }) => persisted && catchUp(null));
  }

  /** @param {Change} change */
  #tell(change) {
    for (const listener of this.#listeners) listener(change);
  }

  /** Says why nothing is kept. @param {unknown} error @param {Banner["reason"]} otherwise */
  #banner(error, otherwise) {
    /** @type {Record<string, Banner["reason"]>} */
    const reasons = {
      SecurityError: "blocked",
      NotAllowedError: "blocked",
      InvalidStateError: "blocked",
      QuotaExceededError: "full",
      VersionError: "newer",
      DataError: "damaged",
    };
    const reason = reasons[error instanceof Error ? error.name : ""] ?? otherwise;
    this.banner = { reason, text: say(BANNERS[reason]) };
  }

  /** Asks the browser to keep what it stores, once there is something. */
  async #persist() {
    if (this.persisted !== null) return;
    this.persisted = false;
    this.persisted = (await navigator.storage?.persist?.().catch(() => false)) ?? false;
  }
}

/** 96 bits of chance. */
function uniqueId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
