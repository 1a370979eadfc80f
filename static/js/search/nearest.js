// Words that are like a misspelt one. Pure.
// @ts-check

import { stem } from "./tokens.js";

/** @typedef {import("./reader.js").Known} Known */

/** How many mistakes a word may have: none in a short one, where everything is near everything. @param {string} word */
function tolerance(word) {
  return word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
}

/**
 * The known words with the fewest mistakes between them and a word, the most frequent first.
 * @param {string} word
 * @param {Known[]} known
 * @param {number} limit
 * @param {boolean} [isUnfinished] whether the word may be only the beginning of one
 * @returns {{ distance: number, words: Known[] }}
 */
export function nearest(word, known, limit, isUnfinished = false) {
  let most = tolerance(word);
  const typedStem = stem(word);
  /** @type {Known[]} */
  let words = [];
  for (const candidate of known) {
    // Of a stem, one form is known; another one that is misspelt is like it in its stem.
    let distance = Math.min(mistakes(word, candidate.word, most), mistakes(typedStem, candidate.stem, most));
    if (isUnfinished && candidate.word.length > word.length) distance = Math.min(distance, mistakes(word, candidate.word.slice(0, word.length), most));
    if (distance > most) continue;
    if (distance < most) words = [];
    most = distance;
    words.push(candidate);
  }
  words.sort((a, b) => Number(b.word[0] === word[0]) - Number(a.word[0] === word[0]) || b.frequency - a.frequency);
  return { distance: most, words: words.slice(0, limit) };
}

/**
 * The distance of Damerau and Levenshtein, in its form without edits between transposed letters ("optimal string alignment"):
 * letters left out, put in, mistaken, or two neighbours swapped. More than `most` is `most + 1`.
 * @param {string} a
 * @param {string} b
 * @param {number} most
 */
export function mistakes(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  /** @type {number[]} */
  let lastButOne = [];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, lastButOne[j - 2] + 1);
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    lastButOne = last;
    last = row;
  }
  return Math.min(last[b.length], most + 1);
}

/**
 * Known words that have most letter pairs in common with a word, for where nothing else is left.
 * @param {string} word
 * @param {Known[]} known
 * @param {number} limit
 */
export function alike(word, known, limit) {
  const wanted = letterPairs(word);
  return known
    .map((candidate) => {
      const has = letterPairs(candidate.word);
      const shared = [...wanted].filter((pair) => has.has(pair)).length;
      return { candidate, likeness: (2 * shared) / (wanted.size + has.size) };
    })
    .filter(({ likeness }) => likeness >= 0.4)
    .sort((a, b) => b.likeness - a.likeness || b.candidate.frequency - a.candidate.frequency)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** @param {string} word */
function letterPairs(word) {
  const padded = ` ${word}`;
  return new Set(Array.from({ length: padded.length - 1 }, (_, at) => padded.slice(at, at + 2)));
}
