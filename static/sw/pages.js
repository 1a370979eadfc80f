// Of which build a page is. That is written down before the page is handed out, and kept as long as it may come back.
// @ts-check

import { BUILD, NOTES, ROOT, worker } from "./site.js";

/** For how long a page may be on its way from the answer to the window, in milliseconds. */
const BIRTH = 5_000;

/** For how long the build of a page is known that no window shows: it may come back out of the browser's memory. */
const MEMORY = 7 * 24 * 3_600_000;

/** How the name of a note begins that is about a page. */
const CLIENT = `${ROOT}?client=`;

/** @type {Map<string, string>} */
const known = new Map();

/** Writes down of which build a page is, and then hands it out. @param {string} child @param {string} build @param {Response} response */
export async function born(child, build, response) {
  if (child) {
    known.set(child, build);
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
export async function buildOf(client) {
  if (!client) return null;
  const here = known.get(client);
  if (here) return here;
  const note = await (await caches.open(NOTES)).match(noteOf(client));
  const { build } = (await note?.json()) ?? {};
  return typeof build === "string" ? build : null;
}

/** @param {string} client */
function noteOf(client) {
  return CLIENT + encodeURIComponent(client);
}

/** The builds of pages that are open, or may come back. What has long been closed is forgotten. @returns {Promise<Set<string>>} */
export async function readBuilds() {
  const windows = await worker.clients.matchAll({ includeUncontrolled: true, type: "all" });
  const open = new Set(windows.map(({ id }) => noteOf(id)));
  const notes = await caches.open(NOTES);
  const used = new Set([BUILD]);
  for (const note of await notes.keys()) {
    if (!note.url.startsWith(CLIENT)) continue;
    const response = await notes.match(note);
    if (!response) continue;
    const { build, at } = await response.json();
    const age = Date.now() - at;
    if (open.has(note.url) || age < BIRTH) used.add(build);
    else if (age > MEMORY) await notes.delete(note);
  }
  return used;
}
