// The log as a file: what is exported, and read back. Pure.
// @ts-check

import { isObject } from "../site.js";
import { say } from "../words.js";
import { faultOf, isWhole, write } from "./entry.js";
import { SLICE, finish, merge, merging, part, settle } from "./log.js";

/** @typedef {import("./entry.js").Kept} Kept */
/** @template T @typedef {import("./log.js").Work<T>} Work */

/** What a file of progress says it is. */
export const FORMAT = "prepbook-study";

/** The version of the files that this code writes, and the newest that it reads. */
export const FILE_VERSION = 1;

/** A log as a file, an entry a line. @param {readonly Kept[]} log */
export function writeFile(log) {
  const lines = merge(log).map((entry) => `    ${write(entry)}`);
  const entries = lines.length > 0 ? `[\n${lines.join(",\n")}\n  ]` : "[]";
  return `{\n  "format": ${JSON.stringify(FORMAT)},\n  "version": ${FILE_VERSION},\n  "entries": ${entries}\n}\n`;
}

/** The most characters, and bytes, of a file that is read: more than a hundred thousand reviews. */
export const LARGEST_FILE = 20_000_000;

/** Why a larger file is not read. */
export const tooLarge = () => say("progress.too_large");

/** What is wrong with an entry, by the names of the words for it: its fields are called as the file calls them. */
const FAULTS = {
  none: "progress.fault_none",
  missing: "progress.fault_missing",
  value: "progress.fault_value",
  deep: "progress.fault_deep",
  long: "progress.fault_long",
};

/** @typedef {{ entries: Kept[], fault: null } | { entries: null, fault: string }} Reading */

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
    if (fault) {
      const { what, ...values } = fault;
      const said = say(FAULTS[what], values);
      return refuse(say("progress.bad_entry", { number: at + 1, count: entries.length, fault: said }));
    }
  }
  return { entries: settle(yield* part(0.8, 1, merging(entries))), fault: null };
}
