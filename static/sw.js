// The service worker: what was read can be read offline, and two builds never mix.
//
// The build writes `self.BUILT` in front of this file: its name, what the shell is, and the digest of the list that has the
// digest of every file. Three rules keep builds apart (ARCHITECTURE.md, "Offline", tells why they are enough):
//
// 1. A cache belongs to one build, and holds only files whose digest stands in that build's list.
// 2. A page belongs to the build of the file that it was made from. That is written down before the file is handed out.
// 3. A page gets files of its own build: from its cache, or from the network while that still has the same. Else an error.
//    A page that is not known to belong to a build gets what the network has, and nothing from a cache.
//
// Pages are never claimed, so a page that came from the network stays with the network.
// @ts-check
/// <reference lib="webworker" />

/** @typedef {{ build: string, list: string, shell: string[] }} Built */
/** @typedef {{ build: string, size: number, digest: string }} Entry */
/** @typedef {Map<string, Entry>} Entries files by path */
/** @typedef {{ from: string, path: string, digest: string, files: number, bytes: number }} Part a list of some files of one large folder */
/** @typedef {{ entries: Entries, parts: Part[], read: Map<string, Promise<Entries | null>> }} List */

const worker = /** @type {ServiceWorkerGlobalScope & { BUILT: Built }} */ (/** @type {unknown} */ (self));
const { build: BUILD, list: LIST_DIGEST, shell: SHELL } = worker.BUILT;

const ROOT = worker.registration.scope;
const LIST = "offline.json";
const OFFLINE_PAGE = "offline/index.html";
const PREFIX = `prepbook ${new URL(ROOT).pathname} `;

/** Which page is of which build, and what the reader chose. Builds have hexadecimal names, so none is called this. */
const NOTES = `${PREFIX}notes`;
const EVERYTHING = `${ROOT}?everything`;

/** How many files are fetched in the background when a page has loaded. */
const FILES_A_VISIT = 100;

/** How many at once. */
const LANES = 4;

/** For how long a page may be on its way from the answer to the window, in milliseconds. */
const BIRTH = 5_000;

/** For how long the build of a page is known that no window shows: it may come back out of the browser's memory. */
const MEMORY = 7 * 24 * 3_600_000;

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

/** A page, of this build if it can be. @param {FetchEvent} event @param {string} path */
async function page(event, path) {
  const entry = await entryOf(BUILD, path).catch(() => undefined);
  const child = event.resultingClientId;
  try {
    const own = entry ? await file(BUILD, path) : null;
    if (own) return await born(child, BUILD, own);
    if (await entryOf(BUILD, `${path}/index.html`))
      return Response.redirect(`${address(path)}/${new URL(event.request.url).search}`, 301);
    const other = await fetch(event.request);
    if (other.status === 404 && (await isNotFoundPage(other.clone()))) return await born(child, BUILD, other);
    // The host has a newer build. Its page gets what the host has, until the worker of that build is here.
    if (entry !== null) lookForUpdate();
    return other;
  } catch {
    return (await keptByOthers(child, path)) ?? (await offlinePage(child));
  }
}

/** Something that a page loads. @param {FetchEvent} event @param {string} path */
async function part(event, path) {
  const build = await buildOf(event.clientId);
  // What a page of the network loads has to be as new as the page, whatever the browser's own cache still holds.
  if (!build) return fetch(event.request, { cache: "no-cache" });
  const entry = await entryOf(build, path).catch(() => undefined);
  // What no build has cannot be of another one: a feed, a file of the maintainer's own.
  if (entry === null) return fetch(event.request);
  const found = await file(build, path).catch(() => Response.error());
  if (!found) {
    lookForUpdate();
    return new Response("This page is of another build: load it again.", { status: 410 });
  }
  // A page's own worker is as old as the page.
  return event.request.destination === "worker" ? born(event.resultingClientId, build, found) : found;
}

/** A file of a build, or null where neither a cache nor the host has it any more. @param {string} build @param {string} path */
async function file(build, path) {
  const entry = await entryOf(build, path);
  if (!entry) return null;
  const cache = await caches.open(PREFIX + build);
  const kept = await cache.match(address(path));
  if (kept) return kept;
  const found = (await elsewhere(entry, path)) ?? (await download(path, entry.digest));
  // Where there is no room, reading goes on.
  if (found) await cache.put(address(path), found.clone()).catch(() => {});
  return found;
}

/** The same file in the cache of another build. @param {Entry} entry @param {string} path */
async function elsewhere(entry, path) {
  for (const build of await builds()) {
    if (build === entry.build) continue;
    const other = await entryOf(build, path, { mayFetch: false });
    if (other?.digest !== entry.digest) continue;
    const kept = await (await caches.open(PREFIX + build)).match(address(path));
    if (kept) return kept;
  }
  return null;
}

/** Takes a file over from another build, if it is the same. @param {string} path */
async function copied(path) {
  const entry = await entryOf(BUILD, path).catch(() => undefined);
  const found = entry && (await elsewhere(entry, path));
  if (found) await (await caches.open(PREFIX + BUILD)).put(address(path), found);
}

/** From the host, or null where it has something else. The browser's own cache may hold the build before. @param {string} path @param {string} digest */
async function download(path, digest) {
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
async function digestOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Response} response */
async function isNotFoundPage(response) {
  const entry = await entryOf(BUILD, "404.html");
  return entry?.digest === (await digestOf(await response.arrayBuffer()));
}

/** The page as an older build had it: that build's files are kept as long as this is. @param {string} child @param {string} path */
async function keptByOthers(child, path) {
  for (const build of await builds()) {
    const kept = build === BUILD ? null : await (await caches.open(PREFIX + build)).match(address(path));
    if (kept) return born(child, build, kept);
  }
  return null;
}

/** What stands in for a page that is not here, at any depth. @param {string} child */
async function offlinePage(child) {
  const kept = await (await caches.open(PREFIX + BUILD)).match(address(OFFLINE_PAGE));
  if (!kept) return Response.error();
  const html = (await kept.text()).replaceAll('="../', `="${new URL(ROOT).pathname}`);
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  return born(child, BUILD, new Response(html, { status: 503, headers }));
}

/** @type {Map<string, string>} */
const born_here = new Map();

/** Writes down of which build a page is, and then hands it out. @param {string} child @param {string} build @param {Response} response */
async function born(child, build, response) {
  if (child) {
    born_here.set(child, build);
    // Where there is no room, this worker remembers it as long as it lives, and the page is read all the same.
    const note = new Response(JSON.stringify({ build, at: Date.now() }));
    await caches
      .open(NOTES)
      .then((notes) => notes.put(noteOf(child), note))
      .catch(() => {});
  }
  return response;
}

/** The build that a page is of, if it is known. @param {string} client */
async function buildOf(client) {
  if (!client) return null;
  const known = born_here.get(client);
  if (known) return known;
  const note = await (await caches.open(NOTES)).match(noteOf(client));
  const { build } = (await note?.json()) ?? {};
  return typeof build === "string" ? build : null;
}

/** @param {string} client */
function noteOf(client) {
  return `${ROOT}?client=${encodeURIComponent(client)}`;
}

/** @type {Map<string, Promise<List | null>>} */
const lists = new Map();

/** What there is in a build, or null where nothing is kept of it. Large folders have lists of their own. @param {string} build */
function list(build) {
  return remembered(lists, build, () => readList(build));
}

/** @param {string} build @returns {Promise<List | null>} */
async function readList(build) {
  const response = await caches.match(address(LIST), { cacheName: PREFIX + build });
  if (!response) return null;
  // What the first version of the list left out was in the list itself.
  const { files, lists: others = [] } = await response.json();
  const parts = others.map(
    (/** @type {[string, string, string, number, number]} */ [from, path, digest, files, bytes]) => ({
      from,
      path,
      digest,
      files,
      bytes,
    }),
  );
  return { entries: asEntries(build, files), parts, read: new Map() };
}

/** @param {string} build @param {[string, number, string][]} files @returns {Entries} */
function asEntries(build, files) {
  return new Map(files.map(([path, size, digest]) => [path, { build, size, digest }]));
}

/**
 * What a build says of a file: null, where it has none; undefined, where that is not known, because the list that would say so
 * is not here, and the host has another build by now. Fails where there is no network.
 * @param {string} build @param {string} path
 */
async function entryOf(build, path, { mayFetch = true } = {}) {
  const known = await list(build);
  const own = known?.entries.get(path);
  if (!known || own) return own;
  const part = partOf(known, path);
  if (!part) return null;
  const files = await entriesOf(build, known, part, mayFetch);
  return files ? (files.get(path) ?? null) : undefined;
}

/** The list that has a file, if the build has the file and the first list has not. @param {List} list @param {string} path */
function partOf({ parts }, path) {
  const part = parts.findLast(({ from }) => from <= path);
  return part && folderOf(part.from) === folderOf(path) ? part : null;
}

/** @param {string} path */
function folderOf(path) {
  return path.slice(0, path.indexOf("/"));
}

/** The files of a list that is fetched when it is needed, or null. @param {string} build @param {List} list @param {Part} part @param {boolean} mayFetch */
async function entriesOf(build, { read }, part, mayFetch) {
  const cache = await caches.open(PREFIX + build);
  const readPart = async (/** @type {() => Promise<Response | null>} */ fetchPart) => {
    const response = (await cache.match(address(part.path))) ?? (await fetchPart());
    return response && asEntries(build, (await response.json()).files);
  };
  if (!mayFetch) return readPart(async () => null);
  return remembered(read, part.path, () =>
    readPart(async () => {
      const found = (await partElsewhere(build, part)) ?? (await download(part.path, part.digest));
      if (found) await cache.put(address(part.path), found.clone()).catch(() => {});
      return found;
    }),
  );
}

/** The same list in the cache of another build. @param {string} own @param {Part} part */
async function partElsewhere(own, { path, digest }) {
  for (const build of await builds()) {
    const isSame =
      build !== own && (await list(build))?.parts.some((part) => part.path === path && part.digest === digest);
    const kept = isSame ? await caches.match(address(path), { cacheName: PREFIX + build }) : null;
    if (kept) return kept;
  }
  return null;
}

/** What is being read, or was; but what is not there yet may come. @template T @param {Map<string, Promise<T | null>>} memory @param {string} key @param {() => Promise<T | null>} read */
function remembered(memory, key, read) {
  const known = memory.get(key) ?? read();
  memory.set(key, known);
  const forget = () => memory.delete(key);
  known.then((found) => found ?? forget(), forget);
  return known;
}

/**
 * What a build says of many files, each of its lists read once. Of those whose list cannot be had, nothing.
 * @param {string} build @param {Iterable<string>} paths @returns {Promise<{ entries: Entries, unknown: string[] }>}
 */
async function entriesOfAll(build, paths) {
  const known = await list(build);
  /** @type {Entries} */
  const entries = new Map();
  /** @type {Map<Part, string[]>} */
  const elsewhere = new Map();
  for (const path of paths) {
    const entry = known?.entries.get(path);
    const part = entry || !known ? null : partOf(known, path);
    if (entry) entries.set(path, entry);
    if (part) elsewhere.set(part, [...(elsewhere.get(part) ?? []), path]);
  }
  /** @type {string[]} */
  const unknown = [];
  for (const [part, paths] of elsewhere) {
    const files = known && (await entriesOf(build, known, part, true).catch(() => null));
    for (const path of paths) {
      const entry = files?.get(path);
      if (entry) entries.set(path, entry);
      else if (!files) unknown.push(path);
    }
  }
  return { entries, unknown };
}

/** All files of this build. Fails where there is no network, or the host has another build. */
async function everything() {
  const known = await list(BUILD);
  /** @type {Entries} */
  const all = new Map(known?.entries);
  await inLanes(known?.parts ?? [], async (part) => {
    const files = known && (await entriesOf(BUILD, known, part, true));
    if (!files) throw new Error("the list is of another build");
    for (const [path, entry] of files) all.set(path, entry);
  });
  return all;
}

/** All builds of which something is kept, the youngest first. */
async function builds() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NOTES);
  return names.map((name) => name.slice(PREFIX.length)).reverse();
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

/** @param {string} build @returns {Promise<Set<string>>} */
async function keptPaths(build) {
  const keys = await (await caches.open(PREFIX + build)).keys();
  return new Set(keys.map((request) => pathOf(request.url) ?? ""));
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
  const windows = await worker.clients.matchAll({ includeUncontrolled: true, type: "all" });
  const open = new Set(windows.map(({ id }) => noteOf(id)));
  const notes = await caches.open(NOTES);
  const used = new Set([BUILD]);
  for (const note of await notes.keys()) {
    if (note.url === EVERYTHING) continue;
    const response = await notes.match(note);
    if (!response) continue;
    const { build, at } = await response.json();
    const age = Date.now() - at;
    if (open.has(note.url) || age < BIRTH) used.add(build);
    else if (age > MEMORY) await notes.delete(note);
  }
  if (!canSpare || (await wanted()).length > 0) return;
  for (const build of await builds()) {
    // The worker of the next build fills its cache before it is in charge.
    if (worker.registration.installing || worker.registration.waiting) return;
    if (used.has(build)) continue;
    lists.delete(build);
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

function lookForUpdate() {
  // Offline, or the host is down: another time.
  worker.registration.update().catch(() => {});
}

/** The file that an address of the site means. @param {string} url */
function pathOf(url) {
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
function address(path) {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return ROOT + encoded.replace(/(^|\/)index\.html$/, "$1");
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === "object" && value !== null;

/** @param {unknown} value @returns {string[]} */
const texts = (value) => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);

/** Does a few things at a time. @template T, R @param {Iterable<T>} things @param {(thing: T) => Promise<R>} doIt @returns {Promise<R[]>} */
async function inLanes(things, doIt) {
  const queue = [...things].entries();
  /** @type {R[]} */
  const results = [];
  const lane = async () => {
    for (const [index, thing] of queue) results[index] = await doIt(thing);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}
