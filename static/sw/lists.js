// What there is in a build: its list, and those of its large folders, which are fetched as they are needed.
// @ts-check

import { address, BUILD, builds, download, inLanes, LIST, PREFIX } from "./site.js";

/** @typedef {{ build: string, size: number, digest: string }} Entry */
/** @typedef {Map<string, Entry>} Entries files by path */
/** @typedef {{ from: string, path: string, digest: string, files: number, bytes: number }} Part a list of some files of one large folder */
/** @typedef {{ entries: Entries, parts: Part[], read: Map<string, Promise<Entries | null>> }} List */

/** @type {Map<string, Promise<List | null>>} */
const lists = new Map();

/** What there is in a build, or null where nothing is kept of it. Large folders have lists of their own. @param {string} build */
export function list(build) {
  return remembered(lists, build, () => readList(build));
}

/** Its caches are about to go. @param {string} build */
export function forgetList(build) {
  lists.delete(build);
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
export async function entryOf(build, path, { mayFetch = true } = {}) {
  const known = await list(build);
  const own = known?.entries.get(path);
  if (!known || own) return own;
  const part = partOf(known, path);
  if (!part) return null;
  const files = await entriesOf(build, known, part, mayFetch);
  return files ? (files.get(path) ?? null) : undefined;
}

/**
 * What a build says of many files, each of its lists read once. Of those whose list cannot be had, nothing.
 * @param {string} build @param {Iterable<string>} paths @returns {Promise<{ entries: Entries, unknown: string[] }>}
 */
export async function entriesOfAll(build, paths) {
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
export async function everything() {
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
