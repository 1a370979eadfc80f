// Editions of a card: whether its text has changed since it was learned, and what is new and gone, word by word. Pure. The build
// gives each card the digest of its words; which words they were is kept beside the state of a card that was reviewed.
// @ts-check

/** The words of a card, as they are read. @typedef {{ title: string, short: string, points: string[] }} Text */

/** @typedef {{ kind: "same" | "gone" | "new", text: string }} Piece */

/** The most words of a part that are compared one by one; longer ones are shown whole. */
const MOST_WORDS = 1500;
/** A word of so many letters may hold a typing error. */
const LONG_ENOUGH = 5;

/** A word as it is compared: without case and punctuation. @param {string} word */
export const bare = (word) =>
  word
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}+#%<>=*/^-]|(?<![\p{L}\p{N}\p{M}])-|-(?![\p{L}\p{N}\p{M}])/gu, "");

/** @param {string} text */
const wordsOf = (text) => text.split(/\s+/u).filter((word) => bare(word) !== "");

/**
 * What became of a text, word by word, words of a kind together.
 * @param {string} before @param {string} after @returns {Piece[]}
 */
export function differences(before, after) {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  /** @type {Piece[]} */
  const pieces = [];
  const put = (/** @type {Piece["kind"]} */ kind, /** @type {string} */ word) => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += ` ${word}`;
    else pieces.push({ kind, text: word });
  };
  const [from, to] = [old.map(bare), now.map(bare)];
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) put("same", now[start++]);
  let [endOld, endNow] = [from.length, to.length];
  while (endOld > start && endNow > start && from[endOld - 1] === to[endNow - 1])
    [endOld, endNow] = [endOld - 1, endNow - 1];
  for (const { kind, at } of between(from.slice(start, endOld), to.slice(start, endNow))) {
    put(kind, kind === "gone" ? old[start + at] : now[start + at]);
  }
  for (let at = endNow; at < now.length; at += 1) put("same", now[at]);
  return pieces;
}

/**
 * The shortest way from some words to others: what goes stands before what comes.
 * @param {string[]} from @param {string[]} to @returns {{ kind: Piece["kind"], at: number }[]}
 */
function between(from, to) {
  const gone = from.map((_, at) => ({ kind: /** @type {const} */ ("gone"), at }));
  const come = to.map((_, at) => ({ kind: /** @type {const} */ ("new"), at }));
  if (from.length === 0 || to.length === 0 || from.length > MOST_WORDS || to.length > MOST_WORDS)
    return [...gone, ...come];
  // How many words the rests have in common.
  const width = to.length + 1;
  const common = new Uint16Array((from.length + 1) * width);
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        from[i] === to[j]
          ? common[(i + 1) * width + j + 1] + 1
          : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  /** @type {{ kind: Piece["kind"], at: number }[]} */
  const way = [];
  let [i, j] = [0, 0];
  while (i < from.length && j < to.length) {
    if (from[i] === to[j]) {
      way.push({ kind: "same", at: j });
      [i, j] = [i + 1, j + 1];
    } else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) way.push(gone[i++]);
    else way.push(come[j++]);
  }
  return [...way, ...gone.slice(i), ...come.slice(j)];
}

/**
 * Whether two words differ by one slip of the fingers: a letter more, less, another, or two the other way round. The first letter
 * stays, because before it stands what makes a word its contrary (typical, atypical); so do numbers and short words.
 * @param {string} before @param {string} after
 */
export function isSlip(before, after) {
  const [a, b] = [bare(before), bare(after)];
  if (a === b) return true;
  const isWord = (/** @type {string} */ word) => /^\p{L}+$/u.test(word) && word.length >= LONG_ENOUGH;
  if (!isWord(a) || !isWord(b) || a[0] !== b[0] || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  const isSwapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  return isSwapped || restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1);
}

/** Whether a text says something else than before: slips of the fingers do not count. @param {string} before @param {string} after */
export function saysElse(before, after) {
  const pieces = differences(before, after);
  for (let at = 0; at < pieces.length; at += 1) {
    const [{ kind, text }, next] = [pieces[at], pieces[at + 1]];
    if (kind === "same") continue;
    if (kind === "new" || next?.kind !== "new") return true;
    const [gone, come] = [text.split(" "), next.text.split(" ")];
    if (gone.length !== come.length || !gone.every((word, place) => isSlip(word, come[place]))) return true;
    at += 1;
  }
  return false;
}

/**
 * What became of a card; nothing where it says the same. Key points are matched by what they have in common, so that another order
 * is no change.
 * @param {Text} before @param {Text} after
 * @returns {{ title: Piece[] | null, short: Piece[] | null, points: Piece[][] } | null}
 */
export function changes(before, after) {
  const part = (/** @type {string} */ old, /** @type {string} */ now) =>
    saysElse(old, now) ? differences(old, now) : null;
  const title = part(before.title, after.title);
  const short = part(before.short, after.short);
  const points = pairs(before.points, after.points).flatMap(([old, now]) => {
    const made = part(old, now);
    return made ? [made] : [];
  });
  return title || short || points.length > 0 ? { title, short, points } : null;
}

/** So many points that have changed are compared with each other; more are compared as one text. */
const MOST_POINTS = 100;

/**
 * Old and new key points side by side; one that is gone or new stands beside nothing. Points that say the same find each other first.
 * @param {string[]} before @param {string[]} after @returns {[string, string][]}
 */
function pairs(before, after) {
  const [old, now] = [before, after].map((points) => points.map((text) => wordsOf(text).map(bare)));
  /** The places of old points, the last first, by what they say. @type {Map<string, number[]>} */
  const alike = new Map();
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const said = old[i].join(" ");
    const places = alike.get(said);
    if (places) places.push(i);
    else alike.set(said, [i]);
  }
  /** @type {Map<number, number>} */
  const partner = new Map();
  const taken = new Set();
  const join = (/** @type {number} */ i, /** @type {number} */ j) => (partner.set(j, i), taken.add(i));
  for (const [j, words] of now.entries()) {
    const i = alike.get(words.join(" "))?.pop();
    if (i !== undefined) join(i, j);
  }
  const gone = [...old.keys()].filter((i) => !taken.has(i));
  const come = [...now.keys()].filter((j) => !partner.has(j));
  if (Math.max(gone.length, come.length) > MOST_POINTS)
    return [[gone.map((i) => before[i]).join(" "), come.map((j) => after[j]).join(" ")]];
  const sets = new Map(come.map((j) => [j, new Set(now[j])]));
  const all = gone.flatMap((i) => {
    const own = new Set(old[i]);
    return [...sets].map(([j, other]) => ({ i, j, kin: kinship(own, other) }));
  });
  all.sort((a, b) => b.kin - a.kin || Math.abs(a.i - a.j) - Math.abs(b.i - b.j) || a.i - b.i);
  for (const { i, j, kin } of all) if (kin >= 0.4 && !partner.has(j) && !taken.has(i)) join(i, j);
  /** @type {[string, string][]} */
  const sides = after.map((now, j) => [before[partner.get(j) ?? -1] ?? "", now]);
  return [
    ...sides,
    ...before.filter((_, i) => !taken.has(i)).map((old) => /** @type {[string, string]} */ ([old, ""])),
  ];
}

/** Which share of the words of two points is in both. @param {Set<string>} a @param {Set<string>} b */
function kinship(a, b) {
  let both = 0;
  for (const word of a) if (b.has(word)) both += 1;
  return both / Math.max(1, a.size, b.size);
}
