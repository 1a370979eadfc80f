// Which build the worker is of, where its files lie, and how one is fetched.
// @ts-check
/// <reference lib="webworker" />

/** @typedef {{ build: string, list: string, shell: string[] }} Built */

export const worker = /** @type {ServiceWorkerGlobalScope & { BUILT: Built }} */ (/** @type {unknown} */ (self));
export const BUILD = worker.BUILT.build;
export const LIST_DIGEST = worker.BUILT.list;
export const SHELL = worker.BUILT.shell;

export const ROOT = worker.registration.scope;
export const LIST = "offline.json";
export const PREFIX = `prepbook ${new URL(ROOT).pathname} `;

/** What is written down beside the files of builds. Builds have hexadecimal names, so none is called this. */
export const NOTES = `${PREFIX}notes`;

/** How many at once. */
const LANES = 4;

/** The file that an address of the site means. @param {string} url */
export function pathOf(url) {
  const { origin, pathname } = new URL(url, ROOT);
  if (!`${origin}${pathname}`.startsWith(ROOT)) return null;
  try {
    const path = decodeURIComponent(`${origin}${pathname}`.slice(ROOT.length));
    return path === "" || path.endsWith("/") ? `${path}index.html` : path;
  } catch {
    return null;
  }
}

/** The address of a file. @param {string} path */
export function address(path) {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return ROOT + encoded.replace(/(^|\/)index\.html$/, "$1");
}

/** All builds of which something is kept, the youngest first. */
export async function builds() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NOTES);
  return names.map((name) => name.slice(PREFIX.length)).reverse();
}

/** @param {string} build @returns {Promise<Set<string>>} */
export async function keptPaths(build) {
  const keys = await (await caches.open(PREFIX + build)).keys();
  return new Set(keys.map((request) => pathOf(request.url) ?? ""));
}

/** From the host, or null where it has something else. The browser's own cache may hold the build before. @param {string} path @param {string} digest */
export async function download(path, digest) {
  for (const cache of /** @type {const} */ (["default", "reload"])) {
    const response = await fetch(address(path), { cache });
    const bytes = await response.arrayBuffer();
    if ((await digestOf(bytes)) !== digest) continue;
    const type = response.headers.get("Content-Type") ?? "application/octet-stream";
    return new Response(bytes, { headers: { "Content-Type": type } });
  }
  return null;
}

/** The digest as the build writes it. @param {ArrayBuffer} bytes */
export async function digestOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function lookForUpdate() {
  // Offline, or the host is down: another time.
  worker.registration.update().catch(() => {});
}

/** Does a few things at a time. @template T, R @param {Iterable<T>} things @param {(thing: T) => Promise<R>} doIt @returns {Promise<R[]>} */
export async function inLanes(things, doIt) {
  const queue = [...things].entries();
  /** @type {R[]} */
  const results = [];
  const lane = async () => {
    for (const [index, thing] of queue) results[index] = await doIt(thing);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}
