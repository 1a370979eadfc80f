// The words of a query in a text: to mark them, and to find phrases. Pure.
// @ts-check

import { stem, stems, tokenize } from "./tokens.js";

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
  // A word and its parts overlap, and so do pairs of signs: what is marked is not marked again.
  const hits = tokenize(text).filter(({ word }) => wanted.has(stem(word)));
  hits.sort((a, b) => a.start - b.start || b.end - a.end);
  for (const { start, end } of hits) {
    if (end <= from) continue;
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
