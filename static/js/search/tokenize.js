// Text to the words that are looked up. Pure.
// @ts-check

/** Words too common to tell one question from another. */
const STOP = new Set(
  "a an and are as at be by can do does for from has how in is it its of on or that the this to was what when which why will with you your".split(" "),
);

/** @typedef {{ term: string, start: number, end: number }} Token a word, and where it stands in the text */

/**
 * Lower-case words without marks. `+` and `#` belong to a word, so that C++ and C# can be found.
 * @param {string} text
 * @returns {Token[]}
 */
export function tokenize(text) {
  const tokens = [];
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}]+[+#]*/gu)) {
    const term = match[0].normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    if (term) tokens.push({ term, start: match.index, end: match.index + match[0].length });
  }
  return tokens;
}

/**
 * The words of a query: common words count only where there is nothing else.
 * @param {string} query
 * @returns {string[]}
 */
export function queryTerms(query) {
  const terms = tokenize(query).map((token) => token.term);
  const telling = terms.filter((term) => !STOP.has(term));
  return telling.length > 0 ? telling : terms;
}
