// The reader of `search/index.json`, which src/site/search.rs writes. Pure: it gets the file's content and answers queries.
// @ts-check

import { queryTerms, tokenize } from "./tokenize.js";

/** The version of the file that this code reads. */
export const VERSION = 1;

/**
 * @typedef {object} Document
 * @property {string} path address relative to the site's root
 * @property {string} title
 * @property {string} topic
 * @property {"easy" | "medium" | "hard"} level
 * @property {string[]} tags
 * @property {string} excerpt
 * @property {string[]} keywords
 * @property {string[]} headings
 * @property {string} text
 *
 * @typedef {{ document: Document, score: number, terms: Set<string> }} Hit a question, and the words that led to it
 */

/** How much a word counts, by where it stands. */
const WEIGHTS = { title: 5, keywords: 5, tags: 4, headings: 2, topic: 2, text: 1 };

/** A word that is only the start of the one in the text counts less. */
const PREFIX_WEIGHT = 0.6;

/** How much more a question counts whose title is all in the query: "eventual consistency" is that, and no comparison. */
const COVERAGE = 0.5;

/** From this occurrence on, more of the same word tells little: the k of BM25, on weighted counts. */
const SATURATION = 1;

export class SearchIndex {
  /** @type {Document[]} */
  #documents;
  /** Term to document number to weighted count. @type {Map<string, Map<number, number>>} */
  #postings = new Map();

  /** @param {{ version: number, documents: Document[] }} file */
  constructor(file) {
    if (file.version !== VERSION) throw new Error(`search index of version ${file.version}, not ${VERSION}`);
    this.#documents = file.documents;
    file.documents.forEach((document, number) => {
      for (const [field, weight] of Object.entries(WEIGHTS)) {
        const value = document[/** @type {keyof typeof WEIGHTS} */ (field)];
        for (const { term } of tokenize(Array.isArray(value) ? value.join(" ") : value)) this.#count(term, number, weight);
      }
    });
  }

  /** @param {string} term @param {number} number @param {number} weight */
  #count(term, number, weight) {
    let counts = this.#postings.get(term);
    if (!counts) this.#postings.set(term, (counts = new Map()));
    counts.set(number, (counts.get(number) ?? 0) + weight);
  }

  /**
   * Questions that match, the best first; equals in the order of the index.
   * @param {string} query
   * @param {number} limit
   * @returns {Hit[]}
   */
  search(query, limit = 20) {
    const words = queryTerms(query);
    /** @type {Map<number, { score: number, matched: number, terms: Set<string> }>} */
    const found = new Map();
    for (const word of words) {
      for (const [number, { score, terms }] of this.#matches(word)) {
        const hit = found.get(number) ?? { score: 0, matched: 0, terms: new Set() };
        hit.score += score;
        hit.matched += 1;
        for (const term of terms) hit.terms.add(term);
        found.set(number, hit);
      }
    }
    return [...found]
      .map(([number, { score, matched, terms }]) => {
        const title = queryTerms(this.#documents[number].title);
        const covered = title.filter((term) => terms.has(term)).length / (title.length || 1);
        return { number, score: score * (matched / words.length) ** 2 * (1 + COVERAGE * covered), terms };
      })
      .sort((a, b) => b.score - a.score || a.number - b.number)
      .slice(0, limit)
      .map(({ number, score, terms }) => ({ document: this.#documents[number], score, terms }));
  }

  /** What one word of a query finds, itself or as the start of a longer one. @param {string} word */
  #matches(word) {
    /** @type {Map<number, { score: number, terms: Set<string> }>} */
    const best = new Map();
    for (const [term, counts] of this.#postings) {
      if (!term.startsWith(word)) continue;
      const rarity = Math.log(1 + this.#documents.length / counts.size);
      const closeness = term === word ? 1 : PREFIX_WEIGHT;
      for (const [number, count] of counts) {
        const score = (rarity * closeness * count) / (count + SATURATION);
        const hit = best.get(number) ?? { score: 0, terms: new Set() };
        hit.score = Math.max(hit.score, score);
        hit.terms.add(term);
        best.set(number, hit);
      }
    }
    return best;
  }
}

/**
 * A text cut into pieces, each with whether it is one of the words to highlight.
 * @param {string} text
 * @param {Set<string>} terms
 * @returns {{ text: string, hit: boolean }[]}
 */
export function highlight(text, terms) {
  const pieces = [];
  let from = 0;
  for (const { term, start, end } of tokenize(text)) {
    if (!terms.has(term)) continue;
    if (start > from) pieces.push({ text: text.slice(from, start), hit: false });
    pieces.push({ text: text.slice(start, end), hit: true });
    from = end;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), hit: false });
  return pieces;
}
