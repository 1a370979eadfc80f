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

/** A query of more telling words is a sentence. */
const SENTENCE = 3;

/** Scores questions, in room that is made once and left empty after each query. */
export class Ranking {
  #size;
  #scores;
  #matched;
  #best;

  /** @param {number} size how many questions there are */
  constructor(size) {
    this.#size = size;
    this.#scores = new Float32Array(size);
    this.#matched = new Uint8Array(size);
    this.#best = new Float32Array(size);
  }

  /**
   * Every question that has a word of the query: the sum of how telling each word is, times how much the question is about
   * it; times the share of the query's words that it has, squared in a short query.
   *
   * How telling is by BM25's inverse document frequency (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009).
   * @param {Sought[]} sought
   * @param {(number: number) => boolean} isWanted
   * @returns {Scored[]} the best first; equals by number
   */
  rank(sought, isWanted) {
    /** @type {number[]} */
    const found = [];
    for (const { forms } of sought) this.#add(forms, found);
    // Whole sentences have words that no answer has.
    const power = sought.length > SENTENCE ? 1 : 2;
    const scored = [];
    for (const number of found) {
      const score = this.#scores[number] * (this.#matched[number] / sought.length) ** power;
      if (isWanted(number)) scored.push({ number, score });
      this.#scores[number] = 0;
      this.#matched[number] = 0;
    }
    return scored.sort((a, b) => b.score - a.score || a.number - b.number);
  }

  /** Adds what one word is worth in each question. @param {Sought["forms"]} forms @param {number[]} found */
  #add(forms, found) {
    const best = this.#best;
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
    const worth = telling(forms, this.#size);
    for (const number of touched) {
      if (this.#matched[number] === 0) found.push(number);
      this.#scores[number] += worth * best[number];
      this.#matched[number] += 1;
      best[number] = 0;
    }
  }
}

/** How telling a word is, from how many questions have one of its forms. @param {Sought["forms"]} forms @param {number} size */
function telling(forms, size) {
  const frequency = Math.min(size, forms.reduce((sum, { postings }) => sum + postings.frequency, 0));
  return Math.log(1 + (size - frequency + 0.5) / (frequency + 0.5));
}
