// The draw of a mock interview: the same seed draws the same questions. Pure.
//
// Each question gets a number from the seed and its id, and the least numbers are drawn. So a question that joins the bank,
// or leaves it, changes at most the places that it takes or frees, and a shared link holds though the bank grows.
// @ts-check

/**
 * @typedef {{ id: string, level: number, topic: string }} Candidate levels are 1 to 3
 *
 * @typedef {object} Plan what a link says
 * @property {string} seed
 * @property {string[]} topics none are all
 * @property {keyof typeof MIXES} mix
 * @property {number} count
 * @property {number} minutes a question
 */

/** Shares of easy, medium and hard questions. */
export const MIXES = Object.freeze({
  balanced: [1, 2, 1],
  gentle: [2, 1, 0],
  steep: [0, 1, 2],
  easy: [1, 0, 0],
  medium: [0, 1, 0],
  hard: [0, 0, 1],
});

/** The least and the most that may be asked for. */
export const LIMITS = Object.freeze({ count: [1, 50], minutes: [1, 60] });

/** @type {Readonly<Plan>} */
export const DEFAULT_PLAN = Object.freeze({ seed: "", topics: [], mix: "balanced", count: 5, minutes: 5 });

/**
 * A number of 32 bits from a text: FNV-1a over its UTF-16 units, then the finalizer of MurmurHash3, so that texts that
 * differ little get numbers that have nothing to do with each other.
 * @param {string} text
 */
export function number(text) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * How many questions of each level a mix asks for: the largest remainders get what is left over, the middle first.
 * @param {keyof typeof MIXES} mix @param {number} count
 */
export function quotas(mix, count) {
  const shares = MIXES[mix];
  const total = shares.reduce((sum, share) => sum + share, 0);
  const exact = shares.map((share) => (share * count) / total);
  const whole = exact.map(Math.floor);
  const order = [1, 0, 2].sort((a, b) => exact[b] - whole[b] - (exact[a] - whole[a]));
  for (let left = count - whole.reduce((sum, n) => sum + n, 0), at = 0; left > 0; left -= 1, at += 1)
    whole[order[at]] += 1;
  return whole;
}

/**
 * The questions of an interview, from easy to hard. Topics take turns as far as they have questions; where a level has too
 * few, the nearest one steps in.
 * @param {readonly Candidate[]} candidates
 * @param {Pick<Plan, "seed" | "topics" | "mix" | "count">} plan
 * @returns {string[]} ids
 */
export function draw(candidates, { seed, topics, mix, count }) {
  const pool = candidates
    .filter(({ topic }) => topics.length === 0 || topics.includes(topic))
    .map((candidate) => ({ ...candidate, rank: number(`${seed}\n${candidate.id}`) }))
    .sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
  /** @type {Map<string, number>} */
  const taken = new Map();
  /** @type {typeof pool} */
  const drawn = [];
  const take = (/** @type {number} */ level) => {
    let best = -1;
    for (const [at, { topic, level: own }] of pool.entries()) {
      if (own !== level) continue;
      if (best < 0 || (taken.get(topic) ?? 0) < (taken.get(pool[best].topic) ?? 0)) best = at;
    }
    if (best < 0) return false;
    const [chosen] = pool.splice(best, 1);
    taken.set(chosen.topic, (taken.get(chosen.topic) ?? 0) + 1);
    drawn.push(chosen);
    return true;
  };
  const nearest = { 1: [1, 2, 3], 2: [2, 1, 3], 3: [3, 2, 1] };
  for (const [at, quota] of quotas(mix, count).entries()) {
    const levels = nearest[/** @type {1 | 2 | 3} */ (at + 1)];
    for (let left = quota; left > 0; left -= 1) levels.some(take);
  }
  return drawn.sort((a, b) => a.level - b.level || a.rank - b.rank).map(({ id }) => id);
}

/** @param {string} name @returns {name is Plan["mix"]} */
const isMix = (name) => Object.hasOwn(MIXES, name);

/** A plan as the query of a link. @param {Plan} plan */
export function toQuery({ seed, topics, mix, count, minutes }) {
  const pairs = [
    ["seed", seed],
    ["topics", [...topics].sort().join(",")],
    ["mix", mix],
    ["n", String(count)],
    ["minutes", String(minutes)],
  ];
  return pairs
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll("%2C", ",")}`)
    .join("&");
}

/**
 * The plan that a link describes; what it does not say, or says wrongly, is as usual. Without a seed it describes none.
 * @param {(key: string) => string | null} get
 * @param {readonly string[]} topics those that there are
 * @returns {Plan | null}
 */
export function fromQuery(get, topics) {
  const seed = (get("seed") ?? "").slice(0, 64);
  if (seed === "") return null;
  const mix = get("mix") ?? "";
  const whole = (
    /** @type {string} */ key,
    /** @type {readonly number[]} */ [least, most],
    /** @type {number} */ usual,
  ) => {
    const value = Number(get(key) || NaN);
    return Number.isFinite(value) ? Math.min(Math.max(Math.round(value), least), most) : usual;
  };
  return {
    seed,
    topics: (get("topics") ?? "").split(",").filter((topic) => topics.includes(topic)),
    mix: isMix(mix) ? mix : DEFAULT_PLAN.mix,
    count: whole("n", LIMITS.count, DEFAULT_PLAN.count),
    minutes: whole("minutes", LIMITS.minutes, DEFAULT_PLAN.minutes),
  };
}
