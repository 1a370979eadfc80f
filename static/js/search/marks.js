// The words of a query in a text: to mark them, and to find phrases. Pure.
// @ts-check

import { stem, tokenize } from "./tokens.js";
import { stems } from "./query.js";

/** @typedef {{ text: string, hit: boolean }} Piece */

/**
 * A text cut into pieces, each with whether it is one of the words.
 * @param {string} text
 * @param {Set<string>} wanted stems
 * @returns {Piece[]}
 */
export function mark(text, wanted) {
  /** @type {Piece[]} */
  const pieces = [];
  let from = 0;
  for (const { word, start, end } of tokenize(text)) {
    // Parts of a word come after it, and pairs of letters overlap: what is marked is not marked again.
    if (end <= from || !wanted.has(stem(word))) continue;
    const begin = Math.max(start, from);
    if (begin > from) pieces.push({ text: text.slice(from, begin), hit: false });
    pieces.push({ text: text.slice(begin, end), hit: true });
    from = end;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), hit: false });
  return pieces;
}

/** Whether a text has words side by side. @param {string} text @param {string[]} phrase stems */
export function hasPhrase(text, phrase) {
  const words = stems(text);
  return words.some((_, at) => phrase.every((word, offset) => words[at + offset] === word));
}
