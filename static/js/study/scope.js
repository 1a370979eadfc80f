// What a sitting is about: topics, tags, levels, or cards one by one; and the query that says so in an address. Pure.
// @ts-check

import { LEVELS } from "../site.js";

/**
 * @typedef {object} Scope nothing chosen is everything
 * @property {string[]} topics
 * @property {string[]} tags
 * @property {number[]} levels
 * @property {string[]} cards
 * @property {boolean} flagged
 * @property {string} path the slug of one; then its cards are meant, in its order
 */

/** @type {Readonly<Scope>} */
export const EVERYTHING = Object.freeze({ topics: [], tags: [], levels: [], cards: [], flagged: false, path: "" });

/** @param {Scope} scope */
export function toQuery({ topics, tags, levels, cards, flagged, path }) {
  /** @type {[string, string[]][]} */
  const lists = [
    ["topic", topics],
    ["tag", tags],
    ["level", levels.map((level) => LEVELS[level - 1])],
    ["cards", cards],
    ["path", path === "" ? [] : [path]],
  ];
  const pairs = lists
    .filter(([, values]) => values.length > 0)
    .map(([key, values]) => `${key}=${values.map(encodeURIComponent).join(",")}`);
  if (flagged) pairs.push("flagged");
  return pairs.length > 0 ? pairs.join("&") : "all";
}

/**
 * The same below `study/`: cards that are named one by one stand in the fragment, because of a long query hosts answer nothing.
 * @param {Scope} scope
 */
export function toAddress({ cards, ...scope }) {
  const query = toQuery({ ...scope, cards: [] });
  if (cards.length === 0) return `?${query}`;
  return `${query === "all" ? "" : `?${query}`}#${toQuery({ ...EVERYTHING, cards })}`;
}

/** What an address says of a scope. @param {{ search: string, hash: string }} address @returns {Scope | null} */
export function fromAddress({ search, hash }) {
  const [query, fragment] = [search, hash].map((part) => new URLSearchParams(part.slice(1)));
  return fromQuery((key) => query.get(key) ?? (key === "cards" ? fragment.get(key) : null));
}

/** What no path is called. */
const NO_PATH = "_";

/** The scope in a query; nothing where it has none. @param {(key: string) => string | null} get @returns {Scope | null} */
export function fromQuery(get) {
  const keys = ["topic", "tag", "level", "cards", "flagged", "path", "all"];
  if (keys.every((key) => get(key) === null)) return null;
  // What an address names and nobody knows is something that nothing fits, and not everything.
  const values = (/** @type {string} */ key) => {
    const named = get(key)?.split(",") ?? [];
    const some = named.filter((value) => value !== "");
    return some.length > 0 ? some : named.slice(0, 1);
  };
  return {
    topics: values("topic"),
    tags: values("tag"),
    levels: values("level").map((name) => LEVELS.findIndex((level) => level === name) + 1),
    cards: values("cards"),
    flagged: get("flagged") !== null,
    // No path has the name of none.
    path: get("path") === "" ? NO_PATH : (get("path") ?? ""),
  };
}

/**
 * The cards that a scope means, in the order of the bank, or of the path.
 * @template {{ id: string, topic: string, level: number, tags: readonly string[] }} C
 * @param {Scope} scope @param {readonly C[]} cards
 * @param {{ isFlagged: (id: string) => boolean, resolve: (id: string) => string, path?: (slug: string) => readonly string[] | null }} known
 *   `path` has the ids of a path; one that is gone has none
 * @returns {C[]}
 */
export function select(scope, cards, { isFlagged, resolve, path = () => null }) {
  if (scope.path !== "") {
    const byId = new Map(cards.map((card) => [card.id, card]));
    const listed = (path(scope.path) ?? []).flatMap((id) => byId.get(resolve(id)) ?? []);
    return select({ ...scope, path: "" }, listed, { isFlagged, resolve });
  }
  const chosen = new Set(scope.cards.map(resolve));
  const some = (/** @type {readonly unknown[]} */ wanted, /** @type {readonly unknown[]} */ own) =>
    wanted.length === 0 || own.some((value) => wanted.includes(value));
  return cards.filter(
    ({ id, topic, level, tags }) =>
      (scope.cards.length === 0 || chosen.has(id)) &&
      some(scope.topics, [topic]) &&
      some(scope.levels, [level]) &&
      some(scope.tags, tags) &&
      (!scope.flagged || isFlagged(id)),
  );
}
