// Files of builds: from a cache, or from the network while that still has the same.
// @ts-check

import { entryOf } from "./lists.js";
import { address, BUILD, builds, download, PREFIX } from "./site.js";

/** @typedef {import("./lists.js").Entry} Entry */

/** A file of a build, or null where neither a cache nor the host has it any more. @param {string} build @param {string} path */
export async function file(build, path) {
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

/** Takes a file over from another build, if it is the same. @param {string} path */
export async function copied(path) {
  const entry = await entryOf(BUILD, path).catch(() => undefined);
  const found = entry && (await elsewhere(entry, path));
  if (found) await (await caches.open(PREFIX + BUILD)).put(address(path), found);
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
