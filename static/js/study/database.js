// IndexedDB with promises, and no more of it than the store needs.
// @ts-check

/**
 * The database of a site. Several sites may share an origin, below different paths, and each has its own.
 * @param {string} path of the site's root: `/` or `/repo/`
 */
export const databaseName = (path) => `prepbook${path}`;

/** The version of the schema below. */
const SCHEMA = 1;

/**
 * Opens the database, and makes it where there is none:
 * - `log`: the entries of log.js by `id`, with indexes on `card`, `stamp` and `kind`. The truth.
 * - `cards`: `{ id, cache, state }` by `id`: what a replay of the log with the algorithm `cache` says of a card.
 * - `meta`: `settings`, `aliases` and `backup`, each under its name.
 * @param {string} name
 * @returns {Promise<IDBDatabase>}
 */
export function openDatabase(name) {
  return new Promise((resolve, reject) => {
    if (!globalThis.indexedDB) return reject(new DOMException("there is no IndexedDB", "SecurityError"));
    const request = indexedDB.open(name, SCHEMA);
    // It gives up what it has begun, and what it has yet to begin.
    let isLeft = false;
    const done = untilLeft(() => {
      isLeft = true;
      request.transaction?.abort();
    });
    request.onupgradeneeded = () => {
      if (isLeft) return request.transaction?.abort();
      const database = request.result;
      const log = database.createObjectStore("log", { keyPath: "id" });
      for (const index of ["card", "stamp", "kind"]) log.createIndex(index, index);
      database.createObjectStore("cards", { keyPath: "id" });
      database.createObjectStore("meta");
    };
    request.onerror = () => (done(), reject(request.error));
    request.onsuccess = () => {
      done();
      const database = request.result;
      const isWhole = ["log", "cards", "meta"].every((store) => database.objectStoreNames.contains(store));
      if (isWhole) return resolve(database);
      database.close();
      reject(new DOMException("the database lacks a part", "DataError"));
    };
  });
}

/**
 * Ends a work when the page is left. A page that is frozen in the browser's memory in the middle of a transaction would hold up
 * all others for ever, as WebKit's is. If it comes back, it is loaded anew.
 * @param {() => void} end @returns {() => void} to be called when the work is done
 */
function untilLeft(end) {
  const leave = () => {
    addEventListener("pageshow", () => location.reload(), { once: true });
    end();
  };
  addEventListener("pagehide", leave, { once: true });
  return () => removeEventListener("pagehide", leave);
}

/** Deletes a database that cannot be used. @param {string} name @returns {Promise<void>} */
export function deleteDatabase(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new DOMException("another tab has the database open", "InvalidStateError"));
  });
}

/** The result of a request. @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Runs work in one transaction over all stores: it is done whole, or not at all.
 * @template T
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {(store: (name: "log" | "cards" | "meta") => IDBObjectStore) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function transact(database, mode, work) {
  const transaction = database.transaction(["log", "cards", "meta"], mode, { durability: "strict" });
  const ended = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () => reject(transaction.error ?? new DOMException("the transaction ended", "AbortError"));
  });
  const abort = () => {
    try {
      transaction.abort();
    } catch {
      // It has ended already.
    }
  };
  const done = untilLeft(abort);
  try {
    const value = await work((name) => transaction.objectStore(name));
    await ended;
    return value;
  } catch (error) {
    // What aborted the transaction says more than the request that failed through it.
    abort();
    const cause = await ended.catch((reason) => reason);
    throw cause instanceof DOMException && cause.name !== "AbortError" ? cause : error;
  } finally {
    done();
  }
}

/** After so many milliseconds a long work lets the page do other things. */
const AT_ONCE = 12;

/** Lets the page draw and answer a touch, before more is done. */
export const breath = () => new Promise((resolve) => setTimeout(resolve));

/**
 * Does a work that yields the share that is done, with a rest between its slices.
 * @template T
 * @param {Generator<number, T>} work
 * @param {(share: number) => void} [progress]
 * @param {() => Promise<unknown>} [rest]
 * @returns {Promise<T>}
 */
export async function inSlices(work, progress = () => {}, rest = breath) {
  let since = performance.now();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - since < AT_ONCE) continue;
    progress(value);
    await rest();
    since = performance.now();
  }
}

/** As many records as are read at once: they arrive in one piece. */
const MOST_READ = 2000;

/**
 * All records of a store, in the order of their keys, a slice at a time.
 * @param {IDBObjectStore} store @param {(share: number) => void} [progress] @returns {Promise<any[]>}
 */
export async function readAll(store, progress = () => {}) {
  const count = await result(store.count());
  const records = [];
  /** @type {IDBKeyRange | undefined} */
  let rest;
  for (;;) {
    const slice = await result(store.getAll(rest, MOST_READ));
    for (const record of slice) records.push(record);
    if (slice.length < MOST_READ) return records;
    progress(records.length / Math.max(count, records.length));
    rest = IDBKeyRange.lowerBound(slice[slice.length - 1][/** @type {string} */ (store.keyPath)], true);
  }
}

/** As many records as are written before their arrival is waited for. */
const MOST_AT_ONCE = 500;

/**
 * Puts many records, within a transaction.
 * @param {IDBObjectStore} store @param {readonly unknown[]} records @param {(share: number) => void} progress
 */
export async function putAll(store, records, progress) {
  for (let at = 0; at < records.length; at += MOST_AT_ONCE) {
    const slice = records.slice(at, at + MOST_AT_ONCE);
    // They arrive in their order.
    await result(slice.map((record) => store.put(record))[slice.length - 1]);
    progress(Math.min(1, (at + MOST_AT_ONCE) / records.length));
  }
}

/** 96 bits of chance. */
export function uniqueId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A new database in the place of one that cannot be read. @param {string} name */
export async function openAnew(name) {
  await deleteDatabase(name);
  return openDatabase(name);
}

/**
 * Asks the browser to clear nothing by itself, and says whether it promised. Nothing may wait for that: where the browser asks
 * the reader, the answer may never come.
 */
export async function askToKeep() {
  try {
    return (await navigator.storage?.persist?.()) ?? false;
  } catch {
    // Storage is blocked.
    return false;
  }
}

let hasAsked = false;

/** Asks, once, where the browser decides by itself. Firefox opens a question, for which a grade is no occasion. */
export async function askQuietly() {
  if (hasAsked) return;
  hasAsked = true;
  if (!CSS.supports("-moz-appearance", "none")) await askToKeep();
}

/** Whether the browser has promised it; nothing where it cannot promise. @returns {Promise<boolean | null>} */
export async function isKept() {
  try {
    return (await navigator.storage?.persisted?.()) ?? null;
  } catch {
    return null;
  }
}
