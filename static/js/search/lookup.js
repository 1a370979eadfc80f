// What the index has for the words of a query: the words themselves, longer ones while one is being typed, and those that were
// probably meant. Pure.
// @ts-check

import { nearest } from "./nearest.js";
import { SENTENCE } from "./rank.js";
import { stem } from "./tokens.js";

/**
 * @typedef {import("./query.js").QueryWord} QueryWord
 * @typedef {import("./reader.js").Known} Known
 * @typedef {import("./reader.js").Reader} Reader
 *
 * @typedef {object} Form a term that stands for a word
 * @property {string} term
 * @property {number} weight
 * @property {string[]} [stems] what it is in a text, where that is not the term itself
 *
 * @typedef {object} Meant what a word of the query stands for; nothing, if the index has nothing like it
 * @property {string} word as it was typed
 * @property {Form[]} terms
 * @property {string | null} correction what it was taken for, where that is another word
 * @property {string[]} whole the terms of the words that it is for certain, whose other names count as well
 *
 * @typedef {{ asked: Meant[], names: string[] }} Taken words of the query, and the other names that were looked for as well
 */

/** How much less a word counts that only begins with what was typed. */
const LONGER = 0.6;
/** And where what was typed is a word of its own. */
const LONGER_BESIDE = 0.4;
/** How much less a word counts for each letter that was mistaken. */
const MISTAKE = 0.8;
/** How much less another name counts; and in a sentence, whose other words say already what is meant. */
const OTHER_NAME = 0.85;
const OTHER_NAME_IN_SENTENCE = 0.6;
/** At most so many longer words stand for the one being typed, from at most so many shards. */
const MOST_LONGER = 16;
const MOST_SHARDS = 3;
/** At most so many words that were perhaps meant. */
const MOST_MEANT = 3;
/** An ending that stems lose is at most so long. */
const LONGEST_ENDING = 4;
/** So many ways to cut an unknown word are tried, each of which may cost a request. */
const MOST_CUTS = 2;

/**
 * @param {QueryWord[]} words
 * @param {Reader} reader
 * @param {{ isTyping: boolean, signal?: AbortSignal }} options
 * @returns {Promise<{ meant: Meant[], taken: Taken[] }>}
 */
export async function lookUp(words, reader, { isTyping, signal }) {
  const all = await Promise.all(words.map((word) => lookUpWord(word, reader, isTyping && word.isLast, signal)));
  for (let at = 1; at < words.length; at += 1) {
    if (words[at - 1].isQuoted || words[at].isQuoted) continue;
    // `web socket` is also `websocket`, which then is both words. Where both are known, only titles are looked at, which costs nothing.
    const joined = stem(words[at - 1].word + words[at].word);
    const isOdd = [at - 1, at].some(
      (place) => !all[place].some(({ terms }) => terms.some(({ term }) => term === words[place].stem)),
    );
    const isUnfinished = isTyping && words[at].isLast;
    const isKnown =
      reader.stems.has(joined) || (isOdd && !isUnfinished && (await reader.postings([joined], signal)).has(joined));
    if (!isKnown) continue;
    for (const meant of [...all[at - 1], ...all[at]]) {
      meant.terms.push({ term: joined, weight: 1 });
      meant.correction = null;
    }
  }
  const meant = all.flat();
  await reader.postings([...new Set(meant.flatMap(({ terms }) => terms.map(({ term }) => term)))], signal);
  return { meant, taken: sayOtherwise(meant, reader) };
}

/** Adds the other names that the words have, alone and together. @param {Meant[]} meant @param {Reader} reader */
function sayOtherwise(meant, reader) {
  /** @type {Taken[]} */
  const taken = [];
  const otherName = meant.length > SENTENCE ? OTHER_NAME_IN_SENTENCE : OTHER_NAME;
  const found = meant.flatMap(({ whole }, at) =>
    whole.flatMap((term) => reader.instead(term).map((instead) => ({ at, first: term, ...instead }))),
  );
  for (const { at, first, rest, names, isSpelling, stems, term } of found) {
    if (!rest.every((word, offset) => meant[at + 1 + offset]?.whole.includes(word))) continue;
    const asked = meant.slice(at, at + 1 + rest.length);
    // Words that make up a name as they were typed are no typing errors.
    const isTyped = rest.length > 0 && [first, ...rest].every((word, offset) => asked[offset].whole[0] === word);
    if (isTyped) for (const word of asked) word.correction = null;
    // A word that was only perhaps meant is not taken for yet another one.
    if (!isSpelling && rest.length === 0 && asked[0].correction !== null && asked[0].whole[0] !== first) continue;
    for (const word of asked) word.terms.push({ term, weight: isSpelling ? 1 : otherName, stems });
    if (!isSpelling) taken.push({ asked, names });
  }
  return taken;
}

/**
 * One word; more than one, where it is two that were written together.
 * @param {QueryWord} typed
 * @param {Reader} reader
 * @param {boolean} isUnfinished
 * @param {AbortSignal} [signal]
 * @returns {Promise<Meant[]>}
 */
async function lookUpWord({ word, stem: exact, isLast, isQuoted }, reader, isUnfinished, signal) {
  const self = { term: exact, weight: 1 };
  if (isQuoted) return [{ word, terms: [self], correction: null, whole: [] }];
  const meant = (/** @type {Meant["terms"]} */ terms, /** @type {string | null} */ correction = null) => {
    return [
      {
        word,
        terms,
        correction,
        whole: correction === null || terms[0].term === exact ? [exact] : [exact, terms[0].term],
      },
    ];
  };
  const asHalves = (/** @type {string[]} */ halves) =>
    halves.map((half) => ({
      word: half,
      terms: [{ term: stem(half), weight: 1 }],
      correction: half,
      whole: [stem(half)],
    }));
  const isKnown = reader.stems.has(exact);
  const longer = isUnfinished || !isKnown ? longerWords(word, reader) : [];
  if (isKnown) return meant([self, ...longer.filter(({ term }) => term !== exact)]);
  if (isUnfinished && longer.length > 0) {
    // Where its own shard is fetched anyhow, it may also be all of the word.
    const isBeside = longer.some(({ term }) => reader.shardOf(term) === reader.shardOf(exact));
    return meant(isBeside ? [self, ...longer] : longer);
  }
  // What nobody says may be a name, or the first word of one.
  const isSaid = (await reader.postings([exact], signal)).has(exact) || reader.instead(exact).length > 0;
  if (isSaid) return meant(isLast ? [self, ...longer.map(({ term }) => ({ term, weight: LONGER_BESIDE }))] : [self]);
  if (isLast && longer.length > 0) return meant(longer);

  const halves = split(word, reader);
  const near = nearest(word, reader.words, MOST_MEANT, isUnfinished);
  // Two words that stand in titles as they were typed; halves that only share a stem with some are less likely than one wrong letter.
  const isPlain = halves?.every((half) => reader.stems.get(stem(half))?.word === half);
  if (halves && (isPlain || near.words.length === 0 || near.distance > 1)) return asHalves(halves);
  if (near.words.length > 0) return meant(asTerms(near), near.words[0].word);
  const shorter = shorterWord(word, reader);
  if (shorter) return meant([{ term: shorter.stem, weight: LONGER }], shorter.word);

  // What stands in no title is worth another request only now.
  const [around, dictionary] = await Promise.all([reader.neighbours(exact, signal), reader.dictionary(word, signal)]);
  if (isLast) {
    const begun = [...around, ...dictionary].filter((other) => other.word.startsWith(word));
    if (begun.length > 0)
      return meant(unique(begun.map((other) => ({ term: other.stem, weight: LONGER }))).slice(0, MOST_LONGER));
  }
  const cut = await cutInTwo(word, [...around, ...dictionary], reader, signal);
  if (cut) return asHalves(cut);
  // The terms around it are stems, and what is shown has to be a word.
  const frequencies = new Map(around.map((known) => [known.stem, known.frequency]));
  const others = dictionary.map((known) => ({ ...known, frequency: frequencies.get(known.stem) ?? known.frequency }));
  const far = nearest(word, others, MOST_MEANT);
  return far.words.length > 0 ? meant(asTerms(far), far.words[0].word) : meant([]);
}

/**
 * Two words that make up a word together, and of which one at least stands in no title. The first is among the words that begin
 * like it; the second is asked for.
 * @param {string} word
 * @param {Known[]} others
 * @param {Reader} reader
 * @param {AbortSignal} [signal]
 */
async function cutInTwo(word, others, reader, signal) {
  if (!/^[a-z]{6,}$/.test(word)) return null;
  const known = new Set(others.map((other) => other.stem));
  const cuts = Array.from({ length: word.length - 5 }, (_, at) => [word.slice(0, at + 3), word.slice(at + 3)]);
  const begun = cuts.filter(([first]) => known.has(stem(first)) || reader.stems.has(stem(first)));
  // The longer the first word, the less likely it is there by chance.
  for (const [first, second] of begun.reverse().slice(0, MOST_CUTS)) {
    const term = stem(second);
    if (reader.stems.has(term) || (await reader.postings([term], signal)).has(term)) return [first, second];
  }
  return null;
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
