// Text to the words that are looked up, and words to their stems. Pure. `src/site/search/tokens.rs` does the same, to the letter:
// what one of them changes, the other changes too, and `tests/search.rs` runs both.
// @ts-check

/** Code points that separate words, as the inside of a class. A list of our own, because Unicode's categories differ by browser; with the letters of Unicode 18, which browsers do not know yet. */
const SEPARATORS =
  "\\0-/:-@\\[-`{-\\u00a9\\u00ab-\\u00b1\\u00b4\\u00b6-\\u00b8\\u00bb\\u00bf\\u00d7\\u00f7\\u037e\\u0387\\u0558\\u055a-\\u055f\\u0589-\\u058f\\u05be" +
  "\\u05c0\\u05c3\\u05f3\\u05f4\\u060c\\u061b\\u061d-\\u061f\\u066a-\\u066d\\u06d4\\u0964\\u0965\\u0e4f\\u0e5a\\u0e5b\\u1361-\\u1368\\u1680" +
  "\\u17d4-\\u17da\\u1800-\\u180a\\u180e\\u2000-\\u206f\\u209d-\\u209f\\u20a0-\\u20cf\\u2190-\\u245f\\u2500-\\u2bff\\u2e00-\\u2e7f\\u3000-\\u3004" +
  "\\u3008-\\u3020\\u3030\\u30fb\\ud800-\\uf8ff\\ufe10-\\ufe1f\\ufe30-\\ufe6f\\ufeff-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65" +
  "\\uffe0-\\uffff\\u{107bb}-\\u{107bf}\\u{1b123}-\\u{1b126}\\u{1d6a6}\\u{1df95}\\u{1dfcd}-\\u{1dfff}\\u{1f000}-\\u{1fbff}\\u{e0000}-\\u{10ffff}";

/** Scripts that put no spaces between words: their text is cut into overlapping pairs. */
const UNSPACED = "\\u3040-\\u30fa\\u30fc-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";

const LETTERS = `[^${SEPARATORS}${UNSPACED}]+`;

/** A word of letters, with `_` and apostrophes between them and the `+` and `#` that follow (C++, C#); or text without spaces. */
const WORD = new RegExp(`(${LETTERS}(?:[_'’]${LETTERS})*[+#]*)|[${UNSPACED}]+`, "gu");

/** Accents, points and harakat, which people leave out. Vowel signs of Indic scripts are part of a word. */
const MARKS =
  "\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06ed" +
  "\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\u3099\\u309a\\ufe00-\\ufe0f\\ufe20-\\ufe2f";

/** What a word loses: marks, and what its decomposition brought in that is no letter. */
const DROPPED = new RegExp(`(?![+#])[${MARKS}${SEPARATORS}]`, "gu");

/** The longest word that is kept whole, in code points; of a longer one, its start counts. */
const LONGEST = 40;

/** Words too common to tell one question from another. */
const STOP = new Set(
  ("a an and are as at be been but by can could did do does dont during for from had has have how i if in into is it its me my of on or " +
    "our should so that the their them then there these they this to us vs was we were what when where which who why will with would " +
    "you your").split(" "),
);

/**
 * @typedef {object} Token a word, and where it stands in the text
 * @property {string} word in lower case and without marks
 * @property {boolean} isPart whether it is a part of the identifier before it: `pool` of `maxPoolSize`
 * @property {number} start
 * @property {number} end
 */

/** Whether a word is too common to look for. @param {string} word */
export function isCommon(word) {
  return STOP.has(word);
}

/**
 * The words of a text, in order.
 * @param {string} text
 * @returns {Token[]}
 */
export function tokenize(text) {
  /** @type {Token[]} */
  const tokens = [];
  const push = (/** @type {string} */ raw, /** @type {number} */ start, isPart = false) => {
    const word = normal(raw);
    if (word) tokens.push({ word, isPart, start, end: start + raw.length });
  };
  for (const { 0: raw, 1: spaced, index } of text.matchAll(WORD)) {
    if (spaced === undefined) {
      for (const [pair, at] of pairs(raw)) push(pair, index + at);
      continue;
    }
    push(raw, index);
    const parts = /[_A-Z]/.test(raw.slice(1)) ? identifierParts(raw) : [];
    if (parts.length > 1) {
      for (const [part, at] of parts) if ([...part].length > 1) push(part, index + at, true);
    }
  }
  return tokens;
}

/** @param {string} run @returns {[string, number][]} */
function pairs(run) {
  const chars = [...run];
  let at = 0;
  if (chars.length === 1) return [[run, 0]];
  return chars.slice(1).map((char, before) => {
    const start = at;
    at += chars[before].length;
    return [chars[before] + char, start];
  });
}

/** An identifier cut at `_` and where a capital begins a word: `read_committed`, `maxPoolSize`, `HTTPServer`; `APIs` is one. @param {string} raw @returns {[string, number][]} */
function identifierParts(raw) {
  /** @type {[string, number][]} */
  const parts = [];
  let from = 0;
  for (const { 0: joint, index } of raw.matchAll(/_|(?<=[a-z0-9])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])(?!s$)/g)) {
    if (index === 0) continue;
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
  for (const char of bare.normalize("NFKD")) word += char.toLowerCase();
  word = word.replaceAll("ς", "σ").replace(DROPPED, "");
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
  stem = replaced(stem, [["er", "", 4], ["tor", "t", 4]]);
  stem = withoutE(replaced(stem, ENDINGS));
  // `controll` of `controlling` and `control` are one, and so are `class` and `clas`.
  if (stem.length > 3 && /([^aeiouy])\1$/.test(stem)) stem = stem.slice(0, -1);
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
