// Which questions answer a query best. Pure.
// @ts-check

import { STRONGEST } from "./reader.js";

/**
 * @typedef {import("./reader.js").Postings} Postings
 *
 * @typedef {object} Sought one word of a query and what may stand for it
 * @property {{ postings: Postings, weight: number, isName: boolean }[]} forms each counts by its weight; of several in one
 *   question, the best
 *
 * @typedef {{ number: number, score: number }} Scored
 */

/** A query of more telling words is a sentence. */
export const SENTENCE = 3;

/** The share of a query's words that a question has counts to this power; in whole sentences, which have words that no answer has, to that. */
const SHARE = 2;
const SHARE_OF_SENTENCE = 0.9;

/** How much rare words outdo others: in sentences less, where a rare one may be there by chance. */
const RARITY = 1;
const RARITY_IN_SENTENCE = 0.5;

/**
 * What an impact is worth. What a question is about it says again and again; what it only mentions is worth little beside
 * that, and the less, the more questions there are: the power grows by this with each digit of their number.
 */
const POWER = 0.2;

/** How much more a question counts if its title has all words of the query. */
const TITLED = 0.6;

/** Scores questions, in room that is made once and left empty after each query. */
export class Ranking {
  #size;
  #worth;
  #scores;
  #matched;
  #titled;
  #best;
  #bestTitled;

  /** @param {number} size how many questions there are */
  constructor(size) {
    this.#size = size;
    const power = 1 + POWER * Math.log10(Math.max(size, 1));
    this.#worth = Float32Array.from(
      { length: STRONGEST + 1 },
      (_, impact) => ((impact + 1) / (STRONGEST + 1)) ** power,
    );
    this.#scores = new Float32Array(size);
    this.#matched = new Uint8Array(size);
    this.#titled = new Float32Array(size);
    this.#best = new Float32Array(size);
    this.#bestTitled = new Float32Array(size);
  }

  /**
   * Every question that has a word of the query: the sum of how telling each word is, times how much the question is about
   * it; times the share of the query's words that it has, and a little more for those in its title.
   *
   * How telling is by BM25's inverse document frequency (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009).
   * @param {Sought[]} sought
   * @param {(number: number) => boolean} isWanted
   * @returns {Scored[]} the best first; equals by number
   */
  rank(sought, isWanted) {
    /** @type {number[]} */
    const found = [];
    const isSentence = sought.length > SENTENCE;
    for (const { forms } of sought) this.#add(forms, found, isSentence ? RARITY_IN_SENTENCE : RARITY);
    const power = isSentence ? SHARE_OF_SENTENCE : SHARE;
    const scored = [];
    for (const number of found) {
      const share = this.#matched[number] / sought.length;
      const titled = 1 + (TITLED * this.#titled[number]) / sought.length;
      if (isWanted(number)) scored.push({ number, score: this.#scores[number] * share ** power * titled });
      this.#scores[number] = 0;
      this.#matched[number] = 0;
      this.#titled[number] = 0;
    }
    return scored.sort((a, b) => b.score - a.score || a.number - b.number);
  }

  /** Adds what one word is worth in each question. @param {Sought["forms"]} forms @param {number[]} found @param {number} rarity */
  #add(forms, found, rarity) {
    const [best, bestTitled] = [this.#best, this.#bestTitled];
    /** @type {number[]} */
    const touched = [];
    // What was typed, longer and mistaken words are one word; another name is as telling as it is itself, and not more than that.
    const own = telling(
      forms.filter(({ isName }) => !isName),
      this.#size,
    );
    for (const form of forms) {
      const { documents, impacts, inTitle } = form.postings;
      const worth = form.weight * (form.isName ? Math.min(own, telling([form], this.#size)) : own) ** rarity;
      for (let at = 0; at < documents.length; at += 1) {
        const number = documents[at];
        const value = worth * this.#worth[impacts[at]];
        if (best[number] === 0) touched.push(number);
        if (value > best[number]) best[number] = value;
        if (inTitle[at] && form.weight > bestTitled[number]) bestTitled[number] = form.weight;
      }
    }
    for (const number of touched) {
      if (this.#matched[number] === 0) found.push(number);
      this.#scores[number] += best[number];
      this.#matched[number] += 1;
      this.#titled[number] += bestTitled[number];
      best[number] = 0;
      bestTitled[number] = 0;
    }
  }
}

/** How telling a word is, from how many questions have one of its forms. @param {Sought["forms"]} forms @param {number} size */
function telling(forms, size) {
  const frequency = Math.min(
    size,
    forms.reduce((sum, { postings }) => sum + postings.frequency, 0),
  );
  return Math.log(1 + (size - frequency + 0.5) / (frequency + 0.5));
}
