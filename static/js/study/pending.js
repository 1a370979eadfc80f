// Entries on their way into the log. Each is set down where that takes no time, before a transaction begins that ends when the
// page is left: the next page that opens the store takes it in. It has its id from the beginning, so it is in the log once.
// @ts-check

import { baseUrl } from "../site.js";
import { uniqueId } from "./database.js";
import { dayOf } from "./day.js";
import { entryOf, faultOf, isEntry } from "./entry.js";

/** @typedef {import("./entry.js").Entry} Entry */
/** @typedef {import("./entry.js").Kept} Kept */

/** Under what they are kept, one by one: tabs write at the same time. */
const prefix = () => `prepbook.pending ${baseUrl().pathname} `;

/** The present moment, and the reader's day. */
export function now() {
  const at = Date.now();
  return { at, day: dayOf(at, new Date(at).getTimezoneOffset()) };
}

/**
 * Makes an entry and sets it down, before anything is waited for. What could not be read again is refused.
 * @param {import("./entry.js").Draft} draft @param {string} [id] @returns {Entry}
 */
export function setDown(draft, id = uniqueId()) {
  const entry = entryOf(draft, { id, ...now() });
  try {
    localStorage.setItem(prefix() + id, JSON.stringify(entry));
  } catch {
    // It is lost if the page is left before it is in the log.
  }
  return entry;
}

/** It is in the log, or the reader knows that it is not. @param {string} id */
export function forget(id) {
  try {
    localStorage.removeItem(prefix() + id);
  } catch {
    // Nothing was set down.
  }
}

/** What pages that were left had begun, in order. @returns {Entry[]} */
export function pending() {
  try {
    return names()
      .flatMap((name) => read(name))
      .sort((one, other) => one.at - other.at);
  } catch {
    return [];
  }
}

/** Under which names something is set down. */
const names = () => Object.keys(localStorage).filter((name) => name.startsWith(prefix()));

/** @param {string} name @returns {Entry[]} nothing where it is damaged */
function read(name) {
  try {
    /** @type {Kept} */
    const entry = JSON.parse(localStorage.getItem(name) ?? "null");
    // What a newer edition of this code set down waits for a page of that edition.
    if (faultOf(entry) === null && name === prefix() + entry.id) return isEntry(entry) ? [entry] : [];
  } catch {
    // No entry, then.
  }
  localStorage.removeItem(name);
  return [];
}

/** Forgets all of them. */
export function forgetPending() {
  try {
    for (const name of names()) localStorage.removeItem(name);
  } catch {
    // Nothing was set down.
  }
}
