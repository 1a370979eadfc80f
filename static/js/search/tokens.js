// Text to the words that are looked up, and words to their stems. Pure. `src/site/search/tokens.rs` does the same, to the letter:
// what one of them changes, the other changes too, and `tests/search.rs` runs both.
// @ts-check

import { CONTINUING, folded, MARKS, SEPARATORS, UNSPACED } from "./letters.js";

const LETTERS = `[^${SEPARATORS}${UNSPACED}]+`;

/** A word of letters, with `_` and apostrophes between them and the `+` and `#` that follow (C++, C#); or text without spaces. */
const WORD = new RegExp(`(${LETTERS}(?:[_'’]${LETTERS})*[+#]*)|[${UNSPACED}][${UNSPACED}${CONTINUING}]*`, "gu");

/** A sign of such text, with what belongs to it. */
const SIGN = new RegExp(`[^][${CONTINUING}]*`, "gu");

/** What a word loses: marks, and what its decomposition brought in that is no letter. */
const DROPPED = new RegExp(`(?![+#])[${MARKS}${SEPARATORS}]`, "gu");

/** The longest word that is kept whole, in code points; of a longer one, its start counts. */
const LONGEST = 40;

/** At most so many parts of an identifier, and so many words that belong together, are set in one. */
const MOST_JOINED = 3;

/** An identifier of more parts is a digest or a key, and so is a chain of more words. */
const MOST_PARTS = 8;

/** `CI/CD` and `Node.js` are also one word; longer ones are two. */
const LONGEST_ALTERNATIVE = 8;

/** Words too common to tell one question from another. */
const STOP = new Set(
  (
    "a an and are as at be been but by can could did do does dont during for from had has have how i if in into is it its me my of on or " +
    "our should so that the their them then there these they this to us vs was we were what when where which who why will with would " +
    "you your"
  ).split(" "),
);

/**
 * @typedef {object} Token a word, and where it stands in the text
 * @property {string} word in lower case and without marks
 * @property {boolean} isPart whether the text before it has it already, in another form: the `pool` and the `maxpool` of `maxPoolSize`
 * @property {number} start
 * @property {number} end
 *
 * @typedef {[string, number]} Place a piece of the text and where it begins
 */

/** Whether a word is too common to look for. @param {string} word */
export function isCommon(word) {
  return STOP.has(word);
}

/**
 * The words of a text, in order; after words that belong together, those that they make when they are written in one.
 * @param {string} text
 * @returns {Token[]}
 */
export function tokenize(text) {
  /** @type {Token[]} */
  const tokens = [];
  const push = (/** @type {string} */ word, /** @type {number} */ start, /** @type {number} */ end, isPart = true) => {
    if (word) tokens.push({ word, isPart, start, end });
  };
  const pushRuns = (/** @type {Place[]} */ places, /** @type {number} */ longest) => {
    for (const run of runs(places, longest)) {
      const [last, at] = run[run.length - 1];
      push(shortened(run.map(([part]) => normal(part)).join("")), run[0][1], at + last.length);
    }
  };
  /** Words that are linked. @type {Place[]} */
  let chain = [];
  for (const { 0: raw, 1: spaced, index } of text.matchAll(WORD)) {
    if (spaced === undefined) {
      for (const [pair, at] of pairs(raw)) push(normal(pair), index + at, index + at + pair.length, false);
      continue;
    }
    if (chain.length > 0 && !isLinked(text, chain[chain.length - 1], [raw, index])) {
      pushRuns(chain, chain.length);
      chain = [];
    }
    push(normal(raw), index, index + raw.length, false);
    chain.push([raw, index]);
    if (!/^.+[_A-Z]|[0-9]/u.test(raw)) continue;
    const parts = identifierParts(raw).map(([part, at]) => /** @type {Place} */ ([part, index + at]));
    if (parts.length < 2) continue;
    pushRuns(parts, parts.length - 1);
    for (const [part, at] of parts) if ([...part].length > 1) push(normal(part), at, at + part.length);
  }
  pushRuns(chain, chain.length);
  return tokens;
}

/** Runs of places, the longest ones first. @param {Place[]} places @param {number} longest */
function runs(places, longest) {
  const runs = [];
  const most = places.length > MOST_PARTS ? 0 : Math.min(longest, MOST_JOINED);
  for (let length = most; length > 1; length -= 1) {
    for (let at = 0; at + length <= places.length; at += 1) runs.push(places.slice(at, at + length));
  }
  return runs;
}

/** Whether two words are also written in one: `multi-tenant`, `CI/CD`, `Node.js`, `RFC 8446`. Two numbers are not. @param {string} text @param {Place} before @param {Place} here */
function isLinked(text, [before, at], [here, start]) {
  const gap = text.slice(at + before.length, start);
  const [beforeIsNumber, isNumber] = [before, here].map((word) => /^[0-9]+$/.test(word));
  if (/^[-\u2010\u2011]$/.test(gap)) return !(beforeIsNumber && isNumber);
  if (/^[/.]$/.test(gap)) return [...before, ...here].length <= LONGEST_ALTERNATIVE && !(beforeIsNumber && isNumber);
  return /^[ \u00a0]$/.test(gap) && isNumber && /^[A-Za-z]{2,8}$/.test(before) && !isCommon(normal(before));
}

/** @param {string} run @returns {Place[]} */
function pairs(run) {
  const signs = [...run.matchAll(SIGN)];
  if (signs.length === 1) return [[run, 0]];
  return signs.slice(1).map(({ 0: sign }, before) => [signs[before][0] + sign, signs[before].index]);
}

/**
 * An identifier cut at `_`, where a capital begins a word, and where letters and digits meet: `read_committed`, `maxPoolSize`,
 * `HTTPServer`, `sha256`; `APIs` is one.
 * @param {string} raw
 * @returns {Place[]}
 */
function identifierParts(raw) {
  /** @type {Place[]} */
  const parts = [];
  let from = 0;
  for (const { 0: joint, index } of raw.matchAll(
    /_|(?<=[a-z])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])(?!s$)|(?<=[0-9])[A-Za-z]|(?<=[A-Za-z])[0-9]/g,
  )) {
    parts.push([raw.slice(from, index), from]);
    from = joint === "_" ? index + 1 : index;
  }
  parts.push([raw.slice(from), from]);
  return parts;
}

/** Decomposed, in lower case, without marks, joints and a possessive `'s`. @param {string} raw */
function normal(raw) {
  const bare = raw.replace(/['’][sS]$/, "");
  // Nearly all words are plain.
  if (/^[A-Za-z0-9]+$/.test(bare)) return bare.toLowerCase().slice(0, LONGEST);
  let word = "";
  // Code point by code point: in whole words, the lower case of a sigma depends on its place.
  for (const char of bare.normalize("NFKD")) word += folded(char.toLowerCase());
  return shortened(word.replace(DROPPED, ""));
}

/** @param {string} word */
function shortened(word) {
  return word.length > LONGEST ? [...word].slice(0, LONGEST).join("") : word;
}

/** Endings of nouns and adjectives, without a last `e`: what replaces them, and how many letters must stand before. @type {[string, string, number][]} */
const ENDINGS = [
  ["ability", "", 3],
  ["ibility", "", 3],
  ["bility", "bl", 1],
  ["ization", "iz", 3],
  ["isation", "iz", 3],
  ["ational", "", 5],
  ["ional", "", 3],
  ["ation", "", 5],
  ["at", "", 5],
  ["abl", "", 3],
  ["ibl", "", 3],
  ["ion", "", 3],
  ["ment", "", 6],
  ["ness", "", 4],
  ["ency", "ent", 3],
  ["ancy", "ant", 3],
  ["enc", "ent", 3],
  ["anc", "ant", 3],
  ["ity", "", 4],
  ["ical", "ic", 3],
  ["ica", "ic", 4],
  ["is", "iz", 4],
];

/** Stems that were worked out before, because the same words come again with every result. @type {Map<string, string>} */
const STEMS = new Map();
const MOST_STEMS = 20_000;

/**
 * The stem of a word: what its forms have in common. It need not be a word. Only plain English words have one.
 * @param {string} word
 */
export function stem(word) {
  let stem = STEMS.get(word);
  if (stem === undefined) {
    if (STEMS.size === MOST_STEMS) STEMS.clear();
    stem = /^[a-z]{4,}$/.test(word) ? stemOfWord(word) : word;
    STEMS.set(word, stem);
  }
  return stem;
}

/** @param {string} word */
function stemOfWord(word) {
  let stem = word === "indices" ? "index" : word === "vertices" ? "vertex" : word;
  stem = withoutE(replaced(withoutVerbEnding(withoutPlural(stem)), [["ly", "", 4]]));
  stem = replaced(stem, [
    ["er", "", 4],
    ["tor", "t", 4],
  ]);
  stem = withoutE(replaced(stem, ENDINGS));
  // `controll` of `controlling` and `control` are one, and so are `class` and `clas`; but not `mvcc` and `mvc`, `wall` and `wal`.
  if (stem.length > 3 && /[aeiouy]([^aeiouy])\1$/.test(stem) && !/^..[flsz]{2}$/.test(stem)) stem = stem.slice(0, -1);
  return stem.length > 3 && /[^aeiouy]y$/.test(stem) ? `${stem.slice(0, -1)}i` : stem;
}

/** @param {string} word */
function withoutPlural(word) {
  if (word.endsWith("ss")) return word;
  if (/(?:ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.endsWith("s") && (word.length === 4 || !/[ui]s$/.test(word)) ? word.slice(0, -1) : word;
}

/** @param {string} word */
function withoutVerbEnding(word) {
  if (word.length > 4 && word.endsWith("ied")) return `${word.slice(0, -3)}y`;
  const rest = word.replace(/(?:ing|ed)$/, "");
  return rest.length >= 3 && /[aeiouy]/.test(rest) && !word.endsWith("eed") ? rest : word;
}

/** @param {string} word */
function withoutE(word) {
  return word.length > 3 && word.endsWith("e") && !word.endsWith("ee") ? word.slice(0, -1) : word;
}

/** The first ending that fits, replaced. @param {string} word @param {[string, string, number][]} endings */
function replaced(word, endings) {
  const fits = endings.find(([ending, , least]) => word.endsWith(ending) && word.length - ending.length >= least);
  return fits ? word.slice(0, word.length - fits[0].length) + fits[1] : word;
}

/** The stems of a text's words, in order; of those that tell something, if there are any. @param {string} text @param {boolean} [onlyTelling] */
export function stems(text, onlyTelling = false) {
  const words = tokenize(text).filter((token) => !token.isPart);
  const telling = onlyTelling ? words.filter(({ word }) => !isCommon(word)) : words;
  return (telling.length > 0 ? telling : words).map(({ word }) => stem(word));
}
