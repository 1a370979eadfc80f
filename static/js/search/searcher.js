// The search of a page: an engine of its own, or one in a worker where a query over very many questions would hold up typing.
// @ts-check

import { Engine } from "./engine.js";

/**
 * @typedef {import("./engine.js").Outcome} Outcome
 * @typedef {import("./query.js").Filters} Filters
 * @typedef {{ filters: Filters, wish: import("./engine.js").Wish | null, isTyping: boolean, limit: number }} Options
 *
 * @typedef {object} Bank what is known of the bank before anybody searches it
 * @property {{ slug: string, title: string }[]} suggested
 * @property {string | null} add
 * @property {Outcome["choices"]} choices
 */

/** From so many questions on, a query takes longer than a frame on a slow phone: see `benches/search.rs`. */
const MANY = 20_000;

class Missing extends Error {}

/** Fetches JSON below an address. @param {string} base @param {RequestCache} cache @returns {import("./files.js").Fetch} */
export function fetchBelow(base, cache) {
  return async (path, signal) => {
    const isIndex = path.endsWith("index.json");
    const response = await fetch(new URL(path, base), { signal, cache: isIndex ? cache : "default" });
    if (!response.ok)
      throw response.status === 404 ? new Missing(path) : new Error(`${path}: status ${response.status}`);
    return response.json();
  };
}

export class Searcher {
  #base;
  /** @type {Engine} */
  #engine;
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<number, { resolve: (outcome: Outcome) => void, reject: (error: unknown) => void }>} */
  #waiting = new Map();
  #asked = 0;
  /** @type {Bank | null} */
  #bank = null;

  /** @param {string} base the site's root */
  constructor(base) {
    this.#base = base;
    this.#engine = new Engine(fetchBelow(base, "default"));
  }

  /** @returns {Promise<Bank>} */
  async bank() {
    return (this.#bank ??= await this.#engine.start());
  }

  /**
   * @param {string} text
   * @param {Options} options
   * @param {AbortSignal} signal
   * @returns {Promise<Outcome>}
   */
  async search(text, options, signal) {
    try {
      return await this.#ask(text, options, signal);
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      // The site was published anew, and the files that a remembered index names are gone.
      this.#engine = new Engine(fetchBelow(this.#base, "reload"));
      this.#bank = null;
      this.#worker?.terminate();
      this.#worker = null;
      return this.#ask(text, options, signal);
    }
  }

  /** @param {string} text @param {Options} options @param {AbortSignal} signal */
  async #ask(text, options, signal) {
    const reader = await this.#engine.reader();
    signal.throwIfAborted();
    if (reader.size <= MANY) return this.#engine.search(text, { ...options, signal });
    this.#worker ??= this.#hire(reader.file);
    return this.#askWorker(this.#worker, text, options, signal);
  }

  /** @param {Worker} worker @param {string} text @param {Options} options @param {AbortSignal} signal @returns {Promise<Outcome>} */
  #askWorker(worker, text, options, signal) {
    const id = (this.#asked += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      signal.addEventListener("abort", () => {
        worker.postMessage({ cancel: id });
        if (this.#waiting.delete(id)) reject(signal.reason);
      });
      worker.postMessage({ id, text, options });
    });
  }

  /** @param {import("./reader.js").IndexFile} index */
  #hire(index) {
    const worker = new Worker(import.meta.url, { type: "module" });
    worker.postMessage({ base: this.#base, index });
    worker.addEventListener("message", ({ data: { id, outcome, error, isMissing } }) => {
      const asked = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (outcome) asked?.resolve(outcome);
      else asked?.reject(isMissing ? new Missing(error) : new Error(error));
    });
    worker.addEventListener("error", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the search worker failed"));
      this.#waiting.clear();
    });
    return worker;
  }
}

/** What this file does as a worker. @param {{ addEventListener: typeof addEventListener, postMessage: (message: any) => void }} scope */
export function work(scope) {
  /** @type {Engine} */
  let engine;
  /** @type {Map<number, AbortController>} */
  const running = new Map();
  scope.addEventListener("message", async ({ data: { base, index, cancel, id, text, options } }) => {
    if (index) {
      // The page has it already.
      const fetchOther = fetchBelow(base, "default");
      engine = new Engine(async (path, signal) => (path.endsWith("index.json") ? index : fetchOther(path, signal)));
    } else if (cancel) {
      running.get(cancel)?.abort();
    } else {
      const stop = new AbortController();
      running.set(id, stop);
      try {
        scope.postMessage({ id, outcome: await engine.search(text, { ...options, signal: stop.signal }) });
      } catch (error) {
        scope.postMessage({ id, error: String(error), isMissing: error instanceof Missing });
      }
      running.delete(id);
    }
  });
}
