// The bank as the build wrote it: the list of all cards at once, the cards themselves deck by deck, when they are needed.
// @ts-check

import { VERSION, fetchJson, loadCards } from "./cards.js";
import { root } from "./dom.js";
import { resolve } from "./log.js";

/**
 * @typedef {import("./cards.js").Topic} Topic
 * @typedef {Topic["cards"][number]} Entry
 * @typedef {{ id: string, title: string, level: string, tags: string[], short: string, points: string[], path: string }} Card
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

  /** @param {import("./cards.js").Cards} cards */
  constructor({ topics, tags, aliases }) {
    this.topics = topics;
    this.tags = tags;
    this.aliases = aliases;
    this.cards = topics.flatMap(({ cards }) => cards);
    this.#byId = new Map(this.cards.map((card) => [card.id, card]));
  }

  /** @param {string} address of the list of cards */
  static async load(address) {
    return new Bank(await loadCards(new URL(root, location.href), new URL(address, location.href).href));
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
    const entry = this.entry(id);
    const card = entry && (await this.#deck(entry.deck)).get(entry.id);
    if (!card) throw new Error(`no deck has the card ${id}`);
    return card;
  }

  /** @param {string} path */
  #deck(path) {
    let deck = this.#decks.get(path);
    if (!deck) {
      deck = fetchJson(root + path).then((file) => {
        if (file.version !== VERSION) throw new Error(`deck of version ${file.version}, not ${VERSION}`);
        return new Map(file.cards.map((/** @type {Card} */ card) => [card.id, card]));
      });
      this.#decks.set(path, deck);
      // A failure is not remembered, so that the next try may succeed.
      deck.catch(() => this.#decks.delete(path));
    }
    return deck;
  }
}
