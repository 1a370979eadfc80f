// What the reader has studied, kept in the browser: the log of log.js in IndexedDB, the states of cards that follow from
// it, and the reader's settings. A page opens the store once; pages in other tabs follow.
// @ts-check

import { baseUrl } from "../site.js";
import { askQuietly, databaseName, inSlices, openAnew, openDatabase, putAll, transact } from "./database.js";
import { hasChanged } from "./agenda.js";
import { readingFile, writeFile } from "./file.js";
import { followDays, followTabs } from "./follow.js";
import { hasEntry, readBesideLog, readLog, replayAll, writeDown } from "./kept.js";
import { UNSEEN, compare, goalOf, merge, merging, replay, resolve, reviewsOf, settle, stampAfter } from "./log.js";
import { forget, forgetPending, now, pending, setDown } from "./pending.js";
import { VERSION } from "./scheduler.js";
import { DEFAULT_SETTINGS, isKept, validAliases, validBackup, validNames, validSettings } from "./settings.js";
import { keepAlike, keepText, learnedText, textKeys } from "./texts.js";
import { bannerOf } from "./trouble.js";

export { DEFAULT_SETTINGS };

/** @typedef {import("./entry.js").Entry} Entry */
/** @typedef {import("./trouble.js").Banner} Banner */

/** After so many reviews without an export the reader is reminded of one. */
export const BACKUP_AFTER = 50;

/**
 * What changed: some cards, or everything; or nothing but the day.
 * @typedef {{ cards: string[] | null, here: boolean, isNewDay?: boolean }} Change
 */

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
  /** @type {import("./settings.js").Settings} */
  settings = { ...DEFAULT_SETTINGS };
  /** How many entries of the log could not be understood, and were left alone. */
  unread = 0;

  #name;
  /** @type {IDBDatabase | null} */
  #database = null;
  /** @type {BroadcastChannel | null} */
  #channel = null;
  /** @type {Map<string, import("./log.js").State>} */
  #states = new Map();
  /** @type {import("./log.js").Aliases} */
  #aliases = {};
  /** Entries that could not be written, in order. @type {import("./entry.js").Kept[]} */
  #unkept = [];
  /** @type {import("./entry.js").Goal | null} */
  #goal = null;
  /** Editions that say what another says, as `old>new`, by card, and those that do not, as `old<>new`. @type {Record<string, string>} */
  #alike = {};
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
      store.banner = bannerOf(error, "damaged");
    }
    await store.#takeIn();
    store.#listen();
    return store;
  }

  /** @param {string} name */
  constructor(name) {
    this.#name = name;
  }

  /** The present moment, and the reader's day. */
  now() {
    return now();
  }

  /** What the scheduler has to know of the settings. */
  get options() {
    return { retention: this.settings.retention };
  }

  /** What a card is called now. @param {string} card */
  #current(card) {
    return resolve(card, this.#aliases);
  }

  /** What is known of a card; an old name is as good as the new one. @param {string} card */
  state(card) {
    return this.#states.get(this.#current(card)) ?? UNSEEN;
  }

  /** What is known of all cards that the log speaks of, also of those that are gone from the bank. */
  get states() {
    return /** @type {ReadonlyMap<string, import("./log.js").State>} */ (this.#states);
  }

  /** What is to be known on which day, if there is such a goal. */
  get goal() {
    return this.#goal;
  }

  /** Whether the text of a card says something else than what was learned. @param {string} card @param {string | undefined} edition the bank's */
  isChanged(card, edition) {
    const state = this.state(card);
    return hasChanged(state, edition) && this.#alike[this.#current(card)] !== `${state.edition}>${edition}`;
  }

  /** Whether anything was ever written. */
  get isEmpty() {
    return this.#states.size === 0;
  }

  /** The whole log, in order. @returns {Promise<import("./entry.js").Kept[]>} */
  async entries() {
    const kept = this.#database ? await readLog(this.#database) : [];
    return settle(await inSlices(merging(kept, this.#unkept)));
  }

  /** All reviews that count, in order, by the cards' present names. @returns {Promise<import("./entry.js").Review[]>} */
  async reviews() {
    return reviewsOf(await this.entries(), this.#aliases);
  }

  /** Whether an entry is in the log, or will be as soon as that can be written. @param {string} id */
  has(id) {
    return this.#inTurn(
      async () => this.#unkept.some((entry) => entry.id === id) || (!!this.#database && hasEntry(this.#database, id)),
    );
  }

  /** Grades a card. @param {string} card @param {import("./scheduler.js").Grade} grade @param {number} took milliseconds @param {import("./entry.js").About} about @param {string} [id] */
  async grade(card, grade, took = 0, { edition, text, missed } = {}, id) {
    const about = { ...(edition === undefined ? {} : { edition }), ...(missed === undefined ? {} : { missed }) };
    const entry = await this.append({ kind: "review", card, grade, took, ...about }, id);
    if (edition !== undefined) await this.keepText(card, edition, text);
    return entry;
  }

  /** The reader knows what has changed. @param {string} card @param {string} edition @param {import("./editions.js").Text} [text] @param {string} [id] */
  async confirm(card, edition, text, id) {
    const entry = await this.append({ kind: "known", card, edition }, id);
    await this.keepText(card, edition, text);
    return entry;
  }

  /** The words may be lost: what the log says does not hang on them. @param {string} card @param {string} edition @param {import("./editions.js").Text} [text] */
  async keepText(card, edition, text) {
    if (this.#database && text) await keepText(this.#database, this.#current(card), edition, text);
  }

  /** The words that were learned, where this browser has them. @param {string} card @returns {Promise<import("./editions.js").Text | null>} */
  async learned(card) {
    const { edition } = this.state(card);
    return this.#database && edition !== "" ? learnedText(this.#database, this.#current(card), edition) : null;
  }

  /** The new edition of a card was compared with what was learned. It may say the same: a typing error was mended, or markup. @param {string} card @param {string} edition @param {boolean} isSame */
  async compared(card, edition, isSame) {
    const name = this.#current(card);
    this.#alike = { ...this.#alike, [name]: `${this.state(card).edition}${isSame ? ">" : "<>"}${edition}` };
    if (this.#database) await keepAlike(this.#database, this.#alike);
    if (isSame) this.#tell({ cards: [name], here: true });
  }

  /** Whether it says something else. @param {string} card @param {string} edition */
  wasCompared(card, edition) {
    return this.#alike[this.#current(card)] === `${this.state(card).edition}<>${edition}`;
  }

  /** Takes an entry back. @param {Entry} entry */
  undo(entry) {
    return this.append({ kind: "undo", card: entry.card, of: entry.id });
  }

  /** @param {string} card @param {boolean} on @param {string} [id] */
  suspend(card, on, id) {
    return this.append({ kind: on ? "suspend" : "unsuspend", card }, id);
  }

  /** @param {string} card @param {boolean} on */
  flag(card, on) {
    return this.append({ kind: on ? "flag" : "unflag", card });
  }

  /**
   * Adds an entry to the log: set down at once; in the database before this returns, or else in memory, and the banner says so.
   * What could not be read again is refused.
   * @param {import("./entry.js").Draft} draft @param {string} [id]
   * @returns {Promise<Entry>}
   */
  async append(draft, id) {
    return this.add(setDown(draft, id));
  }

  /** The same of an entry that is set down. @param {Entry} entry */
  add(entry) {
    return this.#inTurn(async () => {
      const hadBanner = this.banner !== null;
      await this.#put(entry);
      const card = this.#current(entry.card);
      this.#tell({ cards: hadBanner === (this.banner !== null) ? [card] : null, here: true });
      return entry;
    });
  }

  /** @param {(change: Change) => void} listener @returns {() => void} ends it */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Changes settings. Another retention puts all cards' days anew. @param {Partial<import("./settings.js").Settings>} changes */
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

  /** Tells which cards have new names. @param {import("./log.js").Aliases} aliases */
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
        await this.#replay();
        this.#tell({ cards: null, here: true });
      }
      return { added: added.length, known: entries.length - added.length, fault: null };
    });
  }

  /** Forgets everything but the settings. @returns {Promise<boolean>} whether that could be done */
  reset() {
    return this.#inTurn(async () => {
      if (!this.#database && this.banner?.reason === "damaged") {
        this.#database = await openAnew(this.#name).catch(() => null);
        if (!this.#database) return false;
        this.banner = null;
      }
      const isDone = await this.#change(async (store) => {
        store("log").clear();
        store("cards").clear();
        for (const key of ["backup", ...textKeys()]) store("meta").delete(key);
      });
      if (!isDone && this.#database) return false;
      this.#unkept = [];
      forgetPending();
      this.#states = new Map();
      this.#goal = null;
      this.#alike = {};
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

  /** What states follow from, beside the log that is written. */
  get #about() {
    return { unkept: this.#unkept, aliases: this.#aliases, options: this.options, cache: this.#cache };
  }

  /** Reads everything but the log; that only where the cached states are not those of this algorithm. */
  async #load() {
    const database = this.#database;
    if (!database) return;
    const read = await readBesideLog(database);
    this.settings = validSettings(read.settings);
    this.#aliases = validAliases(read.aliases);
    this.#backup = validBackup(read.backup);
    this.#alike = validNames(read.alike);
    this.#goal = goalOf([...read.goals, ...this.#unkept]);
    this.#reviews = read.reviews;
    /** @type {unknown[]} */
    const cards = read.cards;
    const kept = cards.filter(isKept);
    const isCurrent = kept.length === cards.length && kept.every(({ cache }) => cache === this.#cache);
    if (isCurrent && (read.entries === read.goals.length) === (cards.length === 0)) {
      this.#states = new Map(kept.map(({ id, state }) => [id, state]));
      if (this.#unkept.length > 0) await this.#replay();
      return;
    }
    try {
      await transact(database, "readwrite", (store) => this.#rebuild(store));
    } catch (error) {
      // The states are right though they could not be kept: a full storage can still be read.
      this.banner = bannerOf(error, "full");
    }
  }

  /** What follows from the log, where it could not be written. */
  async #replay() {
    const entries = await this.entries();
    [this.#states, this.#goal] = [replay(entries, this.#about), goalOf(entries)];
  }

  /**
   * Settles and replays the whole log, within a transaction.
   * @param {(name: "log" | "cards" | "meta") => IDBObjectStore} store @param {(share: number) => void} [progress]
   */
  async #rebuild(store, progress) {
    const replayed = await replayAll(store, this.#about, progress);
    this.unread = replayed.unread;
    this.#states = replayed.states;
    this.#goal = replayed.goal;
    store("cards").clear();
    for (const [id, state] of this.#states) store("cards").put({ id, cache: this.#cache, state });
  }

  /**
   * Writes an entry, and all that could not be written before it, with the states that follow: one transaction, which sees
   * what other tabs have written.
   * @param {IDBDatabase} database @param {Entry} entry @param {boolean} stays @returns {Promise<boolean>} whether it is kept
   */
  async #write(database, entry, stays, mayReopen = true) {
    try {
      const changed = await transact(database, "readwrite", (store) => writeDown(store, entry, this.#about));
      for (const [card, state] of changed.states) this.#states.set(card, state);
      this.#goal = changed.goal;
      if (changed.isNew && entry.kind === "review") this.#reviews += 1;
      for (const { id } of [...this.#unkept, entry]) forget(id);
      this.#unkept = [];
      this.banner = null;
      return true;
    } catch (error) {
      // The browser closes a database whose data the reader clears; there can be a new one.
      if (mayReopen && error instanceof DOMException && error.name === "InvalidStateError") {
        const reopened = await openDatabase(this.#name).catch(() => null);
        if (reopened) return this.#write((this.#database = reopened), entry, stays, false);
      }
      // The reader is told; but nobody is where the page was left.
      if (!stays && !(error instanceof DOMException && error.name === "AbortError")) forget(entry.id);
      this.banner = bannerOf(error, "full");
      return false;
    }
  }

  /** Takes in what pages that were left had begun. Where it cannot be written now, the next page tries again. */
  async #takeIn() {
    for (const entry of pending()) await this.#put(entry, true);
  }

  /** @param {Entry} entry @param {boolean} stays whether it stays set down where it cannot be written */
  async #put(entry, stays = false) {
    if (this.#database && (await this.#write(this.#database, entry, stays))) {
      this.#channel?.postMessage({ cards: [this.#current(entry.card)] });
      void askQuietly();
      return;
    }
    if (!this.#database && !stays) forget(entry.id);
    this.#keepInMemory(entry);
    await this.#replay();
  }

  /** @param {Entry} entry */
  #keepInMemory(entry) {
    if (this.#unkept.some(({ id }) => id === entry.id)) return;
    if (entry.kind === "review") this.#reviews += 1;
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
        this.banner = bannerOf(error, "full");
      }
    }
    this.#tell({ cards: null, here: true });
    return isKept;
  }

  /** @param {{ reviews: number, asked: number }} backup */
  #setBackup(backup) {
    return this.#inTurn(() => {
      this.#backup = backup;
      return this.#change(async (store) => void store("meta").put(backup, "backup"));
    });
  }

  /** Follows other tabs and the days, and comes up to date when the page returns from the browser's memory. */
  #listen() {
    followDays(() => this.#tell({ cards: null, here: false, isNewDay: true }));
    if (!this.#database) return;
    this.#channel = followTabs(this.#name, (cards, isBack) =>
      this.#inTurn(async () => {
        if (!this.#database) return;
        // Where this fails, what is known stays; the next write says what is wrong.
        await this.#load().catch(() => undefined);
        if (isBack) await this.#takeIn();
        this.#tell({ cards, here: false });
      }),
    );
  }

  /** @param {Change} change */
  #tell(change) {
    for (const listener of this.#listeners) listener(change);
  }
}
