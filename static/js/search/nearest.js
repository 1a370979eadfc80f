// Words that are like a misspelt one. Pure.
// @ts-check

import { stem } from "./tokens.js";

/** @typedef {import("./reader.js").Known} Known */

/** Which letters a word uses, a bit for each; other signs share them. @param {string} word */
export function lettersOf(word) {
  let letters = 0;
  for (let at = 0; at < word.length; at += 1) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

/** How many bits of 32 are set: sums in pairs, fours and bytes, side by side. @param {number} value */
function bits(value) {
  value -= (value >>> 1) & 0x55555555;
  value = (value & 0x33333333) + ((value >>> 2) & 0x33333333);
  return Math.imul((value + (value >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** How many mistakes a word may have: none in a short one, where everything is near everything. @param {string} word */
function tolerance(word) {
  return word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
}

/** A mistake is seldom among the first letters: of words that share so many, other forms are looked at as well. */
const FIRST = 3;
/** In words of so few letters, everything is a form of everything. */
const LONGEST_EXACT = 4;

/** Endings that stems lose. Of a stem one form is known; `hashng` is like another one, which is made of these. */
const FORMS =
  " s es e ed er ers ing ings y ies ly al able ion ions ation ations ability ity ment ness ency ancy ence ance isation ising".split(
    " ",
  );

/** What an ending may have replaced at the end of a stem. @type {[RegExp, string][]} */
const REPLACED = [
  [/[ea]nt$/, ""],
  [/iz$/, ""],
  [/i$/, ""],
  [/bl$/, ""],
  [/([^aeiou])$/, "$1$1"],
];

/** Words whose stem this is, perhaps among others. @param {string} stemmed @returns {string[]} */
function formsOf(stemmed) {
  const bases = [
    stemmed,
    ...REPLACED.map(([end, other]) => stemmed.replace(end, other)).filter((base) => base !== stemmed),
  ];
  return bases.flatMap((base) => FORMS.map((ending) => base + ending)).filter((form) => stem(form) === stemmed);
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
  if (most === 0) return { distance: 0, words: [] };
  const typedStem = stem(word);
  const [letters, stemLetters] = [lettersOf(word), lettersOf(typedStem)];
  /** @type {Known[]} */
  let words = [];
  for (const candidate of known) {
    // Of a stem, one form is known; another one that is misspelt is like it in its stem.
    let distance = most + 1;
    // A mistake changes at most two of the letters that are used: most words are out of the question at a glance.
    if (bits(letters ^ candidate.letters) <= 2 * most) distance = mistakes(word, candidate.word, most);
    if (bits(stemLetters ^ candidate.stemLetters) <= 2 * most)
      distance = Math.min(distance, mistakes(typedStem, candidate.stem, most));
    if (isUnfinished && candidate.word.length > word.length)
      distance = Math.min(distance, mistakes(word, candidate.word.slice(0, word.length), most));
    if (distance > most) continue;
    if (distance < most) words = [];
    most = distance;
    words.push(candidate);
  }
  if (words.length === 0) ({ most, words } = nearestForms(word, known, most));
  words.sort((a, b) => Number(b.word[0] === word[0]) - Number(a.word[0] === word[0]) || b.frequency - a.frequency);
  return { distance: most, words: words.slice(0, limit) };
}

/** The same by other forms of the known words. @param {string} word @param {Known[]} known @param {number} most */
function nearestForms(word, known, most) {
  /** @type {Known[]} */
  let words = [];
  for (const candidate of known) {
    if (word.length <= LONGEST_EXACT || !word.startsWith(candidate.stem.slice(0, FIRST))) continue;
    candidate.forms ??= formsOf(candidate.stem);
    const distance = Math.min(...candidate.forms.map((form) => mistakes(word, form, most)));
    if (distance > most) continue;
    if (distance < most) words = [];
    most = distance;
    words.push(candidate);
  }
  return { most, words };
}

/** Room for three rows of the table, so that none is made for each pair of words. Words have at most 80 code units. */
const ROWS = [0, 1, 2].map(() => new Uint8Array(96));

/**
 * The distance of Damerau and Levenshtein, in its form without edits between transposed letters ("optimal string alignment"):
 * letters left out, put in, mistaken, or two neighbours swapped. More than `most` is `most + 1`.
 *
 * Only cells at most `most` off the diagonal are worked out; what lies further off is further away (Ukkonen, "Algorithms for
 * approximate string matching", 1985).
 * @param {string} a
 * @param {string} b
 * @param {number} most
 */
export function mistakes(a, b, most) {
  const far = most + 1;
  if (Math.abs(a.length - b.length) > most) return far;
  let [lastButOne, last, row] = ROWS;
  for (let j = 0; j <= b.length; j += 1) last[j] = Math.min(j, far);
  for (let i = 1; i <= a.length; i += 1) {
    const from = Math.max(1, i - most);
    const to = Math.min(b.length, i + most);
    row[from - 1] = from === 1 ? Math.min(i, far) : far;
    let least = row[from - 1];
    for (let j = from; j <= to; j += 1) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      const above = j < i + most ? last[j] : far;
      let cost = Math.min(above + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1), far);
      const swapped =
        i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (swapped) cost = Math.min(cost, lastButOne[j - 2] + 1);
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return far;
    [lastButOne, last, row] = [last, row, lastButOne];
  }
  return Math.min(last[b.length], far);
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
