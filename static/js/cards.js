// The list of all cards as the build wrote it: one file, and in a large bank further ones, whose names stand in the first.
// @ts-check

import { isObject, siteUrl } from "./site.js";

/** The version of the files that this code reads. */
const VERSION = 3;

/**
 * @typedef {[id: string, level: number, tags: string[], edition: string]} ListedCard
 * @typedef {{ slug: string, title: string, cards: string[] }} Path ids in its own order
 * @typedef {{ topics: { slug: string, title: string, decks: { path: string, cards: ListedCard[] }[] }[],
 *   paths: Path[], tags: Record<string, string>, aliases: Record<string, string>, more: [path: string, cards: number][] }} File
 * @typedef {{ id: string, level: number, tags: string[], edition: string, topic: string, deck: string }} Listed
 * @typedef {{ slug: string, title: string, cards: Listed[] }} Topic
 * @typedef {{ topics: Topic[], paths: Path[], tags: Record<string, string>, aliases: Record<string, string> }} Cards
 */

/** All cards. @param {string} [index] where the list begins @returns {Promise<Cards>} */
export async function loadCards(index = siteUrl("study/index.json").href) {
  const first = await loadFile(new URL(index, location.href));
  return joined([first, ...(await Promise.all(first.more.map(([path]) => loadFile(siteUrl(path)))))]);
}

/** The files of the list as one. A topic may go on in the next file. @param {File[]} files @returns {Cards} */
export function joined(files) {
  /** @type {Map<string, Topic>} */
  const topics = new Map();
  for (const { slug, title, decks } of files.flatMap((file) => file.topics)) {
    const topic = topics.get(slug) ?? { slug, title, cards: [] };
    topics.set(slug, topic);
    for (const { path, cards } of decks) {
      topic.cards.push(
        ...cards.map(([id, level, tags, edition]) => ({ id, level, tags, edition, topic: slug, deck: path })),
      );
    }
  }
  return {
    topics: [...topics.values()],
    paths: files.flatMap(({ paths }) => paths),
    tags: Object.assign({}, ...files.map(({ tags }) => tags)),
    aliases: Object.assign({}, ...files.map(({ aliases }) => aliases)),
  };
}

/** The id of any card but one, each as likely as the next; of the list, no more is fetched than that takes. @param {string | null} but */
export async function anyCard(but) {
  const first = await loadFile(siteUrl("study/index.json"));
  const own = joined([first]).topics.reduce((sum, { cards }) => sum + cards.length, 0);
  const sizes = [own, ...first.more.map(([, cards]) => cards)];
  let place = Math.random() * sizes.reduce((sum, size) => sum + size, 0);
  const file = sizes.findIndex((size) => (place -= size) < 0);
  const path = first.more[file - 1]?.[0];
  const ids = joined([path === undefined ? first : await loadFile(siteUrl(path))])
    .topics.flatMap(({ cards }) => cards.map(({ id }) => id))
    .filter((id) => id !== but);
  return ids[Math.floor(Math.random() * ids.length)];
}

/** @param {unknown} value @returns {value is string[]} */
export const areTexts = (value) => Array.isArray(value) && value.every((one) => typeof one === "string");

/** @param {unknown} value @returns {value is Record<string, string>} */
const areNames = (value) => isObject(value) && areTexts(Object.values(value));

/** @param {unknown} card @returns {card is ListedCard} */
const isListed = (card) =>
  Array.isArray(card) &&
  typeof card[0] === "string" &&
  [1, 2, 3].includes(card[1]) &&
  areTexts(card[2]) &&
  typeof card[3] === "string";

/** @param {unknown} path @returns {path is Path} */
const isPath = (path) => isObject(path) && areTexts([path.slug, path.title]) && areTexts(path.cards);

/** @param {unknown} deck @returns {deck is File["topics"][number]["decks"][number]} */
const isDeck = (deck) =>
  isObject(deck) && typeof deck.path === "string" && Array.isArray(deck.cards) && deck.cards.every(isListed);

/** @param {unknown} topic @returns {topic is File["topics"][number]} */
const isTopic = (topic) =>
  isObject(topic) && areTexts([topic.slug, topic.title]) && Array.isArray(topic.decks) && topic.decks.every(isDeck);

/** @param {unknown} more @returns {more is File["more"][number]} */
const isMore = (more) => Array.isArray(more) && typeof more[0] === "string" && typeof more[1] === "number";

/** @param {URL} address @returns {Promise<File>} */
async function loadFile(address) {
  const { topics, paths = [], tags, aliases, more = [] } = await readStudyFile(address);
  const isSound = areNames(tags) && areNames(aliases) && Array.isArray(more) && more.every(isMore);
  if (!Array.isArray(paths) || !paths.every(isPath)) throw new Error("the list of paths is damaged");
  if (!isSound || !Array.isArray(topics) || !topics.every(isTopic)) throw new Error("the list of cards is damaged");
  return { topics, paths, tags, aliases, more };
}

/** A file of studying, if it is of the version that is read here. @param {string | URL} address */
export async function readStudyFile(address) {
  // As new as the page, whatever the browser still has in its own cache.
  const response = await fetch(address, { cache: "no-cache" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  /** @type {unknown} */
  const file = await response.json();
  if (!isObject(file) || file.version !== VERSION) throw new Error(`${address} is not of version ${VERSION}`);
  return file;
}
