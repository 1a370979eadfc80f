// Files that are fetched when they are first needed, once each. Pure but for the function that fetches.
// @ts-check

/**
 * @typedef {(path: string, signal: AbortSignal) => Promise<any>} Fetch gets a JSON file; the path is relative to the site's root
 * @typedef {{ content: Promise<any>, stop: AbortController, wanted: number, here: boolean }} Transfer
 */

export class Files {
  /** @type {Map<string, Transfer>} */
  #entries = new Map();
  /** @type {Fetch} */
  #fetch;

  /** @param {Fetch} fetch */
  constructor(fetch) {
    this.#fetch = fetch;
  }

  /** Whether a file has arrived. @param {string} path */
  has(path) {
    return this.#entries.get(path)?.here ?? false;
  }

  /**
   * A file's content. When nobody waits for it any more, its transfer is given up.
   * @param {string} path
   * @param {AbortSignal} [signal]
   * @returns {Promise<any>}
   */
  async get(path, signal) {
    const entry = this.#entries.get(path) ?? this.#begin(path);
    if (entry.here || !signal) {
      entry.wanted += 1;
      return entry.content;
    }
    signal.throwIfAborted();
    entry.wanted += 1;
    return new Promise((resolve, reject) => {
      const leave = () => {
        entry.wanted -= 1;
        if (entry.wanted === 0 && !entry.here) {
          this.#entries.delete(path);
          entry.stop.abort();
        }
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      entry.content.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
    });
  }

  /** @param {string} path @returns {Transfer} */
  #begin(path) {
    const stop = new AbortController();
    const entry = { content: this.#fetch(path, stop.signal), stop, wanted: 0, here: false };
    this.#entries.set(path, entry);
    entry.content.then(
      () => {
        entry.here = true;
      },
      // A failure is not remembered, so that the next try may succeed.
      () => {
        if (this.#entries.get(path) === entry) this.#entries.delete(path);
      },
    );
    return entry;
  }
}
