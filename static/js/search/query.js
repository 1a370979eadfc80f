// What a reader types, taken apart: words, phrases in quotes, and filters. Pure.
// @ts-check

import { isCommon, stem, stems, tokenize } from "./tokens.js";

/**
 * @typedef {object} Filters what results are limited to; of one kind, any of them will do
 * @property {string[]} topic slugs
 * @property {string[]} tag slugs
 * @property {string[]} level `easy`, `medium`, `hard`
 *
 * @typedef {object} QueryWord
 * @property {string} word
 * @property {string} stem
 * @property {boolean} isLast whether it is the last of the query, with nothing after it: more of it may come
 * @property {boolean} isQuoted whether it stands in quotes, and means itself alone
 *
 * @typedef {object} Quote what stands in quotes
 * @property {string} text
 * @property {string[]} stems of all its words, that stand side by side
 * @property {string[]} terms of those that are looked up
 *
 * @typedef {object} Query
 * @property {QueryWord[]} words
 * @property {Quote[]} quotes
 * @property {Filters} filters
 */

/** More words than anybody types; what is pasted beyond them would only cost time. */
const MOST_WORDS = 24;

const KINDS = /** @type {const} */ ({ topic: "topic", tag: "tag", level: "level", difficulty: "level" });

/** `topic:aws`, where a word may begin. */
const FILTER = /(?<!\S)(topic|tag|level|difficulty):([^\s"]+)/giu;

/** What stands in quotes, as keyboards of any country write them. */
const QUOTED = /["“”„«»「『＂]([^"“”„«»「」『』＂]*)["“”«»」』＂]/gu;

/** @returns {Filters} */
export function noFilters() {
  return { topic: [], tag: [], level: [] };
}

/**
 * Takes a query apart. Common words count only where there is nothing else.
 * @param {string} text
 * @returns {Query}
 */
export function parse(text) {
  const filters = noFilters();
  const rest = text.replace(FILTER, (_, kind, value) => {
    const values = filters[KINDS[/** @type {keyof typeof KINDS} */ (kind.toLowerCase())]];
    const slug = value.toLowerCase();
    if (!values.includes(slug)) values.push(slug);
    return " ";
  });
  const quoted = [...rest.matchAll(QUOTED)];
  const quotes = quoted
    .map(([, text]) => ({ text: text.trim(), stems: stems(text), terms: stems(text, true) }))
    .filter(({ stems }) => stems.length > 0);
  const isQuoted = (/** @type {number} */ start) =>
    quoted.some(({ 0: all, index }) => start >= index && start < index + all.length);
  const tokens = tokenize(rest).filter((token) => !token.isPart);
  const telling = tokens.filter(({ word }) => !isCommon(word));
  const used = (telling.length > 0 ? telling : tokens).slice(0, MOST_WORDS);
  /** @type {Map<string, QueryWord>} */
  const words = new Map();
  for (const { word, start, end } of used) {
    const isLast = end === rest.length;
    // Said twice is said once.
    words.set(stem(word), {
      word,
      stem: stem(word),
      isLast,
      isQuoted: isQuoted(start) || (words.get(stem(word))?.isQuoted ?? false),
    });
  }
  return { words: [...words.values()], quotes, filters };
}
