// The bank as the build wrote it: the list of all cards at once, the cards themselves deck by deck, when they are needed.
// @ts-check

import { areTexts, loadCards, readStudyFile } from "../cards.js";
import { isObject, siteRoot } from "../site.js";
import { resolve } from "./log.js";
import { select } from "./scope.js";

/**
 * @typedef {import("../cards.js").Topic} Topic
 * @typedef {import("../cards.js").Listed} Listed what the list says of a card
 * @typedef {{ id: string, title: string, short: string, points: string[], path: string, edition: string, digests: string[], said?: import("../site.js").Said }} Card
 */

/** @param {unknown} card @returns {card is Card} */
const isCard = (card) =>
  isObject(card) &&
  areTexts([card.id, card.title, card.short, card.path, card.edition]) &&
  areTexts(card.points) &&
  areTexts(card.digests);

export class Bank {
  /** @type {Topic[]} */
  topics;
  /** @type {import("../cards.js").Path[]} */
  paths;
  /** In the order of the site. @type {Listed[]} */
  cards;
  /** @type {Record<string, string>} */
  tags;
  /** @type {Record<string, string>} */
  aliases;
  /** @type {Map<string, Listed>} */
  #byId;
  /** @type {Map<string, Promise<Map<string, Card>>>} */
  #decks = new Map();

  /** @param {import("../cards.js").Cards} cards */
  constructor({ topics, paths, tags, aliases }) {
    this.topics = topics;
    this.paths = paths;
    this.tags = tags;
    this.aliases = aliases;
    this.cards = topics.flatMap(({ cards }) => cards);
    this.#byId = new Map(this.cards.map((card) => [card.id, card]));
  }

  /** @param {string} [address] of the list of cards */
  static async load(address) {
    return new Bank(await loadCards(address));
  }

  /** What the list says of a card, if it is there, under any name it has had. @param {string} id */
  listed(id) {
    return this.#byId.get(resolve(id, this.aliases)) ?? null;
  }

  /** @param {string} slug */
  path(slug) {
    return this.paths.find((path) => path.slug === slug) ?? null;
  }

  /** The cards that a scope means. @param {import("./scope.js").Scope} scope @param {import("./store.js").Store} store */
  select(scope, store) {
    return select(scope, this.cards, {
      isFlagged: (id) => store.state(id).flagged,
      resolve: (id) => resolve(id, this.aliases),
      path: (slug) => this.path(slug)?.cards ?? null,
    });
  }

  /** Whether a card says something else than what was learned. @param {string} id @param {import("./store.js").Store} store */
  isChanged(id, store) {
    return store.isChanged(id, this.listed(id)?.edition);
  }

  /** @param {string} slug */
  topicTitle(slug) {
    return this.topics.find((topic) => topic.slug === slug)?.title ?? slug;
  }

  /** @param {string} tag */
  tagTitle(tag) {
    return Object.hasOwn(this.tags, tag) ? this.tags[tag] : tag;
  }

  /** A card with its answer. @param {string} id @returns {Promise<Card>} */
  async card(id) {
    const listed = this.listed(id);
    const card = listed && (await this.#deck(listed.deck)).get(listed.id);
    if (!card) throw new Error(`no deck has the card ${id}`);
    return card;
  }

  /** @param {string} path */
  #deck(path) {
    let deck = this.#decks.get(path);
    if (!deck) {
      deck = loadDeck(path);
      this.#decks.set(path, deck);
      // A failure is not remembered, so that the next try may succeed.
      deck.catch(() => this.#decks.delete(path));
    }
    return deck;
  }
}

/** @param {string} path */
async function loadDeck(path) {
  const { cards } = await readStudyFile(siteRoot() + path);
  if (!Array.isArray(cards) || !cards.every(isCard)) throw new Error(`the deck ${path} is damaged`);
  return new Map(cards.map((card) => [card.id, card]));
}
