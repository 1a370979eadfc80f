// The service worker: what was read can be read offline, and two builds never mix.
//
// The build joins this with what it imports, and writes `self.BUILT` in front: its name, what the shell is, and the digest of the
// list that has the digest of every file. Three rules keep builds apart (ARCHITECTURE.md, "Offline", tells why they are enough):
//
// 1. A cache belongs to one build, and holds only files whose digest stands in that build's list.
// 2. A page belongs to the build of the file that it was made from. That is written down before the file is handed out.
// 3. A page gets files of its own build: from its cache, or from the network while that still has the same. Else an error.
//    A page that is not known to belong to a build gets what the network has, and nothing from a cache.
//
// Pages are never claimed, so a page that came from the network stays with the network.
// @ts-check

import { page, part } from "./sw/answers.js";
import { copied, file } from "./sw/files.js";
import { entriesOfAll, everything, forgetList, list } from "./sw/lists.js";
import { buildOf, readBuilds } from "./sw/pages.js";
import {
  address,
  BUILD,
  builds,
  download,
  inLanes,
  keptPaths,
  LIST,
  LIST_DIGEST,
  lookForUpdate,
  NOTES,
  pathOf,
  PREFIX,
  ROOT,
  SHELL,
  worker,
} from "./sw/site.js";

/** @typedef {import("./sw/lists.js").Entries} Entries */

/** What the reader chose: to keep all there is. */
const EVERYTHING = `${ROOT}?everything`;

/** How many files are fetched in the background when a page has loaded. */
const FILES_A_VISIT = 100;

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = request.method === "GET" && request.cache !== "only-if-cached" ? pathOf(request.url) : null;
  if (path === null) return;
  event.respondWith(request.mode === "navigate" ? page(event, path) : part(event, path));
});
worker.addEventListener("message", (event) => {
  const reply = answer(event.data, event.source).catch((error) => ({ error: String(error?.name ?? error) }));
  event.waitUntil(reply.then((reply) => event.ports[0]?.postMessage(reply)));
});

async function install() {
  await takeIn();
  // What has not changed since the build before need not be fetched again.
  await inLanes(await wanted().catch(() => []), (path) => copied(path));
  await worker.skipWaiting();
}

/** Fetches the list and the shell. Where the host has another build by now, this fails, and the worker before stays. */
async function takeIn() {
  const cache = await caches.open(PREFIX + BUILD);
  if (!(await cache.match(address(LIST)))) {
    const list = await download(LIST, LIST_DIGEST);
    if (!list) throw new Error("the list is of another build");
    await cache.put(address(LIST), list);
  }
  const missing = await inLanes(SHELL, async (path) => !(await file(BUILD, path)));
  if (missing.includes(true)) throw new Error("the shell is of another build");
}

/** Files of this build that the reader had of another, or asked for, and that are not here; and what may be such a file. */
async function wanted() {
  if (!(await list(BUILD))) return [];
  const here = await keptPaths(BUILD);
  const wanted = new Set((await wantsEverything()) ? (await everything()).keys() : []);
  for (const build of await builds()) {
    if (build !== BUILD) for (const path of await keptPaths(build)) wanted.add(path);
  }
  const { entries, unknown } = await entriesOfAll(
    BUILD,
    [...wanted].filter((path) => !here.has(path)),
  );
  return [...entries.keys(), ...unknown];
}

async function wantsEverything() {
  return Boolean(await caches.match(EVERYTHING, { cacheName: NOTES }));
}

/** @type {Promise<unknown> | null} */
let tending = null;

/** Fetches some of what is wanted, and removes builds that nobody reads any more. */
async function tend() {
  tending ??= (async () => {
    // The reader may have cleared what was kept.
    if (!(await list(BUILD))) await takeIn();
    const paths = await wanted();
    await inLanes(paths.slice(0, FILES_A_VISIT), (path) => file(BUILD, path).catch(() => null));
    await sweep(paths.length <= FILES_A_VISIT && navigator.onLine);
  })().finally(() => {
    tending = null;
  });
  await tending;
}

/** @param {boolean} canSpare whether nothing in the caches of other builds is wanted any more */
async function sweep(canSpare) {
  const used = await readBuilds();
  if (!canSpare || (await wanted()).length > 0) return;
  for (const build of await builds()) {
    // The worker of the next build fills its cache before it is in charge.
    if (worker.registration.installing || worker.registration.waiting) return;
    if (used.has(build)) continue;
    forgetList(build);
    await caches.delete(PREFIX + build);
  }
}

/**
 * What pages ask. A page of one build may talk to the worker of another, so this only ever grows.
 *
 * `tend`: keeps what was `seen` (addresses that a page loaded before there was a worker), and tells whether the page `isCurrent`.
 * `lead`: takes over from the worker before.
 * `kept`: how much is kept, of how much.
 * `state`: the same, and what is missing, for which all lists are needed.
 * `keep`: fetches files; `everything` holds for the builds to come.
 * `forget`: everything but the shell goes.
 * @param {unknown} question @param {ExtendableMessageEvent["source"]} source
 */
async function answer(question, source) {
  const { ask, seen, paths } = isObject(question) ? question : {};
  switch (ask) {
    case "tend": {
      const loaded = texts(seen).flatMap((url) => pathOf(url) ?? []);
      await inLanes(loaded, (path) => file(BUILD, path).catch(() => null));
      const build = source && "id" in source ? await buildOf(source.id) : null;
      await tend();
      return { build: BUILD, isCurrent: !build || build === BUILD };
    }
    case "lead":
      return worker.skipWaiting();
    case "kept":
      return kept();
    case "state": {
      const [all, here] = [await everything(), await keptPaths(BUILD)];
      const missing = [...all].filter(([path]) => !here.has(path)).map(([path, { size }]) => [path, size]);
      return { ...(await kept()), missing };
    }
    case "keep": {
      const notes = await caches.open(NOTES);
      await notes.put(EVERYTHING, new Response(""));
      const lost = await inLanes(texts(paths), (path) => keep(path));
      return { build: BUILD, lost: lost.filter(Boolean).length };
    }
    case "forget": {
      await (await caches.open(NOTES)).delete(EVERYTHING);
      const lists = ((await list(BUILD))?.parts ?? []).map(({ path }) => path);
      const shell = new Set([LIST, ...lists, ...SHELL]);
      const cache = await caches.open(PREFIX + BUILD);
      const paths = [...(await keptPaths(BUILD))].filter((path) => !shell.has(path));
      await inLanes(paths, (path) => cache.delete(address(path)));
      return kept();
    }
    default:
      return { error: "NotSupportedError" };
  }
}

/** Keeps a file, or says that the host has another build; fails where there is no room or no network. @param {string} path */
async function keep(path) {
  const found = await file(BUILD, path);
  if (!found) lookForUpdate();
  else if (!(await caches.match(address(path), { cacheName: PREFIX + BUILD })))
    throw new DOMException("no room", "QuotaExceededError");
  return !found;
}

async function kept() {
  const known = await list(BUILD);
  const { entries: here } = await entriesOfAll(BUILD, await keptPaths(BUILD));
  const { entries: shell } = await entriesOfAll(BUILD, SHELL);
  const sum = (/** @type {Iterable<number>} */ sizes) => [...sizes].reduce((a, b) => a + b, 0);
  const bytesOf = (/** @type {Entries} */ files) => sum([...files.values()].map(({ size }) => size));
  const parts = known?.parts ?? [];
  return {
    build: BUILD,
    bytes: bytesOf(known?.entries ?? new Map()) + sum(parts.map(({ bytes }) => bytes)),
    files: (known?.entries.size ?? 0) + sum(parts.map(({ files }) => files)),
    kept: bytesOf(here),
    keptFiles: here.size,
    shell: bytesOf(shell),
    everything: await wantsEverything(),
  };
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === "object" && value !== null;

/** @param {unknown} value @returns {string[]} */
const texts = (value) => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);
