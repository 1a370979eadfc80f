// The bank as the build wrote it: the index of all cards at once, the cards themselves by topic, when they are needed.
// @ts-check

import { root } from "./dom.js";
import { resolve } from "./log.js";

/** The version of the files that this code reads. */
const VERSION = 1;

/**
 * @typedef {{ id: string, level: number, tags: string[], topic: string }} Entry
 * @typedef {{ id: string, title: string, level: string, tags: string[], short: string, points: string[], path: string }} Card
 * @typedef {{ slug: string, title: string, deck: string, cards: [string, number, string[]][] }} Topic
 */

export class Bank {
  /** @type {Topic[]} */
  topics;
  /** In the order of the site. @type {Entry[]} */
  cards;
  /** @type {Record<string, string>} */
  tags;
  /** @type {Record<string, string>} */
  aliases;
  /** @type {Map<string, Entry>} */
  #byId;
  /** @type {Map<string, Promise<Map<string, Card>>>} */
  #decks = new Map();

  /** @param {{ version: number, topics: Topic[], tags: Record<string, string>, aliases: Record<string, string> }} file */
  constructor(file) {
    if (file.version !== VERSION) throw new Error(`index of version ${file.version}, not ${VERSION}`);
    this.topics = file.topics;
    this.tags = file.tags;
    this.aliases = file.aliases;
    this.cards = file.topics.flatMap(({ slug, cards }) => cards.map(([id, level, tags]) => ({ id, level, tags, topic: slug })));
    this.#byId = new Map(this.cards.map((card) => [card.id, card]));
  }

  /** @param {string} address of the index */
  static async load(address) {
    return new Bank(await fetchJson(address));
  }

  /** What the index says of a card, if it is there, under any name it has had. @param {string} id */
  entry(id) {
    return this.#byId.get(resolve(id, this.aliases)) ?? null;
  }

  /** @param {string} slug */
  topicTitle(slug) {
    return this.topics.find((topic) => topic.slug === slug)?.title ?? slug;
  }

  /** A card with its answer. @param {string} id @returns {Promise<Card>} */
  async card(id) {
    const card = (await this.#deck(this.entry(id)?.topic ?? "")).get(id);
    if (!card) throw new Error(`no deck has the card ${id}`);
    return card;
  }

  /** @param {string} slug */
  #deck(slug) {
    let deck = this.#decks.get(slug);
    if (!deck) {
      const path = this.topics.find((topic) => topic.slug === slug)?.deck;
      deck = (path === undefined ? Promise.reject(new Error(`no topic ${slug}`)) : fetchJson(root + path)).then((file) => {
        if (file.version !== VERSION) throw new Error(`deck of version ${file.version}, not ${VERSION}`);
        return new Map(file.cards.map((/** @type {Card} */ card) => [card.id, card]));
      });
      this.#decks.set(slug, deck);
      // A failure is not remembered, so that the next try may succeed.
      deck.catch(() => this.#decks.delete(slug));
    }
    return deck;
  }
}

/** @param {string} address */
async function fetchJson(address) {
  // As new as the page, whatever the browser still has in its own cache.
  const response = await fetch(address, { cache: "no-cache" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}
