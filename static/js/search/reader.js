// The index's files, as `src/site/search/` writes them. Pure but for the function that fetches.
// @ts-check

import { LEVELS } from "../site.js";
import { Files } from "./files.js";
import { lettersOf } from "./nearest.js";
import { stem, stems } from "./tokens.js";

/** The version of the index that this code reads. */
export const VERSION = 4;

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES = new Uint8Array(128);
for (let value = 0; value < DIGITS.length; value += 1) VALUES[DIGITS.charCodeAt(value)] = value;

/** Bits of a posting's last character: the impact, and above it whether the title has the term. */
const IMPACT = 31;
const TITLE_SHIFT = 5;
/** The greatest impact. */
export const STRONGEST = 31;

/**
 * @typedef {object} IndexFile `search/index.json`
 * @property {number} version
 * @property {string} folder
 * @property {number} documents
 * @property {number} shard
 * @property {[string, string, [number, number, number]][]} topics
 * @property {string[]} postings
 * @property {string[]} dictionary
 * @property {string} words
 * @property {string} frequencies
 * @property {[string, string][]} suggested
 * @property {string | null} add
 *
 * @typedef {{ frequency: number, documents: Uint32Array, impacts: Uint8Array, inTitle: Uint8Array }} Postings how many questions
 *   have a term, and those that are kept, ascending, each with how much it is about it, and 1 where its title has it
 *
 * @typedef {object} Instead what else may be said for a word, or for it and the words after it
 * @property {string[]} rest the stems of the words after it
 * @property {string[]} names the other names
 * @property {boolean} isSpelling whether they are only other spellings, which nobody need be told
 * @property {string[]} stems those of the other names
 * @property {string} term what its postings are found under
 *
 * @typedef {object} Document a question as results show it
 * @property {number} number
 * @property {string} slug
 * @property {string} title
 * @property {[string, string][]} tags slug and label
 * @property {string} excerpt
 * @property {number} minutes that reading it takes
 * @property {import("../site.js").Said} [said] the language of its words, where it is not that of the page
 * @property {{ slug: string, title: string }} topic
 * @property {"easy" | "medium" | "hard"} level
 *
 * @typedef {object} Known a word of the index
 * @property {string} word
 * @property {string} stem
 * @property {number} frequency roughly how many questions have it
 * @property {number} letters those of the word, as bits
 * @property {number} stemLetters those of the stem
 * @property {string[]} [forms] words of the same stem, once they were asked for
 */

export class Reader {
  /** @type {Files} */
  #files;
  /** @type {IndexFile} */
  #index;
  /** Decoded postings by term. @type {Map<string, Postings>} */
  #postings = new Map();
  /** By the first word that was asked. @type {Map<string, Instead[]>} */
  #instead = new Map();
  /** Words that were looked through, by shard. @type {Map<string, Known[]>} */
  #known = new Map();
  /** The first number after each run of one topic and level. @type {number[]} */
  #ends = [];

  /**
   * Words of titles, tags and keywords, by letters.
   * @type {Known[]}
   */
  words;

  /** Places in `words` by stem. @type {Map<string, Known>} */
  stems = new Map();

  /**
   * @param {IndexFile} index
   * @param {Files} files
   */
  constructor(index, files) {
    if (index.version !== VERSION) throw new Error(`search index of version ${index.version}, not ${VERSION}`);
    this.#index = index;
    this.#files = files;
    this.words = unpackWords(index.words).map((word, place) =>
      known(word, stem(word), 2 ** (VALUES[index.frequencies.charCodeAt(place)] / 2)),
    );
    for (const word of this.words) this.stems.set(word.stem, word);
    let end = 0;
    for (const [, , counts] of index.topics) for (const count of counts) this.#ends.push((end += count));
  }

  /** Opens the index of a site. @param {Files} files @param {AbortSignal} [signal] */
  static async open(files, signal) {
    return new Reader(await files.get("search/index.json", signal), files);
  }

  /** `search/index.json` as it was read. */
  get file() {
    return this.#index;
  }

  /** How many questions there are. */
  get size() {
    return this.#index.documents;
  }

  /** @returns {{ slug: string, title: string }[]} */
  get topics() {
    return this.#index.topics.map(([slug, title]) => ({ slug, title }));
  }

  /** Questions for who has not typed yet. @returns {{ slug: string, title: string }[]} */
  get suggested() {
    return this.#index.suggested.map(([slug, title]) => ({ slug, title }));
  }

  /** Where to write a question that is missing, if there is a place. */
  get add() {
    return this.#index.add;
  }

  /** How many questions each run has. */
  get counts() {
    return this.#index.topics.flatMap(([, , counts]) => counts);
  }

  /** Which run of one topic and level a question belongs to: topic times three, and the level. @param {number} number */
  run(number) {
    return firstAfter(this.#ends, (end) => end > number);
  }

  /** The questions of a run: the first, and the first that is not. @param {number} run @returns {[number, number]} */
  range(run) {
    return [this.#ends[run - 1] ?? 0, this.#ends[run]];
  }

  /** Which shard holds a term. @param {string} term */
  shardOf(term) {
    return Math.max(0, firstAfter(this.#index.postings, (first) => first > term) - 1);
  }

  /**
   * The postings of terms, of those that the index has.
   * @param {string[]} terms
   * @param {AbortSignal} [signal]
   */
  async postings(terms, signal) {
    const missing = this.#index.postings.length === 0 ? [] : terms.filter((term) => !this.#postings.has(term));
    const shards = new Map(missing.map((term) => [this.shardOf(term), /** @type {any[]} */ ([])]));
    await Promise.all(
      [...shards.keys()].map(async (shard) => shards.set(shard, await this.#shard("p", shard, signal))),
    );
    /** @type {Map<string, Postings>} */
    const found = new Map();
    for (const term of terms) {
      const entry = this.#postings.has(term)
        ? undefined
        : shards.get(this.shardOf(term))?.find(([name]) => name === term);
      if (entry) this.#read(entry);
      const postings = this.#postings.get(term);
      if (postings) found.set(term, postings);
    }
    return found;
  }

  /** What else may be said for a term whose postings were asked for. @param {string} term */
  instead(term) {
    return this.#instead.get(term) ?? [];
  }

  /** @param {[string, number, string, [string, string[], boolean, number, string][]?]} entry */
  #read([term, frequency, postings, instead = []]) {
    // What no question says has no postings, and stands there for the sake of its other names.
    if (frequency > 0) this.#postings.set(term, unpackPostings([term, frequency, postings]));
    if (this.#instead.has(term)) return;
    const read = instead.map(([rest, names, isSpelling, count, text], place) => {
      const name = `=${place} ${term}`;
      this.#postings.set(name, unpackPostings([name, count, text]));
      const words = names.flatMap((other) => (isSpelling ? other.split(" ") : stems(other)));
      return { rest: rest.split(" ").filter(Boolean), names, isSpelling, stems: words, term: name };
    });
    this.#instead.set(term, read);
  }

  /**
   * The terms that stand around one, in the shard where it would be.
   * @param {string} term
   * @param {AbortSignal} [signal]
   * @returns {Promise<Known[]>}
   */
  async neighbours(term, signal) {
    if (this.#index.postings.length === 0) return [];
    const shard = this.shardOf(term);
    return this.#knownOf("p", shard, signal, (/** @type {[string, number][]} */ entries) =>
      entries
        .filter(([name, frequency]) => frequency > 0 && !name.includes(":"))
        .map(([name, frequency]) => known(name, name, frequency)),
    );
  }

  /**
   * Words that stand in no title and begin like this one.
   * @param {string} word
   * @param {AbortSignal} [signal]
   * @returns {Promise<Known[]>}
   */
  async dictionary(word, signal) {
    if (this.#index.dictionary.length === 0) return [];
    const shard = Math.max(0, firstAfter(this.#index.dictionary, (first) => first > word) - 1);
    return this.#knownOf("t", shard, signal, (/** @type {string} */ text) =>
      unpackWords(text).map((word) => known(word, stem(word), 1)),
    );
  }

  /** Which shard holds a question. @param {number} number */
  pageOf(number) {
    return Math.floor(number / this.#index.shard);
  }

  /** Whether showing a question costs no request. @param {number} number */
  isHere(number) {
    return this.#files.has(this.#path("d", this.pageOf(number)));
  }

  /**
   * Questions by their numbers.
   * @param {number[]} numbers
   * @param {AbortSignal} [signal]
   * @returns {Promise<Document[]>}
   */
  async documents(numbers, signal) {
    return Promise.all(
      numbers.map(async (number) => {
        const page = await this.#shard("d", this.pageOf(number), signal);
        const [slug, title, tags, excerpt, minutes, said] = page[number % this.#index.shard];
        const run = this.run(number);
        const [topic, topicTitle] = this.#index.topics[Math.floor(run / 3)];
        return {
          number,
          slug,
          title,
          tags,
          excerpt,
          minutes,
          said,
          topic: { slug: topic, title: topicTitle },
          level: LEVELS[run % 3],
        };
      }),
    );
  }

  /**
   * The place of each question in an order that is kept in a file of its own.
   * @param {"title" | "checked"} order
   * @param {AbortSignal} [signal]
   */
  async places(order, signal) {
    const numbers = unpackNumbers(await this.#files.get(`${this.#index.folder}o/${order}.json`, signal));
    if (order === "checked") return numbers;
    // Each is the run whose next question it is.
    const next = this.#ends.map((_, run) => this.range(run)[0]);
    const places = new Uint32Array(this.size);
    numbers.forEach((run, place) => (places[next[run]++] = place));
    return places;
  }

  /** @param {string} kind @param {number} number @param {AbortSignal | undefined} signal @param {(file: any) => Known[]} unpack */
  async #knownOf(kind, number, signal, unpack) {
    const path = this.#path(kind, number);
    const words = this.#known.get(path) ?? unpack(await this.#files.get(path, signal));
    this.#known.set(path, words);
    return words;
  }

  /** @param {string} kind @param {number} number */
  #path(kind, number) {
    return `${this.#index.folder}${kind}/${number}.json`;
  }

  /** @param {string} kind @param {number} number @param {AbortSignal} [signal] */
  #shard(kind, number, signal) {
    return this.#files.get(this.#path(kind, number), signal);
  }
}

/** @param {string} word @param {string} stem @param {number} frequency @returns {Known} */
function known(word, stem, frequency) {
  return { word, stem, frequency, letters: lettersOf(word), stemLetters: lettersOf(stem) };
}

/** The place of the first item that is so; behind the last, if none is. @template T @param {T[]} sorted @param {(item: T) => boolean} isSo */
function firstAfter(sorted, isSo) {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isSo(sorted[middle])) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Each word after how many code points it shares with the one before. @param {string} text @returns {string[]} */
export function unpackWords(text) {
  if (!text) return [];
  let before = "";
  return text.split(" ").map((packed) => {
    const shared = VALUES[packed.charCodeAt(0)];
    before = [...before].slice(0, shared).join("") + packed.slice(1);
    return before;
  });
}

/** Numbers in digits of five bits, the lowest first. @param {string} text */
export function unpackNumbers(text) {
  const numbers = [];
  let [value, shift] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const digit = VALUES[text.charCodeAt(at)];
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit > 31) continue;
    numbers.push(value);
    [value, shift] = [0, 0];
  }
  return Uint32Array.from(numbers);
}

/** @param {[string, number, string]} entry @returns {Postings} */
export function unpackPostings([, frequency, text]) {
  const documents = new Uint32Array(text.length / 2);
  const impacts = new Uint8Array(text.length / 2);
  const inTitle = new Uint8Array(text.length / 2);
  let [count, next, at] = [0, 0, 0];
  while (at < text.length) {
    let [gap, shift, digit] = [0, 0, 0];
    do {
      digit = VALUES[text.charCodeAt(at)];
      gap |= (digit & 31) << shift;
      shift += 5;
      at += 1;
    } while (digit > 31);
    documents[count] = next += gap;
    next += 1;
    const value = VALUES[text.charCodeAt(at)];
    impacts[count] = value & IMPACT;
    inTitle[count] = value >> TITLE_SHIFT;
    count += 1;
    at += 1;
  }
  return {
    frequency,
    documents: documents.subarray(0, count),
    impacts: impacts.subarray(0, count),
    inTitle: inTitle.subarray(0, count),
  };
}
