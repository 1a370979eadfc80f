// Which questions answer a query best. Pure.
// @ts-check

import { STRONGEST } from "./reader.js";

/**
 * @typedef {import("./reader.js").Postings} Postings
 *
 * @typedef {object} Sought one word of a query and what may stand for it
 * @property {{ postings: Postings, weight: number }[]} forms each counts by its weight; of several in one question, the best
 *
 * @typedef {{ number: number, score: number }} Scored
 */

/** What a query word that the bank lacks is taken to be worth, as a share of the rarest word's. */
const UNKNOWN = 0.5;

/**
 * Scores every question that has a word of the query: the sum of how telling each word is, times how much the question is about
 * it; times the square of the share of the query that it has.
 *
 * How telling is by BM25's inverse document frequency (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009).
 * @param {Sought[]} sought
 * @param {number} size how many questions there are
 * @param {(number: number) => boolean} isWanted
 * @returns {Scored[]} the best first; equals by number
 */
export function rank(sought, size, isWanted) {
  const scores = new Float32Array(size);
  const shares = new Float32Array(size);
  const best = new Float32Array(size);
  /** @type {number[]} */
  const found = [];
  const worth = sought.map(({ forms }) => telling(forms, size));
  sought.forEach(({ forms }, word) => {
    /** @type {number[]} */
    const touched = [];
    for (const { postings, weight } of forms) {
      const { documents, impacts } = postings;
      for (let at = 0; at < documents.length; at += 1) {
        const number = documents[at];
        const value = (weight * (impacts[at] + 1)) / (STRONGEST + 1);
        if (best[number] === 0) touched.push(number);
        if (value > best[number]) best[number] = value;
      }
    }
    for (const number of touched) {
      if (scores[number] === 0) found.push(number);
      scores[number] += worth[word] * best[number];
      shares[number] += 1 / sought.length;
      best[number] = 0;
    }
  });
  return found
    .filter(isWanted)
    .map((number) => ({ number, score: scores[number] * shares[number] ** 2 }))
    .sort((a, b) => b.score - a.score || a.number - b.number);
}

/** @param {Sought["forms"]} forms @param {number} size */
function telling(forms, size) {
  const rarest = Math.log(1 + (size + 0.5) / 0.5);
  if (forms.length === 0) return UNKNOWN * rarest;
  const frequency = Math.min(size, forms.reduce((sum, { postings }) => sum + postings.frequency, 0));
  return Math.log(1 + (size - frequency + 0.5) / (frequency + 0.5));
}
