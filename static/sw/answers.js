// What a page gets that is opened, and what it loads: files of one build, or an error.
// @ts-check

import { file } from "./files.js";
import { entryOf } from "./lists.js";
import { born, buildOf } from "./pages.js";
import { address, BUILD, builds, digestOf, lookForUpdate, PREFIX, ROOT } from "./site.js";

const OFFLINE_PAGE = "offline/index.html";

/** A page, of this build if it can be. @param {FetchEvent} event @param {string} path */
export async function page(event, path) {
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
export async function part(event, path) {
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
