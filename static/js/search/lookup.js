// What the index has for the words of a query: the words themselves, longer ones while one is being typed, and those that were
// probably meant. Pure.
// @ts-check

import { nearest } from "./nearest.js";
import { stem } from "./tokens.js";

/**
 * @typedef {import("./query.js").QueryWord} QueryWord
 * @typedef {import("./reader.js").Known} Known
 * @typedef {import("./reader.js").Reader} Reader
 *
 * @typedef {object} Meant what a word of the query stands for; nothing, if the index has nothing like it
 * @property {string} word as it was typed
 * @property {{ term: string, weight: number }[]} terms
 * @property {string | null} correction what it was taken for, where that is another word
 */

/** How much less a word counts that only begins with what was typed. */
const LONGER = 0.6;
/** How much less a word counts for each letter that was mistaken. */
const MISTAKE = 0.8;
/** At most so many longer words stand for the one being typed, from at most so many shards. */
const MOST_LONGER = 16;
const MOST_SHARDS = 3;
/** At most so many words that were perhaps meant. */
const MOST_MEANT = 3;
/** An ending that stems lose is at most so long. */
const LONGEST_ENDING = 4;

/**
 * @param {QueryWord[]} words
 * @param {Reader} reader
 * @param {{ isTyping: boolean, signal?: AbortSignal }} options
 * @returns {Promise<Meant[]>}
 */
export async function lookUp(words, reader, { isTyping, signal }) {
  const all = await Promise.all(words.map((word) => lookUpWord(word, reader, isTyping && word.isLast, signal)));
  for (let at = 1; at < words.length; at += 1) {
    // `web socket` is also `websocket`, which then is both words.
    const joined = stem(words[at - 1].word + words[at].word);
    if (!reader.stems.has(joined)) continue;
    for (const meant of [...all[at - 1], ...all[at]]) {
      meant.terms.push({ term: joined, weight: 1 });
      meant.correction = null;
    }
  }
  return all.flat();
}

/**
 * One word; more than one, where it is two that were written together.
 * @param {QueryWord} typed
 * @param {Reader} reader
 * @param {boolean} isUnfinished
 * @param {AbortSignal} [signal]
 * @returns {Promise<Meant[]>}
 */
async function lookUpWord({ word, stem: exact, isLast }, reader, isUnfinished, signal) {
  const self = { term: exact, weight: 1 };
  const meant = (/** @type {Meant["terms"]} */ terms, /** @type {string | null} */ correction = null) => [{ word, terms, correction }];
  const isKnown = reader.stems.has(exact);
  const longer = isUnfinished || !isKnown ? longerWords(word, reader) : [];
  if (isKnown) return meant([self, ...longer.filter(({ term }) => term !== exact)]);
  if (isUnfinished && longer.length > 0) return meant(longer);
  if ((await reader.postings([exact], signal)).has(exact)) return meant(isLast ? [self, ...longer] : [self]);
  if (isLast && longer.length > 0) return meant(longer);

  const halves = split(word, reader);
  if (halves) return halves.map((half) => ({ word: half, terms: [{ term: stem(half), weight: 1 }], correction: half }));
  const near = nearest(word, reader.words, MOST_MEANT, isUnfinished);
  if (near.words.length > 0) return meant(asTerms(near), near.words[0].word);
  const shorter = shorterWord(word, reader);
  if (shorter) return meant([{ term: shorter.stem, weight: LONGER }]);

  // What stands in no title is worth another request only now.
  const others = [...(await reader.neighbours(exact, signal)), ...(await reader.dictionary(word, signal))];
  if (isLast) {
    const terms = others.filter((other) => other.word.startsWith(word)).map((other) => ({ term: other.stem, weight: LONGER }));
    if (terms.length > 0) return meant(unique(terms).slice(0, MOST_LONGER));
  }
  const far = nearest(word, others, MOST_MEANT);
  return far.words.length > 0 ? meant(asTerms(far), far.words[0].word) : meant([]);
}

/** @param {{ distance: number, words: Known[] }} near */
function asTerms({ distance, words }) {
  return unique(words.map((known) => ({ term: known.stem, weight: MISTAKE ** distance })));
}

/** @param {Meant["terms"]} terms */
function unique(terms) {
  return [...new Map(terms.map((term) => [term.term, term])).values()];
}

/** Words of titles that begin with what was typed. @param {string} word @param {Reader} reader */
function longerWords(word, reader) {
  if (word.length < 2) return [];
  const longer = reader.words.filter((known) => known.word.startsWith(word) || known.stem.startsWith(word));
  longer.sort((a, b) => b.frequency - a.frequency);
  const shards = new Set();
  const terms = [];
  for (const { stem: term } of longer) {
    if (terms.length === MOST_LONGER) break;
    const shard = reader.shardOf(term);
    if (!shards.has(shard) && shards.size === MOST_SHARDS) continue;
    shards.add(shard);
    terms.push({ term, weight: LONGER });
  }
  return terms;
}

/** The longest word of titles that what was typed begins with, up to an ending. @param {string} word @param {Reader} reader */
function shorterWord(word, reader) {
  const least = Math.max(4, word.length - LONGEST_ENDING);
  const fits = (/** @type {string} */ other) => other.length >= least && word.startsWith(other);
  return reader.words.filter((known) => fits(known.word) || fits(known.stem)).at(-1);
}

/** Two words of titles that make up a word together: `loadbalancer`, `http2`. @param {string} word @param {Reader} reader */
function split(word, reader) {
  const least = (/** @type {string} */ half) => (/^\d+$/.test(half) ? 1 : 3);
  /** @type {[string, string] | null} */
  let best = null;
  let most = 0;
  for (let at = 1; at < word.length; at += 1) {
    const halves = /** @type {[string, string]} */ ([word.slice(0, at), word.slice(at)]);
    if (halves.some((half) => half.length < least(half))) continue;
    const [a, b] = halves.map((half) => reader.stems.get(stem(half))?.frequency ?? 0);
    if (Math.min(a, b) > most) {
      most = Math.min(a, b);
      best = halves;
    }
  }
  return best;
}
