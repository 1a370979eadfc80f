// A query from text to results. Pure but for the function that fetches.
// @ts-check

import { LEVELS } from "../site.js";
import { Files } from "./files.js";
import { lookUp } from "./lookup.js";
import { hasPhrase, mark } from "./marks.js";
import { alike, mistakes } from "./nearest.js";
import { noFilters, parse } from "./query.js";
import { Ranking } from "./rank.js";
import { Reader } from "./reader.js";
import { isCommon, stem, tokenize } from "./tokens.js";

/**
 * @typedef {import("./query.js").Filters} Filters
 * @typedef {import("./marks.js").Piece} Piece
 * @typedef {import("./reader.js").Document} Document
 * @typedef {import("./rank.js").Scored} Scored
 * @typedef {import("./lookup.js").Form} Form
 *
 * @typedef {object} Hit
 * @property {Document} document
 * @property {number} score
 * @property {Piece[]} title
 * @property {Piece[]} excerpt
 *
 * @typedef {{ slug: string, title: string, count: number, isOn: boolean }} Choice a filter, and how many results it would leave
 *
 * @typedef {object} Wish what else a list of results hangs on; by number of question, and so for every one that there is
 * @property {Uint8Array | null} among 1 for those that may be found
 * @property {Float32Array | "taught" | "level" | "title" | "checked" | null} order the least first; nothing is the best first
 *
 * @typedef {object} Outcome
 * @property {Hit[]} hits the best first
 * @property {number} total how many questions match
 * @property {string[]} corrected the words of the query as they were understood, if that is not as they were typed
 * @property {{ asked: string, names: string[] }[]} taken what was looked for under other names as well
 * @property {string[]} quoted what stood in quotes, and so has to stand in every one of them
 * @property {boolean} isNearest whether nothing matches and the hits are only the nearest
 * @property {{ topic: Choice[], level: Choice[], tag: Choice[] }} choices
 * @property {string[]} unknown filters that the bank does not have
 */

/** Results beyond this share of the best one's score are not worth reading. */
const LEAST = 0.03;
/** What a phrase side by side adds to a score: more than any word does. */
const PHRASE = 100;
/** How much more a question counts if its title says the query, the query says its title, and the words stand side by side there. */
const ASKED = 0.1;
const COVERED = 0.25;
const BESIDE = 0.25;
/** And if the query says its slug, the name that its author gave it. */
const NAMED = 0.2;
/** A query that says the whole slug or the whole title, and nothing else, asks for that question before all that only mention it. */
const WHOLE = 1;
/** So many of the best are looked at for phrases. */
const PHRASE_DEPTH = 20;
/** At least so many results at a time, even if each costs a request. Who chose an order reads a list, and gets all that are wanted. */
const FEWEST = 5;
/** So many results are wanted at a time. */
const PAGE_OF_RESULTS = 10;
/** So many topics, and so many tags, are offered to filter by. */
const MOST_CHOICES = 4;
/** So many nearest questions, where nothing matches. */
const MOST_NEAREST = 5;

export class Engine {
  /** @type {Files} */
  #files;
  /** @type {Promise<Reader> | null} */
  #reader = null;
  /** @type {Ranking | null} */
  #ranking = null;

  /** @param {import("./files.js").Fetch} fetch */
  constructor(fetch) {
    this.#files = new Files(fetch);
  }

  /** The index. A failure is not remembered, so that the next try may succeed. @returns {Promise<Reader>} */
  reader() {
    this.#reader ??= Reader.open(this.#files).catch((error) => {
      this.#reader = null;
      throw error;
    });
    return this.#reader;
  }

  /** What may be opened and chosen before anybody has typed. */
  async start() {
    const reader = await this.reader();
    const { topic, level } = choicesOf(reader.counts, noFilters(), reader);
    return { suggested: reader.suggested, add: reader.add, choices: { topic, level, tag: [] } };
  }

  /**
   * @param {string} text
   * @param {{ filters?: Filters, wish?: Wish | null, isTyping?: boolean, limit?: number, signal?: AbortSignal }} [options] filters
   *   beside those in the text; whether more of the last word may come; how many results are wanted
   * @returns {Promise<Outcome>}
   */
  async search(text, { filters = noFilters(), wish = null, isTyping = false, limit = 10, signal } = {}) {
    const reader = await this.reader();
    signal?.throwIfAborted();
    const { among, order } = wish ?? { among: null, order: null };
    for (const list of [among, order])
      if (typeof list === "object" && list && list.length !== reader.size) throw new Error("a list of another build");
    const query = parse(text);
    const wanted = both(query.filters, filters);
    const { meant, taken } = await lookUp(query.words, reader, { isTyping, signal });
    const tags = await tagged(wanted.tag, reader, signal);
    const hasQuotes = await quoting(query.quotes, reader, signal);
    const isWanted = (/** @type {number} */ number) =>
      tags.has(number) && hasQuotes(number) && (among === null || among[number] === 1);
    let terms = meant.map((word) => word.terms);
    const isNearest = meant.length > 0 && terms.every((forms) => forms.length === 0);
    if (isNearest)
      terms = query.words.map(({ word }) =>
        alike(word, reader.words, 3).map(({ stem }) => ({ term: stem, weight: 1 })),
      );
    const isAsked = wish !== null || Object.values(wanted).some((values) => values.length > 0);
    const scored = await this.#scored(terms, reader, isWanted, isAsked, signal);
    const { kept, choices, unknown } = narrowed(isNearest ? scored.slice(0, MOST_NEAREST) : scored, wanted, reader);
    const stems = new Set(terms.flat().flatMap(stemsOf));
    const phrases = query.quotes.map(({ stems }) => stems).filter((stems) => stems.length > 1);
    const best = phrases.length > 0 && !order ? await this.#withPhrases(kept, phrases, reader, signal) : kept;
    if (order) best.sort(byRank(await rankOf(order, reader, signal)));
    const page = affordable(best, limit, order ? limit : FEWEST * Math.ceil(limit / PAGE_OF_RESULTS), reader);
    const documents = await reader.documents(
      page.map(({ number }) => number),
      signal,
    );
    const fits = documents.map((document, at) => ({
      document,
      score: page[at].score * (1 + titleFit(document, terms)),
    }));
    if (!order) fits.sort((a, b) => b.score - a.score || a.document.number - b.document.number);
    const words = (/** @type {import("./lookup.js").Meant} */ word) => understood(word, documents).normalize();
    return {
      hits: fits.map(({ document, score }) => ({
        document,
        score,
        title: mark(document.title, stems),
        excerpt: mark(document.excerpt, stems),
      })),
      total: kept.length,
      corrected: isNearest || meant.every(({ correction }) => correction === null) ? [] : meant.map(words),
      taken: taken.map(({ asked, names }) => ({ asked: asked.map(words).join(" "), names })),
      quoted: query.quotes.map(({ text }) => text),
      isNearest,
      choices: { ...choices, tag: tagChoices(documents, wanted.tag) },
      unknown: [...unknown, ...tags.unknown],
    };
  }

  /**
   * @param {Form[][]} terms
   * @param {Reader} reader
   * @param {(number: number) => boolean} isWanted
   * @param {boolean} isAsked whether there is something to ask for where there are no words
   * @param {AbortSignal} [signal]
   * @returns {Promise<Scored[]>}
   */
  async #scored(terms, reader, isWanted, isAsked, signal) {
    if (terms.length === 0) return isAsked ? everything(reader.size).filter(({ number }) => isWanted(number)) : [];
    const postings = await reader.postings([...new Set(terms.flat().map(({ term }) => term))], signal);
    // In an order of their own: sums of the same words in another order would differ in their last digit.
    const name = (/** @type {Form[]} */ forms) => forms[0]?.term ?? "";
    const sorted = [...terms].sort((a, b) => Number(name(a) > name(b)) - Number(name(a) < name(b)));
    const sought = sorted.map((forms) => ({
      forms: forms.flatMap(({ term, weight, stems }) => {
        const found = postings.get(term);
        return found ? [{ postings: found, weight, isName: stems !== undefined }] : [];
      }),
    }));
    this.#ranking ??= new Ranking(reader.size);
    return this.#ranking.rank(sought, isWanted);
  }

  /**
   * The same questions, those with the phrases first.
   * @param {Scored[]} scored
   * @param {string[][]} phrases
   * @param {Reader} reader
   * @param {AbortSignal} [signal]
   */
  async #withPhrases(scored, phrases, reader, signal) {
    const head = scored.slice(0, PHRASE_DEPTH);
    const documents = await reader.documents(
      head.map(({ number }) => number),
      signal,
    );
    const boosted = head.map(({ number, score }, at) => {
      const { title, excerpt } = documents[at];
      const inTitle = phrases.filter((phrase) => hasPhrase(title, phrase)).length;
      const shown = phrases.filter((phrase) => hasPhrase(title, phrase) || hasPhrase(excerpt, phrase)).length;
      // Nobody quotes in vain: what has the phrase goes before what has not, however well that fits otherwise.
      return { number, score: score + PHRASE * (shown + inTitle) };
    });
    return [...boosted.sort((a, b) => b.score - a.score || a.number - b.number), ...scored.slice(PHRASE_DEPTH)];
  }
}

/** @param {Filters} a @param {Filters} b @returns {Filters} */
function both(a, b) {
  const union = (/** @type {string[]} */ x, /** @type {string[]} */ y) => [...new Set([...x, ...y])];
  return { topic: union(a.topic, b.topic), tag: union(a.tag, b.tag), level: union(a.level, b.level) };
}

/**
 * What comes first, for who does not want the best.
 * @param {NonNullable<Wish["order"]>} order @param {Reader} reader @param {AbortSignal} [signal]
 * @returns {Promise<(number: number) => number>}
 */
async function rankOf(order, reader, signal) {
  if (order === "taught") return (number) => number;
  if (order === "level") return (number) => reader.run(number) % 3;
  const ranks = typeof order === "string" ? await reader.places(order, signal) : order;
  return (number) => ranks[number];
}

/** @param {(number: number) => number} rank */
function byRank(rank) {
  return (/** @type {Scored} */ a, /** @type {Scored} */ b) =>
    rank(a.number) - rank(b.number) || b.score - a.score || a.number - b.number;
}

/** @param {number} size @returns {Scored[]} */
function everything(size) {
  return Array.from({ length: size }, (_, number) => ({ number, score: 1 }));
}

/** Which questions have one of the tags. @param {string[]} tags @param {Reader} reader @param {AbortSignal} [signal] */
async function tagged(tags, reader, signal) {
  if (tags.length === 0) return { has: () => true, unknown: [] };
  const postings = await reader.postings(
    tags.map((tag) => `tag:${tag}`),
    signal,
  );
  const numbers = new Set([...postings.values()].flatMap(({ documents }) => [...documents]));
  return {
    has: (/** @type {number} */ number) => numbers.has(number),
    unknown: tags.filter((tag) => !postings.has(`tag:${tag}`)).map((tag) => `tag:${tag}`),
  };
}

/**
 * Which questions have all words that stand in quotes. What a word's postings leave out, because too many have it, is let pass.
 * @param {import("./query.js").Quote[]} quotes
 * @param {Reader} reader
 * @param {AbortSignal} [signal]
 * @returns {Promise<(number: number) => boolean>}
 */
async function quoting(quotes, reader, signal) {
  const wanted = [...new Set(quotes.flatMap(({ terms }) => terms))];
  const postings = await reader.postings(wanted, signal);
  const sets = wanted.flatMap((term) => {
    const found = postings.get(term);
    return found && found.frequency > found.documents.length ? [] : [new Set(found?.documents)];
  });
  return (number) => sets.every((set) => set.has(number));
}

/**
 * A word as it was understood: of the words of that stem which the results say, the one that is most like what was typed.
 * @param {import("./lookup.js").Meant} meant
 * @param {Document[]} documents
 */
function understood({ word, terms, correction }, documents) {
  if (correction === null || correction === word) return word;
  const said = documents.flatMap(({ title, excerpt }) => tokenize(`${title} ${excerpt}`));
  const forms = [
    correction,
    ...new Set(said.flatMap((token) => (stem(token.word) === terms[0].term ? [token.word] : []))),
  ];
  const far = (/** @type {string} */ form) => mistakes(word, form, word.length);
  return forms.reduce((best, form) => (far(form) < far(best) ? form : best));
}

/**
 * The questions of the wanted topics and levels, without a long tail; and what could be chosen instead.
 * @param {Scored[]} scored
 * @param {Filters} filters
 * @param {Reader} reader
 */
function narrowed(scored, filters, reader) {
  const topics = reader.topics;
  const least = (scored[0]?.score ?? 0) * LEAST;
  const worth = scored.filter(({ score }) => score >= least);
  const counts = new Array(topics.length * 3).fill(0);
  const kept = worth.filter(({ number }) => {
    const run = reader.run(number);
    counts[run] += 1;
    return allows(filters.topic, topicOf(run, topics)) && allows(filters.level, levelOf(run));
  });
  const unknown = [
    ...filters.topic.filter((slug) => topics.every((topic) => topic.slug !== slug)).map((slug) => `topic:${slug}`),
    ...filters.level.filter((slug) => !LEVELS.some((level) => level === slug)).map((slug) => `level:${slug}`),
  ];
  return { kept, choices: choicesOf(counts, filters, reader), unknown };
}

/** @param {string[]} values @param {string} value */
const allows = (values, value) => values.length === 0 || values.includes(value);

/** @param {number} run @param {{ slug: string }[]} topics */
const topicOf = (run, topics) => topics[Math.floor(run / 3)].slug;

/** @param {number} run */
const levelOf = (run) => LEVELS[run % 3];

/**
 * The choices of topic and level; each counts what it would leave beside the choices of the other kind.
 * @param {number[]} counts how many questions there are, by run
 * @param {Filters} filters
 * @param {Reader} reader
 */
function choicesOf(counts, filters, reader) {
  const topics = reader.topics;
  const count = (/** @type {(run: number) => boolean} */ isIn) =>
    counts.reduce((sum, value, run) => sum + (isIn(run) ? value : 0), 0);
  const topic = topics
    .map(({ slug, title }) => {
      const left = count((run) => topicOf(run, topics) === slug && allows(filters.level, levelOf(run)));
      return { slug, title, count: left, isOn: filters.topic.includes(slug) };
    })
    .filter((choice) => choice.count > 0 || choice.isOn)
    .sort((a, b) => Number(b.isOn) - Number(a.isOn) || b.count - a.count)
    .slice(0, Math.max(MOST_CHOICES, filters.topic.length));
  const level = LEVELS.map((slug) => ({
    slug,
    title: slug[0].toUpperCase() + slug.slice(1),
    count: count((run) => levelOf(run) === slug && allows(filters.topic, topicOf(run, topics))),
    isOn: filters.level.includes(slug),
  }));
  return { topic, level };
}

/** The tags that most of the shown questions have. @param {Document[]} documents @param {string[]} chosen @returns {Choice[]} */
function tagChoices(documents, chosen) {
  /** @type {Map<string, Choice>} */
  const choices = new Map(chosen.map((slug) => [slug, { slug, title: slug, count: 0, isOn: true }]));
  for (const [slug, title] of documents.flatMap(({ tags }) => tags)) {
    const choice = choices.get(slug) ?? { slug, title, count: 0, isOn: false };
    choices.set(slug, { ...choice, title, count: choice.count + 1 });
  }
  const offered = [...choices.values()].sort((a, b) => Number(b.isOn) - Number(a.isOn) || b.count - a.count);
  return offered
    .filter(({ count, isOn }) => isOn || (count > 1 && count < documents.length))
    .slice(0, Math.max(MOST_CHOICES, chosen.length));
}

/**
 * How well a title fits a query, from 0: how much of the query it says, how much of it the query says, and how often two words of the
 * query stand side by side in it. It only orders questions whose titles are known already, because they are shown.
 * @param {Document} document
 * @param {Form[][]} words
 */
function titleFit({ title, slug }, words) {
  const telling = (/** @type {string} */ text) =>
    tokenize(text).filter(({ word, isPart }) => !isPart && !isCommon(word));
  const places = telling(title);
  const wanted = words.map((terms) => new Set(terms.flatMap(stemsOf)));
  const said = places.map(({ word }) => wanted.findIndex((stems) => stems.has(stem(word))));
  const covered = said.filter((word) => word >= 0).length / (said.length || 1);
  const pairs = said.filter(
    (word, at) => at > 0 && word >= 0 && said[at - 1] >= 0 && Math.abs(said[at - 1] - word) === 1,
  ).length;
  const asked = wanted.filter((stems) => places.some(({ word }) => stems.has(stem(word)))).length / (words.length || 1);
  const name = telling(slug.replaceAll("-", " "));
  const named = name.filter(({ word }) => wanted.some((stems) => stems.has(stem(word)))).length / (name.length || 1);
  const isName = named === 1 && wanted.every((stems) => name.some(({ word }) => stems.has(stem(word))));
  const isWhole = isName || (covered === 1 && asked === 1);
  return (
    (isWhole ? WHOLE : 0) +
    NAMED * named +
    ASKED * asked +
    COVERED * covered +
    BESIDE * (pairs / Math.max(1, words.length - 1))
  );
}

/** What a form is in a text. @param {Form} form */
function stemsOf({ term, stems }) {
  return stems ?? [term];
}

/**
 * The first results, as many as are wanted and few requests bring. What is here counts as well, or a query would fetch more each time
 * that it is asked.
 * @param {Scored[]} scored
 * @param {number} limit
 * @param {number} most so many requests
 * @param {Reader} reader
 */
function affordable(scored, limit, most, reader) {
  const pages = new Set();
  const page = [];
  for (const hit of scored.slice(0, limit)) {
    const isFree = reader.isHere(hit.number) || pages.has(reader.pageOf(hit.number));
    if (!isFree && pages.size >= most && page.length >= FEWEST) break;
    pages.add(reader.pageOf(hit.number));
    page.push(hit);
  }
  return page;
}
