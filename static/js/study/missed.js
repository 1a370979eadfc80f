// Key points that the reader forgets: told by the points' own digests, so that neither another order nor a renamed card loses
// them. Pure.
// @ts-check

/** @typedef {{ card: string, point: string, missed: number, asked: number }} Missed */

/**
 * The key points that were missed, the most often missed first, and of those the latest; points that were ticked since are out.
 * @param {Iterable<import("./entry.js").Review>} reviews in order, by the cards' present names
 * @returns {Missed[]}
 */
export function missedMost(reviews) {
  /** @type {Map<string, Map<string, { missed: number, asked: number, last: number }>>} */
  const cards = new Map();
  let at = 0;
  for (const { card, missed } of reviews) {
    if (!missed) continue;
    at += 1;
    const points = cards.get(card) ?? new Map();
    cards.set(card, points);
    for (const point of points.values()) point.asked += 1;
    for (const point of missed) {
      const known = points.get(point) ?? { missed: 0, asked: 1, last: 0 };
      points.set(point, { missed: known.missed + 1, asked: known.asked, last: at });
    }
    // What was remembered this time is half forgiven.
    for (const [point, known] of points) if (known.last !== at && known.missed <= known.asked / 2) points.delete(point);
  }
  const all = [...cards].flatMap(([card, points]) =>
    [...points].map(([point, { missed, asked, last }]) => ({ card, point, missed, asked, last })),
  );
  all.sort(
    (a, b) =>
      b.missed - a.missed ||
      b.last - a.last ||
      (a.card < b.card ? -1 : a.card > b.card ? 1 : a.point < b.point ? -1 : 1),
  );
  return all.map(({ card, point, missed, asked }) => ({ card, point, missed, asked }));
}

/**
 * What a review misses: the digests of points that were not ticked. Where nothing was ticked, the reader does not tick.
 * @param {readonly string[]} digests of all points @param {readonly number[]} ticked
 */
export function missedOf(digests, ticked) {
  return ticked.length === 0 ? undefined : digests.filter((_, at) => !ticked.includes(at));
}
